"""/film: the book, a chapter, a scene's card, or a take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shooting
from club import Club, buttons, parts, texts
from conftest import strand
from reel_takes import canon

from bot.domain.house_rules import Rating
from bot.domain.novel import Passage
from bot.domain.queue import Work
from bot.store import Store
from bot.store import film as film_store

pytest_plugins = ("club_fixtures",)


async def film(club: Club, what: str | None = None, by: Any = None) -> Any:
    options = {} if what is None else {"what": what}
    return await (by or club.mara).slash(club.channel, "film", **options)


async def shot(club: Club) -> str:
    """A finished take's slate."""
    await shooting.queue(club.studio, guild_id=club.guild.id)
    node = await shooting.operators_node(club.studio)
    claimed = await shooting.take_up(club.studio, node, "claim")
    assert claimed is not None
    await shooting.deliver(club.studio, node, claimed, Work.TAKE)
    return claimed.order.slate


async def test_without_a_number_the_book_is_shown_as_a_picture(club: Club) -> None:
    await club.proposed(title="In the parlour", passage=Passage(club.novel_id, 2, 1, 2))
    await club.proposed(passage=strand(club.novel_id))
    shown = await film(club)
    assert shown.response.ephemeral
    [gallery] = [part for part in parts(shown.response.components) if part.get("type") == 12]
    [picture] = shown.response.message.attachments
    assert picture.filename.startswith("book-")
    assert (await picture.read()).startswith(b"\x89PNG")
    assert gallery["items"][0]["description"] == (
        "2 chapters as bars. Chapter 1, The Strand: 1 proposed. Chapter 2, The Inn Parlour: "
        "1 proposed."
    )
    assert "2 of 2 chapters begun · 2 proposed" in texts(shown.response.components)


async def test_a_chapter_opens_from_the_book(club: Club) -> None:
    scene = await club.proposed(title="In the parlour", passage=Passage(club.novel_id, 2, 1, 2))
    shown = await film(club)
    opened = await club.mara.select(shown.response, ["2"], custom_id=f"film:choose:{club.novel_id}")
    text = texts(opened.response.components)
    assert text.startswith("## Chapter 2, The Inn Parlour\n-# *The Lamp* · 1 proposed")
    assert f"/{club.channel.id}/{scene.scene.message_id}) · proposed" in text
    assert set(buttons(opened.response.components)) == {"The book", "Chapter 1"}


@pytest.mark.parametrize("what", ["chapter 2", "Ch. 2", " ch2 "])
async def test_a_chapter_is_asked_for_by_name(club: Club, what: str) -> None:
    shown = await film(club, what)
    assert "## Chapter 2, The Inn Parlour" in texts(shown.response.components)
    assert "Nobody has a scene of it yet" in texts(shown.response.components)


async def test_a_chapter_that_is_not_there_is_refused(club: Club) -> None:
    shown = await film(club, "chapter 9")
    assert shown.response.content == "This novel has no chapter 9: give one of 1 to 2."


async def test_an_empty_film_says_how_it_begins(club: Club) -> None:
    shown = await film(club)
    assert "Nothing is proposed yet: /propose" in texts(shown.response.components)


async def test_scenes_stand_in_their_chapter_with_pictures(club: Club, store: Store) -> None:
    await canon(club.studio, store, guild_id=club.guild.id)
    await club.proposed(title="No picture yet")
    shown = await film(club, "chapter 1")
    [picture] = shown.response.message.attachments
    assert picture.filename.startswith("scene-1-")
    [gallery] = [part for part in parts(shown.response.components) if part.get("type") == 12]
    described = gallery["items"][0]["description"]
    assert described.startswith("Scene 1, take 1-1. The boy on the strand: A boy runs")
    assert "1 canon, 1 proposed · 0:24 of film" in texts(shown.response.components)


async def test_a_scene_that_is_filmed_shows_its_poster_before_any_take_is_canon(
    club: Club, store: Store
) -> None:
    scene_id, take_id = await canon(club.studio, store, guild_id=club.guild.id)
    async with store.transaction() as tx:
        await tx.run("UPDATE scene SET canon_take_id = NULL, state = 'screened'")
        await tx.run("UPDATE media SET take_id = NULL WHERE name = 'contact.png'")
        picture = await film_store.picture(tx, scene_id)
    assert picture is not None
    assert (picture["name"], picture["take_id"]) == ("poster.jpg", take_id)


async def test_a_chapter_of_many_scenes_is_leafed_through(club: Club, store: Store) -> None:
    async with store.transaction() as tx:
        for number in range(1, 12):
            await shooting.add_scene(
                tx, club.guild.id, number, club.mara.id, club.studio.film._now()
            )
    shown = await film(club, "chapter 1")
    said = texts(shown.response.message.components)
    assert "1 to 10 of its 11 scenes" in said
    assert "**11**" not in said
    await club.restart()
    shown = await club.mara.click(shown.response, label="Next")
    assert "**11**" in texts(shown.response.message.components)


async def test_a_scene_opens_from_its_chapter(club: Club) -> None:
    await club.proposed()
    shown = await film(club, "chapter 1")
    opened = await club.mara.select(shown.response, ["1"], custom_id=f"film:scene:{club.novel_id}")
    assert "Film it" in buttons(opened.response.components)


async def test_a_restricted_scenes_picture_is_left_out(club: Club, store: Store) -> None:
    await canon(club.studio, store, guild_id=club.guild.id, rating="gory")
    shown = await film(club, "chapter 1")
    assert shown.response.message.attachments == []
    assert "The boy on the strand" in texts(shown.response.components)


async def test_a_number_shows_the_scenes_card_with_live_buttons(club: Club) -> None:
    scene = await club.proposed()
    shown = await film(club, "1")
    assert shown.response.ephemeral
    await club.mara.click(shown.response, label="Film it")
    assert (await club.view(scene)).tally.for_ == 1


async def test_the_card_shows_the_member_their_own_vote(club: Club) -> None:
    await club.proposed()
    shown = await film(club, "1", club.tom)
    await club.tom.click(shown.response, label="Film it")
    again = await film(club, " 1 ", club.tom)
    assert "You voted *Film it*" in texts(again.response.components)


async def test_a_slate_shows_the_take_to_one_member(club: Club) -> None:
    slate = await shot(club)
    shown = await film(club, slate)
    post = shown.response
    assert post.ephemeral
    assert [item.filename for item in post.attachments] == ["clip.mp4"]
    assert "Report" in buttons(post.components)


async def test_a_take_whose_clip_is_gone_from_the_disk_says_so(club: Club) -> None:
    slate = await shot(club)
    _, take = await club.studio.scenes.slated(club.guild.id, 1, 1)
    assert take.clip is not None
    take.clip.path.unlink()
    shown = await film(club, slate)
    assert shown.response.content.startswith("The clip of take 1-1 is gone from the bot's disk")


@pytest.mark.parametrize("what", ["1-1", "1 - 1"])
async def test_a_take_without_a_clip_says_so(club: Club, what: str) -> None:
    await shooting.queue(club.studio, guild_id=club.guild.id)
    shown = await film(club, what)
    assert shown.response.content.startswith("Take 1-1 has no clip yet; /film 1 says")


async def test_a_take_that_was_given_up_says_so(club: Club) -> None:
    job = await shooting.queue(club.studio, guild_id=club.guild.id)
    await club.studio.queue.cancel(club.member(club.anna), job.id, "no")
    shown = await film(club, "1-1")
    assert shown.response.content.startswith("Take 1-1 was never finished; /film 1 says")


@pytest.mark.parametrize("what", ["the boy", "1-", "-1", "0x1", "1-2-3", "9" * 30, "¹"])
async def test_what_is_neither_is_refused_with_what_works(club: Club, what: str) -> None:
    shown = await film(club, what)
    assert shown.response.content.startswith("Name a scene by its number (12)")
    assert shown.response.ephemeral


@pytest.mark.parametrize("what", ["7", "7-1", "999999999"])
async def test_what_is_not_there_is_said(club: Club, what: str) -> None:
    shown = await film(club, what)
    assert "/film lists the scenes" in shown.response.content


async def test_scenes_autocomplete_by_number_and_title(club: Club) -> None:
    await club.proposed(title="The boy on the strand")
    await club.proposed(title="The lamp", by=club.tom)
    by_title = await club.mara.autocomplete(club.channel, "film", "what", "lamp")
    by_number = await club.mara.autocomplete(club.channel, "film", "what", "1")
    assert [choice["value"] for choice in by_title] == ["2"]
    assert by_number[0]["name"] == "1 · The boy on the strand (proposed)"


async def test_a_title_in_the_autocompletion_turns_nothing_around(club: Club) -> None:
    await club.proposed(title="\u202eevil " + "a" * 70)
    choice, _ = await club.mara.autocomplete(club.channel, "film", "what", "1")
    assert "\u202e" not in choice["name"]
    assert len(choice["name"]) <= 100


async def test_a_restricted_scene_is_shown_in_restricted_channels_alone(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.proposed()
    real = club.studio.scenes.numbered

    async def gory(*args: Any, **kwargs: Any) -> Any:
        view = await real(*args, **kwargs)
        return replace(view, scene=replace(view.scene, rating=Rating.GORY))

    monkeypatch.setattr(club.studio.scenes, "numbered", gory)
    shown = await film(club, "1")
    assert "shown only in age-restricted channels" in shown.response.content


async def test_chapters_are_completed_and_those_with_canon_can_be_joined(
    club: Club, store: Store
) -> None:
    await canon(club.studio, store, guild_id=club.guild.id)
    named = await club.mara.autocomplete(club.channel, "film", "what", "parl")
    joins = await club.mara.autocomplete(club.channel, "film", "what", "join")
    assert [choice["value"] for choice in named] == ["chapter 2"]
    assert [(choice["name"], choice["value"]) for choice in joins] == [
        ("Join chapter 1: 1 canon take", "join chapter 1")
    ]
