"""What a person types and chooses, as the data that Discord's client makes of it."""

from __future__ import annotations

import base64
from typing import Any

from bot.backlot.components import (
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    MENTIONABLE_SELECT,
    RADIO_GROUP,
    ROLE_SELECT,
    ROW,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    USER_SELECT,
)
from bot.backlot.fitting import (
    ATTACHMENT,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    MOST_TYPED,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
    as_list,
    chosen_of,
    defaults_of,
    named,
    paths,
    require_count,
    require_kind,
    require_offered,
    typed,
)
from bot.backlot.holdings import Json, Place, several
from bot.backlot.permissions import PERMISSIONS
from bot.backlot.posting import Posting
from bot.backlot.world import World

MENTIONED = {
    USER_SELECT: USER,
    ROLE_SELECT: ROLE,
    MENTIONABLE_SELECT: MENTIONABLE,
    CHANNEL_SELECT: CHANNEL,
}


class Filling:
    """Refuses, with ValueError, what Discord's client would not let a person send."""

    def __init__(self, world: World, posting: Posting) -> None:
        self._world = world
        self._posting = posting

    # --- commands ---

    def command(
        self, member: int, place: Place, path: str, given: Json, focused: str | None = None
    ) -> Json:
        """`path` is a command with its subcommands: `studio novel add`."""
        names = path.removeprefix("/").split()
        command = named(self._commands(place), names[0])
        self._require_shown(command, place, member)
        data: Json = {"id": command["id"], "name": command["name"], "type": 1}
        if command.get("guild_id"):
            data["guild_id"] = command["guild_id"]
        resolved: Json = {}
        node, level = command, data
        for name in names[1:]:
            node = named(several(node, "options"), name)
            inner: Json = {"name": name, "type": node["type"]}
            level["options"] = [inner]
            level = inner
        level["options"] = self._options(node, dict(given), focused, place, resolved)
        if resolved:
            data["resolved"] = resolved
        return data

    def shown(self, member: int, place: Place) -> list[str]:
        """The commands that somebody is offered here, as they are typed."""
        found: list[str] = []
        for command in self._commands(place):
            try:
                self._require_shown(command, place, member)
            except ValueError:
                continue
            found += paths(command)
        return found

    def _commands(self, place: Place) -> list[Json]:
        club = self._world.clubs.get(place.guild_id)
        own = club.commands if club else []
        names = {command["name"] for command in own}
        return [*own, *(c for c in self._world.commands if c["name"] not in names)]

    def _require_shown(self, command: Json, place: Place, member: int) -> None:
        name = command["name"]
        contexts = command.get("contexts")
        if contexts is not None and (1 if place.is_dm else 0) not in contexts:
            raise ValueError(f"Discord hides /{name} here")
        if place.is_dm:
            return
        has = self._world.permissions(place, member)
        if not has & PERMISSIONS["use_application_commands"]:
            raise ValueError("that member may not use commands here")
        if command.get("nsfw") and not place.nsfw:
            raise ValueError(f"Discord hides /{name} outside age-restricted channels")
        needs = command.get("default_member_permissions")
        if needs is None or has & PERMISSIONS["administrator"]:
            return
        if int(needs) == 0 or int(needs) & ~has:
            raise ValueError(f"Discord hides /{name} from that member")

    def _options(
        self, node: Json, given: Json, focused: str | None, place: Place, resolved: Json
    ) -> list[Json]:
        found: list[Json] = []
        for option in several(node, "options"):
            name = option["name"]
            if option["type"] in (SUBCOMMAND, GROUP):
                raise ValueError(f"{node['name']} needs one of its subcommands")
            if given.get(name) is None:
                given.pop(name, None)
                if option.get("required") and focused is None:
                    raise ValueError(f"{node['name']} needs {name}")
                continue
            item: Json = {"name": name, "type": option["type"]}
            if name == focused:
                if not option.get("autocomplete"):
                    raise ValueError(f"{name} has no autocompletion")
                found.append({**item, "value": given.pop(name), "focused": True})
                continue
            found.append({**item, "value": self._value(option, given.pop(name), place, resolved)})
        if given:
            raise ValueError(f"{node['name']} has no option {', '.join(given)}")
        return found

    def _value(self, option: Json, value: Any, place: Place, resolved: Json) -> Any:
        kind = option["type"]
        if kind == ATTACHMENT:
            return self._file(value, resolved)
        if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
            return self._mention(kind, int(value), place, resolved, option.get("channel_types"))
        choices: list[Json] = option.get("choices") or []
        if choices:
            return chosen_of(option, choices, value)
        require_kind(option, value)
        if kind == STRING:
            low, high = option.get("min_length") or 0, option.get("max_length") or MOST_TYPED
            if not low <= len(value) <= high:
                raise ValueError(f"{option['name']} has {low} to {high} characters")
        if kind in (INTEGER, NUMBER):
            low, high = option.get("min_value"), option.get("max_value")
            if (low is not None and value < low) or (high is not None and value > high):
                raise ValueError(f"{option['name']} is between {low} and {high}")
        return value

    # --- forms ---

    def form(self, form: Json, values: Json, place: Place) -> Json:
        """A form as it is sent: what `values` does not name keeps what it was filled with.

        Fields are named by custom_id or by label.
        """
        left = dict(values)
        resolved: Json = {}
        components = [self._field(item, left, place, resolved) for item in form["components"]]
        if left:
            raise ValueError(f"the form has no field {', '.join(left)}")
        data: Json = {"custom_id": form["custom_id"], "components": components}
        if resolved:
            data["resolved"] = resolved
        return data

    def _field(self, item: Json, values: Json, place: Place, resolved: Json) -> Json:
        kind = item["type"]
        outer: Json = {"type": kind, "id": item.get("id") or 1}
        if kind == TEXT_DISPLAY:
            return outer
        if kind == ROW:
            inner = [self._field(part, values, place, resolved) for part in item["components"]]
            return {**outer, "components": inner}
        if kind == LABEL:
            part = item["component"]
            if item["label"] in values:
                values[part["custom_id"]] = values.pop(item["label"])
            return {**outer, "component": self._field(part, values, place, resolved)}
        if item.get("label") in values:
            values[item["custom_id"]] = values.pop(item["label"])
        outer["custom_id"] = item["custom_id"]
        return outer | self._filled(item, values, place, resolved)

    def _filled(self, item: Json, values: Json, place: Place, resolved: Json) -> Json:
        kind, custom_id = item["type"], item["custom_id"]
        if kind == TEXT_INPUT:
            return {"value": typed(item, str(values.pop(custom_id, item.get("value") or "")))}
        if kind == CHECKBOX:
            return {"value": bool(values.pop(custom_id, item.get("default", False)))}
        given = values.pop(custom_id, None)
        chosen: list[Any] = defaults_of(item) if given is None else as_list(given)
        if kind == FILE_UPLOAD:
            require_count(item, chosen)
            return {"values": [self._file(file, resolved) for file in chosen]}
        chosen = [str(value) for value in chosen]
        require_count(item, chosen)
        if kind in (STRING_SELECT, RADIO_GROUP, CHECKBOX_GROUP):
            require_offered(item, chosen)
        if kind == RADIO_GROUP:
            return {"value": chosen[0] if chosen else None}
        for value in chosen if kind in MENTIONED else ():
            types = item.get("channel_types")
            self._mention(MENTIONED[kind], int(value), place, resolved, types)
        return {"values": chosen}

    def select(self, item: Json, values: list[str], place: Place) -> Json:
        """A select of a message, chosen from."""
        require_count(item, values)
        resolved: Json = {}
        if item["type"] == STRING_SELECT:
            require_offered(item, values)
        elif item["type"] in SELECTS:
            for value in values:
                types = item.get("channel_types")
                self._mention(MENTIONED[item["type"]], int(value), place, resolved, types)
        return {"values": values, **({"resolved": resolved} if resolved else {})}

    # --- what is only referred to ---

    def _file(self, value: Json, resolved: Json) -> str:
        content = base64.b64decode(value["content"])
        item = self._posting.attachment(value["name"], content)
        resolved.setdefault("attachments", {})[item["id"]] = item | {"ephemeral": True}
        return item["id"]

    def _mention(
        self, kind: int, value: int, place: Place, resolved: Json, types: list[int] | None
    ) -> str:
        club = self._world.clubs[place.guild_id]
        if kind == CHANNEL:
            other = self._world.places[value]
            if other.guild_id != club.id or (types and other.kind not in types):
                raise ValueError(f"#{other.name} cannot be chosen here")
            held = resolved.setdefault("channels", {})
            can = self._world.permissions(other, self._world.bot.id)
            held[str(value)] = {**other.payload(), "permissions": str(can)}
        elif kind == ROLE or (kind == MENTIONABLE and value in club.roles):
            resolved.setdefault("roles", {})[str(value)] = club.roles[value].payload()
        else:
            member = club.members[value]
            can = self._world.permissions(place, value)
            resolved.setdefault("users", {})[str(value)] = member.user.payload()
            partial = {**member.partial(), "permissions": str(can)}
            resolved.setdefault("members", {})[str(value)] = partial
        return str(value)
