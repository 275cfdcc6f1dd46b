"""The animatic draws every set, the same bytes each time, and moves as told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from render.contract import (
    CameraMove,
    Framing,
    Light,
    Performer,
    Picture,
    Place,
    Shot,
    TimeOfDay,
    Weather,
)
from render.engines.animatic.engine import Animatic
from render.engines.animatic.mood import mood_of
from render.engines.animatic.stage import Stage
from render.engines.animatic.weather import Lightning
from render.engines.protocol import Frame, Inputs, Stopped

SMALL = Picture(width=160, height=90, fps=12)
PLACES = (
    ("open sea", False),
    ("strand", False),
    ("castle keep", False),
    ("moor", False),
    ("forest", False),
    ("mountain pass", False),
    ("high street", False),
    ("ship's deck", False),
    ("inn parlour", True),
    ("great hall", True),
)
JIM = Performer(name="Jim", description="a boy")


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


def still(shot: Shot, picture: Picture = SMALL) -> Frame:
    return Animatic().still(shot, picture, Inputs())


def shoot(shot: Shot, picture: Picture = SMALL) -> list[Frame]:
    return list(Animatic().shoot(shot, picture, Inputs(), lambda share: None).frames)


def difference(one: Frame, other: Frame) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def without_grain(frame: Frame) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.6), np.uint8)


@pytest.mark.parametrize(("name", "interior"), PLACES)
@pytest.mark.parametrize(
    ("time_of_day", "weather", "light"),
    [
        (TimeOfDay.DAY, Weather.CLOUD, Light.HIGH_KEY),
        (TimeOfDay.DUSK, Weather.STORM, Light.LOW_KEY),
        (TimeOfDay.NIGHT, Weather.SNOW, Light.FIRELIGHT),
    ],
)
def test_every_set_draws_a_picture_with_depth(
    name: str, interior: bool, time_of_day: TimeOfDay, weather: Weather, light: Light
) -> None:
    frame = still(a_shot(name, interior, time_of_day=time_of_day, weather=weather, light=light))

    assert frame.shape == (90, 160, 3)
    assert frame.dtype == np.uint8
    assert without_grain(frame).std() > 9
    assert 6 < frame.mean() < 225


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("name", ["castle keep", "forest"])
def test_every_framing_draws(name: str, framing: Framing) -> None:
    frame = still(a_shot(name, framing=framing, cast=(JIM,), weather=Weather.WIND))

    assert without_grain(frame).std() > 9


@pytest.mark.parametrize("attribute", [TimeOfDay, Weather, Light])
def test_hours_weathers_and_lights_all_show(attribute: type[Any]) -> None:
    field = {TimeOfDay: "time_of_day", Weather: "weather", Light: "light"}[attribute]
    frames = [without_grain(still(a_shot("moor", **{field: value}))) for value in attribute]

    closest = min(
        difference(one, other) for at, one in enumerate(frames) for other in frames[at + 1 :]
    )
    assert closest > 1.5


def test_the_same_shot_gives_the_same_bytes() -> None:
    shot = a_shot(cast=(JIM,), weather=Weather.STORM, seconds=0.5)

    assert [f.tobytes() for f in shoot(shot)] == [f.tobytes() for f in shoot(shot)]


def test_a_frame_alone_equals_the_frame_in_sequence() -> None:
    shot = a_shot(cast=(JIM,), weather=Weather.RAIN, camera=CameraMove.PUSH_IN)

    assert np.array_equal(still(shot), shoot(shot)[12])


def test_shots_of_a_place_belong_together_but_differ() -> None:
    one, other = (without_grain(still(a_shot("castle keep", seed=seed))) for seed in (1, 2))
    elsewhere = without_grain(still(a_shot("mountain pass", seed=1)))

    assert 0.5 < difference(one, other) < difference(one, elsewhere)


def test_footage_has_as_many_frames_as_the_shot_is_long_and_no_sound() -> None:
    footage = Animatic().shoot(a_shot(seconds=1.3), SMALL, Inputs(), lambda share: None)

    assert len(list(footage.frames)) == 16
    assert footage.sound is None


def test_progress_rises_to_one() -> None:
    shares: list[float] = []
    list(Animatic().shoot(a_shot(seconds=0.5), SMALL, Inputs(), shares.append).frames)

    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_shot_nobody_wants_any_more_stops_at_once() -> None:
    def refuse(share: float) -> None:
        if share > 0.2:
            raise Stopped

    frames: Iterator[Frame] = Animatic().shoot(a_shot(), SMALL, Inputs(), refuse).frames
    drawn = 0
    with pytest.raises(Stopped):
        for _ in frames:
            drawn += 1
    assert drawn == 5


def _shift(one: Frame, other: Frame) -> tuple[float, float]:
    """How far the picture moved across, and how much it grew, from one frame to another."""
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (one, other)]
    points = cv2.goodFeaturesToTrack(grey[0], 60, 0.02, 5)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(grey[0], grey[1], points, None)
    kept = found[:, 0] == 1
    matrix, _ = cv2.estimateAffinePartial2D(points[kept], moved[kept])
    centre = matrix @ np.array([one.shape[1] / 2, one.shape[0] / 2, 1])
    return float(centre[0] - one.shape[1] / 2), float(np.hypot(matrix[0, 0], matrix[1, 0]))


@pytest.mark.parametrize(
    ("camera", "across", "growth"),
    [
        (CameraMove.PAN_LEFT, 1, 0),
        (CameraMove.PAN_RIGHT, -1, 0),
        (CameraMove.PUSH_IN, 0, 1),
        (CameraMove.PULL_BACK, 0, -1),
    ],
)
def test_the_camera_moves_as_told(camera: CameraMove, across: int, growth: int) -> None:
    frames = shoot(
        a_shot("great hall", interior=True, camera=camera), Picture(width=320, height=180)
    )

    moved, grew = _shift(frames[0], frames[-1])
    assert across == 0 or moved * across > 4
    assert growth == 0 or (grew - 1) * growth > 0.02


@pytest.mark.parametrize(
    ("camera", "down"),
    [
        (CameraMove.TILT_UP, 1),
        (CameraMove.TILT_DOWN, -1),
        (CameraMove.CRANE_UP, 1),
        (CameraMove.CRANE_DOWN, -1),
    ],
)
def test_a_camera_that_rises_or_looks_up_lowers_what_it_sees(camera: CameraMove, down: int) -> None:
    shot = a_shot("great hall", interior=True, camera=camera)
    frames = shoot(shot, Picture(width=320, height=180))

    rows = [np.diff(frame.mean(axis=(1, 2))) for frame in (frames[0], frames[-1])]
    at = [np.correlate(rows[1][20:-20], rows[0][20 + by : 159 + by]) for by in range(-8, 9)]
    assert (8 - int(np.argmax(at))) * down > 0


def test_a_static_camera_leaves_the_walls_where_they_are() -> None:
    frames = shoot(a_shot("great hall", interior=True), Picture(width=320, height=180))

    moved, grew = _shift(frames[0], frames[-1])
    assert abs(moved) < 1
    assert abs(grew - 1) < 0.01


@pytest.mark.parametrize("weather", [Weather.WIND, Weather.RAIN, Weather.SNOW])
def test_nothing_jumps_from_one_frame_to_the_next(weather: Weather) -> None:
    shot = a_shot(
        weather=weather, cast=(JIM,), camera=CameraMove.PAN_LEFT, action="Jim walks.", seconds=1.0
    )
    frames = [without_grain(frame) for frame in shoot(shot, Picture(width=160, height=90, fps=24))]
    steps = [difference(one, other) for one, other in pairwise(frames)]

    assert max(steps) < 2.5 * float(np.median(steps)) + 0.5


@pytest.mark.parametrize("seed", range(12))
def test_lightning_stays_far_below_three_flashes_a_second(seed: int) -> None:
    shot = a_shot(weather=Weather.STORM, seconds=20, seed=seed)
    lightning = Lightning(Stage(shot, SMALL, mood_of(shot), "shore"), shot.seconds)
    light = np.array([lightning.flash(at / 60) for at in range(1200)])
    rises = np.flatnonzero(np.diff(light) > 0.1) / 60

    assert len(rises) > 0
    assert max(int(((rises >= at) & (rises < at + 1)).sum()) for at in rises) <= 2


@pytest.mark.parametrize(("name", "interior"), PLACES)
@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.FULL, Framing.MEDIUM, Framing.CLOSE])
def test_people_can_be_told_from_the_ground(name: str, interior: bool, framing: Framing) -> None:
    shot = a_shot(name, interior, framing=framing, time_of_day=TimeOfDay.GOLDEN_HOUR)
    empty = without_grain(still(shot))
    peopled = without_grain(still(shot.model_copy(update={"cast": (JIM,)})))
    seen = np.abs(empty.astype(int) - peopled.astype(int)).max(axis=2)
    share = {Framing.WIDE: 0.0006, Framing.FULL: 0.008, Framing.MEDIUM: 0.03, Framing.CLOSE: 0.08}

    assert (seen > 24).mean() > share[framing]


def test_four_of_a_large_cast_are_seen() -> None:
    cast = tuple(Performer(name=f"Hand {letter}") for letter in "ABCDEF")
    four = still(a_shot(cast=cast[:4]))

    assert np.array_equal(four, still(a_shot(cast=cast)))
    assert not np.array_equal(four, still(a_shot(cast=cast[:3])))


@pytest.mark.parametrize(
    ("width", "height"), [(64, 64), (64, 720), (1280, 64), (270, 480), (1280, 720)]
)
def test_any_size_and_shape_of_frame_draws(width: int, height: int) -> None:
    shot = a_shot(cast=(JIM,), weather=Weather.STORM, seconds=0.5)
    frame = still(shot, Picture(width=width, height=height))

    assert frame.shape == (height, width, 3)
    assert frame.std() > 5
