"""Where whole figures stand, and how they move: from an aerial view to a full shot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from render.contract import Pace, Shot
from render.engines.animatic.figures.actors import CYCLES, Actor
from render.engines.animatic.figures.beds import HIGH
from render.engines.animatic.figures.bones import STATURE
from render.engines.animatic.figures.climbs import on_their_climb
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.joined import hand_in_hand
from render.engines.animatic.figures.labours import LABOURS, ONE_WAY
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.motions import RUN_STANCE, RUN_STRIDE, STANCE, STRIDE
from render.engines.animatic.figures.poses import IN_PROFILE
from render.engines.animatic.figures.roles import arm_of
from render.engines.animatic.figures.seating import at_their_tables
from render.engines.animatic.noise import seed_of
from render.engines.animatic.stage import Scenery, Stage

TALL: dict[str, float] = {
    "extreme wide": 0.095,
    "wide": 0.215,
    "full": 0.74,
    "aerial": 0.085,
}
"""How tall a grown man stands in the frame, as a share of its height."""
_IN_ROOMS = {"extreme wide": 0.26, "wide": 0.33, "full": 0.77, "aerial": 0.139}
"""The same under a ceiling, where no camera goes far away."""
_CUT_LARGER = 1.5
"""How much larger the smallest figures are cut in wood, or their red would not be printed."""
_NEARER = {"extreme wide": 0.60, "wide": 0.72}
"""How far down from the horizon people stand in rooms: that near they are so tall."""
_SIDEWAYS = (
    *("run", "ride", "drive", "row", "climb", "dig", "fight", "fall", "lie", "embrace", "enfold"),
    *("pray", "kneel", "crouch", "sit", "bow", "lean"),
    *LABOURS,
)
"""What is done in profile, where it can be read."""
_ROOM: dict[str, float] = {"extreme wide": 0.14, "wide": 0.34, "full": 0.95, "aerial": 0.14}
"""How much of the frame's width somebody may cross."""


_AFLOAT = ("row", "drift", "swim")
_FAR_OUT = 0.55
"""How far down the water boats are in a wide shot, as a share of where they are in a full one."""
_AT_THE_EDGE = 0.86
"""Where one fishes from a strand, as a share of how far down its water comes."""
_SWUM = 80.0
"""Units that a swimmer covers each second."""
_HAND_IN_HAND = 0.62
_OFF_THE_EDGE = 0.06
"""How far above the others' feet one lies down, so as not to lie on the frame."""
_CLOSENESS: dict[str, float] = {"embrace": 0.30, "enfold": 0.46, "fight": 1.12, "waltz": 0.52}
"""How close people stand for what they do, as a share of the usual."""


def whole_actors(
    shot: Shot,
    stage: Stage,
    scenery: Scenery,
    looks: Sequence[Look],
    deeds: Sequence[Deed],
    rng: np.random.Generator,
) -> list[Actor]:
    """Whole figures: from an aerial view to a full shot."""
    framing = shot.framing.value
    base = min(stage.height, stage.width * 0.66)
    grown = (TALL if scenery.sky else TALL | _IN_ROOMS)[framing] * base
    if framing == "extreme wide" and stage.mood.style.medium == "ink":
        grown *= _CUT_LARGER
    if framing == "full" and any(_reaches_high(deed) for deed in deeds):
        grown *= 0.70
    scale = grown / STATURE
    count = len(looks)
    close = next((_CLOSENESS[deed.posture] for deed in deeds if deed.posture in _CLOSENESS), 1.0)
    if any(deed.joined for deed in deeds):
        close = _HAND_IN_HAND
    moving = any(deed.moves for deed in deeds) and scenery.ground.roam
    looks_into = stage.side * (1.0 if rng.random() < 0.68 else -1.0)
    speed = _speed(shot, stage, looks, deeds, scale) if moving else 0.0
    actors: list[Actor] = []
    for index, (look, deed) in enumerate(zip(looks, deeds, strict=True)):
        if not scenery.ground.roam and deed.moves:
            deed = replace(deed, posture="stand")
        x, feet, depth = _mark(stage, scenery, framing, grown, (index, count), close)
        if deed.posture == "fish" and framing != "full":
            feet = min(feet, stage.down(scenery.sea * _AT_THE_EDGE))
        if framing == "full" and deed.posture == "lie":
            feet -= _OFF_THE_EDGE * stage.height
        if deed.bed:
            feet -= HIGH * scale
        if deed.posture in _AFLOAT and scenery.afloat is not None:
            across, down = scenery.afloat
            depth = max(depth, 1.0)
            x += stage.across(across) - _middle(stage, scenery, framing, count)
            feet = stage.down(scenery.sea * down * (1.0 if framing == "full" else _FAR_OUT))
        moves = moving and deed.moves
        facing = _going(stage) if moves else _facing(stage, deed, (index, count), looks_into)
        leaves = 0.0
        if moves and deed.posture == "walk" and (deed.away or deed.comes):
            leaves = (0.07 if deed.away else -0.055) * min(1.0, 4.0 / shot.seconds)
        view = _view(shot, deed, count, rng) if not moves else "side"
        if look.prop == "staff" and "back" not in view and not deed.seen:
            # a stoop and a staff are read in profile
            view = "side"
        if leaves:
            view = "back" if leaves > 0 else "front"
        pace = speed * facing if moves and not leaves else 0.0
        if deed.posture == "swim":
            pace = _SWUM * scale * facing
        carried = arm_of(look, deed, near=False)
        actors.append(
            Actor(
                look,
                deed,
                view,
                x - pace * shot.seconds * 0.5,
                feet,
                scale,
                facing,
                depth,
                index * (0.5 if deed.posture == "waltz" else 0.37) + 0.11,
                pace,
                _period(look, deed, abs(pace), scale) if deed.posture in CYCLES else 0.0,
                carried,
                leaves=leaves,
            )
        )
    return at_their_tables(hand_in_hand(on_their_climb(actors, shot.seconds)))


def _reaches_high(deed: Deed) -> bool:
    """Whether more is wanted in the frame than a man on foot: a whole horse, or a climb."""
    return deed.posture in ("ride", "drive", "climb") or deed.companion == "horse"


def _going(stage: Stage) -> float:
    """Which way people go in a place: the same in every shot, so that nobody turns in a cut."""
    into_the_light = np.random.default_rng(seed_of(stage.layout_seed, "going")).random() < 0.68
    return stage.side if into_the_light else -stage.side


def _stride(look: Look, deed: Deed) -> float:
    """Units that one cycle covers."""
    if deed.posture == "run" and look.age != "elder":
        return 2 * RUN_STRIDE / RUN_STANCE * look.tall
    if deed.posture in _STRIDES:
        return _STRIDES[deed.posture]
    share = {"run": 0.9}.get(deed.posture, 0.62 if look.age == "elder" else 1.0)
    return 2 * STRIDE * share / STANCE * look.tall


_STRIDES = {"ride": 640.0, "crawl": 190.0, "drive": 430.0}


def _period(look: Look, deed: Deed, speed: float, scale: float) -> float:
    """Seconds of a cycle: the feet keep to the ground when the figure moves."""
    if speed and deed.moves:
        return _stride(look, deed) * scale / speed
    return CYCLES[deed.posture] * look.tall**0.5


def _speed(
    shot: Shot, stage: Stage, looks: Sequence[Look], deeds: Sequence[Deed], scale: float
) -> float:
    """The pace of the group, in pixels a second: that of its slowest, within the frame."""
    own = [
        _stride(look, deed) * scale / (CYCLES[deed.posture] * look.tall**0.5)
        for look, deed in zip(looks, deeds, strict=True)
        if deed.moves
    ]
    haste = {Pace.LINGERING: 0.86, Pace.MEASURED: 1.0, Pace.BRISK: 1.12, Pace.FRANTIC: 1.2}
    speed = min(own) * haste[shot.pace]
    room = _ROOM[shot.framing.value] * stage.width / shot.seconds
    # Rather out of the frame than in slow motion.
    return max(min(speed, room), speed * 0.62)


def _facing(stage: Stage, deed: Deed, place: tuple[int, int], alone: float) -> float:
    """Where one looks who stays; `alone` is where, with nobody and nothing to look at."""
    index, count = place
    if deed.posture in ONE_WAY:
        return stage.side
    if count > 1 and not deed.watches:
        return stage.side if (index + 0.5) < count / 2 else -stage.side
    return stage.side if deed.watches else alone


def _view(shot: Shot, deed: Deed, count: int, rng: np.random.Generator) -> str:
    """From which side one is seen who stays where they are."""
    chance = float(rng.random())
    if deed.posture in _SIDEWAYS or deed.posture == "walk":
        return "side"
    if deed.seen:
        return deed.seen
    if deed.watches or deed.away:
        return "back quarter" if chance < 0.7 else "back"
    if count > 1 or deed.gesture in IN_PROFILE:
        return "side"
    if shot.framing.value in ("wide", "extreme wide", "aerial"):
        return "back quarter" if chance < 0.35 else "side"
    return "quarter" if chance < 0.4 else "side" if chance < 0.8 else "back quarter"


def _mark(
    stage: Stage,
    scenery: Scenery,
    framing: str,
    grown: float,
    place: tuple[int, int],
    close: float,
) -> tuple[float, float, float]:
    """Where one of so many stands: x, feet and depth. `close` is how near they are, about 1."""
    index, count = place
    ground, lot = scenery.ground, index - (count - 1) / 2
    middle = _middle(stage, scenery, framing, count)
    if framing == "full":
        gap = min(stage.width * 0.22, grown * 0.50) * close
        stagger = (0.0, 0.014, -0.010, 0.008)[index] * stage.height
        return middle + lot * gap * stage.side, stage.height * 0.935 + stagger, 0.62
    gap = grown * (0.52 if count == 2 else 0.42) * close
    stagger = (0.0, 0.020, -0.012, 0.010)[index] * stage.height * stage.lens.zoom
    share = 0.62 if stage.aerial else ground.down
    if not scenery.sky:
        share = max(share, _NEARER.get(framing, 0.0))
    return (
        middle + lot * gap * stage.side,
        stage.down(share) + stagger,
        ground.depth,
    )


def _middle(stage: Stage, scenery: Scenery, framing: str, count: int) -> float:
    """The x of the middle of a group."""
    if framing != "full":
        return stage.across(scenery.ground.across)
    return stage.width * (0.5 + (0.06 * stage.side if count == 1 else 0.0))
