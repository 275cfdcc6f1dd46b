"""Beats: they keep a lease alive, and tell the card how far its take has come."""

from __future__ import annotations

import base64

import pytest
from conftest import GUILD, Clock
from shooting import (
    in_hand,
    jpeg,
    operators_node,
    queue,
    queued_in_hand,
    take_up,
    two_nodes,
)

from bot.errors import NodeRefused
from bot.studio import Studio
from bot.studio.fencing import BadDelivery, Gone
from render.contract import Beat


async def test_beats_keep_a_lease_alive(house: Studio, clock: Clock) -> None:
    claimed = await queued_in_hand(house)
    node, other = await two_nodes(house)
    for progress in (0.1, 0.2, 0.3):
        clock.forward(seconds=50)
        await house.leases.beat(node, claimed.job, 1, Beat(progress=progress))
        await house.leases.reap()
    assert await take_up(house, await operators_node(house, "attic"), "two") is None
    assert other != node


async def test_a_beat_brings_a_preview_to_the_card(house: Studio) -> None:
    job = await queue(house)
    await in_hand(house)
    node, _ = await two_nodes(house)
    picture = jpeg()
    beat = Beat(progress=0.4, shot=1, preview=base64.b64encode(picture).decode())
    await house.leases.beat(node, job.id, 1, beat)
    [line] = await house.queue.lines(GUILD)
    assert (line.preview, line.progress, line.shot, line.place) == (picture, 0.4, 1, 0)


@pytest.mark.parametrize(
    ("preview", "sentence"),
    [
        ("not base64!", "not base64"),
        (base64.b64encode(b"GIF89a").decode(), "neither a JPEG nor a WebP"),
        (base64.b64encode(b"\xff\xd8\xff" + bytes(256 * 1024)).decode(), "at most 256 kB"),
        (base64.b64encode(b"RIFF0000WAVE").decode(), "neither a JPEG nor a WebP"),
    ],
)
async def test_a_preview_that_is_no_small_picture_is_refused(
    house: Studio, preview: str, sentence: str
) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    with pytest.raises(BadDelivery, match=sentence):
        await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1, preview=preview))


async def revision(house: Studio) -> int:
    [card] = [errand for errand in await house.outbox.due(100) if errand.kind == "card"]
    return card.revision


async def test_beats_touch_the_card_at_most_once_in_five_seconds(
    house: Studio, clock: Clock
) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    before = await revision(house)
    clock.forward(seconds=4)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.2))
    assert await revision(house) == before
    clock.forward(seconds=1)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.2))
    assert await revision(house) == before + 1


async def test_beats_that_change_nothing_leave_the_card_alone(house: Studio, clock: Clock) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    before = await revision(house)
    clock.forward(seconds=30)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    assert await revision(house) == before


async def test_a_beat_for_no_job_at_all_is_gone(house: Studio) -> None:
    node, _ = await two_nodes(house)
    with pytest.raises(Gone):
        await house.leases.beat(node, 999, 1, Beat(progress=0.1))


async def test_nobody_beats_for_anothers_job(house: Studio) -> None:
    claimed = await queued_in_hand(house)
    _, other = await two_nodes(house)
    with pytest.raises(NodeRefused):
        await house.leases.beat(other, claimed.job, claimed.attempt, Beat(progress=0.1))
