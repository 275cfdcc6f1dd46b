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
    shoot,
    steps_between,
    still,
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
from render.engines.animatic.camera import Camera
from render.engines.animatic.engine import Animatic
from render.engines.animatic.lightning import Lightning
from render.engines.animatic.mood import mood_of
from render.engines.animatic.stage import Stage
from render.engines.protocol import Frame, Inputs, Stopped

JIM = Performer(name="Jim", description="a boy")


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


@pytest.mark.parametrize("move", [CameraMove.PAN_LEFT, CameraMove.DOLLY_RIGHT, CameraMove.CRANE_UP])
def test_what_is_near_moves_more_than_what_is_far(move: CameraMove) -> None:
    camera = Camera(a_shot(camera=move), 854, 480, (427.0, 240.0))
    start, end = camera.view(0.0), camera.view(2.0)
    moved = [
        float(np.hypot(*np.subtract(end.at(427, 240, depth), start.at(427, 240, depth))))
        for depth in (0.7, 1.5, 4.0)
    ]

    assert moved[0] > 1.5 * moved[1] > 2.25 * moved[2] > 0


def test_a_close_shot_puts_what_is_behind_people_out_of_focus() -> None:
    shots = [a_shot("inn parlour", True, framing=one) for one in (Framing.WIDE, Framing.CLOSE)]
    wide, close = (
        float(cv2.Laplacian(cv2.cvtColor(still(shot), cv2.COLOR_RGB2GRAY), cv2.CV_32F).std())
        for shot in shots
    )

    assert close < 0.6 * wide


def test_wind_blows_in_cloth() -> None:
    boy = Performer(name="Tom", description="a boy of ten with a long red scarf")
    reaches: list[int] = []
    for weather in (Weather.FOG, Weather.WIND):
        shot = a_shot(framing=Framing.FULL, weather=weather, cast=(boy,), action="Tom stands.",
                      time_of_day=TimeOfDay.DAY, light=Light.HIGH_KEY)  # fmt: skip
        red, green, blue = cv2.split(still(shot, LARGE).astype(np.int16))
        columns = np.flatnonzero(((red - np.maximum(green, blue)) > 40).any(axis=0))
        reaches.append(int(np.ptp(columns)))

    assert reaches[1] > reaches[0] + 6
