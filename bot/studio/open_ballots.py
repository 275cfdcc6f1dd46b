"""What a member may vote on: open ballots of scenes, of looks and of takes, as one list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.member import Member
from bot.errors import NotFound
from bot.store import Store, Transaction, ballots, canon, guilds, looks
from bot.studio.canon import canon_view
from bot.studio.casting import LookView
from bot.studio.look_views import look_view
from bot.studio.media import MediaFolder
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.take_views import CanonView
from bot.studio.views import SceneView

MOST = 100
"""Ballots of a kind that are looked at; a list shows fewer."""
KEY = re.compile(r"(?P<kind>scene|look|takes):(?P<id>\d{1,18})")
GONE = "That ballot is not here (any more); /vote shows the open ones."


@dataclass(frozen=True, slots=True)
class OnBallot:
    """One ballot as the member sees it who asks."""

    key: str
    """`scene:12`, `look:5`, or `takes:7` for the vote between a scene's takes."""
    view: SceneView | LookView | CanonView
    closes_at: datetime
    is_voted: bool

    @property
    def is_restricted(self) -> bool:
        """Whether it is shown in age-restricted channels alone."""
        match self.view:
            case SceneView(scene=scene) | CanonView(view=SceneView(scene=scene)):
                return scene.rating.is_restricted
            case _:
                return False


class OpenBallotsRoom:
    """Reading only; every answer is for one member of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def open_for(self, member: Member) -> list[OnBallot]:
        """What the member may vote on, not beyond their reading; not voted on first."""
        async with self._store.reading() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            found = [
                *await self._scenes(tx, member),
                *await self._looks(tx, member),
                *await self._takes(tx, member),
            ]
        votable = [one for one in found if settings.proposers_vote or _brought_by(one) != member.id]
        return sorted(votable, key=lambda one: (one.is_voted, one.closes_at))

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

    async def _scenes(self, tx: Transaction, member: Member) -> list[OnBallot]:
        ids = await ballots.open_scenes(tx, member.guild_id, member.id, MOST)
        return [await self._scene(tx, member, scene_id) for scene_id in ids]

    async def _looks(self, tx: Transaction, member: Member) -> list[OnBallot]:
        rows = await ballots.open_looks(
            tx, member.guild_id, novel_id=None, member_id=member.id, limit=MOST
        )
        return [await self._look(tx, member, row["look_id"]) for row in rows]

    async def _takes(self, tx: Transaction, member: Member) -> list[OnBallot]:
        rows = await canon.open_votes(
            tx, member.guild_id, novel_id=None, member_id=member.id, limit=MOST
        )
        return [await self._between(tx, member, row["id"]) for row in rows]

    async def _scene(self, tx: Transaction, member: Member, scene_id: int) -> OnBallot:
        scene = await scene_of_guild(tx, member.guild_id, scene_id)
        view = await scene_view(tx, scene, self._folder, self._now(), member_id=member.id)
        assert view.ballot is not None, "a scene has a ballot"
        is_voted = view.my_choice is not None
        return OnBallot(f"scene:{scene_id}", view, view.ballot.closes_at, is_voted)

    async def _look(self, tx: Transaction, member: Member, look_id: int) -> OnBallot:
        row = await looks.get(tx, member.guild_id, look_id)
        if row is None:
            raise NotFound(GONE)
        view = await look_view(tx, row, self._folder, self._now(), member_id=member.id)
        if view.ballot is None:
            raise NotFound(GONE)
        is_voted = view.my_choice is not None
        return OnBallot(f"look:{look_id}", view, view.ballot.closes_at, is_voted)

    async def _between(self, tx: Transaction, member: Member, ballot_id: int) -> OnBallot:
        view = await canon_view(
            tx, member.guild_id, ballot_id, self._folder, self._now(), member_id=member.id
        )
        closes_at = view.ballot.terms.closes_at
        return OnBallot(f"takes:{ballot_id}", view, closes_at, view.mine is not None)


def _brought_by(one: OnBallot) -> int | None:
    """Whose own it is, where a guild may keep them from voting on it."""
    match one.view:
        case SceneView(scene=scene):
            return scene.proposer_id
        case LookView(look=look):
            return look.member_id
        case _:
            return None
