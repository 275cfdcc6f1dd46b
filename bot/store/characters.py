"""The people and places of novels, as they were found and as showrunners correct them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.characters import Character, Found, Kind, Named
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

NAMED_EACH = TypeAdapter(dict[str, Named])

WITHOUT_CAST = """
    SELECT id, guild_id FROM novel WHERE cast_at IS NULL AND removed_at IS NULL AND is_whole
     ORDER BY id LIMIT 1
"""
ADD = """
    INSERT INTO character (guild_id, novel_id, kind, name, aliases, mentions, chapter, named,
                           pronoun)
    VALUES (:guild_id, :novel_id, :kind, :name, :aliases, :mentions, :chapter, :named, :pronoun)
    ON CONFLICT DO NOTHING
"""
CAST_AT = "UPDATE novel SET cast_at = :now WHERE id = :id"


async def novel_without_cast(tx: Transaction) -> Row | None:
    """The first novel whose characters nobody has looked for."""
    return await tx.one(WITHOUT_CAST)


async def keep(
    tx: Transaction, guild_id: int, novel_id: int, found: Iterable[Found], now: datetime
) -> None:
    """Keep what was found in a novel; who is there already stays as they are."""
    await tx.run_many(ADD, (_row(guild_id, novel_id, one) for one in found))
    await tx.run(CAST_AT, id=novel_id, now=stamp(now))


OF_NOVEL = """
    SELECT character.*,
           (SELECT count(*) FROM look
             WHERE character_id = character.id AND state = 'chosen'
               AND (:up_to IS NULL OR look.chapter <= :up_to)) AS looks
      FROM character WHERE novel_id = :novel_id
     ORDER BY kind, mentions DESC, name
"""
BY_ID = "SELECT * FROM character WHERE guild_id = :guild_id AND id = :id"
NAMED = "SELECT * FROM character WHERE novel_id = :novel_id AND kind = :kind AND name = :name"


async def of_novel(tx: Transaction, novel_id: int, up_to: int | None = None) -> list[Row]:
    """A novel's people, then its places, the most frequent first, with how many looks they have.

    Of looks, those that begin by a chapter, if one is given.
    """
    return await tx.all(OF_NOVEL, novel_id=novel_id, up_to=up_to)


async def get(tx: Transaction, guild_id: int, character_id: int) -> Character | None:
    row = await tx.one(BY_ID, guild_id=guild_id, id=character_id)
    return None if row is None else character_of(row)


async def named(tx: Transaction, novel_id: int, kind: Kind, name: str) -> Character | None:
    row = await tx.one(NAMED, novel_id=novel_id, kind=kind, name=name)
    return None if row is None else character_of(row)


RENAME = "UPDATE character SET name = :name, aliases = :aliases WHERE id = :id"
HIDE = "UPDATE character SET is_hidden = :is_hidden WHERE id = :id"
TAKE_IN = """
    UPDATE character SET aliases = :aliases, mentions = mentions + :mentions,
                         chapter = min(chapter, :chapter), named = :named,
                         pronoun = coalesce(nullif(pronoun, ''), :pronoun)
     WHERE id = :id
"""
LEAVE = """
    UPDATE character SET aliases = :aliases, mentions = :mentions, chapter = :chapter,
                         named = :named
     WHERE id = :id
"""
HAND_OVER_LOOKS = "UPDATE look SET character_id = :into WHERE character_id = :id"
REMOVE = "DELETE FROM character WHERE id = :id"


async def rename(tx: Transaction, character: Character, name: str) -> None:
    """The name that they had goes on being theirs, as an alias."""
    aliases = _aliases(name, (character.name, *character.aliases))
    await tx.run(RENAME, id=character.id, name=name, aliases=aliases)


async def hide(tx: Transaction, character_id: int, *, is_hidden: bool) -> None:
    await tx.run(HIDE, id=character_id, is_hidden=int(is_hidden))


async def merge(tx: Transaction, one: Character, into: Character) -> None:
    """One is the other by another name: names, mentions and looks go over."""
    aliases = _aliases(into.name, (*into.aliases, one.name, *one.aliases))
    named = _named({**one.named, **into.named})
    await tx.run(
        TAKE_IN,
        id=into.id,
        aliases=aliases,
        mentions=one.mentions,
        chapter=one.chapter,
        named=named,
        pronoun=one.pronoun,
    )
    await tx.run(HAND_OVER_LOOKS, id=one.id, into=into.id)
    await tx.run(REMOVE, id=one.id)


async def split(tx: Transaction, rest: Character, other: Found) -> int:
    """Two of what was one: who stays with the looks, and the new one's id."""
    await tx.run(
        LEAVE,
        id=rest.id,
        aliases=_aliases(rest.name, rest.aliases),
        mentions=rest.mentions,
        chapter=rest.chapter,
        named=_named(rest.named),
    )
    return await tx.insert(ADD, **_row(rest.guild_id, rest.novel_id, other))


def _row(guild_id: int, novel_id: int, one: Found) -> dict[str, str | int]:
    return {
        "guild_id": guild_id,
        "novel_id": novel_id,
        "kind": one.kind,
        "name": one.name,
        "aliases": json.dumps(one.aliases, ensure_ascii=False),
        "mentions": one.mentions,
        "chapter": one.chapter,
        "named": _named(one.named),
        "pronoun": one.pronoun,
    }


def _named(named: Mapping[str, Named]) -> str:
    return NAMED_EACH.dump_json(dict(named)).decode()


def _aliases(name: str, others: Sequence[str]) -> str:
    kept = dict.fromkeys(other for other in others if other != name)
    return json.dumps(list(kept), ensure_ascii=False)


def character_of(row: Row) -> Character:
    return Character(
        id=row["id"],
        guild_id=row["guild_id"],
        novel_id=row["novel_id"],
        kind=Kind(row["kind"]),
        name=row["name"],
        aliases=tuple(json.loads(row["aliases"])),
        mentions=row["mentions"],
        chapter=row["chapter"],
        is_hidden=bool(row["is_hidden"]),
        named=NAMED_EACH.validate_json(row["named"]),
        pronoun=row["pronoun"],
    )
