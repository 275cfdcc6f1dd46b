"""Who stands where, seen from which side: read from the shot's framing and its action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from render.contract import Pace, Performer, Shot
from render.engines.animatic.figures.actors import CYCLES, Actor, pose_of
from render.engines.animatic.figures.bones import STATURE, bones_of
from render.engines.animatic.figures.deeds import Deed, companion_of, deeds_of
from render.engines.animatic.figures.looks import Look, look_of
from render.engines.animatic.figures.poses import (
    GESTURES,
    RUN_STANCE,
    RUN_STRIDE,
    STANCE,
    STRIDE,
    Arm,
)
from render.engines.animatic.noise import seed_of
from render.engines.animatic.stage import Scenery, Stage

MOST_ACTORS = 4
TALL: dict[str, float] = {
    "extreme wide": 0.095,
    "wide": 0.215,
    "full": 0.74,
    "aerial": 0.085,
}
"""How tall a grown man stands in the frame, as a share of its height."""
HEADS: dict[str, tuple[float, float]] = {
    "medium": (0.25, 0.37),
    "close": (0.60, 0.43),
    "over the shoulder": (0.235, 0.35),
    "point of view": (0.21, 0.38),
}
"""How high a head is, and how far down the eyes are, as shares of the frame's height."""
_SIDEWAYS = (
    *("run", "ride", "row", "climb", "dig", "fight", "fall", "lie", "embrace", "enfold"),
    *("pray", "kneel", "crouch", "sit", "bow", "lean"),
)
"""What is done in profile, where it can be read."""
_PEOPLE = re.compile(
    r"\b(?:boy|girl|man|woman|men|women|child|figure|someone|he|she|they|captain|stranger|"
    r"people|sailor|keeper|traveller|rider|father|mother|i|we)\b"
)
_ROOM: dict[str, float] = {"extreme wide": 0.14, "wide": 0.34, "full": 0.95, "aerial": 0.14}
"""How much of the frame's width somebody may cross."""


_CLOSENESS: dict[str, float] = {"embrace": 0.30, "enfold": 0.46, "fight": 1.12}
"""How close people stand for what they do, as a share of the usual."""


def block(shot: Shot, stage: Stage, scenery: Scenery) -> list[Actor]:
    """Place up to four of the cast, far ones first."""
    framing = shot.framing.value
    if not scenery.people or framing == "insert":
        return []
    cast: Sequence[Performer] = shot.cast[:MOST_ACTORS]
    peopled = bool(cast) or bool(_PEOPLE.search(shot.action.lower()))
    if not cast and (peopled or companion_of(shot.action.lower())):
        cast = (Performer(name="someone"),)
    deeds = [_possible(deed, scenery) for deed in deeds_of(shot.action, cast, shot.lines)]
    if framing in ("close", "over the shoulder"):
        lead = lead_of(shot, cast)
        cast, deeds = cast[lead : lead + 1], deeds[lead : lead + 1]
    elif framing == "point of view" and len(cast) > 1:
        cast, deeds = cast[1:], deeds[1:]
    looks = [look_of(one) for one in cast]
    deeds = _level(looks, deeds)
    rng = np.random.default_rng(seed_of("blocking", shot.seed))
    if framing in HEADS:
        actors = _near(shot, stage, looks, deeds, rng)
    else:
        actors = _whole(shot, stage, scenery, looks, deeds, rng)
        actors = [replace(actor, alone=not peopled, indoors=not scenery.sky) for actor in actors]
    return sorted(actors, key=lambda actor: actor.feet)


def _possible(deed: Deed, scenery: Scenery) -> Deed:
    """Nobody rows on dry land, or rides through a parlour."""
    if deed.posture == "row" and not scenery.sea:
        return replace(deed, posture="sit")
    if deed.posture == "ride" and not (scenery.sky and scenery.ground.roam):
        return replace(deed, posture="stand")
    if deed.companion in ("horse", "cart") and not scenery.sky:
        return replace(deed, companion="")
    return deed


def _level(looks: Sequence[Look], deeds: Sequence[Deed]) -> list[Deed]:
    """Who embraces a child goes down on a knee for it."""
    least = min((look.tall for look in looks[:2]), default=1.0)
    return [
        replace(deed, posture="enfold")
        if deed.posture == "embrace" and look.tall > 1.35 * least
        else deed
        for look, deed in zip(looks, deeds, strict=True)
    ]


def facing_of(shot: Shot, stage: Stage) -> float:
    """Where the one whose shot it is looks: as in the shot of two, so that answers meet questions.

    Who is alone looks into the light.
    """
    return stage.side if lead_of(shot, shot.cast) == 0 else -stage.side


def lead_of(shot: Shot, cast: Sequence[Performer]) -> int:
    """Whose shot it is: who speaks first, else who is named first."""
    if shot.lines:
        speaker = shot.lines[0].speaker.casefold()
        for at, one in enumerate(cast):
            if one.name.casefold() == speaker:
                return at
    action = shot.action.lower()
    places = [action.find(one.name.lower().split()[0]) for one in cast]
    found = [(place, at) for at, place in enumerate(places) if place >= 0]
    return min(found)[1] if found else 0


def _arm_of(look: Look, deed: Deed, *, near: bool) -> Arm | None:
    """What the near arm carries: what the action says, else what they always carry."""
    if deed.posture in ("climb", "row", "dig", "fight", "fall", "pray", "embrace", "enfold"):
        return None
    if deed.gesture:
        if deed.gesture in ("bag", "umbrella"):
            prop = deed.gesture
            return Arm(complex(30, 214) if prop == "bag" else complex(70, 86), "fist", prop=prop)
        return GESTURES.get(deed.gesture)
    if deed.speaks:
        return GESTURES["talk"]
    if look.prop == "staff" and deed.posture in ("stand", "walk") and not near:
        return GESTURES["staff"]
    return None


def _whole(
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
    grown = TALL[framing] * base * (1.0 if scenery.sky else 1.04)
    if framing == "full" and any(
        deed.posture == "ride" or deed.companion == "horse" for deed in deeds
    ):
        # A rider is taller than a man on foot, and wants the whole horse in the frame.
        grown *= 0.70
    scale = grown / STATURE
    count = len(looks)
    close = next((_CLOSENESS[deed.posture] for deed in deeds if deed.posture in _CLOSENESS), 1.0)
    moving = any(deed.moves for deed in deeds) and scenery.ground.roam
    direction = stage.side * (1.0 if rng.random() < 0.68 else -1.0)
    speed = _speed(shot, stage, looks, deeds, scale) if moving else 0.0
    actors: list[Actor] = []
    for index, (look, deed) in enumerate(zip(looks, deeds, strict=True)):
        if not scenery.ground.roam and deed.moves:
            deed = replace(deed, posture="stand")
        x, feet, depth = _mark(stage, scenery, framing, grown, (index, count), close)
        if deed.posture == "row":
            depth = max(depth, 1.0)
            feet = stage.down(scenery.sea * (0.34 if framing != "full" else 0.62))
        moves = moving and deed.moves
        facing = direction if moves else _facing(stage, deed, (index, count), direction)
        leaves = 0.0
        if moves and deed.posture == "walk" and (deed.away or deed.comes):
            leaves = (0.07 if deed.away else -0.055) * min(1.0, 4.0 / shot.seconds)
        view = _view(shot, deed, count, rng) if not moves else "side"
        if look.prop == "staff" and "back" not in view:
            # a stoop and a staff are read in profile
            view = "side"
        if leaves:
            view = "back" if leaves > 0 else "front"
        pace = speed * facing if moves and not leaves else 0.0
        carried = _arm_of(look, deed, near=False)
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
                index * 0.37 + 0.11,
                pace,
                _period(look, deed, abs(pace), scale) if deed.posture in CYCLES else 0.0,
                carried,
                leaves=leaves,
            )
        )
    return actors


def _stride(look: Look, deed: Deed) -> float:
    """Units that one cycle covers."""
    if deed.posture == "run" and look.age != "elder":
        return 2 * RUN_STRIDE / RUN_STANCE * look.tall
    if deed.posture == "ride":
        return 640.0
    share = {"run": 0.9}.get(deed.posture, 0.62 if look.age == "elder" else 1.0)
    return 2 * STRIDE * share / STANCE * look.tall


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


def _facing(stage: Stage, deed: Deed, place: tuple[int, int], direction: float) -> float:
    index, count = place
    if count > 1 and not deed.watches:
        return stage.side if (index + 0.5) < count / 2 else -stage.side
    return stage.side if deed.watches else direction


def _view(shot: Shot, deed: Deed, count: int, rng: np.random.Generator) -> str:
    """From which side one is seen who stays where they are."""
    chance = float(rng.random())
    if deed.posture in _SIDEWAYS or deed.posture == "walk":
        return "side"
    if deed.watches or deed.away:
        return "back quarter" if chance < 0.7 else "back"
    if count > 1 or deed.gesture in ("point", "gun", "read", "letter", "drink", "cup", "knock"):
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
    if framing == "full":
        gap = min(stage.width * 0.22, grown * 0.50) * close
        middle = stage.width * (0.5 + (0.06 * stage.side if count == 1 else 0.0))
        stagger = (0.0, 0.014, -0.010, 0.008)[index] * stage.height
        return middle + lot * gap * stage.side, stage.height * 0.935 + stagger, 0.62
    gap = grown * (0.52 if count == 2 else 0.42) * close
    stagger = (0.0, 0.020, -0.012, 0.010)[index] * stage.height * stage.lens.zoom
    share = 0.62 if stage.aerial else ground.down
    return (
        stage.across(ground.across) + lot * gap * stage.side,
        stage.down(share) + stagger,
        ground.depth,
    )


def _near(
    shot: Shot,
    stage: Stage,
    looks: Sequence[Look],
    deeds: Sequence[Deed],
    rng: np.random.Generator,
) -> list[Actor]:
    """Figures framed by their heads: medium and closer."""
    framing = shot.framing.value
    head, eyes = HEADS[framing]
    base, count = min(stage.height, stage.width * 0.62), len(looks)
    if count == 0:
        return []
    calm = [replace(deed, posture=_held(deed.posture)) for deed in deeds]
    crowns = [_head_of(look, deed).imag for look, deed in zip(looks, calm, strict=True)]
    scale = head * base / 100 * (0.88 if count > 2 else 1.0)
    spread = (max(crowns) - min(crowns)) * 0.62
    if spread * scale > 0.30 * base:
        scale = max(0.30 * base / spread, scale * 0.66)
    actors: list[Actor] = []
    for index, (look, deed, was) in enumerate(zip(looks, calm, deeds, strict=True)):
        close = 0.44 if deed.posture in ("embrace", "enfold") else 1.0
        x, facing = _place(stage, framing, (index, count), close, facing_of(shot, stage))
        view = _near_view(shot, deed, (index, count), rng)
        # Eye levels are brought together, as a camera finds an angle to do.
        level = eyes * stage.height - 0.10 * min(1.0, spread * scale / (0.3 * base)) * stage.height
        lower = (crowns[index] - min(crowns)) * 0.62 * scale
        own = scale * (0.96 / look.head if count == 1 else 1.0)
        joint = _head_of(look, deed)
        feet = level + lower - joint.imag * own
        x -= joint.real * own * facing if view == "side" else 0.0
        carried = _arm_of(look, deed, near=True)
        actors.append(
            Actor(look, deed, view, x, feet, own, facing, 0.62, index * 1.9 + 0.4, carried=carried,
                  gait=0.58 * look.tall**0.5 if was.moves else 0.0)
        )  # fmt: skip
    return actors


def _held(posture: str) -> str:
    """The pose in which a near figure holds still."""
    kept = ("sit", "kneel", "crouch", "pray", "lean", "embrace", "enfold", "bow", "lie")
    return posture if posture in kept else "stand"


def _head_of(look: Look, deed: Deed) -> complex:
    return bones_of(look, pose_of(look, deed, 0.0, None)).head


def _place(
    stage: Stage, framing: str, place: tuple[int, int], close: float, facing: float
) -> tuple[float, float]:
    """Where a head is across the frame, and where it looks: into the room it has.

    `facing` is where one who is alone in the frame looks.
    """
    index, count = place
    side = stage.side
    if count == 1:
        off = {"close": 0.10, "over the shoulder": 0.15}.get(framing, 0.13)
        return stage.width * (0.5 - off * facing), facing
    gap = {2: 0.34, 3: 0.27, 4: 0.215}[count] * close
    lot = index - (count - 1) / 2
    return stage.width * (0.5 + lot * gap * side), side if lot < 0 else -side


def _near_view(shot: Shot, deed: Deed, place: tuple[int, int], rng: np.random.Generator) -> str:
    framing, (index, count) = shot.framing.value, place
    chance = float(rng.random())
    if framing == "over the shoulder":
        return "quarter"
    if framing == "point of view":
        return "front" if chance < 0.6 else "quarter"
    if deed.posture in ("kneel", "crouch", "pray", "lean", "embrace", "enfold", "bow", "lie"):
        return "side"
    if count == 2:
        return "side" if chance < 0.6 or index == 0 else "quarter"
    if count > 2:
        return "side" if index in (0, count - 1) else "quarter"
    if deed.gesture in ("drink", "cup", "read", "letter", "point", "gun", "knock", "face", "key"):
        return "side"
    if framing == "close":
        return "side" if chance < 0.5 else "quarter" if chance < 0.82 else "front"
    return "side" if chance < 0.4 else "quarter" if chance < 0.85 else "front"
