"""How tests and the demo act on the backlot: members who type, click and read."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.backlot.holdings import PATIENCE, Json
from bot.backlot.seen import Message, Outcome

Call = Callable[..., Awaitable[Any]]


class NoAnswer(Exception):
    """The application did not respond."""


class Stage:
    """The verbs of the backlot, wherever it runs."""

    def __init__(self, call: Call) -> None:
        self.call = call

    async def add_guild(
        self, name: str, *, tier: int = 0, bot_permissions: int | list[str] | None = None
    ) -> Guild:
        """A guild that invited the bot; `bot_permissions` are what the invitation granted."""
        guild = await self.call("add_guild", name=name, tier=tier, bot_permissions=bot_permissions)
        return Guild(self, guild, name)

    async def connected(self, timeout: float = PATIENCE) -> None:
        """Wait until a bot has identified."""
        await self.call("connected", timeout=timeout)

    async def fail_next(self, method: str, path: str, **fault: Any) -> None:
        """Let the next matching requests meet a fault.

        `path` is a pattern searched for in paths such as `channels/1/messages`. The fault is some
        of status, code, retry_after, times, latency (seconds), swallow (it is carried out, and the
        answer is lost) and lost (it never arrives).
        """
        await self.call("fail_next", method=method, path=path, **fault)

    async def mend(self) -> None:
        """Disarm every fault."""
        await self.call("mend")

    async def limit_old_edits(self, edits: int) -> None:
        """So many edits of messages older than an hour, then 30046."""
        await self.call("limit_old_edits", edits=edits)

    async def close_socket(self, code: int = 1001) -> None:
        """Close the gateway's connections; the bot may resume."""
        await self.call("close_socket", code=code)

    async def cut_socket(self) -> None:
        """Break the gateway's connections without a word; the bot may resume."""
        await self.call("cut_socket")

    async def ask_to_reconnect(self) -> None:
        await self.call("ask_to_reconnect")

    async def invalidate_session(self) -> None:
        """Declare the sessions void: the bot has to identify anew."""
        await self.call("invalidate_session")

    async def set_times(
        self, *, first_answer: float | None = None, alive: float | None = None
    ) -> None:
        """Seconds until an interaction must be answered, and until its token dies."""
        await self.call("set_times", first_answer=first_answer, alive=alive)

    async def stats(self) -> Json:
        return await self.call("stats")

    async def until(
        self, ask: Callable[[], Awaitable[Any]], timeout: float = PATIENCE, *, every: float = 1
    ) -> Any:
        """Wait until `ask` answers something true, and give that back. Raises TimeoutError."""
        seen = 0
        async with asyncio.timeout(timeout):
            while True:
                if answer := await ask():
                    return answer
                seen = await self.call("wait", timeout=every, seen=seen)


@dataclass(frozen=True, slots=True)
class Guild:
    stage: Stage = field(repr=False)
    id: int
    name: str

    async def add_channel(self, name: str, *, nsfw: bool = False) -> Channel:
        channel = await self.stage.call("add_channel", guild=self.id, name=name, nsfw=nsfw)
        return Channel(self.stage, channel, name)

    async def add_role(self, name: str, *permissions: str, mentionable: bool = False) -> int:
        return await self.stage.call(
            "add_role",
            guild=self.id,
            name=name,
            permissions=list(permissions),
            mentionable=mentionable,
        )

    async def set_bot_permissions(self, *permissions: str) -> None:
        """Change what the bot's own role may do; what @everyone may do stays."""
        await self.stage.call("set_bot_permissions", guild=self.id, permissions=list(permissions))

    async def set_everyone(self, *permissions: str) -> None:
        """Change what @everyone may do."""
        await self.stage.call(
            "set_role", guild=self.id, role=self.id, permissions=list(permissions)
        )

    async def set_tier(self, tier: int) -> None:
        """Boost the guild: larger files from tier 2 on."""
        await self.stage.call("set_tier", guild=self.id, tier=tier)

    async def set_roles(self, member: Member, *roles: int) -> None:
        await self.stage.call("set_roles", guild=self.id, member=member.id, roles=list(roles))

    async def leave(self, member: Member) -> None:
        await self.stage.call("leave", guild=self.id, member=member.id)

    async def remove_bot(self) -> None:
        """Somebody kicks the bot."""
        await self.stage.call("remove_bot", guild=self.id)

    async def add_member(
        self,
        name: str,
        *permissions: str,
        roles: Iterable[int] = (),
        owner: bool = False,
        joined_at: str | None = None,
    ) -> Member:
        member = await self.stage.call(
            "add_member",
            guild=self.id,
            name=name,
            roles=list(roles),
            permissions=list(permissions),
            owner=owner,
            joined_at=joined_at,
        )
        return Member(self.stage, member, name)


@dataclass(frozen=True, slots=True)
class Channel:
    stage: Stage = field(repr=False)
    id: int
    name: str

    async def messages(self, seen_by: Member | None = None) -> list[Message]:
        """What everybody sees here, or one member, oldest first."""
        member = None if seen_by is None else seen_by.id
        return [
            Message(self.stage, self.id, payload)
            for payload in await self.stage.call("messages", channel=self.id, member=member)
        ]

    async def find(self, words: str) -> Message | None:
        """The latest message with these words."""
        found = [message for message in await self.messages() if words in message.text]
        return found[-1] if found else None

    async def see(self, words: str, timeout: float = PATIENCE) -> Message:
        """Wait for a message with these words."""
        return await self.stage.until(lambda: self.find(words), timeout)

    async def threads(self) -> list[Json]:
        return await self.stage.call("threads", channel=self.id)

    async def thread(self, name: str) -> Channel:
        """The thread of that name. Raises LookupError."""
        for payload in await self.threads():
            if payload["name"] == name:
                return Channel(self.stage, int(payload["id"]), name)
        raise LookupError(f"there is no thread called {name}")

    async def commands(self, member: Member) -> list[str]:
        """What that member is offered here, as it is typed: `studio novel add`."""
        return await self.stage.call("commands", member=member.id, channel=self.id)

    async def allow(self, *names: str, target: int | None = None) -> None:
        """What the bot, or a role or member, may do here, over its roles."""
        await self.stage.call("allow", channel=self.id, allow=list(names), target=target)

    async def deny(self, *names: str, target: int | None = None) -> None:
        await self.stage.call("allow", channel=self.id, deny=list(names), target=target)

    async def set_nsfw(self, nsfw: bool) -> None:
        await self.stage.call("set_nsfw", channel=self.id, nsfw=nsfw)

    async def delete(self) -> None:
        await self.stage.call("delete_channel", channel=self.id)


@dataclass(frozen=True, slots=True)
class Member:
    stage: Stage = field(repr=False)
    id: int
    name: str

    async def slash(self, channel: Channel, command: str, /, **options: Any) -> Outcome:
        """Type a command: `slash(channel, "studio novel add", file=("a.txt", b"..."))`."""
        given = {name: _sendable(value) for name, value in options.items()}
        return await self._act("slash", channel=channel.id, command=command, options=given)

    async def autocomplete(
        self, channel: Channel, command: str, focused: str, value: str, /, **options: Any
    ) -> Outcome:
        """Type `value` into the option `focused` and see what is offered."""
        return await self._act(
            "autocomplete",
            channel=channel.id,
            command=command,
            focused=focused,
            value=value,
            options=options,
        )

    async def click(self, message: Message, label: str) -> Outcome:
        """Press a button, by its label or its custom_id."""
        custom_id = message.buttons.get(label, label)
        return await self._act(
            "click", channel=message.channel_id, message=message.id, custom_id=custom_id
        )

    async def choose(self, message: Message, custom_id: str, *values: str) -> Outcome:
        return await self._act(
            "choose",
            channel=message.channel_id,
            message=message.id,
            custom_id=custom_id,
            values=list(values),
        )

    async def submit(
        self, opened: Outcome, given: Mapping[str, Any] | None = None, /, **values: Any
    ) -> Outcome:
        """Send a form that was opened; fields that are not named stay as they were filled.

        Fields are named by custom_id or by label; a file is `(name, bytes)`.
        """
        sent = {name: _sendable(value) for name, value in {**(given or {}), **values}.items()}
        interaction = opened.payload["interaction"]
        if opened.payload["modal"] is None:
            raise LookupError("no form was opened")
        return await self._act("submit", interaction=interaction, values=sent)

    async def say(self, channel: Channel, words: str) -> int:
        """Write a message of one's own; its id."""
        return await self.stage.call("say", member=self.id, channel=channel.id, content=words)

    async def dms(self) -> list[Message]:
        """What the bot wrote to this member in private."""
        payloads = await self.stage.call("dms", member=self.id)
        return [Message(self.stage, int(item["channel_id"]), item) for item in payloads]

    async def take_dms(self, allowed: bool) -> None:
        """Whether this member lets bots write to them."""
        await self.stage.call("take_dms", member=self.id, allowed=allowed)

    async def _act(self, verb: str, **arguments: Any) -> Outcome:
        payload = await self.stage.call(verb, member=self.id, **arguments)
        if payload["kind"] is None:
            raise NoAnswer("The application did not respond")
        return Outcome(self.stage, payload)


def _sendable(value: Any) -> Any:
    if isinstance(value, tuple):
        name, content = cast("tuple[str, bytes]", value)
        return {"name": name, "content": base64.b64encode(content).decode()}
    if isinstance(value, list):
        return [_sendable(item) for item in cast("list[Any]", value)]
    return value.id if isinstance(value, Channel | Member) else value
