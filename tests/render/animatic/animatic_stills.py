"""Shots for the animatic's tests, and their frames: each drawn once, however many look at it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any
from unittest import mock

import cv2
import numpy as np

from render.contract import (
    Framing,
    Light,
    Performer,
    Picture,
    Place,
    Shot,
    StyleName,
    TimeOfDay,
    Weather,
)
from render.engines.animatic.engine import Animatic
from render.engines.animatic.figures.troupe import Troupe
from render.engines.animatic.film import Film
from render.engines.animatic.styles import STYLES, Style
from render.engines.protocol import Frame, Inputs

SMALL = Picture(width=160, height=90, fps=12)
SMOOTH = Picture(width=160, height=90, fps=24)
LARGE = Picture(width=320, height=180, fps=12)

LEAST_SEEN = {
    Framing.EXTREME_WIDE: 0.0002,
    Framing.AERIAL: 0.0002,
    Framing.WIDE: 0.001,
    Framing.FULL: 0.01,
    Framing.INSERT: 0.03,
}
"""The share of the frame that a figure takes at least."""
CAST = {
    "boy": Performer(name="Tom", description="a boy of ten, red scarf"),
    "girl": Performer(name="Ann", description="a little girl with plaits"),
    "elder": Performer(name="Saul Brand", description="an old man, white beard, oilskin coat"),
    "widow": Performer(name="Mrs Hale", description="a widow in a blue dress"),
    "captain": Performer(name="Captain Grey", description="tricorne, sword"),
    "monk": Performer(name="Brother Mark", description="a hooded monk in a robe"),
    "knight": Performer(name="Sir Hugh", description="a knight in armour"),
    "inspector": Performer(name="Inspector Wren", description="uniform, moustache"),
    "host": Performer(name="Ned", description="a stout innkeeper, bald"),
    "king": Performer(name="The King", description="an old king with a crown and a long beard"),
    "traveller": Performer(name="Rook", description="a traveller in a cloak and wide hat"),
    "banker": Performer(name="Mr Pell", description="a banker in a black suit"),
}


def a_shot(name: str = "strand below the keep", interior: bool = False, **changes: Any) -> Shot:
    place = Place(
        name=name,
        interior=interior,
        time_of_day=changes.pop("time_of_day", TimeOfDay.DUSK),
        weather=changes.pop("weather", Weather.CLEAR),
    )
    fields: dict[str, Any] = {
        "number": 1,
        "seconds": 2.0,
        "action": "The light goes.",
        "light": Light.BACKLIGHT,
        "framing": Framing.WIDE,
        "seed": 7,
    }
    return Shot(place=place, **{**fields, **changes})


@cache
def still(shot: Shot, picture: Picture = SMALL, style: str = "") -> Frame:
    return Animatic().still(shot, picture, Inputs(style=style))


def shoot(shot: Shot, picture: Picture = SMALL) -> list[Frame]:
    return list(Animatic().shoot(shot, picture, Inputs(), lambda share: None).frames)


def frames_at(shot: Shot, picture: Picture, *numbers: int) -> list[Frame]:
    """Some frames of a shot, drawn in the order that is asked for."""
    film = Film(shot, picture)
    return [film.frame(number) for number in numbers]


def with_and_without_people(
    shot: Shot, picture: Picture = SMALL, look: Style = STYLES[StyleName.MATTE]
) -> tuple[Frame, Frame]:
    """The still of a shot, and the same when everybody has left the frame."""
    film, middle = Film(shot, picture, look), round(shot.seconds * picture.fps) // 2
    peopled = film.frame(middle)
    with (
        mock.patch.object(Troupe, "draw", autospec=True),
        mock.patch.object(Troupe, "draw_foreground", autospec=True),
    ):
        return peopled, film.frame(middle)


def without_grain(frame: Frame) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.6), np.uint8)


def difference(one: Frame, other: Frame) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def share_that_differs(one: Frame, other: Frame) -> float:
    return share_apart(without_grain(one), without_grain(other), 14)


def share_apart(one: Frame, other: Frame, least: int) -> float:
    """The share of the pixels that are further apart than so many levels."""
    return float((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > least).mean())


def steps_between(frames: list[Frame]) -> list[float]:
    """How far each frame is from the one before it, without the grain."""
    seen = [without_grain(frame) for frame in frames]
    return [difference(one, other) for one, other in pairwise(seen)]
