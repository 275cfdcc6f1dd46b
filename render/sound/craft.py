"""What sounds are made of: shaped noise, slow random curves, grains, and the space around them."""

from __future__ import annotations

import functools
import itertools
import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.sound.spectra import RATE, Curve, Mono, ear_at

Track = NDArray[np.float32]
"""Left and right, shape (2, samples)."""
Rng = np.random.Generator

_PART = 1 << 19
"""Samples of noise that are drawn at once."""
_BLOCK = 1 << 18
"""Samples that are filtered at once: what transforms of more hold grows with the film."""
_MEET = 12_000
"""Samples over which one part of a noise gives way to the next: 0.25 s."""
_CONTROL = 240
"""Samples from one point of a slow curve to the next: 5 ms."""


def seed_of(*parts: object) -> int:
    """A seed that is the same for the same words on every machine."""
    return zlib.crc32("\x1f".join(str(part) for part in parts).encode())


def rng_of(*parts: object) -> Rng:
    """Chance that is the same for the same words on every machine."""
    return np.random.default_rng(seed_of(*parts))


def count_of(seconds: float) -> int:
    """How many samples so many seconds are."""
    return round(seconds * RATE)


def silence(count: int) -> Track:
    """A track without a sound."""
    return np.zeros((2, count), np.float32)


def gain(decibels: float) -> np.float32:
    """The factor of so many decibels."""
    return np.float32(10 ** (decibels / 20))


@functools.cache
def fast_length(count: int) -> int:
    """The next length from `count` up that a Fourier transform is quick at: 2^a 3^b 5^c."""
    best = 1 << max(1, count - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            left = -(-count // three)
            best = min(best, three << max(0, left - 1).bit_length())
            three *= 3
        five *= 5
    return best


# --- noise ---


def noise(rng: Rng, count: int, curve: Curve) -> Mono:
    """Noise of any spectrum, as loud to the ear (K-weighted) as a level of 1.

    Its spectrum is drawn at random and transformed back, so it never repeats. Long noise is made
    of parts that give way to each other.
    """
    size = fast_length(max(min(count, _PART), 1024))
    shape = curve(_frequencies(size))
    shape[0] = 0
    loud = float(np.sqrt(np.sum((shape * ear_at(size)) ** 2, dtype=np.float64)))
    shape *= np.float32(size / (2 * loud))
    result = np.zeros(count, np.float32)
    rise = np.sin(np.linspace(0, np.pi / 2, _MEET, dtype=np.float32))
    for start in range(0, count, _PART - _MEET):
        bins = rng.standard_normal(2 * len(shape), dtype=np.float32).view(np.complex64)
        bins *= shape
        part = np.fft.irfft(bins, size)[: min(_PART, count - start)].astype(np.float32, copy=False)
        if start:
            meet = min(_MEET, len(part))
            part[:meet] *= rise[:meet]
            result[start : start + meet] *= rise[::-1][:meet]
        result[start : start + len(part)] += part
        if start + len(part) >= count:
            break
    return result


def wide(rng: Rng, count: int, curve: Curve, alike: float = 0.35) -> Track:
    """Noise on both sides; `alike` is how much left and right correlate."""
    return spread(noise(rng, count, curve), noise(rng, count, curve), alike)


def spread(middle: Mono, side: Mono, alike: float) -> Track:
    """Make a track of what is in the middle and what tells left from right."""
    centre, apart = math.sqrt((1 + alike) / 2), math.sqrt((1 - alike) / 2)
    middle, side = middle * np.float32(centre), side * np.float32(apart)
    track = np.empty((2, len(middle)), np.float32)
    np.add(middle, side, out=track[0])
    np.subtract(middle, side, out=track[1])
    return track


# --- slow curves ---


def slow(rng: Rng, count: int, hertz: float, low: float = 0.0, high: float = 1.0) -> Mono:
    """A smooth random curve from `low` to `high` that turns about so many times a second."""
    knots = rng.uniform(low, high, max(4, math.ceil(count / RATE * hertz) + 4))
    points = np.arange(0, count + _CONTROL, _CONTROL) / RATE * hertz + 1
    left = points.astype(np.int64)
    share = points - left
    share = share * share * (3 - 2 * share)
    last = len(knots) - 1
    coarse = knots[np.minimum(left, last)] * (1 - share)
    coarse += knots[np.minimum(left + 1, last)] * share
    return stretched(coarse.astype(np.float32), count)


def stretched(coarse: Mono, count: int) -> Mono:
    """A curve with a point every 5 ms, brought to the full rate."""
    whole = np.repeat(coarse[:-1], _CONTROL).reshape(-1, _CONTROL)
    steps = (coarse[1:] - coarse[:-1])[:, None] * _RISE
    return np.asarray((whole + steps).reshape(-1)[:count], np.float32)


_RISE = (np.arange(_CONTROL, dtype=np.float32) / _CONTROL)[None]


def control_times(count: int) -> Mono:
    """The seconds at which a curve for `stretched` has its points."""
    return (np.arange(0, count + _CONTROL, _CONTROL) / RATE).astype(np.float32)


def ramps(count: int, points: Sequence[tuple[float, float]]) -> Mono:
    """A curve through (seconds, value), straight between them."""
    times = [time for time, _ in points]
    values = [value for _, value in points]
    coarse = np.interp(control_times(count), times, values).astype(np.float32)
    return stretched(coarse, count)


def fade(track: Track, first: float, last: float) -> Track:
    """The track with a smooth rise over its first seconds and a fall over its last."""
    count = track.shape[-1]
    for seconds, at_end in ((first, False), (last, True)):
        length = min(count, count_of(seconds))
        if length:
            rise = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2
            if at_end:
                track[..., count - length :] *= rise[::-1]
            else:
                track[..., :length] *= rise
    return track


# --- placing ---


def pan(sound: Mono, place: float) -> Track:
    """A sound between left (-1) and right (1), equally loud wherever it stands."""
    angle = (place + 1) * math.pi / 4
    return np.stack((sound * np.float32(math.cos(angle)), sound * np.float32(math.sin(angle))))


def lay(track: Track, sound: Track, at: int) -> None:
    """Add a sound to a track from a sample on; what lies outside is left away."""
    first, last = max(0, at), min(track.shape[-1], at + sound.shape[-1])
    if last > first:
        track[:, first:last] += sound[:, first - at : last - at]


def between(rng: Rng, low: float, high: float) -> float:
    """A frequency between two, each octave as likely as the next."""
    return low * (high / low) ** float(rng.random())


def moments(rng: Rng, seconds: float, rate: float, calm: float = 0.0) -> list[float]:
    """Random times, `rate` a second on average and at least `calm` seconds apart."""
    times: list[float] = []
    time = float(rng.exponential(1 / rate)) * 0.6
    while time < seconds:
        times.append(time)
        time += calm + float(rng.exponential(max(1e-3, 1 / rate - calm)))
    return times


# --- grains ---


def decay(count: int, seconds: float, rise: float = 0.001) -> Mono:
    """An envelope that rises within `rise` seconds and falls by 60 dB within `seconds`."""
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)
    fall = np.exp(time * np.float32(-6.9078 / seconds))
    return fall * (1 - np.exp(time * np.float32(-4 / rise)))


def arch(count: int, power: float = 1.0) -> Mono:
    """A curve that rises from 0 to 1 and falls back, as a half turn of a sine."""
    return (np.sin(np.linspace(0, np.pi, count)).clip(0) ** power).astype(np.float32)


Mode = tuple[float, float, float]
"""One way in which a body rings: Hz, strength, and seconds until it has fallen by 60 dB."""


def struck(modes: Sequence[Mode], seconds: float, rise: float = 0.001) -> Mono:
    """What a struck body gives: the sum of its modes, ending in a short fade."""
    count = count_of(seconds)
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)
    sound = np.zeros(count, np.float32)
    for hertz, strength, lasts in modes:
        if hertz < RATE * 0.45:
            ring = np.sin(time * np.float32(2 * np.pi * hertz))
            sound += np.float32(strength) * ring * np.exp(time * np.float32(-6.9078 / lasts))
    sound *= 1 - np.exp(time * np.float32(-4 / rise))
    return end_softly(sound)


def end_softly(sound: Mono, seconds: float = 0.02) -> Mono:
    """Bring the end of a sound to nothing, so that it does not click."""
    length = min(len(sound), count_of(seconds))
    if length:
        sound[-length:] *= np.linspace(1, 0, length, dtype=np.float32) ** 2
    return sound


def burst(rng: Rng, curve: Curve, seconds: float, rise: float = 0.002) -> Mono:
    """A short burst of noise with the level 1 before its envelope."""
    count = count_of(seconds)
    return end_softly(noise(rng, count, curve) * decay(count, seconds, rise))


# --- space ---


def convolve(sound: NDArray[np.float32], echo: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sound and echo folded into each other, as long as the sound; over the last axis."""
    reach = echo.shape[-1]
    size = fast_length(min(sound.shape[-1], _BLOCK) + reach)
    answers = (np.fft.rfft(side, size) for side in echo.reshape(-1, reach))
    return _in_parts(sound, answers, size, reach, 0)


def filtered(track: NDArray[np.float32], curve: Curve) -> NDArray[np.float32]:
    """The sound with each frequency as strong as the curve says, without delay."""
    return _weighed(track, lambda size: curve(_frequencies(size)))


def heard(track: Track) -> Track:
    """The track as BS.1770 weighs it: each frequency as strong as it counts to the ear."""
    return _weighed(track, ear_at)


def _weighed(track: NDArray[np.float32], strengths: Callable[[int], Mono]) -> NDArray[np.float32]:
    margin = RATE // 2
    size = fast_length(min(track.shape[-1], _BLOCK) + 2 * margin)
    return _in_parts(track, itertools.repeat(strengths(size)), size, margin, margin)


def _in_parts(
    sound: NDArray[np.float32],
    answers: Iterable[NDArray[Any]],
    size: int,
    before: int,
    after: int,
) -> NDArray[np.float32]:
    """Multiply the spectrum of each side by its answer, part by part, with what lies around it.

    One side at a time: what transforms hold is most of the memory that a soundtrack takes.
    """
    count = sound.shape[-1]
    result = np.empty(sound.shape, np.float32)
    sides = zip(sound.reshape(-1, count), result.reshape(-1, count), answers, strict=False)
    for side, made, answer in sides:
        for start in range(0, count, _BLOCK):
            first, end = max(0, start - before), min(count, start + _BLOCK)
            spectrum = np.fft.rfft(side[first : min(count, end + after)], size)
            spectrum *= answer
            made[start:end] = np.fft.irfft(spectrum, size)[start - first : end - first]
    return result


def _frequencies(size: int) -> Mono:
    """The frequencies of a transform of so many samples; the first is not 0, for logarithms."""
    hertz = np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)
    hertz[0] = hertz[1]
    return hertz
