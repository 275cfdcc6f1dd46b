"""/studio novel: adding a book, listing, binding and removing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from club import Club, buttons

from bot.domain.scene import SceneState

pytest_plugins = ("club_fixtures",)

SAMPLE = Path(__file__).parents[2] / "samples" / "the-lamp-at-carrow-keep.epub"


async def add(club: Club, name: str, data: bytes, by: Any = None) -> str:
    shown = await (by or club.anna).slash(
        club.channel, "studio novel add", file=(name, data), rights="public domain"
    )
    assert shown.response.ephemeral
    return shown.response.content


async def test_an_epub_is_read_and_added(club: Club) -> None:
    said = await add(club, "lamp.epub", SAMPLE.read_bytes())
    assert said.startswith("*The Lamp at Carrow Keep*")
    assert "6 chapters" in said
    assert "Next: /studio setup" in said
    *_, added = await club.studio.novels.of_guild(club.guild.id)
    cast = await club.studio.cast.of_novel(club.member(club.anna), added.id)
    assert [line.character.pronoun for line in cast.lines[:3]] == ["he", "he", "she"]


async def test_the_same_file_is_added_once(club: Club) -> None:
    await add(club, "lamp.epub", SAMPLE.read_bytes())
    said = await add(club, "copy.epub", SAMPLE.read_bytes())
    assert said.startswith("This file is already one of this server's novels")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("broken.epub", b"PK\x03\x04 not a book"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    ],
)
async def test_a_file_that_is_no_book_gets_a_sentence_and_nothing_is_stored(
    club: Club, name: str, data: bytes
) -> None:
    said = await add(club, name, data)
    assert said.endswith(".")
    assert "Something went wrong" not in said
    assert len(await club.studio.novels.of_guild(club.guild.id)) == 1


async def test_a_file_over_the_limit_is_refused_with_the_remedy(club: Club) -> None:
    said = await add(club, "long.txt", bytes(27 * 2**20))
    assert said.startswith("That file has 27 MB and a novel may have 25 MB: leave its pictures")


async def test_who_may_not_add_novels_is_told_who_may(club: Club) -> None:
    await club.admit(club.tom, "studio")
    said = await add(club, "lamp.epub", SAMPLE.read_bytes(), by=club.tom)
    assert said.startswith("Only showrunners add novels here")


async def test_novels_are_listed_with_where_they_are_filmed(club: Club) -> None:
    await add(club, "lamp.epub", SAMPLE.read_bytes())
    shown = await club.anna.slash(club.channel, "studio novel list")
    first, second = shown.response.content.splitlines()
    assert f"filmed in <#{club.channel.id}>" in first
    assert second.endswith("public domain · not bound yet")


async def test_a_novel_is_bound_to_a_channel(club: Club) -> None:
    other = club.guild.create_text_channel("films")
    shown = await club.anna.slash(
        club.channel, "studio novel bind", novel=str(club.novel_id), channel=other
    )
    assert shown.response.content == f"*The Lamp* is filmed in <#{other.id}> from now on."
    assert (await club.studio.novels.get(club.guild.id, club.novel_id)).channel_id == other.id


@pytest.mark.parametrize("typed", ["The Lamp", "-1", "²", "9" * 40])
async def test_a_novel_that_was_not_chosen_from_the_list_is_refused(club: Club, typed: str) -> None:
    shown = await club.anna.slash(club.channel, "studio novel remove", novel=typed)
    assert shown.response.content.startswith("Choose a novel from the list")


async def test_novels_autocomplete_by_title(club: Club) -> None:
    found = await club.anna.autocomplete(club.channel, "studio novel bind", "novel", "lamp")
    assert found == [{"name": "The Lamp", "value": str(club.novel_id)}]


async def test_removing_asks_first_and_says_what_it_does(club: Club) -> None:
    await club.proposed()
    shown = await club.anna.slash(club.channel, "studio novel remove", novel=str(club.novel_id))
    assert shown.response.content == (
        "Remove *The Lamp*? Its text goes; 1 scene stays as an archive, and 1 open ballot closes. "
        "What is greenlit is still filmed."
    )
    assert list(buttons(shown.response.components)) == ["Remove it"]
    assert len(await club.studio.novels.of_guild(club.guild.id)) == 1


async def test_a_novel_is_removed_after_the_second_word(club: Club) -> None:
    scene = await club.proposed()
    shown = await club.anna.slash(club.channel, "studio novel remove", novel=str(club.novel_id))
    await club.restart()
    gone = await club.anna.click(shown.response, label="Remove it")
    assert gone.response.content == "*The Lamp* is removed; its scenes stay."
    assert buttons(gone.response.components) == {}
    assert await club.studio.novels.of_guild(club.guild.id) == []
    assert (await club.view(scene)).scene.state is SceneState.CANCELLED
    chapters = await club.studio.novels.chapters(club.guild.id, club.novel_id)
    assert {chapter.paragraphs for chapter in chapters} == {0}


async def test_only_a_showrunner_removes_a_novel_whoever_found_the_button(club: Club) -> None:
    await club.show_button(f"novel:remove:{club.novel_id}")
    said = await club.tom.click(club.card(), label="Found")
    assert said.response.content.startswith("Only showrunners do this")
    assert len(await club.studio.novels.of_guild(club.guild.id)) == 1
