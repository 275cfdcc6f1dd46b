"""The book's picture and the pages around it: true, within Discord's limits, and harmless."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from card_views import NOVEL, NOW, stored
from club import parts, texts
from hypothesis import given, settings
from PIL import Image
from test_hostile_words import NASTY

from bot.backlot.rules import message_faults
from bot.domain.scene import SceneState
from bot.studio.film_views import (
    BookOnFilm,
    ChapterOnFilm,
    ChapterPage,
    ReelPart,
    ReelScene,
    ReelState,
    ReelView,
    SceneOnFilm,
    ScenePlace,
)
from bot.studio.views import SceneLine
from cogs.ui.bookmap import COLOURS, book_in_words, draw_book
from cogs.ui.film import book_page, chapter_page
from cogs.ui.reels import reel_post, reel_standing, which_scene
from cogs.ui.sheets import Sheet

CANON = ScenePlace(5, 9, SceneState.CANON)
Pixels = list[list[tuple[int, int, int]]]


def book(*scenes: tuple[ScenePlace, ...], up_to: int | None = None) -> BookOnFilm:
    chapters = tuple(
        ChapterOnFilm(number, "The Strand", 2000, 40, found, up_to is not None and number > up_to)
        for number, found in enumerate(scenes, start=1)
    )
    return BookOnFilm(NOVEL, chapters, up_to)


def pixels(png: bytes) -> Pixels:
    """What a picture shows, row by row."""
    image = Image.open(io.BytesIO(png))
    every: list[tuple[int, int, int]] = list(image.get_flattened_data())
    return [every[at : at + image.width] for at in range(0, len(every), image.width)]


def share_of(shown: Pixels, colour: tuple[int, int, int]) -> int:
    return sum(row.count(colour) for row in shown)


def faults(sheet: Sheet, *files: str) -> list[str]:
    attached = [{"id": index, "filename": name} for index, name in enumerate(files)]
    body = {"flags": 1 << 15, "components": sheet.to_components(), "attachments": attached}
    return message_faults(body, dict.fromkeys(files, 10))


# --- the picture ---


@pytest.mark.parametrize("state", list(COLOURS))
def test_a_scene_is_drawn_in_the_colour_of_its_state_and_no_other(state: SceneState) -> None:
    shown = pixels(draw_book(book((ScenePlace(5, 9, state),), ())))
    counts = {other: share_of(shown, colour) for other, colour in COLOURS.items()}
    assert counts.pop(state) > 100
    assert set(counts.values()) == {0}


def test_a_scene_lies_where_it_is_in_its_chapter() -> None:
    early = pixels(draw_book(book((ScenePlace(1, 4, SceneState.CANON),))))
    late = pixels(draw_book(book((ScenePlace(36, 40, SceneState.CANON),))))
    colour = COLOURS[SceneState.CANON]

    def first(shown: Pixels) -> int:
        return next(y for y, row in enumerate(shown) if row.count(colour) > 20)

    assert first(early) < 80
    assert first(late) > 350


def test_nothing_is_drawn_of_a_chapter_that_is_veiled() -> None:
    shown = pixels(draw_book(book((), (), up_to=1)))
    assert all(share_of(shown, colour) == 0 for colour in COLOURS.values())
    assert "Those after chapter 1, which you have read, are veiled." in book_in_words(
        book((), (), up_to=1)
    )


@pytest.mark.parametrize("chapters", [0, 1, 3, 34, 120, 700])
def test_a_book_of_any_length_is_drawn_and_fits_a_message(chapters: int) -> None:
    long = book(*[(CANON,)] * chapters)
    drawn = draw_book(long)
    width, height = Image.open(io.BytesIO(drawn)).size
    sheet, (picture,) = book_page(long, drawn)
    assert width == 1280
    assert 300 < height < 2000
    assert len(drawn) < 10**6
    assert len(picture.alt_text) <= 1024
    assert len(texts(sheet.to_components())) <= 4000
    assert len(list(sheet.walk_children())) <= 40


def test_every_chapter_of_a_long_book_is_reached_by_leafing() -> None:
    long = book(*[(CANON,)] * 120)
    offered: list[str] = []
    first = 1
    while first:
        sheet, _ = book_page(long, b"", first)
        for part in parts(sheet.to_components()):
            if part.get("type") == 3:
                offered += [option["value"] for option in part["options"]]
        onward = [
            part["custom_id"]
            for part in parts(sheet.to_components())
            if part.get("custom_id", "").startswith("film:page:")
        ]
        later = [int(name.rsplit(":", 1)[1]) for name in onward]
        first = next((start for start in later if start > first), 0)
    assert offered == [str(number) for number in range(1, 121)]


def told_chapters(words: str) -> set[int]:
    """The chapters of which a text tells the state."""
    spans = re.findall(r"Chapters? (\d+)(?:–(\d+))?[:,]", words)
    return {n for first, last in spans for n in range(int(first), int(last or first) + 1)}


def test_a_long_book_is_told_in_ranges_of_which_none_is_lost() -> None:
    filmed = ScenePlace(1, 4, SceneState.PROPOSED)
    chapters = [*[()] * 11, *[(CANON,)] * 40, *[(filmed, CANON)] * 2, *[()] * 27]
    assert book_in_words(book(*chapters)) == (
        "80 chapters as bars. 38 of them unfilmed. Chapters 1–11: unfilmed. Chapters 12–51: "
        "1 canon each. Chapters 52–53: 1 canon, 1 proposed each. Chapters 54–80: unfilmed."
    )


def test_a_book_too_various_for_words_leads_to_its_menu_for_the_rest() -> None:
    words = book_in_words(book(*[(CANON,), (CANON, CANON)] * 60))
    [rest] = re.findall(r"From chapter (\d+) on, the menu below tells it\.$", words)
    assert told_chapters(words) == set(range(1, int(rest)))
    assert 900 < len(words) <= 1024


def test_a_short_book_is_told_with_its_titles() -> None:
    words = book_in_words(book((), (CANON,)))
    assert words == "2 chapters as bars. 1 of them unfilmed. Chapter 2, The Strand: 1 canon."


# --- words ---


def page(title: str, folder: Path, scenes: int = 1) -> ChapterPage:
    picture = stored(folder, "poster.jpg", b"\xff\xd8\xff")
    found = tuple(
        SceneOnFilm(
            SceneLine(n, n, title, 1, title, SceneState.CANON, 2, 10**18, 10**18),
            picture,
            f"take {n}-1",
            title,
            False,
            24.0,
        )
        for n in range(1, scenes + 1)
    )
    return ChapterPage(NOVEL, 1, title, found, reel(title), 12)


def reel(title: str, state: ReelState = ReelState.FAILED) -> ReelView:
    scenes = tuple(ReelScene(n, n, title, title, n, 24.0, False) for n in range(1, 40))
    part = ReelPart(1, 1, scenes, None, True, 3000, 7000)
    return ReelView(1, NOVEL, 1, title, 41, state, (part,), (), title, 3000)


@settings(max_examples=40)
@given(NASTY.filter(lambda text: bool(text.strip())))
def test_no_words_break_the_pages_of_the_film(text: str) -> None:
    title = text[:80]
    post = reel_post(reel(title), reel(title).parts[0], None)
    assert faults(post, "reel.mp4") == []
    assert len(texts(post.to_components())) <= 4000
    shown = texts(post.to_components())
    assert "<@41>" in shown
    for line in reel_standing(reel(title), NOW):
        assert "\n" not in line


def test_a_chapter_with_many_scenes_fits_a_message(tmp_path: Path) -> None:
    shown: list[str] = []
    for at in range(6):
        sheet, pictures = chapter_page(page("_" * 80, tmp_path, 58), NOW, at, age_restricted=False)
        shown += [picture.name.split("-")[1] for picture in pictures]
        assert len(texts(sheet.to_components())) <= 4000
        assert len(list(sheet.walk_children())) <= 40
        assert faults(sheet, *(picture.name for picture in pictures)) == []
    assert shown == [str(number) for number in range(1, 59)]
    assert "51 to 58 of its 58 scenes" in texts(sheet.to_components())


def test_any_scene_of_a_long_reel_can_be_reported() -> None:
    [part] = reel("The Strand").parts
    sheet = which_scene(part)
    offered = [
        option["value"]
        for menu in parts(sheet.to_components())
        if menu.get("type") == 3
        for option in menu["options"]
    ]
    assert offered == [str(scene.id) for scene in part.scenes]
    assert faults(sheet) == []


def test_a_posted_reel_is_linked_to_until_somebody_deletes_it() -> None:
    whole = reel("The Strand", ReelState.POSTED)
    gone = replace(whole, parts=(replace(whole.parts[0], message_id=None),))
    [line] = reel_standing(whole, NOW)
    [later] = reel_standing(gone, NOW)
    assert "[watch it](https://discord.com/channels/2000/3000/7000)" in line
    assert "deleted since" in later
