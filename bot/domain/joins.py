"""How one shot follows another: cuts, unless time passes or the same face is seen closer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.direction import Pace
from bot.domain.shots import Opens, PlannedShot, ShotFraming

_ANOTHER_DAY = re.compile(
    r"\b(?:(?:the )?next (?:day|morning|evening|night|week|month|year|spring|summer|autumn|winter)"
    r"|the (?:following|second|third) (?:day|morning|evening|night|week)|the morning after"
    r"|(?:days|weeks|months|years) (?:later|after|afterwards|passed|went by|had passed)"
    r"|(?:a|one) (?:week|month|year) (?:later|after|afterwards))\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:(?:some time|a (?:little|while)|an hour|hours|minutes|moments) (?:later|afterwards)"
    r"|hours (?:passed|went by)|after (?:a|some) (?:while|time|hours?)|that (?:evening|night)"
    r"|by (?:dawn|sunrise|noon|midday|dusk|sunset|nightfall|midnight|morning)"
    r"|(?:when|as soon as) (?:night|day|dawn|darkness|evening|morning) (?:fell|came|broke)"
    r"|towards (?:dawn|morning|evening|nightfall)|at (?:last|length) (?:the )?(?:dawn|morning)"
    r"|when (?:he|she|they|I|we) (?:awoke|woke|came to))\b",
    re.IGNORECASE,
)
_ALONE = (ShotFraming.MEDIUM, ShotFraming.CLOSE)


def join(shots: Sequence[PlannedShot]) -> tuple[PlannedShot, ...]:
    """The same shots, each with how it opens; a scene's first one always cuts in."""
    pairs = pairwise(shots)
    return (*shots[:1], *(replace(shot, opens=opening(before, shot)) for before, shot in pairs))


def opening(before: PlannedShot, shot: PlannedShot) -> Opens:
    """How a shot follows the one before it.

    Another day opens through black, and later the same day by a dissolve. Where the pace lingers, a
    match joins two shots of one person who is seen nearer or further: the eye stays on the face.
    """
    if _ANOTHER_DAY.search(shot.action):
        return Opens.FADE
    if _LATER.search(shot.action):
        return Opens.DISSOLVE
    is_one_face = len(shot.cast) == 1 and shot.cast == before.cast
    both = {before.framing, shot.framing}
    if shot.pace is Pace.LINGERING and is_one_face and both == set(_ALONE):
        return Opens.MATCH
    return Opens.CUT
