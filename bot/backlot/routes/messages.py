"""Messages in channels: read, written, edited, deleted, pinned."""

from __future__ import annotations

from datetime import datetime

from bot.backlot.faults import Rejected, invalid, unknown
from bot.backlot.holdings import Json, Place, Post
from bot.backlot.posting import PIN_NOTICE
from bot.backlot.rest import Call, Rest, Routes
from bot.backlot.sessions import Intent

MOST_PINS = 250
BULK_SECONDS = 14 * 86_400


async def history(rest: Rest, call: Call) -> list[Json]:
    """Newest first. Who may not read the history gets an empty one, as in Discord."""
    place = rest.place(call)
    if rest.world.missing(place, rest.world.bot.id, "read_message_history"):
        return []
    posts = [post for post in place.posts.values() if post.ephemeral_for is None]
    limit = call.limit(50, 100)
    if "around" in call.query:
        middle = int(call.query["around"])
        before = [post for post in posts if post.id < middle][-(limit // 2) :]
        after = [post for post in posts if post.id >= middle][: limit - len(before)]
        chosen = before + after
    elif "after" in call.query:
        chosen = [post for post in posts if post.id > int(call.query["after"])][:limit]
    else:
        last = int(call.query.get("before", 1 << 63))
        chosen = [post for post in posts if post.id < last][-limit:]
    return [post.payload for post in reversed(chosen)]


async def read(rest: Rest, call: Call) -> Json:
    return rest.message(rest.place(call, "read_message_history"), call).payload


async def post(rest: Rest, call: Call) -> Json:
    """With `enforce_nonce`, the same nonce gives the same message again, and no event."""
    place = rest.anywhere(call)
    say = "send_messages_in_threads" if place.is_thread else "send_messages"
    rest.require(place, "view_channel", say, *(["attach_files"] if call.files else []))
    if call.body and call.body.get("message_reference"):
        rest.require(place, "read_message_history")
    if place.recipient is not None and not place.recipient.takes_dms:
        raise Rejected(403, 50007, "Cannot send messages to this user")
    if place.is_thread and place.locked:
        raise Rejected(400, 50083, "Thread is archived")
    body: Json = call.body or {}
    again = rest.posting.again(rest.world.bot.id, body)
    if again is not None:
        return again.payload
    place.archived = False
    written = rest.posting.write(place, rest.world.bot.id, body, call.files)
    rest.tell("MESSAGE_CREATE", place, written)
    return written.payload


async def edit(rest: Rest, call: Call) -> Json:
    place = rest.place(call)
    found = rest.message(place, call)
    if found.author_id != rest.world.bot.id:
        raise Rejected(403, 50005, "Cannot edit a message authored by another user")
    if call.files:
        rest.require(place, "attach_files")
    rest.guard_old_edit(found)
    rest.posting.edit(place, found, call.body, call.files)
    rest.edited(place, found)
    return found.payload


async def delete(rest: Rest, call: Call) -> None:
    place = rest.place(call)
    found = rest.message(place, call)
    if found.author_id != rest.world.bot.id:
        rest.require(place, "manage_messages")
    rest.remove(place, found.id)


async def delete_many(rest: Rest, call: Call) -> None:
    place = rest.place(call, "manage_messages")
    ids = [int(id_) for id_ in call.body["messages"]]
    if not 2 <= len(ids) <= 100:
        raise invalid([f"messages: {len(ids)}; 2 to 100"])
    if any(rest.world.age(id_) > BULK_SECONDS for id_ in ids):
        raise Rejected(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    gone = [str(id_) for id_ in ids if place.posts.pop(id_, None)]
    data = {"ids": gone, "channel_id": str(place.id), "guild_id": str(place.guild_id)}
    rest.gateway.emit("MESSAGE_DELETE_BULK", data, Intent.GUILD_MESSAGES)


async def typing(rest: Rest, call: Call) -> None:
    rest.place(call, "send_messages")


async def pins(rest: Rest, call: Call) -> Json:
    found = _pinned(rest.place(call, "read_message_history"))
    before = call.query.get("before")
    if before is not None:
        moment = datetime.fromisoformat(before)
        found = [p for p in found if datetime.fromisoformat(p.payload["pinned_at"]) < moment]
    limit = call.limit(50, 50)
    items = [{"pinned_at": p.payload["pinned_at"], "message": p.payload} for p in found[:limit]]
    return {"items": items, "has_more": len(found) > limit}


async def pins_as_before(rest: Rest, call: Call) -> list[Json]:
    """The deprecated route."""
    return [p.payload for p in _pinned(rest.place(call, "read_message_history"))][:50]


async def pin(rest: Rest, call: Call) -> None:
    place = rest.place(call, "read_message_history", "pin_messages")
    found = rest.message(place, call)
    if found.payload["pinned"]:
        return
    if len(_pinned(place)) >= MOST_PINS:
        raise Rejected(400, 30003, f"Maximum number of pins reached ({MOST_PINS})")
    found.payload["pinned"] = True
    found.payload["pinned_at"] = rest.world.now_text()
    _pins_changed(rest, place, found)
    notice = rest.posting.notice(place, rest.world.bot.id, PIN_NOTICE, found)
    rest.tell("MESSAGE_CREATE", place, notice)


async def unpin(rest: Rest, call: Call) -> None:
    place = rest.place(call, "read_message_history", "pin_messages")
    found = rest.message(place, call)
    found.payload["pinned"] = False
    found.payload.pop("pinned_at", None)
    _pins_changed(rest, place, found)


def _pinned(place: Place) -> list[Post]:
    found = [p for p in place.posts.values() if p.payload["pinned"]]
    return sorted(found, key=lambda p: p.payload["pinned_at"], reverse=True)


def _pins_changed(rest: Rest, place: Place, found: Post) -> None:
    rest.tell("MESSAGE_UPDATE", place, found)
    latest = next((p.payload["pinned_at"] for p in _pinned(place)), None)
    rest.gateway.emit(
        "CHANNEL_PINS_UPDATE",
        {
            "guild_id": str(place.guild_id),
            "channel_id": str(place.id),
            "last_pin_timestamp": latest,
        },
    )


async def react(rest: Rest, call: Call) -> None:
    place = rest.place(call, "read_message_history", "add_reactions")
    found = rest.message(place, call)
    emoji = {"id": None, "name": call.parts["emoji"]}
    reactions: list[Json] = found.payload.setdefault("reactions", [])
    if not any(reaction["emoji"] == emoji for reaction in reactions):
        reactions.append({"emoji": emoji, "count": 1, "me": True, "burst_colors": []})


async def take_back_reaction(rest: Rest, call: Call) -> None:
    found = rest.message(rest.place(call), call)
    reactions: list[Json] = found.payload.get("reactions", [])
    left = [reaction for reaction in reactions if reaction["emoji"]["name"] != call.parts["emoji"]]
    if len(left) == len(reactions):
        raise unknown(10014, "Emoji")
    found.payload["reactions"] = left


ROUTES: Routes = {
    "GET channels/{channel}/messages": history,
    "GET channels/{channel}/messages/{message}": read,
    "POST channels/{channel}/messages": post,
    "PATCH channels/{channel}/messages/{message}": edit,
    "DELETE channels/{channel}/messages/{message}": delete,
    "POST channels/{channel}/messages/bulk-delete": delete_many,
    "POST channels/{channel}/typing": typing,
    "GET channels/{channel}/messages/pins": pins,
    "PUT channels/{channel}/messages/pins/{message}": pin,
    "DELETE channels/{channel}/messages/pins/{message}": unpin,
    "GET channels/{channel}/pins": pins_as_before,
    "PUT channels/{channel}/pins/{message}": pin,
    "DELETE channels/{channel}/pins/{message}": unpin,
    "PUT channels/{channel}/messages/{message}/reactions/{emoji}/@me": react,
    "DELETE channels/{channel}/messages/{message}/reactions/{emoji}/@me": take_back_reaction,
}
