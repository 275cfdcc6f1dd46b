"""How a character looks as a silhouette: by the words of their description, else by their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from render.contract import Performer
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import Colour, colour


@dataclass(frozen=True, slots=True)
class Look:
    """A silhouette: how tall as a share of a grown man, what is worn, and the one accent."""

    tall: float
    build: float
    """-0.2 slender to 0.4 stout."""
    wear: str
    """coat, cloak, jacket or dress."""
    hair: str
    """short, long, bun, wild or bald."""
    hat: str
    """none, tricorne, wide, cap, hood or bonnet."""
    mark: str
    """What carries the accent: scarf, sash or collar."""
    accent: Colour
    cloth: Colour
    skin: Colour
    stoop: float = 0.0
    staff: bool = False


_ACCENTS = ("#b3262b", "#d08a24", "#2f7fa6", "#6f9136", "#8b4389", "#cf5d2c", "#d8c48e", "#2f9482")
_CLOTHS = ("#2b3340", "#3a2f2a", "#2f3a34", "#33303c", "#403833")
_SKINS = ("#8a5f48", "#a3745a", "#6a4634", "#b88a6c", "#4e3427")

_CHILD = "boy girl child lad lass son daughter urchin cabin-boy kid page apprentice little"
_WOMAN = (
    "woman girl lady mrs miss she her mother wife widow sister daughter aunt queen nun maid nurse "
    "hostess landlady grandmother countess princess lass dress skirt gown keeper's-wife"
)
_OLD = "old elder elderly aged grandfather grandmother ancient grey-haired white-haired bent blind"
_HATS = {
    "tricorne": "captain squire admiral admiral's lieutenant pirate buccaneer commodore mate",
    "wide": "parson traveller stranger farmer drover doctor preacher pilgrim magistrate",
    "cap": "sailor boatman fisherman keeper lamplighter lighthouse driver workman coachman stoker",
    "hood": "monk hooded cloaked witch hermit ghost friar wanderer",
    "bonnet": "bonnet governess",
}


def _has(words: frozenset[str], listed: str) -> bool:
    return not words.isdisjoint(listed.split())


def look_of(performer: Performer) -> Look:
    """The same look for the same name and description, in every shot."""
    words = frozenset(re.findall(r"[\w'-]+", f"{performer.name} {performer.description}".lower()))
    chance = seed_of("cast", performer.name.casefold())

    def pick(options: tuple[str, ...], salt: int) -> str:
        return options[seed_of(chance, salt) % len(options)]

    woman, child, old = _has(words, _WOMAN), _has(words, _CHILD), _has(words, _OLD)
    if not (woman or child or old):
        woman = chance % 3 == 0 and not _has(words, "he him man mr sir captain father king doctor")
    hat = next((name for name, listed in _HATS.items() if _has(words, listed)), "")
    if not hat:
        men = ("none", "tricorne", "wide", "none", "cap")
        hat = "none" if child else pick(("none", "none", "bonnet", "hood") if woman else men, 1)
    if child:
        wear, hair = "jacket", pick(("wild", "short"), 2)
    elif woman:
        wear, hair = "dress", pick(("bun", "long"), 2)
    else:
        wear, hair = pick(("coat", "coat", "cloak"), 3), pick(("short", "long", "short"), 2)
    if child and woman:
        wear, hair = "dress", "long"
    return Look(
        tall=(0.66 if child else 0.94 if woman else 0.95 if old else 1.0)
        * (0.97 + 0.06 * (chance % 97) / 97),
        build=-0.08 if woman or child else (-0.1, 0.0, 0.12, 0.3)[chance // 7 % 4],
        wear="cloak" if hat == "hood" else wear,
        hair="bald" if old and not woman and chance % 2 else hair,
        hat=hat,
        mark=pick(("scarf",) if child else ("scarf", "sash", "scarf", "collar"), 4),
        accent=colour(pick(_ACCENTS, 5)),
        cloth=colour(pick(_CLOTHS, 6)),
        skin=colour(pick(_SKINS, 7)),
        stoop=0.16 if old else 0.0,
        staff=old,
    )
