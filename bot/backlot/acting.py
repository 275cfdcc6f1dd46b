"""What members do and see: every verb once, with JSON in and out, wherever the member is."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

from bot.backlot.components import BUTTON, SELECTS, walk
from bot.backlot.filling import Filling
from bot.backlot.holdings import PATIENCE, Json, Place, Post
from bot.backlot.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction

if TYPE_CHECKING:
    from bot.backlot.server import Backlot

NOTICES = (6, 18, 21)
"""Messages that Discord writes itself: pins and threads."""


class Acting:
    """Raises ValueError for what a member could not do in Discord's own client."""

    def __init__(self, backlot: Backlot) -> None:
        self._backlot = backlot
        self._world = backlot.world
        self._filling = Filling(backlot.world, backlot.posting)
        self._sent: dict[int, Interaction] = {}

    # --- what members do ---

    async def do_slash(
        self, member: int, channel: int, command: str, options: Json | None = None
    ) -> Json:
        place = self._entered(channel, member)
        data = self._filling.command(member, place, command, options or {})
        return await self._send(COMMAND, place, member, data)

    async def do_autocomplete(
        self,
        member: int,
        channel: int,
        command: str,
        focused: str,
        value: str,
        options: Json | None = None,
    ) -> Json:
        place = self._entered(channel, member)
        given = {**(options or {}), focused: value}
        data = self._filling.command(member, place, command, given, focused)
        return await self._send(AUTOCOMPLETE, place, member, data)

    async def do_click(self, member: int, channel: int, message: int, custom_id: str) -> Json:
        place = self._entered(channel, member)
        post = self._visible(place, message, member)
        button = _component(post, custom_id)
        if button["type"] != BUTTON:
            raise ValueError(f"{custom_id} is no button")
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": button["id"]}
        return await self._send(COMPONENT, place, member, data, post)

    async def do_choose(
        self, member: int, channel: int, message: int, custom_id: str, values: list[str]
    ) -> Json:
        place = self._entered(channel, member)
        post = self._visible(place, message, member)
        select = _component(post, custom_id)
        if select["type"] not in SELECTS:
            raise ValueError(f"{custom_id} is no select")
        data = {
            "custom_id": custom_id,
            "component_type": select["type"],
            "id": select["id"],
            **self._filling.select(select, values, place),
        }
        return await self._send(COMPONENT, place, member, data, post)

    async def do_submit(self, member: int, interaction: int, values: Json) -> Json:
        """Send the form that an interaction opened; it may have been opened long ago."""
        opened = self._sent[interaction]
        if opened.form is None or opened.user_id != member:
            raise ValueError("no form was opened to that member")
        data = self._filling.form(opened.form, values, opened.place)
        return await self._send(FORM, opened.place, member, data, opened.source)

    async def do_say(self, channel: int, member: int, content: str) -> int:
        """A member's own message."""
        place = self._entered(channel, member)
        say = "send_messages_in_threads" if place.is_thread else "send_messages"
        if self._world.missing(place, member, say):
            raise ValueError("that member may not write here")
        post = self._backlot.posting.write(place, member, {"content": content}, {})
        self._backlot.rest.tell("MESSAGE_CREATE", place, post)
        return post.id

    async def do_final(self, interaction: int, timeout: float = PATIENCE) -> Json:
        """Wait until a deferred answer is there."""
        sent = self._sent[interaction]
        await asyncio.wait_for(sent.finished.wait(), timeout)
        return self._outcome(sent)

    async def do_follow_ups(
        self, interaction: int, count: int = 1, timeout: float = PATIENCE
    ) -> list[Json]:
        """Wait until so many follow-ups came, and give all there are."""
        sent = self._sent[interaction]
        async with asyncio.timeout(timeout):
            while len(sent.follow_ups) < count:
                sent.grown.clear()
                await sent.grown.wait()
        return [_as_seen(post) for post in sent.follow_ups]

    # --- what can be seen ---

    async def do_messages(self, channel: int, member: int | None = None) -> list[Json]:
        """What people and bots wrote, oldest first; private ones for their member only."""
        posts = self._world.places[channel].posts.values()
        return [
            _as_seen(post)
            for post in posts
            if post.ephemeral_for in (None, member) and post.payload["type"] not in NOTICES
        ]

    async def do_message(self, channel: int, message: int) -> Json | None:
        place = self._world.places.get(channel)
        post = place.posts.get(message) if place else None
        return None if post is None else _as_seen(post)

    async def do_threads(self, channel: int) -> list[Json]:
        places = self._world.places.values()
        return [place.payload() for place in places if place.parent_id == channel]

    async def do_dms(self, member: int) -> list[Json]:
        place = self._world.conversation(member)
        return [_as_seen(post) for post in place.posts.values()]

    async def do_file(self, url: str) -> str:
        path = url.split("/cdn/", 1)[1].partition("?")[0]
        return base64.b64encode(self._world.files[path]).decode()

    async def do_commands(self, member: int | None = None, channel: int | None = None) -> list[str]:
        """What is registered; or, with a member and a channel, what that member is offered."""
        if member is None or channel is None:
            return [command["name"] for command in self._world.commands]
        return self._filling.shown(member, self._world.places[channel])

    async def do_wait(self, timeout: float = 1, seen: int | None = None) -> int:
        """Until something happens that the caller has not `seen`, or the time is over."""
        return await self._backlot.change(timeout, seen)

    async def do_connected(self, timeout: float = PATIENCE) -> None:
        await asyncio.wait_for(self._backlot.gateway.connected.wait(), timeout)

    async def do_is_connected(self) -> bool:
        return self._backlot.gateway.is_connected

    # --- parts ---

    async def _send(
        self, kind: int, place: Place, member: int, data: Json, source: Post | None = None
    ) -> Json:
        sent = await self._backlot.interactions.send(kind, place, member, data, source)
        self._sent[sent.id] = sent
        return self._outcome(sent)

    def _outcome(self, sent: Interaction) -> Json:
        post = sent.original
        return {
            "interaction": sent.id,
            "channel": sent.place.id,
            "kind": sent.kind_of_answer,
            "ack_ms": sent.ack_ms,
            "message": None if post is None else _as_seen(post),
            "modal": sent.form,
            "choices": sent.choices,
            "source": None if sent.source is None else sent.source.id,
        }

    def _entered(self, channel: int, member: int) -> Place:
        place = self._world.places.get(channel)
        if place is None:
            raise ValueError("that channel is gone")
        if not self._world.sees(place, member):
            raise ValueError("that member cannot see this channel")
        return place

    def _visible(self, place: Place, message: int, member: int) -> Post:
        post = place.posts.get(message)
        if post is None:
            raise ValueError("that message is gone")
        if post.ephemeral_for not in (None, member):
            raise ValueError("only somebody else sees that message")
        return post


def _component(post: Post, custom_id: str) -> Json:
    for component in walk(post.payload["components"]):
        if component.get("custom_id") == custom_id:
            if component.get("disabled"):
                raise ValueError(f"{custom_id} is disabled")
            return component
    raise ValueError(f"that message has nothing called {custom_id}")


def _as_seen(post: Post) -> Any:
    return {**post.payload, "pings": post.pings, "edits": len(post.edits)}
