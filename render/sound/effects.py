"""Single sounds of people and things: steps on any ground, hooves, blades, doors and bells."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Mode,
    Rng,
    arch,
    between,
    burst,
    count_of,
    decay,
    end_softly,
    noise,
    struck,
)
from render.sound.spectra import RATE, Mono, band, blend, low_pass, peak


def _sum(*parts: tuple[float, Mono]) -> Mono:
    """Sounds on top of each other, each from its own second on."""
    count = max(count_of(at) + len(sound) for at, sound in parts)
    total = np.zeros(count, np.float32)
    for at, sound in parts:
        first = count_of(at)
        total[first : first + len(sound)] += sound
    return total


def _thud(rng: Rng, hertz: float, seconds: float) -> Mono:
    """Weight that comes down: a short low note that sinks."""
    count = count_of(seconds)
    time = np.arange(count) / RATE
    tune = hertz * float(rng.uniform(0.9, 1.1))
    turn = 2 * np.pi * tune * (time + 0.012 * (1 - np.exp(-time / 0.02)))
    return end_softly(np.sin(turn).astype(np.float32) * decay(count, seconds, 0.004))


def _crumbs(rng: Rng, span: tuple[float, float], number: int, lasts: float) -> Mono:
    """Many small grains that are pressed against each other."""
    count = count_of(lasts + 0.03)
    total = np.zeros(count, np.float32)
    for _ in range(number):
        grain = burst(rng, peak(between(rng, *span), 0.4), float(rng.uniform(0.004, 0.014)), 0.0008)
        at = count_of(float(rng.beta(1.4, 2.6)) * lasts)
        grain = grain[: count - at] * np.float32(rng.uniform(0.15, 1) ** 2)
        total[at : at + len(grain)] += grain
    return end_softly(total)


def _rub(rng: Rng, middle: float, octaves: float, lasts: float) -> Mono:
    """Something soft that gives way: noise that swells and goes."""
    return noise(rng, count_of(lasts), peak(middle, octaves)) * arch(count_of(lasts), 1.6)


_WOOD: tuple[Mode, ...] = (
    (96, 0.9, 0.11), (172, 0.7, 0.09), (255, 0.45, 0.07), (398, 0.28, 0.05), (640, 0.14, 0.035),
)  # fmt: skip


def _tuned(modes: tuple[Mode, ...], tune: float) -> tuple[Mode, ...]:
    return tuple((hertz * tune, strength, lasts) for hertz, strength, lasts in modes)


def step(rng: Rng, ground: str) -> Mono:
    """A footfall: the heel comes down, and the sole rolls after it."""
    tune = float(rng.uniform(0.92, 1.08))
    heel, roll = float(rng.uniform(0.8, 1)), 0.075 + float(rng.uniform(0, 0.03))
    match ground:
        case "wood" | "carpet":
            soft = 0.35 if ground == "carpet" else 1.0
            knock = struck(_tuned(_WOOD, tune), 0.16, 0.003) * np.float32(0.55 * heel)
            click = burst(rng, peak(1500 * tune, 0.7), 0.018, 0.001) * np.float32(0.28 * soft)
            toe = struck(_tuned(_WOOD, tune * 1.25), 0.10, 0.004) * np.float32(0.18 * soft)
            return _sum((0, knock), (0, click), (roll, toe))
        case "stone" | "metal":
            ring = 2.4 if ground == "metal" else 1.0
            click = burst(rng, peak(2300 * tune, 0.6), 0.022, 0.0008) * np.float32(0.42 * heel)
            body = struck(((190 * tune, 0.5, 0.05 * ring), (520 * tune, 0.3, 0.05 * ring),
                           (1240 * tune, 0.14, 0.04 * ring)), 0.2, 0.001)  # fmt: skip
            scrape = _rub(rng, 2800, 0.6, 0.06) * np.float32(0.12)
            return _sum((0, click), (0, body * np.float32(0.6)), (roll, scrape))
        case "gravel":
            return _sum(
                (0, _thud(rng, 90, 0.09) * np.float32(0.35)),
                (0, _crumbs(rng, (1200, 4600), 26, 0.13) * np.float32(0.55 * heel)),
                (roll, _crumbs(rng, (1500, 5000), 16, 0.10) * np.float32(0.35)),
            )
        case "snow":
            return _sum(
                (0, _thud(rng, 75, 0.10) * np.float32(0.25)),
                (0, _crumbs(rng, (900, 3200), 46, 0.24) * np.float32(0.40 * heel)),
                (0.02, _rub(rng, 1500, 0.6, 0.22) * np.float32(0.22)),
            )
        case "sand":
            return _sum(
                (0, _thud(rng, 78, 0.10) * np.float32(0.42)),
                (0, _rub(rng, 1700 * tune, 0.8, 0.15) * np.float32(0.34 * heel)),
                (roll, _rub(rng, 2400 * tune, 0.7, 0.13) * np.float32(0.16)),
            )
        case "leaves":
            return _sum(
                (0, _thud(rng, 85, 0.09) * np.float32(0.35)),
                (0, _crumbs(rng, (1800, 5200), 24, 0.20) * np.float32(0.42 * heel)),
                (0, _rub(rng, 3000, 0.6, 0.20) * np.float32(0.16)),
            )
        case "water" | "mud":
            return _sum(
                (0, _rub(rng, 900 * tune, 0.9, 0.20) * np.float32(0.5 * heel)),
                (0.05, _crumbs(rng, (500, 1900), 12, 0.20) * np.float32(0.5)),
            )
        case _:
            return _sum(
                (0, _thud(rng, 84, 0.11) * np.float32(0.55 * heel)),
                (0, _rub(rng, 1100 * tune, 0.8, 0.10) * np.float32(0.22)),
                (roll, _rub(rng, 2000 * tune, 0.7, 0.09) * np.float32(0.10)),
            )


def running_step(rng: Rng, ground: str) -> Mono:
    """A footfall at a run: heavier, and on the ball of the foot."""
    first = step(rng, ground)
    return _sum((0, first), (0, _thud(rng, 95, 0.10) * np.float32(0.45)))


def hoof(rng: Rng, ground: str) -> Mono:
    """A hoof: hollow on hard ground, a drum on soft."""
    tune = float(rng.uniform(0.86, 1.16))
    if ground in ("stone", "wood", "metal", "gravel"):
        clop = struck(((410 * tune, 0.6, 0.06), (690 * tune, 0.5, 0.05), (1150 * tune, 0.25, 0.035),
                       (150, 0.4, 0.07)), 0.14, 0.001)  # fmt: skip
        return _sum((0, clop), (0, burst(rng, peak(2200, 0.6), 0.015, 0.0008) * np.float32(0.25)))
    return _sum(
        (0, _thud(rng, 72, 0.16) * np.float32(0.9)),
        (0.005, _rub(rng, 800, 0.8, 0.12) * np.float32(0.35)),
    )


def blade(rng: Rng, ground: str) -> Mono:
    """Steel on steel: a clash, and the ring that stays in the blade."""
    tune = float(rng.uniform(0.88, 1.16))
    ring = struck(
        tuple(
            (hertz * tune * float(rng.uniform(0.99, 1.01)), strength, lasts)
            for hertz, strength, lasts in (
                (1130, 0.35, 0.5), (1790, 0.45, 0.6), (2640, 0.40, 0.45), (3570, 0.22, 0.32),
                (4980, 0.10, 0.2), (640, 0.2, 0.2),
            )
        ),
        0.7,
        0.0012,
    )  # fmt: skip
    clash = burst(rng, peak(2600, 0.7), 0.05, 0.001) * np.float32(0.55)
    scrape = _rub(rng, 3600, 0.4, 0.16) * np.float32(0.12)
    return _sum((0, ring), (0, clash), (0.02, scrape))


def blow(rng: Rng, ground: str) -> Mono:
    """A blow that lands: a smack on top of a thump."""
    return _sum(
        (0, _thud(rng, 88, 0.18)),
        (0, burst(rng, peak(900, 0.8), 0.06, 0.0015) * np.float32(0.6)),
        (0.01, _rub(rng, 500, 0.7, 0.09) * np.float32(0.3)),
    )


def oar(rng: Rng, ground: str) -> Mono:
    """A stroke: the blade goes in, pulls, and drips."""
    pull = noise(rng, count_of(0.9), blend((1.0, peak(520, 0.8)), (0.4, peak(1700, 0.7))))
    knock = struck(_tuned(_WOOD, 1.3), 0.14, 0.004) * np.float32(0.35)
    return _sum(
        (0, knock),
        (0.05, pull * arch(len(pull), 1.4) * np.float32(0.5)),
        (0.75, _crumbs(rng, (600, 2000), 14, 0.6) * np.float32(0.35)),
    )


def spade(rng: Rng, ground: str) -> Mono:
    """A spade goes into the earth, and a load falls."""
    return _sum(
        (0, _rub(rng, 2500, 0.7, 0.16) * np.float32(0.5)),
        (0.04, _thud(rng, 105, 0.10) * np.float32(0.5)),
        (0.75, _crumbs(rng, (500, 2600), 26, 0.28) * np.float32(0.5)),
        (0.78, _thud(rng, 70, 0.14) * np.float32(0.5)),
    )


def scuff(rng: Rng, ground: str) -> Mono:
    """Hands and boots that search for a hold."""
    return _sum(
        (0, _rub(rng, 1300, 0.9, 0.22) * np.float32(0.5)),
        (0.08, _crumbs(rng, (900, 3600), 8, 0.35) * np.float32(0.4)),
    )


def knock(rng: Rng, ground: str) -> Mono:
    """Knuckles on a door."""
    tune = float(rng.uniform(0.95, 1.05))
    wood = struck(((148 * tune, 1.0, 0.10), (262 * tune, 0.6, 0.08), (455 * tune, 0.35, 0.05),
                   (830 * tune, 0.15, 0.03)), 0.2, 0.002)  # fmt: skip
    return _sum((0, wood), (0, burst(rng, peak(1300, 0.6), 0.014, 0.001) * np.float32(0.3)))


def door(rng: Rng, ground: str) -> Mono:
    """A latch, hinges, and a heavy door that falls shut."""
    latch = struck(((980, 0.4, 0.05), (1720, 0.3, 0.04), (320, 0.3, 0.05)), 0.09)
    time, creak = 0.0, np.zeros(count_of(0.75), np.float32)
    tick = struck(((340, 0.6, 0.04), (610, 0.5, 0.03), (1050, 0.3, 0.02)), 0.05, 0.0015)
    while time < 0.65:
        at = count_of(time)
        creak[at : at + len(tick)] += tick * np.float32(0.35 * np.sin(np.pi * time / 0.7) + 0.02)
        time += float(rng.uniform(0.85, 1.15)) / (30 + 55 * time)
    slam = struck(
        ((62, 1.0, 0.35), (108, 0.8, 0.25), (190, 0.5, 0.18), (330, 0.3, 0.1)), 0.5, 0.004
    )
    return _sum((0, latch), (0.15, creak), (0.95, slam), (0.95, latch * np.float32(0.7)))


def bell(rng: Rng, ground: str) -> Mono:
    """A church bell: hum, prime, minor third, fifth and octave, each with its own end."""
    home = 196.0
    partials = (
        (0.5, 0.5, 6.0), (1.0, 0.6, 4.5), (1.19, 0.5, 3.4), (1.5, 0.3, 2.6), (2.0, 0.75, 2.8),
        (2.52, 0.22, 1.5), (3.01, 0.25, 1.2), (4.1, 0.14, 0.8),
    )  # fmt: skip
    ring = struck(tuple((home * part, loud, lasts) for part, loud, lasts in partials), 5.5, 0.003)
    ring *= 0.5 + 0.5 * np.exp(-np.arange(len(ring), dtype=np.float32) / np.float32(RATE * 1.5))
    return _sum((0, ring), (0, burst(rng, peak(1500, 0.7), 0.03, 0.002) * np.float32(0.2)))


def shot(rng: Rng, ground: str) -> Mono:
    """A shot of black powder: a crack, a boom, and its roll over the land."""
    crack = burst(rng, band(300, 3600), 0.09, 0.0008)
    boom = noise(rng, count_of(1.4), low_pass(190)) * decay(count_of(1.4), 1.3, 0.004)
    return _sum((0, crack), (0, boom * np.float32(0.5)), (0, _thud(rng, 62, 0.3)))


def splash(rng: Rng, ground: str) -> Mono:
    """Something heavy goes into water, and the drops come down after it."""
    rush = noise(rng, count_of(0.9), blend((1.0, peak(700, 1.0)), (0.5, peak(2400, 0.8))))
    return _sum(
        (0, _thud(rng, 80, 0.2) * np.float32(0.6)),
        (0.02, rush * decay(len(rush), 0.85, 0.05)),
        (0.25, _crumbs(rng, (600, 2600), 60, 0.9) * np.float32(0.5)),
    )


def fall(rng: Rng, ground: str) -> Mono:
    """A body comes down."""
    return _sum(
        (0, _thud(rng, 66, 0.3)),
        (0, _rub(rng, 700, 0.9, 0.2) * np.float32(0.5)),
        (0.13, _thud(rng, 90, 0.16) * np.float32(0.5)),
    )


def shatter(rng: Rng, ground: str) -> Mono:
    """Glass that breaks and comes to rest."""
    total = _sum((0, noise(rng, count_of(0.12), band(1500, 6000)) * decay(count_of(0.12), 0.12)))
    parts: list[tuple[float, Mono]] = [(0.0, total * np.float32(0.5))]
    for _ in range(22):
        tune = float(rng.uniform(1500, 4000))
        shard = struck(((tune, 0.4, 0.12), (tune * 1.63, 0.2, 0.07)), 0.14)
        parts.append((float(rng.gamma(1.3, 0.13)), shard * np.float32(rng.uniform(0.1, 0.5))))
    return _sum(*parts)
