"""/film: the scenes by chapter, a scene's card, or a take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shooting
from club import Club, buttons, texts
from conftest import strand

from bot.domain.house_rules import Rating
from bot.domain.novel import Passage
from bot.domain.queue import Work
from bot.domain.scene import SceneState
from bot.studio.views import SceneLine
from cogs.film import chapters_layout

pytest_plugins = ("club_fixtures",)


async def film(club: Club, what: str | None = None, by: Any = None) -> Any:
    options = {} if what is None else {"what": what}
    return await (by or club.mara).slash(club.channel, "film", **options)


async def shot(club: Club) -> str:
    """A finished take's slate."""
    await shooting.queue(club.studio, guild_id=club.guild.id)
    node = await shooting.operators_node(club.studio)
    claimed = await shooting.take_up(club.studio, node, "claim")
    assert claimed is not None
    await shooting.deliver(club.studio, node, claimed, Work.TAKE)
    return claimed.order.slate


async def test_without_a_number_the_scenes_are_listed_by_chapter(club: Club) -> None:
    await club.proposed(title="In the parlour", passage=Passage(club.novel_id, 2, 1, 2))
    first = await club.proposed(passage=strand(club.novel_id))
    shown = await film(club)
    listed = texts(shown.response.components)
    assert listed.index("**Chapter 1, The Strand**") < listed.index("**Chapter 2, The Inn Parlour")
    assert f"/{club.channel.id}/{first.scene.message_id}) · proposed" in listed
    assert shown.response.ephemeral


async def test_an_empty_film_says_how_it_begins(club: Club) -> None:
    shown = await film(club)
    assert "Nothing is proposed yet: /propose" in texts(shown.response.components)


async def test_a_number_shows_the_scenes_card_with_live_buttons(club: Club) -> None:
    scene = await club.proposed()
    shown = await film(club, "1")
    assert shown.response.ephemeral
    await club.mara.click(shown.response, label="Film it")
    assert (await club.view(scene)).tally.for_ == 1


async def test_the_card_shows_the_member_their_own_vote(club: Club) -> None:
    await club.proposed()
    shown = await film(club, "1", club.tom)
    await club.tom.click(shown.response, label="Film it")
    again = await film(club, " 1 ", club.tom)
    assert "You voted *Film it*" in texts(again.response.components)


async def test_a_slate_shows_the_take_to_one_member(club: Club) -> None:
    slate = await shot(club)
    shown = await film(club, slate)
    post = shown.response
    assert post.ephemeral
    assert [item.filename for item in post.attachments] == ["clip.mp4"]
    assert "Report" in buttons(post.components)


@pytest.mark.parametrize("what", ["1-1", "1 - 1"])
async def test_a_take_without_a_clip_says_so(club: Club, what: str) -> None:
    await shooting.queue(club.studio, guild_id=club.guild.id)
    shown = await film(club, what)
    assert shown.response.content.startswith("Take 1-1 has no clip yet; /film 1 says")


@pytest.mark.parametrize("what", ["the boy", "1-", "-1", "0x1", "1-2-3", "9" * 30, "¹"])
async def test_what_is_neither_is_refused_with_what_works(club: Club, what: str) -> None:
    shown = await film(club, what)
    assert shown.response.content.startswith("Name a scene by its number (12)")
    assert shown.response.ephemeral


@pytest.mark.parametrize("what", ["7", "7-1", "999999999"])
async def test_what_is_not_there_is_said(club: Club, what: str) -> None:
    shown = await film(club, what)
    assert "/film lists the scenes" in shown.response.content


async def test_scenes_autocomplete_by_number_and_title(club: Club) -> None:
    await club.proposed(title="The boy on the strand")
    await club.proposed(title="The lamp", by=club.tom)
    by_title = await club.mara.autocomplete(club.channel, "film", "what", "lamp")
    by_number = await club.mara.autocomplete(club.channel, "film", "what", "1")
    assert [choice["value"] for choice in by_title] == ["2"]
    assert by_number[0]["name"] == "1 · The boy on the strand (proposed)"


async def test_a_title_in_the_autocompletion_turns_nothing_around(club: Club) -> None:
    await club.proposed(title="\u202eevil " + "a" * 70)
    [choice] = await club.mara.autocomplete(club.channel, "film", "what", "1")
    assert "\u202e" not in choice["name"]
    assert len(choice["name"]) <= 100


async def test_a_restricted_scene_is_shown_in_restricted_channels_alone(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.proposed()
    real = club.studio.scenes.numbered

    async def gory(*args: Any, **kwargs: Any) -> Any:
        view = await real(*args, **kwargs)
        return replace(view, scene=replace(view.scene, rating=Rating.GORY))

    monkeypatch.setattr(club.studio.scenes, "numbered", gory)
    shown = await film(club, "1")
    assert "shown only in age-restricted channels" in shown.response.content


@pytest.mark.parametrize(("chapters", "scenes"), [(1, 200), (60, 1), (12, 12)])
def test_a_long_film_fits_one_message(chapters: int, scenes: int) -> None:
    lines = [
        SceneLine(
            id=number,
            number=number,
            title="_" * 80,
            chapter=chapter,
            chapter_title="*" * 80,
            state=SceneState.PROPOSED,
            takes=2,
            channel_id=10**18,
            message_id=10**18,
        )
        for chapter in range(1, chapters + 1)
        for number in range(1, scenes + 1)
    ]
    layout = chapters_layout(lines, 10**18)
    shown = texts(layout.to_components())
    assert len(shown) <= 4000
    assert len(list(layout.walk_children())) <= 40
    assert shown.count("Scene ") > 5
    assert shown.endswith("-# and more: /film with a number shows a scene")
