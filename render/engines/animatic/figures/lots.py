"""Chance that is the same on every machine: what no word decides about a look."""

from __future__ import annotations

from render.engines.animatic.noise import seed_of


class Lots:
    """Chance that is the same for a name, or for a look's own seed, on every machine."""

    def __init__(self, name: str, seed: int | None = None) -> None:
        self.seed = seed_of("cast", name.casefold() if seed is None else seed)

    def pick(self, options: tuple[str, ...], salt: int) -> str:
        """One of the options; `salt` says which lot is drawn."""
        return options[seed_of(self.seed, salt) % len(options)]

    def share(self, salt: int) -> float:
        """0 to 1."""
        return seed_of(self.seed, salt) % 9973 / 9973

    def spread(self, salt: int, reach: float) -> float:
        """Up to so far on either side of nothing."""
        return (self.share(salt) * 2 - 1) * reach
