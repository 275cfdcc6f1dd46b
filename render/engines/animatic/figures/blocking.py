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


def block(shot: Shot, stage: Stage, scenery: Scenery) -> list[Actor]:
    """Place up to four of the cast, far ones first."""
    cast = shot.cast[:MOST_ACTORS]
    if not scenery.people:
        return []
    if not cast and re.search(_PEOPLE, shot.action.lower()):
        cast = (Performer(name="someone"),)
    if shot.framing in (Framing.CLOSE, Framing.OVER_THE_SHOULDER):
        cast = cast[:1]
    if not cast:
        return []
    rng = np.random.default_rng(seed_of("blocking", shot.seed))
    moving = _moving(shot) if scenery.ground.roam else 0.0
    direction = stage.side * (1.0 if rng.random() < 0.72 else -1.0)
    actors = [
        _actor(shot, stage, scenery, (index, len(cast)), look_of(one), (moving, direction), rng)
        for index, one in enumerate(cast)
    ]
    return sorted(actors, key=lambda actor: actor.feet)


def _moving(shot: Shot) -> float:
    action = shot.action.lower()
    if re.search(_RUNS, action):
        return 1.55
    if re.search(_WALKS, action):
        return 1.15 if shot.pace in (Pace.BRISK, Pace.FRANTIC) else 1.0
    return 0.0


def _actor(
    shot: Shot,
    stage: Stage,
    scenery: Scenery,
    place: tuple[int, int],
    look: Look,
    going: tuple[float, float],
    rng: np.random.Generator,
) -> Actor:
    index, count = place
    walk, direction = going
    base = min(stage.height, stage.width * 0.66)
    near = shot.framing in _EYES
    size = 1.0 if near and count == 1 else look.tall**0.5 if near else look.tall
    tall = _HEIGHTS[shot.framing] * base * size * (1.0 if scenery.sky else 1.06)
    x, feet, depth = _mark(shot, stage, scenery, index, count)
    if near:
        feet -= _HEIGHTS[shot.framing] * base * (1 - size) * 0.62
    action = shot.action.lower()
    posture = "stand"
    if not walk and not near:
        posture = "sit" if re.search(_SITS, action) and index == 0 else posture
        posture = "kneel" if re.search(_KNEELS, action) and index == 0 else posture
    gesture = "rest"
    if index == 0:
        gesture = next((name for name, words in _GESTURES if re.search(words, action)), "rest")
    talking = count > 1 or bool(shot.lines)
    profile = walk > 0 or talking or posture == "sit" or gesture in ("point", "hold")
    if not profile:
        profile = rng.random() < (0.6 if near else 0.35)
    if shot.framing is Framing.CLOSE or shot.framing is Framing.OVER_THE_SHOULDER:
        profile = shot.framing is Framing.OVER_THE_SHOULDER or talking or rng.random() < 0.8
    facing = direction
    if not walk and count > 1:
        facing = 1.0 if (index + 0.5) < count / 2 else -1.0
        facing *= stage.side
    elif shot.framing is Framing.OVER_THE_SHOULDER:
        facing = -stage.side
    elif posture != "stand":
        facing = stage.side
    speed = 0.414 * walk * tall * facing if walk and not near else 0.0
    stride = walk if not near else min(walk, 0.55)
    if near:
        look = replace(look, staff=False, mark="scarf" if look.mark == "sash" else look.mark)
    pose = Pose(profile, stride, gesture, posture, 0.06 if walk > 1.2 else 0.0)
    if speed:
        x -= speed * shot.seconds * 0.5
    return Actor(look, pose, x, feet, tall, facing, depth, index * 1.9 + 0.4, speed)


def _mark(
    shot: Shot, stage: Stage, scenery: Scenery, index: int, count: int
) -> tuple[float, float, float]:
    """Where an actor stands: x, feet and depth."""
    ground, lot = scenery.ground, index - (count - 1) / 2
    base = min(stage.height, stage.width * 0.66)
    height = _HEIGHTS[shot.framing] * base
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
