"""What looks wrong in a take: its kind, when, and where in the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Refusal

MAX_NOTE = 200
SAME_MOMENT = 1.0
"""Seconds: members who name the same kind so close to each other saw the same."""
_MOMENT = re.compile(
    r"(?:(?P<minutes>[0-9]{1,2}):)?(?P<seconds>[0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*s?"
)
_SPAN = re.compile(r"\s*(?P<start>[0-9:.,]+\s*s?)\s*(?:(?:-|–|to)\s*(?P<end>[0-9:.,]+\s*s?))?\s*")


class SeamKind(StrEnum):
    HANDS = "hands"
    FACE = "face"
    FLICKER = "flicker"
    MOTION = "motion"
    CONTINUITY = "continuity"
    SOUND = "sound"
    OTHER = "other"


class Part(StrEnum):
    """A ninth of the picture, as people say where something is."""

    TOP_LEFT = "top left"
    TOP = "top"
    TOP_RIGHT = "top right"
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom right"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Seam:
    """A visible or audible artefact in a take, as one member reported it."""

    kind: SeamKind
    start: float
    """Seconds from the beginning of the clip."""
    end: float | None = None
    region: Region | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What several members saw in one place."""

    kind: SeamKind
    start: float
    end: float | None
    shot: int | None
    members: int
    notes: tuple[str, ...]
    part: Part | None = None


def region_of(part: Part) -> Region:
    """The ninth of the picture that a word names."""
    row, column = divmod(tuple(Part).index(part), 3)
    return Region(round(column / 3, 4), round(row / 3, 4), round(1 / 3, 4), round(1 / 3, 4))


def part_of(region: Region) -> Part:
    """The ninth in which the middle of a region lies."""
    column = min(int((region.left + region.width / 2) * 3), 2)
    row = min(int((region.top + region.height / 2) * 3), 2)
    return tuple(Part)[row * 3 + column]


def read_span(text: str, length: float) -> tuple[float, float | None]:
    """A moment of a clip, or from one to another: `7`, `0:07.5`, `7-9`. Raises Refusal."""
    match = _SPAN.fullmatch(text)
    start = _moment(match["start"]) if match else None
    end = _moment(match["end"]) if match and match["end"] else None
    if start is None or (match and match["end"] and end is None):
        raise Refusal(
            f"{text.strip()[:40]!r} is no moment: write seconds, as `7`, `0:07` or `7-9`."
        )
    last = max(start, end or 0)
    if length and last > length:
        raise Refusal(
            f"The take runs {clock(length)} and {clock(last)} is after its end: name a moment "
            "within it."
        )
    if end is not None and end <= start:
        raise Refusal(
            f"It would end at {clock(end)}, before it starts at {clock(start)}: name the earlier "
            "moment first."
        )
    return start, end


def clock(seconds: float) -> str:
    """`0:07`, `1:02.5`."""
    minutes, rest = divmod(round(seconds, 1), 60)
    tenths = f"{rest:04.1f}".removesuffix(".0")
    return f"{minutes:.0f}:{tenths}"


def gathered(seams: Iterable[Seam], lengths: Sequence[float]) -> list[Gathered]:
    """The same thing seen by several members once, in the order of the film.

    `lengths` are those of the take's shots, in seconds: they tell which shot a moment is in.
    """
    groups: list[list[Seam]] = []
    for seam in sorted(seams, key=lambda seam: (seam.start, seam.kind)):
        same = next((group for group in groups if _is_same(group[0], seam)), None)
        if same is None:
            groups.append([seam])
        else:
            same.append(seam)
    return [_gathered(group, lengths) for group in groups]


def shot_at(seconds: float, lengths: Sequence[float]) -> int | None:
    """The number of the shot in which a moment lies; None after the last."""
    end = 0.0
    for number, length in enumerate(lengths, start=1):
        end += length
        if seconds < end:
            return number
    return len(lengths) if lengths and seconds <= end + 0.5 else None


def _moment(text: str) -> float | None:
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    return int(match["minutes"] or 0) * 60 + float(match["seconds"].replace(",", "."))


def _is_same(one: Seam, other: Seam) -> bool:
    return one.kind is other.kind and abs(one.start - other.start) <= SAME_MOMENT


def _gathered(group: Sequence[Seam], lengths: Sequence[float]) -> Gathered:
    ends = [seam.end for seam in group if seam.end is not None]
    region = next((seam.region for seam in group if seam.region), None)
    return Gathered(
        group[0].kind,
        group[0].start,
        max(ends, default=None),
        shot_at(group[0].start, lengths),
        len(group),
        tuple(seam.note for seam in group if seam.note),
        None if region is None else part_of(region),
    )
