"""Guilds and their settings."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.domain.settings import GuildSettings
from bot.domain.style import Aspect, FilmSize, StyleName
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

JOIN = """
    INSERT INTO guild (id, name, joined_at) VALUES (:id, :name, :now)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, left_at = NULL
"""


async def join(tx: Transaction, guild_id: int, name: str, now: datetime) -> None:
    await tx.run(JOIN, id=guild_id, name=name[:100], now=stamp(now))


LEAVE = "UPDATE guild SET left_at = :now WHERE id = :id"


async def leave(tx: Transaction, guild_id: int, now: datetime) -> None:
    await tx.run(LEAVE, id=guild_id, now=stamp(now))


LEAVE_OTHERS = """
    UPDATE guild SET left_at = :now
     WHERE left_at IS NULL AND id NOT IN (SELECT value FROM json_each(:present))
"""


async def leave_others(tx: Transaction, present: Collection[int], now: datetime) -> None:
    await tx.run(LEAVE_OTHERS, present=json.dumps(sorted(present)), now=stamp(now))


SETTINGS = "SELECT * FROM guild WHERE id = :id"


async def settings(tx: Transaction, guild_id: int) -> GuildSettings:
    """A guild's settings; the defaults before it was set up."""
    row = await tx.one(SETTINGS, id=guild_id)
    return GuildSettings(guild_id) if row is None else _settings(row)


SET = """
    UPDATE guild
       SET quorum = :quorum, share = :share, open_seconds = :open_seconds, early_net = :early_net,
           hidden_tally = :hidden_tally, voter_role = :voter_role, minimum_days = :minimum_days,
           proposers_vote = :proposers_vote, proposals_per_day = :proposals_per_day,
           showrunner_role = :showrunner_role, novel_role = :novel_role,
           premiere_channel = :premiere_channel, showrunner_channel = :showrunner_channel,
           set_up_by = :set_up_by,
           queue_cap = :queue_cap, take_askers = :take_askers,
           takes_per_day = :takes_per_day, filming_engine = :filming_engine,
           film_size = :film_size,
           queue_paused = :queue_paused,
           style_name = :style_name, aspect = :aspect, style_words = :style_words
     WHERE id = :guild_id
"""


async def set_settings(tx: Transaction, settings: GuildSettings) -> None:
    values = asdict(settings)
    values["open_seconds"] = int(values.pop("open_for").total_seconds())
    await tx.run(SET, **values)


NEXT_SCENE_NUMBER = """
    UPDATE guild SET scenes_numbered = scenes_numbered + 1 WHERE id = :id RETURNING scenes_numbered
"""


async def next_scene_number(tx: Transaction, guild_id: int) -> int:
    row = await tx.one(NEXT_SCENE_NUMBER, id=guild_id)
    assert row is not None, "a guild joins before it proposes"
    return int(row["scenes_numbered"])


def _settings(row: Row) -> GuildSettings:
    return GuildSettings(
        guild_id=row["id"],
        quorum=row["quorum"],
        share=row["share"],
        open_for=timedelta(seconds=row["open_seconds"]),
        early_net=row["early_net"],
        hidden_tally=bool(row["hidden_tally"]),
        voter_role=row["voter_role"],
        minimum_days=row["minimum_days"],
        proposers_vote=bool(row["proposers_vote"]),
        proposals_per_day=row["proposals_per_day"],
        showrunner_role=row["showrunner_role"],
        novel_role=row["novel_role"],
        premiere_channel=row["premiere_channel"],
        showrunner_channel=row["showrunner_channel"],
        set_up_by=row["set_up_by"],
        queue_cap=row["queue_cap"],
        take_askers=row["take_askers"],
        takes_per_day=row["takes_per_day"],
        filming_engine=row["filming_engine"],
        film_size=FilmSize(row["film_size"]),
        style_name=StyleName(row["style_name"]) if row["style_name"] else None,
        aspect=Aspect(row["aspect"]) if row["aspect"] else None,
        style_words=row["style_words"],
        queue_paused=bool(row["queue_paused"]),
    )
