"""What houses, hearths and ships sound like when nobody says a word."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    between,
    burst,
    count_of,
    lay,
    moments,
    pan,
    silence,
    slow,
    struck,
    wide,
)
from render.sound.spectra import RATE, Mono, band, blend, high_pass, peak, slope


def room_tone(rng: Rng, count: int, power: float) -> Track:
    """The silence of a room: air that hardly moves."""
    air = blend((1.0, slope(5, 70, 1000)), (0.08, peak(2600, 1.0)))
    return wide(rng, count, air, 0.5) * slow(rng, count, 0.2, 0.8, 1)


def great_air(rng: Rng, count: int, power: float) -> Track:
    """The silence of a hall or a church: deeper and wider, with a breath in it."""
    total = wide(rng, count, slope(6, 50, 420), 0.1) * slow(rng, count, 0.12, 0.6, 1)
    total += wide(rng, count, peak(300, 0.5), 0.1) * slow(rng, count, 0.2, 0.05, 0.4)
    return total


def hollow_air(rng: Rng, count: int, power: float) -> Track:
    """Air in stone: caves, stairwells and cells hum at a note of their own."""
    total = wide(rng, count, slope(6, 45, 260), 0.2) * slow(rng, count, 0.1, 0.6, 1)
    for hertz, share in ((88, 0.5), (132, 0.3), (205, 0.14)):
        swell = slow(rng, count, 0.15, 0.1, 1)
        total += wide(rng, count, peak(hertz, 0.09), 0.2) * swell * np.float32(share)
    return total


def fire(rng: Rng, count: int, power: float) -> Track:
    """A fire: lapping flames, hissing sap, and crackling wood.

    The three parts, and that hissing follows the fourth power of a slow curve, are those of
    A. Farnell, Designing Sound (2010), chapter 34.
    """
    flames = np.square(slow(rng, count, 3.5, 0.25, 1)) * slow(rng, count, 0.4, 0.6, 1)
    total = wide(rng, count, blend((1.0, band(55, 190)), (0.10, peak(500, 0.8))), 0.6)
    total *= flames * np.float32(0.30 + 0.3 * power)
    hiss = slow(rng, count, 2.2, 0.2, 1) ** 4
    total += wide(rng, count, peak(3600, 0.7), 0.3) * (hiss * np.float32(0.07 + 0.05 * power))
    snaps = [_snap(rng) for _ in range(20)]
    busy = slow(rng, count, 0.5, 0.1, 1)
    for time in moments(rng, count / RATE, 16 + 14 * power):
        at = count_of(time)
        if at < count and rng.random() < busy[at]:
            strength = min(float(rng.pareto(1.5)) * 0.30 + 0.12, 2.4)
            snap = snaps[int(rng.integers(len(snaps)))] * np.float32(strength)
            lay(total, pan(snap, float(rng.uniform(-0.35, 0.35))), at)
    for time in moments(rng, count / RATE, 0.35 + 0.3 * power, 0.8):
        lay(total, pan(_pop(rng), float(rng.uniform(-0.3, 0.3))), count_of(time))
    return total * np.float32(1.8)


def _snap(rng: Rng) -> Mono:
    lasts = float(rng.uniform(0.006, 0.028))
    return burst(rng, peak(between(rng, 900, 3600), 0.45), lasts, 0.0006)


def _pop(rng: Rng) -> Mono:
    pop = burst(rng, peak(float(rng.uniform(240, 520)), 0.5), 0.05, 0.001) * np.float32(1.1)
    pop[: count_of(0.02)] += burst(rng, peak(2200, 0.6), 0.02, 0.0006)
    return pop


def clock(rng: Rng, count: int, power: float) -> Track:
    """A clock on the wall, once a second."""
    total = silence(count)
    ticks = [
        struck(((1750 * tune, 0.7, 0.035), (2900 * tune, 0.35, 0.02), (420, 0.4, 0.06)), 0.09)
        for tune in (1.0, 0.86)
    ]
    start = float(rng.uniform(0.1, 0.9))
    for index in range(int(count / RATE) + 1):
        lay(total, pan(ticks[index % 2], 0.45), count_of(start + index))
    return total


def timbers(rng: Rng, count: int, power: float) -> Track:
    """A wooden ship: she rolls every 7 s or so, and her planks complain."""
    total = wide(rng, count, slope(6, 45, 300), 0.4) * slow(rng, count, 0.14, 0.25, 0.6)
    bank = [_creak(rng) for _ in range(7)]
    for time in moments(rng, count / RATE, 0.42 + 0.35 * power, 0.6):
        creak = bank[int(rng.integers(len(bank)))] * np.float32(rng.uniform(0.25, 0.9))
        lay(total, pan(creak, float(rng.uniform(-0.8, 0.8))), count_of(time))
    for time in moments(rng, count / RATE, 0.12 + 0.1 * power, 2.0):
        knock = struck(((92, 0.8, 0.22), (168, 0.5, 0.16), (310, 0.2, 0.1)), 0.3, 0.004)
        lay(total, pan(knock, float(rng.uniform(-0.6, 0.6))), count_of(time))
    return total


def _creak(rng: Rng) -> Mono:
    """Wood that sticks and slips: many small knocks whose rate glides."""
    lasts = float(rng.uniform(0.45, 1.2))
    body = float(rng.uniform(0.75, 1.35))
    knock = struck(
        ((310 * body, 0.8, 0.045), (560 * body, 0.6, 0.035), (890 * body, 0.4, 0.025),
         (1480 * body, 0.18, 0.015)),
        0.06,
        0.0015,
    )  # fmt: skip
    count = count_of(lasts + 0.1)
    sound = np.zeros(count, np.float32)
    first, last = float(rng.uniform(38, 62)), float(rng.uniform(16, 34))
    if rng.random() < 0.4:
        first, last = last, first
    time = 0.0
    while time < lasts:
        share = time / lasts
        at = count_of(time)
        part = knock[: count - at]
        sound[at : at + len(part)] += part * np.float32(
            max(0.0, np.sin(np.pi * share)) ** 0.7 * rng.uniform(0.6, 1) * 0.8
        )
        time += float(rng.uniform(0.85, 1.15)) / (first + (last - first) * share)
    return sound


def machine_hum(rng: Rng, count: int, power: float) -> Track:
    """A modern building: ventilation, and mains somewhere in the walls."""
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)
    total = wide(rng, count, blend((1.0, slope(4, 90, 900)), (0.1, peak(2000, 0.8))), 0.4)
    for hertz, share in ((100, 0.16), (200, 0.05), (300, 0.025)):
        hum = np.sin(time * np.float32(2 * np.pi * hertz)) * np.float32(share)
        total += hum * slow(rng, count, 0.2, 0.6, 1)
    return total


def vessel_hum(rng: Rng, count: int, power: float) -> Track:
    """A vessel among the stars: engines far below, air in the ducts."""
    total = wide(rng, count, slope(5, 60, 500), 0.2) * slow(rng, count, 0.1, 0.7, 1)
    for hertz, share in ((55, 0.9), (82.5, 0.5), (110.4, 0.4), (165.2, 0.18), (220.7, 0.1)):
        total += wide(rng, count, peak(hertz, 0.012), 0.4) * np.float32(share * 0.5)
    return total


def rails(rng: Rng, count: int, power: float) -> Track:
    """A carriage on rails or cobbles: a rumble, and joints that pass below."""
    total = wide(rng, count, slope(4, 60, 500), 0.4) * slow(rng, count, 0.6, 0.7, 1)
    clack = struck(((130, 0.8, 0.12), (270, 0.5, 0.08), (640, 0.25, 0.05)), 0.2, 0.003)
    clack += burst(rng, high_pass(900), 0.2, 0.002) * np.float32(0.03)
    time = float(rng.uniform(0.1, 0.6))
    while time < count / RATE:
        for after, strength in ((0.0, 0.9), (0.13, 0.7)):
            lay(total, pan(clack * np.float32(strength), 0.0), count_of(time + after))
        time += 0.82 * float(rng.uniform(0.97, 1.03))
    return total
