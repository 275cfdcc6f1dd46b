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
    beat: float, pace: str, breeze: Breeze, tone: Colour = _BAY
) -> tuple[list[Part], list[Part]]:
    """A horse facing +x, its middle above 0: what lies behind the rider's leg, and before it.

    `pace` is stand, walk or gallop; `beat` is the moment of its stride, 0 to 1.
    """
    swing = {"stand": 0.0, "walk": 0.55, "gallop": 1.0}[pace]
    turn = 2 * math.pi * beat
    rise = 16 * swing * math.sin(turn + 0.6)
    rock = 0.05 * swing * math.sin(turn)
    trunk = Seat(cmath.exp(1j * rock), complex(0, -330 - rise))
    far = [part for at in (1, 3) for part in _horse_leg(at, beat, swing, trunk, tone * 0.72)]
    near = [part for at in (0, 2) for part in _horse_leg(at, beat, swing, trunk, tone)]
    tail = _hanging(
        trunk(-196 - 66j), 13, 200, breeze, max(swing * 0.8, breeze.strength * 0.5), 26, 4
    )
    body: list[Spot] = [
        *((-196, -70), (-150, -108), (-80, -100), (0, -92), (70, -108), (126, -96), (168, -60)),
        *(
            (176, -10),
            (150, 40),
            (96, 74),
            (10, 84),
            (-90, 70),
            (-140, 52),
            (-186, 20),
            (-206, -26),
        ),
    ]
    barrel = (
        Mark(oval(-130, -30, 60, 62, 0.2), 3.5, 16),
        Mark(oval(116, -10, 52, 60), 3.5, 16),
        Mark(tube([(-70, 60), (0, 40), (90, 60)], (4, 12, 4)), -3, 6),
        Mark(tube([(70, -80), (96, -10), (84, 60)], (3, 9, 3)), -4, 5),
        Mark(tube([(-76, -76), (-86, 0), (-64, 56)], (3, 8, 3)), -3.5, 5),
    )
    nod = 0.10 * swing * math.sin(turn + 1.2)
    crest = Seat(cmath.exp(1j * (nod + 0.10 * swing)), 140 - 66j)
    neck: list[Spot] = [
        *((-44, 6), (-30, -60), (22, -136), (66, -176), (98, -176), (96, -128), (66, -76)),
        *((40, -18), (26, 40), (-8, 66)),
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
            melt=(0 + 20j, 60.0),
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
        *placed(_saddle(), trunk),
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


_HOOF_PHASE = (0.0, 0.12, 0.52, 0.64)
"""Near fore, far fore, near hind, far hind."""


def _horse_leg(at: int, beat: float, swing: float, trunk: Seat, tone: Colour) -> list[Part]:
    fore = at < 2
    side = 12 if at % 2 else -8
    root = trunk(complex((122 if fore else -146) + side, 36 if fore else 22))
    turn = 2 * math.pi * (beat + _HOOF_PHASE[at])
    reach = 150 * swing * math.cos(turn)
    lift = max(0.0, -math.sin(turn)) * (110 * swing)
    hoof = complex(root.real + (8 if fore else -16) + reach, -18 - lift)
    if fore:
        upper, lower, bend = 138.0, 150.0, -1.0 if lift > 4 else -0.25
    else:
        upper, lower, bend = 150.0, 172.0, 1.0
    knee, hoof = joint(root, hoof, upper, lower, bend)
    shin = unit(hoof - knee)
    line = [
        root,
        between(root, knee, 0.5),
        knee,
        between(knee, hoof, 0.2),
        between(knee, hoof, 0.8),
        hoof,
    ]
    widths = (86, 62, 34, 25, 22, 25) if fore else (112, 78, 36, 27, 22, 25)
    crease = Mark(tube([knee - 12, knee + 12], (6, 6)), 4, 3)
    leg = Part((tube(line, widths),), tone, (crease,), melt=(root, 84.0), shade=0.25)
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
