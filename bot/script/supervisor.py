"""Reads along: what members look at is noted by the script supervisor, one passage at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable

import aiohttp

from bot.domain.novel import Passage
from bot.errors import Refusal
from bot.script.desk import Desk, NoNotes
from bot.studio import Studio

log = logging.getLogger(__name__)

PILE = 12
"""Passages that wait to be read; the oldest are forgotten first."""


class ScriptSupervisor:
    """Nobody waits for it: a form that is opened before its notes are there has the rules' draft.

    The pile is in memory alone. What is lost with it is asked for again when somebody looks.
    """

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self.desk = desk
        self._studio = studio
        self._pile: dict[tuple[int, Passage], None] = {}
        self._wanted = asyncio.Event()

    @property
    def pile(self) -> list[Passage]:
        """What is still to be read, the next one last."""
        return [passage for _, passage in self._pile]

    @property
    def is_busy(self) -> bool:
        return self._wanted.is_set()

    def look_at(self, guild_id: int, passages: Iterable[Passage]) -> None:
        """Have passages read, the first of them first, before all that was looked at earlier."""
        for passage in reversed(tuple(passages)):
            self._pile.pop((guild_id, passage), None)
            self._pile[guild_id, passage] = None
        while len(self._pile) > PILE:
            del self._pile[next(iter(self._pile))]
        self._wanted.set()

    async def run(self) -> None:
        async with self.desk.session() as session:
            while True:
                await self._wanted.wait()
                while self._pile:
                    (guild_id, passage), _ = self._pile.popitem()
                    try:
                        await self._read(session, guild_id, passage)
                    except Exception:
                        log.exception("the script supervisor read on after a fault of ours")
                self._wanted.clear()

    async def _read(self, session: aiohttp.ClientSession, guild_id: int, passage: Passage) -> None:
        where = f"chapter {passage.chapter}, {passage.first} to {passage.last}"
        began = time.monotonic()
        try:
            script = await self._studio.script.unread(
                guild_id, passage, is_trusted=self.desk.reads_all
            )
            if script is None:
                return
            noted = await self.desk.ask(session, script)
            if await self._studio.script.note(guild_id, passage, script, noted):
                log.warning("%s: the notes meet a house rule, the rules' draft stands", where)
                return
        except Refusal:
            # the novel was removed meanwhile
            return
        except NoNotes as none:
            log.warning("%s: no notes from %s, as %s", where, self.desk.place, none)
            return
        log.info("%s: noted in %.1f s", where, time.monotonic() - began)
