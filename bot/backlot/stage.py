"""How tests and the demo act on the backlot: members who type, click and read."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from bot.backlot.rules import walk
from bot.backlot.world import COMPONENTS_V2, EPHEMERAL, Json

Call = Callable[..., Awaitable[Any]]


class NoAnswer(Exception):
    """The application did not respond."""


class Stage:
    """The verbs of the backlot, wherever it runs."""

    def __init__(self, call: Call) -> None:
        self.call = call

    async def add_guild(self, name: str, *, tier: int = 0) -> Guild:
        return Guild(self, await self.call("add_guild", name=name, tier=tier), name)

    async def connected(self, timeout: float = 30) -> None:
        """Wait until a bot has identified."""
        await self.call("connected", timeout=timeout)

    async def fail_next(self, method: str, path: str, **fault: Any) -> None:
        """Let the next matching request fail, be delayed, or be swallowed."""
        await self.call("fail_next", method=method, path=path, **fault)

    async def close_socket(self, code: int = 1001) -> None:
        await self.call("close_socket", code=code)

    async def stats(self) -> Json:
        return await self.call("stats")

    async def until(
        self, ask: Callable[[], Awaitable[Any]], timeout: float = 30, *, every: float = 1
    ) -> Any:
        """Wait until `ask` answers something true, and give that back. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while True:
                if answer := await ask():
                    return answer
                await self.call("wait", timeout=every)


@dataclass(frozen=True, slots=True)
class Guild:
    stage: Stage = field(repr=False)
    id: int
    name: str

    async def add_channel(self, name: str, *, nsfw: bool = False) -> Channel:
        channel = await self.stage.call("add_channel", guild=self.id, name=name, nsfw=nsfw)
        return Channel(self.stage, channel, name)

    async def add_role(self, name: str, *permissions: str) -> int:
        return await self.stage.call(
            "add_role", guild=self.id, name=name, permissions=list(permissions)
        )

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

    async def messages(self) -> list[Message]:
        """What everybody sees here, oldest first."""
        return [
            Message(self.stage, self.id, payload)
            for payload in await self.stage.call("messages", channel=self.id)
        ]

    async def find(self, words: str) -> Message | None:
        """The latest message with these words."""
        found = [message for message in await self.messages() if words in message.text]
        return found[-1] if found else None

    async def see(self, words: str, timeout: float = 30) -> Message:
        """Wait for a message with these words."""
        return await self.stage.until(lambda: self.find(words), timeout)

    async def threads(self) -> list[Json]:
        return await self.stage.call("threads", channel=self.id)

    async def allow(self, *names: str) -> None:
        """What the bot may do here, over its role."""
        await self.stage.call("allow", channel=self.id, allow=list(names))

    async def deny(self, *names: str) -> None:
        await self.stage.call("allow", channel=self.id, deny=list(names))

    async def delete(self) -> None:
        await self.stage.call("delete_channel", channel=self.id)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as somebody sees it at one moment."""

    stage: Stage = field(repr=False)
    channel_id: int
    payload: Json = field(repr=False)

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def text(self) -> str:
        """Everything that is written on it."""
        return "\n".join(
            [
                self.payload["content"],
                *(
                    item["content"]
                    for item in walk(self.payload["components"])
                    if "content" in item
                ),
            ]
        ).strip()

    @property
    def is_private(self) -> bool:
        return bool(self.payload["flags"] & EPHEMERAL)

    @property
    def is_laid_out(self) -> bool:
        return bool(self.payload["flags"] & COMPONENTS_V2)

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> custom_id; of two with one label, the first."""
        found: dict[str, str] = {}
        for item in walk(self.payload["components"]):
            if item["type"] == 2 and "custom_id" in item:
                found.setdefault(item.get("label") or item["custom_id"], item["custom_id"])
        return found

    @property
    def custom_ids(self) -> list[str]:
        return [
            item["custom_id"] for item in walk(self.payload["components"]) if "custom_id" in item
        ]

    @property
    def files(self) -> dict[str, str]:
        """Name -> address."""
        return {item["filename"]: item["url"] for item in self.payload["attachments"]}

    @property
    def alt_texts(self) -> list[str | None]:
        return [
            item.get("description")
            for component in walk(self.payload["components"])
            for item in component.get("items", [])
        ]

    @property
    def pings(self) -> list[int]:
        return list(self.payload["pings"])

    @property
    def edits(self) -> int:
        return int(self.payload["edits"])

    async def file(self, name: str) -> bytes:
        """The bytes of an attached file."""
        return base64.b64decode(await self.stage.call("file", url=self.files[name]))

    async def delete(self) -> None:
        await self.stage.call("delete_message", channel=self.channel_id, message=self.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a member got for what they did."""

    stage: Stage = field(repr=False)
    payload: Json = field(repr=False)

    @property
    def kind(self) -> str:
        return self.payload["kind"]

    @property
    def ack_ms(self) -> float:
        return self.payload["ack_ms"]

    @property
    def message(self) -> Message:
        payload = self.payload["message"]
        if payload is None:
            raise LookupError("no message was given")
        return Message(self.stage, self.payload["channel"], payload)

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def modal(self) -> Json:
        modal = self.payload["modal"]
        if modal is None:
            raise LookupError(f"no form was opened; {self.text}")
        return modal

    @property
    def fields(self) -> dict[str, Any]:
        """What the form is filled with, by custom_id."""
        found: dict[str, Any] = {}
        for item in walk(self.modal["components"]):
            if item["type"] == 4:
                found[item["custom_id"]] = item.get("value", "")
            elif item["type"] == 3:
                found[item["custom_id"]] = [
                    option["value"] for option in item["options"] if option.get("default")
                ]
        return found

    @property
    def choices(self) -> list[Json]:
        return self.payload["choices"] or []

    async def final(self, timeout: float = 30) -> Outcome:
        """The answer that follows a deferred one."""
        payload = await self.stage.call(
            "final", interaction=self.payload["interaction"], timeout=timeout
        )
        return Outcome(self.stage, payload)


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

    async def submit(self, opened: Outcome, /, **values: Any) -> Outcome:
        """Send a form that was opened; fields that are not named stay as they were filled."""
        return await self._act(
            "submit",
            channel=opened.payload["channel"],
            modal=opened.modal,
            values=values,
            message=opened.payload["source"],
        )

    async def dms(self) -> list[Message]:
        payloads = await self.stage.call("dms", member=self.id)
        return [Message(self.stage, 0, payload) for payload in payloads]

    async def _act(self, verb: str, **arguments: Any) -> Outcome:
        payload = await self.stage.call(verb, member=self.id, **arguments)
        if payload["kind"] is None:
            raise NoAnswer("The application did not respond")
        return Outcome(self.stage, payload)


def _sendable(value: Any) -> Any:
    if isinstance(value, tuple):
        name, content = cast("tuple[str, bytes]", value)
        return {"name": name, "content": base64.b64encode(content).decode()}
    return value.id if isinstance(value, Channel | Member) else value
