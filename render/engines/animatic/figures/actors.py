"""One figure in a frame: who it is, what it does and where it stands."""

from __future__ import annotations

import cmath
from dataclasses import dataclass, replace

from render.engines.animatic.figures.bones import STATURE, bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.embracing import embraced, embraced_from_behind
from render.engines.animatic.figures.facing import facing_plies, frame_of
from render.engines.animatic.figures.labours import LABOURS
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.motions import (
    climbing,
    digging,
    falling,
    fighting,
    rowing,
    running,
    walking,
)
from render.engines.animatic.figures.mounts import borne, mounted
from render.engines.animatic.figures.poses import POSES, Arm, Pose
from render.engines.animatic.figures.side import Ply, side_plies
from render.engines.animatic.figures.stances import STANCES, Stance, idle_stance
from render.engines.animatic.figures.tables import NO_BOARD, Board


@dataclass(frozen=True, slots=True)
class Actor:
    """One figure in the frame. Lengths in pixels of the layout."""

    look: Look
    deed: Deed
    view: str
    x: float
    feet: float
    scale: float
    """Pixels of a hundredth of a grown-up's head."""
    facing: float
    """1 looks to the right."""
    depth: float
    phase: float
    speed: float = 0.0
    """Pixels a second, signed."""
    period: float = 0.0
    """Seconds of a cycle; 0 holds one pose."""
    carried: Arm | None = None
    leaves: float = 0.0
    """The share of the distance by which they go away each second; below 0 they come."""
    rise: float = 0.0
    """Pixels a second by which a climber gets higher."""
    climbs: float = 0.0
    """The cycles of a climb whose stairs, rocks, ladder or rope are drawn with them."""
    passes: complex = 0j
    """Pixels a second by which what they climb is passed, as the camera goes up with them."""
    board: Board = NO_BOARD
    """What they have of the table at which they sit."""
    gait: float = 0.0
    """Seconds of a step, of one who walks within a near frame."""
    alone: bool = False
    """Whether only the companion is there."""
    indoors: bool = False
    partner: Look | None = None
    """Whom they hold in their arms: one figure with them."""
    passengers: tuple[Look, ...] = ()
    """Whom they row."""

    @property
    def height(self) -> float:
        """How tall they stand, in pixels."""
        return STATURE * self.look.tall * self.scale

    @property
    def bears_light(self) -> bool:
        """Whether something burns in their hand."""
        return self.deed.gesture in ("lantern", "lift")

    def pose(self, beat: float) -> Pose:
        """The pose from the side at a moment of the cycle."""
        return pose_of(self.look, self.deed, beat, self.carried)

    def plies(self, breeze: Breeze, *, plain: bool, headless: bool = False) -> list[Ply]:
        """The parts of the figure, facing +x."""
        own = self._own_plies(breeze, plain=plain, headless=headless)
        moving = self.deed.moves and bool(self.speed or self.period)
        return mounted(
            own,
            self.look,
            self.deed,
            self.pose(breeze.beat),
            breeze,
            moving=moving,
            alone=self.alone,
            indoors=self.indoors,
            passengers=self.passengers,
            board=self.board,
        )

    def _own_plies(self, breeze: Breeze, *, plain: bool, headless: bool) -> list[Ply]:
        eyes = self.deed.eyes
        if self.partner is not None:
            kneels = self.deed.posture == "enfold"
            if self.view == "back":
                return embraced_from_behind(self.look, self.partner, breeze, plain=plain)
            return embraced(self.look, self.partner, breeze, kneels=kneels, plain=plain)
        if self.view == "side":
            pose = self.pose(breeze.beat)
            return side_plies(self.look, pose, breeze, plain=plain, eyes=eyes, headless=headless)
        stance = stance_of(self.look, self.deed)
        if self.period:
            stance = Stance(walk=breeze.beat, nod=stance.nod)
        return facing_plies(
            self.look, self.view, stance, breeze, plain=plain, eyes=eyes, headless=headless
        )


def head_of(look: Look, deed: Deed, view: str) -> complex:
    """Where the head joins the neck of one who holds still, in figure units from the feet."""
    if view == "side":
        pose = pose_of(look, deed, 0.0, None)
        head = bones_of(look, pose).head * cmath.exp(1j * pose.tilt)
        return head + borne(look, deed, pose)
    return frame_of(look, view, stance_of(look, deed)).head


def stance_of(look: Look, deed: Deed) -> Stance:
    """How one holds still who is seen from before or behind."""
    stance = STANCES.get(deed.gesture or ("hold" if deed.table else "")) or idle_stance(look)
    if deed.thing:
        # an open flame is carried before one, where a lantern hangs at arm's length
        reach = stance.right.reach if deed.gesture == "lift" else complex(56, 104)
        stance = replace(stance, right=replace(stance.right, reach=reach, prop=deed.thing))
    seated = pose_of(look, deed, 0.0, None).seated
    return replace(stance, seated=seated, nod=0.5 * deed.gaze if deed.gaze else stance.nod)


def pose_of(look: Look, deed: Deed, beat: float, carried: Arm | None) -> Pose:
    old = look.age == "elder"
    match deed.posture:
        case "walk":
            return walking(beat, 0.62 if old else 1.0, near=carried)
        case "run":
            return walking(beat, 0.9, near=carried) if old else running(beat, near=carried)
        case "climb":
            return climbing(beat, deed.footing, near=carried)
        case "row":
            return rowing(beat)
        case "dig":
            return digging(beat)
        case "fight":
            return fighting(beat)
        case "fall":
            return falling(beat)
        case labour if labour in LABOURS:
            return LABOURS[labour].pose(beat)
        case "sit" if deed.table:
            return replace(POSES["table"], near=carried or POSES["table"].near)
        case "aboard":
            return replace(POSES["sit"], near=carried or POSES["sit"].near)
        case posture:
            pose = POSES[posture if posture in POSES else "stand"]
            if posture == "stand" and look.seed % 2 and not old:
                pose = POSES["weight"]
            return replace(pose, near=carried) if carried else pose


CYCLES: dict[str, float] = {
    "walk": 1.16, "run": 0.70, "climb": 1.9, "row": 2.2, "dig": 2.0, "fight": 1.3, "fall": 1.6,
    "ride": 0.72, "drive": 1.15,
    **{name: labour.seconds for name, labour in LABOURS.items()},
}  # fmt: skip
"""Seconds a cycle of a grown man takes."""
