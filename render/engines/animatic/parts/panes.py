"""The weather behind a room's windows: rain and snow, drifting mist, and lightning's light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element, Layer, blurred, present
from render.engines.animatic.lightning import Lightning
from render.engines.animatic.materials import plain
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import (
    Card,
    Colour,
    Field,
    Pixels,
    bgra_image,
    bounds,
    colour,
    floats,
    image,
    mix,
    paint,
    polygon,
    skia,
)
from render.engines.animatic.solids import Face
from render.engines.animatic.space import Space
from render.engines.animatic.stage import Stage
from render.engines.animatic.weather import Falling, Mist, flakes, streaks

_TILE = 512
_COLD = floats(196, 216, 255)
_SLATE = colour("#3c4854")
_LINEAR: Any = skia.SamplingOptions(skia.FilterMode.kLinear)


class Panes:
    """What moves behind the glass, seen only where the openings are."""

    def __init__(self, stage: Stage, glass: Field, moving: Sequence[Element], depth: float) -> None:
        place = bounds(glass) or (slice(0, 1), slice(0, 1))
        white = np.full(3, 255, np.float32)
        self._mask = image(white, np.ascontiguousarray(glass[place]))
        self._left, self._top = place[1].start - stage.margin, place[0].start - stage.bleed
        self._moving, self._depth = moving, depth

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Draw it all, then keep what the glass shows."""
        left, top = view.at(self._left, self._top, self._depth)
        wide, tall = self._mask.width(), self._mask.height()
        right, foot = view.at(self._left + wide, self._top + tall, self._depth)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, foot))
        canvas.saveLayer(None, None)
        for element in self._moving:
            element.draw(canvas, view, time)
        view.enter(canvas, self._depth)
        keep = skia.Paint(BlendMode=skia.BlendMode.kDstIn)
        canvas.drawImage(self._mask, self._left, self._top, _LINEAR, keep)
        canvas.restore()
        canvas.restore()


class Glare:
    """A room as lightning alone shows it, for as long as it does."""

    def __init__(self, lit: Layer, lightning: Lightning) -> None:
        self._lit, self._lightning = lit, lightning

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Lay the light over the room."""
        flash = self._lightning.flash(time)
        if flash > 0.02:
            canvas.save()
            view.enter(canvas, self._lit.depth)
            shown = skia.Paint(Alphaf=min(1.0, 1.5 * flash))
            canvas.drawImage(self._lit.picture, self._lit.left, self._lit.top, _LINEAR, shown)
            canvas.restore()


def weather_behind(
    space: Space, faces: Sequence[Face], windows: Sequence[Face], depth: float, *, glazed: bool
) -> tuple[Element, ...]:
    """The weather that a room's windows show; `faces` are all that was painted, in that order."""
    stage = space.stage
    moving = _moving(stage, glazed=glazed)
    glass = _glass(space, faces, windows) if moving else None
    return present(Panes(stage, glass, moving, depth) if glass is not None else None)


def glare(
    space: Space, faces: Sequence[Face], windows: Sequence[Face], depth: float
) -> Glare | None:
    """The room under lightning, or nothing when there is none."""
    stage = space.stage
    if not stage.mood.lightning:
        return None
    beams = [replace(beam, tone=_COLD * np.float32(3.2)) for beam in space.beams]
    sky = plain(_COLD, 0.0)
    seen = [replace(face, material=sky) if face in windows else face for face in faces]
    dark = Space(
        stage,
        eye=space.eye / space.lifted,
        ambient=_COLD * np.float32(0.42),
        beams=beams,
        tilt=space.tilt,
    )
    lit = Model(dark).add(*seen).gleam(depth)
    return Glare(lit, Lightning(stage)) if lit else None


def _glass(space: Space, faces: Sequence[Face], windows: Sequence[Face]) -> Field | None:
    """How much of each pixel is open to the sky: windows, less what was painted over them."""
    stage = space.stage
    card: Card = stage.card()
    clear = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
    white = skia.Paint(AntiAlias=True, Color=0xFFFFFFFF)
    for face in faces:
        outline = space.outline([face.solid(corner) for corner in face.corners])
        if len(outline) > 2 and (face.out is None or space.sees(face)):
            card.canvas.drawPath(polygon(outline), white if face in windows else clear)
    mask = card.mask
    if not mask.any():
        return None
    sigma = stage.lens.blur * stage.height * 1.5
    return blurred(mask, sigma) if sigma > 0.5 else mask


def _moving(stage: Stage, *, glazed: bool) -> list[Element]:
    mood, palette = stage.mood, stage.palette
    seen = float((palette.sky[1] + palette.sky[6]).mean()) / 2
    tone = floats(236, 242, 250) if seen < 140 else mix(_SLATE, palette.sky[2], 0.15)
    made: list[Element] = []
    if mood.fog > 0.5 or mood.wind > 0.8:
        mist, unit = Mist(stage, mix(palette.fog, palette.cloud_mid, 0.3)), stage.unit
        made += [
            mist.band(stage.up(high), tall * unit, speed=speed, alpha=0.75 * mood.fog, depth=2.4)
            for high, tall, speed in ((0.06, 0.20, 14 + 60 * mood.wind), (0.26, 0.30, 9.0))
        ]
    if mood.rain:
        made += _rain(stage, tone, glazed=glazed)
    elif mood.snow:
        made += _snow(stage, tone)
    return made


def _rain(stage: Stage, tone: Colour, *, glazed: bool) -> list[Element]:
    rng = np.random.default_rng(seed_of("panes", stage.seed))
    scale = max(stage.height, 160) / 480 * stage.lens.zoom
    lean, share = -0.10 - 0.22 * stage.mood.wind, 0.4 + 0.6 * stage.mood.rain
    made: list[Element] = []
    for count, length, wide, alpha, speed in (
        (1100, 13, 0.9, 0.50, 560),
        (420, 30, 1.3, 0.60, 980),
    ):
        amount = int(count * share / max(scale, 0.5))
        pixels = streaks(rng, amount, length * scale, max(wide * scale, 0.7), alpha, lean, tone)
        down = speed * scale
        made.append(Falling(bgra_image(pixels), lean * down, down))
    if glazed:
        amount = int(230 * share / max(scale, 0.5))
        made.append(Falling(bgra_image(_beads(rng, amount, scale)), 0.0, 0.0))
        runs = streaks(rng, amount // 4, 16 * scale, max(1.1 * scale, 0.8), 0.5, 0.0, tone)
        made.append(Falling(bgra_image(runs), 0.0, 34 * scale, weave=1.2 * scale))
    return made


def _beads(rng: np.random.Generator, count: int, scale: float) -> Pixels:
    """Drops on the glass: dark above, bright below, where each shows the sky upside down."""
    pixels = np.zeros((_TILE, _TILE, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    for _ in range(count):
        x, y = (float(part) for part in rng.uniform(0, _TILE, 2))
        size = float(scale * rng.uniform(0.5, 1.4))
        canvas.drawCircle(x, y, size, paint(_SLATE, 0.30))
        canvas.drawCircle(x, y + 0.4 * size, 0.6 * size, paint(_COLD, 0.30))
    surface.flushAndSubmit()
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(0.35 * scale, 0.3)), np.uint8)


def _snow(stage: Stage, tone: Colour) -> list[Element]:
    rng = np.random.default_rng(seed_of("panes", stage.seed))
    scale = max(stage.height, 160) / 480 * stage.lens.zoom
    drift = -stage.side * (10 + 90 * stage.mood.wind**2)
    made: list[Element] = []
    for count, size, alpha, speed in ((900, 1.2, 0.9, 26), (330, 2.2, 0.95, 46)):
        pixels = flakes(rng, int(count / max(scale, 0.5)), max(size * scale, 0.7), alpha, tone)
        down = speed * scale
        made.append(Falling(bgra_image(pixels), drift * scale * down / 60, down, 1.0, 7 * scale))
    return made
