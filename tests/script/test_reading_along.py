"""Reading along: what members look at is noted, and nobody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from conftest import CHANNEL, GUILD, MARA, Clock, member, showrunner, strand
from script_stand import Said, Stand, answer, shot, standing

from bot.domain.direction import Direction
from bot.domain.draft import Draft
from bot.domain.novel import Passage, Rights
from bot.script import ScriptSupervisor
from bot.script.supervisor import PILE
from bot.store import Store
from bot.store import notes as kept_notes
from bot.studio import Studio
from bot.studio.script import NOTES_KEPT

SPEECH = Passage(1, 1, 1, 3)


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with standing() as opened:
        yield opened


@contextlib.asynccontextmanager
async def reading(
    house: Studio, stand: Stand, *says: Said, **settings: object
) -> AsyncIterator[ScriptSupervisor]:
    """A supervisor at work, until its pile is read."""
    stand.says = list(says)
    supervisor = ScriptSupervisor(house, stand.desk(**settings))
    work = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
        while supervisor.is_busy:
            await asyncio.sleep(0.01)
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def read(
    house: Studio, stand: Stand, *says: Said, passage: Passage = SPEECH, **settings: object
) -> Draft:
    """The draft after a passage was looked at."""
    async with reading(house, stand, *says, **settings) as supervisor:
        supervisor.look_at(GUILD, [passage])
    return await house.proposals.draft(GUILD, passage)


async def test_a_passage_that_was_read_has_its_notes_in_the_form(
    house: Studio, stand: Stand
) -> None:
    draft = await read(house, stand, answer())
    assert draft.title == "The boy and the sea"
    assert draft.cast == ("Wick", "Captain Hale")
    assert draft.heading.place == "strand below the keep"


async def test_its_shots_are_filmed_with_the_words_of_the_novel(
    house: Studio, stand: Stand
) -> None:
    draft = await read(house, stand, answer())
    sent = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
    view = await house.proposals.propose(member(MARA), CHANNEL, SPEECH, sent, age_restricted=False)
    shots = view.scene.shot_list.shots
    assert [shot.action for shot in shots][2:] == ["The captain calls.", "Wick looks up."]
    lines = [(line.speaker, line.text) for shot in shots for line in shot.lines]
    assert lines == [("Captain Hale", "Come up out of that, or the sea will have your boots.")]


async def test_only_the_novel_is_sent(house: Studio, stand: Stand) -> None:
    await read(house, stand, answer())
    [asked] = stand.asked
    script = asked["messages"][-1]["content"]
    assert "The boy ran along the strand." in script
    assert "climbed the cliff path" not in script  # what comes after the passage
    assert str(GUILD) not in script
    assert str(MARA) not in script


@pytest.mark.parametrize(
    ("rights", "sent", "sent_if_allowed"),
    [
        (Rights.PUBLIC_DOMAIN, 1, 1),
        (Rights.OWN_WORK, 1, 1),
        (Rights.LICENSED, 0, 1),
        (Rights.PERSONAL_USE, 0, 1),
    ],
)
async def test_what_is_not_free_to_quote_is_sent_only_where_the_operator_says_so(
    house: Studio, stand: Stand, store: Store, rights: Rights, sent: int, sent_if_allowed: int
) -> None:
    async with store.transaction() as tx:
        await tx.run("UPDATE novel SET rights = :rights", rights=rights)
    await read(house, stand, answer())
    assert len(stand.asked) == sent
    stand.asked.clear()
    await read(house, stand, answer(), passage=Passage(1, 1, 1, 2), script_all_novels=True)
    assert len(stand.asked) == sent_if_allowed


async def test_a_passage_is_read_once(house: Studio, stand: Stand) -> None:
    await read(house, stand, answer())
    await read(house, stand, answer(title="Another"))
    assert len(stand.asked) == 1


async def test_a_script_that_has_changed_is_read_anew(
    house: Studio, stand: Stand, store: Store
) -> None:
    await read(house, stand, answer())
    async with store.transaction() as tx:
        await tx.run("UPDATE paragraph SET text = text || ' Rain fell.' WHERE number = 3")
    assert (await house.proposals.draft(GUILD, SPEECH)).title != "The boy and the sea"
    assert (await read(house, stand, answer(title="Anew"))).title == "Anew"


@pytest.mark.parametrize(
    "says",
    [
        ["Certainly! Here are your shots."],
        [web.Response(status=500), web.Response(status=500)],
        [answer(pace="leisurely")],
        [answer(title="Naked in the keep")],
        [answer(shots=[shot("follow", "full", "static", "His guts spill.")] * 4)],
    ],
    ids=["nonsense", "fault", "off the form", "title", "gore"],
)
async def test_whatever_goes_wrong_the_draft_is_the_rules(
    house: Studio, stand: Stand, says: list[Said]
) -> None:
    ruled = await house.proposals.draft(GUILD, SPEECH)
    assert await read(house, stand, *says) == ruled
    assert stand.asked


async def test_hostile_words_stay_out_of_the_draft(house: Studio, stand: Stand) -> None:
    ruled = await house.proposals.draft(GUILD, SPEECH)
    hostile = "@everyone “buy” at https://evil.example"
    draft = await read(
        house,
        stand,
        answer(
            title=hostile,
            action=hostile,
            cast=[hostile, "Wick"],
            heading=answer()["heading"] | {"place": hostile},
            speeches=[{"number": 0, "speaker": hostile, "to": hostile}],
        ),
    )
    assert (draft.title, draft.action) == (ruled.title, ruled.action)
    assert draft.cast == ("Wick",)
    assert draft.heading.place == ruled.heading.place
    assert draft.speeches == ruled.speeches


async def test_the_form_does_not_wait_for_a_slow_answer(house: Studio, stand: Stand) -> None:
    stand.says = [30.0]
    supervisor = ScriptSupervisor(house, stand.desk())
    work = asyncio.create_task(supervisor.run())
    supervisor.look_at(GUILD, [SPEECH])
    while not stand.asked:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(2):
        draft = await house.proposals.draft(GUILD, SPEECH)
    assert draft.title
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def test_the_next_passage_is_read_after_one_that_failed(
    house: Studio, stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with reading(house, stand, "no", "no", answer()) as supervisor:
            supervisor.look_at(GUILD, [strand(), SPEECH])
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert said[0].startswith("chapter 1, 1 to 2: no notes from http://127.0.0.1:")
    assert said[1].startswith("chapter 1, 1 to 3: noted in ")


async def test_what_was_looked_at_last_is_read_first_and_the_oldest_is_forgotten(
    house: Studio, stand: Stand
) -> None:
    stand.says = [answer()]
    supervisor = ScriptSupervisor(house, stand.desk())
    missing = [Passage(99, 1, number, number) for number in range(1, PILE + 1)]
    supervisor.look_at(GUILD, [strand()])
    supervisor.look_at(GUILD, missing)
    supervisor.look_at(GUILD, [SPEECH, missing[0]])
    assert supervisor.pile == [*reversed(missing[:-1]), SPEECH]


async def test_a_removed_novel_is_not_read(house: Studio, stand: Stand) -> None:
    async with reading(house, stand, answer()) as supervisor:
        await house.novels.remove(showrunner(), 1)
        supervisor.look_at(GUILD, [SPEECH])
    assert stand.asked == []


async def test_a_removed_novel_takes_its_notes_along(
    house: Studio, stand: Stand, store: Store
) -> None:
    await read(house, stand, answer())
    await house.novels.remove(showrunner(), 1)
    async with store.reading() as tx:
        assert await kept_notes.of_passage(tx, SPEECH) is None


async def test_notes_are_dropped_when_the_supervisor_is_switched_off(
    house: Studio, stand: Stand
) -> None:
    await read(house, stand, answer())
    await house.script.forget()
    assert (await house.proposals.draft(GUILD, SPEECH)).title != "The boy and the sea"


async def test_the_newest_notes_are_kept(
    house: Studio, stand: Stand, store: Store, clock: Clock
) -> None:
    await read(house, stand, answer())
    clock.time += timedelta(hours=1)
    await read(house, stand, answer(), passage=Passage(1, 1, 2, 3))
    await house.script.prune()
    async with store.transaction() as tx:
        assert NOTES_KEPT > 2
        assert await kept_notes.prune(tx, 1) == 1
        assert await kept_notes.of_passage(tx, SPEECH) is None
