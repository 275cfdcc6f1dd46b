"""Curls: round knots of hair about a skull, and never upon the face."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.drawing import oval
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.pen import Shape


def curls_of(look: Look, view: str) -> list[Shape]:
    """Round the skull, and from behind all over it; never upon the face."""
    rng = np.random.default_rng(look.seed)
    middle = complex(-10 if view == "side" else -4 if view == "quarter" else 0, -14)
    spots = [middle + complex(*rng.uniform((-52, -50), (52, 44))) for _ in range(150)]
    sizes = rng.uniform(7, 12, len(spots)).tolist()
    face = {"side": (4, -24), "quarter": (-22, -28), "front": (-36, -26)}.get(view)
    return [
        oval(at.real, at.imag, size, size)
        for at, size in zip(spots, sizes, strict=True)
        if abs(at - middle) < 49 and not _on_the_face(at, face, both=view != "front")
    ]


def _on_the_face(at: complex, face: tuple[int, int] | None, *, both: bool) -> bool:
    """Whether a curl would hide it; `face` is where its hairline turns."""
    if face is None:
        return False
    left, top = face
    inside = left < at.real and (both or at.real < -left)
    return (at.imag > top and inside) or (at.imag > 14 and at.real > left - 12)
