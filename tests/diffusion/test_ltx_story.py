"""A scene filmed by LTX-2, end to end: what it sounds like arrives in the posted clip."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "story"))

from story_club import CLIP, Club, opened

from render.contract import TakeReport

pytestmark = [pytest.mark.diffusion, pytest.mark.story]
pytest_plugins = ("diffusion_fixtures",)

SETTINGS = """
[ltx]
model = "{model}"
licence = "LTX-2 Community"
steps = 1
guidance = 1.0
width = 64
height = 64
fps = 8
precision = "float32"
device = "cpu"
"""
HUM = (4800, 6400, 8000, 9600)
"""Hz: what the tiny vocoder hums, and nothing that is laid under a film does."""


async def test_a_scene_filmed_with_sound_is_posted_with_that_sound(
    models: Callable[[str], Path], tmp_path: Path
) -> None:
    engines = tmp_path / "engines.toml"
    engines.write_text(SETTINGS.format(model=models("ltx2").as_posix()))
    variables = {
        "GREENLIGHT_ENGINES": str(engines),
        "GREENLIGHT_NODE_ENGINES": "animatic,ltx",
        "OMP_NUM_THREADS": "1",
    }
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        await house.start_node(**variables)
        await club.propose(club.mara)
        card = await club.storyboard()
        await club.anna.slash(club.channel, "studio settings", filming_engine="ltx")
        slate = await club.greenlight(card)
        posted = await club.premiere(slate)
        assert "AI-generated with ltx2" in posted.text
        report = TakeReport.model_validate_json(club.take(slate)["report"])
        assert (report.licence, report.steps) == ("LTX-2 Community", 1)
        clip = await posted.file(CLIP)
        assert min(stands_out(clip, hertz) for hertz in HUM) > 100


def stands_out(clip: bytes, hertz: int) -> float:
    """How much more power of a clip's sound lies at a frequency than near it."""
    with av.open(io.BytesIO(clip)) as film:
        sound = np.concatenate([part.to_ndarray()[0] for part in film.decode(audio=0)])
    seconds = sound[: len(sound) // 48000 * 48000].reshape(-1, 48000)
    power = (np.abs(np.fft.rfft(seconds * np.hanning(48000))) ** 2).sum(axis=0)
    return float(power[hertz] / np.median(power[hertz - 40 : hertz + 40]))
