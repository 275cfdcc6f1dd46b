"""How loud a film is to the ear, and how it is brought to the level that every film has."""

from __future__ import annotations

import functools
import math

import numpy as np

from render.sound.craft import Track, convolve, count_of, gain, heard
from render.sound.spectra import RATE, Mono

TARGET = -16.0
"""LUFS of a finished film: what is usual where people listen on telephones and laptops."""
CEILING = -3.0
"""dBTP before AAC, which may overshoot; what is delivered stays at or below -1.5 dBTP."""
_MOST_GAIN = 60.0
_STEP = 0.1
_GATE = -70.0
_RELATIVE_GATE = -10.0
_REACH = 0.012
"""Seconds for which the limiter looks ahead, and holds."""


def loudness(track: Track) -> float:
    """Integrated loudness in LUFS by ITU-R BS.1770-4; minus infinity for what is silent."""
    powers = _block_powers(track)
    heard = powers[powers > 10 ** ((_GATE + 0.691) / 10)]
    if not len(heard):
        return -math.inf
    relative = 10 * math.log10(float(heard.mean())) + _RELATIVE_GATE
    kept = heard[heard > 10 ** (relative / 10)]
    return -0.691 + 10 * math.log10(float(kept.mean()))


def _block_powers(track: Track) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The weighted power of each block of 0.4 s, one every 0.1 s; short sounds are one block."""
    count = track.shape[-1]
    powers = heard(track)
    np.square(powers, out=powers)
    step = count_of(_STEP)
    steps = count // step
    if steps < 4:
        return np.array([float(np.mean(powers, dtype=np.float64)) * 2])
    parts = powers[:, : steps * step].reshape(2, steps, step)
    sums = parts.sum((0, 2), dtype=np.float64) / step
    running = np.concatenate(([0.0], np.cumsum(sums)))
    return (running[4:] - running[:-4]) / 4


@functools.cache
def _between() -> tuple[Mono, Mono, Mono]:
    """Filters that tell the three values between two samples, at four times the rate."""
    reach = np.arange(-8, 8) + 1.0
    phases: list[Mono] = []
    for phase in (0.25, 0.5, 0.75):
        away = reach - phase
        taps = np.sinc(away) * np.cos(np.pi * away / 17) ** 2
        phases.append((taps / taps.sum())[::-1].astype(np.float32))
    return phases[0], phases[1], phases[2]


def peaks(track: Track) -> Mono:
    """The true peak around each sample, either side, at four times the rate (BS.1770, annex 2)."""
    highest = np.abs(track).max(0)
    if not highest.size:
        return highest
    near = highest > 0.35 * highest.max()
    if near.mean() > 0.3:
        return _between_peaks(track, highest)
    # Only where it is loud can a peak lie between two samples.
    for start in range(0, len(highest), RATE):
        part = slice(max(0, start - 16), start + RATE + 16)
        if near[part].any():
            highest[part] = _between_peaks(track[:, part], highest[part])
    return highest


def _between_peaks(track: Track, highest: Mono) -> Mono:
    for channel in track:
        for taps in _between():
            highest = np.maximum(highest, np.abs(np.convolve(channel, taps, "same")))
    return highest


def limited(track: Track, ceiling: float = CEILING) -> Track:
    """The track with its true peaks held below a ceiling in dBTP, without a step in its gain."""
    highest, most = peaks(track), gain(ceiling)
    if float(highest.max(initial=0.0)) <= most:
        return track
    wanted = np.minimum(1, most / np.maximum(highest, most)).astype(np.float32)
    reach = count_of(_REACH)
    held = _lowest_around(wanted, reach)
    window = np.hanning(2 * reach + 1).astype(np.float32)
    window /= window.sum()
    padded = np.pad(held, reach, mode="edge")
    padded = np.concatenate((padded, np.ones(1, np.float32)))
    smooth = convolve(padded - 1, window)[2 * reach : 2 * reach + len(held)] + 1
    return track * smooth


def _lowest_around(curve: Mono, reach: int) -> Mono:
    """The lowest value within `reach` samples either side, by doubling."""
    width = 2 * reach + 1
    padded = np.pad(curve, reach, constant_values=1)
    span = 1
    while span * 2 <= width:
        padded = np.minimum(padded[:-span], padded[span:])
        span *= 2
    rest = width - span
    return np.minimum(padded[: len(padded) - rest], padded[rest:]) if rest else padded


def normalised(track: Track, target: float = TARGET, ceiling: float = CEILING) -> Track:
    """The track at the target loudness, its true peaks below the ceiling; silence stays silent.

    Measured, brought up or down, limited, and measured again: what the limiter took is given back.
    """
    loud = loudness(track)
    if loud == -math.inf:
        return track
    lift = min(_MOST_GAIN, target - loud)
    result = limited(track * gain(lift), ceiling)
    for _ in range(3):
        short = target - loudness(result)
        if abs(short) < 0.1 or lift >= _MOST_GAIN:
            break
        lift += short
        result = limited(track * gain(lift), ceiling)
    return result
