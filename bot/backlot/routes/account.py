"""Who the bot is, where its gateway is, and whom it can write to."""

from __future__ import annotations

from bot.backlot.faults import Rejected, unknown
from bot.backlot.holdings import Json
from bot.backlot.rest import Call, Rest, Routes


async def me(rest: Rest, call: Call) -> Json:
    return {**rest.world.bot.payload(), "verified": True, "mfa_enabled": False}


async def rename_me(rest: Rest, call: Call) -> Json:
    rest.world.bot.name = call.body.get("username") or rest.world.bot.name
    return await me(rest, call)


async def user(rest: Rest, call: Call) -> Json:
    found = rest.world.users.get(call.id("user"))
    if found is None:
        raise unknown(10013, "User")
    return found.payload()


async def my_guilds(rest: Rest, call: Call) -> list[Json]:
    keys = ("id", "name", "icon", "features")
    return [
        {**{key: club.payload()[key] for key in keys}, "owner": False, "permissions": "0"}
        for club in rest.world.clubs.values()
        if rest.world.bot.id in club.members
    ]


async def leave_guild(rest: Rest, call: Call) -> None:
    club = rest.club(call)
    del club.members[rest.world.bot.id]
    rest.gateway.emit("GUILD_DELETE", {"id": str(club.id)})


async def open_conversation(rest: Rest, call: Call) -> Json:
    user_id = int(call.body["recipient_id"])
    if user_id not in rest.world.users:
        raise unknown(10013, "User")
    if user_id == rest.world.bot.id:
        raise Rejected(400, 50007, "Cannot send messages to this user")
    return rest.world.conversation(user_id).payload()


async def application(rest: Rest, call: Call) -> Json:
    name = rest.world.bot.name
    return {
        "id": str(rest.world.application_id),
        "name": name,
        "description": "",
        "icon": None,
        "bot": rest.world.bot.payload(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        # the three privileged intents are granted, as for a bot in few guilds
        "flags": (1 << 13) | (1 << 15) | (1 << 19),
        "owner": {**rest.world.bot.payload(), "id": "1", "bot": False},
        "team": None,
        "approximate_guild_count": len(rest.world.clubs),
    }


async def gateway(rest: Rest, call: Call) -> Json:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": rest.gateway.url, "shards": 1, "session_start_limit": limit}


ROUTES: Routes = {
    "GET users/@me": me,
    "PATCH users/@me": rename_me,
    "GET users/@me/guilds": my_guilds,
    "DELETE users/@me/guilds/{guild}": leave_guild,
    "POST users/@me/channels": open_conversation,
    "GET users/{user}": user,
    "GET applications/@me": application,
    "GET oauth2/applications/@me": application,
    "GET gateway": gateway,
    "GET gateway/bot": gateway,
}
