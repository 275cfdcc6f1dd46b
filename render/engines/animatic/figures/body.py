"""Bodies: a walk, a stance and what is worn. One unit is the figure's height; the feet are at 0."""

from __future__ import annotations

import math

from render.engines.animatic.figures.arms import far_arm, near_arm
from render.engines.animatic.figures.cast import Look
from render.engines.animatic.figures.head import Part, head_parts
from render.engines.animatic.figures.pose import Pose
from render.engines.animatic.noise import sway
from render.engines.animatic.pen import Point, Shape, blob, polygon, skia, tube

_HEAD = 0.128
"""The height of a grown-up's skull as a share of theirs; a child's is larger."""
_THIGH, _SHIN = 0.232, 0.220


def body_parts(look: Look, pose: Pose, time: float, wind: float, phase: float) -> list[Part]:
    """A figure facing +x (or seen from behind), back to front; the wind blows towards -x."""
    child = look.tall < 0.8
    head = _HEAD * (1.32 if child else 1.0)
    stride = time * 5.2 * pose.cadence + phase
    bob = abs(math.cos(stride)) * 0.012 * pose.walk
    drop = {"stand": 0.0, "kneel": 0.235, "sit": 0.225}[pose.posture]
    hip: Point = (0.0, -0.475 + drop + 0.010 - bob)
    breath = 0.0022 * math.sin(time * 1.7 + phase)
    lean = pose.lean + look.stoop * 0.55 + 0.05 * pose.walk
    top = -0.818 + drop - bob + breath + (0.03 if child else 0.0)
    neck: Point = (lean * 0.34, top)
    parts: list[Part] = []
    if pose.posture == "sit":
        parts.append(Part(_stool(hip), "dark"))
    parts += _legs(look, pose, hip, stride)
    parts += far_arm(look, pose, neck, stride)
    skull: Point = (
        neck[0] + head * (0.14 + look.stoop * 1.4),
        neck[1] - head * (0.80 - look.stoop),
    )
    parts.append(
        Part(
            tube(
                [
                    (neck[0] - 0.006, neck[1] + 0.03),
                    (skull[0] - head * 0.12, skull[1] + head * 0.3),
                ],
                (head * 0.50, head * 0.42),
            ),
            "skin",
        )
    )
    parts += _trunk(look, pose, hip, neck, time, wind, phase)
    turned = head_parts(look, profile=pose.profile, time=time + phase, wind=wind)
    middle = skull if pose.profile else (neck[0], skull[1])
    parts += [Part(_placed(part.shape, middle, head), part.stuff) for part in turned]
    parts += _accent(look, pose, neck, hip, time + phase, wind)
    parts += near_arm(look, pose, neck, stride)
    if look.staff and pose.posture == "stand":
        hand: Point = (neck[0] + 0.17, -0.46)
        staff = tube(
            [(hand[0] + 0.012, -0.80), hand, (hand[0] + 0.01, -0.005)], (0.014, 0.014, 0.012)
        )
        parts.append(Part(staff, "dark"))
    return parts


def _stool(hip: Point) -> Shape:
    """Something to sit on."""
    seat = hip[1] + 0.045
    return polygon(
        [
            *((hip[0] - 0.10, seat), (hip[0] + 0.10, seat), (hip[0] + 0.10, seat + 0.022)),
            *((hip[0] + 0.085, seat + 0.022), (hip[0] + 0.095, 0.0), (hip[0] + 0.070, 0.0)),
            *((hip[0] + 0.062, seat + 0.022), (hip[0] - 0.062, seat + 0.022)),
            *((hip[0] - 0.070, 0.0), (hip[0] - 0.095, 0.0), (hip[0] - 0.085, seat + 0.022)),
            (hip[0] - 0.10, seat + 0.022),
        ]
    )


def _placed(shape: Shape, at: Point, scale: float) -> Shape:
    matrix = skia.Matrix()
    matrix.setScale(scale, scale)
    matrix.postTranslate(at[0], at[1])
    moved = skia.Path()
    shape.transform(matrix, moved)
    return moved


def _legs(look: Look, pose: Pose, hip: Point, stride: float) -> list[Part]:
    if look.wear == "dress" and pose.walk == 0:
        return []
    wide = 0.066 * (1 + look.build * 0.5)
    legs: list[Part] = []
    for side, turn in ((-1.0, math.pi), (1.0, 0.0)):
        ankle, bend = _ankle(pose, side, stride + turn)
        start = (hip[0] + (0.0 if pose.profile else side * 0.042), hip[1])
        knee, ankle = _joint(start, ankle, bend if pose.profile else side * 0.2)
        legs.append(
            Part(tube([start, knee, ankle], (wide * 1.15, wide * 0.88, wide * 0.62)), "dark")
        )
        toe = 0.062 if pose.profile else side * 0.016
        shoe = [
            *((ankle[0] - 0.026, ankle[1] - 0.035), (ankle[0] + 0.026, ankle[1] - 0.035)),
            *(
                (ankle[0] + 0.030 + max(toe, 0), ankle[1] + 0.016),
                (ankle[0] + 0.022 + toe, ankle[1] + 0.026, 1.0),
            ),
            *((ankle[0] - 0.028 + min(toe, 0), ankle[1] + 0.026, 1.0),),
        ]
        legs.append(Part(blob(shoe), "dark"))
    return legs


def _ankle(pose: Pose, side: float, stride: float) -> tuple[Point, float]:
    if pose.posture == "sit":
        return ((0.235 + side * 0.02, -0.026), 1.0)
    if pose.posture == "kneel":
        return ((0.16, -0.026) if side > 0 else (-0.23, -0.03), 1.0)
    if pose.walk > 0:
        reach = 0.125 * pose.walk
        lift = max(0.0, -math.sin(stride)) * 0.055 * pose.walk
        across = reach * math.cos(stride) if pose.profile else side * 0.04
        return ((across, -0.026 - lift), 1.0)
    return ((side * (0.030 if pose.profile else 0.052), -0.026), 1.0)


def _joint(start: Point, end: Point, bend: float) -> tuple[Point, Point]:
    """The knee between a hip and an ankle, and the ankle that the leg can reach."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = max(1e-6, math.hypot(across, down))
    reach = min(length, (_THIGH + _SHIN) * 0.999)
    end = (start[0] + across / length * reach, start[1] + down / length * reach)
    along = (_THIGH**2 - _SHIN**2 + reach**2) / (2 * reach)
    out = math.sqrt(max(0.0, _THIGH**2 - along**2)) * bend
    ux, uy = across / length, down / length
    return (start[0] + ux * along + uy * out, start[1] + uy * along - ux * out), end


def _trunk(
    look: Look, pose: Pose, hip: Point, neck: Point, time: float, wind: float, phase: float
) -> list[Part]:
    half = (
        (0.094 if pose.profile else 0.118)
        * (1 + look.build * 0.6)
        * (0.9 if look.tall < 0.8 else 1)
    )
    waist = half * (0.80 if look.build < 0.2 else 1.05)
    hems = {"coat": 0.20, "jacket": -0.02, "dress": 0.455, "cloak": 0.33}
    down = hems[look.wear] * (0.55 if pose.posture != "stand" else 1.0)
    hem = min(hip[1] + down, -0.012)
    blown = wind * (0.55 + 0.45 * sway(time * 1.5, phase)) * max(down, 0.0)
    flare = (
        half * (1.02 + 1.5 * max(down, 0.0)) * (1.25 if look.wear in ("dress", "cloak") else 1.0)
    )
    ripple = 0.012 * wind * math.sin(time * 7.1 + phase)
    x, y = neck
    lx = x * 0.45
    back_hem = -flare - blown * 0.42
    shape = [
        *((x + half * 0.34, y - 0.012), (x + half * 0.92, y + 0.036), (x + half * 1.02, y + 0.12)),
        *((lx + waist * 1.02, y + 0.23), (lx + waist * 1.06, hip[1] - 0.02)),
        *(
            (lx + flare * 0.80 - blown * 0.10, (hip[1] + hem) / 2),
            (lx + flare - blown * 0.25, hem, 1.0),
        ),
        *(
            (lx - flare * 0.1 - blown * 0.30, hem + 0.006 + ripple),
            (lx + back_hem, hem - blown * 0.16 + ripple, 1.0),
        ),
        *(
            (lx - flare * 0.82 - blown * 0.16, (hip[1] + hem) / 2),
            (lx - waist * 1.08, hip[1] - 0.03),
        ),
        *((lx - waist * 0.98, y + 0.22), (x - half * 1.05, y + 0.10), (x - half * 0.92, y + 0.03)),
        *((x - half * 0.34, y - 0.018),),
    ]
    parts = [Part(blob(shape), "cloth")]
    if look.wear == "cloak":
        cape = [
            *(
                (x + half * 0.3, y - 0.02),
                (x + half * 1.02, y + 0.045),
                (x + half * 1.10, y + 0.13),
            ),
            *(
                (x, y + 0.155),
                (x - half * 1.10 - blown * 0.1, y + 0.13),
                (x - half * 1.02, y + 0.045),
            ),
        ]
        parts.append(Part(blob(cape), "cloth"))
    elif look.wear == "coat" and not pose.profile and down > 0:
        vent = [
            (lx - 0.004, hip[1] + 0.03),
            (lx + 0.006, hip[1] + 0.03),
            (lx + 0.010 - blown * 0.2, hem),
            (lx - 0.008 - blown * 0.2, hem),
        ]
        parts.append(Part(blob(vent), "dark"))
    girth = 0.046 if pose.profile else 0.056
    collar = [
        *(
            (x + girth * 1.1, y + 0.010),
            (x + girth * 0.92, y - 0.034),
            (x - girth * 0.1, y - 0.028),
        ),
        *((x - girth * 0.96, y - 0.040), (x - girth * 1.2, y + 0.012), (x, y + 0.026)),
    ]
    return [*parts, Part(blob(collar), "cloth")]


def _accent(
    look: Look, pose: Pose, neck: Point, hip: Point, time: float, wind: float
) -> list[Part]:
    """The one saturated thing that tells a figure from the others at any size."""
    x, y = neck
    half = (0.094 if pose.profile else 0.118) * (1 + look.build * 0.6)
    match look.mark:
        case "scarf":
            top, long = y - 0.012, (0.20 + 0.08 * wind) * pose.mark**0.5
            tail = [
                (
                    x - 0.03 - share * long * (0.35 + 0.65 * wind),
                    top
                    + share * long * (0.9 - 0.85 * min(wind, 1.0))
                    + 0.030 * share * (0.4 + wind) * math.sin(time * 8.5 - share * 6.5),
                )
                for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
            ]
            girth = 0.044 if pose.profile else 0.050
            wrap = [
                *((x - girth, top - 0.016), (x + girth * 0.96, top - 0.012)),
                *(
                    (x + girth * 1.08, top + 0.016),
                    (x, top + 0.024),
                    (x - girth * 1.08, top + 0.020),
                ),
            ]
            return [
                Part(
                    tube(
                        tail,
                        tuple(wide * pose.mark for wide in (0.026, 0.030, 0.034, 0.030, 0.016)),
                    ),
                    "accent",
                ),
                Part(blob(wrap), "accent"),
            ]
        case "sash":
            waist = hip[1] - 0.055
            wide = half * (0.86 if look.build < 0.2 else 1.06)
            band = [
                (x * 0.45 - wide, waist - 0.018),
                (x * 0.45 + wide, waist - 0.022),
                (x * 0.45 + wide, waist + 0.020),
                (x * 0.45 - wide, waist + 0.024),
            ]
            return [Part(blob(band), "accent")]
        case _:
            neck_wide = 0.046
            band = [
                (x - neck_wide, y - 0.026),
                (x + neck_wide, y - 0.024),
                (x + neck_wide * 1.2, y + 0.016),
                (x, y + 0.028),
                (x - neck_wide * 1.2, y + 0.018),
            ]
            return [Part(blob(band), "accent")]
