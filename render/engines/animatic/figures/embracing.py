"""Two people in each other's arms, drawn as one figure: only so can an arm lie over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from render.engines.animatic.figures.bones import Bones, bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Seat, between, turned
from render.engines.animatic.figures.facing import facing_plies, frame_of
from render.engines.animatic.figures.facing_limbs import arm_parts
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import POSES, Arm, Pose
from render.engines.animatic.figures.relief import Part, placed
from render.engines.animatic.figures.side import Ply, side_plies
from render.engines.animatic.figures.stances import Stance

_DEEP = 47.0
"""How far apart the spines of two are who hold each other, each by their own half."""
_PALM = 64.0
"""How far a hand that is laid on a back reaches across it."""
_HIDDEN = Arm(10 + 200j, "hidden")


def embraced(
    far: Look, near: Look, breeze: Breeze, *, kneels: bool, plain: bool = False
) -> list[Ply]:
    """Both as plies, back to front, their middle over x = 0; the far one faces +x.

    The near one is the smaller: their head lies before the other's, their arms go under.
    """
    poses = [
        replace(POSES[name], far=_HIDDEN) for name in ("enfold" if kneels else "embrace", "embrace")
    ]
    joints = [bones_of(look, pose) for look, pose in zip((far, near), poses, strict=True)]
    apart = _apart(far, near, joints)
    over = _around(far, poses[0], joints, apart, share=0.80, bend=0.62)
    under = _around(near, poses[1], joints[::-1], apart, share=0.34, bend=0.40)
    ours = side_plies(far, replace(poses[0], near=over), breeze, plain=plain, eyes="shut")
    against = replace(breeze, ahead=not breeze.ahead)
    theirs = side_plies(near, replace(poses[1], near=under), against, plain=plain, eyes="shut")
    here = [_moved(ply, Seat(1 + 0j, complex(-apart / 2))) for ply in ours]
    there = [_moved(ply, Seat(1 + 0j, complex(apart / 2), mirrored=True)) for ply in theirs]
    arm = [ply for ply in here if ply.name == "arm"]
    head = [ply for ply in there if ply.name == "head"]
    return [
        *(ply for ply in here if ply.name != "arm"),
        *(ply for ply in there if ply.name != "head"),
        *arm,
        *head,
    ]


def embraced_from_behind(
    facing: Look, turned_away: Look, breeze: Breeze, *, plain: bool = False
) -> list[Ply]:
    """Both as plies: one has their back to us, and over their shoulder we see the other's face."""
    hides = Stance(right=_HIDDEN, left=_HIDDEN, tilt=-0.10)
    frame, back = frame_of(facing, "front", hides), frame_of(turned_away, "back", hides)
    holds = Stance(
        right=_over(frame, back, 1.0, 0.30), left=_over(frame, back, -1.0, 0.52), tilt=-0.16
    )
    beside = Seat(1 + 0j, complex(32, -6) * facing.tall)
    ours = facing_plies(facing, "front", holds, breeze, plain=plain, eyes="shut")
    theirs = facing_plies(turned_away, "back", hides, breeze, plain=plain)
    forearms = [
        part
        for side, arm in ((1.0, holds.right), (-1.0, holds.left))
        for part in arm_parts(facing, frame, arm, side, front=True, plain=plain, forearm=True)
    ]
    over = Ply("arm", tuple(placed(forearms, beside)), back.neck)
    around = Ply("raised", tuple(_up_around(turned_away, back, frame, beside, plain)), back.neck)
    return [*(_moved(ply, beside) for ply in ours), around, *theirs, over]


def _up_around(look: Look, back: Frame, other: Frame, beside: Seat, plain: bool) -> list[Part]:
    """Arms raised to the other's shoulders, seen from behind whoever raises them."""
    parts: list[Part] = []
    for side in (-1.0, 1.0):
        shoulder = complex(side * (back.broad - 22 * back.k), back.neck.imag + 54 * back.k)
        reach = (beside(other.neck + complex(side * 40, 8) * other.k) - shoulder) / back.k
        arm = Arm(complex(side * reach.real, reach.imag), "laid", 2.6, 0.9)
        parts += arm_parts(look, back, arm, side, front=False, plain=plain)
    return parts


def _over(frame: Frame, back: Frame, side: float, share: float) -> Arm:
    """An arm round the other's side, its hand on their back, so far down from nape to hip."""
    shoulder = complex(side * (frame.broad - 22 * frame.k), frame.neck.imag + 54 * frame.k)
    reach = (between(back.neck, back.hip, share) + side * 46 * back.k - shoulder) / frame.k
    return Arm(complex(side * reach.real, reach.imag), "laid", 2.75, 0.9)


def _apart(far: Look, near: Look, joints: Sequence[Bones]) -> float:
    """How far apart two stand so that chest lies on chest."""
    return sum(
        (_DEEP + 22 * max(look.build, 0.0)) * bones.k + bones.chest.real
        for look, bones in zip((far, near), joints, strict=True)
    )


def _around(
    look: Look, pose: Pose, joints: Sequence[Bones], apart: float, *, share: float, bend: float
) -> Arm:
    """An arm laid round the other, its hand flat on their back, so high between hip and nape.

    `joints` are one's own and the other's; the fingers end where the back does.
    """
    own, other = joints
    spine = apart - between(other.hip, other.neck, share).conjugate()
    reach = spine + 28 * other.k - _PALM * look.head - own.shoulder
    return Arm(turned(reach / own.k, -pose.lean * 0.5), "laid", 0.34, bend)


def _moved(ply: Ply, seat: Seat) -> Ply:
    return replace(ply, parts=tuple(placed(ply.parts, seat)), pivot=seat(ply.pivot))
