"""Sets people on what carries them, and their beasts and carts beside them."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import replace

from render.engines.animatic.figures.beasts import (
    BOX,
    THWART,
    boat_parts,
    cart_parts,
    dog_parts,
    driven_parts,
    seat_parts,
)
from render.engines.animatic.figures.beds import bed_parts, blanket_part
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.horse import SADDLE, horse_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import POSES, Foot, Pose
from render.engines.animatic.figures.relief import Part, placed
from render.engines.animatic.figures.side import Ply, side_plies
from render.engines.animatic.figures.tables import EDGE, NO_BOARD, Board, table_parts
from render.engines.animatic.figures.worksites import worksite_parts
from render.engines.animatic.pen import Colour, colour

_PASSENGERS = ((240 - 96j, True), (-210 - 100j, False), (384 - 104j, True))
"""Where their hips are, from the waterline below a boat's middle, and who is turned round."""
_IN_THE_CART = ((BOX - 126 - 4j, False), (BOX - 250 - 4j, False), (BOX - 190 - 14j, False))
"""The same in a cart, from the ground below the middle of cart and horse."""
_STERN_OF_FOUR = 500.0
"""Where a boat for four ends."""
_COATS = ("#3d2718", "#241a16", "#5a3a20", "#6b6460", "#1c181a")


def mounted(
    plies: Sequence[Ply],
    look: Look,
    deed: Deed,
    pose: Pose,
    breeze: Breeze,
    *,
    moving: bool,
    alone: bool,
    indoors: bool,
    passengers: Sequence[Look] = (),
    board: Board = NO_BOARD,
) -> list[Ply]:
    """A figure's plies with all that belongs to it. `alone` leaves the figure itself out."""
    coat = colour(_COATS[look.seed % len(_COATS)])
    match deed.posture:
        case "ride":
            pace = "gallop" if moving else "stand"
            return _on(
                plies,
                *horse_parts(breeze.beat, pace, breeze, coat),
                _saddled(look, pose, breeze, moving),
            )
        case "drive":
            behind, before = driven_parts(breeze, coat, moving=moving)
            behind += _aboard(passengers, _IN_THE_CART, breeze)
            return _on(plies, behind, before, borne(look, deed, pose))
        case "row" | "drift":
            full = len(passengers) == len(_PASSENGERS)
            behind, before = boat_parts(_STERN_OF_FOUR) if full else boat_parts()
            aboard = [*behind, *_aboard(passengers, _PASSENGERS, breeze)]
            return _on(plies, aboard, before, borne(look, deed, pose))
        case "sit" if deed.table and board.reach <= EDGE:
            # the table hides what they sit on
            pass
        case "sit":
            under = seat_parts(pose.hip * look.tall, look.tall, chair=indoors)
            plies = [replace(plies[0], parts=(*under, *plies[0].parts)), *plies[1:]]
            if board.reach > EDGE:
                table = table_parts(board, laid=deed.table == "meal")
                plies.insert(1, Ply("table", tuple(table), pose.hip))
        case "lie" if deed.bed:
            # the sleeper is drawn upright and laid down; the bed is not
            upright = Seat(cmath.exp(-1j * pose.tilt))
            bed, blanket = (
                placed(bed_parts(look.tall), upright),
                blanket_part(look.tall).placed(upright),
            )
            body = replace(plies[0], parts=(*bed, *plies[0].parts))
            plies = [body, *plies[1:], Ply("blanket", (blanket,), pose.hip)]
        case labour:
            site = worksite_parts(labour, breeze.beat)
            plies = [replace(plies[0], parts=(*site, *plies[0].parts)), *plies[1:]]
    if not deed.companion:
        return list(plies)
    beside = _companion(deed, breeze, moving or deed.moves, coat, alone=alone)
    if alone:
        return [Ply("body", tuple(beside), 0j)]
    return [replace(plies[0], parts=(*beside, *plies[0].parts)), *plies[1:]]


def _aboard(
    passengers: Sequence[Look], places: Sequence[tuple[complex, bool]], breeze: Breeze
) -> list[Part]:
    """Who is rowed or driven, on their places in the boat or the cart."""
    parts: list[Part] = []
    pose = replace(POSES["sit"], near_foot=Foot(112, 104), far_foot=Foot(84, 104))
    for look, (place, mirrored) in zip(passengers, places, strict=False):
        hip = pose.hip * look.tall
        seat = Seat(1 + 0j, place + (hip.conjugate() if mirrored else -hip), mirrored)
        for ply in side_plies(look, pose, breeze, plain=True):
            parts += placed(ply.parts, seat)
    return parts


def borne(look: Look, deed: Deed, pose: Pose) -> complex:
    """How far what carries somebody who holds still moves them from the ground."""
    match deed.posture:
        case "ride":
            return saddled(look, pose)
        case "drive":
            return BOX - pose.hip * look.tall
        case "row" | "drift":
            return THWART - pose.hip * look.tall
        case _:
            return 0j


def _saddled(look: Look, pose: Pose, breeze: Breeze, moving: bool) -> complex:
    rise = 18 * math.sin(2 * math.pi * breeze.beat + 0.9) if moving else 0.0
    return saddled(look, pose) - 1j * rise


def saddled(look: Look, pose: Pose) -> complex:
    """How far a rider is moved from the ground into the saddle of a horse that stands."""
    return SADDLE - pose.hip * look.tall


def _on(plies: Sequence[Ply], behind: list[Part], before: list[Part], shift: complex) -> list[Ply]:
    """The plies moved onto a mount, which lies partly behind them and partly before."""
    seat = Seat(1 + 0j, shift)
    moved = [
        replace(ply, parts=tuple(placed(ply.parts, seat)), pivot=ply.pivot + shift) for ply in plies
    ]
    body = replace(moved[0], parts=(*behind, *moved[0].parts, *before))
    return [body, *moved[1:]]


def _companion(
    deed: Deed, breeze: Breeze, moving: bool, coat: Colour, *, alone: bool
) -> list[Part]:
    aside = 0.0 if alone else 1.0
    match deed.companion:
        case "dog":
            return placed(dog_parts(breeze.beat, moving), Seat(1 + 0j, -190 * aside + 4j))
        case "horse":
            pace = ("gallop" if alone else "walk") if moving else "stand"
            behind, before = horse_parts(breeze.beat, pace, breeze, coat)
            return placed([*behind, *before], Seat(1 + 0j, complex(-446 * aside, -14 * aside)))
        case _:
            return placed(cart_parts(breeze.beat), Seat(1 + 0j, complex(-440 * aside, -10 * aside)))
