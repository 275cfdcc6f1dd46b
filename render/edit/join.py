"""Joins masters and plates into a reel: masters as they are where their forms agree."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from render.contract import Picture
from render.edit import encode
from render.edit.bookends import Plate
from render.edit.ffmpeg import Ffmpeg, Graph, graphs
from render.edit.probe import Film, probe_all

LOUDNESS = -16.0
"""LUFS: what every take is brought to when it is shot."""
_EVEN = 1.0
"""LU: takes that differ by less sound even."""


@dataclass(frozen=True, slots=True)
class Part:
    """A master of a reel."""

    path: Path
    loudness: float | None = None
    """In LUFS, where it was measured."""


def join(
    ffmpeg: Ffmpeg,
    parts: Sequence[Part],
    picture: Picture,
    target: Path,
    on_share: Callable[[float], None] = lambda share: None,
    plates: Callable[[Picture], tuple[Sequence[Plate], Sequence[Plate]]] = lambda picture: ((), ()),
) -> tuple[str, ...]:
    """Write the masters one after another; tells in sentences what had to be encoded again.

    Masters of equal form are copied without loss. Otherwise those that differ from `picture` are
    scaled into its frame with dark bars; one that is too loud or too soft has its sound evened out.
    `plates` is asked what goes before and after them, in the picture that they have. Raises Fault
    when one of them is no film.
    """
    films = probe_all(ffmpeg, [part.path for part in parts])
    notes: list[str] = []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".reel-") as name:
        folder = Path(name)
        wanted = films[0].form
        if len({film.form for film in films}) > 1:
            wanted = _form(picture)
        else:
            picture = _picture_of(films[0], picture)
        paths: list[Path] = []
        for index, (part, film) in enumerate(zip(parts, films, strict=True)):
            path = folder / f"{index}.mp4"
            if film.form != wanted:
                _conform(ffmpeg, part, film, picture, path)
                notes.append(
                    f"part {index + 1} was brought from {film.width}x{film.height} to "
                    f"{picture.width}x{picture.height}"
                )
            elif _is_uneven(part):
                _even_out(ffmpeg, part, path)
                notes.append(f"the sound of part {index + 1} was evened out")
            else:
                path = part.path
            paths.append(path)
        before, after = plates(picture)
        opening = _encoded(ffmpeg, before, picture, folder, "opening")
        closing = _encoded(ffmpeg, after, picture, folder, "closing")
        seconds = sum(film.seconds for film in films)
        seconds += sum(plate.seconds for plate in (*before, *after))
        everything = [*opening, *paths, *closing]
        _concatenate(ffmpeg, everything, folder / "parts.txt", target, seconds, on_share)
    return tuple(notes)


def _is_uneven(part: Part) -> bool:
    return part.loudness is not None and abs(part.loudness - LOUDNESS) > _EVEN


def _gain(part: Part) -> float:
    """Decibels that bring a part to the common loudness; what is nearly silent stays so."""
    if part.loudness is None or part.loudness < LOUDNESS - 30 or not _is_uneven(part):
        return 0.0
    return LOUDNESS - part.loudness


def _evened(sound: Graph, part: Part) -> Graph:
    gain = _gain(part)
    if not gain:
        return sound
    # -1.5 dBTP, as on every take
    return sound.filter("volume", f"{gain:.2f}dB").filter("alimiter", limit=0.841, level=False)


def _even_out(ffmpeg: Ffmpeg, part: Part, target: Path) -> None:
    source = encode.film_input(part.path)
    options = encode.sound_options() | {"c:v": "copy", "format": "mp4", "map_metadata": -1}
    ffmpeg.run(graphs.output(source.video, _evened(source.audio, part), str(target), **options))


def _encoded(
    ffmpeg: Ffmpeg, plates: Sequence[Plate], picture: Picture, folder: Path, name: str
) -> list[Path]:
    paths: list[Path] = []
    for index, plate in enumerate(plates):
        path = folder / f"{name}-{index}.mp4"
        with ffmpeg.writing(encode.master(picture, None, plate.seconds, path)) as write:
            for frame in plate.frames:
                write(frame)
        paths.append(path)
    return paths


def _picture_of(film: Film, ordered: Picture) -> Picture:
    """The picture that the masters have in common."""
    found = {"width": film.width, "height": film.height, "fps": round(film.fps)}
    return ordered.model_copy(update=found)


def _form(picture: Picture) -> tuple[object, ...]:
    """The form of a master that was made for this picture."""
    return Film(
        seconds=0,
        width=picture.width,
        height=picture.height,
        fps=picture.fps,
        codec="h264",
        profile="High",
        pixels="yuv420p",
        sound=f"aac {encode.SOUND_RATE} stereo",
    ).form


def _conform(ffmpeg: Ffmpeg, part: Part, film: Film, picture: Picture, target: Path) -> None:
    source = encode.film_input(part.path)
    width, height = picture.width, picture.height
    video = source.video.filter(
        "scale", width, height, force_original_aspect_ratio="decrease", flags="lanczos"
    )
    video = video.filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2").filter("setsar", 1)
    video = video.filter("fps", picture.fps)
    sound = encode.sound_track(None, film.seconds)
    if film.sound:
        sound = _evened(source.audio, part)
    options = encode.film_options(picture.fps) | {"crf": encode.MASTER_CRF}
    ffmpeg.run(graphs.output(video, sound, str(target), **options))


def _concatenate(
    ffmpeg: Ffmpeg,
    parts: Sequence[Path],
    list_file: Path,
    target: Path,
    seconds: float,
    on_share: Callable[[float], None],
) -> None:
    list_file.write_text("".join(f"file {_quoted(path)}\n" for path in parts), encoding="utf-8")
    source = graphs.input(str(list_file), format="concat", safe=0, protocol_whitelist="file")
    joined = source.output(
        str(target), c="copy", format="mp4", movflags="+faststart", map_metadata=-1
    )
    ffmpeg.run(joined, lambda done: on_share(min(1.0, done / seconds)))


def _quoted(path: Path) -> str:
    return "'" + str(path.absolute()).replace("'", r"'\''") + "'"
