"""Puts two masters side by side in one film, frame for frame, each with its name on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from render.edit import encode, titles
from render.edit.ffmpeg import Ffmpeg, Graph, graphs
from render.edit.probe import Film, probe_all

WIDEST = 1920
"""Pixels of both together: what every player takes."""
GAP = 4
"""Pixels between them."""
_TALLEST = 1080
_LABEL = 0.058
"""Of the height: the letters of a name."""
_SAME = 0.05
"""Seconds: films that differ by less end together."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two films, and what it is called."""

    path: Path
    label: str


def compare(
    ffmpeg: Ffmpeg,
    left: Side,
    right: Side,
    target: Path,
    on_share: Callable[[float], None] = lambda share: None,
) -> tuple[str, ...]:
    """Write both beside each other, with the sound of the left one; tells what was adjusted.

    Both begin with their first frames. The one that ends first holds its last frame; frames of the
    slower one are shown longer. Raises Fault when one of them is no film.
    """
    sides = (left, right)
    films = probe_all(ffmpeg, [side.path for side in sides])
    seconds = max(film.seconds for film in films)
    fps = round(max(film.fps for film in films))
    sizes = sizes_of(films)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".compare-") as name:
        folder = Path(name)
        pictures: list[Graph] = []
        for place, (side, film, size) in enumerate(zip(sides, films, sizes, strict=True)):
            label = folder / f"{place}.png"
            _write_label(side.label, size[1], label)
            start = f"PTS-STARTPTS+{place}*0"  # ffmpeg-python takes equal chains for one
            pictures.append(_half(side, film, size, fps, seconds - film.seconds, label, start))
        first = pictures[0].filter("pad", f"iw+{GAP}", "ih", 0, 0)
        both = graphs.filter([first, pictures[1]], "hstack", inputs=2)
        options = encode.master_options(fps, target) | {"t": f"{seconds:.6f}"}
        graph = graphs.output(both, _sound(left, films[0], seconds), str(target), **options)
        ffmpeg.run(graph, lambda done: on_share(min(1.0, done / seconds)))
    return _notes(sides, films)


def sizes_of(films: Sequence[Film]) -> list[tuple[int, int]]:
    """Width and height of each: equally high, together no wider than WIDEST; all even."""
    height = min(_TALLEST, max(film.height for film in films))
    wide = sum(film.width / film.height for film in films)
    height = _even(min(height, (WIDEST - GAP - 2 * len(films)) / wide))
    return [(_even(film.width * height / film.height), height) for film in films]


def _half(
    side: Side, film: Film, size: tuple[int, int], fps: int, missing: float, label: Path, start: str
) -> Graph:
    picture = encode.film_input(side.path).video.filter("setpts", start)
    if round(film.fps) != fps:
        picture = picture.filter("fps", fps)
    if (film.width, film.height) != size:
        picture = picture.filter("scale", *size, flags="lanczos")
    picture = picture.filter("setsar", 1)
    if missing > _SAME:
        picture = picture.filter("tpad", stop_mode="clone", stop_duration=f"{missing:.6f}")
    edge = max(4, size[1] // 40)
    named = graphs.input(str(label), protocol_whitelist="file")
    return graphs.filter([picture, named], "overlay", edge, edge, format="auto")


def _sound(side: Side, film: Film, seconds: float) -> Graph:
    if not film.sound:
        return encode.sound_track(None, seconds)
    return encode.film_input(side.path).audio.filter("apad", whole_dur=f"{seconds:.6f}")


def _write_label(text: str, height: int, target: Path) -> None:
    """A film's name in light letters on a dark plate that any ground lets stand."""
    letters = titles.line(text, max(10.0, height * _LABEL))
    edge = max(2, round(height * _LABEL / 4))
    rows, columns = letters.shape[0] + 2 * edge, letters.shape[1] + 4 * edge
    plate = np.zeros((rows, columns, 4), np.float32)
    plate[..., 3] = 0.62
    inside = plate[edge : rows - edge, 2 * edge : columns - 2 * edge]
    inside[:] = inside * (1 - letters[..., 3:]) + letters
    # the letters come premultiplied, PNG wants them plain
    plate[..., :3] /= np.maximum(plate[..., 3:], 1e-6)
    pixels = np.clip(plate[..., [2, 1, 0, 3]] * 255 + 0.5, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".png", pixels)
    target.write_bytes(data.tobytes())


def _notes(sides: Sequence[Side], films: Sequence[Film]) -> tuple[str, ...]:
    notes: list[str] = []
    longest = max(film.seconds for film in films)
    for side, film in zip(sides, films, strict=True):
        short = longest - film.seconds
        if short > _SAME:
            notes.append(f"{side.label} is {short:.1f} s shorter: its last frame is held")
    if round(films[0].fps) != round(films[1].fps):
        notes.append(f"{films[0].fps:g} and {films[1].fps:g} frames a second, shown at the faster")
    return tuple(notes)


def _even(pixels: float) -> int:
    return max(2, int(pixels) // 2 * 2)
