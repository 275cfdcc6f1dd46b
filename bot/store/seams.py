"""What members found wrong in takes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from bot.domain.seam import Region, Seam, SeamKind
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ADD = """
    INSERT INTO seam (guild_id, take_id, member_id, kind, start_s, end_s, region, note, created_at)
    VALUES (:guild_id, :take_id, :member_id, :kind, :start, :end, :region, :note, :now)
"""


async def add(
    tx: Transaction, *, guild_id: int, take_id: int, member_id: int, seam: Seam, now: datetime
) -> int:
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        take_id=take_id,
        member_id=member_id,
        kind=seam.kind,
        start=seam.start,
        end=seam.end,
        region=None if seam.region is None else json.dumps(asdict(seam.region)),
        note=seam.note,
        now=stamp(now),
    )


OF_TAKE = "SELECT * FROM seam WHERE take_id = :take_id ORDER BY start_s, id"


async def of_take(tx: Transaction, take_id: int) -> list[Seam]:
    """In the order of the film."""
    return [_seam(row) for row in await tx.all(OF_TAKE, take_id=take_id)]


SINCE = """
    SELECT count(*) AS number FROM seam
     WHERE guild_id = :guild_id AND member_id = :member_id AND created_at > :since
"""


async def since(tx: Transaction, guild_id: int, member_id: int, moment: datetime) -> int:
    """How many a member reported since then."""
    row = await tx.one(SINCE, guild_id=guild_id, member_id=member_id, since=stamp(moment))
    return int(row["number"]) if row else 0


def _seam(row: Row) -> Seam:
    region = None if row["region"] is None else Region(**json.loads(row["region"]))
    return Seam(SeamKind(row["kind"]), row["start_s"], row["end_s"], region, row["note"])
