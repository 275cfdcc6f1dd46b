"""A horse: standing, walking, at a gallop, saddled."""

from __future__ import annotations

import cmath
import math

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import (
    Seat,
    Spot,
    between,
    blob,
    joint,
    oval,
    polygon,
    tube,
    unit,
)
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.pen import Colour, Shape, colour

_BLACK = colour("#141012")


_BAY = colour("#3d2718")


_LEATHER = colour("#2c1a10")


_SIZE = 1.30
"""A horse's own units, as it is drawn below, against a man's."""


SADDLE = complex(-14, -452) * _SIZE
"""Where a rider's hip is, from the ground below a horse's middle."""


def horse_parts(
    beat: float, pace: str, breeze: Breeze, tone: Colour = _BAY, *, saddled: bool = True
) -> tuple[list[Part], list[Part]]:
    """A horse facing +x, its middle above 0: what lies behind the rider's leg, and before it.

    `pace` is stand, walk or gallop; `beat` is the moment of its stride, 0 to 1.
    """
    swing = _SWING[pace]
    turn = 2 * math.pi * beat
    rise = 16 * swing * math.sin(turn + 0.6)
    rock = 0.05 * swing * math.sin(turn)
    trunk = Seat(cmath.exp(1j * rock), complex(0, -330 - rise))
    far = [part for at in (1, 3) for part in _horse_leg(at, beat, pace, trunk, tone * 0.72)]
    near = [part for at in (0, 2) for part in _horse_leg(at, beat, pace, trunk, tone)]
    tail = _hanging(
        trunk(-196 - 66j), 13, 200, breeze, max(swing * 0.8, breeze.strength * 0.5), 26, 4
    )
    body: list[Spot] = [
        *((-198, -62), (-158, -106), (-96, -104), (-20, -86), (52, -96), (108, -112), (160, -70)),
        *((182, -16), (164, 38), (104, 76), (24, 82), (-62, 62), (-124, 44), (-176, 44)),
        (-212, -10),
    ]
    barrel = (
        Mark(oval(-138, -24, 58, 66, 0.3), 6, 14),
        Mark(oval(122, -6, 46, 62, -0.2), 6, 14),
        Mark(tube([(-92, -60), (-104, -4), (-88, 48)], (3, 12, 4)), -5, 7),
        Mark(tube([(-40, -40), (-20, 0), (-34, 44)], (2, 8, 2)), -2.5, 6),
        Mark(tube([(0, -40), (20, 4), (4, 56)], (2, 8, 2)), -2.5, 6),
        Mark(tube([(-70, 60), (0, 40), (90, 60)], (4, 12, 4)), -3, 6),
        Mark(tube([(70, -80), (96, -10), (84, 60)], (3, 9, 3)), -4, 5),
        Mark(tube([(-76, -76), (-86, 0), (-64, 56)], (3, 8, 3)), -3.5, 5),
    )
    nod = 0.10 * swing * math.sin(turn + 1.2)
    crest = Seat(cmath.exp(1j * (nod + 0.10 * swing)), 140 - 66j)
    neck: list[Spot] = [
        *((-70, 2), (-44, -58), (8, -134), (58, -182), (98, -178), (98, -132), (76, -84)),
        *((58, -24), (44, 36), (-10, 74)),
    ]
    head: list[Spot] = [
        *((62, -182), (86, -190), (112, -170), (152, -116), (170, -92), (166, -74), (146, -68)),
        *((124, -78), (96, -102), (72, -116), (58, -146)),
    ]
    face = (
        Mark(oval(104, -150, 9, 7), -5, 2),
        Mark(oval(160, -84, 7, 6), -3, 2),
        Mark(tube([(116, -146), (140, -112), (156, -92)], (3, 7, 3)), 4, 3),
        Mark(oval(88, -134, 17, 19), 4, 5),
    )
    eye = (
        Stain(oval(106, -152, 4.4, 3.4, 0.5), _BLACK, 0.95, 0.5),
        Stain(oval(107.4, -153.4, 1.2, 1.2), colour("#fff0d8"), 0.9, 0.3),
        Stain(oval(162, -84, 4, 3, 0.6), _BLACK, 0.7, 1.0),
    )
    ears = tube([(74, -180), (80, -206), (92, -216)], (13, 13, 2))
    strap = tuple(
        Stain(tube(line, (4, 4)), _LEATHER, 0.95, 0.5)
        for line in (
            [(120, -164), (106, -112)],
            [(146, -120), (128, -80)],
            [(96, -176), (88, -108)],
        )
    )
    mane = _hanging(
        0j,
        16,
        74,
        breeze,
        max(0.25, swing * 0.8),
        11,
        6,
        along=[(70, -186), (24, -140), (-24, -64)],
    )
    front = [
        Part(
            (blob(neck),),
            tone,
            (Mark(tube([(-10, 40), (30, -40), (70, -130)], (3, 16, 6)), 4, 8),),
            melt=(-6 + 26j, 84.0),
        ),
        Part((ears,), tone),
        Part((blob(head),), tone, face, (*eye, *strap)),
        Part(tuple(mane), _BLACK, gloss=0.5, puff=0.4),
    ]
    behind = [
        *far,
        Part(
            tuple(tail), _BLACK, tuple(Mark(lock, 2, 1) for lock in tail[::2]), gloss=0.6, puff=0.5
        ),
        Part((blob(body),), tone, barrel, seat=trunk),
        *near,
        *placed(placed(front, crest), trunk),
        *placed(_saddle() if saddled else _harness(), trunk),
    ]
    rein = tube([trunk(crest(146 - 96j)), trunk(112 - 100j), trunk(58 - 128j)], (3, 3))
    size = Seat(complex(_SIZE))
    return placed(behind, size), placed([Part((rein,), _LEATHER, gloss=0.8)], size)


def _saddle() -> list[Part]:
    seat: list[Spot] = [
        (-62, -116),
        (-40, -104),
        (0, -98),
        (30, -112),
        (40, -100),
        (34, -70),
        (-6, -62),
        (-48, -70),
    ]
    flap: list[Spot] = [(-26, -96), (20, -98), (28, -40), (10, -4), (-22, -8), (-32, -50)]
    girth = tube([(0, -20), (-4, 40), (-2, 82)], (10, 10))
    return [
        Part((girth, blob(flap)), _LEATHER, gloss=1.2),
        Part((blob(seat),), _LEATHER * 1.2, gloss=1.4),
    ]


def _harness() -> list[Part]:
    """A collar, and the strap that carries the shafts."""
    collar = tube([(118, -112), (176, -40), (168, 40), (120, 74)], (22, 28, 28, 18))
    strap = tube([(-6, -98), (-4, 0), (-2, 80)], (11, 11))
    return [Part((strap,), _LEATHER, gloss=1.0), Part((collar,), _LEATHER * 1.3, gloss=1.2)]


_SWING = {"stand": 0.0, "walk": 0.55, "gallop": 1.0}
_HOOF_PHASE = {
    "stand": (0.0, 0.0, 0.0, 0.0),
    "walk": (0.25, 0.75, 0.0, 0.5),
    "gallop": (0.0, 0.12, 0.52, 0.64),
}
"""Near fore, far fore, near hind, far hind."""
_AT_REST = (0.0, 46.0, 0.0, 52.0)
"""How far ahead the hooves of a horse that stands are: none hides another."""


def _horse_leg(at: int, beat: float, pace: str, trunk: Seat, tone: Colour) -> list[Part]:
    fore, swing = at < 2, _SWING[pace]
    side = 12 if at % 2 else -8
    root = trunk(complex((122 if fore else -146) + side, 36 if fore else 22))
    turn = 2 * math.pi * (beat + _HOOF_PHASE[pace][at])
    reach = 150 * swing * math.cos(turn) if swing else _AT_REST[at]
    lift = max(0.0, -math.sin(turn)) * (110 * swing)
    hoof = complex(root.real + (8 if fore else -16) + reach, -18 - lift)
    if fore:
        upper, lower, bend = 138.0, 150.0, -1.0 if lift > 4 else -0.25
    else:
        upper, lower, bend = 150.0, 172.0, 1.0
    knee, hoof = joint(root, hoof, upper, lower, bend)
    shin = unit(hoof - knee)
    # a thigh bulges ahead of its bone, a forearm behind
    thick = between(root, knee, 0.34) + (26 if fore else 34) * (-1 if fore else 1) * 0.5
    line = [
        root,
        thick,
        between(root, knee, 0.72),
        knee,
        between(knee, hoof, 0.16),
        between(knee, hoof, 0.55),
        between(knee, hoof, 0.88),
        hoof,
    ]
    widths = (104, 82, 50, 35, 27, 21, 26, 24) if fore else (140, 116, 62, 37, 29, 22, 27, 24)
    marks = (
        Mark(oval(knee.real, knee.imag, 13, 15), 4, 4),
        Mark(tube([root + 30j, thick + 10j, knee], (2, 10, 4)), 4, 6),
        Mark(tube([between(knee, hoof, 0.2) - 6, between(knee, hoof, 0.8) - 6], (2, 5, 2)), -3, 2),
    )
    leg = Part((tube(line, widths),), tone, marks, melt=(root, 120.0), shade=0.15)
    tilt = cmath.phase(shin) - math.pi / 2
    foot = polygon((-13, -8), (11, -8), (24, 18), (-15, 18))
    sock = Part((foot,), _BLACK, gloss=1.6, seat=Seat(cmath.exp(0.6j * tilt), hoof))
    return [leg, sock]


def _hanging(
    root: complex,
    seed: int,
    length: float,
    breeze: Breeze,
    wind: float,
    count: int,
    wide: float,
    along: list[tuple[float, float]] | None = None,
) -> list[Shape]:
    """Locks of a mane or a tail."""
    rng = np.random.default_rng(seed)
    locks: list[Shape] = []
    for _ in range(count):
        start = root
        if along is not None:
            place = rng.random() * (len(along) - 1)
            low = int(place)
            start = between(
                complex(*along[low]), complex(*along[min(low + 1, len(along) - 1)]), place - low
            )
        long = length * (0.6 + 0.5 * rng.random())
        phase = float(rng.random()) * 1.2
        scatter = complex(rng.uniform(-6, 6), rng.uniform(-8, 8)) if along is None else 0j
        points = [start + scatter]
        way = complex(-0.5 - wind, 0.3)
        for step in range(1, 5):
            way += complex(-0.5 * wind, 0.55 * (1 - wind) + 0.28 * wind * breeze.gust(phase - step))
            way /= abs(way)
            points.append(points[-1] + way * long / 4)
        locks.append(tube(points, (wide, wide * 1.6, wide * 1.3, 0.4), steps=4))
    return locks
