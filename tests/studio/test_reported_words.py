"""What a node says of a take is shown to people: it is held to the rules, and to the order."""

from __future__ import annotations

import pytest
from conftest import GUILD
from shooting import claimed_by, deliver, operators_node, queue

from bot.domain.scene import TakeState
from bot.store import Store
from bot.studio import Studio
from bot.studio.fencing import BadDelivery, Stop
from render.contract import MAX_SHOTS, alt_text


@pytest.mark.parametrize(
    "said",
    [
        {"label": "AI-generated, played by Tom Hanks"},
        {"alt_text": "A boy on the strand, played by Tom Hanks."},
        {"stepped_down": ("memory ran out: Wick is played by Tom Hanks",)},
        {"label": "AI-generated with a naked woman"},
    ],
    ids=["label", "alt text", "stepped down", "too much for the channel"],
)
async def test_what_a_node_says_of_a_take_is_held_to_the_house_rules(
    house: Studio, said: dict[str, object]
) -> None:
    await queue(house)
    claimed = await claimed_by(house, node := await operators_node(house), "one")
    with pytest.raises(Stop):
        await deliver(house, node, claimed, **said)
    take = (await house.scenes.numbered(GUILD, 1)).takes[0].take
    assert take.state is TakeState.FAILED
    assert "in what its node says of it" in take.reason
    assert take.label == ""
    assert [errand.kind for errand in await house.outbox.due() if errand.kind == "take"] == []


async def test_the_orders_own_words_are_no_fault_of_the_node_that_repeats_them(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    naked = "A naked savage stood on the hill."
    async with store.transaction() as tx:
        await tx.run("UPDATE scene SET passage = :text WHERE id = :id", text=naked, id=job.scene_id)
        await tx.run(
            "UPDATE job SET order_json = json_set(order_json, '$.shots[0].action', :text)",
            text=naked,
        )
    claimed = await claimed_by(house, node := await operators_node(house), "one")
    told = alt_text(claimed.order)
    assert "naked savage" in told
    assert await deliver(house, node, claimed, alt_text=told)


@pytest.mark.parametrize(
    "said",
    [{"seconds": 1e308}, {"shots_shot": 10**40}, {"shots_reused": MAX_SHOTS + 1}],
    ids=lambda said: next(iter(said)),
)
async def test_a_report_of_more_than_was_ordered_is_refused(
    house: Studio, said: dict[str, object]
) -> None:
    await queue(house)
    claimed = await claimed_by(house, node := await operators_node(house), "one")
    with pytest.raises(BadDelivery, match=r"^report: "):
        await deliver(house, node, claimed, **said)
