"""Lays a take's sound: its places, what happens in them, its music and its voices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from render.contract import SceneOrder, Shot
from render.engines.protocol import Samples
from render.sound.ambience import Scene, ambience, scene_of
from render.sound.craft import (
    Track,
    control_times,
    count_of,
    fade,
    filtered,
    gain,
    lay,
    ramps,
    silence,
    stretched,
)
from render.sound.loudness import loudness, normalised
from render.sound.score import score, strength_of
from render.sound.spectra import RATE, Mono, high_pass
from render.sound.themes import sheet_of
from render.sound.voices import VoiceProgram, speech_of

EFFECTS_ALONE = frozenset(("animatic",))
"""Engines whose own sound is single effects in step with the picture, and wants a place under it.

Any other engine's sound is taken as all that is heard in its shot."""
UNSCORED = frozenset(("leader",))
"""Engines whose film is a test pattern: their sound stays as it is."""
_CROSS = 0.5
"""Seconds that one place takes to give way to the next; the new one leads its picture a little."""
_JOIN = 0.012
"""Seconds of the fades by which recorded shots meet without a click."""
_OPENS, _CLOSES = 0.25, 0.7
_DISTANCE: dict[str, float] = {
    "extreme wide": 0.0, "wide": 0.0, "aerial": -1.5, "full": -1.0, "medium": -2.5, "close": -4.0,
    "over the shoulder": -2.5, "point of view": -2.0, "insert": -4.0,
}  # fmt: skip
"""How much of the place is heard by framing, in decibels: near faces, the world steps back."""
_MUSIC_BELOW = 3.0
_MUSIC_SPAN = (-27.0, -19.5)
"""LUFS between which music lies; within, it keeps below the place."""
_DUCK = {"voice": (-10.0, -5.0), "line": (-4.5, -1.5)}
"""Decibels that music and place give way when a voice speaks, and when a line is only read."""


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """The finished sound of a take."""

    samples: Samples
    notes: tuple[str, ...] = ()


def master_sound(
    order: SceneOrder,
    shots: Sequence[Samples | None],
    starts: Sequence[float],
    seconds: float,
    voice: VoiceProgram | None = None,
    keep_on: Callable[[], None] = lambda: None,
) -> Soundtrack:
    """Mix a take of so many seconds; `shots` is each shot's own sound, `starts` when it begins.

    `keep_on` is asked between the steps and raises Stopped to end the work.
    The same order, sounds and voice give the same samples: -16 LUFS, true peaks below -3 dBTP.
    """
    own = [None if one is None else np.ascontiguousarray(one.T) for one in shots]
    if order.engine in UNSCORED:
        return Soundtrack(_end_to_end(own, starts, seconds).T.copy())
    total, notes = _mixed(order, own, starts, seconds, voice, keep_on)
    keep_on()
    total = filtered(total, high_pass(24))
    return Soundtrack(normalised(fade(total, _OPENS, _CLOSES)).T.copy(), notes)


def _mixed(
    order: SceneOrder,
    own: Sequence[Track | None],
    starts: Sequence[float],
    seconds: float,
    voice: VoiceProgram | None,
    keep_on: Callable[[], None],
) -> tuple[Track, tuple[str, ...]]:
    """Places, music and voices as loud beside each other as they should be, and what to note."""
    speech = speech_of(order, tuple(starts), seconds, voice)
    keep_on()
    total = _world(order, own, starts, seconds)
    keep_on()
    place_loud = loudness(total)
    music = score(sheet_of(order, starts, seconds))
    music_loud = loudness(music)
    if np.isfinite(music_loud):
        level = float(np.clip(place_loud - _MUSIC_BELOW, *_MUSIC_SPAN))
        music *= gain(level - music_loud) * strength_of(order.shots, starts, seconds)
    spans = {"voice": speech.spans, "line": () if speech.spans else _lines(order, starts)}
    for name, times in spans.items():
        if times:
            music *= ducking(len(music[0]), times, _DUCK[name][0])
            total *= ducking(len(total[0]), times, _DUCK[name][1])
    music += speech.track
    total += music
    return total, speech.notes


def _lines(order: SceneOrder, starts: Sequence[float]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (start + line.start, start + line.end)
        for start, shot in zip(starts, order.shots, strict=True)
        for line in shot.lines
    )


def ducking(count: int, spans: Sequence[tuple[float, float]], decibels: float) -> Mono:
    """A gain that steps back in time for each span and comes again after it."""
    time = control_times(count)
    away = np.full(len(time), np.inf, np.float32)
    for start, end in spans:
        outside = np.maximum(np.maximum((start - time) / 0.35, (time - end) / 0.8), 0)
        away = np.minimum(away, outside)
    share = 0.5 + 0.5 * np.cos(np.pi * np.minimum(away, 1))
    return stretched((10 ** (decibels * share / 20)).astype(np.float32), count)


def _ends(starts: Sequence[float], seconds: float) -> list[float]:
    return [*starts[1:], seconds]


def _end_to_end(own: Sequence[Track | None], starts: Sequence[float], seconds: float) -> Track:
    total = silence(count_of(seconds))
    for sound, start, end in zip(own, starts, _ends(starts, seconds), strict=True):
        if sound is not None:
            first = count_of(start)
            lay(total, sound[:, : count_of(end) - first], first)
    return total


def _world(
    order: SceneOrder, own: Sequence[Track | None], starts: Sequence[float], seconds: float
) -> Track:
    """Places and what happens in them."""
    ends = _ends(starts, seconds)
    alone = order.engine in EFFECTS_ALONE
    whole = [sound is not None and not alone for sound in own]
    total = _places(order.shots, whole, starts, seconds)
    for sound, start, end, is_whole in zip(own, starts, ends, whole, strict=True):
        if sound is None:
            continue
        if is_whole:
            sound = fade(sound[:, : count_of(end) - count_of(start)].copy(), _JOIN, _JOIN)
        lay(total, sound, count_of(start))
    return total


@dataclass(frozen=True, slots=True)
class _Run:
    """Shots in a row that stay in one place."""

    scene: Scene
    start: float
    end: float


def _runs(
    shots: Sequence[Shot], whole: Sequence[bool], starts: Sequence[float], seconds: float
) -> list[_Run]:
    runs: list[_Run] = []
    for shot, is_whole, start, end in zip(
        shots, whole, starts, _ends(starts, seconds), strict=True
    ):
        if is_whole:
            continue
        scene = scene_of(shot)
        last = runs[-1] if runs else None
        if last and last.scene.place == scene.place and abs(last.end - start) < 1e-6:
            both = replace(
                scene,
                has_fire=scene.has_fire or last.scene.has_fire,
                has_crowd=scene.has_crowd or last.scene.has_crowd,
            )
            runs[-1] = _Run(both, last.start, end)
        else:
            runs.append(_Run(scene, start, end))
    return runs


def _places(
    shots: Sequence[Shot], whole: Sequence[bool], starts: Sequence[float], seconds: float
) -> Track:
    count = count_of(seconds)
    total = silence(count)
    for index, run in enumerate(_runs(shots, whole, starts, seconds)):
        first = max(0, count_of(run.start - _CROSS * 0.6))
        last = min(count, count_of(run.end + _CROSS * 0.4))
        sound = ambience(run.scene, (last - first) / RATE, index)
        rise = 0.0 if first == 0 else _CROSS
        fall = 0.0 if last == count else _CROSS
        lay(total, _crossed(sound, rise, fall), first)
    return total * _distances(shots, starts, seconds)


def _crossed(track: Track, rise: float, fall: float) -> Track:
    """Fades that keep the power of what meets in them."""
    count = track.shape[-1]
    for seconds, at_end in ((rise, False), (fall, True)):
        length = min(count, count_of(seconds))
        if length:
            curve = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))
            part = slice(count - length, count) if at_end else slice(0, length)
            track[:, part] *= curve[::-1] if at_end else curve
    return track


def _distances(shots: Sequence[Shot], starts: Sequence[float], seconds: float) -> Mono:
    """How near the ear is, shot by shot; it moves within a tenth of a second."""
    points: list[tuple[float, float]] = []
    for shot, start, end in zip(shots, starts, _ends(starts, seconds), strict=True):
        factor = float(gain(_DISTANCE.get(shot.framing.value, -1.0)))
        step = min(0.05, (end - start) / 3)
        points += [(start + step, factor), (end - step, factor)]
    return ramps(count_of(seconds), points)
