"""Looks: drafted in private, put to the vote, chosen by the same rule as scenes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.domain.ballot import Choice, Verdict
from bot.domain.characters import Character
from bot.domain.daily import require_room_for_look
from bot.domain.look import ACCENTS, Appearance, LookState, tidy
from bot.domain.member import Member
from bot.domain.queue import KEYFRAMES, Work
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Statements,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    looks,
    media,
    novels,
    outbox,
    records,
    references,
    waiting_jobs,
)
from bot.store.moments import DAY
from bot.studio import complaints, mishaps, voting
from bot.studio.cast import character_of_guild
from bot.studio.casting import LookView, VotedLook
from bot.studio.look_errands import draw_portrait, show_board, show_proposals
from bot.studio.look_views import look_view
from bot.studio.media import MediaFolder
from bot.studio.portraits import engine_for, leave_to_rules

log = logging.getLogger(__name__)

MOST_DRAFTS = 10
GONE = "That look is not here (any more); /cast shows those that are."


class LooksRoom:
    """One method, one transaction; every answer is of one guild."""

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

    async def view(self, guild_id: int, look_id: int, *, member_id: int | None = None) -> LookView:
        async with self._store.reading() as tx:
            row = await _look(tx, guild_id, look_id)
            return await look_view(tx, row, self._folder, member_id=member_id)

    async def draft(self, member: Member, character_id: int, appearance: Appearance) -> LookView:
        """Begin a look that only its member sees, until they put it to the vote. Raises Refusal."""
        now = self._now()
        async with self._store.transaction() as tx:
            character = await character_of_guild(tx, member.guild_id, character_id)
            if len(await looks.drafts_of(tx, member.guild_id, member.id)) >= MOST_DRAFTS:
                raise Refusal(
                    f"You have {MOST_DRAFTS} looks that nobody has seen yet: put one to the vote "
                    "or discard it first; /me lists them."
                )
            look_id = await looks.draft(
                tx,
                guild_id=member.guild_id,
                character_id=character.id,
                chapter=character.chapter,
                appearance=tidy(appearance, character.kind),
                seed=self._seed(),
                member_id=member.id,
                now=now,
            )
            return await self._view(tx, member, look_id)

    async def change(
        self,
        member: Member,
        look_id: int,
        *,
        appearance: Appearance | None = None,
        accent: str | None = None,
        chapter: int | None = None,
        seed: int | None = None,
    ) -> LookView:
        """Change a draft of one's own; what is on the ballot stays as it is. Raises Refusal."""
        async with self._store.transaction() as tx:
            row = await self._draft(tx, member, look_id)
            look = looks.look_of(row)
            character = await character_of_guild(tx, member.guild_id, look.character_id)
            if chapter is not None:
                await _require_chapter(tx, character, chapter)
            if accent and accent not in ACCENTS:
                raise Refusal(f"The accent is one of {', '.join(ACCENTS)}.")
            await looks.change(
                tx,
                look_id,
                look.chapter if chapter is None else chapter,
                look.appearance if appearance is None else tidy(appearance, character.kind),
                look.accent if accent is None else accent,
                look.seed if seed is None else seed % 2**32,
            )
            return await self._view(tx, member, look_id)

    async def discard(self, member: Member, look_id: int) -> None:
        """Throw a draft away, with its pictures."""
        async with self._store.transaction() as tx:
            await self._draft(tx, member, look_id)
            for picture in await references.of_look(tx, look_id):
                await media.remove_of_subject(tx, picture["id"], references.FILE)
                await references.withdraw_consent(tx, picture["id"], self._now())
            await looks.remove_draft(tx, look_id)
        await self._folder.sweep(self._store)

    async def offer(self, member: Member, look_id: int, channel_id: int) -> LookView:
        """Put a draft to the vote: its card is posted, its portrait drawn. Raises Refusal."""
        now = self._now()
        async with self._store.transaction() as tx:
            row = await self._draft(tx, member, look_id)
            settings = await guilds.settings(tx, member.guild_id)
            today = await looks.offered_since(tx, member.guild_id, member.id, now - DAY)
            require_room_for_look(today)
            await looks.offer(tx, look_id, channel_id)
            await ballots.open_ballot(tx, settings, now, look_id=look_id)
            await draw_portrait(tx, looks.look_of(row), settings, now)
            offered = await _look(tx, member.guild_id, look_id)
            await looks.touch(tx, offered, now)
            await show_board(tx, looks.look_of(offered), now)
            return await self._view(tx, member, look_id)

    async def vote(
        self, member: Member, look_id: int, choice: Choice, *, repeats: bool = False
    ) -> VotedLook:
        """Cast, change or take back a vote; close the ballot if it is now decided.

        One that `repeats` another, which was never answered, takes nothing back.
        """
        now = self._now()

        def cast(tx: Statements) -> tuple[VotedLook, int | None]:
            ballot_id = ballots.id_of_look(tx, look_id)
            facts = ballot_id and ballots.vote_facts(tx, ballot_id, member.id)
            if not facts or facts["guild_id"] != member.guild_id:
                raise NotFound(GONE)
            vote = voting.cast(tx, facts, member, choice, now, repeats=repeats, began=self._began)
            outbox.queue_at_once(tx, "look", member.guild_id, look_id, now)
            voted = VotedLook(look_id, vote.choice, vote.tally, vote.hides_tally)
            return voted, ballot_id if vote.is_decided else None

        voted, decided = await self._store.at_once(cast)
        if decided is not None:
            await self._close(decided)
        return voted

    async def close_due(self) -> int:
        """Close every ballot on a look whose time has come, each in a transaction of its own."""
        async with self._store.reading() as tx:
            due = await ballots.due(tx, self._now(), on_looks=True)
        for ballot_id in due:
            await self._close(ballot_id)
        return len(due)

    async def have_portraits_drawn(self) -> int:
        """Leave to rules the portraits that wait for a model whose nodes are away; how many."""
        now, left = self._now(), 0
        async with self._store.reading() as tx:
            if not await waiting_jobs.for_engine(tx, Work.PORTRAIT, KEYFRAMES):
                return 0
        async with self._store.transaction() as tx:
            for job in await waiting_jobs.for_engine(tx, Work.PORTRAIT, KEYFRAMES):
                settings = await guilds.settings(tx, job["guild_id"])
                if await engine_for(tx, settings, now) != KEYFRAMES:
                    left += await leave_to_rules(tx, job)
        return left

    async def withdraw(self, member: Member, look_id: int, reason: str = "") -> LookView:
        """Take a look back while it is on the ballot; a showrunner takes out any, later too."""
        now = self._now()
        async with self._store.transaction() as tx:
            row = await _look(tx, member.guild_id, look_id)
            look = looks.look_of(row)
            settings = await guilds.settings(tx, member.guild_id)
            is_runner = member.is_showrunner(settings)
            if look.member_id != member.id and not is_runner:
                raise NotAllowed("Only whoever offered a look takes it back, or a showrunner.")
            if look.state is LookState.OFFERED:
                await looks.close(tx, row, Verdict.WITHDRAWN, now, reason)
                await show_board(tx, look, now)
                await jobs.cancel_of_subject(
                    tx, Work.PORTRAIT, look_id, now, "the look was taken back"
                )
            elif not is_runner or look.state in (LookState.DRAFT, LookState.WITHDRAWN):
                raise Refusal("A look is taken back while it is on the ballot.")
            else:
                await looks.set_state(tx, look_id, LookState.WITHDRAWN)
                await show_proposals(tx, look, now)
                await records.write(
                    tx,
                    member,
                    "took out a look",
                    (await character_of_guild(tx, look.guild_id, look.character_id)).name,
                    now,
                    reason,
                )
            await looks.touch(tx, row, now)
            return await self._view(tx, member, look_id)

    async def complain(self, member: Member, look_id: int, reason: str) -> None:
        """Bring a look before the showrunners. Raises Refusal."""
        words = " ".join(complaints.require_words(reason).split())[: complaints.LONGEST]
        async with self._store.transaction() as tx:
            look = looks.look_of(await _look(tx, member.guild_id, look_id))
            character = await character_of_guild(tx, member.guild_id, look.character_id)
            told = f"look {look_id}, by {member.id}: {words}"
            complaint_id = mishaps.subject_of(member.guild_id, told)
            about: dict[str, object] = {
                "look_id": look_id,
                "character": character.name,
                "channel_id": look.channel_id,
                "message_id": look.message_id,
            }
            await complaints.bring(tx, member, complaint_id, words, about, self._now())

    async def keep_card(self, look_id: int, channel_id: int, message_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await looks.keep_card(tx, look_id, channel_id, message_id)

    async def _view(self, tx: Transaction, member: Member, look_id: int) -> LookView:
        row = await _look(tx, member.guild_id, look_id)
        return await look_view(tx, row, self._folder, member_id=member.id)

    async def _draft(self, tx: Transaction, member: Member, look_id: int) -> Row:
        row = await _look(tx, member.guild_id, look_id)
        if row["member_id"] != member.id:
            raise NotFound(GONE)
        if row["state"] != LookState.DRAFT:
            raise Refusal("That look is before everybody already; /cast offers another one.")
        return row

    async def _close(self, ballot_id: int) -> None:
        now = self._now()
        async with self._store.transaction() as tx:
            ballot = await ballots.get(tx, ballot_id)
            if ballot is None or ballot["closed_at"] is not None:
                return
            row = await looks.get(tx, ballot["guild_id"], ballot["look_id"])
            assert row is not None, "a ballot goes with its look"
            verdict, tally = await voting.settle(tx, ballots.ballot_of(ballot), now)
            if verdict is Verdict.UNDECIDED:
                return
            if verdict is not Verdict.EXTENDED:
                await looks.close(tx, row, verdict, now)
                await show_proposals(tx, looks.look_of(row), now)
                await show_board(tx, looks.look_of(row), now)
                log.info("look %s: %s with %s to %s", row["id"], verdict, tally.for_, tally.against)
            await looks.touch(tx, row, now)


async def _look(tx: Transaction, guild_id: int, look_id: int) -> Row:
    row = await looks.get(tx, guild_id, look_id)
    if row is None:
        raise NotFound(GONE)
    return row


async def _require_chapter(tx: Transaction, character: Character, chapter: int) -> None:
    novel = await novels.get(tx, character.guild_id, character.novel_id)
    last = novel["chapters"] if novel else 0
    if not 1 <= chapter <= last:
        raise Refusal(f"A look holds from a chapter on, 1 to {last}; {chapter} is none of them.")
