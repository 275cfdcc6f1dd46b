"""Threads: made from a message or without one, joined, listed."""

from __future__ import annotations

from bot.backlot.faults import Rejected, unknown
from bot.backlot.holdings import HAS_THREAD, PRIVATE_THREAD, PUBLIC_THREAD, Json, Place
from bot.backlot.rest import Call, Rest, Routes


async def from_message(rest: Rest, call: Call) -> Json:
    """The thread has the message's id; a message has one thread at most."""
    place = rest.place(call, "create_public_threads")
    post = rest.message(place, call)
    if post.id in rest.world.places:
        raise Rejected(400, 160004, "A thread has already been created for this message")
    thread = _open(rest, place, call, PUBLIC_THREAD, post.id)
    post.payload["flags"] |= HAS_THREAD
    post.payload["thread"] = thread.payload()
    rest.tell("MESSAGE_UPDATE", place, post)
    return thread.payload()


async def without_message(rest: Rest, call: Call) -> Json:
    kind = call.body.get("type") or PRIVATE_THREAD
    needed = "create_public_threads" if kind == PUBLIC_THREAD else "create_private_threads"
    return _open(rest, rest.place(call, needed), call, kind, 0).payload()


def _open(rest: Rest, place: Place, call: Call, kind: int, thread_id: int) -> Place:
    me = rest.world.bot.id
    thread = rest.world.add_place(
        place.guild_id,
        call.body["name"],
        thread_id,
        kind=kind,
        nsfw=place.nsfw,
        parent_id=place.id,
        owner_id=me,
        auto_archive_minutes=call.body.get("auto_archive_duration") or 1440,
        people={me: rest.world.now_text()},
    )
    data = {**thread.payload(), "newly_created": True, "member": thread.thread_member(me)}
    rest.gateway.emit("THREAD_CREATE", data)
    return thread


async def join(rest: Rest, call: Call) -> None:
    _enter(rest, rest.place(call), rest.world.bot.id)


async def add(rest: Rest, call: Call) -> None:
    thread = rest.place(call, "send_messages_in_threads")
    club = rest.world.clubs[thread.guild_id]
    if call.id("user") not in club.members:
        raise unknown(10007, "Member")
    _enter(rest, thread, call.id("user"))


def _enter(rest: Rest, thread: Place, user_id: int) -> None:
    thread.people.setdefault(user_id, rest.world.now_text())
    rest.gateway.emit(
        "THREAD_MEMBERS_UPDATE",
        {
            "id": str(thread.id),
            "guild_id": str(thread.guild_id),
            "member_count": len(thread.people),
            "added_members": [thread.thread_member(user_id)],
            "removed_member_ids": [],
        },
    )


async def leave(rest: Rest, call: Call) -> None:
    rest.place(call).people.pop(rest.world.bot.id, None)


async def take_out(rest: Rest, call: Call) -> None:
    rest.place(call, "manage_threads").people.pop(call.id("user"), None)


async def people(rest: Rest, call: Call) -> list[Json]:
    thread = rest.place(call)
    return [thread.thread_member(user_id) for user_id in thread.people]


async def person(rest: Rest, call: Call) -> Json:
    thread = rest.place(call)
    if call.id("user") not in thread.people:
        raise unknown(10007, "Member")
    return thread.thread_member(call.id("user"))


async def active(rest: Rest, call: Call) -> Json:
    club = rest.club(call)
    return _listing(rest, [p for p in _threads(rest) if p.guild_id == club.id and not p.archived])


async def archived(rest: Rest, call: Call) -> Json:
    place = rest.place(call, "read_message_history")
    found = [p for p in _threads(rest) if p.parent_id == place.id and p.archived]
    return {**_listing(rest, found), "has_more": False}


def _threads(rest: Rest) -> list[Place]:
    return [place for place in rest.world.places.values() if place.is_thread]


def _listing(rest: Rest, found: list[Place]) -> Json:
    me = rest.world.bot.id
    return {
        "threads": [thread.payload() for thread in found],
        "members": [thread.thread_member(me) for thread in found if me in thread.people],
    }


ROUTES: Routes = {
    "POST channels/{channel}/messages/{message}/threads": from_message,
    "POST channels/{channel}/threads": without_message,
    "PUT channels/{channel}/thread-members/@me": join,
    "DELETE channels/{channel}/thread-members/@me": leave,
    "GET channels/{channel}/thread-members": people,
    "GET channels/{channel}/thread-members/{user}": person,
    "PUT channels/{channel}/thread-members/{user}": add,
    "DELETE channels/{channel}/thread-members/{user}": take_out,
    "GET channels/{channel}/threads/archived/public": archived,
    "GET guilds/{guild}/threads/active": active,
}
