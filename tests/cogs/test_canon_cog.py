"""*Make canon*: at once, or by a blind vote whose post says no more than how many voted."""

from __future__ import annotations

from typing import Any

import pytest
from club import buttons, menu, parts, texts
from desk import Desk

from bot.domain.scene import SceneState
from bot.studio.views import SceneView

pytest_plugins = ("club_fixtures", "desk_fixtures")

VOTE = "Which take of scene 1 counts?"


async def scene(desk: Desk) -> SceneView:
    return await desk.club.studio.scenes.numbered(desk.club.guild.id, 1)


async def held(desk: Desk) -> Any:
    """The post of a vote between two takes."""
    post = await desk.posted_takes()
    page = (await desk.club.tom.click(post, label="Make canon")).response
    await desk.club.tom.click(page, label="Hold a blind vote")
    await desk.work_off()
    [vote] = desk.posts(VOTE)
    return vote


async def test_a_showrunner_makes_a_take_canon(desk: Desk) -> None:
    post = await desk.posted_takes(1)
    page = (await desk.club.anna.click(post, label="Make canon")).response
    assert "with a second take (*Another take*) a blind vote can." in texts(page.components)
    await desk.club.anna.click(page, label="Make 1-1 canon")
    assert "Take 1-1 is canon." in texts(page.components)
    assert buttons(page.components) == {}
    assert (await scene(desk)).scene.state is SceneState.CANON
    await desk.work_off()
    [card] = desk.posts("· proposed by <@")
    assert "(canon)" in texts(card.components)


async def test_others_are_told_who_makes_a_take_canon(desk: Desk) -> None:
    post = await desk.posted_takes(1)
    page = (await desk.club.tom.click(post, label="Make canon")).response
    assert buttons(page.components) == {}
    take = (await scene(desk)).takes[0].take
    await desk.club.show_button(f"canon:{take.id}:make")
    shown = await desk.club.tom.click(desk.club.card(), label="Found")
    assert "Only showrunners do this" in shown.response.content
    assert (await scene(desk)).scene.state is SceneState.SCREENED


async def test_the_post_of_a_vote_says_only_that_it_is_open(desk: Desk) -> None:
    vote = await held(desk)
    said = texts(vote.components)
    assert "A blind vote between 2 takes" in said
    assert "**0 votes** · quorum 0/2 · closes <t:" in said
    assert not any(slate in said for slate in ("1-1", "1-2", "seed", "animatic"))
    [card] = desk.posts("· proposed by <@")
    assert "Which take counts is decided by [a blind vote]" in texts(card.components)


async def test_each_sees_the_takes_by_letters_and_nothing_tells_which_is_which(desk: Desk) -> None:
    vote = await held(desk)
    page = (await desk.club.tom.click(vote, label="See the takes and vote")).response
    assert page.ephemeral
    first = page.message
    assert [file.filename for file in first.attachments] == ["A.mp4"]
    await desk.club.tom.click(page, label="Take B")
    assert [file.filename for file in page.message.attachments] == ["B.mp4"]
    ids = [take.take.id for take in (await scene(desk)).takes]
    shown = str(list(parts(page.components)))
    assert not any(f"take:{take_id}" in shown for take_id in ids)
    assert not any(word in texts(page.components) for word in ("1-1", "1-2", "seed", "drawn by"))
    [gallery] = [part for part in parts(page.components) if part.get("type") == 12]
    assert gallery["items"][0]["description"] == "Take B. A boy runs along a strand."


async def test_the_vote_closes_and_its_post_tells_everything(desk: Desk) -> None:
    vote = await held(desk)
    for member in (desk.club.tom, desk.club.mara):
        page = (await member.click(vote, label="See the takes and vote")).response
        await member.click(page, label="Vote for A")
        assert "You voted for **A**." in texts(page.components)
    await desk.work_off()
    [vote] = desk.posts(VOTE)
    assert "**2 votes** · quorum 2 ✓" in texts(vote.components)
    await desk.pass_time(hours=49)
    await desk.club.studio.canon.close_due()
    await desk.work_off()
    [vote] = desk.posts(VOTE)
    said = texts(vote.components)
    view = await scene(desk)
    chosen = next(take.take for take in view.takes if take.take.id == view.scene.canon_take_id)
    assert f"**{chosen.slate} is canon.**" in said
    for take in view.takes:
        assert f"[{take.take.slate}](" in said
        assert f"seed {take.take.seed}" in said
    late = await desk.club.mara.click(page, label="Take B")
    assert "This vote is over" in late.response.content


async def test_the_board_and_vote_lead_to_an_open_vote_between_takes(desk: Desk) -> None:
    vote = await held(desk)
    await desk.proposed(title="Another")
    [board] = desk.posts("### On the ballot")
    link = f"· which take](https://discord.com/channels/{desk.club.guild.id}/"
    assert link in texts(board.components)
    tom = desk.club.tom
    page = (await tom.slash(desk.club.channel, "vote")).response
    assert [label.split(" · ")[0] for label, _, _ in menu(page)] == ["Takes of scene 1", "Scene 2"]
    assert "A blind vote between 2 takes" in texts(page.components)
    assert not any(word in str(page.components) for word in ("1-1", "1-2", "seed"))
    screening = (await tom.click(page, label="See the takes and vote")).response
    await tom.click(screening, label="Vote for A")
    await tom.click(page, label="Next")
    assert [mine.split(" · ")[1] for _, mine, _ in menu(page)] == ["you: take A", "not voted yet"]
    await desk.club.anna.click(vote, label="See the takes and vote")
    take = (await scene(desk)).takes[0].take.id
    await desk.club.studio.canon.choose(desk.club.member(desk.club.anna), take)
    await desk.work_off()
    [board] = desk.posts("### On the ballot")
    assert "which take" not in texts(board.components)


async def test_a_vote_is_taken_back_by_the_same_button(desk: Desk) -> None:
    vote = await held(desk)
    page = (await desk.club.tom.click(vote, label="See the takes and vote")).response
    await desk.club.tom.click(page, label="Vote for A")
    await desk.club.tom.click(page, label="Take my vote for A back")
    assert "Your vote is taken back." in texts(page.components)
    assert "Vote for A" in buttons(page.components)


async def test_a_vote_goes_on_over_restarts_and_is_posted_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = await desk.posted_takes()
    await desk.club.tom.click(
        (await desk.club.tom.click(post, label="Make canon")).response, label="Hold a blind vote"
    )

    async def killed(*_: Any) -> None:
        raise OSError("killed between the post and its record")

    with monkeypatch.context() as patch:
        patch.setattr(desk.club.studio.canon, "keep_post", killed)
        desk.club.is_broken = True
        await desk.look()
    desk = await desk.restarted()
    await desk.pass_time(minutes=3)
    await desk.work_off()
    [vote] = desk.posts(VOTE)
    page = (await desk.club.tom.click(vote, label="See the takes and vote")).response
    desk = await desk.restarted()
    await desk.club.tom.click(page, label="Take B")
    await desk.club.tom.click(page, label="Vote for B")
    await desk.work_off()
    [vote] = desk.posts(VOTE)
    assert "**1 vote**" in texts(vote.components)


async def test_a_post_that_somebody_deleted_comes_up_again(desk: Desk) -> None:
    vote = await held(desk)
    await vote.delete()
    await desk.club.env.settle()
    ballot = (await scene(desk)).canon_ballot
    assert ballot is not None
    await desk.club.studio.canon.vote(desk.club.member(desk.club.tom), ballot.id, "A")
    await desk.work_off()
    [again] = desk.posts(VOTE)
    assert "**1 vote**" in texts(again.components)
