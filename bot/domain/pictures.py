"""Reference pictures: what they may show, and in which words somebody gives one of themselves."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.errors import NotAllowed

MAX_BYTES = 8 * 2**20
"""Of a file as it comes; what is kept of it is smaller."""
PICTURES_PER_DAY = 12
CONSENT = (
    "The photograph shows me and nobody else. I am over 18. It may be used for this look until I "
    "take it back with /me."
)


class Shows(StrEnum):
    """A drawing is of nobody who lives; a photograph may show its uploader alone."""

    DRAWING = "drawing"
    SELF = "self"


def file_name(character: str, chapter: int, reference_id: int) -> str:
    """What a picture is called where it is given out: whose look, from when on, and which."""
    whose = "-".join(re.findall(r"\w+", character.lower())) or "somebody"
    return f"{whose}-from-chapter-{chapter}-{reference_id}.png"


def require_consent(shows: Shows, *, is_me: bool, is_adult: bool) -> None:
    """Raises NotAllowed unless a photograph's uploader ticked that it is them, and over 18."""
    if shows is Shows.DRAWING:
        return
    if not is_me:
        raise NotAllowed(
            "A photograph may only show the member who uploads it, which is the one exception to "
            "the rule on real people: tick that it shows you, or bring a drawing."
        )
    if not is_adult:
        raise NotAllowed("Photographs are of members over 18 who tick that; bring a drawing.")
