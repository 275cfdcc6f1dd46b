"""The cast of a novel: found, shown, corrected."""

from __future__ import annotations

import pytest
from casting_fixtures import HALE, cast, chosen, offered
from conftest import GUILD, MARA, TOM, Clock, member, set_up, showrunner

from bot.domain.novel import Chapter, Novel, Rights
from bot.errors import NotAllowed, NotFound, Refusal
from bot.studio import Studio

PEOPLED = Novel(
    "The Quay",
    ("A. Writer",),
    (
        Chapter("One", ("Captain Hale came. Hale sat. “Ay,” said Captain Hale.",)),
        Chapter("Two", ("Nell Orr came. Nell sat. “No,” said Nell Orr. Hale rose.",)),
    ),
)


async def test_a_novels_characters_are_found_once_it_is_added(house: Studio) -> None:
    novel = await house.novels.add(showrunner(), PEOPLED, Rights.OWN_WORK, "c" * 64)
    before = await house.cast.of_novel(member(), novel.id)
    assert (before.lines, before.is_read) == ((), False)
    await house.cast.find_characters()
    await house.cast.find_characters()
    after = await house.cast.of_novel(member(), novel.id)
    assert after.is_read
    assert [
        (line.character.name, line.character.mentions, line.character.chapter)
        for line in after.lines
    ] == [("Captain Hale", 4, 1), ("Nell Orr", 3, 2)]


async def test_the_cast_is_searched_by_any_of_their_names(house: Studio) -> None:
    await cast(house)
    found = await house.cast.of_novel(member(), 1, words="the capt")
    assert [line.character.name for line in found.lines] == ["Captain Hale"]


async def test_whom_one_has_not_read_of_yet_is_left_out(house: Studio) -> None:
    ids = await cast(house)
    await house.members.read_up_to(member(), 1, "1")
    names = [line.character.name for line in (await house.cast.of_novel(member(), 1)).lines]
    assert names == ["Captain Hale", "Wick", "strand"]
    with pytest.raises(NotFound):
        await house.cast.character(member(), ids["Mistress Orr"])


async def test_a_renamed_character_goes_on_answering_to_the_old_name(house: Studio) -> None:
    ids = await cast(house)
    await house.cast.rename(showrunner(), ids["Wick"], "  Wick   Tarrant ")
    view = await house.cast.character(member(), ids["Wick"])
    assert (view.character.name, view.character.aliases) == ("Wick Tarrant", ("Wick",))


async def test_a_name_is_taken_once(house: Studio) -> None:
    ids = await cast(house)
    with pytest.raises(Refusal, match="merge them"):
        await house.cast.rename(showrunner(), ids["Wick"], "Captain Hale")


async def test_merging_hands_names_counts_and_looks_over(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    look = await chosen(house, clock, ids["Wick"])
    await house.cast.merge(showrunner(), ids["Wick"], ids["Mistress Orr"])
    view = await house.cast.character(member(), ids["Mistress Orr"])
    assert view.character.aliases == ("Orr", "Wick")
    assert (view.character.mentions, view.character.chapter) == (12, 1)
    assert [one.look.id for one in view.looks] == [look.look.id]
    with pytest.raises(NotFound):
        await house.cast.character(member(), ids["Wick"])


@pytest.mark.parametrize("other", ["strand", "Wick"])
async def test_only_two_of_a_kind_are_merged(house: Studio, other: str) -> None:
    ids = await cast(house)
    with pytest.raises(Refusal, match="become one"):
        await house.cast.merge(showrunner(), ids["Wick"], ids[other])


async def test_who_is_hidden_is_seen_by_showrunners_alone(house: Studio) -> None:
    ids = await cast(house)
    await house.cast.hide(showrunner(), ids["Wick"], is_hidden=True)
    seen = {line.character.name for line in (await house.cast.of_novel(member(), 1)).lines}
    assert "Wick" not in seen
    seen = {line.character.name for line in (await house.cast.of_novel(showrunner(), 1)).lines}
    assert "Wick" in seen


async def test_members_do_not_correct_the_cast(house: Studio) -> None:
    ids = await cast(house)
    with pytest.raises(NotAllowed):
        await house.cast.rename(member(TOM), ids["Wick"], "Tom")
    with pytest.raises(NotAllowed):
        await house.cast.merge(member(TOM), ids["Wick"], ids["Mistress Orr"])
    with pytest.raises(NotAllowed):
        await house.cast.hide(member(TOM), ids["Wick"], is_hidden=True)


async def test_another_guild_has_no_part_in_a_cast(house: Studio) -> None:
    ids = await cast(house)
    look = await offered(house, ids["Wick"])
    await set_up(house, 2001, 3001)
    with pytest.raises(NotFound):
        await house.cast.character(member(MARA, 2001), ids["Wick"])
    with pytest.raises(NotFound):
        await house.cast.rename(showrunner(2001), ids["Wick"], "Tom")
    with pytest.raises(NotFound):
        await house.looks.draft(member(MARA, 2001), ids["Wick"], HALE)
    with pytest.raises(NotFound):
        await house.looks.view(2001, look.look.id)
    with pytest.raises(NotFound):
        await house.looks.withdraw(showrunner(2001), look.look.id)
    assert (await house.looks.view(GUILD, look.look.id)).look.state == "offered"
