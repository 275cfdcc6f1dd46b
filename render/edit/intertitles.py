"""Intertitles: what is told, on a picture that steps back; in silent films a card for any line."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from render.edit.lettering import (
    BRASS,
    ITALIC,
    PAPER,
    SERIF,
    SMALLEST,
    Overlay,
    Type,
    balance,
    clean,
    laid,
    line_count,
    plated,
    skia,
    typeset,
)
from render.edit.titles import MAX_LINES
from render.engines.protocol import Frame

FADE_SECONDS = 0.25
_GROUND = (13, 11, 10)
_RULE = 0xFF8C7A5C
_MOST_LINES = 6
_DIMMED, _SOFTENED = 0.64, 3
"""What is left of a picture's light behind what is told, and how many pixels become one."""


def told(frame: Frame, text: str, alpha: float) -> Frame:
    """Set what is told in the middle of the picture, which steps back as far as `alpha`, 0 to 1."""
    if alpha <= 0 or not clean(text):
        return frame
    height, width = frame.shape[:2]
    share = min(alpha, 1.0)
    small = (max(1, width // _SOFTENED), max(1, height // _SOFTENED))
    coarse = cv2.resize(frame, small, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    back = cv2.addWeighted(frame, 1 - share, soft, share * _DIMMED, 0)
    return laid(np.asarray(back, np.uint8), _told_overlay(clean(text), width, height), share)


@lru_cache(maxsize=8)
def _told_overlay(text: str, width: int, height: int) -> Overlay:
    unit = min(height, width * 0.56)
    words = _set(text, ITALIC, PAPER, 0.074 * unit, width * 0.80, height * 0.5, MAX_LINES)
    return plated(
        [(words, (height - words.Height) / 2)], width, height, halo=0.05 * unit, plate=0.35
    )


def intertitle(frame: Frame, text: str, speaker: str, alpha: float) -> Frame:
    """Put a card in the picture's place; `alpha`, 0 to 1, is how much of it has come."""
    if alpha <= 0 or not clean(text):
        return frame
    height, width = frame.shape[:2]
    card = _card(clean(text), clean(speaker), width, height)
    share = min(alpha, 1.0)
    return np.asarray(cv2.addWeighted(frame, 1 - share, card, share, 0), np.uint8)


def card_alpha(time: float, start: float, end: float) -> float:
    """How much of a card shows at a time: it comes and goes within its line's time."""
    rise = min(time - start, end - time) / min(FADE_SECONDS, (end - start) / 4)
    share = min(max(rise, 0.0), 1.0)
    return share * share * (3 - 2 * share)


@lru_cache(maxsize=8)
def _card(text: str, speaker: str, width: int, height: int) -> Frame:
    canvas = np.zeros((height, width, 4), np.uint8)
    canvas[:] = (*_GROUND, 255)
    surface = skia.Surface(canvas, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    drawn = surface.getCanvas()
    seen = min(width, height * 4 / 3)
    _draw_border(drawn, (width - seen) / 2, seen, height)
    unit = min(height, seen * 0.75)
    said = f"“{text}”" if speaker else text
    words = _set(said, SERIF, PAPER, 0.080 * unit, seen * 0.78, height * 0.62)
    name = _set(speaker, ITALIC, BRASS, 0.052 * unit, seen * 0.7, height * 0.1) if speaker else None
    gap, foot = 0.05 * unit, name.Height if name else 0.0
    top = (height - words.Height - (gap + foot if name else 0)) / 2
    for paragraph, at in ((words, top), (name, top + words.Height + gap)):
        if paragraph is not None:
            paragraph.paint(drawn, (width - paragraph.Width) / 2, at)
    surface.flushAndSubmit()
    return np.ascontiguousarray(canvas[..., :3])


def _draw_border(canvas: Any, left: float, seen: float, height: float) -> None:
    for inset, wide in ((0.040, 0.004), (0.052, 0.0015)):
        edge = inset * height
        pen = skia.Paint(
            AntiAlias=True,
            Color=_RULE,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=max(1.0, wide * height),
        )
        canvas.drawRect(
            skia.Rect.MakeLTRB(left + edge, edge, left + seen - edge, height - edge), pen
        )


def _set(
    text: str, face: Any, tone: int, size: float, room: float, most: float, lines: int = _MOST_LINES
) -> Any:
    """Set words as large as they fit, in as many lines as a card takes; cut when endless."""
    while True:
        for step in (1.0, 0.88, 0.76, 0.66, 0.56):
            kind = Type(face, max(size * step, SMALLEST))
            paragraph = typeset([(text, kind, tone)])
            paragraph.layout(room)
            fits = line_count(paragraph, kind) <= lines and paragraph.Height <= most
            if fits and paragraph.LongestLine <= room:
                balance(paragraph, kind, room)
                return paragraph
        text = text[: int(len(text) * 0.9) - 1].rstrip(" ,.·…”") + "…"
