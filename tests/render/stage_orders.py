"""A tiny order as plain data, for whatever a test wants to make of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from render.contract import SceneOrder

PLACE = {"name": "strand", "interior": False, "time_of_day": "dusk", "weather": "storm"}

OrderMaker = Callable[..., SceneOrder]


def order_form(
    shots: int = 2, seconds: float = 1.0, seed: int = 0, **changes: Any
) -> dict[str, Any]:
    """An order as plain data: small frames, few of them, the leader."""
    form: dict[str, Any] = {
        "kind": "take",
        "slate": "1-1",
        "novel": "The Lamp at Carrow Keep",
        "chapter": "Chapter 1",
        "title": "The lamp is out",
        "engine": "leader",
        "picture": {"width": 160, "height": 90, "fps": 12},
        "shots": [
            {
                "number": number,
                "seconds": seconds,
                "action": f"Action {number}.",
                "place": PLACE,
                "light": "low key",
                "framing": "wide",
                "seed": seed + 40 * number,
            }
            for number in range(1, shots + 1)
        ],
    }
    return form | changes
