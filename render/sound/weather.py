"""What the air does: wind, leaves, rain and snow, and thunder near and far."""

from __future__ import annotations

import numpy as np

from render.sound.craft import (
    Rng,
    Track,
    between,
    burst,
    control_times,
    count_of,
    decay,
    end_softly,
    filtered,
    lay,
    moments,
    noise,
    pan,
    silence,
    slow,
    stretched,
    wide,
)
from render.sound.spectra import RATE, Curve, Mono, band, blend, low_pass, peak, slope


def _gusts(rng: Rng, count: int, power: float) -> Track:
    """How hard it blows on either side, 0 to 1: a gust passes over from one side to the other."""
    lag = count_of(0.35)
    long = count + lag
    blow = slow(rng, long, 0.15, -0.1, 1.25) * 0.75 + slow(rng, long, 0.5, -0.3, 0.5)
    blow += slow(rng, long, 1.9, -0.5, 0.5) * np.float32(0.12 + 0.16 * power)
    blow = np.clip(blow, 0.02, 1)
    if rng.random() < 0.5:
        return np.stack((blow[:count], blow[lag:]))
    return np.stack((blow[lag:], blow[:count]))


def wind(rng: Rng, count: int, power: float) -> Track:
    """Wind over open country: it comes in gusts and its note rises with them.

    Its strength lies below 400 Hz; bare branches peak near 200 Hz.
    """
    blow = _gusts(rng, count, power)
    strong = blow * np.float32(0.45 + 0.55 * power)
    total = wide(rng, count, slope(3, 60, 700), 0.4) * (0.10 + 0.75 * strong)
    # A resonance that wanders: neighbours take over from each other as the gust swells.
    for place, hertz in ((0.0, 170), (0.33, 270), (0.67, 430), (1.0, 650)):
        tone = wide(rng, count, peak(hertz, 0.24), 0.1)
        total += tone * _nearness(blow, place) * strong * np.float32(0.60)
    total += wide(rng, count, peak(1500, 0.9), 0.2) * (np.square(strong) * np.float32(0.22))
    return np.asarray(total, np.float32)


def _nearness(blow: Track, place: float) -> Track:
    """How near the note of gusts is to a place between its lowest and its highest, 0 to 1."""
    note = 0.15 + 0.85 * np.clip(blow * 1.25 - 0.15, 0, 1)
    return np.exp(-np.square((note - np.float32(place)) / np.float32(0.27)))


def draught(rng: Rng, count: int, power: float) -> Track:
    """Wind that finds its way into a house: a low moan in the chimney."""
    blow = _gusts(rng, count, power)
    total = wide(rng, count, slope(5, 60, 500), 0.4) * (0.15 + 0.5 * blow)
    for hertz, share in ((145, 0.5), (218, 0.4), (330, 0.22)):
        total += wide(rng, count, peak(hertz, 0.10), 0.5) * np.square(blow) * np.float32(share)
    return np.asarray(total, np.float32)


def leaves(rng: Rng, count: int, power: float) -> Track:
    """Foliage: its rustle lies at 2-5 kHz and flutters with the wind."""
    blow = _gusts(rng, count, power)
    flutter = np.stack([slow(rng, count, 9, 0.55, 1) for _ in range(2)])
    high = wide(rng, count, peak(3300, 0.75), 0.05) * flutter
    total = high * 0.7 + wide(rng, count, peak(1300, 0.8), 0.15) * 0.5
    return np.asarray(total * (0.22 + 1.6 * blow * np.sqrt(blow)), np.float32)


def grass(rng: Rng, count: int, power: float) -> Track:
    """Grass, heather or sand that the wind combs: thinner than leaves."""
    blow = _gusts(rng, count, power)
    return wide(rng, count, peak(4200, 0.6), 0.05) * np.square(0.2 + 0.8 * blow)


def rain(rng: Rng, count: int, power: float) -> Track:
    """Rain on open ground: a broad hush, and single drops that can be told apart."""
    hush = blend((1.0, peak(2700, 1.05)), (0.4, peak(650, 0.9)))
    total = wide(rng, count, hush, 0.1) * (0.36 + 0.36 * power)
    total *= slow(rng, count, 0.5, 0.82, 1)
    _patter(rng, total, (900, 3600), 40 + 70 * power, 2.2)
    return total


def rain_on_leaves(rng: Rng, count: int, power: float) -> Track:
    """Rain that falls through a canopy: softer, with big late drops."""
    hush = blend((1.0, peak(2200, 1.0)), (0.4, peak(700, 0.8)))
    total = wide(rng, count, hush, 0.1) * (0.40 + 0.3 * power) * slow(rng, count, 0.4, 0.7, 1)
    _patter(rng, total, (700, 2600), 45 + 60 * power, 1.0)
    return total


def rain_on_roof(rng: Rng, count: int, power: float) -> Track:
    """Rain as it is heard indoors: dull, drumming, with a gutter that runs."""
    total = wide(rng, count, slope(4, 160, 1800), 0.35) * (0.5 + 0.4 * power)
    total *= slow(rng, count, 0.5, 0.75, 1)
    _patter(rng, total, (260, 900), 40 + 60 * power, 0.9)
    return filtered(total, low_pass(1500, 1.2))


def rain_on_canvas(rng: Rng, count: int, power: float) -> Track:
    """Rain on a tent or a sail: a taut drumming close by."""
    total = wide(rng, count, peak(800, 1.0), 0.3) * (0.4 + 0.3 * power)
    _patter(rng, total, (300, 1400), 90 + 120 * power, 1.0)
    return total


def rain_on_water(rng: Rng, count: int, power: float) -> Track:
    """Rain on the sea: finer and brighter than on land."""
    total = wide(rng, count, blend((1.0, peak(3500, 0.9)), (0.3, peak(900, 0.9))), 0.05)
    total *= (0.5 + 0.35 * power) * slow(rng, count, 0.6, 0.8, 1)
    _patter(rng, total, (1900, 4600), 50 + 60 * power, 0.5)
    return total


def _patter(rng: Rng, track: Track, span: tuple[float, float], rate: float, loud: float) -> None:
    """Drops: short bursts of many notes and strengths, few of them strong."""
    bank: list[Mono] = []
    for _ in range(24):
        middle = between(rng, *span)
        lasts = float(rng.uniform(0.012, 0.03)) * (1000 / middle) ** 0.3
        bank.append(burst(rng, peak(middle, 0.35), lasts, 0.0012))
    count = len(track[0])
    for _ in range(int(rng.poisson(rate * count / RATE))):
        strength = min(float(rng.pareto(2.6)) + 0.15, 2.2) * loud
        drop = bank[int(rng.integers(len(bank)))] * np.float32(strength)
        lay(track, pan(drop, float(rng.uniform(-0.9, 0.9))), int(rng.integers(count)))


def snowfall(rng: Rng, count: int, power: float) -> Track:
    """Falling snow swallows sound: a breath of air, no more."""
    soft = wide(rng, count, blend((1.0, slope(4, 80, 900)), (0.05, peak(4200, 0.5))), 0.2)
    return soft * slow(rng, count, 0.25, 0.55, 1)


def thunder(rng: Rng, near: float, seconds: float = 6.5) -> Track:
    """One clap and its roll. `near` is 1 for a stroke close by, 0 for one miles away.

    Close strokes have their strength at 300-700 Hz, distant ones at 100-400 Hz, and below.
    """
    count = count_of(seconds)
    total = silence(count)
    time = control_times(count)
    # The channel is long and bent: its parts arrive one after another.
    roll = np.zeros((2, len(time)), np.float32)
    arrivals = int(rng.integers(6, 10))
    for index in range(arrivals):
        at = float(rng.uniform(0, 0.15)) if index == 0 else float(rng.gamma(1.7, 0.75)) + 0.1
        tall = float(rng.uniform(0.55, 1.0)) * np.exp(-at / 2.0) if index else 0.6 + 0.4 * near
        since = np.maximum(time - np.float32(at), 0)
        shape = 1 - np.exp(-since / np.float32(0.03 + 0.10 * (1 - near)))
        shape *= np.exp(-since / np.float32(rng.uniform(0.35, 0.9)))
        side = float(rng.uniform(-0.6, 0.6))
        roll += np.float32(tall) * shape * np.array([[1 - side], [1 + side]], np.float32)
    rumble = np.stack([stretched(side, count) for side in roll])
    growl = np.stack([0.55 + 0.45 * slow(rng, count, 11, 0, 1) for _ in range(2)])
    total += wide(rng, count, slope(4.5, 45, 260 + 200 * near), 0.5) * rumble * growl
    total += wide(rng, count, peak(110, 0.7), 0.6) * rumble * np.float32(0.55)
    if near > 0.3:
        total += _crack(rng, count) * np.float32(0.9 * near)
    ending = count_of(1.2)
    total[:, -ending:] *= np.linspace(1, 0, ending, dtype=np.float32) ** 2
    return total


def _crack(rng: Rng, count: int) -> Track:
    """The tearing at the head of a near stroke."""
    total = silence(count)
    time = 0.0
    for _ in range(int(rng.integers(5, 9))):
        middle = float(rng.uniform(350, 1500))
        tear = burst(rng, peak(middle, 0.8), float(rng.uniform(0.10, 0.32)), 0.003)
        place = float(rng.uniform(-0.5, 0.5))
        lay(total, pan(tear * np.float32(rng.uniform(0.4, 1)), place), count_of(time))
        time += float(rng.uniform(0.015, 0.075))
    return total


def distant_thunder(rng: Rng, count: int, power: float) -> Track:
    """A storm somewhere behind the walls: a roll now and then."""
    total = silence(count)
    for time in moments(rng, count / RATE, 0.10 + 0.05 * power, 5.0):
        lay(total, filtered(thunder(rng, 0.0), low_pass(240)), count_of(time))
    return total


def canvas(rng: Rng, count: int, power: float) -> Track:
    """Cloth that the wind fills and slackens: a sail or the wall of a tent."""
    total = silence(count)
    bank = [_flap(rng) for _ in range(8)]
    for time in moments(rng, count / RATE, 0.7 + 2.2 * power, 0.08):
        flap = bank[int(rng.integers(len(bank)))] * np.float32(rng.uniform(0.2, 0.8) ** 1.5)
        lay(total, pan(flap, float(rng.uniform(-0.6, 0.6))), count_of(time))
    return total


def _flap(rng: Rng) -> Mono:
    curve: Curve = blend((1.0, peak(float(rng.uniform(110, 210)), 0.6)), (0.3, band(500, 1800)))
    count = count_of(float(rng.uniform(0.12, 0.3)))
    return end_softly(noise(rng, count, curve) * decay(count, count / RATE, 0.02))
