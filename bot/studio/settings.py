"""What a guild sets, and who may set it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.member import Member
from bot.domain.queue import ANIMATIC
from bot.domain.settings import GuildSettings
from bot.domain.style import FilmStyle, style_words
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    ballots,
    guilds,
    looks,
    nodes,
    novels,
    outbox,
    records,
    scene_posts,
    synced,
)
from bot.store.moments import moment
from bot.studio.house_views import Deed

RANGES = {
    "quorum": (1, 1000),
    "early_net": (1, 1000),
    "minimum_days": (0, 365),
    "proposals_per_day": (1, 50),
    "queue_cap": (1, 1000),
    "take_askers": (1, 100),
    "takes_per_day": (0, 100),
    "share": (0.01, 1),
}


class SettingsRoom:
    """Guilds come, are set up, and change their minds."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def joined(self, guild_id: int, name: str) -> None:
        async with self._store.transaction() as tx:
            await guilds.join(tx, guild_id, name, self._now())

    async def present(self, guild_ids: Collection[int]) -> None:
        """The bot is in these guilds: it left all others, perhaps while it was not running."""
        async with self._store.transaction() as tx:
            await guilds.leave_others(tx, guild_ids, self._now())

    async def left(self, guild_id: int) -> None:
        async with self._store.transaction() as tx:
            await guilds.leave(tx, guild_id, self._now())

    async def synced_commands(self, application_id: int) -> str | None:
        """The digest of the commands that Discord was told last."""
        async with self._store.reading() as tx:
            return await synced.latest(tx, application_id)

    async def keep_synced(self, application_id: int, digest: str) -> None:
        """Discord was told these commands."""
        async with self._store.transaction() as tx:
            await synced.keep(tx, application_id, digest)

    async def get(self, guild_id: int) -> GuildSettings:
        async with self._store.reading() as tx:
            return await guilds.settings(tx, guild_id)

    async def setup(
        self,
        member: Member,
        *,
        novel_id: int,
        channel_id: int,
        quorum: int,
        open_for: timedelta,
        showrunner_role: int | None,
    ) -> GuildSettings:
        """Set a guild up in one go: bind the novel to its channel and have the board posted."""
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            require_showrunner(member, settings)
            novel = await _novel(tx, member.guild_id, novel_id)
            changed = _changed(
                settings,
                {
                    "quorum": quorum,
                    "open_for": open_for,
                    "showrunner_role": showrunner_role,
                    "set_up_by": member.id,
                },
            )
            await guilds.set_settings(tx, changed)
            await put_up(tx, member.guild_id, novel_id, channel_id, self._now())
            await records.write(tx, member, "set up", novel["title"], self._now())
        return changed

    async def change(self, member: Member, **changes: Any) -> GuildSettings:
        """Change settings by name; None clears. Refuses what is out of range."""
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            require_showrunner(member, settings)
            if engine := changes.get("filming_engine"):
                await _require_offered(tx, member.guild_id, engine)
            if "style_words" in changes:
                changes["style_words"] = style_words(changes["style_words"] or "")
            changed = _changed(settings, changes)
            await guilds.set_settings(tx, changed)
            if settings.hidden_tally is not changed.hidden_tally:
                await _show_ballots_anew(tx, member.guild_id, self._now())
            # what found no showrunner may find one now
            await outbox.try_again(tx, member.guild_id, self._now())
            told = ", ".join(f"{name} = {value}" for name, value in sorted(changes.items()))
            await records.write(tx, member, "changed settings", told, self._now())
        return changed

    async def style_of_novel(self, guild_id: int, novel_id: int) -> FilmStyle:
        """The style that a novel has of its own; nothing set where the guild's is its."""
        async with self._store.reading() as tx:
            return novels.style_of(await _novel(tx, guild_id, novel_id))

    async def style_novel(self, member: Member, novel_id: int, style: FilmStyle) -> FilmStyle:
        """Give a novel a style of its own, or with nothing set the guild's. Raises Refusal."""
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await _novel(tx, member.guild_id, novel_id)
            tidied = replace(style, words=style_words(style.words))
            await novels.set_style(tx, novel_id, tidied)
            await records.write(tx, member, "styled a novel", novel["title"], self._now())
        return tidied

    async def log(self, guild_id: int, limit: int = 20) -> list[Deed]:
        async with self._store.reading() as tx:
            rows = await records.latest(tx, guild_id, limit)
        return [
            Deed(moment(row["at"]), row["actor_id"], row["deed"], row["subject"], row["reason"])
            for row in rows
        ]


async def _novel(tx: Transaction, guild_id: int, novel_id: int) -> Row:
    novel = await novels.get(tx, guild_id, novel_id)
    if novel is None or novel["removed_at"]:
        raise NotFound("That novel is not here; /studio novel list shows yours.")
    return novel


async def put_up(
    tx: Transaction, guild_id: int, novel_id: int, channel_id: int, now: datetime
) -> None:
    """Bind a novel to its channel: its board goes up there, and those out of place come down."""
    outdated = await novels.bind(tx, guild_id, novel_id, channel_id)
    for old_channel, board in outdated:
        await outbox.queue_errand(
            tx,
            guild_id=guild_id,
            kind="removal",
            subject_id=board,
            channel_id=old_channel,
            body={"posts": [[old_channel, board]]},
            now=now,
        )
    await outbox.queue_errand(
        tx, guild_id=guild_id, kind="board", subject_id=novel_id, channel_id=channel_id, now=now
    )


async def _show_ballots_anew(tx: Transaction, guild_id: int, now: datetime) -> None:
    """Whether the count is shown changes on the cards and boards that are there, too."""
    for row in await ballots.open_of_guild(tx, guild_id):
        if row["scene_id"] is not None:
            await scene_posts.touch(tx, row["scene_id"], now)
        elif (look := await looks.get(tx, guild_id, row["look_id"])) is not None:
            await looks.touch(tx, look, now)


def require_showrunner(member: Member, settings: GuildSettings) -> None:
    """Raises NotAllowed for everybody else."""
    if member.is_showrunner(settings):
        return
    role = f", or <@&{settings.showrunner_role}>" if settings.showrunner_role else ""
    raise NotAllowed(f"Only showrunners do this: members who can manage the server{role}.")


async def _require_offered(tx: Transaction, guild_id: int, engine: str) -> None:
    """The animatic is always there; another engine is one that a node offered once."""
    offered = {ANIMATIC}
    for row in await nodes.serving(tx, guild_id):
        offered.update(json.loads(row["engines"]))
    if engine not in offered:
        raise Refusal(
            f"No node of this server offers an engine called {engine!r}; "
            f"there is {', '.join(sorted(offered))}. /studio node invite adds a machine."
        )


def _changed(settings: GuildSettings, changes: dict[str, Any]) -> GuildSettings:
    for name, value in changes.items():
        if name in RANGES and value is not None:
            low, high = RANGES[name]
            if not low <= value <= high:
                raise Refusal(
                    f"{name.replace('_', ' ')} must be between {low:g} and {high:g}; "
                    f"{value:g} is not."
                )
    return replace(settings, **changes)
