"""Two canon scenes become a chapter to watch, in parts, whatever happens to the bot meanwhile."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import av
import pytest
from story_club import PATIENCE, Club, opened

from bot.backlot import Message
from bot.backlot.record import Request

pytestmark = pytest.mark.story

REEL = "reel.mp4"
MESSAGES = r"^channels/\d+/messages$"
SLOW = 0.5
"""Seconds that Discord takes to look at the reel, while the story kills the bot."""
TITLES = 5.0
"""The opening takes longer than that, and so do the credits."""


async def test_a_chapter_is_joined_and_posted_once_though_the_bot_is_killed_twice(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        await house.start_node()
        club = await Club.found(house)
        slates = [await greenlit(club, title) for title in ("The light", "The run")]
        posts = [await canon(club, slate) for slate in slates]
        chapter = chapter_of(posts[0])
        await name_mara(club)
        grow_clips(club)
        page = await club.tom.slash(club.channel, "film", what=f"chapter {chapter}")
        assert len(page.message.files) == 2
        joining = await club.tom.click(page.message, "Join this chapter")
        told = await joining.final(PATIENCE)
        assert f"Chapter {chapter}" in told.text
        assert "in 2 parts" in told.text
        await house.kill_bot()
        await club.backlot.fail_next("POST", MESSAGES, latency=SLOW)
        await house.start_bot()
        await club.until(lambda: sent(club))
        await house.kill_bot()
        await club.until(lambda: reels(club))
        await house.start_bot()
        await club.until(lambda: stands(club, chapter))
        first, last = await reels(club)
        assert "part 1 of 2" in first.text
        assert "**1** The light" in first.text
        assert "**2** The run" in last.text
        for reel, post in zip((first, last), posts, strict=True):
            assert reel.pings == []
            assert reel.alt_texts
            check_plays(await reel.file(REEL), await post.file("clip.mp4"))
        opens, ends = bookends(club)
        assert (opens["opens"], opens["credits"], ends["opens"]) == (True, [], False)
        assert {"role": "Proposed by", "names": ["Mara"]} in ends["credits"]


async def greenlit(club: Club, title: str) -> str:
    """A short scene that was proposed and voted for; the slate of its take."""
    card = await club.propose(club.mara, title)
    await club.shorten(card)
    return await club.greenlight(card)


async def name_mara(club: Club) -> None:
    page = await club.mara.slash(club.channel, "me")
    await club.mara.click(page.message, "Name me in credits")


def grow_clips(club: Club) -> None:
    """By the bot's figures the takes are too large for one post."""
    with contextlib.closing(sqlite3.connect(club.house.data / "greenlight.db")) as written:
        written.execute("UPDATE media SET size = 8000000 WHERE name = 'clip.mp4'")
        written.commit()


def bookends(club: Club) -> list[dict[str, Any]]:
    """What the parts of the latest reel open and close with."""
    with contextlib.closing(sqlite3.connect(club.house.data / "greenlight.db")) as read:
        rows = read.execute(
            "SELECT order_json ->> '$.bookends' FROM job WHERE kind = 'reel'"
            " ORDER BY id DESC LIMIT 2"
        ).fetchall()
    return [json.loads(row[0]) for row in reversed(rows)]


async def canon(club: Club, slate: str) -> Message:
    """A take that is shot, posted and made canon; its post."""
    post = await club.premiere(slate)
    page = await club.anna.click(post, "Make canon")
    make = next(name for name in page.message.custom_ids if name.endswith(":make"))
    await club.anna.click(page.message, make)
    await club.card(int(slate.split("-")[0]), "(canon)")
    return post


def chapter_of(post: Message) -> str:
    found = re.search(r"· chapter (\d+)", post.text)
    assert found is not None
    return found[1]


async def reels(club: Club) -> list[Message]:
    return [message for message in await club.channel.messages() if REEL in message.files]


async def stands(club: Club, chapter: str) -> bool:
    """Whether *join* leads to the reel that is there: the bot knows that it is posted."""
    typed = await club.mara.slash(club.channel, "film", what=f"join chapter {chapter}")
    return "[part 2](" in (await typed.final(PATIENCE)).text


def sent(club: Club) -> Request | None:
    """The request with the reel that Discord has not answered yet."""
    for request in club.backlot.record.requests:
        if request.status == 0 and request.files and REEL in str(request.json):
            return request
    return None


def seconds(film: bytes) -> float:
    with av.open(io.BytesIO(film)) as played:
        picture, sound = played.streams.video[0], played.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        return sum(1 for _ in played.decode(picture)) / float(picture.average_rate or 1)


def check_plays(reel: bytes, clip: bytes) -> None:
    """Its index comes first, and its take is in it, with titles before it or credits after it."""
    assert reel.index(b"moov") < reel.index(b"mdat")
    assert seconds(reel) > seconds(clip) + TITLES
