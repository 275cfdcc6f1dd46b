"""What people climb: stairs, rocks, a ladder or a rope, and how far a climb carries them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.drawing import Spot, between, blob, oval, polygon, tube
from render.engines.animatic.figures.motions import RISER, RUNG, TREAD, UPRIGHT
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import Colour, Shape, colour, mix

_STEPS_AHEAD = 3
_APART = 2
"""Cycles by which one climbs before another."""
_TERRACE = 12 * TREAD
_OUT_OF_SIGHT = 3600.0
"""How high something hangs whose end nobody sees."""
_LEAN = 0.03
_HOLD = complex(150, -452)
"""Where the first hold of a rock face is under the hands."""
_STONE = colour("#8f8a82")
_ROCK = colour("#827b70")
_WOOD = colour("#5a4028")
_HEMP = colour("#8a7650")


def on_their_climb(actors: Sequence[Actor], seconds: float) -> list[Actor]:
    """Climbers go up one flight, one before the other; a ladder or rope each has to themselves."""
    climbers = [at for at, actor in enumerate(actors) if actor.deed.posture == "climb"]
    made = list(actors)
    for number, at in enumerate(climbers):
        actor, first = actors[at], actors[climbers[0]]
        upright = actor.deed.footing in UPRIGHT
        leader = actor if upright else first
        cycle = complex(0 if upright else 2 * TREAD, 2 * (RUNG if upright else RISER))
        cycle *= leader.look.tall * leader.scale
        before = 0 if upright else _APART * (len(climbers) - 1 - number)
        last = upright or before == 0
        cycles = seconds / leader.period
        start = leader.x - leader.facing * cycle.real * (cycles / 2 - before)
        made[at] = replace(
            actor,
            x=start,
            feet=leader.feet - cycle.imag * before,
            facing=leader.facing,
            period=leader.period,
            speed=leader.facing * cycle.real / leader.period,
            rise=cycle.imag / leader.period,
            climbs=cycles + _APART * (len(climbers) - 1) if last else 0.0,
            phase=0.0,
        )
    return made


def footing_parts(
    footing: str, cycles: float, seed: int, ground: Colour | None = None, *, near: bool = False
) -> list[Part]:
    """What is climbed in so many cycles, from the feet of one who begins, facing +x.

    Under the sky stone takes the light and some of the colour of the `ground` it lies on. `near`
    us hands are seen, not feet.
    """
    match footing:
        case "ladder":
            return _ladder(900 + 2 * RUNG * cycles, _WOOD)
        case "rigging":
            return _ladder(_OUT_OF_SIGHT, _HEMP)
        case "rope":
            return _rope()
        case "rocks":
            parts = _crag(_steps(cycles), seed) if near else _rocks(_steps(cycles), seed)
        case _:
            parts = _stairs(_steps(cycles))
    if ground is None:
        return parts
    return [replace(part, tone=mix(part.tone, ground, 0.3) * 0.8, glow=0.16) for part in parts]


def _steps(cycles: float) -> int:
    return math.ceil(2 * cycles) + _STEPS_AHEAD


def _tread(step: float) -> complex:
    """The front edge of a step's tread, to which `climbing` lifts the feet."""
    return complex((step - 0.75) * TREAD, -step * RISER)


def _stairs(steps: int) -> list[Part]:
    """A flight of stone from the side, up to a terrace."""
    line: list[Spot] = [complex(_tread(1).real, 8)]
    noses: list[Shape] = []
    joints: list[Stain] = []
    for number in range(1, steps + 1):
        edge, wide = _tread(number), TREAD if number < steps else _TERRACE
        line += [edge, edge + wide]
        noses.append(polygon(*(edge + p for p in (-9 - 2j, wide - 2j, wide + 13j, -9 + 13j))))
        joints += _courses(edge, wide, number)
    line.append(complex(_tread(steps).real + _TERRACE, 8))
    return [
        Part((polygon(*line),), _STONE * 0.9, stains=tuple(joints), puff=0.25, gloss=0.7),
        Part(tuple(noses), _STONE * 1.25, puff=0.4, gloss=0.8),
    ]


def _courses(edge: complex, wide: float, rows: int) -> list[Stain]:
    """The joints of the masonry below a step."""
    made: list[Stain] = []
    for row in range(1, rows):
        left = edge + 1j * row * RISER
        lines = [(left, left + wide)]
        for x in np.arange(TREAD * (0.3 + 0.4 * (row % 2)), wide, TREAD):
            lines.append((left + float(x), left + complex(x, RISER)))
        made += [Stain(tube(ends, (5, 5)), _STONE * 0.3, 0.5, 1.5) for ends in lines]
    return made


def _rocks(steps: int, seed: int) -> list[Part]:
    """Boulders and ledges as steep as a stair, and the hill that they lead to."""
    rng = np.random.default_rng(seed)
    line: list[Spot] = [(_tread(1).real - 46, 10.0, 1.0)]
    worn: list[Stain] = []
    edge = 0j
    for number in range(1, steps + 1):
        edge = _tread(number) + complex(rng.uniform(-14, 16), rng.uniform(0, 14))
        line += [edge + complex(-8, 26), (edge.real, edge.imag, 1.0), edge + complex(76, 3)]
        worn += _weathered(edge, rng)
    high = -edge.imag
    line += [edge + complex(x * TREAD, y * high) for x, y in ((2.2, -0.08), (4.5, 0.04), (8, 0.4))]
    line.append((edge.real + 12 * TREAD, 10.0, 1.0))
    return [Part((blob(line),), _ROCK, stains=tuple(worn), puff=0.8, gloss=0.35)]


def _crag(steps: int, seed: int) -> list[Part]:
    """The face of rock on which the hands of a climber are, as steep beyond them as a stair."""
    rng = np.random.default_rng(seed)
    line: list[Spot] = [(60.0, 10.0, 1.0), 74 - 200j, 96 - 380j]
    worn: list[Stain] = []
    for number in range(2 * steps):
        edge = _HOLD + complex(TREAD, -RISER) * number
        edge += complex(rng.uniform(-26, 20), rng.uniform(-14, 16))
        line += [edge + complex(-14, 44), (edge.real, edge.imag, 1.0), edge + complex(48, -8)]
        line.append(edge + complex(80, -22))
        worn += _weathered(edge, rng)
    far = _HOLD + complex(TREAD, -RISER) * 2 * steps
    line += [far, (far.real + 3 * TREAD, 10.0, 1.0)]
    return [Part((blob(line),), _ROCK, stains=tuple(worn), puff=0.8, gloss=0.35)]


def _weathered(edge: complex, rng: np.random.Generator) -> list[Stain]:
    """Shadow under a ledge, a crack down from it, and a paler face of stone."""
    top = edge + 18
    foot = edge + complex(rng.uniform(10, 60), rng.uniform(70, 170))
    bent = between(top, foot, 0.5) + float(rng.uniform(-18, 18))
    x, y = edge.real + rng.uniform(20, 70), edge.imag + rng.uniform(50, 150)
    stone = oval(x, y, rng.uniform(26, 48), rng.uniform(20, 36), rng.uniform(-0.5, 0.5))
    under = tube(
        [edge + complex(-6, 34), edge + complex(40, 46), edge + complex(96, 30)], (4, 30, 4)
    )
    return [
        Stain(stone, _ROCK * 1.3, 0.6, 9),
        Stain(under, _ROCK * 0.3, 0.7, 7),
        Stain(tube([top, bent, foot], (10, 6, 0.5)), _ROCK * 0.25, 0.7, 2.0),
    ]


def _ladder(high: float, tone: Colour) -> list[Part]:
    """Leaning a little, seen from beside it."""
    rails = [tube([complex(x, 4), complex(x + _LEAN * high, -high)], (13, 12)) for x in (58, 128)]
    rungs = [
        tube([complex(56 + _LEAN * y, -y), complex(130 + _LEAN * y, -y)], (9, 9))
        for y in np.arange(RUNG, high - 20, RUNG)
    ]
    return [Part(tuple(rungs), tone * 0.9, gloss=0.9), Part(tuple(rails), tone, gloss=1.0)]


def _rope() -> list[Part]:
    def at(y: float) -> complex:
        return complex(96 + 3 * math.sin(y / 140), -y)

    line = [at(y) for y in range(-4, int(_OUT_OF_SIGHT), 60)]
    twist = tuple(
        Mark(tube([at(y) + complex(-6, 5), at(y) + complex(6, -5)], (2, 3, 2)), -4, 0.9)
        for y in range(0, 1200, 15)
    )
    return [Part((tube(line, (13, 13)),), _HEMP, twist, gloss=0.8)]
