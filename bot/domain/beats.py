"""What the shots of a scene tell: the passage's sentences and speeches, or the proposer's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.breakdown import find_cast, shorten, visual_sentences
from bot.domain.cast import MAX_CAST, find_people
from bot.domain.dialogue import Speech, speeches
from bot.domain.direction import Direction
from bot.domain.gazetteer import PLAIN_WORDS
from bot.domain.prose import Piece, plain, sentences, take_apart

MAX_SHOT_ACTION = 300
WORDS_A_SHOT = 45
"""About as many narrated and spoken words make one more shot of the range that a pace allows."""
CLAUSE = 4
"""Words that stand for themselves in a shot; fewer are part of a clause, as in `Ann, in tears,`."""
LONG_SPEECH = 20
"""So many words of one speech may go on over a second shot."""
OWN_STORY = 3
"""So many words of the proposer's own, beside those for place, time and weather, lead the shots."""

_CUT = re.compile(
    r"[,;:—–]\s|—|\s(?=(?:while|then|till|until)\s|and (?:he|she|it|they|we|there|[A-Z]\w+)\s)"
)


@dataclass(frozen=True, slots=True)
class Beat:
    """What one shot shows, and what is said meanwhile."""

    action: str
    speeches: tuple[Speech, ...] = ()
    cast: tuple[str, ...] = ()
    """Who is in it, named or not."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the shots tell: beats in their order, and everybody in them."""

    beats: tuple[Beat, ...]
    cast: tuple[str, ...]


def tell_story(
    cast: tuple[str, ...],
    direction: Direction,
    passage: tuple[str, ...],
    said: tuple[Speech, ...] | None,
) -> Story:
    """What the shots tell: the passage, or what the proposer made of it.

    Two or fewer words of their own that are not about place, time or weather leave the passage as
    it is. With more, their words lead; the passage's speech stays if they share anything with it.
    """
    apart = take_apart(passage)
    spoken = _spoken(apart, cast) if said is None else said
    own = own_words(direction.action, passage)
    told = _content(own)
    if not is_a_story(own):
        return Story(_beats(apart, spoken, direction.action), cast)
    directed = take_apart((own,))
    named = find_cast(directed, 0)
    shared = told & (_content(" ".join(passage)) | _content(" ".join(cast)))
    if not shared:
        return Story(_beats(directed, _spoken(directed, named), own), named)
    everyone = tuple(dict.fromkeys([*cast, *(name for name in named if not _known(name, cast))]))
    everyone = everyone[:MAX_CAST]
    if any(piece.spoken for pieces in directed for piece in pieces):
        directed = take_apart((direction.action,))
        return Story(_beats(directed, _spoken(directed, everyone), own), everyone)
    return Story(_deal(_clauses(direction.action), spoken), everyone)


def own_words(action: str, passage: tuple[str, ...]) -> str:
    """The sentences of an action that are not the passage's: what the proposer wrote."""
    text = plain(" ".join(passage))
    return " ".join(
        sentence for sentence in sentences(action) if sentence.rstrip(".…!?") not in text
    )


def is_a_story(own: str) -> bool:
    """Whether a proposer's own words tell more than where, when and in what weather."""
    return len(_content(own)) >= OWN_STORY


def _spoken(apart: tuple[tuple[Piece, ...], ...], cast: tuple[str, ...]) -> tuple[Speech, ...]:
    """What is said, by the names of the cast."""
    return speeches(apart, find_people(apart, known=cast))


def _content(text: str) -> set[str]:
    """The words of a text that say more than where, when and in what weather."""
    found = re.findall(r"[^\W\d_]{3,}", text.lower())
    return {word for word in found if word not in PLAIN_WORDS}


def _known(name: str, cast: tuple[str, ...]) -> bool:
    parts = set(name.lower().split()) - {"the"}
    return any(parts & (set(known.lower().split()) - {"the"}) for known in cast)


def _beats(
    apart: tuple[tuple[Piece, ...], ...], spoken: tuple[Speech, ...], action: str
) -> tuple[Beat, ...]:
    """The passage as it runs: each sentence a beat, each speech with the sentence before it."""
    beats: list[Beat] = []
    for number, pieces in enumerate(apart):
        shown = [Beat(clause) for told in visual_sentences((pieces,)) for clause in _clauses(told)]
        beats += shown
        said = tuple(speech for speech in spoken if speech.paragraph == number)
        if said and shown:
            beats[-1] = replace(beats[-1], speeches=said)
        elif said:
            beats.append(Beat("", said))
    return tuple(beats) or tuple(Beat(clause) for clause in _clauses(action)) or (Beat(""),)


def _clauses(text: str) -> list[str]:
    """Sentences, and the halves of long ones."""
    parts: list[str] = []
    for sentence in sentences(text):
        if len(sentence) > MAX_SHOT_ACTION:
            parts += [part.strip() for part in re.split(r"(?<=;)\s", sentence)]
        else:
            parts.append(sentence)
    return [shorten(part, MAX_SHOT_ACTION) for part in parts if part]


def _deal(shown: list[str], spoken: tuple[Speech, ...]) -> tuple[Beat, ...]:
    """The proposer's clauses in their order, the passage's speeches dealt out among them."""
    count = max(1, len(shown))
    beats = [Beat(action) for action in shown] or [Beat("")]
    for place, speech in enumerate(spoken):
        at = place * count // len(spoken)
        beats[at] = replace(beats[at], speeches=(*beats[at].speeches, speech))
    return tuple(beats)


def spread(beats: tuple[Beat, ...], fewest: int, most: int) -> list[Beat]:
    """As many beats as there will be shots: neighbours joined, or the long ones shared out."""
    weight = sum(_weight(beat) for beat in beats)
    count = max(fewest, min(most, len(beats), fewest + weight // WORDS_A_SHOT))
    beats = _halved(beats, count)
    if len(beats) < count:
        return [_share(beats, place, count) for place in range(count)]
    groups: list[list[Beat]] = [[] for _ in range(count)]
    done = 0
    for place, beat in enumerate(beats):
        left = len(beats) - place
        at = min(count - 1, done * count // max(1, weight))
        empty = next((number for number, group in enumerate(groups) if not group), count)
        at = min(at, empty)
        at = empty if left <= count - empty else at
        groups[at].append(beat)
        done += _weight(beat)
    return [_joined(group) for group in groups]


def _halved(beats: tuple[Beat, ...], count: int) -> tuple[Beat, ...]:
    """More beats out of few: the longest action is cut at a clause, then the longest speech."""
    halved = list(beats)
    while len(halved) < count:
        acts = max(range(len(halved)), key=lambda place: len(halved[place].action))
        talks = max(range(len(halved)), key=lambda place: _said(halved[place]))
        if parts := _cut_action(halved[acts]):
            halved[acts : acts + 1] = parts
        elif parts := _cut_speech(halved[talks]):
            halved[talks : talks + 1] = parts
        else:
            break
    return tuple(halved)


def _cut_action(beat: Beat) -> list[Beat]:
    cuts = [
        match.start()
        for match in _CUT.finditer(beat.action)
        if all(
            len(half.split()) >= CLAUSE
            for half in (beat.action[: match.start()], match.string[match.end() :])
        )
    ]
    cut = min(cuts, key=lambda place: abs(place - len(beat.action) / 2), default=0)
    if not 15 <= cut <= len(beat.action) - 15:
        return []
    rest = re.sub(r"^\W*(?:and|but|then)?\s*", "", beat.action[cut:])
    first = Beat(beat.action[:cut].rstrip(" ,;:—–") + ".")
    return [first, replace(beat, action=rest[:1].upper() + rest[1:])]


def _cut_speech(beat: Beat) -> list[Beat]:
    """A speech of several sentences as two beats, cut between the two in its middle."""
    if len(beat.speeches) != 1:
        return []
    speech = beat.speeches[0]
    parts = sentences(speech.text)
    if len(parts) < 2 or _said(beat) < LONG_SPEECH:
        return []
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    first, rest = min(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1])))
    return [
        replace(beat, speeches=(replace(speech, text=first),)),
        Beat("", (replace(speech, text=rest),)),
    ]


def _weight(beat: Beat) -> int:
    return 1 + len(beat.action.split()) + _said(beat)


def _said(beat: Beat) -> int:
    """How many words are said in a beat."""
    return sum(len(speech.text.split()) for speech in beat.speeches)


def _share(beats: tuple[Beat, ...], place: int, count: int) -> Beat:
    """One shot's share of a beat that several shots show: each shot gets some of its speeches."""
    at = place * len(beats) // count
    shots = [other for other in range(count) if other * len(beats) // count == at]
    mine = shots.index(place)
    said = beats[at].speeches
    start, end = (-(-len(said) * part // len(shots)) for part in (mine, mine + 1))
    return Beat(beats[at].action, said[start:end])


def _joined(group: list[Beat]) -> Beat:
    actions = [beat.action for beat in group if beat.action]
    action = max(actions, key=len, default="")
    together = " ".join(actions)
    return Beat(
        together if len(together) <= MAX_SHOT_ACTION else action,
        tuple(speech for beat in group for speech in beat.speeches),
    )
