"""How a character looks: read from the words about them, else drawn by lot from their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from render.contract import Performer
from render.engines.animatic.figures.ages import years_in
from render.engines.animatic.figures.look_words import (
    ACCENTS,
    CHILD,
    CLOTHES,
    CLOTHS,
    COLOURS,
    GARMENTS,
    GOWNS,
    GREYS,
    HAIR_WORDS,
    HAIRED,
    HAIRS,
    HATS,
    MAN,
    MEN,
    OLD,
    SKIN_WORDS,
    SKINS,
    VESTS,
    WEARS,
    WOMAN,
    WOMEN,
    has,
    hued,
    list_with,
)
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import Colour, colour, mix


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


_GROWN, _AGED = 15, 62
"""The years from which somebody is drawn as an adult, and as an elder."""


class _Lots:
    """Chance that is the same for a name, or for a look's own seed, on every machine."""

    def __init__(self, name: str, seed: int | None = None) -> None:
        self.seed = seed_of("cast", name.casefold() if seed is None else seed)

    def pick(self, options: tuple[str, ...], salt: int) -> str:
        return options[seed_of(self.seed, salt) % len(options)]

    def share(self, salt: int) -> float:
        return seed_of(self.seed, salt) % 9973 / 9973

    def spread(self, salt: int, reach: float) -> float:
        return (self.share(salt) * 2 - 1) * reach


def look_of(performer: Performer) -> Look:
    """The same look for the same name and description, in every shot."""
    text = f"{performer.name} {performer.description}".lower().replace("’", "'")
    words = _words(text)
    told = _words(performer.description.lower())
    lots = _Lots(performer.name, performer.seed)
    years = years_in(performer.description.lower())
    child = has(words, CHILD) if years is None else years < _GROWN
    old = has(words - ({"old"} if "young" in told else set()), OLD)
    old = old if years is None else years >= _AGED
    woman = has(words, f"{WOMAN} {WOMEN}") and not has(words, "boy lad man he him his mr")
    if not (woman or has(words, f"{MAN} {MEN}") or child or old):
        woman = lots.share(8) < 0.3
    age = "child" if child else "elder" if old else "adult"
    hat = _hat(told, words, text, age, woman, lots)
    wear = _wear(told, words, age, woman, hat, lots)
    build = _build(words, age, woman, lots)
    mark = _mark(text, wear, age, lots)
    grown = {"child": 0.60, "elder": 0.94, "adult": 0.95 if woman else 1.0}[age]
    size = 1.05 if has(words, "tall lanky towering giant huge") else 1.0
    size *= 0.93 if has(words, "short small tiny dwarf squat") and not child else 1.0
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
        accent=colour(performer.accent) if performer.accent else _accent(text, lots),
        cloth=_cloth(text, words, wear, woman, lots),
        vest=colour(lots.pick(VESTS, 12)),
        skin=next(
            (colour(tone) for word, tone in SKIN_WORDS.items() if word in words),
            colour(lots.pick(SKINS, 7)),
        ),
        hair_tone=_hair_tone(text, age, lots),
        prop=_prop(words, age),
        seed=lots.seed % 10007,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w'-]+", text))


def _hat(
    told: frozenset[str], words: frozenset[str], text: str, age: str, woman: bool, lots: _Lots
) -> str:
    if re.search(r"bare-?headed|hatless|no hat", text):
        return "none"
    named = list_with(HATS, told) or ("wide" if "hat" in told else list_with(HATS, words))
    if named and not (age == "child" and named in ("tricorne", "topper", "wide", "peaked")):
        return named
    if re.search(r"\bhair(?:ed)?\b|\bbald\b", text):
        return "none"
    if re.search(r"\bhat\b", text):
        return "wide"
    if age == "child":
        return lots.pick(("none", "none", "none", "cap"), 1)
    if woman:
        return lots.pick(("none", "none", "none", "bonnet", "kerchief"), 1)
    return lots.pick(("none", "tricorne", "wide", "none", "cap", "none"), 1)


def _wear(
    told: frozenset[str], words: frozenset[str], age: str, woman: bool, hat: str, lots: _Lots
) -> str:
    named = list_with(WEARS, told, words)
    if hat == "hood" and named != "robe":
        return "cloak"
    if named and not (age == "child" and named in ("coat", "shirt", "suit")):
        return "dress" if woman and named in ("shirt", "suit") else named
    if woman:
        return "dress"
    if age == "child":
        return "jacket"
    return lots.pick(("coat", "coat", "jacket", "shirt", "cloak", "suit"), 3)


def _build(words: frozenset[str], age: str, woman: bool, lots: _Lots) -> float:
    if has(words, "fat stout portly burly big plump corpulent heavy innkeeper landlord huge"):
        return 0.8
    if has(words, "thin gaunt lean slender slight bony lanky"):
        return -0.3
    if age == "child":
        return 0.1
    return -0.15 if woman else (-0.15, 0.0, 0.1, 0.25)[int(lots.share(10) * 4)]


def _face(age: str, woman: bool, build: float, lots: _Lots) -> Face:
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
    told: frozenset[str], words: frozenset[str], text: str, age: str, woman: bool, lots: _Lots
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


def _beard(words: frozenset[str], text: str, age: str, woman: bool, lots: _Lots) -> str:
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


def _mark(text: str, wear: str, age: str, lots: _Lots) -> str:
    if re.search(r"\b(scarf|neckerchief|shawl|muffler)\b", text):
        return "scarf"
    if re.search(r"\b(sash|belt)\b", text):
        return "sash"
    if age == "child":
        return "scarf"
    if wear in ("uniform", "armour", "robe"):
        return lots.pick(("sash", "trim"), 4)
    if wear == "dress":
        return lots.pick(("sash", "collar", "scarf"), 4)
    return lots.pick(("scarf", "collar", "scarf", "trim"), 4)


def _accent(text: str, lots: _Lots) -> Colour:
    named = hued(text, GARMENTS, COLOURS)
    return colour(lots.pick(ACCENTS, 5)) if named is None else named


def _cloth(text: str, words: frozenset[str], wear: str, woman: bool, lots: _Lots) -> Colour:
    named = hued(text, CLOTHES, COLOURS)
    if named is None:
        named = hued(text, "aprons?", COLOURS)
    if named is not None:
        # Even a red coat is cloth in shadow: only the accent is saturated.
        return mix(named * 0.52, colour("#2c2c30"), 0.40)
    if has(words, "oilskin oilskins sou'wester"):
        return colour("#4a4126")
    if has(words, "redcoat"):
        return colour("#5c2228")
    if wear == "armour":
        return colour("#6c727a")
    return colour(lots.pick(GOWNS if woman else CLOTHS, 6))


def _hair_tone(text: str, age: str, lots: _Lots) -> Colour:
    named = hued(text, "hair|haired|beard|bearded|moustache|whiskers|locks|curls", HAIRED)
    if named is not None:
        return named
    return colour(lots.pick(GREYS if age == "elder" else HAIRS, 13))


def _prop(words: frozenset[str], age: str) -> str:
    if has(words, "sword cutlass sabre rapier knight admiral pirate musketeer"):
        return "sword"
    staff = has(words, "staff stick cane crutch pilgrim shepherd wizard hermit wanderer blind")
    return "staff" if staff or (age == "elder" and not has(words, "king queen judge")) else "none"
