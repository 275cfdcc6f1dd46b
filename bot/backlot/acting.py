"""What members do: every verb once, with JSON in and out, for this process and for others."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.backlot.faults import Fault
from bot.backlot.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Interaction,
    in_words,
)
from bot.backlot.rules import walk
from bot.backlot.world import ALL, EVERYBODY, PERMISSIONS, Json, Place, Post, now_text

if TYPE_CHECKING:
    from bot.backlot.server import Backlot

SUB_COMMAND, GROUP, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, ATTACHMENT = (
    1,
    2,
    4,
    5,
    6,
    7,
    8,
    10,
    11,
)
BOT_PERMISSIONS = EVERYBODY | PERMISSIONS["pin_messages"]


class Acting:
    """The verbs. Unknown verbs and names raise ValueError or KeyError."""

    def __init__(self, backlot: Backlot) -> None:
        self._backlot = backlot
        self._world = backlot.world
        self._sent: dict[int, Interaction] = {}

    async def call(self, verb: str, **arguments: Any) -> Any:
        handler = getattr(self, f"do_{verb}", None)
        if handler is None:
            raise ValueError(f"there is no verb {verb}")
        answer = await handler(**arguments)
        await self._backlot.changes()
        return answer

    # --- the set ---

    async def do_add_guild(
        self, name: str, tier: int = 0, bot_permissions: int = BOT_PERMISSIONS
    ) -> int:
        club = self._world.add_club(name, tier=tier, bot_permissions=bot_permissions)
        await self._backlot.gateway.emit("GUILD_CREATE", self._world.club_payload(club))
        return club.id

    async def do_add_channel(self, guild: int, name: str, nsfw: bool = False) -> int:
        place = self._world.add_place(guild, name, nsfw=nsfw)
        await self._backlot.gateway.emit("CHANNEL_CREATE", place.payload())
        return place.id

    async def do_add_role(self, guild: int, name: str, permissions: list[str]) -> int:
        role = self._world.add_role(guild, name, _bits(permissions))
        data = {"guild_id": str(guild), "role": role.payload()}
        await self._backlot.gateway.emit("GUILD_ROLE_CREATE", data)
        return role.id

    async def do_add_member(
        self,
        guild: int,
        name: str,
        roles: list[int] | None = None,
        permissions: list[str] | None = None,
        joined_at: str | None = None,
        owner: bool = False,
    ) -> int:
        held = list(roles or ())
        if permissions:
            held.append(await self.do_add_role(guild, f"{name}'s", permissions))
        member = self._world.add_member(guild, name, held, joined_at or "2024-01-01T00:00:00+00:00")
        if owner:
            self._world.clubs[guild].owner_id = member.user.id
        return member.user.id

    async def do_allow(
        self, channel: int, allow: list[str] | None = None, deny: list[str] | None = None
    ) -> None:
        """Set what the bot may do in a channel, over its role."""
        place = self._world.places[channel]
        place.overwrites[self._world.bot.id] = (1, _bits(allow or []), _bits(deny or []))
        await self._backlot.gateway.emit("CHANNEL_UPDATE", place.payload())

    async def do_set_tier(self, guild: int, tier: int) -> None:
        club = self._world.clubs[guild]
        club.tier = tier
        await self._backlot.gateway.emit("GUILD_UPDATE", self._world.club_payload(club))

    async def do_delete_channel(self, channel: int) -> None:
        place = self._world.places.pop(channel)
        await self._backlot.gateway.emit("CHANNEL_DELETE", place.payload())

    async def do_delete_message(self, channel: int, message: int) -> None:
        await self._backlot.rest.remove(self._world.places[channel], message)

    async def do_say(self, channel: int, member: int, content: str) -> int:
        """A member's own message."""
        place = self._world.places[channel]
        post, _ = self._backlot.posting.write(place, member, {"content": content}, {})
        return int(post.payload["id"])

    # --- what members do ---

    async def do_slash(
        self, member: int, channel: int, command: str, options: Json | None = None
    ) -> Json:
        data = self._command(member, channel, command, options or {}, None)
        return await self._send(COMMAND, channel, member, data)

    async def do_autocomplete(
        self,
        member: int,
        channel: int,
        command: str,
        focused: str,
        value: str,
        options: Json | None = None,
    ) -> Json:
        given = {**(options or {}), focused: value}
        data = self._command(member, channel, command, given, focused)
        return await self._send(AUTOCOMPLETE, channel, member, data)

    async def do_click(self, member: int, channel: int, message: int, custom_id: str) -> Json:
        post = self._visible(channel, message, member)
        button = self._component(post, custom_id)
        if button.get("disabled"):
            raise ValueError(f"{custom_id} is disabled")
        data = {"custom_id": custom_id, "component_type": button["type"], "id": button.get("id", 1)}
        return await self._send(COMPONENT, channel, member, data, post)

    async def do_choose(
        self, member: int, channel: int, message: int, custom_id: str, values: list[str]
    ) -> Json:
        post = self._visible(channel, message, member)
        select = self._component(post, custom_id)
        data = {
            "custom_id": custom_id,
            "component_type": select["type"],
            "id": select.get("id", 1),
            "values": values,
        }
        return await self._send(COMPONENT, channel, member, data, post)

    async def do_submit(
        self, member: int, channel: int, modal: Json, values: Json, message: int | None = None
    ) -> Json:
        """Send a form; what is not named keeps what it was filled with."""
        source = None if message is None else self._visible(channel, message, member)
        resolved: Json = {}
        left = dict(values)
        fields = [self._filled(field, left, channel, resolved) for field in modal["components"]]
        if left:
            raise ValueError(f"the form has no field {', '.join(left)}")
        data: Json = {"custom_id": modal["custom_id"], "components": fields}
        if resolved:
            data["resolved"] = resolved
        return await self._send(MODAL, channel, member, data, source)

    async def do_final(self, interaction: int, timeout: float = 30) -> Json:
        """Wait until a deferred answer is there."""
        sent = self._sent[interaction]
        await asyncio.wait_for(sent.finished.wait(), timeout)
        return self._outcome(sent)

    async def _send(
        self, kind: int, channel: int, member: int, data: Json, source: Post | None = None
    ) -> Json:
        place = self._world.places[channel]
        if self._world.missing(place, member, "view_channel"):
            raise ValueError("that member cannot see this channel")
        sent = await self._backlot.interactions.send(kind, place, member, data, source)
        self._sent[sent.id] = sent
        return self._outcome(sent)

    def _outcome(self, sent: Interaction) -> Json:
        return {
            "interaction": sent.id,
            "channel": sent.place.id,
            "kind": in_words(sent),
            "ack_ms": sent.ack_ms,
            "message": None if sent.post is None else _as_seen(sent.post),
            "modal": sent.modal,
            "choices": sent.choices,
            "source": None if sent.source is None else int(sent.source.payload["id"]),
        }

    # --- what can be seen ---

    async def do_messages(self, channel: int) -> list[Json]:
        posts = self._world.places[channel].posts.values()
        return [_as_seen(post) for post in posts if post.ephemeral_for is None]

    async def do_threads(self, channel: int) -> list[Json]:
        places = self._world.places.values()
        return [place.payload() for place in places if place.parent_id == channel]

    async def do_dms(self, member: int) -> list[Json]:
        for place in self._world.places.values():
            if place.recipient_id == member:
                return [_as_seen(post) for post in place.posts.values()]
        return []

    async def do_file(self, url: str) -> str:
        return base64.b64encode(self._world.files[url.split("/cdn/", 1)[1]]).decode()

    async def do_commands(self) -> list[str]:
        return [command["name"] for command in self._world.commands]

    async def do_wait(self, timeout: float = 1) -> None:
        """Until something happens, or the time is over."""
        condition = self._backlot.changed
        async with condition:
            try:
                await asyncio.wait_for(condition.wait(), timeout)
            except TimeoutError:
                return

    async def do_connected(self, timeout: float = 30) -> None:
        await asyncio.wait_for(self._backlot.gateway.connected.wait(), timeout)

    async def do_is_connected(self) -> bool:
        return self._backlot.gateway.is_connected

    async def do_stats(self) -> Json:
        record, gateway = self._backlot.record, self._backlot.gateway
        described = not isinstance(self._backlot.description, str)
        return {
            "requests": len(record.requests),
            "openapi_errors": len(record.openapi_errors) if described else None,
            "openapi_notice": None if described else self._backlot.description,
            "openapi": record.openapi_errors[:20],
            "rules": record.rule_errors[:20],
            "unknown_routes": record.unknown_routes[:20],
            "ack_ms_p50": record.percentile(0.5),
            "ack_ms_p99": record.percentile(0.99),
            "edits": dict(record.edits),
            "identified": gateway.identified,
            "resumed": gateway.resumed,
        }

    async def do_write_requests(self, path: str) -> None:
        self._backlot.record.write(Path(path))

    # --- faults on demand ---

    async def do_fail_next(
        self,
        method: str,
        path: str,
        status: int = 500,
        code: int = 0,
        times: int = 1,
        retry_after: float = 1,
        swallow: bool = False,
        latency: float = 0,
    ) -> None:
        fault = Fault(method, re.compile(path), times, status, code, retry_after, swallow, latency)
        self._backlot.faults.append(fault)

    async def do_close_socket(self, code: int = 1001) -> None:
        await self._backlot.gateway.close_socket(code)

    # --- how a person's doing becomes data ---

    def _command(
        self, member: int, channel: int, path: str, given: Json, focused: str | None
    ) -> Json:
        names = path.removeprefix("/").split()
        command = _named(self._world.commands, names[0])
        self._require_allowed(command, self._world.places[channel], member)
        data: Json = {"id": command["id"], "name": command["name"], "type": 1}
        resolved: Json = {}
        node, level = command, data
        for name in names[1:]:
            node = _named(node.get("options", []), name)
            inner: Json = {"name": name, "type": node["type"]}
            level["options"] = [inner]
            level = inner
        level["options"] = self._options(node, dict(given), focused, channel, resolved)
        if resolved:
            data["resolved"] = resolved
        return data

    def _options(
        self, node: Json, given: Json, focused: str | None, channel: int, resolved: Json
    ) -> list[Json]:
        found: list[Json] = []
        for option in node.get("options", []):
            name = option["name"]
            if option["type"] in (SUB_COMMAND, GROUP):
                raise ValueError(f"{node['name']} needs one of its subcommands")
            if name not in given:
                if option.get("required") and focused is None:
                    raise ValueError(f"{node['name']} needs {name}")
                continue
            value = self._value(option, given.pop(name), channel, resolved)
            item: Json = {"name": name, "type": option["type"], "value": value}
            if name == focused:
                item["focused"] = True
            found.append(item)
        if given:
            raise ValueError(f"{node['name']} has no option {', '.join(given)}")
        return found

    def _value(self, option: Json, value: Any, channel: int, resolved: Json) -> Any:
        kind = option["type"]
        if kind == ATTACHMENT:
            item = self._backlot.posting.attachment(
                value["name"], base64.b64decode(value["content"])
            )
            resolved.setdefault("attachments", {})[item["id"]] = item
            return item["id"]
        if kind in (USER, CHANNEL, ROLE):
            self._resolve(kind, int(value), channel, resolved)
            return str(value)
        choices = [choice["value"] for choice in option.get("choices", [])]
        if choices and value not in choices:
            raise ValueError(f"{option['name']} is one of {choices}")
        if kind in (INTEGER, NUMBER):
            low, high = option.get("min_value", value), option.get("max_value", value)
            if not low <= value <= high:
                raise ValueError(f"{option['name']} is between {low} and {high}")
        return value

    def _resolve(self, kind: int, value: int, channel: int, resolved: Json) -> None:
        club = self._world.clubs[self._world.places[channel].guild_id]
        if kind == CHANNEL:
            place = self._world.places[value]
            resolved.setdefault("channels", {})[str(value)] = {
                **place.payload(),
                "permissions": str(ALL),
            }
        elif kind == ROLE:
            resolved.setdefault("roles", {})[str(value)] = club.roles[value].payload()
        else:
            member = club.members[value]
            resolved.setdefault("users", {})[str(value)] = member.user.payload()
            partial = {**member.payload(), "permissions": str(ALL)}
            del partial["user"]
            resolved.setdefault("members", {})[str(value)] = partial

    def _require_allowed(self, command: Json, place: Place, member: int) -> None:
        needs = command.get("default_member_permissions")
        if needs is None:
            return
        has = self._world.guild_permissions(self._world.clubs[place.guild_id], member)
        if int(needs) & ~has:
            raise ValueError(f"Discord hides /{command['name']} from that member")

    def _visible(self, channel: int, message: int, member: int) -> Post:
        post = self._backlot.posting.of(self._world.places[channel], message)
        if post.ephemeral_for not in (None, member):
            raise ValueError("only somebody else sees that message")
        return post

    def _component(self, post: Post, custom_id: str) -> Json:
        for component in walk(post.payload["components"]):
            if component.get("custom_id") == custom_id:
                return component
        raise ValueError(f"that message has nothing called {custom_id}")

    def _filled(self, field: Json, values: Json, channel: int, resolved: Json) -> Json:
        if field["type"] == 18:
            inner = field["component"]
            if field["label"] in values:
                values[inner["custom_id"]] = values.pop(field["label"])
            filled = self._filled(inner, values, channel, resolved)
            return {"type": 18, "id": field.get("id", 1), "component": filled}
        custom_id, kind = field["custom_id"], field["type"]
        base: Json = {"type": kind, "custom_id": custom_id, "id": field.get("id", 1)}
        if kind == 4:
            text = str(values.pop(custom_id, field.get("value") or ""))
            if field.get("required", True) and not text:
                raise ValueError(f"{custom_id} must be filled in")
            if len(text) > field.get("max_length", 4000):
                raise ValueError(f"{custom_id} holds {field['max_length']} characters")
            return {**base, "value": text}
        chosen = [str(value) for value in values.pop(custom_id, _defaults(field))]
        if kind == 3 and not {*chosen} <= {option["value"] for option in field["options"]}:
            raise ValueError(f"{custom_id} has no option {chosen}")
        if field.get("required", True) and not chosen and field.get("min_values", 1):
            raise ValueError(f"something must be chosen in {custom_id}")
        for value in chosen:
            if kind in (5, 6, 8):
                self._resolve({5: USER, 6: ROLE, 8: CHANNEL}[kind], int(value), channel, resolved)
        return {**base, "values": chosen}


def _defaults(select: Json) -> list[str]:
    if "options" in select:
        return [option["value"] for option in select["options"] if option.get("default")]
    items: list[Json] = select.get("default_values") or []
    return [item["id"] for item in items]


def _named(items: list[Json], name: str) -> Json:
    for item in items:
        if item["name"] == name:
            return item
    raise ValueError(f"there is no /{name}")


def _bits(names: list[str]) -> int:
    return sum(PERMISSIONS[name] for name in names)


def _as_seen(post: Post) -> Json:
    return {**post.payload, "pings": post.pings, "edits": len(post.edits), "seen_at": now_text()}
