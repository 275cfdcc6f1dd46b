"""What the script supervisor noted of passages; all of it can be noted again."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.notes import Notes
from bot.domain.novel import Passage
from bot.store.connection import Transaction
from bot.store.moments import stamp

NOTES = TypeAdapter(Notes)

KEEP = """
    INSERT INTO notes (novel_id, chapter, first, last, script, notes_json, noted_at)
    VALUES (:novel_id, :chapter, :first, :last, :script, :notes_json, :now)
        ON CONFLICT DO UPDATE SET script = excluded.script, notes_json = excluded.notes_json,
                                  noted_at = excluded.noted_at
"""


async def keep(tx: Transaction, passage: Passage, script: str, notes: Notes, now: datetime) -> None:
    await tx.run(
        KEEP,
        **_where(passage),
        script=script,
        notes_json=NOTES.dump_json(notes).decode(),
        now=stamp(now),
    )


OF_PASSAGE = """
    SELECT script, notes_json FROM notes
     WHERE novel_id = :novel_id AND chapter = :chapter AND first = :first AND last = :last
"""


async def of_passage(tx: Transaction, passage: Passage) -> tuple[str, Notes] | None:
    """The latest notes on a passage, after the digest of the script that they are on."""
    row = await tx.one(OF_PASSAGE, **_where(passage))
    return None if row is None else (row["script"], NOTES.validate_json(row["notes_json"]))


PRUNE = """
    DELETE FROM notes WHERE noted_at <
           (SELECT noted_at FROM notes ORDER BY noted_at DESC LIMIT 1 OFFSET :kept - 1)
"""


async def prune(tx: Transaction, kept: int) -> int:
    """Remove all but the newest notes; how many were removed."""
    return await tx.run(PRUNE, kept=kept)


FORGET = "DELETE FROM notes"
FORGET_NOVEL = "DELETE FROM notes WHERE novel_id = :novel_id"


async def forget(tx: Transaction) -> None:
    await tx.run(FORGET)


async def forget_novel(tx: Transaction, novel_id: int) -> None:
    await tx.run(FORGET_NOVEL, novel_id=novel_id)


def _where(passage: Passage) -> dict[str, int]:
    return {
        "novel_id": passage.novel_id,
        "chapter": passage.chapter,
        "first": passage.first,
        "last": passage.last,
    }
