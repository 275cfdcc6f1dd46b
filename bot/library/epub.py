"""Reads an EPUB 2 or 3 into a novel: where its chapters begin, and what they are called."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from bot.domain.novel import Novel, count_words
from bot.errors import UnreadableNovel
from bot.library.archive import Archive
from bot.library.divisions import MAX_CHARACTERS, TOO_LONG, Division, make_novel
from bot.library.headings import (
    Kind,
    Opening,
    contains_words,
    ends_lists,
    number_of,
    read_heading,
    read_opening,
    same_words,
    tidy_title,
)
from bot.library.markup import OUTSIDE_TYPES, STORY_TYPES, Block, read_page
from bot.library.package import Package, Target, read_package

_FRAME_START = re.compile(r"\*{3}\s*START OF TH(?:E|IS) PROJECT GUTENBERG", re.I)
_FRAME_END = re.compile(r"\*{3}\s*END OF TH(?:E|IS) PROJECT GUTENBERG", re.I)
_OUTSIDE_NAME = re.compile(
    r"(?:\d+[-_]?)?(?:cover|(?:half)?[-_]?title[-_]?page|halftitle|copyright|(?:un)?copyright|"
    r"imprint|colophon|dedication|toc|contents|endnotes|footnotes|acknowledge?ments|"
    r"about[-_]?(?:the[-_]?)?author|also[-_]?by|newsletter|advert)s?(?:[-_]?page)?[-_]?\d*",
    re.I,
)
_OUTSIDE_NAME_WORDS = 1_500
_CONTINUED = re.compile(r"(.+)_split_\d+")
_STORYLIKE = frozenset({"bodymatter", "z3998:fiction", "fiction"})
_MATTER = frozenset({"frontmatter", "backmatter"})
_LEAD_BLOCKS = 3
"""A heading this near to the top of a file opens the file."""


_IN_STORY = frozenset({"preface", "introduction", "foreword", "afterword", "epigraph"})
_NAMELESS = re.compile(
    r"[\w.-]+\.x?html?|(?:section|page|text|part|unknown|untitled|start|beginning)[\s_-]*\d*|"
    r"\[?no title\]?",
    re.I,
)


@dataclass(slots=True)
class _Leaf:
    """A page of the book, where divisions may begin in it, and whether it is story at all."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    targets: dict[int, Target]
    is_outside: bool
    starts: set[int] = field(default_factory=set[int])


def read_epub(data: bytes, fallback_title: str) -> Novel:
    """Read an EPUB; `fallback_title` is used where the book does not name itself.

    Raises UnreadableNovel with one sentence when it is damaged, locked, hostile or no novel.
    """
    with Archive(data) as archive:
        package = read_package(archive)
        leaves = _leaves(archive, package)
    title = package.title or fallback_title
    _find_starts(leaves)
    titles = Counter(leaf.title for leaf in leaves)
    divisions: list[Division] = []
    for leaf in leaves:
        if leaf.is_outside:
            continue
        own_title = leaf.title if titles[leaf.title] == 1 else ""
        for chunk, target in _chunks(leaf, divisions):
            divisions.append(_division(chunk, target, own_title, title))
            own_title = ""
    return make_novel(title, package.authors, divisions)


def _leaves(archive: Archive, package: Package) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    size = 0
    for name in package.pages:
        page = read_page(archive.read(name))
        blocks, is_end = _unframed(page.blocks)
        size += sum(len(line) for block in blocks for line in block.lines)
        if size > 2 * MAX_CHARACTERS:
            raise UnreadableNovel(TOO_LONG)
        targets = _targets(blocks, package.contents.get(name, []))
        is_outside = not blocks or _is_outside_page(
            name, blocks, package.landmarks.get(name, set())
        )
        leaves.append(_Leaf(name, page.title, blocks, targets, is_outside))
        if is_end:
            break
    return leaves


def _unframed(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
    """The blocks within Project Gutenberg's frame, and whether the frame ends here."""
    for index, block in enumerate(blocks):
        if _FRAME_START.search(block.text[:200]):
            blocks = blocks[index + 1 :]
            break
    for index, block in enumerate(blocks):
        if _FRAME_END.search(block.text[:200]):
            return blocks[:index], True
    return blocks, False


def _targets(blocks: tuple[Block, ...], targets: list[Target]) -> dict[int, Target]:
    """The lines of the table of contents that lead into a page, by the block they lead to."""
    anchored = {anchor: index for index, block in enumerate(blocks) for anchor in block.anchors}
    found: dict[int, Target] = {}
    exact: set[int] = set()
    for target in targets:
        index = anchored.get(target.fragment, 0) if target.fragment else 0
        if target.fragment in anchored:
            exact.add(index)
        found.setdefault(index, target)
    raised: dict[int, Target] = {}
    for index, target in sorted(found.items()):
        top = index
        while 0 < top <= len(blocks) - 1 and blocks[top - 1].level and top - 1 not in found:
            if blocks[top].opens_section or ends_lists(blocks[top - 1].text, blocks[top].text):
                break
            top -= 1
        raised.setdefault(top, target)
    return raised if blocks else {}


def _is_outside_page(name: str, blocks: tuple[Block, ...], landmarks: set[str]) -> bool:
    """Whether a whole page is front or back matter by the guide, the landmarks or its file name."""
    stem = posixpath.splitext(posixpath.basename(name))[0]
    if not landmarks & OUTSIDE_TYPES and not _OUTSIDE_NAME.fullmatch(stem):
        return False
    opens_chapter = any(
        block.types & STORY_TYPES
        or (block.level and read_heading(block.lines[0]).kind in (Kind.CHAPTER, Kind.STORY))
        for block in blocks
    )
    words = sum(count_words(block.text) for block in blocks)
    return not opens_chapter and words <= _OUTSIDE_NAME_WORDS


def _is_outside(types: frozenset[str]) -> bool:
    if types & STORY_TYPES:
        return False
    if found := types & OUTSIDE_TYPES:
        return not (found <= _IN_STORY and types & _STORYLIKE)
    return bool(types & _MATTER) and not types & _STORYLIKE


def _find_starts(leaves: list[_Leaf]) -> None:
    """Mark where divisions begin: by contents, sections and headings, else by the files."""
    told = [leaf for leaf in leaves if not leaf.is_outside]
    level = _chapter_level(told)
    headings = sum(
        0 < block.level <= level and (not index or not leaf.blocks[index - 1].level)
        for leaf in told
        for index, block in enumerate(leaf.blocks)
    )
    entries = sum(len(leaf.targets) for leaf in told)
    has_contents = entries > 1 and entries * 2 >= headings
    for leaf in told:
        leaf.starts = _starts(leaf, level, has_contents=has_contents)
    if any(leaf.starts for leaf in told):
        return
    before = ""
    for leaf in told:
        if not _continues(before, leaf.name):
            leaf.starts.add(0)
        before = leaf.name


def _chapter_level(leaves: list[_Leaf]) -> int:
    """The level of the headings that open chapters; 0 where the book has no headings."""
    explicit: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for leaf in leaves:
        for block in leaf.blocks:
            if block.level:
                kind = read_heading(block.lines[0]).kind
                explicit[block.level] += (kind is Kind.CHAPTER) * 1_000 + (kind is Kind.NUMBER)
                every[block.level] += 1
    if explicit and (common := explicit.most_common(1)[0])[1]:
        return common[0]
    repeated = [level for level, count in every.items() if count > 1]
    return min(repeated or every or [0])


def _starts(leaf: _Leaf, chapter_level: int, *, has_contents: bool) -> set[int]:
    starts = set(leaf.targets)
    for index, block in enumerate(leaf.blocks):
        if block.opens_section:
            starts.add(index)
        in_run = index > 0 and leaf.blocks[index - 1].level > 0
        if block.level and in_run and ends_lists(leaf.blocks[index - 1].text, block.text):
            starts.add(index)
        if not block.level or in_run:
            continue
        is_top = index < _LEAD_BLOCKS and not any(start <= index for start in starts)
        kind = read_heading(block.lines[0]).kind
        if kind in (Kind.CHAPTER, Kind.PART, Kind.STORY):
            starts.add(index)
        elif kind is Kind.OUTSIDE:
            starts |= {index} if block.level <= max(2, chapter_level) else set()
        elif is_top or (not has_contents and block.level <= chapter_level):
            starts.add(index)
    return starts


def _continues(before: str, name: str) -> bool:
    """Whether a file is the next piece of one that a converter cut: `c1_split_001.html`."""
    earlier, later = _CONTINUED.match(before), _CONTINUED.match(name)
    return bool(earlier and later and earlier[1] == later[1])


def _chunks(
    leaf: _Leaf, divisions: list[Division]
) -> list[tuple[tuple[Block, ...], Target | None]]:
    """The page cut at its starts; what stands before them goes on with the last chapter."""
    blocks = leaf.blocks
    starts = sorted(leaf.starts)
    first = starts[0] if starts else len(blocks)
    is_lead = 0 < first < _LEAD_BLOCKS and "_split_" not in leaf.name
    if first and divisions and not is_lead:
        divisions[-1].paragraphs += _prose(blocks[:first])
    elif first:
        starts = [0, *starts[1:]] if is_lead else [0, *starts]
    target = leaf.targets.get(first) if is_lead else None
    ends = [*starts, len(blocks)][1:]
    return [
        (blocks[start:end], leaf.targets.get(start) or (target if start == 0 else None))
        for start, end in zip(starts, ends, strict=True)
    ]


def _prose(blocks: tuple[Block, ...]) -> list[str]:
    """The paragraphs, and headings inside a chapter where they say more than a number."""
    return [
        block.text
        for block in blocks
        if not block.level or read_heading(block.text).kind is Kind.PLAIN
    ]


def _division(
    chunk: tuple[Block, ...], target: Target | None, own_title: str, book_title: str
) -> Division:
    first = next((i for i, block in enumerate(chunk[:_LEAD_BLOCKS]) if block.level), None)
    end = start = first or 0
    while first is not None and end < len(chunk) and chunk[end].level:
        end += 1
    lines = [line for block in chunk[start:end] for line in block.lines]
    label = target.label if target else ""
    opening = _titled(read_opening(lines, book_title), lines, label, own_title, book_title)
    types = chunk[min(start, len(chunk) - 1)].types
    is_story = bool(types & (_STORYLIKE | STORY_TYPES))
    if "part" in types and "chapter" not in types and opening.kind in (Kind.PLAIN, Kind.NUMBER):
        opening = replace(opening, kind=Kind.PART)
    if opening.kind is Kind.OUTSIDE and is_story and _IN_STORY & {opening.title.lower()}:
        opening = replace(opening, kind=Kind.PLAIN)
    if _is_outside(types) and opening.kind not in (Kind.CHAPTER, Kind.STORY, Kind.PART):
        opening = replace(opening, kind=Kind.OUTSIDE)
    return Division(
        opening,
        _prose(chunk[:start] + chunk[end:]),
        target.depth if target else None,
        bool(target and target.has_children),
    )


def _titled(
    opening: Opening, lines: list[str], label: str, own_title: str, book_title: str
) -> Opening:
    """The heading as it stands, made whole by the table of contents or the page's `<title>`."""
    for name in (label, own_title):
        if not name or _NAMELESS.fullmatch(name) or same_words(name, book_title):
            continue
        named = read_opening([name], book_title)
        if not opening.title:
            return replace(named, part=opening.part or named.part)
        if same_words(name, " ".join(lines)) and any(line.isupper() for line in lines):
            return replace(opening, title=named.title or opening.title)
        if not _is_bare(opening):
            continue
        if named.kind is Kind.PLAIN:
            return replace(opening, title=f"{opening.title}: {tidy_title(name)}")
        says_more = len(named.title) > len(opening.title)
        if named.kind in (Kind.CHAPTER, Kind.NUMBER, Kind.STORY, opening.kind) and says_more:
            same = named.number == opening.number or contains_words(named.title, opening.title)
            if same and not _is_bare(named):
                return replace(opening, title=named.title)
    return opening


def _is_bare(opening: Opening) -> bool:
    """Whether a heading is a number and nothing more."""
    words = opening.title.split()
    if opening.kind not in (Kind.CHAPTER, Kind.NUMBER, Kind.PART) or ":" in opening.title:
        return False
    return len(words) <= 2 or number_of(words[-1]) is not None
