"""The one guarded way into the database: a single file, one writer, readers beside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self, TypeVar, cast

import aiosqlite

from bot.store.shapes import copy_database, lock, migrate

log = logging.getLogger(__name__)

T = TypeVar("T")
Row = sqlite3.Row
Parameters = Mapping[str, Any]


class Transaction:
    """Statements that belong together: all of them are kept, or none."""

    __slots__ = ("_connection", "brings_work")

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self.brings_work = False
        """Whether nodes have something to look at when this is committed."""

    async def one(self, sql: str, **parameters: Any) -> Row | None:
        """The first row, or None."""
        # one trip to aiosqlite's thread; a cursor would take three
        rows = await self.all(sql, **parameters)
        return rows[0] if rows else None

    async def all(self, sql: str, **parameters: Any) -> list[Row]:
        return cast("list[Row]", await self._connection.execute_fetchall(sql, parameters))

    async def run(self, sql: str, **parameters: Any) -> int:
        """Carry out a statement; how many rows it touched."""
        cursor = await self._connection.execute(sql, parameters)
        return cursor.rowcount

    async def insert(self, sql: str, **parameters: Any) -> int:
        """Carry out an INSERT; the new row's id."""
        cursor = await self._connection.execute(sql, parameters)
        return cursor.lastrowid or 0

    async def run_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        await self._connection.executemany(sql, rows)  # pyright: ignore[reportArgumentType]


class Statements:
    """A transaction's statements, run where the database is: nothing in between may wait."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def one(self, sql: str, **parameters: Any) -> Row | None:
        return cast("Row | None", self._connection.execute(sql, parameters).fetchone())

    def run(self, sql: str, **parameters: Any) -> int:
        """Carry out a statement; how many rows it touched."""
        return self._connection.execute(sql, parameters).rowcount


Work = Callable[[Statements], Any]


class Writer(aiosqlite.Connection):
    """A connection that carries out many small transactions in one trip, with one commit."""

    async def all_at_once(self, works: Sequence[Work]) -> list[Any]:
        """What each returned, or the exception that it raised; those kept nothing."""
        trip: Any = self._execute  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return cast("list[Any]", await trip(self._carry_out, works))

    def _carry_out(self, works: Sequence[Work]) -> list[Any]:
        # a savepoint for each is two statements more, and few works fail after they wrote something
        try:
            return self._kept(works, apart=False)
        except _HalfDone:
            return self._kept(works, apart=True)

    def _kept(self, works: Sequence[Work], *, apart: bool) -> list[Any]:
        self._conn.execute("BEGIN IMMEDIATE")
        try:
            attempt = self._apart if apart else self._together
            outcomes = [attempt(work) for work in works]
            self._conn.commit()
        except BaseException:
            self._conn.rollback()
            raise
        return outcomes

    def _together(self, work: Work) -> Any:
        """Raises _HalfDone when the work failed and left something behind."""
        changes = self._conn.total_changes
        try:
            return work(Statements(self._conn))
        except Exception as error:
            if self._conn.total_changes != changes:
                raise _HalfDone from error
            return error

    def _apart(self, work: Work) -> Any:
        self._conn.execute("SAVEPOINT one")
        try:
            return work(Statements(self._conn))
        except Exception as error:
            self._conn.execute("ROLLBACK TO one")
            return error
        finally:
            self._conn.execute("RELEASE one")


class _HalfDone(Exception):
    """One of many small transactions failed after it had written."""


class Store:
    """One SQLite file. `transaction()` writes, `reading()` sees one consistent moment."""

    def __init__(
        self,
        path: Path,
        writer: Writer,
        reader: aiosqlite.Connection,
        lock_file: IO[bytes] | None,
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock_file = lock_file
        self.on_work: Callable[[], None] = lambda: None
        """Called after each commit that brings work for the nodes."""
        # coroutines interleave on a shared connection: one transaction at a time on each
        self._writing = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._keeping: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path, *, beside_the_bot: bool = False) -> Self:
        """Open or make the database, after moving it to this version's shape.

        A command may work `beside_the_bot`: it writes rows, but posts nothing. Raises StoreUnusable
        when another bot has the database, or when it is of another version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        held = lock(path.with_name(path.name + ".lock"), may_fail=beside_the_bot)
        try:
            await asyncio.to_thread(migrate, path, is_locked=held is not None)
            writer = await _connect(path)
            reader = await _connect(path)
            await reader.execute("PRAGMA query_only = ON")
        except BaseException:
            if held is not None:
                held.close()
            raise
        return cls(path, writer, reader, held)

    async def close(self) -> None:
        if self._keeping is not None:
            await self._keeping
        async with self._writing, self._reading:
            await self._reader.close()
            await self._writer.close()
        if self._lock_file is not None:
            self._lock_file.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """Write: commits at the end of the block, and keeps nothing when it raises."""
        async with self._writing:
            await self._writer.execute("BEGIN IMMEDIATE")
            try:
                tx = Transaction(self._writer)
                yield tx
            except BaseException:
                await asyncio.shield(self._writer.rollback())
                raise
            await asyncio.shield(self._writer.commit())
        if tx.brings_work:
            self.on_work()

    async def at_once(self, work: Callable[[Statements], T]) -> T:
        """A small transaction, committed together with those that wait beside it.

        For what happens most: a commit waits for the disk, and each trip to the database's thread
        for its turn; neither is needed once for every vote. Keeps nothing when `work` raises, and
        returns after the commit.
        """
        kept: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, kept))
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep_waiting())
        return await kept

    async def _keep_waiting(self) -> None:
        """Carry out what waits, all of it each time, until nothing does."""
        try:
            while self._waiting:
                async with self._writing:
                    batch, self._waiting = self._waiting, []
                    await self._keep_all(batch)
        finally:
            self._keeping = None

    async def _keep_all(self, batch: list[tuple[Work, asyncio.Future[Any]]]) -> None:
        try:
            outcomes = await self._writer.all_at_once([work for work, _ in batch])
        except Exception as error:
            outcomes = cast("list[Any]", [error] * len(batch))
        for (_, kept), outcome in zip(batch, outcomes, strict=True):
            if kept.cancelled():
                continue
            if isinstance(outcome, Exception):
                kept.set_exception(outcome)
            else:
                kept.set_result(outcome)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncGenerator[Transaction]:
        """Read one consistent moment of the database."""
        async with self._reading:
            await self._reader.execute("BEGIN")
            try:
                yield Transaction(self._reader)
            finally:
                await asyncio.shield(self._reader.rollback())

    async def backup(self, target: Path) -> None:
        """Write a consistent copy of the database while the bot goes on working."""
        await asyncio.to_thread(copy_database, self.path, target)


async def _connect(path: Path) -> Writer:
    connection = Writer(lambda: sqlite3.connect(path, isolation_level=None), 64)
    await connection
    connection.row_factory = sqlite3.Row
    for pragma in (
        "journal_mode = WAL",
        # a commit survives kill -9 and power loss
        "synchronous = FULL",
        "foreign_keys = ON",
        "busy_timeout = 5000",
        "temp_store = MEMORY",
    ):
        await connection.execute(f"PRAGMA {pragma}")
    return connection
