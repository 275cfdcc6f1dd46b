"""The name of a take, as it is written and as keyboards write it."""

from __future__ import annotations

import pytest

from bot.domain.scene import read_slate


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", (12, None)),
        ("12-3", (12, 3)),
        (" 12 - 3 ", (12, 3)),
        ("12\u20113", (12, 3)),  # a hyphen that does not break
        ("12–3", (12, 3)),
        ("12—3", (12, 3)),
        ("12−3", (12, 3)),  # a minus
        ("12-", None),
        ("-3", None),
        ("12-3-4", None),
        ("twelve", None),
    ],
)
def test_a_slate_is_read_with_any_dash(typed: str, meant: tuple[int, int | None] | None) -> None:
    assert read_slate(typed) == meant
