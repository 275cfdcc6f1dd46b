"""What a guild can set, with its defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """One guild's settings; roles and channels by id, None where none is named."""

    guild_id: int
    quorum: int = 3
    share: float = 0.5
    hours_open: int = 48
    early_net: int | None = None
    hidden_tally: bool = False
    voter_role: int | None = None
    minimum_days: int = 0
    proposers_vote: bool = True
    proposals_per_day: int = 3
    showrunner_role: int | None = None
    novel_role: int | None = None
    premiere_channel: int | None = None
    showrunner_channel: int | None = None
    queue_cap: int = 50
    filming_engine: str = "animatic"
    queue_paused: bool = False


def suggested_quorum(members: int) -> int:
    """The quorum for a guild of so many people: 1 up to three members, 2 up to ten, else 3."""
    if members <= 3:
        return 1
    return 2 if members <= 10 else 3
