"""Tells an EPUB and a text from everything else that people upload, by content and not by name."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from bot.domain.novel import MAX_NOVEL_WORDS, is_unspaced
from bot.errors import UnreadableNovel
from bot.library.divisions import TOO_LONG
from bot.library.encoding import NOT_TEXT


class Format(Enum):
    """What a file holds."""

    ZIP = "zip"
    TEXT = "text"


ADVICE = "add the novel as EPUB or plain text (TXT)."
CONVERT = "convert it to EPUB, for example with Calibre, and add that."

MARKUP = f"This file is a web page or other markup, not a book: {CONVERT}"
NOT_PROSE = (
    f"This file is text but not the prose of a novel, more like data or program code: {ADVICE}"
)

_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF", "a PDF, which has pages and no chapters", CONVERT),
    (60, b"BOOKMOBI", "a Kindle book (MOBI or AZW)", CONVERT),
    (60, b"TEXtREAd", "a Palm book", CONVERT),
    (0, b"TPZ", "a Kindle book (Topaz)", CONVERT),
    (0, b"CONT\x02\x00", "a Kindle book (KFX)", CONVERT),
    (0, b"\xeaDRMION", "a Kindle book with copy protection", ADVICE),
    (0, b"ITOLITLS", "a Microsoft Reader book", CONVERT),
    (0, b"{\\rtf", "an RTF document", "save it as plain text (TXT) or EPUB and add that."),
    (0, b"\xd0\xcf\x11\xe0", "an old Word document", "save it as plain text (TXT) and add that."),
    (0, b"\x89PNG", "a picture", ADVICE),
    (0, b"\xff\xd8\xff", "a picture", ADVICE),
    (0, b"GIF8", "a picture", ADVICE),
    (0, b"RIFF", "a picture or a recording", ADVICE),
    (0, b"BM", "a picture", ADVICE),
    (0, b"II*\x00", "a picture", ADVICE),
    (0, b"MM\x00*", "a picture", ADVICE),
    (0, b"AT&TFORM", "a scanned book (DjVu)", ADVICE),
    (4, b"ftyp", "a film or a recording", ADVICE),
    (0, b"ID3", "a recording", ADVICE),
    (0, b"OggS", "a recording", ADVICE),
    (0, b"fLaC", "a recording", ADVICE),
    (0, b"\x1aE\xdf\xa3", "a film", ADVICE),
    (0, b"\x7fELF", "a program", ADVICE),
    (0, b"MZ", "a program", ADVICE),
    (0, b"\xcf\xfa\xed\xfe", "a program", ADVICE),
    (0, b"SQLite format 3\x00", "a database", ADVICE),
    (0, b"\x1f\x8b", "a packed file (gzip)", "unpack it first and add the book inside."),
    (0, b"BZh", "a packed file (bzip2)", "unpack it first and add the book inside."),
    (0, b"\xfd7zXZ", "a packed file (xz)", "unpack it first and add the book inside."),
    (0, b"\x28\xb5\x2f\xfd", "a packed file (zstd)", "unpack it first and add the book inside."),
    (0, b"7z\xbc\xaf\x27\x1c", "a packed file (7z)", "unpack it first and add the book inside."),
    (0, b"Rar!", "a packed file (RAR)", "unpack it first and add the book inside."),
)
_SHORT_SIGNATURES = frozenset({b"BM", b"MZ", b"TPZ", b"BZh", b"ID3", b"RIFF", b"GIF8", b"Rar!"})
"""Letters that prose may begin with: they count only where bytes follow that no text holds."""
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|head|fictionbook|svg)\b", re.I)
_INSIDE = (
    ("word/", "a Word document (DOCX)", "save it as plain text (TXT) or EPUB and add that."),
    ("xl/", "a spreadsheet", ADVICE),
    ("ppt/", "a presentation", ADVICE),
    ("AndroidManifest.xml", "an Android app", ADVICE),
    ("META-INF/MANIFEST.MF", "a Java program", ADVICE),
    ("content.xml", "an OpenDocument text", "save it as plain text (TXT) or EPUB and add that."),
)

_TAG = re.compile(r"</?(?:p|div|br|span|h[1-6]|body)\b[^<>]{0,200}>", re.I)
_FEW_TAGS = 20
_MIN_LETTERS = 0.7
"""Of all characters but spaces: prose has 0.95, program code about 0.75, tables less."""
_LONGEST_WORD = 30.0


def tell_format(data: bytes, filename: str) -> Format:
    """Whether the file is to be read as an EPUB or as text.

    Raises UnreadableNovel with one sentence when it is neither.
    """
    if not data.strip(b"\x00\t\n\r "):
        raise UnreadableNovel(f"This file is empty: {ADVICE}")
    if data.startswith(b"PK"):
        return Format.ZIP
    _refuse_signatures(data)
    if filename.lower().endswith((".epub", ".kepub")):
        raise UnreadableNovel(
            "This file is called an EPUB but is none, or it is damaged: "
            "download or export the book again."
        )
    if _MARKUP.match(data):
        raise UnreadableNovel(MARKUP)
    return Format.TEXT


def refuse_other_zip(names: tuple[str, ...]) -> UnreadableNovel:
    """The refusal for a zip without a book in it, as exact as its file names allow."""
    for mark, kind, advice in _INSIDE:
        if any(name.startswith(mark) for name in names):
            return UnreadableNovel(f"This file is {kind}, not a book: {advice}")
    if any(name.lower().endswith((".epub", ".txt")) for name in names):
        return UnreadableNovel(
            "This is a zip with files inside, not a book: unpack it and add the EPUB or TXT itself."
        )
    return UnreadableNovel(f"This is a zip file but no EPUB: {ADVICE}")


def refuse_other_text(text: str) -> None:
    """Refuse a text that is too long, markup, data or program code. Raises UnreadableNovel."""
    words = 0
    for line in text.splitlines():
        words += len(line.split())
    if words > 2 * MAX_NOVEL_WORDS:
        raise UnreadableNovel(TOO_LONG)
    sample = text[:50_000] + text[-50_000:]
    if len(_TAG.findall(sample)) > _FEW_TAGS:
        raise UnreadableNovel(MARKUP)
    solid = [character for character in sample if not character.isspace()]
    letters = [character for character in solid if unicodedata.category(character)[0] in "LM"]
    is_spaced = sum(map(is_unspaced, letters)) * 2 < len(letters)
    length = len(solid) / max(1, len(sample.split()))
    if len(letters) < _MIN_LETTERS * len(solid) or (is_spaced and length > _LONGEST_WORD):
        raise UnreadableNovel(NOT_PROSE if solid else NOT_TEXT)


def _refuse_signatures(data: bytes) -> None:
    is_binary = not data.startswith(_UTF16) and _BINARY.search(data, 0, 512) is not None
    for offset, signature, kind, advice in _SIGNATURES:
        if not data.startswith(signature, offset):
            continue
        if is_binary or signature not in _SHORT_SIGNATURES:
            raise UnreadableNovel(f"This file is {kind}, not a novel that can be read: {advice}")
