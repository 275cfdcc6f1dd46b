"""The verbs that set the scene: guilds, channels, roles, members, and what goes wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.backlot.faults import Fault
from bot.backlot.holdings import TEXT, Json
from bot.backlot.permissions import BOT_PERMISSIONS, bits
from bot.backlot.routes import channels, guilds
from bot.backlot.sessions import Intent

if TYPE_CHECKING:
    from bot.backlot.server import Backlot

LONG_AGO = "2024-01-01T00:00:00+00:00"


class Dressing:
    """Each verb takes and gives JSON values; ids are integers."""

    def __init__(self, backlot: Backlot) -> None:
        self._backlot = backlot
        self._world = backlot.world
        self._gateway = backlot.gateway

    # --- guilds and people ---

    async def do_add_guild(
        self,
        name: str,
        tier: int = 0,
        nsfw_level: int = 0,
        bot_permissions: int | list[str] | None = None,
    ) -> int:
        """A guild that has invited the bot, with what the invitation granted."""
        granted = BOT_PERMISSIONS if bot_permissions is None else bot_permissions
        granted = granted if isinstance(granted, int) else bits(granted)
        club = self._world.add_club(name, tier=tier, bot_permissions=granted)
        club.nsfw_level = nsfw_level
        self._gateway.tell_of_guild(club)
        return club.id

    async def do_set_tier(self, guild: int, tier: int) -> None:
        club = self._world.clubs[guild]
        club.tier = tier
        self._gateway.emit("GUILD_UPDATE", club.payload())

    async def do_remove_bot(self, guild: int) -> None:
        """Somebody kicks the bot."""
        del self._world.clubs[guild].members[self._world.bot.id]
        self._gateway.emit("GUILD_DELETE", {"id": str(guild)})

    async def do_add_role(
        self, guild: int, name: str, permissions: list[str], mentionable: bool = False
    ) -> int:
        role = self._world.add_role(guild, name, bits(permissions), is_mentionable=mentionable)
        data = {"guild_id": str(guild), "role": role.payload()}
        self._gateway.emit("GUILD_ROLE_CREATE", data)
        return role.id

    async def do_set_role(self, guild: int, role: int, permissions: list[str]) -> None:
        """Change what a role may do; the guild's own id is @everyone's."""
        found = self._world.clubs[guild].roles[role]
        found.permissions = bits(permissions)
        data = {"guild_id": str(guild), "role": found.payload()}
        self._gateway.emit("GUILD_ROLE_UPDATE", data)

    async def do_set_bot_permissions(self, guild: int, permissions: list[str]) -> None:
        """Change what the bot's own role may do everywhere in a guild."""
        roles = self._world.clubs[guild].roles.values()
        own = next(role for role in roles if role.bot_id == self._world.bot.id)
        await self.do_set_role(guild, own.id, permissions)

    async def do_add_member(
        self,
        guild: int,
        name: str,
        roles: list[int] | None = None,
        permissions: list[str] | None = None,
        joined_at: str | None = None,
        owner: bool = False,
    ) -> int:
        held = list(roles or ())
        if permissions:
            held.append(await self.do_add_role(guild, f"{name}'s", permissions))
        member = self._world.add_member(guild, name, held, joined_at or LONG_AGO)
        if owner:
            self._world.clubs[guild].owner_id = member.user.id
        data = {"guild_id": str(guild), **member.payload()}
        self._gateway.emit("GUILD_MEMBER_ADD", data, Intent.MEMBERS)
        return member.user.id

    async def do_set_roles(self, guild: int, member: int, roles: list[int]) -> None:
        club = self._world.clubs[guild]
        club.members[member].roles = list(roles)
        guilds.tell(self._backlot.rest, club, club.members[member])

    async def do_leave(self, guild: int, member: int) -> None:
        """A member leaves the guild."""
        gone = self._world.clubs[guild].members.pop(member)
        data = {"guild_id": str(guild), "user": gone.user.payload()}
        self._gateway.emit("GUILD_MEMBER_REMOVE", data, Intent.MEMBERS)

    async def do_take_dms(self, member: int, allowed: bool = True) -> None:
        """Whether somebody lets bots write to them."""
        self._world.users[member].takes_dms = allowed

    # --- channels ---

    async def do_add_channel(
        self, guild: int, name: str, nsfw: bool = False, kind: int = TEXT
    ) -> int:
        place = self._world.add_place(guild, name, nsfw=nsfw, kind=kind)
        self._gateway.emit("CHANNEL_CREATE", place.payload())
        return place.id

    async def do_set_nsfw(self, channel: int, nsfw: bool) -> None:
        place = self._world.places[channel]
        place.nsfw = nsfw
        self._gateway.emit("CHANNEL_UPDATE", place.payload())

    async def do_allow(
        self,
        channel: int,
        allow: list[str] | None = None,
        deny: list[str] | None = None,
        target: int | None = None,
    ) -> None:
        """Set a channel's overwrite for a role or a member; without a target, for the bot."""
        place = self._world.places[channel]
        who = self._world.bot.id if target is None else target
        is_role = who in self._world.clubs[place.guild_id].roles
        place.overwrites[who] = (0 if is_role else 1, bits(allow or []), bits(deny or []))
        self._gateway.emit("CHANNEL_UPDATE", place.payload())

    async def do_delete_channel(self, channel: int) -> None:
        channels.remove(self._backlot.rest, self._world.places[channel])

    async def do_delete_message(self, channel: int, message: int) -> None:
        """A moderator deletes a message."""
        self._backlot.rest.remove(self._world.places[channel], message)

    # --- what goes wrong ---

    async def do_fail_next(
        self,
        method: str,
        path: str,
        status: int | None = None,
        code: int = 0,
        times: int = 1,
        retry_after: float = 1,
        swallow: bool = False,
        lost: bool = False,
        latency: float = 0,
    ) -> None:
        """`method` may be `*`; `path` is searched for, as a pattern, in `channels/1/messages`."""
        if status is None and not (code or swallow or lost or latency):
            status = 500
        pattern = re.compile(path)
        fault = Fault(method, pattern, times, status, code, retry_after, swallow, lost, latency)
        self._backlot.faults.arm(fault)

    async def do_mend(self) -> None:
        """Disarm every fault."""
        self._backlot.faults.disarm()
        self._backlot.rest.old_edits_left = None

    async def do_limit_old_edits(self, edits: int) -> None:
        """So many edits of messages older than an hour, then 30046."""
        self._backlot.rest.old_edits_left = edits

    async def do_close_socket(self, code: int = 1001) -> None:
        await self._gateway.close_sockets(code)

    async def do_cut_socket(self) -> None:
        self._gateway.cut()

    async def do_ask_to_reconnect(self) -> None:
        self._gateway.ask_to_reconnect()

    async def do_invalidate_session(self, resumable: bool = False) -> None:
        self._gateway.invalidate(resumable=resumable)

    async def do_set_times(
        self, first_answer: float | None = None, alive: float | None = None
    ) -> None:
        """Seconds until an interaction must be answered, and until its token dies."""
        times = self._backlot.interactions
        times.first_answer = times.first_answer if first_answer is None else first_answer
        times.alive = times.alive if alive is None else alive

    async def do_forget(self) -> None:
        """Start counting anew, as between two runs of a benchmark."""
        self._backlot.record.forget()

    async def do_write_requests(self, path: str) -> None:
        self._backlot.record.write(Path(path))

    async def do_stats(self) -> Json:
        return self._backlot.summary()
