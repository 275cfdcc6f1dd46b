"""Fixtures of the tests that need torch; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from diffusion_shots import MakeDrawer, MakeLtx, MakeWan

from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Kit
from render.recipe import Recipe
from render.settings import Settings
from render.shots import ShotStore


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Tiny pipelines by name, each built once."""
    pytest.importorskip("diffusers")
    import tiny_models

    folder = tmp_path_factory.mktemp("models")
    return lambda name: tiny_models.build(name, folder)


@pytest.fixture
def make_drawer(models: Callable[[str], Path], tmp_path: Path) -> MakeDrawer:
    """Keyframes engines by the name of a tiny pipeline; settings go into the recipe."""

    def make(name: str = "stable", **settings: Any) -> Any:
        from render.engines.keyframes import Keyframes

        given: dict[str, Any] = {
            "engine": "keyframes",
            "model": str(models(name)),
            "precision": "float32",
            "device": "cpu",
            "steps": 2,
            "draft_steps": 1,
        }
        return Keyframes(Kit(Recipe(**(given | settings)), tmp_path / "kit"))

    return make


@pytest.fixture
def make_ltx(models: Callable[[str], Path], tmp_path: Path) -> MakeLtx:
    """LTX engines by the name of a tiny pipeline; settings go into the recipe."""

    def make(name: str = "ltx-condition", **settings: Any) -> Any:
        from render.engines.ltx import Ltx

        given: dict[str, Any] = {
            "engine": "ltx",
            "model": str(models(name)),
            "precision": "float32",
            "device": "cpu",
            "steps": 2,
            "draft_steps": 1,
        }
        return Ltx(Kit(Recipe(**(given | settings)), tmp_path / "kit"))

    return make


@pytest.fixture
def make_wan(models: Callable[[str], Path], tmp_path: Path) -> MakeWan:
    """Wan engines by the name of a tiny pipeline; settings go into the recipe."""

    def make(name: str = "wan21-text", **settings: Any) -> Any:
        from render.engines.wan import Wan

        given: dict[str, Any] = {
            "engine": "wan",
            "model": str(models(name)),
            "precision": "float32",
            "device": "cpu",
            "steps": 2,
            "draft_steps": 1,
        }
        return Wan(Kit(Recipe(**(given | settings)), tmp_path / "kit"))

    return make


@pytest.fixture
def cold() -> Iterator[None]:
    """Nothing is warm: what is loaded in the test is loaded for it."""
    import torch

    from render.diffusion.warm import on_card

    on_card.drop(torch.device("cpu"))
    yield
    on_card.drop(torch.device("cpu"))


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(Settings().ffmpeg_program())


@pytest.fixture
def shot_store(tmp_path: Path) -> ShotStore:
    return ShotStore(tmp_path / "shots", 10**9)
