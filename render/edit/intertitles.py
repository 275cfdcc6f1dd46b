"""Intertitles: the cards of silent films, on which is read what is said and told."""

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
    Type,
    balance,
    clean,
    line_count,
    skia,
    typeset,
)
from render.engines.protocol import Frame

FADE_SECONDS = 0.25
_GROUND = (13, 11, 10)
_RULE = 0xFF8C7A5C
_MOST_LINES = 6


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
    words = _set(f"“{text}”" if speaker else text, SERIF, 0.080 * unit, seen * 0.78, height * 0.62)
    name = _set(speaker, ITALIC, 0.052 * unit, seen * 0.7, height * 0.1) if speaker else None
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


def _set(text: str, face: Any, size: float, room: float, most: float) -> Any:
    """Set words as large as they fit, in as many lines as a card takes; cut when endless."""
    while True:
        for step in (1.0, 0.88, 0.76, 0.66, 0.56):
            kind = Type(face, max(size * step, SMALLEST))
            paragraph = typeset([(text, kind, BRASS if face == ITALIC else PAPER)])
            paragraph.layout(room)
            fits = line_count(paragraph, kind) <= _MOST_LINES and paragraph.Height <= most
            if fits and paragraph.LongestLine <= room:
                balance(paragraph, kind, room)
                return paragraph
        text = text[: int(len(text) * 0.9) - 1].rstrip(" ,.·…”") + "…"
