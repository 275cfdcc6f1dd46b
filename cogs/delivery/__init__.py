"""Works the outbox off: every take posted once, every card and board at its last state."""

from __future__ import annotations

from bot.app import Greenlight
from cogs.delivery.loop import Delivery


async def setup(bot: Greenlight) -> None:
    await bot.add_cog(Delivery(bot))
