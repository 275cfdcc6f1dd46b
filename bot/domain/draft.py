"""The draft of a scene: what the breakdown makes of a passage, for people to correct."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.dialogue import Speech
from bot.domain.direction import CameraMove, Framing, Heading, Light, Pace
from bot.domain.shots import Purpose, ShotFraming


@dataclass(frozen=True, slots=True)
class DraftedShot:
    """A shot as the script supervisor would take it."""

    purpose: Purpose
    framing: ShotFraming
    camera: CameraMove
    action: str
    cast: tuple[str, ...]
    speeches: tuple[int, ...]
    """Which of the draft's speeches are heard in it, counted from 0."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form opens with: a heading, a cast and a direction, drawn from the passage."""

    heading: Heading
    cast: tuple[str, ...]
    title: str
    action: str
    light: Light
    framing: Framing
    pace: Pace
    speeches: tuple[Speech, ...] = ()
    """What is said in the passage; its paragraphs are counted from 0."""
    shots: tuple[DraftedShot, ...] = ()
    """The script supervisor's shot list; without one the rules plan the shots."""
