"""What a claim costs with a short and with a very long queue: `python -m bench.queue --json`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.store import Store, Transaction
from bot.studio import MediaFolder, Studio
from bot.studio.house_views import NodeView
from render.contract import (
    Claim,
    Failure,
    FailureKind,
    JobKind,
    Place,
    SceneOrder,
    Shot,
)

GUILDS = 20
MEMBERS = 500
SHORT, LONG = 100, 100_000
ROUNDS = 5
CLAIMS = 40
WARM = 5
GOAL = 1.5
NOW = datetime(2026, 1, 1, tzinfo=UTC).isoformat(timespec="microseconds")

ADD_GUILD = "INSERT INTO guild (id, joined_at) VALUES (:id, :now)"
ADD_NOVEL = """
    INSERT INTO novel (id, guild_id, title, rights, words, sha256, added_by, added_at)
    VALUES (:id, :id, 'The Lamp', 'own work', 1000, :sha256, 1, :now)
"""
ADD_SCENE = """
    INSERT INTO scene (id, guild_id, number, novel_id, chapter, chapter_title, first, last, passage,
                       proposer_id, title, action, light, framing, pace, shot_list, state,
                       created_at, channel_id, alias)
    VALUES (:id, :guild_id, :id, :guild_id, 1, 'One', 1, 2, 'The boy ran.', :member_id, 'The boy',
            'A boy runs.', 'backlight', 'wide', 'brisk', '{"heading": {"interior": false, "place":
            "strand", "time_of_day": "dusk", "weather": "rain"}, "cast": [], "shots": []}',
            'greenlit', :now, 1, printf('%064x', :id))
"""
ADD_TAKE = """
    INSERT INTO take (id, guild_id, scene_id, number, engine, seed, asked_by, created_at)
    VALUES (:id, :guild_id, :id, 1, :engine, 1, :member_id, :now)
"""
ADD_JOB = """
    INSERT INTO job (id, guild_id, scene_id, take_id, kind, engine, member_id, lane, turn, votes,
                     film_s, order_json, created_at)
    VALUES (:id, :guild_id, :id, :id, 'take', :engine, :member_id, 1, :turn, :votes,
            30, :order_json, :now)
"""


async def fill(tx: Transaction, waiting: int) -> None:
    """So many takes of all guilds and members; the first third wants an engine nobody offers."""
    guilds = [{"id": g, "now": NOW, "sha256": f"{g:064x}"} for g in range(1, GUILDS + 1)]
    rows = [_job(number, waiting) for number in range(1, waiting + 1)]
    await tx.run_many(ADD_GUILD, guilds)
    await tx.run_many(ADD_NOVEL, guilds)
    await tx.run_many(ADD_SCENE, rows)
    await tx.run_many(ADD_TAKE, rows)
    await tx.run_many(ADD_JOB, rows)


def _job(number: int, waiting: int) -> dict[str, object]:
    is_servable = number > waiting // 3
    engine = "animatic" if is_servable else "wan"
    return {
        "id": number,
        "guild_id": 1 + number % GUILDS,
        "member_id": 1 + number % MEMBERS,
        "engine": engine,
        "turn": number // MEMBERS if is_servable else 0,
        "votes": 1 + number % 7 if is_servable else 100,
        "order_json": ORDER,
        "now": NOW,
    }


ORDER = SceneOrder(
    kind=JobKind.TAKE,
    slate="1-1",
    novel="The Lamp",
    title="The boy",
    shots=(
        Shot(
            number=1,
            seconds=30,
            action="A boy runs.",
            place=Place(name="strand", interior=False, time_of_day="dusk", weather="rain"),
            light="backlight",
            framing="wide",
            seed=1,
        ),
    ),
).model_dump_json()


async def prepare(folder: Path) -> None:
    """Two database files, one with a short queue and one with a very long one."""
    for waiting in (SHORT, LONG):
        async with await Store.open(_database(folder, waiting)) as store, store.transaction() as tx:
            await fill(tx, waiting)


@asynccontextmanager
async def studio_with(folder: Path, waiting: int) -> AsyncIterator[tuple[Studio, NodeView]]:
    """A studio as after a start of the bot, and the operator's node."""
    async with await Store.open(_database(folder, waiting)) as store:
        studio = Studio(store, MediaFolder(folder / f"media-{waiting}", floor=0))
        node = await studio.nodes.authenticate(await studio.nodes.local("bench"))
        assert node is not None
        yield studio, node


def _database(folder: Path, waiting: int) -> Path:
    return folder / f"{waiting}.db"


async def timed_claim(studio: Studio, node: NodeView, number: int) -> float:
    """Milliseconds of one claim, its commit to disk included; the job is given back after it."""
    claim = Claim(claim_id=f"bench-{number:06d}", contracts=(1,), engines=("animatic",), wait=0)
    begun = perf_counter()
    claimed = await studio.leases.claim(node, claim)
    spent = perf_counter() - begun
    assert claimed is not None
    back = Failure(kind=FailureKind.CANCELLED)
    await studio.leases.fail(node.id, claimed.job, claimed.attempt, back)
    return spent * 1000


async def one_round(folder: Path, round_: int) -> dict[int, float]:
    """The median claim of each queue, claimed from turn about: what else runs meets both alike."""
    async with AsyncExitStack() as stack:
        studios = {
            waiting: await stack.enter_async_context(studio_with(folder, waiting))
            for waiting in (SHORT, LONG)
        }
        spent: dict[int, list[float]] = {SHORT: [], LONG: []}
        for number in range(WARM + CLAIMS):
            for waiting, (studio, node) in studios.items():
                milliseconds = await timed_claim(studio, node, round_ * 1000 + number)
                if number >= WARM:
                    spent[waiting].append(milliseconds)
    return {waiting: statistics.median(times) for waiting, times in spent.items()}


async def measure() -> dict[str, float | int]:
    """Medians over rounds, each as after a start of the bot."""
    _stay_on_one_core()
    with tempfile.TemporaryDirectory() as name:
        await prepare(Path(name))
        rounds = [await one_round(Path(name), number) for number in range(ROUNDS)]
    return {
        "ratio": round(statistics.median(r[LONG] / r[SHORT] for r in rounds), 3),
        "goal": GOAL,
        "claim_ms_100": round(statistics.median(r[SHORT] for r in rounds), 3),
        "claim_ms_100000": round(statistics.median(r[LONG] for r in rounds), 3),
        "claims": ROUNDS * CLAIMS,
    }


def _stay_on_one_core() -> None:
    """Each database has a thread, and one of them might share its core with other programs."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON line")
    as_json = parser.parse_args().json
    result = asyncio.run(measure())
    if as_json:
        print(json.dumps(result))
        return
    print(
        f"a claim takes {result['claim_ms_100']} ms with {SHORT} jobs waiting and "
        f"{result['claim_ms_100000']} ms with {LONG:,}: {result['ratio']} times as long "
        f"(goal: at most {GOAL})."
    )


if __name__ == "__main__":
    main()
