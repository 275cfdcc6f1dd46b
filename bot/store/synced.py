"""What Discord was told of the commands."""

from __future__ import annotations

from bot.store.connection import Transaction

LATEST = "SELECT commands FROM synced WHERE application_id = :application_id"


async def latest(tx: Transaction, application_id: int) -> str | None:
    """The digest of the commands that were told last."""
    row = await tx.one(LATEST, application_id=application_id)
    return None if row is None else str(row["commands"])


KEEP = """
    INSERT INTO synced (application_id, commands) VALUES (:application_id, :commands)
    ON CONFLICT (application_id) DO UPDATE SET commands = excluded.commands
"""


async def keep(tx: Transaction, application_id: int, commands: str) -> None:
    await tx.run(KEEP, application_id=application_id, commands=commands)
