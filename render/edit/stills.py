"""Still pictures of a take: its poster, its contact strip, and the preview of work in hand."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from render.contract import Picture
from render.engines.protocol import Frame
from render.style import window

STRIP_WIDTH = 1200
STRIP_BYTES = 2**20
_WIDTHS = (STRIP_WIDTH, 1080, 960, 840, 720, 600, 480)
_PNG_LEVEL = 3
"""Level 9 takes 0.5 s for a drawn strip, this one 0.02 s and 15 % more bytes."""
_COLUMNS = 4
_GUTTER = 6
_GUTTER_COLOUR = 14
_PREVIEW_WIDTH = 320


def write_poster(frame: Frame, target: Path) -> None:
    """Write a frame as a JPEG."""
    target.write_bytes(_encoded(frame, ".jpg", (cv2.IMWRITE_JPEG_QUALITY, 90)))


def write_contact(frames: Sequence[Frame], target: Path, max_bytes: int = STRIP_BYTES) -> None:
    """Write the shots' frames as one strip: a PNG within `max_bytes`, narrower if it must be."""
    data = b""
    for width in _WIDTHS:
        strip = contact_strip(frames, width)
        if strip.shape[0] > STRIP_WIDTH and width > _WIDTHS[-1]:
            continue
        data = _encoded(strip, ".png", (cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL))
        if len(data) <= max_bytes:
            break
    target.write_bytes(data)


def write_portrait(frame: Frame, target: Path) -> None:
    """Write a frame as a PNG."""
    target.write_bytes(_encoded(frame, ".png", (cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL)))


def contact_strip(frames: Sequence[Frame], width: int = STRIP_WIDTH) -> Frame:
    """Lay frames of one shape out in rows that all fill the width, with thin dark gutters.

    Rows hold at most four frames, and the shorter rows come first: their frames are larger.
    """
    rows = -(-len(frames) // _COLUMNS)
    fewest, longer = divmod(len(frames), rows)
    counts = [fewest] * (rows - longer) + [fewest + 1] * longer
    strips: list[Frame] = []
    start = 0
    for count in counts:
        strips.append(_row(frames[start : start + count], width))
        start += count
    between = _gutter(_GUTTER, width)
    laid = [piece for strip in strips for piece in (between, strip)]
    return np.vstack([*laid, between])


def preview(frame: Frame) -> str:
    """A small JPEG of a frame, base64."""
    height = max(2, round(frame.shape[0] * _PREVIEW_WIDTH / frame.shape[1]))
    small = cv2.resize(frame, (_PREVIEW_WIDTH, height), interpolation=cv2.INTER_AREA)
    data = _encoded(np.asarray(small, np.uint8), ".jpg", (cv2.IMWRITE_JPEG_QUALITY, 70))
    return base64.b64encode(data).decode("ascii")


def filling(frame: Frame, width: int, height: int) -> Frame:
    """Scale a frame until it covers width x height, and crop what hangs over."""
    if frame.shape[:2] == (height, width):
        return frame
    scale = max(width / frame.shape[1], height / frame.shape[0])
    size = (max(width, round(frame.shape[1] * scale)), max(height, round(frame.shape[0] * scale)))
    by = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(frame, size, interpolation=by)
    top, left = (size[1] - height) // 2, (size[0] - width) // 2
    return np.asarray(scaled[top : top + height, left : left + width], np.uint8)


def masked(frame: Frame, aspect: float | None) -> Frame:
    """A frame with black where its film's aspect shows nothing; None leaves all of it seen."""
    height, width = frame.shape[:2]
    seen = window(Picture(width=width, height=height), aspect)
    if (seen.width, seen.height) == (width, height):
        return frame
    top, left = (height - seen.height) // 2, (width - seen.width) // 2
    part = slice(top, top + seen.height), slice(left, left + seen.width)
    whole = np.zeros_like(frame)
    whole[part] = frame[part]
    return whole


def _row(frames: Sequence[Frame], width: int) -> Frame:
    inner = width - _GUTTER * (len(frames) + 1)
    height = round(inner / len(frames) * frames[0].shape[0] / frames[0].shape[1])
    edges = [round(inner * place / len(frames)) for place in range(len(frames) + 1)]
    pieces = [_gutter(height, _GUTTER)]
    for frame, start, end in zip(frames, edges[:-1], edges[1:], strict=True):
        pieces += [filling(frame, end - start, height), _gutter(height, _GUTTER)]
    return np.hstack(pieces)


def _gutter(height: int, width: int) -> Frame:
    return np.full((height, width, 3), _GUTTER_COLOUR, np.uint8)


def _encoded(frame: Frame, suffix: str, options: Sequence[int]) -> bytes:
    _, data = cv2.imencode(suffix, cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), options)
    return data.tobytes()
