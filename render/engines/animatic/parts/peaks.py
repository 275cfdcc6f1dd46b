"""Ranges of mountains, folded and lit from one side, with snow on what is steep."""

from __future__ import annotations

import cv2
import numpy as np

from render.engines.animatic.layers import Layer, rim_light
from render.engines.animatic.noise import cloudy, ridge, seed_of, smooth
from render.engines.animatic.pen import Colour, Field, bounds, colour, image, mix
from render.engines.animatic.stage import Stage

_SNOW = colour("#f2f5fa")


def mountain_range(
    stage: Stage, tone: Colour, height: float, peak_at: float, depth: float, snow: float, seed: int
) -> Layer | None:
    """A range with a main peak away from the light, lit facets, and snow above a ragged line."""
    count = 700
    xs = stage.spread(count)
    share = (xs / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
    own = seed_of(stage.layout_seed, "range", seed)
    rng = np.random.default_rng(own)
    peaks = np.zeros(count, np.float32)
    listed = [
        (peak_at - 0.33, 1.0),
        (peak_at + 0.30, 0.66),
        (peak_at - 0.75, 0.7),
        (1.02, 0.42),
        (peak_at + 0.75, 0.55),
    ]
    for middle, high in listed:
        at = middle + float(rng.uniform(-0.05, 0.05))
        slope = float(rng.uniform(2.0, 2.7))
        peaks = np.maximum(peaks, high * (1 - np.abs(share - at) * slope))
    sharp = ridge(own, count, 0.16, 8, 5)
    line = np.maximum(0.02, peaks + sharp * (0.25 + peaks)) * height * stage.unit
    shape = stage.outline(xs, (stage.horizon - line).astype(np.float32), stage.down(0.12))
    mask = stage.soften(stage.card().cut(shape).mask, depth)
    place = bounds(mask)
    if place is None:
        return None
    cut = np.ascontiguousarray(mask[place])
    tall, wide = cut.shape
    xs_cut = np.arange(place[1].start, place[1].stop, dtype=np.float32) - stage.margin
    top = (
        np.interp(xs_cut, xs, stage.horizon - line).astype(np.float32)
        + stage.bleed
        - place[0].start
    )
    down = np.arange(tall, dtype=np.float32)[:, None] - top[None, :]
    folds = _folds(own, tall, wide, stage)
    lit = np.clip(0.5 + folds * 2.6 * stage.side, 0, 1)
    base = tone * np.float32(0.80) + (lit * 0.27)[..., None] * mix(tone, stage.palette.key, 0.55)
    reach = (0.35 + 0.5 * snow) * height * stage.unit
    cap = 1 - smooth(0.35, 0.75, down / reach + (folds * 1.6))
    white = _SNOW / 255 * mix(stage.palette.ground, stage.palette.key, 0.30)
    white = white * (0.52 + 0.62 * lit)[..., None]
    fade = 0.5 + 0.45 * (1 if stage.mood.snow else snow)
    base = base + (white - base) * (cap * np.float32(fade))[..., None]
    edge = rim_light(cut, stage.side, 0.003 * stage.unit + 0.5)
    base = base + (edge * np.float32(0.3))[..., None] * stage.palette.rim
    veil = smooth(0.30, 1.0, np.linspace(0, 1, tall, dtype=np.float32)[:, None, None])
    base = base + (stage.palette.haze - base) * veil * np.float32(0.72)
    picture = image(stage.defocus(base.astype(np.float32), depth), cut)
    return Layer(picture, place[1].start - stage.margin, place[0].start - stage.bleed, depth)


def _folds(seed: int, tall: int, wide: int, stage: Stage) -> Field:
    """Slopes that face the light or turn from it: spurs that run down from the crest, and crags."""
    rows = max(2, round(7 * tall / stage.unit))
    columns = max(2, round(9 * wide / stage.unit / 1.78))
    spurs = np.abs(cloudy(seed + 1, tall, wide, rows, columns, 2, 0.5) - np.float32(0.5))
    crags = cloudy(seed + 2, tall, wide, rows * 2, columns * 3, 5, 0.62)
    bend = ((crags - 0.5) * np.float32(0.05 * stage.unit)).astype(np.float32)
    ys, xs = np.mgrid[0:tall, 0:wide].astype(np.float32)
    bent = cv2.remap(
        spurs,
        xs + bend + ys * np.float32(0.25),
        ys,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    heights = cv2.GaussianBlur(
        bent * np.float32(-1.5) + crags * np.float32(0.55), (0, 0), 0.9 + stage.unit / 700
    )
    slope = cv2.Sobel(heights, cv2.CV_32F, 1, 0, ksize=3) + 0.5 * cv2.Sobel(
        heights, cv2.CV_32F, 0, 1, ksize=3
    )
    return np.asarray(slope * np.float32(stage.unit / 480), np.float32)
