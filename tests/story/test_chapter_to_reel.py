"""Two canon scenes become a chapter to watch, whatever happens to the bot meanwhile."""

from __future__ import annotations

import io
import re
from pathlib import Path

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
"""The opening takes longer than that."""


async def test_a_chapter_is_joined_and_posted_once_though_the_bot_is_killed_twice(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        await house.start_node()
        posts = [await canon(club, title) for title in ("The light", "The run")]
        chapter = chapter_of(posts[0])
        page = await club.tom.slash(club.channel, "film", what=f"chapter {chapter}")
        assert "Join this chapter" in page.message.buttons
        assert len(page.message.files) == 2
        joining = await club.tom.click(page.message, "Join this chapter")
        told = await joining.final(PATIENCE)
        assert f"Chapter {chapter}" in told.message.text
        await house.kill_bot()
        await club.backlot.fail_next("POST", MESSAGES, latency=SLOW)
        await house.start_bot()
        await club.until(lambda: sent(club))
        await house.kill_bot()
        await club.until(lambda: reels(club))
        await house.start_bot()
        await club.until(lambda: stands(club, chapter))
        (post,) = await reels(club)
        assert post.pings == []
        assert "**1** The light\n**2** The run" in post.text
        assert post.alt_texts
        check_plays(await post.file(REEL), [await clip.file("clip.mp4") for clip in posts])


async def canon(club: Club, title: str) -> Message:
    """A scene that was proposed, voted for, shot, posted and made canon; its take's post."""
    slate = await club.greenlight(await club.propose(club.mara, title))
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
    """Whether the chapter's page links to its reel: the bot knows that it is posted."""
    page = await club.mara.slash(club.channel, "film", what=f"chapter {chapter}")
    return "watch it" in page.message.text


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


def check_plays(reel: bytes, clips: list[bytes]) -> None:
    """Its index comes first, and both takes are in it, with titles and credits around them."""
    assert reel.index(b"moov") < reel.index(b"mdat")
    assert seconds(reel) > sum(map(seconds, clips)) + TITLES
