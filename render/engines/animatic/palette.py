"""The colours of each time of day; to tune the look, change a line here."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from render.contract import TimeOfDay
from render.engines.animatic.pen import Colour, colour, mix

SKY_STOPS = (0.0, 0.35, 0.62, 0.80, 0.90, 0.965, 1.0)
"""How far down the sky each of its seven colours lies; 1 is the horizon."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What colour things have at an hour."""

    sky: Colour
    """Seven colours, shape (7, 3), from the zenith to the horizon."""
    cloud_dark: Colour
    cloud_mid: Colour
    cloud_lit: Colour
    haze: Colour
    """What distance turns things into."""
    far: Colour
    mid: Colour
    near: Colour
    ink: Colour
    """Silhouettes."""
    sea_deep: Colour
    sea_lit: Colour
    ground: Colour
    """The light that lies on the ground, as the colour of a white sheet on it."""
    key: Colour
    """The light that comes from the pocket in the sky."""
    rim: Colour
    fog: Colour
    window: Colour


def blend(one: Palette, other: Palette, share: float) -> Palette:
    """A palette between two."""
    return Palette(
        **{
            part.name: mix(getattr(one, part.name), getattr(other, part.name), share)
            for part in fields(Palette)
        }
    )


def _palette(sky: str, clouds: str, depth: str, sea: str, light: str) -> Palette:
    """Five rows of hex colours, in the order of Palette's fields."""
    rows = [[colour(word) for word in row.split()] for row in (sky, clouds, depth, sea, light)]
    return Palette(np.stack(rows[0]), *rows[1], *rows[2], *rows[3], *rows[4])


PALETTES: dict[TimeOfDay, Palette] = {
    TimeOfDay.DAWN: _palette(
        "#5f7f9c #8ea4b2 #c4b9b4 #e8bfa6 #f7cda6 #ffdcb2 #fff0d2",
        "#6f7a8a #a5a6ae #ffc294",
        "#d3c3b8 #8e98a2 #4f5a64 #252d36 #191f28",
        "#4f6b7b #ffe6c6",
        "#a29a95 #ffe2b6 #ffd6a6 #d2cac6 #ffcf80",
    ),
    TimeOfDay.DAY: _palette(
        "#2c669f #4a86bb #79a9cb #a6c6d8 #c6d9df #dce6e2 #f3f0e0",
        "#8595a4 #bccad3 #fff4e0",
        "#bccbd2 #7790a2 #43545a #1e2a2c #151d22",
        "#1f5068 #eef4ee",
        "#cfcfc6 #fff3da #fff2d8 #cfdade #ffdf9f",
    ),
    TimeOfDay.GOLDEN_HOUR: _palette(
        "#38597c #5d7c96 #a0a294 #dcb27a #f5ba68 #ffcb7c #ffe9b8",
        "#5e606c #a98c7a #ffb768",
        "#dcae78 #8a7c70 #463a34 #1d1713 #130e0c",
        "#2b4858 #ffd08a",
        "#a88a68 #ffbf6c #ffc47a #d8b48a #ffc463",
    ),
    TimeOfDay.DUSK: _palette(
        "#17212f #283a4b #4a5863 #85786c #c48a5c #f2b676 #ffd9a0",
        "#141d28 #3c4856 #dd9462",
        "#8c8682 #3f505c #1b262f #0b1117 #06090d",
        "#10202b #d2a478",
        "#5a646c #ffcf96 #e8b07c #76848c #ffc36b",
    ),
    TimeOfDay.NIGHT: _palette(
        "#040814 #08122a #0f2242 #1c3656 #2b4a68 #3f607c #587a92",
        "#060c1c #172a48 #6d8cab",
        "#35506c #1c3049 #0b1626 #050a13 #030509",
        "#06132a #8fb0cc",
        "#2c3d55 #a9c6e0 #7f9fc0 #3d5874 #ffb95a",
    ),
    TimeOfDay.MOONLIGHT: _palette(
        "#060b1e #0d1b3c #1b335c #33547c #54789a #84a4ba #b9ccd6",
        "#0a1226 #2a4268 #c2d8ea",
        "#56748f #2b4464 #101d33 #070d18 #04070d",
        "#0a1a34 #d6e6f4",
        "#46607e #d6e8f8 #abc8e2 #5d7c98 #ffb347",
    ),
}
