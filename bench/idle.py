"""How long a node's camera stands idle between jobs, with an engine that takes a fixed time.

A real bot's dispatch, a real node over a real socket: claims, inputs, the cut, the uploads and all.
`python -m bench.idle --json`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import tempfile
from pathlib import Path

from bench.fixed import NOTES, SECONDS
from bench.queue import ADD_GUILD, ADD_JOB, ADD_NOVEL, ADD_SCENE, ADD_TAKE, NOW, ORDER
from bot.dispatch import Dispatch
from bot.store import Store, Transaction
from bot.studio import MediaFolder, Studio
from render.contract import Picture, SceneOrder

JOBS = 6
SHOT_SECONDS = 4.0
"""Short beside any film that a model makes: what lies between two is all the more of it."""
GOAL = 0.03
PATIENCE = 120.0
ENGINE = "fixed"


def measure_idle() -> float:
    """The share of the time from the first shot to the last in which nothing was drawn."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_film(Path(name)))
        return _idle_share(_notes(Path(name)).read_text())


def _idle_share(notes: str) -> float:
    spans = sorted(tuple(map(float, line.split())) for line in notes.splitlines())
    gaps = (after[0] - before[1] for before, after in itertools.pairwise(spans))
    return sum(gaps) / (spans[-1][1] - spans[0][0])


def _notes(folder: Path) -> Path:
    return folder / "notes"


async def _film(folder: Path) -> None:
    """Have one node film all jobs."""
    async with await Store.open(folder / "greenlight.db") as store:
        async with store.transaction() as tx:
            await _fill(tx)
        studio = Studio(store, MediaFolder(folder / "media", floor=0))
        token = folder / "token"
        token.write_text(await studio.nodes.local("bench"))
        dispatch = Dispatch(studio.leases, studio.nodes, folder)
        await dispatch.start()
        try:
            await _serve(studio, folder, dispatch.local_url, token)
        finally:
            await dispatch.close()


async def _serve(studio: Studio, folder: Path, url: str, token: Path) -> None:
    node = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "render", "node"),
        env=_environment(folder, url, token),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while sum((await studio.leases.counts())[:2]):
                await studio.leases.bell.wait(0.2)
    finally:
        node.terminate()
        await node.wait()


def _environment(folder: Path, url: str, token: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GREENLIGHT")}
    return kept | {
        "GREENLIGHT_NODE_URL": url,
        "GREENLIGHT_NODE_TOKEN_FILE": str(token),
        "GREENLIGHT_NODE_ENGINES": ENGINE,
        "GREENLIGHT_NODE_FREE_GB": "0",
        "GREENLIGHT_EXTRA_ENGINES": json.dumps({ENGINE: "bench.fixed:Fixed"}),
        "GREENLIGHT_CACHE": str(folder / "cache"),
        # one camera, as on a card
        "GREENLIGHT_WORKERS": "1",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        SECONDS: str(SHOT_SECONDS),
        NOTES: str(_notes(folder)),
    }


async def _fill(tx: Transaction) -> None:
    await tx.run_many(ADD_GUILD, [{"id": 1, "now": NOW}])
    await tx.run_many(ADD_NOVEL, [{"id": 1, "now": NOW, "sha256": "a" * 64}])
    rows = [_job(number) for number in range(1, JOBS + 1)]
    for statement in (ADD_SCENE, ADD_TAKE, ADD_JOB):
        await tx.run_many(statement, rows)


def _job(number: int) -> dict[str, object]:
    order = SceneOrder.model_validate_json(ORDER)
    shot = order.shots[0].model_copy(update={"seconds": 2.0, "seed": number})
    own = {
        "slate": f"{number}-1",
        "engine": ENGINE,
        "picture": Picture(width=160, height=90, fps=12),
        "shots": (shot,),
    }
    return {
        "id": number,
        "guild_id": 1,
        "member_id": number,
        "engine": ENGINE,
        "turn": number,
        "votes": 0,
        "order_json": order.model_copy(update=own).model_dump_json(),
        "now": NOW,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON line")
    as_json = parser.parse_args().json
    share = round(measure_idle(), 4)
    if as_json:
        print(
            json.dumps({"idle_share": share, "goal": GOAL, "jobs": JOBS, "seconds": SHOT_SECONDS})
        )
        return
    print(
        f"with jobs of {SHOT_SECONDS:g} s the camera is idle {share:.1%} of the time "
        f"(goal: {GOAL:.0%})."
    )


if __name__ == "__main__":
    main()
