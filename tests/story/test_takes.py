"""A scene is filmed twice, one shot of it anew, compared, and one take is chosen without names."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import av
import pytest
from story_club import PATIENCE, Club, begun, opened

from bot.backlot import Member, Message

pytestmark = pytest.mark.story

VOTE = "Which take of scene 1 counts?"
BOTH = "frame for frame"


async def test_a_shot_is_filmed_anew_both_takes_compared_and_one_chosen_blind(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        await club.anna.slash(club.channel, "studio settings", quorum=2, hours_open="20 s")
        await house.start_node()
        card = await club.propose(club.mara)
        await club.tom.click(card, "Film it")
        await club.greenlight(card)
        first = await club.premiere("1-1")
        shots = len(begun(house))
        page = (await club.anna.click(first, "Shoot a shot again")).message
        menu = next(name for name in page.custom_ids if name.endswith(":shot"))
        await club.anna.choose(page, menu, "2")
        second = await club.premiere("1-2")
        assert begun(house)[shots:] == [2]
        report = json.loads(club.take("1-2")["report"])
        assert (report["shots_shot"], report["shots_reused"]) == (1, shots - 1)
        assert "1 shot filmed for this take" in second.text
        await club.tom.click(second, "Compare")
        both = await club.channel.see(BOTH, PATIENCE)
        wide, clip = (
            film(await both.file(next(iter(both.files)))),
            film(await second.file("clip.mp4")),
        )
        assert wide[0] >= 2 * clip[0] - 4
        assert wide[1] == pytest.approx(clip[1], abs=2)
        chosen = await vote_blind(club, second)
        told = await club.channel.see("is canon.", PATIENCE)
        assert f"**{chosen} is canon.**" in told.text
        assert "seed" in told.text
        await club.card(1, f"[{chosen}]")
        assert len([post for post in await club.channel.messages() if VOTE in post.text]) == 1


async def vote_blind(club: Club, post: Message) -> str:
    """Two members vote for what each sees as A; the slate that then counts."""
    page = (await club.tom.click(post, "Make canon")).message
    await club.tom.click(page, "Hold a blind vote")
    vote = await club.channel.see(VOTE)
    assert "1-1" not in vote.text
    for member in (club.tom, club.mara):
        await see_and_vote(member, vote)
    await club.house.kill_bot()
    await club.house.start_bot()
    told = await club.channel.see("is canon.", PATIENCE)
    found = re.search(r"\*\*(1-\d) is canon", told.text)
    assert found is not None
    return found[1]


async def see_and_vote(member: Member, vote: Message) -> None:
    shown = await (await member.click(vote, "See the takes and vote")).final(PATIENCE)
    assert list(shown.message.files) == ["A.mp4"]
    assert "1-2" not in shown.message.text
    await member.click(shown.message, "Vote for A")


def film(clip: bytes) -> tuple[int, float]:
    """Its width, and how long it runs."""
    with av.open(io.BytesIO(clip)) as opened_:
        picture = opened_.streams.video[0]
        frames = sum(1 for _ in opened_.decode(picture))
        return picture.codec_context.width, frames / float(picture.average_rate)
