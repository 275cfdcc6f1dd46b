"""What a member may vote on: open ballots of scenes, of looks and of takes, as one list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ballot import Choice
from bot.domain.canon import letter_of
from bot.domain.look import pronoun
from bot.domain.member import Member
from bot.errors import NotFound
from bot.store import Row, Store, Transaction, canon, characters, looks, open_ballots
from bot.studio.canon import canon_view
from bot.studio.casting import LookView
from bot.studio.look_views import look_view
from bot.studio.media import MediaFolder
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.take_views import CanonView
from bot.studio.views import SceneView

KEY = re.compile(r"(?P<kind>scene|look|takes):(?P<id>\d{1,18})")
GONE = "That ballot is not here (any more); /vote shows the open ones."


@dataclass(frozen=True, slots=True)
class Listed:
    """An open ballot as a list names it."""

    key: str
    """`scene:12`, `look:5`, or `takes:7` for the vote between a scene's takes."""
    number: int | None
    """The scene's, of a scene or its takes."""
    name: str
    """Of the scene, or of the character whose look it is."""
    mine: Choice | str | None
    """The member's choice, or the letter of the take that they voted for."""
    whom: str
    """Of a look that they voted on: her, him, them or it."""


@dataclass(frozen=True, slots=True)
class OnBallot:
    """One ballot as the member sees it who asks."""

    key: str
    view: SceneView | LookView | CanonView


class OpenBallotsRoom:
    """Reading only; every answer is for one member of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def open_for(
        self, member: Member, *, restricted: bool, first: Sequence[str] = (), limit: int = 25
    ) -> list[Listed]:
        """What the member may vote on, not beyond their reading, cut at `limit`.

        Those whose keys are given stand first and in that order, then what is not voted on.
        Without `restricted`, nothing that is shown in age-restricted channels alone.
        """
        async with self._store.reading() as tx:
            rows = await open_ballots.listed(
                tx, member.guild_id, member.id, restricted=restricted, first=first, limit=limit
            )
            return [await self._listed(tx, member, row) for row in rows]

    async def one(self, member: Member, key: str) -> OnBallot:
        """A ballot by its key, open or just closed. Raises NotFound."""
        match = KEY.fullmatch(key)
        if match is None:
            raise NotFound(GONE)
        async with self._store.reading() as tx:
            number = int(match["id"])
            if match["kind"] == "scene":
                return await self._scene(tx, member, number)
            if match["kind"] == "look":
                return await self._look(tx, member, number)
            return await self._between(tx, member, number)

    async def _listed(self, tx: Transaction, member: Member, row: Row) -> Listed:
        kind, mine, whom = row["kind"], row["mine"], ""
        if mine is not None and kind == "takes":
            ballot = await canon.get(tx, member.guild_id, row["id"])
            assert ballot is not None, "it was read in this transaction"
            mine = letter_of(ballot, member.id, int(mine))
        elif mine is not None:
            mine = Choice(mine)
            whom = await _whom(tx, member.guild_id, row["id"]) if kind == "look" else ""
        return Listed(f"{kind}:{row['id']}", row["number"], row["name"], mine, whom)

    async def _scene(self, tx: Transaction, member: Member, scene_id: int) -> OnBallot:
        scene = await scene_of_guild(tx, member.guild_id, scene_id)
        view = await scene_view(tx, scene, self._folder, self._now(), member_id=member.id)
        return OnBallot(f"scene:{scene_id}", view)

    async def _look(self, tx: Transaction, member: Member, look_id: int) -> OnBallot:
        row = await looks.get(tx, member.guild_id, look_id)
        if row is None:
            raise NotFound(GONE)
        view = await look_view(tx, row, self._folder, member_id=member.id)
        if view.ballot is None:
            raise NotFound(GONE)
        return OnBallot(f"look:{look_id}", view)

    async def _between(self, tx: Transaction, member: Member, ballot_id: int) -> OnBallot:
        view = await canon_view(
            tx, member.guild_id, ballot_id, self._folder, self._now(), member_id=member.id
        )
        return OnBallot(f"takes:{ballot_id}", view)


async def _whom(tx: Transaction, guild_id: int, look_id: int) -> str:
    row = await looks.get(tx, guild_id, look_id)
    assert row is not None, "it was read in this transaction"
    look = looks.look_of(row)
    character = await characters.get(tx, guild_id, look.character_id)
    assert character is not None, "a look goes with its character"
    return pronoun(character.kind, character.name, look.appearance, character.pronoun)
