"""The plates around a reel: its title, its chapter's, and the end credits that roll."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from render.contract import Bookends, Credit, Picture
from render.edit import titles
from render.engines.protocol import Frame

TITLE_SECONDS = 3.2
CHAPTER_SECONDS = 2.6
FADE_SECONDS = 0.6
LINES_A_SECOND = 1.6
"""How fast credits roll: a line stays for ten seconds, and is read in one."""
_GROUND = np.array((14, 13, 16), np.uint8)
_COLUMN = 0.44
"""Where the names begin, as a share of the width; the roles end before it."""
_LINE = 0.062


@dataclass(frozen=True, slots=True)
class Plate:
    """A run of frames that is drawn, not filmed."""

    seconds: float
    frames: Iterator[Frame]


def opening(
    novel: str, title: str, chapter: str, bookends: Bookends, picture: Picture
) -> list[Plate]:
    """The novel's title with its author, then the chapter's, or `title` where it has none."""
    head, foot = (chapter, title) if chapter else (title, "")
    return [
        _still(novel, bookends.author, picture, TITLE_SECONDS),
        _still(head, foot, picture, CHAPTER_SECONDS),
    ]


def closing(title: str, bookends: Bookends, picture: Picture) -> list[Plate]:
    """The end credits, rolling upwards over black; none when nobody is named."""
    if not bookends.credits:
        return []
    strip = _credits(title, bookends.credits, picture)
    pixels_a_second = LINES_A_SECOND * _line_height(picture)
    # whole pixels from frame to frame: letters that crawl between pixels shimmer
    step = max(1, round(pixels_a_second / picture.fps))
    way = strip.shape[0] + picture.height
    count = math.ceil(way / step)
    return [Plate(count / picture.fps, _rolling(strip, picture, step, count))]


def _still(head: str, foot: str, picture: Picture, seconds: float) -> Plate:
    count = round(seconds * picture.fps)
    return Plate(count / picture.fps, _fading(head, foot, picture, count))


def _fading(head: str, foot: str, picture: Picture, count: int) -> Iterator[Frame]:
    ground = _ground(picture.height, picture.width)
    for index in range(count):
        time = (index + 0.5) / picture.fps
        rise = min(time, count / picture.fps - time) / FADE_SECONDS
        share = min(max(rise, 0.0), 1.0)
        yield titles.title(ground, head, foot, share * share * (3 - 2 * share))


def _rolling(strip: Frame, picture: Picture, step: int, count: int) -> Iterator[Frame]:
    height, width = picture.height, picture.width
    blank = _ground(height, width)
    tall = np.vstack([blank, strip, blank])
    soft = _edges(height)
    # between the edges all is as it stands on the strip: most of a frame costs nothing
    rows = height // 8 + 1
    edges = [slice(0, rows), slice(height - rows, height)]
    for index in range(count):
        frame = tall[index * step : index * step + height].copy()
        for edge in edges:
            near = frame[edge].astype(np.float32)
            frame[edge] = (_GROUND + (near - _GROUND) * soft[edge] + 0.5).astype(np.uint8)
        yield frame


def _edges(height: int) -> NDArray[np.float32]:
    """Lines come out of the dark at the foot of the frame and go back into it at its head."""
    place = (np.arange(height) + 0.5) / height
    near = np.clip(np.minimum(place, 1 - place) / 0.12, 0, 1)
    return (near * near * (3 - 2 * near)).astype(np.float32)[:, None, None]


def _ground(height: int, width: int) -> Frame:
    return np.full((height, width, 3), _GROUND, np.uint8)


def _line_height(picture: Picture) -> int:
    return max(12, round(_LINE * min(picture.height, picture.width * 0.62)))


def _credits(title: str, entries: Sequence[Credit], picture: Picture) -> Frame:
    """All credits on one tall strip: roles to the left of the column's edge, names to its right."""
    line, width = _line_height(picture), picture.width
    rows: list[NDArray[Any]] = [_centred(title, picture, 2 * line), _ground(line, width)]
    for entry in entries:
        for place, name in enumerate(entry.names):
            row = _ground(line, width)
            if place == 0:
                _lay(row, titles.line(entry.role, line * 0.62, quiet=True), right=_COLUMN - 0.02)
            _lay(row, titles.line(name, line * 0.72), left=_COLUMN + 0.02)
            rows.append(row)
        rows.append(_ground(round(line * 0.7), width))
    return np.vstack(rows)


def _centred(text: str, picture: Picture, height: int) -> Frame:
    row = _ground(height, picture.width)
    words = titles.line(text, height * 0.5)
    share = words.shape[1] / picture.width
    _lay(row, words, left=max(0.04, 0.5 - share / 2))
    return row


def _lay(
    row: Frame, words: NDArray[np.float32], *, left: float | None = None, right: float | None = None
) -> None:
    """Lay a line of letters, premultiplied RGBA, on a row; what does not fit is made smaller."""
    height, width = row.shape[:2]
    if words.size == 0:
        return
    room = (
        round(width * (0.96 - left)) if left is not None else round(width * ((right or 1) - 0.04))
    )
    scale = min(1.0, room / words.shape[1], height / words.shape[0])
    if scale < 1:
        size = (max(1, int(words.shape[1] * scale)), max(1, int(words.shape[0] * scale)))
        words = np.asarray(cv2.resize(words, size, interpolation=cv2.INTER_AREA), np.float32)
    tall, wide = words.shape[:2]
    start = round(width * left) if left is not None else round(width * (right or 1)) - wide
    top = (height - tall) // 2
    part = row[top : top + tall, start : start + wide]
    wide = part.shape[1]
    cover = words[:, :wide, 3:]
    part[:] = (part * (1 - cover) + words[:, :wide, :3] * 255 + 0.5).astype(np.uint8)
