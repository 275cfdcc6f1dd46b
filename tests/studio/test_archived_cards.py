"""A novel is removed: the cards of what is not filmed say that they are an archive, in time."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from casting_fixtures import cast, offered
from conftest import CHANNEL, DIRECTION, GUILD, Clock, member, showrunner, strand

from bot.domain.look import LookState
from bot.studio import Studio
from bot.studio import novels as novels_room

Deed = Literal["greenlight", "shelve"]


async def decided(house: Studio, deed: Deed) -> int:
    """A scene whose card is posted, whatever it was told of by then."""
    view = await house.proposals.propose(
        member(), CHANNEL, strand(), replace(DIRECTION, title=f"To {deed}"), age_restricted=False
    )
    await house.scenes.keep_card(view.scene.id, CHANNEL, 1000 + view.scene.id)
    await house.ballots.decide(showrunner(), view.scene.number, deed, "so it is")
    return view.scene.id


async def cards_due(house: Studio) -> list[int]:
    """The scenes whose cards are shown now, and then no more."""
    errands = await house.outbox.due()
    for errand in errands:
        await house.outbox.done(errand)
    return [errand.subject_id for errand in errands if errand.kind == "card"]


async def shelve_three(house: Studio) -> list[int]:
    await house.settings.change(showrunner(), proposals_per_day=50)
    shelved = [await decided(house, "shelve") for _ in range(3)]
    await cards_due(house)
    return shelved


async def test_the_cards_of_shelved_scenes_are_shown_anew_one_after_the_other(
    house: Studio, clock: Clock
) -> None:
    one, two, three = await shelve_three(house)
    await house.novels.remove(showrunner(), 1)
    shown = [await cards_due(house)]
    for _ in range(4):
        clock.forward(seconds=5)
        shown.append(await cards_due(house))
    assert shown == [[], [three], [two], [one], []]


async def test_only_the_newest_cards_are(
    house: Studio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(novels_room, "ARCHIVED", 2)
    _, two, three = await shelve_three(house)
    await house.novels.remove(showrunner(), 1)
    clock.forward(minutes=1)
    assert await cards_due(house) == [three, two]


async def test_a_greenlit_scenes_card_promises_what_is_kept_and_stays(
    house: Studio, clock: Clock
) -> None:
    await decided(house, "greenlight")
    await cards_due(house)
    await house.novels.remove(showrunner(), 1)
    clock.forward(minutes=1)
    assert await cards_due(house) == []


async def test_a_card_that_is_not_there_is_not_posted_for_it(house: Studio, clock: Clock) -> None:
    shelved = await decided(house, "shelve")
    await house.scenes.keep_card(shelved, CHANNEL, None)
    await cards_due(house)
    await house.novels.remove(showrunner(), 1)
    clock.forward(minutes=1)
    assert await cards_due(house) == []


async def test_the_card_of_a_lapsed_look_is_shown_anew(house: Studio, clock: Clock) -> None:
    view = await offered(house, (await cast(house))["Captain Hale"])
    await house.looks.keep_card(view.look.id, CHANNEL, 2000)
    clock.forward(hours=49)
    await house.looks.close_due()
    clock.forward(hours=49)
    await house.looks.close_due()
    assert (await house.looks.view(GUILD, view.look.id)).look.state is LookState.LAPSED
    await cards_due(house)
    await house.novels.remove(showrunner(), 1)
    clock.forward(seconds=5)
    assert "look" in [errand.kind for errand in await house.outbox.due()]
