"""Turns what stands between headings into the chapters of a novel."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.domain.novel import (
    MAX_NOVEL_WORDS,
    MAX_PASSAGE_WORDS,
    Chapter,
    Novel,
    count_words,
    runs_of_words,
)
from bot.errors import UnreadableNovel
from bot.library.headings import Kind, Opening, contains_words, same_words, tidy_title

MIN_WORDS = 100
MAX_CHAPTERS = 2_000
MAX_CHARACTERS = 12 * MAX_NOVEL_WORDS
"""No language of spaced words comes near twelve letters a word; unspaced text may not pass."""
MAX_AUTHORS = 10
UNTITLED = "Untitled"

FRONT_WORDS = 300
"""A title page with its motto is shorter than this, and no first chapter is."""
STUB_WORDS = 60
PART_PAGE_WORDS = 150
"""What may stand on a part's own page: a motto. More than that is a chapter."""
LONG_WORDS = 8_000
SECTION_WORDS = 4_000

_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"')»]*\s+(?=[“‘\"'(«—]*[^\W\d_])|[。！？][”’」』）]*")
_MANY = re.compile(r"\s*(?:;|&|\band\b|\bund\b|\bet\b)\s*")


@dataclass(slots=True)
class Division:
    """What stands between two headings. `depth` is its place in the table of contents, if any."""

    opening: Opening
    paragraphs: list[str] = field(default_factory=list[str])
    depth: int | None = None
    has_children: bool = False

    @property
    def words(self) -> int:
        return sum(map(count_words, self.paragraphs))

    @property
    def is_numbered(self) -> bool:
        return self.opening.kind in (Kind.CHAPTER, Kind.NUMBER, Kind.STORY)


def make_novel(title: str, authors: tuple[str, ...], divisions: list[Division]) -> Novel:
    """A novel of the divisions that tell its story, part titles merged with what follows.

    Raises UnreadableNovel when there are too few words or too many.
    """
    told = [division for division in divisions if division.opening.kind is not Kind.OUTSIDE]
    told = _without_contents(told)
    told = _without_title_pages(told, title, authors)
    chapters = _named(_with_parts(told), title)
    if len(chapters) == 1 and chapters[0].words > LONG_WORDS:
        chapters = _sections(chapters[0])
    novel = Novel(tidy_title(title) or UNTITLED, authors[:MAX_AUTHORS], tuple(chapters))
    _refuse_size(novel)
    return novel


def read_authors(names: list[str]) -> tuple[str, ...]:
    """The authors' names in natural order, each once: `Stevenson, Robert Louis` is turned round."""
    single = [name for names_ in names for name in _MANY.split(names_)]
    natural = [_calm(_natural(" ".join(name.split()).strip(" ,.*_")))[:100] for name in single]
    return tuple(dict.fromkeys(name for name in natural if name))


def _calm(name: str) -> str:
    """`JANE ROE` as one writes it; `H.D.` is no shout."""
    return tidy_title(name) if re.search(r"[^\W\d_]{3}", name) and name.isupper() else name


def _natural(name: str) -> str:
    last, comma, first = name.partition(", ")
    is_suffix = first.rstrip(".").lower() in ("jr", "sr", "père", "fils", "ii", "iii", "phd", "md")
    if not comma or "," in first or is_suffix or len(name.split()) > 6:
        return name
    return f"{first} {last}"


def _without_contents(divisions: list[Division]) -> list[Division]:
    """Leave out headings without text that come again later with it: a table of contents."""
    kept: list[Division] = []
    later: set[str] = set()
    for division in reversed(divisions):
        key = _key(division.opening)
        if not division.paragraphs and key in later:
            continue
        later.add(key)
        kept.append(division)
    return kept[::-1]


def _key(opening: Opening) -> str:
    """`Chapter I` in the contents is `Chapter I: The Inn` in the text: its number says which."""
    if opening.number is not None:
        return f"number {opening.number}"
    label = opening.title.split(":")[0]
    return "".join(character for character in label.casefold() if character.isalnum())


def _without_title_pages(
    divisions: list[Division], title: str, authors: tuple[str, ...]
) -> list[Division]:
    """Leave out the pages that say no more than the book's own title and author."""
    has_titles = any(division.opening.title for division in divisions)
    kept: list[Division] = []
    longest_after = _longest_after(divisions)
    for division, longest in zip(divisions, longest_after, strict=True):
        name = division.opening.title
        is_first = not any(earlier.paragraphs for earlier in kept)
        is_book = same_words(name, title) or (not name and has_titles)
        limit = FRONT_WORDS if is_first and is_book else STUB_WORDS
        is_page = (
            division.opening.kind is Kind.PLAIN
            and not division.has_children
            and (is_book or _is_on_cover(name, title, authors))
            and division.words < limit
        )
        if not is_page or division.words > longest:
            kept.append(division)
    return kept


def _longest_after(divisions: list[Division]) -> list[int]:
    """For each division, the words of the longest one after it; -1 for the last."""
    longest, found = -1, list[int]()
    for division in reversed(divisions):
        found.append(longest)
        longest = max(longest, division.words)
    return found[::-1]


def _is_on_cover(name: str, title: str, authors: tuple[str, ...]) -> bool:
    """`The Lighthouse: A Novel`, `Lighthouse`, `Jane Roe` and `By Jane Roe` all stand there."""
    by_author = any(contains_words(name, author) and len(name) < 60 for author in authors)
    return contains_words(title, name) or contains_words(name, title) or by_author


def _with_parts(divisions: list[Division]) -> list[Chapter]:
    chapters: list[Chapter] = []
    part, part_depth = "", None
    waiting: list[str] = []
    for index, division in enumerate(divisions):
        follows = index + 1 < len(divisions)
        opening = division.opening
        if opening.part:
            part, part_depth = opening.part, None
        if _ends_part(division, part_depth, follows=follows):
            part, part_depth = "", None
        if _is_part_page(division, follows=follows):
            part, part_depth = opening.title, division.depth
            waiting += division.paragraphs
            continue
        if opening.kind is Kind.PART:
            opens_others = follows and divisions[index + 1].is_numbered
            part, part_depth = (opening.title, division.depth) if opens_others else ("", None)
        if paragraphs := waiting + division.paragraphs:
            chapters.append(Chapter(opening.title, _passable(paragraphs), part))
        waiting = []
    return chapters


def _is_part_page(division: Division, *, follows: bool) -> bool:
    """A part's own page; a heading without any text is one too, whatever it says."""
    if not follows:
        return False
    if division.opening.kind is Kind.PART or division.has_children:
        return division.words < PART_PAGE_WORDS
    return not division.paragraphs and division.opening.kind is Kind.PLAIN


def _ends_part(division: Division, part_depth: int | None, *, follows: bool) -> bool:
    if division.depth is not None and part_depth is not None and not division.opening.part:
        return division.depth <= part_depth
    is_epilogue = division.opening.kind is Kind.STORY and not follows
    return is_epilogue and not division.opening.part


def _named(chapters: list[Chapter], title: str) -> list[Chapter]:
    if len(chapters) == 1 and not chapters[0].title:
        return [Chapter(tidy_title(title) or UNTITLED, chapters[0].paragraphs)]
    return [
        chapter if chapter.title else Chapter(f"Chapter {number}", chapter.paragraphs, chapter.part)
        for number, chapter in enumerate(chapters, start=1)
    ]


def _sections(chapter: Chapter) -> list[Chapter]:
    """A book without chapters in sections of about 4,000 words, so that it can be paged through."""
    count = -(-chapter.words // SECTION_WORDS)
    size = chapter.words / count
    sections: list[list[str]] = [[]]
    words = 0
    for paragraph in chapter.paragraphs:
        if words >= size * len(sections):
            sections.append([])
        sections[-1].append(paragraph)
        words += count_words(paragraph)
    return [
        Chapter(f"Section {number}", tuple(section))
        for number, section in enumerate(sections, start=1)
    ]


def _passable(paragraphs: list[str]) -> tuple[str, ...]:
    """A paragraph that no passage could hold is cut at its sentences: all can be proposed."""
    passable: list[str] = []
    for paragraph in paragraphs:
        if count_words(paragraph) <= MAX_PASSAGE_WORDS:
            passable.append(paragraph)
        else:
            passable += _cut(paragraph)
    return tuple(passable)


def _cut(paragraph: str) -> list[str]:
    pieces: list[str] = []
    run, size = "", 0
    for sentence in _sentences(paragraph):
        words = count_words(sentence)
        if run and size + words > MAX_PASSAGE_WORDS // 2:
            pieces.append(run.strip())
            run, size = "", 0
        run += sentence
        size += words
    return [*pieces, run.strip()]


def _sentences(paragraph: str) -> list[str]:
    """Sentences as they stand, those that are longer than a passage cut again by their words."""
    sentences: list[str] = []
    start = 0
    ends = [found.end() for found in _SENTENCE_END.finditer(paragraph)]
    for end in [*ends, len(paragraph)]:
        sentences += runs_of_words(paragraph[start:end], MAX_PASSAGE_WORDS // 2)
        start = end
    return sentences


def _refuse_size(novel: Novel) -> None:
    words = novel.words
    if words > MAX_NOVEL_WORDS:
        raise UnreadableNovel(TOO_LONG)
    if sum(len(text) for chapter in novel.chapters for text in chapter.paragraphs) > MAX_CHARACTERS:
        raise UnreadableNovel(TOO_LONG)
    if len(novel.chapters) > MAX_CHAPTERS:
        raise UnreadableNovel(
            f"This book falls into more than {MAX_CHAPTERS:,} chapters, which no novel has: "
            "add one volume with its chapters marked as headings."
        )
    if words < MIN_WORDS:
        found = "no words" if not words else "fewer words than a page has"
        raise UnreadableNovel(
            f"There are {found} in this file, too few for a novel (at least {MIN_WORDS}): "
            "check that it holds the text and not pictures of its pages."
        )


TOO_LONG = (
    f"This book has more than {MAX_NOVEL_WORDS:,} words, the most that one novel may have: "
    "add it volume by volume."
)
