"""A model's frames have its own rate and size; the edit brings them to the picture's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from stage_orders import OrderMaker

from render.contract import Picture, Shot
from render.edit.assemble import conformed
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Facts, Footage, Frame, Inputs, Progress
from render.executors.solo import SoloCamera
from render.floor import Floor
from render.shoot import shoot
from render.shots import Filming, Native, ShotStore, shot_keys

pytest_plugins = ("stage_fixtures",)

SIZE = (112, 64)


class Filmed:
    """Sixteen frames a second, one more than asked for, each brighter than the one before."""

    name = "filmed"
    version = "1"
    label = "test engine"

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        count = round(shot.seconds * 16) + 1
        beep = np.zeros((round(shot.seconds * 48_000), 2), np.float32)
        beep[24_000:24_480] = 0.5
        facts = Facts(notes=["made of nothing"], seconds={"denoise": 1.5}, gpu_peak_mb=7)
        return Footage(self.draw(count), beep, 16, facts)

    def draw(self, count: int) -> Iterator[Frame]:
        for place in range(count):
            yield grey(place)

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        return grey(0)


def grey(place: int) -> Frame:
    return np.full((SIZE[1], SIZE[0], 3), 20 + 5 * place, np.uint8)


@pytest.fixture
def filmed(shot_store: ShotStore, ffmpeg: Ffmpeg) -> Floor:
    extra = {"filmed": f"{__name__}:Filmed"}
    return Floor(SoloCamera(shot_store, ffmpeg, extra), shot_store, ffmpeg)


@pytest.mark.parametrize(
    ("fps", "places"),
    [
        (16, [0, 1, 2, 3, 4, 5, 6, 7]),
        (8, [1, 3, 5, 7]),
        (24, [0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7]),
        (32, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]),
    ],
)
def test_each_frame_of_the_film_shows_the_middle_of_its_time(fps: int, places: list[int]) -> None:
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=fps)
    frames = conformed(iter(map(grey, range(8))), Native(*SIZE, 16), picture, len(places))
    assert [(int(frame[0, 0, 0]) - 20) // 5 for frame in frames] == places


def test_the_last_frame_stays_where_a_models_frames_end_early() -> None:
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=16)
    frames = list(conformed(iter([grey(0), grey(1)]), Native(*SIZE, 16), picture, 4))
    assert [int(frame[0, 0, 0]) for frame in frames] == [20, 25, 25, 25]


def test_a_take_has_the_length_that_was_ordered(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(2, 1.25, engine="filmed")
    report = shoot(order, tmp_path / "out", filmed)
    with av.open(str(tmp_path / "out" / "master.mp4")) as master:
        frames = list(master.decode(video=0))
    assert report.frames == len(frames) == 30  # 1.25 s at 12, twice
    assert (frames[0].width, frames[0].height) == (160, 90)


def test_sound_stays_in_step_with_a_picture_of_another_rate(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(2, 1.25, engine="filmed"), tmp_path / "out", filmed)
    with av.open(str(tmp_path / "out" / "master.mp4")) as master:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in master.decode(audio=0)])
    loud = np.flatnonzero(np.abs(sound) > 0.5 * np.abs(sound).max()) / 48_000
    assert [round(time, 2) for time in (loud[0], loud[-1])] == pytest.approx([0.5, 1.76], abs=0.02)


def test_a_kept_shot_has_the_models_frames_to_the_bit_and_what_was_said_of_it(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    from render.inputs import kept_frames

    order = make_order(1, engine="filmed")
    shoot(order, tmp_path / "out", filmed)
    [key] = shot_keys(order, Filming("filmed", "1"))
    kept = filmed.store.find(key)
    assert kept is not None
    assert kept.native == Native(*SIZE, 16)
    assert kept.facts.notes == ["made of nothing"]
    frames = list(kept_frames(filmed.ffmpeg, kept, order.picture))
    assert len(frames) == kept.frames == 17
    assert all(np.array_equal(frame, grey(place)) for place, frame in enumerate(frames))


def test_what_was_said_of_a_shot_is_said_again_when_it_is_reused(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(2, engine="filmed")
    first = shoot(order, tmp_path / "a", filmed)
    again = shoot(order, tmp_path / "b", filmed)
    assert first.notes == again.notes == ("shots 1, 2: made of nothing",)
    assert (first.stages.denoise, first.gpu_peak_mb) == (3.0, 7)
    assert (again.stages.denoise, again.gpu_peak_mb) == (0, 0)


def test_a_shot_whose_slip_was_lost_is_shot_again(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(1, engine="filmed")
    shoot(order, tmp_path / "a", filmed)
    for slip in (tmp_path / "shots").glob("*.json"):
        slip.write_text("{")
    assert shoot(order, tmp_path / "b", filmed).shots_shot == 1
    masters = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert masters[0] == masters[1]


def test_a_shot_leaves_the_store_with_its_slip(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(1, engine="filmed"), tmp_path / "out", filmed)
    assert len(list((tmp_path / "shots").iterdir())) == 2
    ShotStore(tmp_path / "shots", 1).tidy()
    assert list((tmp_path / "shots").iterdir()) == []


def test_an_engine_that_draws_by_rules_leaves_no_slip(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(1), tmp_path / "out", floor)
    assert list((tmp_path / "shots").glob("*.json")) == []
