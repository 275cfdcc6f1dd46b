"""How many looks a member offers and takes back in a day, and how much they report."""

from __future__ import annotations

import pytest
from casting_fixtures import cast, offered
from conftest import CHANNEL, DIRECTION, MARA, TOM, Clock, member, strand

from bot.errors import Refusal
from bot.studio import Studio


async def take_back_ten(house: Studio) -> int:
    """The character whose looks were offered and taken back."""
    hale = (await cast(house))["Captain Hale"]
    for _ in range(10):
        view = await offered(house, hale)
        await house.looks.withdraw(member(MARA), view.look.id)
    return hale


async def test_a_look_that_was_taken_back_does_not_count_as_offered(house: Studio) -> None:
    hale = (await cast(house))["Captain Hale"]
    view = await offered(house, hale)
    await house.looks.withdraw(member(MARA), view.look.id)
    for _ in range(5):
        await offered(house, hale)


async def test_offering_and_taking_back_does_not_fill_the_channel(
    house: Studio, clock: Clock
) -> None:
    hale = await take_back_ten(house)
    with pytest.raises(Refusal, match="10 looks of yours were taken back today"):
        await offered(house, hale)
    clock.forward(hours=25)
    await offered(house, hale)


async def test_a_look_that_is_refused_for_the_day_stays_a_draft(house: Studio) -> None:
    hale = await take_back_ten(house)
    with pytest.raises(Refusal, match="/me has it"):
        await offered(house, hale)
    assert len(await house.pictures.drafts(member(MARA))) == 1


async def test_what_one_member_takes_back_limits_no_other(house: Studio) -> None:
    hale = await take_back_ten(house)
    await offered(house, hale, by=TOM)


async def test_reports_of_looks_are_limited_as_those_of_scenes_are(
    house: Studio, clock: Clock
) -> None:
    look = (await offered(house, (await cast(house))["Captain Hale"])).look.id
    for number in range(10):
        await house.looks.complain(member(TOM), look, f"that is my aunt, {number}")
    with pytest.raises(Refusal, match="reported 10 times today, which is the limit"):
        await house.looks.complain(member(TOM), look, "that is my aunt")
    await house.looks.complain(member(MARA), look, "that is my aunt")
    clock.forward(hours=25)
    await house.looks.complain(member(TOM), look, "that is my aunt")


async def test_reports_of_scenes_and_of_looks_count_together(house: Studio) -> None:
    look = (await offered(house, (await cast(house))["Captain Hale"])).look.id
    scene = await house.proposals.propose(
        member(MARA), CHANNEL, strand(), DIRECTION, age_restricted=False
    )
    for number in range(5):
        await house.looks.complain(member(TOM), look, f"that is my aunt, {number}")
        await house.scenes.complain(member(TOM), scene.scene.id, "not in the book")
    with pytest.raises(Refusal, match="which is the limit"):
        await house.scenes.complain(member(TOM), scene.scene.id, "not in the book")


async def test_the_same_report_again_is_told_once_and_counts(house: Studio) -> None:
    look = (await offered(house, (await cast(house))["Captain Hale"])).look.id
    for _ in range(10):
        await house.looks.complain(member(TOM), look, "that is my aunt")
    assert len([errand for errand in await house.outbox.due() if errand.kind == "complaint"]) == 1
    with pytest.raises(Refusal, match="which is the limit"):
        await house.looks.complain(member(TOM), look, "that is my aunt")
