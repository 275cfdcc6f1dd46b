"""Nodes killed or frozen in mid-shot: finished shots are kept, and one clip is posted."""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from patience import PATIENCE
from story_club import Club, begun, hold, opened

from bot.demo.processes import House, end, kill

HELD = 3
"""The first shot that waits: those before it are finished when the node is lost."""

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def club(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Club]:
    async with opened(tmp_path_factory.mktemp("lost-node")) as house:
        yield await Club.found(house)


async def test_a_killed_node_leaves_no_process_and_its_finished_shots_are_kept(club: Club) -> None:
    house, cache = club.house, club.house.folder / "kept"
    earlier, held = len(begun(house)), hold(house, HELD)
    node = await house.start_node(GREENLIGHT_CACHE=str(cache))
    slate = await club.greenlight()
    await club.until(lambda: HELD in begun(house)[earlier:] and len(shots(cache)) == HELD - 1)
    family = psutil.Process(node.pid).children(recursive=True)
    assert family
    await kill(node)
    _, orphans = psutil.wait_procs(family, timeout=PATIENCE)
    assert orphans == []
    held.unlink()
    node = await house.start_node(GREENLIGHT_CACHE=str(cache))
    await club.premiere(slate)
    await end(node)
    times = Counter(begun(house)[earlier:])
    report = json.loads(club.take(slate)["report"])
    assert {times[number] for number in range(1, HELD)} == {1}
    assert times[HELD] == 2
    assert report["shots_reused"] == HELD - 1
    assert report["shots_shot"] == len(times) - report["shots_reused"]


async def test_a_frozen_node_that_thaws_is_told_to_stop_and_posts_nothing(club: Club) -> None:
    house, log = club.house, club.house.logs / "node.log"
    earlier, held = len(begun(house)), hold(house, HELD)
    frozen = await house.start_node()
    slate = await club.greenlight()
    await club.until(lambda: HELD in begun(house)[earlier:])
    family = [*psutil.Process(frozen.pid).children(recursive=True), psutil.Process(frozen.pid)]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    held.unlink()
    second = await house.start_node(
        GREENLIGHT_NODE_STATE=str(as_if_started_anew(house)),
        GREENLIGHT_CACHE=str(house.folder / "second"),
    )
    await club.premiere(slate)
    assert club.take(slate)["attempt"] == 2
    await end(second)
    for process in family:
        process.send_signal(signal.SIGCONT)
    stopped = f"{slate}: the bot gave the job to somebody else"
    await club.until(lambda: stopped in log.read_text())
    await end(frozen)
    assert log.read_text().count(f"{slate}: delivered") == 1
    assert len(await club.posts(slate)) == 1


def as_if_started_anew(house: House) -> Path:
    """The state of a node that came back without its work: the bot need not wait for the lease."""
    state = json.loads((house.data / "local-node.state.json").read_text())
    copy = house.folder / "second.json"
    copy.write_text(json.dumps(state | {"claims": []}))
    return copy


def shots(cache: Path) -> list[Path]:
    """The finished shots on a node's disk."""
    return list(cache.rglob("*.mkv"))
