"""The light on people: from the pocket in the sky, from a fire, and from all round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from render.contract import Light, Shot
from render.engines.animatic.figures.relief import Lamp, Lighting
from render.engines.animatic.mood import Mood
from render.engines.animatic.palette import Palette
from render.engines.animatic.pen import Colour, colour, mix
from render.engines.animatic.stage import Scenery, Stage

FIRE = colour("#ff9a4c")
_MOON = colour("#7f9fd0")
_BOUNCE = np.array((1.0, 0.90, 0.78), np.float32)
"""What a lamp before the face is warmed by, as a cameraman's gold reflector does."""
_NIGHT_BOUNCE = np.array((1.36, 0.98, 0.76), np.float32)
"""By night as much less light, and so much warmer, that pale skin is skin and not ashes."""
_MOST = 1.95
"""The most light, all lamps together, that a figure is given; 1 is a white sheet in the sun."""
_BEHIND = {"far": -0.44, "whole": -0.30, "near": -0.20, "close": -0.12}
"""How far behind people their light stands: far off they are silhouettes, near by modelled."""
_FILL = {"far": 0.34, "whole": 0.72, "near": 1.0, "close": 1.12}
"""How much of the light from all round reaches the eye."""
_DARKER = {"far": 0.58, "whole": 0.40, "near": 0.16, "close": 0.08}
"""How much of their light people lose before the brightest snow, so that they stand out from it."""

_FLAME = {"far": 2.2, "whole": 2.2, "near": 1.8, "close": 1.4}
"""How bright a fire is: nearer, skin would burn out to yellow."""
_RED_INK = 0.8
"""How much of its own brightness red keeps where it is printed from a block of its own."""
_KEYLINE = 0.0045
_STARLIGHT = colour("#9db4e6")
"""What traces the edges of who stands before nothing at all."""
_STARK = {"far": 1.0, "whole": 1.0, "near": 0.6, "close": 0.0}
"""How much of a style's starkness is for them: a face keeps its light."""


def lighting_for(shot: Shot, stage: Stage, scenery: Scenery, near: str, x: float) -> Lighting:
    """What lights somebody at `x` pixels. `near` is far, whole, near or close."""
    lighting = _light_on(shot, stage, scenery, near, x)
    if stage.mood.style.medium == "ink":
        return replace(lighting, red=_RED_INK)
    return lighting


def keyline_for(stage: Stage) -> float:
    """How wide a line is cut round people, in pixels: by ink alone white hair is lost in snow."""
    if stage.mood.style.medium != "ink":
        return 0.0
    return _KEYLINE * stage.height * min(1.0, 1.6 * _dazzle(stage.palette.ground))


def _light_on(shot: Shot, stage: Stage, scenery: Scenery, near: str, x: float) -> Lighting:
    mood = stage.mood
    if scenery.lamp is not None:
        return _by_fire(shot, stage, scenery.lamp, near, x)
    lighting = _under_sky(shot, mood, stage.side, near)
    if scenery.sky:
        return lighting
    lighting = _in_the_dark(lighting)
    if shot.place.interior:
        return _exposed(lighting)
    # in open space there is no air to part a head from the black behind it
    return replace(lighting, wrap=_STARLIGHT, wrap_share=0.5)


def _under_sky(shot: Shot, mood: Mood, side: float, near: str) -> Lighting:
    palette, light = mood.palette, shot.light
    z, fill, key, rim = _BEHIND[near], _FILL[near], 0.95 + 0.38 * mood.glow, 0.55
    match light:
        case Light.BACKLIGHT:
            z, key, rim, fill = z - 0.10, key * 1.15, 0.9, fill * 0.85
        case Light.OVERCAST:
            z, key, rim, fill = z + 0.10, key * 0.5, 0.55, fill * 1.2
        case Light.LOW_KEY:
            z, fill = z - 0.05, fill * 0.62
        case Light.HIGH_KEY:
            z, fill = z + 0.14, fill * 1.35
        case _:
            pass
    sky = np.asarray(palette.sky[2:6].mean(0), np.float32)
    ground = palette.ground
    above = mix(sky, ground, 0.45) * np.float32(fill)
    below = mix(ground, palette.haze, 0.25) * np.float32(fill * 0.62)
    night = _night(palette) if near in ("near", "close") else 0.0
    lamps = [
        Lamp(palette.rim, key * (1 - 0.42 * night), z, complex(side, -0.50)),
        Lamp(_lifted(sky, 120), rim, -0.42, complex(-0.8 * side, -0.75)),
    ]
    if near in ("near", "close"):
        # What the bright air before the face gives back, so that skin is skin at any hour.
        bounce = _BOUNCE + (_NIGHT_BOUNCE - _BOUNCE) * np.float32(night)
        back = _lifted(mix(palette.haze, palette.key, 0.5) * bounce, 185 - 60 * night)
        lamps.append(Lamp(back, 0.80 * fill, 0.52, complex(0.3 * side, -0.35)))
    wrap = 0.16 + 0.10 * mood.fog
    lighting = _exposed(Lighting(tuple(lamps), above, below, palette.haze, wrap))
    darker = _dazzle(ground) * min(0.85, _DARKER[near] + mood.style.stark * _STARK[near])
    return _shared(lighting, 1 - darker)


def _night(palette: Palette) -> float:
    """How far the light is that of a night: cold, and on dark ground."""
    cold = (float(palette.key[2]) - float(palette.key[0])) / 34
    dark = (118 - float(palette.ground.mean())) / 20
    return min(1.0, max(0.0, cold)) * min(1.0, max(0.0, dark))


def _dazzle(ground: Colour) -> float:
    """How bright the ground is that people stand before: 0 up to a road at noon, 1 for snow."""
    return min(1.0, max(0.0, (float(ground.mean()) - 140) / 110))


def _in_the_dark(lighting: Lighting) -> Lighting:
    """Before black nothing is a silhouette: a harder key, and what the walls give back."""
    lamps = tuple(replace(lamp, power=lamp.power * 1.5, z=lamp.z + 0.10) for lamp in lighting.lamps)
    back = colour("#5b6f8c") * np.float32(0.45)
    return replace(lighting, lamps=lamps, above=lighting.above + back, below=lighting.below + back)


def _exposed(lighting: Lighting, day: float = 1.0) -> Lighting:
    """By day there is light to spare: stopped down, so that cloth and skin keep their colours."""
    least = min(float(lighting.above.max()), 255.0) / 255
    total = least + sum(lamp.power * float(lamp.tone.max()) / 255 for lamp in lighting.lamps)
    share = 1 + (min(1.0, _MOST / total) - 1) * day
    if share == 1.0:
        return lighting
    return _shared(lighting, share)


def _shared(lighting: Lighting, share: float) -> Lighting:
    """All of the light, so much dimmer."""
    lamps = tuple(replace(lamp, power=lamp.power * share) for lamp in lighting.lamps)
    dim = np.float32(share)
    return Lighting(
        lamps,
        lighting.above * dim,
        lighting.below * dim,
        lighting.wrap,
        lighting.wrap_share * share,
    )


def _by_fire(shot: Shot, stage: Stage, lamp: tuple[float, float], near: str, x: float) -> Lighting:
    mood, fill = stage.mood, _FILL[near]
    side = 1.0 if lamp[0] >= x else -1.0
    dim = {Light.LOW_KEY: 0.7, Light.HIGH_KEY: 1.5}.get(shot.light, 1.0)
    day = float(mood.palette.ground.mean()) / 255
    # Far from the hearth its light is what the walls give back: never nothing.
    reach = stage.unit * (0.75 if near == "far" else 1.3)
    z = {"far": -0.34, "whole": -0.26, "near": -0.14, "close": -0.08}[near]
    at = complex(lamp[0], lamp[1] - 0.06 * stage.unit)
    if abs(lamp[0] - x) < 0.22 * stage.unit:
        at = complex(x + side * 0.34 * stage.unit, at.imag)
    cold = mix(_MOON, mood.palette.key, min(1.0, 1.6 * day))
    warm = colour("#6b4630")
    above = mix(warm, cold, 0.25 + 0.5 * day) * np.float32(fill * dim * (0.85 + 0.8 * day))
    below = warm * np.float32(fill * dim * 0.85)
    lamps = [
        Lamp(FIRE, _FLAME[near] * dim**0.5, z, at=at, reach=reach),
        Lamp(cold, 0.62 + 0.5 * day, -0.38, complex(-side, -0.7)),
    ]
    if near in ("near", "close"):
        lamps.append(Lamp(FIRE, 0.42 * dim, 0.40, complex(side, -0.2)))
    lighting = Lighting(tuple(lamps), above, below, colour("#a0643c"), 0.12)
    # By day a room has its windows' light as well.
    return _exposed(lighting, min(1.0, max(0.0, (day - 0.42) / 0.25)))


def _lifted(tone: Colour, least: float) -> Colour:
    """A colour made bright enough to light something."""
    top = float(tone.max())
    return tone if top >= least else tone * np.float32(least / max(top, 1.0))
