"""What happens in a shot and is heard, at the moment at which it is seen."""

from __future__ import annotations

import numpy as np
import pytest
from sound_measures import RATE, SMALL, decibels, heard_in, onset, place, shot, stage_of

from render.contract import Framing, Pace, Weather
from render.engines.animatic.engine import Animatic
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.sounds import thunder_cues
from render.engines.protocol import Inputs
from render.sound.craft import rng_of
from render.sound.cues import EFFECTS, Cue, ground_of, sounded, spoken_cues
from render.sound.scapes import SCAPES
from render.sound.weather import thunder

GROUNDS = sorted({scape.ground for scape in SCAPES.values()} | {"snow", "mud"})
UNDERFOOT = ("step", "run", "hoof")


def heard(*cues: Cue, where=None, seconds: float = 3.0, seed: int = 1):
    sound = sounded(cues, where or place("moor"), seconds, seed)
    assert sound is not None
    return sound.T


@pytest.mark.parametrize(
    ("kind", "ground"),
    [(kind, "earth") for kind in EFFECTS if kind not in UNDERFOOT]
    + [(kind, ground) for kind in UNDERFOOT for ground in GROUNDS],
)
def test_an_effect_begins_and_ends_without_a_click(kind: str, ground: str) -> None:
    effect, _ = EFFECTS[kind]
    sound = effect(rng_of("effect", kind), ground)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 0.05
    assert abs(float(sound[0])) < 0.02 * np.abs(sound).max()
    assert abs(float(sound[-1])) < 0.02 * np.abs(sound).max()
    assert np.abs(np.diff(sound)).max() < 0.9 * np.abs(sound).max()


def test_grounds_sound_different_underfoot() -> None:
    centres = {}
    for ground in ("sand", "stone", "wood", "snow", "earth", "leaves"):
        step = EFFECTS["step"][0](rng_of("step"), ground).astype(np.float64)
        power = np.abs(np.fft.rfft(step)) ** 2
        centres[ground] = (power * np.fft.rfftfreq(len(step), 1 / RATE)).sum() / power.sum()
    assert centres["wood"] < 400 < centres["snow"]
    assert centres["stone"] > centres["earth"]


@pytest.mark.parametrize("kind", ["step", "hoof", "blade", "knock", "thunder"])
def test_a_cue_is_heard_at_its_time(kind: str) -> None:
    assert onset(heard(Cue(1.25, kind))) == pytest.approx(1.25, abs=0.04)


def test_a_cue_is_heard_from_its_side() -> None:
    left, right = heard(Cue(0.5, "step", 1.0, -0.8))
    assert decibels(left) > decibels(right) + 6


def test_steps_are_never_quite_the_same() -> None:
    sound = heard(*(Cue(0.5 + index * 0.5, "step") for index in range(4)))[0]
    steps = [sound[round((0.5 + at * 0.5) * RATE) :][: RATE // 4] for at in range(4)]
    for index in range(3):
        assert np.corrcoef(steps[index], steps[index + 1])[0, 1] < 0.98


def test_a_shot_where_nothing_happens_has_no_sound_of_its_own() -> None:
    assert sounded((), place("moor"), 3.0, 1) is None


def test_a_shots_sound_opens_in_silence_stays_in_bounds_and_may_ring_on() -> None:
    sound = heard(Cue(0.0, "step"), Cue(2.9, "thunder", 1.0), where=place("cave"))
    assert np.abs(sound[:, 0]).max() == 0
    assert np.abs(sound[:, -1]).max() < 2e-3
    assert np.abs(sound).max() <= 1.0
    assert 3 * RATE < sound.shape[-1] <= 9 * RATE


@pytest.mark.parametrize(
    ("name", "weather", "ground"),
    [
        ("strand", Weather.CLEAR, "sand"),
        ("moor", Weather.RAIN, "mud"),
        ("village", Weather.SNOW, "snow"),
        ("ship's deck", Weather.SNOW, "wood"),
    ],
)
def test_the_weather_changes_the_ground(name: str, weather: Weather, ground: str) -> None:
    assert ground_of(place(name, weather=weather)) == ground


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("Somebody knocks at the door.", {"knock"}),
        ("He slams the door behind him.", {"door"}),
        ("The church bell tolls.", {"bell"}),
        ("She fires the pistol at the lock.", {"shot"}),
        ("Will leaps into the water.", {"splash"}),
        ("The window shatters.", {"shatter"}),
        ("They sit by the fire; the bell buoy is far away.", set()),
        ("He looks at the door.", set()),
    ],
)
def test_words_of_the_action_are_heard(action: str, kinds: set[str]) -> None:
    cues = spoken_cues(shot(action=action))
    assert {cue.kind for cue in cues} == kinds
    assert all(0 <= cue.time < 3.0 for cue in cues)


# --- in step with the picture ---


def storm(seconds: float = 8.0, seed: int = 5):
    return shot(seconds=seconds, seed=seed, place=place("strand", weather=Weather.STORM), cast=())


@pytest.mark.parametrize("seed", range(1, 9))
def test_thunder_follows_each_flash_within_half_a_second(seed: int) -> None:
    stage, _, lightning = stage_of(storm(seed=seed))
    cues = thunder_cues(lightning.times, stage.seed)
    assert len(cues) == len(lightning.times) >= 1
    for flash, cue in zip(lightning.times, cues, strict=True):
        assert lightning.flash(flash + 0.001) > 0.2 > lightning.flash(flash - 0.001)
        assert 0.0 < cue.time - flash <= 0.5


def test_the_thunder_of_a_drawn_storm_is_heard_after_its_lightning_and_not_before() -> None:
    plan = storm()
    _, _, lightning = stage_of(plan)
    sound = Animatic().shoot(plan, SMALL, Inputs(), lambda share: None).sound
    assert sound is not None
    assert 0.0 < onset(sound.T) - lightning.times[0] <= 0.5


def test_a_calm_shot_without_people_is_silent() -> None:
    assert heard_in(shot(cast=())) is None


def test_no_thunder_is_heard_in_step_with_lightning_that_nobody_sees() -> None:
    assert heard_in(shot(place=place("deep space", weather=Weather.STORM), cast=())) is None


def test_thunder_is_heard_in_a_room_whose_windows_show_the_lightning() -> None:
    inside = place("great hall", interior=True, weather=Weather.STORM)
    assert heard_in(shot(place=inside, cast=())) is not None


def test_near_thunder_cracks_and_distant_thunder_rolls() -> None:
    def share(near: float) -> float:
        sound = thunder(rng_of("thunder"), near)[:, :RATE].astype(np.float64)
        power = (np.abs(np.fft.rfft(sound)) ** 2).sum(0)
        hertz = np.fft.rfftfreq(RATE, 1 / RATE)
        return float(power[hertz > 300].sum() / power.sum())

    assert share(1.0) > 3 * share(0.0)


def walk(action: str, pace: Pace = Pace.MEASURED, framing: Framing = Framing.FULL):
    return shot(action=action, pace=pace, framing=framing, seconds=4.0)


def walker(plan):
    """The one who walks, as they are drawn, and what is heard of it."""
    stage, scenery, _ = stage_of(plan)
    [actor] = block(plan, stage, scenery)
    sound = heard_in(plan)
    assert sound is not None
    return actor, sound.T


def rhythm(sound) -> float:
    """Seconds between one beat and the next."""
    step = RATE // 200
    count = sound.shape[-1] // step
    level = np.sqrt(np.square(sound[:, : count * step]).reshape(2, count, step).mean((0, 2)))
    rises = np.clip(np.diff(level), 0, None)
    alike = np.correlate(rises, rises, "full")[len(rises) - 1 :]
    return (30 + int(alike[30:260].argmax())) / 200


@pytest.mark.parametrize(
    ("action", "posture"),
    [("Will walks along the sand.", "walk"), ("Will runs along the sand.", "run")],
)
def test_steps_keep_the_time_of_the_drawn_feet(action: str, posture: str) -> None:
    actor, sound = walker(walk(action))
    assert actor.deed.posture == posture
    assert rhythm(sound) == pytest.approx(actor.period / 2, rel=0.06)


def test_a_step_is_heard_as_the_foot_comes_down() -> None:
    actor, sound = walker(walk("Will walks along the sand."))
    beat = (onset(sound) / actor.period + actor.phase) % 0.5
    assert min(beat, 0.5 - beat) * actor.period < 0.05


def test_a_walker_far_away_is_softer_than_one_near() -> None:
    (_, near), (_, far) = (
        walker(walk("Will walks along the sand.", framing=framing))
        for framing in (Framing.FULL, Framing.WIDE)
    )
    assert decibels(near) > decibels(far) + 4


def test_a_drawn_shot_sounds_the_same_to_the_bit() -> None:
    first, again = (heard_in(storm(4.0)) for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.tobytes() == again.tobytes()
