"""/queue: what shoots where, what waits for what, yours first; and the showrunners' levers."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shooting
from club import Club, buttons, parts, texts
from conftest import set_up

from bot.domain.scene import TakeState

pytest_plugins = ("club_fixtures",)


async def queued(club: Club, by: Any = None, **changes: Any) -> shooting.Job:
    member_id = (by or club.mara).id
    return await shooting.queue(club.studio, guild_id=club.guild.id, member_id=member_id, **changes)


async def look(club: Club, member: Any) -> Any:
    shown = await member.slash(club.channel, "queue")
    assert shown.response.ephemeral
    return shown.response


async def choose(club: Club, job: shooting.Job) -> Any:
    shown = await club.anna.slash(club.channel, "queue")
    return await club.anna.select(shown.response, custom_id="queue:choose", values=[str(job.id)])


def slates(text: str) -> list[str]:
    return re.findall(r"\b\d+-\d+\b", text)


# --- what one sees ---


async def test_an_empty_queue_says_how_to_fill_it(club: Club) -> None:
    shown = await look(club, club.mara)
    assert "/vote on a scene or /propose one." in texts(shown.components)


async def test_yours_come_before_those_of_others_with_their_places(club: Club) -> None:
    await queued(club, club.mara)
    await queued(club, club.tom)
    shown = texts((await look(club, club.tom)).components)
    yours, others = shown.split("### Then")
    assert slates(yours) == ["2-1"]
    assert slates(others) == ["1-1"]
    assert "**2-1** The boy on the strand\n-# number 2" in yours


async def test_what_is_being_shot_says_where_and_how_far(club: Club) -> None:
    await queued(club)
    node = await shooting.operators_node(club.studio, "the loft")
    await shooting.take_up(club.studio, node, "claim")
    shown = texts((await look(club, club.mara)).components)
    assert "### Now shooting" in shown
    assert "on the loft" in shown
    assert "▱▱▱▱▱▱▱▱▱▱ 0%" in shown


async def test_what_waits_says_what_for(club: Club) -> None:
    await queued(club, engine="wan")
    shown = texts((await look(club, club.mara)).components)
    assert "waits for a node that offers wan" in shown


async def test_a_long_queue_is_leafed_through(club: Club) -> None:
    for by in (club.mara,) * 14 + (club.tom,) * 12:
        await queued(club, by, engine="wan")
    shown = await look(club, club.mara)
    pages = [texts(shown.components)]
    for _ in range(2):
        assert len(pages[-1]) <= 4000
        await club.mara.click(shown, label="Next")
        pages.append(texts(shown.components))
    assert [len(slates(page)) for page in pages] == [12, 12, 2]
    assert [re.findall("### (.+)", page) for page in pages] == [
        ["Yours"],
        ["Yours", "Then"],
        ["Then"],
    ]
    assert "page 3 of 3 · 26 jobs" in pages[-1]
    await club.mara.click(shown, label="Back")
    assert texts(shown.components) == pages[1]


async def test_a_showrunner_reaches_the_last_job_of_a_long_queue(club: Club) -> None:
    jobs = [await queued(club, engine="wan") for _ in range(26)]
    shown = await look(club, club.anna)
    for _ in range(2):
        await club.anna.click(shown, label="Next")
    chosen = await club.anna.select(shown, custom_id="queue:choose", values=[str(jobs[-1].id)])
    await club.anna.click(chosen.response, label="Shoot it next")
    assert (await club.studio.queue.lines(club.guild.id))[0].job_id == jobs[-1].id


async def test_members_find_no_levers(club: Club) -> None:
    await queued(club)
    shown = await look(club, club.mara)
    assert buttons(shown.components) == {}
    assert [part for part in parts(shown.components) if part["type"] == 3] == []


async def test_another_guilds_queue_is_not_shown(club: Club) -> None:
    await set_up(club.studio, 999, 998)
    await shooting.queue(club.studio, guild_id=999)
    assert "Nothing waits" in texts((await look(club, club.mara)).components)


# --- the levers ---


async def test_a_showrunner_pauses_and_resumes_in_place(club: Club) -> None:
    await queued(club)
    shown = await look(club, club.anna)
    paused = await club.anna.click(shown, label="Pause the queue")
    settings = await club.studio.settings.get(club.guild.id)
    assert settings.queue_paused
    assert "## The queue · paused" in texts(paused.response.components)
    resumed = await club.anna.click(paused.response, label="Resume the queue")
    assert not (await club.studio.settings.get(club.guild.id)).queue_paused
    assert "· paused" not in texts(resumed.response.components)


async def test_a_paused_queue_says_whom_it_waits_for(club: Club) -> None:
    await queued(club)
    await club.studio.queue.pause(club.member(club.anna), "")
    shown = texts((await look(club, club.mara)).components)
    assert "waits for the showrunners, who paused the queue" in shown
    assert "put aside" not in shown


async def test_a_job_is_moved_to_the_front(club: Club) -> None:
    await queued(club)
    second = await queued(club, club.tom)
    chosen = await choose(club, second)
    moved = await club.anna.click(chosen.response, label="Shoot it next")
    lines = await club.studio.queue.lines(club.guild.id)
    assert [line.slate for line in lines] == ["2-1", "1-1"]
    assert moved.response.content == "It is shot next."
    assert buttons(moved.response.components) == {}


async def test_a_job_is_moved_to_the_end(club: Club) -> None:
    first = await queued(club)
    await queued(club, club.tom)
    chosen = await choose(club, first)
    await club.anna.click(chosen.response, label="Shoot it last")
    lines = await club.studio.queue.lines(club.guild.id)
    assert [line.slate for line in lines] == ["2-1", "1-1"]


async def test_a_job_is_put_aside_and_let_go_on(club: Club) -> None:
    job = await queued(club)
    await club.anna.click((await choose(club, job)).response, label="Put it aside")
    aside = texts((await look(club, club.mara)).components)
    await club.anna.click((await choose(club, job)).response, label="Let it go on")
    again = texts((await look(club, club.mara)).components)
    assert "aside" in aside
    assert "aside" not in again


async def test_what_is_put_aside_is_not_moved_before_it_goes_on(club: Club) -> None:
    job = await queued(club)
    await club.anna.click((await choose(club, job)).response, label="Put it aside")
    chosen = await choose(club, job)
    assert list(buttons(chosen.response.components)) == ["Let it go on", "Cancel it"]


async def test_a_job_is_cancelled_with_its_take(club: Club) -> None:
    job = await queued(club)
    await club.anna.click((await choose(club, job)).response, label="Cancel it")
    assert await club.studio.queue.lines(club.guild.id) == []
    assert job.take_id is not None
    _, take = await club.studio.scenes.of_take(club.guild.id, job.take_id)
    assert take.take.state is TakeState.CANCELLED


async def test_what_is_being_shot_cannot_be_moved(club: Club) -> None:
    job = await queued(club)
    node = await shooting.operators_node(club.studio)
    await shooting.take_up(club.studio, node, "claim")
    chosen = await choose(club, job)
    assert list(buttons(chosen.response.components)) == ["Put it aside", "Cancel it"]


async def test_a_job_that_is_done_meanwhile_says_so(club: Club) -> None:
    job = await queued(club)
    chosen = await choose(club, job)
    await club.studio.queue.cancel(club.member(club.anna), job.id, "")
    said = await club.anna.click(chosen.response, label="Shoot it next")
    assert said.response.content.startswith("That job is not in the queue (any more)")


async def test_the_levers_work_after_a_restart(club: Club) -> None:
    await queued(club)
    shown = await look(club, club.anna)
    await club.restart()
    await club.anna.click(shown, label="Pause the queue")
    assert (await club.studio.settings.get(club.guild.id)).queue_paused


@pytest.mark.parametrize("deed", ["first", "hold", "cancel", "pause"])
async def test_who_finds_a_lever_and_is_no_showrunner_is_refused(club: Club, deed: str) -> None:
    job = await queued(club)
    await club.show_button(f"queue:{deed}:{job.id}")
    said = await club.tom.click(club.card(), label="Found")
    assert said.response.content.startswith("Only showrunners do this")
    assert not (await club.studio.settings.get(club.guild.id)).queue_paused
    assert len(await club.studio.queue.lines(club.guild.id)) == 1
