"""The REST routes that the bot uses. What is not here is a loud 404."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.backlot.faults import Record, Rejected, forbidden, unknown
from bot.backlot.gateway import Gateway
from bot.backlot.interactions import MODAL, Interactions
from bot.backlot.posting import Posting
from bot.backlot.rules import command_faults
from bot.backlot.world import Json, Place, Post, World, now_text


@dataclass(frozen=True, slots=True)
class Call:
    """One request, taken apart."""

    parts: dict[str, str]
    query: Mapping[str, str]
    body: Any
    files: Mapping[str, bytes]

    def id(self, name: str) -> int:
        return int(self.parts[name])


Handler = Callable[[Call], Awaitable[Any]]


class Rest:
    """Routes as (method, path) -> handler; a handler answers a JSON value, None for 204."""

    def __init__(
        self,
        world: World,
        gateway: Gateway,
        posting: Posting,
        interactions: Interactions,
        record: Record,
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._posting = posting
        self._interactions = interactions
        self._record = record
        routes: dict[str, Handler] = {
            "GET users/@me": self._me,
            "GET users/{user}": self._user,
            "POST users/@me/channels": self._open_dm,
            "GET applications/@me": self._application,
            "GET oauth2/applications/@me": self._application,
            "GET gateway/bot": self._gateway_bot,
            "GET applications/{app}/commands": self._commands,
            "PUT applications/{app}/commands": self._set_commands,
            "GET guilds/{guild}": self._guild,
            "GET guilds/{guild}/members/{user}": self._member,
            "GET guilds/{guild}/channels": self._channels,
            "GET guilds/{guild}/roles": self._roles,
            "GET channels/{channel}": self._channel,
            "GET channels/{channel}/messages": self._history,
            "GET channels/{channel}/messages/pins": self._pins,
            "GET channels/{channel}/messages/{message}": self._message,
            "POST channels/{channel}/messages": self._post,
            "PATCH channels/{channel}/messages/{message}": self._edit,
            "DELETE channels/{channel}/messages/{message}": self._delete,
            "PUT channels/{channel}/messages/pins/{message}": self._pin,
            "DELETE channels/{channel}/messages/pins/{message}": self._unpin,
            "POST channels/{channel}/messages/{message}/threads": self._thread,
            "POST channels/{channel}/typing": self._nothing,
            "POST interactions/{interaction}/{token}/callback": self._callback,
            "POST webhooks/{app}/{token}": self._follow_up,
            "GET webhooks/{app}/{token}/messages/{message}": self._followed,
            "PATCH webhooks/{app}/{token}/messages/{message}": self._edit_follow_up,
            "DELETE webhooks/{app}/{token}/messages/{message}": self._delete_follow_up,
        }
        self._routes = [(_pattern(route), handler) for route, handler in routes.items()]

    async def carry_out(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any,
        files: Mapping[str, bytes],
    ) -> Any:
        """Find the route and do what it does. Raises Rejected."""
        for pattern, handler in self._routes:
            if match := pattern.fullmatch(f"{method} {path}"):
                return await handler(Call(match.groupdict(), query, body, files))
        self._record.unknown_routes.append(f"{method} {path}")
        raise Rejected(404, 0, f"404: the backlot has no route {method} {path}")

    # --- who and where ---

    async def _nothing(self, _: Call) -> None:
        return None

    async def _me(self, _: Call) -> Json:
        return self._world.bot.payload()

    async def _user(self, call: Call) -> Json:
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise unknown(10013, "User")
        return user.payload()

    async def _open_dm(self, call: Call) -> Json:
        user_id = int(call.body["recipient_id"])
        for place in self._world.places.values():
            if place.recipient_id == user_id:
                break
        else:
            place = self._world.add_place(0, "dm", recipient_id=user_id)
        return {**place.payload(), "recipients": [self._world.users[user_id].payload()]}

    async def _application(self, _: Call) -> Json:
        return {
            "id": str(self._world.application_id),
            "name": "Greenlight",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "x",
            "flags": 0,
            "owner": self._world.bot.payload(),
            "team": None,
        }

    async def _gateway_bot(self, _: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": 1, "session_start_limit": limit}

    async def _commands(self, _: Call) -> list[Json]:
        return self._world.commands

    async def _set_commands(self, call: Call) -> list[Json]:
        faults = command_faults(call.body)
        if faults:
            raise Rejected(400, 50035, "Invalid Form Body: " + "; ".join(faults))
        self._world.commands = [
            {
                "id": str(self._world.snowflake()),
                "application_id": str(self._world.application_id),
                "version": "1",
                "type": 1,
                "default_member_permissions": None,
                **command,
            }
            for command in call.body
        ]
        return self._world.commands

    async def _guild(self, call: Call) -> Json:
        return self._world.club_payload(self._world.clubs[call.id("guild")])

    async def _member(self, call: Call) -> Json:
        member = self._world.clubs[call.id("guild")].members.get(call.id("user"))
        if member is None:
            raise unknown(10007, "Member")
        return member.payload()

    async def _channels(self, call: Call) -> list[Json]:
        guild = call.id("guild")
        return [p.payload() for p in self._world.places.values() if p.guild_id == guild]

    async def _roles(self, call: Call) -> list[Json]:
        return [role.payload() for role in self._world.clubs[call.id("guild")].roles.values()]

    async def _channel(self, call: Call) -> Json:
        return self._place(call, "view_channel").payload()

    # --- messages ---

    async def _history(self, call: Call) -> list[Json]:
        place = self._place(call, "view_channel", "read_message_history")
        posts = [post for post in place.posts.values() if post.ephemeral_for is None]
        after, before = call.query.get("after"), call.query.get("before")
        limit = int(call.query.get("limit", 50))
        ordered = sorted(posts, key=lambda post: int(post.payload["id"]))
        if after is not None:
            ordered = [post for post in ordered if int(post.payload["id"]) > int(after)][:limit]
        if before is not None:
            ordered = [post for post in ordered if int(post.payload["id"]) < int(before)]
        return [post.payload for post in reversed(ordered[-limit:])]

    async def _pins(self, call: Call) -> Json:
        place = self._place(call, "view_channel", "read_message_history")
        pinned = [post for post in place.posts.values() if post.payload["pinned"]]
        items = [{"pinned_at": now_text(), "message": post.payload} for post in pinned]
        return {"items": items, "has_more": False}

    async def _message(self, call: Call) -> Json:
        place = self._place(call, "view_channel", "read_message_history")
        return self._public(place, call).payload

    async def _post(self, call: Call) -> Json:
        say = "send_messages_in_threads" if self._at(call).is_thread else "send_messages"
        needs = ["view_channel", say, *(["attach_files"] if call.files else [])]
        place = self._place(call, *needs)
        post, is_new = self._posting.write(place, self._world.bot.id, call.body, call.files)
        if is_new:
            await self._gateway.emit("MESSAGE_CREATE", self._event(place, post))
        return post.payload

    async def _edit(self, call: Call) -> Json:
        place = self._place(call, "view_channel")
        post = self._public(place, call)
        if post.author_id != self._world.bot.id:
            raise Rejected(403, 50005, "Cannot edit a message authored by another user")
        self._posting.edit(place, post, call.body, call.files)
        self._record.edits[post.payload["id"]] += 1
        await self._gateway.emit("MESSAGE_UPDATE", self._event(place, post))
        return post.payload

    async def _delete(self, call: Call) -> None:
        place = self._place(call, "view_channel")
        post = self._public(place, call)
        if post.author_id != self._world.bot.id:
            self._place(call, "manage_messages")
        await self.remove(place, call.id("message"))

    async def remove(self, place: Place, post_id: int) -> None:
        """Take a message away, whoever did it."""
        place.posts.pop(post_id, None)
        await self._gateway.emit(
            "MESSAGE_DELETE",
            {"id": str(post_id), "channel_id": str(place.id), "guild_id": str(place.guild_id)},
        )

    async def _pin(self, call: Call) -> None:
        place = self._place(call, "view_channel", "pin_messages")
        self._public(place, call).payload["pinned"] = True

    async def _unpin(self, call: Call) -> None:
        place = self._place(call, "view_channel", "pin_messages")
        self._public(place, call).payload["pinned"] = False

    async def _thread(self, call: Call) -> Json:
        place = self._place(call, "view_channel", "create_public_threads")
        post = self._public(place, call)
        if call.id("message") in self._world.places:
            raise Rejected(400, 160004, "A thread has already been created for this message")
        thread = self._world.add_place(
            place.guild_id,
            call.body["name"],
            nsfw=place.nsfw,
            parent_id=place.id,
            place_id=call.id("message"),
        )
        post.payload["thread"] = thread.payload()
        await self._gateway.emit("THREAD_CREATE", {**thread.payload(), "newly_created": True})
        return thread.payload()

    # --- interactions ---

    async def _callback(self, call: Call) -> Json | None:
        interaction, post = self._interactions.answer(
            call.id("interaction"), call.parts["token"], call.body, call.files
        )
        # a public answer is a message like any other, and everybody hears of it
        if post is not None and post.ephemeral_for is None and interaction.kind != MODAL:
            await self._gateway.emit("MESSAGE_CREATE", self._event(interaction.place, post))
        if call.query.get("with_response", "").lower() in ("1", "true"):
            return self._interactions.payload(interaction, post)
        return None

    async def _follow_up(self, call: Call) -> Json:
        interaction = self._interactions.alive_one(call.parts["token"])
        return self._interactions.follow_up(interaction, call.body, call.files).payload

    async def _followed(self, call: Call) -> Json:
        return self._own(call)[1].payload

    async def _edit_follow_up(self, call: Call) -> Json:
        place, post = self._own(call)
        interaction = self._interactions.alive_one(call.parts["token"])
        if call.parts["message"] == "@original":
            post = self._interactions.edit_original(interaction, call.body, call.files)
        else:
            self._posting.edit(place, post, call.body, call.files)
        return post.payload

    async def _delete_follow_up(self, call: Call) -> None:
        place, post = self._own(call)
        place.posts.pop(int(post.payload["id"]), None)

    def _own(self, call: Call) -> tuple[Place, Post]:
        interaction = self._interactions.alive_one(call.parts["token"])
        if call.parts["message"] == "@original":
            if interaction.post is None:
                raise unknown(10008, "Message")
            return interaction.place, interaction.post
        return interaction.place, self._posting.of(interaction.place, call.id("message"))

    # --- what every route asks first ---

    def _at(self, call: Call) -> Place:
        place = self._world.places.get(call.id("channel"))
        if place is None:
            raise unknown(10003, "Channel")
        return place

    def _place(self, call: Call, *permissions: str) -> Place:
        place = self._at(call)
        missing = self._world.missing(place, self._world.bot.id, *permissions)
        if missing:
            raise forbidden(missing)
        return place

    def _public(self, place: Place, call: Call) -> Post:
        post = self._posting.of(place, call.id("message"))
        if post.ephemeral_for is not None:
            raise unknown(10008, "Message")
        return post

    def _event(self, place: Place, post: Post) -> Json:
        return {**post.payload, "guild_id": str(place.guild_id)}


def _pattern(route: str) -> re.Pattern[str]:
    """`GET channels/{channel}` as a pattern; ids are digits, tokens anything."""

    def part(match: re.Match[str]) -> str:
        name = match[1]
        kinds = {"token": r"[^/]+", "message": r"\d+|@original"}
        return f"(?P<{name}>{kinds.get(name, r'[0-9]+')})"

    return re.compile(re.sub(r"\{(\w+)\}", part, route))
