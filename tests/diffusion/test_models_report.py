"""The doctor's look at a card: the engine that is set up shoots in the same child as orders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from render.gpu_report import ask_torch, configured, smoke
from render.settings import Settings

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)


@pytest.fixture
def set_up(
    models: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Settings]:
    """Settings with engines.toml naming a tiny pipeline."""

    def write(text: str) -> Settings:
        path = tmp_path / "engines.toml"
        path.write_text(f'[wan]\nmodel = "{models("wan21-text")}"\n{text}', encoding="utf-8")
        monkeypatch.setenv("GREENLIGHT_ENGINES", str(path))
        monkeypatch.setenv("GREENLIGHT_NODE_ENGINES", "animatic,wan")
        return Settings()

    return write


def test_torch_tells_of_itself_in_a_process_of_its_own() -> None:
    import torch

    told = ask_torch()
    assert (told.version, told.trouble) == (torch.__version__, "")
    assert told.is_ready is torch.cuda.is_available()


def test_the_configured_engine_shoots_and_calls_itself_unverified(
    set_up: Callable[[str], Settings],
) -> None:
    settings = set_up('precision = "float32"\n')
    told, engine, recipe = configured(settings)
    assert "unverified on hardware" in told.found
    assert str(Path.home()) not in told.found
    shot = smoke(engine, recipe)
    assert shot.is_well, shot.found
    assert shot.found.startswith("wan: ")


def test_an_engine_that_cannot_be_used_says_why(set_up: Callable[[str], Settings]) -> None:
    told, _, recipe = configured(set_up("colour = 3\n"))
    assert (told.is_well, recipe) == (False, None)
    assert "unknown key colour" in told.remedy
