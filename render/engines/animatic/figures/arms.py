"""Arms, and what they do and hold."""

from __future__ import annotations

import math

from render.engines.animatic.figures.cast import Look
from render.engines.animatic.figures.head import Part
from render.engines.animatic.figures.pose import Pose
from render.engines.animatic.pen import Point, blob, box, skia, tube


def _arm(shoulder: Point, elbow: Point, hand: Point, wide: float) -> list[Part]:
    cuff = (hand[0] * 0.86 + elbow[0] * 0.14, hand[1] * 0.86 + elbow[1] * 0.14)
    sleeve = tube([shoulder, elbow, cuff], (wide * 1.05, wide * 0.98, wide * 0.80))
    fist = tube([cuff, hand], (wide * 0.52, wide * 0.50))
    return [Part(fist, "skin"), Part(sleeve, "sleeve")]


def near_arm(look: Look, pose: Pose, neck: Point, stride: float) -> list[Part]:
    wide = 0.056 * (1 + look.build * 0.5)
    x, y = neck
    if not pose.profile:
        return _side_arm(pose, neck, 1.0, wide, look) if pose.gesture != "fold" else []
    shoulder = (x - 0.006, y + 0.052)
    match pose.gesture:
        case "point":
            return _arm(shoulder, (x + 0.13, y + 0.085), (x + 0.29, y + 0.030), wide)
        case "raise":
            return _arm(shoulder, (x + 0.12, y + 0.02), (x + 0.17, y - 0.15), wide)
        case "lantern":
            hand = (x + 0.185, y + 0.205)
            return [*_arm(shoulder, (x + 0.045, y + 0.215), hand, wide), *_lantern(hand)]
        case "fold" | "hold":
            return _arm(shoulder, (x + 0.012, y + 0.225), (x + 0.130, y + 0.195), wide)
        case _:
            swing = -math.cos(stride) * 0.085 * pose.walk
            elbow = (x - 0.030 + swing * 0.6, y + 0.215)
            return _arm(shoulder, elbow, (x + 0.018 + swing * 1.7, y + 0.365), wide)


def far_arm(look: Look, pose: Pose, neck: Point, stride: float) -> list[Part]:
    wide = 0.054 * (1 + look.build * 0.5)
    x, y = neck
    if not pose.profile:
        return _side_arm(pose, neck, -1.0, wide, look)
    if look.staff:
        return _arm((x, y + 0.05), (x + 0.06, y + 0.21), (x + 0.165, y + 0.33), wide)
    swing = math.cos(stride) * 0.085 * pose.walk
    elbow = (x + 0.012 + swing * 0.6, y + 0.21)
    return _arm((x + 0.008, y + 0.05), elbow, (x + 0.045 + swing * 1.7, y + 0.355), wide)


def _side_arm(pose: Pose, neck: Point, side: float, wide: float, look: Look) -> list[Part]:
    """An arm of a figure seen from behind."""
    half = 0.118 * (1 + look.build * 0.6) * (0.9 if look.tall < 0.8 else 1)
    x, y = neck
    shoulder = (x + side * half * 0.90, y + 0.060)
    if side > 0 and pose.gesture in ("raise", "point"):
        lift = -0.14 if pose.gesture == "raise" else 0.02
        return _arm(
            shoulder,
            (x + half * 1.7, y + 0.09 + lift * 0.4),
            (x + half * 2.7, y + 0.05 + lift),
            wide,
        )
    if side > 0 and pose.gesture == "lantern":
        hand = (x + half * 1.65, y + 0.30)
        return [*_arm(shoulder, (x + half * 1.25, y + 0.20), hand, wide), *_lantern(hand)]
    return _arm(
        shoulder, (x + side * half * 1.16, y + 0.215), (x + side * half * 1.04, y + 0.365), wide
    )


def _lantern(hand: Point) -> list[Part]:
    x, y = hand
    ring = skia.Path()
    ring.addCircle(x, y + 0.016, 0.015)
    return [
        Part(ring, "dark"),
        Part(box(x - 0.020, y + 0.040, 0.040, 0.055), "light"),
        Part(
            blob([(x - 0.026, y + 0.042, 1.0), (x, y + 0.024), (x + 0.026, y + 0.042, 1.0)]), "dark"
        ),
        Part(box(x - 0.025, y + 0.092, 0.050, 0.010), "dark"),
    ]
