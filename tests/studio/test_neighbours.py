"""Cards of scenes on one passage name each other: whatever changes one is shown on the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
from conftest import CHANNEL, DIRECTION, GUILD, MARA, TOM, Clock, member, showrunner, strand
from filming import another, shoot

from bot.domain.ballot import Choice
from bot.studio import Studio
from bot.studio.house_views import Errand


@dataclass
class Deed:
    """What somebody does to scene 1 while scene 2 is on the same passage."""

    house: Studio
    clock: Clock
    scene_id: int
    ballot_id: int

    async def amend(self) -> None:
        other = replace(DIRECTION, title="Another name")
        await self.house.proposals.amend(member(), self.scene_id, other, age_restricted=False)

    async def withdraw(self) -> None:
        await self.house.proposals.withdraw(member(), self.scene_id)

    async def vote_it_through(self) -> None:
        for voter in (MARA, TOM):
            await self.house.ballots.vote(member(voter), self.ballot_id, Choice.FOR)
        await self.close()

    async def close(self) -> None:
        self.clock.forward(hours=49)
        await self.house.ballots.close_due()

    async def lapse(self) -> None:
        await self.close()
        await self.close()

    async def greenlight(self) -> None:
        await self.decide("greenlight")

    async def shelve(self) -> None:
        await self.decide("shelve")

    async def shelve_what_was_greenlit(self) -> None:
        await self.decide("greenlight")
        await self.settle()
        await self.decide("shelve")

    async def reopen(self) -> None:
        await self.decide("shelve")
        await self.settle()
        await self.decide("reopen")

    async def post_a_take(self) -> None:
        await self.decide("greenlight")
        await self.settle()
        await shoot(self.house)

    async def make_canon(self) -> None:
        await self.post_a_take()
        await self.settle()
        view = await self.house.scenes.view(GUILD, self.scene_id)
        await self.house.canon.choose(showrunner(), view.takes[0].take.id)

    async def make_canon_by_vote(self) -> None:
        await self.post_a_take()
        take = await another(self.house, self.scene_id)
        page = await self.house.canon.hold(showrunner(), take.id)
        assert page.ballot is not None
        for voter in (MARA, TOM):
            await self.house.canon.vote(member(voter), page.ballot.id, "A")
        await self.settle()
        self.clock.forward(hours=49)
        await self.house.canon.close_due()

    async def remove(self) -> None:
        await self.house.scenes.remove(showrunner(), self.scene_id, "reported")

    async def remove_its_only_take(self) -> None:
        await self.post_a_take()
        await self.settle()
        view = await self.house.scenes.view(GUILD, self.scene_id)
        await self.house.removals.take(showrunner(), view.takes[0].take.id, "reported")

    async def post_its_card(self) -> None:
        await self.house.scenes.keep_card(self.scene_id, CHANNEL, 555)

    async def decide(self, deed: str) -> None:
        await self.house.ballots.decide(showrunner(), 1, deed, "because")  # type: ignore[arg-type]

    async def settle(self) -> None:
        """Everything that changed so far is shown."""
        for errand in await self.due():
            await self.house.outbox.done(errand)

    async def due(self) -> list[Errand]:
        return await self.house.outbox.due(per_guild=1000)


@pytest.mark.parametrize(
    "do",
    [
        Deed.amend,
        Deed.withdraw,
        Deed.vote_it_through,
        Deed.lapse,
        Deed.greenlight,
        Deed.shelve,
        Deed.shelve_what_was_greenlit,
        Deed.reopen,
        Deed.post_a_take,
        Deed.make_canon,
        Deed.make_canon_by_vote,
        Deed.remove,
        Deed.remove_its_only_take,
        Deed.post_its_card,
    ],
)
async def test_a_neighbours_card_is_shown_anew(
    house: Studio, clock: Clock, do: Callable[[Deed], Awaitable[None]]
) -> None:
    first = await propose(house, MARA)
    deed = Deed(house, clock, *first)
    neighbour, _ = await propose(house, TOM)
    # nothing of its own is news here
    await house.ballots.decide(showrunner(), 2, "shelve", "for now")
    await shoot(house)
    await deed.settle()
    await do(deed)
    assert neighbour in [item.subject_id for item in await deed.due() if item.kind == "card"]


async def test_however_many_there_are_each_is_named_and_shown_anew(house: Studio) -> None:
    found = [await propose(house, 100 + number) for number in range(9)]
    deed = Deed(house, Clock(), *found[0])
    await deed.settle()
    await house.ballots.decide(showrunner(), 1, "shelve", "for now")
    view = await house.scenes.view(GUILD, found[0][0])
    assert [other.number for other in view.neighbours] == list(range(2, 10))
    shown = {item.subject_id for item in await deed.due() if item.kind == "card"}
    assert shown == {scene_id for scene_id, _ in found}


async def propose(house: Studio, proposer: int) -> tuple[int, int]:
    """The ids of a scene on the strand and of its ballot."""
    view = await house.proposals.propose(
        member(proposer), CHANNEL, strand(), DIRECTION, age_restricted=False
    )
    assert view.ballot is not None
    return view.scene.id, view.ballot.id
