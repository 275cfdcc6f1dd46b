"""Bakes the plies of a figure: each lit on a sheet of its own, shaded by those above."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.relief import (
    Box,
    Lighting,
    Plate,
    Sheet,
    bounds_of,
    pixels_of,
)
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.layers import blurred
from render.engines.animatic.pen import Colour, Field


@dataclass(frozen=True, slots=True)
class Setting:
    """How figures are baked in a shot: their light, their air, and how soft the lens shows them."""

    lighting: Lighting
    haze: Colour
    haze_share: float = 0.0
    soft: float = 0.0
    """Pixels of blur."""
    keyline: float = 0.0
    """How wide the black line is, in pixels, that is cut along every edge of theirs; 0 is none."""
    dark: float = 1.0
    """How much of their light is left, for those before the lens."""


@dataclass(slots=True)
class Sheaf:
    """One ply, baked: its pixels, and where it turns."""

    name: str
    plate: Plate
    pivot: complex


def bake(plies: Sequence[Ply], seat: Seat, frame: Box, setting: Setting) -> list[Sheaf]:
    """Each ply lit on a sheet of its own; what lies below gets the shadow of what lies above."""
    sheaves: list[Sheaf] = []
    for ply in plies:
        parts = [part.placed(seat) for part in ply.parts]
        box = bounds_of(parts, frame, 3 + 3 * setting.soft)
        if box is None:
            continue
        sheet = Sheet(box)
        for part in parts:
            sheet.lay(part)
        tone, cover = sheet.lit(setting.lighting, seat.scale)
        if setting.dark < 1:
            tone *= np.float32(setting.dark)
        if setting.keyline:
            tone *= (1 - _edge(cover, setting.keyline))[..., None]
        if setting.haze_share:
            tone += (setting.haze * cover[..., None] - tone) * np.float32(setting.haze_share)
        if setting.soft > 0.4:
            tone = np.stack([blurred(tone[..., c], setting.soft) for c in range(3)], -1)
            cover = blurred(cover, setting.soft)
        sheaves.append(
            Sheaf(ply.name, Plate(pixels_of(tone, cover), box[0], box[1]), seat(ply.pivot))
        )
    for low, lower in enumerate(sheaves):
        for upper in sheaves[low + 1 :]:
            if upper.name in ("head", "arm"):
                _shade(lower.plate, upper.plate, 7 * seat.scale, 5 * seat.scale)
    return sheaves


def _edge(cover: Field, wide: float) -> Field:
    """The border of what is covered, so many pixels wide."""
    reach = 2 * math.ceil(wide) + 1
    core = cv2.erode(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return np.asarray(np.clip((cover - core) * np.float32(0.95), 0, 1), np.float32)


def _shade(under: Plate, over: Plate, drop: float, soft: float) -> None:
    """Darken a plate where another lies just above it."""
    height, width = under.pixels.shape[:2]
    shift = np.array(
        [[1, 0, over.left - under.left], [0, 1, over.top - under.top + drop]], np.float32
    )
    shadow = cv2.warpAffine(over.pixels[..., 3], shift, (width, height))
    shadow = blurred(shadow.astype(np.float32) * np.float32(0.5 / 255), max(0.8, soft))
    kept = cv2.convertScaleAbs((1 - shadow) * 255)
    for channel in range(3):
        under.pixels[..., channel] = cv2.multiply(under.pixels[..., channel], kept, scale=1 / 255)
