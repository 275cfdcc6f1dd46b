"""Voting: one click, one transaction; and the closing of ballots by a rule that anyone can read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.domain.ballot import Ballot, Choice, Tally, Verdict
from bot.domain.member import Member
from bot.domain.scene import REOPENABLE, Scene, SceneState, TakeState, state_after
from bot.domain.settings import GuildSettings
from bot.errors import NotFound, Refusal
from bot.store import (
    Statements,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    outbox,
    records,
    scene_posts,
    scenes,
    takes,
)
from bot.studio import voting
from bot.studio.filming import greenlight
from bot.studio.media import MediaFolder
from bot.studio.novels import present
from bot.studio.settings import require_showrunner
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.views import SceneView, Voted

log = logging.getLogger(__name__)

Deed = Literal["greenlight", "shelve", "reopen"]


class BallotsRoom:
    """Votes are rows; what they mean is decided by bot.domain.ballot."""

    def __init__(
        self,
        store: Store,
        folder: MediaFolder,
        now: Callable[[], datetime],
        seed: Callable[[], int],
    ) -> None:
        self._store = store
        self._folder = folder
        self._now = now
        self._began = now()
        self._seed = seed

    async def vote(
        self,
        member: Member,
        ballot_id: int,
        choice: Choice,
        *,
        read: int | None = None,
        repeats: bool = False,
    ) -> Voted:
        """Cast, change or take back a member's vote; close the ballot if it is now decided.

        Raises Outdated where they `read` another revision of the scene than the one that stands.
        A vote that `repeats` another, which was never answered, takes nothing back.
        """
        now = self._now()

        def cast(tx: Statements) -> tuple[Voted, bool]:
            facts = ballots.vote_facts(tx, ballot_id, member.id)
            if facts is None or facts["guild_id"] != member.guild_id or facts["scene_id"] is None:
                raise NotFound("That ballot is not here (any more); /vote shows the open ones.")
            vote = voting.cast(
                tx, facts, member, choice, now, repeats=repeats, began=self._began, read=read
            )
            outbox.queue_at_once(tx, "card", member.guild_id, facts["scene_id"], now)
            voted = Voted(facts["scene_id"], vote.choice, vote.tally, vote.hides_tally)
            return voted, vote.is_decided

        voted, is_decided = await self._store.at_once(cast)
        if is_decided and await self._close(ballot_id) is Verdict.GREENLIT:
            return replace(voted, is_greenlit=True)
        return voted

    async def scene_of(self, guild_id: int, ballot_id: int) -> int | None:
        """The scene that a ballot is held on."""
        async with self._store.reading() as tx:
            return await ballots.scene_of(tx, guild_id, ballot_id)

    async def close_due(self) -> int:
        """Close every ballot whose time has come, each in a transaction of its own."""
        async with self._store.reading() as tx:
            due = await ballots.due(tx, self._now(), on_looks=False)
        for ballot_id in due:
            await self._close(ballot_id)
        return len(due)

    async def decide(self, member: Member, scene_number: int, deed: Deed, reason: str) -> SceneView:
        """A showrunner's word over the vote, recorded with its reason."""
        now = self._now()
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            require_showrunner(member, settings)
            found = await scenes.numbered(tx, member.guild_id, scene_number)
            if found is None:
                raise NotFound(f"There is no scene {scene_number} here; /film lists the scenes.")
            scene = await scene_of_guild(tx, member.guild_id, found.id)
            await self._override(tx, scene, deed, reason, member, settings)
            await records.write(tx, member, deed, f"scene {scene.number}", now, reason)
            fresh = await scene_of_guild(tx, member.guild_id, scene.id)
            return await scene_view(tx, fresh, self._folder, now)

    async def _close(self, ballot_id: int) -> Verdict | None:
        """What the ballot comes to now; None when it was closed before."""
        now = self._now()
        async with self._store.transaction() as tx:
            row = await ballots.get(tx, ballot_id)
            if row is None or row["closed_at"] is not None:
                return None
            ballot = ballots.ballot_of(row)
            scene = await scenes.get(tx, row["scene_id"])
            assert scene is not None, "a ballot has a scene"
            verdict, tally = await voting.settle(tx, ballot, now)
            if verdict is Verdict.EXTENDED:
                await scene_posts.touch(tx, scene.id, now)
            elif verdict is not Verdict.UNDECIDED:
                await self._conclude(tx, scene, ballot, tally, verdict, now)
        return verdict

    async def _conclude(
        self,
        tx: Transaction,
        scene: Scene,
        ballot: Ballot,
        tally: Tally,
        verdict: Verdict,
        now: datetime,
        *,
        decided_by: int | None = None,
        reason: str = "",
    ) -> None:
        if not await ballots.close(
            tx, ballot.id, verdict, now, decided_by=decided_by, reason=reason
        ):
            return
        if verdict is Verdict.GREENLIT:
            await greenlight(tx, scene, tally, self._seed, now)
        else:
            await scenes.set_state(tx, scene.id, state_after(verdict))
        await scene_posts.touch_with_neighbours(tx, scene.id, now)
        log.info("scene %s: %s with %s to %s", scene.number, verdict, tally.for_, tally.against)

    async def _override(
        self,
        tx: Transaction,
        scene: Scene,
        deed: Deed,
        reason: str,
        member: Member,
        settings: GuildSettings,
    ) -> None:
        now = self._now()
        row = await ballots.latest(tx, scene.id)
        assert row is not None, "a scene has a ballot"
        ballot = ballots.ballot_of(row)
        tally = await ballots.tally(tx, ballot.id)
        if deed == "reopen":
            if scene.state not in REOPENABLE:
                raise Refusal(
                    f"Scene {scene.number} is {scene.state}; only shelved, lapsed and cancelled "
                    "scenes can be reopened."
                )
            await self._reopen(tx, scene, settings, now, reason)
            return
        verdict = Verdict.GREENLIT if deed == "greenlight" else Verdict.SHELVED
        if scene.state is SceneState.PROPOSED and ballot.closed_at is None:
            await self._conclude(
                tx, scene, ballot, tally, verdict, now, decided_by=member.id, reason=reason
            )
        elif verdict is Verdict.GREENLIT and scene.state in REOPENABLE:
            await self._reopen(tx, scene, settings, now, reason)
            reopened = await ballots.latest(tx, scene.id)
            assert reopened is not None, "it was just opened"
            await self._conclude(
                tx,
                scene,
                ballots.ballot_of(reopened),
                tally,
                verdict,
                now,
                decided_by=member.id,
                reason=reason,
            )
        elif verdict is Verdict.SHELVED and scene.state is SceneState.GREENLIT:
            await _require_unfinished(tx, scene)
            await jobs.cancel_of_scene(tx, scene.id, now, "a showrunner shelved the scene")
            await takes.cancel_of_scene(tx, scene.id, "a showrunner shelved the scene")
            await ballots.overrule(tx, ballot.id, verdict, member.id, reason)
            await scenes.set_state(tx, scene.id, SceneState.SHELVED)
            await scene_posts.touch_with_neighbours(tx, scene.id, now)
        else:
            raise Refusal(f"Scene {scene.number} is {scene.state} already; nothing was changed.")

    async def _reopen(
        self, tx: Transaction, scene: Scene, settings: GuildSettings, now: datetime, reason: str
    ) -> None:
        await present(tx, scene.guild_id, scene.passage.novel_id)
        await ballots.open_ballot(tx, settings, now, scene_id=scene.id, reason=reason)
        await scenes.set_state(tx, scene.id, SceneState.PROPOSED)
        await scene_posts.touch_with_neighbours(tx, scene.id, now)


async def _require_unfinished(tx: Transaction, scene: Scene) -> None:
    """Raises Refusal when a take is only to be posted: shelving would not keep it back."""
    for take in await takes.of_scene(tx, scene.id):
        if take.state is TakeState.DELIVERED:
            raise Refusal(
                f"Take {take.slate} is finished and about to be posted; "
                f"/studio remove scene:{take.slate} takes it out."
            )
