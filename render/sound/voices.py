"""Lines spoken by the operator's voice program: piper or espeak-ng, a process of its own."""

from __future__ import annotations

import contextlib
import re
import shutil
import struct
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import numpy as np
import psutil

from render.contract import Line, Performer, SceneOrder, Shot
from render.executors.leash import DIE_WITH_PARENT
from render.sound.craft import (
    Track,
    count_of,
    end_softly,
    fast_length,
    filtered,
    gain,
    lay,
    pan,
    seed_of,
    silence,
)
from render.sound.loudness import loudness
from render.sound.scapes import scape_of
from render.sound.space import echoed
from render.sound.spectra import RATE, Mono, high_pass

LEVEL = -17.0
"""LUFS of a spoken line, before the whole is brought to its level."""
_MOST_SECONDS = 40
_MOST_BYTES = 44 + _MOST_SECONDS * 2 * 48_000
_HASTE = 1.35
"""How much faster than usual a line may be spoken to fit its time."""
_SLACK = 0.6
"""Seconds that a voice may run on after its subtitle is gone, where nobody else speaks."""
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f<>\[\]{}|\\^~`]+")
_WOMAN = re.compile(
    r"\b(?:woman|girl|she|her|lady|mother|wife|widow|queen|daughter|sister|maid|aunt|"
    r"grandmother|princess|mrs|miss|ms|nurse|nun)\b"
)
_CHILD = re.compile(r"\b(?:boy|girl|child|lad|kid|(?:of|aged) (?:[5-9]|1[0-3]|six|seven|eight|"
                    r"nine|ten|eleven|twelve|thirteen))\b")  # fmt: skip
_OLD = re.compile(r"\b(?:old|elder\w*|aged|grandfather|grandmother|white-haired|ancient)\b")


class VoiceFailed(Exception):
    """The voice program gave no usable speech; the message says why."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """How somebody speaks: the same in every shot and scene."""

    woman: bool = False
    pitch: float = 0.5
    """0 is as low as the voice goes, 1 as high."""
    rate: float = 1.0
    """1 is the voice's own pace."""
    variant: int = 0


NARRATOR = Speaker(pitch=0.36, rate=0.94, variant=1)


def speaker_of(name: str, cast: tuple[Performer, ...]) -> Speaker:
    """How a character speaks, by their name and description; the narrator for no name."""
    if not name.strip():
        return NARRATOR
    known = next((one for one in cast if one.name.casefold() == name.casefold()), None)
    text = f"{name} {known.description if known else ''}".casefold()
    seed = seed_of("voice", name.casefold())
    woman = bool(_WOMAN.search(text))
    pitch = (0.50 if woman else 0.24) + (seed % 97) / 97 * 0.14
    rate = 0.97 + (seed // 97 % 89) / 89 * 0.10
    if _CHILD.search(text):
        pitch, rate, woman = 0.80 + (seed % 97) / 97 * 0.1, rate * 1.03, True
    elif _OLD.search(text):
        pitch, rate = pitch - 0.10, rate * 0.90
    return Speaker(woman, pitch, rate, seed // 8633 % 4)


@dataclass(frozen=True, slots=True)
class VoiceProgram:
    """A local program that turns text into speech. Text goes in by its pipe, sound comes out."""

    program: str
    """A path or a name: `espeak-ng`, or `piper`."""
    voice: str = ""
    """For espeak-ng a language such as `en-gb`; for piper the path of a voice (.onnx)."""
    seconds: float = 20.0
    """How long it may take over a line."""

    @property
    def is_piper(self) -> bool:
        """Whether it takes piper's arguments."""
        return "piper" in Path(self.program).name.casefold()

    def command(self, speaker: Speaker, haste: float) -> list[str]:
        """The command line for a speaker; the text is never part of it."""
        rate = speaker.rate * haste
        if self.is_piper:
            # Without noise the same line is the same speech, always.
            return [
                self.program, "--model", self.voice, "--output_file", "-",
                "--length_scale", f"{1 / rate:.3f}", "--noise_scale", "0", "--noise_w", "0",
            ]  # fmt: skip
        kind = f"{'f' if speaker.woman else 'm'}{speaker.variant % 4 + 1}"
        return [
            self.program, "--stdin", "--stdout", "-b", "1", "-v", f"{self.voice or 'en'}+{kind}",
            "-s", str(round(150 * rate)), "-p", str(round(99 * min(1.0, max(0.0, speaker.pitch)))),
        ]  # fmt: skip

    def speak(self, text: str, speaker: Speaker, haste: float = 1.0) -> Mono:
        """The line as samples, without silence at either end. Raises VoiceFailed."""
        words = _UNSPEAKABLE.sub(" ", text).strip()
        if not words:
            raise VoiceFailed("there is nothing to say.")
        data = self._run(self.command(speaker, haste), f"{words}\n".encode())
        return trimmed(*read_wave(data))

    def _run(self, command: list[str], text: bytes) -> bytes:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                preexec_fn=DIE_WITH_PARENT,
            )
        except OSError as error:
            raise VoiceFailed(f"{self.program} cannot be started: {error.strerror}.") from error
        late = threading.Timer(self.seconds, _end, (process.pid,))
        late.start()
        try:
            with contextlib.suppress(OSError):
                cast("IO[bytes]", process.stdin).write(text)
                cast("IO[bytes]", process.stdin).close()
            data = cast("IO[bytes]", process.stdout).read(_MOST_BYTES + 1)
            if len(data) > _MOST_BYTES:
                raise VoiceFailed(f"{self.program} spoke for more than {_MOST_SECONDS} s.")
        finally:
            in_time = late.is_alive()
            late.cancel()
            if process.stdout:
                process.stdout.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
            _end(process.pid)
            code = process.wait()
        if not in_time:
            raise VoiceFailed(f"{self.program} took more than {self.seconds:g} s over a line.")
        if code:
            raise VoiceFailed(f"{self.program} failed with code {code}.")
        return data


def _end(pid: int) -> None:
    """End a program and whatever it started: a wrapper's child may hold the pipe open."""
    with contextlib.suppress(psutil.Error):
        program = psutil.Process(pid)
        for process in (*program.children(recursive=True), program):
            with contextlib.suppress(psutil.Error):
                process.kill()


def find_program(name: str | None, voice: str = "") -> VoiceProgram | None:
    """The voice program that a setting names; one that is not there fails when it shall speak."""
    return VoiceProgram(shutil.which(name) or name, voice) if name else None


def read_wave(data: bytes) -> tuple[Mono, int]:
    """One channel of a WAV of 16-bit samples, and its rate. Raises VoiceFailed.

    Written to a pipe, its header cannot know how long it is: the sizes in it are not believed.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise VoiceFailed("the voice program gave no WAV.")
    at, rate, channels = 12, 0, 1
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int(struct.unpack_from("<I", data, at + 4)[0])
        if name == b"fmt " and at + 24 <= len(data):
            form, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, at + 8)
            if form not in (1, 0xFFFE) or bits != 16 or not 1 <= channels <= 2:
                raise VoiceFailed("the voice program's WAV is not of 16-bit samples.")
        if name == b"data":
            body = data[at + 8 :][:size]
            if not 8_000 <= rate <= 96_000:
                break
            body = body[: len(body) // (2 * channels) * 2 * channels]
            samples = np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)
            return samples.reshape(-1, channels).mean(1, dtype=np.float32), rate
        at += 8 + size + size % 2
    raise VoiceFailed("the voice program's WAV holds no sound.")


def trimmed(samples: Mono, rate: int) -> Mono:
    """Speech at the film's rate, without the silence around it. Raises VoiceFailed when mute."""
    loud = np.abs(samples) > 0.004
    if not loud.any():
        raise VoiceFailed("the voice program said nothing.")
    places = loud.nonzero()[0]
    first = max(0, int(places[0]) - rate // 50)
    last = min(len(samples), int(places[-1]) + rate // 12)
    speech = resampled(samples[first:last], rate)
    head = min(len(speech), count_of(0.01))
    speech[:head] *= np.linspace(0, 1, head, dtype=np.float32)
    return end_softly(speech, 0.05)


def resampled(samples: Mono, rate: int) -> Mono:
    """Samples brought to 48 kHz, in the frequency domain."""
    if rate == RATE:
        return samples.copy()
    common = int(np.gcd(rate, RATE))
    inner, outer = rate // common, RATE // common
    turns = fast_length(-(-(len(samples) + rate // 10) // inner))
    spectrum = np.fft.rfft(samples, turns * inner)
    size = turns * outer
    kept = np.zeros(size // 2 + 1, np.complex64)
    least = min(len(kept), len(spectrum))
    kept[:least] = spectrum[:least]
    whole = np.fft.irfft(kept, size) * (outer / inner)
    return whole[: round(len(samples) * outer / inner)].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Speech:
    """All lines that could be spoken, and when somebody speaks, in seconds."""

    track: Track
    spans: tuple[tuple[float, float], ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be spoken, in a sentence."""


def speech_of(
    order: SceneOrder, starts: tuple[float, ...], seconds: float, program: VoiceProgram | None
) -> Speech:
    """Have every line of a take spoken at its time; a failing program leaves the words unspoken."""
    track = silence(count_of(seconds))
    spans: list[tuple[float, float]] = []
    if program is None:
        return Speech(track)
    lines = [
        (start + line.start, line, shot)
        for start, shot in zip(starts, order.shots, strict=True)
        for line in shot.lines
    ]
    lines.sort(key=lambda entry: entry[0])
    for index, (time, line, shot) in enumerate(lines):
        ends = time + line.end - line.start + _SLACK
        until = min(ends, lines[index + 1][0] if index + 1 < len(lines) else seconds - 0.2)
        until = max(until, min(time + line.end - line.start, seconds - 0.1))
        try:
            sound = _fitting(program, line, shot, until - time)
        except VoiceFailed as failed:
            return Speech(track, tuple(spans), (f"lines are subtitles only: {failed}",))
        lay(track, _staged(sound, line, shot), count_of(time))
        spans.append((time, min(seconds, time + len(sound) / RATE)))
    return Speech(track, tuple(spans))


def _fitting(program: VoiceProgram, line: Line, shot: Shot, room: float) -> Mono:
    """The line at its speaker's pace, faster where time is short; at worst cut off softly."""
    speaker = speaker_of(line.speaker, shot.cast)
    sound = program.speak(line.text, speaker)
    if len(sound) / RATE > room:
        sound = program.speak(line.text, speaker, min(_HASTE, len(sound) / RATE / room * 1.03))
    if len(sound) / RATE > room:
        sound = end_softly(sound[: max(1, count_of(room))].copy(), 0.12)
    return sound


def _staged(sound: Mono, line: Line, shot: Shot) -> Track:
    """The voice in the room where it speaks; a narrator is in none."""
    track = filtered(pan(sound, 0.0), high_pass(85))
    if line.speaker.strip():
        pad = np.concatenate((track, silence(count_of(0.5))), axis=1)
        space = scape_of(shot.place).space
        track = echoed(pad, space, 0.45 if shot.framing.value in ("close", "medium") else 0.8)
    loud = loudness(track)
    return track * gain(LEVEL - loud) if np.isfinite(loud) else track
