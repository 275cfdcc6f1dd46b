"""Whatever bytes come in, out comes a novel or a refusal, and nothing else."""

from __future__ import annotations

import pytest
from epub_builder import Epub, chapter, nav, typed_chapter, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.novel import Novel
from bot.errors import UnreadableNovel
from bot.library import read_novel

EPUB = Epub({f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)})
EPUB.nav = nav(("c1.xhtml", "Chapter 1"), ("c2.xhtml#x", "Chapter 2"))
EPUB.ncx = "<navPoint><navLabel><text>One</text></navLabel><content src='c1.xhtml'/></navPoint>"
BOOK = EPUB.build()
INNER = [name for name in EPUB.files() if name != "mimetype"]
TEXT = "".join(typed_chapter(heading, 1) for heading in ("PART I", "CHAPTER I", "II. Two")).encode()

edits = st.lists(
    st.tuples(st.integers(0, 1_000_000), st.integers(0, 4), st.binary(max_size=6)),
    min_size=1,
    max_size=8,
)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def mutated(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    changed = bytearray(data)
    for place, length, put in changes:
        at = place % (len(changed) + 1)
        changed[at : at + length] = put
    return bytes(changed)


def assert_read_or_refused(data: bytes, filename: str) -> None:
    said = ""
    novel = None
    try:
        novel = read_novel(data, filename)
    except UnreadableNovel as refusal:
        said = str(refusal)
    if novel is None:
        assert said.endswith(".")
        assert "\n" not in said
        return
    assert isinstance(novel, Novel)
    assert novel.title
    assert all(part.title and part.paragraphs for part in novel.chapters)
    assert all(
        text == " ".join(text.split()) for part in novel.chapters for text in part.paragraphs
    )


@quick
@given(edits)
def test_any_bytes_of_an_epub_may_be_wrong(changes: list[tuple[int, int, bytes]]) -> None:
    assert_read_or_refused(mutated(BOOK, changes), "book.epub")


@settings(quick, max_examples=200)
@given(st.sampled_from(INNER), edits)
def test_any_file_inside_may_be_wrong(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    files = EPUB.files()
    content = files[name]
    files[name] = mutated(content if isinstance(content, bytes) else content.encode(), changes)
    assert_read_or_refused(zipped(files), "book.epub")


@quick
@given(
    st.sampled_from(INNER), st.text(alphabet="<>/&;#x!?[]\"'= \nabdhiprv0\u2028\u00ad", max_size=80)
)
def test_any_file_inside_may_be_nonsense(name: str, content: str) -> None:
    assert_read_or_refused(zipped(EPUB.files() | {name: content}), "book.epub")


@quick
@given(edits)
def test_any_bytes_of_a_text_may_be_wrong(changes: list[tuple[int, int, bytes]]) -> None:
    assert_read_or_refused(mutated(TEXT, changes), "book.txt")


@quick
@given(st.binary(max_size=400), st.sampled_from(["book.txt", "book.epub", "", "..", "\x00/x"]))
def test_any_bytes_may_come_under_any_name(data: bytes, filename: str) -> None:
    assert_read_or_refused(data, filename)


@quick
@given(st.lists(st.sampled_from(
    ["CHAPTER I", "I", "II.", "PART ONE", "Contents", "by X", "* * *", "Epilogue", "# A", "_", "[",
     "A line of prose that goes on for a while, as lines do.", "", "   ", "\t1. B", "X Y Z"]
), max_size=60))  # fmt: skip
def test_any_order_of_lines_is_read(lines: list[str]) -> None:
    assert_read_or_refused("\n".join([*lines, "and so on " * 60]).encode(), "book.txt")


@pytest.mark.parametrize("nasty", ["=" * 300_000, "[" * 300_000, "_a" * 150_000, "(" * 300_000,
    "I" * 300_000, ". " * 150_000, "<" * 300_000, "&" * 300_000, "-" * 300_000 + "a",
    "CHAPTER " + "I " * 100_000, "Part one " * 60_000, "“" * 200_000])  # fmt: skip
def test_lines_made_to_slow_a_reader_down_do_not(nasty: str) -> None:
    assert_read_or_refused(f"CHAPTER I\n\n{nasty}\n\n{'and so on ' * 60_000}".encode(), "b.txt")
    assert_read_or_refused(
        Epub({"c1.xhtml": f"<h2>{nasty}</h2><p>{nasty}</p>"}).build(), "book.epub"
    )
