"""Gathers what a shot may use besides its plan: pictures by hash, and footage from the store."""

from __future__ import annotations

import contextlib
import tempfile
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast, overload

import cv2
import numpy as np
from numpy.typing import NDArray

from render.contract import JobKind, Picture, SceneOrder, Sha256, Shot
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Frame, Inputs
from render.faults import Fault
from render.shots import KeptShot
from render.style import prompt_words

BEFORE_FRAMES = 9
"""How many of a shot's last frames the next one may see: two of LTX's latent frames."""
_PICTURE_BYTES = 32 * 2**20
_PICTURE_SIDE = 2048


@contextlib.contextmanager
def inputs_of(
    order: SceneOrder,
    shot: Shot,
    files: Mapping[Sha256, Path],
    ffmpeg: Ffmpeg,
    *,
    before: KeptShot | None = None,
    footage: KeptShot | None = None,
) -> Generator[Inputs]:
    """What one shot of an order is made with, while it is being made.

    `before` is the shot that it continues, `footage` the same shot as it was filmed before.
    Raises Fault when a picture is missing or is none.
    """
    with contextlib.ExitStack() as stack:
        frames: Sequence[Frame] = ()
        if footage:
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            frames = _laid_out(ffmpeg, footage, order.picture, Path(folder) / "footage")
        last: Sequence[Frame] = ()
        if before:
            last = _last_shown(ffmpeg, before, order.shots[shot.number - 2], order.picture)
        yield replace(
            plain_inputs(order),
            references=_references(files, shot),
            start=_picture(files, shot.start) if shot.start else None,
            end=_picture(files, shot.end) if shot.end else None,
            keyframes={item.at: _picture(files, item.picture) for item in shot.keyframes},
            before=last,
            footage=frames,
        )
        del frames


def _references(files: Mapping[str, Path], shot: Shot) -> dict[str, tuple[Frame, ...]]:
    """Of the cast first: a model that takes few leaves out those of the place."""
    found: dict[str, tuple[Frame, ...]] = {}
    for shown in shot.shown:
        if shown.references:
            pictures = tuple(_picture(files, item) for item in shown.references)
            found[shown.name] = (*found.get(shown.name, ()), *pictures)
    return found


def plain_inputs(order: SceneOrder) -> Inputs:
    """What every shot of an order is made with, whether or not it uses pictures."""
    return Inputs(
        style=prompt_words(order),
        style_name=order.style_name,
        aspect=order.aspect,
        # a strip is looked at for its shots; a portrait is the picture itself
        is_draft=order.is_draft or order.kind is JobKind.STORYBOARD,
    )


class _Laid(Sequence[Frame]):
    """Frames in a file, which look like a list of them."""

    def __init__(self, frames: NDArray[np.uint8]) -> None:
        self._frames = frames

    def __len__(self) -> int:
        return len(self._frames)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | Sequence[Frame]:
        found = self._frames[index]
        return _Laid(found) if isinstance(index, slice) else np.asarray(found)


def kept_frames(ffmpeg: Ffmpeg, kept: KeptShot, picture: Picture) -> Iterator[Frame]:
    """The frames of a kept shot, in the form in which it is kept."""
    form = kept.native or picture
    return ffmpeg.frames(encode.rgb_frames(kept.path), form.width, form.height)


def _last_shown(ffmpeg: Ffmpeg, kept: KeptShot, shot: Shot, picture: Picture) -> Sequence[Frame]:
    """The last frames of a shot that the film shows; what a model made beyond them is cut off."""
    fps = kept.native.fps if kept.native else picture.fps
    shown = min(kept.frames, max(1, round(shot.seconds * fps)))
    last: deque[Frame] = deque(maxlen=BEFORE_FRAMES)
    for index, frame in enumerate(kept_frames(ffmpeg, kept, picture)):
        if index < shown:
            last.append(frame)
    return tuple(last)


def _laid_out(ffmpeg: Ffmpeg, kept: KeptShot, picture: Picture, target: Path) -> Sequence[Frame]:
    """A shot's frames as a file in memory's place: any of them at hand, none of them held."""
    form = kept.native or picture
    with target.open("wb") as file:
        for frame in kept_frames(ffmpeg, kept, picture):
            file.write(frame.data)
    shape = (target.stat().st_size // (form.width * form.height * 3), form.height, form.width, 3)
    if shape[0] != kept.frames:
        raise Fault("a finished shot could not be read back; the order is shot again.")
    return _Laid(np.memmap(target, np.uint8, "r", shape=shape))


def _picture(files: Mapping[Sha256, Path], sha256: Sha256) -> Frame:
    path = files.get(sha256)
    if path is None:
        raise Fault("a picture that the order names is not at hand.", retryable=False)
    if path.stat().st_size > _PICTURE_BYTES:
        raise Fault(
            f"a picture of the order has {path.stat().st_size / 2**20:.0f} MB; at most "
            f"{_PICTURE_BYTES // 2**20} MB are read.",
            retryable=False,
        )
    bgr = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Fault("a picture of the order is no picture that can be read.", retryable=False)
    scale = _PICTURE_SIDE / max(bgr.shape[:2])
    if scale < 1:
        bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cast("Frame", cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
