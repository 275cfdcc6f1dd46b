"""A picture as it is kept: PNG, RGB, within a square, nothing but pixels."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_SIDE = 768
"""Pixels of what is kept: models look at no more, and four of them fit one message."""
SHORTEST_SIDE = 64
MAX_SIDE = 12_000
MAX_PIXELS = 50_000_000
"""Of a picture as it comes: what the best phones take."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a PNG, with its size in pixels."""

    png: bytes
    width: int
    height: int
