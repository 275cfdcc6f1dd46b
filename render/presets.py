"""Presets by the memory of a card, as they are shipped; nothing is read of a model here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_ABOUT = ("memory_gb", "host_gb", "about", "is_special")


@dataclass(frozen=True, slots=True)
class Preset:
    """A recipe for cards of some memory; sizes in GB."""

    name: str
    memory_gb: float
    host_gb: float
    about: str
    is_special: bool
    """Chosen for what it can do, and recommended to nobody for their card."""
    settings: Mapping[str, Any]

    @property
    def model(self) -> str:
        return str(self.settings["model"])

    @property
    def licence(self) -> str:
        return str(self.settings["licence"])


@cache
def presets() -> Mapping[str, Preset]:
    """All presets, the smallest card first."""
    tables: dict[str, dict[str, Any]] = {
        name: table for name, table in _shipped().items() if name != "allowed"
    }
    found = [
        Preset(
            name,
            table["memory_gb"],
            table["host_gb"],
            table["about"],
            table.get("is_special", False),
            {key: value for key, value in table.items() if key not in _ABOUT},
        )
        for name, table in tables.items()
    ]
    return {preset.name: preset for preset in sorted(found, key=lambda preset: preset.memory_gb)}


@cache
def allowed_models() -> frozenset[str]:
    """Hub ids that a recipe may name."""
    return frozenset(_shipped()["allowed"])


@cache
def _shipped() -> dict[str, Any]:
    text = Path(__file__).with_name("presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
