from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage_orders import OrderMaker

from render.contract import JobKind, OutputName, Picture
from render.edit import encode
from render.edit import fit as fitting
from render.edit.ffmpeg import Ffmpeg
from render.edit.fit import fit, plan_bits
from render.edit.probe import Film, probe
from render.faults import Fault
from render.floor import Floor
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)


class Counted(Ffmpeg):
    """Knows how often it ran."""

    runs = 0

    def run(self, *given: Any) -> None:
        self.runs += 1
        super().run(*given)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    """Six seconds of film grain, which no encoder makes small: several megabytes."""
    target = tmp_path_factory.mktemp("noisy") / "master.mp4"
    source = "testsrc2=s=320x180:r=12:d=6,noise=alls=30:allf=t"
    command = [ffmpeg.program, "-v", "error", "-f", "lavfi", "-i", source, "-f", "lavfi"]
    command += ["-i", "sine=440:d=6", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12"]
    command += ["-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2"]
    subprocess.run([*command, "-ar", "48000", str(target)], check=True)
    return target


def film(**changes: object) -> Film:
    facts: dict[str, object] = {
        "seconds": 40.0,
        "width": 854,
        "height": 480,
        "fps": 24.0,
        "codec": "h264",
        "profile": "High",
        "pixels": "yuv420p",
        "sound": "aac 48000 stereo",
    }
    return Film(**(facts | changes))  # type: ignore[arg-type]


def test_a_master_that_fits_is_the_clip(ffmpeg: Ffmpeg, noisy: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    fitted = fit(ffmpeg, noisy, clip, noisy.stat().st_size)
    assert clip.read_bytes() == noisy.read_bytes()
    assert fitted.notes == ()


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    """A folder with grain as it is written into a take's master."""
    target = tmp_path_factory.mktemp("analysed") / "master.mp4"
    picture = Picture(width=480, height=270, fps=12)
    chance = np.random.default_rng(7)
    with ffmpeg.writing(encode.master(picture, None, 3.0, target)) as write:
        for _ in range(36):
            write(chance.integers(60, 160, (270, 480, 3), np.uint8))
    return target.parent


@pytest.mark.parametrize(
    ("share", "bits_a_pixel", "passes", "lines"),
    [(0.9, 0.1, 1, 270), (0.3, 0.1, 1, 270), (0.3, 2.0, 2, 180)],
)
def test_a_master_that_was_just_written_needs_no_first_pass(
    ffmpeg: Ffmpeg,
    analysed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    share: float,
    bits_a_pixel: float,
    passes: int,
    lines: int,
) -> None:
    """Unless the clip has fewer lines than were analysed."""
    monkeypatch.setattr(fitting, "_LEAST_BITS_PER_PIXEL", bits_a_pixel)
    work = shutil.copytree(analysed, tmp_path / "take")
    assert len(list(work.iterdir())) == 3
    limit = round((work / "master.mp4").stat().st_size * share)
    counted = Counted(ffmpeg.program)
    clip = fit(counted, work / "master.mp4", work / "clip.mp4", limit)
    assert counted.runs == passes
    assert clip.film.height == lines
    assert 0.8 * limit < (work / "clip.mp4").stat().st_size <= limit
    assert sorted(path.name for path in work.iterdir()) == ["clip.mp4", "master.mp4"]


def test_an_analysis_leaves_the_master_as_it_is(
    ffmpeg: Ffmpeg, analysed: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.mp4"
    source = encode.film_input(analysed / "master.mp4")
    for target, options in (
        (plain, encode.film_options(12) | {"crf": encode.MASTER_CRF}),
        (tmp_path / "with.mp4", encode.master_options(12, tmp_path / "with.mp4")),
    ):
        ffmpeg.run(source.video.output(str(target), **options))
    assert plain.read_bytes() == (tmp_path / "with.mp4").read_bytes()


@pytest.mark.parametrize("limit", [1_000_000, 600_000, 300_000, 120_000])
def test_two_passes_fill_the_limit_and_stay_below_it(
    ffmpeg: Ffmpeg, noisy: Path, tmp_path: Path, limit: int
) -> None:
    clip = tmp_path / "clip.mp4"
    fitted = fit(ffmpeg, noisy, clip, limit)
    assert 0.8 * limit < clip.stat().st_size <= limit
    assert fitted.notes[0].endswith("in two passes")
    made = probe(ffmpeg, clip)
    assert (made.codec, made.profile, made.pixels) == ("h264", "High", "yuv420p")
    assert made.sound == "aac 48000 stereo"
    assert made.seconds == pytest.approx(6, abs=0.1)


def test_a_film_that_cannot_fit_is_refused_with_a_sentence(
    ffmpeg: Ffmpeg, noisy: Path, tmp_path: Path
) -> None:
    with pytest.raises(Fault, match=r"6 s of film do not fit 0\.02 MB") as refused:
        fit(ffmpeg, noisy, tmp_path / "clip.mp4", 20_000)
    assert not refused.value.retryable
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize(
    ("megabytes", "height", "sound"),
    [
        (10, 480, 128_000),
        (2, 480, 32_000),
        (1, 360, 32_000),
        (0.5, 180, 32_000),
    ],
)
def test_bits_are_shared_between_picture_lines_and_sound(
    megabytes: float, height: int, sound: int
) -> None:
    plan = plan_bits(film(), megabytes * 1e6)
    assert plan is not None
    assert (plan.height, plan.sound) == (height, sound)
    assert (plan.video + plan.sound) * 40 / 8 < megabytes * 1e6 * 0.96


def test_no_bits_are_planned_where_there_is_no_room_for_a_picture() -> None:
    assert plan_bits(film(seconds=120.0), 400_000) is None


@pytest.mark.parametrize("parts", [2.2, 8])
def test_progress_of_fitting_runs_up_to_one(
    ffmpeg: Ffmpeg, noisy: Path, tmp_path: Path, parts: float
) -> None:
    """With fewer lines, too."""
    shares: list[float] = []
    limit = round(noisy.stat().st_size / parts)
    assert fit(ffmpeg, noisy, tmp_path / "clip.mp4", limit, shares.append).notes
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1, abs=0.05)


def test_a_film_without_sound_gets_a_silent_track(
    ffmpeg: Ffmpeg, noisy: Path, tmp_path: Path
) -> None:
    mute = tmp_path / "mute.mp4"
    command = [ffmpeg.program, "-v", "error", "-i", str(noisy), "-an", "-c", "copy", str(mute)]
    subprocess.run(command, check=True)
    fit(ffmpeg, mute, tmp_path / "clip.mp4", mute.stat().st_size)
    assert probe(ffmpeg, tmp_path / "clip.mp4").sound == "aac 48000 stereo"


@pytest.mark.parametrize(
    "data",
    [b"", b"not a film", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n"],
)
def test_what_is_no_mp4_is_refused_with_a_sentence(
    ffmpeg: Ffmpeg, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "master.mp4").write_bytes(data)
    with pytest.raises(Fault, match=r"master\.mp4 is not an MP4 with a picture"):
        fit(ffmpeg, tmp_path / "master.mp4", tmp_path / "clip.mp4", 10**6)


def test_a_refit_order_shrinks_the_stored_master(
    floor: Floor, noisy: Path, tmp_path: Path, make_order: OrderMaker
) -> None:
    sha256 = "a" * 64
    order = make_order(
        shots=0,
        kind="refit",
        max_bytes=500_000,
        inputs=[{"sha256": sha256, "size": noisy.stat().st_size, "role": "master"}],
    )
    report = shoot(order, tmp_path / "out", floor, inputs={sha256: noisy})
    assert order.kind is JobKind.REFIT
    assert [path.name for path in (tmp_path / "out").iterdir()] == [OutputName.CLIP.value]
    assert report.clip_bytes <= 500_000
    assert (report.width, report.height, report.shots_shot) == (320, 180, 0)


def test_a_take_stays_within_the_limit_of_its_order(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    picture = {"width": 640, "height": 360, "fps": 12}
    order = make_order(2, 4.0, picture=picture, max_bytes=65_536)
    report = shoot(order, tmp_path / "out", floor)
    assert report.clip_bytes <= 65_536
    assert (tmp_path / "out" / "master.mp4").stat().st_size > 65_536


def test_the_form_of_masters_is_the_form_that_is_probed(
    ffmpeg: Ffmpeg, masters: dict[str, Path]
) -> None:
    seen = probe(ffmpeg, masters["first"])
    assert (seen.width, seen.height, seen.fps, seen.seconds) == (160, 90, 12, 2.0)
    assert seen.sound == f"aac {encode.SOUND_RATE} stereo"
