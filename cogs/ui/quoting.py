"""What of a novel a message may show: not more of its own words than its rights allow."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.novel import MAX_QUOTED_WORDS, held, quote
from bot.domain.prose import sentences
from bot.studio.views import SceneView
from cogs.ui.text import plain

BEGUN = 30
"""Characters by which a sentence is known where it breaks off."""
HELD = (
    f"-# At most {MAX_QUOTED_WORDS} words of this novel are shown at once: the other shots are "
    "told in its own."
)


def quoted(view: SceneView, limit: int, beside: Iterable[str]) -> str:
    """The passage of a scene; what is shown `beside` it counts."""
    return quote(_passage(view), view.novel.rights, limit, beside)


def untold(action: str, shown: str) -> str:
    """Of what we see, the sentences that do not stand in the quotation above it already.

    One that the quotation breaks off in counts as shown: the card's menu has all of it.
    """
    said = " ".join(action.split())
    return " ".join(told for told in sentences(said) if not _is_shown(told, shown))


def _is_shown(sentence: str, shown: str) -> bool:
    begun = shown.rfind(sentence[:BEGUN])
    return begun >= 0 and sentence.startswith(shown[begun : begun + len(sentence)].rstrip(" …"))


def within_rights(view: SceneView, text: str) -> str:
    """A text that may be the novel's own, cut where it would quote too much."""
    return quote((text,), view.novel.rights, len(text))


def showable(view: SceneView, texts: Iterable[str]) -> list[str]:
    """Texts of a scene that are shown together, empty those that would quote too much."""
    return held(texts, view.novel.rights, _passage(view))


def alt_text(view: SceneView, told: str) -> str:
    """A clip in words, as its node told it; not in a novel's own that may not be shown."""
    scene = view.scene
    name = f"Scene {scene.number}, {scene.direction.title}"
    if not view.novel.rights.is_free_to_quote:
        return f"{name}: {scene.shot_list.heading}"
    return plain(told) or f"{name}: {scene.direction.action}"


def _passage(view: SceneView) -> tuple[str, ...]:
    return tuple(view.scene.text.split("\n\n"))
