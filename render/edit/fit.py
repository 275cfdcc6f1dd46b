"""Makes a clip of a master that stays within a number of bytes: a channel's upload limit."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, Graph, graphs
from render.edit.probe import Film, probe
from render.faults import Fault

_MARGIN = 0.04
_CRF_HOPE = 2.5
"""A master this many times over the limit is not tried at constant quality: the steps between
MASTER_CRF and CLIP_CRF shrink grainy film to about a third, clean film to two thirds."""
_HOPE_SHARE = 1 / 3
"""Of the work, when constant quality is tried in vain before the two passes."""
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

    The master itself when it fits; else constant quality; else two passes at the bitrate that
    fills the limit less 4 %, with fewer lines where the picture would fall to blocks. Raises
    Fault when the film is too long for the limit.
    """
    film = probe(ffmpeg, master)
    if _plays_as_it_is(film) and master.stat().st_size <= max_bytes:
        shutil.copyfile(master, target)
        return Clip(film)
    tried = 0.0
    if master.stat().st_size <= max_bytes * _CRF_HOPE:
        ffmpeg.run(
            _constant_quality(film, master, target),
            lambda seconds: on_share(min(1.0, seconds / film.seconds) * _HOPE_SHARE),
        )
        if target.stat().st_size <= max_bytes:
            return Clip(probe(ffmpeg, target))
        tried = _HOPE_SHARE
    return _fit_exactly(
        *(ffmpeg, film, master, target, max_bytes),
        lambda share: on_share(tried + (1 - tried) * share),
    )


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
    budget = float(max_bytes)
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
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".passes-") as folder:
        options = encode.film_options(film.fps, plan.sound)
        options |= {"video_bitrate": plan.video, "passlogfile": f"{folder}/log"}
        first = {"an": None, "format": "null", "pass": 1}
        keep = {key: options[key] for key in options if key not in ("acodec", "ar", "ac")}
        keep = {
            key: value for key, value in keep.items() if key not in ("movflags", "audio_bitrate")
        }
        analysis = _picture(master, film, plan.height).output("-", **{**keep, **first})
        ffmpeg.run(analysis, lambda seconds: on_share(min(0.5, seconds / film.seconds / 2)))
        final = _film(master, film, plan.height, target, **options, **{"pass": 2})
        ffmpeg.run(final, lambda seconds: on_share(min(1.0, 0.5 + seconds / film.seconds / 2)))


def _constant_quality(film: Film, master: Path, target: Path) -> Graph:
    options = encode.film_options(film.fps) | {"crf": encode.CLIP_CRF}
    return _film(master, film, film.height, target, **options)


def _film(master: Path, film: Film, height: int, target: Path, **options: object) -> Graph:
    source = encode.film_input(master)
    sound = source.audio if film.sound else encode.sound_track(None, film.seconds)
    return graphs.output(_picture(master, film, height, source), sound, str(target), **options)


def _picture(master: Path, film: Film, height: int, source: Graph | None = None) -> Graph:
    video = (source or encode.film_input(master)).video
    return video if height == film.height else video.filter("scale", -2, height, flags="lanczos")
