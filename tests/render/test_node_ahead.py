"""One job is prepared while another is shot and a third is finished, each with its own fate."""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path

import pytest
from node_stand import Stand
from stage_bot import Job
from stage_engines import Gate
from stage_orders import OrderMaker

from render import membership
from render.client import Client
from render.contract import FailureKind

pytest_plugins = ("stage_fixtures", "node_fixtures")


def stages(job: Job) -> set[str]:
    return {beat.stage for beat in job.beats}


def begun(log: Path) -> list[str]:
    return log.read_text().split()


async def test_the_next_job_is_claimed_and_kept_ready_while_one_is_shot(
    stand: Stand, gate: Gate, make_order: OrderMaker
) -> None:
    first = await stand.bot.hire(make_order(1, engine="gated"))
    second = await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: "ready" in stages(second))
        assert not first.is_over
        gate.open()
        opened = time.monotonic()
        await stand.bot.until(lambda: first.is_over and second.is_over)
        at_most = time.monotonic() - opened
    assert (first.completions, second.completions) == (1, 1)
    assert stand.bot.claims[1].holds == (0,)
    assert second.beats[0].progress == 0
    # however long it waited for the camera, that is not part of its own time
    assert second.report is not None
    assert second.report.stages.draw < at_most


async def test_nothing_is_claimed_ahead_while_the_end_is_far(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.change(ahead=0)
    first = await stand.bot.hire(make_order(1, engine="halting"))
    await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: first.beats[-1:] != [] and first.beats[-1].progress > 0.3)
        assert len(stand.bot.claims) == 1


async def test_a_job_that_was_claimed_too_early_goes_back_to_nobodys_blame(
    stand: Stand, make_order: OrderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.ahead.TOO_LONG", 0.1)
    stand.change(ahead=5)
    halting = await stand.bot.hire(make_order(1, 2.0, engine="halting"))
    ahead = await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: ahead.is_over)
        assert not halting.is_over
        claims = len(stand.bot.claims)
        await stand.bot.until(lambda: len(halting.beats) > 40)
        # it is not claimed again while the same shot takes its time
        assert len(stand.bot.claims) == claims
    assert ahead.failure is not None
    assert (ahead.failure.kind, ahead.failure.retryable) == (FailureKind.CANCELLED, True)
    assert "takes longer than it seemed" in ahead.failure.log_tail


async def test_the_camera_goes_on_while_a_finished_take_is_sent(
    stand: Stand, stage: Path, make_order: OrderMaker
) -> None:
    stand.bot.takes_uploads.clear()
    first = await stand.bot.hire(make_order(1, engine="counting"))
    second = await stand.bot.hire(make_order(2, 0.5, engine="counting"))
    async with stand.serving():
        await stand.bot.until(lambda: "upload" in stages(second))
        assert len(begun(stage)) == 3
        assert not first.is_over
        stand.bot.takes_uploads.set()
        await stand.bot.until(lambda: first.is_over and second.is_over)
    assert (first.completions, second.completions) == (1, 1)


async def test_a_node_has_three_jobs_in_hand_at_most(stand: Stand, make_order: OrderMaker) -> None:
    stand.bot.takes_uploads.clear()
    jobs = [await stand.bot.hire(make_order(1, 0.5)) for _ in range(5)]
    async with stand.serving():
        await stand.bot.until(lambda: sum("upload" in stages(job) for job in jobs) == 3)
        assert [bool(job.beats) for job in jobs] == [True, True, True, False, False]
        stand.bot.takes_uploads.set()
        await stand.bot.until(lambda: all(job.is_over for job in jobs))
    assert all(job.completions == 1 for job in jobs)


async def test_a_job_cancelled_while_it_waits_leaves_the_one_that_is_shot_alone(
    stand: Stand, gate: Gate, make_order: OrderMaker
) -> None:
    first = await stand.bot.hire(make_order(1, engine="gated"))
    second = await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: "ready" in stages(second))
        second.is_cancelled = True
        await stand.bot.until(lambda: second.is_over)
        assert not first.is_over
        gate.open()
        await stand.bot.until(lambda: first.is_over)
    assert second.failure is not None
    assert second.failure.kind is FailureKind.CANCELLED
    assert first.completions == 1


async def test_a_job_lost_before_the_camera_lets_the_next_one_in(
    stand: Stand, make_order: OrderMaker
) -> None:
    lost = await stand.bot.hire(make_order(1, engine="halting"))
    ahead = await stand.bot.hire(make_order(1))
    async with stand.serving():
        await stand.bot.until(lambda: "ready" in stages(ahead))
        lost.is_lost = True
        await stand.bot.until(lambda: ahead.is_over)
    assert ahead.completions == 1
    assert not lost.is_over


async def test_a_closing_node_hands_back_all_that_it_has_in_hand(
    stand: Stand, make_order: OrderMaker
) -> None:
    jobs = [await stand.bot.hire(make_order(1, engine="halting")) for _ in range(2)]
    async with stand.serving():
        await stand.bot.until(lambda: "ready" in stages(jobs[1]))
    failures = [job.failure for job in jobs]
    assert all(f and f.kind is FailureKind.CANCELLED and f.retryable for f in failures)


async def test_after_a_crash_all_claims_in_hand_bring_their_jobs_back(
    stand: Stand, gate: Gate, make_order: OrderMaker
) -> None:
    jobs = [await stand.bot.hire(make_order(1, engine="gated")) for _ in range(2)]
    async with Client(stand.member) as client:
        task = asyncio.create_task(stand.node(client).run())
        await stand.bot.until(lambda: "ready" in stages(jobs[1]))
        task.cancel()  # as if it were killed: nothing is handed back
        await asyncio.gather(task, return_exceptions=True)
    stand.member = membership.load_saved(stand.state)
    assert stand.member.claims[:2] == tuple(job.claim_id for job in jobs)
    gate.open()
    async with stand.serving():
        await stand.bot.until(lambda: all(job.is_over for job in jobs))
    assert [(job.attempt, job.completions) for job in jobs] == [(1, 1), (1, 1)]
    assert len({claim.instance for claim in stand.bot.claims}) == 1


async def test_what_needs_no_camera_is_done_while_one_shoots(
    stand: Stand, make_order: OrderMaker, masters: dict[str, Path]
) -> None:
    data = masters["first"].read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    stand.bot.inputs[sha256] = data
    item = {"sha256": sha256, "size": len(data), "role": "master"}
    shooting = await stand.bot.hire(make_order(1, engine="halting"))
    refit = await stand.bot.hire(make_order(shots=0, kind="refit", engine="wan", inputs=[item]))
    async with stand.serving():
        await stand.bot.until(lambda: refit.is_over)
        assert not shooting.is_over
    assert refit.films == {"clip.mp4": data}


async def test_a_job_that_runs_out_of_memory_twice_is_not_tried_here_for_ever(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(1, engine="hungry"))
    told: list[bool] = []
    async with stand.serving():
        for _ in range(2):
            await stand.bot.until(lambda: job.failure is not None)
            assert job.failure is not None
            assert job.failure.kind is FailureKind.OOM
            told.append(job.failure.retryable)
            await stand.bot.offer_again(job)
    assert told == [True, False]


@pytest.mark.parametrize("role", ["reference", "frame"])
async def test_pictures_that_an_order_names_are_fetched(
    stand: Stand, make_order: OrderMaker, role: str
) -> None:
    data = b"\x89PNG\r\n\x1a\n of any kind"
    sha256 = hashlib.sha256(data).hexdigest()
    stand.bot.inputs[sha256] = data
    item = {"sha256": sha256, "size": len(data), "role": role}
    job = await stand.done(await stand.bot.hire(make_order(1, inputs=[item])))
    assert job.completions == 1
    assert stand.bot.ranges == [""]


async def test_a_picture_that_is_no_picture_by_its_size_is_refused(
    stand: Stand, make_order: OrderMaker
) -> None:
    item = {"sha256": "a" * 64, "size": 30 * 2**20, "role": "reference"}
    job = await stand.done(await stand.bot.hire(make_order(1, inputs=[item])))
    assert job.failure is not None
    assert not job.failure.retryable
    assert "a reference picture has 30 MB; at most 20 MB are fetched" in job.failure.log_tail
    assert stand.bot.ranges == []
