"""Clicks on a card that shows a proposal as it was before somebody changed it."""

from __future__ import annotations

from dataclasses import replace

from club import Club, texts

from bot.domain.ballot import Tally
from bot.domain.shot_edits import dropped
from bot.studio.views import SceneView

pytest_plugins = ("club_fixtures",)

CHANGED = (
    "The scene was changed since this card was drawn, so your vote was not counted: read it again, "
    "here or in /vote, and then vote."
)


async def retitled(club: Club, scene: SceneView, title: str) -> SceneView:
    amended = await club.studio.proposals.amend(
        club.member(club.mara),
        scene.scene.id,
        replace(scene.scene.direction, title=title),
        age_restricted=False,
    )
    return amended.view


async def test_a_click_on_a_card_of_before_an_amendment_is_no_vote_on_the_new_words(
    club: Club,
) -> None:
    scene = await club.proposed()
    amended = await retitled(club, scene, "Another scene")
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.content == CHANGED
    assert (await club.view(scene)).tally == Tally(0, 0)
    await club.post(amended)
    await club.tom.click(club.card(), label="Film it")
    assert (await club.view(scene)).tally == Tally(1, 0)


async def test_a_click_on_a_card_of_before_shots_were_changed_is_no_vote_either(
    club: Club,
) -> None:
    scene = await club.proposed()
    await club.studio.shots.change(
        club.member(club.mara), scene.scene.id, 0, lambda shots: dropped(shots, 1)
    )
    await club.tom.click(club.card(), label="Film it")
    assert (await club.view(scene)).tally == Tally(0, 0)


async def test_a_button_that_says_no_revision_votes_as_it_always_did(club: Club) -> None:
    scene = await club.proposed()
    await retitled(club, scene, "Another scene")
    assert scene.ballot is not None
    await club.show_button(f"ballot:{scene.ballot.id}:for")
    await club.tom.click(club.card(), label="Found")
    assert (await club.view(scene)).tally == Tally(1, 0)


async def test_an_outdated_page_of_the_list_shows_the_new_words_instead_of_voting(
    club: Club,
) -> None:
    scene = await club.proposed(title="Before")
    shown = await club.tom.slash(club.channel, "vote")
    await retitled(club, scene, "After")
    told = await club.tom.click(shown.response, label="Film it")
    assert "Scene 1 · After" in texts(shown.response.components)
    assert CHANGED in [message.content for message in told.followups]
    assert (await club.view(scene)).tally == Tally(0, 0)
    await club.tom.click(shown.response, label="Film it")
    assert (await club.view(scene)).tally == Tally(1, 0)
