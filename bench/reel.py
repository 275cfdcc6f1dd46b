"""Thirty takes of ten seconds joined into a reel, beside ffmpeg's concat demuxer and MoviePy.

`ratio` is our time over that of ffmpeg's own `-f concat -c copy` on the same files, the median of
several turns taken in alternation; `moviepy_ratio` is our time over that of MoviePy 2, which
decodes and encodes. MoviePy wants another Pillow than we do: it lives in a place of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from render.contract import Picture
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.edit.join import Part, join
from render.settings import read_settings

CLIPS, SECONDS, TURNS, DIFFERENT = 30, 10, 7, 3
PICTURE = Picture(width=854, height=480, fps=24)
MOVIEPY = """
import sys
from moviepy import VideoFileClip, concatenate_videoclips
clips = [VideoFileClip(path) for path in sys.argv[2:]]
film = concatenate_videoclips(clips)
form = {"codec": "libx264", "audio_codec": "aac", "preset": "veryfast"}
film.write_videofile(sys.argv[1], logger=None, **form)
"""


def measure(clips: int, seconds: int) -> dict[str, float]:
    ffmpeg = Ffmpeg(read_settings().ffmpeg_program())
    with tempfile.TemporaryDirectory(prefix="greenlight-bench-") as name:
        folder = Path(name)
        filmed = [_take(ffmpeg, folder, number, seconds) for number in range(DIFFERENT)]
        takes = [folder / f"take-{number}.mp4" for number in range(clips)]
        for number, take in enumerate(takes):
            shutil.copyfile(filmed[number % DIFFERENT], take)
        parts = [Part(take, -16.0) for take in takes]
        ours: list[float] = []
        plain: list[float] = []
        for _ in range(TURNS):
            ours.append(_timed(lambda: join(ffmpeg, parts, PICTURE, folder / "reel.mp4")))
            plain.append(_timed(lambda: _concat(ffmpeg, takes, folder)))
        moviepy = _timed(lambda: _moviepy(ffmpeg, takes, folder))
    return {
        "clips": clips,
        "clip_seconds": seconds,
        "join_s": round(statistics.median(ours), 3),
        "concat_s": round(statistics.median(plain), 3),
        "moviepy_s": round(moviepy, 1),
        "ratio": round(statistics.median(ours) / statistics.median(plain), 3),
        "moviepy_ratio": round(statistics.median(ours) / moviepy, 4),
    }


def _take(ffmpeg: Ffmpeg, folder: Path, number: int, seconds: int) -> Path:
    """A take in the masters' own form: a slowly moving, grainy picture."""
    random = np.random.default_rng(number)
    rows, columns = np.mgrid[0 : PICTURE.height, 0 : PICTURE.width]
    grain = [random.integers(-6, 7, (PICTURE.height, PICTURE.width, 3)) for _ in range(5)]
    path = folder / f"{number}.mp4"
    with ffmpeg.writing(encode.master(PICTURE, None, seconds, path)) as write:
        for index in range(seconds * PICTURE.fps):
            swell = np.sin(rows / 40 + index / 20) + np.cos(columns / 60 - index / 30)
            frame = 110 + 40 * swell[..., None] + grain[index % 5]
            write(np.clip(frame, 0, 255).astype(np.uint8))
    return path


def _concat(ffmpeg: Ffmpeg, takes: list[Path], folder: Path) -> None:
    listed = folder / "plain.txt"
    listed.write_text("".join(f"file '{take}'\n" for take in takes), encoding="utf-8")
    command = [ffmpeg.program, "-v", "error", "-y", "-f", "concat", "-safe", "0"]
    command += ["-i", str(listed), "-c", "copy", "-movflags", "+faststart"]
    subprocess.run([*command, str(folder / "plain.mp4")], check=True, stdin=subprocess.DEVNULL)


def _moviepy(ffmpeg: Ffmpeg, takes: list[Path], folder: Path) -> None:
    command = [str(_moviepy_python()), "-c", MOVIEPY, str(folder / "moviepy.mp4")]
    environment = {**os.environ, "IMAGEIO_FFMPEG_EXE": ffmpeg.program}
    subprocess.run([*command, *map(str, takes)], check=True, env=environment)


def _moviepy_python() -> Path:
    """The Python of MoviePy's own environment, made beside ours when it is not there yet."""
    home = Path(sys.prefix) / "moviepy"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = Path(__file__).with_name("moviepy.txt")
    if not (home / "ready").exists():
        print("bench.reel: installing MoviePy", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(wanted)], check=True, stdout=sys.stderr)
        (home / "ready").touch()
    return python


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line only")
    parser.add_argument("--clips", type=int, default=CLIPS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    # MoviePy's time does not belong to the first that needs it
    _moviepy_python()
    result = measure(given.clips, given.seconds)
    if not given.json:
        for name, value in result.items():
            print(f"{name:>16}  {value}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
