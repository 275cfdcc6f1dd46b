"""How strong each frequency of a sound is, and how loud each counts to the ear."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Samples a second, everywhere in this package."""

Mono = NDArray[np.float32]
"""One channel, shape (samples,)."""
Curve = Callable[[Mono], Mono]
"""The strength of a sound at each of many frequencies, in Hz above 0."""


def ear(hertz: Mono) -> Mono:
    """The K-weighting of ITU-R BS.1770 as a factor: how loud a frequency counts."""
    turn = np.exp(-2j * np.pi * hertz.astype(np.float64) / RATE)
    power = np.ones_like(turn)
    for above, below in _K_WEIGHTING:
        power *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    return np.abs(power).astype(np.float32)


_K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285),
     (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)  # fmt: skip
"""The two filters of BS.1770-4, tables 1 and 2, for 48 kHz."""


def band(low: float, high: float, steep: float = 2.0) -> Curve:
    """Lets through what lies between two frequencies, falling off on either side."""

    def curve(hertz: Mono) -> Mono:
        up, down = (low / hertz) ** (2 * steep), (hertz / high) ** (2 * steep)
        return np.asarray(1 / np.sqrt((1 + up) * (1 + down)), np.float32)

    return curve


def peak(middle: float, octaves: float) -> Curve:
    """A bell around a frequency, so many octaves wide (one sigma either side)."""

    def curve(hertz: Mono) -> Mono:
        away = np.log2(hertz / np.float32(middle)) / np.float32(octaves)
        return np.exp(-0.5 * away * away).astype(np.float32)

    return curve


def slope(decibels: float, low: float, high: float) -> Curve:
    """Falls by so many decibels an octave between two frequencies."""
    within, power = band(low, high), decibels / 6.0206

    def curve(hertz: Mono) -> Mono:
        falling = (hertz / np.float32(low)) ** np.float32(-power)
        return np.multiply(within(hertz), falling, dtype=np.float32)

    return curve


def blend(*parts: tuple[float, Curve]) -> Curve:
    """Several curves on top of each other, each by its share."""

    def curve(hertz: Mono) -> Mono:
        total = np.zeros_like(hertz)
        for share, one in parts:
            total += np.float32(share) * one(hertz)
        return total

    return curve


def low_pass(hertz: float, steep: float = 1.5) -> Curve:
    """Lets through what lies below a frequency."""

    def curve(places: Mono) -> Mono:
        return np.asarray(1 / np.sqrt(1 + (places / np.float32(hertz)) ** (2 * steep)), np.float32)

    return curve


def high_pass(hertz: float, steep: float = 2.0) -> Curve:
    """Lets through what lies above a frequency."""

    def curve(places: Mono) -> Mono:
        return np.asarray(1 / np.sqrt(1 + (np.float32(hertz) / places) ** (2 * steep)), np.float32)

    return curve


@functools.lru_cache(8)
def ear_at(size: int) -> Mono:
    """The K-weighting at the frequencies of a transform of so many samples."""
    hertz = np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)
    return ear(hertz)
