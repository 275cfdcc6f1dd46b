"""What a bot is told of guilds and their members when it connects, joins or asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from bot.backlot.holdings import Club, GuildMember, Json
from bot.backlot.sessions import Intent
from bot.backlot.world import World


def ready(world: World, session_id: str, url: str) -> Json:
    """What a session begins with; `url` is where it is taken up again."""
    return {
        "v": 10,
        "user": {**world.bot.payload(), "verified": True, "mfa_enabled": False},
        "guilds": [{"id": str(club), "unavailable": True} for club in world.clubs],
        "session_id": session_id,
        "session_type": "normal",
        "application": {"id": str(world.application_id), "flags": 0},
        "resume_gateway_url": url,
    }


def guild_create(world: World, club: Club, intents: Intent) -> Json:
    """A guild as the gateway tells it; all its members only with the members' intent."""
    places = [place for place in world.places.values() if place.guild_id == club.id]
    me = world.bot.id
    members = club.members.values() if intents & Intent.MEMBERS else [club.members[me]]
    return {
        **club.payload(),
        "joined_at": club.joined_at,
        "large": False,
        "unavailable": False,
        "member_count": len(club.members),
        "members": [member.payload() for member in members],
        "channels": [place.payload() for place in places if not place.is_thread],
        "threads": [
            {**place.payload(), **({"member": place.thread_member(me)} if joined else {})}
            for place in places
            if place.is_thread and not place.archived
            for joined in (me in place.people,)
        ],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def members_chunk(world: World, data: Json) -> Json:
    """The members whom a bot asked for, by id or by how their names begin."""
    club = world.clubs[int(data["guild_id"])]
    return {
        "guild_id": str(club.id),
        "members": [member.payload() for member in _asked_for(club, data)],
        "chunk_index": 0,
        "chunk_count": 1,
        "not_found": [],
        "presences": [],
        "nonce": data.get("nonce"),
    }


def _asked_for(club: Club, data: Json) -> Iterable[GuildMember]:
    wanted = data.get("user_ids")
    if wanted is not None:
        ids = cast("list[str]", wanted) if isinstance(wanted, list) else [wanted]
        return [club.members[int(id_)] for id_ in ids if int(id_) in club.members]
    start = (data.get("query") or "").lower()
    found = [m for m in club.members.values() if m.user.name.lower().startswith(start)]
    return found[: data.get("limit") or None]
