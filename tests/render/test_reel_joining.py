from __future__ import annotations

import re
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from stage_orders import OrderMaker

from render.contract import Bookends, Credit, Picture
from render.edit.bookends import closing
from render.edit.ffmpeg import Ffmpeg
from render.edit.join import Part, join
from render.edit.probe import probe
from render.faults import Fault
from render.floor import Floor
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)

PICTURE = Picture(width=160, height=90, fps=12)


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as film:
        return [bytes(packet) for packet in film.demux(video=0) if packet.size]


def times(path: Path) -> list[float]:
    with av.open(str(path)) as film:
        return [float(frame.time) for frame in film.decode(video=0)]


def test_masters_of_one_form_are_joined_without_encoding_them_again(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    parts = [masters["first"], masters["second"], masters["first"]]
    notes = join(ffmpeg, [Part(part) for part in parts], PICTURE, tmp_path / "reel.mp4")
    assert notes == ()
    joined, whole = packets(tmp_path / "reel.mp4"), [p for part in parts for p in packets(part)]
    assert [len(packet) for packet in joined[1:24]] == [len(packet) for packet in whole[1:24]]
    assert len(joined) == len(whole) == 72


def test_a_join_keeps_the_frames_evenly_spaced(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    join(ffmpeg, [Part(masters["first"]), Part(masters["second"])], PICTURE, tmp_path / "reel.mp4")
    assert np.diff(times(tmp_path / "reel.mp4")) == pytest.approx(1 / 12, abs=0.002)


def test_every_frame_of_a_joined_reel_can_be_decoded(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    join(ffmpeg, [Part(masters["first"]), Part(masters["second"])], PICTURE, tmp_path / "reel.mp4")
    with av.open(str(tmp_path / "reel.mp4")) as film:
        reel = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    with av.open(str(masters["second"])) as film:
        second = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    assert np.array_equal(reel[24:], second)


def test_a_master_of_another_size_is_brought_into_the_frame(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    notes = join(
        ffmpeg, [Part(masters["first"]), Part(masters["large"])], PICTURE, tmp_path / "reel.mp4"
    )
    assert notes == ("part 2 was brought from 320x240 to 160x90",)
    film = probe(ffmpeg, tmp_path / "reel.mp4")
    assert (film.width, film.height) == (160, 90)
    assert len(times(tmp_path / "reel.mp4")) == 48


def test_a_name_with_a_quote_can_be_joined(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    odd = tmp_path / "the keeper's 'lamp'.mp4"
    odd.write_bytes(masters["first"].read_bytes())
    join(ffmpeg, [Part(odd), Part(odd)], PICTURE, tmp_path / "reel.mp4")
    assert len(times(tmp_path / "reel.mp4")) == 48


def loudness(ffmpeg: Ffmpeg, path: Path) -> float:
    """Integrated, in LUFS, as ffmpeg's ebur128 measures it."""
    command = [ffmpeg.program, "-nostdin", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]


def test_a_take_that_is_too_soft_is_brought_to_the_loudness_of_the_others(
    ffmpeg: Ffmpeg, masters: dict[str, Path], tmp_path: Path
) -> None:
    soft = tmp_path / "soft.mp4"
    command = [ffmpeg.program, "-v", "error", "-i", str(masters["first"]), "-c:v", "copy"]
    subprocess.run([*command, "-af", "volume=-8dB", "-c:a", "aac", str(soft)], check=True)
    before = loudness(ffmpeg, soft)
    parts = [Part(soft, before), Part(masters["second"], -16.0)]
    notes = join(ffmpeg, parts, PICTURE, tmp_path / "reel.mp4")
    alone = tmp_path / "alone.mp4"
    join(ffmpeg, parts[:1], PICTURE, alone)
    assert notes == ("the sound of part 1 was evened out",)
    assert before < -18
    assert loudness(ffmpeg, alone) == pytest.approx(-16, abs=1)
    assert np.array_equal(pictures(alone), pictures(soft))


def test_a_reel_opens_with_its_titles_and_closes_with_its_credits(
    floor: Floor, masters: dict[str, Path], tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(
        shots=0,
        kind="reel",
        chapter="The Strand",
        inputs=[{"sha256": "a" * 64, "size": 1, "role": "master"}],
        bookends={"author": "A. Writer", "credits": [{"role": "Proposed by", "names": ["Mara"]}]},
    )
    report = shoot(order, tmp_path / "out", floor, inputs={"a" * 64: masters["first"]})
    frames = pictures(tmp_path / "out" / "clip.mp4")
    scene = pictures(masters["first"])
    opens = round(3.2 * 12) + round(2.6 * 12)
    assert frames[19].max() > 120, "the title"
    assert frames[opens - 16].max() > 120, "the chapter's"
    assert np.abs(frames[opens + 6].astype(int) - scene[6]).mean() < 2
    closing = frames[opens + len(scene) :]
    assert len(closing) > 24
    assert max(frame.max() for frame in closing) > 100
    assert closing[0].max() < 40
    assert closing[-1].max() < 40
    assert report.seconds == pytest.approx(len(frames) / 12, abs=0.1)


@pytest.mark.parametrize("name", ["", "x" * 100, "\u202e\x00\n", "محمد", "李雷"])
def test_any_name_can_stand_in_the_credits(name: str) -> None:
    entry = Credit(role=name[:60], names=(name or "nobody",))
    frames = [
        frame
        for plate in closing(name, Bookends(credits=(entry,)), Picture(width=64, height=64, fps=4))
        for frame in plate.frames
    ]
    assert {frame.shape for frame in frames} == {(64, 64, 3)}


def test_a_later_part_of_a_reel_opens_with_its_first_scene(
    floor: Floor, masters: dict[str, Path], tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(
        shots=0,
        kind="reel",
        inputs=[{"sha256": "a" * 64, "size": 1, "role": "master"}],
        bookends={"opens": False, "credits": [{"role": "Proposed by", "names": ["Mara"]}]},
    )
    shoot(order, tmp_path / "out", floor, inputs={"a" * 64: masters["first"]})
    frames, scene = pictures(tmp_path / "out" / "clip.mp4"), pictures(masters["first"])
    assert np.abs(frames[6].astype(int) - scene[6]).mean() < 2
    assert len(frames) > len(scene) + 24, "the credits come last all the same"


def test_a_reel_order_gives_a_fitted_clip_alone(
    floor: Floor, masters: dict[str, Path], tmp_path: Path, make_order: OrderMaker
) -> None:
    hashes = {"a" * 64: masters["first"], "b" * 64: masters["second"]}
    inputs = [{"sha256": sha256, "size": 1, "role": "master"} for sha256 in hashes]
    order = make_order(shots=0, kind="reel", inputs=inputs)
    report = shoot(order, tmp_path / "out", floor, inputs=hashes)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"clip.mp4"}
    assert report.seconds == pytest.approx(4.0, abs=0.1)


def test_a_reel_without_its_masters_at_hand_is_refused(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(
        shots=0, kind="reel", inputs=[{"sha256": "a" * 64, "size": 1, "role": "master"}]
    )
    with pytest.raises(Fault, match="a master that the order names is not at hand"):
        shoot(order, tmp_path / "out", floor)
