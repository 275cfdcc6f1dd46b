"""What the script supervisor is given to read, and what it noted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.domain.notes import Notes, meets_a_rule
from bot.domain.novel import Passage
from bot.domain.script import digest
from bot.store import Store, notes
from bot.studio.drafts import source_of

NOTES_KEPT = 2000
"""Passages whose notes are kept, the newest: some 5 MB."""


class ScriptRoom:
    """No method waits for the supervisor: it reads between two transactions."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def unread(
        self, guild_id: int, passage: Passage, *, is_trusted: bool = False
    ) -> str | None:
        """The script of a passage; None where its notes are there, or it may not be sent.

        A novel that is not free to quote goes only where `is_trusted`. Raises NotFound.
        """
        async with self._store.reading() as tx:
            source = await source_of(tx, guild_id, passage)
            kept = await notes.of_passage(tx, passage)
        if not (is_trusted or source.rights.is_free_to_quote):
            return None
        script = await asyncio.to_thread(source.script)
        return None if kept is not None and kept[0] == digest(script) else script

    async def note(self, guild_id: int, passage: Passage, script: str, noted: Notes) -> str:
        """Keep what was noted; the word by which it meets a house rule, where it is not kept."""
        async with self._store.transaction() as tx:
            source = await source_of(tx, guild_id, passage)
            if word := meets_a_rule(noted, source.view.paragraphs):
                return word
            await notes.keep(tx, passage, digest(script), noted, self._now())
        return ""

    async def prune(self) -> None:
        async with self._store.transaction() as tx:
            await notes.prune(tx, NOTES_KEPT)

    async def forget(self) -> None:
        """Drop all notes: whoever switches the supervisor off wants the rules."""
        async with self._store.transaction() as tx:
            await notes.forget(tx)
