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

    @property
    def is_missing(self) -> bool:
        """Whether the bot cannot work as long as it is so."""
        return self.is_needed and not self.is_well

    @property
    def is_advice(self) -> bool:
        """Whether the bot works all the same, and could do more."""
        return not self.is_needed and not self.is_well
