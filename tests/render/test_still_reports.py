"""Stills that a model draws are reported on as takes are, and stop when nobody wants them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stage_engines import Plain
from stage_orders import OrderMaker

from render.contract import JobKind, Picture, Shot
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import STEPPED_DOWN, Facts, Inputs, Progress, Still, Stopped
from render.executors.solo import SoloCamera
from render.executors.unit import Unit
from render.floor import Floor
from render.progress import Progress as Moment
from render.shoot import shoot
from render.shots import ShotStore

pytest_plugins = ("stage_fixtures",)

SMALLER = f"{STEPPED_DOWN}made at 64x64"


class Sketcher(Plain):
    """Says of its stills what models say."""

    name = "sketcher"
    steps = 0

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        for step in range(4):
            Sketcher.steps += 1
            progress(step / 4)
        facts = Facts({"denoise": 1.5}, 4, f"told of {shot.number}", 7.0, ["a word", SMALLER])
        return Still(np.full((64, 64, 3), 9, np.uint8), facts)


@pytest.fixture
def sketched(shot_store: ShotStore, ffmpeg: Ffmpeg) -> Floor:
    extra = {"sketcher": f"{__name__}:Sketcher"}
    return Floor(SoloCamera(shot_store, ffmpeg, extra), shot_store, ffmpeg)


@pytest.mark.parametrize(("kind", "shots"), [(JobKind.STORYBOARD, 2), (JobKind.PORTRAIT, 1)])
def test_what_was_stepped_down_for_stills_is_reported_now_and_when_they_are_used_again(
    sketched: Floor, tmp_path: Path, make_order: OrderMaker, kind: JobKind, shots: int
) -> None:
    order = make_order(shots, engine="sketcher", kind=kind)
    first, again = (shoot(order, tmp_path / name, sketched) for name in ("first", "again"))
    which = "shots 1, 2" if shots > 1 else "shot 1"
    assert first.notes == again.notes == (f"{which}: a word", f"{which}: {SMALLER}")
    assert first.stepped_down == again.stepped_down == (f"{which}: {SMALLER}",)
    assert first.prompts == again.prompts == tuple(f"told of {n + 1}" for n in range(shots))
    assert (first.stages.denoise, first.gpu_peak_mb) == (1.5 * shots, 7)
    assert (again.stages.denoise, again.shots_reused) == (0, shots)


class Wordy(Plain):
    """Has a great deal to say of each still."""

    name = "wordy"

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        words = [f"word {n} of {shot.number} was left out" for n in range(24)]
        return Still(np.full((64, 64, 3), 9, np.uint8), Facts(notes=[*words, SMALLER]))


def test_what_was_stepped_down_is_reported_however_much_else_is_said(
    shot_store: ShotStore, ffmpeg: Ffmpeg, tmp_path: Path, make_order: OrderMaker
) -> None:
    camera = SoloCamera(shot_store, ffmpeg, {"wordy": f"{__name__}:Wordy"})
    order = make_order(2, engine="wordy", kind=JobKind.STORYBOARD)
    report = shoot(order, tmp_path, Floor(camera, shot_store, ffmpeg))
    assert len(report.notes) == 20
    assert report.stepped_down == (f"shots 1, 2: {SMALLER}",)


def test_what_is_said_of_stills_comes_from_the_process_that_draws(
    stage_environment: dict[str, str], tmp_path: Path, make_order: OrderMaker
) -> None:
    extra = '{"sketcher": "test_still_reports:Sketcher"}'
    unit = Unit(stage_environment | {"GREENLIGHT_EXTRA_ENGINES": extra, "GREENLIGHT_WORKERS": "1"})
    order = make_order(1, engine="sketcher", kind=JobKind.STORYBOARD)
    try:
        report = unit.take_on(order, tmp_path, {}, lambda progress: None).run()
    finally:
        unit.close()
    assert report.notes == ("shot 1: a word", f"shot 1: {SMALLER}")


def test_a_still_that_nobody_wants_ends_at_the_next_step(
    sketched: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    def leave(moment: Moment) -> None:
        if moment.share > 0:
            raise Stopped

    Sketcher.steps = 0
    with pytest.raises(Stopped):
        shoot(make_order(1, engine="sketcher", kind=JobKind.STORYBOARD), tmp_path, sketched, leave)
    assert Sketcher.steps == 2
