"""What burns in a hand: lantern, candle and torch, each from the fist at the origin, upright."""

from __future__ import annotations

from render.engines.animatic.figures.drawing import Spot, blob, oval, polygon, tube
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import colour

_IRON = colour("#14110f")
_BRASS = colour("#b08a3e")
_WOOD = colour("#4a3524")


def lantern_parts() -> list[Part]:
    """A lantern that hangs from the origin; its flame is at (0, 112)."""
    bail = tube([(-20, 52), (-23, 24), (-12, 4), (0, -2), (12, 4), (23, 24), (20, 52)], (3.2, 3.2))
    glass: list[Spot] = [(-27, 72, 1), (27, 72, 1), (24, 146, 1), (-24, 146, 1)]
    flame: list[Spot] = [(0, 90), (6.5, 114), (4, 124), (0, 127), (-4, 124), (-6.5, 114)]
    roof: list[Spot] = [
        (-30, 74, 1),
        (-22, 58),
        (-10, 52),
        (0, 46),
        (10, 52),
        (22, 58),
        (30, 74, 1),
    ]
    bars = tuple(
        tube([(x, 74), (x * 0.93, 146)], (wide, wide))
        for x, wide in ((-28, 4), (28, 4), (-9, 2.2), (9.5, 2.2))
    )
    return [
        Part((bail,), _IRON),
        Part(
            (blob(glass),),
            colour("#e08a30"),
            stains=(
                Stain(oval(0, 112, 22, 36), colour("#ffc868"), 0.9, 9),
                Stain(oval(0, 116, 11, 20), colour("#ffe9b0"), 1.0, 5),
                Stain(blob(flame), colour("#fffdf0"), 1.0, 1.5),
            ),
            gloss=0,
            shade=0,
            glow=1,
        ),
        Part(
            (polygon((-4, 127), (4, 127), (5, 146), (-5, 146)),),
            colour("#ffd690"),
            shade=0,
            glow=0.9,
        ),
        Part(
            (
                blob(roof),
                polygon((-33, 72), (33, 72), (33, 77), (-33, 77)),
                polygon((-31, 143), (31, 143), (34, 156), (-34, 156)),
                *bars,
            ),
            _IRON,
            (Mark(tube([(-20, 66), (20, 66)], (2, 2)), 3, 1),),
            gloss=1.2,
        ),
    ]


def candle_parts() -> list[Part]:
    """A candle in its dish; the flame is at (0, -60)."""
    return [
        Part((polygon((-5, 4), (-5, -44), (5, -46), (5, 4)),), colour("#d8c49a"), glow=0.55),
        Part(
            (blob([(0, -76), (5, -58), (0, -47), (-5, -58)]),), colour("#fff0c0"), shade=0, glow=1
        ),
        Part(
            (oval(0, 5, 20, 5), tube([(-18, 2), (-27, -2), (-22, -8)], (3, 3))), _BRASS, gloss=1.6
        ),
    ]


def torch_parts() -> list[Part]:
    """A stave bound with burning cloth; its flame is at (0, -98)."""
    tongue: list[Spot] = [
        (-19, -74),
        (-23, -98),
        (-12, -124),
        (-4, -150),
        (8, -122),
        (22, -100),
        (19, -72),
    ]
    bindings = tuple(
        Mark(tube([(-12, y), (12, y - 4)], (3, 3)), 4, 1) for y in (-38, -48, -58, -68)
    )
    return [
        Part((polygon((-5, 64), (5, 64), (6, -40), (-6, -40)),), _WOOD),
        Part(
            (blob(tongue),),
            colour("#ff9436"),
            stains=(
                Stain(oval(0, -96, 14, 26), colour("#ffc860"), 0.95, 6),
                Stain(oval(0, -88, 8, 15), colour("#fff2c8"), 1.0, 4),
            ),
            gloss=0,
            shade=0,
            glow=1,
        ),
        Part((tube([(0, -30), (0, -52), (0, -78)], (16, 27, 24)),), _IRON, bindings),
    ]
