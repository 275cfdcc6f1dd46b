"""The owner comes first: the card is freed, the shot goes back, and the bot hears why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import psutil
import pytest
from node_stand import Stand
from patience import PATIENCE
from stage_bot import Job
from stage_engines import Gate
from stage_orders import OrderMaker

from render.contract import FailureKind, Rest
from render.executors.unit import Unit

pytest_plugins = ("stage_fixtures", "node_fixtures")

BUSY = Rest(why="busy")


class Wish:
    """What the owner wants; changed as a test goes on."""

    def __init__(self) -> None:
        self.rest: Rest | None = None

    def __call__(self) -> Rest | None:
        return self.rest


@pytest.fixture
def wish(stand: Stand) -> Wish:
    stand.rests = Wish()
    return stand.rests


def is_handed_back(job: Job) -> bool:
    return job.failure is not None and job.failure.kind is FailureKind.CANCELLED


async def left(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that do not end."""
    return (await asyncio.to_thread(psutil.wait_procs, processes, timeout=PATIENCE))[1]


def camera_of(unit: Unit) -> psutil.Process:
    assert unit.camera_pid is not None
    return psutil.Process(unit.camera_pid)


async def test_a_node_whose_owner_needs_the_card_frees_it_and_hands_the_shot_back(
    stand: Stand, wish: Wish, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(1, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 3)
        camera = camera_of(stand.unit)
        wish.rest = BUSY
        await stand.bot.until(lambda: stand.bot.claims[-1].rests == BUSY and job.is_over)
        assert await left([camera]) == []
    assert is_handed_back(job)
    assert job.failure is not None
    assert job.failure.retryable


async def test_the_card_is_freed_also_while_the_bot_does_not_hear_of_it(
    stand: Stand, wish: Wish, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(1, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 3)
        camera = camera_of(stand.unit)
        stand.bot.answers["fail"] = [503] * 100_000
        wish.rest = BUSY
        assert await left([camera]) == []
        assert not job.is_over
        stand.bot.answers["fail"].clear()
        await stand.bot.until(lambda: is_handed_back(job))


async def test_a_cancelled_take_may_end_its_step_and_leaves_the_camera_warm(
    stand: Stand, make_order: OrderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.executors.shooting.STOP_SECONDS", 0.1)
    job = await stand.bot.hire(make_order(1, engine="ponderous"))
    async with stand.serving():
        await stand.bot.until(lambda: bool(job.beats) and job.beats[-1].progress > 0.05)
        camera = camera_of(stand.unit)
        job.is_cancelled = True
        await stand.bot.until(lambda: job.is_over)
        assert camera.is_running()


@pytest.fixture
async def deaf(
    stand: Stand,
    make_order: OrderMaker,
    monkeypatch: pytest.MonkeyPatch,
    stage_environment: dict[str, str],
) -> AsyncIterator[Job]:
    """A take in mid-step whose camera hears of nothing, and would be let end that step."""
    # one process that draws, as for a model: nobody in it listens during a step
    stand.unit = Unit(stage_environment | {"GREENLIGHT_WORKERS": "1"})
    monkeypatch.setattr("render.executors.shooting.STOP_SECONDS", 0.1)
    monkeypatch.setattr("render.work.Work.lets_wait", PATIENCE * 2)
    job = await stand.bot.hire(make_order(1, engine="frozen"))
    async with stand.serving():
        await stand.bot.until(lambda: any(beat.progress > 0 for beat in job.beats))
        yield job
    stand.unit.close()


async def test_who_needs_the_card_waits_for_no_step_of_a_cancelled_take(
    stand: Stand, wish: Wish, deaf: Job
) -> None:
    camera = camera_of(stand.unit)
    deaf.is_cancelled = True
    beats = len(deaf.beats)
    await stand.bot.until(lambda: len(deaf.beats) > beats)
    wish.rest = BUSY
    assert await left([camera]) == []


async def test_the_rest_of_a_take_goes_on_where_it_stopped(
    stand: Stand, wish: Wish, gate: Gate, make_order: OrderMaker
) -> None:
    gate.shut(4)
    job = await stand.bot.hire(make_order(6, engine="gated"))
    async with stand.serving():
        await stand.bot.until(lambda: bool(job.beats) and job.beats[-1].progress > 0.3)
        wish.rest = BUSY
        await stand.bot.until(lambda: is_handed_back(job))
        wish.rest = None
        gate.open()
        await stand.bot.offer_again(job)
        await stand.bot.until(lambda: bool(job.completions))
    assert job.report is not None
    assert job.report.shots_reused >= 1
    assert job.report.shots_shot + job.report.shots_reused == 6


async def test_a_take_that_is_being_sent_is_finished_all_the_same(
    stand: Stand, wish: Wish, make_order: OrderMaker
) -> None:
    stand.bot.takes_uploads.clear()
    job = await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: any(beat.stage == "upload" for beat in job.beats))
        wish.rest = BUSY
        await stand.bot.until(lambda: stand.bot.claims[-1].rests == BUSY)
        stand.bot.takes_uploads.set()
        await stand.bot.until(lambda: job.is_over)
    assert job.completions == 1


async def test_a_node_that_rests_takes_no_work_and_says_when_it_works_again(
    stand: Stand, wish: Wish, make_order: OrderMaker, caplog: pytest.LogCaptureFixture
) -> None:
    wish.rest = Rest(why="quiet", for_s=3600)
    job = await stand.bot.hire(make_order(1))
    with caplog.at_level(logging.INFO, "render.node"):
        async with stand.serving():
            await stand.bot.until(lambda: bool(stand.bot.claims))
            assert stand.unit.camera_pid is None
            assert job.attempt == 0
            wish.rest = None
            await stand.bot.until(lambda: job.is_over)
    assert [claim.rests for claim in stand.bot.claims[:2]] == [Rest(why="quiet", for_s=3600), None]
    assert job.completions == 1
    assert "resting: these are quiet hours" in caplog.text
    assert "working again" in caplog.text


async def test_a_job_that_comes_just_as_the_owner_needs_the_card_goes_back(
    stand: Stand, wish: Wish, make_order: OrderMaker
) -> None:
    async with stand.serving():
        await stand.bot.until(lambda: bool(stand.bot.claims))
        wish.rest = BUSY
        job = await stand.bot.hire(make_order(1, engine="halting"))
        await stand.bot.until(lambda: is_handed_back(job) or job.attempt == 0)
        await stand.bot.until(lambda: stand.bot.claims[-1].rests == BUSY)


async def test_a_node_paused_in_discord_frees_the_card_and_asks_again(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(1, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 3)
        camera = camera_of(stand.unit)
        stand.bot.answers["claim"] = [423, 423, 423, 423]
        job.is_lost = True
        await stand.bot.until(lambda: not stand.bot.answers["claim"])
        assert await left([camera]) == []
        following = await stand.bot.hire(make_order(1))
        await stand.bot.until(lambda: following.is_over)
    assert following.completions == 1


async def test_a_pause_in_discord_waits_for_no_step_of_a_cancelled_take(
    stand: Stand, deaf: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.executors.shooting.Shooting.camera_left", 10_000)
    camera = camera_of(stand.unit)
    stand.bot.answers["claim"] = [423] * 1000
    deaf.is_cancelled = True
    assert await left([camera]) == []


async def test_what_the_owner_wants_is_asked_again_after_trouble(
    stand: Stand, wish: Wish, make_order: OrderMaker, caplog: pytest.LogCaptureFixture
) -> None:
    asked = 0

    def trouble() -> Rest | None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise RuntimeError("the driver is gone")
        return None if asked < 4 else BUSY

    stand.rests = trouble
    async with stand.serving():
        await stand.bot.until(lambda: any(claim.rests for claim in stand.bot.claims))
    assert "the driver is gone" in caplog.text
