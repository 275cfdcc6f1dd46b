"""Pictures as people send them, and files that only look like pictures."""

from __future__ import annotations

import functools
import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def drawn(
    width: int = 200, height: int = 150, mode: str = "RGB", kind: str = "PNG", **options: object
) -> bytes:
    """A left half that is dark and a right half that is light."""
    image = Image.new(mode, (width, height), 0)
    light = {"RGB": (200, 180, 160), "RGBA": (200, 180, 160, 0), "L": 190, "CMYK": (0, 9, 9, 9)}
    image.paste(light[mode], (width // 2, 0, width, height))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claiming(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that claims a size, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    data = zlib.compress(rows, 9)
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@functools.cache
def with_text_bomb() -> bytes:
    """A small PNG with a comment that inflates to 200 MB."""
    small = drawn()
    bomb = b"Comment\0\0" + zlib.compress(b"\0" * (200 * 2**20), 1)
    return small[:33] + chunk(b"zTXt", bomb) + small[33:]


def telling() -> bytes:
    """A JPEG that says where it was taken, by whom, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Mara Vane"
    exif[0x8825] = {1: "N", 2: (53.0, 12.0, 7.0)}
    return drawn(kind="JPEG", exif=exif, comment=b"a secret")


def noted() -> bytes:
    info = PngInfo()
    info.add_text("Author", "Mara Vane")
    return drawn(kind="PNG", pnginfo=info)


def moving() -> bytes:
    frames = [Image.new("RGB", (100, 100), shade) for shade in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    return written.getvalue()


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("run.sh", "rm -rf /")
    return written.getvalue()
