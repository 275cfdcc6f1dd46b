"""What rooms are built of: shell, windows and their light, hearth, beams, lamps, shadows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import (
    Material,
    plain,
    planks,
    towards,
)
from render.engines.animatic.model import Model, shafts
from render.engines.animatic.parts.casements import bars_of, casing_of, drift_on, opening_of
from render.engines.animatic.parts.fire import FIRE, Flames
from render.engines.animatic.parts.lamps import HEARTH_DEEP, candle, fireplace, lantern
from render.engines.animatic.parts.panes import glare, weather_behind
from render.engines.animatic.pen import Colour, Point, colour, floats, mix
from render.engines.animatic.solids import Face, Solid, block, quad
from render.engines.animatic.space import Beam, Bulb, Space
from render.engines.animatic.stage import Ground, Scenery, Stage

_SHELL, _THINGS, _CLOSE = 1.5, 1.05, 0.62


@dataclass(slots=True)
class Room:
    """A room as a set describes it, in metres; the camera looks along it from its open end."""

    stage: Stage
    half: float
    """From the middle to a side wall."""
    deep: float
    high: float
    wall: Material
    floor: Material
    ceiling: Material
    back: Material | None = None
    eye: float = 1.7
    ambient: float = 1.0
    fog: float = 0.0
    down: float = 0.54
    """Where people stand, as a share down from the horizon."""
    across: float = 0.60
    wet: float = 0.08
    glazed: bool = True
    """Whether there is glass in the windows, on which rain runs down."""
    bulbs: list[Bulb] = field(default_factory=list[Bulb])
    beams: list[Beam] = field(default_factory=list[Beam])
    cladding: list[Face] = field(default_factory=list[Face])
    openings: list[Face] = field(default_factory=list[Face])
    windows: list[Face] = field(default_factory=list[Face])
    ribs: list[Face] = field(default_factory=list[Face])
    """What hangs under the ceiling, far to near."""
    things: list[tuple[Face, ...]] = field(default_factory=list["tuple[Face, ...]"])
    near: list[tuple[Face, ...]] = field(default_factory=list["tuple[Face, ...]"])
    shadows: list[tuple[tuple[Point, ...], float]] = field(
        default_factory=list["tuple[tuple[Point, ...], float]"]
    )
    flames: list[tuple[Solid, float, float]] = field(
        default_factory=list["tuple[Solid, float, float]"]
    )
    """Where a flame burns, how wide and how high."""
    shell: list[Face] = field(default_factory=list[Face])
    """Walls and floor, when they are not those of a box."""
    lamp: Solid | None = None
    """The lamp by which people are seen when it burns; else it is the light outside."""
    burns: bool = False
    """Whether there is a fire, at any hour."""

    def window(
        self,
        at: Point,
        size: Point,
        *,
        side: int = 0,
        bars: tuple[int, int] = (3, 4),
        arched: bool = False,
        way: Solid = (-0.30, -0.52, -0.80),
        frame: str = "#3a2a1e",
        view: Material | None = None,
    ) -> None:
        """A window in the back wall, or in a side wall (-1 left, 1 right).

        `at` is its low corner: across (or away) and up; `view` is what is seen through it.
        """
        if side:
            origin: Solid = (side * (self.half - 0.02), at[1], at[0])
            right: Solid = (0, 0, 1)
            way = (-side * abs(way[2]), way[1], way[0])
        else:
            origin, right = (at[0], at[1], self.deep - 0.02), (1, 0, 0)
        palette, mood = self.stage.palette, self.stage.mood
        sky = view or towards(palette.sky[6] * np.float32(0.92), palette.sky[1], size[1] * 1.05)
        glass = Face(origin, right, (0, 1, 0), opening_of(size, arched=arched), sky, unlit=True)
        self.windows.append(glass)
        self.openings.append(glass)
        if mood.snow:
            self.openings.append(drift_on(origin, right, size[0], palette.haze))
        wood = plain(mix(palette.ink, colour(frame), 0.35), 0.2)
        self.openings += bars_of(origin, right, size, bars, wood)
        if not arched:
            self.openings += casing_of(origin, right, size, plain(colour(frame), 0.2))
        day = float(np.clip(palette.ground.mean() / 150, 0.62 if mood.moon else 0.12, 1.25))
        # a closed sky throws no patches of sun
        open_sky = 1 - 0.75 * max(0.0, mood.cover - 0.70) / 0.18
        power = np.float32((0.75 + 1.05 * min(1.5, mood.glow)) * day * max(0.25, open_sky))
        tone = palette.key * power
        along = 2 if side else 0
        self.beams.append(Beam(origin, size, along, way, tone, bars, arched))
        out = (origin[0], at[1] + size[1] / 2, origin[2])
        middle = (out[0] - side * 0.3, out[1], out[2] + (size[0] / 2 if side else -0.3))
        if not side:
            middle = (at[0] + size[0] / 2, out[1], self.deep - 0.3)
        sunk = (at[1] + size[1] / 2) / -way[1]
        patch = (middle[0] + way[0] * sunk, 0.15, max(1.0, middle[2] + way[2] * sunk))
        self.bulbs.append(Bulb(patch, tone, 0.16, 2.8))
        sky_light = mix(palette.sky[4], palette.ground, 0.5)
        self.bulbs.append(Bulb(middle, sky_light, 0.34 * min(1.0, day), 1.9 * max(size)))

    def line(self, made: Material, high: float) -> None:
        """Clad the walls up to a height."""
        half, deep = self.half - 0.03, self.deep - 0.03
        self.cladding += [
            quad((-half, 0, 0.3), (0, 0, 1), (0, 1, 0), deep - 0.3, high, made),
            quad((half, 0, 0.3), (0, 0, 1), (0, 1, 0), deep - 0.3, high, made),
            quad((-half, 0, deep), (1, 0, 0), (0, 1, 0), 2 * half, high, made),
        ]

    def rafters(self, count: int, tone: str = "#3a2a1e", size: float = 0.22) -> None:
        """Beams under the ceiling, across the room."""
        wood = planks(colour(tone), 0.5, upright=False)
        for at in range(count if not self.stage.aerial else 0):
            z = self.deep - 0.8 - (self.deep - 3.0) * at / max(1, count - 1)
            low: Solid = (-self.half, self.high - size, z)
            self.ribs += block(low, (self.half, self.high + 0.01, z + size), wood)
        # they rest on a plate along each wall, so that the wall ends in one clean line
        under, top = self.high - size * 1.12, self.high + 0.01
        for edge in (-self.half, self.half - 0.14) if not self.stage.aerial else ():
            self.ribs += block((edge, under, 0.3), (edge + 0.14, top, self.deep), wood)

    def hearth(
        self, x: float, *, wide: float = 1.5, tall: float = 1.15, stone: str = "#6b5a4a"
    ) -> None:
        """A fireplace in the back wall, its chimney breast, its fire and its light."""
        z, front = self.deep, self.deep - HEARTH_DEEP
        self.openings += fireplace(x, z, (wide, tall), self.high, stone)
        high = self.stage.mood.hearth
        power = (0.55 + 1.15 * max(0.35, self.stage.mood.lamps)) * high
        self.bulbs.append(Bulb((x, 0.55, front - 0.30), FIRE, power * 1.35, 3.8))
        self.flames.append(
            (
                (x, 0.16, z - 0.32),
                wide * 0.62 * min(1.0, high + 0.2),
                tall * 0.78 * min(1.0, high + 0.15),
            )
        )
        self.lamp, self.burns = (x, 0.75, front - 0.3), True

    def candle(self, at: Solid, power: float = 0.55) -> None:
        """A candle with its small light; stands on something at that place."""
        self.things.append(candle(at))
        strength = power * (0.35 + 0.65 * self.stage.mood.lamps)
        if self.stage.mood.lamps > 0.05:
            self.bulbs.append(Bulb((at[0], at[1] + 0.30, at[2] - 0.1), FIRE, strength * 1.3, 2.0))
            self.flames.append(((at[0], at[1] + 0.15, at[2] - 0.01), 0.055, 0.13))

    def light(
        self,
        at: Solid,
        size: float = 0.13,
        *,
        tone: Colour = FIRE,
        power: float = 0.8,
        reach: float = 2.6,
        hung: bool = False,
    ) -> None:
        """A lantern or a lamp: a box of light, with a hook to the ceiling when it is hung."""
        strength = 1.5 * power * (0.3 + 0.7 * self.stage.mood.lamps)
        x, y, z = at
        hook = self.high if hung and not self.stage.aerial else None
        self.things.append(lantern(at, size, tone, strength, hook))
        self.bulbs.append(Bulb((x, y - 0.05, z - size), tone, strength, reach))

    def rug(self, x: float, z: float, wide: float, deep: float, edge: str, field: str) -> None:
        """A rug or a heap of straw on the floor, by its near left corner."""
        flat, rim = ((1, 0, 0), (0, 0, 1)), 0.07 * min(wide, deep)
        outer, inner = plain(colour(edge), 0.8), plain(colour(field), 0.9)
        self.cladding.append(quad((x, 0.01, z), *flat, wide, deep, outer))
        start: Solid = (x + rim, 0.01, z + rim)
        self.cladding.append(quad(start, *flat, wide - 2 * rim, deep - 2 * rim, inner))

    def put(self, *faces: Face, shadow: float = 0.5) -> None:
        """A thing that stands in the room, with its shadow on the floor."""
        self.things.append(faces)
        if shadow:
            places = np.array([face.solid(c) for face in faces for c in face.corners])
            low, high = places.min(0), places.max(0)
            corners = ((low[0], low[2]), (high[0], low[2]), (high[0], high[2]), (low[0], high[2]))
            ring = tuple((float(x), float(z)) for x, z in corners)
            self.shadows.append((ring, float(high[1])))

    def scenery(self, *more: Element | None) -> Scenery:
        """The room, ready to be drawn; `more` is laid over it."""
        stage = self.stage
        cold = stage.palette.ground * np.float32(0.58 * self.ambient)
        warm = floats(30, 25, 21) * np.float32(self.ambient)
        space = Space(
            stage,
            eye=self.eye,
            ceiling=None if stage.aerial else self.high,
            tilt=0.36 if stage.aerial else 0.0,
            ambient=np.asarray(cold + warm, np.float32),
            bulbs=self.bulbs,
            beams=self.beams,
            fog=(stage.palette.haze * np.float32(0.35), self.fog) if self.fog else None,
        )
        walls = [*self._shell(), *self.cladding]
        shell = Model(space).add(*walls)
        light = self.lamp or next((bulb.at for bulb in self.bulbs), (0.0, self.high, 2.0))
        for ring, tall in self.shadows:
            shell.shade(ring, tall, (light[0], max(light[1], 1.1), light[2]), 0.5)
        built = [*self.openings, *self.ribs]
        shell.add(*built)
        things = Model(space).stand(*self.things)
        near = Model(space).stand(*self.near)
        flames = [self._flame(space, *flame) for flame in self.flames]
        is_lit = self.lamp is not None and (self.burns or stage.mood.lamps > 0.5)
        lamp = space.at(self.lamp) if self.lamp and is_lit else None
        return Scenery(
            behind=present(
                *shell.layers(_SHELL),
                *weather_behind(space, built, self.windows, _SHELL, glazed=self.glazed),
                glare(space, [*walls, *built], self.windows, _SHELL),
                shafts(space, self.beams, 0.10, _SHELL, 3.4),
                *[flame for flame in flames if flame],
                *things.layers(_THINGS),
                *more,
            ),
            before=present(*near.layers(_CLOSE)),
            ground=Ground(self.across, self.down, 0.85, wet=self.wet),
            sky=False,
            panes=bool(self.windows),
            lamp=lamp,
        )

    def _shell(self) -> list[Face]:
        if self.shell:
            return self.shell
        half, deep, high = self.half, self.deep, self.high
        faces = [
            quad((-half, 0, 0.3), (1, 0, 0), (0, 0, 1), 2 * half, deep - 0.3, self.floor),
            quad((-half, 0, 0.3), (0, 0, 1), (0, 1, 0), deep - 0.3, high, self.wall),
            quad((half, 0, 0.3), (0, 0, 1), (0, 1, 0), deep - 0.3, high, self.wall),
            quad((-half, 0, deep), (1, 0, 0), (0, 1, 0), 2 * half, high, self.back or self.wall),
        ]
        if not self.stage.aerial:
            faces.append(
                quad((-half, high, 0.3), (1, 0, 0), (0, 0, 1), 2 * half, deep - 0.3, self.ceiling)
            )
        return faces

    def _flame(self, space: Space, at: Solid, wide: float, tall: float) -> Any:
        x, y = space.at(at)
        across, up = space.long(wide, at[2]), space.long(tall, at[2])
        return Flames((x, y), across, up, _THINGS if wide < 0.2 else _SHELL)
