"""Previews of what is being shot: checked, and shown on the card every few seconds."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta

from bot.store import Row
from bot.studio.fencing import BadDelivery

MAX_PREVIEW = 256 * 1024
CARD_PAUSE = timedelta(seconds=5)
"""A card is shown anew for progress at most this often."""


def preview_of(text: str | None) -> bytes | None:
    """The picture in a beat. Raises BadDelivery unless it is a small JPEG or WebP in base64."""
    if text is None:
        return None
    try:
        picture = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadDelivery("preview: it is not base64.") from None
    if len(picture) > MAX_PREVIEW:
        raise BadDelivery(f"preview: at most {MAX_PREVIEW // 1024} kB; send a smaller picture.")
    is_webp = picture[:4] == b"RIFF" and picture[8:12] == b"WEBP"
    if not is_webp and picture[:3] != b"\xff\xd8\xff":
        raise BadDelivery("preview: it is neither a JPEG nor a WebP.")
    return picture


class Shown:
    """What the cards were last told of jobs in hand; after a restart they are told once more."""

    def __init__(self) -> None:
        self._scenes: dict[int, datetime] = {}
        self._jobs: dict[int, tuple[float, bytes | None]] = {}

    def is_news(self, job: Row, progress: float, preview: bytes | None, now: datetime) -> bool:
        """Whether the card should be shown anew for this beat; if so, that is noted."""
        last = self._scenes.get(job["scene_id"])
        if last is not None and timedelta(0) <= now - last < CARD_PAUSE:
            return False
        seen = self._jobs.get(job["id"])
        if seen is not None and seen[0] == progress and preview in (None, seen[1]):
            return False
        self._scenes[job["scene_id"]] = now
        self._jobs[job["id"]] = (progress, preview or (seen[1] if seen else None))
        return True

    def forget(self, job: Row) -> None:
        """It is shot, or was lost."""
        self._scenes.pop(job["scene_id"], None)
        self._jobs.pop(job["id"], None)
