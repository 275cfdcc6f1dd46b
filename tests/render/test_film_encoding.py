from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from stage_orders import OrderMaker

from render.contract import Line, Opening
from render.edit.assemble import title_alpha
from render.floor import Floor
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)

SMPTE_BARS = [
    (191, 191, 191),
    (191, 191, 0),
    (0, 191, 191),
    (0, 191, 0),
    (191, 0, 191),
    (191, 0, 0),
    (0, 0, 191),
]


def frames_of(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def bt709(frame: av.VideoFrame, x: int, y: int) -> tuple[float, ...]:
    """A pixel's RGB by ITU-R BT.709, section 3, from limited-range 8-bit levels."""
    assert int(frame.colorspace) == 1
    planes = [np.asarray(plane).reshape(-1, plane.line_size) for plane in frame.planes]
    luma = (float(planes[0][y, x]) - 16) / 219
    blue, red = ((float(plane[y // 2, x // 2]) - 128) / 224 for plane in planes[1:])
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    return tuple(round(255 * max(0.0, part), 1) for part in (r, g, b))


@pytest.fixture(scope="module")
def take(masters: dict[str, Path]) -> Path:
    return masters["first"].parent


def test_a_clip_is_h264_high_in_yuv420p_with_aac_stereo(take: Path) -> None:
    with av.open(str(take / "clip.mp4")) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, video.profile) == ("h264", "High")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (video.width, video.height) == (160, 90)
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48_000, 2)


def test_frames_are_evenly_spaced_and_all_there(take: Path) -> None:
    with av.open(str(take / "master.mp4")) as film:
        times = [float(frame.time) for frame in film.decode(video=0)]
    assert len(times) == 24
    assert np.diff(times) == pytest.approx(1 / 12)


def test_sound_is_as_long_as_the_picture(take: Path) -> None:
    with av.open(str(take / "master.mp4")) as film:
        audio = film.streams.audio[0]
        assert float(audio.duration * audio.time_base) == pytest.approx(2.0, abs=0.03)
        assert float(film.duration) / 1e6 == pytest.approx(2.0, abs=0.03)


def test_the_index_lies_in_front_so_that_playing_starts_at_once(take: Path) -> None:
    data = (take / "clip.mp4").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_an_engine_without_sound_gets_the_sound_of_its_place(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(engine="odd"), tmp_path / "out", floor)
    with av.open(str(tmp_path / "out" / "clip.mp4")) as film:
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in film.decode(audio=0))
    assert loudest > 0.05


def test_sound_stays_with_its_shot(floor: Floor, tmp_path: Path, make_order: OrderMaker) -> None:
    shoot(make_order(shots=2, seconds=1.5), tmp_path / "out", floor)
    with av.open(str(tmp_path / "out" / "master.mp4")) as film:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])
    loud = np.abs(sound) > 0.05
    begins = [
        start
        for start in range(1024, len(loud))
        if loud[start] and not loud[start - 1024 : start].any()
    ]
    assert [round(start / 48_000, 1) for start in begins] == [1.0, 1.5, 2.5]


def test_frames_of_a_model_are_brought_to_the_size_that_was_ordered(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    report = shoot(make_order(engine="odd"), tmp_path / "out", floor)
    frames = frames_of(tmp_path / "out" / "master.mp4")
    assert frames[0].shape == (90, 160, 3)
    assert report.frames == len(frames) == 26  # 4n + 1 for 12, twice


def test_colours_survive_from_the_engine_to_the_film(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(shots=1, seconds=3.0, picture={"width": 320, "height": 180, "fps": 4})
    shoot(order, tmp_path / "out", floor)
    with av.open(str(tmp_path / "out" / "master.mp4")) as film:
        frame = list(film.decode(video=0))[10]
    filmed = [bt709(frame, round(320 / 7 * (bar + 0.5)), 175) for bar in range(7)]
    assert filmed == [pytest.approx(colour, abs=5) for colour in SMPTE_BARS]


def test_the_film_opens_on_its_picture_and_fades_to_black(take: Path) -> None:
    light = [float(frame.mean()) for frame in frames_of(take / "master.mp4")]
    assert light[0] > 10
    assert light[-1] < light[-3] < light[-6]


def test_a_dissolve_comes_out_of_the_last_picture_of_the_shot_before(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    plan = make_order(shots=2, seconds=3.0)
    first, second = plan.shots
    order = plan.model_copy(
        update={"shots": (first, second.model_copy(update={"opens": Opening.DISSOLVE}))}
    )
    shoot(order, tmp_path / "out", floor)
    frames = [frame.astype(float) for frame in frames_of(tmp_path / "out" / "master.mp4")]
    at = round(3.0 * order.picture.fps)

    assert len(frames) == 2 * at
    joint = np.abs(frames[at] - frames[at - 1]).mean()
    assert joint < 0.35 * np.abs(frames[at + at // 2] - frames[at - 1]).mean()


@pytest.mark.parametrize(("time", "alpha"), [(0.0, 0.0), (1.1, 1.0), (2.2, 0.0), (3.0, 0.0)])
def test_the_title_comes_and_goes(time: float, alpha: float) -> None:
    assert title_alpha(time, 2.2) == pytest.approx(alpha)


def test_the_title_stands_over_the_first_shot_only(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    picture = {"width": 320, "height": 180, "fps": 4}
    shoot(make_order(2, 3.0, picture=picture, title="One"), tmp_path / "one", floor)
    shoot(make_order(2, 3.0, picture=picture, title="Quite another"), tmp_path / "two", floor)
    pairs = zip(
        frames_of(tmp_path / "one" / "master.mp4"),
        frames_of(tmp_path / "two" / "master.mp4"),
        strict=True,
    )
    differ = [int(np.abs(one.astype(int) - two.astype(int)).max()) > 40 for one, two in pairs]
    assert differ[4]
    assert not any(differ[12:])


def test_a_line_is_shown_while_it_is_spoken(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    spoken = make_order(1, 5.0, picture={"width": 320, "height": 180, "fps": 4})
    line = Line(speaker="Will", text="The lamp is out.", start=3.0, end=4.0)
    shot = spoken.shots[0].model_copy(update={"lines": (line,)})
    shoot(spoken, tmp_path / "mute", floor)
    shoot(spoken.model_copy(update={"shots": (shot,)}), tmp_path / "told", floor)
    pairs = zip(
        frames_of(tmp_path / "mute" / "master.mp4"),
        frames_of(tmp_path / "told" / "master.mp4"),
        strict=True,
    )
    differ = [int(np.abs(mute.astype(int) - told.astype(int)).max()) > 60 for mute, told in pairs]
    assert [index for index, is_other in enumerate(differ) if is_other] == [12, 13, 14, 15]


def test_the_report_says_what_was_made(
    take: Path, floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    report = shoot(make_order(), tmp_path / "out", floor)
    assert (report.width, report.height, report.fps, report.frames) == (160, 90, 12, 24)
    assert report.clip_bytes == (tmp_path / "out" / "clip.mp4").stat().st_size
    assert report.alt_text == "The lamp is out. Shot 1: Action 1. Shot 2: Action 2."
    assert (report.label, report.shots_shot) == ("test leader, drawn by rules", 2)


def test_the_same_order_gives_the_same_master_bit_for_bit(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    first = shoot(make_order(), tmp_path / "a", floor)
    again = shoot(make_order(), tmp_path / "b", floor)
    assert (first.shots_reused, again.shots_reused) == (0, 2)
    bytes_of = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert bytes_of[0] == bytes_of[1]


def test_another_seed_gives_other_frames(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(1)
    other = order.model_copy(update={"shots": (order.shots[0].model_copy(update={"seed": 7}),)})
    shoot(order, tmp_path / "a", floor)
    shoot(other, tmp_path / "b", floor)
    a, b = (frames_of(tmp_path / name / "master.mp4")[8] for name in "ab")
    assert not np.array_equal(a, b)


def test_a_picture_of_the_smallest_and_of_an_upright_size_can_be_shot(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    for name, width, height in (("least", 64, 64), ("upright", 90, 160)):
        order = make_order(1, 0.5, picture={"width": width, "height": height, "fps": 8})
        report = shoot(order, tmp_path / name, floor)
        assert (report.width, report.height) == (width, height)
