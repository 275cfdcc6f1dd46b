"""A still under a camera move."""

from __future__ import annotations

import numpy as np
import pytest

from render.contract import CameraMove, Pace, Picture, Place, Shot
from render.engines.protocol import Frame
from render.engines.stillness import held, window_at

PICTURE = Picture(width=160, height=96, fps=8)


def shot(camera: CameraMove, pace: Pace = Pace.MEASURED) -> Shot:
    place = Place(name="quay", interior=False, time_of_day="day", weather="clear")
    return Shot(
        number=1, seconds=2, action="a quay", place=place, light="overcast", framing="wide",
        camera=camera, pace=pace, seed=1,
    )  # fmt: skip


def ramp(across: bool) -> Frame:
    """Brighter to the right, or downwards."""
    line = np.linspace(0, 255, 320 if across else 192)
    plane = np.tile(line, (192, 1)) if across else np.tile(line[:, None], (1, 320))
    return np.repeat(plane[..., None], 3, axis=2).astype(np.uint8)


@pytest.mark.parametrize(
    ("camera", "across", "brighter"),
    [
        (CameraMove.PAN_RIGHT, True, True),
        (CameraMove.PAN_LEFT, True, False),
        (CameraMove.DOLLY_RIGHT, True, True),
        (CameraMove.TILT_DOWN, False, True),
        (CameraMove.TILT_UP, False, False),
        (CameraMove.CRANE_UP, False, False),
    ],
)
def test_the_camera_goes_where_the_shot_says(
    camera: CameraMove, across: bool, brighter: bool
) -> None:
    frames = list(held(ramp(across), shot(camera), PICTURE))
    assert len(frames) == 16
    assert {frame.shape for frame in frames} == {(96, 160, 3)}
    change = float(frames[-1].mean()) - float(frames[0].mean())
    assert (change > 5) if brighter else (change < -5)


def test_a_push_in_comes_nearer_and_a_static_camera_does_not_move() -> None:
    pushed = list(held(ramp(True), shot(CameraMove.PUSH_IN), PICTURE))
    still = list(held(ramp(True), shot(CameraMove.STATIC), PICTURE))
    assert pushed[-1].std() < pushed[0].std() - 4  # less of the ramp is seen
    assert all(np.array_equal(frame, still[0]) for frame in still)


@pytest.mark.parametrize("camera", list(CameraMove))
@pytest.mark.parametrize("pace", [Pace.LINGERING, Pace.FRANTIC])
def test_no_move_leaves_the_still(camera: CameraMove, pace: Pace) -> None:
    for place in range(21):
        near, right, down = window_at(shot(camera, pace), place / 20, place / 10)
        assert near >= 1
        assert max(abs(right), abs(down)) <= 1
