"""What every form of the contract is made of, and the versions in which it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, StringConstraints

from render.contract.words import Word

VERSION = 2
"""The version that this code writes. A field that comes with a new one is marked `Since`, and a
word of a list says so itself."""
SERVED = (VERSION, VERSION - 1)
"""The versions that bot and node speak, the current one first. Orders are stored, too: those of a
version that is no longer served are to be migrated."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Slate = Annotated[str, StringConstraints(pattern=r"^\d{1,9}(-\d{1,6})?$")]
HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
EngineName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


@dataclass(frozen=True)
class Since:
    """The version that a field came with; those without one are of the first. It has a default."""

    version: int


class Form(BaseModel):
    """Frozen, and strict about unknown fields: an order is data, and all of it is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def common_version(known: Iterable[int]) -> int | None:
    """The highest version that is spoken here and by another; None if there is none."""
    return max(set(known) & set(SERVED), default=None)


def as_of(version: int, written: object) -> object:
    """What a form says in that version, as plain data: without the fields that came later, and with
    an earlier word for each that did."""
    if isinstance(written, Word):
        return written.as_of(version)
    if isinstance(written, tuple):
        return [as_of(version, item) for item in cast("tuple[object, ...]", written)]
    if not isinstance(written, Form):
        return written
    return {
        name: as_of(version, getattr(written, name))
        for name, field in type(written).model_fields.items()
        if all(mark.version <= version for mark in field.metadata if isinstance(mark, Since))
    }
