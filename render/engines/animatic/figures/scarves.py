"""Scarves: knitted bands wound round a neck, and the end that hangs or flies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from render.engines.animatic.figures.drawing import Line, Spot, smooth_line, tube
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.pen import Colour, Shape, skia, trace

Place = Callable[[float, float], complex]
"""From a spot about the neck, in hundredths of a head, to where it lies."""

_BANDS: tuple[tuple[tuple[tuple[float, float], ...], tuple[float, ...]], ...] = (
    (((-39, -6), (-25, 10), (0, 17), (25, 10), (38, -8)), (15, 23, 26, 23, 15)),
    (((-34, -20), (-19, -6), (2, 0), (21, -7), (33, -22)), (11, 17, 19, 17, 11)),
    (((-36, 0), (-14, 2), (12, 11), (30, 4), (37, -14)), (7, 14, 16, 14, 7)),
)
"""Each turn round the neck, as a line and its widths, from the lowest to the last."""


BOLD, BRIGHT = 1.45, 0.42
"""How much wider a small figure's scarf is, and how much of its colour is its own light: far off,
it is what a character is known by."""


def wound(place: Place, size: float, tone: Colour, *, bold: bool = False) -> list[Part]:
    """The turns of a scarf about a neck; `bold` is for small figures."""
    parts: list[Part] = []
    size *= 1.2 if bold else 1.0
    for line, widths in _BANDS:
        wide = [width * size for width in widths]
        spots: list[Spot] = [place(*spot) for spot in line]
        band = _knitted(spots, wide, tone, size, shade=0.6, ribbed=not bold)
        parts.append(replace(band, glow=BRIGHT) if bold else band)
    return parts


def tail(
    points: Sequence[Spot],
    widths: Sequence[float],
    tone: Colour,
    size: float,
    *,
    bold: bool = False,
) -> Part:
    """The loose end of a scarf along a line, with its fringe; `bold` is for small figures."""
    widths = [width * (BOLD if bold else 1) for width in widths]
    if bold:
        plain = _knitted(points, widths, tone, size, shade=0.5, ribbed=False)
        return replace(plain, glow=BRIGHT)
    line = smooth_line(points)
    end, way = line[-1], _way(line)[-1]
    fringe = skia.Path()
    for share in (-0.42, -0.25, -0.08, 0.09, 0.26, 0.42):
        root, thick = complex(end + way * 1j * widths[-1] * share), complex(way * 2.2j * size)
        tip = root + complex(way * (1j * widths[-1] * share * 0.12 + 15 * size))
        _add(fringe, (root - thick, tip - thick * 0.4, tip + thick * 0.4, root + thick))
    whole = _knitted(points, widths, tone, size, shade=0.5, ribbed=True)
    return replace(whole, shapes=(*whole.shapes, fringe))


def _knitted(
    points: Sequence[Spot],
    widths: Sequence[float],
    tone: Colour,
    size: float,
    *,
    shade: float,
    ribbed: bool,
) -> Part:
    """A band of wool: furrows along it where it folds, and ribs across it where one sees them."""
    line = smooth_line(points)
    way, wide = _way(line), np.interp(np.linspace(0, 1, len(line)), _shares(widths), widths)
    marks = [
        Mark(
            tube((line + way * 1j * wide * off).tolist(), (1, 4.5 * size, 4 * size, 1)), height, 1.5
        )
        for off, height in ((-0.24, -5.0), (0.06, 3.5), (0.30, -4.0))
    ]
    length = float(np.abs(np.diff(line)).sum())
    count = max(4, round(length / (5.6 * size))) if ribbed else 0
    ribs = skia.Path()
    for at in np.linspace(1, len(line) - 2, count).astype(int):
        here, ahead = complex(line[at]), complex(way[at])
        across, lean = ahead * 1j * float(wide[at]) * 0.5, ahead * 2.2 * size
        bent = (here - across - lean, here + lean, here + across - lean)
        _add(ribs, (*(spot - ahead for spot in bent), *(spot + ahead for spot in bent[::-1])))
    marks.append(Mark(ribs, -1.5, 0.75))
    shape = tube(points, list(widths), flat=True)
    return Part((shape,), tone, tuple(marks), gloss=0.55, puff=0.55, shade=shade)


def _add(shape: Shape, corners: Sequence[complex]) -> None:
    trace(shape, ((corner.real, corner.imag) for corner in corners))


def _way(line: Line) -> Line:
    way = np.empty_like(line)
    way[1:-1] = line[2:] - line[:-2]
    way[0], way[-1] = line[1] - line[0], line[-1] - line[-2]
    return way / np.maximum(np.abs(way), 1e-6)


def _shares(widths: Sequence[float]) -> Line:
    return np.linspace(0, 1, len(widths))
