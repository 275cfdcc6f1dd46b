"""A member's own page: what is kept of them, how far they have read, and being forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.member import Member
from bot.domain.pictures import file_name
from bot.domain.reading import chapter_of
from bot.store import Store, film_posts, looks, members, reels, references, scene_posts
from bot.studio import joining, mishaps
from bot.studio.house_views import Reading
from bot.studio.look_views import reference_view
from bot.studio.media import MediaFolder
from bot.studio.novels import present
from bot.studio.pictures import take_back_photographs
from bot.studio.views import NovelView


class MembersRoom:
    """One method, one transaction; every answer is of one member of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def kept(self, member: Member) -> Mapping[str, list[dict[str, Any]]]:
        """Everything that is kept of a member here, by its name for people."""
        async with self._store.reading() as tx:
            found = await members.kept(tx, member.guild_id, member.id)
        kept = {name: [dict(row) for row in rows] for name, rows in found.items()}
        for row in kept["pictures"]:
            row["file"] = file_name(row["character"], row["chapter"], row.pop("id"))
        return kept

    async def pictures(self, member: Member) -> Mapping[str, Path]:
        """The pictures that a member brought, by the names that `kept` calls them."""
        async with self._store.reading() as tx:
            rows = await references.of_member(tx, member.guild_id, member.id)
        found = [reference_view(row, self._folder).file.path for row in rows]
        return {
            file_name(row["character"], row["chapter"], row["id"]): path
            for row, path in zip(rows, found, strict=True)
            if path.exists()
        }

    async def reading(self, member: Member, novel: NovelView) -> Reading:
        """How far a member has read a novel, if they said so."""
        async with self._store.reading() as tx:
            found = await members.readings(tx, member.guild_id, member.id)
        return Reading(novel, found.get(novel.id))

    async def read_up_to(self, member: Member, novel_id: int, typed: str) -> Reading:
        """Keep how far a member has read; nothing typed forgets it. Raises Refusal."""
        async with self._store.transaction() as tx:
            novel = await present(tx, member.guild_id, novel_id)
            chapter = chapter_of(typed, novel.chapters)
            await members.read_up_to(tx, member.guild_id, member.id, novel_id, chapter)
        return Reading(novel, chapter)

    async def is_named(self, member: Member) -> bool:
        """Whether the credits of a reel name the member."""
        async with self._store.reading() as tx:
            return member.id in await members.named(tx, member.guild_id)

    async def name_or_not(self, member: Member) -> bool:
        """Have the member named in credits, or no longer; whether they are from now on."""
        async with self._store.transaction() as tx:
            return await members.toggle_named(tx, member.guild_id, member.id)

    async def forget(self, member: Member) -> None:
        """Take a member out of the records: votes become counts, scenes stay without a name.

        Showrunners hear of reels that name them: what is in a film goes when it is joined anew.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            if chapters := await reels.chapters_naming(tx, member.guild_id, member.id):
                await mishaps.tell(tx, member.guild_id, _named_in(chapters), now)
            films = await film_posts.naming(tx, member.guild_id, member.id)
            await joining.strike_name(tx, member.guild_id, member.id)
            await take_back_photographs(tx, member.guild_id, member.id, now)
            shown = await members.looks_of(tx, member.guild_id, member.id)
            for scene_id in await members.forget(tx, member.guild_id, member.id):
                await scene_posts.touch(tx, scene_id, now)
            for look in shown:
                await looks.touch(tx, look, now)
            await film_posts.touch(tx, films, now)
        await self._folder.sweep(self._store)


def _named_in(chapters: Sequence[int]) -> str:
    numbers = ", ".join(map(str, chapters))
    return (
        "Somebody who asked to be forgotten is named in the end credits of a reel: join anew with "
        f"/film, without that name, chapter {numbers}; then delete the earlier post."
    )
