"""A bed under one who sleeps in a room, and the blanket over them."""

from __future__ import annotations

from render.engines.animatic.figures.bones import STATURE
from render.engines.animatic.figures.drawing import Seat, blob, polygon, tube
from render.engines.animatic.figures.relief import Mark, Part, placed
from render.engines.animatic.pen import colour

HIGH = 104.0
"""How high somebody lies in it."""
_WOOD = colour("#4f3826")
_LINEN = colour("#a39c8c")
_WOOL = colour("#5a3a34")


def bed_parts(k: float) -> list[Part]:
    """Its pillow is under the head of a sleeper of size `k`, whose feet are at the origin."""
    posts = [
        polygon((-808, -96), (-778, -96), (-780, HIGH), (-804, HIGH)),
        polygon((64, -30), (88, -30), (86, HIGH), (66, HIGH)),
    ]
    rail = polygon((-796, 52), (80, 52), (80, 78), (-796, 78))
    mattress = blob(
        [(-782, 20), (-640, 14), (-300, 16), (66, 18), (70, 56), (-300, 60), (-784, 58)]
    )
    pillow = blob([(-780, -4), (-720, -18), (-640, 2), (-636, 26), (-700, 32), (-780, 26)])
    seam = Mark(tube([(-770, 40), (-300, 42), (60, 40)], (2, 3, 2)), -4, 1.4)
    parts = [
        Part((*posts, rail), _WOOD, gloss=0.9),
        Part((mattress,), _LINEN * 0.85, (seam,), puff=0.6, gloss=0.6),
        Part((pillow,), _LINEN, gloss=0.6),
    ]
    return placed(parts, Seat(1 + 0j, complex(STATURE * (1 - k), 0)))


def blanket_part(k: float) -> Part:
    """From the breast of a sleeper of size `k` down over the feet."""
    top = -470 * k
    line = [
        *((top, -60 * k), (top * 0.6, -92 * k), (-60 * k, -90 * k), (34, -74 * k), (58, 4)),
        *((60, 66), (top * 0.4, 72), (top - 14, 60), (top - 10, 10)),
    ]
    folds = tuple(
        Mark(tube([(x, -80 * k), (x + 22, 0), (x - 6, 60)], (2, 16, 6)), h, 5)
        for x, h in ((top * 0.82, 5), (top * 0.6, -5), (top * 0.36, 5), (-70 * k, -5))
    )
    hem = Mark(tube([(top + 20, -50 * k), (top + 8, 10), (top + 6, 56)], (4, 6, 4)), -5, 1.6)
    return Part((blob(line),), _WOOL, (*folds, hem), gloss=0.7)
