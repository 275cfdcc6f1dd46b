"""Two takes side by side, by real ffmpeg: frame for frame, named, one sound, one length."""

from __future__ import annotations

import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from stage_orders import OrderMaker

from render.contract import SceneOrder
from render.edit.compare import GAP, WIDEST, Side, compare, sizes_of
from render.edit.ffmpeg import Ffmpeg
from render.edit.probe import Film, probe
from render.faults import Fault
from render.floor import Floor
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)


def frames(path: Path) -> list[NDArray[np.int16]]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="gray").astype(np.int16) for frame in film.decode(video=0)]


def made(ffmpeg: Ffmpeg, target: Path, source: str, seconds: float, fps: int = 12) -> Path:
    """A film that ffmpeg draws, with a tone."""
    command = [ffmpeg.program, "-v", "error", "-f", "lavfi", "-i", f"{source}:rate={fps}"]
    command += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    command += ["-t", str(seconds), "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "12"]
    command += ["-c:a", "aac", "-ac", "2", "-movflags", "+faststart", str(target)]
    subprocess.run(command, check=True)
    return target


def difference(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    """Of the lower halves: the names stand in the upper ones."""
    below = one.shape[0] // 2
    return float(np.abs(one[below:] - other[below:]).mean())


def test_both_takes_run_side_by_side_frame_for_frame(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    left, right = masters["first"], masters["second"]
    target = tmp_path / "both.mp4"
    notes = compare(ffmpeg, Side(left, "12-1"), Side(right, "12-2"), target)
    both, lefts, rights = frames(target), frames(left), frames(right)
    assert notes == ()
    assert len(both) == len(lefts) == len(rights) == 24
    assert both[0].shape == (90, 160 + GAP + 160)
    assert max(difference(b[:, :160], f) for b, f in zip(both, lefts, strict=True)) < 3
    assert max(difference(b[:, -160:], f) for b, f in zip(both, rights, strict=True)) < 3


def test_the_names_stand_on_the_takes(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    dark = made(ffmpeg, tmp_path / "dark.mp4", "color=black:size=320x180", 1)
    target = tmp_path / "both.mp4"
    compare(ffmpeg, Side(dark, "12-1"), Side(dark, "12-22"), target)
    whole = frames(target)[6]
    lit = [(whole[:40, half] > 120).sum() for half in (slice(0, 320), slice(-320, None))]
    assert lit[0] > 20
    assert lit[1] > lit[0], "the longer name has more letters"
    assert (whole[60:] > 60).sum() == 0


def test_the_shorter_take_holds_its_last_frame(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    short = made(ffmpeg, tmp_path / "short.mp4", "testsrc=size=160x90", 1)
    long = made(ffmpeg, tmp_path / "long.mp4", "testsrc=size=160x90", 2)
    target = tmp_path / "both.mp4"
    notes = compare(ffmpeg, Side(long, "1-1"), Side(short, "1-2"), target)
    both, shorts = frames(target), frames(short)
    assert notes == ("1-2 is 1.0 s shorter: its last frame is held",)
    assert len(both) == 24
    assert difference(both[-1][:, -160:], shorts[-1]) < 3
    assert probe(ffmpeg, target).seconds == pytest.approx(2, abs=0.1)


def test_the_sound_is_that_of_the_left_take_for_as_long_as_both_run(
    ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    short = made(ffmpeg, tmp_path / "short.mp4", "testsrc=size=160x90", 1)
    long = made(ffmpeg, tmp_path / "long.mp4", "testsrc=size=160x90", 2)
    target = tmp_path / "both.mp4"
    compare(ffmpeg, Side(short, "1-1"), Side(long, "1-2"), target)
    with av.open(str(target)) as film:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])
    assert len(sound) / 48_000 == pytest.approx(2, abs=0.1)
    assert np.abs(sound[10_000:40_000]).mean() > 0.01
    assert np.abs(sound[56_000:]).mean() < 0.001


def test_a_take_without_sound_is_compared_in_silence(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    loud = made(ffmpeg, tmp_path / "loud.mp4", "testsrc=size=160x90", 1)
    mute = tmp_path / "mute.mp4"
    command = [ffmpeg.program, "-v", "error", "-i", str(loud), "-an", "-c:v", "copy", str(mute)]
    subprocess.run(command, check=True)
    target = tmp_path / "both.mp4"
    compare(ffmpeg, Side(mute, "1-1"), Side(loud, "1-2"), target)
    assert probe(ffmpeg, target).sound.startswith("aac")


def test_takes_of_other_sizes_and_rates_are_brought_together(
    ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    slow = made(ffmpeg, tmp_path / "slow.mp4", "testsrc=size=160x90", 1, fps=12)
    fast = made(ffmpeg, tmp_path / "fast.mp4", "testsrc=size=320x240", 1, fps=24)
    target = tmp_path / "both.mp4"
    notes = compare(ffmpeg, Side(slow, "1-1"), Side(fast, "1-2"), target)
    film = probe(ffmpeg, target)
    assert (film.width, film.height, film.fps) == (426 + GAP + 320, 240, 24)
    assert notes == ("12 and 24 frames a second, shown at the faster",)
    assert len(frames(target)) == 24


def film(width: int, height: int) -> Film:
    return Film(1, width, height, 24, "h264", "High", "yuv420p", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((854, 480), (854, 480)),
        ((1920, 1080), (1920, 1080)),
        ((1080, 1920), (1920, 818)),
        ((64, 64), (1920, 64)),
    ],
)
def test_both_fit_what_players_take_and_stand_equally_high(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    sizes = sizes_of([film(*one), film(*other)])
    assert sum(width for width, _ in sizes) + GAP <= WIDEST
    assert len({height for _, height in sizes}) == 1
    assert all(side % 2 == 0 for size in sizes for side in size)


def comparison(make_order: OrderMaker, *names: str) -> SceneOrder:
    inputs = [
        {"sha256": name[0] * 64, "size": 1, "role": "master", "label": f"1-{number}"}
        for number, name in enumerate(names, start=1)
    ]
    return make_order(shots=0, kind="comparison", slate="1", inputs=inputs, max_bytes=64 * 1024)


def test_an_order_gives_one_clip_within_the_limit(
    floor: Floor, masters: dict[str, Path], tmp_path: Path, make_order: OrderMaker
) -> None:
    order = comparison(make_order, "a", "b")
    files = {"a" * 64: masters["first"], "b" * 64: masters["second"]}
    report = shoot(order, tmp_path / "out", floor, inputs=files)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["clip.mp4"]
    assert (tmp_path / "out" / "clip.mp4").stat().st_size <= 64 * 1024
    assert (report.width, report.height) == (324, 90)


def test_a_comparison_is_of_two_takes(make_order: OrderMaker) -> None:
    with pytest.raises(ValueError, match="of two masters; these are 1"):
        comparison(make_order, "a")
    with pytest.raises(ValueError, match="of two masters; these are 3"):
        comparison(make_order, "a", "b", "c")


def test_what_is_no_film_cannot_be_compared(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "none.mp4").write_bytes(b"no film")
    with pytest.raises(Fault):
        compare(
            ffmpeg,
            Side(masters["first"], "1-1"),
            Side(tmp_path / "none.mp4", "1-2"),
            tmp_path / "both.mp4",
        )
