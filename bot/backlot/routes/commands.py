"""Application commands: registered for everybody or for one guild."""

from __future__ import annotations

from bot.backlot.faults import invalid, unknown
from bot.backlot.holdings import Json
from bot.backlot.rest import Call, Rest, Routes
from bot.backlot.rules import command_faults


def _list(rest: Rest, call: Call) -> list[Json]:
    if call.id("app") != rest.world.application_id:
        raise unknown(10002, "Application")
    return rest.club(call).commands if "guild" in call.parts else rest.world.commands


def _find(rest: Rest, call: Call) -> Json:
    for command in _list(rest, call):
        if command["id"] == call.parts["command"]:
            return command
    raise unknown(10063, "application command")


def _registered(rest: Rest, call: Call, body: Json, old: Json | None) -> Json:
    command: Json = {
        "id": old["id"] if old else str(rest.world.snowflake()),
        "application_id": str(rest.world.application_id),
        "version": str(rest.world.snowflake()),
        "type": 1,
        "description": "",
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
        "dm_permission": True,
        **body,
    }
    needed = body.get("default_member_permissions")
    command["default_member_permissions"] = None if needed is None else str(needed)
    if "guild" in call.parts:
        command["guild_id"] = call.parts["guild"]
    return command


async def read(rest: Rest, call: Call) -> list[Json]:
    return _list(rest, call)


async def read_one(rest: Rest, call: Call) -> Json:
    return _find(rest, call)


async def replace(rest: Rest, call: Call) -> list[Json]:
    """A command of the same name and type keeps its id."""
    held = _list(rest, call)
    bodies: list[Json] = call.body or []
    if faults := command_faults(bodies):
        raise invalid(faults)
    old = {(command["name"], command["type"]): command for command in held}
    held[:] = [
        _registered(rest, call, body, old.get((body["name"], body.get("type", 1))))
        for body in bodies
    ]
    return held


async def create(rest: Rest, call: Call) -> Json:
    held = _list(rest, call)
    body: Json = call.body
    others = [c for c in held if (c["name"], c["type"]) != (body["name"], body.get("type", 1))]
    if faults := command_faults([*others, body]):
        raise invalid(faults)
    old = next((c for c in held if c not in others), None)
    command = _registered(rest, call, body, old)
    held[:] = [*others, command]
    return command


async def change(rest: Rest, call: Call) -> Json:
    held, old = _list(rest, call), _find(rest, call)
    command = _registered(rest, call, {**old, **call.body}, old)
    others = [c for c in held if c is not old]
    if faults := command_faults([*others, command]):
        raise invalid(faults)
    held[:] = [*others, command]
    return command


async def delete(rest: Rest, call: Call) -> None:
    _list(rest, call).remove(_find(rest, call))


async def permissions(rest: Rest, call: Call) -> list[Json]:
    """Nobody in these guilds has overridden who sees a command."""
    rest.club(call)
    return []


async def permissions_of_one(rest: Rest, call: Call) -> Json:
    rest.club(call)
    raise unknown(10066, "application command permissions")


_EVERYWHERE = "applications/{app}/commands"
_IN_GUILD = "applications/{app}/guilds/{guild}/commands"
ROUTES: Routes = {
    **{
        f"{method} {base}{rest}": handler
        for base in (_EVERYWHERE, _IN_GUILD)
        for method, rest, handler in (
            ("GET", "", read),
            ("PUT", "", replace),
            ("POST", "", create),
            ("GET", "/{command}", read_one),
            ("PATCH", "/{command}", change),
            ("DELETE", "/{command}", delete),
        )
    },
    f"GET {_IN_GUILD}/permissions": permissions,
    f"GET {_IN_GUILD}/{{command}}/permissions": permissions_of_one,
}
