"""Reads a file into a novel: tells its format, and hands it to the reader of that format."""

from __future__ import annotations

import re

from bot.domain.novel import MAX_NOVEL_BYTES, Novel
from bot.errors import UnreadableNovel
from bot.library.divisions import UNTITLED
from bot.library.epub import read_epub
from bot.library.formats import Format, tell_format
from bot.library.plain import read_plain

TOO_LARGE = (
    f"This file is larger than {MAX_NOVEL_BYTES // 2**20} MB, the most that one novel may be: "
    "add a copy without pictures, or one volume of it."
)


def read_novel(data: bytes, filename: str) -> Novel:
    """Read an EPUB 2 or 3 or a text in any common encoding into chapters and paragraphs.

    Blocks for as long as it takes (a million words: seconds), and may need some 100 MB: files from
    strangers go through `read_novel_apart`. Raises UnreadableNovel with one sentence that says
    what is wrong and what to do; the file's name gives a title only where the book has none.
    """
    if len(data) > MAX_NOVEL_BYTES:
        raise UnreadableNovel(TOO_LARGE)
    kind = tell_format(data, filename)
    if kind is Format.ZIP:
        return read_epub(data, name_of(filename))
    return read_plain(data, name_of(filename))


def name_of(filename: str) -> str:
    """A title out of a file's name: `treasure_island (1).epub` is `treasure island`."""
    stem = re.split(r"[\\/]", filename)[-1]
    stem = re.sub(r"(?:\.[A-Za-z0-9]{1,5}){1,2}$", "", stem)
    stem = re.sub(r"\s*\(\d{1,3}\)$", "", re.sub(r"[\x00-\x1f\x7f_]+", " ", stem))
    return " ".join(stem.split())[:150] or UNTITLED
