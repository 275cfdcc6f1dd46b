"""What is still to be posted or edited in Discord, written by the transaction that caused it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from bot.store.connection import Row, Statements, Transaction
from bot.store.moments import stamp

# One open errand for a kind and subject: a later change raises its revision and makes it due.
QUEUE = """
    INSERT INTO outbox (guild_id, kind, subject_id, channel_id, body, nonce, created_at, due_at)
    VALUES (:guild_id, :kind, :subject_id, :channel_id, :body, :nonce, :now, :now)
    ON CONFLICT (kind, subject_id) WHERE done_at IS NULL
    DO UPDATE SET revision = revision + 1, body = excluded.body, channel_id = excluded.channel_id,
                  due_at = CASE WHEN tries = 0 THEN min(due_at, excluded.due_at) ELSE due_at END
"""


async def queue_errand(
    tx: Transaction,
    *,
    guild_id: int,
    kind: str,
    subject_id: int,
    channel_id: int | None,
    now: datetime,
    body: Mapping[str, Any] | None = None,
) -> None:
    await tx.run(
        QUEUE,
        guild_id=guild_id,
        kind=kind,
        subject_id=subject_id,
        channel_id=channel_id,
        body=json.dumps(body or {}),
        nonce=_nonce(),
        now=stamp(now),
    )


async def take_down(
    tx: Transaction, guild_id: int, channel_id: int, message_id: int, now: datetime
) -> None:
    """Have a message deleted: what it shows was removed, perhaps while it was being posted."""
    await queue_errand(
        tx,
        guild_id=guild_id,
        kind="removal",
        # messages have larger numbers than anything of ours
        subject_id=message_id,
        channel_id=channel_id,
        body={"posts": [[channel_id, message_id]]},
        now=now,
    )


def queue_at_once(
    tx: Statements, kind: Literal["card", "look"], guild_id: int, subject_id: int, now: datetime
) -> None:
    """Have a scene's or a look's card shown anew."""
    tx.run(
        QUEUE,
        guild_id=guild_id,
        kind=kind,
        subject_id=subject_id,
        channel_id=None,
        body="{}",
        nonce=_nonce(),
        now=stamp(now),
    )


def _nonce() -> str:
    """At most 25 characters: Discord's own limit."""
    return secrets.token_hex(12)


# a guild that has thousands waiting holds up no other one
DUE = """
    SELECT * FROM (
        SELECT outbox.*,
               coalesce(scene.message_id, novel.board_message_id, look.message_id,
                        canon_ballot.message_id, take.message_id, comparison.message_id,
                        reel_part.message_id) AS message_id,
               coalesce(scene.channel_id, novel.channel_id, look.channel_id,
                        canon_ballot.channel_id, take.channel_id, comparison.channel_id,
                        reel_part.channel_id, outbox.channel_id) AS place_id,
               row_number() OVER (
                   PARTITION BY outbox.guild_id
                   ORDER BY outbox.kind <> 'take' OR take.message_id IS NOT NULL,
                            outbox.due_at, outbox.id
               ) AS number
          FROM outbox
          LEFT JOIN scene ON outbox.kind = 'card' AND scene.id = outbox.subject_id
          LEFT JOIN novel ON outbox.kind = 'board' AND novel.id = outbox.subject_id
          LEFT JOIN look ON outbox.kind = 'look' AND look.id = outbox.subject_id
          LEFT JOIN canon_ballot ON outbox.kind = 'canon' AND canon_ballot.id = outbox.subject_id
          LEFT JOIN take ON outbox.kind = 'take' AND take.id = outbox.subject_id
          LEFT JOIN comparison ON outbox.kind = 'comparison' AND comparison.id = outbox.subject_id
          LEFT JOIN reel_part ON outbox.kind = 'reel' AND reel_part.id = outbox.subject_id
         WHERE outbox.done_at IS NULL AND outbox.due_at <= :now
    ) WHERE number <= :per_guild ORDER BY kind <> 'take' OR message_id IS NOT NULL, due_at, id
"""


async def due(tx: Transaction, now: datetime, per_guild: int) -> list[Row]:
    """Finished takes first: they are what people wait for; what is posted is edited after them."""
    return await tx.all(DUE, now=stamp(now), per_guild=per_guild)


DONE = "UPDATE outbox SET done_at = :now WHERE id = :id AND revision = :revision"
LATER = "UPDATE outbox SET tries = 0, trouble = '', told = 0, due_at = :now WHERE id = :id"


async def done(tx: Transaction, errand_id: int, revision: int, now: datetime) -> bool:
    """Strike it off, unless something changed since it was read: then it is due again."""
    if await tx.run(DONE, id=errand_id, revision=revision, now=stamp(now)):
        return True
    await tx.run(LATER, id=errand_id, now=stamp(now))
    return False


TROUBLE = """
    UPDATE outbox SET tries = tries + 1, trouble = :trouble, due_at = :retry_at WHERE id = :id
"""
TELL = "UPDATE outbox SET told = 1 WHERE id = :id AND told = 0"


async def trouble(tx: Transaction, errand_id: int, sentence: str, retry_at: datetime) -> bool:
    """Keep it for later; whether nobody has been told of the trouble yet."""
    await tx.run(TROUBLE, id=errand_id, trouble=sentence, retry_at=stamp(retry_at))
    return bool(await tx.run(TELL, id=errand_id))


TRIED_IN = "UPDATE outbox SET tried_in = :channel_id WHERE id = :id"


async def try_in(tx: Transaction, errand_id: int, channel_id: int | None) -> None:
    """Its post may be in this channel from now on; None where Discord did not take it."""
    await tx.run(TRIED_IN, id=errand_id, channel_id=channel_id)


ANNOUNCED = """
    UPDATE outbox SET body = json_set(body, '$.announced', json('true')) WHERE id = :id
"""


async def announced(tx: Transaction, errand_id: int) -> None:
    await tx.run(ANNOUNCED, id=errand_id)


# one that was brought again before it was told has a higher revision
COMPLAINTS_SINCE = """
    SELECT coalesce(sum(revision), 0) AS number FROM outbox
     WHERE guild_id = :guild_id AND kind = 'complaint' AND created_at > :since
       AND json_extract(body, '$.member_id') = :member_id
"""


async def complaints_since(tx: Transaction, guild_id: int, member_id: int, since: datetime) -> int:
    """How often a member reported something; known as long as errands are remembered."""
    row = await tx.one(COMPLAINTS_SINCE, guild_id=guild_id, member_id=member_id, since=stamp(since))
    assert row is not None, "an aggregate always has a row"
    return int(row["number"])


DELAY = "UPDATE outbox SET due_at = :until WHERE id = :id"


async def delay(tx: Transaction, errand_id: int, until: datetime) -> None:
    await tx.run(DELAY, id=errand_id, until=stamp(until))


WAKE = """
    UPDATE outbox SET due_at = :now, tries = 0, trouble = '', told = 0
     WHERE kind = :kind AND subject_id = :subject_id AND done_at IS NULL
"""


async def wake(tx: Transaction, kind: str, subject_id: int, now: datetime) -> None:
    await tx.run(WAKE, kind=kind, subject_id=subject_id, now=stamp(now))


TRY_AGAIN = """
    UPDATE outbox SET due_at = :now WHERE guild_id = :guild_id AND done_at IS NULL AND tries > 0
"""


async def try_again(tx: Transaction, guild_id: int, now: datetime) -> None:
    await tx.run(TRY_AGAIN, guild_id=guild_id, now=stamp(now))


DROP = """
    UPDATE outbox SET done_at = :now
     WHERE kind = :kind AND subject_id = :subject_id AND done_at IS NULL
"""


async def drop(tx: Transaction, kind: str, subject_id: int, now: datetime) -> None:
    await tx.run(DROP, kind=kind, subject_id=subject_id, now=stamp(now))


WITHDRAW = """
    UPDATE outbox SET due_at = :now
     WHERE kind = :kind AND subject_id = :subject_id AND done_at IS NULL
"""


async def withdraw(tx: Transaction, kind: str, subject_id: int, now: datetime) -> None:
    """What it is about is removed: it is due, to take down a post that came through unheard."""
    await tx.run(WITHDRAW, kind=kind, subject_id=subject_id, now=stamp(now))


PRUNE = "DELETE FROM outbox WHERE done_at < :before"


async def prune(tx: Transaction, before: datetime) -> int:
    return await tx.run(PRUNE, before=stamp(before))


WAITING = "SELECT count(*) AS number FROM outbox WHERE done_at IS NULL"


async def waiting(tx: Transaction) -> int:
    row = await tx.one(WAITING)
    return int(row["number"]) if row else 0
