"""The rooms and open places in which sounds stand: their echoes."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from render.sound.craft import Track, convolve, count_of, filtered, noise, rng_of
from render.sound.spectra import RATE, Mono, high_pass, low_pass


@dataclass(frozen=True, slots=True)
class Space:
    """How a place answers a sound."""

    seconds: float
    """Until the echo has fallen by 60 dB."""
    wet: float
    """The strength of the echo against what is heard directly."""
    dull: float
    """The frequency in Hz above which walls, leaves or air swallow it."""
    early: tuple[float, ...] = ()
    """Milliseconds after which the nearest walls answer."""


SPACES: dict[str, Space] = {
    "open": Space(0.7, 0.05, 2400),
    "wood": Space(1.1, 0.16, 3200, (31, 47, 68, 95)),
    "street": Space(1.0, 0.22, 4200, (14, 27, 41, 58)),
    "crags": Space(1.9, 0.22, 2200, (120, 210, 330)),
    "room": Space(0.45, 0.20, 4200, (5, 9, 13, 17)),
    "cabin": Space(0.28, 0.20, 3200, (3, 5, 8)),
    "hall": Space(2.1, 0.34, 4200, (18, 29, 43, 61)),
    "cave": Space(2.8, 0.42, 3000, (22, 39, 66)),
    "vault": Space(1.5, 0.34, 3400, (8, 15, 23, 31)),
    "soft": Space(0.25, 0.10, 2600, (4, 7)),
    "stage": Space(2.6, 0.42, 5200, (21, 34, 52)),
}
"""`stage` is where the music stands."""


@functools.lru_cache(16)
def _echo(name: str) -> Track:
    space = SPACES[name]
    rng = rng_of("echo", name)
    count = count_of(space.seconds)
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)

    def tail(dull: float, seconds: float) -> Mono:
        air = noise(rng, count, lambda hertz: high_pass(110)(hertz) * low_pass(dull)(hertz))
        return air * np.exp(time * np.float32(-6.9078 / seconds))

    # High notes die away before low ones do.
    sides = [
        tail(space.dull * 0.35, space.seconds) + tail(space.dull, space.seconds * 0.55)
        for _ in range(2)
    ]
    echo = np.stack(sides) * (1 - np.exp(-time / np.float32(0.012)))
    for index, after in enumerate(space.early):
        at = count_of(after / 1000)
        side = index % 2
        echo[side, at] += 26.0 / (index + 1.5)
        echo[1 - side, at + 60] += 15.0 / (index + 1.5)
    echo *= np.linspace(1, 0, count, dtype=np.float32) ** 0.5
    power = float(np.sqrt(np.sum(echo * echo, dtype=np.float64) / 2))
    return (echo / np.float32(power)).astype(np.float32)


def echoed(track: Track, name: str, share: float = 1.0) -> Track:
    """The track as the place gives it back: itself, and `share` of the place's echo."""
    space = SPACES[name]
    echo = convolve(track, _echo(name)) * np.float32(space.wet * share)
    return np.add(track, echo, dtype=np.float32)


def far_off(track: Track, name: str, dull: float) -> Track:
    """The track from a distance: more echo than sound, and the high notes lost on the way."""
    echo = convolve(track, _echo(name)) * np.float32(0.45)
    return filtered(np.add(track * np.float32(0.7), echo, dtype=np.float32), low_pass(dull))
