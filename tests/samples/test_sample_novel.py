"""The sample novella is whole, its EPUB is bound from its text, and its scenes can be found."""

import importlib.util
import re
import sqlite3
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.domain.direction import Framing, Light, Pace

SAMPLES = Path(__file__).parents[2] / "samples"
ON_THE_CARD = (
    "The tide had turned before he saw the light move in the high window, "
    "and by then there was no going back along the sand."
)
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"

Scene = dict[str, Any]


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = load_build()
NOVELLA = BUILD.read(BUILD.TXT.read_text(encoding="utf-8"))
SCENES: list[Scene] = tomllib.loads((SAMPLES / "scenes.toml").read_text("utf-8"))["scene"]

each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene["title"])
each_chapter = pytest.mark.parametrize(
    "chapter", NOVELLA.chapters, ids=lambda chapter: chapter.heading
)


@pytest.fixture
def epub() -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(BUILD.EPUB) as archive:
        yield archive


def passage_starts(scene: Scene) -> list[tuple[int, int]]:
    """Chapter and paragraph, counted from 1, of every place where the scene's passage opens."""
    paragraphs = NOVELLA.chapters[scene["chapter"] - 1].paragraphs
    return [
        (scene["chapter"], number)
        for number, text in enumerate(paragraphs, 1)
        if text.startswith(scene["first_words"])
    ]


def test_the_novella_says_what_it_is_and_who_wrote_it() -> None:
    assert NOVELLA.title == "The Lamp at Carrow Keep"
    assert NOVELLA.author == "The Greenlight contributors"


def test_the_novella_has_six_numbered_chapters_and_the_length_of_one() -> None:
    numbers = [chapter.heading.split(":")[0] for chapter in NOVELLA.chapters]
    words = sum(len(text.split()) for chapter in NOVELLA.chapters for text in chapter.paragraphs)
    assert numbers == [f"Chapter {number}" for number in range(1, 7)]
    assert words >= 6_000


@each_chapter
def test_people_talk_in_every_chapter(chapter: Any) -> None:
    speeches = re.findall(r"“[^“”]+”", "\n".join(chapter.paragraphs))
    assert len(speeches) >= 10


@each_chapter
def test_every_quotation_mark_that_opens_closes_in_its_paragraph(chapter: Any) -> None:
    marks = [re.sub(r"[^“”\"]", "", paragraph) for paragraph in chapter.paragraphs]
    assert [mark for mark in marks if mark.replace("“”", "")] == []


def test_the_sentence_that_our_card_quotes_stands_in_the_third_chapter() -> None:
    assert ON_THE_CARD in " ".join(NOVELLA.chapters[2].paragraphs)


def test_the_committed_epub_is_what_the_text_builds() -> None:
    assert BUILD.bind(NOVELLA) == BUILD.EPUB.read_bytes()


def test_the_epub_opens_with_its_mimetype_plain(epub: zipfile.ZipFile) -> None:
    first = epub.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert epub.read("mimetype") == b"application/epub+zip"


def test_every_file_of_the_epub_is_in_its_manifest(epub: zipfile.ZipFile) -> None:
    package = ElementTree.fromstring(epub.read("epub/content.opf"))
    listed = {f"epub/{item.get('href')}" for item in package.iter(f"{OPF}item")}
    apart = {"mimetype", "META-INF/container.xml", "epub/content.opf"}
    assert listed == set(epub.namelist()) - apart


def test_both_tables_of_contents_follow_the_spine(epub: zipfile.ZipFile) -> None:
    package = ElementTree.fromstring(epub.read("epub/content.opf"))
    nav = ElementTree.fromstring(epub.read("epub/nav.xhtml"))
    ncx = ElementTree.fromstring(epub.read("epub/toc.ncx"))
    spine = [ref.get("idref") for ref in package.iter(f"{OPF}itemref")]
    in_nav = [PurePosixPath(link.get("href", "")).stem for link in nav.iter(f"{XHTML}a")]
    in_ncx = [PurePosixPath(entry.get("src", "")).stem for entry in ncx.iter(f"{NCX}content")]
    assert spine == ["titlepage", *(f"chapter-{n}" for n in range(1, 7)), "colophon"]
    assert in_nav == in_ncx == spine


@pytest.mark.parametrize("number", range(1, 7))
def test_a_chapter_of_the_epub_has_the_words_of_the_text(
    epub: zipfile.ZipFile, number: int
) -> None:
    page = ElementTree.fromstring(epub.read(f"epub/text/chapter-{number}.xhtml"))
    chapter = NOVELLA.chapters[number - 1]
    assert [heading.text for heading in page.iter(f"{XHTML}h2")] == [chapter.heading]
    assert tuple(paragraph.text for paragraph in page.iter(f"{XHTML}p")) == chapter.paragraphs


def test_the_colophon_gives_the_work_away(epub: zipfile.ZipFile) -> None:
    assert b"CC0 1.0 Universal" in epub.read("epub/text/colophon.xhtml")


@each_scene
def test_the_passage_of_a_suggested_scene_opens_at_one_place_in_the_text(scene: Scene) -> None:
    assert len(passage_starts(scene)) == 1


@each_scene
def test_the_direction_of_a_suggested_scene_is_one_that_the_form_offers(scene: Scene) -> None:
    assert Light(scene["light"])
    assert Framing(scene["framing"])
    assert Pace(scene["pace"])
    assert 0 < len(scene["what_we_see"]) <= 1_000


@each_scene
def test_the_search_of_a_suggested_scene_finds_its_passage_first(scene: Scene) -> None:
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE paragraph USING fts5 (chapter, number, text)")
    index.executemany(
        "INSERT INTO paragraph VALUES (?, ?, ?)",
        [
            (place, number, text)
            for place, chapter in enumerate(NOVELLA.chapters, 1)
            for number, text in enumerate(chapter.paragraphs, 1)
        ],
    )
    any_word = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", scene["search"]))
    best = index.execute(
        "SELECT chapter, number FROM paragraph WHERE paragraph MATCH ? ORDER BY rank LIMIT 1",
        (f"text : ({any_word})",),
    ).fetchone()
    index.close()
    assert [best] == passage_starts(scene)


def test_the_suggested_scenes_reach_from_the_first_chapter_to_the_last() -> None:
    assert {scene["chapter"] for scene in SCENES} == set(range(1, 7))
