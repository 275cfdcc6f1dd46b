"""Turns a shot's hour, weather and light into one mood: colours, and how strongly things show."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from render.contract import Framing, Light, Shot, StyleName, TimeOfDay, Weather
from render.engines.animatic.noise import step
from render.engines.animatic.palette import PALETTES, Palette, blend
from render.engines.animatic.pen import Colour, colour, floats, mix
from render.engines.animatic.styles import STYLES, Style


@dataclass(frozen=True, slots=True)
class Mood:
    """Everything that the light and the weather decide. Shares are 0 to 1 unless said."""

    palette: Palette
    cover: float
    """How much of the sky the clouds take."""
    glow: float
    """The strength of the pocket of light, about 1."""
    fog: float
    rain: float = 0.0
    snow: float = 0.0
    wind: float = 0.3
    lightning: bool = False
    stars: float = 0.0
    moon: bool = False
    sun: bool = False
    lamps: float = 0.0
    """How brightly windows, lanterns and candles show."""
    hearth: float = 0.85
    """How high an indoor fire burns."""
    campfire: bool = False
    exposure: float = 1.0
    contrast: float = 1.0
    lift: float = 0.0
    """How far dark tones are raised: a night is told by its hue, and read on a phone."""
    saturation: float = 1.0
    vignette: float = 0.5
    bloom: float = 0.12
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    style: Style = STYLES[StyleName.MATTE]
    """The look of the whole film."""

    @property
    def is_dark(self) -> bool:
        """Whether lamps matter more than the sky."""
        return float(self.palette.ground.mean()) < 85


@dataclass(frozen=True, slots=True)
class _Air:
    """What a weather does to the air."""

    cover: float
    fog: float
    wind: float
    glow: float = 1.0
    rain: float = 0.0
    snow: float = 0.0


_DARK = (TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT)
_WEATHERS: dict[Weather, _Air] = {
    Weather.CLEAR: _Air(cover=0.30, fog=0.22, wind=0.25),
    Weather.CLOUD: _Air(cover=0.62, fog=0.30, wind=0.35),
    Weather.FOG: _Air(cover=0.85, fog=1.0, wind=0.12, glow=0.6),
    Weather.RAIN: _Air(cover=0.80, fog=0.55, wind=0.45, glow=0.7, rain=0.55),
    Weather.STORM: _Air(cover=0.88, fog=0.45, wind=1.0, glow=0.95, rain=1.0),
    Weather.SNOW: _Air(cover=0.78, fog=0.60, wind=0.30, glow=0.7, snow=1.0),
    Weather.WIND: _Air(cover=0.50, fog=0.25, wind=0.95),
}
_LAMPS: dict[TimeOfDay, float] = {
    TimeOfDay.DAWN: 0.55,
    TimeOfDay.DAY: 0.0,
    TimeOfDay.GOLDEN_HOUR: 0.35,
    TimeOfDay.DUSK: 0.95,
    TimeOfDay.NIGHT: 1.0,
    TimeOfDay.MOONLIGHT: 0.95,
}
_NIGHT_LIFT = 0.29
_ROOM_LIFT = 0.19


def mood_of(shot: Shot, style: Style = STYLES[StyleName.MATTE]) -> Mood:
    """The mood of a shot in a film of that style."""
    place = shot.place
    hour = place.time_of_day
    air = _WEATHERS[place.weather]
    mood = Mood(
        palette=PALETTES[hour],
        cover=air.cover,
        glow=air.glow,
        fog=air.fog,
        rain=air.rain,
        snow=air.snow,
        wind=air.wind,
        stars=1.0 if hour in _DARK else 0.15 if hour is TimeOfDay.DUSK else 0.0,
        moon=hour is TimeOfDay.MOONLIGHT,
        sun=hour in (TimeOfDay.DAWN, TimeOfDay.GOLDEN_HOUR, TimeOfDay.DUSK),
        lamps=_LAMPS[hour],
        style=style,
    )
    lit = _lit(_under(mood, place.weather), shot)
    if not place.interior:
        return replace(lit, lift=_lift_of(lit.palette))
    if shot.framing not in (Framing.WIDE, Framing.EXTREME_WIDE):
        return lit
    # a room as a whole is exposed for its corners, not for its flames
    dark = _lift_of(lit.palette) / _NIGHT_LIFT
    return replace(lit, lift=_ROOM_LIFT * dark, vignette=lit.vignette * (1 - 0.4 * dark))


def _lift_of(palette: Palette) -> float:
    """From nothing where the ground has the light of dusk to the whole where it has a night's."""
    return _NIGHT_LIFT * step(105, 63, float(palette.ground.mean()))


def _under(mood: Mood, weather: Weather) -> Mood:
    palette = mood.palette
    if weather in (Weather.RAIN, Weather.STORM):
        heavy = weather is Weather.STORM
        return replace(
            mood,
            palette=_greyed(palette, 0.42 if heavy else 0.5, 0.90 if heavy else 0.94),
            lightning=heavy,
            stars=0.0,
            moon=False,
            sun=False,
            lamps=max(mood.lamps, 0.6),
        )
    if weather is Weather.FOG:
        veil = np.repeat(palette.fog[None], len(palette.sky), 0)
        hidden = replace(
            palette,
            sky=mix(mix(palette.sky, veil, 0.62), palette.sky, 0.25),
            haze=mix(palette.haze, palette.fog, 0.7),
            cloud_dark=mix(palette.cloud_dark, palette.fog, 0.75),
            cloud_mid=mix(palette.cloud_mid, palette.fog, 0.8),
            far=mix(palette.far, palette.fog, 0.55),
            mid=mix(palette.mid, palette.fog, 0.22),
        )
        return replace(mood, palette=hidden, stars=0.0, moon=False, sun=False, contrast=0.92)
    if weather is Weather.SNOW:
        grey = _greyed(palette, 0.5, 1.0)
        white = replace(grey, ground=mix(grey.ground * 1.35, colour("#eef2f6"), 0.12))
        return replace(mood, palette=white, stars=0.0, moon=False, sun=False)
    if weather is Weather.CLOUD:
        return replace(mood, palette=_greyed(palette, 0.14, 0.96), stars=mood.stars * 0.3)
    return mood


def _greyed(palette: Palette, share: float, exposure: float) -> Palette:
    """The palette under a closed sky: greyer and darker, but for its pocket of light."""
    slate = _grey_under(palette)
    grey = palette.sky.mean(1, keepdims=True) * slate

    def ashen(tone: Colour, share: float = share) -> Colour:
        return mix(tone, np.float32(tone.mean()) * slate, share)

    weights = floats(1, 1, 1, 0.8, 0.35, 0.15, 0.1)[:, None] * np.float32(share)
    sky = (palette.sky + (grey - palette.sky) * weights) * np.float32(exposure)
    return replace(
        palette,
        sky=sky.astype(np.float32),
        cloud_dark=ashen(palette.cloud_dark) * np.float32(exposure),
        cloud_mid=ashen(palette.cloud_mid) * np.float32(exposure * 0.92),
        haze=ashen(palette.haze),
        ground=ashen(palette.ground) * np.float32(exposure),
        sea_deep=ashen(palette.sea_deep, share * 0.6),
        fog=ashen(palette.fog),
    )


def _grey_under(palette: Palette) -> Colour:
    """What a closed sky greys things to: slate by day, and blue by night, which tells the hour."""
    dark = step(105, 63, float(palette.ground.mean()))
    return mix(floats(0.92, 1.0, 1.08), floats(0.58, 0.96, 1.46), dark)


def _lit(mood: Mood, shot: Shot) -> Mood:
    """What the direction's light makes of the mood."""
    hour, inside = shot.place.time_of_day, shot.place.interior
    match shot.light:
        case Light.GOLDEN_HOUR:
            share = 0.25 if hour in _DARK else 0.75
            warm = blend(mood.palette, PALETTES[TimeOfDay.GOLDEN_HOUR], share)
            return replace(
                mood,
                palette=warm,
                glow=mood.glow * 1.25,
                tint=(1.06, 1.0, 0.90),
                bloom=0.22,
                hearth=0.6,
            )
        case Light.OVERCAST:
            dull = _greyed(mood.palette, 0.55, 0.97)
            return replace(
                mood,
                palette=dull,
                cover=max(mood.cover, 0.74),
                glow=mood.glow * 0.45,
                hearth=0.5,
                stars=mood.stars * 0.2,
                sun=False,
                saturation=0.74,
                contrast=0.94,
                vignette=0.38,
            )
        case Light.LOW_KEY:
            return replace(
                mood,
                glow=mood.glow * 0.9,
                exposure=0.92,
                contrast=1.16,
                vignette=0.66,
                lamps=max(mood.lamps, 0.35),
            )
        case Light.HIGH_KEY:
            return replace(
                mood,
                exposure=1.22,
                contrast=0.86,
                saturation=0.92,
                vignette=0.22,
                bloom=0.28,
                hearth=0.6,
            )
        case Light.MOONLIGHT:
            share = 0.35 if inside and hour in _DARK else 0.92
            if shot.place.weather is Weather.FOG:
                share *= 0.6
            blue = blend(mood.palette, PALETTES[TimeOfDay.MOONLIGHT], share)
            clear = shot.place.weather in (Weather.CLEAR, Weather.WIND, Weather.CLOUD)
            return replace(
                mood,
                palette=blue,
                moon=clear,
                hearth=0.32,
                sun=False,
                stars=1.0 if clear else 0.0,
                lamps=max(mood.lamps, 0.8),
                tint=(0.94, 0.99, 1.09),
            )
        case Light.FIRELIGHT:
            dim = mood if inside or hour in _DARK else replace(mood, exposure=0.72)
            return replace(
                dim,
                campfire=not inside,
                hearth=1.25,
                lamps=1.0,
                tint=(1.07, 1.0, 0.90),
                vignette=0.72,
                contrast=1.08,
                bloom=0.2,
            )
        case Light.BACKLIGHT:
            return replace(
                mood,
                glow=mood.glow * 1.7,
                contrast=1.14,
                bloom=0.38,
                vignette=0.55,
                exposure=0.97,
                hearth=0.6,
            )
