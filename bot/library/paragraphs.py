"""Finds the paragraphs of a plain text, however its lines were broken."""

from __future__ import annotations

import re
from itertools import groupby

_NARROW = 130
"""Lines broken by hand or by a mail program are shorter than this."""
_FULL = 0.75
_SHARE_OF_FULL_LINES = 0.3
_DOUBLE_SPACED = 0.45
_TYPED_LINE = 40
_ENDS = (".", "!", "?", "”", '"', "’", "»", ":", "…", "*", "—")
_SAMPLE_LINES = 4_000


def split_groups(text: str) -> list[list[str]]:
    """Groups of lines, each a paragraph or a heading: hard-wrapped lines stay together."""
    text = _single_spaced(text)
    lines = text.split("\n")
    if not _is_wrapped(lines):
        return [[line] for line in lines if line.strip()]
    groups = [list(group) for is_blank, group in groupby(lines, key=_is_blank) if not is_blank]
    return [part for group in groups for part in _by_indent(group)]


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _is_wrapped(lines: list[str]) -> bool:
    """Whether most lines are about as long as the longest, which is not long: a typed page."""
    lengths = sorted(len(line.strip()) for line in lines[:_SAMPLE_LINES] if not _is_blank(line))
    if not lengths:
        return False
    widest = lengths[len(lengths) * 95 // 100]
    full = sum(length >= _FULL * widest for length in lengths)
    return widest <= _NARROW and full >= _SHARE_OF_FULL_LINES * len(lengths)


def _single_spaced(text: str) -> str:
    """A text with an empty line after every line, without them; real gaps stay."""
    lines = text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]
    said = [line.rstrip() for line in lines if not _is_blank(line)]
    blanks = sum(map(_is_blank, lines))
    ended = sum(line.endswith(_ENDS) for line in said)
    if (
        sum(map(len, said)) < _TYPED_LINE * max(20, len(said))
        or blanks < _DOUBLE_SPACED * len(lines)
        or ended * 2 > len(said)
    ):
        return text
    return re.sub(r"\n[ \t]*\n", "\n", text)


def _by_indent(group: list[str]) -> list[list[str]]:
    """Paragraphs that are told apart by an indented first line and nothing else."""
    indented = [line[:1].isspace() for line in group]
    if len(group) < 2 or all(indented[1:]) or not any(indented[1:]):
        return [group]
    parts: list[list[str]] = []
    for line, opens in zip(group, indented, strict=True):
        if opens or not parts:
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts
