"""What the bot's messages look like now, so that an edit changes something and comes in time."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.pacing import Pacer

REMEMBERED = 2000


class Shown:
    """Messages by their id: their fingerprint, their files, and when they were written."""

    def __init__(self) -> None:
        self._pacer = Pacer()
        self._fingerprints: dict[int, str] = {}
        self._files: dict[int, dict[str, discord.Attachment]] = {}

    def is_too_soon(self, channel_id: int, message_id: int | None, now: datetime) -> bool:
        """Whether the channel or the message was just written to."""
        return bool(self._pacer.pause(channel_id, message_id, now))

    def looks_like(self, message_id: int, fingerprint: str) -> bool:
        return self._fingerprints.get(message_id) == fingerprint

    def files(self, message_id: int) -> dict[str, discord.Attachment] | None:
        """The message's files by name; None when it was not seen since the start."""
        return self._files.get(message_id)

    def remember(self, message: discord.Message, fingerprint: str, now: datetime) -> None:
        self._pacer.wrote(message.channel.id, message.id, now)
        self._fingerprints[message.id] = fingerprint
        self._files[message.id] = {item.filename: item for item in message.attachments}
        while len(self._files) > REMEMBERED:
            self.forget(next(iter(self._files)))

    def forget(self, message_id: int) -> None:
        self._fingerprints.pop(message_id, None)
        self._files.pop(message_id, None)
