"""A scene as its card shows it, read in one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.ballot import Tally
from bot.domain.canon import CanonBallot
from bot.domain.continuity import Contradiction, in_scene
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState, Take
from bot.domain.wishes import FILMABLE
from bot.errors import NotFound
from bot.store import (
    Row,
    Transaction,
    ballots,
    canon,
    guilds,
    jobs,
    media,
    novels,
    scene_posts,
    scenes,
    takes,
)
from bot.studio.dressing import dressed_cast
from bot.studio.media import MediaFolder
from bot.studio.novels import novel_view
from bot.studio.views import Media, Neighbour, SceneView, TakeView, Waiting
from bot.studio.waiting import waiting_of


async def scene_of_guild(tx: Transaction, guild_id: int, scene_id: int) -> Scene:
    """A scene that this guild has and that was not removed. Raises NotFound."""
    scene = await scenes.get(tx, scene_id)
    if scene is None or scene.guild_id != guild_id or scene.removed_at is not None:
        raise NotFound("That scene is not here (any more); /film lists the scenes.")
    return scene


async def scene_view(
    tx: Transaction,
    scene: Scene,
    folder: MediaFolder,
    now: datetime,
    *,
    member_id: int | None = None,
) -> SceneView:
    novel = await novels.get(tx, scene.guild_id, scene.passage.novel_id)
    assert novel is not None, "a scene's novel is never deleted"
    settings = await guilds.settings(tx, scene.guild_id)
    ballot_row = await ballots.latest(tx, scene.id)
    ballot = None if ballot_row is None else ballots.ballot_of(ballot_row)
    tally = Tally(0, 0) if ballot is None else await ballots.tally(tx, ballot.id)
    my_choice = (
        await ballots.choice_of(tx, ballot.id, member_id)
        if ballot is not None and member_id is not None
        else None
    )
    files = await media.of_scene(tx, scene.id)
    newest = {(row["name"], row["take_id"]): folder.stored(row) for row in files}
    open_jobs = await waiting_of(
        tx, scene.guild_id, now, scene_id=scene.id, is_full=folder.is_short()
    )
    is_open = scene.state is SceneState.PROPOSED and ballot is not None and not ballot.closed_at
    return SceneView(
        scene=scene,
        novel=novel_view(novel),
        ballot=ballot,
        tally=tally,
        hides_tally=settings.hidden_tally and is_open,
        storyboard=newest.get(("contact.png", None)),
        storyboard_waits=any(job.work is Work.STORYBOARD for job in open_jobs),
        draft=next(
            (folder.stored(row) for row in reversed(files) if row["name"] == "draft.mp4"), None
        ),
        neighbours=tuple([_neighbour(row) for row in await scene_posts.neighbours(tx, scene.id)]),
        takes=tuple(
            _take_view(take, newest, open_jobs)
            for take in await takes.of_scene(tx, scene.id)
            if take.removed_at is None
        ),
        waiting=next((waiting for waiting in open_jobs if waiting.work is Work.TAKE), None),
        canon_ballot=await _canon_ballot(tx, scene.id),
        reason="" if ballot_row is None else ballot_row["reason"],
        storyboard_failed=await storyboard_failed(tx, scene),
        my_choice=my_choice,
        contradictions=await _contradictions(tx, scene) if is_open else (),
    )


async def storyboard_failed(tx: Transaction, scene: Scene) -> str:
    """Why a scene that is voted on or filmed has no strip of its shots to come; empty if it has."""
    if scene.state not in (SceneState.PROPOSED, *FILMABLE):
        return ""
    job = await jobs.latest_of_scene(tx, scene.id, Work.STORYBOARD)
    if job is None:
        return ""
    if job["outcome"] == "cancelled":
        return f"It was called off: {job['reason']}."
    return job["reason"] if job["outcome"] == "failed" else ""


async def _canon_ballot(tx: Transaction, scene_id: int) -> CanonBallot | None:
    latest = await canon.latest(tx, scene_id)
    return latest if latest is not None and latest.verdict is None else None


async def _contradictions(tx: Transaction, scene: Scene) -> tuple[Contradiction, ...]:
    people, place = await dressed_cast(tx, scene)
    if not people and place is None:
        return ()
    passage = tuple(scene.text.split("\n\n"))
    return in_scene(scene.direction, scene.shot_list.shots, passage, people, place)


def _take_view(
    take: Take, newest: dict[tuple[str, int | None], Media], open_jobs: Sequence[Waiting]
) -> TakeView:
    return TakeView(
        take=take,
        clip=newest.get(("clip.mp4", take.id)),
        waiting=next(
            (job for job in open_jobs if job.work is Work.TAKE and job.slate == take.slate), None
        ),
    )


def _neighbour(row: Row) -> Neighbour:
    state = SceneState(row["state"])
    return Neighbour(row["number"], row["title"], state, row["channel_id"], row["message_id"])
