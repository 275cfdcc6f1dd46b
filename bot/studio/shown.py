"""Where a job is shown: what says how it stands is shown anew when it moves."""

from __future__ import annotations

from datetime import datetime

from bot.store import Row, Transaction, scenes


async def touch(tx: Transaction, job: Row, now: datetime) -> None:
    """Have the card and the board of a job's scene shown anew; work of no scene has neither."""
    if job["scene_id"] is not None:
        await scenes.touch(tx, job["scene_id"], now)
