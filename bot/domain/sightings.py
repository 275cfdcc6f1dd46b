"""What words say of how somebody looks: the tables, and how facts are read by them.

To teach the rules a word, add it to a line. A line is one value; the values of one table exclude
each other, but for those that NEIGHBOURS names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HAIR = """
black | black, raven, jet-black, coal-black
dark  | dark, brunette
brown | brown, chestnut, mousy
fair  | fair, blond, blonde, golden, flaxen, yellow, straw-coloured, sandy
red   | red, ginger, auburn, copper, carroty
grey  | grey, gray, silver, white, snow-white, grizzled
"""
HAIR_ALONE = """
fair  | blond, blonde, towheaded
dark  | brunette
red   | redheaded, red-headed, redhead
"""
"""What is said of hair without naming it."""
LENGTH = """
short | cropped, short, close-cropped, crew-cut
long  | long, flowing, waist-length
"""
BALD = "bald, hairless, shaven-headed, bald-headed"
BEARD = """
bearded | beard, bearded, whiskers
shaven  | clean-shaven, clean shaven, beardless, smooth-chinned
"""
AGE = """
child | child, boy, girl, lad, lass, infant
young | young, youthful
old   | old, elderly, aged, ancient, wizened
"""
YEARS = (("child", 15), ("young", 36), ("middle", 60), ("old", 200))
"""Up to which year of life a number means what."""
BUILD = """
stout | stout, fat, burly, portly, plump, heavy, corpulent, thickset
thin  | thin, gaunt, lean, slender, slight, bony, skinny, wiry
"""
HEIGHT = """
tall  | tall, towering, lanky
short | short, squat, tiny, dwarfish
"""
COLOUR = """
red    | red, scarlet, crimson
blue   | blue, navy, azure
green  | green, emerald, olive
yellow | yellow, gold, golden, amber
purple | purple, violet, lilac
black  | black, sable
white  | white, cream, ivory, whitewashed
brown  | brown, tan, russet
grey   | grey, gray, silver
"""
GARMENT = """
coat  | coat, greatcoat, overcoat, frock-coat, jacket
cloak | cloak, cape, mantle
dress | dress, gown, frock
shirt | shirt, blouse, smock
hat   | hat, cap, bonnet, tricorne, hood
scarf | scarf, shawl, neckerchief, sash, kerchief
apron | apron
"""
PART = """
walls    | walls, wall
roof     | roof, roofs
ceiling  | ceiling, ceilings
floor    | floor, floors, floorboards
door     | door, doors
gate     | gate, gates
shutters | shutters, shutter
curtains | curtains, curtain, drapes
carpet   | carpet, carpets, rug
stairs   | stairs, stair, staircase
hearth   | hearth, fireplace, chimney-piece, mantelpiece
tower    | tower, towers, turret
cliffs   | cliffs, cliff
hull     | hull
sails    | sails, sail
"""
STUFF = """
stone  | stone, granite, slate, flint, marble
brick  | brick
wood   | wood, wooden, oak, oaken, timber, timbered, plank, planked, panelled, pine
thatch | thatch, thatched
tile   | tile, tiled
iron   | iron
glass  | glass
earth  | earth, earthen, mud
"""
NEIGHBOURS = ({"child", "young"}, {"young", "middle"}, {"black", "dark"}, {"dark", "brown"})
"""Values that one and the same person may be called by."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a text says: of the `hair` that it is `fair`, in these words."""

    about: str
    value: str
    words: str

    def agrees(self, other: Fact) -> bool:
        pair = {self.value, other.value}
        return len(pair) == 1 or pair in NEIGHBOURS


def facts_in(text: str) -> list[Fact]:
    """Everything that a text says of one person's looks."""
    said = text.lower().replace("’", "'")
    found = [
        *_matches("hair", rf"({{value}}){_HAIR}", _HAIRS, said),
        *_matches("length of hair", rf"({{value}}){_HAIR}", _LENGTHS, said),
        *_matches("hair", rf"({_BALD})", {"bald": ""}, said),
        *_matches("hair", r"({value})", _HAIRS_ALONE, said),
        *_matches("beard", r"({value})", _BEARDS, said),
        *_matches("age", r"({value})", _AGES, said),
        *_matches("build", r"({value})", _BUILDS, said),
        *_matches("height", rf"({{value}})(?!{_HAIR})", _HEIGHTS, said),
    ]
    for garment, words in _GARMENTS.items():
        worn = rf"({{value}})(?:,?[\s-][\w-]+){{0,2}}?[\s-](?:{words})"
        found += _matches(garment, worn, _COLOURS, said)
    return [*found, *_years(said)]


def facts_of_hair(hair: str) -> list[Fact]:
    """The same of words that are about hair alone, whether or not they say so."""
    bare = [
        *_matches("hair", r"({value})", _HAIRS | {"bald": _BALD}, hair.lower()),
        *_matches("length of hair", r"({value})", _LENGTHS, hair.lower()),
    ]
    return [Fact(fact.about, fact.value, haired(hair)) for fact in bare]


def is_number(word: str) -> bool:
    """Whether a word counts something, as `two` does, or `65`."""
    return re.fullmatch(_NUMBER, word) is not None


def haired(hair: str) -> str:
    """`black, cropped` is `black hair, cropped`; words that say it themselves stay."""
    if not hair or _OF_HAIR.search(hair.lower()):
        return hair
    first, comma, rest = hair.partition(",")
    return f"hair {hair}" if first.startswith("in ") else f"{first} hair{comma}{rest}"


def facts_of_place(text: str) -> list[Fact]:
    """Everything that a text says of what a place is made of, and in which colours."""
    said = text.lower().replace("’", "'")
    found: list[Fact] = []
    for part, words in _PARTS.items():
        if not re.search(rf"\b(?:{words})\b", said):
            continue
        seen = rf"({{value}}){_BETWEEN}[\s-](?:{words})|(?:{words}){_IS}({{value}})"
        found += _matches(f"colour of the {part}", seen, _COLOURS, said)
        found += _matches(part, seen, _STUFFS, said)
    return found


def _read(listed: str) -> dict[str, str]:
    """A table as value -> pattern."""
    read: dict[str, str] = {}
    for line in listed.strip().splitlines():
        value, _, row = line.partition("|")
        read[value.strip()] = _pattern(row)
    return read


def _pattern(row: str) -> str:
    """The words of a line, the longest first."""
    words = sorted((word.strip() for word in row.split(",")), key=len, reverse=True)
    return "|".join(map(re.escape, words))


_HAIRS, _LENGTHS, _BEARDS, _AGES, _BUILDS, _HEIGHTS, _COLOURS, _GARMENTS = map(
    _read, (HAIR, LENGTH, BEARD, AGE, BUILD, HEIGHT, COLOUR, GARMENT)
)
_HAIRS_ALONE = _read(HAIR_ALONE)
GARMENTS = tuple(word for words in _GARMENTS.values() for word in words.split("|"))
_PARTS, _STUFFS = _read(PART), _read(STUFF)
_BALD = _pattern(BALD)
_OF_HAIR = re.compile(
    rf"\b(?:hair(?:ed)?|locks|curls|braids?|plaits?|wig|tonsure|shaven|{_BALD})\b"
)
_HAIR = r"(?:,?[\s-][\w-]+){0,2}?[\s-](?:hair(?:ed)?|locks|curls|braids?)\b"
_BETWEEN = r"(?:,?[\s-](?!(?:and|or|with|by|in|on|of|the|a)\b)[\w-]+){0,2}?"
_IS = r"\s(?:is|are|was|were|of|in)\s(?:[\w-]+\s)?"
_ONES = dict(
    zip(
        re.findall(
            r"\w+",
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
            " fifteen sixteen seventeen eighteen nineteen",
        ),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"),
        range(20, 100, 10),
        strict=True,
    )
)
_NUMBER = rf"\d{{1,2}}|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES)}))?|{'|'.join(_ONES)}"
_AGED = re.compile(
    rf"\b(?:aged|about|around|nearly|over|past|of) ({_NUMBER})(?=\s*(?:[,.;]|$|years?\b|and\b))"
    rf"|\b({_NUMBER})[\s-]years?[\s-](?:old|of age)\b|\A\s*({_NUMBER})\s*\Z"
)


def _matches(about: str, pattern: str, values: Mapping[str, str], text: str) -> Iterator[Fact]:
    for value, words in values.items():
        whole = pattern.replace("{value}", words)
        if match := re.search(rf"(?<![\w-])(?:{whole})(?![\w-])", text):
            yield Fact(about, value, match[0].strip(" ,"))


def _years(text: str) -> Iterator[Fact]:
    if match := _AGED.search(text):
        number = next(group for group in match.groups() if group)
        tens, _, ones = number.partition("-")
        years = (
            int(number) if number.isdecimal() else _TENS.get(tens, 0) + _ONES.get(ones or tens, 0)
        )
        value = next(name for name, below in YEARS if years < below)
        yield Fact("age", value, match[0].strip(" ,"))
