"""Cards of takes that wait: they are shown anew when what they say is no longer true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from conftest import Clock, set_up, showrunner
from shooting import Job, claim, claimed_by, deliver, guilds_node, operators_node, queue, take_up

from bot.domain.estimate import Said
from bot.studio import MediaFolder, Studio
from render.contract import JobKind

OTHER = 77


@dataclass
class Cards:
    """The cards of a house, read off as delivery does."""

    house: Studio
    clock: Clock

    async def shown(self) -> list[int]:
        """The scenes whose cards a round has shown anew, with what was due before it."""
        self.clock.forward(seconds=15)
        await self.house.waiting_cards.show_changed()
        due = [e for e in await self.house.outbox.due(per_guild=99) if e.kind == "card"]
        for errand in due:
            await self.house.outbox.done(errand)
        return sorted(errand.subject_id for errand in due)


@pytest.fixture
def cards(house: Studio, clock: Clock) -> Cards:
    return Cards(house, clock)


async def three(house: Studio) -> list[Job]:
    return [await queue(house, member_id=50 + number, film_s=30) for number in range(3)]


async def test_while_nothing_changes_no_card_is_shown_anew(house: Studio, cards: Cards) -> None:
    jobs = await three(house)
    assert await cards.shown() == [job.scene_id for job in jobs]
    assert [await cards.shown() for _ in range(8)] == [[]] * 8


async def test_when_a_node_falls_silent_and_comes_back_the_cards_behind_say_so(
    house: Studio, clock: Clock, cards: Cards
) -> None:
    node, _ = await guilds_node(house)
    jobs = await three(house)
    await house.leases.claim(node, claim("one", kinds=(JobKind.REEL,)))
    await cards.shown()
    clock.forward(minutes=10)
    assert await cards.shown() == [job.scene_id for job in jobs]
    clock.forward(minutes=10)
    assert await cards.shown() == []
    await house.leases.claim(node, claim("two", kinds=(JobKind.REEL,)))
    assert await cards.shown() == [job.scene_id for job in jobs]


@pytest.mark.parametrize("ends", ["claimed", "delivered", "cancelled", "put aside", "moved"])
async def test_when_the_job_before_it_moves_a_card_says_its_new_place(
    house: Studio, clock: Clock, cards: Cards, ends: str
) -> None:
    jobs = await three(house)
    node = await operators_node(house)
    await cards.shown()
    behind = [job.scene_id for job in jobs[1:]]
    match ends:
        case "claimed":
            await take_up(house, node, "one")
        case "delivered":
            claimed = await claimed_by(house, node, "one")
            await cards.shown()
            await deliver(house, node, claimed)
            claimed = await take_up(house, node, "two")
            behind = behind[1:]
        case "cancelled":
            await house.queue.cancel(showrunner(), jobs[0].id, "")
        case "put aside":
            await house.queue.hold(showrunner(), jobs[0].id)
        case _:
            await house.queue.move(showrunner(), jobs[0].id, "last")
    assert set(behind) <= set(await cards.shown())


AT = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
SAID = Said(AT, 2, "Anna's PC", timedelta(minutes=30))


@pytest.mark.parametrize(
    ("minutes", "place", "waits_for", "eta", "holds"),
    [
        (5, 2, "Anna's PC", 25, True),
        (5, 2, "Anna's PC", 27, True),
        (5, 2, "Anna's PC", 28, False),
        (5, 2, "Anna's PC", 22, False),
        (29, 2, "Anna's PC", 1.5, True),
        (29, 2, "Anna's PC", 2, False),
        (5, 2, "Anna's PC", None, False),
        (5, 2, "Tom's PC", 25, False),
        (0.5, 2, "Tom's PC", 60, True),
        (0.5, 1, "Anna's PC", 29.5, False),
    ],
)
def test_what_a_card_says_holds_until_a_change_is_worth_an_edit(
    minutes: float, place: int, waits_for: str, eta: float | None, holds: bool
) -> None:
    end = None if eta is None else timedelta(minutes=eta)
    fresh = Said(AT + timedelta(minutes=minutes), place, waits_for, end)
    assert SAID.still_holds(fresh) is holds


async def test_a_new_machine_a_revoked_one_and_a_full_disk_are_told(
    house: Studio, clock: Clock, cards: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = await three(house)
    scenes = [job.scene_id for job in jobs]
    await cards.shown()
    clock.forward(minutes=1)
    node, _ = await guilds_node(house)
    await house.leases.claim(node, claim("one", kinds=(JobKind.REEL,)))
    assert await cards.shown() == scenes
    clock.forward(minutes=1)
    monkeypatch.setattr(MediaFolder, "is_short", lambda _: True)
    assert await cards.shown() == scenes
    await house.nodes.revoke(showrunner(), node.id)
    due = [e.subject_id for e in await house.outbox.due(per_guild=99) if e.kind == "card"]
    assert sorted(due) == scenes


async def test_a_guild_is_shown_its_own_alone_and_a_long_queue_its_first_twenty(
    house: Studio, clock: Clock, cards: Cards
) -> None:
    await set_up(house, OTHER, 3077)
    other = await queue(house, guild_id=OTHER)
    for number in range(22):
        await queue(house, member_id=100 + number)
    assert len(await cards.shown()) == 21
    await house.queue.pause(showrunner(OTHER), "game night")
    clock.forward(minutes=1)
    assert await cards.shown() == [other.scene_id]
