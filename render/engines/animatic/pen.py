"""The drawing table: shapes cut out of card, colours, and pictures that skia can lay down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
import skia as untyped_skia
from numpy.typing import NDArray

skia: Any = untyped_skia
"""The wheel brings no types."""

Field = NDArray[np.floating[Any]]
"""A plane of numbers, shape (height, width)."""
Colour = NDArray[np.floating[Any]]
"""RGB, each 0 to 255."""
Pixels = NDArray[np.uint8]
Point = tuple[float, float]
Shape = Any
"""A skia path."""

WHITE: Any = skia.Paint(AntiAlias=True, Color=0xFFFFFFFF)


def colour(text: str) -> Colour:
    """`#rrggbb` as numbers."""
    return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)], np.float32)


def floats(*values: float) -> Field:
    """A row of numbers, such as a colour's three parts."""
    return np.array(values, np.float32)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """One colour with a share, 0 to 1, of another."""
    return (one + (other - one) * np.float32(share)).astype(np.float32)


def paint(rgb: Colour, alpha: float = 1.0, **more: Any) -> Any:
    """A skia paint of that colour."""
    return skia.Paint(AntiAlias=True, Color=tinted(rgb, alpha), **more)


def tinted(rgb: Colour, alpha: float) -> int:
    """A colour and its opacity as skia packs them."""
    red, green, blue = (min(max(float(part) / 255, 0.0), 1.0) for part in rgb)
    return int(skia.Color4f(red, green, blue, min(max(alpha, 0.0), 1.0)).toColor())


def soft(sigma: float) -> Any:
    """A mask filter that blurs what is painted."""
    return skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(sigma, 1e-6))


class Card:
    """A sheet on which shapes are cut out; `mask` is what was cut, 0 to 1."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.zeros((height, width), np.uint8)
        info = skia.ImageInfo.MakeA8(width, height)
        self._surface = skia.Surface.MakeRasterDirect(info, self.pixels, width)
        self.canvas: Any = self._surface.getCanvas()

    def cut(self, *shapes: Shape) -> Card:
        """Cut shapes out; gives itself."""
        for shape in shapes:
            self.canvas.drawPath(shape, WHITE)
        return self

    @property
    def mask(self) -> Field:
        """What was cut, softened by antialiasing only."""
        return self.pixels.astype(np.float32) * np.float32(1 / 255)


def image(rgb: Field, alpha: Field) -> Any:
    """A skia image of an RGB field, or one colour, with coverage 0 to 1."""
    height, width = alpha.shape
    whole = np.empty((height, width, 4), np.uint8)
    for channel, part in zip((2, 1, 0), np.moveaxis(np.atleast_1d(rgb), -1, 0), strict=True):
        whole[..., channel] = cv2.convertScaleAbs(np.clip(part, 0, 255) * alpha)
    whole[..., 3] = cv2.convertScaleAbs(alpha, alpha=255)
    return bgra_image(whole)


def light(rgb: Field, strength: Field) -> Any:
    """A skia image that brightens what lies below and never overflows.

    It covers as much as its brightest colour: laid over in the plain way, that is nearly what the
    blend mode kPlus gives, at a ninth of the time.
    """
    height, width = strength.shape
    whole = np.empty((height, width, 4), np.uint8)
    for channel, part in zip((2, 1, 0), np.moveaxis(np.atleast_1d(rgb), -1, 0), strict=True):
        whole[..., channel] = cv2.convertScaleAbs(np.clip(part, 0, 255) * strength)
    whole[..., 3] = np.maximum(np.maximum(whole[..., 0], whole[..., 1]), whole[..., 2])
    return bgra_image(whole)


def bgra_image(pixels: Pixels) -> Any:
    """A skia image copied from premultiplied BGRA, the order in which skia is ten times faster."""
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    whole = np.ascontiguousarray(pixels)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, whole, width * 4))


def bounds(mask: Field, margin: int = 0) -> tuple[slice, slice] | None:
    """Where a mask has anything in it, or None."""
    rows, columns = np.flatnonzero(mask.max(1) > 0.004), np.flatnonzero(mask.max(0) > 0.004)
    if len(rows) == 0:
        return None
    return (
        slice(max(0, int(rows[0]) - margin), int(rows[-1]) + 1 + margin),
        slice(max(0, int(columns[0]) - margin), int(columns[-1]) + 1 + margin),
    )


def polygon(points: Iterable[Point], *, closed: bool = True) -> Shape:
    """A shape with straight sides, or a line."""
    shape = skia.Path()
    trace(shape, points, closed=closed)
    return shape


def trace(shape: Shape, points: Iterable[Point], *, closed: bool = True) -> None:
    """Add a line through points to a shape: much faster than skia takes a list of tuples."""
    corners = iter(points)
    shape.moveTo(*next(corners))
    line_to = shape.lineTo
    for x, y in corners:
        line_to(x, y)
    if closed:
        shape.close()


def blob(points: Sequence[tuple[float, ...]]) -> Shape:
    """A closed smooth shape through points; a third value of 1 makes a point a corner.

    Catmull-Rom by chord length, as cubic Beziers.
    """
    count = len(points)
    lengths = [
        max(1e-6, math.hypot(b[0] - a[0], b[1] - a[1]))
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    ]
    slopes: list[Point] = []
    for at, point in enumerate(points):
        if len(point) > 2 and point[2]:
            slopes.append((0.0, 0.0))
            continue
        before, after = points[at - 1], points[(at + 1) % count]
        span = lengths[at - 1] + lengths[at]
        slopes.append(((after[0] - before[0]) / span, (after[1] - before[1]) / span))
    shape = skia.Path()
    shape.moveTo(points[0][0], points[0][1])
    for at, point in enumerate(points):
        to = (at + 1) % count
        third, end = lengths[at] / 3, points[to]
        shape.cubicTo(
            point[0] + slopes[at][0] * third,
            point[1] + slopes[at][1] * third,
            end[0] - slopes[to][0] * third,
            end[1] - slopes[to][1] * third,
            end[0],
            end[1],
        )
    shape.close()
    return shape


def oval(x: float, y: float, across: float, down: float) -> Shape:
    """An ellipse around a point, by its two radii."""
    return skia.Path.Oval(skia.Rect.MakeLTRB(x - across, y - down, x + across, y + down))


def box(x: float, y: float, width: float, height: float) -> Shape:
    """An upright rectangle by its top left corner."""
    return skia.Path.Rect(skia.Rect.MakeXYWH(x, y, width, height))


def tube(points: Sequence[Point], widths: Sequence[float]) -> Shape:
    """A limb of varying width along a smooth line, with round ends."""
    line = _smooth_line(points)
    count = len(line)
    places = [at / max(1, count - 1) * (len(widths) - 1) for at in range(count)]
    radii = [_between(widths, place) / 2 for place in places]
    left: list[Point] = []
    right: list[Point] = []
    for at, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, at - 1)], line[min(count - 1, at + 1)]
        length = max(1e-6, math.hypot(bx - ax, by - ay))
        across, down = -(by - ay) / length * radii[at], (bx - ax) / length * radii[at]
        left.append((x + across, y + down))
        right.append((x - across, y - down))
    end = _half_circle(line[-1], left[-1])
    return polygon([*left, *end, *reversed(right), *_half_circle(line[0], right[0])])


def _half_circle(middle: Point, start: Point) -> list[Point]:
    """Points around the end of a tube, from one of its sides to the other."""
    across, down = start[0] - middle[0], start[1] - middle[1]
    turned = (down, -across)
    return [
        (
            middle[0] + across * math.cos(angle) + turned[0] * math.sin(angle),
            middle[1] + down * math.cos(angle) + turned[1] * math.sin(angle),
        )
        for angle in (math.pi * 0.2, math.pi * 0.4, math.pi * 0.6, math.pi * 0.8)
    ]


def _between(values: Sequence[float], place: float) -> float:
    low = min(int(place), len(values) - 2)
    return values[low] + (values[low + 1] - values[low]) * (place - low)


def _smooth_line(points: Sequence[Point], steps: int = 6) -> list[Point]:
    if len(points) < 3:
        return list(points)
    ends = [points[0], *points, points[-1]]
    line: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append((_cubic(a[0], b[0], c[0], d[0], t), _cubic(a[1], b[1], c[1], d[1], t)))
    return [*line, points[-1]]


def _cubic(a: float, b: float, c: float, d: float, t: float) -> float:
    """Catmull-Rom between b and c."""
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
