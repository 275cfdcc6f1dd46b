"""2,000 votes by 200 members on 10 cards, beside a bot that only answers.

`ratio` is our throughput over that of the no-op bot, in the same run, over a backlot of the same
kind, on the very same cards: what differs is what is done about a click. Each member has one click
in flight. A second is short, and machines are noisy: it is done three times, and the ratio is the
one in the middle.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.backlot import Backlot, Channel, Guild, Member, Message
from bot.domain import member as domain
from bot.domain.direction import Direction, Framing, Light, Pace
from bot.domain.novel import Chapter, Novel, Passage, Rights
from bot.store import Store
from bot.studio import MediaFolder, Studio

MEMBERS, CARDS, TURNS = 200, 10, 3
IN_TIME_MS, PATIENCE = 3000, 60.0
"""Discord gives up a click after so long. Here it waits on, in seconds: on a busy machine, clicks
that are given up and answered all the same pile up, and nothing is measured."""
PROSE = "The tide had turned before he saw the light move in the high window of the keep at dusk."


@dataclass(frozen=True)
class Result:
    seconds: float
    acks_ms: list[float]

    @property
    def throughput(self) -> float:
        return len(self.acks_ms) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.acks_ms)[int(share * (len(self.acks_ms) - 1))]


async def measure(members: int, cards: int, turns: int) -> dict[str, Any]:
    measured = [await one_turn(members, cards) for _ in range(turns)]
    middle = sorted(measured, key=lambda turn: turn["ratio"])[turns // 2]
    return middle | {
        "lost": sum(turn["lost"] for turn in measured),
        "late": sum(turn["late"] for turn in measured),
        "edits_per_card_second": max(turn["edits_per_card_second"] for turn in measured),
        "ratios": [turn["ratio"] for turn in measured],
    }


async def one_turn(members: int, cards: int) -> dict[str, Any]:
    ours, lost, edits, bodies = await measure_ours(members, cards)
    noop = await measure_noop(members, bodies)
    return {
        "votes": members * cards,
        "throughput": round(ours.throughput, 1),
        "noop_throughput": round(noop.throughput, 1),
        "ratio": round(ours.throughput / noop.throughput, 3),
        "ack_ms_p50": round(ours.percentile(0.5), 1),
        "ack_ms_p99": round(ours.percentile(0.99), 1),
        "late": sum(ms > IN_TIME_MS for ms in ours.acks_ms),
        "noop_ack_ms_p99": round(noop.percentile(0.99), 1),
        "lost": lost,
        "edits_per_card_second": edits,
    }


async def measure_noop(members: int, cards: list[dict[str, Any]]) -> Result:
    """`cards` are the bodies of the messages to click on."""
    async with Backlot(validate=False) as lot:
        await lot.set_times(first_answer=PATIENCE)
        guild = await lot.add_guild("club")
        channel = await guild.add_channel("general")
        people = [await guild.add_member(f"m{number}") for number in range(members)]
        place = lot.world.places[channel.id]
        for body in cards:
            lot.posting.write(place, lot.world.bot.id, body, {})
        command = [sys.executable, "-m", "bench.noop", lot.api_base, lot.gateway_url]
        async with process(command, {}):
            await lot.connected()
            return await vote(people, await channel.messages())


async def measure_ours(members: int, cards: int) -> tuple[Result, int, float, list[dict[str, Any]]]:
    """Result, lost votes, the fastest card's edits a second, and the cards' bodies."""
    with tempfile.TemporaryDirectory(prefix="greenlight-bench-") as folder:
        data = Path(folder)
        async with Backlot(validate=False) as lot:
            await lot.set_times(first_answer=PATIENCE)
            guild = await lot.add_guild("club")
            channel = await guild.add_channel("carrow-keep")
            people = [await guild.add_member(f"m{number}") for number in range(members)]
            await propose(data, guild, channel, people[:cards])
            environment = {
                "DISCORD_TOKEN": "a.b.c",
                "GREENLIGHT_DATA": folder,
                "GREENLIGHT_DISCORD_API": lot.api_base,
                "GREENLIGHT_DISCORD_GATEWAY": lot.gateway_url,
                "GREENLIGHT_DISCORD_CDN": lot.cdn_base,
                "GREENLIGHT_HEALTH_PORT": "0",
                "GREENLIGHT_LOG_LEVEL": "WARNING",
            }
            command = [sys.executable, "-m", "bot", "run", "--without-node"]
            async with process(command, environment):
                await lot.connected()
                shown = await lot.until(lambda: the_cards(channel, cards), 90)
                bodies = [
                    {key: card.payload[key] for key in ("components", "flags")} for card in shown
                ]
                result = await vote(people, shown)
                await lot.until(lambda: all_counted(channel, members), 60)
                edits = [lot.world.places[channel.id].posts[card.id].edits for card in shown]
        kept = counted(data / "greenlight.db")
        return result, members * cards - kept, round(max(map(rate, edits)), 3), bodies


async def the_cards(channel: Channel, cards: int) -> list[Message] | None:
    found = [message for message in await channel.messages() if "Film it" in message.buttons]
    return found if len(found) == cards else None


async def all_counted(channel: Channel, votes: int) -> bool:
    """Whether every card shows its last state."""
    found = [message for message in await channel.messages() if "Film it" in message.buttons]
    return all(f"Film it {votes}" in card.text for card in found)


async def vote(people: list[Member], cards: list[Message]) -> Result:
    """Everybody votes for every card once, in an order of their own."""
    acks: list[float] = []

    async def one(number: int, person: Member) -> None:
        order = list(cards)
        random.Random(number).shuffle(order)
        for card in order:
            acks.append((await person.click(card, "Film it")).ack_ms)

    began = time.perf_counter()
    await asyncio.gather(*(one(number, person) for number, person in enumerate(people)))
    return Result(time.perf_counter() - began, acks)


async def propose(data: Path, guild: Guild, channel: Channel, proposers: list[Member]) -> None:
    """The records of a club with one open ballot for each proposer."""
    runner = domain.Member.of(1, guild.id, manages_guild=True)
    paragraphs = tuple(f"{PROSE} {number}" for number in range(len(proposers)))
    novel = Novel("The Lamp", ("A. Writer",), (Chapter("The Strand", paragraphs),))
    direction = Direction("A scene", "A boy runs.", Light.BACKLIGHT, Framing.WIDE, Pace.BRISK)
    async with await Store.open(data / "greenlight.db") as store:
        studio = Studio(store, MediaFolder(data / "media", floor=0))
        await studio.settings.joined(guild.id, "club")
        added = await studio.novels.add(runner, novel, Rights.OWN_WORK, "a" * 64)
        await studio.settings.setup(
            runner,
            novel_id=added.id,
            channel_id=channel.id,
            quorum=3,
            open_for=timedelta(hours=48),
            showrunner_role=None,
        )
        for number, proposer in enumerate(proposers, 1):
            await studio.proposals.propose(
                domain.Member.of(proposer.id, guild.id),
                channel.id,
                Passage(added.id, 1, number, number),
                direction,
                age_restricted=False,
            )


def counted(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (votes,) = connection.execute("SELECT count(*) FROM vote").fetchone()
    return int(votes)


def rate(edits: list[float]) -> float:
    """Edits a second between the first and the last."""
    return (len(edits) - 1) / (edits[-1] - edits[0]) if len(edits) > 1 else 0.0


@contextlib.asynccontextmanager
async def process(command: list[str], environment: dict[str, str]) -> AsyncGenerator[None]:
    child = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environment})
    try:
        yield
    finally:
        child.terminate()
        await child.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line only")
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args()
    result = asyncio.run(measure(given.members, given.cards, given.turns))
    if not given.json:
        for name, value in result.items():
            print(f"{name:>22}  {value}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
