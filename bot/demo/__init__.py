"""`greenlight demo`: five members film a scene of the sample novel, on real processes."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

from rich.console import Console

from bot.backlot import NoAnswer
from bot.demo.club import NOVEL, SAMPLES, Club, Flop
from bot.demo.processes import House, backlot_apart
from bot.demo.report import broken_promises, timing, write_report
from bot.demo.transcript import Transcript

__all__ = ["perform"]


async def perform(out: Path, *, once: bool) -> int:
    """Run the demo; 0 when everything that it promises happened.

    Writes premiere.mp4, storyboard.png, transcript.txt, requests.jsonl and report.json to `out`.
    """
    screen = Console(highlight=False)
    if not (SAMPLES / NOVEL).exists():
        screen.print("The demo needs the samples folder: run it in a clone of the repository.")
        return 1
    _clear(out)
    with (out / "transcript.txt").open("w", encoding="utf-8") as file:
        transcript = Transcript(screen, file)
        try:
            async with _house(out, transcript) as house:
                club = await Club.gather(house, transcript, out)
                await club.first_night()
                report = await write_report(club)
                if not once:
                    await club.go_on()
        except (Flop, TimeoutError, NoAnswer, LookupError, ValueError, OSError) as error:
            transcript.say("demo", f"it did not work: {str(error) or 'nothing came in time'}")
            transcript.say("demo", f"the logs are in {out}")
            return 1
        broken = broken_promises(report, out)
        for promise in broken:
            transcript.say("demo", f"a promise is broken: {promise}")
        transcript.say("demo", timing(report))
    if broken:
        return 1
    screen.print(
        f"\nThe film is [b]{out / 'premiere.mp4'}[/b]: {report['film_seconds']} s, posted once."
    )
    return 0


def _clear(out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)


@contextlib.asynccontextmanager
async def _house(out: Path, transcript: Transcript) -> AsyncGenerator[House]:
    with tempfile.TemporaryDirectory(prefix="greenlight-demo-") as folder:
        async with backlot_apart(out) as stage:
            transcript.say("backlot", f"a Discord of our own listens at {stage.base}")
            house = House(stage, Path(folder), out)
            try:
                yield house
            finally:
                await house.close()
