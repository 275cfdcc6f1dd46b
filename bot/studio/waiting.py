"""Where a guild's jobs stand: what cards, the board and /queue say until the clip is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.estimate import InHand, Machine, Outlook, Queued, Said, outlooks, time_to_end
from bot.domain.queue import Work
from bot.store import Row, Transaction, guilds, jobs, leases, nodes, scene_posts, waiting_jobs
from bot.store.moments import maybe_moment, moment
from bot.studio.fencing import slate_of
from bot.studio.views import Waiting

LONGEST = 1000
"""Jobs of a guild that are looked at; more wait than anybody scrolls through."""
NEAREST = 100
"""Jobs of a guild that are looked at for the cards that are kept true."""
SHOWN_AT_ONCE = 20
"""Cards that are shown anew at once; those further behind change when they come up."""
SHARED = "a shared machine"
"""What another guild's open node is called: its name is its own guild's."""


async def waiting_of(
    tx: Transaction,
    guild_id: int,
    now: datetime,
    *,
    scene_id: int | None = None,
    is_full: bool = False,
    most: int = LONGEST,
) -> list[Waiting]:
    """A guild's open jobs, or one scene's: being shot first, then in shooting order."""
    rows = await jobs.of_guild(tx, guild_id, most)
    if scene_id is not None and all(row["scene_id"] != scene_id for row in rows):
        return []
    machines = await _machines(tx, guild_id)
    in_hand = [_in_hand(row) for row in await leases.in_hand(tx)]
    waiting = [row for row in rows if row["leased_until"] is None]
    settings = await guilds.settings(tx, guild_id)
    ahead = outlooks(
        [_queued(row) for row in waiting],
        list(machines.values()),
        in_hand,
        now,
        other_guilds=await waiting_jobs.other_guilds(tx, guild_id),
        stopped_by=_stopped_by(is_paused=settings.queue_paused, is_full=is_full),
    )
    shooting = [
        _shooting(row, machines.get(row["node_id"]), in_hand, now)
        for row in rows
        if row["leased_until"] is not None
    ]
    lines = shooting + [
        _waiting(row, outlook, now) for row, outlook in zip(waiting, ahead, strict=True)
    ]
    return [line for line in lines if scene_id in (None, line.scene_id)]


async def takes_to_come(
    tx: Transaction, guild_id: int, now: datetime, *, is_full: bool
) -> dict[int, Said]:
    """What cards say of a guild's waiting takes, by scene: of those that come up first."""
    lines = await waiting_of(tx, guild_id, now, is_full=is_full, most=NEAREST)
    takes = [line for line in lines if line.work is Work.TAKE and line.place > 0]
    return {
        line.scene_id: Said(now, line.place, line.waits_for, line.eta)
        for line in reversed(takes[:SHOWN_AT_ONCE])  # of two takes, a card shows the first
        if line.scene_id is not None
    }


async def show_anew(tx: Transaction, node_id: int, now: datetime) -> None:
    """A node rests, works again or is paused: the cards that wait for it say so."""
    for scene_id in await waiting_jobs.scenes_served(tx, node_id, SHOWN_AT_ONCE):
        await scene_posts.touch(tx, scene_id, now)


def _stopped_by(*, is_paused: bool, is_full: bool) -> str:
    if is_paused:
        return "the showrunners, who paused the queue"
    return "room on the bot's disk" if is_full else ""


async def _machines(tx: Transaction, guild_id: int) -> dict[int, Machine]:
    rows = await nodes.serving(tx, guild_id)
    speeds: dict[int, dict[tuple[str, Work], float]] = {row["id"]: {} for row in rows}
    for row in await nodes.speeds(tx, speeds):
        speeds[row["node_id"]][row["engine"], Work(row["kind"])] = row["work_per_film"]
    return {row["id"]: _machine(row, guild_id, speeds[row["id"]]) for row in rows}


def _machine(row: Row, guild_id: int, speeds: dict[tuple[str, Work], float]) -> Machine:
    is_foreign = row["guild_id"] not in (None, guild_id)
    return Machine(
        id=row["id"],
        name=SHARED if is_foreign else row["name"],
        engines=frozenset(json.loads(row["engines"])),
        speeds=speeds,
        seen_at=maybe_moment(row["seen_at"]),
        is_paused=row["paused_at"] is not None,
        is_shared=row["guild_id"] is None or bool(row["is_open"]),
        rests=row["rests"],
        rests_until=maybe_moment(row["rests_until"]),
        is_outdated=bool(row["is_outdated"]),
    )


def _in_hand(row: Row) -> InHand:
    return InHand(
        node_id=row["node_id"],
        engine=row["engine"],
        work=Work(row["kind"]),
        film_s=row["film_s"],
        leased_at=moment(row["leased_at"]),
        progress=row["progress"],
        eta_s=row["eta_s"],
        beat_at=maybe_moment(row["beat_at"]),
        stage=row["stage"],
    )


def _queued(row: Row) -> Queued:
    return Queued(row["id"], row["engine"], Work(row["kind"]), row["film_s"], bool(row["held"]))


def _shooting(
    row: Row, machine: Machine | None, in_hand: Sequence[InHand], now: datetime
) -> Waiting:
    beside = [job for job in in_hand if job.node_id == row["node_id"]]
    return _line(
        row,
        machine,
        now,
        place=0,
        eta=time_to_end(_in_hand(row), beside, machine, now),
        waits_for="",
        held=False,
    )


def _waiting(row: Row, outlook: Outlook, now: datetime) -> Waiting:
    return _line(
        row,
        outlook.machine,
        now,
        place=outlook.place,
        eta=outlook.eta,
        waits_for=outlook.waits_for,
        held=bool(row["held"]),
    )


def _line(
    row: Row,
    machine: Machine | None,
    now: datetime,
    *,
    place: int,
    eta: timedelta | None,
    waits_for: str,
    held: bool,
) -> Waiting:
    is_shot = place == 0
    return Waiting(
        job_id=row["id"],
        work=Work(row["kind"]),
        slate=slate_of(row),
        title=row["title"],
        scene_id=row["scene_id"],
        scene_number=row["scene_number"],
        member_id=row["member_id"],
        engine=row["engine"],
        place=place,
        eta=eta,
        held=held,
        node_name=None if machine is None else machine.name,
        node_seen_at=None if machine is None else machine.seen_at,
        node_is_away=machine is not None and not machine.is_outdated and machine.is_away(now),
        node_rests_until=_rests_until(machine, now),
        waits_for=waits_for,
        progress=row["progress"] if is_shot else 0,
        stage=row["stage"] if is_shot else "",
        shot=row["shot"] if is_shot else 0,
        preview=row["preview"] if is_shot else None,
        failures=row["failures"],
    )


def _rests_until(machine: Machine | None, now: datetime) -> datetime | None:
    if machine is None or machine.rests != "quiet":
        return None
    if machine.is_paused or machine.is_outdated or machine.is_away(now):
        return None
    return machine.rests_until
