"""A scene filmed by a model, end to end: bot, node and camera are processes of their own."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

sys.path.append(str(Path(__file__).parents[1] / "story"))

from story_club import CLIP, Club, opened

from render.contract import TakeReport

pytestmark = [pytest.mark.diffusion, pytest.mark.story]
pytest_plugins = ("diffusion_fixtures",)

SMALL = 'width = 96\nheight = 64\nfps = 8\nprecision = "float32"\ndevice = "cpu"'
"""As much as a processor films of a scene of eight shots."""


@pytest.fixture
def variables(models: Callable[[str], Path], tmp_path: Path) -> dict[str, str]:
    """What a node that films with a tiny Wan is started with."""
    engines = tmp_path / "engines.toml"
    engines.write_text(
        f'[wan]\nmodel = "{models("wan21-text").as_posix()}"\nlicence = "Apache-2.0"\n'
        f"steps = 2\ndraft_steps = 1\n{SMALL}\n"
    )
    return {
        "GREENLIGHT_ENGINES": str(engines),
        "GREENLIGHT_NODE_ENGINES": "animatic,wan",
        "OMP_NUM_THREADS": "1",
    }


def report(take: dict[str, Any]) -> TakeReport:
    return TakeReport.model_validate_json(take["report"])


async def test_a_scene_is_filmed_by_a_model_first_as_a_draft_and_then_in_full(
    variables: dict[str, str], tmp_path: Path
) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        node = await house.start_node(**variables)
        await club.propose(club.mara)
        card = await club.storyboard()
        await club.anna.slash(club.channel, "studio settings", filming_engine="wan")
        await end(node)

        slate = await club.greenlight(card)
        card = await club.until(lambda: button(club, "Draft first"))
        await club.mara.click(card, "Draft first")
        await house.start_node(**variables)
        draft = await club.premiere(slate)
        assert ", a draft" in draft.text
        assert "AI-generated with wan21-text" in draft.text

        await club.mara.click(draft, "Film the final")
        final = await club.premiere("1-2")
        assert ", a draft" not in final.text
        with av.open(io.BytesIO(await final.file(CLIP))) as film:
            assert film.streams.video[0].codec_context.name == "h264"
            assert film.duration
            assert 8 <= film.duration / av.time_base <= 60

        rough, whole = report(club.take(slate)), report(club.take("1-2"))
        assert (rough.steps, whole.steps) == (1, 2)
        assert rough.seeds == whole.seeds
        assert whole.licence == "Apache-2.0"
        # nothing is encoded twice, whatever becomes of it
        assert rough.stages.text > 0
        assert whole.stages.text == 0
        assert len(whole.prompts) == len(whole.seeds)
        assert any("unverified on hardware" in note for note in whole.notes)


async def button(club: Club, label: str) -> Any:
    """The scene's card, as soon as it has a button."""
    card = await club.card(1, "Scene")
    return card if label in card.buttons else None


async def end(node: Any) -> None:
    node.terminate()
    await node.wait()
