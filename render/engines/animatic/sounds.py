"""What a drawn shot sounds like, in step with what it shows: feet, blades, oars, and thunder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from render.contract import Shot
from render.engines.animatic.figures.blocking import Actor, block
from render.engines.animatic.noise import seed_of
from render.engines.animatic.stage import Scenery, Stage
from render.engines.protocol import Samples
from render.sound.cues import Cue, sounded, spoken_cues

_BEATS: dict[str, tuple[str, tuple[float, ...]]] = {
    "walk": ("step", (0.0, 0.5)),
    "run": ("run", (0.0, 0.5)),
    "ride": ("hoof", (0.0, 0.14, 0.30, 0.46)),
    "fight": ("blade", (0.5,)),
    "row": ("oar", (0.72,)),
    "dig": ("spade", (0.0,)),
    "climb": ("scuff", (0.25, 0.75)),
}
"""What is heard of a cycle, and the moments at which it happens."""
_THUNDER_AFTER = (0.14, 0.42)
"""Seconds from a flash to its thunder: storms in films are near."""


def sound_of(
    shot: Shot, stage: Stage, scenery: Scenery, strikes: Sequence[float]
) -> Samples | None:
    """The sounds of a shot whose lightning strikes at those seconds; None when nothing is heard.

    They may ring on after the shot's end.
    """
    cues = spoken_cues(shot)
    for actor in block(shot, stage, scenery):
        cues += cues_of(actor, stage, shot.seconds)
    if scenery.sky or scenery.panes:
        cues += thunder_cues(strikes, stage.seed)
    return sounded(cues, shot.place, shot.seconds, seed_of("sound", shot.seed))


def cues_of(actor: Actor, stage: Stage, seconds: float) -> list[Cue]:
    """What an actor's cycle gives to hear, at the moments at which it is seen."""
    if actor.period <= 0 or actor.deed.posture not in _BEATS:
        return []
    kind, beats = _BEATS[actor.deed.posture]
    near = min(1.0, 0.12 + 1.1 * actor.height / stage.height)
    cues: list[Cue] = []
    for beat in beats:
        for time in beat_times(actor, beat, seconds):
            across = (actor.x + actor.speed * time) / stage.width * 2 - 1
            seen = 1.0 if abs(across) < 1.15 else 0.4
            place = float(np.clip(across * 0.7, -0.8, 0.8))
            cues.append(Cue(time, kind, near * seen, place))
    return cues


def beat_times(actor: Actor, beat: float, seconds: float) -> list[float]:
    """The seconds at which an actor's cycle is at a moment of it."""
    first = (beat - actor.phase) % 1.0
    turns = np.arange(first, seconds / actor.period, 1.0)
    return [float(turn) * actor.period for turn in turns]


def thunder_cues(strikes: Sequence[float], seed: int) -> list[Cue]:
    """Thunder after each flash: the sooner, the nearer and the harder."""
    rng = np.random.default_rng(seed_of("thunder", seed))
    least, most = _THUNDER_AFTER
    cues: list[Cue] = []
    for strike in strikes:
        share = float(rng.random())
        cues.append(Cue(strike + least + (most - least) * share, "thunder", 1.0 - 0.6 * share))
    return cues
