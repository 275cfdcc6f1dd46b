"""Seeded noise: clouds, strata, ridges and the sway of grass all come from here."""

from __future__ import annotations

import math
import zlib

import cv2
import numpy as np

from render.engines.animatic.pen import Field


def seed_of(*parts: object) -> int:
    """A seed that is the same for the same words on every machine."""
    return zlib.crc32("\x1f".join(str(part) for part in parts).encode())


def smooth(low: float, high: float, value: Field) -> Field:
    """Hermite's step from 0 at `low` to 1 at `high`."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def step(low: float, high: float, value: float) -> float:
    """Hermite's step of one number."""
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3 - 2 * t)


def cloudy(
    seed: int,
    height: int,
    width: int,
    rows: int,
    columns: int,
    octaves: int = 5,
    gain: float = 0.52,
) -> Field:
    """Tileable fractal noise, 0 to 1, with so many bumps down and across at its coarsest."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    for octave in range(octaves):
        down, across = rows << octave, columns << octave
        if octave and (down > height or across > width):
            break
        total += _bumps(rng, height, width, min(down, height), min(across, width)) * np.float32(
            weight
        )
        weight *= gain
    middle, spread = float(total.mean()), float(total.std()) or 1.0
    return np.clip((total - middle) / (5.0 * spread) + 0.5, 0, 1).astype(np.float32)


def _bumps(rng: np.random.Generator, height: int, width: int, rows: int, columns: int) -> Field:
    pad = 3
    grid = np.pad(rng.random((rows, columns), dtype=np.float32), pad, mode="wrap")
    tall, wide = height / rows, width / columns
    size = (round((columns + 2 * pad) * wide), round((rows + 2 * pad) * tall))
    large = cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC)
    top, left = round(pad * tall), round(pad * wide)
    return np.asarray(large[top : top + height, left : left + width], np.float32)


def ridge(seed: int, count: int, roughness: float, octaves: int = 7, first: int = 2) -> Field:
    """A jagged line of so many heights around 0; `first` is the number of its largest swells."""
    rng = np.random.default_rng(seed)
    line = np.zeros(count)
    places = np.linspace(0, 1, count)
    for octave in range(octaves):
        knots = first * (1 << octave) + 1
        heights = rng.uniform(-1, 1, knots)
        line += np.interp(places, np.linspace(0, 1, knots), heights) * roughness * 0.55**octave
    return line.astype(np.float32)


def sway(time: float, phase: float = 0.0) -> float:
    """The irregular to and fro of things in wind, about -1 to 1."""
    return 0.6 * math.sin(2.1 * time + phase) + 0.4 * math.sin(5.3 * time + 1.7 * phase)
