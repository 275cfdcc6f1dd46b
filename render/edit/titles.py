"""Puts words on the picture: subtitles for what is said, and the scene's title over its opening."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.edit.lettering import (
    BRASS,
    ITALIC,
    PAPER,
    SANS,
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
from render.engines.protocol import Frame

TITLE_SAFE = 0.90
"""The share of each side within which every television shows words (SMPTE RP 218 of old)."""
MAX_LINES = 2


def subtitle(
    frame: Frame, text: str, speaker: str = "", share: float = 0.0, tone: int = BRASS
) -> Frame:
    """Lay a line over the foot of a frame, in at most two rows within title-safe.

    A line too long for two lines is cut into cards; `share`, 0 to 1, is how much of the line's
    time has passed and picks the card. The speaker's name is written in `tone`.
    """
    height, width = frame.shape[:2]
    shown = cards(text, speaker, width, height)
    if not shown:
        return frame
    ends = list(accumulate(len(card) for card in shown))
    card = bisect_right(ends, min(max(share, 0.0), 1.0) * ends[-1])
    text = shown[min(card, len(shown) - 1)]
    return laid(frame, _subtitle_overlay(text, speaker, tone, width, height))


def title(frame: Frame, title: str, subtitle: str, alpha: float) -> Frame:
    """Lay a scene's title, and what it belongs to below it, over a frame; `alpha` is 0 to 1."""
    height, width = frame.shape[:2]
    name, below = clean(title), clean(subtitle)
    if alpha <= 0 or not (name or below):
        return frame
    return laid(frame, _title_overlay(name, below, width, height), min(alpha, 1.0))


def line(text: str, size: float, *, quiet: bool = False) -> NDArray[np.float32]:
    """One line of letters, `size` pixels high, as premultiplied RGBA from 0 to 1 around them."""
    words = clean(text)
    if not words:
        return np.zeros((0, 0, 4), np.float32)
    kind = Type(ITALIC if quiet else SERIF, size)
    paragraph = typeset([(words, kind, BRASS if quiet else PAPER)])
    paragraph.layout(100_000)
    width, height = math.ceil(paragraph.LongestLine) + 2, math.ceil(paragraph.Height)
    paragraph.layout(width)
    canvas = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(canvas, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    paragraph.paint(surface.getCanvas(), 0, 0)
    surface.flushAndSubmit()
    return np.asarray(canvas.astype(np.float32) / 255, np.float32)


@lru_cache(maxsize=64)
def cards(text: str, speaker: str, width: int, height: int) -> tuple[str, ...]:
    """Cut a spoken line into cards that each fit two lines of a frame of that size."""
    words = clean(text).split()
    name = _shown_name(speaker, width, height)
    whole = " ".join(words)
    kinds = _subtitle_types(width, height)
    fits = [kind for kind in kinds if _fits(whole, name, kind, width)]
    if fits or not whole:
        return (whole,) if whole else ()
    smallest = kinds[-1]
    found: list[str] = []
    while words:
        count = _count_that_fits(words, name, smallest, width)
        if count == 0 and len(words[0]) > 1:
            words[:1] = [words[0][: len(words[0]) // 2], words[0][len(words[0]) // 2 :]]
            continue
        count = max(count, 1)
        if count < len(words):
            count = _good_break(words, count)
        found.append(" ".join(words[:count]))
        words = words[count:]
    return tuple(found)


def _count_that_fits(words: list[str], name: str, kind: Type, width: int) -> int:
    count = 0
    while count < len(words) and _fits(" ".join(words[: count + 1]), name, kind, width):
        count += 1
    return count


def _shown_name(speaker: str, width: int, height: int) -> str:
    """The speaker's name, cut when it would take more than half a line of the smallest type."""
    name = clean(speaker)
    smallest = _subtitle_types(width, height)[-1]
    while name and not _fits(name + " " + name, "", smallest, width // 2):
        name = name[:-2].rstrip(" …") + "…" if len(name) > 4 else ""
    return name


def _good_break(words: list[str], count: int) -> int:
    """End a card where a clause ends, when one ends in its second half."""
    for end in range(count, math.ceil(count / 2), -1):
        if words[end - 1][-1] in ".?!;:,—”":
            return end
    return count


def _subtitle_types(width: int, height: int) -> tuple[Type, ...]:
    size = 0.050 * min(height, width * 0.70)
    return tuple(Type(SANS, max(size * step, SMALLEST), 500) for step in (1.0, 0.9, 0.8))


def _fits(text: str, speaker: str, kind: Type, width: int) -> bool:
    room = width * TITLE_SAFE - 2
    paragraph = _spoken(text, speaker, kind)
    paragraph.layout(room)
    return line_count(paragraph, kind) <= MAX_LINES and paragraph.LongestLine <= room


def _spoken(text: str, speaker: str, kind: Type, tone: int = BRASS) -> Any:
    small = Type(kind.face, kind.size * 0.76, 600, kind.size * 0.05)
    runs = [(text, kind, PAPER)]
    return typeset([(f"{speaker.upper()}  ", small, tone), *runs] if speaker else runs)


@lru_cache(maxsize=16)
def _subtitle_overlay(text: str, speaker: str, tone: int, width: int, height: int) -> Overlay:
    name = _shown_name(speaker, width, height)
    kinds = _subtitle_types(width, height)
    kind = next((kind for kind in kinds if _fits(text, name, kind, width)), kinds[-1])
    paragraph = _spoken(text, name, kind, tone)
    balance(paragraph, kind, width * TITLE_SAFE - 2)
    top = height * (1 + TITLE_SAFE) / 2 - paragraph.Height
    return plated([(paragraph, top)], width, height, halo=kind.size, plate=0.50)


@lru_cache(maxsize=4)
def _title_overlay(name: str, below: str, width: int, height: int) -> Overlay:
    unit = min(height, width * 0.62)
    head = _set_title(name, SERIF, 0.098 * unit, width, 0.010 * unit)
    foot = _set_title(below, ITALIC, 0.046 * unit, width, 0.002 * unit)
    gap = 0.020 * unit
    top = max(height * 0.44 - (head.Height + gap + foot.Height) / 2, height * (1 - TITLE_SAFE) / 2)
    return plated(
        [(head, top), (foot, top + head.Height + gap)],
        width,
        height,
        halo=0.075 * unit,
        plate=0.42,
    )


def _set_title(text: str, face: Path, size: float, width: int, spacing: float) -> Any:
    """Set one part of the title in at most two lines: smaller when long, cut when endless."""
    room = width * 0.84
    while True:
        for step in (1.0, 0.85, 0.7, 0.6):
            kind = Type(face, max(size * step, SMALLEST), 400, spacing * step)
            paragraph = typeset([(text, kind, PAPER)])
            paragraph.layout(room)
            if line_count(paragraph, kind) <= MAX_LINES and paragraph.LongestLine <= room:
                balance(paragraph, kind, room)
                return paragraph
        text = text[: int(len(text) * 0.9) - 1].rstrip(" ,.·…") + "…"
