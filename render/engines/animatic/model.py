"""Paints built things: faces of a material, far to near, under the lights of their space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.layers import Element, Layer, blurred, present, rim_light
from render.engines.animatic.materials import noise
from render.engines.animatic.pen import (
    WHITE,
    Field,
    Point,
    bgra_image,
    bounds,
    floats,
    light,
    polygon,
    skia,
)
from render.engines.animatic.solids import Face, Solid
from render.engines.animatic.space import NEAR, Beam, Space
from render.engines.animatic.stage import Stage

_COARSE = 3
"""Dust in the air is drawn that many times smaller."""
_STEPS = 7


class Model:
    """Paints faces far to near, and gives what was painted as layers."""

    def __init__(self, space: Space) -> None:
        self._space, stage = space, space.stage
        self._offset = (stage.margin, stage.bleed)
        self._tone: Field = np.zeros((*space.size, 3), np.float32)
        self._cover: Field = np.zeros(space.size, np.float32)
        self._shine: Field | None = None

    def add(self, *faces: Face) -> Model:
        """Paint faces in that order; gives itself."""
        for face in faces:
            if face.out is None or self._space.sees(face):
                self._paint(face)
        return self

    def stand(self, *things: Sequence[Face]) -> Model:
        """Paint things, the farthest first; gives itself."""
        for thing in sorted(things, key=_distance, reverse=True):
            self.add(*thing)
        return self

    def shade(self, footprint: Sequence[Point], tall: float, lamp: Solid, power: float) -> None:
        """The shadow that a box on the floor casts away from a lamp; corners as (x, z)."""
        spread: list[Point] = list(footprint)
        up = min(tall, lamp[1] * 0.86)
        for x, z in footprint:
            reach = up / (lamp[1] - up)
            spread.append((x + (x - lamp[0]) * reach, z + (z - lamp[2]) * reach))
        hull = cv2.convexHull(np.array(spread, np.float32))[:, 0]
        self.darken([(float(x), 0.0, float(z)) for x, z in hull], power, 0.007)
        self.darken([(x, 0.0, z) for x, z in footprint], power * 0.8, 0.004)

    def darken(self, places: Sequence[Solid], power: float, soft: float) -> None:
        """Darken a flat patch, with edges as soft as that share of the frame's height."""
        mask = self._cut(self._space.outline(places))
        if mask is None:
            return
        part, cover = mask
        sigma = soft * self._space.stage.height * 3
        reach = round(3 * sigma) + 1
        rows, columns = part
        top, left = max(0, rows.start - reach), max(0, columns.start - reach)
        place = (slice(top, rows.stop + reach), slice(left, columns.stop + reach))
        patch = np.zeros(self._cover[place].shape, np.float32)
        patch[rows.start - top :, columns.start - left :][: cover.shape[0], : cover.shape[1]] = (
            cover
        )
        self._tone[place] *= (1 - blurred(patch, sigma) * np.float32(power))[..., None]

    def streak(self, lit: Sequence[Model], wet: float) -> None:
        """Draw the lights of other models out over this wet ground, towards the camera."""
        shine = np.zeros_like(self._tone)
        for model in lit:
            if model._shine is not None:
                np.maximum(shine, model._shine, out=shine)
        tall = max(8, round(0.42 * self._space.stage.height))
        small = cv2.resize(shine, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        long = np.zeros((tall // 2 + 1, 1), np.float32)
        long[: tall // 4] = np.linspace(1.0, 0.0, tall // 4, dtype=np.float32)[:, None]
        long /= tall / 26
        drawn = cv2.GaussianBlur(cv2.filter2D(small, -1, long), (0, 0), 1.2)
        whole = cv2.resize(drawn, (shine.shape[1], shine.shape[0]))
        self._tone += whole * (self._cover * np.float32(wet))[..., None]
        np.clip(self._tone, 0, 255, out=self._tone)

    def layers(self, depth: float, *, rim: float = 0.0, pulse: float = 0.25) -> tuple[Element, ...]:
        """What was painted, and its lit windows with their halo as light."""
        stage = self._space.stage
        tone, cover = self._tone, self._cover
        if rim:
            lit = rim_light(cover, stage.side, 0.0028 * stage.unit + 0.5)
            tone = tone + (lit * np.float32(rim))[..., None] * stage.palette.rim
        sigma = stage.lens.blur * stage.height * min(1.6, max(0.5, depth))
        whole = np.dstack((tone[..., ::-1], cover * 255))
        if sigma > 0.5:
            whole = np.asarray(cv2.GaussianBlur(whole, (0, 0), sigma), np.float32)
        place = bounds(cover, 2 + round(3 * sigma))
        if place is None:
            return ()
        left, top = place[1].start - stage.margin, place[0].start - stage.bleed
        pixels = cv2.convertScaleAbs(np.ascontiguousarray(whole[place]))
        picture = bgra_image(np.asarray(pixels, np.uint8))
        return present(Layer(picture, left, top, depth), self._lights(depth, pulse))

    def gleam(self, depth: float) -> Layer | None:
        """What was painted, as light that is laid over what lies below."""
        sigma = self._space.stage.lens.blur * self._space.stage.height * min(1.6, depth)
        return _light_layer(self._space.stage, blurred(self._tone, sigma), depth, 0.0)

    def _lights(self, depth: float, pulse: float) -> Layer | None:
        if self._shine is None:
            return None
        unit = self._space.stage.unit
        glow = self._shine
        halo = 0.15 * glow + 0.5 * blurred(glow, unit * 0.008) + 1.1 * blurred(glow, unit * 0.03)
        return _light_layer(self._space.stage, halo, depth, pulse)

    def _cut(self, outline: Sequence[Point]) -> tuple[tuple[slice, slice], Field] | None:
        """The part of the picture that an outline covers, and how much of each pixel."""
        if len(outline) < 3:
            return None
        across, down = self._offset
        xs, ys = [x + across for x, _ in outline], [y + down for _, y in outline]
        height, width = self._cover.shape
        left, right = max(0, int(min(xs)) - 1), min(width, int(max(xs)) + 2)
        top, foot = max(0, int(min(ys)) - 1), min(height, int(max(ys)) + 2)
        if right <= left or foot <= top:
            return None
        pixels = np.zeros((foot - top, right - left), np.uint8)
        info = skia.ImageInfo.MakeA8(right - left, foot - top)
        surface = skia.Surface.MakeRasterDirect(info, pixels, right - left)
        canvas = surface.getCanvas()
        shape = polygon([(x - left, y - top) for x, y in zip(xs, ys, strict=True)])
        canvas.drawPath(shape, WHITE)
        if not pixels.any():
            return None
        part = (slice(top, foot), slice(left, right))
        return part, pixels.astype(np.float32) * np.float32(1 / 255)

    def _paint(self, face: Face) -> None:
        space = self._space
        cut = self._cut(space.outline([face.solid(corner) for corner in face.corners]))
        if cut is None:
            return
        part, cover = cut
        x, y, z = self._places(face, part)
        origin, right, up = (np.array(a, np.float32) for a in (face.origin, face.right, face.up))
        u = (x - origin[0]) * right[0] + (y - origin[1]) * right[1] + (z - origin[2]) * right[2]
        v = (x - origin[0]) * up[0] + (y - origin[1]) * up[1] + (z - origin[2]) * up[2]
        albedo, shine = face.material(u, v)
        if face.unlit:
            tone = albedo
        else:
            tone = albedo * (space.light(x, y, z, face.normal) * np.float32(1 / 255))
        if shine is not None:
            tone = tone + shine
            self._glow(part, shine, cover)
        elif self._shine is not None:
            self._shine[part] *= (1 - cover)[..., None]
        if face.wet:
            tone = tone + self._mirrored(x, z, face.wet)
        if space.fog is not None:
            colour, thick = space.fog
            veil = (1 - np.exp(-z * np.float32(thick)))[..., None]
            tone = tone + (colour - tone) * veil
        share = cover[..., None]
        self._tone[part] += (np.clip(tone, 0, 255) - self._tone[part]) * share
        self._cover[part] += (1 - self._cover[part]) * cover

    def _mirrored(self, x: Field, z: Field, wet: float) -> Field:
        """The road of light on wet or polished ground, towards the pocket in the sky."""
        space = self._space
        stage = space.stage
        sun = (stage.sun - space.middle) * stage.side / space.focal
        lane = np.exp(-(((x / z - np.float32(sun)) / np.float32(0.26)) ** 2))
        ripples = noise(x, z, 1.6, 2.8)
        share = (0.10 + 0.90 * lane) * (0.25 + 0.95 * ripples) * (1 - np.exp(-z / 16))
        power = np.float32(wet * min(1.5, 0.3 + 0.7 * stage.mood.glow))
        return np.asarray((share * power)[..., None] * stage.palette.sky[5], np.float32)

    def _glow(self, part: tuple[slice, slice], shine: Field, cover: Field) -> None:
        if self._shine is None:
            self._shine = np.zeros_like(self._tone)
        self._shine[part] += (shine - self._shine[part]) * cover[..., None]

    def _places(self, face: Face, part: tuple[slice, slice]) -> tuple[Field, Field, Field]:
        """Where in the place each pixel of a face lies."""
        space = self._space
        across, down = self._offset
        xs = np.arange(part[1].start, part[1].stop, dtype=np.float32) - across + 0.5
        ys = np.arange(part[0].start, part[0].stop, dtype=np.float32) - down + 0.5
        a = (xs - space.middle) * np.float32(space.stage.side / space.focal)
        b = (space.horizon - ys) * np.float32(1 / space.focal)
        normal, origin = face.normal, np.array(face.origin, np.float32)
        away = float(normal @ (origin - floats(0, space.eye, 0)))
        slope = normal[0] * a[None, :] + normal[1] * b[:, None] + normal[2]
        slope = np.where(np.abs(slope) < 1e-5, np.float32(1e-5), slope)
        z = np.clip(np.float32(away) / slope, NEAR, 400)
        return z * a[None, :], z * b[:, None] + np.float32(space.eye), z


def _distance(thing: Sequence[Face]) -> float:
    places = [face.solid(corner)[2] for face in thing for corner in face.corners]
    return sum(places) / max(1, len(places))


def shafts(
    space: Space, beams: Sequence[Beam], strength: float, depth: float, reach: float
) -> Layer | None:
    """The dust that beams light in the air, from their openings to `reach` metres along them."""
    stage = space.stage
    height, width = (max(1, part // _COARSE) for part in space.size)
    total = np.zeros((height, width, 3), np.float32)
    for beam in beams:
        pixels = np.zeros((height, width), np.uint8)
        info = skia.ImageInfo.MakeA8(width, height)
        surface = skia.Surface.MakeRasterDirect(info, pixels, width)
        canvas = surface.getCanvas()
        canvas.scale(1 / _COARSE, 1 / _COARSE)
        canvas.translate(stage.margin, stage.bleed)
        _fill(canvas, space, beam, reach)
        total += pixels.astype(np.float32)[..., None] * (beam.tone * np.float32(strength / 255))
    if not beams or float(total.max()) < 1:
        return None
    soft = cv2.GaussianBlur(total, (0, 0), 0.012 * stage.unit / _COARSE + 0.6)
    whole = np.asarray(cv2.resize(soft, (space.size[1], space.size[0])), np.float32)
    return _light_layer(stage, whole, depth, 0.0)


def _fill(canvas: Any, space: Space, beam: Beam, reach: float) -> None:
    wide, high = beam.size
    right = (wide, 0.0, 0.0) if beam.along == 0 else (0.0, 0.0, wide)
    up = (0.0, high, 0.0)
    ring = [beam.corner, _plus(beam.corner, right)]
    ring += [_plus(place, up) for place in reversed(ring)]
    fade = skia.Paint(AntiAlias=True, Alphaf=1 / _STEPS)
    for number in range(_STEPS):
        far = [_plus(place, beam.way, reach * (number + 1) / _STEPS) for place in ring]
        points = [space.at(place) for place in (*ring, *far) if place[2] > NEAR]
        if len(points) > 2:
            hull = cv2.convexHull(np.array(points, np.float32))[:, 0]
            canvas.drawPath(polygon([(float(x), float(y)) for x, y in hull]), fade)


def _plus(place: Solid, way: Solid, share: float = 1.0) -> Solid:
    return place[0] + way[0] * share, place[1] + way[1] * share, place[2] + way[2] * share


def _light_layer(stage: Stage, glow: Field, depth: float, pulse: float) -> Layer | None:
    brightest = np.maximum(np.maximum(glow[..., 0], glow[..., 1]), glow[..., 2])
    place = bounds(brightest * np.float32(1 / 64))
    if place is None:
        return None
    cut = np.ascontiguousarray(glow[place])
    left, top = place[1].start - stage.margin, place[0].start - stage.bleed
    picture = light(cut, np.ones(cut.shape[:2], np.float32))
    return Layer(picture, left, top, depth, pulse=pulse)
