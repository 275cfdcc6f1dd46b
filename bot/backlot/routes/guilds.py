"""Guilds, their members and roles."""

from __future__ import annotations

from bot.backlot.faults import unknown
from bot.backlot.holdings import Club, GuildMember, Json
from bot.backlot.rest import Call, Rest, Routes
from bot.backlot.sessions import Intent


async def read(rest: Rest, call: Call) -> Json:
    return rest.club(call).payload()


async def member(rest: Rest, call: Call) -> Json:
    return rest.member(call).payload()


async def members(rest: Rest, call: Call) -> list[Json]:
    after = int(call.query.get("after", 0))
    found = [m for id_, m in sorted(rest.club(call).members.items()) if id_ > after]
    return [m.payload() for m in found[: call.limit(1, 1000)]]


async def search(rest: Rest, call: Call) -> list[Json]:
    start = call.query["query"].lower()
    found = [m for m in rest.club(call).members.values() if m.user.name.lower().startswith(start)]
    return [m.payload() for m in found[: call.limit(1, 1000)]]


async def change_member(rest: Rest, call: Call) -> Json:
    club, found = rest.club(call), rest.member(call)
    if "nick" in call.body:
        rest.require_in(club, "manage_nicknames")
        found.nick = call.body["nick"]
    if "roles" in call.body:
        rest.require_in(club, "manage_roles")
        found.roles = [int(role) for role in call.body["roles"]]
    tell(rest, club, found)
    return found.payload()


async def change_me(rest: Rest, call: Call) -> Json:
    club = rest.club(call)
    found = club.members[rest.world.bot.id]
    found.nick = call.body.get("nick")
    tell(rest, club, found)
    return found.payload()


async def give_role(rest: Rest, call: Call) -> None:
    club, found = _for_roles(rest, call)
    if call.id("role") not in found.roles:
        found.roles.append(call.id("role"))
    tell(rest, club, found)


async def take_role(rest: Rest, call: Call) -> None:
    club, found = _for_roles(rest, call)
    found.roles = [role for role in found.roles if role != call.id("role")]
    tell(rest, club, found)


def _for_roles(rest: Rest, call: Call) -> tuple[Club, GuildMember]:
    club, found = rest.club(call), rest.member(call)
    rest.require_in(club, "manage_roles")
    if call.id("role") not in club.roles:
        raise unknown(10011, "Role")
    return club, found


def tell(rest: Rest, club: Club, found: GuildMember) -> None:
    """Somebody's roles or name changed. The bot hears of itself without the intent."""
    intent = None if found.user.id == rest.world.bot.id else Intent.MEMBERS
    data = {"guild_id": str(club.id), **found.payload()}
    rest.gateway.emit("GUILD_MEMBER_UPDATE", data, intent)


async def roles(rest: Rest, call: Call) -> list[Json]:
    return [role.payload() for role in rest.club(call).roles.values()]


async def role(rest: Rest, call: Call) -> Json:
    found = rest.club(call).roles.get(call.id("role"))
    if found is None:
        raise unknown(10011, "Role")
    return found.payload()


ROUTES: Routes = {
    "GET guilds/{guild}": read,
    "GET guilds/{guild}/members": members,
    "GET guilds/{guild}/members/search": search,
    "GET guilds/{guild}/members/{user}": member,
    "PATCH guilds/{guild}/members/@me": change_me,
    "PATCH guilds/{guild}/members/{user}": change_member,
    "PUT guilds/{guild}/members/{user}/roles/{role}": give_role,
    "DELETE guilds/{guild}/members/{user}/roles/{role}": take_role,
    "GET guilds/{guild}/roles": roles,
    "GET guilds/{guild}/roles/{role}": role,
}
