"""A model's frames have its own rate and size; the edit brings them to the picture's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from stage_orders import OrderMaker

from render.contract import Picture, Shot
from render.edit import encode
from render.edit.assemble import ShotDamaged, assemble
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Facts, Footage, Frame, Inputs, Progress
from render.executors.solo import SoloCamera
from render.floor import Floor
from render.shoot import shoot
from render.shot_keys import Filming, shot_keys
from render.shots import KeptShot, Native, ShotStore

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


def kept(ffmpeg: Ffmpeg, path: Path, frames: Sequence[Frame], fps: float) -> KeptShot:
    """A model's frames as the shot store keeps them."""
    native = Native(frames[0].shape[1], frames[0].shape[0], fps)
    with ffmpeg.writing(encode.kept_native(native, None, 0, path)) as write:
        for frame in frames:
            write(frame)
    return KeptShot(path, len(frames), has_sound=False, native=native)


def conformed(
    ffmpeg: Ffmpeg, path: Path, frames: Sequence[Frame], fps: float, picture: Picture, count: int
) -> list[Frame]:
    shot = kept(ffmpeg, path, frames, fps)
    assert shot.native
    graph = encode.conformed_frames(path, shot.native, picture, count)
    return list(ffmpeg.frames(graph, picture.width, picture.height))


def places_of(frames: Sequence[Frame]) -> list[int]:
    return [(int(frame[0, 0, 0]) - 20) // 5 for frame in frames]


@pytest.mark.parametrize(
    ("native", "fps", "places"),
    [
        (16, 16, [0, 1, 2, 3, 4, 5, 6, 7]),
        (16, 8, [0, 2, 4, 6]),
        (15, 5, [1, 4, 7]),
        (16, 24, [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7]),
        (16, 32, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]),
        (13.360824742268042, 24, [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]),
    ],
)
def test_each_frame_of_the_film_shows_the_middle_of_its_time(
    ffmpeg: Ffmpeg, tmp_path: Path, native: float, fps: int, places: list[int]
) -> None:
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=fps)
    made = [grey(place) for place in range(8)]
    frames = conformed(ffmpeg, tmp_path / "shot.mkv", made, native, picture, len(places))
    assert places_of(frames) == places


@pytest.mark.parametrize(
    ("native", "fps", "places"),
    [
        (16, 16, [0, 1, 1, 1]),
        (60, 12, [1, 1, 1]),  # both are over before the middle of the first
        (8, 24, [0, 0, 0, 1, 1, 1, 1, 1]),
    ],
)
def test_the_last_frame_stays_where_a_models_frames_end_early(
    ffmpeg: Ffmpeg, tmp_path: Path, native: float, fps: int, places: list[int]
) -> None:
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=fps)
    made = [grey(0), grey(1)]
    frames = conformed(ffmpeg, tmp_path / "shot.mkv", made, native, picture, len(places))
    assert places_of(frames) == places


@pytest.mark.parametrize(("native", "fps"), [(60, 12), (16, 16), (8, 30)])
def test_a_shot_of_one_frame_stands_for_as_long_as_it_is_shown(
    ffmpeg: Ffmpeg, tmp_path: Path, native: float, fps: int
) -> None:
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=fps)
    frames = conformed(ffmpeg, tmp_path / "shot.mkv", [grey(3)], native, picture, 5)
    assert places_of(frames) == [3] * 5


@pytest.mark.parametrize(
    ("width", "height", "patch"), [(160, 64, 23), (64, 64, 16), (224, 128, 32), (66, 120, 30)]
)
def test_frames_of_another_shape_cover_the_picture_and_lose_what_hangs_over(
    ffmpeg: Ffmpeg, tmp_path: Path, width: int, height: int, patch: int
) -> None:
    red, green = (200, 40, 90), (10, 220, 60)
    made = np.full((64, 112, 3), red, np.uint8)
    made[24:40, 48:64] = green
    picture = Picture(width=width, height=height, fps=16)
    [frame] = conformed(ffmpeg, tmp_path / "shot.mkv", [made], 16, picture, 1)
    rows, columns = np.nonzero(frame[..., 1] > 130)
    assert np.abs(np.asarray(frame[0, 0], int) - red).max() <= 1
    assert np.abs(np.asarray(frame[height // 2, width // 2], int) - green).max() <= 1
    assert [np.ptp(rows) + 1, np.ptp(columns) + 1] == pytest.approx([patch] * 2, abs=1)
    assert [rows.mean(), columns.mean()] == pytest.approx([height / 2, width / 2], abs=1.1)


def test_frames_of_the_pictures_own_form_are_those_of_the_model_to_the_bit(
    ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    made = list(np.random.default_rng(3).integers(0, 256, (5, SIZE[1], SIZE[0], 3), np.uint8))
    picture = Picture(width=SIZE[0], height=SIZE[1], fps=16)
    frames = conformed(ffmpeg, tmp_path / "shot.mkv", made, 16, picture, 5)
    assert np.array_equal(np.stack(frames), np.stack(made))


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


@pytest.mark.parametrize("share", [0.15, 0.6, 0.97])
def test_a_shot_that_lost_its_end_is_shot_again(
    filmed: Floor, tmp_path: Path, make_order: OrderMaker, share: float
) -> None:
    order = make_order(1, 1.25, engine="filmed")
    shoot(order, tmp_path / "a", filmed)
    [film] = (tmp_path / "shots").glob("*.mkv")
    whole = film.read_bytes()
    film.write_bytes(whole[: int(len(whole) * share)])
    assert shoot(order, tmp_path / "b", filmed).shots_shot == 1
    masters = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert masters[0] == masters[1]


@pytest.mark.parametrize("short", [1, 4])
def test_frames_that_are_missing_are_found_where_the_film_shows_fewer(
    ffmpeg: Ffmpeg, tmp_path: Path, make_order: OrderMaker, short: int
) -> None:
    # at half the rate, and with the last of them beyond what is shown, the film is none the shorter
    order = make_order(1, 0.5)
    footage = kept(ffmpeg, tmp_path / "shot.mkv", [grey(place) for place in range(20)], 24)
    assemble(ffmpeg, order, [footage], tmp_path / "whole.mp4", lambda done: None)
    said = replace(footage, frames=20 + short)
    with pytest.raises(ShotDamaged):
        assemble(ffmpeg, order, [said], tmp_path / "short.mp4", lambda done: None)


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
