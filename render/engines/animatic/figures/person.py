"""One actor baked: drawn in the frame with shadow, reflection and the light they carry."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.baking import Setting, bake
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.climbs import footing_parts
from render.engines.animatic.figures.cycle import Cycle
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.ground_below import Baked, GroundBelow
from render.engines.animatic.figures.puppet import Puppet, Stir
from render.engines.animatic.figures.relief import Box, Lamp, Plate
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.skirts import hem_of
from render.engines.animatic.figures.wake import draw_wake
from render.engines.animatic.layers import flicker
from render.engines.animatic.pen import bgra_image, colour, paint, skia, soft
from render.engines.animatic.stage import Scenery, Stage

LAMPLIGHT = colour("#ffb45e")


_FINE = 0.30
"""Pixels of a hundredth of a head from which hands have fingers of their own."""


_BLINKS = 0.7
"""Pixels of a hundredth of a head from which one sees that people blink."""


class Person:
    """One actor, baked."""

    def __init__(
        self,
        actor: Actor,
        stage: Stage,
        scenery: Scenery,
        setting: Setting,
        seconds: float,
        fps: float,
    ) -> None:
        self.actor = actor
        self._stage, self._scenery, self._seconds = stage, scenery, seconds
        still_air = not scenery.sky or scenery.roofed
        self._wind = 0.06 if still_air else min(1.0, stage.mood.wind)
        # The wind comes from the light. Who runs or rides makes a wind of their own.
        self._ahead = actor.facing != stage.side and actor.deed.posture not in ("run", "ride")
        if actor.deed.posture in ("run", "ride"):
            self._wind = max(0.5, self._wind)
        plain = actor.scale < _FINE
        self._plain = plain
        self._fine = 1.7 if actor.scale < 0.25 else 1.0
        self._mirrored = actor.facing < 0
        self._lantern: complex | None = None
        if actor.bears_light:
            self._lantern = flame_of(actor.plies(Breeze(self._wind), plain=True, headless=True))
        self._setting = self._by_lantern(setting)
        self._footing = self._baked_footing(setting) if actor.climbs else None
        self._ground = GroundBelow(stage, scenery)
        if actor.period:
            self._cycle: Cycle | None = self._cycled(fps)
            self._puppet: Puppet | None = None
        else:
            self._cycle, self._puppet = None, self._held()

    def _tilt(self) -> complex:
        tilt = self.actor.pose(0.0).tilt if self.actor.view == "side" else 0.0
        return complex(math.cos(tilt), math.sin(tilt) * self.actor.facing)

    def _cycled(self, fps: float) -> Cycle:
        actor, fine = self.actor, self._fine
        # what fills the frame is drawn on twos
        moments = max(
            8, min(16 if actor.height > self._stage.height else 32, round(actor.period * fps))
        )
        frame = self._cycle_frame(fine)
        seat = Seat(actor.scale * fine * self._tilt(), 0j, self._mirrored)
        lighting = self._setting.lighting
        moved = tuple(
            replace(
                lamp, at=(lamp.at - complex(actor.x, actor.feet)) * fine, reach=lamp.reach * fine
            )
            if lamp.at is not None
            else lamp
            for lamp in lighting.lamps
        )
        setting = replace(self._setting, lighting=replace(lighting, lamps=moved))

        def plies_at(beat: float, headless: bool) -> list[Ply]:
            breeze = Breeze(self._wind, beat, self._ahead)
            return actor.plies(breeze, plain=self._plain, headless=headless)

        return Cycle(
            plies_at, seat, frame, setting, moments=moments, period=actor.period, phase=actor.phase
        )

    def _cycle_frame(self, fine: float) -> Box:
        """What of a cycle is ever seen, about the feet."""
        actor, stage = self.actor, self._stage
        left, top, right, foot = _whole_frame(stage)
        drift, climb = (abs(pace) * self._seconds for pace in (actor.speed, actor.rise))
        reach = 1040 * actor.scale
        low = {"swim": 0.0, "row": 8.0, "drift": 8.0}.get(actor.deed.posture, 90.0) * actor.scale
        return (
            round(max(-reach, left - actor.x - drift) * fine),
            round(max(-_HIGHEST * actor.scale, top - actor.feet) * fine),
            round(min(reach, right - actor.x + drift) * fine),
            round(min(low, foot - actor.feet + climb) * fine),
        )

    def _held(self) -> Puppet:
        actor, stage = self.actor, self._stage
        seat = Seat(actor.scale * self._tilt(), complex(actor.x, actor.feet), self._mirrored)
        plies = actor.plies(Breeze(self._wind, 0.2, self._ahead), plain=self._plain)
        joints = bones_of(actor.look, actor.pose(0.0))
        stir = Stir(
            breath=1.1 * actor.scale,
            wind=self._wind,
            unit=actor.scale,
            facing=actor.facing,
            hip=actor.feet + joints.hip.imag * actor.scale,
            hem=actor.feet + hem_of(actor.look, joints) * actor.scale,
            neck=actor.feet + joints.neck.imag * actor.scale,
            nod=0.26 * actor.deed.gaze,
            talk=1.0 if actor.deed.speaks else 0.0,
            gait=actor.gait,
            phase=actor.phase,
        )
        blinks = actor.scale > _BLINKS and actor.deed.eyes == "open" and "back" not in actor.view
        return Puppet(
            plies, seat, _whole_frame(stage), self._setting, stir, self._lids if blinks else None
        )

    def _lids(self) -> list[Ply]:
        """The head with its eyes shut."""
        shut = replace(self.actor, deed=replace(self.actor.deed, eyes="shut"))
        plies = shut.plies(Breeze(self._wind, 0.2, self._ahead), plain=self._plain)
        return [ply for ply in plies if ply.name == "head"]

    def _by_lantern(self, setting: Setting) -> Setting:
        """A lantern lights the hand that carries it, and the face."""
        if self._lantern is None or self._stage.mood.lamps < 0.2:
            return setting
        actor = self.actor
        flame = Seat(complex(actor.scale), complex(actor.x, actor.feet), self._mirrored)(
            self._lantern
        )
        lamp = Lamp(
            LAMPLIGHT, 1.5 * self._stage.mood.lamps, -0.05, at=flame, reach=190 * actor.scale
        )
        lighting = setting.lighting
        return replace(setting, lighting=replace(lighting, lamps=(*lighting.lamps, lamp)))

    def _baked_footing(self, setting: Setting) -> Plate | None:
        """What is climbed: it stays where it is while the climber goes up."""
        actor, stage = self.actor, self._stage
        ground = stage.palette.ground if self._scenery.sky else None
        parts = footing_parts(
            actor.deed.footing, actor.climbs, actor.look.seed, ground,
            near=actor.height > stage.height,
        )  # fmt: skip
        size = complex(actor.scale * actor.look.tall)
        seat = Seat(size, complex(actor.x, actor.feet), self._mirrored)
        left, top, right, foot = _whole_frame(stage)
        aside, passed = round(abs(actor.passes.real) * self._seconds), actor.passes.imag
        frame = (left - aside, top - round(passed * self._seconds), right + aside, foot)
        sheaves = bake([Ply("body", tuple(parts), 0j)], seat, frame, setting)
        return sheaves[0].plate if sheaves else None

    def _draw_footing(self, canvas: Any, view: View, footing: Plate, passed: complex) -> None:
        left, top = view.at(passed.real, passed.imag, self.actor.depth)
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.save()
        canvas.translate(left, top)
        canvas.scale(view.scale(self.actor.depth), view.scale(self.actor.depth))
        canvas.drawImage(bgra_image(footing.pixels), footing.left, footing.top, linear)
        canvas.restore()

    def draw(self, canvas: Any, view: View, time: float, bright: float) -> None:
        actor = self.actor
        if self._footing is not None:
            self._draw_footing(canvas, view, self._footing, actor.passes * time)
        if self._cycle is not None:
            x, feet, scale = self._stands(view, time)
            self._cycle.draw(canvas, complex(x, feet), scale / self._fine, time, bright)
        elif self._puppet is not None:
            left, top = view.at(0.0, 0.0, actor.depth)
            done = min(1.0, time / self._seconds)
            self._puppet.draw(canvas, (left, top, view.scale(actor.depth)), time, done, bright)
        if actor.deed.posture == "swim":
            x, feet, scale = self._stands(view, time)
            unit = actor.scale * actor.look.tall * scale
            draw_wake(canvas, complex(x, feet), unit, time, actor.facing, self._stage.palette)
        if self._lantern is not None and self._stage.mood.lamps > 0.2:
            self._draw_glow(canvas, view, time)

    def _draw_glow(self, canvas: Any, view: View, time: float) -> None:
        actor = self.actor
        lantern = self._lantern or 0j
        left, feet, scale = self._stands(view, time)
        size = actor.scale * scale
        spot = Seat(complex(size), complex(left, feet), self._mirrored)(lantern)
        x, y = spot.real, spot.imag
        power = self._stage.mood.lamps * (1 + 0.08 * flicker(time))
        for reach, alpha in ((46, 0.55), (150, 0.22), (420, 0.10)):
            pen = paint(LAMPLIGHT, alpha * power)
            pen.setMaskFilter(soft(reach * size * 0.5))
            pen.setBlendMode(skia.BlendMode.kPlus)
            canvas.drawCircle(x, y, reach * size * 0.55, pen)

    def draw_ground(self, canvas: Any, view: View, time: float) -> None:
        """The pool of light that the figure stands in, and its shadow or reflection."""
        x, feet, scale = self._stands(view, time)
        at, height = complex(x, feet), self.actor.height * scale
        self._ground.draw_pool(canvas, at, height, time)
        if not self.actor.rise:
            self._ground.draw_shadow(canvas, at, height, scale, self._baked(time))

    def _baked(self, time: float) -> Baked:
        """What is seen of the figure at a time, for its shadow."""
        if self._cycle is not None:
            return Baked((self._cycle.plate(time),), 0j, self._fine)
        plates = self._puppet.plates if self._puppet is not None else []
        return Baked(tuple(plates), complex(self.actor.x, self.actor.feet))

    def _stands(self, view: View, time: float) -> tuple[float, float, float]:
        """Where the feet are in the frame, and how much larger things are there than baked."""
        actor, stage = self.actor, self._stage
        # Who goes away shrinks towards the horizon as 1 / distance, and so do their steps.
        near = 1 / (1 + actor.leaves * (time - self._seconds / 2))
        feet = stage.horizon + (actor.feet - stage.horizon) * near - actor.rise * time
        x = stage.width / 2 + (actor.x + actor.speed * time - stage.width / 2) * near
        left, top = view.at(x, feet, actor.depth)
        return left, top, view.scale(actor.depth) * near


_HIGHEST = 1150
"""How far up a figure may reach, in hundredths of a head."""


def _whole_frame(stage: Stage) -> Box:
    """All that the camera may come to see."""
    return -stage.margin, -stage.bleed, stage.width + stage.margin, stage.height + stage.bleed


def flame_of(plies: list[Ply]) -> complex | None:
    """Where somebody's lantern burns, in hundredths of a head, or None."""
    for ply in plies:
        for part in ply.parts:
            if part.glow >= 1:
                middle = part.shapes[0].getBounds()
                return part.seat(complex(middle.centerX(), middle.centerY()))
    return None
