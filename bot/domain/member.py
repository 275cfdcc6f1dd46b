"""A member of a guild, as far as the rules need to know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.settings import GuildSettings


@dataclass(frozen=True, slots=True)
class Member:
    """Who acts: taken from each interaction, never stored."""

    id: int
    guild_id: int
    roles: frozenset[int]
    joined_at: datetime | None
    manages_guild: bool = False

    @classmethod
    def of(
        cls,
        id: int,  # noqa: A002 - the field's name
        guild_id: int,
        roles: Iterable[int] = (),
        joined_at: datetime | None = None,
        *,
        manages_guild: bool = False,
    ) -> Member:
        return cls(id, guild_id, frozenset(roles), joined_at, manages_guild)

    def is_showrunner(self, settings: GuildSettings) -> bool:
        """Manage Server, or the role that the guild named."""
        return self.manages_guild or settings.showrunner_role in self.roles

    def may_add_novels(self, settings: GuildSettings) -> bool:
        return self.is_showrunner(settings) or settings.novel_role in self.roles
