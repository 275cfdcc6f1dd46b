"""Two clubs on one bot: what is one's cannot be seen, voted on, filmed or changed by the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import shooting
from club import Club, texts
from conftest import DIRECTION, MARA, member, set_up, strand
from reel_takes import canon
from shooting import guilds_node

from bot.domain.characters import Found, Kind
from bot.domain.scene import TakeState
from bot.store import Store, characters, takes

pytest_plugins = ("club_fixtures",)

THEIRS, THEIR_CHANNEL = 999, 998
SECRET = "What only they know"
TABLES = (
    *(
        "scene",
        "ballot",
        "vote",
        "take",
        "job",
        "novel",
        "complaint",
        "record",
        "subscription",
        "reel",
        "reel_part",
    ),
    *("take_wish", "seam", "canon_ballot", "canon_vote", "comparison"),
)


COMPLETED = (
    ("propose", "words", "lantern"),
    ("propose", "chapter", "strand"),
    ("film", "what", "boy"),
    ("cast", "character", "hale"),
    ("studio decide", "scene", "1"),
    ("studio remove", "scene", "1"),
    ("studio novel bind", "novel", "lamp"),
    ("studio novel style", "novel", "lamp"),
    ("studio novel remove", "novel", "lamp"),
    ("studio node pause", "node", "pc"),
    ("studio node resume", "node", "pc"),
    ("studio node revoke", "node", "pc"),
    ("studio node open", "node", "pc"),
    ("studio settings", "filming_engine", ""),
)
"""Commands and options that offer something, and what finds ours."""


@dataclass
class Foreign:
    """What the other club has, by its ids."""

    novel: int
    scene: int
    ballot: int
    take: int
    job: int
    part: int


@pytest.fixture
async def foreign(club: Club, store: Store) -> Foreign:
    """Another club with a scene on the ballot and a failed take of another one."""
    novel = await set_up(club.studio, THEIRS, THEIR_CHANNEL)
    view = await club.studio.proposals.propose(
        member(MARA, THEIRS), THEIR_CHANNEL, strand(novel), DIRECTION, age_restricted=False
    )
    async with store.transaction() as tx:
        await tx.run(
            "UPDATE scene SET title = :title WHERE id = :id", title=SECRET, id=view.scene.id
        )
    job = await shooting.queue(club.studio, guild_id=THEIRS, engine="wan")
    assert view.ballot is not None
    assert job.take_id is not None
    async with store.transaction() as tx:
        await takes.set_state(tx, job.take_id, TakeState.FAILED, reason="no")
    await canon(club.studio, store, guild_id=THEIRS, chapter=2)
    reel = await club.studio.reels.join(
        member(MARA, THEIRS), novel, 2, names={}, max_bytes=10**7, age_restricted=False
    )
    return Foreign(novel, view.scene.id, view.ballot.id, job.take_id, job.id, reel.parts[0].id)


async def everything(store: Store) -> list[list[tuple[Any, ...]]]:
    async with store.reading() as tx:
        return [[tuple(row) for row in await tx.all(f"SELECT * FROM {table}")] for table in TABLES]


async def said_to(club: Club, actor: Any, custom_id: str) -> Any:
    await club.show_button(custom_id)
    return await actor.click(club.card(), label="Found")


@pytest.mark.parametrize(
    "custom_id",
    [
        "ballot:{0.ballot}:for",
        "ballot:{0.ballot}:against",
        "scene:{0.scene}:menu",
        "scene:{0.scene}:discuss",
        "scene:{0.scene}:tell",
        "scene:{0.scene}:redraw",
        "scene:{0.scene}:report",
        "scene:{0.scene}:amend",
        "scene:{0.scene}:change",
        "scene:{0.scene}:keep",
        "scene:{0.scene}:withdraw",
        "scene:{0.scene}:remove",
        "take:{0.take}:report",
        "take:{0.take}:remove",
        "take:{0.take}:retry",
        "take:{0.take}:animatic",
        "take:{0.take}:draft",
        "take:{0.take}:final",
        "take:{0.take}:another",
        "take:{0.take}:again",
        "take:{0.take}:wrong",
        "take:{0.take}:compare",
        "wish:{0.take}:fresh",
        "take:{0.take}:canon",
        "canon:{0.take}:make",
        "canon:{0.take}:hold",
        "shots:{0.scene}:0:1:open",
        "shots:{0.scene}:0:1:delete",
        "queue:first:{0.job}",
        "queue:last:{0.job}",
        "queue:hold:{0.job}",
        "queue:release:{0.job}",
        "queue:cancel:{0.job}",
        "novel:remove:{0.novel}",
        "film:book:{0.novel}:1",
        "film:chapter:{0.novel}:1",
        "film:at:{0.novel}:1:0",
        "film:join:{0.novel}:1",
        "reel:{0.part}:open",
        "reel:{0.part}:report",
        "passage:a:{0.novel}:1:1:2:this",
    ],
)
async def test_a_button_of_another_club_does_nothing_and_shows_nothing(
    club: Club, store: Store, foreign: Foreign, custom_id: str
) -> None:
    before = await everything(store)
    shown = await said_to(club, club.anna, custom_id.format(foreign))
    assert shown.modal is None
    assert shown.response.ephemeral
    assert "not " in shown.response.content
    assert SECRET not in str(shown.response.content)
    assert "Something went wrong" not in shown.response.content
    assert await everything(store) == before


@pytest.mark.parametrize(
    "custom_id",
    [
        "report:{0.scene}:0",
        "report:{0.scene}:{0.take}",
        "remove:{0.scene}",
    ],
)
async def test_a_form_of_another_club_is_refused(
    club: Club, store: Store, foreign: Foreign, custom_id: str
) -> None:
    await club.proposed()
    shown = await club.anna.click(club.card(), label="Report")
    shown._interaction.modal["custom_id"] = custom_id.format(foreign)
    before = await everything(store)
    sent = await club.anna.submit_modal(shown, {"reason": "I forged this form."})
    assert "That scene is not here" in sent.response.content
    assert await everything(store) == before


async def test_a_take_of_another_scene_is_not_reported_with_this_one(
    club: Club, store: Store, foreign: Foreign
) -> None:
    scene = await club.proposed()
    shown = await club.tom.click(club.card(), label="Report")
    shown._interaction.modal["custom_id"] = f"report:{scene.scene.id}:{foreign.take}"
    before = await everything(store)
    await club.tom.submit_modal(shown, {"reason": "I forged this form."})
    assert await everything(store) == before


async def test_amending_by_a_forged_form_is_refused(
    club: Club, store: Store, foreign: Foreign
) -> None:
    await club.proposed()
    menu = await club.mara.click(club.card(), label="⋯")
    shown = await club.mara.click(menu.response, label="Amend")
    shown._interaction.modal["custom_id"] = f"amend:{foreign.scene}"
    before = await everything(store)
    await club.submit(club.mara, shown)
    assert await everything(store) == before


@pytest.mark.parametrize("command", ["film", "queue", "vote"])
async def test_no_list_shows_what_is_another_clubs(
    club: Club, foreign: Foreign, command: str
) -> None:
    shown = await club.tom.slash(club.channel, command)
    assert SECRET not in f"{shown.response.content}{texts(shown.response.components)}"


@pytest.fixture
async def namesakes(club: Club, foreign: Foreign, store: Store) -> None:
    """Both clubs have a scene, a machine, a cast and a text; only theirs say `only`."""
    await club.proposed()
    await guilds_node(club.studio, club.guild.id, "Our PC")
    await guilds_node(club.studio, THEIRS, "Only their PC")
    async with store.transaction() as tx:
        for guild_id, novel_id, name in (
            (club.guild.id, club.novel_id, "Captain Hale"),
            (THEIRS, foreign.novel, "Only They"),
        ):
            found = Found(Kind.PERSON, name, (), 9, 1)
            await characters.keep(tx, guild_id, novel_id, [found], datetime.now(UTC))
        for change in (
            "UPDATE novel SET title = :only WHERE id = :novel",
            "UPDATE chapter SET title = :only WHERE novel_id = :novel",
            "INSERT INTO paragraph (novel_id, chapter, number, text) VALUES (:novel, 1, 5, :only)",
            "UPDATE node SET engines = '[\"only-theirs\"]' WHERE name = 'Only their PC'",
        ):
            assert await tx.run(change, only=SECRET, novel=foreign.novel)


async def test_no_autocompletion_offers_what_is_another_clubs(club: Club, namesakes: None) -> None:
    for command, option, ours in COMPLETED:
        found = await club.anna.autocomplete(club.channel, command, option, ours)
        assert found, command
        found += await club.anna.autocomplete(club.channel, command, option, "only")
        assert "only" not in str(found).lower(), command


async def test_the_log_is_the_clubs_own(club: Club, foreign: Foreign) -> None:
    await club.studio.novels.remove(club.member(club.anna), club.novel_id)
    shown = await club.anna.slash(club.channel, "studio log")
    assert shown.response.content.count("added a novel") == 1
