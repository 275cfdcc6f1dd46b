"""A look on its way: offered in a form, drawn, voted on, and worn in the next scene."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from story_club import SEARCH, Club, opened

from bot.backlot import Message

pytestmark = pytest.mark.story

LOOK = {"age": "twelve", "hair": "black, cropped", "wardrobe": "a man's green coat"}


async def test_a_look_that_a_club_chose_is_worn_in_the_next_scene(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        await house.start_node()

        async def listed() -> Message | None:
            shown = (await club.mara.slash(club.channel, "cast")).message
            return shown if "Jory Venn" in shown.text else None

        await club.until(listed)
        page = await club.mara.slash(club.channel, "cast", character="Jory")
        form = await club.mara.click(page.message, "Offer a look")
        draft = await club.mara.submit(form, **LOOK)
        form = await club.mara.click(draft.message, "Pictures…")
        drawing = ("jory.png", _drawing())
        await (await club.mara.submit(form, files=[drawing])).final()
        draft_now = await draft.message.now()
        assert draft_now is not None
        await club.mara.click(draft_now, "Put it to the vote")
        card = await club.channel.see("· offered by <@")

        async def drawn() -> Message | None:
            now = await card.now()
            return now if now and any(name.startswith("portrait-") for name in now.files) else None

        card = await club.until(drawn)
        assert all(card.alt_texts)
        await club.tom.click(card, "look:1:for")
        await club.channel.see("**Chosen 1 to 0**")
        await house.kill_bot()
        await house.start_bot()
        await _propose(club, "Jory Venn runs along the strand. Jory Venn looks up.")
        worn = [one for one in _performers(house.data) if one["name"] == "Jory Venn"]
        assert worn
        assert {one["description"] for one in worn} == {
            "twelve, black hair, cropped, wearing a man's green coat"
        }
        assert all(len(one["references"]) == 1 for one in worn)


async def _propose(club: Club, action: str) -> None:
    found = await club.mara.slash(club.channel, "propose", words=SEARCH)
    this_one = next(name for name in found.message.custom_ids if name.endswith(":this"))
    form = await club.mara.click(found.message, this_one)
    await club.mara.submit(form, title="Jory", action=action, pace=["frantic"])
    await club.card(1, "Jory")


def _performers(data: Path) -> list[dict[str, Any]]:
    """Everybody in the latest storyboard's order."""
    uri = f"file:{data / 'greenlight.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
        (order,) = connection.execute(
            "SELECT order_json FROM job WHERE kind = 'storyboard' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return [one for shot in json.loads(order)["shots"] for one in shot["cast"]]


def _drawing() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (200, 200), "#446655").save(written, "JPEG")
    return written.getvalue()
