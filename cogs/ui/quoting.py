"""What of a novel a message may show: not more of its own words than its rights allow."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.novel import MAX_QUOTED_WORDS, held, quote
from bot.studio.views import SceneView

HELD = (
    f"-# At most {MAX_QUOTED_WORDS} words of this novel are shown at once: the other shots are "
    "told in its own."
)


def quoted(view: SceneView, limit: int, beside: Iterable[str]) -> str:
    """The passage of a scene; what is shown `beside` it counts."""
    return quote(_passage(view), view.novel.rights, limit, beside)


def showable(view: SceneView, texts: Iterable[str]) -> list[str]:
    """Texts of a scene that are shown together, empty those that would quote too much."""
    return held(texts, view.novel.rights, _passage(view))


def alt_text(view: SceneView, told: str) -> str:
    """A clip in words, as its node told it; not in a novel's own that may not be shown."""
    scene = view.scene
    name = f"Scene {scene.number}, {scene.direction.title}"
    if not view.novel.rights.is_free_to_quote:
        return f"{name}: {scene.shot_list.heading}"
    return told or f"{name}: {scene.direction.action}"


def _passage(view: SceneView) -> tuple[str, ...]:
    return tuple(view.scene.text.split("\n\n"))
