"""What drawing costs beside encoding: `python -m bench.animatic --json`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import cv2
import numpy as np

from render.contract import CameraMove, Framing, Light, Performer, Picture, Place, Shot
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, graphs
from render.edit.stills import write_contact
from render.engines.animatic.engine import Animatic
from render.engines.animatic.figures.troupe import Troupe
from render.engines.animatic.film import Film
from render.engines.animatic.grade import Grade
from render.engines.animatic.sea import Sea
from render.engines.animatic.sky import Sky
from render.engines.protocol import Inputs
from render.settings import read_settings

GOAL = 4.0
CORES = 2
PICTURE = Picture(width=854, height=480)
LARGE = Picture(width=1280, height=720)
STORYBOARD = Picture(width=480, height=270)
TIMED_EVERY = 10
"""The stages are timed on every tenth frame."""
STAGES: tuple[tuple[str, type[Any], str], ...] = (
    ("sky", Sky, "draw"),
    ("sea", Sea, "draw"),
    ("people", Troupe, "draw"),
    ("people", Troupe, "draw_foreground"),
    ("grade", Grade, "develop"),
)
REST = "layers and weather"

Piece = tuple[Shot, Picture, Path]


def scene() -> tuple[Shot, ...]:
    """Twenty seconds in six shots: two sets, four framings, storm, fire and moonlight."""
    will = Performer(name="Will", description="a boy of twelve, barefoot, in a man's wet coat")
    keeper = Performer(name="The Keeper", description="an old man with a grey beard, in a cloak")
    strand = Place.model_validate(
        {"name": "strand below the keep", "interior": False, "time_of_day": "dusk"}
        | {"weather": "storm"}
    )
    hall = Place.model_validate(
        {"name": "great hall", "interior": True, "time_of_day": "night", "weather": "storm"}
    )
    low, back, fire, moon = Light.LOW_KEY, Light.BACKLIGHT, Light.FIRELIGHT, Light.MOONLIGHT
    wide, full, medium = Framing.WIDE, Framing.FULL, Framing.MEDIUM
    still, push, pan, pull = (
        CameraMove.STATIC,
        CameraMove.PUSH_IN,
        CameraMove.PAN_RIGHT,
        CameraMove.PULL_BACK,
    )
    plan = (
        (4.0, strand, low, wide, push, (), "The keep stands black on its cliff."),
        (3.5, strand, back, full, pan, (will,), "Will runs along the tideline."),
        (3.0, strand, back, medium, still, (will,), "Will looks up at the tower."),
        (3.5, hall, fire, wide, push, (will, keeper), "Will stands in the door."),
        (3.0, hall, fire, medium, still, (keeper,), "The keeper raises his hand."),
        (3.0, strand, moon, wide, pull, (keeper,), "The keeper walks away."),
    )
    return tuple(
        Shot(
            number=number,
            seconds=seconds,
            action=action,
            place=place,
            light=light,
            framing=framing,
            camera=move,
            cast=cast,
            seed=1100 + number,
        )
        for number, (seconds, place, light, framing, move, cast, action) in enumerate(plan, 1)
    )


def frames_of(shot: Shot, picture: Picture) -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
    """Every frame of a shot."""
    film = Film(shot, picture)
    for index in range(round(shot.seconds * picture.fps)):
        yield film.frame(index)


@contextmanager
def encoding(picture: Picture, target: Path) -> Iterator[Callable[[Any], None]]:
    """The ffmpeg of both sides: raw frames in, x264 veryfast out."""
    graph = graphs.output(
        encode.raw_frames(picture),
        str(target),
        vcodec="libx264",
        preset="veryfast",
        pix_fmt="yuv420p",
        threads=CORES,
    )
    with Ffmpeg(read_settings().ffmpeg_program()).writing(graph) as write:
        yield write


def shoot(piece: Piece) -> int:
    """Draw one shot into ffmpeg."""
    shot, picture, target = piece
    with encoding(picture, target) as write:
        for frame in frames_of(shot, picture):
            write(frame)
    return round(shot.seconds * picture.fps)


def still(shot: Shot) -> Any:
    """The frame that stands for a shot on a storyboard."""
    return Animatic().still(shot, STORYBOARD, Inputs())


def strip(stills: list[Any], folder: Path) -> None:
    """Lay a storyboard's stills out and write it, as a node does."""
    write_contact(stills, folder / "contact.png")


def keep(piece: Piece) -> None:
    """Draw one shot into a file of raw frames."""
    shot, picture, target = piece
    with target.open("wb") as file:
        for frame in frames_of(shot, picture):
            file.write(np.ascontiguousarray(frame).data)


def be_one_of_many() -> None:
    """A process beside others: OpenCV keeps to one thread."""
    cv2.setNumThreads(1)


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of some work."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def pipe_raw(raw: list[Path], picture: Picture, target: Path) -> None:
    """Send ready-made frames into one ffmpeg."""
    size = picture.width * picture.height * 3
    with encoding(picture, target) as write:
        for path in raw:
            with path.open("rb") as file:
                while data := file.read(size):
                    write(np.frombuffer(data, np.uint8))


def stage_times(shots: tuple[Shot, ...], picture: Picture) -> dict[str, float]:
    """CPU milliseconds a frame by stage, `ready` being the making ready spread over the frames."""
    be_one_of_many()
    spent = {name: 0.0 for name, _, _ in STAGES}
    originals = [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]
    for stage, owner, name in STAGES:
        setattr(owner, name, _clocked(getattr(owner, name), spent, stage))
    ready = whole = drawn = 0.0
    try:
        for shot in shots:
            begun = process_time()
            film = Film(shot, picture)
            ready += process_time() - begun
            for index in range(0, round(shot.seconds * picture.fps), TIMED_EVERY):
                begun = process_time()
                film.frame(index)
                whole += process_time() - begun
                drawn += 1
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)
    spent[REST] = whole - sum(spent.values())
    times = {name: seconds * 1000 / drawn for name, seconds in spent.items()}
    times["ready"] = ready * 1000 / (drawn * TIMED_EVERY)
    return {name: round(value, 2) for name, value in times.items()}


def _clocked(method: Callable[..., Any], spent: dict[str, float], stage: str) -> Any:
    def run(*values: Any) -> Any:
        begun = process_time()
        try:
            return method(*values)
        finally:
            spent[stage] += process_time() - begun

    return run


def measure(rounds: int) -> dict[str, Any]:
    """Ratio and speeds, each the median of rounds in which both sides take turns."""
    shots = scene()
    # the processes live for all rounds, as those of a node do
    with (
        multiprocessing.get_context("spawn").Pool(CORES, be_one_of_many) as pool,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)

        def pieces(picture: Picture, ending: str) -> list[Piece]:
            longest = sorted(shots, key=lambda shot: -shot.seconds)
            return [(shot, picture, folder / f"{shot.number}.{ending}") for shot in longest]

        pool.map(keep, pieces(PICTURE, "raw"), chunksize=1)
        raw = [folder / f"{shot.number}.raw" for shot in shots]
        frames = sum(round(shot.seconds * PICTURE.fps) for shot in shots)
        drawing: list[float] = []
        piping: list[float] = []
        for _ in range(rounds):
            piping.append(timed(lambda: pipe_raw(raw, PICTURE, folder / "raw.mp4")))
            drawing.append(timed(lambda: pool.map(shoot, pieces(PICTURE, "mp4"), chunksize=1)))
        large = timed(lambda: pool.map(shoot, pieces(LARGE, "mp4"), chunksize=1))
        strips = [
            timed(lambda: strip(pool.map(still, shots, chunksize=1), folder)) for _ in range(rounds)
        ]
    ratios = [drew / piped for drew, piped in zip(drawing, piping, strict=True)]
    return {
        "ratio_480p": round(statistics.median(ratios), 2),
        "goal": GOAL,
        "fps_480p": round(frames / statistics.median(drawing), 1),
        "fps_720p": round(frames / large, 1),
        "fps_encoding_480p": round(frames / statistics.median(piping), 1),
        "storyboard_s": round(statistics.median(strips), 2),
        "frames": frames,
        "cpu_ms_480p": stage_times(shots, PICTURE),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON line")
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides take a turn")
    arguments = parser.parse_args()
    result = measure(arguments.rounds)
    if arguments.json:
        print(json.dumps(result))
        return
    print(
        f"drawing and encoding take {result['ratio_480p']} times as long as encoding alone "
        f"(goal: at most {GOAL:g}): {result['fps_480p']} frames a second at 480p, "
        f"{result['fps_720p']} at 720p; a storyboard of six shots in {result['storyboard_s']} s."
    )
    for stage, milliseconds in result["cpu_ms_480p"].items():
        print(f"  {stage:20} {milliseconds:6.2f} ms of CPU a frame")


if __name__ == "__main__":
    main()
