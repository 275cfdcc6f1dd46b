"""What a reader finds in a plain text: its frame, names, paragraphs and chapters."""

from __future__ import annotations

import pytest
from epub_builder import prose, typed_chapter, wrapped

from bot.domain.novel import Novel
from bot.library import read_novel


def read(text: str, filename: str = "book.txt") -> Novel:
    return read_novel(text.encode(), filename)


def titles(novel: Novel) -> list[str]:
    return [chapter.title for chapter in novel.chapters]


def book(*headings: str) -> str:
    return "".join(typed_chapter(heading, seed) for seed, heading in enumerate(headings, start=1))


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("CHAPTER I", "CHAPTER II"), ["Chapter I", "Chapter II"]),
        (("Chapter 1", "Chapter 2"), ["Chapter 1", "Chapter 2"]),
        (("CHAPTER I.\nTHE SEA-DOG", "CHAPTER II."), ["Chapter I: The Sea-Dog", "Chapter II"]),
        (("CHAPTER I\n\nThe Old Sea-Dog", "CHAPTER II\n\nBlack Dog"),
         ["Chapter I: The Old Sea-Dog", "Chapter II: Black Dog"]),
        (("Chapter 1: The Inn", "Chapter 2 - War"), ["Chapter 1: The Inn", "Chapter 2: War"]),
        (("I", "II", "III"), ["Chapter I", "Chapter II", "Chapter III"]),
        (("1.", "2."), ["Chapter 1", "Chapter 2"]),
        (("I. THE INN", "II. THE SEA"), ["I: The Inn", "II: The Sea"]),
        (("PROLOGUE", "Chapter One", "EPILOGUE"), ["Prologue", "Chapter One", "Epilogue"]),
        (("Chapter the First", "Chapter the Last"), ["Chapter the First", "Chapter the Last"]),
        (("Stave One", "Stave Two"), ["Stave One", "Stave Two"]),
        (("# Chapter 1", "# The Inn"), ["Chapter 1", "The Inn"]),
        (("CHAPITRE PREMIER", "CHAPITRE II"), ["Chapitre Premier", "Chapitre II"]),
        (("Kapitel 1", "Kapitel 2"), ["Kapitel 1", "Kapitel 2"]),
        (("Глава 1", "Глава 2"), ["Глава 1", "Глава 2"]),
        (("Глава первая", "ГЛАВА ДВАДЦАТЬ ВТОРАЯ"), ["Глава первая", "Глава Двадцать Вторая"]),
        (("Erstes Kapitel", "2. Kapitel"), ["Erstes Kapitel", "2. Kapitel"]),
        (("CHAPITRE DEUXIÈME", "Capítulo tercero"), ["Chapitre Deuxième", "Capítulo tercero"]),
        (("第一章 灯", "第二章海", "제3장"), ["第一章: 灯", "第二章: 海", "제3장"]),
        (("Chapter One Hundred", "Chapter One Hundred and One"),
         ["Chapter One Hundred", "Chapter One Hundred and One"]),
        (("Ch. 1", "Ch. 2"), ["Ch. 1", "Ch. 2"]),
        (("--- Chapter 1 ---", "[CHAPTER II]"), ["Chapter 1", "Chapter II"]),
        (("CHAPTER THE FIRST\n\nIn which the lamp goes out, and nobody sleeps.", "Chapter 2"),
         ["Chapter the First: In which the lamp goes out, and nobody sleeps", "Chapter 2"]),
        (("THE SISTERS", "AN ENCOUNTER", "ARABY"), ["The Sisters", "An Encounter", "Araby"]),
        (("Contents", "Chapter 1", "Acknowledgements"), ["Chapter 1"]),
    ],
)  # fmt: skip
def test_chapters_are_found_by_their_headings(headings: tuple[str, ...], found: list[str]) -> None:
    assert titles(read(book(*headings))) == found


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 1 was hard to write, and the next one was worse,",
        "Part of me wanted to stay.",
        "I.",
        "He said no.",
        "17",
        "1",
        "Book clubs are for the rich;",
        "第一章は長かった。",
    ],
)
def test_a_short_line_of_prose_is_no_heading(line: str) -> None:
    text = book("Chapter 8", "Chapter 9").replace("\n\n", f"\n\n{line}\n\n", 3)
    assert titles(read(text)) == ["Chapter 8", "Chapter 9"]


def test_signs_that_a_story_quotes_are_no_titles() -> None:
    body = "\n\n".join(wrapped(prose(60, seed)) for seed in range(9))
    signs = "\n\n".join(f"{sign}\n\n{body}" for sign in ("NO ENTRY", "BEWARE", "CLOSED"))
    assert titles(read(f"{body}\n\n{body}\n\n{signs}")) == ["Book"]


def test_parts_are_merged_with_their_chapters() -> None:
    text = (
        "PART ONE\n\nTHE OLD BUCCANEER\n\n"
        + book("CHAPTER I", "CHAPTER II")
        + "PART TWO: THE SEA COOK\n\n"
        + typed_chapter("CHAPTER III", 3)
    )
    assert [(part.part, part.title) for part in read(text).chapters] == [
        ("Part One: The Old Buccaneer", "Chapter I"),
        ("Part One: The Old Buccaneer", "Chapter II"),
        ("Part Two: The Sea Cook", "Chapter III"),
    ]


@pytest.mark.parametrize(
    "contents",
    [
        "CONTENTS\n\nCHAPTER I\n\nCHAPTER II\n\nCHAPTER III\n\n\n",
        "CONTENTS\n\nCHAPTER I. The Inn\nCHAPTER II. The Sea\nCHAPTER III. The Keep\n\n\n",
        "Contents\n\n The Inn . . . . . 1\n The Sea . . . . . 20\n The Keep . . . . 31\n\n\n",
        "CHAPTER I\n\nCHAPTER II\n\nCHAPTER III\n\n",
        "TABLE OF CONTENTS\n\nI ....... 1\nII ....... 9\nIII ....... 14\n\n",
    ],
)
def test_a_table_of_contents_is_not_mistaken_for_chapters(contents: str) -> None:
    novel = read(contents + book("CHAPTER I", "CHAPTER II", "CHAPTER III"))
    assert titles(novel) == ["Chapter I", "Chapter II", "Chapter III"]
    assert novel.words == 540


def test_gutenbergs_frame_is_stripped_and_its_header_names_the_book() -> None:
    text = (
        "The Project Gutenberg eBook of The Lighthouse\n\nTitle: The Lighthouse\n"
        "        Or, The Storm\n\nAuthor: Jane Roe\n\nLanguage: English\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK THE LIGHTHOUSE ***\n\n\n"
        "Produced by Somebody\n\nTHE LIGHTHOUSE\n\nby Jane Roe\n\n"
        + book("CHAPTER I", "CHAPTER II")
        + "*** END OF THE PROJECT GUTENBERG EBOOK THE LIGHTHOUSE ***\n\nDonate.\n"
    )
    novel = read(text, "pg1.txt")
    assert (novel.title, novel.authors) == ("The Lighthouse Or, The Storm", ("Jane Roe",))
    assert titles(novel) == ["Chapter I", "Chapter II"]
    assert novel.words == 360


@pytest.mark.parametrize(
    ("front", "filename", "title", "authors"),
    [
        ("The Lighthouse\n\nby Jane Roe\n\n", "x.txt", "The Lighthouse", ("Jane Roe",)),
        ("THE LIGHTHOUSE\nBy Jane Roe and Ann Poe\n\n", "x.txt", "The Lighthouse",
         ("Jane Roe", "Ann Poe")),
        ("The Lighthouse\n\n", "x.txt", "The Lighthouse", ()),
        ("# The Lighthouse\n\n", "x.txt", "The Lighthouse", ()),
        ("", "the_lighthouse.txt", "The lighthouse", ()),
        ("", "Jane Roe - The Lighthouse.txt", "The Lighthouse", ("Jane Roe",)),
        ("", "", "Untitled", ()),
    ],
)  # fmt: skip
def test_title_and_author_are_found(
    front: str, filename: str, title: str, authors: tuple[str, ...]
) -> None:
    novel = read(front + book("CHAPTER I", "CHAPTER II"), filename)
    assert (novel.title, novel.authors) == (title, authors)
    assert titles(novel) == ["Chapter I", "Chapter II"]


@pytest.mark.parametrize(
    "lay_out",
    [
        lambda paragraphs: "\n\n".join(map(wrapped, paragraphs)),
        lambda paragraphs: "\r\n\r\n".join(wrapped(p).replace("\n", "\r\n") for p in paragraphs),
        lambda paragraphs: "\n\n".join(paragraphs),
        lambda paragraphs: "\n".join(paragraphs),
        lambda paragraphs: "\n".join(wrapped(f"    {p}") .replace(p[:5], f"    {p[:5]}", 1)
                                     for p in paragraphs),
        lambda paragraphs: "\n\n\n".join(wrapped(p).replace("\n", "\n\n") for p in paragraphs),
    ],
    ids=["wrapped", "wrapped CRLF", "long lines", "one line each", "indented", "double-spaced"],
)  # fmt: skip
def test_paragraphs_are_whole_however_the_lines_are_broken(lay_out) -> None:
    paragraphs = [prose(90, seed) for seed in range(1, 9)]
    novel = read("CHAPTER I\n\n\n" + lay_out(paragraphs))
    assert novel.chapters[0].paragraphs == tuple(paragraphs)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("he was _very_ old", "he was very old"),
        ("the snake_case stays", "the snake_case stays"),
        ("wait--what", "wait—what"),
        ("a ship[1] sailed", "a ship sailed"),
        ("[Illustration: a ship]", None),
        ("[Footnote 1: a ship of the line]", None),
        ("* * * * *", None),
        ("o O o", None),
        ("a light\u00adhouse", "a lighthouse"),
    ],
)
def test_the_signs_of_typed_text_are_read(written: str, said: str | None) -> None:
    novel = read(f"CHAPTER I\n\n{written}\n\n{wrapped(prose(200))}\n")
    assert novel.chapters[0].paragraphs[:-1] == ((said,) if said else ())


def test_a_line_broken_after_a_dash_is_joined_without_a_space() -> None:
    lines = ["the lantern at the window of the inn was the light of the old sea-",
             "chest keeper, who had waited for it all the winter, and then he saw it--",
             "red as fire. " + "And so the keeper walked down to the sea. " * 9]  # fmt: skip
    novel = read("CHAPTER I\n\n" + "\n".join(lines[:2]) + "\n" + wrapped(lines[2]))
    assert "the old sea-chest keeper" in novel.chapters[0].paragraphs[0]
    assert "saw it—red as fire" in novel.chapters[0].paragraphs[0]


def test_a_text_without_chapters_is_one_chapter() -> None:
    novel = read("\n\n".join(wrapped(prose(80, seed)) for seed in range(5)), "night.txt")
    assert titles(novel) == ["Night"]


def test_a_long_text_without_chapters_is_split_into_sections() -> None:
    novel = read("\n\n".join(wrapped(prose(80, seed)) for seed in range(150)), "night.txt")
    assert titles(novel) == ["Section 1", "Section 2", "Section 3"]
    assert novel.words == 12_000
