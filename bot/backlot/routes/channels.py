"""Channels and who may do what in them."""

from __future__ import annotations

from bot.backlot.holdings import TEXT, Json, Place
from bot.backlot.rest import Call, Rest, Routes


async def read(rest: Rest, call: Call) -> Json:
    return rest.place(call).payload()


async def of_guild(rest: Rest, call: Call) -> list[Json]:
    club = rest.club(call)
    return [
        place.payload()
        for place in rest.world.places.values()
        if place.guild_id == club.id and not place.is_thread
    ]


async def create(rest: Rest, call: Call) -> Json:
    club = rest.club(call)
    rest.require_in(club, "manage_channels")
    place = rest.world.add_place(
        club.id,
        call.body["name"],
        kind=call.body.get("type") or TEXT,
        nsfw=bool(call.body.get("nsfw")),
        topic=call.body.get("topic"),
    )
    rest.gateway.emit("CHANNEL_CREATE", place.payload())
    return place.payload()


async def change(rest: Rest, call: Call) -> Json:
    place = rest.anywhere(call)
    needed = "manage_threads" if place.is_thread else "manage_channels"
    is_own = place.is_thread and place.owner_id == rest.world.bot.id
    rest.require(place, "view_channel", *([] if is_own else [needed]))
    body = call.body
    place.name = body.get("name") or place.name
    place.topic = body.get("topic", place.topic)
    place.nsfw = bool(body.get("nsfw", place.nsfw))
    place.archived = bool(body.get("archived", place.archived))
    place.locked = bool(body.get("locked", place.locked))
    place.auto_archive_minutes = body.get("auto_archive_duration") or place.auto_archive_minutes
    rest.gateway.emit(_kind(place, "UPDATE"), place.payload())
    return place.payload()


async def delete(rest: Rest, call: Call) -> Json:
    place = rest.anywhere(call)
    if not place.is_dm:
        needed = "manage_threads" if place.is_thread else "manage_channels"
        rest.require(place, "view_channel", needed)
        remove(rest, place)
    return place.payload()


def remove(rest: Rest, place: Place) -> None:
    """Take a channel away with its threads, whoever did it."""
    inner = [thread for thread in rest.world.places.values() if thread.parent_id == place.id]
    for thread in inner:
        del rest.world.places[thread.id]
    del rest.world.places[place.id]
    data = place.payload()
    if place.is_thread:
        data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
    rest.gateway.emit(_kind(place, "DELETE"), data)


async def allow(rest: Rest, call: Call) -> None:
    place = rest.place(call, "manage_roles")
    body = call.body
    overwrite = (int(body["type"]), int(body.get("allow") or 0), int(body.get("deny") or 0))
    place.overwrites[call.id("target")] = overwrite
    rest.gateway.emit("CHANNEL_UPDATE", place.payload())


async def allow_no_more(rest: Rest, call: Call) -> None:
    place = rest.place(call, "manage_roles")
    place.overwrites.pop(call.id("target"), None)
    rest.gateway.emit("CHANNEL_UPDATE", place.payload())


def _kind(place: Place, what: str) -> str:
    return f"{'THREAD' if place.is_thread else 'CHANNEL'}_{what}"


ROUTES: Routes = {
    "GET channels/{channel}": read,
    "PATCH channels/{channel}": change,
    "DELETE channels/{channel}": delete,
    "PUT channels/{channel}/permissions/{target}": allow,
    "DELETE channels/{channel}/permissions/{target}": allow_no_more,
    "GET guilds/{guild}/channels": of_guild,
    "POST guilds/{guild}/channels": create,
}
