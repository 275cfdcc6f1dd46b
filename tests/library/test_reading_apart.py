"""A novel is read in a child process that can neither block nor outlive the bot."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from epub_builder import Epub, chapter, prose

from bot import children as processes
from bot.errors import UnreadableNovel
from bot.library import apart, read_novel, read_novel_apart

BOOK = Epub(
    {"c1.xhtml": chapter("Chapter 1: Größe"), "c2.xhtml": f"<h2>Two\u2028Three</h2>{prose(300)}"}
).build()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children() if child.status() != "zombie"}


async def test_the_child_reads_the_same_novel() -> None:
    assert await read_novel_apart(BOOK, "book.epub") == read_novel(BOOK, "book.epub")


async def test_what_lies_in_the_working_folder_is_not_run_in_its_place(
    tmp_path: Path, monkeypatch
) -> None:
    for name in ("bot.py", "statistics.py"):
        (tmp_path / name).write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    assert await read_novel_apart(BOOK, "book.epub") == read_novel(BOOK, "book.epub")


async def test_the_childs_refusal_is_told_as_it_stands() -> None:
    with pytest.raises(UnreadableNovel, match="PDF"):
        await read_novel_apart(b"%PDF-1.7", "book.pdf")


async def test_a_file_that_is_too_large_starts_no_child(monkeypatch) -> None:
    monkeypatch.setattr(processes.sys, "executable", "/nowhere")
    with pytest.raises(UnreadableNovel, match="25 MB"):
        await read_novel_apart(b"a" * (25 * 2**20 + 1), "book.txt")


async def test_a_file_that_takes_too_long_is_refused_and_its_child_killed() -> None:
    before = children()
    with pytest.raises(UnreadableNovel, match="too long"):
        await read_novel_apart(BOOK, "book.epub", within=timedelta(milliseconds=1))
    assert children() <= before


async def test_cancelling_kills_the_child(monkeypatch) -> None:
    before = children()
    started = asyncio.Event()
    start = asyncio.create_subprocess_exec

    async def start_and_tell(*args, **options):
        process = await start(*args, **options)
        started.set()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start_and_tell)
    reading = asyncio.ensure_future(read_novel_apart(BOOK, "book.epub"))
    await started.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() <= before


async def test_a_child_that_dies_is_a_refusal_and_not_an_error(monkeypatch, caplog) -> None:
    monkeypatch.setattr(processes, "_ROOT", "/nowhere")
    monkeypatch.chdir("/")
    monkeypatch.setattr(apart, "MODULE", "no_such_module")
    with pytest.raises(UnreadableNovel, match="could not be read to its end"):
        await read_novel_apart(BOOK, "book.epub")
    assert "no_such_module" in caplog.text


async def test_the_child_learns_nothing_of_the_bots_secrets(monkeypatch) -> None:
    monkeypatch.setenv("GREENLIGHT_DISCORD_TOKEN", "secret")
    assert "secret" not in json.dumps(processes._surroundings())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_may_take_no_more_memory_than_a_novel_needs() -> None:
    script = (
        "from bot.children import limit_this_process\n"
        "from bot.library.__main__ import MEMORY_BYTES\n"
        "limit_this_process(MEMORY_BYTES, 60)\n"
        "try:\n    bytearray(MEMORY_BYTES)\n"
        "except MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"refused"
