"""A nun's veil: dark cloth to the shoulders over a white band round the face and below the chin."""

from __future__ import annotations

from render.engines.animatic.figures.drawing import Spot, blob, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.pen import Point, colour

_LINEN = colour("#b9b4a8")
_CLOTH = colour("#1d1b21")


def veil(look: Look, view: str) -> list[Part]:
    """Drawn about the ear, like the head it lies on."""
    if view == "side":
        return _from_the_side()
    return _from_before(view) if view in ("quarter", "front") else _from_behind()


def _from_the_side() -> list[Part]:
    band: list[Spot] = [
        *((42, -48), (35, -34), (24, -12), (20, 14), (24, 40), (34, 52), (38, 60), (30, 92)),
        *((-6, 100), (-20, 60), (-16, 10), (2, -40), (26, -60)),
    ]
    shell: list[Spot] = [
        *((34, -60), (24, -48), (8, -22), (2, 14), (-2, 56), (-4, 104), (-40, 150), (-86, 156)),
        *((-78, 90), (-68, 20), (-62, -30), (-44, -60), (-8, -74)),
    ]
    folds = (
        Mark(tube([(-10, -64), (-34, 0), (-36, 80), (-50, 146)], (2, 6, 7, 4)), -5, 3),
        Mark(tube([(-40, -50), (-58, 20), (-66, 140)], (2, 6, 4)), 4, 3),
    )
    pleats = (Mark(tube([(20, 62), (2, 74), (-12, 70)], (2, 4, 2)), -4, 2),)
    return [
        Part((blob(band),), _LINEN, pleats, shade=0.7),
        Part((blob(shell),), _CLOTH, folds, shade=0.9),
    ]


def _from_before(view: str) -> list[Part]:
    aside = 4 if view == "quarter" else 0
    opening: list[Spot] = [
        *((0 + aside, 64), (22 + aside, 52), (33 + aside, 22), (35 + aside, -12)),
        *((22 + aside, -40), (aside, -46), (-22 + aside, -40), (-34 + aside, -12)),
        *((-32 + aside, 22), (-21 + aside, 52)),
    ]
    outer: list[Spot] = [(0, 106), (34, 92), (47, 40), (47, -20), (33, -60), (0, -74)]
    outer += [(-33, -60), (-47, -20), (-47, 40), (-34, 92)]
    seam: list[Spot] = [(0, 66), *opening[1:], (0, 65)]
    band: list[Spot] = [(0, 106), *outer[1:], (-2, 106), *reversed(seam)]
    near: list[Point] = [(-32, -76), (-57, -40), (-60, 20), (-66, 90), (-76, 150), (-40, 152)]
    inner: list[Point] = [(-36, 96), (-41, 30), (-41, -20), (-29, -58), (0, -69)]
    far: list[Point] = [(-x, y) for x, y in reversed(near)]
    shell: list[Spot] = [(0, -87), *near, *inner]
    shell += [(-x, y) for x, y in reversed(inner[:-1])] + far
    folds = tuple(
        Mark(tube([(side * 40, -56), (side * 52, 20), (side * 58, 140)], (2, 6, 5)), -4, 3)
        for side in (-1, 1)
    )
    pleats = (Mark(tube([(-24, 76), (0, 86), (24, 76)], (2, 4, 2)), -4, 2),)
    return [
        Part((blob(band),), _LINEN, pleats, shade=0.7),
        Part((blob(shell),), _CLOTH, folds, shade=0.9),
    ]


def _from_behind() -> list[Part]:
    half: list[Point] = [(0, -78), (34, -64), (54, -26), (58, 24), (64, 90), (78, 156), (0, 168)]
    shell: list[Spot] = [*half, *((-x, y) for x, y in reversed(half[1:-1]))]
    folds = (
        Mark(tube([(0, -70), (6, 20), (-4, 160)], (2, 6, 4)), -5, 3),
        Mark(tube([(28, -40), (38, 40), (40, 150)], (2, 6, 3)), 4, 3),
        Mark(tube([(-28, -40), (-38, 40), (-40, 150)], (2, 6, 3)), -4, 3),
    )
    return [Part((blob(shell),), _CLOTH, folds)]
