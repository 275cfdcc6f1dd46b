"""Reads a plain text into a novel: its frame, paragraphs, title and chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.novel import Novel, count_words
from bot.errors import UnreadableNovel
from bot.library.divisions import LONG_WORDS, Division, make_novel, read_authors
from bot.library.encoding import decode
from bot.library.formats import NOT_PROSE, refuse_other_text
from bot.library.headings import (
    MAX_TITLE,
    Kind,
    Opening,
    looks_like_title,
    read_heading,
    read_opening,
)
from bot.library.mending import is_prose, mend
from bot.library.paragraphs import split_groups

_START = re.compile(r"^[ \t*]*\*{3}\s*START OF TH(?:E|IS) PROJECT GUTENBERG[^\n]*", re.I | re.M)
_SMALL_PRINT = re.compile(r"^\*END\*?\s*THE SMALL PRINT![^\n]*", re.I | re.M)
_END = re.compile(
    r"^[ \t*]*(?:\*{3}\s*END OF TH(?:E|IS) PROJECT GUTENBERG|"
    r"End of (?:The |This )?Project Gutenberg)",
    re.I | re.M,
)
_HEADER = 40_000
"""Characters at the front in which a frame's header is looked for."""
_FIELD = re.compile(r"^(Title|Author):[ \t]*([^\n]+(?:\n[ \t]{4,}[^\n]+)*)", re.M)
_PRODUCED = re.compile(r"(?:e-?text |transcribed|this e-?book was )?(?:produced|prepared) by", re.I)
_PICTURE = re.compile(
    r"\[(?:Illustration|Frontispiece|Footnote|Sidenote|Transcriber)\b[^\]]*\]?", re.I
)
_NOTE_MARK = re.compile(r"\[(?:\d{1,3}|[*†‡])\]")
_ITALIC = re.compile(r"(?<![^\W_])_([^\s_][^_\n]{0,400})_(?![^\W_])")
_BY = re.compile(r"(?:(?:a novel|a story|a tale|written|told)\s+)?by[:\s]\s*(.{2,100})", re.I)
_LEADER = re.compile(r"(?:\s\.){3,}|\.{4,}|[\s.]{2,}\d{1,4}$")
_TELLING_TITLE = re.compile(r"(?:In which|Wherein|Containing|Concerning|Treating of)\b")
_MARKDOWN = re.compile(r"#{1,6}\s+(?=\S)")
_NAMED_FILE = re.compile(r"(.{2,80}?)\s+(?:-|–|—)\s+(.{2,120})")

_BROKEN_AT_DASH = re.compile(r"((?<=[^\W\d_])-|(?<=\S)—)\n(?=[^\W\d_])")

_HEADING_LINES = 4
_HEADING_WIDTH = 110
_WORDS_BETWEEN = 150
"""Titles are farther apart on average than signs and telegrams that a story quotes."""
_FRONT_GROUPS = 12
_MAX_GROUPS = 250_000
"""Paragraphs and headings: a million words of verse have no more lines."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A group of lines: a heading taken apart, or a paragraph."""

    lines: list[str]
    is_heading: bool = False


def read_plain(data: bytes, name: str) -> Novel:
    """Read a text; `name`, from the file's name, gives the title where the text has none.

    Raises UnreadableNovel with one sentence when it is no text, or no novel.
    """
    text = decode(data)
    refuse_other_text(text)
    header, body = _unframed(text)
    groups = split_groups(body)
    if len(groups) > _MAX_GROUPS:
        raise UnreadableNovel(NOT_PROSE)
    groups = [[mend(_clean(line)) for line in group] for group in groups]
    groups = [said for group in groups if (said := [line for line in group if line])]
    title, authors, used = _title_page(header, groups, name)
    divisions = _divided(_pieces(groups[used:]), title)
    return make_novel(title, authors, divisions)


def _unframed(text: str) -> tuple[str, str]:
    """Project Gutenberg's header, and the book without its frame."""
    start = _START.search(text, 0, _HEADER) or _SMALL_PRINT.search(text, 0, _HEADER)
    header = text[: start.start()] if start else ""
    body = text[start.end() :] if start else text
    end = _END.search(body)
    if end and (start or end.start() > len(body) // 2):
        body = body[: end.start()]
    return header, body


def _clean(line: str) -> str:
    """Without the signs that stand for italics, and without the markers of notes."""
    if "_" in line:
        line = _ITALIC.sub(r"\1", line).replace("_", " " if line.count("_") > 8 else "_")
    if "[" in line:
        line = _NOTE_MARK.sub("", line)
    return line.replace("--", "—") if "--" in line else line


def _title_page(
    header: str, groups: list[list[str]], name: str
) -> tuple[str, tuple[str, ...], int]:
    """Title, authors, and how many groups of lines the title page takes."""
    fields = {found[1]: mend(found[2]) for found in _FIELD.finditer(header)}
    title = fields.get("Title", "")
    authors = read_authors([fields["Author"]]) if "Author" in fields else ()
    if title:
        return title, authors, 0
    for index, group in enumerate(groups[:_FRONT_GROUPS]):
        found = next(
            ((at, by) for at, line in enumerate(group) if (by := _BY.fullmatch(line))), None
        )
        if _is_heading(group) or len(group) > _HEADING_LINES:
            break
        if found and (
            above := [*(line for past in groups[:index] for line in past), *group[: found[0]]]
        ):
            return _front_title(above), read_authors([found[1][1]]), index + 1
    if groups and _is_title_line(groups):
        return _front_title(groups[0]), (), 1
    return _of_file_name(name)


def _front_title(lines: list[str]) -> str:
    said = [_MARKDOWN.sub("", line) for line in lines if not _PRODUCED.match(line)]
    return ": ".join(said[:2]) if said else ""


def _is_title_line(groups: list[list[str]]) -> bool:
    """Whether a text begins with its title alone: `The Lighthouse`, then `CHAPTER I`."""
    first = groups[0]
    if not is_prose(" ".join(first)):
        return False
    if len(first) == 1 and first[0].startswith("# "):
        is_only = not any(group[0].startswith("# ") for group in groups[1:])
        return is_only and read_heading(first[0][2:]).kind is Kind.PLAIN
    is_short = len(first) <= 2 and not _is_heading(first) and looks_like_title(" ".join(first))
    return is_short and any(_is_heading(group) for group in groups[1:_FRONT_GROUPS])


def _of_file_name(name: str) -> tuple[str, tuple[str, ...], int]:
    """`Jane Roe - The Lighthouse` names an author and a title; anything else is a title."""
    found = _NAMED_FILE.fullmatch(name)
    if found and len(found[1].split()) <= 4 and not any(map(str.isdigit, found[1])):
        return found[2], read_authors([found[1]]), 0
    return name[:1].upper() + name[1:], (), 0


def _is_heading(group: list[str]) -> bool:
    """Whether a group of lines that stands alone opens a chapter, a part or other matter."""
    if len(group) > _HEADING_LINES or any(len(line) > _HEADING_WIDTH for line in group):
        return False
    if _MARKDOWN.match(group[0]):
        return True
    heading = read_heading(group[0])
    if heading.kind in (Kind.CHAPTER, Kind.PART, Kind.STORY):
        return _ends_as_heading(group)
    if heading.kind is Kind.OUTSIDE:
        return len(group) == 1
    if heading.kind is Kind.NUMBER:
        rest = [heading.title, *group[1:]] if heading.title else group[1:]
        return all(looks_like_title(line.removesuffix(".")) for line in rest)
    return False


def _ends_as_heading(group: list[str]) -> bool:
    """`Chapter 1 was hard, and the next one was worse` in a line of its own is a sentence."""
    last = group[-1]
    return last.isupper() or not last.endswith((",", ";", "”", '"')) or looks_like_title(last)


def _is_contents(group: list[str]) -> bool:
    """Several headings without space between them, or dotted lines that lead to page numbers."""
    if len(group) < 3 or not any(map(_is_entry, group[:3])):
        return False
    return sum(map(_is_entry, group)) * 10 >= len(group) * 6


def _is_entry(line: str) -> bool:
    return bool(_LEADER.search(line)) or read_heading(line).kind is not Kind.PLAIN


def _pieces(groups: list[list[str]]) -> list[_Piece]:
    """Headings and paragraphs; where chapters are called so, bare numbers only part scenes."""
    groups = [group for group in groups if not _is_contents(group)]
    kinds = [read_heading(group[0]).kind for group in groups if _is_heading(group)]
    has_chapters = kinds.count(Kind.CHAPTER) > 1
    is_numbered = bool({Kind.CHAPTER, Kind.NUMBER, Kind.PART} & {*kinds})
    shouted = set[int]() if is_numbered else _shouted_titles(groups)
    pieces: list[_Piece] = []
    numbers: list[int] = []
    for index, group in enumerate(groups):
        if _PICTURE.match(group[0]) or (has_chapters and _is_bare_number(group)):
            continue
        if index in shouted or (_is_heading(group) and _in_sequence(group, numbers)):
            pieces.append(_Piece([_MARKDOWN.sub("", line) for line in group], is_heading=True))
        elif pieces and _completes(pieces[-1], group):
            pieces[-1].lines.extend(group)
        else:
            pieces.append(_Piece(group))
    return pieces


def _shouted_titles(groups: list[list[str]]) -> set[int]:
    """Where a text that numbers no chapters has their titles: lines in capitals, prose between."""
    found = {
        index: " ".join(group)
        for index, group in enumerate(groups)
        if _is_shouted(group) and index + 1 < len(groups) and not _is_shouted(groups[index + 1])
    }
    words = sum(count_words(line) for group in groups for line in group)
    are_chapters = _WORDS_BETWEEN * len(found) <= words <= LONG_WORDS * len(found)
    if len({*found.values()}) < max(3, len(found)) or not are_chapters:
        return set()
    return {*found} if min(found) * len(found) < len(groups) else set()


def _is_shouted(group: list[str]) -> bool:
    return len(group) <= 2 and all(line.isupper() and looks_like_title(line) for line in group)


def _is_bare_number(group: list[str]) -> bool:
    heading = read_heading(group[0])
    return len(group) == 1 and heading.kind is Kind.NUMBER and not heading.title


def _in_sequence(group: list[str], numbers: list[int]) -> bool:
    """A bare number opens a chapter only where it counts on, or begins to count anew."""
    heading = read_heading(group[0])
    if heading.kind is not Kind.NUMBER or heading.number is None:
        return True
    if heading.number != 1 and (not numbers or heading.number != numbers[-1] + 1):
        return False
    numbers.append(heading.number)
    return True


def _completes(last: _Piece, group: list[str]) -> bool:
    """Whether a short line under `CHAPTER I` is its title."""
    if not last.is_heading or len(last.lines) > 1 or sum(map(len, group)) > MAX_TITLE:
        return False
    heading = read_heading(last.lines[0])
    needs_title = heading.kind in (Kind.CHAPTER, Kind.NUMBER, Kind.PART) and not heading.title
    title = " ".join(group)
    return needs_title and (looks_like_title(title) or bool(_TELLING_TITLE.match(title)))


def _divided(pieces: list[_Piece], title: str) -> list[Division]:
    divisions = [Division(Opening(Kind.PLAIN))]
    lines: list[str] = []
    for piece in pieces:
        if piece.is_heading:
            if lines and _opens_anew(piece, lines):
                divisions.append(Division(read_opening(lines, title)))
                lines = []
            lines += piece.lines
            continue
        if lines:
            divisions.append(Division(read_opening(lines, title)))
            lines = []
        paragraph = _joined(piece.lines)
        if is_prose(paragraph):
            divisions[-1].paragraphs.append(paragraph)
    if lines:
        divisions.append(Division(read_opening(lines, title)))
    return divisions


def _joined(lines: list[str]) -> str:
    """Hard-wrapped lines as one; a line may have been broken after the dash between two words."""
    text = "\n".join(lines)
    return _BROKEN_AT_DASH.sub(r"\1", text).replace("\n", " ")


def _opens_anew(piece: _Piece, lines: list[str]) -> bool:
    """Whether a heading right after others begins something else, unlike a part's first chapter."""
    before = {read_heading(line).kind for line in lines}
    now = read_heading(piece.lines[0]).kind
    if Kind.OUTSIDE in before or now in (Kind.OUTSIDE, Kind.PART):
        return True
    return bool(before & {Kind.CHAPTER, Kind.NUMBER, Kind.STORY})
