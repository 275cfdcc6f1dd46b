"""What members proposed lately: how much it was, and whether this was among it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from bot.domain.daily import Today
from bot.domain.direction import Direction
from bot.domain.novel import Passage
from bot.domain.scene import Scene
from bot.store.connection import Transaction
from bot.store.moments import stamp
from bot.store.scenes import scene_of

SINCE = """
    SELECT count(*) FILTER (WHERE state <> 'withdrawn') AS standing,
           count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn
      FROM scene
     WHERE guild_id = :guild_id AND proposer_id = :member_id AND created_at > :since
"""


async def since(tx: Transaction, guild_id: int, member_id: int, moment: datetime) -> Today:
    row = await tx.one(SINCE, guild_id=guild_id, member_id=member_id, since=stamp(moment))
    assert row is not None, "an aggregate always has a row"
    return Today(row["standing"], row["withdrawn"])


TWIN = """
    SELECT * FROM scene
     WHERE guild_id = :guild_id AND proposer_id = :member_id AND created_at > :since
       AND novel_id = :novel_id AND chapter = :chapter AND first = :first AND last = :last
       AND title = :title AND action = :action
       AND light = :light AND framing = :framing AND pace = :pace
       AND state = 'proposed' AND removed_at IS NULL
     LIMIT 1
"""


async def twin(
    tx: Transaction,
    guild_id: int,
    member_id: int,
    passage: Passage,
    direction: Direction,
    since: datetime,
) -> Scene | None:
    """The same scene, proposed by the same member since then."""
    row = await tx.one(
        TWIN,
        guild_id=guild_id,
        member_id=member_id,
        since=stamp(since),
        **asdict(passage),
        **asdict(direction),
    )
    return None if row is None else scene_of(row)
