"""Who asks for another take, until enough members do."""

from __future__ import annotations

from datetime import datetime

from bot.domain.wishes import Wish
from bot.store.connection import Transaction
from bot.store.moments import stamp

ASK = """
    INSERT OR IGNORE INTO take_wish (take_id, wish, member_id, asked_at)
    VALUES (:take_id, :wish, :member_id, :now)
"""
# a wish for the whole scene counts once, on whichever of its takes it was pressed
TAKE_BACK = """
    DELETE FROM take_wish
     WHERE member_id = :member_id AND wish = :wish AND (take_id = :take_id OR (
           :of_scene AND take_id IN (SELECT id FROM take WHERE scene_id = :scene_id)))
"""


async def toggle(
    tx: Transaction,
    *,
    scene_id: int,
    take_id: int,
    wish: Wish,
    member_id: int,
    now: datetime,
) -> bool:
    """Whether the member asks for it from now on."""
    mine = {"take_id": take_id, "wish": str(wish), "member_id": member_id}
    if await tx.run(TAKE_BACK, scene_id=scene_id, of_scene=wish.is_of_scene, **mine):
        return False
    await tx.run(ASK, now=stamp(now), **mine)
    return True


# (wish, member) of a scene's takes; those of single shots only where they are this take's
ASKED = """
    SELECT DISTINCT take_wish.wish, take_wish.member_id
      FROM take_wish JOIN take ON take.id = take_wish.take_id
     WHERE take.scene_id = :scene_id AND (take.id = :take_id OR take_wish.wish NOT LIKE 'shot:%')
"""


async def asked(tx: Transaction, scene_id: int, take_id: int) -> dict[str, set[int]]:
    """Wish -> who asks for it, as far as it concerns this take."""
    who: dict[str, set[int]] = {}
    for row in await tx.all(ASKED, scene_id=scene_id, take_id=take_id):
        who.setdefault(row["wish"], set()).add(row["member_id"])
    return who


GRANT = """
    DELETE FROM take_wish
     WHERE wish = :wish AND (take_id = :take_id OR (
           :of_scene AND take_id IN (SELECT id FROM take WHERE scene_id = :scene_id)))
"""


async def grant(tx: Transaction, *, scene_id: int, take_id: int, wish: Wish) -> None:
    """It is filmed: nobody asks for it any more."""
    await tx.run(
        GRANT, scene_id=scene_id, take_id=take_id, wish=str(wish), of_scene=wish.is_of_scene
    )


GRANTED_SINCE = """
    SELECT count(*) AS number FROM take
     WHERE guild_id = :guild_id AND wish <> '' AND created_at > :since
"""


async def granted_since(tx: Transaction, guild_id: int, moment: datetime) -> int:
    """How many takes of a guild were filmed because members asked, since then."""
    row = await tx.one(GRANTED_SINCE, guild_id=guild_id, since=stamp(moment))
    return int(row["number"]) if row else 0
