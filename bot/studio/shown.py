"""Where a job is shown: what says how it stands is shown anew when it moves."""

from __future__ import annotations

from datetime import datetime

from bot.domain.queue import Work
from bot.store import Row, Transaction, looks, reels, scene_posts
from bot.studio.board import show_board


async def touch(tx: Transaction, job: Row, now: datetime) -> None:
    """Have the card and the board of a job's scene shown anew, the card of its look, or a board."""
    if job["scene_id"] is not None:
        await scene_posts.touch(tx, job["scene_id"], now)
    elif job["kind"] == Work.PORTRAIT:
        look = await looks.get(tx, job["guild_id"], job["subject_id"])
        if look is not None:
            await looks.touch(tx, look, now)
    elif job["kind"] == Work.REEL and (reel := await reels.of_part(tx, job["subject_id"])):
        await show_board(tx, reel["guild_id"], reel["novel_id"], now)
