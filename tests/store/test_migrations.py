"""Databases of earlier shapes: moved to today's with every row, and no reference left open."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.shapes import migrations
from tests.store.earlier_rows import LATER, NOW, ROWS

SHAPES = [number for number, _ in migrations()]
Contents = dict[str, list[dict[str, object]]]


def of_shape(path: Path, shape: int) -> Contents:
    """Make a database as it was at an earlier shape, with rows in all of its tables."""
    with contextlib.closing(sqlite3.connect(path)) as old:
        for number, script in migrations():
            if number <= shape:
                old.executescript(script)
                old.executescript(ROWS.get(number, ""))
        return contents(old)


def contents(connection: sqlite3.Connection) -> Contents:
    connection.row_factory = sqlite3.Row
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite%'"
    )
    return {
        name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
        for (name,) in tables.fetchall()
    }


def rows_of(before: Contents, after: Contents, table: str) -> tuple[list[object], list[object]]:
    """A table's rows then and now, in the columns that it has had since."""
    shared = [name for name in before[table][0] if name in after[table][0]]
    return (
        [tuple(row[name] for name in shared) for row in before[table]],
        [tuple(row[name] for name in shared) for row in after[table]],
    )


@pytest.mark.parametrize("shape", SHAPES[:-1])
async def test_a_database_of_an_earlier_shape_keeps_every_row(tmp_path: Path, shape: int) -> None:
    path = tmp_path / "greenlight.db"
    before = of_shape(path, shape)
    assert [table for table, rows in before.items() if not rows] == []
    async with await Store.open(path):
        pass
    with contextlib.closing(sqlite3.connect(path)) as new:
        after = contents(new)
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        assert new.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    kept = {table: rows_of(before, after, table) for table in before if table != "look_vote"}
    assert [table for table, (then, now) in kept.items() if not set(then) <= set(now)] == []
    grown = {table for table, (then, now) in kept.items() if len(then) != len(now)}
    assert grown == ({"ballot", "vote"} if "look_vote" in before else set())


async def test_the_ballots_on_looks_go_where_those_on_scenes_are(tmp_path: Path) -> None:
    path = tmp_path / "greenlight.db"
    of_shape(path, 12)
    async with await Store.open(path) as store, store.reading() as tx:
        ballots = await tx.all("SELECT * FROM ballot WHERE look_id IS NOT NULL ORDER BY look_id")
        votes = await tx.all(
            "SELECT look_id, member_id, choice, cast_at FROM vote"
            " JOIN ballot ON ballot.id = vote.ballot_id WHERE look_id IS NOT NULL"
            " ORDER BY look_id, member_id"
        )
    assert [tuple(row)[1:] for row in ballots] == [
        (1, None, 4, 1, 0.6, None, NOW, LATER, 0, LATER, "withdrawn", None, "the wrong coat"),
        (1, None, 5, 3, 0.5, 4, NOW, LATER, 1, None, None, None, ""),
    ]
    assert [tuple(row) for row in votes] == [
        (4, 41, "for", NOW),
        (5, 41, "against", NOW),
        (5, 42, "for", LATER),
    ]
