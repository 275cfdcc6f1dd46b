"""Complaints: what members bring before the showrunners, of a scene, a take or a look."""

from __future__ import annotations

from datetime import datetime

from bot.domain.daily import require_room_for_report
from bot.domain.member import Member
from bot.errors import Refusal
from bot.store import Transaction, guilds, outbox
from bot.store.moments import DAY

LONGEST = 1000
"""Characters of a complaint that are kept."""


def require_words(reason: str) -> str:
    """Raises Refusal for a complaint that says nothing."""
    words = reason.strip()
    if not words:
        raise Refusal("Say in a few words what is wrong, so that a showrunner can act on it.")
    return words


async def bring(
    tx: Transaction,
    member: Member,
    complaint_id: int,
    words: str,
    about: dict[str, object],
    now: datetime,
) -> None:
    """Have the showrunners told; `about` says of what, and where it stands. Raises Refusal."""
    today = await outbox.complaints_since(tx, member.guild_id, member.id, now - DAY)
    require_room_for_report(today)
    settings = await guilds.settings(tx, member.guild_id)
    await outbox.queue_errand(
        tx,
        guild_id=member.guild_id,
        kind="complaint",
        subject_id=complaint_id,
        channel_id=settings.showrunner_channel,
        body={**about, "member_id": member.id, "reason": words},
        now=now,
    )
