"""The content hash that a shot is kept under: of all that its frames depend on, and no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from render.contract import Picture, SceneOrder, Shot
from render.style import order_aspect, prompt_words, style_named

_FORM = 1
"""Raised when the way in which shots are kept changes."""
_LEFT_TO_THE_EDIT = {"opens", "number"}
"""What of a shot changes no frame of it: how it follows the one before, and where it stands."""
_GOES_ON_SECONDS = 0.5
"""What a shot that goes on looks back at, at most: a change before that does not reach it."""


@dataclass(frozen=True, slots=True)
class Filming:
    """What makes a shot's frames besides its plan: engine, model and number of steps."""

    engine: str
    engine_version: str
    model: str | None = None
    steps: int | None = None
    is_model: bool = False
    """A model is told the film's style in words, and goes on from the shot before."""


def shot_keys(order: SceneOrder, filming: Filming) -> list[str]:
    """The key of each shot of an order.

    Where a model films, a shot that continues has the one before in its key: it starts on that
    one's last frame.
    """
    keys: list[str] = []
    before: str | None = None
    for shot in order.shots:
        style = _style(order, filming)
        goes_on_from = before if filming.is_model and shot.continues else None
        keys.append(shot_key(shot, order.picture, filming, style, goes_on_from))
        is_same_end = shot.reshoot and shot.reshoot.end <= shot.seconds - _GOES_ON_SECONDS
        whole = unreshot(shot)
        base = shot_key(whole, order.picture, filming, style, goes_on_from)
        before = base if is_same_end else keys[-1]
    return keys


def shot_pictures(order: SceneOrder, filming: Filming) -> list[frozenset[str]]:
    """The pictures that go into each shot, by hash: its own, and those of what it goes on from."""
    found: list[frozenset[str]] = []
    before: frozenset[str] = frozenset()
    for shot in order.shots:
        own = frozenset(_pictures(shot))
        before = own | before if filming.is_model and shot.continues else own
        found.append(before)
    return found


def footage_keys(order: SceneOrder, filming: Filming) -> list[str]:
    """The keys under which the shots lie as they were before any part was shot again."""
    whole = order.model_copy(update={"shots": tuple(unreshot(shot) for shot in order.shots)})
    return shot_keys(whole, filming)


def _pictures(shot: Shot) -> Iterator[str]:
    for shown in shot.shown:
        yield from shown.references
    yield from (item.picture for item in shot.keyframes)
    yield from (picture for picture in (shot.start, shot.end) if picture)


def _style(order: SceneOrder, filming: Filming) -> tuple[str, ...]:
    """What of a film's style is in the frames; those of a model fill the picture."""
    words = prompt_words(order)
    if filming.is_model:
        return (words,)
    return words, style_named(order.style_name, order.style), str(order_aspect(order))


def unreshot(shot: Shot) -> Shot:
    """The shot as it was planned before a part of it was to be shot again."""
    return shot.model_copy(update={"reshoot": None})


def shot_key(
    shot: Shot,
    picture: Picture,
    filming: Filming,
    style: Sequence[str] = (),
    before: str | None = None,
) -> str:
    """The content hash under which a finished shot is kept; `before` is what it goes on from."""
    # a model hears nothing of what is said; rules are not shown the shot before, so it is all one
    # to them whether this one goes on from it
    left = {*_LEFT_TO_THE_EDIT, "lines" if filming.is_model else "continues"}
    parts = [
        _FORM,
        shot.model_dump(mode="json", exclude=left),
        picture.model_dump(mode="json"),
        [filming.engine, filming.engine_version, filming.model, filming.steps],
        [*style, before],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
