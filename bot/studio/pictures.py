"""Reference pictures: brought to a look, and taken back with all that was made to use them."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.look import MAX_REFERENCES, LookState
from bot.domain.member import Member
from bot.domain.pictures import CONSENT, PICTURES_PER_DAY, Shows, require_consent
from bot.domain.queue import Work
from bot.domain.scene import TakeState
from bot.errors import NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    guilds,
    jobs,
    looks,
    media,
    references,
    taken_back,
    takes,
    waiting_jobs,
)
from bot.store.moments import DAY
from bot.studio import mishaps
from bot.studio.casting import LookView, ReferenceView
from bot.studio.dressing import without_pictures
from bot.studio.look_errands import draw_portrait
from bot.studio.look_views import PORTRAIT, look_view, reference_view
from bot.studio.media import MediaFolder
from render.contract import SceneOrder

ON_A_LIST = 25
"""Takes that one notice lists, a button for each: what Discord shows."""
GONE = "That picture is not here (any more); /me shows yours."
FULL = "The bot's disk is full: whoever runs it makes room, then send the picture again."


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a picture back did."""

    character: str
    takes: tuple[str, ...]
    """The slates of those that were made with it and are still there: a showrunner's to remove."""


class PicturesRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def add(
        self,
        member: Member,
        look_id: int,
        pngs: Sequence[bytes],
        shows: Shows,
        *,
        is_me: bool,
        is_adult: bool,
    ) -> LookView:
        """Keep pictures of a draft of one's own; of a photograph, also that it was consented to.

        They are pictures of ours already: re-encoded, without metadata. Raises Refusal.
        """
        require_consent(shows, is_me=is_me, is_adult=is_adult)
        async with self._folder.settling:
            if self._folder.is_full(sum(map(len, pngs))):
                raise Refusal(FULL)
            async with self._store.reading() as tx:
                await self._require_room(tx, member, look_id, len(pngs))
            hashes = await asyncio.to_thread(self._write, member.guild_id, pngs)
            async with self._store.transaction() as tx:
                row = await self._require_room(tx, member, look_id, len(pngs))
                for png, sha256 in zip(pngs, hashes, strict=True):
                    await self._keep(tx, member, look_id, shows, sha256, len(png))
                return await look_view(tx, row, self._folder, member_id=member.id)

    async def of_member(self, member: Member) -> tuple[ReferenceView, ...]:
        """Every picture that a member brought here, the latest first."""
        async with self._store.reading() as tx:
            rows = await references.of_member(tx, member.guild_id, member.id)
        return tuple(reference_view(row, self._folder) for row in reversed(rows))

    async def drafts(self, member: Member) -> tuple[LookView, ...]:
        """The looks that a member has not put to the vote yet."""
        async with self._store.reading() as tx:
            rows = await looks.drafts_of(tx, member.guild_id, member.id)
            return tuple([await look_view(tx, row, self._folder) for row in rows])

    async def take_back(self, member: Member, reference_id: int) -> TakenBack:
        """Remove a picture that one brought, wherever it is used. Raises NotFound."""
        async with self._store.transaction() as tx:
            row = await references.get(tx, member.guild_id, reference_id)
            if row is None or row["member_id"] != member.id:
                raise NotFound(GONE)
            taken = await remove_picture(tx, row, self._now())
        await self._folder.sweep(self._store)
        return taken

    async def _require_room(
        self, tx: Transaction, member: Member, look_id: int, coming: int
    ) -> Row:
        """The draft, if so many more pictures may be brought to it."""
        row = await looks.get(tx, member.guild_id, look_id)
        if row is None or row["member_id"] != member.id or row["state"] != LookState.DRAFT:
            raise NotFound("That look is not a draft of yours (any more); /cast begins another.")
        there = len(await references.of_look(tx, look_id))
        if there + coming > MAX_REFERENCES:
            raise Refusal(
                f"A look has at most {MAX_REFERENCES} pictures, and this one has {there}: "
                "take some back with /me first."
            )
        since = self._now() - DAY
        today = await references.brought_since(tx, member.guild_id, member.id, since)
        if today + coming > PICTURES_PER_DAY:
            raise Refusal(
                f"Each member brings at most {PICTURES_PER_DAY} pictures a day here, and you have "
                f"brought {today}; the rest can come tomorrow."
            )
        return row

    def _write(self, guild_id: int, pngs: Sequence[bytes]) -> list[str]:
        hashes: list[str] = []
        for png in pngs:
            sha256 = hashlib.sha256(png).hexdigest()
            part = self._folder.part(secrets.token_hex(16))
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(png)
            self._folder.adopt(part, guild_id, sha256, references.FILE)
            hashes.append(sha256)
        return hashes

    async def _keep(
        self, tx: Transaction, member: Member, look_id: int, shows: Shows, sha256: str, size: int
    ) -> None:
        now = self._now()
        reference_id = await references.add(
            tx,
            guild_id=member.guild_id,
            look_id=look_id,
            member_id=member.id,
            shows=shows,
            now=now,
        )
        await media.put(
            tx,
            guild_id=member.guild_id,
            scene_id=None,
            take_id=None,
            subject_id=reference_id,
            name=references.FILE,
            sha256=sha256,
            size=size,
            now=now,
        )
        if shows is Shows.SELF:
            await references.consent(tx, member.guild_id, member.id, reference_id, CONSENT, now)


async def remove_picture(tx: Transaction, row: Row, now: datetime) -> TakenBack:
    """Remove a picture and its like, have open work go on without it, and tell the showrunners."""
    guild_id, sha256 = row["guild_id"], row["sha256"]
    await taken_back.add(tx, sha256, now)
    made = await references.takes_with(tx, guild_id, sha256)
    for same in await references.with_content(tx, guild_id, sha256):
        await media.remove_of_subject(tx, same["id"], references.FILE)
        await references.withdraw_consent(tx, same["id"], now)
        await references.remove(tx, same["id"])
        look = await looks.get(tx, guild_id, same["look_id"])
        if look is not None:
            await looks.touch(tx, look, now)
    for job in await references.jobs_with(tx, guild_id, sha256):
        await _go_on_without(tx, job, sha256)
        if job["kind"] == Work.PORTRAIT and job["outcome"] == "done":
            await _portray_anew(tx, guild_id, job["subject_id"], now)
    for first in range(0, len(made), ON_A_LIST):
        listed = dict(list(made.items())[first : first + ON_A_LIST])
        slates = ", ".join(listed.values())
        text = (
            f"A reference picture of {row['character']} was taken back by whoever brought it. "
            f"Made with it, and yours to remove (/studio remove): {slates}."
        )
        await mishaps.tell(tx, guild_id, text, now, takes=listed)
    return TakenBack(row["character"], tuple(made.values()))


async def take_back_photographs(
    tx: Transaction, guild_id: int, member_id: int, now: datetime
) -> None:
    """Remove every photograph that a member gave of themselves."""
    for row in await references.of_member(tx, guild_id, member_id):
        if row["shows"] == Shows.SELF:
            await remove_picture(tx, row, now)


async def _go_on_without(tx: Transaction, job: Row, sha256: str) -> None:
    """The order without the picture: a node that has the job loses it, and it is begun anew."""
    whole = SceneOrder.model_validate_json(job["order_json"])
    order = without_pictures(whole, {sha256}).model_dump_json()
    is_shot = job["finished_at"] is None and job["leased_until"] is not None and not job["cancel"]
    if is_shot:
        await jobs.rework(tx, job["id"], job["engine"], order)
        if job["kind"] == Work.TAKE:
            await takes.set_state(tx, job["take_id"], TakeState.QUEUED)
    else:
        await references.keep_order(tx, job["id"], order)


async def _portray_anew(tx: Transaction, guild_id: int, look_id: int, now: datetime) -> None:
    """A portrait that shows what was taken back goes; another is drawn without it."""
    await media.remove_of_subject(tx, look_id, PORTRAIT)
    row = await looks.get(tx, guild_id, look_id)
    if row is None or row["state"] not in (LookState.OFFERED, LookState.CHOSEN):
        return
    if not await waiting_jobs.is_for(tx, Work.PORTRAIT, look_id):
        await draw_portrait(tx, looks.look_of(row), await guilds.settings(tx, guild_id), now)
    await looks.touch(tx, row, now)
