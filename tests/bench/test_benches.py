"""No bench breaks unseen: each is imported, and those that take no model run at their smallest."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from shooting import claimed_by, operators_node

import bench
from bench import animatic, idle, novel, queue, reel, votes
from bot.store import Store
from bot.studio import MediaFolder, Studio
from render.contract import Claimed, Picture

TINY = Picture(width=64, height=64, fps=4)


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(bench.__path__)])
def test_every_bench_is_imported(name: str) -> None:
    assert importlib.import_module(f"bench.{name}").__doc__


async def test_the_queue_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"SHORT": 30, "LONG": 60, "ROUNDS": 1, "WARM": 0, "CLAIMS": 2}
    for name, size in sizes.items():
        monkeypatch.setattr(queue, name, size)
    # the core that a process stays on is that of all its tests
    monkeypatch.setattr(queue, "_stay_on_one_core", lambda: None)
    assert (await queue.measure())["ratio"] > 0


async def test_votes_are_measured() -> None:
    measured = await votes.measure(members=2, cards=1, turns=1)
    assert (measured["votes"], measured["lost"]) == (2, 0)


def test_imports_of_novels_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(novel, "ROUNDS", 1)
    assert novel.measure_import(novel.make_epub(2, 4))["chapters"] == 2
    assert novel.measure_apart(novel.make_text(3, 4), "book.txt")["chapters"] == 3


async def test_a_node_can_read_the_jobs_between_which_its_camera_is_idle(tmp_path: Path) -> None:
    async with await Store.open(tmp_path / "greenlight.db") as store:
        async with store.transaction() as tx:
            await idle._fill(tx)
        studio = Studio(store, MediaFolder(tmp_path / "media", floor=0))
        claimed = await claimed_by(studio, await operators_node(studio), "one", idle.ENGINE)
    assert Claimed.model_validate_json(claimed.model_dump_json()).order.engine == idle.ENGINE


def test_reels_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reel, "TURNS", 1)
    monkeypatch.setattr(reel, "PICTURE", TINY)
    # it would be installed for this
    monkeypatch.setattr(reel, "_moviepy", lambda *_: None)
    assert reel.measure(clips=2, seconds=1)


def test_the_animatic_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    shots = [shot.model_copy(update={"seconds": 0.5}) for shot in animatic.scene()[:1]]
    monkeypatch.setattr(animatic, "scene", lambda: shots)
    monkeypatch.setattr(animatic, "CORES", 1)
    for picture in ("PICTURE", "LARGE"):
        monkeypatch.setattr(animatic, picture, TINY)
    assert animatic.measure(rounds=1)["ratio_480p"] > 0
