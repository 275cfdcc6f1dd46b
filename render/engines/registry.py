"""The engines by name; each is imported only when it is asked to shoot."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import cast

from render.engines.opened import Draws, Films, Opened
from render.engines.protocol import Engine, Kit
from render.faults import NotSetUp

ENGINES: dict[str, str] = {
    "animatic": "render.engines.animatic.engine:Animatic",
    "leader": "render.engines.leader:Leader",
}
"""Name -> `module:Class`; the class is called without arguments."""

MODEL_ENGINES: dict[str, str] = {
    "keyframes": "render.engines.keyframes:Keyframes",
    "ltx": "render.engines.ltx:Ltx",
    "wan": "render.engines.wan:Wan",
}
"""Engines that fill a card each, and shoot one shot after another; called with a Kit."""


def known_engines(extra: Mapping[str, str]) -> tuple[str, ...]:
    """Every engine that can be asked for, the operator's own included."""
    return tuple(sorted({**ENGINES, **MODEL_ENGINES, **extra}))


def is_model_engine(name: str, extra: Mapping[str, str]) -> bool:
    """Whether an engine needs a model, and a process of its own."""
    return name in MODEL_ENGINES and name not in extra


def load_engine(
    name: str, extra: Mapping[str, str], make_kit: Callable[[], Kit] | None = None
) -> Engine:
    """Import and make an engine. Raises Fault when it is unknown or cannot be imported here.

    `make_kit` is asked what a model engine is made with; it may raise Fault.
    """
    place = {**ENGINES, **MODEL_ENGINES, **extra}.get(name)
    if place is None:
        known = ", ".join(known_engines(extra))
        raise NotSetUp(f"there is no engine named {name!r}: this node has {known}.")
    module, _, attribute = place.partition(":")
    try:
        make = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, OSError) as error:
        raise NotSetUp(
            f"the {name} engine cannot be loaded here: {error}; `greenlight doctor` says what is "
            "missing."
        ) from error
    if not is_model_engine(name, extra):
        return cast("Engine", make())
    if make_kit is None:
        raise NotSetUp(f"the {name} engine needs a model, and none is set up.")
    kit = make_kit()
    drawn = kit.recipe.keyframes
    if drawn is None:
        return cast("Engine", make(kit))
    alone = Kit(kit.recipe.model_copy(update={"keyframes": None}), kit.folder)
    draws = load_engine("keyframes", extra, lambda: Kit(drawn, kit.folder))
    return Opened(cast("Films", make(alone)), cast("Draws", draws))
