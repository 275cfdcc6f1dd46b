"""What was taken back, pictures and scenes, by hashes that say nothing: nodes forget it."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

KEPT = 10_000
"""So many are told of, the latest; a node that missed more forgets all that it made."""

ADD = "INSERT INTO taken_back (sha256, at) VALUES (:sha256, :now)"
DROP = "DELETE FROM taken_back WHERE id <= (SELECT max(id) FROM taken_back) - :kept"


async def add(tx: Transaction, sha256: str, now: datetime) -> None:
    """Write down that every node is to forget what it made with a picture, or for a scene."""
    await tx.run(ADD, sha256=sha256, now=stamp(now))
    await tx.run(DROP, kept=KEPT)


LAST = "SELECT coalesce(max(id), 0) AS number FROM taken_back"


async def last(tx: Transaction) -> int:
    """The number of what was taken back last; 0 before anything was. Numbers leave none out."""
    row = await tx.one(LAST)
    return int(row["number"]) if row else 0


AFTER = "SELECT id, sha256 FROM taken_back WHERE id > :after ORDER BY id LIMIT :limit"


async def after(tx: Transaction, number: int, limit: int) -> list[Row]:
    """What was taken back since that number, the earliest first."""
    return await tx.all(AFTER, after=number, limit=limit)
