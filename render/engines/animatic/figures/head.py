"""Heads in profile and from behind, with hair and hats. One unit is the height of the skull."""

from __future__ import annotations

import math
from dataclasses import dataclass

from render.engines.animatic.figures.cast import Look
from render.engines.animatic.noise import sway
from render.engines.animatic.pen import Point, Shape, blob, oval, skia, tube


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a figure, and what it is made of: cloth, dark, skin, hair, accent or light."""

    shape: Shape
    stuff: str


_FACE = (
    (0.14, -0.49),
    (0.30, -0.40),
    (0.372, -0.22),
    (0.388, -0.09),
    (0.358, -0.02),
    (0.405, 0.07),
    (0.472, 0.165),
    (0.462, 0.205),
    (0.402, 0.232, 1.0),
    (0.432, 0.292),
    (0.392, 0.322, 1.0),
    (0.424, 0.362),
    (0.384, 0.405),
    (0.396, 0.462),
    (0.335, 0.525),
    (0.13, 0.485),
    (-0.04, 0.37),
    (-0.16, 0.34),
    (-0.34, 0.20),
    (-0.44, -0.06),
    (-0.37, -0.34),
    (-0.13, -0.49),
)
"""A profile: forehead, brow, nose, lips, chin, jaw, nape, crown."""
_BACK = (
    (0.0, -0.50),
    (0.24, -0.44),
    (0.345, -0.20),
    (0.335, 0.06),
    (0.27, 0.33),
    (0.16, 0.46),
    (-0.16, 0.46),
    (-0.27, 0.33),
    (-0.335, 0.06),
    (-0.345, -0.20),
    (-0.24, -0.44),
)


def head_parts(look: Look, *, profile: bool, time: float, wind: float) -> list[Part]:
    """A head around its ear, facing +x or from behind, back to front."""
    child = look.tall < 0.8
    if profile:
        soft = 0.55 if child else 1.0
        face = [
            (x if x < 0.3 or y < 0 else 0.36 + (x - 0.36) * soft, *rest)
            for x, y, *more in _FACE
            for rest in [(y * (0.94 if child and y > 0 else 1.0), *more)]
        ]
        skull = [Part(blob(face), "skin")]
    else:
        ears = (oval(-0.345, 0.08, 0.045, 0.095), oval(0.345, 0.08, 0.045, 0.095))
        skull = [*(Part(ear, "skin") for ear in ears), Part(blob(_BACK), "skin")]
    behind, over = _hair(look, profile, time, wind)
    return [*behind, *skull, *over, *_hat(look, profile, time, wind)]


def _hair(look: Look, profile: bool, time: float, wind: float) -> tuple[list[Part], list[Part]]:
    if look.hat == "hood":
        return [], []
    if look.hair == "bald":
        ring = [(-0.10, 0.0), (-0.20, 0.24), (-0.34, 0.26), (-0.46, 0.04), (-0.40, -0.16)]
        fringe = [
            (-0.36, -0.02),
            (0.36, -0.02),
            (0.31, 0.30),
            (0.18, 0.42),
            (-0.18, 0.42),
            (-0.31, 0.3),
        ]
        return [], [Part(blob(ring if profile else fringe), "hair")]
    cap = (
        [
            *((0.335, -0.33), (0.24, -0.50), (-0.10, -0.575), (-0.39, -0.43), (-0.505, -0.10)),
            *((-0.45, 0.17), (-0.31, 0.34), (-0.17, 0.31), (-0.13, 0.06), (-0.02, 0.02)),
            *((0.05, -0.10), (0.12, -0.23), (0.25, -0.27)),
        ]
        if profile
        else [
            *((0.0, -0.575), (0.28, -0.50), (0.40, -0.22), (0.375, 0.08), (0.27, 0.36)),
            *((0.12, 0.46), (0.0, 0.43), (-0.12, 0.46), (-0.27, 0.36), (-0.375, 0.08)),
            *((-0.40, -0.22), (-0.28, -0.50)),
        ]
    )
    mane = blob(cap)
    behind: list[Part] = []
    if look.hair == "bun":
        knot = oval(-0.50, -0.16, 0.17, 0.16) if profile else oval(0, -0.50, 0.19, 0.16)
        behind.append(Part(knot, "hair"))
    if look.hair == "long":
        behind.append(Part(_joined(_tresses(profile, time, wind)), "hair"))
    if look.hair == "wild" and look.hat == "none":
        mane = _joined([mane, *_tufts(profile, time, wind)])
    return behind, [Part(mane, "hair")]


def _joined(shapes: list[Shape]) -> Shape:
    """One shape with one outline, so that light finds the edge of the whole."""
    whole = shapes[0]
    for shape in shapes[1:]:
        whole = skia.Op(whole, shape, skia.PathOp.kUnion_PathOp)
    return whole


def _tresses(profile: bool, time: float, wind: float) -> list[Shape]:
    """Long hair, blown back by the wind."""
    locks: list[Shape] = []
    for at in range(7):
        share = at / 6
        root: Point = (
            (-0.12 - 0.32 * share, 0.06 - 0.14 * share) if profile else (-0.3 + 0.6 * share, 0.1)
        )
        points = [root]
        for joint in range(1, 5):
            drift = wind * joint * (0.10 + 0.05 * sway(time * 1.4, at * 0.9 - joint * 0.8))
            spread = 0.0 if profile else (share - 0.5) * 0.05 * joint
            fall = 0.20 * joint * (1 - 0.35 * min(wind, 1.0))
            points.append((root[0] - drift + spread, root[1] + fall))
        locks.append(tube(points, (0.20, 0.20, 0.16, 0.10, 0.02)))
    return locks


def _tufts(profile: bool, time: float, wind: float) -> list[Shape]:
    """A child's hair that stands up in the wind."""
    tufts: list[Shape] = []
    for at in range(9):
        angle = math.radians(-20 - at * 21) if profile else math.radians(-15 - at * 19)
        x, y = math.cos(angle) * 0.40 - (0.06 if profile else 0), math.sin(angle) * 0.46 - 0.04
        lean = -(0.05 + 0.20 * wind) - 0.03 * sway(time * 2.2, at * 1.3)
        tip = (x * 1.16 + lean, y * 1.13 - 0.02 + 0.04 * sway(time * 1.9, at * 2.1))
        tufts.append(
            tube(
                [(x * 0.8, y * 0.8), ((x + tip[0]) / 2, (y + tip[1]) / 2 - 0.03), tip],
                (0.26, 0.17, 0.01),
            )
        )
    return tufts


def _hat(look: Look, profile: bool, time: float, wind: float) -> list[Part]:
    match look.hat:
        case "tricorne":
            brim = (
                [
                    *((0.76, -0.30, 1.0), (0.52, -0.395), (0.26, -0.54), (0.0, -0.67)),
                    *((-0.30, -0.65), (-0.52, -0.55), (-0.76, -0.49, 1.0), (-0.56, -0.37)),
                    *((-0.28, -0.25), (0.10, -0.215), (0.44, -0.25)),
                ]
                if profile
                else [
                    *((-0.78, -0.47, 1.0), (-0.45, -0.56), (0.0, -0.69), (0.45, -0.56)),
                    *((0.78, -0.47, 1.0), (0.45, -0.32), (0.0, -0.22), (-0.45, -0.32)),
                ]
            )
            crown = [
                (-0.38, -0.32),
                (-0.36, -0.60),
                (-0.16, -0.76),
                (0.13, -0.75),
                (0.31, -0.58),
                (0.36, -0.32),
            ]
            return [Part(blob(crown), "dark"), Part(blob(brim), "dark")]
        case "wide":
            crown = [
                (-0.37, -0.30),
                (-0.33, -0.64),
                (-0.14, -0.74),
                (0.13, -0.74),
                (0.31, -0.63),
                (0.35, -0.30),
            ]
            brim = [
                *((0.80, -0.25), (0.54, -0.36), (0.18, -0.40), (-0.18, -0.40), (-0.56, -0.37)),
                *((-0.82, -0.22), (-0.46, -0.22), (0.0, -0.18), (0.46, -0.22)),
            ]
            return [Part(blob(crown), "dark"), Part(blob(brim), "dark")]
        case "cap":
            dome = [
                (0.40, -0.26),
                (0.36, -0.46),
                (0.10, -0.60),
                (-0.25, -0.57),
                (-0.48, -0.36),
                (-0.45, -0.20),
                (-0.05, -0.25),
            ]
            peak = [(0.26, -0.33), (0.46, -0.29), (0.58, -0.20), (0.44, -0.21), (0.24, -0.24)]
            back = [
                (0, -0.61),
                (0.30, -0.54),
                (0.42, -0.28),
                (0.36, -0.16),
                (0.0, -0.10),
                (-0.36, -0.16),
                (-0.42, -0.28),
                (-0.30, -0.54),
            ]
            return (
                [Part(blob(dome), "dark"), Part(blob(peak), "dark")]
                if profile
                else [Part(blob(back), "dark")]
            )
        case "bonnet":
            side = [
                *(
                    (0.30, -0.54),
                    (0.36, -0.36),
                    (0.22, -0.20),
                    (0.10, 0.02),
                    (0.04, 0.28),
                    (-0.08, 0.40),
                ),
                *((-0.34, 0.24), (-0.52, 0.02), (-0.53, -0.26), (-0.38, -0.52), (-0.06, -0.62)),
            ]
            back = [
                (0, -0.62),
                (0.34, -0.50),
                (0.46, -0.16),
                (0.38, 0.22),
                (0.0, 0.36),
                (-0.38, 0.22),
                (-0.46, -0.16),
                (-0.34, -0.50),
            ]
            return [Part(blob(side if profile else back), "cloth")]
        case "hood":
            drift = 0.05 * wind * sway(time)
            side = [
                *(
                    (0.40, -0.42),
                    (0.37, -0.22),
                    (0.28, -0.02),
                    (0.25, 0.22),
                    (0.22, 0.52),
                    (-0.35, 0.66),
                ),
                *(
                    (-0.56 - drift, 0.34),
                    (-0.60 - drift, 0.0),
                    (-0.54, -0.34),
                    (-0.36, -0.60),
                    (0.0, -0.68),
                    (0.26, -0.58),
                ),
            ]
            back = [
                (0, -0.72),
                (0.30, -0.56),
                (0.48, -0.20),
                (0.50, 0.22),
                (0.36, 0.66),
                (-0.36, 0.66),
                (-0.50, 0.22),
                (-0.48, -0.20),
                (-0.30, -0.56),
            ]
            return [Part(blob(side if profile else back), "cloth")]
        case _:
            return []
