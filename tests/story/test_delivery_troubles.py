"""What stands between a finished take and its channel: size, and permission."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import av
import pytest
import pytest_asyncio
from story_club import CLIP, Club, opened

MESSAGES = r"^channels/\d+/messages$"

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def club(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Club]:
    """One club and one node for all of it."""
    async with opened(tmp_path_factory.mktemp("delivery-troubles")) as house:
        club = await Club.found(house)
        await house.start_node()
        yield club


async def test_a_clip_that_discord_finds_too_large_is_made_smaller_and_posted_once(
    club: Club,
) -> None:
    card = await club.propose(club.mara)
    await club.backlot.fail_next("POST", MESSAGES, status=413, code=40005)
    slate = await club.greenlight(card)
    post = await club.premiere(slate)
    refused, posted = [
        size
        for request in club.backlot.record.requests
        if request.method == "POST" and CLIP in str(request.json)
        for size in request.files.values()
    ]
    clip = await post.file(CLIP)
    assert len(clip) == posted <= 0.8 * refused
    with av.open(io.BytesIO(clip)) as film:
        assert film.streams.video[0].frames > 0
    assert await club.anna.dms() == []


async def test_a_take_that_may_not_be_posted_is_kept_and_the_showrunner_is_told_once(
    club: Club,
) -> None:
    await club.propose(club.mara)
    card = await club.storyboard()
    await club.channel.deny("attach_files")
    slate = await club.greenlight(card)
    (letter,) = await club.until(club.anna.dms)
    assert "cannot be posted" in letter.text
    assert club.take(slate)["state"] == "delivered"
    await club.channel.allow()
    await club.premiere(slate)
    assert len(await club.anna.dms()) == 1
