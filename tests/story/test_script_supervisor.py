"""A club with a script supervisor: a form opens with what was noted while its passage was read."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from script_stand import answer, standing
from story_club import SEARCH, Club, opened

pytestmark = pytest.mark.story


async def test_what_was_noted_is_in_the_form_after_a_kill_too(tmp_path: Path) -> None:
    async with standing() as stand:
        stand.says = [answer(cast=[], speeches=[])]
        settings = {"GREENLIGHT_SCRIPT_URL": stand.url, "GREENLIGHT_SCRIPT_MODEL": "small"}
        async with opened(tmp_path, **settings) as house:
            club = await Club.found(house)
            found = await club.mara.slash(club.channel, "propose", words=SEARCH)
            await club.until(lambda: noted(house.data / "greenlight.db"))
            await house.kill_bot()
            await house.start_bot()
            this_one = next(name for name in found.message.custom_ids if name.endswith(":this"))
            form = await club.mara.click(found.message, this_one)
            assert form.fields["title"] == "The boy and the sea"
            page = await club.mara.slash(club.channel, "me")
            assert "sent to small at" in page.text


def noted(database: Path) -> int:
    """How many passages have notes."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM notes").fetchone()
    return int(count)
