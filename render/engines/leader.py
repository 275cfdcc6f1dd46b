"""A countdown leader: proves a node from order to clip in seconds, without drawing anything."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from render.contract import Picture, Shot
from render.engines.protocol import Footage, Frame, Inputs, Progress, Samples

_SOUND_RATE = 48_000
_PIP_SECONDS = 1 / 24
_PIP_HERTZ = 1000.0
_PAPER = np.array((196, 186, 164), np.float32)
_SWEPT = np.array((158, 148, 128), np.float32)
_INK = (34, 30, 28)
_CENTRE = 0.41
"""Where the clock's middle lies, as a share of the height: above the slate and the bars."""
_BARS = (
    (191, 191, 191),
    (191, 191, 0),
    (0, 191, 191),
    (0, 191, 0),
    (191, 0, 191),
    (191, 0, 0),
    (0, 0, 191),
)
"""SMPTE's seven bars at 75 %, as RGB."""
_FONT = cv2.FONT_HERSHEY_DUPLEX


class Leader:
    """Counts the shot's seconds down over its slate, with a pip on each."""

    name = "leader"
    version = "1"
    label = "test leader, drawn by rules"

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """A leader as long as the shot."""
        frames = max(1, round(shot.seconds * picture.fps))
        return Footage(_leader(shot, picture, frames, progress), _pips(frames / picture.fps))

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """The leader at a third of the shot."""
        return _draw(shot, picture, _ground(shot, picture), shot.seconds / 3)


def _leader(shot: Shot, picture: Picture, frames: int, progress: Progress) -> Iterator[Frame]:
    ground = _ground(shot, picture)
    for index in range(frames):
        progress(index / frames)
        yield _draw(shot, picture, ground, index / picture.fps)


def _pips(seconds: float) -> Samples:
    sound = np.zeros((round(seconds * _SOUND_RATE), 2), np.float32)
    time = np.arange(round(_PIP_SECONDS * _SOUND_RATE)) / _SOUND_RATE
    pip = 0.2 * np.sin(2 * math.pi * _PIP_HERTZ * time)
    for second in range(math.ceil(seconds)):
        place = sound[second * _SOUND_RATE :][: len(pip)]
        place += pip[: len(place), None]
    return sound


def _ground(shot: Shot, picture: Picture) -> NDArray[np.float32]:
    """The angle of each pixel around the centre, in turns from twelve o'clock."""
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width].astype(np.float32)
    across, down = columns - picture.width / 2, rows - picture.height * _CENTRE
    return ((np.arctan2(across, -down) / (2 * math.pi)) % 1).astype(np.float32)


def _draw(shot: Shot, picture: Picture, turns: NDArray[np.float32], time: float) -> Frame:
    width, height = picture.width, picture.height
    tint = np.random.default_rng(shot.seed).uniform(-6, 6, 3)
    swept = (turns < time % 1)[..., None]
    frame = np.where(swept, _SWEPT + tint, _PAPER + tint).astype(np.uint8)
    _draw_target(frame, width, height)
    left = str(math.ceil(max(shot.seconds - time, 0.01)))
    _write(frame, left, (width / 2, height * _CENTRE), height * 0.34, weight=0.02)
    _draw_bars(frame, shot, width, height)
    return frame


def _draw_target(frame: Frame, width: int, height: int) -> None:
    centre, line = (width // 2, round(height * _CENTRE)), max(1, height // 240)
    for radius in (0.30, 0.34):
        cv2.circle(frame, centre, round(height * radius), _INK, line, cv2.LINE_AA)
    cv2.line(frame, (0, centre[1]), (width, centre[1]), _INK, line)
    cv2.line(frame, (centre[0], 0), (centre[0], height), _INK, line)


def _draw_bars(frame: Frame, shot: Shot, width: int, height: int) -> None:
    top = round(height * 0.90)
    edges = np.linspace(0, width, len(_BARS) + 1).round().astype(int)
    for colour, start, end in zip(_BARS, edges[:-1], edges[1:], strict=True):
        frame[top:, start:end] = colour
    frame[top - round(height * 0.08) : top] = _INK
    side = "INT." if shot.place.interior else "EXT."
    slate = f"{shot.number}  {side} {shot.place.name} - {shot.place.time_of_day}  {shot.framing}"
    text = slate.upper().encode("ascii", "replace").decode()
    _write(frame, text, (width / 2, top - height * 0.04), height * 0.035, colour=(230, 224, 208))


def _write(
    frame: Frame,
    text: str,
    centre: tuple[float, float],
    size: float,
    *,
    colour: tuple[int, int, int] = _INK,
    weight: float = 0.0,
) -> None:
    """Write a line of text around a point, `size` pixels high, or smaller to fit the frame."""
    stroke = max(1, round(frame.shape[0] * weight))
    (wide, high), _ = cv2.getTextSize(text, _FONT, 1, stroke)
    scale = min(size / high, frame.shape[1] * 0.92 / wide)
    corner = (round(centre[0] - wide * scale / 2), round(centre[1] + high * scale / 2))
    cv2.putText(frame, text, corner, _FONT, scale, colour, stroke, cv2.LINE_AA)
