"""A whole figure from the side, facing +x, its feet on the ground at y = 0."""

from __future__ import annotations

from dataclasses import dataclass

from render.engines.animatic.figures.aprons import apron_parts
from render.engines.animatic.figures.bones import Bones, bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.collars import collar_parts, neckwear_parts
from render.engines.animatic.figures.drawing import Seat, Spot, oval, tube, turned
from render.engines.animatic.figures.heads import head_parts
from render.engines.animatic.figures.limbs import arm_parts, leg_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm, Pose
from render.engines.animatic.figures.relief import Mark, Part, placed
from render.engines.animatic.figures.scarves import tail
from render.engines.animatic.figures.skirts import skirt_parts
from render.engines.animatic.figures.trunk import trunk_parts
from render.engines.animatic.pen import Colour, colour

_BRASS = colour("#b08a3e")


@dataclass(frozen=True, slots=True)
class Ply:
    """Parts that move together: `body`, `head`, `tail` (what flies from the neck) or `arm`."""

    name: str
    parts: tuple[Part, ...]
    pivot: complex
    """What it turns around or hangs from."""
    turn: float = 0.0
    """How far it is turned already, radians."""


def side_plies(
    look: Look,
    pose: Pose,
    breeze: Breeze,
    *,
    plain: bool = False,
    eyes: str = "open",
    headless: bool = False,
) -> list[Ply]:
    """A figure as plies, back to front. `plain` is for small figures: hands of one piece.

    `headless` leaves the head's ply empty, for when it is baked already.
    """
    bones = bones_of(look, pose)
    body: list[Part] = []
    if _shows(look, pose.far):
        body += arm_parts(look, bones, bones.far_arm, pose.far, near=False, plain=plain)
    behind, before = skirt_parts(look, bones, breeze, seated=pose.seated)
    body += behind
    # Under a gown the legs are in its shadow.
    gown = look.wear in ("dress", "robe") and not pose.seated
    near, far = (0.6, 0.6) if gown else (1.0, 0.8)
    body += leg_parts(look, bones.far_leg, bones.k, _hose(look) * far)
    body += leg_parts(look, bones.near_leg, bones.k, _hose(look) * near)
    body.append(_neck(look, bones))
    body += before
    body += trunk_parts(look, bones)
    body += apron_parts(look, bones, seated=pose.seated)
    body += _belongings(look, bones, pose)
    head: list[Part] = []
    if not headless:
        seat = Seat(0.87 * look.head * turned(1 + 0j, bones.head_turn), bones.head)
        face = placed(head_parts(look, "side", breeze, eyes=eyes), seat)
        head = [*collar_parts(look, bones), *face, *neckwear_parts(look, bones, bold=plain)]
    arm: list[Part] = []
    if _shows(look, pose.near):
        arm = arm_parts(look, bones, bones.near_arm, pose.near, near=True, plain=plain)
    plies = [Ply("body", tuple(body), bones.hip)]
    if look.mark == "scarf":
        root = bones.neck + complex(6 if breeze.ahead else -20, -6) * bones.k
        tail = scarf_tail(root, look, bones.k, breeze, bold=plain)
        plies.append(Ply("tail", (tail,), bones.neck - 24 * bones.k))
    top = Ply("head", tuple(head), bones.neck, bones.head_turn)
    sleeve = [Ply("arm", tuple(arm), bones.near_arm.shoulder)] if arm else []
    # A raised hand comes before the face; a hanging arm lies below the collar.
    raised = bones.near_arm.wrist.imag < bones.shoulder.imag + 40 * bones.k
    return [*plies, top, *sleeve] if raised else [*plies, *sleeve, top]


def _shows(look: Look, arm: Arm) -> bool:
    """Whether an arm is seen: not under a cloak, nor behind whom it holds."""
    return arm.hand != "hidden" and (look.wear != "cloak" or arm.hand != "rest")


def _hose(look: Look) -> Colour:
    if look.wear in ("shirt", "jacket"):
        return colour("#2b2826")
    if look.wear == "uniform":
        return look.cloth * 0.9
    return look.cloth * 0.66


def _neck(look: Look, bones: Bones) -> Part:
    size, build = look.head, max(look.build, 0)
    slim = 0.86 if look.woman or look.age == "child" else 1.0
    line = [bones.neck + 14j * bones.k, (bones.neck + bones.head) / 2, bones.head + 6j]
    widths = [(x + y * build) * size * slim for x, y in ((52, 18), (46, 20), (45, 0))]
    tendon = Mark(tube([bones.head + complex(-10, 24), bones.neck + 16 * bones.k], (3, 6, 2)), 3, 2)
    apple = Mark(
        oval(
            ((bones.neck + bones.head) / 2).real + 18, (bones.neck.imag + bones.head.imag) / 2, 4, 5
        ),
        3,
        2,
    )
    return Part(
        (tube(line, widths),), look.skin * 0.9, (tendon,) if look.woman else (tendon, apple)
    )


def scarf_tail(root: complex, look: Look, k: float, breeze: Breeze, *, bold: bool = False) -> Part:
    """The end of a scarf: it hangs, or it flies."""
    wind = min(1.0, breeze.strength * 1.1)
    way = 1 if breeze.ahead else -1
    long = (150 * k + 34) / 7
    points: list[Spot] = []
    for step in range(8):
        wave = (4 + 13 * wind) * (step / 7) ** 0.8 * breeze.gust(0.6 - step * 0.85)
        points.append(
            root
            + complex(
                way * step * long * (0.22 + 0.78 * wind) + wave * (1 - wind) * 0.5,
                step * long * (1 - 0.86 * wind) * (1.1 - 0.02 * step) + wave,
            )
        )
    size = 0.55 + 0.45 * k
    return tail(
        points, [wide * size for wide in (20, 23, 27, 26, 30)], look.accent, size, bold=bold
    )


def _belongings(look: Look, bones: Bones, pose: Pose) -> list[Part]:
    """A sheathed sword at the hip, unless it is in the hand."""
    held = {pose.near.prop, pose.far.prop}
    if look.prop != "sword" or "sword" in held or pose.prone:
        return []
    k, hip = bones.k, bones.waist - bones.up * 40 * bones.k
    sheath = tube([hip + complex(10, -8) * k, hip + complex(-120, 118) * k], (9, 8, 4))
    hilt = tube([hip + complex(10, -8) * k, hip + complex(32, -34) * k], (7, 7, 11))
    guard = tube([hip + complex(4, -22) * k, hip + complex(24, -6) * k], (5, 5))
    return [Part((sheath, hilt), colour("#2b2a2c"), gloss=1.6), Part((guard,), _BRASS, gloss=1.6)]
