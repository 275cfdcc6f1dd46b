"""A scene is directed: its shots corrected, filmed again in part, compared, and one take chosen."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import av
import pytest
from story_club import CLIP, PATIENCE, Club, begun, opened

from bot.backlot import Member, Message, Outcome

pytestmark = pytest.mark.story

VOTE = "Which take of scene 1 counts?"
BOTH = "frame for frame"
ACTION = "Jory looks back at the sea once, and runs."
AFTER = "Jory looks back at the light once, and runs."


async def test_a_scene_is_corrected_filmed_again_in_part_and_one_take_chosen_blind(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        await house.start_node()
        club = await Club.found(house)
        await club.propose(club.mara)
        card = await club.storyboard()
        await correct(club, card)
        await club.greenlight(card)
        first = await club.premiere("1-1")
        shots = len(begun(house))
        await find_fault(club, first)
        second = await film_a_change(club, first)
        assert begun(house)[shots:] == [2]
        check_reuse(club, second, shots)
        third = await shoot_again(club, second)
        assert begun(house)[shots:] == [2, 3]
        await compare(club, third)
        await club.anna.slash(club.channel, "studio settings", quorum=2, hours_open="10 s")
        chosen = await vote_blind(club, card, third)
        told = await club.channel.see("is canon.", PATIENCE)
        assert f"**{chosen} is canon.**" in told.text
        assert "seed" in told.text
        await club.card(1, f"[{chosen}]")
        assert len([post for post in await club.channel.messages() if VOTE in post.text]) == 1
        await look_at_the_film(club)
        await ask_for_all_anew(club, third)


async def choose(member: Member, page: Message, what: str, value: str) -> Message:
    """What a menu of the page changes; the page as it is then."""
    menu = next(name for name in page.custom_ids if name.endswith(f":{what}"))
    return (await member.choose(page, menu, value)).message


async def correct(club: Club, card: Message) -> None:
    """Mara adds a shot, moves and deletes it, turns another, and rewrites the first."""
    strip, stills = list(card.files), drawn(club)
    await club.shorten(card)
    page = await club.shots_of(club.mara, card)
    page = (await club.mara.click(page, "Add one after")).message
    page = (await club.mara.click(page, "Later")).message
    assert "▸ **3**" in page.text
    page = (await club.mara.click(page, "Delete")).message
    page = await choose(club.mara, page, "pick", "2")
    page = await choose(club.mara, page, "framing", "aerial")
    page = await choose(club.mara, page, "pick", "1")
    form = await club.mara.click(page, "Words and length…")
    refused = await club.mara.submit(form, seconds="90", action=ACTION)
    assert refused.text.startswith("A shot runs 1 to 30 seconds")
    assert ACTION in refused.text
    await club.mara.submit(form, seconds="3", action=ACTION)

    async def redrawn() -> bool:
        now = await card.now()
        assert now is not None
        is_new = list(now.files) != strip and "is being drawn" not in now.text
        return is_new and "Changed since it was proposed" in now.text

    await club.until(redrawn)
    assert len(drawn(club) - stills) <= 3, "one that was added and deleted, and two that changed"
    strange = await club.tom.click(card, "⋯")
    assert "Shots" not in strange.message.buttons


def drawn(club: Club) -> set[Path]:
    """The stills that the node has drawn so far."""
    return set((club.house.folder / "shots").rglob("*.png"))


async def find_fault(club: Club, post: Message) -> None:
    """Tom says what looks wrong, and whoever asks for another take reads it."""
    form = await club.tom.click(post, "Something looks wrong")
    refused = await club.tom.submit(form, kind=["hands"], moment="9:00", note="six fingers")
    assert "six fingers" in refused.text
    assert "9:00 is after its end: name a moment within it." in refused.text
    await club.tom.submit(form, kind=["hands"], moment="2", note="six fingers")
    page = (await club.mara.click(post, "Another take")).message
    assert "Hands at 0:02" in page.text
    assert "six fingers" in page.text


async def film_a_change(club: Club, post: Message) -> Message:
    """After the vote the shots are the showrunner's, and a take films the one that changed."""
    card = await club.card(1, "Scene 1")
    page = await choose(club.anna, await club.shots_of(club.anna, card), "pick", "2")
    await choose(club.anna, page, "light", "firelight")
    await club.card(1, "The shots were changed since take 1-1")
    asking = (await club.anna.click(post, "Another take")).message
    await club.anna.click(asking, "Film what was changed")
    return await club.post("1-2")


def check_reuse(club: Club, post: Message, shots: int) -> None:
    report = json.loads(club.take("1-2")["report"])
    assert (report["shots_shot"], report["shots_reused"]) == (1, shots - 1)
    assert "1 shot filmed for this take" in post.text


async def shoot_again(club: Club, post: Message) -> Message:
    """One shot with another seed."""
    page = (await club.anna.click(post, "Shoot a shot again")).message
    menu = next(name for name in page.custom_ids if name.endswith(":shot"))
    await club.anna.choose(page, menu, "3")
    return await club.post("1-3")


async def compare(club: Club, post: Message) -> None:
    """Two takes side by side, in a clip twice as wide and as long."""
    page = (await club.tom.click(post, "Compare")).message
    menu = next(name for name in page.custom_ids if name.startswith("compare:"))
    await club.tom.choose(page, menu, str(club.take("1-1")["id"]))
    both = await club.channel.see(BOTH, PATIENCE)
    wide, clip = film(await both.file(next(iter(both.files)))), film(await post.file(CLIP))
    assert wide[0] >= 2 * clip[0] - 4
    assert wide[1] == pytest.approx(clip[1], abs=2)


async def vote_blind(club: Club, card: Message, post: Message) -> str:
    """Two members vote for what each sees as A; the slate that then counts.

    The bot is killed with the vote open, and a form of Anna's.
    """
    form = await club.anna.click(await club.shots_of(club.anna, card), "Words and length…")
    page = (await club.tom.click(post, "Make canon")).message
    await club.tom.click(page, "Hold a blind vote")
    vote = await club.channel.see(VOTE)
    assert "1-1" not in vote.text
    for member in (club.tom, club.mara):
        await see_and_vote(member, vote)
    await club.house.kill_bot()
    await club.house.start_bot()
    page = await club.anna.submit(form, action=AFTER)
    assert AFTER in page.text
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


async def look_at_the_film(club: Club) -> None:
    """The book as a picture, a scene, a take with live buttons, and what there is not."""
    book = (await (await club.tom.slash(club.channel, "film")).final(PATIENCE)).message
    assert book.files
    assert all("chapters as bars" in str(text) for text in book.alt_texts)
    assert "Scene 1" in (await club.tom.slash(club.channel, "film", what="1")).text
    take = (await (await club.tom.slash(club.channel, "film", what="1-2")).final(PATIENCE)).message
    (post,) = await club.posts("1-2")
    assert await take.file(CLIP) == await post.file(CLIP)
    page = (await club.tom.click(take, "Shoot a shot again")).message
    assert "A shot of 1-2 anew" in page.text
    missing = await club.tom.slash(club.channel, "film", what="1-9")
    assert missing.text == "Scene 1 has no take 9; /film 1 shows its takes."
    nonsense = await club.tom.slash(club.channel, "film", what="the good one")
    assert "a take by its slate (12-3)" in nonsense.text


async def ask_for_all_anew(club: Club, post: Message) -> None:
    """The second member who asks queues it, and every shot of it has another seed."""
    mine = await ask(club.mara, post)
    assert "You ask for it: 1 of 2 members by now." in mine.text
    assert "Take 1-4 is queued" in (await ask(club.tom, post)).text
    assert not seeds(club, "1-4") & seeds(club, "1-1")


async def ask(member: Member, post: Message) -> Outcome:
    page = (await member.click(post, "Another take")).message
    fresh = next(name for name in page.custom_ids if name.endswith(":fresh"))
    return await member.click(page, fresh)


def seeds(club: Club, slate: str) -> set[int]:
    return {shot["seed"] for shot in json.loads(club.take(slate)["order_json"])["shots"]}
