"""Draws the actors: dark shapes with lit edges that stand on the ground and throw a reflection."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.contract import Framing, Light, Performer, Shot
from render.engines.animatic.camera import View
from render.engines.animatic.figures.blocking import Actor, block
from render.engines.animatic.figures.body import body_parts
from render.engines.animatic.figures.cast import Look, look_of
from render.engines.animatic.figures.head import Part
from render.engines.animatic.figures.pose import Pose
from render.engines.animatic.layers import Layer, blurred, flicker, rim_light
from render.engines.animatic.pen import Colour, colour, floats, image, mix, paint, skia, soft
from render.engines.animatic.stage import Scenery, Stage

_FIRE = colour("#ff9d4c")
_SHEEN = {"cloth": 0.85, "sleeve": 0.6, "dark": 0.7, "skin": 1.0, "hair": 0.75, "accent": 0.7}
"""How brightly the edges of each stuff catch the light."""


class Troupe:
    """The people of one shot."""

    def __init__(self, shot: Shot, stage: Stage, scenery: Scenery) -> None:
        self._stage, self._scenery = stage, scenery
        self._actors = block(shot, stage, scenery)
        mood, palette = stage.mood, stage.palette
        self._wind = mood.wind if scenery.sky else 0.06
        fire = shot.light is Light.FIRELIGHT or scenery.lamp is not None
        self._rim = mix(palette.rim, _FIRE, 0.85) if fire else palette.rim
        self._power = 1.0 if fire else min(1.0, 0.62 + 0.28 * mood.glow)
        self._flickers = fire
        lit = float(palette.ground.mean())
        self._own = min(0.34, 0.08 + lit / 900) if scenery.sky else 0.22
        self._pool = 0.34 if fire else 0.28 * max(0.0, 1 - lit / 250) * min(1.2, mood.glow)
        self._pool_tone = _FIRE if fire else palette.key
        self._lamp = scenery.lamp
        self._near = shot.framing in (Framing.MEDIUM, Framing.CLOSE, Framing.OVER_THE_SHOULDER)
        self.shoulder = (
            _shoulder(shot, stage, self._rim) if shot.framing is Framing.OVER_THE_SHOULDER else None
        )
        """The one over whose shoulder we look, out of focus, or None."""

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Draw everybody, far to near."""
        if not self._near:
            for actor in self._actors:
                self._draw_pool(canvas, view, time, actor)
        for actor in self._actors:
            self._draw_actor(canvas, view, time, actor)

    def _draw_pool(self, canvas: Any, view: View, time: float, actor: Actor) -> None:
        """Light on the ground behind a figure, so that dark stands against bright at any hour."""
        strength = self._pool * (1 + 0.12 * flicker(time) * self._flickers)
        if strength < 0.02:
            return
        x, feet = view.at(actor.x + actor.speed * time, actor.feet, actor.depth)
        height = actor.height * view.scale(actor.depth)
        red, green, blue = (float(part) / 255 for part in self._pool_tone)
        stops = [
            skia.Color4f(red, green, blue, strength * share).toColor()
            for share in (1.0, 0.72, 0.30, 0.08, 0.0)
        ]
        canvas.save()
        canvas.translate(x, feet - height * 0.16)
        canvas.scale(height * 1.25, height * 0.50)
        shader = skia.GradientShader.MakeRadial((0, 0), 1.0, stops, [0, 0.3, 0.6, 0.82, 1])
        canvas.drawRect(
            skia.Rect.MakeLTRB(-1, -1, 1, 1),
            skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kPlus),
        )
        canvas.restore()

    def _draw_actor(self, canvas: Any, view: View, time: float, actor: Actor) -> None:
        x = actor.x + actor.speed * time
        side = self._side(x)
        wind_side = -self._stage.side
        blown = self._wind * (1.0 if actor.facing != wind_side else 0.45)
        parts = body_parts(actor.look, actor.pose, time, blown, actor.phase)
        left, feet = view.at(x, actor.feet, actor.depth)
        height = actor.height * view.scale(actor.depth)
        if not self._near:
            self._draw_shadow(canvas, parts, left, feet, height, actor)
        canvas.save()
        canvas.translate(left, feet)
        canvas.scale(height * actor.facing, height)
        power = self._power * (0.92 + 0.08 * flicker(time) if self._flickers else 1.0)
        width = (0.75 + 0.0042 * height) * (1.5 if self._lamp else 1.0) / height
        for part in parts:
            self._draw_part(canvas, part, actor, side * actor.facing, width, power)
        canvas.restore()

    def _side(self, x: float) -> float:
        if self._lamp is None:
            return self._stage.side
        return 1.0 if self._lamp[0] >= x else -1.0

    def _draw_part(
        self, canvas: Any, part: Part, actor: Actor, side: float, width: float, power: float
    ) -> None:
        if part.stuff == "light":
            self._draw_flame(canvas, part, actor)
            return
        canvas.drawPath(part.shape, paint(self._tone(part.stuff, actor.look)))
        canvas.save()
        canvas.clipPath(part.shape, True)
        for reach, alpha in ((1.0, 0.80), (3.0, 0.15)):
            edge = skia.Path(part.shape)
            edge.offset(-side * width * reach * 0.85, width * reach * 0.50)
            edge.toggleInverseFillType()
            sheen = _SHEEN[part.stuff] * (0.15 if self._near and part.stuff == "sleeve" else 1.0)
            pen = paint(self._rim, alpha * power * sheen)
            pen.setMaskFilter(soft(width * reach * 0.55))
            canvas.drawPath(edge, pen)
        canvas.restore()

    def _draw_flame(self, canvas: Any, part: Part, actor: Actor) -> None:
        canvas.drawPath(part.shape, paint(colour("#fff0c4")))
        bounds = part.shape.getBounds()
        for reach, alpha in ((0.055, 0.75), (0.16, 0.40), (0.42, 0.16)):
            glow = paint(self._stage.palette.window, alpha)
            glow.setMaskFilter(soft(reach * 0.55))
            glow.setBlendMode(skia.BlendMode.kPlus)
            canvas.drawCircle(bounds.centerX(), bounds.centerY(), reach * 0.6, glow)

    def _tone(self, stuff: str, look: Look) -> Colour:
        ink = self._stage.palette.ink
        if stuff == "accent":
            strength = 0.50 if self._stage.mood.is_dark else 0.62
            return mix(ink, look.accent, strength)
        own: dict[str, Colour] = {
            "cloth": look.cloth,
            "sleeve": look.cloth,
            "skin": look.skin,
            "hair": floats(38, 29, 24),
            "dark": floats(16, 15, 17),
        }
        return mix(ink, own[stuff], self._own)

    def _draw_shadow(
        self, canvas: Any, parts: list[Part], x: float, feet: float, height: float, actor: Actor
    ) -> None:
        """A figure's reflection or shadow, drawn towards us: the light stands behind it."""
        lamp_x = self._stage.sun if self._lamp is None else self._lamp[0]
        skew = max(-0.9, min(0.9, (x - lamp_x) / self._stage.width * 1.5))
        wet = self._scenery.ground.wet + 0.25 * (self._stage.mood.rain > 0)
        length = 0.62 if self._stage.aerial else 0.50
        canvas.save()
        canvas.translate(x, feet - height * 0.004)
        reach = height * 0.85
        area = skia.Rect.MakeLTRB(-reach, -height * 0.03, reach, height * (length + 0.1))
        canvas.saveLayer(area, skia.Paint(Alphaf=min(0.30 + 0.55 * wet, 0.85)))
        foot = paint(self._stage.palette.ink, 0.9)
        foot.setMaskFilter(soft(height * 0.012))
        canvas.drawOval(
            skia.Rect.MakeLTRB(-height * 0.11, -height * 0.012, height * 0.11, height * 0.020), foot
        )
        canvas.save()
        canvas.skew(skew, 0)
        canvas.scale(height * actor.facing, -height * length)
        pen = paint(self._stage.palette.ink, 0.9)
        pen.setMaskFilter(soft(0.016))
        for part in parts:
            if part.stuff != "light":
                canvas.drawPath(part.shape, pen)
        canvas.restore()
        fade = skia.GradientShader.MakeLinear(
            [(0, 0), (0, height * length)], [0xFF000000, 0x18000000]
        )
        canvas.drawPaint(skia.Paint(Shader=fade, BlendMode=skia.BlendMode.kDstIn))
        canvas.restore()
        canvas.restore()


def _shoulder(shot: Shot, stage: Stage, rim: Colour) -> Layer:
    """A head and shoulders from behind at the edge of the frame, out of focus."""
    listener = shot.cast[1] if len(shot.cast) > 1 else Performer(name="the listener")
    look = look_of(listener)
    parts = body_parts(look, Pose(profile=False), 0.0, 0.1, 0.3)
    tall = 2.25 * min(stage.height, stage.width * 0.66)
    x = stage.width * (0.5 - 0.31 * stage.side)
    feet = stage.height * 0.30 + 0.93 * tall
    dark, bright = stage.card(), stage.card()
    for card in (dark, bright):
        card.canvas.translate(x, feet)
        card.canvas.scale(tall, tall)
    for part in parts:
        dark.canvas.drawPath(part.shape, paint(colour("#ffffff")))
        if part.stuff == "accent":
            bright.cut(part.shape)
        else:
            bright.canvas.drawPath(part.shape, skia.Paint(BlendMode=skia.BlendMode.kClear))
    sigma = stage.height * 0.012
    mask, coloured = blurred(dark.mask, sigma), blurred(bright.mask, sigma)
    lit = rim_light(mask, stage.side, stage.height * 0.016)
    ink = stage.palette.ink
    tone = ink * np.float32(0.9) + coloured[..., None] * (look.accent * np.float32(0.42) - ink)
    tone = (tone + (lit * np.float32(0.65))[..., None] * rim).astype(np.float32)
    return Layer(image(tone, mask), -stage.margin, -stage.bleed, 0.5)
