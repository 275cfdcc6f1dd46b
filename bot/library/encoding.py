"""Finds out how a text file spells its letters, and decodes it."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise

from charset_normalizer import from_bytes

from bot.errors import UnreadableNovel

NOT_TEXT = "This file is no text that can be read: add the novel as EPUB or plain text (TXT)."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "mac_roman", "cp1250", "cp850", "iso8859_2", "iso8859_15")
_CYRILLIC = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5")
_OTHER = ("cp1253", "cp1254")
_SINGLE_BYTE = (*_WESTERN, *_CYRILLIC, *_OTHER)
"""In this order a tie is settled: most books that are not UTF-8 are Windows-1252."""
_MULTI_BYTE = ["shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp949"]
_FREQUENT = frozenset(
    "éèàçêîôûùâëïüöäßñóíáúåæøœąćęłńśźżčšžřěůőűοεαινотсрлвндкмуПНОВСКА“”‘’—–…«»¿¡ğış"
)
_OPENING, _CLOSING = frozenset("“‘«„¿¡"), frozenset("”’»…—–")
_SAMPLE_BYTES = 60_000
_BREAKS = frozenset("\t\n\r\f")
_HIGH = re.compile(rb"[^\n]{0,40}[\x80-\xff][^\n]{0,40}")
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]")
_HEBREW = re.compile(rb"[\xe0-\xfa]{2,}")
_NOT_HEBREW = re.compile(rb"[\xc0-\xdf\xfb-\xff]")
_PLAUSIBLE = 0.6
"""What a character outside of ASCII scores on average where the guess is right: 1 or more."""


def decode(data: bytes) -> str:
    """The text of a file in any common encoding, with or without a byte order mark.

    Raises UnreadableNovel when the bytes are no text.
    """
    text = _decoded(data)
    if is_binary(text):
        raise UnreadableNovel(NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")


def is_binary(text: str) -> bool:
    """Whether what was decoded is full of signs that no text has."""
    controls = sum(text.count(chr(code)) for code in range(0x20) if chr(code) not in "\t\n\r\f\x1a")
    return controls > 8 + len(text) // 2_000 or text.count("\ufffd") > 8 + len(text) // 200


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding := _unmarked_utf16(data):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return (
            _unmarked_utf16_of_the_east(data)
            or _mostly_utf8(data)
            or data.decode(_guess(data), errors="replace")
        )


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 shows as zeros, or as the Cyrillic page, at every other byte of its spaces."""
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    little, big = sample[1::2].count(0), sample[0::2].count(0)
    spaces = len(sample) // 40
    if max(little, big) <= spaces or min(little, big) > max(little, big) // 10:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _unmarked_utf16_of_the_east(data: bytes) -> str | None:
    """UTF-16 of scripts without spaces has zeros in its line breaks alone: it must be faultless."""
    for encoding in ("utf-16-le", "utf-16-be") if b"\x00" in data else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE_BYTES]
        kinds = {
            unicodedata.category(character) for character in sample if character not in _BREAKS
        }
        if "\n" in sample and not kinds & {"Cc", "Cn", "Co"}:
            return text
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few bytes of something else, as when files were joined."""
    text = data.decode("utf-8", errors="surrogateescape")
    strangers = sum("\udc80" <= character <= "\udcff" for character in text)
    letters = sum(character > "\x7f" for character in text) - strangers
    if letters < 20 * strangers:
        return None
    return re.sub(
        "[\udc80-\udcff]",
        lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace"),
        text,
    )


def _guess(data: bytes) -> str:
    sample = _sample(data)
    if _is_hebrew(sample):
        return "cp1255"
    scores = {encoding: _score(sample, encoding) for encoding in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=scores.__getitem__)
    if scores[best] >= _PLAUSIBLE:
        return best
    lines = data[:_SAMPLE_BYTES].rpartition(b"\n")[0] or data
    match = from_bytes(lines, cp_isolation=_MULTI_BYTE).best()
    return match.encoding if match else best


def _is_hebrew(sample: bytes) -> bool:
    """Words of its letters alone: where these bytes are Cyrillic, capitals stand among them."""
    high = len(_ABOVE_ASCII.findall(sample))
    in_words = sum(map(len, _HEBREW.findall(sample)))
    return in_words > 0.9 * high and len(_NOT_HEBREW.findall(sample)) < 0.005 * high


def _sample(data: bytes) -> bytes:
    """The surroundings of the bytes that are in question, from the whole of the file."""
    found: list[bytes] = []
    size = 0
    for match in _HIGH.finditer(data):
        found.append(match[0])
        size += len(match[0])
        if size >= _SAMPLE_BYTES:
            break
    return b"\n".join(found)


def _score(sample: bytes, encoding: str) -> float:
    """How well the characters outside of ASCII sit beside their neighbours, on average."""
    text = f" {sample.decode(encoding, errors='replace')} "
    total, count = 0.0, 0
    for index, (before, here) in enumerate(pairwise(text), start=1):
        if here > "\x7f" and index + 1 < len(text):
            total += _fit(before, here, text[index + 1])
            count += 1
    return total / max(1, count)


def _fit(before: str, here: str, after: str) -> float:
    category = unicodedata.category(here)
    bonus = 0.3 if here in _FREQUENT else 0.0
    if category in ("Cc", "Cn", "Co", "So", "Sk") or here == "\ufffd":
        return -2.0
    if category in ("Ll", "Lu", "Lt"):
        return _fit_of_letter(before, here, after) + bonus
    if here in _OPENING:
        return (1.0 if not before.isalnum() else -1.0) + bonus
    if here in _CLOSING:
        return (1.0 if not before.isspace() or after.isspace() or after.isalpha() else 0.0) + bonus
    if before.isalpha() and after.isalpha():
        return -1.0
    return 0.5 + bonus


def _fit_of_letter(before: str, here: str, after: str) -> float:
    if before.isdigit() or after.isdigit() or (here.isupper() and before.islower()):
        return -2.0
    if here.islower() and after.isupper():
        return -1.0
    is_latin = ord(here) < 0x370
    neighbours = [letter for letter in (before, after) if letter.isalpha()]
    strange = sum(
        (ord(letter) < 0x370) != is_latin or (is_latin and letter > "\x7f") for letter in neighbours
    )
    return 1.0 - strange
