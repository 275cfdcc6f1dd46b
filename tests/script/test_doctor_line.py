"""`greenlight doctor` on the script supervisor: one line where it is set up, none where not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from script_stand import standing

from bot.doctor import Finding, examine
from bot.settings import Settings


async def lines(data: Path, **set_up: Any) -> list[Finding]:
    settings = Settings(_env_file=None, data=data, **set_up)  # type: ignore[call-arg]
    found = await asyncio.to_thread(lambda: list(examine(settings)))
    return [finding for finding in found if finding.name == "Script supervisor"]


async def test_there_is_no_line_where_none_is_set_up(tmp_path: Path) -> None:
    assert await lines(tmp_path) == []


async def test_it_says_which_model_answers_and_what_is_sent(tmp_path: Path) -> None:
    async with standing() as stand:
        [line] = await lines(tmp_path, script_url=stand.url, script_model="small")
    assert line.is_well
    assert line.found.startswith("small at http://127.0.0.1:")
    assert "gets the passages that members look at" in line.found


async def test_it_says_what_to_do_where_nobody_answers_and_the_bot_can_do_without(
    tmp_path: Path,
) -> None:
    [line] = await lines(tmp_path, script_url="http://127.0.0.1:9/v1", script_model="small")
    assert not line.is_well
    assert not line.is_needed
    assert "cannot be reached" in line.found
    assert "the rules draft alone" in line.remedy


async def test_an_address_that_is_none_must_be_mended(tmp_path: Path) -> None:
    [line] = await lines(tmp_path, script_url="localhost", script_model="small")
    assert not line.is_well
    assert line.is_needed
    assert line.remedy.startswith("write it as http://HOST:PORT/v1")
