"""Joins masters into a reel: as they are where their forms agree, else brought to one form."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from render.contract import Picture
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, graphs
from render.edit.probe import Film, probe


def join(
    ffmpeg: Ffmpeg,
    masters: Sequence[Path],
    picture: Picture,
    target: Path,
    on_share: Callable[[float], None] = lambda share: None,
) -> tuple[str, ...]:
    """Write the masters one after another; tells in sentences what had to be encoded again.

    Masters of equal form are copied without loss. Otherwise those that differ from `picture` are
    scaled into its frame with dark bars. Raises Fault when one of them is no film.
    """
    films = [probe(ffmpeg, path) for path in masters]
    notes: list[str] = []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".reel-") as folder:
        parts = list(masters)
        if len({film.form for film in films}) > 1:
            wanted = _form(picture)
            for index, film in enumerate(films):
                if film.form != wanted:
                    parts[index] = Path(folder) / f"{index}.mp4"
                    _conform(ffmpeg, masters[index], film, picture, parts[index])
                    notes.append(
                        f"part {index + 1} was brought from {film.width}x{film.height} to "
                        f"{picture.width}x{picture.height}"
                    )
        seconds = sum(film.seconds for film in films)
        _concatenate(ffmpeg, parts, Path(folder) / "parts.txt", target, seconds, on_share)
    return tuple(notes)


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


def _conform(ffmpeg: Ffmpeg, path: Path, film: Film, picture: Picture, target: Path) -> None:
    source = encode.film_input(path)
    width, height = picture.width, picture.height
    video = source.video.filter(
        "scale", width, height, force_original_aspect_ratio="decrease", flags="lanczos"
    )
    video = video.filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2").filter("setsar", 1)
    video = video.filter("fps", picture.fps)
    sound = source.audio if film.sound else encode.sound_track(None, film.seconds)
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
