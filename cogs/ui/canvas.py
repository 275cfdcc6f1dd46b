"""A small canvas of the standard library alone: boxes, digits, and a PNG at the end."""

from __future__ import annotations

import functools
import itertools
import math
import struct
import zlib
from collections.abc import Iterator

Colour = tuple[int, int, int]
_STEPS = 32
"""How finely a share of cover is told apart: what is between falls on the nearest."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Canvas:
    """Pixels in three planes, so that a run of them is blended by one translation of bytes."""

    def __init__(self, width: int, height: int, top: Colour, bottom: Colour) -> None:
        self.width = width
        self.height = height
        self._rows = [
            _blended_row(width, top, bottom, y / max(1, height - 1)) for y in range(height)
        ]

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        cover: float = 1.0,
        radius: float = 0.0,
    ) -> None:
        """A filled box with smooth edges and round corners, `cover` of it opaque."""
        radius = max(0.0, min(radius, (right - left) / 2, (bottom - top) / 2))
        for y in range(max(0, math.floor(top)), min(self.height, math.ceil(bottom))):
            share = min(y + 1, bottom) - max(y, top)
            inset = _inset(y + 0.5, top, bottom, radius)
            self._run(y, left + inset, right - inset, colour, cover * share)

    def frame(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        line: float = 2.0,
        cover: float = 1.0,
    ) -> None:
        """The outline of a box, `line` wide, inside of its edges."""
        line = min(line, (bottom - top) / 2, (right - left) / 2)
        self.box(left, top, right, top + line, colour, cover=cover)
        self.box(left, bottom - line, right, bottom, colour, cover=cover)
        self.box(left, top + line, left + line, bottom - line, colour, cover=cover)
        self.box(right - line, top + line, right, bottom - line, colour, cover=cover)

    def number(self, number: int, centre: float, top: float, height: int, colour: Colour) -> None:
        """A number in drawn digits, centred, `height` pixels tall."""
        text = str(number)
        left = round(centre - number_width(number, height) / 2)
        for place, sign in enumerate(text):
            start = left + round(place * height * _PITCH)
            for x, y, share in _digit(int(sign), height):
                self._run(round(top) + y, start + x, start + x + 1, colour, share)

    def png(self) -> bytes:
        """The picture as a file."""
        lines = bytearray()
        for planes in self._rows:
            line = bytearray(3 * self.width)
            for channel, plane in enumerate(planes):
                line[channel::3] = plane
            lines += b"\0" + line
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 6)), (b"IEND", b""))
        return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)

    def _run(self, y: int, left: float, right: float, colour: Colour, cover: float) -> None:
        """Blend a run of a row; its ends by as much of their pixels as they cover."""
        if not 0 <= y < self.height or right <= left:
            return
        left, right = max(0.0, left), min(float(self.width), right)
        first, last = math.ceil(left), math.floor(right)
        if first > last:
            self._blend(y, last, first, colour, cover * (right - left))
            return
        self._blend(y, first - 1, first, colour, cover * (first - left))
        self._blend(y, first, last, colour, cover)
        self._blend(y, last, last + 1, colour, cover * (right - last))

    def _blend(self, y: int, start: int, end: int, colour: Colour, cover: float) -> None:
        step = round(cover * _STEPS)
        if not step or start >= end or start < 0:
            return
        for plane, value in zip(self._rows[y], colour, strict=True):
            plane[start:end] = plane[start:end].translate(_towards(value, step))


def number_width(number: int, height: int) -> float:
    """How wide a number in drawn digits is."""
    return (len(str(number)) - 1) * height * _PITCH + height * _WIDTH


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two, `share` of the way."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _blended_row(width: int, top: Colour, bottom: Colour, share: float) -> list[bytearray]:
    return [bytearray([value]) * width for value in mixed(top, bottom, share)]


def _inset(y: float, top: float, bottom: float, radius: float) -> float:
    """How much narrower a box with round corners is on a row."""
    depth = max(top + radius - y, y - bottom + radius, 0.0)
    return radius - math.sqrt(max(0.0, radius * radius - depth * depth)) if depth else 0.0


@functools.lru_cache(4096)
def _towards(value: int, step: int) -> bytes:
    """What each value becomes when a colour's channel covers so much of it."""
    share = step / _STEPS
    return bytes(round(old + (value - old) * share) for old in range(256))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# --- digits: strokes in a box one high and 0.6 wide ---

Point = tuple[float, float]
_WIDTH = 0.6
_PITCH = 0.76
_PEN = 0.062


def _arc(
    x: float, y: float, across: float, down: float, start: float, end: float
) -> tuple[Point, ...]:
    """A part of an ellipse, in degrees from the right, clockwise."""
    steps = max(4, round(abs(end - start) / 18))
    turns = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return tuple((x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns)


_SIX = ((*_arc(0.62, 0.66, 0.56, 0.66, 236, 180), *_arc(0.3, 0.67, 0.24, 0.27, 180, -180)),)
_STROKES: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (_arc(0.3, 0.5, 0.25, 0.44, 0, 360),),
    (((0.1, 0.25), (0.35, 0.06), (0.35, 0.94)),),
    ((*_arc(0.3, 0.3, 0.23, 0.24, 195, 380), (0.06, 0.94), (0.56, 0.94)),),
    (_arc(0.28, 0.28, 0.22, 0.22, 205, 450), _arc(0.28, 0.71, 0.25, 0.23, 270, 515)),
    (((0.42, 0.94), (0.42, 0.06), (0.04, 0.68), (0.58, 0.68)),),
    (((0.51, 0.06), (0.13, 0.06), (0.1, 0.46), *_arc(0.28, 0.66, 0.26, 0.28, 235, 515)),),
    _SIX,
    (((0.05, 0.06), (0.55, 0.06), (0.22, 0.94)),),
    (_arc(0.3, 0.28, 0.2, 0.22, 0, 360), _arc(0.3, 0.71, 0.25, 0.23, 0, 360)),
    tuple(tuple((0.6 - x, 1 - y) for x, y in stroke) for stroke in _SIX),
)


@functools.lru_cache(64)
def _digit(digit: int, height: int) -> tuple[tuple[int, int, float], ...]:
    """The pixels of a digit, each with its cover."""
    return tuple(_covered(digit, height))


def _covered(digit: int, height: int) -> Iterator[tuple[int, int, float]]:
    lines = [
        (start, end) for stroke in _STROKES[digit] for start, end in itertools.pairwise(stroke)
    ]
    for y in range(height):
        for x in range(-1, math.ceil(height * _WIDTH) + 1):
            point = ((x + 0.5) / height, (y + 0.5) / height)
            away = min(_distance(point, start, end) for start, end in lines)
            share = (_PEN - away) * height + 0.5
            if share > 0:
                yield x, y, min(share, 1.0)


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a line between two others."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = 0.0
    if length:
        along = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
        along = min(max(along, 0.0), 1.0)
    return math.hypot(
        point[0] - start[0] - along * across,
        point[1] - start[1] - along * down,
    )
