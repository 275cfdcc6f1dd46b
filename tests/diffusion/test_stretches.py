from __future__ import annotations

import pytest

from render.diffusion.ladder import Grid
from render.diffusion.stretches import next_stretch, seed_of, stretches_over

WAN = Grid(4, 16)


def test_a_short_shot_is_one_stretch() -> None:
    stretch = next_stretch(0, 64, 0, 81, WAN)
    assert (stretch.start, stretch.count, stretch.fresh) == (0, 65, range(65))


def test_a_long_shot_goes_on_from_its_own_frames() -> None:
    first = next_stretch(0, 160, 0, 81, WAN)
    second = next_stretch(81, 160, 5, 81, WAN)
    third = next_stretch(157, 160, 5, 81, WAN)
    assert first.count == second.count == 81
    assert (second.start, second.fresh) == (76, range(5, 81))
    assert (third.count, third.fresh) == (9, range(5, 9))


def test_frames_of_the_shot_before_are_made_again_and_not_shown() -> None:
    stretch = next_stretch(0, 64, 5, 81, WAN)
    assert (stretch.start, stretch.count) == (-5, 69)
    assert len(stretch.fresh) == 64


@pytest.mark.parametrize(
    ("part", "total", "most"),
    [
        (range(10, 20), 65, 81),
        (range(1), 65, 17),
        (range(60, 65), 65, 17),
        (range(65), 65, 17),
        (range(20, 140), 157, 41),
        (range(3, 9), 9, 81),
        (range(76), 76, 81),
        (range(3), 8, 81),
        (range(8), 8, 81),
        (range(1, 3), 4, 81),
    ],
)
def test_a_part_is_covered_once_and_in_order(part: range, total: int, most: int) -> None:
    made: list[int] = []
    for stretch in stretches_over(part, total, most, WAN):
        assert stretch.count % 4 == 1
        assert stretch.count <= most
        assert 0 <= stretch.start <= max(0, total - stretch.count)
        made += [stretch.start + place for place in stretch.fresh]
    assert made == list(part)


def test_a_part_lies_among_frames_that_stay() -> None:
    [stretch] = stretches_over(range(30, 38), 65, 17, WAN)
    assert stretch.fresh.start >= 4
    assert stretch.count - stretch.fresh.stop >= 4


def test_stretches_of_a_shot_and_of_its_neighbours_have_seeds_of_their_own() -> None:
    seeds = {seed_of(seed, number) for seed in range(1000, 1040) for number in range(20)}
    assert len(seeds) == 40 * 20
    assert seed_of(1101, 0) == 1101
