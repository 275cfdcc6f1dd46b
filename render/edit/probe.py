"""What a film file is, from what `ffmpeg -i` says of it: the bundle has no ffprobe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from render.edit.ffmpeg import Ffmpeg
from render.faults import Fault

_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_VIDEO = re.compile(
    r"Stream #\S+ Video: (?P<codec>\w+)(?: \((?P<profile>[^)]+)\))?.*?, (?P<pixels>\w+)"
    r"(?:\([^)]*\))?, (?P<width>\d+)x(?P<height>\d+).*?, (?P<fps>[\d.]+) fps"
)
_AT_ONCE = 50
"""Files described by one start of ffmpeg: a command line has a length on Windows."""
_AUDIO = re.compile(r"Stream #\S+ Audio: (?P<codec>\w+).*?, (?P<rate>\d+) Hz, (?P<channels>\w+)")


@dataclass(frozen=True, slots=True)
class Film:
    """A film file's form; `seconds` is the container's length."""

    seconds: float
    width: int
    height: int
    fps: float
    codec: str
    profile: str
    pixels: str
    sound: str
    """Codec, rate and channels, such as `aac 48000 stereo`; empty when there is none."""

    @property
    def form(self) -> tuple[object, ...]:
        """Films of equal form can be joined without encoding them again."""
        return (
            self.width,
            self.height,
            self.fps,
            self.codec,
            self.profile,
            self.pixels,
            self.sound,
        )


def probe(ffmpeg: Ffmpeg, path: Path) -> Film:
    """Read an MP4's form. Raises Fault when it is no MP4 with a picture."""
    return probe_all(ffmpeg, [path])[0]


def probe_all(ffmpeg: Ffmpeg, paths: Sequence[Path]) -> list[Film]:
    """Read the forms of MP4s. Raises Fault for the first that is no MP4 with a picture."""
    films: list[Film] = []
    while len(films) < len(paths):
        asked = paths[len(films) : len(films) + _AT_ONCE]
        found = [_film(said) for said in ffmpeg.describe(asked, "mov")]
        good = list(takewhile(lambda film: film is not None, found))
        films += [film for film in good if film is not None]
        if len(good) < len(asked):
            bad = asked[len(good)]
            raise Fault(f"{bad.name} is not an MP4 with a picture.", retryable=False)
    return films


def _film(said: str) -> Film | None:
    duration, video = _DURATION.search(said), _VIDEO.search(said)
    if not duration or not video:
        return None
    hours, minutes, seconds = duration.groups()
    audio = _AUDIO.search(said)
    return Film(
        seconds=int(hours) * 3600 + int(minutes) * 60 + float(seconds),
        width=int(video["width"]),
        height=int(video["height"]),
        fps=float(video["fps"]),
        codec=video["codec"],
        profile=video["profile"] or "",
        pixels=video["pixels"],
        sound=" ".join(audio.groups()) if audio else "",
    )
