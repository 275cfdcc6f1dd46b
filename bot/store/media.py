"""Stored files of scenes and takes: which there are. The bytes lie in the media folder."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

# The scene's own, when take_id is null: IS compares nulls too.
DISPLACE = """
    DELETE FROM media
     WHERE scene_id IS :scene_id AND take_id IS :take_id AND subject_id IS :subject_id
       AND name = :name
"""
ADD = """
    INSERT INTO media (guild_id, scene_id, take_id, subject_id, name, sha256, size, created_at)
    VALUES (:guild_id, :scene_id, :take_id, :subject_id, :name, :sha256, :size, :now)
"""


async def put(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int | None,
    take_id: int | None,
    name: str,
    sha256: str,
    size: int,
    now: datetime,
    subject_id: int | None = None,
) -> int:
    """Keep a file in the place of an older one of that name; the new row's id.

    A file of no scene belongs to a row of its own, `subject_id`, in a table that its name tells.
    """
    owner = {"scene_id": scene_id, "take_id": take_id, "subject_id": subject_id, "name": name}
    await tx.run(DISPLACE, **owner)
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        **owner,
        sha256=sha256,
        size=size,
        now=stamp(now),
    )


OF_SCENE = "SELECT * FROM media WHERE scene_id = :scene_id ORDER BY id"


async def of_scene(tx: Transaction, scene_id: int) -> list[Row]:
    """The files of a scene and of its takes, oldest first."""
    return await tx.all(OF_SCENE, scene_id=scene_id)


OF_TAKE = "SELECT * FROM media WHERE take_id = :take_id AND name = :name"


async def of_take(tx: Transaction, take_id: int, name: str) -> Row | None:
    return await tx.one(OF_TAKE, take_id=take_id, name=name)


REMOVE_OF_SCENE = "DELETE FROM media WHERE scene_id = :scene_id"
REMOVE_NAMED = "DELETE FROM media WHERE scene_id = :scene_id AND take_id IS NULL AND name = :name"


async def remove_of_scene(tx: Transaction, scene_id: int, name: str | None = None) -> None:
    """Forget a scene's files and its takes', or the scene's own of one name."""
    if name is None:
        await tx.run(REMOVE_OF_SCENE, scene_id=scene_id)
    else:
        await tx.run(REMOVE_NAMED, scene_id=scene_id, name=name)


REMOVE_OF_TAKE = "DELETE FROM media WHERE take_id = :take_id"


async def remove_of_take(tx: Transaction, take_id: int) -> None:
    await tx.run(REMOVE_OF_TAKE, take_id=take_id)


OF_SUBJECT = """
    SELECT * FROM media WHERE subject_id = :subject_id AND name = :name ORDER BY id DESC LIMIT 1
"""


async def of_subject(tx: Transaction, subject_id: int, name: str) -> Row | None:
    """The file that belongs to a row of its own: a reel's, a portrait's, a reference's."""
    return await tx.one(OF_SUBJECT, subject_id=subject_id, name=name)


REMOVE_OF_SUBJECT = "DELETE FROM media WHERE subject_id = :subject_id AND name = :name"


async def remove_of_subject(tx: Transaction, subject_id: int, name: str) -> None:
    await tx.run(REMOVE_OF_SUBJECT, subject_id=subject_id, name=name)


OF_GUILD = "SELECT * FROM media WHERE guild_id = :guild_id AND sha256 = :sha256 LIMIT 1"


async def of_guild(tx: Transaction, guild_id: int, sha256: str) -> Row | None:
    """A file of a guild by its hash."""
    return await tx.one(OF_GUILD, guild_id=guild_id, sha256=sha256)


REFERENCED = "SELECT DISTINCT guild_id, sha256, name FROM media"


async def referenced(tx: Transaction) -> list[Row]:
    """Every file that something still shows: guild, hash and name."""
    return await tx.all(REFERENCED)
