"""A place in metres before the camera: where things are seen, and what light falls on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from render.engines.animatic.pen import Colour, Field, Point
from render.engines.animatic.solids import Face, Solid
from render.engines.animatic.stage import Stage

NEAR = 0.35
"""Metres: what is nearer to the camera is cut off."""
_FAINT = 7.0
"""A lamp that many times its reach away lights nothing that could be seen."""
_EYES = {
    "extreme wide": 1.75,
    "wide": 1.0,
    "full": 0.58,
    "medium": 0.78,
    "close": 0.86,
    "over the shoulder": 0.84,
    "point of view": 0.94,
    "insert": 0.70,
    "aerial": 3.4,
}
"""How high the camera stands for a framing, against a wide shot."""


@dataclass(frozen=True, slots=True)
class Bulb:
    """A light at a point; at `reach` metres it has half its power."""

    at: Solid
    tone: Colour
    power: float
    reach: float


@dataclass(frozen=True, slots=True)
class Beam:
    """Light that falls in through an opening, parallel, and draws it on what it meets."""

    corner: Solid
    """The opening's corner with the least coordinates."""
    size: tuple[float, float]
    """Along the wall and up."""
    along: int
    """0 for an opening in a wall across the view, 2 for one in a side wall."""
    way: Solid
    """Where the light goes."""
    tone: Colour
    bars: tuple[int, int] = (1, 1)
    arched: bool = False


class Lamps:
    """Bulbs side by side, one a row: all light a place in one sum."""

    def __init__(self, at: Field, tone: Field, power: Field, reach: Field) -> None:
        self._at, self._tone, self._power, self._reach = at, tone, power, reach

    @classmethod
    def of(cls, bulbs: Sequence[Bulb]) -> Lamps:
        """The bulbs' numbers in columns."""
        numbers = [(*bulb.at, *bulb.tone, bulb.power, bulb.reach) for bulb in bulbs]
        table = np.array(numbers, np.float32).reshape(len(bulbs), 8)
        return cls(table[:, :3], table[:, 3:6], table[:, 6:7], table[:, 7:])

    def near(self, middle: Field, spread: float) -> Lamps:
        """Those that light a place which reaches so far around its middle."""
        away = np.sqrt(((self._at - middle) ** 2).sum(1))
        kept = away <= spread + (self._reach * np.sqrt(self._power))[:, 0] * _FAINT
        return Lamps(self._at[kept], self._tone[kept], self._power[kept], self._reach[kept])

    def light(self, places: Field, normal: Field) -> Field:
        """What falls on places (3, n) of a face with that normal, RGB (n, 3)."""
        way = self._at[..., None] - places
        square = (way * way).sum(1) + np.float32(0.02)
        facing = np.maximum((way * normal[:, None]).sum(1) / np.sqrt(square), 0)
        fall = self._power * (0.22 + np.float32(0.78) * facing)
        fall /= 1 + square / self._reach**2
        return np.einsum("bn,bc->nc", fall, self._tone)


class Space:
    """A place in metres before the camera; `eye` is the camera's height in a wide shot."""

    def __init__(
        self,
        stage: Stage,
        *,
        eye: float = 1.7,
        focal: float = 0.9,
        ceiling: float | None = None,
        ambient: Colour,
        bulbs: Sequence[Bulb] = (),
        beams: Sequence[Beam] = (),
        sun: tuple[Solid, Colour] | None = None,
        fog: tuple[Colour, float] | None = None,
        tilt: float = 0.0,
    ) -> None:
        self.stage, self.ambient = stage, ambient
        self.beams, self.sun, self.fog = beams, sun, fog
        self._lamps = Lamps.of(bulbs)
        self.focal = focal * stage.unit
        # under a ceiling there is nowhere to rise to
        self.tilt, self.lifted = tilt, min(_EYES[stage.framing.value], 1.0 if ceiling else 9.0)
        height = eye * self.lifted
        self.eye = min(height, ceiling - 0.35) if ceiling else height
        self.middle = stage.across(0.5)
        self.horizon = stage.horizon - tilt * stage.height
        """Where eye level is; above the frame when the camera looks down."""
        self.size = (stage.height + 2 * stage.bleed, stage.width + 2 * stage.margin)

    def at(self, place: Solid) -> Point:
        """Where a place is in the frame, in pixels."""
        x, y, z = place
        share = self.focal / max(z, 0.05)
        side = self.stage.side
        return self.middle + side * x * share, self.horizon - (y - self.eye) * share

    def long(self, metres: float, z: float) -> float:
        """So many metres at a distance, in pixels."""
        return metres * self.focal / max(z, 0.05)

    def outline(self, places: Sequence[Solid]) -> list[Point]:
        """A flat piece's outline in the frame, cut off right before the camera."""
        kept: list[Point] = []
        for here, there in zip(places, [*places[1:], places[0]], strict=True):
            if here[2] >= NEAR:
                kept.append(self.at(here))
            if (here[2] >= NEAR) != (there[2] >= NEAR):
                share = (NEAR - here[2]) / (there[2] - here[2])
                x, y, z = (a + (b - a) * share for a, b in zip(here, there, strict=True))
                kept.append(self.at((x, y, z)))
        return kept

    def sees(self, face: Face) -> bool:
        """Whether a face is turned towards the camera."""
        x, y, z = face.solid(face.corners[0])
        a, b, c = face.out or tuple(float(part) for part in face.normal)
        return b * (self.eye - y) - a * x - c * z > 0

    def light(self, x: Field, y: Field, z: Field, normal: Field) -> Field:
        """The light that falls on places of a face with that normal, RGB."""
        towards = normal[0] * -x.mean() + normal[1] * (self.eye - y.mean()) - normal[2] * z.mean()
        if float(towards) < 0:
            normal = -normal
        high = 0.72 + 0.28 * float(normal[1])
        foot = 1 - 0.34 * np.exp(np.clip(y, 0, 9) * np.float32(-3.2)) * (1 - abs(float(normal[1])))
        total = np.empty((*x.shape, 3), np.float32)
        total[:] = self.ambient * np.float32(high)
        total *= foot[..., None]
        if self.sun is not None:
            way, tone = self.sun
            facing = -float(np.dot(normal, np.array(way, np.float32)))
            total += tone * np.float32(max(0.0, facing))
        total += self._bulbs(x, y, z, normal)
        for beam in self.beams:
            facing = max(0.0, -float(np.dot(normal, np.array(beam.way, np.float32))))
            if facing < 0.02 or not _falls(beam, x[::3, ::3], y[::3, ::3], z[::3, ::3]).any():
                continue
            total += (_falls(beam, x, y, z) * np.float32(facing))[..., None] * beam.tone
        return total

    def _bulbs(self, x: Field, y: Field, z: Field, normal: Field) -> Field:
        """The light of all lamps; it changes slowly, so that a coarse grid is enough."""
        height, width = x.shape[0], x.shape[1]
        step = 6 if min(height, width) > 36 else 3 if min(height, width) > 9 else 1
        place = np.stack([part[::step, ::step] for part in (x, y, z)])
        across, down = place.shape[2], place.shape[1]
        middle = place[:, height // step // 2, width // step // 2]
        spread = (place.max((1, 2)) - place.min((1, 2))).max()
        near = self._lamps.near(middle, spread)
        total = near.light(place.reshape(3, -1), normal).reshape(down, across, 3)
        if step == 1:
            return total
        large = cv2.resize(total, (-(-width // step) * step, -(-height // step) * step))
        return np.asarray(large[:height, :width], np.float32)


def _falls(beam: Beam, x: Field, y: Field, z: Field) -> Field:
    """How much of a beam reaches each place: the opening seen back along the beam."""
    wall = 2 - beam.along
    places, way = (x, y, z), beam.way
    back = (places[wall] - np.float32(beam.corner[wall])) / np.float32(way[wall] or 1e-6)
    along = (places[beam.along] - back * np.float32(way[beam.along])) - np.float32(
        beam.corner[beam.along]
    )
    up = (y - back * np.float32(way[1])) - np.float32(beam.corner[1])
    wide, high = beam.size
    edge = np.float32(0.025) + np.clip(back, 0, 8) * np.float32(0.012)
    inside = _between(along, wide, edge) * _between(up, high, edge)
    if beam.arched:
        reach = np.hypot(along - wide / 2, np.maximum(up - (high - wide * 0.7), 0) * 0.72)
        inside = inside * np.clip((wide / 2 - reach) / edge + 0.5, 0, 1)
    for count, at, whole in ((beam.bars[0], along, wide), (beam.bars[1], up, high)):
        for number in range(1, count):
            off = np.abs(at - np.float32(whole * number / count))
            inside = inside * np.clip(off / edge * 0.7 + 0.1, 0, 1)
    return np.asarray(np.where(back > 0.01, inside, 0), np.float32)


def _between(value: Field, most: float, edge: Field) -> Field:
    low = np.clip(value / edge + 0.5, 0, 1)
    return low * np.clip((np.float32(most) - value) / edge + 0.5, 0, 1)
