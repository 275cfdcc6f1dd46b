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


async def test_what_a_page_counts_and_calls_them_ends_with_the_members_reading(
    house: Studio, clock: Clock
) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"], chapter=1)
    await chosen(house, clock, ids["Captain Hale"], chapter=2)
    before = await house.cast.character(member(), ids["Captain Hale"])
    assert (len(before.looks), before.looks[0].until) == (2, 1)
    await house.members.read_up_to(member(), 1, "1")
    after = await house.cast.character(member(), ids["Captain Hale"])
    assert after.character.names == ("Captain Hale", "the captain")
    assert (len(after.looks), after.looks[0].until) == (1, None)
    lines = (await house.cast.of_novel(member(), 1, words="hale")).lines
    assert [line.looks for line in lines] == [1]


async def test_a_wrong_merge_is_split_and_looks_stay(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    look = await chosen(house, clock, ids["Captain Hale"])
    with pytest.raises(NotAllowed):
        await house.cast.split(member(), ids["Captain Hale"], ["the captain"])
    other = await house.cast.split(showrunner(), ids["Captain Hale"], ["the captain"])
    assert (other.name, other.mentions, other.chapter) == ("the captain", 3, 1)
    rest = await house.cast.character(member(), ids["Captain Hale"])
    assert (rest.character.aliases, rest.character.mentions) == (("Hale",), 6)
    assert [one.look.id for one in rest.looks] == [look.look.id]
    assert "split a character" in [deed.deed for deed in await house.settings.log(GUILD)]


async def test_a_name_that_another_has_is_not_split_off(house: Studio) -> None:
    ids = await cast(house)
    await house.cast.merge(showrunner(), ids["Mistress Orr"], ids["Wick"])
    await house.cast.rename(showrunner(), ids["Captain Hale"], "Orr")
    with pytest.raises(Refusal, match="Orr is here already"):
        await house.cast.split(showrunner(), ids["Wick"], ["Orr"])


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
