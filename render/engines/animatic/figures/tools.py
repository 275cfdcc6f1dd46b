"""What people work with: each from the fist at the origin, along +x, as the hand points."""

from __future__ import annotations

import cmath

from render.engines.animatic.figures.drawing import Seat, Spot, blob, oval, polygon, tube
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.pen import colour

_WOOD = colour("#6a4a2e")
_STEEL = colour("#8d949c")
_IRON = colour("#2a2826")
_STRAW = colour("#9c7f45")
_BRASS = colour("#b08a3e")
_LEATHER = colour("#3a2417")
_CLAY = colour("#b9ab93")
_HEMP = colour("#8a7650")
_VARNISH = colour("#7a3d1c")
_LINE = colour("#cfcab8")
ROD = 470.0
"""How long a fishing rod is."""
_WATER = 280.0
"""How far above the feet the float lies on the picture: out on the water, beyond bank or boat."""
TOOLS = (
    *("axe", "broom", "rod", "hammer", "hawser", "brush", "fiddle", "fiddle bow"),
    "rod, near",
    *("spyglass", "pipe", "horn", "flute", "rake", "scythe", "drawn bow"),
)
"""All that is turned with the hand that works with it."""


def tool_parts(name: str, turn: float, ground: float) -> list[Part]:
    """A tool, in the hand's own directions.

    `turn` is how the hand points, in radians; the ground is so far below the hand.
    """
    match name:
        case "axe":
            return _axe()
        case "broom":
            return _broom(ground / max(0.35, cmath.exp(1j * turn).imag))
        case "rod":
            return _rod(turn, ground - _WATER)
        case "rod, near":
            # its line leaves the frame
            return _rod(turn, ground)
        case "hammer":
            return _hammer()
        case "hawser":
            return _hawser()
        case "brush":
            return _brush()
        case "fiddle":
            return _fiddle()
        case "spyglass":
            return _spyglass()
        case "horn" | "flute":
            return _blown(name == "horn")
        case "rake" | "scythe":
            length = ground / max(0.35, cmath.exp(1j * turn).imag)
            return _rake(length) if name == "rake" else _scythe(length, turn)
        case "drawn bow":
            return _drawn_bow()
        case "pipe":
            return _pipe(turn)
        case _:
            return [
                Part((tube([(-30, 8), (120, -4), (250, -14)], (6, 5, 5)),), _WOOD * 1.3, gloss=1.2)
            ]


def _axe() -> list[Part]:
    head: list[Spot] = [(128, -12, 1), (160, -14, 1), (166, 22), (178, 62, 1), (116, 60, 1)]
    edge = Mark(tube([(120, 54), (172, 56)], (2, 2)), 5, 0.8)
    return [
        Part((tube([(-66, 6), (0, 0), (80, 2), (162, 0)], (13, 11, 11, 12)),), _WOOD * 1.2),
        Part((blob(head),), _STEEL, (edge,), gloss=2.4, puff=0.5),
    ]


def _broom(length: float) -> list[Part]:
    """A besom whose twigs end on the ground."""
    top = max(60.0, length - 96)
    twigs: list[Spot] = [(top - 8, -12), (top + 40, -30), (length + 8, -44, 1), (length + 4, 40, 1)]
    twigs += [(top + 40, 26), (top - 8, 12)]
    strands = tuple(
        Mark(tube([(top + 4, y * 0.3), (length + 4, y)], (2, 4)), -5, 1.2)
        for y in (-32.0, -16.0, 0.0, 16.0, 30.0)
    )
    bands = tuple(
        Stain(tube([(x, -19), (x, 19)], (5, 5)), _IRON, 0.8, 0.6) for x in (top, top + 16)
    )
    return [
        Part((tube([(-150, 0), (0, 0), (top + 8, 0)], (11, 11, 11)),), _WOOD * 1.2),
        Part((blob(twigs),), _STRAW, strands, bands, gloss=0.5),
    ]


def _rod(turn: float, ground: float) -> list[Part]:
    """A rod that bends to its tip, and the line from it down to a float on the water."""
    tip = complex(ROD, -6)
    world = Seat(cmath.exp(-1j * turn))
    low = max(60.0, ground - (tip * cmath.exp(1j * turn)).imag)
    line = [tip + world(offset) for offset in (0j, complex(14, 0.5 * low), complex(40, low))]
    float_at = world(complex(40, low)) + tip
    cork = placed(
        [Part((oval(0, -4, 7, 11),), colour("#b8341f"), (), (Stain(oval(0, 4, 8, 4), _LINE),))],
        Seat(world.turn, float_at),
    )
    rings = [
        Part((tube([(-46, 8), (0, 13), (46, 8)], (1, 5, 1)),), _LINE, glow=0.5, shade=0).placed(
            Seat(world.turn, float_at)
        )
    ]
    return [
        Part((tube([(-70, 4), (0, 0), (250, -10), tip], (13, 10, 7, 3)),), _WOOD, gloss=1.4),
        Part((tube(line, (2.2, 2.2)),), _LINE, puff=0.2, shade=0, glow=0.35),
        *rings,
        *cork,
    ]


def _hammer() -> list[Part]:
    head = polygon((96, -34), (134, -34), (134, 40), (96, 40))
    return [
        Part((tube([(-30, 0), (114, 0)], (11, 11)),), _WOOD * 1.2),
        Part((head,), _IRON * 1.6, gloss=2.0, puff=0.6),
    ]


def _hawser() -> list[Part]:
    """A rope that runs on out of the frame before one, and hangs behind the hands."""
    twist = tuple(
        Mark(tube([(x - 5, 7), (x + 5, -7)], (2, 3, 2)), -4, 0.9) for x in range(-60, 60, 16)
    )
    line = [(-150, 150), (-110, 60), (-70, 6), (0, 0), (330, -190), (780, -660)]
    return [Part((tube(line, (12, 12, 11, 7)),), _HEMP, twist, gloss=0.8)]


def _brush() -> list[Part]:
    bristles = polygon((-6, 22), (92, 22), (98, 40), (-10, 40))
    back: list[Spot] = [(-10, 22, 1), (0, 6), (80, 6), (96, 22, 1)]
    return [Part((bristles,), _STRAW), Part((blob(back),), _WOOD)]


def _spyglass() -> list[Part]:
    """Its eyepiece behind the hand, before the eye."""
    draws = [
        Part((tube([(left, -4), (right, -6)], (wide, wide), flat=True),), _BRASS, gloss=2.0)
        for left, right, wide in ((-50.0, 30.0, 17.0), (24.0, 84.0, 23.0))
    ]
    return [*draws, Part((tube([(78, -6), (158, -8)], (29, 31), flat=True),), _LEATHER, gloss=1.4)]


def _blown(horn: bool) -> list[Part]:
    """A horn or a flute, its mouthpiece behind the hand."""
    if not horn:
        line = tube([(-52, -4), (150, -4)], (10, 11), flat=True)
        holes = tuple(Stain(oval(x, -5, 3, 2), _IRON, 0.9, 0.5) for x in range(20, 140, 20))
        return [Part((line,), _WOOD * 1.4, stains=holes, gloss=1.4)]
    line = tube([(-50, -2), (60, -6), (120, -12), (156, -18)], (8, 13, 26, 66), flat=True)
    return [Part((line,), _BRASS, gloss=2.2)]


def _rake(length: float) -> list[Part]:
    teeth = tuple(tube([(length - 8, y), (length + 22, y - 4)], (5, 3)) for y in range(-50, 60, 20))
    bar = tube([(length - 10, -58), (length - 10, 58)], (12, 12))
    return [Part((tube([(-150, 0), (0, 0), (length, 0)], (11, 11, 10)),), _WOOD * 1.2),
            Part((bar, *teeth), _WOOD, gloss=1.0)]  # fmt: skip


def _scythe(length: float, turn: float) -> list[Part]:
    """Its blade runs on ahead over the ground, whichever way the shaft leans."""
    level = Seat(cmath.exp(-1j * turn), complex(length, 0))
    blade: list[Spot] = [(-10, -6, 1), (60, -16), (150, -22), (230, -10, 1), (150, -6), (60, 0)]
    handle = tube([(60, 0), (70, -46)], (8, 8))
    return [
        Part((tube([(-150, 10), (0, 0), (length, 0)], (11, 11, 10)), handle), _WOOD * 1.2),
        Part((blob(blade),), _STEEL, gloss=2.4, puff=0.5).placed(level),
    ]


def _drawn_bow() -> list[Part]:
    """Arrow, string and stave, from the hand that draws."""
    stave = tube([(120, -226), (164, -150), (186, 0), (164, 150), (120, 226)], (5, 9, 11, 9, 5))
    string = tube([(120, -226), (40, 0), (120, 226)], (2.4, 2.4), steps=1)
    feathers = polygon((34, -9), (78, -9), (86, 0), (78, 9), (34, 9), (42, 0))
    head = polygon((200, -7), (226, 0), (200, 7))
    return [
        Part((stave,), _WOOD, gloss=1.2),
        Part((string,), _LINE, puff=0.2, shade=0, glow=0.2),
        Part((tube([(40, 0), (206, 0)], (5, 5)),), _WOOD * 1.5),
        Part((feathers,), _LINE, gloss=0.4),
        Part((head,), _STEEL, gloss=2.0),
    ]


def _pipe(turn: float) -> list[Part]:
    """A clay pipe, upright in the hand whichever way that points, its stem to the mouth."""
    upright = Seat(cmath.exp(-1j * turn))
    bowl: list[Spot] = [(-12, -34, 1), (12, -34, 1), (9, 2), (-6, 4)]
    ember = Stain(oval(0, -33, 9, 4), colour("#ff9a40"), 0.95, 1.0)
    parts = [
        Part((tube([(0, 0), (-24, -12), (-62, -26)], (7, 6, 4)),), _CLAY),
        Part((blob(bowl),), _CLAY, stains=(ember,), gloss=1.2),
    ]
    return placed(placed(parts, Seat(at=8 - 12j)), upright)


def _fiddle() -> list[Part]:
    """Its neck in the hand, its body back under the chin."""
    body: list[Spot] = [(-52, -22), (-76, -30), (-98, -18), (-120, -34), (-158, -30), (-170, 2)]
    body += [(-158, 32), (-120, 36), (-98, 18), (-76, 30), (-52, 22)]
    holes = tuple(Stain(oval(-104, y, 10, 2.4), _IRON, 0.8, 0.6) for y in (-8.0, 8.0))
    strings = Stain(tube([(-140, 0), (30, 0)], (4, 4)), _IRON, 0.8, 0.6)
    return [
        Part((tube([(-60, 0), (34, -2), (46, -10)], (10, 9, 11)),), _IRON, gloss=1.4),
        Part((blob(body),), _VARNISH, stains=(*holes, strings), gloss=1.8),
    ]
