"""A club's delivery, worked by hand at a time set by hand."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import discord
import pytest
import shooting
from club import Club, texts
from conftest import DIRECTION, Clock, strand

from bot.domain.ballot import Choice
from bot.domain.queue import Work
from bot.domain.scene import Take
from bot.domain.wishes import Wish, WishKind
from bot.studio.house_views import Errand, NodeView
from bot.studio.orders import KINDS
from bot.studio.views import SceneView
from cogs.delivery.loop import Delivery

WORKS = {kind: work for work, kind in KINDS.items() if work is not Work.DRAFT}


@dataclass
class Desk:
    """What waits in the outbox, and what of it stands in the channel."""

    club: Club
    cog: Delivery
    clock: Clock

    async def look(self, **later: float) -> None:
        """Work off what is due, so much later; four seconds if nothing is said."""
        await self.pass_time(**(later or {"seconds": 4}))
        await self.cog.work.coro(self.cog)
        await asyncio.gather(*self.cog._lanes.values())
        await self.club.env.settle()

    async def pass_time(self, **span: float) -> None:
        """For the club, and for the Discord that it is on."""
        self.clock.forward(**span)
        await self.club.env.advance_time(timedelta(**span).total_seconds())

    async def work_off(self) -> None:
        """Look until what can go out now is out."""
        for _ in range(5):
            await self.look()

    def sent(self, method: str) -> list[Any]:
        """The bodies with which the bot wrote to the club's channel."""
        place = f"/channels/{self.club.channel.id}/messages"
        return [
            request.json
            for request in self.club.env.http_requests
            if request.method == method and request.path.startswith(place) and request.json
        ]

    def pinged(self, words: str) -> list[int]:
        """Whom the one post with these words pings."""
        [body] = [item for item in self.sent("POST") if words in texts(item["components"])]
        assert body["allowed_mentions"]["parse"] == []
        return list(body["allowed_mentions"].get("users", ()))

    async def restarted(self) -> Desk:
        """The same club after the bot was started anew."""
        await self.club.restart()
        return await desk_of(self.club, self.clock)

    async def proposed(self, by: Any = None, **changes: Any) -> SceneView:
        """A scene as /propose leaves it, and its card posted."""
        club = self.club
        view = await club.studio.proposals.propose(
            club.member(by or club.mara),
            club.channel.id,
            strand(club.novel_id),
            replace(DIRECTION, **changes),
            age_restricted=False,
        )
        await self.work_off()
        return await club.view(view)

    async def vote(self, view: SceneView, voter: Any, choice: Choice = Choice.FOR) -> None:
        assert view.ballot is not None
        await self.club.studio.ballots.vote(self.club.member(voter), view.ballot.id, choice)

    async def greenlit(self, **changes: Any) -> SceneView:
        """A scene that was proposed and passed."""
        view = await self.proposed(**changes)
        await self.vote(view, self.club.tom)
        await self.vote(view, self.club.anna)
        await self.pass_time(hours=49)
        await self.club.studio.ballots.close_due()
        return await self.club.view(view)

    async def shoot(self, clip: bytes | None = None, **report: Any) -> NodeView:
        """The operator's node does all that is in the queue; with this clip, or a small one."""
        studio = self.club.studio
        node = await shooting.operators_node(studio)
        number = 0
        while claimed := await shooting.take_up(
            studio, node, f"c{self.clock():%y%m%d%H%M%S}-{number}"
        ):
            work = WORKS[claimed.order.kind]
            files = shooting.outputs(work) | (
                {"clip.mp4": clip} if clip and work in (Work.TAKE, Work.COMPARISON) else {}
            )
            await shooting.deliver(studio, node, claimed, work, files, **report)
            number += 1
        return node

    async def filmed(self, *, clip: bytes | None = None, **changes: Any) -> SceneView:
        """A scene whose take is shot and still to be posted."""
        view = await self.greenlit(**changes)
        await self.shoot(clip)
        return await self.club.view(view)

    async def posted_takes(self, takes: int = 2) -> Any:
        """The post of a scene's last take, of so many."""
        view = await self.filmed()
        await self.work_off()
        for _ in range(takes - 1):
            first = (await self.club.view(view)).takes[0].take.id
            anna = self.club.member(self.club.anna)
            await self.club.studio.takes.ask(anna, first, Wish(WishKind.FRESH))
            await self.shoot()
            await self.work_off()
        [post] = self.posts(f"· take 1-{takes}")
        return post

    async def take(self, view: SceneView) -> Take:
        return (await self.club.view(view)).takes[-1].take

    async def kept(self, kind: str) -> list[Errand]:
        """What of a kind is still to go out, now or some day."""
        self.clock.forward(days=3)
        due = await self.club.studio.outbox.due(per_guild=1000)
        self.clock.forward(days=-3)
        return [errand for errand in due if errand.kind == kind]

    def posts(self, words: str = "") -> list[discord.Message]:
        """The bot's messages in the channel in which one can read these words, oldest first."""
        return [
            message
            for message in self.club.channel.history()
            if message.author.bot and words in f"{message.content}{texts(message.components)}"
        ]


async def desk_of(club: Club, clock: Clock) -> Desk:
    bot: Any = club.env.bot
    cog = Delivery(bot)
    await bot.add_cog(cog)
    return Desk(club, cog, clock)


def said(channel: Any) -> list[str]:
    return [message.content for message in channel.history()]


def forbid(desk: Desk, status: int = 403, code: int = 50013, times: int | None = None) -> None:
    """Discord takes nothing new in the club's channel."""
    path = f"/channels/{desk.club.channel.id}/messages"
    desk.club.env.inject_error("POST", path, status=status, code=code, message="no", times=times)


def fail_once(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    """The database is locked when this is asked for the first time."""
    real = getattr(room, name)
    failures = [sqlite3.OperationalError("database is locked")]

    async def locked(*args: Any, **kwargs: Any) -> Any:
        if failures:
            raise failures.pop()
        return await real(*args, **kwargs)

    monkeypatch.setattr(room, name, locked)


def unheard_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord takes the next message, and its answer comes too late."""
    http = desk.club.env.bot.http
    real = http.send_message
    losses = [TimeoutError()]

    async def send_message(*args: Any, **kwargs: Any) -> Any:
        answer = await real(*args, **kwargs)
        if losses:
            raise losses.pop()
        return answer

    monkeypatch.setattr(http, "send_message", send_message)
