"""Lays finished shots end to end, with the title, the subtitles and the fades, into the master."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from render.contract import SceneOrder, Shot, StyleName
from render.edit import encode, titles
from render.edit.ffmpeg import Ffmpeg
from render.edit.intertitles import card_alpha, intertitle, told
from render.edit.joints import dimmed, faded, light_of, opened
from render.edit.soundtrack import write_soundtrack
from render.edit.speakers import speaker_tone
from render.edit.stills import masked
from render.engines.protocol import Frame
from render.faults import Fault
from render.shots import KeptShot
from render.sound.voices import VoiceProgram
from render.style import order_aspect, style_named

TITLE_SECONDS = 2.2
_TITLE_FADE_SECONDS = 0.45
_STILL_AT = 0.45
"""The share of a shot at which the frame lies that stands for it; past titles, before the cut."""


class ShotDamaged(Fault):
    """A kept shot does not hold the frames that it should."""

    def __init__(self, kept: KeptShot) -> None:
        super().__init__("a finished shot could not be read back; it will be shot again.")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Assembly:
    """What came of it: the master's frames, and one undressed frame for each shot."""

    frames: int
    stills: tuple[Frame, ...]
    notes: tuple[str, ...] = ()
    loudness: float | None = None
    """Of its sound, in LUFS; None where it is silent."""


def assemble(
    ffmpeg: Ffmpeg,
    order: SceneOrder,
    kept: Sequence[KeptShot],
    target: Path,
    on_frame: Callable[[int], None],
    voice: VoiceProgram | None = None,
) -> Assembly:
    """Write the master of an order from its finished shots, one for each of `order.shots`."""
    picture = order.picture
    pairs = zip(order.shots, kept, strict=True)
    shown = [footage.shown(shot, picture.fps) for shot, footage in pairs]
    total = sum(shown)
    aspect = order_aspect(order)
    seconds = total / picture.fps
    stills: list[Frame] = []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sound-") as folder:
        sound = Path(folder) / "take.f32"
        written = write_soundtrack(
            order,
            kept,
            shown,
            lambda shot: _samples(ffmpeg, shot),
            sound,
            voice,
            lambda: on_frame(0),
        )
        with ffmpeg.writing(encode.master(picture, sound, seconds, target)) as write:
            done = 0
            last: Frame | None = None
            afters = (*order.shots[1:], None)
            for shot, after, footage, count in zip(order.shots, afters, kept, shown, strict=True):
                still_at = int(count * _STILL_AT)
                before = last
                for index, frame in enumerate(_frames(ffmpeg, order, footage, count)):
                    if index == still_at:
                        stills.append(frame)
                    time = index / picture.fps
                    last = masked(frame, aspect)
                    light = light_of(shot, after, time, is_first=shot.number == 1)
                    shone = dimmed(opened(last, before, shot, time), light)
                    dressed = with_words(shone, order, shot, time)
                    write(faded(dressed, done / picture.fps, seconds))
                    done += 1
                    on_frame(done)
    return Assembly(total, tuple(stills), written.notes, written.loudness)


def with_words(frame: Frame, order: SceneOrder, shot: Shot, time: float) -> Frame:
    """Put the opening title, and the line that is said or told at `time` of the shot, over a frame.

    What is told stands in the middle of the picture, what is said at its foot: a line without a
    speaker is told, unless it is in quotes. A silent film has cards for both, as it had.
    """
    frame = _with_title(frame, order, shot, time)
    for line in shot.lines:
        if line.start <= time < line.end:
            alpha = card_alpha(time, line.start, line.end)
            if style_named(order.style_name, order.style) is StyleName.SILENT:
                return intertitle(frame, line.text, line.speaker, alpha)
            if not line.speaker and not line.text.startswith("“"):
                return told(frame, line.text, alpha)
            share = (time - line.start) / (line.end - line.start)
            tone = speaker_tone(order, line.speaker)
            return titles.subtitle(frame, line.text, line.speaker, share, tone)
    return frame


def _with_title(frame: Frame, order: SceneOrder, shot: Shot, time: float) -> Frame:
    alpha = title_alpha(time, min(TITLE_SECONDS, shot.seconds)) if shot.number == 1 else 0.0
    if alpha <= 0:
        return frame
    below = " · ".join(part for part in (order.novel, order.chapter) if part)
    return titles.title(frame, order.title, below, alpha)


def title_alpha(time: float, lasts: float) -> float:
    """How much of the opening title shows: it comes and goes smoothly within its time."""
    rise = min(time, lasts - time) / _TITLE_FADE_SECONDS
    share = min(max(rise, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _frames(ffmpeg: Ffmpeg, order: SceneOrder, kept: KeptShot, count: int) -> Iterator[Frame]:
    """The frames that a kept shot fills of the film; it must hold as many as it says."""
    picture = order.picture
    graph = encode.rgb_frames(kept.path)
    if kept.native:
        graph = encode.conformed_frames(kept.path, kept.native, picture, count)
    held: list[int] = []
    given = 0
    try:
        for frame in ffmpeg.frames(graph, picture.width, picture.height, held.append):
            given += 1
            yield frame
    except Fault as fault:
        raise ShotDamaged(kept) from fault
    if (given, held) != (count, [kept.frames]):
        raise ShotDamaged(kept)


def _samples(ffmpeg: Ffmpeg, kept: KeptShot) -> bytes:
    try:
        return ffmpeg.samples(encode.raw_sound(kept.path))
    except Fault as fault:
        raise ShotDamaged(kept) from fault
