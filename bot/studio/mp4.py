"""What a delivered file really is, read from its own bytes: MP4 boxes, JPEG and PNG headers."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"})
MAX_MOOV = 16 * 2**20
"""Bytes of index that are read; two minutes of film have about 0.1 MB."""
MAX_BOXES = 10_000
PLAYABLE_PROFILES = frozenset({66, 77, 100})
"""H.264 Baseline, Main and High: 8 bits, 4:2:0 (ISO/IEC 14496-15, avcC)."""
CONTAINERS = frozenset({b"trak", b"mdia", b"minf", b"stbl"})
VIDEO_ENTRY = 86
"""Bytes of a VisualSampleEntry before its own boxes, header included (ISO/IEC 14496-12)."""


class NotAClip(Exception):
    """A file that would not play; the message says what it is not."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What an MP4 says of itself. `audio_codec` is None without a sound track."""

    width: int
    height: int
    seconds: float
    video_codec: str
    audio_codec: str | None
    is_faststart: bool


def inspect_clip(path: Path) -> Clip:
    """Read an MP4's index. Raises NotAClip for any file that Discord's players might not play."""
    with path.open("rb") as file:
        try:
            return _inspect(file, path.stat().st_size)
        except (struct.error, IndexError):
            raise NotAClip("its index is damaged") from None


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG or JPEG. Raises NotAClip for anything else."""
    with path.open("rb") as file:
        head = file.read(32)
        if head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR":
            width, height = struct.unpack(">II", head[16:24])
        elif head[:3] == b"\xff\xd8\xff":
            width, height = _jpeg_size(file)
        else:
            raise NotAClip("it is neither a PNG nor a JPEG")
    if not (0 < width <= 16384 and 0 < height <= 16384):
        raise NotAClip(f"it claims to be {width} x {height} pixels")
    return width, height


def _inspect(file: BinaryIO, size: int) -> Clip:
    order: list[bytes] = []
    moov = b""
    for kind, start, length in _file_boxes(file, size):
        order.append(kind)
        if kind == b"ftyp":
            file.seek(start)
            _check_brands(file.read(min(length, 1024)))
        elif kind == b"moov":
            if length > MAX_MOOV:
                raise NotAClip("its index is larger than any film's")
            file.seek(start)
            moov = file.read(length)
    if not order or order[0] != b"ftyp" or not moov or b"mdat" not in order:
        raise NotAClip("it is not a whole MP4 file")
    return _clip_of(moov, is_faststart=order.index(b"moov") < order.index(b"mdat"))


def _file_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and length of the content of each box at the top."""
    position = 0
    for _ in range(MAX_BOXES):
        if position == size:
            return
        file.seek(position)
        head = file.read(16)
        length, kind = struct.unpack_from(">I4s", head)
        start = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", head, 8)
            start = 16
        if length < start or position + length > size:
            raise NotAClip("it is cut short")
        yield kind, position + start, length - start
        position += length
    raise NotAClip("it has more parts than any film's")


def _check_brands(content: bytes) -> None:
    brands = {content[at : at + 4] for at in (0, *range(8, len(content) - 3, 4))}
    if not brands & BRANDS:
        raise NotAClip("it is not an MP4 file")


def _boxes(content: bytes, start: int = 0) -> Iterator[tuple[bytes, bytes]]:
    position = start
    for _ in range(MAX_BOXES):
        if position + 8 > len(content):
            return
        length, kind = struct.unpack_from(">I4s", content, position)
        if length < 8 or position + length > len(content):
            raise NotAClip("its index is damaged")
        yield kind, content[position + 8 : position + length]
        position += length
    raise NotAClip("its index has more parts than any film's")


def _clip_of(moov: bytes, *, is_faststart: bool) -> Clip:
    seconds = 0.0
    pictures: list[tuple[str, int, int]] = []
    sounds: list[str] = []
    for kind, content in _boxes(moov):
        if kind == b"mvhd":
            seconds = _seconds(content)
        elif kind == b"trak":
            leaves = dict(_leaves(content))
            handler = leaves[b"hdlr"][8:12] if b"hdlr" in leaves else b""
            entry = leaves.get(b"stsd", b"")
            if handler == b"vide":
                pictures.append(_picture(entry))
            elif handler == b"soun":
                sounds.append(entry[12:16].decode("latin-1"))
    if len(pictures) != 1:
        raise NotAClip("it has no picture" if not pictures else "it has more than one picture")
    if not 0 < seconds < 24 * 3600:
        raise NotAClip("it has no length")
    if any(codec != "mp4a" for codec in sounds):
        raise NotAClip("its sound is not AAC")
    codec, width, height = pictures[0]
    return Clip(width, height, seconds, codec, sounds[0] if sounds else None, is_faststart)


def _leaves(
    content: bytes, containers: frozenset[bytes] = CONTAINERS
) -> Iterator[tuple[bytes, bytes]]:
    """What is in a track; of containers, each is opened within no other of its kind."""
    for kind, inner in _boxes(content):
        if kind in containers:
            yield from _leaves(inner, containers - {kind})
        else:
            yield kind, inner


def _seconds(mvhd: bytes) -> float:
    if mvhd[0] == 1:
        scale, length = struct.unpack_from(">IQ", mvhd, 20)
    else:
        scale, length = struct.unpack_from(">II", mvhd, 12)
    return length / scale if scale else 0.0


def _picture(stsd: bytes) -> tuple[str, int, int]:
    """Codec, width and height of a sample description: full box, count, then the first entry."""
    codec = stsd[12:16].decode("latin-1")
    if codec != "avc1":
        raise NotAClip("its picture is not H.264")
    (length,) = struct.unpack_from(">I", stsd, 8)
    entry = stsd[8 : 8 + length]
    width, height = struct.unpack_from(">HH", entry, 32)
    if not (0 < width <= 4096 and 0 < height <= 4096):
        raise NotAClip(f"its picture claims to be {width} x {height} pixels")
    settings = dict(_boxes(entry, VIDEO_ENTRY)).get(b"avcC", b"")
    if len(settings) < 4 or settings[1] not in PLAYABLE_PROFILES:
        raise NotAClip("its picture is not H.264 in 8 bits, 4:2:0")
    return codec, width, height


def _jpeg_size(file: BinaryIO) -> tuple[int, int]:
    file.seek(2)
    for _ in range(200):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            break
        (length,) = struct.unpack_from(">H", head, 2)
        # start of frame, but neither Huffman tables, JPEG extensions nor arithmetic tables
        if 0xC0 <= head[1] <= 0xCF and head[1] not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            if len(frame) == 5:
                height, width = struct.unpack(">xHH", frame)
                return width, height
            break
        file.seek(length - 2, 1)
    raise NotAClip("its JPEG data is damaged")
