"""The vote buttons, and /vote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from club import Club, buttons, menu, texts
from conftest import DIRECTION, Clock

from bot.domain.ballot import Tally
from bot.domain.novel import Passage
from bot.store import Row, Transaction

pytest_plugins = ("club_fixtures",)


async def propose_three(club: Club) -> None:
    for title in ("One", "Two", "Three"):
        await club.proposed(title=title)


async def test_a_click_votes_and_says_so_to_the_voter_alone(club: Club) -> None:
    scene = await club.proposed()
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.ephemeral
    assert shown.response.content == (
        "You voted *Film it* · 1 for, 0 against. Click again to take it back."
    )
    assert (await club.view(scene)).tally == Tally(1, 0)


async def test_another_click_changes_the_vote(club: Club) -> None:
    scene = await club.proposed()
    await club.tom.click(club.card(), label="Film it")
    shown = await club.tom.click(club.card(), label="Not this one")
    assert shown.response is not None
    assert "You voted *Not this one* · 0 for, 1 against." in shown.response.content
    assert (await club.view(scene)).tally == Tally(0, 1)


async def test_the_same_click_takes_the_vote_back(club: Club) -> None:
    scene = await club.proposed()
    await club.tom.click(club.card(), label="Film it")
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.content == "You took your vote back · 0 for, 0 against."
    assert (await club.view(scene)).tally == Tally(0, 0)


async def test_a_vote_that_was_answered_too_late_is_not_taken_back_by_the_second_click(
    club: Club,
) -> None:
    scene = await club.proposed()
    club.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await club.tom.click(club.card(), label="Film it")
    counted = (await club.view(scene)).tally
    again = await club.tom.click(club.card(), label="Film it")
    assert again.response is not None
    assert (counted, (await club.view(scene)).tally) == (Tally(1, 0), Tally(1, 0))
    assert "You voted *Film it* · 1 for" in again.response.content
    await club.tom.click(club.card(), label="Film it")
    assert (await club.view(scene)).tally == Tally(0, 0)


async def test_a_vote_is_answered_with_one_request(club: Club) -> None:
    await club.proposed()
    before = len(club.env.http_requests)
    await club.tom.click(club.card(), label="Film it")
    [request] = club.env.http_requests[before:]
    assert "callback" in request.path


async def test_a_hidden_tally_stays_hidden_in_the_confirmation(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), hidden_tally=True)
    await club.proposed()
    shown = await club.tom.click(club.card(), label="Not this one")
    assert shown.response is not None
    assert shown.response.content == (
        "You voted *Not this one* · 1 voted so far. Click again to take it back."
    )


async def test_the_vote_that_greenlights_a_scene_early_says_so(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), early_net=2, quorum=1)
    await club.proposed()
    await club.mara.click(club.card(), label="Film it")
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.content == (
        "You voted *Film it* · 2 for, 0 against. That greenlights the scene."
    )


async def test_a_closed_ballot_says_so_and_counts_nothing(club: Club, clock: Clock) -> None:
    scene = await club.proposed()
    clock.forward(hours=49)
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.content == "This ballot is closed; /vote shows the open ones."
    assert (await club.view(scene)).tally == Tally(0, 0)


async def test_a_rule_of_the_guild_is_named_to_whom_it_stops(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), proposers_vote=False)
    await club.proposed(by=club.mara)
    shown = await club.mara.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.content == "Proposers do not vote on their own scenes here."


async def test_a_role_that_everybody_has_lets_everybody_vote(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), voter_role=club.guild.id)
    scene = await club.proposed()
    await club.tom.click(club.card(), label="Film it")
    assert (await club.view(scene)).tally == Tally(1, 0)


async def test_votes_count_after_a_restart(club: Club) -> None:
    scene = await club.proposed()
    await club.tom.click(club.card(), label="Film it")
    await club.restart()
    await club.mara.click(club.card(), label="Film it")
    assert (await club.view(scene)).tally == Tally(2, 0)


async def test_each_member_has_one_vote(club: Club) -> None:
    scene = await club.proposed()
    await club.mara.click(club.card(), label="Film it")
    await club.tom.click(club.card(), label="Film it")
    await club.anna.click(club.card(), label="Not this one")
    assert (await club.view(scene)).tally == Tally(2, 1)


async def test_vote_says_when_nothing_is_open(club: Club) -> None:
    shown = await club.tom.slash(club.channel, "vote")
    assert shown.response is not None
    assert shown.response.content == "No ballot is open here: /propose opens one."


async def test_vote_shows_the_only_ballot_without_a_list(club: Club) -> None:
    await club.proposed(title="Alone")
    shown = await club.tom.slash(club.channel, "vote")
    assert shown.response is not None
    assert shown.response.ephemeral
    assert "Scene 1 · Alone" in texts(shown.response.components)
    assert "Next" not in buttons(shown.response.components)


async def test_vote_begins_with_what_the_member_has_not_voted_on(club: Club) -> None:
    await propose_three(club)
    one = club.channel.history()[0]
    await club.tom.click(one, label="Film it")
    shown = await club.tom.slash(club.channel, "vote")
    assert menu(shown.response) == [
        ("Scene 2 · Two", "1 of 3 · not voted yet", True),
        ("Scene 3 · Three", "2 of 3 · not voted yet", False),
        ("Scene 1 · One", "3 of 3 · you: Film it", False),
    ]


async def test_next_and_back_leaf_through_the_list_and_around_it(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    titles = []
    for label in ("Next", "Next", "Next", "Back"):
        await club.tom.click(shown.response, label=label)
        titles.append(next(label for label, _, here in menu(shown.response) if here))
    assert titles == ["Scene 2 · Two", "Scene 3 · Three", "Scene 1 · One", "Scene 3 · Three"]


async def test_a_vote_in_the_list_shows_on_the_page_and_shuffles_nothing(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    await club.tom.click(shown.response, label="Not this one")
    assert "You voted *Not this one*" in texts(shown.response.components)
    assert "Film it 0" in texts(shown.response.components)
    assert menu(shown.response)[0] == ("Scene 1 · One", "1 of 3 · you: Not this one", True)
    await club.tom.click(shown.response, label="Next")
    assert "Scene 2 · Two" in texts(shown.response.components)


async def test_the_menu_jumps_to_a_ballot(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    await club.tom.select(shown.response, ["scene:3"], custom_id="votes:choose")
    assert "Scene 3 · Three" in texts(shown.response.components)


async def test_the_list_goes_on_after_a_restart(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    await club.restart()
    await club.tom.click(shown.response, label="Next")
    assert "Scene 2 · Two" in texts(shown.response.components)


async def test_a_ballot_that_closed_meanwhile_is_left_out(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    await club.studio.proposals.withdraw(club.member(club.mara), 2)
    await club.tom.click(shown.response, label="Next")
    assert "Scene 3 · Three" in texts(shown.response.components)
    assert [label for label, _, _ in menu(shown.response)] == ["Scene 1 · One", "Scene 3 · Three"]


async def test_the_list_ends_when_the_last_ballot_does(club: Club) -> None:
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    for scene_id in (1, 2, 3):
        await club.studio.proposals.withdraw(club.member(club.mara), scene_id)
    await club.tom.click(shown.response, label="Next")
    assert texts(shown.response.components) == "No ballot is open here: /propose opens one."


async def test_an_early_greenlight_in_the_list_shows_what_became_of_the_scene(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), early_net=1, quorum=1)
    await propose_three(club)
    shown = await club.tom.slash(club.channel, "vote")
    await club.tom.click(shown.response, label="Film it")
    assert "Greenlit 1 to 0" in texts(shown.response.components)
    await club.tom.click(shown.response, label="Next")
    assert "Scene 2 · Two" in texts(shown.response.components)


async def test_old_pages_do_not_break_the_buttons_of_others(club: Club) -> None:
    await propose_three(club)
    old = await club.tom.slash(club.channel, "vote")
    await club.env.advance_time(16 * 60)
    shown = await club.mara.slash(club.channel, "vote")
    await club.mara.click(shown.response, label="Next")
    assert "Scene 2 · Two" in texts(shown.response.components)
    voted = await club.mara.click(club.channel.history()[2], label="Film it")
    assert voted.response is not None
    assert "You voted" in voted.response.content
    assert old.response is not None


async def test_nothing_is_kept_of_the_cards_that_were_sent(club: Club) -> None:
    await propose_three(club)
    await club.tom.slash(club.channel, "vote")
    store = club.env.bot._connection._view_store
    assert store._views == {}
    assert store._synced_message_views == {}


async def propose_many(club: Club, number: int) -> None:
    for place in range(number):
        await club.studio.proposals.propose(
            club.member(club.mara),
            club.channel.id,
            Passage(club.novel_id, 1 + place % 2, 1, 1 + place % 3),
            replace(DIRECTION, title=f"Scene of {place}"),
            age_restricted=False,
        )


async def test_a_list_of_25_ballots_is_read_as_quickly_as_one_of_two(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.studio.settings.change(club.member(club.anna), proposals_per_day=50)
    await propose_many(club, 2)
    read: list[str] = []
    whole = Transaction.all

    async def counted(tx: Transaction, sql: str, **parameters: Any) -> list[Row]:
        read.append(sql)
        return await whole(tx, sql, **parameters)

    async def statements(number: int) -> int:
        read.clear()
        shown = await club.tom.slash(club.channel, "vote")
        await club.tom.click(shown.response, label="Film it")
        assert len(menu(shown.response)) == number
        return len(read)

    monkeypatch.setattr(Transaction, "all", counted)
    few = await statements(2)
    await club.tom.click((await club.tom.slash(club.channel, "vote")).response, label="Film it")
    await propose_many(club, 25)
    assert await statements(25) == few


async def test_next_leads_through_more_ballots_than_a_menu_has_room_for(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), proposals_per_day=50)
    await propose_many(club, 30)
    shown = await club.tom.slash(club.channel, "vote")
    seen: list[str] = []
    for _ in range(31):
        seen.append(texts(shown.response.components).splitlines()[0])
        await club.tom.click(shown.response, label="Next")
    assert len(set(seen)) == 30
    assert seen[30] == seen[0]
    await club.tom.click(shown.response, label="Back")
    await club.tom.click(shown.response, label="Back")
    assert texts(shown.response.components).startswith(seen[29])


async def test_restricted_scenes_are_not_shown_in_other_channels(club: Club) -> None:
    await club.proposed(title="Tame")
    await club.studio.proposals.propose(
        club.member(club.mara),
        club.channel.id,
        Passage(club.novel_id, 2, 1, 2),
        replace(DIRECTION, title="Gore and entrails everywhere"),
        age_restricted=True,
    )
    shown = await club.tom.slash(club.channel, "vote")
    assert "Tame" in texts(shown.response.components)
    assert "Next" not in buttons(shown.response.components)


@pytest.mark.parametrize("choice", ["Film it", "Not this one"])
async def test_no_vote_button_is_left_once_the_ballot_is_over(club: Club, choice: str) -> None:
    scene = await club.proposed()
    withdrawn = await club.studio.proposals.withdraw(club.member(club.mara), scene.scene.id)
    await club.post(withdrawn)
    assert choice not in buttons(club.card().components)
