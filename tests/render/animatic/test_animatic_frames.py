"""The animatic draws every set, the same bytes each time, and moves as told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from animatic_stills import (
    LARGE,
    SMALL,
    SMOOTH,
    a_shot,
    difference,
    frames_at,
    share_apart,
    shoot,
    steps_between,
    still,
    with_and_without_people,
    without_grain,
)

from render.contract import (
    CameraMove,
    Framing,
    Light,
    Performer,
    Picture,
    TimeOfDay,
    Weather,
)
from render.engines.animatic.engine import Animatic
from render.engines.animatic.mood import mood_of
from render.engines.animatic.stage import Stage
from render.engines.animatic.weather import Lightning
from render.engines.protocol import Frame, Inputs, Stopped

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


FRAMED = (Framing.WIDE, Framing.FULL, Framing.MEDIUM, Framing.CLOSE)
LIT = (
    (TimeOfDay.GOLDEN_HOUR, Weather.CLEAR, Light.BACKLIGHT),
    (TimeOfDay.DAY, Weather.CLOUD, Light.HIGH_KEY),
    (TimeOfDay.DUSK, Weather.STORM, Light.LOW_KEY),
    (TimeOfDay.NIGHT, Weather.SNOW, Light.FIRELIGHT),
)
LEAST_SEEN = {Framing.WIDE: 0.0002, Framing.FULL: 0.008, Framing.MEDIUM: 0.03, Framing.CLOSE: 0.08}


@pytest.mark.parametrize(
    ("place", "framing", "lit"),
    [
        (place, framing, LIT[(first + second) % len(LIT)])
        for first, place in enumerate(PLACES)
        for second, framing in enumerate(FRAMED)
    ],
)
def test_a_set_has_depth_and_people_can_be_told_from_it(
    place: tuple[str, bool], framing: Framing, lit: tuple[TimeOfDay, Weather, Light]
) -> None:
    hour, weather, light = lit
    shot = a_shot(*place, framing=framing, time_of_day=hour, weather=weather, light=light)
    peopled, empty = with_and_without_people(shot.model_copy(update={"cast": (JIM,)}))

    assert empty.shape == (90, 160, 3)
    assert empty.dtype == np.uint8
    assert without_grain(empty).std() > 9
    assert 6 < empty.mean() < 225
    assert share_apart(peopled, empty, 24) > LEAST_SEEN[framing]


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
    shot = a_shot("great hall", interior=True, camera=camera)

    moved, grew = _shift(*frames_at(shot, LARGE, 0, 23))
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

    rows = [np.diff(frame.mean(axis=(1, 2))) for frame in frames_at(shot, LARGE, 0, 23)]
    at = [np.correlate(rows[1][20:-20], rows[0][20 + by : 159 + by]) for by in range(-8, 9)]
    assert (8 - int(np.argmax(at))) * down > 0


def test_a_static_camera_leaves_the_walls_where_they_are() -> None:
    frames = frames_at(a_shot("great hall", interior=True), LARGE, 0, 23)

    moved, grew = _shift(*frames)
    assert abs(moved) < 1
    assert abs(grew - 1) < 0.01


@pytest.mark.parametrize("weather", [Weather.WIND, Weather.RAIN, Weather.SNOW])
def test_nothing_jumps_from_one_frame_to_the_next(weather: Weather) -> None:
    shot = a_shot(
        weather=weather, cast=(JIM,), camera=CameraMove.PAN_LEFT, action="Jim walks.", seconds=1.0
    )
    steps = steps_between(shoot(shot, SMOOTH))

    assert max(steps) < 2.5 * float(np.median(steps)) + 0.5


@pytest.mark.parametrize("seed", range(12))
def test_lightning_stays_far_below_three_flashes_a_second(seed: int) -> None:
    shot = a_shot(weather=Weather.STORM, seconds=20, seed=seed)
    lightning = Lightning(Stage(shot, SMALL, mood_of(shot), "shore"))
    light = np.array([lightning.flash(at / 60) for at in range(1200)])
    rises = np.flatnonzero(np.diff(light) > 0.1) / 60

    assert len(rises) > 0
    assert max(int(((rises >= at) & (rises < at + 1)).sum()) for at in rises) <= 2


def test_four_of_a_large_cast_are_seen() -> None:
    cast = tuple(Performer(name=f"Hand {letter}") for letter in "ABCDEF")
    four = still(a_shot(cast=cast[:4]))

    assert np.array_equal(four, still(a_shot(cast=cast)))
    assert not np.array_equal(four, still(a_shot(cast=cast[:3])))


@pytest.mark.parametrize(
    ("width", "height"), [(64, 64), (64, 720), (1280, 64), (270, 480), (854, 480)]
)
def test_any_size_and_shape_of_frame_draws(width: int, height: int) -> None:
    shot = a_shot(cast=(JIM,), weather=Weather.STORM, seconds=0.5)
    frame = still(shot, Picture(width=width, height=height))

    assert frame.shape == (height, width, 3)
    assert frame.std() > 5
