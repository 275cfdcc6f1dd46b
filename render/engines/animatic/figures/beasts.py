"""Beasts and what carries people: a horse and its gallop, a dog, a rowing boat, a cart, a seat."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import (
    Seat,
    Spot,
    blob,
    joint,
    oval,
    polygon,
    tube,
)
from render.engines.animatic.figures.horse import horse_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.pen import Colour, Shape, colour

_BLACK = colour("#141012")
_WOOD = colour("#46331f")
_LEATHER = colour("#2c1a10")
_DOG = colour("#4a3a2a")
THWART = complex(-40, -104)
"""Where a rower's hip is, from the waterline below a boat's middle."""


def dog_parts(beat: float, running: bool, tone: Colour = _DOG) -> list[Part]:
    """A dog facing +x, standing or at a run."""
    turn = 2 * math.pi * beat
    swing = 1.0 if running else 0.0
    lift = 10 * swing * math.sin(turn)
    wag = 0.3 * math.sin(2 * turn)
    trunk = Seat(cmath.exp(0.08j * swing * math.sin(turn)), complex(0, -112 - lift))
    legs: list[Part] = []
    for at, (x, phase) in enumerate(((52, 0.1), (-54, 0.6), (58, 0.0), (-48, 0.5))):
        root = trunk(complex(x, 12))
        stride = turn + 2 * math.pi * phase
        foot = complex(
            root.real + 62 * swing * math.cos(stride) - (6 if x < 0 else 0),
            -6 - 40 * swing * max(0.0, -math.sin(stride)),
        )
        knee, foot = joint(root, foot, 56, 58, 1.0 if x < 0 else -0.3)
        shade = tone * (0.7 if at < 2 else 1.0)
        paw = oval(foot.real + 6, foot.imag, 12, 7)
        legs.append(
            Part(
                (tube([root, knee, foot], (34 if x < 0 else 28, 17, 12)), paw),
                shade,
                melt=(root, 24.0),
            )
        )
    body: list[Spot] = [
        (-74, -10),
        (-56, -30),
        (0, -26),
        (50, -34),
        (78, -18),
        (74, 16),
        (44, 30),
        (-10, 16),
        (-56, 22),
        (-76, 8),
    ]
    head: list[Spot] = [
        (60, -30),
        (72, -66),
        (92, -78),
        (110, -68),
        (138, -52),
        (140, -42),
        (116, -36),
        (96, -28),
        (78, -6),
    ]
    tail = tube([-70 - 16j, -100 - 34j + 6 * wag, -124 - 66j + 26 * wag], (13, 12, 4))
    ear = blob([(84, -72), (72, -60), (72, -34), (84, -46)])
    eye = (
        Stain(oval(106, -60, 3.4, 3), _BLACK, 0.95, 0.4),
        Stain(oval(138, -48, 4, 4), _BLACK, 0.95, 0.5),
    )
    top = [
        Part((tail,), tone),
        Part(
            (blob(body),),
            tone,
            (Mark(oval(54, 0, 26, 26), 4, 6), Mark(oval(-50, -4, 24, 24), 4, 6)),
        ),
        Part((blob(head),), tone, (Mark(oval(106, -60, 6, 5), -4, 2),), eye),
        Part((ear,), tone * 0.75, shade=0.7),
    ]
    return [*legs[:2], *placed(top[:2], trunk), *legs[2:], *placed(top[2:], trunk)]


def boat_parts(stern: float = 318.0) -> tuple[list[Part], list[Part]]:
    """A rowing boat on its waterline, its bow at -x: what lies behind the rower, and before.

    `stern` is where it ends, from its thwart on.
    """

    def hull(points: Sequence[tuple[float, ...]]) -> list[Spot]:
        long = stern / 318
        return [(x * long if x > 0 else x, y, *corner) for x, y, *corner in points]

    far = hull([(-330, -104), (-180, -76), (60, -66), (300, -92), (292, -70), (-320, -80)])
    side = hull([
        *((-352, -112, 1), (-220, -80), (-40, -62), (140, -62), (318, -96, 1), (300, -30)),
        *((270, 6, 1), (-230, 6, 1), (-310, -50)),
    ])  # fmt: skip
    planks = tuple(
        Mark(
            tube(
                hull([
                    (-340 + at * 26, -88 + at * 26),
                    (0, -40 + at * 18),
                    (308 - at * 10, -76 + at * 26),
                ]),
                (3, 5, 3),
            ),
            -5,
            1.6,
        )
        for at in range(3)
    )  # fmt: skip
    gunwale = tube(
        hull([(-354, -113), (-220, -82), (-40, -65), (140, -65), (320, -98)]), (12, 11, 11, 12)
    )
    thwart = polygon((-110, -64), (30, -64), (30, -54), (-110, -54))
    return (
        [Part((blob(far),), _WOOD * 0.5), Part((thwart,), _WOOD * 0.8)],
        [Part((blob(side),), _WOOD, planks, gloss=0.9), Part((gunwale,), _WOOD * 1.25, gloss=1.2)],
    )


def cart_parts(beat: float) -> list[Part]:
    """A two-wheeled cart that faces +x, its wheel on the ground at 0."""
    spokes = tuple(
        tube([0j, cmath.rect(84, 2 * math.pi * (at / 10 + beat))], (9, 6)) for at in range(10)
    )
    rim = _ring(92, 12)
    wheel = Seat(1 + 0j, -98j)
    bed: list[Spot] = [(-190, -176, 1), (176, -176, 1), (164, -104, 1), (-170, -104, 1)]
    boards = tuple(Mark(tube([(-184, y), (170, y)], (3, 3)), -5, 1.4) for y in (-152.0, -128.0))
    posts = tuple(
        polygon((x, -216), (x + 10, -216), (x + 10, -104), (x, -104))
        for x in (-176.0, -60.0, 50.0, 150.0)
    )
    rail = polygon((-184, -220), (170, -220), (170, -208), (-184, -208))
    shaft = tube([(150, -126), (300, -168), (440, -176)], (13, 11, 9))
    straw = folds(
        np.random.default_rng(3), -180 - 200j, 150 - 200j, -180 - 170j, 150 - 170j, 16, 4, 6
    )
    load: list[Spot] = [(-178, -180), (-120, -236), (-20, -250), (90, -232), (160, -180)]
    return [
        Part((shaft,), _WOOD),
        Part((blob(load),), colour("#6b5a34"), tuple(straw), gloss=0.6),
        Part((blob(bed), rail, *posts), _WOOD, boards),
        Part((rim, *spokes, oval(0, 0, 15, 15)), _WOOD * 0.8, gloss=1.2, seat=wheel),
    ]


_CART = complex(-330, 0)
"""Where the wheel of a cart that is driven stands, from the middle of cart and horse."""
_LARGE = 1.3
"""How much larger it is than one that is led."""
BOX = _CART + complex(110, -292)
"""Where its driver's hip is."""
_BEFORE = 490.0
"""Where the middle of its horse is."""


def driven_parts(breeze: Breeze, coat: Colour, *, moving: bool) -> tuple[list[Part], list[Part]]:
    """A cart and the horse before it: what lies behind the driver's legs, and the reins."""
    pace = "walk" if moving else "stand"
    behind, rein = horse_parts(breeze.beat, pace, breeze, coat, saddled=False)
    ahead = Seat(1 + 0j, complex(_BEFORE, 0))
    hands = BOX + complex(150, -110)
    reins = tube([hands, hands + complex(220, 10), complex(_BEFORE + 250, -560)], (4, 4))
    # the wheel turns slower than the legs
    cart = cart_parts(0.5 * breeze.beat if moving else 0.0)
    step = polygon((300, -190), (352, -206), (352, -192), (300, -176))
    cart.append(Part((step,), _WOOD).placed(Seat(1 / _LARGE + 0j)))
    shaft = tube([(190, -170), (420, -250), (700, -330)], (13, 11, 9))
    return (
        [
            *placed(behind, ahead),
            Part((shaft,), _WOOD).placed(Seat(at=_CART)),
            *placed(cart, Seat(_LARGE + 0j, _CART)),
            *placed(rein, ahead),
        ],
        [Part((reins,), _LEATHER, gloss=0.8)],
    )


def _ring(radius: float, wide: float) -> Shape:
    points = [cmath.rect(radius, 2 * math.pi * at / 24) for at in range(25)]
    return tube(points, (wide, wide), steps=2)


def seat_parts(hip: complex, k: float, *, chair: bool) -> list[Part]:
    """A stool or a chair below somebody's hip."""
    top = hip.imag + 40 * k
    x = hip.real
    board = polygon(
        (x - 84 * k, top), (x + 84 * k, top), (x + 82 * k, top + 17 * k), (x - 82 * k, top + 17 * k)
    )
    legs = [
        tube(
            [complex(x + side * 66 * k, top + 8 * k), complex(x + side * 76 * k, -2)],
            (13 * k, 10 * k),
        )
        for side in (-1, 1)
    ]
    rung = tube([complex(x - 70 * k, top * 0.45), complex(x + 70 * k, top * 0.45)], (7 * k, 7 * k))
    shapes = [board, *legs, rung]
    if chair:
        shapes.append(
            tube(
                [complex(x - 74 * k, top + 8 * k), complex(x - 92 * k, top - 190 * k)],
                (13 * k, 10 * k),
            )
        )
    return [Part(tuple(shapes), _WOOD * 0.8, gloss=1.0)]
