"""Who stands where and does what: read from the shot's framing and the words of its action."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from render.contract import Framing, Pace, Performer, Shot
from render.engines.animatic.figures.cast import Look, look_of
from render.engines.animatic.figures.pose import Pose
from render.engines.animatic.noise import seed_of
from render.engines.animatic.stage import Scenery, Stage

MOST_ACTORS = 4
_HEIGHTS: dict[Framing, float] = {
    Framing.WIDE: 0.212,
    Framing.FULL: 0.62,
    Framing.MEDIUM: 1.36,
    Framing.CLOSE: 2.60,
    Framing.OVER_THE_SHOULDER: 1.05,
    Framing.AERIAL: 0.072,
}
"""How tall a grown man stands in the frame, as a share of its height."""
_EYES: dict[Framing, float] = {
    Framing.MEDIUM: 0.37,
    Framing.CLOSE: 0.40,
    Framing.OVER_THE_SHOULDER: 0.36,
}
_GESTURES: tuple[tuple[str, str], ...] = (
    ("point", r"point(?:s|ed|ing)?\b|show(?:s|ed|ing)? the way|beckon\w*"),
    ("raise", r"wav(?:es|ed|ing)\b|rais(?:es|ed|ing)\b|hail\w*|shout\w*|signal\w*|throw\w*|threw"),
    ("lantern", r"lantern|lamp|torch|candle"),
    (
        "hold",
        r"hold(?:s|ing)?\b|held|carr(?:y|ies|ied|ying)|letter|map|book|reads?\b|sword|oars?\b",
    ),
)
_RUNS = (
    r"\b(?:run|runs|ran|running|flee|flees|fled|fleeing|chas\w+|rush\w*|races?|racing|sprint\w*)\b"
)
_WALKS = (
    r"\b(?:walk\w*|stride\w*|strode|cross\w*|climb\w*|march\w*|wander\w*|approach\w*|comes?|goes|"
    r"came|went|come|going|follow\w*|trudge\w*|pac(?:es|ed|ing)|stagger\w*|limp\w*|leav\w+|left|"
    r"enter\w*|return\w*|creep\w*|crept|sets? out|makes? (?:his|her|their) way)\b"
)
_SITS = r"\b(?:sits?|sat|sitting|seated)\b"
_KNEELS = r"\b(?:kneel\w*|knelt|crouch\w*|stoop\w*|prays?|praying)\b"
_PEOPLE = (
    r"\b(?:boy|girl|man|woman|men|women|child|figure|someone|he|she|they|captain|stranger|"
    r"people|sailor|keeper|traveller|rider|father|mother|i|we)\b"
)


_COVERED = 0.0796 * 5.2
"""Heights a second that a full stride covers: 2 x 0.125 x 5.2 / pi, so that no foot slides."""
_ROOM: dict[Framing, float] = {Framing.WIDE: 0.30, Framing.FULL: 0.42, Framing.AERIAL: 0.12}
"""How much of the frame's width a walk may take."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One figure in the frame. Lengths in pixels of the layout."""

    look: Look
    pose: Pose
    x: float
    feet: float
    height: float
    facing: float
    depth: float
    phase: float
    speed: float = 0.0
    """Pixels a second, signed."""


@dataclass(frozen=True, slots=True)
class _Going:
    """How the group moves: its stride, its steps, its pace in pixels a second, its direction."""

    stride: float
    cadence: float
    speed: float
    direction: float


def block(shot: Shot, stage: Stage, scenery: Scenery) -> list[Actor]:
    """Place up to four of the cast, far ones first."""
    if not scenery.people:
        return []
    cast = shot.cast[:MOST_ACTORS]
    if not cast and re.search(_PEOPLE, shot.action.lower()):
        cast = (Performer(name="someone"),)
    if shot.framing in (Framing.CLOSE, Framing.OVER_THE_SHOULDER):
        cast = cast[:1]
    rng = np.random.default_rng(seed_of("blocking", shot.seed))
    going = _going(shot, stage, scenery, rng)
    actors = [
        _actor(shot, stage, scenery, (index, len(cast)), look_of(one), going, rng)
        for index, one in enumerate(cast)
    ]
    return sorted(actors, key=lambda actor: actor.feet)


def _going(shot: Shot, stage: Stage, scenery: Scenery, rng: np.random.Generator) -> _Going:
    direction = stage.side * (1.0 if rng.random() < 0.72 else -1.0)
    stride = _stride(shot) if scenery.ground.roam else 0.0
    if shot.framing in _EYES:
        return _Going(min(stride, 0.55), 1.0, 0.0, direction)
    cadence = 1.45 if stride > 1.2 else 1.0
    tall = _HEIGHTS[shot.framing] * _base(stage)
    speed = _COVERED * stride * cadence * tall
    room = _ROOM.get(shot.framing, 0.30) * stage.width / shot.seconds
    eased = max(0.55, min(1.0, room / speed) ** 0.5) if speed else 1.0
    return _Going(stride * eased, cadence * eased, speed * eased * eased, direction)


def _stride(shot: Shot) -> float:
    action = shot.action.lower()
    if re.search(_RUNS, action):
        return 1.5
    if re.search(_WALKS, action):
        return 1.15 if shot.pace in (Pace.BRISK, Pace.FRANTIC) else 1.0
    return 0.0


def _base(stage: Stage) -> float:
    """The height of the frame, or what a narrow frame leaves of it."""
    return min(stage.height, stage.width * 0.66)


def _actor(
    shot: Shot,
    stage: Stage,
    scenery: Scenery,
    place: tuple[int, int],
    look: Look,
    going: _Going,
    rng: np.random.Generator,
) -> Actor:
    index, count = place
    near = shot.framing in _EYES
    size = 1.0 if near and count == 1 else look.tall**0.5 if near else look.tall
    grown = _HEIGHTS[shot.framing] * _base(stage) * (1.0 if scenery.sky else 1.06)
    x, feet, depth = _mark(shot, stage, scenery, index, count)
    if near:
        feet -= grown * (1 - size) * 0.62
        # Nobody wants to see what hangs from a belt that the frame has cut off.
        look = replace(look, staff=False, mark="scarf" if look.mark == "sash" else look.mark)
    pose = _pose(shot, index, count, going, rng)
    bold = 1.55 if shot.framing in (Framing.WIDE, Framing.AERIAL) else 1.0
    pose = replace(pose, cadence=going.cadence / size, mark=bold)
    facing = _facing(shot, stage, index, count, going, pose)
    speed = going.speed * facing
    start = x - speed * shot.seconds * 0.5
    return Actor(look, pose, start, feet, grown * size, facing, depth, index * 1.9 + 0.4, speed)


def _pose(shot: Shot, index: int, count: int, going: _Going, rng: np.random.Generator) -> Pose:
    action, near = shot.action.lower(), shot.framing in _EYES
    posture, gesture = "stand", "rest"
    if index == 0:
        gesture = next((name for name, words in _GESTURES if re.search(words, action)), "rest")
        if not going.stride and not near:
            posture = "sit" if re.search(_SITS, action) else posture
            posture = "kneel" if re.search(_KNEELS, action) else posture
    chance = float(rng.random())
    talking = count > 1 or bool(shot.lines) or shot.framing is Framing.OVER_THE_SHOULDER
    shown = talking or posture == "sit" or gesture in ("point", "hold")
    share = {Framing.MEDIUM: 0.6, Framing.CLOSE: 0.8}.get(shot.framing, 0.35)
    profile = going.stride > 0 or shown or chance < share
    return Pose(profile, going.stride, gesture, posture, 0.06 if going.stride > 1.2 else 0.0)


def _facing(shot: Shot, stage: Stage, index: int, count: int, going: _Going, pose: Pose) -> float:
    if going.stride:
        return going.direction
    if shot.framing is Framing.OVER_THE_SHOULDER:
        return -stage.side
    if count > 1:
        return stage.side if (index + 0.5) < count / 2 else -stage.side
    return stage.side if pose.posture != "stand" else going.direction


def _mark(
    shot: Shot, stage: Stage, scenery: Scenery, index: int, count: int
) -> tuple[float, float, float]:
    """Where an actor stands: x, feet and depth."""
    ground, lot = scenery.ground, index - (count - 1) / 2
    height = _HEIGHTS[shot.framing] * _base(stage)
    if shot.framing in (Framing.WIDE, Framing.AERIAL):
        gap = height * (0.46 if count == 2 else 0.40)
        stagger = (0.0, 0.020, -0.012, 0.010)[index] * stage.height * stage.lens.zoom
        share = 0.62 if stage.aerial else ground.down
        return (
            stage.across(ground.across) + lot * gap * stage.side,
            stage.down(share) + stagger,
            ground.depth,
        )
    if shot.framing is Framing.FULL:
        gap = min(stage.width * 0.24, height * 0.62)
        middle = stage.width * (0.5 + 0.07 * stage.side * (1 if count == 1 else 0))
        return middle + lot * gap * stage.side, stage.height * (0.945 + 0.012 * (index % 2)), 0.62
    eyes = _EYES[shot.framing] * stage.height
    feet = eyes + 0.93 * height
    gap = stage.width * {1: 0.0, 2: 0.36, 3: 0.29, 4: 0.225}[count]
    shift = {Framing.MEDIUM: -0.10, Framing.CLOSE: -0.07, Framing.OVER_THE_SHOULDER: 0.14}
    single = stage.width * shift[shot.framing] * stage.side if count == 1 else 0.0
    return stage.width * 0.5 + single + lot * gap * stage.side, feet, 0.62
