"""What happens at a moment of a shot and makes a sound, as an engine's picture tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from render.contract import Place, Shot, Weather
from render.engines.protocol import Samples
from render.sound import effects
from render.sound.craft import Rng, Track, count_of, fade, gain, lay, pan, rng_of, silence
from render.sound.loudness import limited
from render.sound.scapes import scape_of
from render.sound.space import echoed
from render.sound.spectra import Mono
from render.sound.weather import thunder

RINGS_ON = 6.0
"""Seconds for which what happened in a shot may still be heard after its end."""
_CEILING = -1.0
"""dBTP of a shot's own sound."""
_OPENS_STILL = 0.004
"""Every shot's effects rise from silence, so that no join clicks."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One sound: when, what, how strong (0 to 1), and where between left (-1) and right (1)."""

    time: float
    """Seconds of the shot."""
    kind: str
    strength: float = 1.0
    place: float = 0.0


Effect = Callable[[Rng, str], Mono]
"""Makes one sound on a ground, such as `sand`."""

EFFECTS: dict[str, tuple[Effect, float]] = {
    "step": (effects.step, -11),
    "run": (effects.running_step, -9),
    "hoof": (effects.hoof, -9),
    "blade": (effects.blade, -12),
    "blow": (effects.blow, -8),
    "oar": (effects.oar, -11),
    "spade": (effects.spade, -11),
    "scuff": (effects.scuff, -15),
    "knock": (effects.knock, -10),
    "door": (effects.door, -10),
    "bell": (effects.bell, -14),
    "shot": (effects.shot, -5),
    "splash": (effects.splash, -9),
    "fall": (effects.fall, -8),
    "shatter": (effects.shatter, -14),
}
"""What a cue may ask for, and its level in decibels. `thunder` is made by the weather."""
_THUNDER = -14.0
_AGAINST: dict[Weather, float] = {Weather.STORM: 7.0, Weather.WIND: 4.0, Weather.RAIN: 3.0}
"""How much louder things are under a weather, in decibels: else nobody would hear them."""

_SPOKEN = (
    ("knock", 0.20, re.compile(r"\b(?:knocks?|knocked|knocking|raps|hammers (?:on|at))\b")),
    ("door", 0.25, re.compile(
        r"\b(?:door|gate)\b.{0,30}\b(?:slams?|opens?|shuts?|closes?|bursts?|creaks?)\b|"
        r"\b(?:slams?|opens?|shuts?|closes?|bursts?|throws?)\b.{0,24}\b(?:door|gate)\b")),
    ("bell", 0.12, re.compile(r"\bbells?\b.{0,20}\b(?:tolls?|rings?|strikes?|chimes?|sounds?)\b")),
    ("shot", 0.50, re.compile(
        r"\b(?:fires (?:a|his|her|the|at)|gunshot|shot rings|shoots|opens fire|cannon)\b")),
    ("splash", 0.45, re.compile(
        r"\b(?:splash\w*|dives?|plunges?|(?:falls?|jumps?|leaps?) into the "
        r"(?:water|sea|river|lake|pool))\b")),
    ("shatter", 0.45, re.compile(
        r"\b(?:glass|window|bottle|mirror|jar)\b.{0,16}\b(?:breaks|shatters|smashes)\b|"
        r"\b(?:breaks|shatters|smashes)\b.{0,16}\b(?:glass|window|bottle|mirror|jar)\b")),
)  # fmt: skip
_REPEATS = {"knock": (0.0, 0.27, 0.52), "bell": (0.0, 3.4, 6.8, 10.2, 13.6, 17.0, 20.4, 23.8)}


def spoken_cues(shot: Shot) -> list[Cue]:
    """What the words of the action say is heard, whether it is seen or not."""
    action = shot.action.casefold()
    cues: list[Cue] = []
    for kind, share, words in _SPOKEN:
        if words.search(action):
            start = share * shot.seconds
            times = (start + after for after in _REPEATS.get(kind, (0.0,)))
            cues += [Cue(time, kind, 0.9) for time in times if time < shot.seconds - 0.1]
    return cues


def ground_of(place: Place) -> str:
    """What is trodden on at a place, under its weather."""
    ground = scape_of(place).ground
    soft = ground in ("earth", "grass", "leaves", "gravel", "stone", "sand")
    if place.interior or not soft:
        return ground
    if place.weather is Weather.SNOW:
        return "snow"
    wet = place.weather in (Weather.RAIN, Weather.STORM)
    return "mud" if wet and ground in ("earth", "grass") else ground


def sounded(cues: Iterable[Cue], place: Place, seconds: float, seed: int) -> Samples | None:
    """A shot's cues as samples, so much longer than the shot as they ring on; None without any."""
    heard = sorted(cues, key=lambda cue: (cue.time, cue.kind))
    if not heard:
        return None
    count = count_of(seconds + RINGS_ON)
    track = silence(count)
    ground = ground_of(place)
    against = 0.0 if place.interior else _AGAINST.get(place.weather, 0.0)
    bank = _Bank(ground, against, seed)
    for index, cue in enumerate(heard):
        lay(track, bank.sound(cue, index), count_of(cue.time))
    track = echoed(track, scape_of(place).space)
    track = fade(limited(track, _CEILING), _OPENS_STILL, 1.0)
    return track[:, : _last_heard(track, count_of(seconds))].T.copy()


def _last_heard(track: Track, least: int) -> int:
    """How many samples are worth keeping: to the last that can be heard."""
    loud = abs(track).max(0) > 2e-4
    last = int(loud.nonzero()[0][-1]) + 1 if loud.any() else 0
    return min(track.shape[-1], max(least, last + count_of(0.05)))


class _Bank:
    """Several of each sound, so that no two steps are quite the same, and none is made in vain."""

    _EACH = 6

    def __init__(self, ground: str, against: float, seed: int) -> None:
        self._ground, self._against, self._seed = ground, against, seed
        self._made: dict[tuple[str, int], Mono] = {}

    def sound(self, cue: Cue, index: int) -> Track:
        rng = rng_of("cue", self._seed, cue.kind, index)
        if cue.kind == "thunder":
            return thunder(rng, cue.strength) * gain(_THUNDER + 5 * (cue.strength - 1))
        effect, level = EFFECTS[cue.kind]
        one = (cue.kind, index % self._EACH)
        if one not in self._made:
            self._made[one] = effect(rng_of("effect", self._seed, *one), self._ground)
        loud = gain(level + self._against) * cue.strength * float(rng.uniform(0.8, 1.0))
        return pan(self._made[one] * loud, cue.place)
