"""Files that nodes are delivering: announced, and resumed by their ids."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

FIND = """
    SELECT * FROM upload
     WHERE job_id = :job_id AND attempt = :attempt AND name = :name
"""
DROP = "DELETE FROM upload WHERE id = :id"
ADD = """
    INSERT INTO upload (id, job_id, attempt, name, size, sha256, created_at)
    VALUES (:id, :job_id, :attempt, :name, :size, :sha256, :now)
"""


async def begin(
    tx: Transaction,
    new_id: str,
    *,
    job_id: int,
    attempt: int,
    name: str,
    size: int,
    sha256: str,
    now: datetime,
) -> str:
    """The upload of an attempt's file: the one begun before if it is the same, else a new one."""
    old = await tx.one(FIND, job_id=job_id, attempt=attempt, name=name)
    if old is not None and (old["size"], old["sha256"]) == (size, sha256):
        return str(old["id"])
    if old is not None:
        await tx.run(DROP, id=old["id"])
    await tx.run(
        ADD,
        id=new_id,
        job_id=job_id,
        attempt=attempt,
        name=name,
        size=size,
        sha256=sha256,
        now=stamp(now),
    )
    return new_id


BY_ID = """
    SELECT upload.*, job.node_id, job.guild_id FROM upload JOIN job ON job.id = upload.job_id
     WHERE upload.id = :id
"""


async def get(tx: Transaction, upload_id: str) -> Row | None:
    """An upload with its job's node and guild."""
    return await tx.one(BY_ID, id=upload_id)


OPEN = "SELECT id FROM upload"


async def open_ids(tx: Transaction) -> set[str]:
    return {str(row["id"]) for row in await tx.all(OPEN)}
