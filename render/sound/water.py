"""Water: surf, the open sea, what laps at hulls, streams and drips."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    burst,
    control_times,
    count_of,
    decay,
    end_softly,
    lay,
    moments,
    pan,
    silence,
    slow,
    stretched,
    wide,
)
from render.sound.spectra import RATE, Mono, band, blend, peak, slope


def surf(rng: Rng, count: int, power: float) -> Track:
    """Waves that run up a shore, one every 6 to 11 s, over the breakers further out.

    Measured near shores: a broad peak at 100-500 Hz, another at 1-7 kHz, and a level that follows
    the waves (Melville and others, 131st meeting of the Acoustical Society of America, 1996).
    """
    waves = _waves(rng, count, 6.0, 11.0)
    far = _waves(rng, count, 5.0, 9.0)
    roar, crash = band(90, 420, 1.5), blend((1.0, band(350, 1900)), (0.25, band(1500, 4000)))
    wash, fizz = peak(2600, 0.85), peak(5200, 0.55)
    total = wide(rng, count, slope(4, 90, 1400), 0.3) * (
        0.07 + 0.06 * power + 0.22 * _run(count, far, 2.0, 2.2)
    )
    total += wide(rng, count, roar, 0.5) * (0.42 + 0.4 * power) * _run(count, waves, 1.3, 1.7)
    total += wide(rng, count, crash, 0.25) * (0.62 + 0.5 * power) * _run(count, waves, 0.30, 1.1)
    total += wide(rng, count, wash, 0.05) * 0.60 * _swept(rng, count, waves, 0.7, 0.9, 1.7)
    total += wide(rng, count, fizz, 0.0) * 0.16 * _swept(rng, count, waves, 1.9, 1.1, 2.2)
    return np.asarray(total, np.float32)


Wave = tuple[float, float]
"""When it breaks, in seconds, and its strength."""


def _waves(rng: Rng, count: int, least: float, most: float) -> list[Wave]:
    """Waves come in groups: a big one seldom comes alone."""
    waves: list[Wave] = []
    time = float(rng.uniform(-most, -2.0))
    group = float(rng.uniform(0, 6.28))
    while time < count / RATE + 3:
        tall = 0.72 + 0.28 * float(np.sin(time / 31 * 6.28 + group))
        waves.append((time, tall * float(rng.uniform(0.8, 1.15))))
        time += float(rng.uniform(least, most))
    return waves


def _run(count: int, waves: list[Wave], rise: float, fall: float) -> Mono:
    """How a band swells and falls with each wave."""
    time = control_times(count)
    total = np.zeros_like(time)
    for at, tall in waves:
        since = time - np.float32(at)
        up = np.exp(-np.square(np.minimum(since, 0) / np.float32(rise)))
        total += np.float32(tall) * up * np.exp(-np.maximum(since, 0) / np.float32(fall))
    return stretched(total, count)


def _swept(
    rng: Rng, count: int, waves: list[Wave], after: float, rise: float, fall: float
) -> Track:
    """A wash that begins later on one side than on the other."""
    sides: list[Mono] = []
    lags = [float(rng.uniform(-0.55, 0.55)) for _ in waves]
    for side in (-0.5, 0.5):
        moved = [
            (at + after + side * lag * 2, tall) for (at, tall), lag in zip(waves, lags, strict=True)
        ]
        sides.append(_run(count, moved, rise, fall))
    return np.stack(sides)


def swell(rng: Rng, count: int, power: float) -> Track:
    """The open sea: it heaves every 7 to 10 s and its crests hiss without breaking."""
    waves = _waves(rng, count, 6.5, 10.0)
    total = wide(rng, count, band(70, 330, 1.5), 0.45) * (
        0.16 + 0.85 * _run(count, waves, 2.2, 2.3)
    )
    total += wide(rng, count, peak(900, 0.9), 0.2) * 0.50 * (0.06 + _run(count, waves, 1.5, 1.6))
    crests = _swept(rng, count, waves, 0.4, 1.2, 1.6) * (0.10 + 0.34 * power)
    total += wide(rng, count, peak(2500, 0.8), 0.05) * crests
    return np.asarray(total, np.float32)


def lapping(rng: Rng, count: int, power: float) -> Track:
    """Small waves that slap a hull, a pile or a quay."""
    total = wide(rng, count, peak(420, 0.9), 0.3) * np.float32(0.14) * slow(rng, count, 0.5, 0.4, 1)
    bank = [
        burst(rng, blend((1.0, peak(320 * tune, 0.5)), (0.35, peak(1100 * tune, 0.6))), 0.34, 0.05)
        for tune in (0.8, 1.0, 1.25, 1.5)
    ]
    for time in moments(rng, count / RATE, 1.5 + power, 0.2):
        slap = bank[int(rng.integers(len(bank)))] * np.float32(rng.uniform(0.15, 0.6))
        lay(total, pan(slap, float(rng.uniform(-0.7, 0.7))), count_of(time))
        if rng.random() < 0.5:
            _gurgle(rng, total, time + 0.1)
    return total * np.float32(3.2)


def stream(rng: Rng, count: int, power: float) -> Track:
    """Running water: a rush, and the bubbles that make it talk."""
    total = wide(rng, count, blend((1.0, peak(700, 0.8)), (0.5, peak(2300, 0.9))), 0.15)
    total *= (0.26 + 0.2 * power) * slow(rng, count, 1.4, 0.75, 1)
    bank = [_bubble(rng, float(rng.uniform(380, 1500))) for _ in range(28)]
    for time in moments(rng, count / RATE, 26 + 20 * power):
        drop = bank[int(rng.integers(len(bank)))] * np.float32(rng.uniform(0.05, 1) ** 2 * 1.1)
        lay(total, pan(drop, float(rng.uniform(-0.8, 0.8))), count_of(time))
    return total * np.float32(1.6)


def drips(rng: Rng, count: int, power: float) -> Track:
    """Single drops that fall into shallow water."""
    total = silence(count)
    bank = [_bubble(rng, float(hertz), 0.09) for hertz in (780, 930, 1180, 1390, 1720)]
    for time in moments(rng, count / RATE, 0.6 + 0.6 * power, 0.4):
        drop = bank[int(rng.integers(len(bank)))] * np.float32(rng.uniform(0.3, 0.9))
        lay(total, pan(drop, float(rng.uniform(-0.8, 0.8))), count_of(time))
    return total


def _gurgle(rng: Rng, track: Track, time: float) -> None:
    place = float(rng.uniform(-0.5, 0.5))
    for _ in range(int(rng.integers(2, 5))):
        time += float(rng.uniform(0.03, 0.11))
        drop = _bubble(rng, float(rng.uniform(260, 620))) * np.float32(rng.uniform(0.05, 0.22))
        lay(track, pan(drop, place), count_of(time))


def _bubble(rng: Rng, hertz: float, lasts: float = 0.06) -> Mono:
    """A bubble rings at one note that rises a little as it nears the surface (Minnaert, 1933)."""
    lasts *= float(rng.uniform(0.8, 1.3))
    count = count_of(lasts * 1.6)
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)
    rising = 1 + float(rng.uniform(0.4, 2.2)) * time
    turn = 2 * np.pi * np.cumsum(hertz * rising, dtype=np.float64) / RATE
    ring = np.sin(turn).astype(np.float32)
    return end_softly(ring * decay(count, lasts * 1.5, 0.004))
