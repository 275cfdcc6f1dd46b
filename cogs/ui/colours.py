"""What the edge of a sheet says: how far what stands on it has come."""

from __future__ import annotations

GOLD = 0xC9A227
"""Somebody may still decide."""
BLUE = 0x3B82C4
"""It is to be filmed."""
GREEN = 0x2E9E5B
"""It is on film."""
GREY = 0x7A7F87
"""It is over, or beside the matter."""
RED = 0x8C4A4A
"""It was refused or cancelled."""
BRASS = 0xB08D57
"""People, and what they keep."""
