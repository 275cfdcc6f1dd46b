"""Who may do what by a role: showrunners, and those who add novels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from club import Club, buttons

from bot.domain.scene import SceneState

pytest_plugins = ("club_fixtures",)

SAMPLE = Path(__file__).parents[2] / "samples" / "the-lamp-at-carrow-keep.epub"
Deed = Callable[[Club, Any], Awaitable[str]]


async def with_role(club: Club, setting: str) -> Any:
    """Jo, whose one role is what a setting names; an admin admitted them to /studio."""
    role = club.guild.create_role("crew")
    await club.anna.slash(club.channel, "studio settings", **{setting: role})
    jo = club.guild.add_member(club.env.create_user("jo"), roles=[role])
    await club.admit(jo, "studio")
    return jo


async def decide(club: Club, who: Any) -> str:
    shown = await who.slash(club.channel, "studio decide", scene=1, deed="greenlight", reason="so")
    return shown.response.content


async def set_quorum(club: Club, who: Any) -> str:
    shown = await who.slash(club.channel, "studio settings", quorum=9)
    return shown.response.content


async def log(club: Club, who: Any) -> str:
    shown = await who.slash(club.channel, "studio log")
    return shown.response.content


async def remove(club: Club, who: Any) -> str:
    shown = await who.slash(club.channel, "studio remove", scene="1", reason="copied")
    return shown.response.content


async def remove_by_a_button_found(club: Club, who: Any) -> str:
    await club.show_button("scene:1:remove")
    form = await who.click(club.card(), label="Found")
    sent = await club.submit(who, form, {"reason": "copied"})
    return sent.response.content


async def pause_the_queue_by_a_button_found(club: Club, who: Any) -> str:
    await club.show_button("queue:pause:0")
    shown = await who.click(club.card(), label="Found")
    return shown.response.content or "the page again"


async def add_a_novel(club: Club, who: Any) -> str:
    file = ("lamp.epub", SAMPLE.read_bytes())
    shown = await who.slash(club.channel, "studio novel add", file=file, rights="own work")
    return shown.response.content


SHOWRUNNERS = [
    decide,
    set_quorum,
    remove,
    remove_by_a_button_found,
    pause_the_queue_by_a_button_found,
    add_a_novel,
]


@pytest.mark.parametrize("deed", SHOWRUNNERS)
async def test_the_role_of_showrunners_does_it_and_nobody_else(club: Club, deed: Deed) -> None:
    await club.proposed()
    jo = await with_role(club, "showrunner_role")
    await club.admit(club.tom, "studio")
    assert (await deed(club, club.tom)).startswith("Only showrunners ")
    assert not (await deed(club, jo)).startswith("Only showrunners ")


async def test_what_the_role_decided_is_done_and_written_down(club: Club) -> None:
    scene = await club.proposed()
    jo = await with_role(club, "showrunner_role")
    assert "is now greenlit" in await decide(club, jo)
    assert (await club.view(scene)).scene.state is SceneState.GREENLIT
    assert f"<@{jo.id}> greenlit: scene 1 · so" in await log(club, jo)


async def test_the_role_finds_what_showrunners_have_in_menus_and_pages(club: Club) -> None:
    await club.proposed()
    card = club.card()
    jo = await with_role(club, "showrunner_role")
    found = {
        who.id: [
            *buttons((await who.click(card, label="⋯")).response.components),
            *buttons((await who.slash(club.channel, "queue")).response.components),
        ]
        for who in (jo, club.tom)
    }
    assert {"Remove", "Pause the queue"} <= set(found[jo.id])
    assert not {"Remove", "Pause the queue"} & set(found[club.tom.id])


async def test_the_role_of_novels_adds_them_and_does_nothing_else(club: Club) -> None:
    await club.proposed()
    jo = await with_role(club, "novel_role")
    await club.admit(club.tom, "studio")
    assert (await add_a_novel(club, club.tom)).startswith("Only showrunners add novels here")
    assert (await add_a_novel(club, jo)).startswith("*The Lamp at Carrow Keep*")
    for deed in (decide, remove, set_quorum):
        assert (await deed(club, jo)).startswith("Only showrunners do this")


async def test_a_role_that_is_taken_away_is_worth_nothing(club: Club) -> None:
    await club.proposed()
    jo = await with_role(club, "showrunner_role")
    await club.anna.slash(club.channel, "studio settings", clear="showrunner role")
    assert (await decide(club, jo)).startswith("Only showrunners do this")
