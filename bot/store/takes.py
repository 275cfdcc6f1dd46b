"""Takes: the numbered renderings of scenes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.scene import Take, TakeState
from bot.store.connection import Row, Transaction
from bot.store.moments import maybe_moment, moment, stamp

ADD = """
    INSERT INTO take (guild_id, scene_id, number, engine, seed, asked_by, created_at, revision,
                      seeds, marks, wish)
    VALUES (:guild_id, :scene_id,
            (SELECT coalesce(max(number), 0) + 1 FROM take WHERE scene_id = :scene_id),
            :engine, :seed, :asked_by, :now,
            coalesce(:revision, (SELECT revision FROM scene WHERE id = :scene_id)), :seeds,
            coalesce(:marks, (
                SELECT json_group_array(coalesce(
                           nullif(json_extract(shot.value, '$.mark'), 0),
                           json_extract(shot.value, '$.number')))
                  FROM scene, json_each(scene.shot_list, '$.shots') AS shot
                 WHERE scene.id = :scene_id)),
            :wish)
"""


async def add(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int,
    engine: str,
    seed: int,
    asked_by: int,
    now: datetime,
    of: Take | None = None,
    seeds: Mapping[int, int] | None = None,
    wish: str = "",
) -> int:
    """A new take of a scene: of the shots that it has now, or of those `of` another take."""
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        scene_id=scene_id,
        engine=engine,
        seed=seed,
        asked_by=asked_by,
        now=stamp(now),
        revision=None if of is None else of.revision,
        seeds=json.dumps(seeds or {}),
        marks=None if of is None else json.dumps(of.marks),
        wish=wish,
    )


TAKE = """
    SELECT take.*, scene.number AS scene_number
      FROM take JOIN scene ON scene.id = take.scene_id
"""
BY_ID = TAKE + " WHERE take.id = :id"
OF_SCENE = TAKE + " WHERE take.scene_id = :scene_id ORDER BY take.number"


async def get(tx: Transaction, take_id: int) -> Take | None:
    row = await tx.one(BY_ID, id=take_id)
    return None if row is None else take_of(row)


async def of_scene(tx: Transaction, scene_id: int) -> list[Take]:
    return [take_of(row) for row in await tx.all(OF_SCENE, scene_id=scene_id)]


SET_STATE = "UPDATE take SET state = :state, reason = :reason WHERE id = :id"


async def set_state(tx: Transaction, take_id: int, state: TakeState, *, reason: str = "") -> None:
    await tx.run(SET_STATE, id=take_id, state=state, reason=reason)


SET_ENGINE = """
    UPDATE take SET engine = :engine, state = 'queued', reason = '', is_draft = 0 WHERE id = :id
"""


async def set_engine(tx: Transaction, take_id: int, engine: str) -> None:
    """Queue the take anew, with this engine."""
    await tx.run(SET_ENGINE, id=take_id, engine=engine)


MAKE_DRAFT = "UPDATE take SET is_draft = 1 WHERE id = :id"
FINAL_OF = (
    TAKE
    + """
     WHERE take.scene_id = :scene_id AND take.seed = :seed AND take.is_draft = 0
       AND take.state NOT IN ('failed', 'cancelled') AND take.removed_at IS NULL
     ORDER BY take.number LIMIT 1
"""
)


async def make_draft(tx: Transaction, take_id: int) -> None:
    """From now on the take is a draft of another one to come."""
    await tx.run(MAKE_DRAFT, id=take_id)


async def final_of(tx: Transaction, draft: Take) -> Take | None:
    """The take that was asked for when the draft was liked, if it was."""
    row = await tx.one(FINAL_OF, scene_id=draft.scene_id, seed=draft.seed)
    return None if row is None else take_of(row)


DELIVER = """
    UPDATE take SET state = 'delivered', reason = '', delivered_at = :now, report = :report
     WHERE id = :id AND state IN ('queued', 'shooting')
"""


async def deliver(tx: Transaction, take_id: int, report_json: str, now: datetime) -> bool:
    """Its clip is here; whether the take was still waiting for one."""
    return bool(await tx.run(DELIVER, id=take_id, report=report_json, now=stamp(now)))


POST = """
    UPDATE take
       SET state = 'posted', posted_at = :now, channel_id = :channel_id, message_id = :message_id
     WHERE id = :id AND state = 'delivered'
"""


async def post(
    tx: Transaction, take_id: int, channel_id: int, message_id: int, now: datetime
) -> bool:
    return bool(
        await tx.run(POST, id=take_id, channel_id=channel_id, message_id=message_id, now=stamp(now))
    )


REMOVE = """
    UPDATE take
       SET removed_at = :now,
           state = CASE WHEN state IN ('queued', 'shooting', 'delivered')
                        THEN 'cancelled' ELSE state END
     WHERE removed_at IS NULL
"""
REMOVE_ONE = REMOVE + " AND id = :id"
REMOVE_OF_SCENE = REMOVE + " AND scene_id = :scene_id"


async def remove(tx: Transaction, take_id: int, now: datetime) -> None:
    await tx.run(REMOVE_ONE, id=take_id, now=stamp(now))


async def remove_of_scene(tx: Transaction, scene_id: int, now: datetime) -> None:
    await tx.run(REMOVE_OF_SCENE, scene_id=scene_id, now=stamp(now))


CANCEL_OF_SCENE = """
    UPDATE take SET state = 'cancelled', reason = :reason
     WHERE scene_id = :scene_id AND state IN ('queued', 'shooting')
"""


async def cancel_of_scene(tx: Transaction, scene_id: int, reason: str) -> None:
    await tx.run(CANCEL_OF_SCENE, scene_id=scene_id, reason=reason)


FORGET_MESSAGE = """
    UPDATE take SET message_id = NULL WHERE guild_id = :guild_id AND message_id = :message_id
 RETURNING scene_id
"""


async def forget_message(tx: Transaction, guild_id: int, message_id: int) -> int | None:
    row = await tx.one(FORGET_MESSAGE, guild_id=guild_id, message_id=message_id)
    return None if row is None else int(row["scene_id"])


FORGET_POSTS_OF_CHANNEL = """
    UPDATE take SET message_id = NULL
     WHERE guild_id = :guild_id AND channel_id = :channel_id AND message_id IS NOT NULL
 RETURNING scene_id
"""


async def forget_posts_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> set[int]:
    """Their scenes, whose cards linked to them."""
    rows = await tx.all(FORGET_POSTS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)
    return {int(row["scene_id"]) for row in rows}


def take_of(row: Row) -> Take:
    report: dict[str, Any] = json.loads(row["report"]) if row["report"] else {}
    return Take(
        id=row["id"],
        guild_id=row["guild_id"],
        scene_id=row["scene_id"],
        scene_number=row["scene_number"],
        number=row["number"],
        engine=row["engine"],
        seed=row["seed"],
        state=TakeState(row["state"]),
        asked_by=row["asked_by"],
        created_at=moment(row["created_at"]),
        reason=row["reason"],
        label=report.get("label", ""),
        alt_text=report.get("alt_text", ""),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        posted_at=maybe_moment(row["posted_at"]),
        removed_at=maybe_moment(row["removed_at"]),
        is_draft=bool(row["is_draft"]),
        revision=row["revision"],
        seeds={int(mark): seed for mark, seed in json.loads(row["seeds"]).items()},
        marks=tuple(json.loads(row["marks"])),
        wish=row["wish"],
        stepped_down=tuple(report.get("stepped_down", ())),
        seconds=report.get("seconds", 0.0),
        shots_shot=report.get("shots_shot", 0),
        shots_reused=report.get("shots_reused", 0),
    )
