"""One shot made ready and drawn: every frame is a pure function of the shot and the time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from render.contract import Picture, Shot, StyleName
from render.engines.animatic.camera import Camera, View
from render.engines.animatic.figures.troupe import Troupe
from render.engines.animatic.grade import Grade, matted
from render.engines.animatic.layers import Element
from render.engines.animatic.lightning import Lightning
from render.engines.animatic.mood import mood_of
from render.engines.animatic.parts.campfire import campfire
from render.engines.animatic.pen import Pixels, mix, skia
from render.engines.animatic.places import set_for
from render.engines.animatic.sea import Sea
from render.engines.animatic.sets import SETS
from render.engines.animatic.sky import Sky
from render.engines.animatic.sounds import sound_of
from render.engines.animatic.stage import Stage
from render.engines.animatic.styles import STYLES, Style
from render.engines.animatic.weather import falling
from render.engines.protocol import Samples

_SKY_DEPTH, _SEA_DEPTH = 6.0, 2.6


class Film:
    """A shot with everything baked that does not move."""

    def __init__(self, shot: Shot, picture: Picture, look: Style = STYLES[StyleName.MATTE]) -> None:
        self._shot, self._picture = shot, picture
        mood = mood_of(shot, look)
        name = set_for(shot.place)
        self._stage = stage = Stage(shot, look.window(picture), mood, name)
        self._scenery = scenery = SETS[name](stage)
        fire: tuple[Element, ...] = ()
        if mood.campfire:
            lamp, fire = campfire(stage, scenery.ground, name)
            scenery = self._scenery = replace(scenery, lamp=lamp)
        self._troupe = Troupe(shot, stage, scenery, picture.fps)
        self._fps = picture.fps
        focus = (stage.width * 0.5 + (stage.sun - stage.width * 0.5) * 0.25, stage.height * 0.5)
        self._camera = Camera(shot, stage.width, stage.height, focus)
        self._lightning = Lightning(stage)
        self._grade = Grade(mood, stage.width, stage.height, stage.seed)
        open_air = scenery.sky and not scenery.roofed
        far, near = falling(stage) if open_air else ([], [])
        self._behind: tuple[Element, ...] = (*scenery.behind, *fire, *far)
        self._before: tuple[Element, ...] = (*scenery.before, *near)
        self._side_margin = round(stage.width * 0.06)
        self._plates(stage)
        red, green, blue = mix(stage.palette.haze, stage.palette.far, 0.5)
        below = np.array([blue, green, red, 255], np.uint8)
        self._below = int(below.view(np.uint32)[0])
        self._buffer: Pixels = np.zeros((stage.height, stage.width, 4), np.uint8)
        self._surface = skia.Surface(
            self._buffer, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType
        )

    def _plates(self, stage: Stage) -> None:
        self._sky: Sky | None = None
        self._sea: Sea | None = None
        wide = stage.width + 2 * self._side_margin
        self._sky_top = -round(0.05 * stage.height)
        self._horizon = round(stage.horizon)
        if self._scenery.sky:
            self._sky = Sky(stage, wide, self._horizon - self._sky_top)
        if self._scenery.sea:
            share = self._scenery.sea
            self._sea_foot = min(stage.height + stage.bleed, round(stage.down(share)))
            self._sea = Sea(stage, wide, max(2, self._sea_foot - self._horizon), share)

    def sound(self) -> Samples | None:
        """What happens in the shot and is heard, in step with what is seen."""
        return sound_of(self._shot, self._stage, self._scenery, self._lightning.times)

    def frame(self, index: int) -> Pixels:
        """The frame with that number, RGB."""
        time = index / self._fps
        view = self._camera.view(time)
        is_seen = self._scenery.sky or self._scenery.panes
        flash = self._lightning.flash(time) if is_seen else 0.0
        canvas: Any = self._surface.getCanvas()
        self._draw_plates(view, time, flash)
        if self._scenery.sky:
            self._lightning.draw(canvas, time)
        for element in self._behind:
            element.draw(canvas, view, time)
        self._troupe.draw(canvas, view, time)
        for element in self._before:
            element.draw(canvas, view, time)
        self._troupe.draw_foreground(canvas, view, time)
        if flash > 0.02:
            canvas.drawColor(
                skia.Color4f(0.75, 0.85, 1, 0.10 * flash).toColor(), skia.BlendMode.kPlus
            )
        self._surface.flushAndSubmit()
        return matted(self._grade.develop(self._buffer, index), self._picture)

    def _draw_plates(self, view: View, time: float, flash: float) -> None:
        stage = self._stage
        if self._sky is None:
            self._buffer.view(np.uint32).fill(0xFF000000)
            return
        left, top = view.at(-self._side_margin, self._sky_top, _SKY_DEPTH)
        right, foot = view.at(stage.width + self._side_margin, self._horizon, _SKY_DEPTH)
        rows = min(stage.height, int(foot) + 2)
        self._lay(self._sky.draw(time, flash), (left, top, right, foot), 0, rows)
        if self._sea is not None:
            sea_left, _ = view.at(-self._side_margin, self._horizon, _SEA_DEPTH)
            sea_right, _ = view.at(stage.width + self._side_margin, 0, _SEA_DEPTH)
            _, sea_foot = view.at(0, self._sea_foot, _SEA_DEPTH)
            water = self._sea.draw(time, flash)
            last = min(stage.height, int(sea_foot) + 1)
            self._lay(water, (sea_left, foot - 1, sea_right, sea_foot), rows - 2, last)
            rows = last
        if rows < stage.height:
            self._buffer[rows:].view(np.uint32).fill(self._below)

    def _lay(
        self, plate: Pixels, place: tuple[float, float, float, float], first: int, last: int
    ) -> None:
        """Enlarge a plate into rows of the frame, exact to a part of a pixel."""
        if last <= first:
            return
        left, top, right, foot = place
        across, down = plate.shape[1] / (right - left), plate.shape[0] / (foot - top)
        matrix = np.array(
            [[across, 0, (0.5 - left) * across - 0.5], [0, down, (first + 0.5 - top) * down - 0.5]],
            np.float32,
        )
        size = (self._stage.width, last - first)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        rows = self._buffer[first:last]
        cv2.warpAffine(plate, matrix, size, rows, flags, borderMode=cv2.BORDER_REPLICATE)
