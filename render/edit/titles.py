"""Puts words on the picture: subtitles for what is said, and the scene's title over its opening."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skia as untyped_skia
from numpy.typing import NDArray

from render.engines.protocol import Frame

skia: Any = untyped_skia
"""The wheel brings no types."""

TITLE_SAFE = 0.90
"""The share of each side within which every television shows words (SMPTE RP 218 of old)."""
MAX_LINES = 2

_SANS = Path(str(resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"))
_GARAMOND = Path(str(resources.files("fontpkg_eb_garamond") / "files"))
_SERIF = _GARAMOND / "EBGaramond[wght].ttf"
_ITALIC = _GARAMOND / "EBGaramond-Italic[wght].ttf"
_PAPER = 0xFFF6F1E6
_BRASS = 0xFFD9BE8C
_SMALLEST = 8.0
"""Pixels: below it no letter can be told from another."""
_WEIGHT_TAG = 0x77676874
"""`wght` as OpenType writes it."""


@dataclass(frozen=True, slots=True)
class _Type:
    """A way to set words: the face, its size in pixels, the weight, the space between letters."""

    face: Path
    size: float
    weight: int = 400
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class _Overlay:
    """Words ready to lie over a frame: premultiplied RGB, coverage, and the top left corner."""

    ink: NDArray[np.float32]
    cover: NDArray[np.float32]
    left: int
    top: int


def subtitle(frame: Frame, text: str, speaker: str = "", share: float = 0.0) -> Frame:
    """Lay a spoken line over the foot of a frame, in at most two lines within title-safe.

    A line too long for two lines is cut into cards; `share`, 0 to 1, is how much of the line's
    time has passed and picks the card.
    """
    height, width = frame.shape[:2]
    shown = cards(text, speaker, width, height)
    if not shown:
        return frame
    ends = list(accumulate(len(card) for card in shown))
    card = bisect_right(ends, min(max(share, 0.0), 1.0) * ends[-1])
    return _laid(frame, _subtitle_overlay(shown[min(card, len(shown) - 1)], speaker, width, height))


def title(frame: Frame, title: str, subtitle: str, alpha: float) -> Frame:
    """Lay a scene's title, and what it belongs to below it, over a frame; `alpha` is 0 to 1."""
    height, width = frame.shape[:2]
    name, below = _clean(title), _clean(subtitle)
    if alpha <= 0 or not (name or below):
        return frame
    return _laid(frame, _title_overlay(name, below, width, height), min(alpha, 1.0))


def line(text: str, size: float, *, quiet: bool = False) -> NDArray[np.float32]:
    """One line of letters, `size` pixels high, as premultiplied RGBA from 0 to 1 around them."""
    words = _clean(text)
    if not words:
        return np.zeros((0, 0, 4), np.float32)
    kind = _Type(_ITALIC if quiet else _SERIF, size)
    paragraph = _paragraph([(words, kind, _BRASS if quiet else _PAPER)])
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
    words = _clean(text).split()
    name = _shown_name(speaker, width, height)
    whole = " ".join(words)
    fits = [kind for kind in _subtitle_types(width, height) if _fits(whole, name, kind, width)]
    if fits or not whole:
        return (whole,) if whole else ()
    smallest = _subtitle_types(width, height)[-1]
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


def _count_that_fits(words: list[str], name: str, kind: _Type, width: int) -> int:
    count = 0
    while count < len(words) and _fits(" ".join(words[: count + 1]), name, kind, width):
        count += 1
    return count


def _shown_name(speaker: str, width: int, height: int) -> str:
    """The speaker's name, cut when it would take more than half a line of the smallest type."""
    name = _clean(speaker)
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


def _subtitle_types(width: int, height: int) -> tuple[_Type, ...]:
    size = 0.050 * min(height, width * 0.70)
    return tuple(_Type(_SANS, max(size * step, _SMALLEST), 500) for step in (1.0, 0.9, 0.8))


def _fits(text: str, speaker: str, kind: _Type, width: int) -> bool:
    room = width * TITLE_SAFE - 2
    paragraph = _spoken(text, speaker, kind)
    paragraph.layout(room)
    return _line_count(paragraph, kind) <= MAX_LINES and paragraph.LongestLine <= room


def _spoken(text: str, speaker: str, kind: _Type) -> Any:
    small = _Type(kind.face, kind.size * 0.76, 600, kind.size * 0.05)
    runs = [(text, kind, _PAPER)]
    return _paragraph([(f"{speaker.upper()}  ", small, _BRASS), *runs] if speaker else runs)


@lru_cache(maxsize=16)
def _subtitle_overlay(text: str, speaker: str, width: int, height: int) -> _Overlay:
    name = _shown_name(speaker, width, height)
    kinds = _subtitle_types(width, height)
    kind = next((kind for kind in kinds if _fits(text, name, kind, width)), kinds[-1])
    paragraph = _spoken(text, name, kind)
    _balance(paragraph, kind, width * TITLE_SAFE - 2)
    top = height * (1 + TITLE_SAFE) / 2 - paragraph.Height
    return _overlay([(paragraph, top)], width, height, halo=kind.size, plate=0.50)


@lru_cache(maxsize=4)
def _title_overlay(name: str, below: str, width: int, height: int) -> _Overlay:
    unit = min(height, width * 0.62)
    head = _set_title(name, _SERIF, 0.098 * unit, width, 0.010 * unit)
    foot = _set_title(below, _ITALIC, 0.046 * unit, width, 0.002 * unit)
    gap = 0.020 * unit
    top = max(height * 0.44 - (head.Height + gap + foot.Height) / 2, height * (1 - TITLE_SAFE) / 2)
    return _overlay(
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
            kind = _Type(face, max(size * step, _SMALLEST), 400, spacing * step)
            paragraph = _paragraph([(text, kind, _PAPER)])
            paragraph.layout(room)
            if _line_count(paragraph, kind) <= MAX_LINES and paragraph.LongestLine <= room:
                _balance(paragraph, kind, room)
                return paragraph
        text = text[: int(len(text) * 0.9) - 1].rstrip(" ,.·…") + "…"


def _balance(paragraph: Any, kind: _Type, room: float) -> None:
    """Lay out as narrow as the same number of lines allows, so that no line is left an orphan."""
    paragraph.layout(room)
    lines = _line_count(paragraph, kind)
    narrow, wide = room / 2, room
    while lines > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        paragraph.layout(middle)
        fits = _line_count(paragraph, kind) <= lines and paragraph.LongestLine <= middle
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    paragraph.layout(math.ceil(wide))


def _line_count(paragraph: Any, kind: _Type) -> int:
    return round(paragraph.Height / _line_height(kind))


@lru_cache(maxsize=32)
def _line_height(kind: _Type) -> float:
    paragraph = _paragraph([("Ag", kind, _PAPER)])
    paragraph.layout(10_000)
    return float(paragraph.Height)


def _overlay(
    paragraphs: list[tuple[Any, float]], width: int, height: int, *, halo: float, plate: float
) -> _Overlay:
    """Paint centred paragraphs at their tops, over a soft dark plate that any ground lets stand."""
    canvas = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(canvas, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    for paragraph, top in paragraphs:
        left = (width - paragraph.LongestLine) / 2 - _indent(paragraph)
        paragraph.paint(surface.getCanvas(), left, top)
    surface.flushAndSubmit()
    letters = canvas.astype(np.float32) / 255
    shape = letters[..., 3]
    near = cv2.GaussianBlur(shape, (0, 0), max(0.7, halo * 0.055))
    glow = cv2.GaussianBlur(shape, (0, 0), halo * 0.28)
    wide = cv2.GaussianBlur(cv2.dilate(shape, np.ones((3, 3), np.uint8)), (0, 0), halo * 0.9)
    dark = 1 - (1 - np.clip(near * 1.5, 0, 0.82)) * (1 - np.clip(glow * 1.2, 0, plate))
    dark = 1 - (1 - dark) * (1 - np.clip(wide * 1.6, 0, plate))
    cover = 1 - (1 - dark) * (1 - shape)
    rows, columns = np.flatnonzero(cover.max(1) > 0.004), np.flatnonzero(cover.max(0) > 0.004)
    if len(rows) == 0:
        empty = np.zeros((0, 0, 3), np.float32)
        return _Overlay(empty, empty[..., :1], 0, 0)
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    ink = (letters[box][..., :3] * 255).astype(np.float32)
    return _Overlay(ink, cover[box][..., None].astype(np.float32), int(columns[0]), int(rows[0]))


def _indent(paragraph: Any) -> float:
    """Where the ink of a centred paragraph starts within the width that it was laid out in."""
    return max(0.0, (paragraph.Width - paragraph.LongestLine) / 2)


def _laid(frame: Frame, words: _Overlay, alpha: float = 1.0) -> Frame:
    laid = frame.copy()
    height, width = words.cover.shape[:2]
    part = laid[words.top : words.top + height, words.left : words.left + width]
    part[:] = (part * (1 - words.cover * alpha) + words.ink * alpha + 0.5).astype(np.uint8)
    return laid


def _clean(text: str) -> str:
    """Text without control characters and with single spaces: what people type is hostile."""
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(kept.split())


def _paragraph(runs: list[tuple[str, _Type, int]]) -> Any:
    """A centred paragraph of runs, shaped: right-to-left and Indic scripts come out right."""
    layout = skia.textlayout
    text = "".join(words for words, _, _ in runs)
    faces = frozenset((kind.face, kind.weight) for _, kind, _ in runs)
    style = layout.ParagraphStyle()
    style.setTextAlign(layout.TextAlign.kCenter)
    style.setTextStyle(_text_style(runs[-1][1], runs[-1][2]))
    fonts = _fonts(faces, _is_covered(text, runs[-1][1]))
    builder = layout.ParagraphBuilder.make(style, fonts, skia.Unicodes.ICU.Make())
    for words, kind, colour in runs:
        builder.pushStyle(_text_style(kind, colour))
        builder.addText(words)
        builder.pop()
    return builder.Build()


def _text_style(kind: _Type, colour: int) -> Any:
    style = skia.textlayout.TextStyle()
    style.setFontFamilies([f"{kind.face.stem}{kind.weight}", "Noto Sans"])
    style.setFontSize(kind.size)
    style.setLetterSpacing(kind.spacing)
    style.setColor(colour)
    return style


@lru_cache(maxsize=8)
def _fonts(faces: frozenset[tuple[Path, int]], covered: bool) -> Any:
    """Our own faces; for signs that they lack, whatever the system has."""
    fonts = skia.textlayout.FontCollection()
    provider = skia.textlayout.TypefaceFontProvider()
    for face, weight in sorted(faces):
        provider.registerTypeface(_typeface(face, weight), f"{face.stem}{weight}")
    fonts.setDefaultFontManager(provider if covered else skia.FontMgr.RefDefault())
    return fonts


def _is_covered(text: str, kind: _Type) -> bool:
    face = _typeface(kind.face, kind.weight)
    return all(face.unicharToGlyph(ord(sign)) for sign in set(text))


@lru_cache(maxsize=8)
def _typeface(face: Path, weight: int) -> Any:
    made = skia.FontMgr.New_Custom_Empty().makeFromFile(str(face), 0)
    wanted = skia.FontArguments.VariationPosition
    coordinates = wanted.Coordinates([wanted.Coordinate(_WEIGHT_TAG, weight)])
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(wanted(coordinates))
    return made.makeClone(arguments)
