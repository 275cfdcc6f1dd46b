"""Interactions: sent to the bot, answered within three seconds, alive for fifteen minutes."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.backlot.components import form_faults
from bot.backlot.faults import Rejected, invalid, unknown
from bot.backlot.gateway import Gateway
from bot.backlot.holdings import EPHEMERAL, LOADING, Json, Place, Post, several
from bot.backlot.posting import DEFAULT, SLASH_ANSWER, Posting
from bot.backlot.record import Record
from bot.backlot.rules import choice_faults
from bot.backlot.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_FORM = 4, 5, 6, 7, 8, 9
KINDS = {
    MESSAGE: "message",
    DEFERRED: "deferred",
    DEFERRED_UPDATE: "deferred update",
    UPDATE: "update",
    CHOICES: "choices",
    SHOW_FORM: "modal",
}
FIRST_ANSWER_SECONDS = 3.0
ALIVE_SECONDS = 900.0


@dataclass(slots=True, eq=False)
class Interaction:
    """One press of a button, one command, one form."""

    id: int
    token: str
    kind: int
    place: Place
    user_id: int
    source: Post | None
    sent_at: float
    """By the world's clock; `started` is for measuring."""
    started: float
    data: Json
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    answer: int = 0
    ack_ms: float = 0
    is_dead: bool = False
    original: Post | None = None
    follow_ups: list[Post] = field(default_factory=list[Post])
    form: Json | None = None
    choices: list[Json] | None = None

    @property
    def kind_of_answer(self) -> str | None:
        """How the first answer is called; None when there was none in time."""
        return KINDS.get(self.answer)


class Interactions:
    """Keeps Discord's two clocks for each of them."""

    def __init__(self, world: World, gateway: Gateway, posting: Posting, record: Record) -> None:
        self._world = world
        self._gateway = gateway
        self._posting = posting
        self._record = record
        self._by_token: dict[str, Interaction] = {}
        self.first_answer = FIRST_ANSWER_SECONDS
        self.alive = ALIVE_SECONDS

    async def send(
        self, kind: int, place: Place, user_id: int, data: Json, source: Post | None = None
    ) -> Interaction:
        """Send one to the bot and wait for its first answer; without one, `answer` stays 0."""
        interaction = Interaction(
            self._world.snowflake(),
            secrets.token_urlsafe(24),
            kind,
            place,
            user_id,
            source,
            self._world.clock(),
            time.perf_counter(),
            data,
        )
        self._by_token[interaction.token] = interaction
        if not self._gateway.is_awaited:
            interaction.is_dead = True
            return interaction
        self._gateway.emit("INTERACTION_CREATE", self._event(interaction), intent=None)
        try:
            await asyncio.wait_for(interaction.answered.wait(), self.first_answer)
        except TimeoutError:
            interaction.is_dead = not interaction.answer
        return interaction

    def _event(self, interaction: Interaction) -> Json:
        world, place, user_id = self._world, interaction.place, interaction.user_id
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application_id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(place.id),
            "channel": place.payload(),
            "data": interaction.data,
            "locale": "en-US",
            "app_permissions": str(world.permissions(place, world.bot.id)),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(place.guild_id)},
            "context": 1 if place.is_dm else 0,
            "attachment_size_limit": world.upload_limit(place),
        }
        if place.is_dm:
            payload["user"] = world.users[user_id].payload()
        else:
            club = world.clubs[place.guild_id]
            payload["guild_id"] = str(club.id)
            payload["guild"] = {"id": str(club.id), "locale": "en-US", "features": []}
            payload["guild_locale"] = "en-US"
            payload["member"] = {
                **club.members[user_id].payload(),
                "permissions": str(world.permissions(place, user_id)),
            }
        if interaction.source is not None:
            payload["message"] = interaction.source.payload
        return payload

    # --- the first answer ---

    def answer(
        self, interaction_id: int, token: str, body: Json, files: Mapping[str, bytes]
    ) -> Interaction:
        """The first answer, by the rules of its kind."""
        interaction = self._by_token.get(token)
        waited_ms = 0.0
        if interaction is not None:
            waited_ms = (time.perf_counter() - interaction.started) * 1000
        if interaction is None or interaction.id != interaction_id or interaction.is_dead:
            raise unknown(10062, "interaction")
        if interaction.answer:
            raise Rejected(400, 40060, "Interaction has already been acknowledged.")
        if self._world.clock() - interaction.sent_at > self.first_answer:
            raise unknown(10062, "interaction")
        self._carry_out(interaction, body["type"], body.get("data") or {}, files)
        interaction.answer = body["type"]
        interaction.ack_ms = waited_ms
        self._record.acks_ms.append(waited_ms)
        if interaction.answer not in (DEFERRED, DEFERRED_UPDATE):
            interaction.finished.set()
        interaction.answered.set()
        return interaction

    def _carry_out(
        self, interaction: Interaction, kind: int, data: Json, files: Mapping[str, bytes]
    ) -> None:
        if kind not in KINDS:
            raise invalid([f"type: {kind} is no answer to an interaction"])
        if (kind == CHOICES) != (interaction.kind == AUTOCOMPLETE):
            raise invalid(["type: choices answer autocompletion, and nothing else does"])
        if kind in (UPDATE, DEFERRED_UPDATE) and interaction.source is None:
            raise invalid(["type: there is no message to update"])
        match kind:
            case 8:
                choices = several(data, "choices")
                if faults := choice_faults(choices):
                    raise invalid(faults)
                interaction.choices = choices
            case 9:
                if interaction.kind == FORM:
                    raise invalid(["type: a form cannot answer a form"])
                if faults := form_faults(data):
                    raise invalid(faults)
                interaction.form = data
            case 6:
                interaction.original = interaction.source
            case 7 if interaction.source is not None:
                interaction.original = self._posting.edit(
                    interaction.place, interaction.source, data, files
                )
            case _:
                interaction.original = self._write(interaction, data, files, kind == DEFERRED)

    def _write(
        self,
        interaction: Interaction,
        data: Json,
        files: Mapping[str, bytes],
        is_loading: bool = False,
        is_follow_up: bool = False,
    ) -> Post:
        is_private = bool((data.get("flags") or 0) & EPHEMERAL)
        is_slash = interaction.kind == COMMAND and not is_follow_up
        return self._posting.write(
            interaction.place,
            self._world.bot.id,
            data,
            files,
            ephemeral_for=interaction.user_id if is_private else None,
            kind=SLASH_ANSWER if is_slash else DEFAULT,
            interaction=self._metadata(interaction),
            is_loading=is_loading,
        )

    def _metadata(self, interaction: Interaction) -> Json:
        user = self._world.users[interaction.user_id].payload()
        owners = {"0": str(interaction.place.guild_id)}
        found: Json = {
            "id": str(interaction.id),
            "type": interaction.kind,
            "user": user,
            "authorizing_integration_owners": owners,
        }
        if interaction.kind == COMMAND:
            found["name"] = interaction.data["name"]
        if interaction.source is not None:
            found["interacted_message_id"] = str(interaction.source.id)
        return found

    # --- what comes after ---

    def living(self, token: str) -> Interaction:
        """The interaction of a follow-up. Raises Rejected fifteen minutes after it was sent."""
        interaction = self._by_token.get(token)
        if interaction is None or not interaction.answer:
            raise unknown(10015, "Webhook")
        if self._world.clock() - interaction.sent_at > self.alive:
            raise Rejected(401, 50027, "Invalid Webhook Token")
        return interaction

    def follow_up(
        self, interaction: Interaction, body: Json, files: Mapping[str, bytes]
    ) -> tuple[Post, bool]:
        """A follow-up, and whether it is new: the first one after deferring fills that answer."""
        waiting = interaction.original
        if waiting is not None and waiting.payload["flags"] & LOADING:
            post = self._posting.edit(interaction.place, waiting, body, files)
        else:
            post = self._write(interaction, body, files, is_follow_up=True)
            interaction.follow_ups.append(post)
            interaction.grown.set()
        interaction.finished.set()
        return post, post is not waiting

    def written(self, interaction: Interaction, name: str) -> Post:
        """The message that a follow-up's route names: `@original`, or an id of its own."""
        if name == "@original":
            post = interaction.original
        else:
            own = [*interaction.follow_ups, *filter(None, [interaction.original])]
            post = next((post for post in own if post.id == int(name)), None)
        if post is None or post.id not in interaction.place.posts:
            raise unknown(10008, "Message")
        return post

    def edit(
        self, interaction: Interaction, post: Post, body: Json, files: Mapping[str, bytes]
    ) -> Post:
        self._posting.edit(interaction.place, post, body, files)
        interaction.finished.set()
        return post

    def payload(self, interaction: Interaction) -> Json:
        """What `with_response` answers."""
        post = interaction.original
        about: Json = {"id": str(interaction.id), "type": interaction.kind}
        resource: Json = {"type": interaction.answer}
        if post is not None:
            about["response_message_id"] = str(post.id)
            about["response_message_loading"] = bool(post.payload["flags"] & LOADING)
            about["response_message_ephemeral"] = post.ephemeral_for is not None
            resource["message"] = post.payload
        return {"interaction": about, "resource": resource}
