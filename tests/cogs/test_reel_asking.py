"""*Join this chapter*: what is said to who asks, and what is asked of the studio."""

from __future__ import annotations

from typing import Any

import pytest
import shooting
from club import Club, buttons, texts
from reel_takes import another, canon

from bot.domain.queue import Work
from bot.store import Store, jobs
from bot.studio.film_views import ReelState, ReelView
from render.contract import SceneOrder

pytest_plugins = ("club_fixtures",)


@pytest.fixture
async def filmed(club: Club, store: Store) -> Club:
    """A club with a chapter that has canon, in its novel's own channel."""
    await club.studio.novels.bind(club.member(club.anna), club.novel_id, club.channel.id)
    await canon(club.studio, store, guild_id=club.guild.id, member_id=club.mara.id)
    return club


async def join(club: Club, by: Any = None) -> Any:
    shown = await (by or club.mara).slash(club.channel, "film", what="join chapter 1")
    return shown.response


async def reel_of(club: Club) -> ReelView:
    page = await club.studio.film.page(club.member(club.anna), club.novel_id, 1)
    assert page.reel is not None
    return page.reel


async def stand(club: Club) -> ReelView:
    """Join and post what was asked for."""
    node = await shooting.operators_node(club.studio)
    claimed = await shooting.take_up(club.studio, node, "joining0")
    assert claimed is not None
    film = {"clip.mp4": another(shooting.film())}
    await shooting.deliver(club.studio, node, claimed, Work.REEL, film)
    [errand] = [errand for errand in await club.studio.outbox.due() if errand.kind == "reel"]
    await club.studio.reels.posted(errand, club.channel.id, 777)
    return await reel_of(club)


async def test_who_asks_is_told_where_it_stands(filmed: Club) -> None:
    said = await join(filmed)
    text = texts(said.components)
    assert "**Chapter 1** is next in the queue" in text
    assert f"1 scene, 0:24; posted in <#{filmed.channel.id}>" in text
    assert list(buttons(said.components)) == ["Look again"]
    shown = await filmed.mara.click(said, label="Look again")
    assert "is next in the queue" in texts(shown.response.components)
    assert "Join this chapter" not in buttons(shown.response.components)


async def test_the_chapters_page_joins_it_too(filmed: Club) -> None:
    page = await filmed.tom.slash(filmed.channel, "film", what="chapter 1")
    await filmed.tom.click(page.response, label="Join this chapter")
    assert (await reel_of(filmed)).asked_by == filmed.tom.id


async def test_a_reel_that_stands_is_linked_and_posted_again_on_request(filmed: Club) -> None:
    await join(filmed)
    first = await stand(filmed)
    said = await join(filmed, filmed.tom)
    assert f"/{filmed.channel.id}/777)" in texts(said.components)
    assert (await reel_of(filmed)).id == first.id
    again = await filmed.tom.click(said, label="Post it again")
    assert "it comes up in" in texts(again.response.components)
    assert (await reel_of(filmed)).state is ReelState.JOINED


async def test_a_reel_whose_post_was_deleted_is_posted_again_at_once(filmed: Club) -> None:
    await join(filmed)
    await stand(filmed)
    await filmed.studio.scenes.message_deleted(filmed.guild.id, 777)
    await join(filmed)
    assert (await reel_of(filmed)).state is ReelState.JOINED
    assert await filmed.studio.queue.lines(filmed.guild.id) == []


async def test_who_said_so_is_named_as_they_are_called_here(filmed: Club, store: Store) -> None:
    await filmed.studio.members.name_or_not(filmed.member(filmed.mara))
    await join(filmed)
    [waiting] = (await reel_of(filmed)).waiting
    async with store.reading() as tx:
        job = await jobs.get(tx, waiting.job_id)
    assert job is not None
    order = SceneOrder.model_validate_json(job["order_json"])
    assert order.bookends is not None
    roles = {entry.role: entry.names for entry in order.bookends.credits}
    assert roles["Proposed by"] == ("mara",)


async def test_who_left_is_not_named_and_the_reel_is_joined_all_the_same(
    filmed: Club, store: Store
) -> None:
    await canon(filmed.studio, store, guild_id=filmed.guild.id, member_id=31337, first=3)
    async with store.transaction() as tx:
        await tx.run("INSERT INTO named VALUES (:guild, 31337)", guild=filmed.guild.id)
    await join(filmed)
    assert (await reel_of(filmed)).state is ReelState.WAITING


async def test_a_chapter_without_canon_is_refused_privately(filmed: Club) -> None:
    shown = await filmed.mara.slash(filmed.channel, "film", what="join chapter 2")
    assert "Chapter 2 has no canon yet" in shown.response.content


async def test_a_report_asks_for_the_scene_and_names_its_take(filmed: Club, store: Store) -> None:
    await join(filmed)
    reel = await stand(filmed)
    part = reel.parts[0]
    await filmed.show_button(f"reel:{part.id}:report")
    asked = await filmed.tom.click(filmed.card(), label="Found")
    form = await filmed.tom.select(
        asked.response, [str(part.scenes[0].id)], custom_id=f"reel:{part.id}:which:0"
    )
    sent = await filmed.submit(filmed.tom, form, {"reason": "the mast is wrong"})
    assert "It goes to the showrunners" in sent.response.content
    async with store.reading() as tx:
        [complaint] = await tx.all("SELECT * FROM complaint")
    assert complaint["take_id"] == part.scenes[0].take_id


async def test_the_chapter_opens_from_a_posted_reel_as_a_page_of_ones_own(filmed: Club) -> None:
    await join(filmed)
    reel = await stand(filmed)
    await filmed.show_button(f"reel:{reel.parts[0].id}:open")
    opened = await filmed.tom.click(filmed.card(), label="Found")
    assert opened.response.ephemeral
    assert "## Chapter 1, The Strand" in texts(opened.response.components)
