"""Reads what finished shots sound like, and writes the whole sound of their take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from render.contract import SceneOrder
from render.edit import encode
from render.engines.protocol import Samples
from render.shots import KeptShot
from render.sound.loudness import loudness
from render.sound.mix import master_sound
from render.sound.voices import VoiceProgram


@dataclass(frozen=True, slots=True)
class Written:
    """What was left out, in sentences, and how loud the whole is in LUFS, None when silent."""

    notes: tuple[str, ...]
    loudness: float | None


def write_soundtrack(
    order: SceneOrder,
    kept: Sequence[KeptShot],
    shown: Sequence[int],
    read: Callable[[KeptShot], bytes],
    target: Path,
    voice: VoiceProgram | None = None,
    keep_on: Callable[[], None] = lambda: None,
) -> Written:
    """Write the samples that `encode.sound_track` reads.

    `shown` is how many frames of the film each shot fills, `read` gives a kept shot's raw sound.
    `keep_on` is asked now and then and raises Stopped to end the work.
    """
    fps = order.picture.fps
    ends = list(accumulate(shown))
    starts = [(end - count) / fps for end, count in zip(ends, shown, strict=True)]
    own = [_samples(read(shot)) if shot.has_sound else None for shot in kept]
    made = master_sound(order, own, starts, ends[-1] / fps, voice, keep_on)
    encode.write_sound(made.samples, target)
    loud = loudness(np.ascontiguousarray(made.samples.T))
    return Written(made.notes, round(loud, 1) if -99 < loud <= 0 else None)


def _samples(data: bytes) -> Samples:
    return np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2).astype(np.float32)
