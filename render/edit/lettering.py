"""Sets type: fonts, paragraphs in any script, and words over a plate that any ground lets stand."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skia as untyped_skia
from numpy.typing import NDArray

from render.engines.protocol import Frame

skia: Any = untyped_skia
"""The wheel brings no types."""

SANS = Path(str(resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"))
_GARAMOND = Path(str(resources.files("fontpkg_eb_garamond") / "files"))
SERIF = _GARAMOND / "EBGaramond[wght].ttf"
ITALIC = _GARAMOND / "EBGaramond-Italic[wght].ttf"
PAPER = 0xFFF6F1E6
BRASS = 0xFFD9BE8C
SMALLEST = 8.0
"""Pixels: below it no letter can be told from another."""
_WEIGHT_TAG = 0x77676874
"""`wght` as OpenType writes it."""


@dataclass(frozen=True, slots=True)
class Type:
    """A way to set words: the face, its size in pixels, the weight, the space between letters."""

    face: Path
    size: float
    weight: int = 400
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """Words ready to lie over a frame: premultiplied RGB, coverage, and the top left corner."""

    ink: NDArray[np.float32]
    cover: NDArray[np.float32]
    left: int
    top: int


def balance(paragraph: Any, kind: Type, room: float) -> None:
    """Lay out as narrow as the same number of lines allows, so that no line is left an orphan."""
    paragraph.layout(room)
    lines = line_count(paragraph, kind)
    narrow, wide = room / 2, room
    while lines > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        paragraph.layout(middle)
        fits = line_count(paragraph, kind) <= lines and paragraph.LongestLine <= middle
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    paragraph.layout(math.ceil(wide))


def line_count(paragraph: Any, kind: Type) -> int:
    return round(paragraph.Height / _line_height(kind))


@lru_cache(maxsize=32)
def _line_height(kind: Type) -> float:
    paragraph = typeset([("Ag", kind, PAPER)])
    paragraph.layout(10_000)
    return float(paragraph.Height)


def plated(
    paragraphs: list[tuple[Any, float]], width: int, height: int, *, halo: float, plate: float
) -> Overlay:
    """Paint centred paragraphs at their tops, over a soft dark plate that any ground lets stand."""
    canvas = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(canvas, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    for paragraph, top in paragraphs:
        left = (width - paragraph.LongestLine) / 2 - _indent(paragraph)
        paragraph.paint(surface.getCanvas(), left, top)
    surface.flushAndSubmit()
    letters = canvas.astype(np.float32) / 255
    shape = letters[..., 3]
    reach = max(3, round(halo * 0.20) | 1)
    broad = cv2.dilate(shape, np.ones((reach, reach), np.uint8))
    near = cv2.GaussianBlur(broad, (0, 0), max(0.9, halo * 0.075))
    glow = cv2.GaussianBlur(shape, (0, 0), halo * 0.28)
    wide = cv2.GaussianBlur(cv2.dilate(shape, np.ones((3, 3), np.uint8)), (0, 0), halo * 0.9)
    dark = 1 - (1 - np.clip(near * 1.6, 0, 0.80)) * (1 - np.clip(glow * 1.2, 0, plate))
    dark = 1 - (1 - dark) * (1 - np.clip(wide * 1.6, 0, plate))
    cover = 1 - (1 - dark) * (1 - shape)
    rows, columns = np.flatnonzero(cover.max(1) > 0.004), np.flatnonzero(cover.max(0) > 0.004)
    if len(rows) == 0:
        empty = np.zeros((0, 0, 3), np.float32)
        return Overlay(empty, empty[..., :1], 0, 0)
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    ink = (letters[box][..., :3] * 255).astype(np.float32)
    return Overlay(ink, cover[box][..., None].astype(np.float32), int(columns[0]), int(rows[0]))


def _indent(paragraph: Any) -> float:
    """Where the ink of a centred paragraph starts within the width that it was laid out in."""
    return max(0.0, (paragraph.Width - paragraph.LongestLine) / 2)


def laid(frame: Frame, words: Overlay, alpha: float = 1.0) -> Frame:
    laid = frame.copy()
    height, width = words.cover.shape[:2]
    part = laid[words.top : words.top + height, words.left : words.left + width]
    part[:] = (part * (1 - words.cover * alpha) + words.ink * alpha + 0.5).astype(np.uint8)
    return laid


def clean(text: str) -> str:
    """Text without control characters and with single spaces: what people type is hostile."""
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(kept.split())


def typeset(runs: list[tuple[str, Type, int]]) -> Any:
    """A centred paragraph of runs, shaped: right-to-left and Indic scripts come out right.

    Signs that a face lacks are set in our sans, which knows Devanagari, Greek and Cyrillic, else in
    whatever the system has for them.
    """
    layout = skia.textlayout
    faces = frozenset((kind.face, kind.weight) for _, kind, _ in runs)
    lacking = {sign for text, kind, _ in runs for sign in text if not _covers(kind, sign)}
    strangers = tuple(sorted({name for sign in lacking if (name := _stranger(sign))}))
    style = layout.ParagraphStyle()
    style.setTextAlign(layout.TextAlign.kCenter)
    style.setTextStyle(_text_style(runs[-1][1], runs[-1][2], strangers))
    fonts = _fonts(faces, strangers)
    builder = layout.ParagraphBuilder.make(style, fonts, skia.Unicodes.ICU.Make())
    for words, kind, colour in runs:
        builder.pushStyle(_text_style(kind, colour, strangers))
        builder.addText(words)
        builder.pop()
    return builder.Build()


def _text_style(kind: Type, colour: int, strangers: tuple[str, ...]) -> Any:
    style = skia.textlayout.TextStyle()
    style.setFontFamilies([f"{kind.face.stem}{kind.weight}", *strangers])
    style.setFontSize(kind.size)
    style.setLetterSpacing(kind.spacing)
    style.setColor(colour)
    return style


@lru_cache(maxsize=16)
def _fonts(faces: frozenset[tuple[Path, int]], strangers: tuple[str, ...]) -> Any:
    """Our own faces, and those of the system that are needed besides."""
    fonts = skia.textlayout.FontCollection()
    provider = skia.textlayout.TypefaceFontProvider()
    for face, weight in sorted(faces):
        provider.registerTypeface(_typeface(face, weight), f"{face.stem}{weight}")
    for name in strangers:
        provider.registerTypeface(_STRANGERS[name], name)
    fonts.setDefaultFontManager(provider)
    return fonts


_STRANGERS: dict[str, Any] = {}
"""The faces that were needed besides, by the names under which they are registered."""


@lru_cache(maxsize=4096)
def _stranger(sign: str) -> str:
    """The face for a sign that ours lack, by name: our sans, else the system's; empty for none."""
    own = _typeface(SANS, 400)
    if own.unicharToGlyph(ord(sign)):
        _STRANGERS.setdefault(SANS.stem, own)
        return SANS.stem
    manager = skia.FontMgr.RefDefault()
    found = manager.matchFamilyStyleCharacter("", skia.FontStyle.Normal(), [], ord(sign))
    if found is None or not found.unicharToGlyph(ord(sign)):
        return ""
    name = f"system {found.getFamilyName()}"
    _STRANGERS.setdefault(name, found)
    return name


@lru_cache(maxsize=4096)
def _covers(kind: Type, sign: str) -> bool:
    return bool(_typeface(kind.face, kind.weight).unicharToGlyph(ord(sign)))


@lru_cache(maxsize=8)
def _typeface(face: Path, weight: int) -> Any:
    made = skia.FontMgr.New_Custom_Empty().makeFromFile(str(face), 0)
    wanted = skia.FontArguments.VariationPosition
    coordinates = wanted.Coordinates([wanted.Coordinate(_WEIGHT_TAG, weight)])
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(wanted(coordinates))
    return made.makeClone(arguments)
