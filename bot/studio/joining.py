"""A reel's way through the house: read, handed on for posting, ended with its scenes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.house_rules import Rating
from bot.domain.reel import CanonTake, People, made_of
from bot.store import Row, Transaction, film, guilds, jobs, media, members, novels, outbox, reels
from bot.studio.film_views import ReelPart, ReelScene, ReelState, ReelView
from bot.studio.media import MediaFolder
from bot.studio.novels import novel_view
from bot.studio.views import Media, Waiting
from bot.studio.waiting import SHARED, waiting_of
from render.contract import SceneOrder

FILE = "reel.mp4"


async def canon_takes(
    tx: Transaction, guild_id: int, novel_id: int, chapter: int
) -> list[CanonTake]:
    """A chapter's canon takes in story order; another guild's machine has no name here."""
    return [_canon_take(row, guild_id) for row in await film.canon(tx, novel_id, chapter)]


async def people_of(
    tx: Transaction, guild_id: int, novel_id: int, chapter: int, takes: Sequence[CanonTake]
) -> tuple[People, list[int]]:
    """Who made a chapter, without their names; and who of them wants to be named."""
    people = People(
        tuple(take.proposer_id for take in takes),
        tuple(await film.voters(tx, novel_id, chapter)),
    )
    willing = await members.named(tx, guild_id)
    return people, [
        one for one in dict.fromkeys(people.proposers + people.voters) if one in willing
    ]


async def place_of(tx: Transaction, guild_id: int, novel_id: int) -> int | None:
    """The channel where a novel's reels are posted: the premieres', else the novel's own."""
    settings = await guilds.settings(tx, guild_id)
    novel = await novels.get(tx, guild_id, novel_id)
    return settings.premiere_channel or (novel["channel_id"] if novel else None)


async def reel_view(
    tx: Transaction, reel: Row, folder: MediaFolder, now: datetime, *, made_of: str | None = None
) -> ReelView:
    """A reel as it stands; `made_of` is what it would be made of now."""
    novel = await novels.get(tx, reel["guild_id"], reel["novel_id"])
    assert novel is not None, "a reel's novel is never deleted"
    rows = await reels.parts(tx, reel["id"])
    state, reason = _standing(rows)
    waiting: list[Waiting] = []
    if state is ReelState.WAITING:
        ids = {row["job_id"] for row in rows}
        lines = await waiting_of(tx, reel["guild_id"], now, is_full=folder.is_short())
        waiting = [line for line in lines if line.job_id in ids]
    title = await novels.chapter_title(tx, reel["novel_id"], reel["chapter"])
    return ReelView(
        id=reel["id"],
        novel=novel_view(novel),
        chapter=reel["chapter"],
        chapter_title=title or "",
        asked_by=reel["asked_by"],
        state=state,
        parts=tuple([await _part(tx, reel["guild_id"], row, folder) for row in rows]),
        waiting=tuple(waiting),
        reason=reason,
        place_id=await place_of(tx, reel["guild_id"], reel["novel_id"]),
        is_outdated=made_of is not None and made_of != reel["made_of"],
    )


async def current_view(tx: Transaction, reel: Row, folder: MediaFolder, now: datetime) -> ReelView:
    """A reel as it stands, with whether its chapter's canon is still the same."""
    where = (reel["guild_id"], reel["novel_id"], reel["chapter"])
    takes = await canon_takes(tx, *where)
    people, _ = await people_of(tx, *where, takes)
    people = replace(people, names=await reels.names(tx, reel["id"]))
    return await reel_view(tx, reel, folder, now, made_of=made_of(takes, people))


async def joined(tx: Transaction, part_id: int, now: datetime) -> None:
    """A part has its file: once all of them do, the first that is not posted goes out."""
    reel = await reels.of_part(tx, part_id)
    assert reel is not None, "a reel is never deleted"
    if all(part["sha256"] for part in await reels.parts(tx, reel["id"])):
        await post_next(tx, reel, now)


async def post_next(tx: Transaction, reel: Row, now: datetime) -> bool:
    """Have the next part posted; False when all of them are."""
    for part in await reels.parts(tx, reel["id"]):
        if part["posted_at"] is None:
            await outbox.queue_errand(
                tx,
                guild_id=reel["guild_id"],
                kind="reel",
                subject_id=part["id"],
                channel_id=await place_of(tx, reel["guild_id"], reel["novel_id"]),
                now=now,
            )
            await outbox.wake(tx, "reel", part["id"], now)
            return True
    return False


async def stop_beside(tx: Transaction, part_id: int, now: datetime, reason: str) -> None:
    """One part cannot be made, or is not wanted: the others are not made in vain."""
    reel = await reels.of_part(tx, part_id)
    assert reel is not None, "a reel is never deleted"
    for part in await reels.parts(tx, reel["id"]):
        if part["id"] != part_id and part["job_id"] is not None:
            await jobs.cancel(tx, part["job_id"], now, reason)


async def withdraw_scene(tx: Transaction, scene_id: int, now: datetime) -> list[list[int]]:
    """A scene is removed: so are the reels that it is in. The messages to take down."""
    found = await reels.with_scene(tx, scene_id)
    return await _withdrawn(tx, found, now, "a scene of it was removed")


async def withdraw_take(
    tx: Transaction, take_id: int, now: datetime
) -> tuple[list[list[int]], list[int]]:
    """A take is removed: so are the reels that it is in. The messages to take down; the chapters.

    Of reels that were taken down before, or never made, nothing is said.
    """
    found = await reels.with_take(tx, take_id)
    posts = await _withdrawn(tx, found, now, "a take of it was removed")
    ended = {part["chapter"] for part in found if part["message_id"] or part["is_coming"]}
    return posts, sorted(ended)


async def _withdrawn(
    tx: Transaction, found: Sequence[Row], now: datetime, reason: str
) -> list[list[int]]:
    for part in found:
        await media.remove_of_subject(tx, part["id"], FILE)
        await outbox.withdraw(tx, "reel", part["id"], now)
        if part["job_id"] is not None:
            await jobs.cancel(tx, part["job_id"], now, reason)
        await reels.forget_part(tx, part["id"])
    return [[part["channel_id"], part["message_id"]] for part in found if part["message_id"]]


async def strike_name(tx: Transaction, guild_id: int, member_id: int) -> None:
    """Take a member's name out of the orders that are kept, those still to be made included."""
    for row in await reels.orders_naming(tx, guild_id, member_id):
        order = SceneOrder.model_validate_json(row["order_json"])
        if order.bookends is None:
            continue
        entries = [
            (entry, tuple(name for name in entry.names if name != row["name"]))
            for entry in order.bookends.credits
        ]
        kept = tuple(entry.model_copy(update={"names": names}) for entry, names in entries if names)
        bookends = order.bookends.model_copy(update={"credits": kept})
        anonymous = order.model_copy(update={"bookends": bookends})
        await reels.write_order(tx, row["id"], anonymous.model_dump_json())


def _canon_take(row: Row, guild_id: int) -> CanonTake:
    report = json.loads(row["report"] or "{}")
    is_foreign = row["node_guild"] not in (None, guild_id)
    return CanonTake(
        take_id=row["take_id"],
        scene_id=row["scene_id"],
        scene_number=row["scene_number"],
        title=row["title"],
        proposer_id=row["proposer_id"],
        seconds=report.get("seconds", 0.0),
        clip_size=row["clip_size"] or row["master_size"] or 0,
        master=row["master"] or "",
        master_size=row["master_size"] or 0,
        loudness=report.get("loudness"),
        label=report.get("label", ""),
        node=SHARED if is_foreign else row["node"] or "",
        is_restricted=Rating(row["rating"]).is_restricted,
    )


def _standing(rows: Sequence[Row]) -> tuple[ReelState, str]:
    if all(row["posted_at"] for row in rows):
        return ReelState.POSTED, ""
    for row in rows:
        if row["outcome"] in ("failed", "cancelled"):
            return ReelState.FAILED, row["reason"]
        is_over = row["outcome"] is not None or row["job_id"] is None
        if is_over and row["posted_at"] is None and row["sha256"] is None:
            return ReelState.FAILED, "its file is gone"
    if all(row["sha256"] for row in rows):
        return ReelState.JOINED, ""
    return ReelState.WAITING, ""


async def _part(tx: Transaction, guild_id: int, row: Row, folder: MediaFolder) -> ReelPart:
    file = None
    if row["sha256"] is not None:
        path = folder.path(guild_id, row["sha256"], FILE)
        file = Media(row["id"], FILE, row["sha256"], row["size"], path)
    return ReelPart(
        id=row["id"],
        number=row["number"],
        scenes=tuple([_scene(found) for found in await reels.takes_of(tx, row["id"])]),
        file=file,
        is_posted=row["posted_at"] is not None,
        channel_id=row["channel_id"],
        message_id=row["message_id"],
    )


def _scene(row: Row) -> ReelScene:
    report = json.loads(row["report"] or "{}")
    return ReelScene(
        id=row["scene_id"],
        number=row["scene_number"],
        title=row["title"],
        action=row["action"],
        take_id=row["take_id"],
        seconds=report.get("seconds", 0.0),
        is_restricted=Rating(row["rating"]).is_restricted,
        label=report.get("label", ""),
    )
