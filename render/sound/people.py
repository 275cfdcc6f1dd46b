"""People in number, as they sound when no word can be made out."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    arch,
    count_of,
    filtered,
    lay,
    moments,
    noise,
    pan,
    silence,
    slow,
    struck,
    wide,
)
from render.sound.space import echoed
from render.sound.spectra import RATE, Mono, band, blend, low_pass, peak, slope

_TALKERS = 7
_VOWELS = ((1, 4), (4, 8), (8, 13))
"""The harmonics of a voice in three groups, each as loud as its vowel wants at the moment."""


def murmur(rng: Rng, count: int, power: float) -> Track:
    """A room full of talk: several voices with the rhythm of speech and no words."""
    total = silence(count)
    for _ in range(_TALKERS):
        voice = _talker(rng, count) * np.float32(rng.uniform(0.25, 0.6))
        total += pan(voice, float(rng.uniform(-0.8, 0.8)))
    hiss = np.square(slow(rng, count, 6, 0, 0.6))
    total += wide(rng, count, band(1500, 3500), 0.2) * hiss
    total += wide(rng, count, peak(480, 0.6), 0.2) * slow(rng, count, 0.7, 0.04, 0.12)
    return echoed(filtered(total, low_pass(1900, 1.2)), "room", 2.0) * np.float32(2.5)


def _talker(rng: Rng, count: int) -> Mono:
    home = float(rng.choice((105, 118, 128, 176, 196, 215))) * float(rng.uniform(0.94, 1.06))
    pitch = home * (0.86 + 0.32 * slow(rng, count, 1.4, 0, 1) * slow(rng, count, 0.5, 0.5, 1))
    turn = np.cumsum(pitch, dtype=np.float64) * (2 * np.pi / RATE)
    turn = np.mod(turn, 2 * np.pi).astype(np.float32)
    total = np.zeros(count, np.float32)
    for first, last in _VOWELS:
        group = np.zeros(count, np.float32)
        for harmonic in range(first, last):
            group += np.sin(turn * np.float32(harmonic)) * np.float32(0.8 / harmonic**0.9)
        total += group * slow(rng, count, 5.0, 0.1, 1)
    syllables = np.square(slow(rng, count, 5.2, 0.05, 1))
    phrases = np.clip(slow(rng, count, 0.45, -0.7, 1.6), 0, 1)
    return total * syllables * phrases


def bustle(rng: Rng, count: int, power: float) -> Track:
    """A town that goes about its business: a rumble of wheels, steps, and a cart now and then."""
    total = wide(rng, count, slope(4, 55, 800), 0.15) * slow(rng, count, 0.3, 0.55, 1)
    total += wide(rng, count, peak(1000, 0.9), 0.1) * slow(rng, count, 0.5, 0.10, 0.32)
    for time in moments(rng, count / RATE, 0.10 + 0.08 * power, 3.0):
        _cart(rng, total, time)
    return total


def _cart(rng: Rng, track: Track, time: float) -> None:
    """Wheels that come, pass and go."""
    lasts = float(rng.uniform(4.5, 7))
    count = count_of(lasts)
    rattle = slow(rng, count, 14, 0.35, 1)
    wheels = noise(rng, count, blend((1.0, peak(210, 0.8)), (0.3, peak(1200, 0.7)))) * rattle
    swell = arch(count, 2.5)
    side = np.linspace(-0.9, 0.9, count, dtype=np.float32) * float(rng.choice((-1, 1)))
    angle = (side + 1) * np.float32(np.pi / 4)
    passing = wheels * swell * np.float32(rng.uniform(0.25, 0.5))
    lay(track, np.stack((passing * np.cos(angle), passing * np.sin(angle))), count_of(time))


def tableware(rng: Rng, count: int, power: float) -> Track:
    """Cups and plates that are set down, now and then."""
    total = silence(count)
    for time in moments(rng, count / RATE, 0.45, 0.5):
        tune = float(rng.uniform(0.7, 1.3))
        clink = struck(
            ((1900 * tune, 0.35, 0.16), (3350 * tune, 0.22, 0.10), (620 * tune, 0.4, 0.05)), 0.2
        ) * np.float32(rng.uniform(0.1, 0.45))
        lay(total, pan(clink, float(rng.uniform(-0.8, 0.8))), count_of(time))
    return echoed(total, "room", 1.5)
