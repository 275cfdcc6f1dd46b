"""A pose that comes again and again, such as a walk: each moment is baked once."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.figures.baking import Setting, bake
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.relief import (
    Box,
    Plate,
)
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.pen import bgra_image, skia

BLANK = Plate(np.zeros((1, 1, 4), np.uint8), 0, 0)


class Cycle:
    """A pose that comes again: each of its moments is baked when it is first wanted."""

    def __init__(
        self,
        plies_at: Callable[[float, bool], Sequence[Ply]],
        seat: Seat,
        frame: Box,
        setting: Setting,
        *,
        moments: int,
        period: float,
        phase: float,
    ) -> None:
        self._plies_at, self._seat, self._frame, self._setting = plies_at, seat, frame, setting
        self._moments, self._period, self._phase = moments, period, phase
        self.bake: dict[int, Plate] = {}
        self._head: tuple[Plate, Ply] | None = None

    def plate(self, time: float) -> Plate:
        """The figure at a time."""
        at = round((time / self._period + self._phase) * self._moments) % self._moments
        if at not in self.bake:
            self.bake[at] = self._moment(at / self._moments)
        return self.bake[at]

    def _moment(self, beat: float) -> Plate:
        """One moment: the head is baked once, as it is at the start, and set on the shoulders."""
        plates: list[Plate] = []
        for ply in self._plies_at(beat, True):
            if ply.name == "head":
                plates.append(self._head_at(ply))
            else:
                sheaves = bake([ply], self._seat, self._frame, self._setting)
                plates += [sheaf.plate for sheaf in sheaves]
        return _flattened(plates or [BLANK])

    def _first_head(self) -> tuple[Plate, Ply]:
        ply = next(ply for ply in self._plies_at(0.0, False) if ply.name == "head")
        sheaves = bake([ply], self._seat, self._frame, self._setting)
        return (sheaves[0].plate if sheaves else BLANK, ply)

    def _head_at(self, ply: Ply) -> Plate:
        if self._head is None:
            self._head = self._first_head()
        plate, first = self._head
        turn = cmath.exp(1j * (ply.turn - first.turn))
        if self._seat.mirrored:
            turn = turn.conjugate()
        was, now = self._seat(first.pivot), self._seat(ply.pivot)
        corner = complex(plate.left, plate.top)
        # Where the head's corner goes, and a sheet with room for its turn around it.
        height, width = plate.pixels.shape[:2]
        pad = 8
        left, top = math.floor(now.real - was.real) - pad, math.floor(now.imag - was.imag) - pad
        shift = now + turn * (corner - was) - complex(plate.left + left, plate.top + top)
        matrix = np.array(
            [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]], np.float32
        )
        drawn = cv2.warpAffine(plate.pixels, matrix, (width + 2 * pad + 1, height + 2 * pad + 1))
        return Plate(np.asarray(drawn, np.uint8), plate.left + left, plate.top + top)

    def draw(self, canvas: Any, at: complex, scale: float, time: float, bright: float) -> None:
        """Draw with the seat's origin at a point of the frame."""
        plate = self.plate(time)
        pen = skia.Paint()
        if abs(bright - 1) > 0.004:
            pen.setColorFilter(_dimmer(bright))
        canvas.save()
        canvas.translate(at.real, at.imag)
        canvas.scale(scale, scale)
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.drawImage(bgra_image(plate.pixels), plate.left, plate.top, linear, pen)
        canvas.restore()


def _dimmer(bright: float) -> Any:
    row = [bright, 0, 0, 0, 0, 0, bright, 0, 0, 0, 0, 0, bright, 0, 0, 0, 0, 0, 1, 0]
    return skia.ColorFilters.Matrix(row)


def _flattened(plates: Sequence[Plate]) -> Plate:
    """Plates laid over each other, the first lowest."""
    left, top = min(plate.left for plate in plates), min(plate.top for plate in plates)
    right = max(plate.left + plate.pixels.shape[1] for plate in plates)
    foot = max(plate.top + plate.pixels.shape[0] for plate in plates)
    whole = np.zeros((foot - top, right - left, 4), np.uint8)
    for plate in plates:
        height, width = plate.pixels.shape[:2]
        y, x = plate.top - top, plate.left - left
        area = whole[y : y + height, x : x + width]
        kept = cv2.merge([cv2.bitwise_not(plate.pixels[..., 3])] * 4)
        cv2.add(cv2.multiply(area, kept, scale=1 / 255), plate.pixels, dst=area)
    return Plate(whole, left, top)
