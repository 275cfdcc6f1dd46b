"""One actor baked: drawn in the frame with shadow, reflection and the light they carry."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.baking import Setting
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.cycle import Cycle
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.lighting import FIRE
from render.engines.animatic.figures.puppet import Puppet, Stir
from render.engines.animatic.figures.relief import Box, Lamp, Plate
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.skirts import hem_of
from render.engines.animatic.layers import blurred, flicker
from render.engines.animatic.pen import bgra_image, colour, paint, skia, soft
from render.engines.animatic.stage import Scenery, Stage

LAMPLIGHT = colour("#ffb45e")


_FINE = 0.30
"""Pixels of a hundredth of a head from which hands have fingers of their own."""


_BLINKS = 0.7
"""Pixels of a hundredth of a head from which one sees that people blink."""


_SHADOW = 3
"""Shadows are kept at a third of their size: nobody sees their pixels."""


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
        self._shadows: dict[int, Any] = {}
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
        moments = max(8, min(32, round(actor.period * fps)))
        reach = round(520 * actor.scale * fine)
        frame: Box = (
            -reach * 2,
            round(-_HIGHEST * actor.scale * fine),
            reach * 2,
            round(90 * actor.scale * fine),
        )
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

    def _held(self) -> Puppet:
        actor, stage = self.actor, self._stage
        seat = Seat(actor.scale * self._tilt(), complex(actor.x, actor.feet), self._mirrored)
        plies = actor.plies(Breeze(self._wind, 0.2, self._ahead), plain=self._plain)
        joints = bones_of(actor.look, actor.pose(0.0))
        frame = (
            -stage.margin,
            -stage.bleed,
            stage.width + stage.margin,
            stage.height + stage.bleed,
        )
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
        return Puppet(plies, seat, frame, self._setting, stir, self._lids if blinks else None)

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

    def draw(self, canvas: Any, view: View, time: float, bright: float) -> None:
        actor = self.actor
        if self._cycle is not None:
            x, feet, scale = self._stands(view, time)
            self._cycle.draw(canvas, complex(x, feet), scale / self._fine, time, bright)
        elif self._puppet is not None:
            left, top = view.at(0.0, 0.0, actor.depth)
            done = min(1.0, time / self._seconds)
            self._puppet.draw(canvas, (left, top, view.scale(actor.depth)), time, done, bright)
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
        self._draw_pool(canvas, view, time)
        self._draw_shadow(canvas, view, time)

    def _draw_pool(self, canvas: Any, view: View, time: float) -> None:
        """Light on the ground behind a figure, so that dark stands against bright at any hour."""
        stage, fire = self._stage, self._scenery.lamp is not None
        lit = float(stage.palette.ground.mean())
        strength = 0.30 if fire else 0.26 * max(0.0, 1 - lit / 250) * min(1.2, stage.mood.glow)
        strength *= 1 + 0.12 * flicker(time) * fire
        if strength < 0.02:
            return
        x, feet, scale = self._stands(view, time)
        height = self.actor.height * scale
        tone = FIRE if fire else stage.palette.key
        red, green, blue = (float(part) / 255 for part in tone)
        stops = [
            skia.Color4f(red, green, blue, strength * share).toColor()
            for share in (1.0, 0.72, 0.30, 0.08, 0.0)
        ]
        canvas.save()
        canvas.translate(x, feet - height * 0.10)
        canvas.scale(height * 1.2, height * 0.42)
        shader = skia.GradientShader.MakeRadial((0, 0), 1.0, stops, [0, 0.3, 0.6, 0.82, 1])
        area = skia.Rect.MakeLTRB(-1, -1, 1, 1)
        canvas.drawRect(area, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kPlus))
        canvas.restore()

    def _stands(self, view: View, time: float) -> tuple[float, float, float]:
        """Where the feet are in the frame, and how much larger things are there than baked."""
        actor, stage = self.actor, self._stage
        # Who goes away shrinks towards the horizon as 1 / distance, and so do their steps.
        near = 1 / (1 + actor.leaves * (time - self._seconds / 2))
        feet = stage.horizon + (actor.feet - stage.horizon) * near
        x = stage.width / 2 + (actor.x + actor.speed * time - stage.width / 2) * near
        left, top = view.at(x, feet, actor.depth)
        return left, top, view.scale(actor.depth) * near

    def _draw_shadow(self, canvas: Any, view: View, time: float) -> None:
        """A figure's shadow or reflection, drawn towards us: the light stands behind it."""
        stage, actor = self._stage, self.actor
        x, feet, scale = self._stands(view, time)
        lamp = self._scenery.lamp
        light = stage.sun if lamp is None else lamp[0]
        skew = max(-0.9, min(0.9, (x - light) / stage.width * 1.5))
        wet = self._scenery.ground.wet + 0.25 * (stage.mood.rain > 0)
        share = min(0.30 + 0.55 * wet, 0.85)
        height = actor.height * scale
        foot = paint(stage.palette.ink, 0.75)
        foot.setMaskFilter(soft(height * 0.014))
        canvas.drawOval(
            skia.Rect.MakeLTRB(
                x - height * 0.11, feet - height * 0.010, x + height * 0.12, feet + height * 0.020
            ),
            foot,
        )
        shadow, left, top, step = self._shadow(time)
        pen = skia.Paint(Alphaf=share)
        canvas.save()
        canvas.translate(x, feet)
        canvas.skew(skew, 0)
        canvas.scale(scale * step, -scale * step * (0.62 if stage.aerial else 0.5))
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.drawImage(shadow, left / step, top / step, linear, pen)
        canvas.restore()

    def _shadow(self, time: float) -> tuple[Any, float, float, float]:
        """The shadow's picture, its corner about the feet in layout pixels, and its coarseness."""
        if self._cycle is not None:
            plate = self._cycle.plate(time)
            step = _SHADOW / self._fine
            left, top = plate.left / self._fine, plate.top / self._fine
            plates, size, corner = [plate], plate.pixels.shape[:2], (plate.left, plate.top)
        else:
            plates = self._puppet.plates if self._puppet is not None else []
            corner = (
                min((plate.left for plate in plates), default=0),
                min((plate.top for plate in plates), default=0),
            )
            size = (
                max((plate.top + plate.pixels.shape[0] for plate in plates), default=1) - corner[1],
                max((plate.left + plate.pixels.shape[1] for plate in plates), default=1)
                - corner[0],
            )
            plate = plates[0] if plates else Plate(np.zeros((1, 1, 4), np.uint8), 0, 0)
            step = float(_SHADOW)
            left, top = corner[0] - self.actor.x, corner[1] - self.actor.feet
        key = id(plate)
        if key not in self._shadows:
            self._shadows[key] = _shadow_of(plates, corner, size, self._stage)
        return self._shadows[key], left, top, step


_HIGHEST = 1150
"""How far up a figure may reach, in hundredths of a head."""


def flame_of(plies: list[Ply]) -> complex | None:
    """Where somebody's lantern burns, in hundredths of a head, or None."""
    for ply in plies:
        for part in ply.parts:
            if part.glow >= 1:
                middle = part.shapes[0].getBounds()
                return part.seat(complex(middle.centerX(), middle.centerY()))
    return None


def _shadow_of(
    plates: list[Plate], corner: tuple[int, int], size: tuple[int, int], stage: Stage
) -> Any:
    height, width = size
    cover = np.zeros((height, width), np.uint8)
    for plate in plates:
        top, left = plate.top - corner[1], plate.left - corner[0]
        area = cover[top : top + plate.pixels.shape[0], left : left + plate.pixels.shape[1]]
        np.maximum(area, plate.pixels[..., 3], out=area)
    small = (max(1, width // _SHADOW), max(1, height // _SHADOW))
    dim = cv2.resize(cover, small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    dim = blurred(dim, max(0.6, small[1] * 0.012))
    # It fades with its distance from the feet.
    dim *= np.linspace(0.12, 1.0, small[1], dtype=np.float32)[:, None]
    whole = np.empty((*dim.shape, 4), np.float32)
    whole[..., :3] = stage.palette.ink[::-1]
    whole[..., 3] = 255
    return bgra_image((whole * dim[..., None]).astype(np.uint8))
