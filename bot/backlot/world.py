"""A Discord's whole memory: what it holds, what it makes, and who may do what."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.backlot.holdings import (
    DM,
    EPOCH_MS,
    LINK_SECONDS,
    UPLOAD_LIMITS,
    Club,
    GuildMember,
    Json,
    Place,
    Role,
    User,
)
from bot.backlot.permissions import ALL, EVERYBODY, PERMISSIONS, overwritten

Clock = Callable[[], float]


class World:
    """Everything that is kept, and the rules of who may do what."""

    def __init__(self, application_id: int = 1000, clock: Clock = time.time) -> None:
        self.application_id = application_id
        self.bot = User(application_id, "Greenlight", is_bot=True)
        self.clubs: dict[int, Club] = {}
        self.places: dict[int, Place] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.files: dict[str, bytes] = {}
        self.commands: list[Json] = []
        self.clock = clock
        self._ids = itertools.count()

    def snowflake(self) -> int:
        elapsed = int(self.clock() * 1000) - EPOCH_MS
        return (elapsed << 22) | (next(self._ids) & 0x3FFFFF)

    def now_text(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    def age(self, snowflake: int) -> float:
        """Seconds since an id was given out."""
        return self.clock() - ((snowflake >> 22) + EPOCH_MS) / 1000

    # --- making things ---

    def add_club(self, name: str, *, tier: int, bot_permissions: int) -> Club:
        club = Club(self.snowflake(), name, 0, tier, joined_at=self.now_text())
        club.roles[club.id] = Role(club.id, "@everyone", EVERYBODY)
        self.clubs[club.id] = club
        role = self.add_role(club.id, self.bot.name, bot_permissions)
        role.bot_id = self.bot.id
        club.members[self.bot.id] = GuildMember(self.bot, [role.id], self.now_text())
        return club

    def add_role(
        self, club_id: int, name: str, permissions: int, *, is_mentionable: bool = False
    ) -> Role:
        club = self.clubs[club_id]
        role = Role(self.snowflake(), name, permissions, len(club.roles), is_mentionable)
        club.roles[role.id] = role
        return role

    def add_member(self, club_id: int, name: str, roles: list[int], joined_at: str) -> GuildMember:
        user = User(self.snowflake(), name)
        self.users[user.id] = user
        member = GuildMember(user, roles, joined_at)
        self.clubs[club_id].members[user.id] = member
        return member

    def add_place(self, club_id: int, name: str, place_id: int = 0, **facts: Any) -> Place:
        place = Place(
            place_id or self.snowflake(), club_id, name, created_at=self.now_text(), **facts
        )
        self.places[place.id] = place
        return place

    def conversation(self, user_id: int) -> Place:
        """The place where the bot and one person write to each other."""
        user = self.users[user_id]
        for place in self.places.values():
            if place.recipient is user:
                return place
        return self.add_place(0, "dm", kind=DM, recipient=user)

    def keep_file(self, name: str, content: bytes) -> str:
        """Store a file; its path under /cdn/, with when it expires."""
        path = f"attachments/{self.snowflake()}/{name}"
        self.files[path] = content
        return f"{path}?ex={int(self.clock()) + LINK_SECONDS:x}"

    # --- who may do what ---

    def permissions(self, place: Place, user_id: int) -> int:
        """What somebody may do in a channel; a thread has those of its channel."""
        if place.is_dm:
            return ALL
        club = self.clubs[place.guild_id]
        member = club.members.get(user_id)
        if member is None:
            return 0
        base = self.guild_permissions(club, user_id)
        if base == ALL:
            return ALL
        over = place.overwrites
        if place.is_thread and place.parent_id in self.places:
            over = self.places[place.parent_id].overwrites
        return overwritten(base, over, club.id, member.roles, user_id)

    def guild_permissions(self, club: Club, user_id: int) -> int:
        """What somebody may do before any channel has its say; owners may do everything."""
        total = club.roles[club.id].permissions
        for role in club.members[user_id].roles:
            total |= club.roles[role].permissions
        if user_id == club.owner_id or total & PERMISSIONS["administrator"]:
            return ALL
        return total

    def missing(self, place: Place, user_id: int, *names: str) -> list[str]:
        has = self.permissions(place, user_id)
        return [name for name in names if not has & PERMISSIONS[name]]

    def sees(self, place: Place, user_id: int) -> bool:
        return not self.missing(place, user_id, "view_channel")

    def upload_limit(self, place: Place) -> int:
        club = self.clubs.get(place.guild_id)
        return UPLOAD_LIMITS[club.tier if club else 0]
