"""The score: the plan of a take's music, played; sparse, consonant and slow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from render.contract import Shot
from render.sound import instruments
from render.sound.craft import (
    Track,
    arch,
    count_of,
    fade,
    filtered,
    gain,
    lay,
    ramps,
    rng_of,
    silence,
)
from render.sound.instruments import LEADS, PADS, Instrument
from render.sound.space import echoed
from render.sound.spectra import Mono, high_pass
from render.sound.themes import Sheet


def score(sheet: Sheet) -> Track:
    """Play a sheet. The same sheet gives the same samples."""
    count = count_of(sheet.seconds)
    total = silence(count)
    _play_chords(sheet, total)
    _play_tune(sheet, total)
    _play_drive(sheet, total)
    total = echoed(total, "stage")
    total = filtered(total, high_pass(38))
    return fade(total, 0.05, min(1.6, sheet.seconds / 3))


def chord_of(sheet: Sheet, root: int, before: Sequence[int] = ()) -> tuple[int, ...]:
    """Three upper voices of a chord, each as near as can be to where it was before."""
    tones = [sheet.pitch(root + step) % 12 for step in _colour(sheet.mood, root)]
    middles = before or (sheet.theme.tonic + 7, sheet.theme.tonic + 12, sheet.theme.tonic + 16)
    voices: list[int] = []
    left = list(tones)
    for middle in middles:
        best = min(
            ((abs(pitch - middle), pitch) for tone in left for pitch in _octaves(tone, middle)),
        )[1]
        left.remove(best % 12)
        voices.append(best)
    return tuple(sorted(voices))


def _octaves(tone: int, middle: int) -> tuple[int, ...]:
    near = middle + (tone - middle + 6) % 12 - 6
    return tuple(pitch for pitch in (near - 12, near, near + 12) if 50 <= pitch <= 74)


def _colour(mood: str, root: int) -> tuple[int, int, int]:
    """Which steps above its root a chord has: open fifths where it is dark, else a third."""
    if mood == "dread":
        return (0, 4, 7) if root == 0 else (0, 2, 4)
    if mood == "wonder" and root == 0:
        return (1, 2, 4)
    return (0, 2, 4)


def _play_chords(sheet: Sheet, total: Track) -> None:
    pad: Instrument = PADS["strings" if sheet.mood == "drive" else sheet.theme.pad]
    voices: tuple[int, ...] = ()
    for bar, root in enumerate(sheet.roots()):
        rng = rng_of("chord", sheet.theme.tonic, sheet.mood, bar)
        start, held = bar * sheet.bar, sheet.bar * 1.28 + 0.5
        tones = _colour(sheet.mood, root)
        voices = chord_of(sheet, root, voices if len(set(tones)) == 3 else ())
        bass = sheet.pitch(root) - 12
        bass -= 12 if bass > 45 else 0
        low = instruments.low_strings(bass, held, rng) * gain(-20)
        lay(total, _breathing(low), count_of(start))
        for voice in voices:
            lay(total, _breathing(pad(voice, held, rng)) * gain(-24), count_of(start))
        if sheet.mood in ("wonder", "dread") and bar % 2 == 1:
            high = voices[-1] + 12 if sheet.mood == "wonder" else voices[-1] + 24
            glass = instruments.shimmer(min(high, 86), held, rng)
            lay(total, glass * gain(-33), count_of(start))


def _breathing(sound: Track) -> Track:
    """A chord swells and ebbs, so that there is air between two of them."""
    return np.asarray(sound * (0.35 + 0.65 * arch(sound.shape[-1])), np.float32)


def _play_tune(sheet: Sheet, total: Track) -> None:
    lead = LEADS[sheet.theme.lead]
    made: dict[int, Track] = {}
    roots = sheet.roots()
    for bar, root in enumerate(roots):
        if not _sings(sheet, bar):
            continue
        rng = rng_of("tune", sheet.theme.tonic, sheet.theme.lead)
        notes = list(zip(sheet.theme.tune, sheet.theme.beats, strict=True))
        if bar == len(roots) - 1 and len(roots) > 1:
            notes = notes[:1]
        elif bar == 0:
            notes = notes[1:4] if sheet.bar > 3 else notes[:2]
        for step, beat in notes:
            start = bar * sheet.bar + beat * sheet.bar + (0.5 if bar == 0 else 0.0)
            if any(begin - 0.8 < start < end + 0.1 for begin, end in sheet.spoken):
                continue
            pitch = _fitting(sheet, step, root, on_beat=beat in (0.0, 0.5)) + 12
            if pitch not in made:
                made[pitch] = lead(pitch, sheet.bar * 0.3, rng)
            loud = gain(-12 + (2 if beat == 0.0 else 0))
            lay(total, made[pitch] * loud, count_of(start))


def _sings(sheet: Sheet, bar: int) -> bool:
    """Every other bar has the tune; in between there is room."""
    return bar % 2 == 0 or bar == sheet.bars - 1


def _fitting(sheet: Sheet, step: int, root: int, *, on_beat: bool) -> int:
    """The pitch of a step of the tune; on the beat it agrees with the chord."""
    if on_beat:
        tones = [root + part for part in (0, 2, 4)]
        near = [tone + 7 * octave for tone in tones for octave in (-1, 0, 1)]
        step = min(near, key=lambda tone: (abs(tone - step), tone))
    return sheet.pitch(step)


def _play_drive(sheet: Sheet, total: Track) -> None:
    """What hurries: a low string in even strokes, and a drum under the first of a bar."""
    roots = sheet.roots()
    strokes: dict[int, Track] = {}
    rng = rng_of("drive", sheet.theme.tonic)
    beat = instruments.drum(36, 1, rng)
    for begin, end, number in sheet.drive:
        gap = sheet.bar / number
        first = int(np.ceil(begin / gap - 1e-6))
        for index in range(first, int(np.ceil(end / gap - 1e-6))):
            time = index * gap
            if time > sheet.seconds - 1.2:
                break
            bar = min(int(time / sheet.bar + 1e-6), sheet.bars - 1)
            place = index % number
            pitch = (
                sheet.pitch(roots[bar])
                - 12
                + (7 if place in (3, 6) and sheet.mood != "dread" else 0)
            )
            if pitch not in strokes:
                strokes[pitch] = instruments.pulse(pitch, gap, rng)
            loud = gain(-18 if place == 0 else -21)
            lay(total, strokes[pitch] * loud, count_of(time))
            if place == 0 or (number == 8 and place == 5):
                lay(total, beat * gain(-15 if place == 0 else -20), count_of(time))


def strength_of(shots: Sequence[Shot], starts: Sequence[float], seconds: float) -> Mono:
    """How far the music comes forward: more in wide and lingering shots, less where people talk."""
    points: list[tuple[float, float]] = []
    ends = [*starts[1:], seconds]
    for shot, start, end in zip(shots, starts, ends, strict=True):
        level = 1.0 if not shot.lines else 0.8
        level *= 1.1 if shot.framing.value in ("wide", "aerial") else 1.0
        points += [
            (start + min(0.6, (end - start) / 3), level),
            (end - min(0.6, (end - start) / 3), level),
        ]
    return ramps(count_of(seconds), points)
