"""A camera that draws in its own process, shot after shot."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from render.contract import JobKind, SceneOrder, Shot
from render.draw import Drawing, OnDrawing, asked, draw_shot, draw_still
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Engine, Inputs, Kit
from render.engines.registry import is_model_engine, load_engine
from render.executors.tally import Tally
from render.faults import Fault
from render.floor import Credits, DrawnStill, Files
from render.inputs import inputs_of, plain_inputs
from render.progress import Meter
from render.shot_keys import footage_keys, shot_keys, unreshot
from render.shots import KeptShot, ShotStore
from render.style import prompt_words
from render.usage import CardMeter, Used, own_peak_memory_mb, start_peak

UNVERIFIED = "unverified on hardware: nobody has yet posted a report of it from a real card"
MakeKit = Callable[[SceneOrder], Kit]
"""What an order's model engine is made with. Raises Fault when there is no such model."""


@runtime_checkable
class Prepares(Protocol):
    """An engine that saves time when it knows all shots before the first."""

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Make ready what the shots need and can share."""
        ...


class SoloCamera:
    """Draws in this process, shot after shot: for one core, and for engines that fill a GPU."""

    def __init__(
        self,
        store: ShotStore,
        ffmpeg: Ffmpeg,
        extra_engines: Mapping[str, str],
        make_kit: MakeKit | None = None,
    ) -> None:
        self._store = store
        self._ffmpeg = ffmpeg
        self._extra = extra_engines
        self._make_kit = make_kit
        self._engines: dict[str, Engine] = {}
        self._model: tuple[Kit, Engine] | None = None
        self._meter = CardMeter()

    def begin(self) -> None:
        """Count what is used from now on."""
        self._meter = CardMeter()
        start_peak()

    def used(self) -> Used:
        return Used(own_peak_memory_mb(), self._meter.watt_hours)

    def engine(self, order: SceneOrder) -> Engine:
        """The engine that an order names. Raises Fault when it cannot be used here."""
        if self._is_model(order):
            return self._model_engine(order)[1]
        if order.engine not in self._engines:
            self._engines[order.engine] = load_engine(order.engine, self._extra)
        return self._engines[order.engine]

    def credits(self, order: SceneOrder) -> Credits:
        if not self._is_model(order):
            engine = self.engine(order)
            named = Credits(engine.name, engine.version, engine.label)
            return replace(named, model=order.model, steps=order.steps)
        if order.kind in (JobKind.REFIT, JobKind.REEL):
            return Credits(order.engine, "", "made of finished takes", order.model)
        kit, engine = self._model_engine(order)
        recipe = kit.recipe
        return Credits(
            engine.name,
            engine.version,
            engine.label,
            model=short_name(recipe.model),
            revision=recipe.revision,
            licence=recipe.every_licence[:100],
            steps=recipe.draft_steps if order.is_draft else recipe.steps,
            is_model=True,
            reads_ahead=recipe.words == "cpu",
            notes=(f"the {engine.name} engine is {UNVERIFIED}",),
        )

    def read(self, order: SceneOrder, shots: Sequence[Shot]) -> None:
        """Make ready what an order's engine wants to know of its shots; nothing is drawn.

        Raises Fault.
        """
        engine = self.engine(order)
        if isinstance(engine, Prepares):
            asked(lambda: engine.prepare(shots, prompt_words(order)))

    def film(
        self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter, files: Files
    ) -> None:
        with self._metered(order):
            self.read(order, tuple(missing.values()))
            tally = Tally({shot.number: shot.seconds for shot in missing.values()}, meter)
            for key, shot in missing.items():

                def hear(seen: Drawing, n: int = shot.number) -> None:
                    tally.hear(n, seen)

                self._film_one(order, shot, key, files, hear)
                hear(Drawing(1.0))

    def draw(self, order: SceneOrder, shot: Shot, key: str, hear: OnDrawing) -> None:
        """Shoot one shot into the store, from its plan alone."""
        self._draw(order, shot, key, plain_inputs(order), hear)

    def stills(
        self,
        order: SceneOrder,
        numbers: Sequence[int],
        folder: Path,
        meter: Meter,
        files: Files,
    ) -> Sequence[DrawnStill]:
        drawn: list[DrawnStill] = []
        with self._metered(order):
            for done, number in enumerate(numbers):

                def hear(seen: Drawing, done: int = done, number: int = number) -> None:
                    share = (done + seen.share) / len(numbers)
                    meter.tell("draw", share, shot=number, preview=seen.preview)

                hear(Drawing(0.0))
                shot, path = order.shots[number - 1], folder / f"{number}.png"
                with inputs_of(order, shot, files, self._ffmpeg) as inputs:
                    facts = draw_still(self.engine(order), shot, order.picture, inputs, path, hear)
                drawn.append(DrawnStill(path, facts))
        return drawn

    def _metered(self, order: SceneOrder) -> contextlib.AbstractContextManager[None]:
        """Counts what an order's model uses of its cards."""
        if not self._is_model(order):
            return contextlib.nullcontext()
        return self._meter.running(self._model_engine(order)[0].recipe.devices)

    def _is_model(self, order: SceneOrder) -> bool:
        return is_model_engine(order.engine, self._extra)

    def _model_engine(self, order: SceneOrder) -> tuple[Kit, Engine]:
        """A model's engine is light, and what it loads stays warm without it: one is kept."""
        if self._make_kit is None:
            raise Fault(f"the {order.engine} engine needs a model, and none is set up.")
        kit = self._make_kit(order)
        if self._model is None or self._model[0] != kit:
            self._model = kit, load_engine(order.engine, self._extra, lambda: kit)
        return self._model

    def _film_one(
        self, order: SceneOrder, shot: Shot, key: str, files: Files, hear: OnDrawing
    ) -> None:
        if not self._is_model(order):
            self.draw(order, shot, key, hear)
            return
        footage = self._footage(order, shot, hear, files) if shot.reshoot else None
        before = self._before(order, shot) if shot.continues else None
        plan = inputs_of(order, shot, files, self._ffmpeg, before=before, footage=footage)
        with plan as inputs:
            self._draw(order, shot, key, inputs, hear)

    def _draw(
        self, order: SceneOrder, shot: Shot, key: str, inputs: Inputs, hear: OnDrawing
    ) -> None:
        engine = self.engine(order)
        draw_shot(engine, shot, order.picture, inputs, self._store, key, self._ffmpeg, hear)

    def _before(self, order: SceneOrder, shot: Shot) -> KeptShot | None:
        """The shot that this one continues; an order's first shot has none."""
        if shot.number == 1:
            return None
        key = shot_keys(order, self.credits(order).filming)[shot.number - 2]
        kept = self._store.find(key)
        if kept is None:
            raise Fault("a finished shot vanished from the shot store; the order is shot again.")
        return kept

    def _footage(
        self, order: SceneOrder, shot: Shot, hear: OnDrawing, files: Files
    ) -> KeptShot | None:
        """The shot as it was before a part of it is shot again; filmed once more if it is gone."""
        key = footage_keys(order, self.credits(order).filming)[shot.number - 1]
        if kept := self._store.find(key):
            return kept
        whole = order.model_copy(update={"shots": tuple(unreshot(other) for other in order.shots)})

        def first_half(seen: Drawing) -> None:
            hear(replace(seen, share=seen.share / 2))

        if shot.continues and shot.number > 1:
            self._footage(order, order.shots[shot.number - 2], first_half, files)
        self._film_one(whole, whole.shots[shot.number - 1], key, files, first_half)
        return self._store.find(key)


def short_name(model: str) -> str:
    """What people may see of a model's name: a folder's own name, never where it lies."""
    return Path(model).name if Path(model).is_absolute() or model.startswith(".") else model
