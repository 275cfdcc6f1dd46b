"""/me: how far a member has read, what is kept of them, and being forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shooting
from club import Club, bare, buttons, parts, texts
from conftest import Clock, strand
from yarl import URL

from bot.domain.ballot import Choice
from bot.domain.novel import Passage
from bot.script import Desk, ScriptSupervisor
from bot.store import Store
from cogs.ui.cards import scene_card

pytest_plugins = ("club_fixtures",)


async def page(club: Club, actor: Any) -> Any:
    return (await actor.slash(club.channel, "me")).response


async def read_up_to(club: Club, actor: Any, chapter: str) -> Any:
    form = await actor.click(await page(club, actor), label="I have read up to…")
    return await club.submit(actor, form, {"chapter": chapter})


async def vote(club: Club, view: Any, actor: Any, choice: Choice = Choice.FOR) -> None:
    await club.studio.ballots.vote(club.member(actor), view.ballot.id, choice)


async def inn(club: Club) -> Any:
    """A scene of the second chapter."""
    return await club.proposed(club.tom, Passage(club.novel_id, 2, 1, 2), title="The inn parlour")


async def test_the_page_is_private_and_counts_what_is_kept(club: Club) -> None:
    scene = await club.proposed()
    await vote(club, scene, club.mara)
    shown = await page(club, club.mara)
    assert shown.ephemeral
    text = texts(shown.components)
    assert "1 scene that you proposed" in text
    assert "1 vote" in text
    assert "nothing is kept from you" in text


async def test_the_page_names_what_the_member_voted_on_and_is_told_of(club: Club) -> None:
    for choice in (Choice.FOR, Choice.AGAINST):
        await vote(club, await club.proposed(title=choice), club.tom, choice)
    view = await club.proposed()
    await club.studio.scenes.subscribe(club.member(club.tom), view.scene.id)
    text = texts((await page(club, club.tom)).components)
    assert "**Your latest votes** scene 2, *Not this one*; scene 1, *Film it*" in text
    assert "**You are told of** scene 3:" in text


async def test_somebody_new_is_told_that_nothing_is_kept(club: Club) -> None:
    assert "Nothing." in texts((await page(club, club.tom)).components)


@pytest.mark.parametrize(
    ("reads_all", "but"),
    [(True, ""), (False, ", unless the novel is licensed or for personal use")],
)
async def test_the_page_says_what_is_sent_to_a_language_model_and_where(
    club: Club, reads_all: bool, but: str
) -> None:
    assert "nothing of the novel is sent to one" in texts((await page(club, club.tom)).components)
    desk = Desk(URL("http://10.0.0.2:8080/v1"), "small", 1, key="k-123", reads_all=reads_all)
    bot: Any = club.env.bot
    bot.script_supervisor = ScriptSupervisor(club.studio, desk)
    told = bare(texts((await page(club, club.tom)).components))
    assert "passages that you look at in /propose" in told
    assert f"are sent to small at http://10.0.0.2:8080{but}. Nothing of you is." in told
    assert "k-123" not in told


# --- how far a member has read ---


async def test_the_page_names_the_latest_scenes_with_what_became_of_them(club: Club) -> None:
    await club.proposed(title="||The *boy*||")
    text = bare(texts((await page(club, club.mara)).components))
    assert "### Your scenes\n**1** ||The *boy*|| · proposed" in text.replace("\\", "")


async def test_a_member_says_whether_credits_name_them(club: Club) -> None:
    shown = await page(club, club.mara)
    assert "do not name you" in texts(shown.components)
    named = await club.mara.click(shown, label="Name me in credits")
    assert "The credits of reels name you" in texts(named.response.components)
    assert await club.studio.members.is_named(club.member(club.mara))
    again = await club.mara.click(named.response, label="Do not name me")
    assert "do not name you" in texts(again.response.components)
    assert not await club.studio.members.is_named(club.member(club.tom))


async def test_what_is_beyond_is_left_out_of_a_search(club: Club) -> None:
    await read_up_to(club, club.mara, "1")
    mine = await club.mara.slash(club.channel, "propose", words="parlour")
    toms = await club.tom.slash(club.channel, "propose", words="parlour")
    assert "up to chapter 1, which you have read" in mine.response.content
    assert "Chapter 2" in texts(toms.response.components)


async def test_a_chapter_beyond_is_refused_with_the_remedy(club: Club) -> None:
    await read_up_to(club, club.mara, "1")
    shown = await club.mara.slash(club.channel, "propose", chapter="2")
    assert shown.response.content == (
        "Chapter 2 is beyond chapter 1, which you have read; /me says how far you are."
    )


async def test_no_completion_of_propose_names_what_is_beyond(club: Club) -> None:
    await read_up_to(club, club.mara, "1")
    chapters = await club.mara.autocomplete(club.channel, "propose", "chapter", "")
    words = await club.mara.autocomplete(club.channel, "propose", "words", "mistress orr")
    assert [choice["value"] for choice in chapters] == ["1"]
    assert "Orr" not in str(words)


async def test_a_completed_passage_that_is_beyond_by_now_is_refused(club: Club) -> None:
    found, *_ = await club.mara.autocomplete(club.channel, "propose", "words", "mistress orr")
    await read_up_to(club, club.mara, "1")
    shown = await club.mara.slash(club.channel, "propose", words=found["value"])
    assert shown.response.content.startswith("Chapter 2 is beyond chapter 1")


async def test_the_queue_names_no_scene_that_is_beyond(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.mara, "1")
    mine = await club.mara.slash(club.channel, "queue")
    toms = await club.tom.slash(club.channel, "queue")
    assert "**1** beyond what you have read · storyboard" in texts(mine.response.components)
    assert "The inn parlour" in texts(toms.response.components)


async def test_a_showrunner_who_reads_is_offered_no_title_that_is_beyond(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.anna, "1")
    shown = await club.anna.slash(club.channel, "queue")
    assert "parlour" not in str(shown.response.message.components)
    chosen = await club.anna.select(shown.response, ["1"], custom_id="queue:choose")
    assert "beyond what you have read" in chosen.response.content


async def test_ballots_beyond_are_not_led_through(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.mara, "1")
    mine = await club.mara.slash(club.channel, "vote")
    toms = await club.tom.slash(club.channel, "vote")
    assert mine.response.content == "No ballot is open here: /propose opens one."
    assert "The inn parlour" in texts(toms.response.components)


async def test_chapters_beyond_are_veiled_in_the_book(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.mara, "1")
    shown = (await club.mara.slash(club.channel, "film")).response
    [gallery] = [part for part in parts(shown.components) if part.get("type") == 12]
    assert gallery["items"][0]["description"] == (
        "2 chapters as bars. 1 of them unfilmed. Those after chapter 1, which you have read, are "
        "veiled."
    )
    assert "Parlour" not in str(shown.message.components)
    assert "0 of 2 chapters begun" in texts(shown.components)


@pytest.mark.parametrize("what", ["1", "1-1", "chapter 2", "join chapter 2"])
async def test_film_shows_nothing_that_is_beyond(club: Club, what: str) -> None:
    await shooting.queue(club.studio, guild_id=club.guild.id)
    async with club.studio.leases._store.transaction() as tx:
        await tx.run("UPDATE scene SET chapter = 2")
    await read_up_to(club, club.mara, "1")
    shown = await club.mara.slash(club.channel, "film", what=what)
    assert "beyond chapter 1, which you have read; /me says" in shown.response.content


async def test_no_completion_of_film_names_what_is_beyond(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.mara, "1")
    for typed in ("", "parlour", "inn", "chapter", "1"):
        found = await club.mara.autocomplete(club.channel, "film", "what", typed)
        assert "arlour" not in str(found)


async def test_an_empty_field_takes_the_veil_away(club: Club) -> None:
    await inn(club)
    await read_up_to(club, club.mara, "1")
    shown = await read_up_to(club, club.mara, "")
    assert "nothing is kept from you" in texts(shown.response.components)
    page = await club.mara.slash(club.channel, "film", what="chapter 2")
    assert "The inn parlour" in texts(page.response.components)


@pytest.mark.parametrize("typed", ["0", "3", "-1", "one", "9" * 9, "²"])
async def test_a_chapter_that_is_none_is_refused(club: Club, typed: str) -> None:
    shown = await read_up_to(club, club.mara, typed)
    assert shown.response.content.startswith("Give the number of the last chapter")


async def test_how_far_one_has_read_concerns_nobody_else(club: Club) -> None:
    await read_up_to(club, club.mara, "1")
    assert "up to chapter 1 of 2" in texts((await page(club, club.mara)).components)
    assert "up to chapter" not in texts((await page(club, club.tom)).components)


# --- export and delete ---


async def test_the_export_holds_what_is_kept_and_nobody_elses(club: Club) -> None:
    scene = await club.proposed()
    await club.proposed(club.tom, title="Toms")
    await vote(club, scene, club.mara)
    shown = await club.mara.click(await page(club, club.mara), label="Export")
    [file] = shown.response.message.attachments
    kept = json.loads(await file.read())
    assert [entry["title"] for entry in kept["scenes"]] == ["The boy on the strand"]
    assert [entry["choice"] for entry in kept["votes"]] == ["for"]


async def forget(club: Club, actor: Any) -> Any:
    asked = await actor.click(await page(club, actor), label="Delete…")
    return await actor.click(asked.response, label="Delete what is kept of me")


async def test_nothing_is_deleted_before_it_is_said_twice(club: Club) -> None:
    scene = await club.proposed()
    asked = await club.mara.click(await page(club, club.mara), label="Delete…")
    assert set(buttons(asked.response.components)) == {"Delete what is kept of me", "Keep it"}
    await club.mara.click(asked.response, label="Keep it")
    assert (await club.view(scene)).scene.proposer_id == club.mara.id


async def test_a_forgotten_members_scene_stays_without_a_name(club: Club) -> None:
    scene = await club.proposed()
    await forget(club, club.mara)
    card = scene_card(await club.view(scene), datetime.now(UTC))
    text = texts(card.view.to_components())
    assert "proposed by a former member" in text
    assert str(club.mara.id) not in text


async def test_votes_on_closed_ballots_stay_as_counts(
    club: Club, clock: Clock, store: Store
) -> None:
    scene = await club.proposed()
    for actor in (club.mara, club.tom, club.anna):
        await vote(club, scene, actor)
    clock.forward(hours=49)
    await club.studio.ballots.close_due()
    await forget(club, club.tom)
    assert (await club.view(scene)).tally.for_ == 3
    async with store.reading() as tx:
        rows = await tx.all("SELECT member_id FROM vote WHERE member_id = :id", id=club.tom.id)
    assert rows == []


async def test_a_vote_on_an_open_ballot_is_taken_back_and_can_be_cast_once_more(
    club: Club,
) -> None:
    scene = await club.proposed()
    await vote(club, scene, club.tom)
    await forget(club, club.tom)
    assert (await club.view(scene)).tally.for_ == 0
    await vote(club, scene, club.tom)
    assert (await club.view(scene)).tally.for_ == 1


async def test_no_table_names_a_forgotten_member(club: Club, store: Store) -> None:
    scene = await club.proposed(club.mara, strand(club.novel_id))
    others = await club.proposed(club.tom, Passage(club.novel_id, 1, 3, 4))
    member = club.member(club.mara)
    await vote(club, scene, club.mara)
    await club.studio.scenes.subscribe(member, others.scene.id)
    await club.studio.scenes.complain(member, scene.scene.id, "the mast is wrong")
    await read_up_to(club, club.mara, "2")
    await forget(club, club.mara)
    async with store.reading() as tx:
        tables = await tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        naming = [
            table["name"]
            for table in tables
            for row in await tx.all(f"SELECT * FROM {table['name']}")
            if str(club.mara.id) in str(tuple(row))
        ]
    assert naming == []


async def test_a_forgotten_member_is_pinged_by_nothing(club: Club, clock: Clock) -> None:
    scene = await club.proposed()
    for actor in (club.tom, club.anna):
        await vote(club, scene, actor)
    clock.forward(seconds=timedelta(hours=49).total_seconds())
    await club.studio.ballots.close_due()
    await club.studio.scenes.subscribe(club.member(club.tom), scene.scene.id)
    await forget(club, club.mara)
    take = (await club.view(scene)).takes[0].take
    assert await club.studio.premieres.recipients(take.id) == [club.tom.id]
