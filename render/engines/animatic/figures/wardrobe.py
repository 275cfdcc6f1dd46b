"""What a character wears and always has with them: read from words, else drawn by lot."""

from __future__ import annotations

import re

from render.engines.animatic.figures.look_words import (
    ACCENTS,
    APRON,
    APRON_ROLES,
    CLOTHES,
    CLOTHS,
    COLOURS,
    GARMENTS,
    GOWNS,
    HATS,
    LEATHER,
    LINEN,
    WEARS,
    has,
    hued,
    list_with,
)
from render.engines.animatic.figures.lots import Lots
from render.engines.animatic.pen import Colour, colour, mix


def hat_of(
    told: frozenset[str], words: frozenset[str], text: str, age: str, woman: bool, lots: Lots
) -> str:
    if re.search(r"bare-?headed|hatless|no hat", text):
        return "none"
    if re.search(r"\b(?:top|silk|stovepipe)[- ]hat\b", text):
        return "topper"
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


def wear_of(
    told: frozenset[str], words: frozenset[str], age: str, woman: bool, hat: str, lots: Lots
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


def mark_of(text: str, wear: str, age: str, lots: Lots) -> str:
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


def accent_of(text: str, lots: Lots) -> Colour:
    named = hued(text, GARMENTS, COLOURS)
    return colour(lots.pick(ACCENTS, 5)) if named is None else named


def cloth_of(text: str, words: frozenset[str], wear: str, woman: bool, lots: Lots) -> Colour:
    named = hued(text, CLOTHES, COLOURS)
    if named is not None:
        return _woven(named)
    if has(words, "oilskin oilskins sou'wester"):
        return colour("#4a4126")
    if has(words, "redcoat"):
        return colour("#5c2228")
    if wear == "armour":
        return colour("#6c727a")
    return colour(lots.pick(GOWNS if woman else CLOTHS, 6))


def _woven(hue: Colour) -> Colour:
    """Even a red coat is cloth in shadow: only the accent is saturated. White stays white."""
    pale = min(1.0, max(0.0, (float(hue.min()) - 120) / 70))
    return mix(hue * (0.52 + 0.26 * pale), colour("#2c2c30"), 0.40 - 0.30 * pale)


def apron_of(text: str, told: frozenset[str], words: frozenset[str]) -> Colour | None:
    """The colour of what is tied over the clothes, of those who wear such a thing."""
    if not has(told, APRON) and not has(words, APRON_ROLES):
        return None
    named = hued(text, "aprons?", COLOURS)
    if named is not None:
        return _woven(named)
    return colour(LEATHER if has(words, "leather smith blacksmith butcher cooper") else LINEN)


def prop_of(words: frozenset[str], age: str) -> str:
    if has(words, "sword cutlass sabre rapier knight admiral pirate musketeer"):
        return "sword"
    staff = has(words, "staff stick cane crutch pilgrim shepherd wizard hermit wanderer blind")
    return "staff" if staff or (age == "elder" and not has(words, "king queen judge")) else "none"
