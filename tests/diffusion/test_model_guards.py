from __future__ import annotations

import numpy as np
import pytest

from render.diffusion.colour import matching
from render.diffusion.guards import Watch, is_flat
from render.engines.protocol import Frame
from render.faults import Fault


def grain(spread: float, mean: float = 120, seed: int = 1) -> Frame:
    noise = np.random.default_rng(seed).normal(mean, spread * 255, (48, 64, 3))
    return np.clip(noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("spread", "flat"), [(0.0, True), (0.002, True), (0.043, False)])
def test_a_frame_is_flat_when_it_spreads_by_less_than_half_a_percent(
    spread: float, flat: bool
) -> None:
    assert is_flat(grain(spread)) is flat


def test_one_colour_all_over_is_flat_whatever_colour() -> None:
    assert is_flat(np.full((48, 64, 3), (200, 10, 30), np.uint8))


def nothing(level: int = 0, count: int = 1) -> list[Frame]:
    return [np.full((48, 64, 3), level, np.uint8)] * count


def look(frames: list[Frame], fps: float = 16) -> None:
    watch = Watch(3, len(frames), fps)
    for frame in frames:
        watch.see(frame)


@pytest.mark.parametrize(("level", "kind"), [(0, "black"), (90, "flat")])
@pytest.mark.parametrize(("before", "count"), [(0, 9), (0, 16), (20, 61), (81, 81), (400, 48)])
def test_nothing_for_most_of_a_shot_fails_it_with_its_kind(
    level: int, kind: str, before: int, count: int
) -> None:
    with pytest.raises(Fault, match=f"nothing but {kind} frames in shot 3"):
        look([grain(0.1)] * before + nothing(level, count))


@pytest.mark.parametrize(
    "frames",
    [
        [*nothing(0, 15), grain(0.1), *nothing(0, 15)],  # a flicker of light
        [grain(0.1)] * 45 + nothing(0, 36),  # a fade to black, and two seconds of it
        nothing(255, 36) + [grain(0.1)] * 45,  # out of the white
        [grain(0.1), *nothing(0, 7)],  # a shot of half a second that goes dark
    ],
)
def test_a_fade_is_part_of_a_film(frames: list[Frame]) -> None:
    look(frames)


@pytest.mark.parametrize("mean", [3, 12, 235])
def test_night_and_fog_are_pictures(mean: int) -> None:
    """A lantern in the dark, a mast in the mist: one hundredth of the picture."""
    frame = grain(0.002, mean)
    frame[20:25, 30:36] = 70 if mean < 100 else 200
    assert not is_flat(frame)


def test_colours_are_taken_on_by_strength() -> None:
    like, seen = grain(0.1, 80, 1), grain(0.05, 150, 2)
    means = [float(matching([like], [seen], strength)(seen).mean()) for strength in (0.0, 0.5, 1.0)]
    assert means[0] == pytest.approx(150, abs=1)
    assert means[1] == pytest.approx(115, abs=4)
    assert means[2] == pytest.approx(80, abs=3)


def test_the_spread_of_colours_is_taken_on_too() -> None:
    like, seen = grain(0.1, 120, 1), grain(0.04, 120, 2)
    matched = matching([like], [seen], 1.0)(seen)
    assert float(matched.std()) == pytest.approx(float(like.std()), rel=0.1)


def test_frames_that_match_already_stay_as_they_are() -> None:
    frame = grain(0.1)
    matched = matching([frame], [frame], 1.0)(frame)
    assert int(np.abs(matched.astype(int) - frame).max()) <= 1


def test_a_flat_frame_is_moved_and_not_torn() -> None:
    like, flat = grain(0.1, 60), np.full((48, 64, 3), 200, np.uint8)
    moved = matching([like], [flat], 1.0)(flat)
    assert float(moved.mean()) == pytest.approx(60, abs=8)
    assert is_flat(moved)
