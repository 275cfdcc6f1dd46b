"""Makes a clip of a master that stays within a number of bytes: a channel's upload limit."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, Graph, graphs
from render.edit.probe import Film, probe
from render.faults import Fault

_MARGIN = 0.04
_LEAST_BITS_PER_PIXEL = 0.025
"""Below this, fewer lines look better than more blocks."""
_HEIGHTS = (1080, 720, 540, 480, 360, 270, 180)
_SOUND_BITS = (128_000, 96_000, 64_000, 32_000)
_SOUND_SHARE = 0.15
_LEAST_VIDEO_BITS = 8_000
_TRIES = 3
# what the index of an MP4 costs: sizes, times and offsets of every frame and packet
_INDEX_BYTES = 6_000
_INDEX_BYTES_PER_SECOND = 24 * 18 + 47 * 9


@dataclass(frozen=True, slots=True)
class Clip:
    """A fitted clip's form, and what was stepped down for it, in sentences."""

    film: Film
    notes: tuple[str, ...] = ()


def fit(
    ffmpeg: Ffmpeg,
    master: Path,
    target: Path,
    max_bytes: int,
    on_share: Callable[[float], None] = lambda share: None,
) -> Clip:
    """Write the best clip of at most `max_bytes`.

    The master itself, which is of constant quality, when it fits; else a second pass over what was
    learned when it was written, at the bitrate that fills the limit less 4 %. Fewer lines where the
    picture would fall to blocks: then, and for a master that came from elsewhere, in two passes.
    Raises Fault when the film is too long for the limit.
    """
    film = probe(ffmpeg, master)
    try:
        if _plays_as_it_is(film) and master.stat().st_size <= max_bytes:
            shutil.copyfile(master, target)
            return Clip(film)
        return _fit_exactly(ffmpeg, film, master, target, max_bytes, on_share)
    finally:
        for part in _analysis(master):
            part.unlink(missing_ok=True)


def _analysis(master: Path) -> tuple[Path, ...]:
    kept = encode.analysis_of(master)
    return tuple(kept.with_name(kept.name + end) for end in ("-0.log", "-0.log.mbtree"))


def _plays_as_it_is(film: Film) -> bool:
    return (film.codec, film.pixels) == ("h264", "yuv420p") and film.sound.startswith("aac")


def _fit_exactly(
    ffmpeg: Ffmpeg,
    film: Film,
    master: Path,
    target: Path,
    max_bytes: int,
    on_share: Callable[[float], None],
) -> Clip:
    budget = float(min(max_bytes, master.stat().st_size))
    for _ in range(_TRIES):
        plan = plan_bits(film, budget)
        if plan is None:
            break
        _two_passes(ffmpeg, film, plan, master, target, on_share)
        if target.stat().st_size <= max_bytes:
            notes = [f"fitted to {max_bytes / 1e6:.3g} MB in two passes"]
            if plan.height < film.height:
                notes.append(f"shrunk from {film.height} to {plan.height} lines to fit")
            return Clip(probe(ffmpeg, target), tuple(notes))
        budget *= max_bytes / target.stat().st_size * (1 - _MARGIN)
    target.unlink(missing_ok=True)
    raise Fault(
        f"{film.seconds:.0f} s of film do not fit {max_bytes / 1e6:.3g} MB: raise the channel's "
        "upload limit or shorten the scene.",
        retryable=False,
    )


@dataclass(frozen=True, slots=True)
class BitPlan:
    """How the bits of a clip are spent, in bits a second, and how many lines they are good for."""

    video: int
    sound: int
    height: int


def plan_bits(film: Film, max_bytes: float) -> BitPlan | None:
    """Share a size out between picture and sound; None when too little is left for a picture."""
    overhead = _INDEX_BYTES + _INDEX_BYTES_PER_SECOND * film.seconds
    bits = (max_bytes * (1 - _MARGIN) - overhead) * 8 / film.seconds
    sound = next((rate for rate in _SOUND_BITS if rate <= bits * _SOUND_SHARE), _SOUND_BITS[-1])
    video = int(bits - sound)
    if video < _LEAST_VIDEO_BITS:
        return None
    heights = (film.height, *(height for height in _HEIGHTS if height < film.height))
    shape = film.width / film.height
    for height in heights:
        if video >= height * height * shape * film.fps * _LEAST_BITS_PER_PIXEL:
            return BitPlan(video, sound, height)
    return BitPlan(video, sound, heights[-1])


def _two_passes(
    ffmpeg: Ffmpeg,
    film: Film,
    plan: BitPlan,
    master: Path,
    target: Path,
    on_share: Callable[[float], None],
) -> None:
    """The first of them was made with the master, where its analysis is there."""
    options = encode.film_options(film.fps, plan.sound) | {"video_bitrate": plan.video}
    is_analysed = plan.height == film.height and all(part.exists() for part in _analysis(master))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".passes-") as folder:
        log, begun = encode.analysis_of(master), 0.0
        if not is_analysed:
            log, begun = Path(folder) / "log", 0.5
            first = _first_pass(film, plan, master, options | {"passlogfile": str(log)})
            ffmpeg.run(first, lambda seconds: on_share(min(1.0, seconds / film.seconds) * begun))
        final = _film(
            master, film, plan.height, target, **options, passlogfile=str(log), **{"pass": 2}
        )
        ffmpeg.run(
            final,
            lambda seconds: on_share(begun + min(1.0, seconds / film.seconds) * (1 - begun)),
        )


def _first_pass(film: Film, plan: BitPlan, master: Path, options: dict[str, Any]) -> Graph:
    of_sound_and_file = ("acodec", "ar", "ac", "audio_bitrate", "movflags")
    keep = {key: value for key, value in options.items() if key not in of_sound_and_file}
    first = {"an": None, "format": "null", "pass": 1}
    return _picture(master, film, plan.height).output("-", **{**keep, **first})


def _film(master: Path, film: Film, height: int, target: Path, **options: object) -> Graph:
    source = encode.film_input(master)
    sound = source.audio if film.sound else encode.sound_track(None, film.seconds)
    return graphs.output(_picture(master, film, height, source), sound, str(target), **options)


def _picture(master: Path, film: Film, height: int, source: Graph | None = None) -> Graph:
    video = (source or encode.film_input(master)).video
    return video if height == film.height else video.filter("scale", -2, height, flags="lanczos")
