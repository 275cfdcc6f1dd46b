"""What is kept of guilds, channels, members, roles and messages, and how the wire shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

EPOCH_MS = 1420070400000
"""Discord's epoch, 2015-01-01, in milliseconds."""
UPLOAD_LIMITS = {0: 10 * 2**20, 1: 10 * 2**20, 2: 50 * 2**20, 3: 100 * 2**20}
"""Bytes of a file by a guild's boost tier."""
LINK_SECONDS = 86_400
PATIENCE = 120.0
"""Seconds that whoever waits for something waits at most, unless they say otherwise."""
"""A link to a file is signed, and expires in about a day."""
TEXT, DM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
HAS_THREAD, EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 5, 1 << 6, 1 << 7, 1 << 15


@dataclass(slots=True)
class User:
    id: int
    name: str
    is_bot: bool = False
    takes_dms: bool = True

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
        }


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int = 0
    is_mentionable: bool = False
    bot_id: int | None = None

    def payload(self) -> Json:
        payload: Json = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": self.position,
            "managed": self.bot_id is not None,
            "mentionable": self.is_mentionable,
            "flags": 0,
        }
        if self.bot_id is not None:
            payload["tags"] = {"bot_id": str(self.bot_id)}
        return payload


@dataclass(slots=True)
class GuildMember:
    user: User
    roles: list[int]
    joined_at: str
    nick: str | None = None

    def partial(self) -> Json:
        """Without the user, as messages carry it."""
        return {
            "roles": [str(role) for role in self.roles],
            "joined_at": self.joined_at,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "nick": self.nick,
            "avatar": None,
            "communication_disabled_until": None,
        }

    def payload(self) -> Json:
        return {"user": self.user.payload(), **self.partial()}


@dataclass(slots=True)
class Post:
    """A message as it is kept: its wire form, and what the wire form does not say."""

    payload: Json
    author_id: int
    place_id: int
    ephemeral_for: int | None = None
    edits: list[float] = field(default_factory=list[float])
    pings: list[int] = field(default_factory=list[int])
    """Members who were notified."""

    @property
    def id(self) -> int:
        return int(self.payload["id"])


@dataclass(slots=True)
class Place:
    """A channel, a thread in one, or a conversation with one person."""

    id: int
    guild_id: int
    name: str
    kind: int = TEXT
    nsfw: bool = False
    topic: str | None = None
    position: int = 0
    parent_id: int | None = None
    recipient: User | None = None
    owner_id: int = 0
    created_at: str = ""
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    people: dict[int, str] = field(default_factory=dict[int, str])
    """Who joined a thread, and when."""
    overwrites: dict[int, tuple[int, int, int]] = field(
        default_factory=dict[int, tuple[int, int, int]]
    )
    """Role or member -> (type, allow, deny)."""
    posts: dict[int, Post] = field(default_factory=dict[int, Post])

    @property
    def is_thread(self) -> bool:
        return self.kind in (PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def is_dm(self) -> bool:
        return self.recipient is not None

    def payload(self) -> Json:
        last = next((str(id_) for id_ in reversed(self.posts)), None)
        if self.recipient is not None:
            recipients = [self.recipient.payload()]
            return {
                "id": str(self.id),
                "type": DM,
                "recipients": recipients,
                "last_message_id": last,
                "flags": 0,
            }
        base: Json = {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild_id),
            "name": self.name,
            "parent_id": None if self.parent_id is None else str(self.parent_id),
            "rate_limit_per_user": 0,
            "last_message_id": last,
            "flags": 0,
        }
        return base | (self._of_a_thread() if self.is_thread else self._of_a_channel())

    def _of_a_channel(self) -> Json:
        return {
            "nsfw": self.nsfw,
            "topic": self.topic,
            "position": self.position,
            "permission_overwrites": [
                {"id": str(key), "type": kind, "allow": str(allow), "deny": str(deny)}
                for key, (kind, allow, deny) in self.overwrites.items()
            ],
        }

    def _of_a_thread(self) -> Json:
        return {
            "owner_id": str(self.owner_id),
            "member_count": len(self.people),
            "message_count": len(self.posts),
            "total_message_sent": len(self.posts),
            "thread_metadata": {
                "archived": self.archived,
                "auto_archive_duration": self.auto_archive_minutes,
                "archive_timestamp": self.created_at,
                "create_timestamp": self.created_at,
                "locked": self.locked,
            },
        }

    def thread_member(self, user_id: int) -> Json:
        return {
            "id": str(self.id),
            "user_id": str(user_id),
            "join_timestamp": self.people[user_id],
            "flags": 0,
        }


@dataclass(slots=True)
class Club:
    """A guild."""

    id: int
    name: str
    owner_id: int
    tier: int = 0
    nsfw_level: int = 0
    joined_at: str = ""
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, GuildMember] = field(default_factory=dict[int, GuildMember])
    commands: list[Json] = field(default_factory=list[Json])

    def payload(self) -> Json:
        """As `GET /guilds/ID` has it: without channels and members."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner_id),
            "roles": [role.payload() for role in self.roles.values()],
            "premium_tier": self.tier,
            "premium_subscription_count": 0,
            "nsfw_level": self.nsfw_level,
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "verification_level": 0,
            "explicit_content_filter": 0,
            "default_message_notifications": 0,
            "preferred_locale": "en-US",
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "approximate_member_count": len(self.members),
        }


def several(body: Json, key: str) -> list[Json]:
    """A list in a body, which may as well be absent or null."""
    return body.get(key) or []
