"""Draws one shot into the shot store, or its one still."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import cv2

from render.contract import FailureKind, Picture, Shot
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.edit.stills import filling, preview
from render.engines.protocol import Engine, Frame, Inputs, OutOfMemory
from render.faults import Fault
from render.shots import KeptShot, ShotStore

PREVIEW_SECONDS = 5.0

T = TypeVar("T")

OnDrawing = Callable[[float, str | None], None]
"""Told the share of the shot that is done, and now and then a preview. Raises Stopped."""


def draw_shot(
    engine: Engine,
    shot: Shot,
    picture: Picture,
    store: ShotStore,
    key: str,
    ffmpeg: Ffmpeg,
    on_drawing: OnDrawing,
) -> KeptShot:
    """Shoot a shot and keep it. Raises Fault when the engine fails, Stopped when told to."""
    part = store.part(key)
    sound_file = store.part(key, "sound")
    expected = max(1.0, shot.seconds * picture.fps)
    frames = 0
    last_preview = time.monotonic() - PREVIEW_SECONDS / 2
    try:
        footage = _asked(
            lambda: engine.shoot(shot, picture, Inputs(), lambda share: on_drawing(share, None))
        )
        sound = None
        seconds = 0.0
        if footage.sound is not None:
            sound = encode.write_sound(footage.sound, sound_file)
            seconds = len(footage.sound) / encode.SOUND_RATE
        with ffmpeg.writing(encode.kept_shot(picture, sound, seconds, part)) as write:
            while (frame := _asked(lambda: next(footage.frames, None))) is not None:
                frame = filling(frame, picture.width, picture.height)
                write(frame)
                frames += 1
                shown = None
                if time.monotonic() - last_preview >= PREVIEW_SECONDS:
                    shown, last_preview = preview(frame), time.monotonic()
                on_drawing(min(1.0, frames / expected), shown)
        if not frames:
            raise Fault(f"the {engine.name} engine gave no frame for shot {shot.number}.")
        return store.keep(key, part, frames, has_sound=sound is not None)
    finally:
        part.unlink(missing_ok=True)
        sound_file.unlink(missing_ok=True)


def draw_still(engine: Engine, shot: Shot, picture: Picture, target: Path) -> Frame:
    """Draw the frame that stands for a shot, and write it as a PNG."""
    frame = _asked(lambda: engine.still(shot, picture, Inputs()))
    frame = filling(frame, picture.width, picture.height)
    bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", bgr, (cv2.IMWRITE_PNG_COMPRESSION, 1))
    target.write_bytes(data.tobytes())
    return frame


def read_still(path: Path) -> Frame:
    """A still that `draw_still` wrote."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Fault("a still could not be read back.")
    return cast("Frame", cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))


def _asked(ask: Callable[[], T]) -> T:
    """An engine that runs out of memory says what it needed; that goes to the person who waits."""
    try:
        return ask()
    except (OutOfMemory, MemoryError) as error:
        raise Fault(
            f"out of memory: {error or 'the shot needs more than there is'}.", kind=FailureKind.OOM
        ) from error
