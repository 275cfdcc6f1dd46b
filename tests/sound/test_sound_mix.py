"""A take's whole sound: its level, its joins, and who gives way to whom."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sound_measures import (
    RATE,
    decibels,
    heard_in,
    levels,
    line,
    order,
    place,
    shot,
    step_at,
    true_peak,
)

from render.contract import Framing, Light, Pace, SceneOrder, Weather
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, graphs
from render.edit.soundtrack import write_soundtrack
from render.engines.protocol import Stopped
from render.settings import Settings
from render.shots import KeptShot
from render.sound.loudness import TARGET, loudness
from render.sound.mix import ducking, master_sound
from render.sound.voices import VoiceProgram

STORM = place("strand below the keep", weather=Weather.STORM)
LIBRARY = place("library", interior=True)


def storm() -> SceneOrder:
    return order(
        shot(1, seconds=2.0, place=STORM),
        shot(2, seconds=1.5, place=STORM, action="Will runs along the sand.", pace=Pace.FRANTIC,
             framing=Framing.FULL),
        shot(3, seconds=1.0, place=STORM, action="Will looks up.", framing=Framing.CLOSE),
    )  # fmt: skip


def quiet() -> SceneOrder:
    spoken = (line(0.4, 1.8),)
    return order(
        shot(1, seconds=1.5, place=LIBRARY, action="Will sits over a book."),
        shot(2, seconds=2.0, place=LIBRARY, action="Will looks up.", lines=spoken),
    )


def elsewhere() -> SceneOrder:
    return order(
        shot(1, seconds=1.2, place=place("forest", weather=Weather.RAIN)),
        shot(2, seconds=1.2, place=place("tavern", interior=True), light=Light.FIRELIGHT),
        shot(3, seconds=1.2, place=place("harbour")),
    )


ORDERS = {"storm": storm, "quiet": quiet, "elsewhere": elsewhere}


def starts_of(plan: SceneOrder) -> list[float]:
    return [sum(one.seconds for one in plan.shots[:at]) for at in range(len(plan.shots))]


def mixed(plan: SceneOrder, own=None, **more):
    own = [None] * len(plan.shots) if own is None else own
    return master_sound(plan, own, starts_of(plan), plan.seconds, **more)


@pytest.fixture(scope="module")
def tracks():
    """The finished sound of each order, with what the animatic gives its shots."""
    return {
        name: mixed(plan := make(), [heard_in(one) for one in plan.shots]).samples
        for name, make in ORDERS.items()
    }


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(Settings().ffmpeg_program())


def measured(ffmpeg: Ffmpeg, path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak of a file, by ffmpeg's own meter."""
    command = [ffmpeg.program, "-hide_banner", "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = re.findall(r"(?:I|Peak): +(-?[\d.]+)", said[said.rindex("Summary:") :])
    return float(found[0]), float(found[-1])


@pytest.mark.parametrize("name", ORDERS)
def test_a_clip_has_the_loudness_of_every_clip(
    name: str, tracks, ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    raw = encode.write_sound(tracks[name], tmp_path / "take.f32")
    for source, target in ((raw, tmp_path / "master.mp4"), (None, tmp_path / "clip.mp4")):
        # The master's sound is encoded once, a clip's a second time.
        track = (
            encode.sound_track(source, len(tracks[name]) / RATE)
            if source
            else encode.film_input(tmp_path / "master.mp4").audio
        )
        options = encode.sound_options(160_000 if source else 64_000)
        ffmpeg.run(graphs.output(track, str(target), format="mp4", **options))
        loud, peak = measured(ffmpeg, target)
        assert loud == pytest.approx(TARGET, abs=1.0)
        assert peak <= -1.5


@pytest.mark.parametrize("name", ORDERS)
def test_a_take_opens_and_closes_in_silence_and_has_no_offset(name: str, tracks) -> None:
    sound = tracks[name].T
    assert sound.dtype == np.float32
    assert np.abs(sound[:, 0]).max() < 1e-4
    assert np.abs(sound[:, -1]).max() < 1e-3
    assert abs(float(sound.mean())) < 1e-3
    assert np.abs(sound).max() <= 1.0
    assert np.abs(np.diff(sound)).max() < 0.4


@pytest.mark.parametrize("name", ORDERS)
def test_no_join_clicks(name: str, tracks) -> None:
    sound = tracks[name].T
    for start in starts_of(ORDERS[name]())[1:]:
        at = round(start * RATE)
        around = np.abs(np.diff(sound[:, at - RATE // 4 : at + RATE // 4])).max()
        assert step_at(sound, at, 24) <= 1.05 * around
        assert step_at(sound, at, 24) < 0.2


def test_shots_of_an_engine_with_sound_of_its_own_meet_without_a_click() -> None:
    plan = order(shot(1, seconds=1.5), shot(2, seconds=1.5), engine="talkie")
    time = np.arange(round(1.5 * RATE)) / RATE
    wave = (0.5 * np.cos(2 * np.pi * 200 * time)).astype(np.float32)
    own = [np.stack((wave, wave), 1), np.stack((-wave, -wave), 1)]
    sound = mixed(plan, own).samples.T
    at = round(1.5 * RATE)
    assert step_at(sound, at, 40) <= 1.2 * np.abs(np.diff(sound[:, RATE : RATE + 4800])).max()
    assert decibels(sound[:, at - 4800 : at]) > -30


def test_an_engines_own_sound_is_not_laid_over_another_place() -> None:
    plan = order(shot(1, place=STORM), engine="talkie")
    hum = 0.05 * np.sin(np.arange(3 * RATE) * 2 * np.pi * 200 / RATE).astype(np.float32)
    bands = (150, 260, 1500, 8000)
    own = levels(mixed(plan, [np.stack((hum, hum), 1)]).samples.T, bands)
    made = levels(mixed(plan).samples.T, bands)
    assert own[0] - own[2] > made[0] - made[2] + 15


def test_a_test_leader_keeps_its_own_sound() -> None:
    plan = order(shot(1, seconds=1.0), shot(2, seconds=1.0), engine="leader")
    pip = np.zeros((RATE, 2), np.float32)
    pip[100:200] = 0.5
    sound = mixed(plan, [pip, None]).samples
    assert np.array_equal(sound[:RATE], pip)
    assert not sound[RATE:].any()


def test_thunder_rings_on_over_the_cut() -> None:
    plan = order(shot(1, seconds=1.5, place=LIBRARY), shot(2, seconds=2.0, place=LIBRARY))
    time = np.arange(4 * RATE) / RATE
    roll = (np.sin(2 * np.pi * 90 * time) * 0.3 * np.exp(-time)).astype(np.float32)
    own = [np.stack((roll, roll), 1), None]
    with_roll, without = (mixed(plan, each).samples.T for each in (own, [None, None]))
    low = [levels(sound[:, 2 * RATE : 3 * RATE], (80, 100)) for sound in (with_roll, without)]
    assert low[0] > low[1] + 6


def test_a_place_goes_on_across_a_cut_and_gives_way_to_another_slowly() -> None:
    plan = order(shot(1, seconds=2.0, place=STORM), shot(2, seconds=2.0, place=STORM))
    other = order(shot(1, seconds=2.0, place=STORM), shot(2, seconds=2.0, place=LIBRARY))
    bands = (2000, 8000)
    stays = mixed(plan).samples.T
    before, after = (levels(stays[:, at : at + RATE], bands) for at in (RATE // 2, 5 * RATE // 2))
    assert abs(before - after) < 6
    goes = mixed(other).samples.T
    before, after = (levels(goes[:, at : at + RATE // 2], bands) for at in (RATE, 3 * RATE))
    assert before > after + 15


def test_the_world_steps_back_from_a_face() -> None:
    wide, close = (
        mixed(order(shot(1, place=STORM), shot(2, place=STORM, framing=framing))).samples.T
        for framing in (Framing.WIDE, Framing.CLOSE)
    )
    for_wide, for_close = (
        decibels(sound[:, 4 * RATE : 5 * RATE]) - decibels(sound[:, RATE : 2 * RATE])
        for sound in (wide, close)
    )
    assert for_close < for_wide - 2


def test_the_sound_of_kept_shots_is_written_as_long_as_their_frames(tmp_path: Path) -> None:
    plan = order(shot(1, seconds=1.0), shot(2, seconds=1.0), picture={"fps": 24})
    thud = np.zeros((RATE, 2), np.float32)
    thud[4800:9600] = 0.3 * np.sin(np.arange(4800) / 60)[:, None]
    kept = [KeptShot(tmp_path / "1", 25, has_sound=True), KeptShot(tmp_path / "2", 23, False)]
    target = tmp_path / "take.f32"
    written = write_soundtrack(
        plan, kept, (25, 23), lambda shot: thud.tobytes() + b"odd", target, VoiceProgram("/none")
    )
    assert target.stat().st_size == 48 * RATE // 24 * 8
    assert written.notes == ()
    assert written.loudness == pytest.approx(-16, abs=0.6)


# --- giving way ---


def test_what_gives_way_is_down_while_somebody_speaks_and_moves_smoothly() -> None:
    curve = ducking(6 * RATE, ((2.0, 3.5),), -10.0)
    spoken = curve[2 * RATE : round(3.5 * RATE)]
    assert spoken.max() == pytest.approx(10 ** (-10 / 20), rel=0.02)
    assert curve[: round(1.6 * RATE)].min() == pytest.approx(1.0)
    assert curve[round(4.4 * RATE) :].min() == pytest.approx(1.0)
    assert np.abs(np.diff(curve)).max() < 1e-3


@pytest.fixture
def singer(tmp_path: Path) -> VoiceProgram:
    """A voice program that says one deep note for a second and a half."""
    path = tmp_path / "voice"
    path.write_text(
        f"#!{sys.executable}\n"
        "import math, struct, sys\n"
        "body = b''.join(struct.pack('<h', int(9000 * math.sin(i * 0.06))) for i in range(33000))\n"
        "head = struct.pack('<IHHIIHH', 16, 1, 1, 22050, 44100, 2, 16)\n"
        "size = struct.pack('<I', len(body))\n"
        "sys.stdout.buffer.write(b'RIFF' + size + b'WAVEfmt ' + head + b'data' + size + body)\n"
    )
    path.chmod(0o755)
    return VoiceProgram(str(path))


def test_music_and_place_give_way_to_a_voice(singer: VoiceProgram) -> None:
    plan = order(shot(1, seconds=5.0, place=STORM, lines=(line(2.0, 3.6),)))
    silent = order(shot(1, seconds=5.0, place=STORM))
    spoken, free = mixed(plan, voice=singer).samples.T, mixed(silent).samples.T
    # Above the voice's note there are only place and music.
    bands = (1500, 8000)

    def drop(sound) -> float:
        during = levels(sound[:, round(2.2 * RATE) : round(3.4 * RATE)], bands)
        before = levels(sound[:, round(0.4 * RATE) : round(1.6 * RATE)], bands)
        return float((during - before)[0])

    assert drop(spoken) < drop(free) - 3
    voiced = levels(spoken[:, round(2.2 * RATE) : round(3.4 * RATE)], (150, 280, 1500))
    assert voiced[0] > voiced[1] + 6


def test_a_voice_that_fails_is_told_and_the_film_is_made() -> None:
    made = mixed(quiet(), voice=VoiceProgram("/no/such/voice"))
    assert loudness(made.samples.T) == pytest.approx(TARGET, abs=0.5)
    [note] = made.notes
    assert note.startswith("lines are subtitles only: /no/such/voice cannot be started")


# --- the rest ---


def test_the_same_order_sounds_the_same_to_the_bit() -> None:
    assert mixed(elsewhere()).samples.tobytes() == mixed(elsewhere()).samples.tobytes()


def test_a_take_is_as_long_as_its_picture() -> None:
    plan = elsewhere()
    made = master_sound(plan, [None] * 3, [0.0, 1.25, 2.458], 3.667)
    assert made.samples.shape == (round(3.667 * RATE), 2)


def test_even_the_shortest_take_has_its_sound() -> None:
    made = mixed(order(shot(1, seconds=0.5))).samples
    assert made.shape == (RATE // 2, 2)
    assert true_peak(made.T) <= -2.0


def test_a_mix_that_nobody_wants_any_more_is_left() -> None:
    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        mixed(elsewhere(), keep_on=stop)
