"""Eyes, brows, mouths, ears, and the lines of age."""

from __future__ import annotations

from render.engines.animatic.figures.drawing import Spot, blob, oval, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Stain
from render.engines.animatic.pen import Colour, colour, mix

INK = colour("#070404")
LIPS = colour("#7a2f26")
EYE = colour("#cfc6b8")
GLINT = colour("#fff0d8")


def ear(x: float, y: float, wide: float = 1.0) -> list[Mark]:
    """An ear round a point, in relief."""
    return [
        Mark(oval(x, y, 7.5 * wide, 12, 0.15), 3.6, 1.6),
        Mark(oval(x + 1.5, y - 1, 3.6 * wide, 7, 0.15), -4, 1.8),
        Mark(oval(x - 1, y + 9, 4 * wide, 4), 1.6, 1.2),
    ]


def age_lines(look: Look, x: float = 0.0) -> list[Mark]:
    """Crow's feet, and furrows on the brow."""
    if look.age != "elder":
        return []
    feet = [
        Mark(
            tube([(22 + i * 3 + x, 8 + i * 2), (30 + i * 2 + x, 12 + i)], (0.4, 2, 0.4)), -1.6, 1.1
        )
        for i in range(3)
    ]
    furrows = [
        Mark(
            tube(
                [(20 + x, -24 - 6 * i), (30 + x, -25.5 - 6 * i), (38 + x, -23 - 6.6 * i)],
                (0.3, 1.8, 0.3),
            ),
            -1.7,
            1.2,
        )
        for i in range(3)
    ]
    return feet + furrows


def cheeks(look: Look) -> Colour:
    """Blood under the skin."""
    return mix(look.skin, colour("#b0402c"), 0.5)


def brow_tone(look: Look) -> Colour:
    """What brows are drawn in: the hair, and darker unless it is white."""
    return look.hair_tone * 0.75 if look.age != "elder" else look.hair_tone * 0.9


def eye(x: float, y: float, half: float, eyes: str, iris: float) -> list[Stain]:
    """An eye from before: the white, the iris, the lashes and a glint."""
    if eyes == "shut":
        lid = tube([(x - half, y + 1), (x, y + 3.4), (x + half, y + 1)], (0.8, 2.2, 0.8))
        return [Stain(lid, INK, 0.85, 0.35)]
    up = 1.2 if eyes == "wide" else 0.0
    white = blob(
        [(x - half, y + 0.6, 1), (x, y - 2.2 - up), (x + half, y + 0.2, 1), (x, y + 2.6 + up)]
    )
    lash = tube([(x - half, y + 0.4), (x, y - 2.6 - up), (x + half, y)], (1.0, 2.4, 1.0))
    return [
        Stain(white, EYE, 0.62, 0.4),
        Stain(oval(x + 0.6, y, iris + 1.0, 2.6), colour("#1a100c"), 0.95, 0.3),
        Stain(lash, INK, 0.95, 0.3),
        Stain(oval(x + 1.3, y - 1.0, 0.75, 0.75), GLINT, 0.95, 0.2),
        Stain(
            tube(
                [(x - half * 0.8, y + 3.8), (x, y + 4.6), (x + half * 0.8, y + 3.4)],
                (0.3, 1.2, 0.3),
            ),
            INK,
            0.35,
            0.6,
        ),
    ]


def brow(look: Look, *line: Spot) -> list[Stain]:
    """A brow along a line, as thick as the look has it."""
    wide = 2.2 if look.woman or look.age == "child" else 3.6
    return [Stain(tube(line, (1, wide, 1.8)), brow_tone(look), 0.9, 0.8)]


def mouth(
    look: Look, left: tuple[float, float], middle: tuple[float, float], right: tuple[float, float]
) -> list[Stain]:
    """The line of the lips, and their colour."""
    red = 0.78 if look.woman else 0.42
    half, x, y = (right[0] - left[0]) / 2, (left[0] + right[0]) / 2, middle[1]
    upper = blob(
        [
            *(left, (x - half * 0.35, y - 3.4), (x, y - 2.3), (x + half * 0.35, y - 3.4), right),
            (x, y + 0.6),
        ]
    )
    lower = blob([left, (x, y), right, (x + half * 0.4, y + 4.6), (x - half * 0.4, y + 4.6)])
    line = tube([left, middle, right], (0.6, 1.5, 0.6))
    return [
        Stain(lower, LIPS, red * 0.85, 0.9),
        Stain(upper, LIPS * 0.85, red, 0.7),
        Stain(line, INK, 0.8, 0.4),
    ]
