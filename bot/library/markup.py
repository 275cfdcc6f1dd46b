"""Reads one XHTML file of an EPUB into a flat run of headings and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.library.headings import Kind, looks_like_title, read_heading
from bot.library.mending import is_prose, mend
from bot.library.tree import Element, local_name, parse, text_of, types_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STORY_TYPES = _words("chapter part volume division prologue epilogue")
OUTSIDE_TYPES = _words(
    "acknowledgments afterword appendix-notes bibliography colophon contributors copyright-page "
    "cover dedication endnotes epigraph errata footnotes foreword frontispiece glossary "
    "halftitlepage halftitle imprint imprimatur index introduction landmarks loa loi lot lov "
    "notice other-credits page-list preface qna rearnotes seriespage title-page titlepage toc "
    "acknowledgements notes text-cover"
)
_SECTION_TYPES = STORY_TYPES | OUTSIDE_TYPES
_ASIDE_TYPES = _words(
    "noteref annoref footnote footnotes endnote endnotes rearnote rearnotes pagebreak backlink "
    "page-list landmarks toc"
)
_ASIDE_CLASSES = _words(
    "pagenum pageno page-number pagebreak page_number footnote footnotes endnote endnotes noteref "
    "fnref fnanchor footnote-ref pg-boilerplate pgheader pgfooter transnote"
)
_SKIPPED = _words(
    "head script style svg math nav template object iframe audio video canvas form button select "
    "rt rp noscript map textarea"
)
_BLOCKS = _words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section "
    "summary table tbody tfoot thead title tr ul"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CLASS_LEVEL = 2
_HEADING_CLASS = re.compile(
    r"(?:chapter|chap|part|book)[-_]?(?:title|head|heading|number|num|no|name|label)s?\d?|"
    r"(?:sub)?title|heading|head|h[1-3]|cn|ct|cst|chapnum|chaptitle|ordinal"
)
_MARKER = re.compile(r"[\[(]?(?:\d{1,3}|[ivx]{1,4}|[a-z]|[*†‡§¶]{1,4})[\])]?\.?", re.I)
_NOTE_SIGN = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶]{1,4})[\])]?")
_BREAK = "\u2028"
_HEADING_LENGTH = 120
_LONG_LINE = 80
_MAX_LEVELS = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 6) or a paragraph (level 0) with what is known of its place."""

    lines: tuple[str, ...]
    level: int
    anchors: tuple[str, ...]
    types: frozenset[str]
    opens_section: bool

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML file: its `<title>` and its blocks in reading order."""

    title: str
    blocks: tuple[Block, ...]


def read_page(data: bytes) -> Page:
    """The headings and paragraphs of one XHTML file, without notes and page numbers."""
    root = parse(data)
    if root is None:
        return Page("", ())
    title, body = "", root
    for element in root.iter():
        name = local_name(element)
        if name == "title" and not title:
            title = mend(text_of(element))
        elif name == "body":
            body = element
            break
    return Page(title, tuple(_Reader().read(body)))


class _Reader:
    """Walks one body and gathers its blocks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._buffer: list[str] = []
        self._anchors: list[str] = []
        self._linked = 0
        self._bold = 0
        self._is_note = False
        self._opens = False

    def read(self, body: Element) -> list[Block]:
        self._block(body, "body", types_of(body), 0, 0)
        return self._blocks

    def _walk(self, element: Element, types: frozenset[str], level: int, depth: int) -> None:
        for child in element:
            name = local_name(child)
            own = types_of(child)
            if depth < _MAX_LEVELS and name and not self._is_aside(child, name, own, level):
                self._anchor(child)
                if name in _BLOCKS:
                    self._flush(types, level)
                    self._block(child, name, types | own if own else types, level, depth + 1)
                else:
                    self._inline(child, name, types, level, depth + 1)
            if child.tail:
                self._buffer.append(child.tail)

    def _block(
        self, element: Element, name: str, types: frozenset[str], level: int, depth: int
    ) -> None:
        own = types_of(element)
        if own & _SECTION_TYPES:
            self._opens = True
        own_level = _HEADINGS.get(name) or level or _level_by_class(element, own)
        if name == "pre":
            self._pre(element, types, own_level)
            return
        if element.text:
            self._buffer.append(element.text)
        self._walk(element, types, own_level, depth)
        self._flush(types, own_level)

    def _inline(
        self, element: Element, name: str, types: frozenset[str], level: int, depth: int
    ) -> None:
        if name == "br":
            self._buffer.append(_BREAK)
        elif name in ("td", "th"):
            self._buffer.append(" ")
        elif name == "img" and len(letter := element.get("alt", "")) == 1:
            self._buffer.append(letter)  # a drawn initial
        before = len(self._buffer)
        if element.text:
            self._buffer.append(element.text)
        self._walk(element, types, level, depth)
        if name in ("a", "b", "strong"):
            length = sum(len(text.strip()) for text in self._buffer[before:])
            if name != "a":
                self._bold += length
            elif "href" in element.attrib:
                self._linked += length

    def _pre(self, element: Element, types: frozenset[str], level: int) -> None:
        for group in re.split(r"\n[ \t]*\n", text_of(element)):
            self._buffer.append(group)
            self._flush(types, level)

    def _anchor(self, element: Element) -> None:
        anchor = element.get("id", "") or element.get("name", "")
        if anchor:
            self._anchors.append(str(anchor))

    def _is_aside(self, element: Element, name: str, own: frozenset[str], level: int) -> bool:
        """Whether an element is no part of the story: notes and their markers, page numbers."""
        if name in _SKIPPED or own & _ASIDE_TYPES:
            return True
        attributes = element.attrib
        if name == "sup" or (name == "a" and "#" in attributes.get("href", "")):
            return self._is_marker(element, name, level)
        if not attributes:
            return False
        classes = attributes.get("class", "").lower().split()
        style = attributes.get("style", "").replace(" ", "")
        is_frame = attributes.get("id", "") in ("pg-header", "pg-footer")
        is_hidden = "hidden" in attributes or "display:none" in style
        return is_hidden or is_frame or not _ASIDE_CLASSES.isdisjoint(classes)

    def _is_marker(self, element: Element, name: str, level: int) -> bool:
        """A note's number; at the very start of a heading it is the chapter's own."""
        text = text_of(element).strip()
        if name == "sup" and not any(local_name(inner) == "a" for inner in element):
            before = "".join(self._buffer[-2:])[-1:]
            return bool(_NOTE_SIGN.fullmatch(text)) and not before.isdigit()
        if not text or not _MARKER.fullmatch(text):
            return False
        is_first = not "".join(self._buffer).strip()
        if is_first and level:
            return False
        self._is_note = self._is_note or is_first
        return True

    def _flush(self, types: frozenset[str], level: int) -> None:
        raw = "".join(self._buffer)
        linked, bold, is_note = self._linked, self._bold, self._is_note
        self._buffer.clear()
        self._linked = self._bold = 0
        self._is_note = False
        if not raw or raw.isspace():
            return
        lines = [mend(line) for line in raw.split(_BREAK)]
        length = sum(map(len, lines))
        if is_note or not length or (not level and linked * 10 > length * 6):
            return
        if (
            not level
            and length <= _HEADING_LENGTH
            and self._reads_as_heading(lines, is_bold=bold * 10 > length * 9)
        ):
            level = _CLASS_LEVEL
        if level:
            self._emit(tuple(line for line in lines if line), level, types)
            return
        for paragraph in _paragraphs(lines) if len(lines) > 1 else lines:
            self._emit((paragraph,), 0, types)

    def _reads_as_heading(self, lines: list[str], *, is_bold: bool) -> bool:
        said = [line for line in lines if line]
        if len(said) > 3:
            return False
        if read_heading(said[0]).kind in (Kind.CHAPTER, Kind.PART):
            return True
        after_heading = bool(self._blocks) and self._blocks[-1].level > 0
        return after_heading and is_bold and all(map(looks_like_title, said))

    def _emit(self, lines: tuple[str, ...], level: int, types: frozenset[str]) -> None:
        if not lines or not (level or is_prose(lines[0])):
            return
        block = Block(lines, level, tuple(self._anchors), types, self._opens)
        self._blocks.append(block)
        self._anchors.clear()
        self._opens = False


def _level_by_class(element: Element, own: frozenset[str]) -> int:
    """A heading in disguise: `<p class="chapter-title">`, or a title inside an hgroup."""
    if own & {"title", "subtitle", "ordinal", "label", "fulltitle"}:
        return _CLASS_LEVEL
    classes = element.get("class", "").lower().split()
    if not classes or not any(_HEADING_CLASS.fullmatch(word) for word in classes):
        return 0
    if any(local_name(inner) in _BLOCKS for inner in element.iterdescendants()):
        return 0
    return _CLASS_LEVEL if len(text_of(element)) <= _HEADING_LENGTH else 0


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines between breaks: verse is joined, paragraphs kept apart by breaks stay apart."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line:
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    paragraphs: list[str] = []
    for run in runs:
        if len(run) > 1 and sum(map(len, run)) >= _LONG_LINE * len(run):
            paragraphs += run
        elif run:
            paragraphs.append(" ".join(run))
    return paragraphs
