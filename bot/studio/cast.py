"""The cast of a novel: found when it is added, corrected by showrunners, shown to members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.characters import MAX_NAME, Character, find_characters, known_by, split
from bot.domain.member import Member
from bot.domain.reading import is_beyond
from bot.errors import NotFound, Refusal
from bot.store import (
    Store,
    Transaction,
    characters,
    guilds,
    looks,
    members,
    novels,
    paragraphs,
    records,
)
from bot.studio.casting import CastView, CharacterLine, CharacterView
from bot.studio.look_views import look_view, scenes_with
from bot.studio.media import MediaFolder
from bot.studio.novels import novel_view, present
from bot.studio.settings import require_showrunner

GONE = "That character is not here (any more); /cast lists them."


class CastRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def find_characters(self) -> None:
        """Look for the people and places of novels that were added since the last time."""
        while True:
            async with self._store.reading() as tx:
                novel = await characters.novel_without_cast(tx)
                if novel is None:
                    return
                chapters = await paragraphs.by_chapter(tx, novel["id"])
            found = await asyncio.to_thread(find_characters, chapters)
            async with self._store.transaction() as tx:
                await characters.keep(tx, novel["guild_id"], novel["id"], found, self._now())

    async def of_novel(self, member: Member, novel_id: int, *, words: str = "") -> CastView:
        """A novel's people and places, by words of their names; hidden ones for showrunners."""
        async with self._store.reading() as tx:
            await present(tx, member.guild_id, novel_id)
            novel = await novels.get(tx, member.guild_id, novel_id)
            assert novel is not None, "it is present"
            settings = await guilds.settings(tx, member.guild_id)
            sees_hidden = member.is_showrunner(settings)
            up_to = (await members.readings(tx, member.guild_id, member.id)).get(novel_id)
            lines = [
                CharacterLine(character, row["looks"])
                for row in await characters.of_novel(tx, novel_id, up_to)
                if (character := known_by(characters.character_of(row), up_to))
                and _matches(character, words)
                and (sees_hidden or not character.is_hidden)
            ]
            return CastView(novel_view(novel), tuple(lines), novel["cast_at"] is not None)

    async def character(self, member: Member, character_id: int) -> CharacterView:
        """A character's page: how they look from which chapter on, and what is on the ballot.

        Names, looks and scenes that are beyond what the member has read are left out.
        """
        async with self._store.reading() as tx:
            one = await character_of_guild(tx, member.guild_id, character_id)
            up_to = (await members.readings(tx, member.guild_id, member.id)).get(one.novel_id)
            known = known_by(one, up_to)
            if known is None:
                raise NotFound(GONE)
            rows = await looks.of_character(tx, one.id)
            views = [
                await look_view(tx, row, self._folder, member_id=member.id)
                for row in rows
                if not is_beyond(row["chapter"], up_to)
            ]
            views.sort(key=lambda view: (view.look.state, view.look.chapter, view.look.id))
            novel = await novels.get(tx, member.guild_id, one.novel_id)
            assert novel is not None, "a novel is never deleted"
            met = [
                scene
                for scene in await scenes_with(tx, one)
                if not is_beyond(scene.passage.chapter, up_to)
            ]
            return CharacterView(known, novel_view(novel), tuple(views), len(met))

    async def others(self, member: Member, character_id: int) -> list[Character]:
        """Who else of the same kind is in the novel, the most frequent first."""
        view = await self.character(member, character_id)
        known = await self.of_novel(member, view.novel.id)
        return [
            line.character
            for line in known.lines
            if line.character.kind is view.character.kind and line.character.id != character_id
        ]

    async def rename(self, member: Member, character_id: int, typed: str) -> Character:
        """Call a character otherwise; the old name goes on meaning them. Raises Refusal."""
        name = " ".join(typed.split())
        if not 1 <= len(name) <= MAX_NAME:
            raise Refusal(f"A name has 1 to {MAX_NAME} characters; this one has {len(name)}.")
        async with self._store.transaction() as tx:
            one = await self._of_showrunner(tx, member, character_id)
            other = await characters.named(tx, one.novel_id, one.kind, name)
            if other is not None and other.id != one.id:
                raise Refusal(
                    f"There is a {name} already; if they are one and the same, merge them."
                )
            await characters.rename(tx, one, name)
            await records.write(
                tx, member, "renamed a character", f"{one.name} to {name}", self._now()
            )
            return await character_of_guild(tx, member.guild_id, character_id)

    async def merge(self, member: Member, character_id: int, into_id: int) -> Character:
        """Make one of two: the second takes the first one's names and looks. Raises Refusal."""
        async with self._store.transaction() as tx:
            one = await self._of_showrunner(tx, member, character_id)
            into = await character_of_guild(tx, member.guild_id, into_id)
            if one.id == into.id or (one.novel_id, one.kind) != (into.novel_id, into.kind):
                raise Refusal("Two people, or two places, of one novel become one: choose another.")
            await characters.merge(tx, one, into)
            await records.write(
                tx, member, "merged characters", f"{one.name} into {into.name}", self._now()
            )
            return await character_of_guild(tx, member.guild_id, into_id)

    async def split(self, member: Member, character_id: int, names: Sequence[str]) -> Character:
        """Make two of one: these names are somebody else's. Looks stay. Raises Refusal."""
        async with self._store.transaction() as tx:
            one = await self._of_showrunner(tx, member, character_id)
            rest, other = split(one, names)
            if await characters.named(tx, one.novel_id, one.kind, other.name) is not None:
                raise Refusal(
                    f"{other.name} is here already: *Rename* that one first, or merge them."
                )
            new_id = await characters.split(tx, rest, other)
            await records.write(
                tx, member, "split a character", f"{other.name} from {one.name}", self._now()
            )
            return await character_of_guild(tx, member.guild_id, new_id)

    async def hide(self, member: Member, character_id: int, *, is_hidden: bool) -> Character:
        """Leave out of lists and orders who is nobody; or bring them back."""
        async with self._store.transaction() as tx:
            one = await self._of_showrunner(tx, member, character_id)
            await characters.hide(tx, one.id, is_hidden=is_hidden)
            deed = "hid a character" if is_hidden else "showed a character again"
            await records.write(tx, member, deed, one.name, self._now())
            return await character_of_guild(tx, member.guild_id, character_id)

    async def _of_showrunner(self, tx: Transaction, member: Member, character_id: int) -> Character:
        require_showrunner(member, await guilds.settings(tx, member.guild_id))
        return await character_of_guild(tx, member.guild_id, character_id)


async def character_of_guild(tx: Transaction, guild_id: int, character_id: int) -> Character:
    """A character that this guild has. Raises NotFound."""
    one = await characters.get(tx, guild_id, character_id)
    if one is None:
        raise NotFound(GONE)
    return one


def _matches(character: Character, words: str) -> bool:
    wanted = words.strip().casefold()
    return not wanted or any(wanted in name.casefold() for name in character.names)
