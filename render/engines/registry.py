"""The engines by name; each is imported only when it is asked to shoot."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import cast

from render.engines.protocol import Engine
from render.faults import Fault

ENGINES: dict[str, str] = {
    "animatic": "render.engines.animatic:Animatic",
    "leader": "render.engines.leader:Leader",
}
"""Name -> `module:Class`; the class is called without arguments."""


def known_engines(extra: Mapping[str, str]) -> tuple[str, ...]:
    """Every engine that can be asked for, the operator's own included."""
    return tuple(sorted({**ENGINES, **extra}))


def load_engine(name: str, extra: Mapping[str, str]) -> Engine:
    """Import and make an engine. Raises Fault when it is unknown or cannot be imported here."""
    place = {**ENGINES, **extra}.get(name)
    if place is None:
        known = ", ".join(known_engines(extra))
        raise Fault(f"there is no engine named {name!r}: this node has {known}.", retryable=False)
    module, _, attribute = place.partition(":")
    try:
        make = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, OSError) as error:
        raise Fault(
            f"the {name} engine cannot be loaded here: {error}; `greenlight doctor` says what is "
            "missing.",
            retryable=False,
        ) from error
    return cast("Engine", make())
