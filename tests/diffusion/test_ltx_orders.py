"""Orders for LTX-2 and for image models: its sound in the take, and stills on the board."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from diffusion_shots import photo, scene
from typer.testing import CliRunner

from render.cli import app
from render.contract import Keyframe, SceneOrder, TakeReport
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Inputs, Kit
from render.executors.solo import SoloCamera
from render.floor import Floor
from render.recipe import Recipe
from render.shoot import shoot
from render.shot_keys import shot_keys
from render.shots import KeptShot, ShotStore

pytestmark = [
    pytest.mark.diffusion,
    # of diffusers 0.42, which hands a tensor to numpy
    pytest.mark.filterwarnings("ignore:__array__ implementation"),
]
pytest_plugins = ("diffusion_fixtures",)

MakeFloor = Callable[..., Floor]


@pytest.fixture
def make_floor(
    models: Callable[[str], Path], shot_store: ShotStore, ffmpeg: Ffmpeg, tmp_path: Path
) -> MakeFloor:
    def make(name: str, engine: str = "ltx", **settings: Any) -> Floor:
        given: dict[str, Any] = {
            "engine": engine,
            "model": str(models(name)),
            "precision": "float32",
            "device": "cpu",
            "steps": 2,
            "draft_steps": 1,
            "guidance": 1.0,
            "fps": 24,
        }
        kit = Kit(Recipe(**(given | settings)), tmp_path / "kit")
        return Floor(SoloCamera(shot_store, ffmpeg, {}, lambda order: kit), shot_store, ffmpeg)

    return make


def kept(floor: Floor, given: SceneOrder, number: int) -> KeptShot:
    keys = shot_keys(given, floor.camera.credits(given).filming)
    found = floor.store.find(keys[number - 1])
    assert found is not None
    return found


def heard(ffmpeg: Ffmpeg, path: Path) -> np.ndarray[Any, Any]:
    return np.frombuffer(ffmpeg.samples(encode.raw_sound(path)), "<f4").reshape(-1, 2)


def lag(film: np.ndarray[Any, Any], shot: np.ndarray[Any, Any]) -> tuple[int, float]:
    """By how many samples a shot is late in a film, and how alike they are then."""
    size = 2 * len(film)
    spectrum = np.fft.rfft(film, size) * np.conj(np.fft.rfft(shot[: len(film)].mean(axis=1), size))
    alike = np.fft.irfft(spectrum, size)
    late = int(np.abs(alike).argmax())
    return late if late < len(film) else late - size, float(np.abs(alike).max())


@pytest.fixture
def noisy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocoder whose sounds can be told apart: tiny ones hum all the same."""
    from render.engines.ltx import Ltx

    def sound(self: Any, pipe: Any, latents: Any, count: int) -> Any:
        seed = int(abs(float(latents.double().sum())) * 1e6)
        # steps that AAC carries well, and so many that a film's long fade leaves enough of them
        steps = np.random.default_rng(seed).normal(0, 0.1, (round(count / 24 * 4000), 2))
        return steps.repeat(12, axis=0).astype(np.float32)

    monkeypatch.setattr(Ltx, "_sound", sound)


def test_the_models_sound_is_kept_with_its_shot_and_heard_in_the_take_in_step(
    make_floor: MakeFloor, ffmpeg: Ffmpeg, tmp_path: Path, noisy: None
) -> None:
    floor, given = make_floor("ltx2"), scene(2, engine="ltx")
    report = shoot(given, tmp_path / "out", floor)
    assert report.label == "AI-generated with ltx2"
    assert any("unverified on hardware" in note for note in report.notes)
    engine = floor.camera.engine(given)  # type: ignore[attr-defined]
    footage = engine.shoot(given.shots[1], given.picture, Inputs(), lambda share: None)
    count = len(list(footage.frames))
    own = heard(ffmpeg, kept(floor, given, 2).path)
    assert np.array_equal(own, footage.late_sound())
    assert kept(floor, given, 2).frames == count
    film = heard(ffmpeg, tmp_path / "out" / "master.mp4")
    assert len(film) / 48000 == pytest.approx(report.seconds, abs=0.03)
    # each half of the film sounds like its own shot, at the same moments, and like no other
    for number, other in ((1, 2), (2, 1)):
        part = film[24000 * (number - 1) :][:24000].mean(axis=1)
        own_late, own_peak = lag(part, heard(ffmpeg, kept(floor, given, number).path))
        _, other_peak = lag(part, heard(ffmpeg, kept(floor, given, other).path))
        assert abs(own_late) < 48  # a millisecond
        assert own_peak > 3 * other_peak
    again = shoot(given, tmp_path / "again", floor)
    assert (again.shots_shot, again.shots_reused) == (0, 2)


def test_pictures_on_the_way_come_by_their_hashes(make_floor: MakeFloor, tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), photo(2))
    name = hashlib.sha256(path.read_bytes()).hexdigest()
    floor = make_floor("ltx-condition")
    plain = scene(1, engine="ltx", inputs=[{"sha256": name, "size": 10, "role": "frame"}])
    keyframe = Keyframe(at=0.25, picture=name)
    shots = (plain.shots[0].model_copy(update={"keyframes": (keyframe,)}),)
    through = plain.model_copy(update={"shots": shots})
    shoot(plain, tmp_path / "a", floor)
    report = shoot(through, tmp_path / "b", floor, inputs={name: path})
    assert report.shots_shot == 1
    paths = [kept(floor, given, 1).path.read_bytes() for given in (plain, through)]
    assert paths[0] != paths[1]


def test_an_image_model_draws_a_board_and_a_take_and_names_both_models_licences(
    make_floor: MakeFloor, models: Callable[[str], Path], tmp_path: Path
) -> None:
    floor = make_floor("stable", "keyframes", licence="openrail++")
    board = scene(2, engine="keyframes", kind="storyboard", slate="3")
    shoot(board, tmp_path / "board", floor)
    assert (tmp_path / "board" / "contact.png").exists()
    take = shoot(scene(1, engine="keyframes"), tmp_path / "take", floor)
    assert (take.engine, take.frames, take.licence) == ("keyframes", 12, "openrail++")
    recipe = floor.camera.engine(board).recipe  # type: ignore[attr-defined]
    pair = make_floor("ltx-condition", keyframes=recipe, licence="LTXV Open Weights")
    both = shoot(scene(1, engine="ltx"), tmp_path / "pair", pair)
    assert both.licence == "LTXV Open Weights, openrail++"
    assert both.label == "AI-generated with ltx-condition from stills with stable"
    assert both.prompts[0].lower().count("the cat walks in the rain, 1") == 2


def test_a_folder_is_filmed_with_by_hand_at_the_models_own_rate(
    models: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ffmpeg: Ffmpeg
) -> None:
    monkeypatch.setenv("GREENLIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GREENLIGHT_WORKERS", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    order = tmp_path / "order.json"
    order.write_text(scene(1, engine="animatic", model=None).model_dump_json())
    options = ["--engine", "ltx", "--model", str(models("ltx2")), "--steps", "2", "--size", "96x64"]
    result = CliRunner().invoke(app, ["shoot", str(order), "--out", str(tmp_path / "o"), *options])
    assert result.exit_code == 0, result.stderr
    assert "unverified on hardware" in result.stdout
    report = TakeReport.model_validate(json.loads((tmp_path / "o" / "report.json").read_text()))
    assert (report.engine, report.model, report.frames) == ("ltx", "ltx2", 12)
    [slip] = (tmp_path / "cache" / "shots").glob("*.json")
    assert json.loads(slip.read_text())["native"]["fps"] == 24
    assert float(np.abs(heard(ffmpeg, tmp_path / "o" / "master.mp4")).max()) > 0.01
