"""The doctor's look at a card: the engine that is set up shoots in the same child as orders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from render.gpu_report import configured, examine
from render.settings import Settings
from render.torch_look import ask_torch

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


def test_an_engine_that_cannot_be_used_says_why(set_up: Callable[[str], Settings]) -> None:
    [it] = configured(set_up("colour = 3\n"))
    assert (it.told.is_well, it.recipe) == (False, None)
    assert "unknown key colour" in it.told.remedy


def test_every_engine_is_tried_and_models_that_film_from_a_picture_are_given_one(
    models: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "engines.toml"
    path.write_text(
        f'[wan]\nmodel = "{models("wan22-image")}"\nprecision = "float32"\n'
        f'[keyframes]\nmodel = "{models("stable")}"\nprecision = "float32"\n'
        "[ltx]\nmodel = '/models/gone'\n"
    )
    monkeypatch.setenv("GREENLIGHT_ENGINES", str(path))
    monkeypatch.setenv("GREENLIGHT_NODE_ENGINES", "animatic,wan,ltx,keyframes")
    told = [it for it in examine(Settings()) if it.name in ("Engine", "Smoke render")]
    assert [(it.name, it.is_well, it.found.split(",")[0].split(":")[0]) for it in told] == [
        ("Engine", True, "wan"),
        ("Engine", False, "ltx"),
        ("Engine", True, "keyframes"),
        ("Smoke render", True, "wan"),
        ("Smoke render", True, "keyframes"),
    ]
    assert all("unverified on hardware" in it.found for it in told if it.name == "Engine")
    assert not any(str(tmp_path.parent) in it.found for it in told)
