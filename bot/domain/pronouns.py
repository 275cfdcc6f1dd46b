"""Whether a novel speaks of somebody as he or as she: by titles, else by what follows names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bot.domain.cast import People, is_woman
from bot.domain.names import read_words
from bot.domain.prose import Piece

HE, SHE, UNTOLD = "he", "she", ""
_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), HE),
    **dict.fromkeys(("she", "her", "hers", "herself"), SHE),
}
MANS_TITLE = re.compile(r"(?:Mr|Sir|Lord|Squire|Master|King|Prince|Brother|Father|Uncle)\b")
FEWEST, SHARE = 4, 0.65
"""So many pronouns tell, if this share agrees: some that follow a name are of somebody else."""


def count_pronouns(
    paragraphs: Iterable[tuple[Piece, ...]], people: People
) -> dict[str, Counter[str]]:
    """How often each person is spoken of as he and as she: by the last one named before it."""
    named: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for mention in people.mentions:
        if not mention.spoken and (person := people.called.get(mention.name)):
            named[mention.paragraph][mention.position] = person
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, pieces in enumerate(paragraphs):
        if number not in named:
            continue
        person = ""
        for position, word in _narrated(pieces):
            person = named[number].get(position, person)
            if person and (pronoun := _PRONOUNS.get(word.lower())):
                counted[person][pronoun] += 1
    return counted


def pronoun_of(names: Iterable[str], counted: Counter[str]) -> str:
    """`he`, `she`, or nothing where neither titles nor the prose tell."""
    for name in names:
        if is_woman(name):
            return SHE
        if MANS_TITLE.match(name):
            return HE
    [(pronoun, times)] = counted.most_common(1) or [(UNTOLD, 0)]
    told = counted.total() >= FEWEST and times >= SHARE * counted.total()
    return pronoun if told else UNTOLD


def _narrated(pieces: tuple[Piece, ...]) -> Iterator[tuple[int, str]]:
    for place, piece in enumerate(pieces):
        if not piece.spoken:
            yield from read_words(piece, place)
