"""One take removed: its posts, its files, its work, and whatever was made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ballot import Verdict
from bot.domain.member import Member
from bot.domain.scene import Scene, SceneState, Take, state_without
from bot.store import (
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    media,
    outbox,
    records,
    scene_posts,
    scenes,
    taken_back,
    takes,
)
from bot.studio import canon as canon_votes
from bot.studio import comparisons as side_by_side
from bot.studio import joining
from bot.studio.media import MediaFolder
from bot.studio.settings import require_showrunner
from bot.studio.takes import take_of_guild


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a scene when one of its takes was removed."""

    take: Take
    was_canon: bool
    state: SceneState
    """The scene's, from now on."""
    reels: tuple[int, ...]
    """The chapters whose reels had it, and are gone with it."""


class RemovalsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def take(self, member: Member, take_id: int, reason: str) -> Removed:
        """Take out one take: its posts, its files here and on the nodes, and any running job.

        What is made of it goes too: comparisons, reels, a vote that it stands in. Where it was
        canon, none is until another one is chosen; a scene that has no take left is cancelled.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            posts, chapters = await joining.withdraw_take(tx, take_id, now)
            posts += await side_by_side.withdraw_take(tx, take_id, now)
            if take.message_id is not None:
                posts.append([take.channel_id or scene.channel_id, take.message_id])
            await jobs.cancel_of_take(tx, take_id, now, f"take {take.slate} was removed")
            await outbox.withdraw(tx, "take", take_id, now)
            await takes.remove(tx, take_id, now)
            await media.remove_of_take(tx, take_id)
            # nodes know shots by their scene: those that other takes share go with them
            await taken_back.add(tx, await scenes.alias(tx, scene.id), now)
            await canon_votes.withdraw_take(tx, scene, take_id, now)
            state = await _settle(tx, member, scene, take, reason)
            await outbox.queue_errand(
                tx,
                guild_id=member.guild_id,
                kind="removal",
                # scenes that are removed have the numbers above zero
                subject_id=-take_id,
                channel_id=scene.channel_id,
                body={"posts": posts},
                now=now,
            )
            await scene_posts.touch_with_neighbours(tx, scene.id, now)
            await records.write(tx, member, "removed", f"take {take.slate}", now, reason)
        await self._folder.sweep(self._store)
        return Removed(take, scene.canon_take_id == take_id, state, tuple(chapters))


async def _settle(
    tx: Transaction, member: Member, scene: Scene, take: Take, reason: str
) -> SceneState:
    """What the scene is without the take."""
    left = [other for other in await takes.of_scene(tx, scene.id) if other.removed_at is None]
    state = state_without(scene, left)
    await scenes.without_take(tx, scene.id, take.id, state)
    if state is SceneState.CANCELLED is not scene.state:
        ballot = await ballots.latest(tx, scene.id)
        assert ballot is not None, "a scene has a ballot"
        said = f"take {take.slate} was removed: {reason}"
        await ballots.overrule(tx, ballot["id"], Verdict.WITHDRAWN, member.id, said)
    return state
