"""What hands hold: each hangs from or stands in the fist at the origin, drawn upright."""

from __future__ import annotations

from render.engines.animatic.figures.drawing import Spot, blob, oval, polygon, tube
from render.engines.animatic.figures.lights import candle_parts, lantern_parts, torch_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import Colour, colour

_IRON = colour("#14110f")
_STEEL = colour("#8d949c")
_WOOD = colour("#4a3524")
_PAPER = colour("#c9ba94")
_BRASS = colour("#b08a3e")
_PEWTER = colour("#6c6660")


def prop_parts(name: str, accent: Colour, *, length: float = 300.0) -> list[Part]:
    """A thing in the hand. `length` is how far a staff reaches down to the ground."""
    match name:
        case "lantern":
            return lantern_parts()
        case "sword":
            return _sword()
        case "staff":
            return _staff(length)
        case "book":
            return _book(accent)
        case "letter":
            return _letter()
        case "cup":
            return _cup()
        case "spade":
            return _spade()
        case "oar":
            return _oar()
        case "gun":
            return _gun()
        case "key":
            return _key()
        case "rope":
            return _rope()
        case "candle":
            return candle_parts()
        case "torch":
            return torch_parts()
        case "bag":
            return _bag()
        case "umbrella":
            return _umbrella()
        case _:
            return []


PROPS = (
    *("lantern", "sword", "staff", "book", "letter", "cup", "spade"),
    *("oar", "gun", "key", "rope", "candle", "torch", "bag", "umbrella"),
)
"""All that a hand can hold."""


def _sword() -> list[Part]:
    edge = Mark(tube([(16, 0), (240, -10)], (2, 1)), 5, 0.8)
    blade: list[Spot] = [
        (10, -7, 1),
        (150, -9),
        (232, -13),
        (256, -18, 1),
        (236, -2),
        (150, 4),
        (10, 7, 1),
    ]
    guard = tube([(8, 20), (2, 0), (10, -22)], (6, 8, 6))
    bow = tube([(4, 20), (-22, 24), (-34, 6)], (4, 4, 4))
    return [
        Part((tube([(-34, 2), (10, 0)], (11, 10)), oval(-38, 3, 8, 8)), _WOOD),
        Part((blob(blade),), _STEEL, (edge,), gloss=2.4, puff=0.6),
        Part((guard, bow), _BRASS, gloss=1.8),
    ]


def _staff(length: float) -> list[Part]:
    knots = tuple(Mark(oval(0, y, 6, 4), 3, 1.5) for y in (-150.0, -60.0, 90.0))
    return [
        Part((tube([(-4, -190), (0, -40), (1, 60), (-6, length)], (13, 10, 9, 8)),), _WOOD, knots)
    ]


def _book(accent: Colour) -> list[Part]:
    """Open, its two pages arched towards the spine."""
    cover = polygon((-34, 26), (-19, -42), (100, -46), (104, 22))
    left = blob([(-29, 21, 1), (-15, -38, 1), (12, -45), (38, -36, 1), (37, 23, 1), (8, 12)])
    right = blob([(37, 23, 1), (38, -36, 1), (64, -47), (95, -42, 1), (99, 17, 1), (66, 10)])
    gutter = Mark(tube([(38, -34), (37, 20)], (5, 7)), -6, 3)
    edges = tuple(
        Mark(
            tube([(-27, 23 + at * 2.4), (6, 15 + at * 2.4), (36, 25 + at * 2.4)], (1, 1.2, 1)),
            -2,
            0.7,
        )
        for at in range(2)
    )
    ink = colour("#5a4a36")
    lines = [
        Stain(tube(row, (1.3, 1.3)), ink, 0.6, 0.5)
        for at in range(5)
        for row in (
            [
                (-9 - at * 2.6, -29 + at * 9.5),
                (12 - at * 1.4, -34 + at * 9.6),
                (32, -28 + at * 9.4),
            ],
            [(44, -28 + at * 9.4), (66, -36 + at * 9.4), (88 + at * 0.6, -33 + at * 9.6)],
        )
    ]
    return [
        Part((cover,), accent * 0.5),
        Part((left, right), _PAPER, (gutter, *edges), tuple(lines), gloss=0.4, puff=0.6),
    ]


def _letter() -> list[Part]:
    sheet = polygon((2, -8), (66, -30), (84, 22), (20, 44))
    seal = Stain(oval(44, 8, 9, 8), colour("#a01c20"), 0.95, 0.6)
    fold = Mark(tube([(10, 16), (44, 2), (76, -6)], (1, 2, 1)), -4, 1)
    return [Part((sheet,), _PAPER, (fold,), (seal,), gloss=0.4)]


def _cup() -> list[Part]:
    bowl: list[Spot] = [(-16, 16, 1), (-19, -28, 1), (19, -28, 1), (16, 16, 1)]
    hoops = tuple(Mark(tube([(-17, y), (17, y)], (2, 2)), 3, 1) for y in (8.0, -20.0))
    ear = tube([(-17, -20), (-32, -18), (-31, 4), (-16, 8)], (5, 6, 5))
    return [Part((ear,), _PEWTER, gloss=1.5), Part((blob(bowl),), _PEWTER, hoops, gloss=1.6)]


def _spade() -> list[Part]:
    blade: list[Spot] = [(60, 94, 1), (96, 74, 1), (136, 130), (146, 172, 1), (112, 160), (76, 132)]
    return [
        Part(
            (
                tube([(-76, -92), (0, 0), (80, 92)], (11, 10, 10)),
                tube([(-92, -84), (-68, -104)], (10, 10)),
            ),
            _WOOD,
        ),
        Part((blob(blade),), _STEEL * 0.7, gloss=1.8, puff=0.6),
    ]


def _oar() -> list[Part]:
    blade: list[Spot] = [(226, 88), (300, 108, 1), (312, 132, 1), (240, 124)]
    return [Part((tube([(-60, -26), (0, 0), (240, 106)], (10, 11, 9)), blob(blade)), _WOOD * 1.2)]


def _gun() -> list[Part]:
    stock: list[Spot] = [
        *((62, -14, 1), (62, -3, 1), (24, 0), (10, 5), (3, 16), (-4, 40), (-18, 44), (-24, 34)),
        *((-16, 14), (-13, -3), (-8, -14)),
    ]
    hammer = tube([(-4, -14), (-9, -25), (-17, -28)], (5, 4, 3))
    guard = tube([(8, 4), (13, 15), (24, 14), (28, 1)], (2.6, 2.6))
    bands = tuple(Stain(tube([(x, -17), (x, -3)], (3, 3)), _BRASS, 0.9, 0.4) for x in (34.0, 58.0))
    return [
        Part((guard, hammer), _IRON, gloss=1.5),
        Part(
            (tube([(0, -12), (60, -13), (102, -14)], (9, 8, 7), flat=True), oval(102, -14, 3, 5)),
            _STEEL * 0.5,
            gloss=2.2,
        ),
        Part(
            (blob(stock),),
            _WOOD,
            (Mark(tube([(-10, 30), (2, 8), (20, -4)], (2, 4, 2)), 3, 1),),
            bands,
            gloss=1.2,
        ),
    ]


def _key() -> list[Part]:
    teeth = polygon((66, 2), (66, 18), (72, 18), (72, 8), (77, 8), (77, 20), (83, 20), (83, 2))
    ring = tube([(16, -10), (4, 0), (16, 10), (28, 0), (17, -10)], (5, 5))
    return [Part((ring, tube([(26, 0), (86, 0)], (6, 6)), teeth), _BRASS, gloss=2.0)]


def _rope() -> list[Part]:
    turns = tuple(
        Mark(tube([(-5 + at * 0.4, at * 14 - 4), (6 + at * 0.4, at * 14 + 5)], (2, 2)), -4, 0.8)
        for at in range(-9, 16)
    )
    return [Part((tube([(-6, -140), (0, 0), (5, 120), (-8, 230)], (9, 9)),), _WOOD * 1.3, turns)]


def _bag() -> list[Part]:
    body: list[Spot] = [
        (-62, 44),
        (-56, 24),
        (0, 18),
        (56, 24),
        (62, 44),
        (66, 104),
        (0, 112),
        (-66, 104),
    ]
    return [
        Part((tube([(-22, 26), (-20, 4), (0, -2), (20, 4), (22, 26)], (6, 6)),), _WOOD),
        Part(
            (blob(body),),
            colour("#4a2f20"),
            (Mark(tube([(-58, 42), (0, 34), (58, 42)], (2, 3, 2)), -4, 1),),
            gloss=1.3,
        ),
    ]


def _umbrella() -> list[Part]:
    top: list[Spot] = [
        *(
            (-150, -190, 1),
            (-120, -252),
            (-50, -296),
            (0, -304),
            (50, -296),
            (120, -252),
            (150, -190, 1),
        ),
        *(
            (112, -206),
            (75, -194, 1),
            (38, -208),
            (0, -194, 1),
            (-38, -208),
            (-75, -194, 1),
            (-112, -206),
        ),
    ]
    ribs = tuple(
        Mark(tube([(0, -300), (x * 0.7, -256), (x, -194)], (1, 3, 2)), -5, 2)
        for x in (-75.0, 0.0, 75.0)
    )
    return [
        Part((tube([(0, -310), (0, 0), (0, 20), (10, 34), (20, 22)], (4, 4)),), _IRON),
        Part((blob(top),), colour("#1c1d24"), ribs, gloss=1.4),
    ]
