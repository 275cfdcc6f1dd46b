"""The people of a shot: baked as paper figures, lit by its lights, standing on its ground."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from render.contract import Performer, Shot
from render.engines.animatic.camera import View
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.baking import Setting
from render.engines.animatic.figures.blocking import MOST_ACTORS, block
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import Deed, deeds_of
from render.engines.animatic.figures.detail import Detail
from render.engines.animatic.figures.inserts import insert_of
from render.engines.animatic.figures.lighting import keyline_for, lighting_for
from render.engines.animatic.figures.looks import look_of
from render.engines.animatic.figures.near import HEADS
from render.engines.animatic.figures.person import Person
from render.engines.animatic.figures.roles import facing_of, lead_of
from render.engines.animatic.layers import flicker
from render.engines.animatic.stage import Scenery, Stage


class Troupe:
    """Everybody whom a shot shows."""

    def __init__(self, shot: Shot, stage: Stage, scenery: Scenery, fps: float) -> None:
        self._shot, self._stage, self._scenery = shot, stage, scenery
        self._fires = scenery.lamp is not None
        self._near = shot.framing.value in HEADS
        self._insert = self._detail()
        cast = [] if self._insert else block(shot, stage, scenery)
        self._people = [self._cast(actor, fps) for actor in cast]
        self._foreground = self._shoulder() if shot.framing.value == "over the shoulder" else None

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Draw everybody, far to near."""
        if not self._near:
            for person in self._people:
                person.draw_ground(canvas, view, time)
        for person in self._people:
            person.draw(canvas, view, time, self._bright(time))
        if self._insert is not None:
            self._insert.draw(canvas, view, time, self._bright(time))

    def draw_foreground(self, canvas: Any, view: View, time: float) -> None:
        """The one over whose shoulder we look, before all else."""
        if self._foreground is not None:
            self._foreground.draw(canvas, view, time, 1.0)

    def _bright(self, time: float) -> float:
        return 0.96 + 0.05 * flicker(time) if self._fires else 1.0

    def _grade(self) -> str:
        framing = self._shot.framing.value
        if framing == "close":
            return "close"
        if self._near:
            return "near"
        return "whole" if framing == "full" else "far"

    def _cast(self, actor: Actor, fps: float) -> Person:
        stage = self._stage
        haze = 0.0 if self._near else 0.03 + 0.20 * stage.mood.fog * min(1.0, actor.depth)
        if stage.mood.is_dark:
            # by night nothing but their blackness tells them from the ground
            haze *= 0.3
        setting = Setting(
            lighting_for(self._shot, stage, self._scenery, self._grade(), actor.x),
            stage.palette.haze,
            haze if self._scenery.sky else 0.0,
            keyline=keyline_for(stage) if self._near else 0.0,
        )
        return Person(actor, stage, self._scenery, setting, self._shot.seconds, fps)

    def _detail(self) -> Detail | None:
        """The hand, the thing or the eyes that the shot is about, if it is about one."""
        shot = self._shot
        cast = shot.cast[:MOST_ACTORS] or (Performer(name="someone"),)
        lead = lead_of(shot, cast)
        ordered = [cast[lead], *(one for at, one in enumerate(cast) if at != lead)]
        deed = deeds_of(shot.action, ordered[:1], shot.lines)[0]
        insert = insert_of(shot, [look_of(one) for one in ordered], deed)
        if insert is None or not self._scenery.people:
            return None
        lighting = lighting_for(shot, self._stage, self._scenery, "close", self._stage.width / 2)
        setting = Setting(lighting, self._stage.palette.haze)
        return Detail(insert, self._stage, setting, shot.seconds)

    def _shoulder(self) -> Person:
        """A head and shoulders from behind at the edge of the frame, out of focus."""
        shot, stage = self._shot, self._stage
        lead, facing = lead_of(shot, shot.cast), facing_of(shot, stage)
        others = [one for at, one in enumerate(shot.cast) if at != lead]
        look = look_of(others[0] if others else Performer(name="the listener"))
        deed = Deed()
        scale = 0.52 * min(stage.height, stage.width * 0.62) / 100 * 0.96 / look.head
        actor = Actor(
            look, deed, "back quarter", stage.width * (0.5 + 0.30 * facing), 0.0, scale,
            -facing, 0.5, 1.7,
        )  # fmt: skip
        head = next(ply for ply in actor.plies(Breeze(0.1), plain=False) if ply.name == "head")
        actor = replace(actor, feet=stage.height * 0.36 - (head.pivot.imag - 66) * scale)
        lighting = lighting_for(shot, stage, self._scenery, "near", actor.x)
        setting = Setting(lighting, stage.palette.haze, soft=stage.height * 0.009, dark=0.62)
        return Person(actor, stage, self._scenery, setting, shot.seconds, 24.0)
