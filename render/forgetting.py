"""Drops from this machine what was made of pictures and scenes that were taken back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from render.shots import ShotStore


class Forgetting:
    """Knows where on a node anything of a picture or a scene may lie."""

    def __init__(self, store: ShotStore, models: Path) -> None:
        self._store = store
        self._models = models

    def forget(self, hashes: Collection[str] | None) -> None:
        """Drop shots and stills made of these; None, all there are. Raises OSError for one in use.

        What models drew and were told for others goes with them: of a still or a prompt nobody
        knows what it was for.
        """
        if hashes is None:
            self._store.clear()
        elif hashes:
            self._store.forget_made_with(hashes)
        else:
            return
        for kind in ("*/*.png", "prompts/*.safetensors"):
            for path in self._models.glob(kind):
                path.unlink(missing_ok=True)
