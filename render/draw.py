"""Draws one shot into the shot store, or its one still."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import cv2

from render.contract import FailureKind, Picture, Shot
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.edit.stills import filling, preview
from render.engines.protocol import (
    Engine,
    Facts,
    Frame,
    Inputs,
    OutOfMemory,
    Sketches,
    Still,
)
from render.faults import Fault
from render.shots import KeptShot, Native, ShotStore

PREVIEW_SECONDS = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One moment of a shot on its way."""

    share: float
    preview: str | None = None
    """A small JPEG or WebP, base64."""
    left_s: float | None = None
    """Seconds that the engine still needs, where it measures its own pace."""


OnDrawing = Callable[[Drawing], None]
"""Hears of a shot on its way. Raises Stopped."""


class Telling:
    """What an engine is handed to tell how far it is.

    Engines that show a picture before there are frames, or that measure their own pace, call
    `show`; all others call it with the share that is done.
    """

    def __init__(self, on_drawing: OnDrawing) -> None:
        self._on_drawing = on_drawing

    def __call__(self, share: float) -> None:
        self._on_drawing(Drawing(share))

    def show(self, share: float, preview: str | None, left_s: float | None) -> None:
        self._on_drawing(Drawing(share, preview, left_s))


def draw_shot(
    engine: Engine,
    shot: Shot,
    picture: Picture,
    inputs: Inputs,
    store: ShotStore,
    key: str,
    ffmpeg: Ffmpeg,
    on_drawing: OnDrawing,
) -> KeptShot:
    """Shoot a shot and keep it. Raises Fault when the engine fails, Stopped when told to."""
    part = store.part(key)
    sound_file = store.part(key, "sound")
    mute = store.part(key, "mute")
    try:
        footage = asked(lambda: engine.shoot(shot, picture, inputs, Telling(on_drawing)))
        sound, seconds = None, 0.0
        if footage.sound is not None:
            sound = encode.write_sound(footage.sound, sound_file)
            seconds = len(footage.sound) / encode.SOUND_RATE
        frames = footage.frames
        native = None
        if footage.fps is not None:
            # a model rounds: only its first frame tells how large its frames are
            first = asked(lambda: next(frames, None))
            native = None if first is None else _form(first, footage.fps)
            frames = itertools.chain(() if first is None else (first,), frames)
        if native:
            graph = encode.kept_native(native, sound, seconds, part)
        else:
            graph = encode.kept_shot(picture, sound, seconds, part)
        form = native or picture
        expected = None if native else max(1.0, shot.seconds * picture.fps)
        with ffmpeg.writing(graph) as write:
            count = _written(frames, form, expected, write, on_drawing)
        if not count:
            raise Fault(f"the {engine.name} engine gave no frame for shot {shot.number}.")
        late = footage.late_sound and footage.late_sound()
        if late is not None:
            sound = encode.write_sound(late, sound_file)
            part.replace(mute)
            seconds = len(late) / encode.SOUND_RATE
            ffmpeg.run(encode.kept_with_sound(mute, sound, seconds, part))
        return store.keep(
            key, part, count, has_sound=sound is not None, native=native, facts=footage.facts
        )
    finally:
        for path in (part, mute, sound_file):
            path.unlink(missing_ok=True)


def draw_still(
    engine: Engine,
    shot: Shot,
    picture: Picture,
    inputs: Inputs,
    target: Path,
    on_drawing: OnDrawing = lambda drawing: None,
) -> Facts:
    """Draw the frame that stands for a shot, and write it as a PNG; what is said of it."""

    def drawn() -> Still:
        if isinstance(engine, Sketches):
            return engine.sketch(shot, picture, inputs, Telling(on_drawing))
        return Still(engine.still(shot, picture, inputs))

    still = asked(drawn)
    frame = filling(still.frame, picture.width, picture.height)
    bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", bgr, (cv2.IMWRITE_PNG_COMPRESSION, 1))
    target.write_bytes(data.tobytes())
    return still.facts


def read_still(path: Path) -> Frame:
    """A still that `draw_still` wrote."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Fault("a still could not be read back.")
    return cast("Frame", cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))


def asked(ask: Callable[[], T]) -> T:
    """An engine that runs out of memory says what it needed; that goes to the person who waits."""
    try:
        return ask()
    except (OutOfMemory, MemoryError) as error:
        raise Fault(
            f"out of memory: {error or 'the shot needs more than there is'}.", kind=FailureKind.OOM
        ) from error


def _form(frame: Frame, fps: float) -> Native:
    return Native(frame.shape[1], frame.shape[0], fps)


def _written(
    frames: Iterator[Frame],
    form: Picture | Native,
    expected: float | None,
    write: Callable[[Frame], None],
    on_drawing: OnDrawing,
) -> int:
    """Write all frames as they are drawn, and count them.

    `expected` is how many there should be; None where the engine itself tells how far it is.
    """
    count = 0
    last_preview = time.monotonic() - PREVIEW_SECONDS / 2
    while (frame := asked(lambda: next(frames, None))) is not None:
        frame = filling(frame, form.width, form.height)
        write(frame)
        count += 1
        shown = None
        if time.monotonic() - last_preview >= PREVIEW_SECONDS:
            shown, last_preview = preview(frame), time.monotonic()
        on_drawing(Drawing(min(1.0, count / expected) if expected else 0.0, shown))
    return count
