"""How a character looks: read from the words about them, else drawn by lot from their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from render.contract import Performer
from render.engines.animatic.figures.ages import age_of, childs_height, is_woman
from render.engines.animatic.figures.look_words import (
    GREYS,
    HAIR_WORDS,
    HAIRED,
    HAIRS,
    SKIN_WORDS,
    SKINS,
    VESTS,
    has,
    hued,
    list_with,
    words_of,
)
from render.engines.animatic.figures.lots import Lots
from render.engines.animatic.figures.wardrobe import (
    accent_of,
    apron_of,
    cloth_of,
    hat_of,
    mark_of,
    prop_of,
    wear_of,
)
from render.engines.animatic.pen import Colour, colour


@dataclass(frozen=True, slots=True)
class Face:
    """How a profile departs from the plain one, in hundredths of a head."""

    nose: float = 0.0
    """-1 snub to 1 long, in steps of five hundredths."""
    hook: float = 0.0
    brow: float = 0.0
    chin: float = 0.0
    lip: float = 0.0
    forehead: float = 0.0
    jowl: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """One silhouette and one saturated accent, the same in every shot of every scene."""

    age: str
    """child, adult or elder."""
    woman: bool
    tall: float
    """As a share of a grown man."""
    build: float
    """-0.3 gaunt to 0.95 stout."""
    face: Face
    hair: str
    """short, wild, long, bun, queue, curls, plait or bald."""
    beard: str
    """none, stubble, moustache, short or long."""
    hat: str
    """none, tricorne, wide, cap, peaked, hood, bonnet, veil, helmet, crown, kerchief or topper."""
    wear: str
    """coat, cloak, jacket, dress, shirt, robe, armour, uniform or suit."""
    mark: str
    """What carries the accent: scarf, sash, collar or trim."""
    accent: Colour
    cloth: Colour
    vest: Colour
    apron: Colour | None
    barefoot: bool
    skin: Colour
    hair_tone: Colour
    prop: str
    """What they always have with them: none, staff, sword."""
    seed: int

    @property
    def head(self) -> float:
        """The size of the head as a share of a grown-up's: a child's is large for its body."""
        return 0.90 if self.age == "child" else 0.96

    @property
    def stoop(self) -> float:
        """How far age bends the back, in radians."""
        return 0.15 if self.age == "elder" else 0.0


def look_of(performer: Performer) -> Look:
    """The same look for the same name and description, in every shot."""
    text = f"{performer.name} {performer.description}".lower().replace("’", "'")
    told_text = performer.description.lower()
    words, told = words_of(text), words_of(told_text)
    lots = Lots(performer.name, performer.seed)
    age = age_of(told_text, words, told)
    woman = is_woman(performer.name.lower(), words)
    hat = hat_of(told, words, text, age, woman, lots)
    wear = wear_of(told, words, age, woman, hat, lots)
    build = _build(words, age, woman, lots)
    mark = mark_of(text, wear, age, lots)
    grown = {"elder": 0.94, "adult": 0.95 if woman else 1.0}.get(age) or childs_height(told_text)
    size = 1.05 if has(words, "tall lanky towering giant huge") else 1.0
    size *= 0.93 if has(words, "short small tiny dwarf squat") and age != "child" else 1.0
    return Look(
        age=age,
        woman=woman,
        tall=grown * size * (0.98 + 0.04 * lots.share(9)),
        build=build,
        face=_face(age, woman, build, lots),
        hair=_hair(told, words, text, age, woman, lots),
        beard=_beard(words, text, age, woman, lots),
        hat=hat,
        wear=wear,
        mark=mark,
        accent=colour(performer.accent) if performer.accent else accent_of(text, lots),
        cloth=cloth_of(text, words, wear, woman, lots),
        vest=colour(lots.pick(VESTS, 12)),
        apron=apron_of(text, told, words),
        barefoot=has(words, "barefoot barefooted shoeless") or "bare feet" in text,
        skin=next(
            (colour(tone) for word, tone in SKIN_WORDS.items() if word in words),
            colour(lots.pick(SKINS, 7)),
        ),
        hair_tone=_hair_tone(text, age, lots),
        prop=prop_of(words, age),
        seed=lots.seed % 10007,
    )


def _build(words: frozenset[str], age: str, woman: bool, lots: Lots) -> float:
    if has(words, "fat stout portly burly big plump corpulent heavy innkeeper landlord huge"):
        return 0.8
    if has(words, "thin gaunt lean slender slight bony lanky"):
        return -0.3
    if age == "child":
        return 0.1
    return -0.15 if woman else (-0.15, 0.0, 0.1, 0.25)[int(lots.share(10) * 4)]


def _face(age: str, woman: bool, build: float, lots: Lots) -> Face:
    plain = Face(
        nose=lots.spread(20, 0.5) + 0.1,
        hook=lots.spread(21, 1.2) + 0.5,
        brow=0.8 + lots.spread(22, 0.8),
        chin=lots.spread(23, 2.0) + 0.5,
        lip=lots.spread(24, 0.8),
        forehead=lots.spread(25, 1.0),
        jowl=6.0 if build > 0.5 else 0.0,
    )
    if age == "elder":
        return Face(plain.nose + 0.7, 2.6, 1.8, 3.0, -2.2, 0.0, plain.jowl)
    if woman or age == "child":
        return Face(plain.nose * 0.4 - 0.15, 0.0, 0.0, -0.3, 0.8, 1.2, plain.jowl * 0.5)
    return plain


def _hair(
    told: frozenset[str], words: frozenset[str], text: str, age: str, woman: bool, lots: Lots
) -> str:
    named = list_with(HAIR_WORDS, told)
    length = re.search(r"\b(long|short)(?:,? [\w-]+){0,2} hair\b", text)
    if length and not named:
        return length.group(1)
    named = named or list_with(HAIR_WORDS, words)
    if named and not (named == "queue" and woman):
        return named
    if woman:
        return lots.pick(
            ("long", "plait") if age == "child" else ("bun", "long", "bun", "curls"), 2
        )
    if age == "child":
        return lots.pick(("wild", "short", "wild"), 2)
    if age == "elder":
        return lots.pick(("bald", "long", "bald", "short"), 2)
    return lots.pick(("short", "queue", "short", "curls", "wild"), 2)


def _beard(words: frozenset[str], text: str, age: str, woman: bool, lots: Lots) -> str:
    if woman or age == "child" or re.search(r"clean-?shaven|beardless", text):
        return "none"
    if has(words, "beard bearded greybeard whiskers"):
        is_long = age == "elder" or re.search(r"\blong\b(?:,? [\w-]+){0,2} beard", text)
        return "long" if is_long else "short"
    if has(words, "moustache mustache moustached"):
        return "moustache"
    if age == "elder":
        return lots.pick(("long", "short", "none", "short"), 11)
    return lots.pick(("none", "stubble", "none", "short", "none", "moustache"), 11)


def _hair_tone(text: str, age: str, lots: Lots) -> Colour:
    named = hued(text, "hair|haired|beard|bearded|moustache|whiskers|locks|curls", HAIRED)
    if named is not None:
        return named
    return colour(lots.pick(GREYS if age == "elder" else HAIRS, 13))
