"""What stands before those who are at work, on the ground ahead of their feet."""

from __future__ import annotations

import cmath
import math

from render.engines.animatic.figures.drawing import Seat, Spot, blob, oval, polygon, tube
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.pen import colour

_BARK = colour("#54402c")
_HEART = colour("#b08a5a")
_IRON = colour("#34302e")
_HOT = colour("#ff8a34")
_OAK = colour("#5e3f26")


def worksite_parts(posture: str, beat: float) -> list[Part]:
    """A block with a log, an anvil, a ship's wheel, a bucket; or nothing."""
    match posture:
        case "chop":
            return _block()
        case "hammer":
            return _anvil()
        case "steer":
            return _wheel(0.5 * math.sin(2 * math.pi * beat))
        case "scrub":
            return _bucket()
        case _:
            return []


def _block() -> list[Part]:
    """A chopping block, a log on it, split wood about it."""
    grain = tuple(
        Mark(tube([(x, -128), (x + 3, -6)], (2, 4, 2)), -4, 1.6) for x in range(256, 372, 19)
    )
    split = [
        Part((tube([(at, -14), (at + 104, -20)], (30, 28), flat=True),), tone)
        for at, tone in ((118.0, _BARK * 1.2), (390.0, _BARK), (150.0, _HEART * 0.9))
    ]
    block = [
        *split,
        Part((polygon((244, -136), (384, -136), (392, 0), (236, 0)),), _BARK, grain, gloss=0.6),
        Part((oval(314, -136, 70, 13),), _HEART, (Mark(oval(314, -136, 40, 7), 2, 2),), gloss=0.5),
        Part((polygon((288, -238), (338, -238), (338, -136), (288, -136)),), _BARK * 1.25),
        Part((oval(313, -238, 25, 8),), _HEART * 1.15, gloss=0.5),
    ]
    return placed(block, Seat(at=-46 + 0j))


def _anvil() -> list[Part]:
    """An anvil on a stump, hot iron on it."""
    body: list[Spot] = [(130, -286, 1), (330, -286, 1), (392, -272), (330, -238, 1), (276, -226)]
    body += [(262, -190), (300, -160, 1), (180, -160, 1), (216, -190), (196, -232), (136, -250)]
    return [
        Part((polygon((176, -160), (306, -160), (316, 0), (166, 0)),), _BARK, gloss=0.5),
        Part((blob(body),), _IRON, gloss=2.0),
        Part((tube([(140, -296), (330, -294)], (10, 12)),), _IRON * 0.8),
        Part((tube([(222, -296), (330, -294)], (12, 13)),), _HOT, shade=0, glow=0.95),
    ]


def _wheel(turn: float) -> list[Part]:
    """A ship's wheel, seen a little from the side, on its post."""
    hub, squash = complex(160, -420), 0.72

    def at(radius: float, angle: float) -> complex:
        spoke = cmath.rect(radius, angle + turn)
        return hub + complex(spoke.real * squash, spoke.imag)

    ring = tube([at(92, 2 * math.pi * n / 24) for n in range(25)], (17, 17), steps=2)
    spokes = tuple(tube([hub, at(140, 2 * math.pi * n / 8)], (11, 8, 13)) for n in range(8))
    return [
        Part((polygon((142, -420), (182, -420), (192, 0), (134, 0)),), _OAK * 0.8),
        Part((*spokes, oval(hub.real, hub.imag, 20, 24)), _OAK, gloss=1.2),
        Part((ring,), _OAK * 1.2, gloss=1.4),
    ]


def _bucket() -> list[Part]:
    body: list[Spot] = [(150, -96, 1), (254, -96, 1), (242, 0, 1), (162, 0, 1)]
    hoops = tuple(Mark(tube([(152, y), (252, y)], (4, 4)), 4, 1.2) for y in (-78.0, -22.0))
    bail = tube([(152, -96), (166, -150), (238, -150), (252, -96)], (4, 4))
    water = Stain(oval(202, -94, 48, 5), colour("#9fb4bc"), 0.8, 1.0)
    return [Part((bail,), _IRON), Part((blob(body),), _OAK * 1.3, hoops, (water,))]
