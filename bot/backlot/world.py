"""What a Discord holds: guilds, channels, members, roles, messages, files; and who may do what."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPOCH_MS = 1420070400000
"""Discord's epoch, 2015-01-01, in milliseconds."""
UPLOAD_LIMITS = {0: 10 * 2**20, 1: 10 * 2**20, 2: 50 * 2**20, 3: 100 * 2**20}
"""Bytes of a file by a guild's boost tier."""
EPHEMERAL = 64
COMPONENTS_V2 = 1 << 15

PERMISSIONS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
    "pin_messages": 1 << 51,
}
ALL = sum(PERMISSIONS.values())
EVERYBODY = ALL & ~(
    PERMISSIONS["administrator"]
    | PERMISSIONS["manage_channels"]
    | PERMISSIONS["manage_guild"]
    | PERMISSIONS["manage_messages"]
    | PERMISSIONS["manage_threads"]
    | PERMISSIONS["pin_messages"]
)


@dataclass(slots=True)
class User:
    id: int
    name: str
    is_bot: bool = False

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.is_bot,
        }


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(slots=True)
class GuildMember:
    user: User
    roles: list[int]
    joined_at: str

    def payload(self) -> Json:
        return {
            "user": self.user.payload(),
            "roles": [str(role) for role in self.roles],
            "joined_at": self.joined_at,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "nick": None,
            "avatar": None,
        }


@dataclass(slots=True)
class Post:
    """A message as it is kept: its wire form, and what the wire form does not say."""

    payload: Json
    author_id: int
    ephemeral_for: int | None = None
    edits: list[float] = field(default_factory=list[float])
    pings: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class Place:
    """A channel, or a thread in one."""

    id: int
    guild_id: int
    name: str
    nsfw: bool = False
    parent_id: int | None = None
    recipient_id: int | None = None
    overwrites: dict[int, tuple[int, int, int]] = field(
        default_factory=dict[int, tuple[int, int, int]]
    )
    """Role or member -> (type, allow, deny)."""
    posts: dict[int, Post] = field(default_factory=dict[int, Post])

    @property
    def is_thread(self) -> bool:
        return self.parent_id is not None

    def payload(self) -> Json:
        if self.recipient_id is not None:
            return {"id": str(self.id), "type": 1, "recipients": [], "last_message_id": None}
        base: Json = {
            "id": str(self.id),
            "type": 11 if self.is_thread else 0,
            "guild_id": str(self.guild_id),
            "name": self.name,
            "nsfw": self.nsfw,
            "position": 0,
            "flags": 0,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "parent_id": None if self.parent_id is None else str(self.parent_id),
            "permission_overwrites": [
                {"id": str(key), "type": kind, "allow": str(allow), "deny": str(deny)}
                for key, (kind, allow, deny) in self.overwrites.items()
            ],
        }
        if self.is_thread:
            base |= {
                "owner_id": "0",
                "member_count": 1,
                "message_count": 0,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": now_text(),
                    "locked": False,
                },
            }
        return base


@dataclass(slots=True)
class Club:
    """A guild."""

    id: int
    name: str
    owner_id: int
    tier: int = 0
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, GuildMember] = field(default_factory=dict[int, GuildMember])


class World:
    """Everything that is kept, and the rules of who may do what."""

    def __init__(self, application_id: int = 1000) -> None:
        self.application_id = application_id
        self.bot = User(application_id, "Greenlight", is_bot=True)
        self.clubs: dict[int, Club] = {}
        self.places: dict[int, Place] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.files: dict[str, bytes] = {}
        self.commands: list[Json] = []
        self._ids = itertools.count()

    def snowflake(self) -> int:
        return ((int(time.time() * 1000) - EPOCH_MS) << 22) | (next(self._ids) & 0x3FFFFF)

    # --- making things ---

    def add_club(self, name: str, *, tier: int, bot_permissions: int) -> Club:
        club = Club(self.snowflake(), name, 0, tier)
        club.roles[club.id] = Role(club.id, "@everyone", EVERYBODY)
        self.clubs[club.id] = club
        role = self.add_role(club.id, "Greenlight", bot_permissions)
        club.members[self.bot.id] = GuildMember(self.bot, [role.id], now_text())
        return club

    def add_role(self, club_id: int, name: str, permissions: int) -> Role:
        role = Role(self.snowflake(), name, permissions)
        self.clubs[club_id].roles[role.id] = role
        return role

    def add_member(self, club_id: int, name: str, roles: list[int], joined_at: str) -> GuildMember:
        user = User(self.snowflake(), name)
        self.users[user.id] = user
        member = GuildMember(user, roles, joined_at)
        self.clubs[club_id].members[user.id] = member
        return member

    def add_place(
        self,
        club_id: int,
        name: str,
        *,
        nsfw: bool = False,
        parent_id: int | None = None,
        place_id: int | None = None,
        recipient_id: int | None = None,
    ) -> Place:
        place = Place(place_id or self.snowflake(), club_id, name, nsfw, parent_id, recipient_id)
        self.places[place.id] = place
        return place

    def keep_file(self, name: str, content: bytes) -> str:
        """Store a file; its path under /cdn/."""
        path = f"attachments/{self.snowflake()}/{name}"
        self.files[path] = content
        return path

    # --- who may do what ---

    def permissions(self, place: Place, user_id: int) -> int:
        """In Discord's order: roles, then the overwrites of everyone, of roles, of the member."""
        if place.recipient_id is not None:
            return ALL
        club = self.clubs[place.guild_id]
        member = club.members.get(user_id)
        if member is None:
            return 0
        base = club.roles[club.id].permissions
        for role in member.roles:
            base |= club.roles[role].permissions
        if user_id == club.owner_id or base & PERMISSIONS["administrator"]:
            return ALL
        over = self.places[place.parent_id].overwrites if place.parent_id else place.overwrites
        for key in (club.id, *member.roles, user_id):
            if key in over:
                _, allow, deny = over[key]
                base = (base & ~deny) | allow
        return base

    def guild_permissions(self, club: Club, user_id: int) -> int:
        member = club.members[user_id]
        total = club.roles[club.id].permissions
        for role in member.roles:
            total |= club.roles[role].permissions
        if user_id == club.owner_id or total & PERMISSIONS["administrator"]:
            return ALL
        return total

    def missing(self, place: Place, user_id: int, *names: str) -> list[str]:
        has = self.permissions(place, user_id)
        return [name for name in names if not has & PERMISSIONS[name]]

    def upload_limit(self, place: Place) -> int:
        club = self.clubs.get(place.guild_id)
        return UPLOAD_LIMITS[club.tier if club else 0]

    def club_payload(self, club: Club) -> Json:
        places = [place for place in self.places.values() if place.guild_id == club.id]
        return {
            "id": str(club.id),
            "name": club.name,
            "owner_id": str(club.owner_id),
            "roles": [role.payload() for role in club.roles.values()],
            "channels": [place.payload() for place in places if not place.is_thread],
            "threads": [place.payload() for place in places if place.is_thread],
            "members": [club.members[self.bot.id].payload()],
            "member_count": len(club.members),
            "premium_tier": club.tier,
            "emojis": [],
            "features": [],
            "presences": [],
            "voice_states": [],
            "stickers": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "mfa_level": 0,
            "verification_level": 0,
            "explicit_content_filter": 0,
            "default_message_notifications": 0,
            "nsfw_level": 0,
            "preferred_locale": "en-US",
            "afk_timeout": 300,
            "premium_subscription_count": 0,
            "system_channel_flags": 0,
            "large": False,
            "unavailable": False,
            "joined_at": now_text(),
        }


def now_text() -> str:
    return datetime.now(UTC).isoformat()
