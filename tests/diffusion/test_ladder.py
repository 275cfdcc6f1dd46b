from __future__ import annotations

import pytest

from render.diffusion.ladder import LEAST_FRAMES, Grid, Rung, step_down

WAN = Grid(4, 16)
TOP = Rung("stream", "none", 81, 832, 480)


def all_the_way(rung: Rung, **facts: bool) -> list[Rung]:
    rungs: list[Rung] = []
    while down := step_down(rung, WAN, **facts):
        rung = down[0]
        rungs.append(rung)
    return rungs


def test_decoding_goes_first_then_offload_then_frames_then_size() -> None:
    changed: list[str] = []
    before = TOP
    for rung in all_the_way(TOP):
        if rung.vae != before.vae:
            changed.append("decoding")
        elif rung.offload != before.offload:
            changed.append("offload")
        elif rung.frames != before.frames:
            changed.append("frames")
        else:
            changed.append("size")
        before = rung
    assert list(dict.fromkeys(changed)) == ["decoding", "offload", "frames", "size"]
    assert changed == sorted(changed, key=["decoding", "offload", "frames", "size"].index)


def test_one_thing_is_given_up_at_a_time_and_said() -> None:
    rung, said = step_down(TOP, WAN) or (TOP, "")
    assert rung == Rung("tiles", "none", 81, 832, 480)
    assert said == "memory ran out: frames were decoded in tiles"


def test_the_ladder_ends() -> None:
    rungs = all_the_way(TOP)
    assert len(rungs) < 25
    assert len(set(rungs)) == len(rungs)
    assert rungs[-1].frames == LEAST_FRAMES


@pytest.mark.parametrize(("has_disk", "offloads"), [(False, "group"), (True, "disk")])
def test_weights_go_to_disk_only_where_a_folder_was_named(has_disk: bool, offloads: str) -> None:
    assert all_the_way(TOP, has_disk=has_disk)[-1].offload == offloads


def test_a_size_that_was_begun_stays() -> None:
    sizes = {(rung.width, rung.height) for rung in all_the_way(TOP, is_begun=True)}
    assert sizes == {(832, 480)}


def test_every_rung_has_frames_and_sides_that_the_model_makes() -> None:
    for rung in all_the_way(TOP):
        assert rung.frames % 4 == 1
        assert (rung.width % 16, rung.height % 16) == (0, 0)


def test_what_a_rung_asks_of_memory_only_falls() -> None:
    rungs = [TOP, *all_the_way(TOP)]
    volumes = [rung.frames * rung.width * rung.height for rung in rungs]
    assert volumes == sorted(volumes, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "frames"), [(1, 5), (5, 5), (6, 9), (8, 9), (9, 9), (64, 65), (80.5, 81), (81, 81)]
)
def test_frames_are_rounded_up_to_four_n_and_one(wanted: float, frames: int) -> None:
    assert WAN.frames(wanted) == frames


@pytest.mark.parametrize(("most", "frames"), [(81, 81), (80, 77), (60.75, 57), (5, 5)])
def test_a_limit_on_frames_is_rounded_down(most: float, frames: int) -> None:
    assert WAN.at_most(most) == frames
