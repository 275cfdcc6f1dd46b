"""/propose: finding a passage and moving it; the same from the board."""

from __future__ import annotations

from typing import Any

import pytest
from club import Club, is_disabled, parts, passage_button, texts
from conftest import CHANNEL, set_up
from yarl import URL

from bot.domain.novel import Passage
from bot.script import Desk, ScriptSupervisor
from cogs.ui.boards import board

pytest_plugins = ("club_fixtures",)


def headings(response: Any) -> list[str]:
    return [line for line in texts(response.components).splitlines() if line.startswith("**")]


def supervised(club: Club) -> ScriptSupervisor:
    """The club with a script supervisor that reads nothing yet."""
    desk = Desk(URL("http://127.0.0.1:9/v1"), "small", 1)
    supervisor = ScriptSupervisor(club.studio, desk)
    bot: Any = club.env.bot
    bot.script_supervisor = supervisor
    return supervisor


# --- finding ---


async def test_words_find_passages_shown_to_the_member_alone(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words="lantern high window")
    assert shown.response is not None
    assert shown.response.ephemeral
    assert headings(shown.response)[0] == "**Chapter 1, The Strand**"
    assert "The tide had turned" in texts(shown.response.components)


async def test_without_words_a_chapter_is_leafed_through(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", chapter="2")
    assert shown.response is not None
    assert headings(shown.response)[0] == "**Chapter 2, The Inn Parlour**"


async def test_a_chapter_may_be_named_by_its_title(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", chapter="inn parl")
    assert shown.response is not None
    assert headings(shown.response)[0] == "**Chapter 2, The Inn Parlour**"


async def test_a_chapter_that_is_not_there_is_refused_with_the_remedy(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", chapter="99")
    assert shown.response is not None
    assert shown.response.content == (
        "*The Lamp* has no chapter “99”: choose one from the list that comes up while you type, "
        "1 to 2."
    )


async def test_words_that_are_nowhere_are_refused_with_the_remedy(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words="spaceship *laser*")
    assert shown.response is not None
    assert shown.response.content.startswith(
        "*The Lamp* has nothing with “spaceship \\*laser\\*”: try fewer words"
    )


async def test_without_a_novel_the_refusal_says_what_a_showrunner_does(club: Club) -> None:
    await club.studio.novels.remove(club.member(club.anna), club.novel_id)
    shown = await club.mara.slash(club.channel, "propose", words="lantern")
    assert shown.response is not None
    assert "/studio" in shown.response.content


async def test_words_autocomplete_with_snippets_that_lead_to_the_passage(club: Club) -> None:
    choices = await club.mara.autocomplete(club.channel, "propose", "words", "lantern")
    assert choices[0]["name"].startswith("1 · ")
    assert "lantern" in choices[0]["name"]
    shown = await club.mara.slash(club.channel, "propose", words=choices[0]["value"])
    assert shown.response is not None
    assert len(headings(shown.response)) == 1
    assert "lantern" in texts(shown.response.components)


async def test_autocompletion_offers_nothing_before_two_letters(club: Club) -> None:
    assert await club.mara.autocomplete(club.channel, "propose", "words", "l") == []


async def test_autocompletion_keeps_to_the_chapter_that_was_chosen(club: Club) -> None:
    choices = await club.mara.autocomplete(club.channel, "propose", "words", "Wick", chapter="2")
    assert {choice["name"].split(" ")[0] for choice in choices} == {"2"}


async def test_chapters_autocomplete_by_number_and_title(club: Club) -> None:
    every = await club.mara.autocomplete(club.channel, "propose", "chapter", "")
    assert [choice["name"] for choice in every] == ["1, The Strand", "2, The Inn Parlour"]
    some = await club.mara.autocomplete(club.channel, "propose", "chapter", "parlour")
    assert [choice["value"] for choice in some] == ["2"]


async def test_a_passage_of_another_guild_is_not_here(club: Club) -> None:
    other = await set_up(club.studio, 77, CHANNEL)
    shown = await club.mara.slash(club.channel, "propose", words=f"passage:{other}:1:1:2")
    assert shown.response is not None
    assert shown.response.content == "That novel is not here; /studio novel list shows yours."


# --- moving ---


async def test_a_passage_grows_and_shrinks_in_place(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words=f"passage:{club.novel_id}:1:2:2")
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "longer"))
    assert passage_button(shown.response, "this") == f"passage:a:{club.novel_id}:1:2:3:this"
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "shorter"))
    assert passage_button(shown.response, "this") == f"passage:a:{club.novel_id}:1:2:2:this"


async def test_a_passage_moves_earlier_and_later(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words=f"passage:{club.novel_id}:1:2:2")
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "later"))
    assert passage_button(shown.response, "this") == f"passage:a:{club.novel_id}:1:3:3:this"
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "earlier"))
    assert passage_button(shown.response, "this") == f"passage:a:{club.novel_id}:1:2:2:this"


@pytest.mark.parametrize(
    ("passage", "stuck"),
    [
        ("1:1:1", {"earlier", "shorter"}),
        ("1:4:4", {"later", "shorter"}),
        ("1:1:4", {"earlier", "later", "longer"}),
        ("1:2:3", set()),
    ],
)
async def test_steps_that_lead_nowhere_are_switched_off(
    club: Club, passage: str, stuck: set[str]
) -> None:
    words = f"passage:{club.novel_id}:{passage}"
    shown = await club.mara.slash(club.channel, "propose", words=words)
    steps = ("earlier", "later", "longer", "shorter")
    assert {name for name in steps if is_disabled(shown.response, name)} == stuck


async def test_two_passages_can_be_moved_onto_each_other(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words="Wick")
    places = len(headings(shown.response))
    assert places >= 2
    for place in "abc"[:places]:
        while not step_is_off(shown.response, "shorter", place):
            custom_id = passage_button(shown.response, "shorter", place)
            await club.mara.click(shown.response, custom_id=custom_id)
        while not step_is_off(shown.response, "earlier", place):
            custom_id = passage_button(shown.response, "earlier", place)
            await club.mara.click(shown.response, custom_id=custom_id)
    assert len(headings(shown.response)) == places


def step_is_off(response: Any, name: str, place: str) -> bool:
    custom_id = passage_button(response, name, place)
    [button] = [part for part in parts(response.components) if part.get("custom_id") == custom_id]
    return bool(button.get("disabled"))


async def test_only_the_passage_that_was_moved_changes(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words="Wick")
    other = passage_button(shown.response, "this", "b")
    before = passage_button(shown.response, "this", "a")
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "longer", "a"))
    assert passage_button(shown.response, "this", "a") != before
    assert passage_button(shown.response, "this", "b") == other


async def test_passages_move_after_a_restart(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "propose", words=f"passage:{club.novel_id}:1:2:2")
    await club.restart()
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "later"))
    assert passage_button(shown.response, "this") == f"passage:a:{club.novel_id}:1:3:3:this"


# --- from the board ---


async def test_the_boards_button_asks_for_words_and_shows_passages(club: Club) -> None:
    await _post_board(club)
    form = await club.tom.click(club.card(), label="Propose a scene")
    shown = await club.submit(club.tom, form, {"words": "lantern"})
    assert shown.response is not None
    assert shown.response.ephemeral
    assert "lantern" in texts(shown.response.components)


async def test_the_boards_form_left_empty_opens_the_first_unfilmed_chapter(club: Club) -> None:
    await _post_board(club)
    form = await club.tom.click(club.card(), label="Propose a scene")
    shown = await club.submit(club.tom, form)
    assert shown.response is not None
    assert headings(shown.response)[0] == "**Chapter 1, The Strand**"


async def test_the_boards_form_works_after_a_restart_and_by_a_chapters_title(club: Club) -> None:
    await _post_board(club)
    form = await club.tom.click(club.card(), label="Propose a scene")
    await club.restart()
    shown = await club.submit(club.tom, form, {"chapter": "parlour"})
    assert shown.response is not None
    assert headings(shown.response)[0] == "**Chapter 2, The Inn Parlour**"


async def _post_board(club: Club) -> None:
    view = await club.studio.board.view(club.guild.id, club.novel_id)
    assert view is not None
    channel: Any = club.env.bot.get_channel(club.channel.id)
    await channel.send(view=board(view))


# --- the script supervisor ---


async def test_it_reads_the_passages_that_are_shown_the_first_of_them_first(club: Club) -> None:
    supervisor = supervised(club)
    shown = await club.mara.slash(club.channel, "propose", chapter="1")
    assert supervisor.pile[-1] == Passage(club.novel_id, 1, 1, 4)
    await club.mara.click(shown.response, custom_id=passage_button(shown.response, "shorter"))
    assert supervisor.pile[-1] == Passage(club.novel_id, 1, 1, 3)


async def test_it_reads_the_chosen_passage_before_all_others(club: Club) -> None:
    supervisor = supervised(club)
    shown = await club.mara.slash(club.channel, "propose", words="Wick")
    chosen = passage_button(shown.response, "this", "b")
    form = await club.mara.click(shown.response, custom_id=chosen)
    assert form.modal is not None
    assert chosen == "passage:b:{0.novel_id}:{0.chapter}:{0.first}:{0.last}:this".format(
        supervisor.pile[-1]
    )
