"""Messages: written, edited, shown as the wire has them."""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Mapping
from typing import Any

from bot.backlot.faults import Rejected, unknown
from bot.backlot.rules import message_faults, unreferenced, walk
from bot.backlot.world import COMPONENTS_V2, EPHEMERAL, Json, Place, Post, World, now_text

MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
NONCE_SECONDS = 300


class Posting:
    """What bots and members post."""

    def __init__(self, world: World, cdn: str = "") -> None:
        self._world = world
        self.cdn = cdn
        self._nonces: dict[tuple[int, int, str], tuple[float, int]] = {}

    def of(self, place: Place, post_id: int) -> Post:
        post = place.posts.get(post_id)
        if post is None:
            raise unknown(10008, "Message")
        return post

    def write(
        self,
        place: Place,
        author_id: int,
        body: Json,
        files: Mapping[str, bytes],
        *,
        ephemeral_for: int | None = None,
        kind: int = 0,
    ) -> tuple[Post, bool]:
        """A new message, and whether it is new: the same nonce gives the same message again."""
        if body.get("enforce_nonce") and body.get("nonce"):
            key = (place.id, author_id, str(body["nonce"]))
            then, post_id = self._nonces.get(key, (0.0, 0))
            if time.monotonic() - then < NONCE_SECONDS and post_id in place.posts:
                return place.posts[post_id], False
        self._check(place, body, files, [], 0)
        flags = (body.get("flags") or 0) | (EPHEMERAL if ephemeral_for else 0)
        author = self._world.users[author_id]
        payload: Json = {
            "id": str(self._world.snowflake()),
            "channel_id": str(place.id),
            "author": author.payload(),
            "type": kind,
            "content": body.get("content") or "",
            "embeds": body.get("embeds") or [],
            "attachments": self._attach(body, files, []),
            "components": [],
            "flags": flags,
            "timestamp": now_text(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "pinned": False,
        }
        if body.get("nonce") is not None:
            payload["nonce"] = body["nonce"]
        payload["components"] = self._shown(body.get("components") or [], payload["attachments"])
        post = Post(payload, author_id, ephemeral_for)
        post.pings = self._pings(place, payload, body.get("allowed_mentions"))
        place.posts[int(payload["id"])] = post
        if body.get("enforce_nonce") and body.get("nonce"):
            key = (place.id, author_id, str(body["nonce"]))
            self._nonces[key] = (time.monotonic(), int(payload["id"]))
        return post, True

    def edit(self, place: Place, post: Post, body: Json, files: Mapping[str, bytes]) -> Post:
        """Change what the body names; of the files, `attachments` lists what is kept."""
        payload = post.payload
        old = payload["attachments"]
        self._check(place, body, files, old, payload["flags"])
        for key in ("content", "embeds"):
            if key in body:
                payload[key] = body[key] or ("" if key == "content" else [])
        if body.get("flags") is not None:
            payload["flags"] |= body["flags"]
        if "attachments" in body or files:
            payload["attachments"] = self._attach(body, files, old)
        if "components" in body:
            payload["components"] = self._shown(body["components"] or [], payload["attachments"])
        payload["edited_timestamp"] = now_text()
        post.edits.append(time.monotonic())
        return post

    def _check(
        self,
        place: Place,
        body: Json,
        files: Mapping[str, bytes],
        old: list[Json],
        flags: int,
    ) -> None:
        limit = self._world.upload_limit(place)
        if any(len(content) > limit for content in files.values()):
            raise Rejected(413, 40005, "Request entity too large")
        faults = message_faults(body, files, limit, flags)
        if (body.get("flags") or flags) & COMPONENTS_V2 and "components" in body:
            listed: list[Json] = body.get("attachments") or []
            kept = {str(item["id"]) for item in listed}
            names = [item["filename"] for item in old if item["id"] in kept]
            names += [item["filename"] for item in listed if "filename" in item]
            faults += [
                f"the file {name} is not shown" for name in unreferenced(body["components"], names)
            ]
        has_anything = files or any(
            body.get(key)
            for key in ("content", "embeds", "components", "sticker_ids", "attachments")
        )
        if not flags and not has_anything:
            raise Rejected(400, 50006, "Cannot send an empty message")
        if faults:
            raise Rejected(400, 50035, "Invalid Form Body: " + "; ".join(faults))

    def _attach(self, body: Json, files: Mapping[str, bytes], old: list[Json]) -> list[Json]:
        listed = body.get("attachments")
        if listed is None:
            return old
        kept = {item["id"]: item for item in old}
        found: list[Json] = []
        for item in listed:
            if str(item["id"]) in kept:
                found.append(kept[str(item["id"])])
                continue
            content = files.get(f"files[{item['id']}]")
            if content is None:
                raise Rejected(400, 50035, f"Invalid Form Body: no file for {item['id']}")
            found.append(self.attachment(item["filename"], content, item.get("description")))
        return found

    def attachment(self, name: str, content: bytes, description: str | None = None) -> Json:
        url = f"{self.cdn}/{self._world.keep_file(name, content)}"
        return {
            "id": str(self._world.snowflake()),
            "filename": name,
            "description": description,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "flags": 0,
        }

    def _shown(self, components: list[Json], attachments: list[Json]) -> list[Json]:
        """Components as Discord gives them back: numbered, and with their files' addresses."""
        by_name = {item["filename"]: item for item in attachments}
        copied = _copy(components)
        for number, component in enumerate(walk(copied), 1):
            component.setdefault("id", number)
            places = [item["media"] for item in component.get("items", [])]
            places += [component[key] for key in ("media", "file") if key in component]
            for place in places:
                name = place["url"].removeprefix("attachment://")
                if name == place["url"]:
                    continue
                if name not in by_name:
                    raise Rejected(400, 50035, f"Invalid Form Body: {name} is not attached")
                item = by_name[name]
                place |= {
                    "url": item["url"],
                    "proxy_url": item["proxy_url"],
                    "content_type": item["content_type"],
                    "attachment_id": item["id"],
                    "width": None,
                    "height": None,
                    "flags": 0,
                }
        return copied

    def _pings(self, place: Place, payload: Json, allowed: Json | None) -> list[int]:
        """Whom the message really notifies."""
        text = payload["content"] + "\n".join(
            component["content"]
            for component in walk(payload["components"])
            if component["type"] == 10
        )
        mentioned = [int(user) for user in MENTION.findall(text)]
        club = self._world.clubs.get(place.guild_id)
        members = club.members if club else {}
        mentioned = [user for user in dict.fromkeys(mentioned) if user in members]
        payload["mentions"] = [members[user].user.payload() for user in mentioned]
        if allowed is None or "users" in (allowed.get("parse") or []):
            return mentioned
        return [user for user in mentioned if str(user) in map(str, allowed.get("users") or [])]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_copy(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
