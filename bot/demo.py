"""`greenlight demo`: five members film a scene of the sample novel, on real processes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import psutil
from rich.console import Console
from rich.markup import escape

from bot.backlot import Channel, Member, Message, NoAnswer, Outcome, Remote
from bot.studio.mp4 import inspect_clip

SAMPLES = Path(__file__).parent.parent / "samples"
NOVEL = "the-lamp-at-carrow-keep.epub"
WANTED, UNWANTED = "The boy on the strand", "Steer for the low one"
"""The two scenes of the first night: the club films one, and shelves the other."""
OPEN_FOR = "20 s"
PATIENCE = 80.0
"""Seconds that any one thing may take before the demo gives up."""
COLOURS = {"Anna": "magenta", "Mara": "cyan", "Tom": "yellow", "Jo": "green", "Ilse": "blue"}


class Flop(Exception):
    """Something that the demo promises did not happen."""


@dataclass
class Transcript:
    """What happens, on the terminal and in a file."""

    screen: Console
    file: TextIO
    began: float = field(default_factory=time.monotonic)

    def say(self, who: str, what: str) -> None:
        clock = f"{time.monotonic() - self.began:5.1f} s"
        self.file.write(f"{clock}  {who:<7} {what}\n")
        self.file.flush()
        colour = COLOURS.get(who, "white")
        self.screen.print(
            f"[dim]{clock}[/dim]  [{colour}]{who:<7}[/{colour}] {escape(what)}", soft_wrap=True
        )


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
            async with _processes(out, transcript) as house:
                club = await Club.gather(house, transcript, out)
                await club.first_night()
                if not once:
                    await club.go_on()
                report = await club.report()
        except (Flop, TimeoutError, NoAnswer, LookupError, ValueError) as error:
            transcript.say("demo", f"it did not work: {str(error) or 'nothing came in time'}")
            transcript.say("demo", f"the logs are in {out}")
            return 1
    return _verdict(report, screen, out)


def _clear(out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)


# --- processes ---


@dataclass
class House:
    """The three processes, and the ways to them."""

    stage: Remote
    folder: Path
    logs: Path
    environment: Mapping[str, str]
    bot: asyncio.subprocess.Process | None = None
    node: asyncio.subprocess.Process | None = None
    restarts: int = 0

    async def start_bot(self) -> None:
        with (self.logs / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--without-node"),
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        await self.stage.connected(PATIENCE)

    async def start_node(self) -> None:
        data = self.folder / "data"
        port = (data / "dispatch.port").read_text(encoding="ascii").strip()
        with (self.logs / "node.log").open("ab") as log:
            self.node = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "render", "node"),
                env={
                    **self.environment,
                    "GREENLIGHT_NODE_URL": f"http://127.0.0.1:{port}",
                    "GREENLIGHT_NODE_TOKEN_FILE": str(data / "local-node.token"),
                    "GREENLIGHT_CACHE": str(self.folder / "shots"),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def kill_bot(self) -> None:
        """kill -9: no goodbye, no flush."""
        assert self.bot is not None
        self.bot.kill()
        await self.bot.wait()
        self.restarts += 1


@contextlib.asynccontextmanager
async def _processes(out: Path, transcript: Transcript) -> AsyncGenerator[House]:
    with tempfile.TemporaryDirectory(prefix="greenlight-demo-") as folder:
        with (out / "backlot.log").open("ab") as log:
            backlot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.backlot"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        house: House | None = None
        try:
            assert backlot.stdout is not None
            base = json.loads(await backlot.stdout.readline())["base"]
            async with Remote(base) as stage:
                house = House(stage, Path(folder), out, _environment(Path(folder), stage))
                transcript.say("backlot", f"a Discord of our own listens at {base}")
                yield house
        finally:
            for process in (house and house.node, house and house.bot, backlot):
                await _end(process or None)


def _environment(folder: Path, stage: Remote) -> dict[str, str]:
    """What the bot and the node are told; nothing of the user's own Greenlight leaks in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GREENLIGHT_")}
    return {
        **kept,
        "DISCORD_TOKEN": "demo.demo.demo",
        "GREENLIGHT_DATA": str(folder / "data"),
        "GREENLIGHT_DISCORD_API": stage.api_base,
        "GREENLIGHT_DISCORD_GATEWAY": stage.gateway_url,
        "GREENLIGHT_DISCORD_CDN": stage.cdn_base,
        "GREENLIGHT_HEALTH_PORT": "0",
        "GREENLIGHT_FREE_GB": "0",
        "GREENLIGHT_NODE_FREE_GB": "0",
        **({"GREENLIGHT_EXTRA_ENGINES": os.environ["XE"]} if "XE" in os.environ else {}),
    }


async def _end(process: asyncio.subprocess.Process | None) -> None:
    if process is None or process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 12)
    except TimeoutError:
        process.kill()
        await process.wait()


# --- what happens ---


@dataclass
class Club:
    """Five members, one channel, one book."""

    house: House
    transcript: Transcript
    out: Path
    channel: Channel
    members: dict[str, Member]
    scenes: list[dict[str, Any]]
    bot_rss_mb: float = 0

    @classmethod
    async def gather(cls, house: House, transcript: Transcript, out: Path) -> Club:
        stage = house.stage
        guild = await stage.add_guild("The Carrow Film Club")
        channel = await guild.add_channel("carrow-keep")
        anna = await guild.add_member("Anna", "manage_guild", owner=True)
        others = [await guild.add_member(name) for name in ("Mara", "Tom", "Jo", "Ilse")]
        members = {member.name: member for member in (anna, *others)}
        scenes = tomllib.loads((SAMPLES / "scenes.toml").read_text(encoding="utf-8"))["scene"]
        await house.start_bot()
        transcript.say("bot", "connected, with its commands in place")
        await house.start_node()
        transcript.say("node", "a render process of its own has started, and asks for work")
        return cls(house, transcript, out, channel, members, scenes)

    async def first_night(self) -> None:
        """Set up, propose, vote, restart in the middle, and watch it being shot."""
        await self._set_up()
        wanted, other = self._scene(WANTED), self._scene(UNWANTED)
        form = await self._find(self.members["Mara"], wanted)
        await self._propose(self.members["Mara"], form, wanted)
        card = await self._storyboard()
        await self._vote("Jo", card, "Film it")
        await self._vote("Ilse", card, "Not this one")
        waiting = await self._find(self.members["Tom"], other)
        await self._restart()
        await self._vote("Ilse", card, "Film it")
        await self._vote("Anna", card, "Film it")
        await self._propose(self.members["Tom"], waiting, other)
        second = await self.channel.see("### Scene 2 ·", PATIENCE)
        for name in ("Anna", "Mara", "Jo"):
            await self._vote(name, second, "Not this one")
        self.transcript.say("clock", f"both ballots close {OPEN_FOR} after they opened")
        await self._wait_for_card(1, "**Greenlit", "scene 1 is greenlit, and its take queued")
        await self._watch(1)
        await self._wait_for_card(2, "**Shelved", "scene 2 is shelved")

    async def go_on(self) -> None:
        """The rest of the suggested scenes, one after the other."""
        names = list(self.members)
        for number, scene in enumerate(self.scenes, 3):
            if scene["title"] in (WANTED, UNWANTED):
                continue
            proposer = self.members[names[number % len(names)]]
            await self._propose(proposer, await self._find(proposer, scene), scene)
            found = await self.channel.see(f"### Scene {number} ·", PATIENCE)
            for name in names:
                await self._vote(name, found, "Film it")
            await self._watch(number)

    def _scene(self, title: str) -> dict[str, Any]:
        return next(scene for scene in self.scenes if scene["title"] == title)

    async def _set_up(self) -> None:
        anna = self.members["Anna"]
        book = (SAMPLES / NOVEL).read_bytes()
        added = await anna.slash(
            self.channel, "studio novel add", file=(NOVEL, book), rights="own work"
        )
        self._said("Anna", "/studio novel add", (await added.final(PATIENCE)).text)
        form = await anna.slash(self.channel, "studio setup")
        done = await anna.submit(form, quorum="3", hours=OPEN_FOR)
        self._said("Anna", "/studio setup", done.text)
        await self.channel.see("On the ballot", PATIENCE)
        self.transcript.say("bot", "posts and pins the board")

    async def _find(self, member: Member, scene: Mapping[str, Any]) -> Outcome:
        """From a few words to the form, which comes up filled in."""
        found = await member.slash(self.channel, "propose", words=scene["search"])
        self._said(member.name, f"/propose {scene['search']}", "three passages, privately")
        chapter = f":{scene['chapter']}:"
        wanted = [
            custom_id
            for custom_id in found.message.custom_ids
            if custom_id.endswith(":this") and chapter in custom_id
        ]
        if not wanted:
            raise Flop(f"/propose {scene['search']} did not find chapter {scene['chapter']}")
        form = await member.click(found.message, wanted[0])
        title = form.fields["title"]
        self._said(member.name, "presses This one", f"the form is filled in: “{title}”")
        return form

    async def _propose(self, member: Member, form: Outcome, scene: Mapping[str, Any]) -> None:
        sent = await member.submit(
            form,
            title=scene["title"],
            action=scene["what_we_see"],
            light=[scene["light"]],
            framing=[scene["framing"]],
            pace=[scene["pace"]],
        )
        self._said(member.name, f"sends “{scene['title']}”", sent.text)

    async def _storyboard(self) -> Message:
        card = await self.channel.see("### Scene 1 ·", PATIENCE)
        self.transcript.say("bot", "posts the card of scene 1")

        async def drawn() -> Message | None:
            found = await self.channel.find("### Scene 1 ·")
            return found if found and found.files else None

        card = await self.house.stage.until(drawn, PATIENCE)
        name = next(iter(card.files))
        (self.out / "storyboard.png").write_bytes(await card.file(name))
        self.transcript.say("node", "has drawn the storyboard; it is on the card")
        return card

    async def _restart(self) -> None:
        await self.house.kill_bot()
        self.transcript.say("kill -9", "the bot dies, with a ballot open and a form on screen")
        await self.house.start_bot()
        self.transcript.say("bot", "is back")

    async def _vote(self, name: str, card: Message, label: str) -> None:
        voted = await self.members[name].click(card, label)
        self._said(name, f"presses {label}", voted.text)

    async def _wait_for_card(self, number: int, words: str, said: str) -> None:
        async def shown() -> bool:
            card = await self.channel.find(f"### Scene {number} ·")
            return card is not None and words in card.text

        await self.house.stage.until(shown, PATIENCE)
        self.transcript.say("bot", said)

    async def _watch(self, number: int) -> None:
        """Follow the card until the take is posted, and keep what was posted."""
        last = ""
        slate = f"take {number}-1"

        async def look() -> Message | None:
            nonlocal last
            for message in reversed(await self.channel.messages()):
                if "clip.mp4" in message.files and slate in message.text:
                    return message
                progress = [
                    line for line in message.text.splitlines() if "▰" in line and "%" in line
                ]
                if message.text.startswith(f"### Scene {number} ·") and progress != [last]:
                    last = progress[0] if progress else ""
                    if last:
                        self.transcript.say("card", last)
            return None

        post = await self.house.stage.until(look, PATIENCE)
        names = {member.id: name for name, member in self.members.items()}
        pinged = ", ".join(names[member] for member in post.pings)
        self.transcript.say("bot", f"posts {slate}, and pings {pinged}")
        lead = [line for line in post.text.splitlines() if "unfilmed" in line]
        for line in lead:
            self.transcript.say("bot", line)
        (self.out / "premiere.mp4").write_bytes(await post.file("clip.mp4"))
        if self.house.bot is not None:
            rss = psutil.Process(self.house.bot.pid).memory_info().rss
            self.bot_rss_mb = round(rss / 2**20, 1)

    def _said(self, who: str, did: str, answer: str) -> None:
        first = answer.strip().splitlines()[0] if answer.strip() else ""
        self.transcript.say(who, f"{did}: {first}")

    # --- what it amounted to ---

    async def report(self) -> dict[str, Any]:
        """The counts, taken from the requests that the bot made."""
        stage = self.house.stage
        path = self.out / "requests.jsonl"
        await stage.call("write_requests", path=str(path.absolute()))
        requests = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        stats = await stage.stats()
        if stats["openapi_notice"]:
            self.transcript.say("backlot", stats["openapi_notice"])
        for fault in [*stats["openapi"], *stats["rules"], *stats["unknown_routes"]]:
            self.transcript.say("backlot", f"Discord would object: {fault}")
        clip = inspect_clip(self.out / "premiere.mp4")
        report = {
            **_counts(requests),
            "ack_ms_p50": stats["ack_ms_p50"],
            "ack_ms_p99": stats["ack_ms_p99"],
            "openapi_errors": stats["openapi_errors"],
            "rule_errors": len(stats["rules"]) + len(stats["unknown_routes"]),
            "film_seconds": round(clip.seconds, 2),
            "shoot_seconds": _shoot_seconds(requests),
            "wall_seconds": round(time.monotonic() - self.transcript.began, 1),
            "bot_rss_mb": self.bot_rss_mb,
            "restarts": self.house.restarts,
        }
        (self.out / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        return report


def _counts(requests: list[dict[str, Any]]) -> dict[str, int]:
    """Posted clips, verdicts on cards, votes confirmed: of requests that succeeded."""
    done = [request for request in requests if request["status"] in (200, 204)]
    posted = [
        request
        for request in done
        if request["method"] == "POST" and '"clip.mp4"' in json.dumps(request["json"])
    ]
    cards = {"Greenlit": set[str](), "Shelved": set[str]()}
    votes = 0
    for request in done:
        text = json.dumps(request["json"], ensure_ascii=False)
        for word, messages in cards.items():
            if request["method"] == "PATCH" and f"**{word}" in text:
                messages.add(request["path"])
        votes += request["path"].endswith("/callback") and "You voted" in text
    return {
        "posted": len(posted),
        "greenlit": len(cards["Greenlit"]),
        "shelved": len(cards["Shelved"]),
        "votes": votes,
    }


def _shoot_seconds(requests: list[dict[str, Any]]) -> float | None:
    """From the first card that says so to the posted clip."""
    began = [
        item["at"]
        for item in requests
        if item["method"] == "PATCH" and "is being shot" in json.dumps(item["json"])
    ]
    ended = [
        item["at"]
        for item in requests
        if item["method"] == "POST" and '"clip.mp4"' in json.dumps(item["json"])
    ]
    return round(ended[0] - began[0], 1) if began and ended else None


def _verdict(report: Mapping[str, Any], screen: Console, out: Path) -> int:
    wanted = {"posted": 1, "greenlit": 1, "shelved": 1, "restarts": 1, "rule_errors": 0}
    wrong = [name for name, number in wanted.items() if report[name] < number]
    wrong += [name for name in ("posted", "rule_errors") if report[name] > max(wanted[name], 0)]
    if report["openapi_errors"]:
        wrong.append("openapi_errors")
    if wrong:
        screen.print(
            f"[red]The demo did not keep its promise: {', '.join(sorted(set(wrong)))}[/red]"
        )
        return 1
    screen.print(
        f"\nThe film is [b]{out / 'premiere.mp4'}[/b]: {report['film_seconds']} s, posted once. "
        f"It took {report['wall_seconds']} s in all."
    )
    return 0
