"""Messages: written, edited, shown as the wire has them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from bot.backlot.components import media, texts, walk
from bot.backlot.faults import Rejected, invalid, unknown
from bot.backlot.holdings import COMPONENTS_V2, EPHEMERAL, LOADING, Json, Place, Post, several
from bot.backlot.mentions import pinged
from bot.backlot.rules import message_faults, unreferenced
from bot.backlot.world import World

NONCE_SECONDS = 300
"""Discord says `a few minutes`."""
DEFAULT, PIN_NOTICE, REPLY, SLASH_ANSWER = 0, 6, 19, 20
UNSAFE = re.compile(r"[^\w.\-]+")
PNG = b"\x89PNG\r\n\x1a\n"


class Posting:
    """What bots and members post."""

    def __init__(self, world: World, cdn: str = "") -> None:
        self._world = world
        self.cdn = cdn
        self._nonces: dict[tuple[int, str], tuple[float, Post]] = {}

    def of(self, place: Place, post_id: int) -> Post:
        post = place.posts.get(post_id)
        if post is None:
            raise unknown(10008, "Message")
        return post

    def public(self, place: Place, post_id: int) -> Post:
        """A message that is not private: those have no address in their channel."""
        post = self.of(place, post_id)
        if post.ephemeral_for is not None:
            raise unknown(10008, "Message")
        return post

    def again(self, author_id: int, body: Json) -> Post | None:
        """What the same author wrote with the same nonce a moment ago."""
        if not (body.get("enforce_nonce") and body.get("nonce")):
            return None
        then, post = self._nonces.get((author_id, str(body["nonce"])), (0.0, None))
        if post is None or self._world.clock() - then > NONCE_SECONDS:
            return None
        place = self._world.places.get(post.place_id)
        return post if place is not None and post.id in place.posts else None

    def write(
        self,
        place: Place,
        author_id: int,
        body: Json,
        files: Mapping[str, bytes],
        *,
        ephemeral_for: int | None = None,
        kind: int = DEFAULT,
        interaction: Json | None = None,
        is_loading: bool = False,
    ) -> Post:
        """A new message. Raises Rejected when a rule is broken."""
        if not is_loading:
            self._check(place, body, files, None)
        flags = (body.get("flags") or 0) | (LOADING if is_loading else 0)
        payload: Json = {
            "id": str(self._world.snowflake()),
            "channel_id": str(place.id),
            "author": self._world.users[author_id].payload(),
            "type": kind,
            "content": body.get("content") or "",
            "embeds": [_embed(embed) for embed in several(body, "embeds")],
            "attachments": self._attach(body, files, []),
            "components": [],
            "flags": flags | EPHEMERAL if ephemeral_for is not None else flags & ~EPHEMERAL,
            "timestamp": self._world.now_text(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "pinned": False,
        }
        if body.get("nonce") is not None:
            payload["nonce"] = body["nonce"]
        if interaction is not None:
            payload["application_id"] = payload["webhook_id"] = str(self._world.application_id)
            payload["interaction_metadata"] = interaction
        reply_to = self._reference(place, payload, body.get("message_reference"))
        payload["components"] = self._shown(body.get("components") or [], payload["attachments"])
        if body.get("flags", 0) and flags & COMPONENTS_V2:
            self._require_shown(payload)
        post = Post(payload, author_id, place.id, ephemeral_for)
        if not is_loading:
            self._ping(place, post, body, reply_to)
        place.posts[post.id] = post
        if body.get("nonce") is not None:
            self._nonces[author_id, str(body["nonce"])] = (self._world.clock(), post)
        return post

    def edit(self, place: Place, post: Post, body: Json, files: Mapping[str, bytes]) -> Post:
        """Change what the body names; of the files, `attachments` lists what is kept."""
        payload = post.payload
        is_first = bool(payload["flags"] & LOADING)
        self._check(place, body, files, post)
        new = dict(payload)
        for key in ("content", "embeds"):
            if key in body:
                new[key] = body[key] or ("" if key == "content" else [])
        new["embeds"] = [_embed(embed) for embed in new["embeds"]]
        new["flags"] = (payload["flags"] | ((body.get("flags") or 0) & ~EPHEMERAL)) & ~LOADING
        if "attachments" in body or files:
            new["attachments"] = self._attach(body, files, payload["attachments"])
        if "components" in body:
            new["components"] = self._shown(body["components"] or [], new["attachments"])
        if new["flags"] & COMPONENTS_V2 and ("components" in body or "attachments" in body):
            self._require_shown(new)
        if not (new["content"] or new["embeds"] or new["attachments"] or new["components"]):
            raise Rejected(400, 50006, "Cannot send an empty message")
        if is_first:
            new["timestamp"] = self._world.now_text()
        else:
            new["edited_timestamp"] = self._world.now_text()
            post.edits.append(self._world.clock())
        payload.update(new)
        if is_first:
            self._ping(place, post, body, None)
        return post

    def notice(self, place: Place, author_id: int, kind: int, about: Post) -> Post:
        """A line that Discord writes itself, such as that somebody pinned a message."""
        post = self.write(place, author_id, {"content": "-"}, {}, kind=kind)
        post.payload["content"] = ""
        post.payload["message_reference"] = {
            "type": 0,
            "message_id": str(about.id),
            "channel_id": str(place.id),
            "guild_id": str(place.guild_id),
        }
        return post

    def attachment(self, name: str, content: bytes, description: str | None = None) -> Json:
        """Keep a file and describe it as Discord does."""
        name = UNSAFE.sub("_", name)
        url = f"{self.cdn}/{self._world.keep_file(name, content)}"
        found: Json = {
            "id": str(self._world.snowflake()),
            "filename": name,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "flags": 0,
        }
        if description is not None:
            found["description"] = description
        if content.startswith(PNG):
            found["width"] = int.from_bytes(content[16:20], "big")
            found["height"] = int.from_bytes(content[20:24], "big")
        return found

    # --- parts ---

    def _check(
        self, place: Place, body: Json, files: Mapping[str, bytes], old: Post | None
    ) -> None:
        limit = self._world.upload_limit(place)
        if any(len(content) > limit for content in files.values()):
            raise Rejected(413, 40005, "Request entity too large")
        if faults := message_faults(body, files, old.payload["flags"] if old else 0):
            raise invalid(faults)
        if old is not None and (body.get("flags") or 0) & COMPONENTS_V2:
            left = [key for key in ("content", "embeds") if old.payload[key] and key not in body]
            if left:
                raise invalid([f"{key}: stays beside the components V2 flag" for key in left])
        if old is None and not files:
            said = ("content", "embeds", "components", "sticker_ids", "attachments", "poll")
            if not any(body.get(key) for key in said):
                raise Rejected(400, 50006, "Cannot send an empty message")

    def _attach(self, body: Json, files: Mapping[str, bytes], old: list[Json]) -> list[Json]:
        listed: list[Json] | None = body.get("attachments")
        kept = {item["id"]: item for item in old}
        if listed is None:
            return [*old, *self._unlisted(files, ())]
        found: list[Json] = []
        for number, item in enumerate(listed):
            key = str(item["id"])
            content = files.get(f"files[{key}]")
            if content is not None:
                name = item.get("filename") or f"file{key}"
                found.append(self.attachment(name, content, item.get("description")))
            elif key in kept:
                found.append(kept[key] | {k: item[k] for k in ("description",) if k in item})
            else:
                raise invalid([f"attachments.{number}: there is no file {key}"])
        return [*found, *self._unlisted(files, [f"files[{item['id']}]" for item in listed])]

    def _unlisted(self, files: Mapping[str, bytes], listed: Iterable[str]) -> list[Json]:
        names: Mapping[str, str] = getattr(files, "names", {})
        known = set(listed)
        return [
            self.attachment(names.get(key, key), content)
            for key, content in files.items()
            if key not in known
        ]

    def _shown(self, components: list[Json], attachments: list[Json]) -> list[Json]:
        """Components as Discord gives them back: numbered, and with their files' addresses."""
        copied = deepcopy(components)
        by_name = {item["filename"]: item for item in attachments}
        taken = {component["id"] for component in walk(copied) if component.get("id")}
        free = (number for number in range(1, 10_000) if number not in taken)
        for component in walk(copied):
            component["id"] = component.get("id") or next(free)
        for place in media(copied):
            scheme, _, name = place["url"].partition("://")
            if scheme != "attachment":
                continue
            item = by_name.get(UNSAFE.sub("_", name))
            if item is None:
                raise invalid([f"components: {name} is not attached"])
            place |= {
                "url": item["url"],
                "proxy_url": item["proxy_url"],
                "content_type": item["content_type"],
                "attachment_id": item["id"],
                "width": item.get("width"),
                "height": item.get("height"),
                "loading_state": 2,
                "flags": 0,
            }
        return copied

    def _require_shown(self, payload: Json) -> None:
        if faults := unreferenced(payload["components"], payload["attachments"]):
            raise invalid(faults)

    def _reference(self, place: Place, payload: Json, reference: Json | None) -> Post | None:
        if reference is None:
            return None
        target = place.posts.get(int(reference["message_id"]))
        if target is None:
            if reference.get("fail_if_not_exists", True):
                raise invalid(["message_reference: Unknown message"])
            return None
        payload["type"] = REPLY
        payload["message_reference"] = {
            "type": 0,
            "message_id": str(target.id),
            "channel_id": str(place.id),
            "guild_id": str(place.guild_id),
        }
        payload["referenced_message"] = target.payload
        return target

    def _ping(self, place: Place, post: Post, body: Json, reply_to: Post | None) -> None:
        payload = post.payload
        words = "\n".join([payload["content"], *texts(payload["components"])])
        answered = None if reply_to is None else reply_to.author_id
        found = pinged(
            self._world, place, post.author_id, words, body.get("allowed_mentions"), answered
        )
        payload["mentions"] = [self._world.users[user].payload() for user in found.named]
        payload["mention_roles"] = [str(role) for role in found.roles]
        payload["mention_everyone"] = found.everyone
        post.pings = found.notified


def _embed(embed: Any) -> Any:
    return {"type": "rich", **embed}
