"""Mountains: snow on the side of the light, valleys of mist, pines, a ledge to stand on."""

from __future__ import annotations

import cv2
import numpy as np

from render.engines.animatic.layers import Layer, present, rim_light
from render.engines.animatic.noise import cloudy, ridge, seed_of, smooth
from render.engines.animatic.pen import Colour, Field, Shape, bounds, colour, image, mix
from render.engines.animatic.sets import birds, land, plants
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_SNOW = colour("#f2f5fa")
_ROCK = colour("#6a665e")


def build(stage: Stage) -> Scenery:
    """Three ranges, one behind the other."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "pines"))
    wood: list[Shape] = []
    for at in range(170):
        share = -0.35 + 1.7 * (at + float(rng.uniform(0, 1))) / 170
        off = abs(share - 0.62)
        if off < 0.13:
            continue
        tall = (0.04 + 0.15 * min(1.0, off * 1.6) * float(rng.uniform(0.3, 1.2))) * stage.unit
        wood.append(
            plants.pine(
                stage.across(share),
                stage.down(0.31 - 0.05 * off + float(rng.uniform(-0.03, 0.02))),
                tall,
                rng,
            )
        )
    return Scenery(
        behind=present(
            mountain_range(stage, mix(palette.far, palette.haze, 0.42), 0.34, 0.60, 3.4, 0.75, 61),
            mist.band(
                stage.up(0.10), 0.20 * stage.unit, speed=8, alpha=0.65 + 0.3 * fog, depth=3.0
            ),
            mountain_range(stage, palette.far, 0.25, 0.30, 2.5, 0.60, 62),
            *birds.birds(stage, 0.5, 0.30, 3),
            mist.band(
                stage.up(0.02), 0.20 * stage.unit, speed=12, alpha=0.75 + 0.2 * fog, depth=2.1
            ),
            land.hills(
                stage,
                mix(palette.far, palette.mid, 0.6),
                height=0.075,
                base=0.06,
                rough=0.6,
                away=0.5,
                depth=1.7,
                seed=63,
            ),
            mist.band(
                stage.down(0.16), 0.16 * stage.unit, speed=18, alpha=0.7 + 0.3 * fog, depth=1.4
            ),
            stage.solid(
                wood,
                mix(palette.mid, palette.far, 0.35),
                palette.mid,
                1.15,
                rough=0.3,
                rim=0.38,
                haze=0.2,
                seed=64,
            ),
            mist.band(
                stage.down(0.30), 0.13 * stage.unit, speed=22, alpha=0.25 + 0.6 * fog, depth=1.05
            ),
            land.ground(
                stage,
                _ROCK,
                top=0.36,
                rise=0.07,
                swell=0.02,
                strokes=(40, 22),
                depth=0.85,
                pool=1.3,
                seed=65,
            ),
            *land.scatter(stage, "pine", top=0.40, seed=8),
        ),
        before=present(
            *land.rocks(stage, left=0.80, right=0.86),
            *plants.grass(stage, count=70, tall=0.14),
            mist.band(
                stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.45 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.585, 0.66, 0.78, wet=0.05),
    )


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
