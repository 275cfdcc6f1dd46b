"""A small canvas: boxes with smooth edges, numbers, and a PNG at the end."""

from __future__ import annotations

import functools
import io

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
_FINER = 2
"""Drawn so much larger, and brought down at the end: that is what smooths the edges."""
_DIGIT_SHARE = 0.7
"""How tall a digit is, as a share of the font's size."""


class Canvas:
    """A picture over a ground that goes from one colour at the top to another at the bottom."""

    def __init__(self, width: int, height: int, top: Colour, bottom: Colour) -> None:
        self.width = width
        self.height = height
        column = Image.new("RGB", (1, height))
        for y in range(height):
            column.putpixel((0, y), mixed(top, bottom, y / max(1, height - 1)))
        self._image = column.resize((width * _FINER, height * _FINER), Image.Resampling.BILINEAR)
        self._pen = ImageDraw.Draw(self._image)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        cover: float = 1.0,
        radius: float = 0.0,
    ) -> None:
        """A filled box with round corners, `cover` of it opaque."""
        x, y, end, foot = (round(edge * _FINER) for edge in (left, top, right, bottom))
        wide, high = end - x, foot - y
        if wide <= 0 or high <= 0:
            return
        mask = Image.new("L", (wide, high))
        ImageDraw.Draw(mask).rounded_rectangle(
            (0, 0, wide - 1, high - 1), radius * _FINER, fill=round(255 * cover)
        )
        self._image.paste(colour, (x, y), mask)

    def frame(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        line: float = 2.0,
        radius: float = 0.0,
    ) -> None:
        """The outline of a box, `line` wide, inside of its edges."""
        edges = (left * _FINER, top * _FINER, right * _FINER - 1, bottom * _FINER - 1)
        self._pen.rounded_rectangle(
            [round(edge) for edge in edges],
            radius * _FINER,
            outline=colour,
            width=round(line * _FINER),
        )

    def number(self, number: int, centre: float, top: float, height: int, colour: Colour) -> None:
        """A number, centred, its digits `height` pixels tall."""
        self._pen.text(
            (centre * _FINER, (top + height) * _FINER),
            str(number),
            fill=colour,
            font=_font(height * _FINER),
            anchor="ms",
        )

    def png(self) -> bytes:
        """The picture as a file."""
        file = io.BytesIO()
        self._image.reduce(_FINER).save(file, "PNG")
        return file.getvalue()


def number_width(number: int, height: int) -> float:
    """How wide a number is whose digits are so tall."""
    return _font(height).getlength(str(number))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two, `share` of the way."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@functools.lru_cache(8)
def _font(height: int) -> ImageFont.FreeTypeFont:
    """Pillow's own, of the size at which digits are so tall."""
    font = ImageFont.load_default(height / _DIGIT_SHARE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
