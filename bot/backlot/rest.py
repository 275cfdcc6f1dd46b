"""The REST side: which route a request takes, and what every route may ask first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.backlot.faults import Rejected, forbidden, too_many_old_edits, unknown
from bot.backlot.gateway import Gateway
from bot.backlot.holdings import Club, GuildMember, Json, Place, Post
from bot.backlot.interactions import Interactions
from bot.backlot.permissions import PERMISSIONS
from bot.backlot.posting import Posting
from bot.backlot.record import Record
from bot.backlot.sessions import Intent
from bot.backlot.world import World

OLD_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request, taken apart."""

    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Mapping[str, bytes]

    def id(self, name: str) -> int:
        return int(self.parts[name])

    def limit(self, otherwise: int, most: int) -> int:
        return min(int(self.query.get("limit", otherwise)), most)


Handler = Callable[["Rest", Call], Awaitable[Any]]
Routes = Mapping[str, Handler]
"""`METHOD path/{part}` -> what carries it out: it answers a JSON value, or None for 204."""


@dataclass(slots=True)
class Rest:
    """Everything that a route works with, and the look-ups that answer with Discord's codes."""

    world: World
    gateway: Gateway
    posting: Posting
    interactions: Interactions
    record: Record
    old_edits_left: int | None = None
    """Edits of messages older than an hour until 30046; None for no limit."""
    _table: dict[tuple[str, int], list[tuple[str, list[str], Handler]]] = field(
        default_factory=dict[tuple[str, int], list[tuple[str, list[str], Handler]]]
    )

    def take(self, routes: Routes) -> None:
        """Know these routes; of two that fit, the one with fewer placeholders is meant."""
        for route, handler in routes.items():
            method, _, path = route.partition(" ")
            segments = path.split("/")
            rows = self._table.setdefault((method, len(segments)), [])
            rows.append((route, segments, handler))
            rows.sort(key=lambda row: sum(segment.startswith("{") for segment in row[1]))

    def route(self, method: str, path: str) -> tuple[str, dict[str, str], Handler] | None:
        given = path.split("/")
        for route, segments, handler in self._table.get((method, len(given)), ()):
            parts = _match(segments, given)
            if parts is not None:
                return route, parts, handler
        return None

    # --- look-ups ---

    def club(self, call: Call) -> Club:
        club = self.world.clubs.get(call.id("guild"))
        if club is None or self.world.bot.id not in club.members:
            raise unknown(10004, "Guild")
        return club

    def member(self, call: Call) -> GuildMember:
        member = self.club(call).members.get(call.id("user"))
        if member is None:
            raise unknown(10007, "Member")
        return member

    def anywhere(self, call: Call) -> Place:
        """The channel that is named, whatever the bot may do there."""
        place = self.world.places.get(call.id("channel"))
        if place is None:
            raise unknown(10003, "Channel")
        return place

    def place(self, call: Call, *permissions: str) -> Place:
        """The channel that is named, if the bot sees it and may do all of that there."""
        place = self.anywhere(call)
        self.require(place, "view_channel", *permissions)
        return place

    def require(self, place: Place, *permissions: str) -> None:
        if missing := self.world.missing(place, self.world.bot.id, *permissions):
            raise forbidden(missing)

    def require_in(self, club: Club, *permissions: str) -> None:
        """As `require`, for what concerns the guild as a whole."""
        has = self.world.guild_permissions(club, self.world.bot.id)
        if missing := [name for name in permissions if not has & PERMISSIONS[name]]:
            raise forbidden(missing)

    def message(self, place: Place, call: Call) -> Post:
        return self.posting.public(place, call.id("message"))

    def guard_old_edit(self, post: Post) -> None:
        """Refuse when the armed limit on edits of old messages is used up."""
        if self.old_edits_left is None or self.world.age(post.id) <= OLD_SECONDS:
            return
        if self.old_edits_left <= 0:
            raise too_many_old_edits()
        self.old_edits_left -= 1

    # --- what others hear of it ---

    def tell(self, kind: str, place: Place, post: Post) -> None:
        """A message's event; private ones have none."""
        if post.ephemeral_for is not None:
            return
        data: Json = dict(post.payload)
        club = self.world.clubs.get(place.guild_id)
        if club is not None:
            data["guild_id"] = str(club.id)
            member = club.members.get(post.author_id)
            if member is not None:
                data["member"] = member.partial()
        self.gateway.emit_message(kind, data, post.author_id)

    def edited(self, place: Place, post: Post) -> None:
        self.record.edits[post.payload["id"]] += 1
        self.tell("MESSAGE_UPDATE", place, post)

    def remove(self, place: Place, post_id: int) -> None:
        """Take a message away, whoever did it."""
        post = place.posts.pop(post_id, None)
        if post is None or post.ephemeral_for is not None:
            return
        data: Json = {"id": str(post_id), "channel_id": str(place.id)}
        if not place.is_dm:
            data["guild_id"] = str(place.guild_id)
        intent = Intent.DIRECT_MESSAGES if place.is_dm else Intent.GUILD_MESSAGES
        self.gateway.emit("MESSAGE_DELETE", data, intent=intent)


def _match(segments: list[str], given: list[str]) -> dict[str, str] | None:
    parts: dict[str, str] = {}
    for segment, value in zip(segments, given, strict=True):
        if not segment.startswith("{"):
            if segment != value:
                return None
            continue
        name = segment[1:-1]
        if name not in ("token", "emoji", "name") and not value.isdigit():
            return None
        parts[name] = value
    return parts


def not_a_route(method: str, path: str) -> Rejected:
    return Rejected(404, 0, f"404: the backlot has no route {method} /{path}")
