"""Drops from this machine what was made with pictures that their owners took back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from render.engines.protocol import WITH_PICTURES
from render.shots import ShotStore


class Forgetting:
    """Knows where on a node anything of a reference picture may lie."""

    def __init__(self, store: ShotStore, models: Path) -> None:
        self._store = store
        self._models = models

    def forget(self, pictures: Collection[str]) -> None:
        """Drop shots and stills made with these. Raises OSError while one of them is in use."""
        if not pictures:
            return
        for sha256 in pictures:
            self._store.forget_made_with(sha256)
        for still in self._models.glob(f"*/*{WITH_PICTURES}.png"):
            still.unlink(missing_ok=True)
