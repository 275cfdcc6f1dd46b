"""Lines spoken by a program of the operator's, which may do anything."""

from __future__ import annotations

import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from sound_measures import RATE, decibels, line, order, shot

from render.contract import Performer
from render.sound.loudness import loudness
from render.sound.voices import (
    LEVEL,
    NARRATOR,
    Speaker,
    VoiceFailed,
    VoiceProgram,
    find_program,
    read_wave,
    resampled,
    speaker_of,
    speech_of,
)

TONE = """
import math, struct, sys
words = sys.stdin.buffer.read().decode()
rate, count = 22050, int(22050 * SECONDS)
body = b"".join(struct.pack("<h", int(9000 * math.sin(i * 0.09))) for i in range(count))
size = 0x7FFFFFFF
sys.stdout.buffer.write(b"RIFF" + struct.pack("<I", size) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data"
    + struct.pack("<I", size) + body)
"""


@pytest.fixture
def program(tmp_path: Path):
    """Makes a voice program of a few lines of Python."""

    def make(body: str, seconds: float = 20.0) -> VoiceProgram:
        path = tmp_path / "voice"
        path.write_text(f"#!{sys.executable}\n{body}")
        path.chmod(0o755)
        return VoiceProgram(str(path), seconds=seconds)

    return make


def tone(seconds: float) -> str:
    return TONE.replace("SECONDS", str(seconds))


def wave(body: bytes, *, rate: int = 22050, bits: int = 16, channels: int = 1) -> bytes:
    frame = channels * bits // 8
    head = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * frame, frame, bits)
    return b"RIFF\0\0\0\0WAVEfmt " + head + b"data" + struct.pack("<I", len(body)) + body


def test_a_line_is_spoken_at_its_time_and_level(program) -> None:
    plan = order(shot(1), shot(2, lines=(line(0.5, 2.5),)))
    speech = speech_of(plan, (0.0, 3.0), 6.0, program(tone(1.2)))
    [(start, end)] = speech.spans
    assert (start, end) == (3.5, pytest.approx(4.7, abs=0.1))
    assert not speech.track[:, : round(3.49 * RATE)].any()
    spoken = speech.track[:, round(3.5 * RATE) : round(4.7 * RATE)]
    assert loudness(spoken) == pytest.approx(LEVEL, abs=1.5)


def test_a_line_that_is_too_long_ends_softly_before_the_next(program) -> None:
    plan = order(shot(1, lines=(line(0.2, 1.0), line(1.0, 2.6, "Nell"))))
    speech = speech_of(plan, (0.0,), 3.0, program(tone(4.0)))
    (_, first_end), (second, last_end) = speech.spans
    assert first_end <= second == 1.0
    assert last_end <= 3.0
    assert np.abs(speech.track[:, -10:]).max() < 1e-3


def test_without_a_program_nobody_speaks() -> None:
    speech = speech_of(order(shot(1, lines=(line(0.2, 1.0),))), (0.0,), 3.0, None)
    assert not speech.track.any()
    assert (speech.spans, speech.notes) == ((), ())
    assert find_program(None) is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("import time; time.sleep(60)", "took more than"),
        ("import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))", "spoke for"),
        ("import subprocess; subprocess.run(['sleep', '60'])", "took more than"),
        ("print('hello')", "gave no WAV"),
        ("raise SystemExit(3)", "code 3"),
        ("import os; os.kill(os.getpid(), 9)", "code -9"),
        ("import os; os.close(0); os.close(1)", "gave no WAV"),
    ],
)  # fmt: skip
def test_a_program_that_misbehaves_is_stopped_and_the_words_stay_subtitles(
    program, body: str, why: str
) -> None:
    misbehaving = program(body, seconds=0.8)
    with pytest.raises(VoiceFailed, match=why):
        misbehaving.speak("The lamp is out.", Speaker())
    plan = order(shot(1, lines=(line(0.2, 1.0), line(1.2, 2.0))))
    speech = speech_of(plan, (0.0,), 3.0, misbehaving)
    assert not speech.track.any()
    [note] = speech.notes
    assert note.startswith("lines are subtitles only: ")


def test_a_program_that_is_not_there_is_named() -> None:
    missing = find_program("/no/such/voice")
    assert missing is not None
    with pytest.raises(VoiceFailed, match="/no/such/voice cannot be started"):
        missing.speak("Hello.", Speaker())


def test_what_a_person_wrote_reaches_the_program_as_plain_words_only(program, tmp_path) -> None:
    body = tone(0.3).replace("words =", f"words = open({str(tmp_path / 'said')!r}, 'w').write(")
    body = body.replace(".read().decode()", ".read().decode())")
    program(body).speak(
        "--help <audio src=x> [[fO2]]\n\0 $(reboot) ; `id` | \x1b[31mHello", Speaker()
    )
    said = (tmp_path / "said").read_text()
    assert said.strip().endswith("Hello")
    assert not set("<>[]`|\x1b\0") & set(said)
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["espeak-ng", "piper"])
def test_no_command_line_carries_the_text_or_the_name(name: str) -> None:
    speaker = speaker_of("--help; rm", (Performer(name="--help; rm", description="a woman"),))
    command = VoiceProgram(name, "voice.onnx").command(speaker, 1.0)
    assert command[0] == name
    assert not any("rm" in part.split() or part == "--help" for part in command)


def test_words_that_cannot_be_spoken_are_not(program) -> None:
    with pytest.raises(VoiceFailed, match="nothing to say"):
        program(tone(1)).speak("[[]] \n", Speaker())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01",
        wave(b"\1\2", bits=24),
        wave(b"\1\2", rate=1),
        wave(b"\1\2", channels=60),
        b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xff",
    ],
)
def test_a_broken_wave_is_refused(data: bytes) -> None:
    with pytest.raises(VoiceFailed):
        read_wave(data)


def test_a_wave_whose_header_lies_about_its_length_is_read_to_its_end() -> None:
    body = struct.pack("<4h", 100, -100, 200, -200)
    data = wave(body).replace(struct.pack("<I", 8) + body, b"\xff\xff\xff\x7f" + body)
    samples, rate = read_wave(data)
    assert rate == 22050
    assert samples * 32768 == pytest.approx([100, -100, 200, -200])


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
def test_speech_keeps_its_pitch_and_length_at_any_rate(rate: int) -> None:
    wave_in = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    out = resampled(wave_in, rate)
    assert len(out) == RATE
    power = np.abs(np.fft.rfft(out))
    assert int(power.argmax()) == 440
    assert decibels(out) == pytest.approx(decibels(wave_in), abs=0.1)


def test_a_character_keeps_one_voice_and_others_have_theirs() -> None:
    will = Performer(name="Will", description="a boy of twelve")
    nell = Performer(name="Nell", description="an old woman in black")
    bren = Performer(name="Captain Bren", description="a tall man with a scar")
    cast = (will, nell, bren)
    voices = [speaker_of(one.name, cast) for one in cast]
    assert voices == [speaker_of(one.name.upper(), cast) for one in cast]
    assert len(set(voices)) == 3
    assert voices[0].pitch > voices[1].pitch > voices[2].pitch
    assert voices[1].rate < 1.0
    assert speaker_of("", cast) is NARRATOR


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
def test_espeak_speaks_a_line_and_speaks_it_the_same_again() -> None:
    espeak = find_program("espeak-ng", "en-gb")
    assert espeak is not None
    speaker = speaker_of("Will", (Performer(name="Will", description="a boy"),))
    first = espeak.speak("The lamp is out. Somebody let it go out.", speaker)
    assert 1.0 < len(first) / RATE < 6.0
    assert (
        first.tobytes()
        == espeak.speak("The lamp is out. Somebody let it go out.", speaker).tobytes()
    )
    assert len(espeak.speak("The lamp is out. Somebody let it go out.", speaker, 1.35)) < len(first)
