"""Looks: how a character or a place appears from a chapter on, and which look holds where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.ballot import Verdict
from bot.domain.cast import is_woman
from bot.domain.characters import Character, Kind
from bot.domain.house_rules import inspect
from bot.domain.pronouns import HE, MANS_TITLE, SHE, UNTOLD
from bot.domain.sightings import haired
from bot.errors import HouseRule, Refusal

MAX_REFERENCES = 4
MAX_DESCRIPTION = 600
"""Characters: what an order has room for, and no model reads more."""
LIMITS = {
    "age": 40,
    "build": 60,
    "hair": 80,
    "face": 80,
    "wardrobe": 130,
    "props": 70,
    "silhouette": 70,
}
PLACE_WORDS = 500
ACCENTS = {
    "red": "#b3232a",
    "amber": "#d08a24",
    "yellow": "#d8a72c",
    "green": "#4f8a3c",
    "teal": "#2f9482",
    "blue": "#2f6fa6",
    "violet": "#7c4f9b",
    "pink": "#c8708a",
    "bone": "#d8c48e",
    "white": "#d8d2c4",
}
"""Colours that stay apart in every light of the animatic, by the names that members choose."""

_HER = re.compile(r"\b(?:woman|girl|lady|she|her|mother|queen|nun|widow|dress|gown)\b")
_HIM = re.compile(r"\b(?:man|boy|he|him|his|father|king|monk|beard(?:ed)?|moustache)\b")
_SAYS_WHO = re.compile(
    rf"{_HER.pattern}|{_HIM.pattern}|\b(?:child|baby|lad|lass|maid|nurse|sister|daughter|wife|aunt|"
    r"gentleman|husband|brother|son|uncle|grand(?:mother|father)|prince(?:ss)?|duke|duchess)\b"
)
_CHILD = re.compile(r"^the (?:boy|girl|child|lad|lass)\b")
_WHO = {
    (HE, False): "a man",
    (SHE, False): "a woman",
    (HE, True): "a boy",
    (SHE, True): "a girl",
}
_HIS_TITLE = re.compile(rf"Captain\b|{MANS_TITLE.pattern}")


class LookState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    CHOSEN = "chosen"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


STATE_AFTER = {
    Verdict.GREENLIT: LookState.CHOSEN,
    Verdict.SHELVED: LookState.DECLINED,
    Verdict.LAPSED: LookState.LAPSED,
    Verdict.WITHDRAWN: LookState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """What one sees, in the words of whoever offers it; a place has nothing but `wardrobe`."""

    age: str = ""
    build: str = ""
    hair: str = ""
    face: str = ""
    wardrobe: str = ""
    """What they wear; of a place, all that one sees."""
    props: str = ""
    silhouette: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(text for item in fields(self) if (text := getattr(self, item.name)))


@dataclass(frozen=True, slots=True)
class Look:
    """How a character appears from a chapter on."""

    id: int
    guild_id: int
    character_id: int
    chapter: int
    appearance: Appearance
    accent: str
    """A name of ACCENTS, or nothing."""
    seed: int
    member_id: int
    state: LookState
    created_at: datetime
    channel_id: int | None = None
    message_id: int | None = None
    chosen_at: datetime | None = None


def tidy(appearance: Appearance, kind: Kind) -> Appearance:
    """Each part on one line. Raises Refusal and HouseRule: every scene is filmed with it."""
    limits = LIMITS if kind is Kind.PERSON else {"wardrobe": PLACE_WORDS}
    tidied: dict[str, str] = {}
    for name, most in limits.items():
        text = " ".join(str(getattr(appearance, name)).split()).strip(" ,;.")
        if len(text) > most:
            raise Refusal(
                f"{name.capitalize()} has {len(text)} characters; at most {most} fit a prompt: "
                "keep what one sees at once."
            )
        tidied[name] = text
    whole = replace(Appearance(), **tidied)
    if not whole.words:
        raise Refusal("A look needs words: say at least one thing that one sees.")
    if finding := inspect(whole.words, age_restricted=False):
        raise HouseRule(finding.sentence)
    return whole


def describe(appearance: Appearance) -> str:
    """A look in one line, as models and the animatic read it; what one sees first goes first."""
    parts = (
        _aged(appearance.age),
        appearance.build,
        haired(appearance.hair),
        appearance.face,
        _led("wearing", appearance.wardrobe),
        _led("with", appearance.props),
        _led("silhouette:", appearance.silhouette),
    )
    return ", ".join(part for part in parts if part)[:MAX_DESCRIPTION]


def holds_at(looks: Iterable[Look], chapter: int) -> Look | None:
    """The chosen look of a character in a chapter: the latest beginning, then the latest choice."""
    chosen = [look for look in looks if look.state is LookState.CHOSEN and look.chapter <= chapter]
    return max(chosen, key=lambda look: (look.chapter, look.chosen_at, look.id), default=None)


def holds_until(look: Look, looks: Iterable[Look]) -> int | None:
    """The last chapter of a look, if another one of its character begins after it."""
    later = [
        other.chapter
        for other in looks
        if other.state is LookState.CHOSEN and other.chapter > look.chapter
    ]
    return min(later) - 1 if later else None


def covers(look: Look, looks: Sequence[Look], chapter: int) -> bool:
    """Whether a character would appear so in a chapter, were this look chosen now."""
    last = holds_until(look, looks)
    return look.chapter <= chapter and (last is None or chapter <= last)


def pronoun(kind: Kind, name: str, appearance: Appearance, told: str = UNTOLD) -> str:
    """How a ballot asks: `This is her`, `him`, `them` or `it`. `told` is what the novel says."""
    if kind is Kind.PLACE:
        return "it"
    text = " ".join(appearance.words).lower()
    if is_woman(name) or (_HER.search(text) and not _HIM.search(text)):
        return "her"
    if _HIS_TITLE.match(name) or _HIM.search(text):
        return "him"
    return {HE: "him", SHE: "her"}.get(told, "them")


def described(character: Character, description: str) -> str:
    """A description that says whether it is of a man, a girl..., where the novel tells it."""
    if _SAYS_WHO.search(f"{character.name} {description}".lower()):
        return description
    is_child = any(_CHILD.search(name) for name in character.names)
    who = _WHO.get((character.pronoun, is_child), "")
    return ", ".join(part for part in (who, description) if part)[:MAX_DESCRIPTION]


def _aged(age: str) -> str:
    return f"{age} years old" if age.isdecimal() else age


def _led(word: str, text: str) -> str:
    """`a long coat` is `wearing a long coat`, unless it begins so."""
    begins = re.match(r"(?:wear|wears|wearing|with|dressed|in|carries|carrying|silhouette)\b", text)
    return text if not text or begins else f"{word} {text}"
