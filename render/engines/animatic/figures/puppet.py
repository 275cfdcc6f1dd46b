"""A figure baked into plies of paper that breathe, turn and flutter; or a cycle of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.figures.baking import Setting, Sheaf, bake
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.relief import (
    Box,
    Plate,
)
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.noise import sway
from render.engines.animatic.pen import Field, Pixels, bgra_image


@dataclass(frozen=True, slots=True)
class Stir:
    """How a baked figure moves. Lengths in pixels, angles in radians."""

    breath: float
    wind: float
    """How far the wind carries what flies, as a share of a head."""
    unit: float
    """The pixels of a hundredth of a head."""
    facing: float
    hip: float
    """The heights in the frame, before the camera moves, from which cloth hangs and to where."""
    hem: float
    neck: float
    nod: float = 0.0
    """How far the head turns in the course of the shot."""
    talk: float = 0.0
    gait: float = 0.0
    """The seconds of a step, of one who walks within a near frame; 0 stands."""
    phase: float = 0.0


class Puppet:
    """A held pose. Pixels are those of the layout; the camera moves it as it moves a layer."""

    def __init__(
        self,
        plies: Sequence[Ply],
        seat: Seat,
        frame: Box,
        setting: Setting,
        stir: Stir,
        lids: Callable[[], Sequence[Ply]] | None = None,
    ) -> None:
        """`lids` gives the head's ply once more, with its eyes shut."""
        self._stir = stir
        self._sheaves = bake(plies, seat, frame, setting)
        self._fields = [_fields(sheaf, stir) for sheaf in self._sheaves]
        self._place = (seat, frame, setting)
        self._lids = lids
        self._shut: Sheaf | None = None

    @property
    def plates(self) -> list[Plate]:
        """What was baked, for shadows."""
        return [sheaf.plate for sheaf in self._sheaves]

    def draw(
        self,
        canvas: Any,
        place: tuple[float, float, float],
        time: float,
        done: float,
        bright: float,
    ) -> None:
        """Draw at a time; `place` is the left, top and scale of the camera at its depth.

        `done` is the share of the shot that is over; `bright` is the unrest of a flame, about 1.
        """
        if self._stir.gait:
            turn = math.pi * time / self._stir.gait + self._stir.phase
            rise = 3.2 * self._stir.unit * abs(math.sin(turn)) * place[2]
            place = (place[0] + 1.6 * self._stir.unit * math.sin(turn), place[1] - rise, place[2])
        blinks = self._lids is not None and _blinks(time, self._stir.phase)
        for sheaf, fields in zip(self._sheaves, self._fields, strict=True):
            shown = self._blinking(sheaf) if blinks and sheaf.name == "head" else sheaf
            _lay(canvas, shown, fields, self._stir, place, time, done, bright)

    def _blinking(self, sheaf: Sheaf) -> Sheaf:
        """The head with its eyes shut, baked when it first blinks."""
        if self._shut is None and self._lids is not None:
            baked = bake(self._lids(), *self._place)
            self._shut = baked[0] if baked else sheaf
        return self._shut or sheaf


def _blinks(time: float, phase: float) -> bool:
    """Every three or four seconds, for an eighth of one."""
    clock = time + 1.1 + 0.7 * phase
    return clock % 3.7 < 0.125


@dataclass(slots=True)
class _Fields:
    """How far each pixel of a ply follows the breath, the wind and the wave."""

    rows: Field
    lift: Field
    hang: Field
    fly: Field | None


def _fields(sheaf: Sheaf, stir: Stir) -> _Fields:
    plate, unit = sheaf.plate, stir.unit
    height, width = plate.pixels.shape[:2]
    rows = np.arange(height, dtype=np.float32) + np.float32(plate.top)
    lift = np.clip((stir.hip - rows) / max(stir.hip - stir.neck, 1.0), 0, 1)
    hang = np.zeros_like(rows)
    if stir.hem > stir.hip + 50 * unit and sheaf.name == "body":
        down = np.clip((rows - stir.hip - 30 * unit) / (stir.hem - stir.hip - 30 * unit), 0, 1)
        past = np.clip((rows - stir.hem - 6 * unit) / (16 * unit), 0, 1)
        hang = (down**1.6 * (1 - past)).astype(np.float32)
    fly: Field | None = None
    if sheaf.name in ("tail", "head"):
        across = np.arange(width, dtype=np.float32) + np.float32(plate.left - sheaf.pivot.real)
        down = rows - np.float32(sheaf.pivot.imag)
        if sheaf.name == "tail":
            away = np.sqrt(across[None] ** 2 + down[:, None] ** 2) / (150 * unit)
            fly = np.clip(away - 0.12, 0, 1.2).astype(np.float32)
        else:
            behind = -across * np.float32(stir.facing) / unit
            fly = np.clip((behind - 52) / 90, 0, 1)[None] * np.ones((height, 1), np.float32)
    return _Fields(rows, lift.astype(np.float32), hang, fly)


def _lay(
    canvas: Any,
    sheaf: Sheaf,
    fields: _Fields,
    stir: Stir,
    place: tuple[float, float, float],
    time: float,
    done: float,
    bright: float,
) -> None:
    left, top, scale = place
    plate = sheaf.plate
    height, width = plate.pixels.shape[:2]
    x, y = left + plate.left * scale, top + plate.top * scale
    ox, oy = math.floor(x) - 2, math.floor(y) - 2
    wide, high = math.ceil(width * scale) + 5, math.ceil(height * scale) + 5
    # The frame's pixel (i, j) shows the plate's (i + ox - x) / scale.
    columns = (np.arange(wide, dtype=np.float32) + np.float32(ox - x)) / np.float32(scale)
    rows = (np.arange(high, dtype=np.float32) + np.float32(oy - y)) / np.float32(scale)
    breath = stir.breath * math.sin(1.55 * time + stir.phase)
    at = np.clip(rows, 0, height - 1)
    index = np.arange(height, dtype=np.float32)
    lift = np.interp(at, index, fields.lift).astype(np.float32)
    hang = np.interp(at, index, fields.hang).astype(np.float32)
    gust = stir.wind * stir.unit
    swing = hang * np.float32(gust * 16 * sway(time * 0.9, stir.phase)) + lift * np.float32(
        0.9 * stir.unit * math.sin(0.63 * time + stir.phase)
    )
    across = columns[None, :] + swing[:, None]
    down = np.broadcast_to((rows + lift * np.float32(breath))[:, None], across.shape).astype(
        np.float32
    )
    angle = _angle(sheaf.name, stir, time, done)
    if angle:
        px, py = sheaf.pivot.real - plate.left, sheaf.pivot.imag - plate.top
        c, s = math.cos(angle), math.sin(angle)
        dx, dy = across - np.float32(px), down - np.float32(py)
        across = np.float32(px) + dx * np.float32(c) + dy * np.float32(s)
        down = np.float32(py) - dx * np.float32(s) + dy * np.float32(c)
    if fields.fly is not None and gust > 0.02:
        weight = cv2.resize(fields.fly, (wide, high), interpolation=cv2.INTER_LINEAR)
        wave = np.sin(np.float32(2 * math.pi * (0.9 * time) + stir.phase) - 4.2 * weight)
        reach = 9.0 if sheaf.name == "tail" else 4.0
        down = down + weight * wave * np.float32(gust * reach)
        across = across + weight * np.float32(gust * reach * 0.5 * sway(1.3 * time, stir.phase))
    drawn = cv2.remap(
        plate.pixels,
        across.astype(np.float32),
        down.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    if abs(bright - 1) > 0.004:
        drawn = _brightened(drawn, bright)
    canvas.drawImage(bgra_image(np.asarray(drawn, np.uint8)), ox, oy)


def _brightened(pixels: Any, bright: float) -> Pixels:
    """Premultiplied pixels a little brighter or darker."""
    level = np.arange(256, dtype=np.float32)
    table = np.repeat(np.clip(level * np.float32(bright), 0, 255)[None, :, None], 4, 2)
    table[..., 3] = level
    shone = cv2.LUT(pixels, table.astype(np.uint8))
    return np.minimum(shone, shone[..., 3:]).astype(np.uint8)


def _angle(name: str, stir: Stir, time: float, done: float) -> float:
    """How far a ply is turned, by its own small life and by what the shot asks."""
    if name == "head":
        idle = 0.010 * math.sin(0.47 * time + 1.3 * stir.phase) + 0.006 * math.sin(1.1 * time)
        word = stir.talk * 0.012 * math.sin(5.1 * time + stir.phase)
        turned = stir.nod * (done * done * (3 - 2 * done) - 0.5)
        return -(idle + word + turned) * stir.facing
    if name == "arm":
        life = 0.007 * math.sin(0.9 * time + stir.phase)
        word = stir.talk * (0.05 * math.sin(2.3 * time + stir.phase) + 0.03 * math.sin(4.1 * time))
        return -(life + word) * stir.facing
    return 0.0
