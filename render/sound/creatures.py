"""Birds, insects and frogs, near enough to be noticed and far enough not to disturb."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    arch,
    count_of,
    end_softly,
    lay,
    moments,
    noise,
    pan,
    silence,
    slow,
)
from render.sound.space import far_off
from render.sound.spectra import RATE, Mono, peak


def _sung(hertz: Mono, strength: Mono, overtones: tuple[float, ...] = ()) -> Mono:
    """A voice that glides: a tone along a curve of Hz, and its overtones."""
    turn = np.cumsum(hertz, dtype=np.float64) * (2 * np.pi / RATE)
    sound = np.sin(turn)
    for index, share in enumerate(overtones, 2):
        sound += share * np.sin(turn * index)
    return (sound * strength).astype(np.float32)


def _curve(count: int, *points: float) -> Mono:
    """A smooth curve through values at equal distances."""
    at = np.linspace(0, len(points) - 1, count)
    left = np.minimum(at.astype(np.int64), len(points) - 2)
    share = at - left
    share = share * share * (3 - 2 * share)
    values = np.asarray(points)
    return (values[left] * (1 - share) + values[left + 1] * share).astype(np.float32)


def songbirds(rng: Rng, count: int, power: float) -> Track:
    """Two or three birds that answer each other, each with a song of its own."""
    total = silence(count)
    for _ in range(3):
        song, place = _song(rng), float(rng.uniform(-0.85, 0.85))
        loud = float(rng.uniform(0.25, 1.0))
        for time in moments(rng, count / RATE, 0.16 + 0.10 * power, 2.2):
            call = song * np.float32(loud * rng.uniform(0.7, 1))
            lay(total, pan(call, place), count_of(time))
    return far_off(total, "wood", 5200) * np.float32(1.3)


def _song(rng: Rng) -> Mono:
    home = float(rng.uniform(2300, 3900))
    notes: list[Mono] = []
    figures = [_chirp(rng, home) for _ in range(int(rng.integers(2, 4)))]
    for _ in range(int(rng.integers(1, 3))):
        for figure in figures:
            for _ in range(int(rng.integers(1, 4))):
                gap = np.zeros(count_of(float(rng.uniform(0.03, 0.10))), np.float32)
                notes += [figure, gap]
    return np.concatenate(notes)


def _chirp(rng: Rng, home: float) -> Mono:
    count = count_of(float(rng.uniform(0.05, 0.16)))
    bends = home * rng.uniform(0.82, 1.22, 4)
    path = _curve(count, *(float(part) for part in bends))
    return _sung(path, arch(count, 1.3), (0.06,))


def gulls(rng: Rng, count: int, power: float) -> Track:
    """Gulls that wheel over water: a call climbs, breaks and falls, and comes again."""
    total = silence(count)
    for time in moments(rng, count / RATE, 0.14 + 0.08 * power, 3.0):
        place, drift = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.08, 0.08))
        loud, tune = float(rng.uniform(0.25, 0.9)), float(rng.uniform(0.85, 1.15))
        for index in range(int(rng.integers(2, 6))):
            call = _gull(rng, tune) * np.float32(loud * (1 - 0.10 * index))
            side = float(np.clip(place + drift * index, -1, 1))
            lay(total, pan(call, side), count_of(time))
            time += float(rng.uniform(0.42, 0.75))
    return far_off(total, "crags", 3600)


def _gull(rng: Rng, tune: float) -> Mono:
    count = count_of(float(rng.uniform(0.30, 0.48)))
    hertz = _curve(count, 760 * tune, 1180 * tune, 1080 * tune, 700 * tune)
    swell = _curve(count, 0, 1, 0.75, 0.5, 0)
    rough = 1 + 0.22 * np.sin(np.arange(count) / RATE * 2 * np.pi * float(rng.uniform(38, 52)))
    cry = _sung(hertz, swell * rough.astype(np.float32), (0.55, 0.34, 0.16, 0.07))
    return cry * np.float32(0.6)


def crows(rng: Rng, count: int, power: float) -> Track:
    """A crow somewhere over the fields."""
    total = silence(count)
    for time in moments(rng, count / RATE, 0.10, 4.0):
        place = float(rng.uniform(-0.9, 0.9))
        for _ in range(int(rng.integers(2, 4))):
            lay(total, pan(_caw(rng) * np.float32(0.6), place), count_of(time))
            time += float(rng.uniform(0.5, 0.7))
    return far_off(total, "crags", 2400)


def _caw(rng: Rng) -> Mono:
    count = count_of(float(rng.uniform(0.26, 0.36)))
    swell = _curve(count, 0, 1, 0.9, 0.6, 0)
    hertz = _curve(count, 430, 520, 470, 380) * np.float32(rng.uniform(0.92, 1.08))
    rasp = np.clip(noise(rng, count, peak(90, 0.6)) * 0.5 + 0.8, 0, 2)
    tone = _sung(hertz, swell * np.asarray(rasp, np.float32), (0.9, 0.8, 0.5, 0.3))
    tone *= np.float32(0.35)
    tone += noise(rng, count, peak(1500, 0.5)) * swell * np.float32(0.25)
    return tone


def owl(rng: Rng, count: int, power: float) -> Track:
    """A tawny owl far off in the trees."""
    total = silence(count)
    for time in moments(rng, count / RATE, 0.07, 6.0):
        place = float(rng.uniform(-0.8, 0.8))
        for after, lasts in ((0.0, 0.7), (2.1, 0.18), (2.45, 1.1)):
            size = count_of(lasts)
            hertz = _curve(size, 395, 412, 405, 372)
            tremble = 1 + 0.25 * np.sin(np.arange(size) / RATE * 2 * np.pi * 11) * (lasts > 1)
            swell = (arch(size, 0.8) * tremble).astype(np.float32)
            hoot = _sung(hertz, swell, (0.10, 0.04)) * np.float32(0.5)
            lay(total, pan(hoot, place), count_of(time + after))
    return far_off(total, "wood", 1600)


def crickets(rng: Rng, count: int, power: float) -> Track:
    """A warm night: several crickets, each at its own note and pace, none of them near."""
    total = silence(count)
    for _ in range(5):
        place, hertz = float(rng.uniform(-0.95, 0.95)), float(rng.uniform(3600, 4500))
        loud, every = float(rng.uniform(0.10, 0.45)), float(rng.uniform(0.45, 0.8))
        chirp = _stridulated(rng, hertz) * np.float32(loud)
        time = float(rng.uniform(0, every))
        rests = slow(rng, count, 0.12, 0, 1)
        while (at := count_of(time)) < count:
            if rests[at] > 0.3:
                lay(total, pan(chirp, place), at)
            time += every * float(rng.uniform(0.96, 1.04))
    return total


def _stridulated(rng: Rng, hertz: float) -> Mono:
    pulses = int(rng.integers(3, 5))
    beat = count_of(float(rng.uniform(0.026, 0.034)))
    swell = np.tile(arch(beat, 2), pulses)
    swell *= np.linspace(0.5, 1, len(swell))
    tone = np.sin(np.arange(len(swell)) * (2 * np.pi * hertz / RATE))
    return end_softly((tone * swell).astype(np.float32))


def frogs(rng: Rng, count: int, power: float) -> Track:
    """Frogs in still water after dark."""
    total = silence(count)
    for _ in range(4):
        place, hertz = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(520, 980))
        croak = _croak(rng, hertz) * np.float32(rng.uniform(0.15, 0.5))
        for time in moments(rng, count / RATE, 0.35, 0.9):
            lay(total, pan(croak, place), count_of(time))
    return far_off(total, "wood", 2600)


def _croak(rng: Rng, hertz: float) -> Mono:
    pulses, beat = int(rng.integers(7, 13)), count_of(float(rng.uniform(0.022, 0.034)))
    time = np.arange(beat * pulses) / RATE
    pulse = np.tile(np.exp(-np.arange(beat) / RATE * 130), pulses)
    swell = arch(len(time), 0.6)
    tone = np.sin(2 * np.pi * hertz * time) + 0.5 * np.sin(2 * np.pi * hertz * 2.02 * time)
    return end_softly((tone * pulse * swell).astype(np.float32))
