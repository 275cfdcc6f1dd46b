"""Who says what to whom: speeches with their speakers, by tags, by deeds and by turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.cast import People, find_people, is_group, is_woman
from bot.domain.names import PIECE_POSITIONS, Mention
from bot.domain.narrator import NARRATOR, narrators_name
from bot.domain.prose import SPEECH_VERB, Piece, sentences, take_apart
from bot.domain.roles import GROUPS
from bot.domain.turns import Turn, listener, take_turns

_TAG_WORDS = 8
_ENDS = (".", "!", "?", "…")
_I_SAY = re.compile(rf"\bI (?:\w+ly )?{SPEECH_VERB}\b|\b{SPEECH_VERB} I\b")
_THEY_SAY = re.compile(
    rf"\b(?P<one>he|she|they) (?:\w+ly )?{SPEECH_VERB}\b|\b{SPEECH_VERB} (?P<two>he|she|they)\b"
)
_ONE_SAYS = re.compile(
    rf"\b{SPEECH_VERB} (?P<one>one|another|a (?:second|third|fourth)|the other)\b(?! \w*day)"
    rf"|\b(?P<two>one|another|a (?:second|third|fourth)|the other) {SPEECH_VERB}\b"
)
_WHO = re.compile(
    r"\b(?:who(?: (?:are|is|goes|was|be)|[’']s)\b|your name|call (?:you|yourself))", re.IGNORECASE
)
_I_AM = r"\b(?:I[’']m|I am|[Mm]y name is|[Nn]ame[’']s|[Cc]all me|[Tt]he name is)\W+(?:\w+\W+){0,1}?"
_TO = re.compile(
    rf"\b(?:(?:{SPEECH_VERB}|turn(?:ed|ing)|nodd(?:ed|ing)|spoke|speaking)(?: \w+){{0,2}} to"
    r"|(?:told|asked|begged|warned|assured)) (?:old |young |poor )?"
)
_PRONOUN = re.compile(r"\W*(He|She|They|I)\b")
_VOICE = re.compile(r"\b(?:an?|the) (?:(?!his|her|my|their|in|and|of|with)[\w-]+,? ){0,4}voice\b")
_NEWCOMER = re.compile(r"\b(?:someone|somebody|an? (?:\w+ ){0,2}(?:man|woman|figure|stranger))\b")
_GROUP = re.compile(rf"\bthe (?:\w+ )?(?P<group>{'|'.join(sorted(GROUPS))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person says in one paragraph, the tag in between left out."""

    speaker: str
    text: str
    paragraph: int
    to: str = ""
    """Whom it is said to, as far as the prose tells."""


def speeches(
    paragraphs: tuple[tuple[Piece, ...], ...], people: People, narrator: str = ""
) -> tuple[Speech, ...]:
    """Every speech with its speaker: by its tag, by the one who acts beside it, or by turns.

    The speaker is empty where the prose leaves it open. `narrator` is who says "I", where it is
    known; else it is whom the others call by a name that the narration never uses.
    """
    talk = Talk(paragraphs, people)
    for number, pieces in enumerate(paragraphs):
        talk.read(number, pieces)
    name = narrator or narrators_name(talk.turns, people) or NARRATOR
    take_turns(talk.turns)
    told: list[Speech] = []
    for at, turn in enumerate(talk.turns):
        to = listener(talk.turns, at)
        speaker, to = (name if person == NARRATOR else person for person in (turn.speaker, to))
        told += [Speech(speaker, text, turn.paragraph, to) for text in turn.texts]
    return tuple(told)


def find_narrator(chapters: Iterable[tuple[str, ...]]) -> str:
    """Who says "I" in a novel, by the longest name that others call them; empty where nobody does.

    A chapter that another person tells does not outweigh the rest.
    """
    found: Counter[str] = Counter()
    for paragraphs in chapters:
        apart = take_apart(paragraphs)
        people = find_people(apart)
        talk = Talk(apart, people)
        for number, pieces in enumerate(apart):
            talk.read(number, pieces)
        if name := narrators_name(talk.turns, people):
            found[name] += 1
    if not found:
        return ""
    most = found.most_common(1)[0][0]
    fuller = [name for name in found if set(most.split()) <= set(name.split())]
    return max(fuller, key=lambda name: len(name.split()))


class Talk:
    """The turns of some paragraphs, read one after the other."""

    def __init__(self, paragraphs: tuple[tuple[Piece, ...], ...], people: People) -> None:
        self.turns: list[Turn] = []
        self._people = people
        self._paragraphs = paragraphs
        self._mentions: dict[int, list[Mention]] = {}
        for mention in people.mentions:
            self._mentions.setdefault(mention.paragraph, []).append(mention)
        self._seen: list[str] = []
        self._met: list[str] = []
        """Who acts in the narration since the last speech, the last one last."""
        self._goes_on = False
        self._announced = ""
        """What announces the next paragraph's speech, such as `Then he spoke:`."""
        self._group = ""
        self._quiet = 0

    def read(self, number: int, pieces: tuple[Piece, ...]) -> None:
        here = self._mentions.get(number, [])
        for group in _GROUP.finditer(" ".join(piece.text for piece in pieces if not piece.spoken)):
            self._group = group["group"].lower()
        if not any(piece.spoken for piece in pieces):
            acting = self._acting(here)
            self._met += acting
            self._seen += acting
            self._quiet += 1
            self._goes_on = False
            self._announced = (
                pieces[-1].text if pieces and pieces[-1].text.endswith((":", ":—")) else ""
            )
            return
        if self._goes_on and pieces[0].spoken and self.turns:
            speaker = self.turns[-1].speaker
        elif self._announced and pieces[0].spoken and len(pieces) == 1:
            speaker = self._announcer(number - 1)
        else:
            speaker = self._speaker(pieces, here)
        addressed = [
            name for name in (*self._turned_to(pieces, here), *self._spoken_to(here)) if name
        ]
        self.turns.append(Turn(number, speaker, addressed, _texts(pieces), self._quiet))
        last = pieces[-1]
        self._announced = last.text if not last.spoken and last.text.endswith((":", ":—")) else ""
        self._seen += [person for person in self._acting(here) if person != speaker]
        self._met, self._quiet, self._goes_on = [], 0, last.goes_on

    def _speaker(self, pieces: tuple[Piece, ...], here: list[Mention]) -> str:
        narrated = [(place, piece.text) for place, piece in enumerate(pieces) if not piece.spoken]
        for place, text in sorted(narrated, key=lambda item: not _follows_speech(pieces, item[0])):
            for mention in here:
                if mention.position // PIECE_POSITIONS == place and mention.evidence >= 2.5:
                    return self._people.named(mention.name) or ""
            if _I_SAY.search(text):
                return NARRATOR
            if said := _ONE_SAYS.search(text):
                return self._some_one(said["one"] or said["two"])
            if said := _THEY_SAY.search(text):
                return self._meant(said["one"] or said["two"], pieces, here)
        if acting := self._acting(here, subjects=True) or self._acting(here):
            return acting[0]
        if introduced := self._introduced(pieces, here):
            return introduced
        narration = " ".join(text for _, text in narrated)
        if re.search(r"\bI\b", narration):
            return NARRATOR
        if (began := _PRONOUN.match(narration)) and narration:
            return self._meant(began[1].lower(), pieces, here)
        return ""

    def _some_one(self, word: str) -> str:
        """One of a group, by the name of the group; `the other` is the other of two who talk."""
        if word == "the other":
            return self.turns[-2].speaker if len(self.turns) > 1 else ""
        if not self._group:
            return "one of them" if word == "one" else "another"
        if word == "one":
            return f"one of the {self._group}"
        if self._group in ("crew", "crowd", "townsfolk"):
            return f"{word} of the {self._group}"
        single = re.sub(r"men$", "man", self._group).removesuffix("s").removesuffix("ren")
        return f"{word} {single}"

    def _announcer(self, number: int) -> str:
        """Who speaks after a colon: the subject of the sentence before it."""
        last = sentences(self._announced)[-1]
        if _VOICE.search(last):
            return "the voice"
        if _NEWCOMER.search(self._announced):
            return ""
        if (said := _PRONOUN.match(last)) and said[1] != "I":
            return self._meant(said[1].lower(), (), self._mentions.get(number, []))
        acting = self._acting(self._mentions.get(number, []), subjects=True)
        return acting[-1] if acting else (self._met[-1] if self._met else "")

    def _meant(self, pronoun: str, pieces: tuple[Piece, ...], here: list[Mention]) -> str:
        """Whom he, she or they stands for: one who acts here, was met, or whose turn it is."""
        if introduced := self._introduced(pieces, here):
            return introduced
        previous = self.turns[-1].speaker if self.turns else ""
        turns = [turn.speaker for turn in self.turns]
        met = [person for person in reversed(self._met) if self._quiet or person != previous]
        recent = [person for person in reversed(self._seen[-6:]) if person != previous]
        earlier = [person for person in reversed(turns[-8:]) if person != previous]
        others = [*self._spoken_to(here), *self._turned_to(pieces, here)]
        whose_turn = [person for person in turns[-2:-1] if person != previous]
        asked = self.turns[-1].addressed if self.turns and not self._quiet else []
        # after a stretch of narration, whose turn it was matters less than who is in view
        likely = [*met, *whose_turn] if self._quiet >= 2 else [*whose_turn, *met]
        for person in [*self._acting(here), *asked, *likely, *recent, *earlier, previous]:
            if person not in ("", NARRATOR, *others) and _agrees(pronoun, person):
                return person
        return ""

    def _introduced(self, pieces: tuple[Piece, ...], here: list[Mention]) -> str:
        """Who says their own name here."""
        said = " ".join(piece.text for piece in pieces if piece.spoken)
        asked = " ".join(self.turns[-1].texts) if self.turns else ""
        for mention in here:
            if not mention.spoken or mention.name.startswith("the "):
                continue
            person = self._people.named(mention.name)
            if person and re.search(_I_AM + re.escape(mention.name), said):
                return person
            if (
                person
                and _WHO.search(asked)
                and re.match(rf"\W*{re.escape(mention.name)}\W", f"{said} ")
            ):
                return person
        return ""

    def _turned_to(self, pieces: tuple[Piece, ...], here: list[Mention]) -> list[str | None]:
        """To whom the tag says that it is said: `said she to the porter`, `he told Ann`."""
        told = " ".join(piece.text for piece in pieces if not piece.spoken)
        follows = [told[to.end() :].lower() for to in _TO.finditer(told)]
        return [
            self._people.named(mention.name)
            for mention in here
            if not mention.spoken
            and any(re.match(rf"{re.escape(mention.name.lower())}\b", rest) for rest in follows)
        ]

    def _spoken_to(self, here: list[Mention]) -> list[str | None]:
        return [
            self._people.named(mention.name)
            for mention in here
            if mention.spoken and mention.evidence >= 1
        ]

    def _acting(self, here: Iterable[Mention], *, subjects: bool = False) -> list[str]:
        """Who does something in these mentions; `subjects` leaves out those merely with others."""
        least = 1.5 if subjects else 0.7
        named = [
            self._people.named(mention.name)
            for mention in here
            if not mention.spoken and mention.evidence >= least
        ]
        return [person for person in named if person]


def _follows_speech(pieces: tuple[Piece, ...], place: int) -> bool:
    return place > 0 and pieces[place - 1].spoken


def _agrees(pronoun: str, person: str) -> bool:
    group = is_group(person)
    if pronoun == "they" or group:
        return pronoun == "they" and group
    return (pronoun == "she") is is_woman(person) or _is_given_name(person)


def _is_given_name(person: str) -> bool:
    """A name without a title or a role, which tells nobody whether it is a he or a she."""
    return not person.startswith("the ") and "." not in person and not is_woman(person)


def _texts(pieces: tuple[Piece, ...]) -> list[str]:
    """Speech on both sides of a short tag is one speech; a full stop after the tag ends a sentence.

    What a tag merely follows ends with a comma in print, and as a sentence where it is heard.
    """
    texts: list[str] = []
    tag = ""
    for piece in pieces:
        if not piece.spoken:
            tag = piece.text
        elif tag and texts and len(tag.split()) <= _TAG_WORDS:
            before = texts[-1]
            if tag.endswith(_ENDS) and before.endswith(","):
                before = f"{before[:-1]}."
            texts[-1] = f"{before} {piece.text}"
        else:
            texts.append(piece.text)
    return [f"{text[:-1]}." if text.endswith(",") else text for text in texts]
