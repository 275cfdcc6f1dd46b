"""The one way into the database."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import Statements, Store, StoreUnusable, copy_database, guilds
from bot.store.shapes import migrations

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def _joined(store: Store) -> int:
    async with store.reading() as tx:
        row = await tx.one("SELECT count(*) AS number FROM guild")
        assert row is not None
        return int(row["number"])


async def test_a_transaction_keeps_everything_or_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="halfway"):
        async with store.transaction() as tx:
            await guilds.join(tx, 1, "one", NOW)
            raise RuntimeError("halfway")
    assert await _joined(store) == 0
    async with store.transaction() as tx:
        await guilds.join(tx, 1, "one", NOW)
    assert await _joined(store) == 1


def _joining(guild_id: int) -> Callable[[Statements], int]:
    def join(tx: Statements) -> int:
        tx.run(
            "INSERT INTO guild (id, name, joined_at) VALUES (:id, 'club', :now)",
            id=guild_id,
            now=NOW.isoformat(),
        )
        return guild_id

    return join


async def test_small_transactions_that_wait_are_committed_together(store: Store) -> None:
    commits: list[str] = []
    connection = store._writer
    await connection.set_trace_callback(
        lambda sql: commits.append(sql) if sql == "COMMIT" else None
    )

    async def join_ten(first: int) -> None:
        for number in range(first, first + 10):
            await store.at_once(_joining(number))

    await asyncio.gather(*(join_ten(10 * member + 1) for member in range(20)))
    await connection.set_trace_callback(None)
    assert await _joined(store) == 200
    assert len(commits) <= 2 * 10 + 2


async def test_one_that_fails_spoils_none_beside_it(store: Store) -> None:
    twice = (store.at_once(_joining(number)) for number in (1, 2, 1, 3))
    outcomes = await asyncio.gather(*twice, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [int, int, sqlite3.IntegrityError, int]
    assert await _joined(store) == 3


async def test_one_that_fails_half_way_keeps_nothing_and_spoils_none_beside_it(
    store: Store,
) -> None:
    def joining_twice(tx: Statements) -> None:
        _joining(2)(tx)
        _joining(2)(tx)

    works = (store.at_once(work) for work in (_joining(1), joining_twice, _joining(3)))
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [int, sqlite3.IntegrityError, int]
    assert await _joined(store) == 2


async def test_a_small_transaction_is_kept_when_nobody_waits_for_it_any_more(store: Store) -> None:
    task = asyncio.create_task(store.at_once(_joining(1)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.at_once(_joining(2))
    assert await _joined(store) == 2


async def test_a_cancelled_transaction_keeps_nothing(store: Store) -> None:
    inside = asyncio.Event()

    async def begin() -> None:
        async with store.transaction() as tx:
            await guilds.join(tx, 1, "one", NOW)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(begin())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _joined(store) == 0
    async with store.transaction() as tx:
        await guilds.join(tx, 2, "two", NOW)
    assert await _joined(store) == 1


async def test_transactions_on_one_connection_never_interleave(store: Store) -> None:
    async def join(guild_id: int) -> None:
        async with store.transaction() as tx:
            await guilds.join(tx, guild_id, "club", NOW)
            for _ in range(3):
                await guilds.next_scene_number(tx, guild_id)

    async with asyncio.TaskGroup() as group:
        for guild_id in range(30):
            group.create_task(join(guild_id))
    assert await _joined(store) == 30


async def test_a_reader_sees_one_moment(store: Store) -> None:
    async with store.reading() as tx:
        assert await tx.all("SELECT id FROM guild") == []
        async with store.transaction() as writing:
            await guilds.join(writing, 1, "one", NOW)
        assert await tx.all("SELECT id FROM guild") == []
    assert await _joined(store) == 1


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        async with store.reading() as tx:
            await guilds.join(tx, 1, "one", NOW)


async def test_a_second_bot_on_one_database_is_refused(store: Store) -> None:
    with pytest.raises(StoreUnusable, match="another Greenlight is running"):
        await Store.open(store.path)


async def test_a_command_may_work_beside_the_bot(store: Store) -> None:
    async with await Store.open(store.path, beside_the_bot=True) as beside:
        async with beside.transaction() as tx:
            await guilds.join(tx, 5, "five", NOW)
    assert await _joined(store) == 1


async def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreUnusable, match="later version"):
        await Store.open(path)


async def test_what_is_committed_survives_closing(tmp_path: Path) -> None:
    path = tmp_path / "greenlight.db"
    async with await Store.open(path) as first, first.transaction() as tx:
        await guilds.join(tx, 1, "one", NOW)
    async with await Store.open(path) as second:
        assert await _joined(second) == 1


async def test_the_database_is_its_owners_alone(store: Store) -> None:
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


async def test_a_backup_is_whole_while_the_bot_writes(store: Store, tmp_path: Path) -> None:
    async with store.transaction() as tx:
        await guilds.join(tx, 1, "one", NOW)
    copy = tmp_path / "copy.db"
    async with store.transaction() as tx:
        await guilds.join(tx, 2, "not yet committed", NOW)
        await asyncio.to_thread(copy_database, store.path, copy)
    with sqlite3.connect(copy) as connection:
        rows = connection.execute("SELECT id FROM guild").fetchall()
    connection.close()
    assert rows == [(1,)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_each_step_of_the_shape_has_a_number_of_its_own_and_leads_to_it() -> None:
    steps = migrations()
    assert [number for number, _ in steps] == list(range(1, len(steps) + 1))
    assert [
        number for number, script in steps if f"PRAGMA user_version = {number};" not in script
    ] == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO guild (id, joined_at, quorum) VALUES (1, 'now', 0)",
        "INSERT INTO guild (id, joined_at, share) VALUES (1, 'now', 1.5)",
        "INSERT INTO guild (id, joined_at, quorum) VALUES (1, 'now', 'many')",
        "INSERT INTO vote VALUES (77, 1, 'for', 'now')",
        (
            "INSERT INTO outbox (guild_id, kind, subject_id, nonce, created_at, due_at)"
            " VALUES (404, 'card', 1, 'n', 'a', 'b')"
        ),
    ],
)
async def test_the_schema_refuses_what_must_not_be(store: Store, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with store.transaction() as tx:
            await tx.run(statement)
