"""What members see: messages, and what they got for what they did."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.backlot.components import CHECKBOX_GROUP, RADIO_GROUP, STRING_SELECT, TEXT_INPUT, walk
from bot.backlot.holdings import COMPONENTS_V2, EPHEMERAL, PATIENCE, Json

if TYPE_CHECKING:
    from bot.backlot.stage import Stage


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

    @property
    def is_pinned(self) -> bool:
        return bool(self.payload["pinned"])

    async def now(self) -> Message | None:
        """The same message as it is now; None when it is gone."""
        payload = await self.stage.call("message", channel=self.channel_id, message=self.id)
        return None if payload is None else Message(self.stage, self.channel_id, payload)

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
    def is_private(self) -> bool:
        """Whether only the member who acted sees the answer."""
        return self.message.is_private

    @property
    def modal(self) -> Json:
        modal = self.payload["modal"]
        if modal is None:
            message = self.payload["message"]
            raise LookupError(f"no form was opened; {self.text if message else self.kind}")
        return modal

    @property
    def fields(self) -> dict[str, Any]:
        """What the form is filled with, by custom_id."""
        found: dict[str, Any] = {}
        for item in walk(self.modal["components"]):
            if item["type"] == TEXT_INPUT:
                found[item["custom_id"]] = item.get("value", "")
            elif item["type"] in (STRING_SELECT, RADIO_GROUP, CHECKBOX_GROUP):
                found[item["custom_id"]] = [
                    option["value"] for option in item["options"] if option.get("default")
                ]
        return found

    @property
    def choices(self) -> list[Json]:
        return self.payload["choices"] or []

    async def final(self, timeout: float = PATIENCE) -> Outcome:
        """The answer that follows a deferred one."""
        payload = await self.stage.call(
            "final", interaction=self.payload["interaction"], timeout=timeout
        )
        return Outcome(self.stage, payload)

    async def follow_ups(self, count: int = 1, timeout: float = PATIENCE) -> list[Message]:
        """What the bot sent after its first answer, once there are so many. Raises TimeoutError."""
        payloads = await self.stage.call(
            "follow_ups", interaction=self.payload["interaction"], count=count, timeout=timeout
        )
        return [Message(self.stage, self.payload["channel"], payload) for payload in payloads]
