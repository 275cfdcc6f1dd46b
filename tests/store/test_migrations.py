"""Databases of earlier shapes: moved to today's with every row, and no reference left open."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from bot.store import Store
from bot.store.connection import migrations

NOW = "2026-03-01T18:00:00+00:00"
ROWS = f"""
    INSERT INTO guild (id, joined_at) VALUES (1, '{NOW}');
    INSERT INTO novel (id, guild_id, title, rights, words, sha256, added_by, added_at)
    VALUES (1, 1, 'The Lamp', 'own work', 10, 'a', 41, '{NOW}');
    INSERT INTO scene (id, guild_id, number, novel_id, chapter, chapter_title, first, last, passage,
                       proposer_id, title, action, light, framing, pace, shot_list, created_at,
                       channel_id)
    VALUES (1, 1, 1, 1, 1, 'One', 1, 2, 'text', 41, 'title', 'action', 'low key', 'wide', 'brisk',
            '{{}}', '{NOW}', 3000);
    INSERT INTO job (id, guild_id, scene_id, kind, member_id, lane, turn, order_json, created_at)
    VALUES (1, 1, 1, 'storyboard', 41, 0, 0, '{{}}', '{NOW}');
    INSERT INTO upload (id, job_id, attempt, name, size, sha256, created_at)
    VALUES ('{"u" * 32}', 1, 1, 'contact.png', 9, '{"b" * 64}', '{NOW}');
    INSERT INTO media (id, guild_id, scene_id, name, sha256, size, created_at)
    VALUES (1, 1, 1, 'contact.png', '{"b" * 64}', 9, '{NOW}');
    INSERT INTO outbox (id, guild_id, kind, subject_id, nonce, created_at, due_at)
    VALUES (1, 1, 'card', 1, 'n', '{NOW}', '{NOW}');
"""


def contents(connection: sqlite3.Connection, table: str, columns: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM {table}").fetchall()


async def test_a_database_of_the_first_shape_keeps_every_row(tmp_path: Path) -> None:
    path = tmp_path / "greenlight.db"
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.executescript(migrations()[0][1])
        old.executescript(ROWS)
        tables = ("job", "upload", "media", "outbox", "scene")
        columns = {
            table: ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
            for table in tables
        }
        before = {table: contents(old, table, columns[table]) for table in tables}
    async with await Store.open(path):
        pass
    with contextlib.closing(sqlite3.connect(path)) as new:
        assert {table: contents(new, table, columns[table]) for table in tables} == before
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        assert new.execute("PRAGMA integrity_check").fetchone() == ("ok",)
