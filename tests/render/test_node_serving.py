from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import signal
from pathlib import Path

import pytest
from node_stand import ENGINES, Stand
from patience import PATIENCE
from stage_bot import Job
from stage_orders import OrderMaker

from render import membership
from render.client import Client
from render.contract import FailureKind
from render.faults import NotSetUp
from render.wire import Unwelcome

pytest_plugins = ("stage_fixtures", "node_fixtures")


class Said(logging.Handler):
    """Hears words in the log a number of times."""

    def __init__(self, words: str, times: int) -> None:
        super().__init__()
        self.enough = asyncio.Event()
        self._words = words
        self._left = times

    def emit(self, record: logging.LogRecord) -> None:
        self._left -= self._words in record.getMessage()
        if self._left <= 0:
            self.enough.set()


def shots_begun(log: Path) -> list[str]:
    return log.read_text().split()


async def test_a_claimed_take_is_shot_and_delivered(stand: Stand, make_order: OrderMaker) -> None:
    job = await stand.done(await stand.bot.hire(make_order()))
    assert set(job.films) == {"clip.mp4", "master.mp4", "poster.jpg", "contact.png"}
    assert job.completions == 1
    assert job.films["clip.mp4"][4:8] == b"ftyp"


async def test_the_claim_says_what_the_node_offers(stand: Stand, make_order: OrderMaker) -> None:
    await stand.done(await stand.bot.hire(make_order(kind="storyboard", slate="3")))
    claim = stand.bot.claims[0]
    assert (claim.contracts, claim.engines) == ((2, 1), ENGINES)
    assert claim.wait <= 25


async def test_a_bot_of_the_version_before_is_answered_in_it(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.contracts = (1,)
    job = await stand.done(
        await stand.bot.hire(make_order(kind="storyboard", slate="3", scene="a" * 64))
    )
    assert job.report is not None
    assert job.report.contract == 1


async def test_a_bot_of_no_known_version_says_so_in_its_own_words(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    stand.bot.contracts = (3,)
    async with stand.serving():
        await stand.bot.until(lambda: len(stand.bot.claims) > 1)
    assert "update whichever is older" in caplog.text


async def test_every_job_is_claimed_with_an_id_of_its_own(
    stand: Stand, make_order: OrderMaker
) -> None:
    first = await stand.bot.hire(make_order(kind="storyboard", slate="3"))
    await stand.done(first)
    second = await stand.bot.hire(make_order(kind="storyboard", slate="4"))
    stand.member = membership.load_saved(stand.state)
    await stand.done(second)
    assert first.claim_id != second.claim_id


async def test_beats_carry_progress_and_a_preview_on_every_second(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(2, 6.0, engine="slow"))
    async with stand.serving():
        await stand.bot.until(lambda: {beat.shot for beat in job.beats} >= {1, 2})
        await stand.bot.until(lambda: any(beat.preview for beat in job.beats))
        await stand.bot.until(lambda: any(beat.eta_s is not None for beat in job.beats))
    with_preview = [index for index, beat in enumerate(job.beats) if beat.preview]
    assert with_preview[0] % 2 == 0
    assert job.beats[0].progress == 0
    progress = [beat.progress for beat in job.beats]
    assert progress == sorted(progress)


async def test_a_lost_claim_reply_brings_the_same_job_and_attempt(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.lost_claim_replies = 1
    job = await stand.done(await stand.bot.hire(make_order(kind="storyboard", slate="3")))
    assert (job.attempt, job.completions) == (1, 1)
    assert stand.bot.claims[0].claim_id == stand.bot.claims[1].claim_id


async def test_the_claim_id_outlives_the_node(stand: Stand, make_order: OrderMaker) -> None:
    job = await stand.bot.hire(make_order(2, engine="halting"))
    async with Client(stand.member) as client:
        task = asyncio.create_task(stand.node(client).run())
        await stand.bot.until(lambda: len(job.beats) > 2)
        task.cancel()  # as if it were killed: nothing is handed back
        await asyncio.gather(task, return_exceptions=True)
    assert membership.load_saved(stand.state).claims[0] == job.claim_id


@pytest.mark.parametrize(
    ("engine", "kind", "words"),
    [
        ("hungry", FailureKind.OOM, "this shot needs 96 GB"),
        ("broken", FailureKind.RENDER, "the tripod fell over"),
    ],
)
async def test_a_failed_job_is_given_back_with_its_kind_and_reason(
    stand: Stand, make_order: OrderMaker, engine: str, kind: FailureKind, words: str
) -> None:
    job = await stand.done(await stand.bot.hire(make_order(1, engine=engine)))
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (kind, True)
    assert words in job.failure.log_tail


async def test_an_engine_that_is_not_set_up_costs_no_job_and_is_offered_no_more(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.change(engines=("unmade", "leader"))
    lost = await stand.bot.hire(make_order(1, engine="unmade"))
    async with stand.serving():
        await stand.bot.until(lambda: lost.is_over)
        done = await stand.bot.hire(make_order(1))
        await stand.bot.until(lambda: done.is_over)

    assert lost.failure is not None
    assert (lost.failure.kind, lost.failure.retryable) == (FailureKind.CANCELLED, True)
    assert "unmade engine cannot be loaded here" in lost.failure.log_tail
    assert done.completions == 1
    assert [stand.bot.claims[at].engines for at in (0, -1)] == [("unmade", "leader"), ("leader",)]


async def test_a_node_of_which_no_engine_works_ends_with_the_reason(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.change(engines=("unmade",))
    lost = await stand.bot.hire(make_order(1, engine="unmade"))

    with pytest.raises(NotSetUp, match="unmade engine cannot be loaded here"):
        async with asyncio.timeout(PATIENCE), stand.serving() as serving:
            await serving
    assert lost.is_over


async def test_an_engine_that_is_not_offered_is_not_used(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.done(await stand.bot.hire(make_order(1, engine="chatty")))
    assert job.failure is not None
    assert "this node does not offer the chatty engine" in job.failure.log_tail


async def test_an_order_on_an_unknown_form_is_given_back(
    stand: Stand, make_order: OrderMaker
) -> None:
    order = make_order()
    job = Job(order, attempt=1, claim_id="somebody")
    stand.bot.jobs.append(job)
    form = order.model_dump(mode="json") | {"hologram": True}
    stand.bot.raw_claim = {"job": 0, "attempt": 1, "lease_s": 60, "order": form}
    await stand.done(job)
    assert job.failure is not None
    assert "unknown field order.hologram" in job.failure.log_tail


async def test_a_cancelled_job_is_stopped_and_not_to_be_retried(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(2, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 2)
        job.is_cancelled = True
        await stand.bot.until(lambda: job.is_over)
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (FailureKind.CANCELLED, False)


async def test_a_node_whose_lease_is_lost_stops_and_says_nothing(
    stand: Stand, make_order: OrderMaker
) -> None:
    lost = await stand.bot.hire(make_order(2, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(lost.beats) > 2)
        lost.is_lost = True
        following = await stand.bot.hire(make_order(kind="storyboard", slate="4"))
        await stand.bot.until(lambda: following.is_over)
    assert not lost.is_over
    assert following.completions == 1


async def test_finished_shots_of_a_lost_attempt_are_kept(
    stand: Stand, stage: Path, make_order: OrderMaker
) -> None:
    order = make_order(3, engine="doomed")
    first = await stand.bot.hire(order)
    second = await stand.bot.hire(order)
    async with stand.serving():
        await stand.bot.until(lambda: second.is_over)
    assert first.failure is not None
    assert second.completions == 1
    assert len(shots_begun(stage)) < 6


async def test_rendering_goes_on_while_the_bot_is_away(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.broken_beats = 20
    job = await stand.done(await stand.bot.hire(make_order(2)))
    assert job.completions == 1


async def test_a_delivery_is_repeated_until_it_is_answered(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.answers["complete"] = [500, 503, 502]
    job = await stand.done(await stand.bot.hire(make_order(1)))
    assert job.completions == 1


async def test_a_damaged_upload_is_sent_again_without_shooting_again(
    stand: Stand, stage: Path, make_order: OrderMaker
) -> None:
    stand.bot.corrupt_uploads = 2
    job = await stand.done(await stand.bot.hire(make_order(1, engine="counting")))
    assert job.completions == 1
    assert shots_begun(stage) == ["1"]


async def test_an_upload_that_stays_damaged_is_a_fault(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.corrupt_uploads = 3
    job = await stand.done(await stand.bot.hire(make_order(1)))
    assert job.failure is not None
    assert "the film came damaged 3 times" in job.failure.log_tail


async def test_a_bot_with_a_full_disk_is_waited_for(stand: Stand, make_order: OrderMaker) -> None:
    stand.bot.answers["uploads"] = [507, 507]
    job = await stand.done(await stand.bot.hire(make_order(1)))
    assert job.completions == 1


async def test_a_job_for_which_the_bot_has_no_room_goes_back_to_nobodys_blame(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.answers["uploads"] = [507] * 10
    job = await stand.done(await stand.bot.hire(make_order(1)))
    assert job.failure is not None
    assert job.failure.kind is FailureKind.CANCELLED
    assert "the bot's disk stayed full" in job.failure.log_tail


async def test_a_film_that_the_bot_does_not_take_is_not_shot_again(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.answers["uploads"] = [413]
    job = await stand.done(await stand.bot.hire(make_order(1)))
    assert job.failure is not None
    assert not job.failure.retryable


async def test_a_job_without_progress_is_given_up(stand: Stand, make_order: OrderMaker) -> None:
    stand.change(stall=0.5)
    job = await stand.done(await stand.bot.hire(make_order(1, engine="frozen")))
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (FailureKind.RENDER, True)
    assert "no progress for too long" in job.failure.log_tail


async def test_a_revoked_token_stops_the_node_with_the_bots_sentence(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.bot.is_token_good = False
    async with stand.serving() as task:
        with pytest.raises(Unwelcome, match="was revoked"):
            await task


async def test_a_token_revoked_in_mid_shot_stops_the_work(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(2, engine="halting"))
    async with stand.serving() as task:
        await stand.bot.until(lambda: len(job.beats) > 1)
        stand.bot.is_token_good = False
        with pytest.raises(Unwelcome):
            await task


async def test_a_closing_node_hands_its_job_back(stand: Stand, make_order: OrderMaker) -> None:
    job = await stand.bot.hire(make_order(2, engine="halting"))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 2)
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (FailureKind.CANCELLED, True)


async def test_nothing_is_claimed_while_the_disk_is_full(
    stand: Stand, make_order: OrderMaker
) -> None:
    stand.change(free_bytes=2**62)
    await stand.bot.hire(make_order())
    said = Said("no work is claimed", times=3)
    logging.getLogger("render.node").addHandler(said)
    async with stand.serving(), asyncio.timeout(PATIENCE):
        await said.enough.wait()
    logging.getLogger("render.node").removeHandler(said)
    assert stand.bot.claims == []


async def test_a_node_without_a_common_contract_shows_the_bots_sentence_and_asks_again(
    stand: Stand, make_order: OrderMaker, caplog: pytest.LogCaptureFixture
) -> None:
    stand.bot.answers["claim"] = [426]
    job = await stand.done(await stand.bot.hire(make_order(kind="storyboard", slate="3")))
    assert "the bot says no" in caplog.text
    assert job.completions == 1


async def test_a_refit_fetches_the_master_that_it_needs(
    stand: Stand, make_order: OrderMaker, masters: dict[str, Path]
) -> None:
    data = masters["first"].read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    stand.bot.inputs[sha256] = data
    item = {"sha256": sha256, "size": len(data), "role": "master"}
    job = await stand.done(await stand.bot.hire(make_order(shots=0, kind="refit", inputs=[item])))
    assert job.films == {"clip.mp4": data}


@pytest.mark.parametrize("what", ["a picture", "the scene"])
async def test_what_was_taken_back_is_forgotten_until_nothing_is_made_of_it(
    stand: Stand, make_order: OrderMaker, what: str
) -> None:
    stand.change(wait=0.05)
    face, hat = b"a face", b"a hat"
    taken = [hashlib.sha256(data).hexdigest() for data in (hat, face)]
    stand.bot.inputs[taken[1]] = face
    item = {"sha256": taken[1], "size": len(face), "role": "reference"}
    made_of = {"inputs": [item]} if what == "a picture" else {"scene": taken[1]}
    job = await stand.bot.hire(make_order(2, engine="gated", **made_of))
    async with stand.serving():
        await stand.bot.until(lambda: len(job.beats) > 1)
        stand.bot.taken_back = taken
        await stand.bot.until(lambda: len(stand.forgotten) >= 4)
        assert membership.load_saved(stand.state).forgot == 0
        job.is_lost = True
        await stand.bot.until(lambda: membership.load_saved(stand.state).forgot == 2)
        again = len(stand.forgotten)
        claims = len(stand.bot.claims)
        await stand.bot.until(lambda: len(stand.bot.claims) > claims + 2)
    assert set(stand.forgotten) == set(taken)
    assert len(stand.forgotten) == again


async def test_who_was_away_for_longer_than_the_bot_remembers_forgets_all_once(
    stand: Stand,
) -> None:
    stand.change(wait=0.05)
    stand.bot.taken_back, stand.bot.let_go = [letter * 64 for letter in "abc"], 2
    async with stand.serving():
        await stand.bot.until(lambda: "*" in stand.forgotten)
        stand.bot.taken_back = [*stand.bot.taken_back, "d" * 64]
        await stand.bot.until(lambda: "d" * 64 in stand.forgotten)
    assert stand.forgotten == ["*", "d" * 64]


async def test_nothing_of_a_job_stays_in_the_work_folder(
    stand: Stand, make_order: OrderMaker
) -> None:
    await stand.done(await stand.bot.hire(make_order(1)))
    assert list(stand.work.iterdir()) == []


async def test_a_child_that_is_killed_costs_one_attempt_and_not_the_node(
    stand: Stand, make_order: OrderMaker
) -> None:
    job = await stand.bot.hire(make_order(2, engine="halting"))
    following = await stand.bot.hire(make_order(kind="storyboard", slate="4"))
    async with stand.serving():
        await stand.bot.until(lambda: any(beat.progress > 0 for beat in job.beats))
        assert stand.unit.camera_pid is not None
        os.kill(stand.unit.camera_pid, signal.SIGKILL)
        await stand.bot.until(lambda: following.is_over)
    assert job.failure is not None
    assert job.failure.kind is FailureKind.OOM
    assert following.completions == 1
