"""Which take counts: a showrunner's word, or a blind vote between two takes or more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.domain.ballot import require_voter
from bot.domain.canon import (
    CanonBallot,
    CanonVerdict,
    blind_order,
    candidates,
    letter_of,
    require_new_vote,
    settle,
    take_behind,
    winner,
)
from bot.domain.member import Member
from bot.domain.scene import Scene, Take, TakeState
from bot.errors import BallotClosed, NotFound, Refusal
from bot.store import Store, Transaction, canon, guilds, outbox, records, scene_posts, scenes, takes
from bot.studio.media import MediaFolder
from bot.studio.settings import require_showrunner
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.take_views import CanonPage, CanonView, Screening
from bot.studio.takes import faults_of, take_of_guild

log = logging.getLogger(__name__)

NOT_HERE = "That vote is not here (any more); /film shows the scene and its takes."


class CanonRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def page(self, member: Member, take_id: int) -> CanonPage:
        """What somebody sees who would make a take canon."""
        async with self._store.reading() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            return await self._page(tx, member, take, scene)

    async def choose(self, member: Member, take_id: int) -> CanonPage:
        """A showrunner makes a take canon at once; a vote that is open ends by that."""
        now = self._now()
        async with self._store.transaction() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            _require_choosable(take, scene)
            ballot = await canon.latest(tx, scene.id)
            if ballot is not None and await canon.close(
                tx,
                ballot.id,
                CanonVerdict.OVERRULED,
                now,
                take_id=take_id,
                decided_by=member.id,
            ):
                await show(tx, scene, ballot.id, now)
            await scenes.make_canon(tx, scene.id, take_id)
            await scene_posts.touch_with_neighbours(tx, scene.id, now)
            await records.write(tx, member, "made canon", f"take {take.slate}", now)
            fresh = await scene_of_guild(tx, member.guild_id, scene.id)
            return await self._page(tx, member, take, fresh)

    async def hold(self, member: Member, take_id: int) -> CanonPage:
        """Open the blind vote between a scene's takes. Raises NotAllowed and Refusal."""
        now = self._now()
        async with self._store.transaction() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            settings = await guilds.settings(tx, member.guild_id)
            is_showrunner = member.is_showrunner(settings)
            if not is_showrunner:
                require_voter(member, settings, now)
            last = await canon.latest(tx, scene.id)
            if last is not None and last.verdict is None:
                raise Refusal("A vote on its takes is open already: see them and vote.")
            standing = candidates(await takes.of_scene(tx, scene.id), scene.canon_take_id)
            require_new_vote(standing, last, is_showrunner=is_showrunner)
            ballot_id = await canon.open_ballot(
                tx,
                guild_id=member.guild_id,
                scene_id=scene.id,
                quorum=settings.quorum,
                opened_by=member.id,
                opens_at=now,
                closes_at=now + settings.open_for,
                channel_id=scene.channel_id,
                candidates=[standing_take.id for standing_take in standing],
            )
            await show(tx, scene, ballot_id, now)
            await scene_posts.touch(tx, scene.id, now)
            return await self._page(tx, member, take, scene)

    async def screening(self, member: Member, ballot_id: int, letter: str = "A") -> Screening:
        """One of the takes as this member sees it in the vote: by a letter, and nothing else."""
        async with self._store.reading() as tx:
            ballot, scene = await self._open(tx, member, ballot_id)
            return await self._screening(tx, member, ballot, scene, letter)

    async def vote(self, member: Member, ballot_id: int, letter: str) -> Screening:
        """Vote for the take behind a letter; voting for the same one again takes the vote back."""
        now = self._now()
        async with self._store.transaction() as tx:
            ballot, scene = await self._open(tx, member, ballot_id)
            require_voter(member, await guilds.settings(tx, member.guild_id), now)
            take_id = take_behind(ballot, member.id, letter)
            is_same = await canon.mine(tx, ballot_id, member.id) == take_id
            await canon.cast(tx, ballot_id, member.id, None if is_same else take_id, now)
            await show(tx, scene, ballot_id, now)
            return await self._screening(tx, member, ballot, scene, letter)

    async def view(self, guild_id: int, ballot_id: int) -> CanonView:
        """As everybody sees it: blind while it is open, with everything after. Raises NotFound."""
        async with self._store.reading() as tx:
            return await canon_view(tx, guild_id, ballot_id, self._folder, self._now())

    async def keep_post(self, ballot_id: int, channel_id: int, message_id: int | None) -> None:
        """Write down where a vote stands; that of a scene removed meanwhile is taken down."""
        async with self._store.transaction() as tx:
            await canon.keep_post(tx, ballot_id, channel_id, message_id)
            scene = await scenes.get(tx, await canon.scene_of(tx, ballot_id))
            assert scene is not None, "a vote has a scene"
            if message_id is not None and scene.removed_at is not None:
                await outbox.take_down(tx, scene.guild_id, channel_id, message_id, self._now())

    async def close_due(self) -> int:
        """Close every vote whose time has come, each in a transaction of its own."""
        async with self._store.reading() as tx:
            due = await canon.due(tx, self._now())
        for guild_id, ballot_id in due:
            await self._close(guild_id, ballot_id)
        return len(due)

    async def _close(self, guild_id: int, ballot_id: int) -> None:
        now = self._now()
        async with self._store.transaction() as tx:
            ballot = await canon.get(tx, guild_id, ballot_id)
            if ballot is None or ballot.verdict is not None:
                return
            scene = await scenes.get(tx, ballot.scene_id)
            assert scene is not None, "a vote has a scene"
            votes = await canon.votes(tx, ballot_id)
            verdict = settle(ballot, votes, now)
            if verdict is CanonVerdict.UNDECIDED:
                return
            if verdict is CanonVerdict.EXTENDED:
                await canon.prolong(tx, ballot_id, ballot.terms.prolonged(now).closes_at)
            elif verdict is CanonVerdict.CHOSEN:
                chosen = winner(ballot, votes)
                await canon.close(tx, ballot_id, verdict, now, take_id=chosen)
                await scenes.make_canon(tx, scene.id, chosen)
            else:
                await canon.close(tx, ballot_id, verdict, now)
            await show(tx, scene, ballot_id, now)
            await scene_posts.touch_with_neighbours(tx, scene.id, now)
            log.info("scene %s: the vote on its takes: %s", scene.number, verdict)

    async def _open(
        self, tx: Transaction, member: Member, ballot_id: int
    ) -> tuple[CanonBallot, Scene]:
        ballot = await canon.get(tx, member.guild_id, ballot_id)
        if ballot is None:
            raise NotFound(NOT_HERE)
        if ballot.terms.is_closed(self._now()):
            raise BallotClosed("This vote is over: what it came to is on its post.")
        return ballot, await scene_of_guild(tx, member.guild_id, ballot.scene_id)

    async def _screening(
        self, tx: Transaction, member: Member, ballot: CanonBallot, scene: Scene, letter: str
    ) -> Screening:
        take_id = take_behind(ballot, member.id, letter)
        view = await scene_view(tx, scene, self._folder, self._now())
        shown = next((take for take in view.takes if take.take.id == take_id), None)
        mine = await canon.mine(tx, ballot.id, member.id)
        return Screening(
            view,
            ballot,
            letter,
            None if shown is None else shown.clip,
            "" if shown is None else shown.take.alt_text,
            None if mine is None else letter_of(ballot, member.id, mine),
            len(blind_order(ballot, member.id)),
        )

    async def _page(self, tx: Transaction, member: Member, take: Take, scene: Scene) -> CanonPage:
        settings = await guilds.settings(tx, member.guild_id)
        ballot = await canon.latest(tx, scene.id)
        standing = candidates(await takes.of_scene(tx, scene.id), scene.canon_take_id)
        return CanonPage(
            await scene_view(tx, scene, self._folder, self._now()),
            take,
            tuple(await faults_of(tx, take)),
            tuple(other.slate for other in standing),
            ballot if ballot is not None and ballot.verdict is None else None,
            member.is_showrunner(settings),
        )


async def canon_view(
    tx: Transaction,
    guild_id: int,
    ballot_id: int,
    folder: MediaFolder,
    now: datetime,
    *,
    member_id: int | None = None,
) -> CanonView:
    """A vote between takes; for a member also which they voted for. Raises NotFound."""
    ballot = await canon.get(tx, guild_id, ballot_id)
    if ballot is None:
        raise NotFound(NOT_HERE)
    scene = await scene_of_guild(tx, guild_id, ballot.scene_id)
    votes = await canon.votes(tx, ballot_id)
    standing = [await takes.get(tx, take_id) for take_id in ballot.candidates]
    mine = None if member_id is None else await canon.mine(tx, ballot_id, member_id)
    return CanonView(
        await scene_view(tx, scene, folder, now),
        ballot,
        sum(votes.values()),
        tuple(
            (take, votes.get(take.id, 0))
            for take in standing
            if take is not None and ballot.verdict is not None
        ),
        None if member_id is None or mine is None else letter_of(ballot, member_id, mine),
    )


async def show(tx: Transaction, scene: Scene, ballot_id: int, now: datetime) -> None:
    """Have the post of a vote shown anew."""
    await canon.touch(tx, scene.guild_id, scene.channel_id, ballot_id, now)


async def withdraw(tx: Transaction, scene_id: int, now: datetime) -> list[list[int]]:
    """The scene is removed: no vote on it goes on; the posts that are to be taken down."""
    posts: list[list[int]] = []
    for row in await canon.posts_of_scene(tx, scene_id):
        await canon.close(tx, row["id"], CanonVerdict.WITHDRAWN, now)
        await outbox.withdraw(tx, "canon", row["id"], now)
        if row["message_id"] is not None:
            posts.append([row["channel_id"], row["message_id"]])
    return posts


async def withdraw_take(tx: Transaction, scene: Scene, take_id: int, now: datetime) -> None:
    """A take is removed: no vote goes on that it stands in, and those that are over say so."""
    for row in await canon.posts_of_scene(tx, scene.id):
        ballot = await canon.get(tx, scene.guild_id, row["id"])
        if ballot is not None and take_id in ballot.candidates:
            await canon.close(tx, ballot.id, CanonVerdict.WITHDRAWN, now)
            await show(tx, scene, ballot.id, now)


def _require_choosable(take: Take, scene: Scene) -> None:
    if take.state is not TakeState.POSTED:
        raise Refusal(f"Take {take.slate} is {take.state}: a take that was posted can be canon.")
    if take.is_draft:
        raise Refusal(f"Take {take.slate} is a draft: *Film the final* comes first.")
    if scene.canon_take_id == take.id:
        raise Refusal(f"Take {take.slate} is canon already.")
