"""What is posted beyond a channel's own chapter is a spoiler; within it, nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shooting
from club import bare, buttons, parts, texts
from conftest import DIRECTION, NOVEL, Clock
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st
from reel_takes import canon
from test_looks_cog import people

from bot.domain.look import Appearance
from bot.domain.novel import Passage, Rights
from bot.domain.queue import Work
from bot.domain.wishes import Wish, WishKind
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store
from cogs.ui.text import behind_bars, escaped

pytest_plugins = ("club_fixtures", "desk_fixtures")

FIRST = "Chapter 2: spoiler\n-# This channel has not read that far."
TITLE = "The inn parlour"


async def reads(desk: Desk, chapter: int | None) -> None:
    club = desk.club
    anna = club.member(club.anna)
    await club.studio.spoilers.channel_reads(anna, club.channel.id, club.novel_id, chapter)


async def of_the_inn(desk: Desk) -> Any:
    """A scene of the second chapter, its card posted and its storyboard drawn."""
    club = desk.club
    view = await club.studio.proposals.propose(
        club.member(club.tom),
        club.channel.id,
        Passage(club.novel_id, 2, 1, 2),
        replace(DIRECTION, title=TITLE),
        age_restricted=False,
    )
    await desk.work_off()
    await desk.shoot()
    await desk.work_off()
    return await club.view(view)


def veiled(message: Any) -> list[str]:
    """The lines of which nothing can be read before a click."""
    lines = texts(message.components).split("\n")
    return [line for line in lines if line.rstrip().endswith("||") and "||" in line[:8]]


def in_the_open(message: Any) -> str:
    """What can be read without a click."""
    lines = texts(message.components).split("\n")
    return "\n".join(line for line in lines if line not in veiled(message))


def spoilered(message: Any) -> list[bool]:
    return [
        bool(item.get("spoiler"))
        for part in parts(message.components)
        if part.get("type") == 12
        for item in part["items"]
    ]


async def test_a_card_beyond_the_channels_chapter_is_a_spoiler(desk: Desk) -> None:
    await reads(desk, 1)
    await of_the_inn(desk)
    card = desk.posts("proposed by")[-1]
    assert texts(card.components).startswith(FIRST)
    assert TITLE not in in_the_open(card)
    assert "parlour" not in in_the_open(card)
    assert f"### ||Scene 1 · {TITLE}||" in texts(card.components)
    assert spoilered(card) == [True]
    assert "quorum" in in_the_open(card)
    assert "Film it" in buttons(card.components)


async def test_a_card_within_it_is_none(desk: Desk) -> None:
    await reads(desk, 2)
    await of_the_inn(desk)
    card = desk.posts("proposed by")[-1]
    assert veiled(card) == []
    assert spoilered(card) == [False]


async def test_where_nothing_is_said_nothing_is_veiled(desk: Desk) -> None:
    await of_the_inn(desk)
    assert veiled(desk.posts("proposed by")[-1]) == []


async def test_reading_on_lifts_the_veil_from_cards_that_stand(desk: Desk) -> None:
    await reads(desk, 1)
    scene = await of_the_inn(desk)
    await reads(desk, 2)
    await desk.work_off()
    lifted = desk.posts("proposed by")[-1]
    assert lifted.id == scene.scene.message_id
    assert veiled(lifted) == []
    await reads(desk, 1)
    await desk.work_off()
    assert texts(desk.posts("proposed by")[-1].components).startswith(FIRST)


async def test_a_take_beyond_is_a_spoiler_and_pings_all_the_same(desk: Desk) -> None:
    await reads(desk, 1)
    view = await of_the_inn(desk)
    await desk.vote(view, desk.club.mara)
    await desk.vote(view, desk.club.anna)
    await desk.pass_time(hours=49)
    await desk.club.studio.ballots.close_due()
    await desk.shoot()
    await desk.work_off()
    [post] = desk.posts("take 1-1||")
    assert texts(post.components).startswith(FIRST)
    assert TITLE not in in_the_open(post)
    assert spoilered(post) == [True]
    assert {user.id for user in post.mentions} == {desk.club.tom.id}


async def test_a_reel_beyond_is_a_spoiler(desk: Desk, store: Store) -> None:
    club = desk.club
    await reads(desk, 1)
    await canon(club.studio, store, guild_id=club.guild.id, chapter=2)
    await club.studio.reels.join(
        club.member(club.mara), club.novel_id, 2, names={}, max_bytes=10**7, age_restricted=False
    )
    node = await shooting.operators_node(club.studio)
    claimed = await shooting.take_up(club.studio, node, "spoiled0")
    assert claimed is not None
    await shooting.deliver(club.studio, node, claimed, Work.REEL)
    await desk.work_off()
    post = desk.posts("· the reel")[-1]
    assert texts(post.components).startswith(FIRST)
    assert "Parlour" not in in_the_open(post)
    assert spoilered(post) == [True]
    await reads(desk, 2)
    await desk.work_off()
    [lifted] = desk.posts("· the reel")
    assert (lifted.id, veiled(lifted), spoilered(lifted)) == (post.id, [], [False])
    assert [file.filename for file in lifted.attachments] == ["reel.mp4"]


async def beyond(desk: Desk) -> Any:
    """The post of a take of the second chapter, in a channel that has read the first."""
    await desk.filmed(title=TITLE)
    async with desk.club.studio.leases._store.transaction() as tx:
        await tx.run("UPDATE scene SET chapter = 2")
    await reads(desk, 1)
    await desk.work_off()
    [post] = desk.posts("take 1-1||")
    return post


async def test_reading_on_lifts_the_veil_from_takes_that_stand_and_keeps_their_clips(
    desk: Desk,
) -> None:
    post = await beyond(desk)
    desk = await desk.restarted()
    await reads(desk, 2)
    await desk.work_off()
    [lifted] = desk.posts("take 1-1")
    assert (lifted.id, veiled(lifted), spoilered(lifted)) == (post.id, [], [False])
    assert [file.filename for file in lifted.attachments] == ["clip.mp4"]
    assert lifted.attachments[0].id == post.attachments[0].id
    await reads(desk, 1)
    await desk.work_off()
    [hidden] = desk.posts("take 1-1")
    assert texts(hidden.components).startswith(FIRST)
    assert spoilered(hidden) == [True]


async def test_a_channel_that_reads_to_and_fro_has_its_takes_edited_once(desk: Desk) -> None:
    await beyond(desk)
    await reads(desk, 2)
    await reads(desk, 1)
    await reads(desk, 2)
    before = len(desk.sent("PATCH"))
    await desk.work_off()
    edited = [body for body in desk.sent("PATCH")[before:] if "take 1-1" in str(body)]
    assert len(edited) == 1
    assert veiled(desk.posts("take 1-1")[-1]) == []
    assert await desk.kept("take") == []


async def test_a_take_whose_post_was_deleted_is_not_posted_again(desk: Desk) -> None:
    post = await beyond(desk)
    await reads(desk, 2)
    path = f"/channels/{desk.club.channel.id}/messages/{post.id}"
    desk.club.env.inject_error("PATCH", path, status=404, code=10008, message="Unknown Message")
    await desk.work_off()
    assert await desk.kept("take") == []
    assert (await desk.club.studio.scenes.of_take(desk.club.guild.id, 1))[1].take.message_id is None


async def test_a_vote_on_the_takes_of_a_scene_beyond_is_a_spoiler(desk: Desk) -> None:
    view = await desk.filmed(title=TITLE)
    await desk.work_off()
    club = desk.club
    first = (await club.view(view)).takes[0].take.id
    await club.studio.takes.ask(club.member(club.anna), first, Wish(WishKind.FRESH))
    await desk.shoot()
    await desk.work_off()
    async with club.studio.leases._store.transaction() as tx:
        await tx.run("UPDATE scene SET chapter = 2")
    await reads(desk, 1)
    await club.studio.canon.hold(club.member(club.tom), first)
    await desk.work_off()
    post = desk.posts("Which take of scene 1 counts?")[-1]
    assert texts(post.components).startswith(FIRST)
    assert TITLE not in in_the_open(post)
    await reads(desk, 2)
    await desk.work_off()
    [lifted] = desk.posts("Which take of scene 1 counts?")
    assert (lifted.id, veiled(lifted)) == (post.id, [])


async def test_a_look_of_a_later_chapter_is_a_spoiler_until_the_channel_reads_on(
    desk: Desk,
) -> None:
    club = desk.club
    await people(club)
    mara = club.member(club.mara)
    look = await club.studio.looks.draft(mara, 1, Appearance(hair="white"))
    await club.studio.looks.change(mara, look.look.id, chapter=2)
    await club.studio.looks.offer(mara, look.look.id, club.channel.id)
    await desk.work_off()
    async with club.studio.leases._store.transaction() as tx:
        await tx.run("UPDATE look SET state = 'chosen'")
    [card] = desk.posts("offered by <@")
    assert veiled(card) == []
    await reads(desk, 1)
    await desk.work_off()
    [hidden] = desk.posts("offered by <@")
    assert hidden.id == card.id
    assert texts(hidden.components).startswith(FIRST)
    assert "white hair" not in in_the_open(hidden)
    await reads(desk, None)
    await desk.work_off()
    [lifted] = desk.posts("offered by <@")
    assert veiled(lifted) == []


async def test_the_board_names_nothing_that_is_beyond(desk: Desk) -> None:
    await reads(desk, 1)
    await of_the_inn(desk)
    [board] = desk.posts("### On the ballot")
    line = next(line for line in texts(board.components).split("\n") if TITLE in line)
    assert line.startswith("Spoiler ||")
    assert line.endswith("||")


async def test_what_leads_on_names_no_title_that_is_beyond(desk: Desk) -> None:
    await reads(desk, 1)
    club = desk.club
    await club.proposed()
    unfilmed = await club.studio.novels.unfilmed(
        club.guild.id, club.novel_id, channel_id=club.channel.id
    )
    assert unfilmed is not None
    assert (unfilmed.number, unfilmed.title) == (2, "")


async def test_the_thread_of_a_spoiler_does_not_give_its_title_away(desk: Desk) -> None:
    await reads(desk, 1)
    await of_the_inn(desk)
    card = desk.posts("proposed by")[-1]
    await desk.club.tom.click(card, label="Discuss")
    thread = desk.club.env.bot.get_channel(card.id)
    assert getattr(thread, "name", None) == "Scene 1 · chapter 2"


# --- the setting ---


async def test_a_showrunner_sets_it_in_the_channel_itself(desk: Desk, clock: Clock) -> None:
    club = desk.club
    await club.admit(club.anna, "studio")
    shown = await club.anna.slash(club.channel, "studio settings", channel_chapter=1)
    told = "**Spoilers in this channel** what comes after chapter 1 of *The Lamp*"
    assert told in shown.response.content
    cleared = await club.anna.slash(club.channel, "studio settings", channel_chapter=0)
    assert "**Spoilers in this channel** none" in cleared.response.content


async def test_a_channel_of_premieres_has_a_chapter_of_each_novel(desk: Desk) -> None:
    club = desk.club
    anna = club.member(club.anna)
    other = replace(NOVEL, title="The Other Lamp")
    added = await club.studio.novels.add(anna, other, Rights.OWN_WORK, "d" * 64)
    await club.studio.novels.bind(anna, added.id, club.guild.create_text_channel("other").id)
    premieres = club.guild.create_text_channel("premieres")
    refused = await club.anna.slash(premieres, "studio settings", channel_chapter=1)
    assert "Several novels are filmed here" in refused.response.content
    assert "name one with the option `novel`" in refused.response.content
    offered = await club.anna.autocomplete(premieres, "studio settings", "novel", "o")
    assert [choice["name"] for choice in offered] == ["The Other Lamp"]
    for novel, chapter in ((club.novel_id, 1), (added.id, 2)):
        shown = await club.anna.slash(
            premieres, "studio settings", channel_chapter=chapter, novel=str(novel)
        )
    assert (
        "**Spoilers in this channel** what comes after chapter 1 of *The Lamp*; "
        "what comes after chapter 2 of *The Other Lamp*"
    ) in shown.response.content


async def test_a_chapter_that_the_novel_has_not_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="chapters are 1 to 2: give one of them, or 0"):
        await reads(desk, 3)


async def test_members_and_other_guilds_do_not_set_it(desk: Desk) -> None:
    club = desk.club
    where = (club.channel.id, club.novel_id, 1)
    with pytest.raises(NotAllowed):
        await club.studio.spoilers.channel_reads(club.member(club.mara), *where)
    stranger = shooting.showrunner(999)
    with pytest.raises(NotFound):
        await club.studio.spoilers.channel_reads(stranger, *where)
    with pytest.raises(NotFound):
        await club.studio.spoilers.is_beyond(999, club.channel.id, club.novel_id, 1)


# --- bars ---


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("### Scene 1 · The boy", "### ||Scene 1 · The boy||"),
        ("> quoted\n-# small", "> ||quoted||\n-# ||small||"),
        ("plain\n\nmore", "||plain||\n\n||more||"),
        ("", ""),
    ],
)
def test_what_begins_a_line_stays_before_the_bars(text: str, barred: str) -> None:
    assert behind_bars(text) == barred


@given(st.text(max_size=300))
def test_no_words_of_a_member_end_a_spoiler(text: str) -> None:
    shown = behind_bars(escaped(text, 200))
    assert "||" not in shown.replace("\\|", "")[2:-2]
    assert bare(shown).strip("|") == bare(escaped(text, 200)).strip("|")
