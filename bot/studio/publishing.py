"""What a delivery becomes: its words are looked at, its files kept, shown and measured."""

from __future__ import annotations

from datetime import datetime

from bot.domain.house_rules import inspect, rating
from bot.domain.queue import Work
from bot.store import Row, Transaction, jobs, looks, media, nodes, scenes, takes
from bot.store import outbox as errands
from bot.store.moments import moment
from bot.studio import comparisons, joining, shown
from bot.studio.media import Upload
from render.contract import OutputName, SceneOrder, TakeReport, alt_text

CLIPS = {Work.DRAFT: "draft.mp4", Work.REEL: joining.FILE, Work.COMPARISON: comparisons.FILE}
"""What the clip of such work is kept as; take's and refit's keep the name that they come with."""


async def broken_rule(tx: Transaction, job: Row, report: TakeReport) -> str | None:
    """A hard rule that the words break which a model was told, or those which its node has shown.

    Looks and style are in what a model was told. What the scene itself says was admitted when it
    was proposed.
    """
    scene = await scenes.get(tx, job["scene_id"]) if job["scene_id"] else None
    own = () if scene is None else scene.words
    is_restricted = rating(own).is_restricted or (scene is not None and scene.rating.is_restricted)
    where = "what the model was told"
    found = inspect(report.prompts, beside=own, age_restricted=is_restricted)
    if found is None:
        where, beside = "what its node says of it", (*own, *report.prompts)
        found = inspect(_shown(job, report), beside=beside, age_restricted=is_restricted)
    if found is None:
        return None
    return f"It is not posted: “{found.word}” in {where} meets “{found.rule}”."


def _shown(job: Row, report: TakeReport) -> tuple[str, ...]:
    """A node's own words that people read; those of the order are not its own."""
    if job["kind"] == Work.PORTRAIT:
        return (report.label,)
    if job["kind"] != Work.TAKE:
        return ()
    repeated = alt_text(SceneOrder.model_validate_json(job["order_json"]))
    told = () if report.alt_text == repeated else (report.alt_text,)
    return (report.label, *told, *report.stepped_down)


async def publish(
    tx: Transaction, job: Row, report: TakeReport, kept: dict[str, Upload], now: datetime
) -> bool:
    """Keep the files and have them shown; False when nobody waits for them any more."""
    take_id = job["take_id"]
    if job["kind"] == Work.TAKE and not await takes.deliver(
        tx, take_id, report.model_dump_json(), now
    ):
        return False
    for name, file in kept.items():
        await media.put(
            tx,
            guild_id=job["guild_id"],
            scene_id=job["scene_id"],
            take_id=take_id,
            subject_id=job["subject_id"],
            name=name,
            sha256=file.sha256,
            size=file.size,
            now=now,
        )
    if job["kind"] == Work.TAKE:
        await jobs.cancel_of_scene(tx, job["scene_id"], now, "its take is there", work=Work.DRAFT)
        await errands.queue_errand(
            tx,
            guild_id=job["guild_id"],
            kind="take",
            subject_id=take_id,
            channel_id=job["channel_id"],
            now=now,
        )
    elif job["kind"] == Work.REFIT:
        await errands.wake(tx, "take", take_id, now)
    elif job["kind"] == Work.COMPARISON:
        await comparisons.made(tx, job, now)
    elif job["kind"] == Work.PORTRAIT:
        await looks.portrayed(tx, job["subject_id"], report.label)
    elif job["kind"] == Work.REEL:
        await joining.joined(tx, job["subject_id"], now)
    await shown.touch(tx, job, now)
    return True


async def measure(tx: Transaction, job: Row, report: TakeReport, now: datetime) -> None:
    """How fast the node was; drafts, and shots that it had from before, would flatter it."""
    clock = (now - moment(job["leased_at"])).total_seconds()
    work = min((s for s in (clock, report.stages.total) if s > 0), default=0.0)
    is_draft = SceneOrder.model_validate_json(job["order_json"]).is_draft
    if work and job["film_s"] > 0 and not report.shots_reused and not is_draft:
        await nodes.measure(
            tx,
            node_id=job["node_id"],
            engine=job["engine"],
            kind=job["kind"],
            work_s=work,
            film_s=job["film_s"],
        )


def kept_as(work: Work, files: list[Upload]) -> dict[str, Upload]:
    """Which files are kept, by the names that they are kept under."""
    if work in CLIPS:
        (clip,) = (file for file in files if file.name == OutputName.CLIP)
        return {CLIPS[work]: clip}
    return {file.name: file for file in files}
