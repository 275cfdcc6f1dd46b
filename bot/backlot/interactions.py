"""Interactions: sent to the bot, answered within three seconds, alive for fifteen minutes."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.backlot.faults import Record, Rejected, unknown
from bot.backlot.gateway import Gateway
from bot.backlot.posting import Posting
from bot.backlot.rules import choice_faults, modal_faults
from bot.backlot.world import ALL, EPHEMERAL, Json, Place, Post, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
KINDS = {
    MESSAGE: "message",
    DEFERRED: "deferred",
    DEFERRED_UPDATE: "deferred update",
    UPDATE: "update",
    CHOICES: "choices",
    SHOW_MODAL: "modal",
}
FIRST_ANSWER = 3.0
ALIVE = 900.0


@dataclass(slots=True)
class Interaction:
    """One press of a button, one command, one form."""

    id: int
    token: str
    kind: int
    place: Place
    user_id: int
    source: Post | None
    sent_at: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    answer: int = 0
    ack_ms: float = 0
    post: Post | None = None
    modal: Json | None = None
    choices: list[Json] | None = None


class Interactions:
    """Keeps Discord's two clocks for each of them."""

    def __init__(self, world: World, gateway: Gateway, posting: Posting, record: Record) -> None:
        self._world = world
        self._gateway = gateway
        self._posting = posting
        self._record = record
        self._by_token: dict[str, Interaction] = {}
        self.first_answer = FIRST_ANSWER
        self.alive = ALIVE

    async def send(
        self,
        kind: int,
        place: Place,
        user_id: int,
        data: Json,
        source: Post | None = None,
    ) -> Interaction:
        """Send one to the bot and wait for its first answer; without one, `answer` stays 0."""
        world = self._world
        club = world.clubs[place.guild_id]
        interaction = Interaction(
            world.snowflake(),
            secrets.token_urlsafe(24),
            kind,
            place,
            user_id,
            source,
            time.perf_counter(),
        )
        self._by_token[interaction.token] = interaction
        member = club.members[user_id]
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application_id),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "guild_id": str(club.id),
            "guild": {"id": str(club.id), "locale": "en-US", "features": []},
            "channel_id": str(place.id),
            "channel": place.payload(),
            "data": data,
            "member": {
                **member.payload(),
                "permissions": str(
                    world.permissions(place, user_id) | (world.guild_permissions(club, user_id))
                ),
            },
            "locale": "en-US",
            "guild_locale": "en-US",
            "app_permissions": str(world.permissions(place, world.bot.id) or ALL),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(club.id)},
            "context": 0,
            "attachment_size_limit": world.upload_limit(place),
        }
        if source is not None:
            payload["message"] = source.payload
        heard = await self._gateway.emit("INTERACTION_CREATE", payload)
        if heard:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(interaction.answered.wait(), self.first_answer)
        return interaction

    def answer(
        self, interaction_id: int, token: str, body: Json, files: Mapping[str, bytes]
    ) -> tuple[Interaction, Post | None]:
        """The first answer, by the rules of its kind."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise unknown(10062, "interaction")
        if interaction.answer:
            raise Rejected(400, 40060, "Interaction has already been acknowledged.")
        waited = time.perf_counter() - interaction.sent_at
        if waited > self.first_answer:
            raise unknown(10062, "interaction")
        kind: int = body["type"]
        data: Json = body.get("data") or {}
        post = self._carry_out(interaction, kind, data, files)
        interaction.answer = kind
        interaction.ack_ms = waited * 1000
        self._record.acks_ms.append(interaction.ack_ms)
        if kind not in (DEFERRED, DEFERRED_UPDATE):
            interaction.finished.set()
        interaction.answered.set()
        return interaction, post

    def alive_one(self, token: str) -> Interaction:
        """The interaction of a follow-up. Raises Rejected fifteen minutes after it was sent."""
        interaction = self._by_token.get(token)
        if interaction is None:
            raise unknown(10015, "Webhook")
        if time.perf_counter() - interaction.sent_at > self.alive:
            raise Rejected(401, 50027, "Invalid Webhook Token")
        return interaction

    def _carry_out(
        self, interaction: Interaction, kind: int, data: Json, files: Mapping[str, bytes]
    ) -> Post | None:
        if (kind == CHOICES) != (interaction.kind == AUTOCOMPLETE):
            raise Rejected(400, 50035, "Invalid Form Body: choices answer autocompletion only")
        if kind in (UPDATE, DEFERRED_UPDATE) and interaction.source is None:
            raise Rejected(400, 50035, "Invalid Form Body: there is no message to update")
        if kind == CHOICES:
            _require(choice_faults(data.get("choices", [])))
            interaction.choices = data.get("choices", [])
            return None
        if kind == SHOW_MODAL:
            if interaction.kind == MODAL:
                raise Rejected(400, 50035, "Invalid Form Body: a form cannot answer a form")
            _require(modal_faults(data))
            interaction.modal = data
            return None
        if kind == DEFERRED_UPDATE:
            interaction.post = interaction.source
            return interaction.source
        if kind == UPDATE:
            assert interaction.source is not None, "checked above"
            interaction.post = self._posting.edit(
                interaction.place, interaction.source, data, files
            )
            return interaction.post
        is_private = bool((data.get("flags") or 0) & EPHEMERAL)
        content = {**data, "content": "thinking"} if kind == DEFERRED else data
        interaction.post, _ = self._posting.write(
            interaction.place,
            self._world.bot.id,
            content,
            files,
            ephemeral_for=interaction.user_id if is_private else None,
            kind=20 if interaction.kind == COMMAND else 0,
        )
        return interaction.post

    def follow_up(self, interaction: Interaction, body: Json, files: Mapping[str, bytes]) -> Post:
        """The first follow-up of a deferred answer takes its place, as Discord does it."""
        is_private = bool((body.get("flags") or 0) & EPHEMERAL)
        if (
            interaction.answer == DEFERRED
            and not interaction.finished.is_set()
            and interaction.post
        ):
            waiting = interaction.post
            waiting.payload["content"] = ""
            post = self._posting.edit(interaction.place, waiting, body, files)
        else:
            post, _ = self._posting.write(
                interaction.place,
                self._world.bot.id,
                body,
                files,
                ephemeral_for=interaction.user_id if is_private else None,
            )
        interaction.post = post
        interaction.finished.set()
        return post

    def edit_original(
        self, interaction: Interaction, body: Json, files: Mapping[str, bytes]
    ) -> Post:
        if interaction.post is None:
            raise unknown(10008, "Message")
        if interaction.answer == DEFERRED and not interaction.finished.is_set():
            interaction.post.payload["content"] = ""
        self._posting.edit(interaction.place, interaction.post, body, files)
        interaction.finished.set()
        return interaction.post

    def payload(self, interaction: Interaction, post: Post | None) -> Json:
        """What `with_response` answers."""
        resource: Json = {"type": interaction.answer}
        if post is not None:
            resource["message"] = post.payload
        return {
            "interaction": {
                "id": str(interaction.id),
                "type": interaction.kind,
                "response_message_id": post.payload["id"] if post else None,
                "response_message_loading": interaction.answer == DEFERRED,
                "response_message_ephemeral": bool(post and post.ephemeral_for),
            },
            "resource": resource,
        }


def _require(faults: list[str]) -> None:
    if faults:
        raise Rejected(400, 50035, "Invalid Form Body: " + "; ".join(faults))


def in_words(interaction: Interaction) -> Any:
    """How the first answer is called; None when there was none in time."""
    return KINDS.get(interaction.answer)
