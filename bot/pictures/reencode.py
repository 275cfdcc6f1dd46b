"""A file's pixels, and nothing else of it. Only the child process imports this: it needs Pillow."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from bot.pictures.form import LONGEST_SIDE, MAX_PIXELS, MAX_SIDE, SHORTEST_SIDE, Picture

FORMATS = ("PNG", "JPEG", "WEBP")
_GROUND = (128, 128, 128)
"""What transparent pixels stand on."""


class CannotRead(Exception):
    """The message says what is wrong with the file and what to do."""


def reencode(data: bytes) -> Picture:
    """Decode a still picture within limits, turn it upright, fit it and write it as a PNG.

    Raises CannotRead for every other file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check(image)
                image.load()
                pixels = _pixels(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise CannotRead(_too_large(None)) from error
    except CannotRead:
        raise
    except Exception as error:  # Pillow's decoders raise whatever the file makes them raise
        raise CannotRead(
            "This file is no whole PNG, JPEG or WebP, whatever its name says: save the picture as "
            "one of these and send that."
        ) from error
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    pixels.save(written, "PNG", optimize=False)
    return Picture(written.getvalue(), pixels.width, pixels.height)


def _check(image: Image.Image) -> None:
    """By what the file claims, before a pixel of it is decoded."""
    width, height = image.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise CannotRead(_too_large(image.size))
    if min(width, height) < SHORTEST_SIDE:
        raise CannotRead(
            f"This picture is {width} x {height} pixels; a reference has at least "
            f"{SHORTEST_SIDE} on each side."
        )
    if getattr(image, "is_animated", False):
        raise CannotRead("This picture moves: send one still of it.")


def _pixels(image: Image.Image) -> Image.Image:
    """Upright, in plain RGB, in a picture of its own that has no metadata."""
    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        whole = upright.convert("RGBA")
        ground = Image.new("RGB", whole.size, _GROUND)
        ground.paste(whole, mask=whole.getchannel("A"))
        return ground
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


def _too_large(size: tuple[int, int] | None) -> str:
    claims = "" if size is None else f" It claims {size[0]:,} x {size[1]:,} pixels."
    return (
        f"This picture is larger than {MAX_PIXELS / 1e6:.0f} million pixels, or {MAX_SIDE:,} on a "
        f"side.{claims} Scale it down and send that."
    )
