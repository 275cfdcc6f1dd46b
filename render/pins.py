"""The commits at which models were fetched: a recipe films at these, and at no others."""

from __future__ import annotations

import json
from pathlib import Path

from render.faults import NotSetUp
from render.settings import Settings


def lock_file(settings: Settings) -> Path:
    """Where the commits are kept at which models were fetched, beside engines.toml."""
    return settings.engines_file.with_name("models.lock.json")


def pinned_revisions(settings: Settings) -> dict[str, str]:
    """Hub id -> the commit at which it was fetched. Raises Fault."""
    try:
        found = json.loads(lock_file(settings).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise NotSetUp(f"{lock_file(settings)} cannot be read: {error}.") from error
    return {str(name): str(commit) for name, commit in found.items()}


def pin(settings: Settings, model: str, commit: str) -> None:
    """Keep the commit at which a model was fetched; whoever fetches has the hub's library."""
    from huggingface_hub.utils import WeakFileLock

    path = lock_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(path.with_name(f".{path.name}.lock")):
        part = path.with_name(path.name + ".part")
        known = pinned_revisions(settings) | {model: commit}
        part.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        part.replace(path)
