"""A model's sound, brought into a film's form and joined from stretch to stretch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render.engines.protocol import Samples
from render.sound.craft import count_of
from render.sound.voices import resampled

_FAINT = 10 ** (-66 / 20)
"""Full scale by which even a hall at night is louder."""


def brought(waves: NDArray[np.float32], rate: int, seconds: float) -> Samples:
    """Waves of shape (channels, samples) as stereo at 48 kHz, exactly so long."""
    both = waves[:2] if len(waves) > 1 else np.repeat(waves, 2, axis=0)
    found = [resampled(np.ascontiguousarray(channel), rate) for channel in both]
    whole = np.zeros((count_of(seconds), 2), np.float32)
    for side, samples in enumerate(found):
        count = min(len(whole), len(samples))
        whole[:count, side] = samples[:count]
    return np.clip(np.nan_to_num(whole), -1, 1)


def joined(sounds: Sequence[tuple[float, Samples]]) -> Samples | None:
    """The sound of a shot from those of its stretches, each with the second at which it begins.

    Where stretches overlap, one gives way to the next at equal power; what lies before the shot
    is left out. None where nothing is to be heard: then the place itself is.
    """
    if not sounds:
        return None
    end = max(count_of(start) + len(sound) for start, sound in sounds)
    whole = np.zeros((max(0, end), 2), np.float32)
    filled = 0
    for start, sound in sounds:
        first = count_of(start)
        sound = sound[max(0, -first) :]
        first = max(0, first)
        overlap = max(0, min(filled - first, len(sound)))
        share = np.linspace(0, np.pi / 2, overlap, dtype=np.float32)[:, None]
        whole[first : first + overlap] *= np.cos(share)
        whole[first : first + overlap] += sound[:overlap] * np.sin(share)
        whole[first + overlap : first + len(sound)] = sound[overlap:]
        filled = max(filled, first + len(sound))
    return whole if float(np.abs(whole).max(initial=0)) > _FAINT else None
