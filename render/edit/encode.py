"""How film is written: the form of the shots kept, and of the masters and clips that people see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from render.contract import Picture
from render.edit.ffmpeg import Graph, graphs
from render.engines.protocol import Samples
from render.shots import Native

SOUND_RATE = 48_000
MASTER_CRF = 18

_PRESET = "veryfast"
# x264's output depends on its number of threads: a fixed one gives the same master everywhere
_THREADS = 4
_SET_BT709 = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709"}
_SOUND_BITS = 160_000
_EXACT = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"
"""Older programs scale RGB by way of YUV, and halve its colours unless they are told not to."""


def raw_frames(picture: Picture | Native) -> Graph:
    """RGB frames that come in through the pipe."""
    return graphs.input(
        "pipe:",
        format="rawvideo",
        pixel_format="rgb24",
        video_size=(picture.width, picture.height),
        framerate=picture.fps,
    )


def sound_track(sound: Path | None, seconds: float) -> Graph:
    """Raw float samples from a file, or silence; exactly `seconds` long."""
    if sound:
        return graphs.input(str(sound), format="f32le", ar=SOUND_RATE, ac=2, t=f"{seconds:.6f}")
    silence = f"anullsrc=channel_layout=stereo:sample_rate={SOUND_RATE}"
    return graphs.input(silence, format="lavfi", t=f"{seconds:.6f}")


def kept_shot(picture: Picture, sound: Path | None, seconds: float, target: Path) -> Graph:
    """A shot as the store keeps it: Ut Video, lossless in yuv420p, and float sound.

    Measured on grainy 480p frames, one thread: 2.1 ms a frame and 48 Mbit/s, against 4.1 ms and
    25 Mbit/s of x264 at CRF 12; what costs time is drawing, so the exact and fast form is kept.
    """
    return _kept(_television(raw_frames(picture)), sound, seconds, target)


def kept_native(native: Native, sound: Path | None, seconds: float, target: Path) -> Graph:
    """A model's shot as the store keeps it: Ut Video in RGB; frames come back to the bit."""
    frames = raw_frames(native).filter("format", "gbrp")
    return _kept(frames, sound, seconds, target)


def kept_with_sound(film: Path, sound: Path, seconds: float, target: Path) -> Graph:
    """A kept shot with sound that came after its frames; these stay as they are."""
    frames = graphs.input(str(film), protocol_whitelist="file").video
    options = {"vcodec": "copy", "acodec": "pcm_f32le", "format": "matroska"}
    return graphs.output(frames, sound_track(sound, seconds), str(target), **options)


def _kept(video: Graph, sound: Path | None, seconds: float, target: Path) -> Graph:
    tracks = [video]
    options: dict[str, Any] = {"vcodec": "utvideo", "threads": 1, "format": "matroska"}
    if sound:
        tracks.append(sound_track(sound, seconds))
        options["acodec"] = "pcm_f32le"
    return graphs.output(*tracks, str(target), **options)


def master(picture: Picture, sound: Path | None, seconds: float, target: Path) -> Graph:
    """The take at full quality, from frames that come in through the pipe."""
    return graphs.output(
        _television(raw_frames(picture)),
        sound_track(sound, seconds),
        str(target),
        **master_options(picture.fps, target),
    )


def master_options(fps: float, target: Path) -> dict[str, Any]:
    """Constant quality, with x264's analysis kept beside the film.

    Where the film is too large, a second pass alone makes it smaller. Without the fast first pass
    the film itself is the same to the bit as without an analysis.
    """
    kept = {"pass": 1, "fastfirstpass": 0, "passlogfile": str(analysis_of(target))}
    return film_options(fps) | {"crf": MASTER_CRF} | kept


def analysis_of(film: Path) -> Path:
    """What the names of the files with a film's analysis begin with."""
    return film.with_name(f".{film.name}")


def film_options(fps: float, sound_bits: int = _SOUND_BITS) -> dict[str, Any]:
    """H.264 High yuv420p and AAC stereo with the index in front: plays inline everywhere."""
    return {
        "format": "mp4",
        "vcodec": "libx264",
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "preset": _PRESET,
        "threads": _THREADS,
        "g": round(fps * 2),
        "movflags": "+faststart",
        "map_metadata": -1,
        **sound_options(sound_bits),
    }


def sound_options(bits: int = _SOUND_BITS) -> dict[str, Any]:
    """AAC stereo at 48 kHz; `bits` a second."""
    return {"acodec": "aac", "ar": SOUND_RATE, "ac": 2, "audio_bitrate": bits}


def film_input(path: Path) -> Graph:
    """A stored MP4, read as that and as nothing else: it may point at no other file or address."""
    return graphs.input(str(path), format="mov", protocol_whitelist="file")


def rgb_frames(path: Path) -> Graph:
    """The frames of a kept shot or a film, as raw rgb24 through the pipe."""
    return graphs.input(str(path), protocol_whitelist="file").video.output(
        "pipe:", format="rawvideo", pix_fmt="rgb24", fps_mode="passthrough"
    )


def conformed_frames(path: Path, native: Native, picture: Picture, count: int) -> Graph:
    """A model's kept shot as `count` frames of the picture's size and rate, as `rgb_frames`.

    Frames are scaled until they cover the picture, and cropped. Each of the film shows the one that
    the model has for the middle of its time; the last one stays where these end early. The first
    output takes all frames as they are kept, so that `Ffmpeg.frames` tells how many there are.
    """
    shot = graphs.input(str(path), protocol_whitelist="file", r=native.fps).video
    video = shot
    if native.fps <= picture.fps:
        video = _covering(video, native, picture)
    video = video.filter("fps", picture.fps, eof_action="pass")
    if native.fps > picture.fps:
        video = _covering(video, native, picture)
    video = video.filter("tpad", stop=-1, stop_mode="clone").filter("trim", end_frame=count)
    form = {"format": "rawvideo", "pix_fmt": "rgb24", "fps_mode": "passthrough"}
    every = shot.output("-", format="null", fps_mode="passthrough")
    return graphs.merge_outputs(every, video.output("pipe:", **form))


def _covering(video: Graph, native: Native, picture: Picture) -> Graph:
    size = picture.width, picture.height
    if (native.width, native.height) == size:
        return video
    video = video.filter("scale", *size, force_original_aspect_ratio="increase", flags=_EXACT)
    return video.filter("crop", *size)


def raw_sound(path: Path) -> Graph:
    """The sound of a kept shot, as raw float samples through the pipe; fails when it has none."""
    return graphs.input(str(path), protocol_whitelist="file").audio.output(
        "pipe:", format="f32le", acodec="pcm_f32le", ar=SOUND_RATE, ac=2
    )


def write_sound(samples: Samples, target: Path) -> Path:
    """Write samples the way that `sound_track` reads them."""
    target.write_bytes(samples.astype("<f4", copy=False).tobytes())
    return target


def _television(video: Graph) -> Graph:
    # the default for RGB would be the older BT.601, and players guess BT.709 from 720 lines up
    video = video.filter("scale", out_color_matrix="bt709", out_range="tv")
    return video.filter("format", "yuv420p").filter("setparams", range="tv", **_SET_BT709)
