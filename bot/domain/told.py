"""A passage and the paragraphs before it as the rules of its heading read them: by their age."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.prose import Piece

FADE = 0.8
"""What a word is worth with each paragraph that lies between it and the passage."""
LASTING = 0.9
"""The same for the time of day and the weather, which last longer than a stay in one place."""
CHAPTER_BREAK = 4.0
"""How much older the end of the chapter before is: a new one often begins elsewhere."""
OLDEST = 20.0
"""Nothing fades further: where nothing else is said, it still holds."""
NARRATED_WORDS_OF_AGE = 40
"""As many narrated words make the paragraphs before them a whole paragraph older."""
LATER = re.compile(
    r"\b(?:one|(?:the )?(?:next|following)) (?:\w+ )?(?:day|morning|afternoon|evening|night)\b"
    r"|\b(?:on|by) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\bthe (?:day|morning|evening|night) after\b|\babout \w+ o['’]clock\b"
    r"|\b(?:days|weeks|months|years|hours?) (?:later|after|afterwards?|passed|went by)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One paragraph before or in the passage. Its age is 0 in the passage; before it, it grows by
    up to 1 with each paragraph told since: little with speech, during which nobody goes anywhere.
    """

    narrated: str
    spoken: str
    age: float


def tell(
    before: Iterable[tuple[Piece, ...]],
    passage: Iterable[tuple[Piece, ...]],
    earlier: Iterable[tuple[Piece, ...]] = (),
) -> list[Told]:
    """A passage and the paragraphs before it as a heading is read from them, oldest first.

    `earlier` are paragraphs of the chapter before.
    """
    age = 1.0
    told = [_told(pieces, 0) for pieces in reversed(tuple(passage))]
    for part, break_age in ((before, 0.0), (earlier, CHAPTER_BREAK)):
        age += break_age
        for pieces in reversed(tuple(part)):
            told.append(_told(pieces, age))
            age += min(1.0, 0.15 + len(told[-1].narrated.split()) / NARRATED_WORDS_OF_AGE)
            age = min(age, OLDEST)
    return told[::-1]


def _told(pieces: tuple[Piece, ...], age: float) -> Told:
    narrated = " ".join(piece.text for piece in pieces if not piece.spoken).lower()
    spoken = " ".join(piece.text for piece in pieces if piece.spoken).lower()
    return Told(narrated, spoken, age)
