"""Another take: what members may wish for, and when enough of them do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.scene import Scene, SceneState, Take, TakeState
from bot.domain.settings import GuildSettings
from bot.errors import Refusal

FILMABLE = (SceneState.GREENLIT, SceneState.SCREENED, SceneState.CANON)
_SHOT = re.compile(r"shot:([0-9]{1,2})")


class WishKind(StrEnum):
    FRESH = "fresh"
    """Every shot anew, with other seeds."""
    CHANGED = "changed"
    """The shots as they stand now, with the seeds of an earlier take."""
    SHOT = "shot"
    """One shot of a take anew; the rest of it as it is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What another take should be."""

    kind: WishKind
    shot: int = 0
    """The number of the shot that is filmed anew, where it is one."""

    def __str__(self) -> str:
        return f"shot:{self.shot}" if self.kind is WishKind.SHOT else self.kind

    @property
    def is_of_scene(self) -> bool:
        """Whether those who wish it on any take of a scene wish for the same."""
        return self.kind is not WishKind.SHOT


def read_wish(text: str) -> Wish:
    """A wish as a button or a row has it. Raises Refusal."""
    if match := _SHOT.fullmatch(text):
        return Wish(WishKind.SHOT, int(match[1]))
    if text in (WishKind.FRESH, WishKind.CHANGED):
        return Wish(WishKind(text))
    raise Refusal("That is no longer a way to ask for another take; /film shows the ways.")


def require_filmable(scene: Scene, source: Take, wish: Wish) -> None:
    """Raises Refusal where there is nothing to film, or nothing of which to film a part."""
    if scene.state not in FILMABLE:
        raise Refusal(
            f"Scene {scene.number} is {scene.state}: a scene is filmed once it is greenlit."
        )
    if wish.kind is WishKind.CHANGED and source.revision == scene.revision:
        raise Refusal(
            f"Its shots are still those of take {source.slate}: ask for all of it anew instead."
        )
    if wish.kind is WishKind.SHOT and source.state is not TakeState.POSTED:
        raise Refusal(f"Take {source.slate} is {source.state}: it has no shot to film again yet.")
    if wish.kind is WishKind.SHOT and source.is_draft:
        raise Refusal(
            f"Take {source.slate} is a draft: *Film the final* on its post comes before its parts."
        )


def is_enough(asked: int, settings: GuildSettings, *, is_showrunner: bool) -> bool:
    """One showrunner is enough, or as many members as the guild wants."""
    return is_showrunner or asked >= settings.take_askers


def require_room(today: int, settings: GuildSettings) -> None:
    """Raises Refusal when as many takes as a day may have were asked for."""
    if today >= settings.takes_per_day:
        raise Refusal(
            f"{today} more takes were asked for in the last 24 hours, and {settings.takes_per_day} "
            "is the limit here: ask again tomorrow, or a showrunner raises it with "
            "/studio settings."
        )
