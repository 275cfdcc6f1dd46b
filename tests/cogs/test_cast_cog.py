"""/cast: the list, a character's page, and what showrunners correct."""

from __future__ import annotations

import re
from typing import Any

import pytest
from card_views import NOVEL, NOW
from club import Club, bare, buttons, texts
from conftest import set_up

from bot.domain.ballot import Tally
from bot.domain.characters import Character, Found, Kind
from bot.domain.look import Appearance, Look, LookState
from bot.store import characters
from bot.studio.casting import CharacterView, LookView
from cogs.ui.casting import PER_PAGE, character_page

pytest_plugins = ("club_fixtures", "desk_fixtures")

FOUND = (
    Found(Kind.PERSON, "Captain Hale", ("Hale", "the captain"), 9, 1),
    Found(Kind.PERSON, "Mistress Orr", ("Orr",), 5, 2),
    Found(Kind.PERSON, "Wick", (), 7, 1),
    Found(Kind.PLACE, "strand", (), 4, 1),
)


async def found(club: Club, *people: Found) -> None:
    async with club.studio.looks._store.transaction() as tx:
        await characters.keep(
            tx, club.guild.id, club.novel_id, people or FOUND, club.studio.looks._now()
        )


async def page(club: Club, actor: Any, name: str) -> Any:
    return await actor.slash(club.channel, "cast", character=name)


async def test_cast_lists_people_and_places_privately(club: Club) -> None:
    await found(club)
    shown = await club.mara.slash(club.channel, "cast")
    assert shown.response.ephemeral
    said = texts(shown.response.message.components)
    assert "Captain Hale · 9 mentions, first in chapter 1" in said
    assert said.index("**People**") < said.index("Wick") < said.index("**Places**")
    assert "strand · 4 stays, first in chapter 1" in said


async def test_before_the_novel_was_read_it_says_so(club: Club) -> None:
    shown = await club.mara.slash(club.channel, "cast")
    assert "still being read" in texts(shown.response.message.components)


async def test_a_long_cast_has_pages(club: Club) -> None:
    crowd = [Found(Kind.PERSON, f"Person {n:02}", (), 90 - n, 1) for n in range(1, PER_PAGE + 5)]
    await found(club, *crowd)
    shown = await club.mara.slash(club.channel, "cast")
    assert "Person 24" not in texts(shown.response.message.components)
    shown = await club.mara.click(shown.response, label="Next")
    assert "Person 24" in texts(shown.response.message.components)
    shown = await club.mara.click(shown.response, label="Back")
    assert "Person 01" in texts(shown.response.message.components)


async def test_cast_completes_any_of_a_characters_names(club: Club) -> None:
    await found(club)
    offered = await club.mara.autocomplete(club.channel, "cast", "character", "the cap")
    assert [choice["name"] for choice in offered] == ["Captain Hale"]
    shown = await page(club, club.mara, offered[0]["value"])
    said = texts(shown.response.message.components)
    assert "## Captain Hale\n-# Also Hale, the captain" in said
    assert "No look is chosen yet" in said


async def test_a_typed_name_opens_the_page_too(club: Club) -> None:
    await found(club)
    shown = await page(club, club.mara, "orr")
    assert "## Mistress Orr" in texts(shown.response.message.components)


async def test_a_name_that_nobody_has_says_where_the_list_is(club: Club) -> None:
    await found(club)
    shown = await page(club, club.mara, "*Nobody*")
    assert "Nobody called “\\*Nobody\\*”" in shown.response.content
    assert "/cast alone lists everybody" in shown.response.content


async def test_the_menu_opens_a_page(club: Club) -> None:
    await found(club)
    listed = await club.mara.slash(club.channel, "cast")
    shown = await club.mara.select(listed.response, ["2"], custom_id="cast:open")
    assert "## Mistress Orr" in texts(shown.response.message.components)


async def test_members_see_nothing_that_corrects_the_cast(club: Club) -> None:
    await found(club)
    shown = await page(club, club.mara, "Wick")
    assert list(buttons(shown.response.message.components)) == ["Offer a look"]
    await club.show_button("character:3:hide")
    shown = await club.mara.click(club.card(), label="Found")
    assert "Only showrunners do this" in shown.response.content


async def test_of_many_names_all_can_be_split_off(club: Club) -> None:
    names = tuple(f"Name {number:02}" for number in range(1, 41))
    await found(club, Found(Kind.PERSON, "Captain Hale", names, 90, 1))
    shown = await page(club, club.anna, "Captain Hale")
    form = await club.anna.click(shown.response, label="Split")
    chosen = {"names": ["Name 02"], "names:25": ["Name 26", "Name 40"]}
    split = await club.submit(club.anna, form, chosen)
    assert "## Name 02\n-# Also Name 26, Name 40" in texts(split.response.message.components)


async def test_showrunners_rename_merge_split_and_hide(club: Club) -> None:
    await found(club)
    shown = await page(club, club.anna, "Wick")
    form = await club.anna.click(shown.response, label="Rename")
    renamed = await club.submit(club.anna, form, {"name": "Wick Tarrant"})
    assert "## Wick Tarrant\n-# Also Wick" in texts(renamed.response.message.components)
    form = await club.anna.click(renamed.response, label="Merge")
    merged = await club.submit(club.anna, form, {"into": ["1"]})
    assert "Also Hale, the captain, Wick Tarrant, Wick" in texts(merged.response.message.components)
    form = await club.anna.click(merged.response, label="Split")
    split = await club.submit(club.anna, form, {"names": ["Wick Tarrant", "Wick"]})
    assert "## Wick Tarrant\n-# Also Wick" in texts(split.response.message.components)
    merged = await page(club, club.anna, "Captain Hale")
    assert "Also Hale, the captain\n" in texts(merged.response.message.components)
    hidden = await club.anna.click(merged.response, label="Hide")
    assert "hidden: in no list" in texts(hidden.response.message.components)
    listed = await club.mara.slash(club.channel, "cast")
    assert "Hale" not in texts(listed.response.message.components)
    shown = await club.anna.click(hidden.response, label="Show")
    assert "hidden" not in texts(shown.response.message.components)


async def crowd(club: Club) -> Any:
    """The form that makes Person 01 one with another of thirty."""
    await found(club, *(Found(Kind.PERSON, f"Person {n:02}", (), 90 - n, 1) for n in range(1, 31)))
    shown = await page(club, club.anna, "Person 01")
    return await club.anna.click(shown.response, label="Merge")


async def test_who_is_named_too_seldom_for_the_menu_is_merged_by_name(club: Club) -> None:
    merged = await club.submit(club.anna, await crowd(club), {"name": "person 30"})
    assert "## Person 30\n-# Also Person 01" in texts(merged.response.message.components)


async def test_a_name_that_may_be_several_merges_nobody(club: Club) -> None:
    refused = await club.submit(club.anna, await crowd(club), {"name": "Person 2"})
    assert "“Person 2” may be Person 20; Person 21" in refused.response.content


async def test_a_name_that_is_taken_is_given_back(club: Club) -> None:
    await found(club)
    shown = await page(club, club.anna, "Wick")
    form = await club.anna.click(shown.response, label="Rename")
    refused = await club.submit(club.anna, form, {"name": "Captain Hale"})
    assert "merge them" in refused.response.content
    assert "> Captain Hale" in refused.response.content


async def test_another_clubs_cast_is_not_shown(club: Club) -> None:
    await found(club)
    other = club.env.create_guild("Another Club")
    channel = other.create_text_channel("other")
    await set_up(club.studio, other.id, channel.id)
    stranger = other.add_member(club.env.create_user("eve"))
    shown = await stranger.slash(channel, "cast", character="character:1")
    assert "not here (any more)" in shown.response.content


@pytest.mark.parametrize("name", ["[x](http://y)", "@everyone", "||spoiler||", "```"])
async def test_a_hostile_name_does_nothing(club: Club, name: str) -> None:
    await found(club, Found(Kind.PERSON, name, (name,), 5, 1))
    shown = await page(club, club.mara, "character:1")
    said = texts(shown.response.message.components)
    assert bare(said) != said
    assert re.sub(r"\\.", "", said).count(name) == 0


def test_a_page_counts_the_looks_and_names_that_it_has_no_room_for() -> None:
    hale = Character(1, 2000, 1, Kind.PERSON, "Hale", tuple(f"Alias {n}" for n in range(10)), 9, 1)
    worn = Appearance(hair="black")
    looks = tuple(
        LookView(
            look=Look(n, 2000, 1, n, worn, "", 7, 41, LookState.CHOSEN, NOW),
            character=hale,
            novel=NOVEL,
            until=n,
            ballot=None,
            tally=Tally(2, 0),
            hides_tally=False,
            portrait=None,
            portrait_waits=False,
            portrait_by="",
            references=(),
            instead_of=None,
            touches=(),
        )
        for n in range(1, 11)
    )
    page_ = character_page(CharacterView(hale, NOVEL, looks, 3), is_showrunner=False)
    said = texts(page_.view.to_components())
    assert "Alias 7 and 2 more" in said
    assert "2 earlier looks, then:\n**Chapter 3 alone**" in said
