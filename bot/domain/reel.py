"""A chapter's reel: how it is cut into parts, what it is made of, and who is named at its end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

REELS_PER_DAY = 3
MOST_TAKES = 200
"""In one part: what an order names at most."""
MOST_SECONDS = 3000.0
_ROOM = 0.92
"""The share of the limit that scenes fill; the rest is for titles and credits."""


@dataclass(frozen=True, slots=True)
class CanonTake:
    """A scene's canon take, as far as a reel needs to know it."""

    take_id: int
    scene_id: int
    scene_number: int
    title: str
    proposer_id: int
    seconds: float
    clip_size: int
    """Bytes of the clip as it was posted."""
    master: str
    """The master's hash; empty when it is gone."""
    master_size: int = 0
    loudness: float | None = None
    label: str = ""
    node: str = ""
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who made a chapter, by id; those below one asked to be forgotten."""

    proposers: tuple[int, ...] = ()
    voters: tuple[int, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict[int, str])
    """Of those who want to be named."""


Entry = tuple[str, tuple[str, ...]]
"""A role and its names."""


def parts(takes: Sequence[CanonTake], limit: int) -> list[tuple[CanonTake, ...]]:
    """The takes as they are posted: all in one part if they fit `limit` bytes, else in as few.

    A part ends with a scene, is filled by clips as they were posted, so that no scene looks worse
    for being in company, and is about as long as the others.
    """
    few = len(_filled(takes, limit * _ROOM))
    tries = (limit * _ROOM * step / 20 for step in range(1, 21))
    return next(cut for room in tries if len(cut := _filled(takes, room)) <= few)


def _filled(takes: Sequence[CanonTake], room: float) -> list[tuple[CanonTake, ...]]:
    cut: list[list[CanonTake]] = []
    for take in takes:
        if not cut or not _fits([*cut[-1], take], room):
            cut.append([])
        cut[-1].append(take)
    return [tuple(part) for part in cut]


def _fits(part: Sequence[CanonTake], room: float) -> bool:
    return (
        len(part) <= MOST_TAKES
        and sum(take.seconds for take in part) <= MOST_SECONDS
        and sum(take.clip_size for take in part) <= room
    )


def made_of(takes: Sequence[CanonTake], people: People) -> str:
    """A hash of what the reel shows: equal for two that would be the same film."""
    shown = [
        [[take.take_id, take.master] for take in takes],
        sorted(people.names.items()),
        [len(set(people.proposers)), len(set(people.voters))],
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def end_credits(takes: Sequence[CanonTake], authors: str, people: People) -> list[Entry]:
    """Roles and names, in the order in which they roll. Who is not named is counted."""
    entries = [
        ("Written by", (authors[:100],) if authors else ()),
        ("Proposed by", _named(people.proposers, people.names)),
        ("Voted by", _named(people.voters, people.names)),
        ("Filmed with", _once(take.label for take in takes)),
        ("Filmed on", _once(take.node for take in takes)),
        ("Joined by", ("Greenlight",)),
    ]
    return [(role, names) for role, names in entries if names]


def _named(ids: Iterable[int], names: Mapping[int, str]) -> tuple[str, ...]:
    everybody = tuple(dict.fromkeys(ids))
    found = sorted((names[id_] for id_ in everybody if id_ in names), key=str.casefold)[:190]
    others = len(everybody) - len(found)
    if not others:
        return tuple(found)
    who = f"{others} member{'s' * (others > 1)}" if not found else f"and {others} more"
    return (*found, who)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:100] for word in words if word))[:20]
