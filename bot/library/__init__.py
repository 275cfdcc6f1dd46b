"""Reads novels: EPUB and plain text into chapters and paragraphs, safely."""

from bot.library.apart import read_novel_apart
from bot.library.reading import read_novel

__all__ = ["read_novel", "read_novel_apart"]
