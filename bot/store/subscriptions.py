"""Who wants to be told when a scene is filmed."""

from __future__ import annotations

from bot.store.connection import Transaction

SUBSCRIBE = "INSERT OR IGNORE INTO subscription (scene_id, member_id) VALUES (:scene, :member)"
UNSUBSCRIBE = "DELETE FROM subscription WHERE scene_id = :scene AND member_id = :member"
SUBSCRIBERS = "SELECT member_id FROM subscription WHERE scene_id = :scene ORDER BY member_id"


async def toggle(tx: Transaction, scene_id: int, member_id: int) -> bool:
    """Whether the member will be told from now on."""
    if await tx.run(UNSUBSCRIBE, scene=scene_id, member=member_id):
        return False
    await tx.run(SUBSCRIBE, scene=scene_id, member=member_id)
    return True


async def members(tx: Transaction, scene_id: int) -> list[int]:
    return [row["member_id"] for row in await tx.all(SUBSCRIBERS, scene=scene_id)]
