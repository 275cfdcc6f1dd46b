"""What was looked at on this machine, for `greenlight doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what was looked at, what was found, and what to do where that is not well."""

    name: str
    is_well: bool
    found: str
    remedy: str = ""
