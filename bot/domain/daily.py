"""How much a member brings before the others in a day: scenes, looks and reports."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import Refusal

LOOKS = 5
REPORTS = 10
WITHDRAWN = 2
"""Times what may stand: how many may be put to the vote and taken back beside it."""


@dataclass(frozen=True, slots=True)
class Today:
    """How many scenes, or looks, a member put to the vote in the last 24 hours."""

    standing: int
    withdrawn: int


def require_room_for_scene(today: Today, limit: int) -> None:
    """Raises Refusal when a member has proposed enough for a day, or taken back enough."""
    if today.standing >= limit:
        raise Refusal(
            f"Each member proposes at most {limit} a day here; keep this scene for tomorrow."
        )
    if today.withdrawn >= limit * WITHDRAWN:
        raise Refusal(
            f"You withdrew {today.withdrawn} scenes today, as many as anybody may here; "
            "keep this one for tomorrow."
        )


def require_room_for_look(today: Today) -> None:
    """Raises Refusal when a member has offered enough for a day, or taken back enough."""
    if today.standing >= LOOKS:
        raise Refusal(
            f"Each member offers at most {LOOKS} looks a day here; "
            "keep this one for tomorrow: /me has it."
        )
    if today.withdrawn >= LOOKS * WITHDRAWN:
        raise Refusal(
            f"{today.withdrawn} looks of yours were taken back today, as many as anybody's may be "
            "here; keep this one for tomorrow: /me has it."
        )


def require_room_for_report(today: int) -> None:
    """Raises Refusal when a member has reported enough for a day."""
    if today >= REPORTS:
        raise Refusal(
            f"You have reported {today} times today, which is the limit; "
            "please speak to a showrunner directly."
        )
