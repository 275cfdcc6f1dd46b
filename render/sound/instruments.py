"""The instruments of the score: bowed, sung, plucked, struck and blown, each note made anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    arch,
    count_of,
    decay,
    end_softly,
    fast_length,
    noise,
    pan,
    slow,
    spread,
    struck,
)
from render.sound.spectra import RATE, Mono, peak

Instrument = Callable[[float, float, Rng], Track]
"""Plays one note: its pitch as a MIDI number, how many seconds it is held, and chance."""

_HIGHEST = 9000.0
"""No partial above: music that lies under a picture should not glitter."""


def hertz_of(pitch: float) -> float:
    """The frequency of a MIDI pitch, A4 = 440 Hz."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _ensemble(hertz: float, seconds: float, rng: Rng, partials: list[float], cents: float) -> Track:
    """Many players on one note, none of them exactly in tune or in step.

    Each partial is a narrow bell of random phases in one spectrum, wider the higher it lies:
    the PADsynth method of N. O. Paul.
    """
    count = count_of(seconds)
    size = fast_length(count + RATE // 2)
    sides: list[Mono] = []
    for _ in range(2):
        bins = np.zeros(size // 2 + 1, np.complex64)
        for index, strength in enumerate(partials, 1):
            middle = hertz * index
            if middle > _HIGHEST or strength <= 0:
                continue
            width = middle * (2 ** (cents / 1200) - 1) + 0.12
            first = max(1, int((middle - 3.2 * width) * size / RATE))
            last = min(len(bins), int((middle + 3.2 * width) * size / RATE) + 2)
            places = np.arange(first, last) * RATE / size
            bell = np.exp(-0.5 * ((places - middle) / width) ** 2)
            bell /= np.sqrt(np.sum(bell * bell))
            turn = rng.uniform(0, 2 * np.pi, last - first)
            bins[first:last] += (strength * bell * np.exp(1j * turn)).astype(np.complex64)
        power = float(np.sqrt(np.sum(np.abs(bins) ** 2)))
        bins *= np.float32(size / (np.sqrt(2) * power))
        sides.append(np.fft.irfft(bins, size)[:count].astype(np.float32))
    return spread(sides[0], sides[1], 0.45) * np.float32(0.5)


def _held(count: int, attack: float, release: float) -> Mono:
    """Swells in, stays, and fades out within the count."""
    rise, fall = count_of(attack), count_of(release)
    if rise + fall > count:
        rise = count * rise // (rise + fall)
        fall = count - rise
    shape = np.ones(count, np.float32)
    shape[:rise] = np.sin(np.linspace(0, np.pi / 2, rise)) ** 2
    shape[count - fall :] = np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return shape


def strings(pitch: float, seconds: float, rng: Rng) -> Track:
    """A section of muted strings."""
    hertz = hertz_of(pitch)
    partials = [
        1 / index**1.25 * (1 + 0.5 * np.exp(-(((hertz * index - 480) / 260) ** 2)))
        / (1 + (hertz * index / 2200) ** 3)
        for index in range(1, 40)
    ]  # fmt: skip
    sound = _ensemble(hertz, seconds, rng, partials, 9)
    count = sound.shape[-1]
    return sound * _held(count, 1.1, 1.6) * slow(rng, count, 0.5, 0.8, 1)


def low_strings(pitch: float, seconds: float, rng: Rng) -> Track:
    """Cellos and a bass: one long note that others stand on."""
    hertz = hertz_of(pitch)
    partials = [1 / index**1.05 / (1 + (hertz * index / 900) ** 2.5) for index in range(1, 40)]
    sound = _ensemble(hertz, seconds, rng, partials, 6)
    count = sound.shape[-1]
    return sound * _held(count, 1.4, 1.6) * slow(rng, count, 0.35, 0.75, 1)


def choir(pitch: float, seconds: float, rng: Rng) -> Track:
    """Voices on an open vowel, far away."""
    hertz = hertz_of(pitch)

    def vowel(place: float) -> float:
        formants = ((420, 150, 1.0), (780, 180, 0.55), (2500, 400, 0.08))
        return sum(a * float(np.exp(-(((place - f) / w) ** 2))) for f, w, a in formants) + 0.02

    partials = [vowel(hertz * index) / index**0.35 for index in range(1, 20)]
    sound = _ensemble(hertz, seconds, rng, partials, 17)
    return sound * _held(sound.shape[-1], 1.5, 1.8)


def reed(pitch: float, seconds: float, rng: Rng) -> Track:
    """A small harmonium: reeds a little apart, breathing."""
    hertz = hertz_of(pitch)
    partials = [1 / index**0.95 / (1 + (hertz * index / 1700) ** 3) for index in range(1, 24)]
    sound = _ensemble(hertz, seconds, rng, partials, 3.5)
    count = sound.shape[-1]
    return sound * _held(count, 0.5, 0.9) * slow(rng, count, 0.9, 0.82, 1)


def harp(pitch: float, seconds: float, rng: Rng) -> Track:
    """A plucked string: noise that runs round a loop which dulls it (Karplus and Strong, 1983).

    The loop is solved in the frequency domain, where it is one division.
    """
    hertz = hertz_of(pitch)
    lasts = float(np.clip(4.2 - (pitch - 48) * 0.055, 1.4, 4.5))
    count = count_of(min(lasts, seconds + 1.6))
    size = fast_length(2 * count)
    bins = np.fft.rfftfreq(size, 1 / RATE)
    period = 1 / hertz
    pluck = np.zeros(size, np.float32)
    length = max(8, round(RATE * period))
    pluck[:length] = rng.uniform(-1, 1, length)
    exciter = np.fft.rfft(pluck) / (1 + (bins / (1500 + 2 * hertz)) ** 2)
    exciter *= 1 - np.exp(-2j * np.pi * bins * period * 0.22)
    # What is left after one turn: 60 dB in `lasts`, the high notes sooner.
    left = 10 ** (-3 * period / lasts * (1 + (bins / 1100) ** 1.3))
    ring = exciter / (1 - left * np.exp(-2j * np.pi * bins * period))
    sound = np.fft.irfft(ring, size)[:count].astype(np.float32)
    sound /= np.float32(np.abs(sound).max() + 1e-9)
    sound *= 1 - np.exp(np.arange(count, dtype=np.float32) * np.float32(-1 / 90))
    return _placed(end_softly(sound, 0.25) * np.float32(1.1), pitch)


def piano(pitch: float, seconds: float, rng: Rng) -> Track:
    """An old upright with felt before its hammers."""
    hertz = hertz_of(pitch)
    lasts = float(np.clip(6.5 - (pitch - 40) * 0.085, 1.6, 6.5))
    stiff, modes = 4e-4, list[tuple[float, float, float]]()
    for index in range(1, 15):
        place = hertz * index * float(np.sqrt(1 + stiff * index * index))
        if place > 4200:
            break
        loud = abs(float(np.sin(np.pi * index / 7.3))) / index**1.1 / (1 + (place / 1300) ** 2)
        for away in (-0.35, 0.3):
            modes.append((place * 2 ** (away / 1200), loud, lasts / (1 + 0.32 * (index - 1))))
    held = min(lasts, seconds + 1.8)
    sound = struck(modes, held, 0.006)
    felt = noise(rng, count_of(0.09), peak(260, 0.8)) * decay(count_of(0.09), 0.08, 0.004)
    sound /= np.float32(np.abs(sound).max() + 1e-9)
    sound[: len(felt)] += felt[: len(sound)] * np.float32(0.03)
    return _placed(end_softly(sound, 0.35) * np.float32(1.1), pitch)


def celesta(pitch: float, seconds: float, rng: Rng) -> Track:
    """Small bars of steel over wooden boxes: almost a pure tone."""
    hertz = hertz_of(pitch)
    modes = [(hertz, 1.0, 2.2), (hertz * 2.0, 0.16, 1.3), (hertz * 4.0, 0.14, 0.45),
             (hertz * 6.27, 0.04, 0.18), (hertz * 1.003, 0.3, 2.0)]  # fmt: skip
    sound = struck(modes, min(2.4, seconds + 1.6), 0.003)
    return _placed(end_softly(sound, 0.3) * np.float32(0.7), pitch)


def dulcimer(pitch: float, seconds: float, rng: Rng) -> Track:
    """Two strings under a light hammer."""
    one = harp(pitch + 0.035, seconds, rng)
    other = harp(pitch - 0.04, seconds, rng)
    count = min(one.shape[-1], other.shape[-1])
    return (one[:, :count] + other[::-1, :count]) * np.float32(0.5)


def flute(pitch: float, seconds: float, rng: Rng) -> Track:
    """A wooden flute: a round tone with breath in it, that trembles once it has settled."""
    hertz = hertz_of(pitch)
    count = count_of(seconds + 0.35)
    time = np.arange(count) / RATE
    settled = np.clip((time - 0.35) / 0.6, 0, 1)
    tremble = np.sin(2 * np.pi * (4.7 + 0.4 * float(rng.random())) * time) * settled
    turn = np.cumsum(hertz * (1 + 0.0032 * tremble - 0.006 * np.exp(-time / 0.05))) / RATE
    tone = np.zeros(count)
    for index, strength in ((1, 1.0), (2, 0.26), (3, 0.10), (4, 0.03)):
        tone += strength * np.sin(2 * np.pi * index * turn)
    shape = _held(count, 0.12, 0.35) * (1 + 0.10 * tremble)
    breath = noise(rng, count, peak(hertz * 2, 0.7)) * np.float32(0.012)
    return _placed(np.asarray((tone * 0.36 + breath) * shape, np.float32), pitch)


def pulse(pitch: float, seconds: float, rng: Rng) -> Track:
    """A low string, plucked short: what drives a scene that hurries."""
    hertz = hertz_of(pitch)
    modes = [
        (hertz * index, 1 / index**1.2 / (1 + (hertz * index / 600) ** 2), 0.9 / index**0.6)
        for index in range(1, 12)
    ]
    sound = struck(modes, 0.7, 0.006)
    return pan(sound / np.float32(np.abs(sound).max()) * np.float32(0.8), 0.0)


def drum(pitch: float, seconds: float, rng: Rng) -> Track:
    """A large soft drum, far back."""
    count = count_of(1.1)
    time = np.arange(count) / RATE
    turn = 2 * np.pi * np.cumsum(46 + 26 * np.exp(-time / 0.05)) / RATE
    skin = np.sin(turn).astype(np.float32) * decay(count, 0.9, 0.008)
    felt = noise(rng, count, peak(160, 0.8)) * decay(count, 0.16, 0.006) * np.float32(0.10)
    skin += felt
    return pan(end_softly(skin, 0.2) * np.float32(0.9), 0.0)


def shimmer(pitch: float, seconds: float, rng: Rng) -> Track:
    """A bowed glass: one high pure note that comes and goes."""
    sound = _ensemble(hertz_of(pitch), seconds, rng, [1.0, 0.06, 0.02], 5)
    return sound * arch(sound.shape[-1], 1.2)


def _placed(sound: Mono, pitch: float) -> Track:
    """Low notes stand left and high ones right, as on a keyboard, but only a little."""
    return pan(sound, float(np.clip((pitch - 66) / 60, -0.35, 0.35)))


LEADS: dict[str, Instrument] = {
    "harp": harp,
    "piano": piano,
    "celesta": celesta,
    "dulcimer": dulcimer,
    "flute": flute,
}
"""What may carry a theme."""
PADS: dict[str, Instrument] = {"strings": strings, "choir": choir, "reed": reed}
"""What may hold its chords."""
