"""What a check of the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass

INSTALL_NODE = "in the clone: pip install -c constraints.txt -e '.[node]'"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is well, what was found, and what to do if not."""

    name: str
    is_well: bool
    found: str
    remedy: str = ""
    is_needed: bool = True
    """Whether the bot cannot do its work without it."""
