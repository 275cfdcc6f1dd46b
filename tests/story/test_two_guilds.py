"""Two guilds on one bot: neither sees, touches or films what is the other's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from ports import free_port
from story_club import SEARCH, Club, opened

from bot.backlot.components import BUTTON
from bot.backlot.interactions import COMPONENT, FORM

OURS, THEIRS = "The lamp that Ours lit", "The lamp that Theirs lit"

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clubs(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Club, Club]]:
    """Ours and theirs, before one bot that other machines can call."""
    url = f"https://127.0.0.1:{free_port()}"
    public = {"GREENLIGHT_PUBLIC_URL": url, "GREENLIGHT_NODE_BIND": "127.0.0.1"}
    async with opened(tmp_path_factory.mktemp("two-guilds"), **public) as house:
        yield await Club.found(house, "Ours"), await Club.found(house, "Theirs")


async def test_no_guild_sees_or_touches_what_is_the_others(clubs: tuple[Club, Club]) -> None:
    ours, theirs = clubs
    our_card = await ours.propose(ours.mara, OURS)
    await theirs.propose(theirs.mara, THEIRS)
    board = await ours.channel.see("On the ballot")
    for custom_id in our_card.custom_ids:
        press = {"custom_id": custom_id, "component_type": BUTTON, "id": 1}
        answer = await forged(theirs, ours, our_card.id, COMPONENT, press)
        assert "is not here (any more)" in answer, custom_id
    (propose,) = board.custom_ids
    novel = propose.rsplit(":", 1)[1]
    answer = await forged(theirs, ours, board.id, FORM, sought(f"find:{novel}"))
    assert "not here" in answer
    assert "Film it 0" in (await ours.card(1, OURS)).text
    for command, options in (("queue", {}), ("film", {"what": "1"}), ("vote", {})):
        shown = await theirs.anna.slash(theirs.channel, command, **options)
        if shown.kind == "deferred":
            shown = await shown.final()
        assert THEIRS in shown.text
        assert OURS not in shown.text
    assert not [message for message in await theirs.channel.messages() if OURS in message.text]


async def test_a_guilds_own_node_joins_over_tls_and_films_for_it_alone(
    clubs: tuple[Club, Club],
) -> None:
    ours, theirs = clubs
    house = ours.house
    their_slate = await theirs.greenlight()
    our_slate = await ours.greenlight()
    invited = await ours.anna.slash(ours.channel, "studio node invite")
    line = re.search(r"--join '(https://127\.0\.0\.1:\d+/#[\w-]+\.[0-9a-f]{64})'", invited.text)
    assert line is not None, invited.text
    await house.start(
        *("annas-node", "render", "node", "--join", line[1]),
        GREENLIGHT_NODE_NAME="Anna's PC",
        GREENLIGHT_NODE_STATE=str(house.folder / "annas.json"),
        GREENLIGHT_CACHE=str(house.folder / "annas"),
    )
    await ours.premiere(our_slate)
    listed = await ours.anna.slash(ours.channel, "studio node list")
    assert "Anna" in listed.text
    # their take is older, and the node has asked for more since it delivered ours
    assert theirs.take(their_slate)["attempt"] == 0
    listed = await theirs.anna.slash(theirs.channel, "studio node list")
    assert "Anna" not in listed.text


async def forged(
    stranger: Club, club: Club, message_id: int, kind: int, data: dict[str, Any]
) -> str:
    """What one guild's showrunner is told for pressing what another's message bears.

    No client of Discord lets them; the custom_ids are easy to guess.
    """
    places = club.backlot.world.places
    source = places[club.channel.id].posts[message_id]
    place = places[stranger.channel.id]
    sent = await club.backlot.interactions.send(kind, place, stranger.anna.id, data, source)
    assert sent.original is not None, "the answer is a message"
    return str(sent.original.payload)


def sought(custom_id: str) -> dict[str, Any]:
    """The form behind *Propose a scene*, filled in."""
    words = {"type": 4, "id": 2, "custom_id": "words", "value": SEARCH}
    chapter = {"type": 4, "id": 4, "custom_id": "chapter", "value": ""}
    fields = [
        {"type": 18, "id": 1, "component": words},
        {"type": 18, "id": 3, "component": chapter},
    ]
    return {"custom_id": custom_id, "components": fields}
