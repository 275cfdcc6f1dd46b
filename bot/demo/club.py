"""What the members of the demo's club do: five people, one channel, one book."""

from __future__ import annotations

import asyncio
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.backlot import Channel, Member, Message, Outcome
from bot.demo.processes import House, Process
from bot.demo.transcript import Transcript, as_read

SAMPLES = Path(__file__).parent.parent.parent / "samples"
NOVEL = "the-lamp-at-carrow-keep.epub"
CHANNEL = "carrow-keep"
WANTED, UNWANTED = "The boy on the strand", "Steer for the low one"
"""The two scenes of the first night: the club films one, and shelves the other."""
OPEN_FOR = 12
"""Seconds that a ballot stays open at least; a machine that was slow so far gets more."""
SLOWNESS = 2.5
"""A ballot stays open so many times the time that everything before it took."""
TRIES = 4
"""Clicks on one button, a second apart."""
PATIENCE = 240.0
"""Seconds that any one thing may take before the demo gives up."""
MiB = 2**20


class Flop(Exception):
    """Something that the demo promises did not happen."""


@dataclass
class Club:
    """Five members, one channel, one book."""

    house: House
    transcript: Transcript
    out: Path
    channel: Channel
    members: dict[str, Member]
    scenes: list[dict[str, Any]]
    node: Process
    open_for: int = OPEN_FOR
    bot_rss_mb: float = 0

    @classmethod
    async def gather(cls, house: House, transcript: Transcript, out: Path) -> Club:
        stage = house.stage
        guild = await stage.add_guild("The Carrow Film Club")
        channel = await guild.add_channel(CHANNEL)
        anna = await guild.add_member("Anna", "manage_guild", owner=True)
        others = [await guild.add_member(name) for name in ("Mara", "Tom", "Jo", "Ilse")]
        members = {member.name: member for member in (anna, *others)}
        scenes = tomllib.loads((SAMPLES / "scenes.toml").read_text(encoding="utf-8"))["scene"]
        await house.start_bot()
        transcript.say("bot", "connected, with its commands in place")
        node = await house.start_node()
        transcript.say("node", "a render process of its own has started, and asks for work")
        return cls(house, transcript, out, channel, members, scenes, node)

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
        self.transcript.say("clock", f"both ballots close {self.open_for} s after they opened")
        await self._wait_for_card(1, "**Greenlit", "scene 1 is greenlit, and its take queued")
        await self._watch(1, "premiere.mp4")
        await self._wait_for_card(2, "**Shelved", "scene 2 is shelved")

    async def go_on(self) -> None:
        """The rest of the suggested scenes, one after the other."""
        names = list(self.members)
        others = [scene for scene in self.scenes if scene["title"] not in (WANTED, UNWANTED)]
        for number, scene in enumerate(others, 3):
            proposer = self.members[names[number % len(names)]]
            await self._propose(proposer, await self._find(proposer, scene), scene)
            found = await self.channel.see(f"### Scene {number} ·", PATIENCE)
            for name in names:
                await self._vote(name, found, "Film it")
            await self._watch(number, f"scene-{number}.mp4")

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
        self.open_for = max(OPEN_FOR, round(SLOWNESS * self.transcript.seconds))
        done = await anna.submit(form, quorum="3", hours=f"{self.open_for} s")
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
            self._need_node()
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
        """On a slow machine the ballot may just be at its end, and be extended: then once more."""
        for _ in range(TRIES):
            voted = await self.members[name].click(card, label)
            self._said(name, f"presses {label}", voted.text)
            if "is closed" not in voted.text:
                return
            await asyncio.sleep(1)
        raise Flop(f"{name} could not vote: the ballot closed for good")

    async def _wait_for_card(self, number: int, words: str, said: str) -> None:
        async def shown() -> bool:
            card = await self.channel.find(f"### Scene {number} ·")
            return card is not None and words in card.text

        await self.house.stage.until(shown, PATIENCE)
        self.transcript.say("bot", said)

    async def _watch(self, number: int, name: str) -> None:
        """Follow the card until the take is posted, and keep what was posted."""
        last = ""
        slate = f"take {number}-1"

        async def look() -> Message | None:
            nonlocal last
            self._need_node()
            for message in reversed(await self.channel.messages()):
                if "clip.mp4" in message.files and slate in message.text:
                    return message
                progress = [
                    line for line in message.text.splitlines() if "▰" in line and "%" in line
                ]
                if f"**Take {number}-1 failed**" in message.text:
                    raise Flop(f"the take failed: {self.house.last_words('node')}")
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
        (self.out / name).write_bytes(await post.file("clip.mp4"))
        rss = psutil.Process(self.house.bot.pid).memory_info().rss
        self.bot_rss_mb = round(rss / MiB, 1)

    def _need_node(self) -> None:
        if self.node.returncode is not None:
            raise Flop(f"the render node ended: {self.house.last_words('node')}")

    def _said(self, who: str, did: str, answer: str) -> None:
        first = answer.strip().splitlines()[0] if answer.strip() else ""
        read = as_read(first, {self.channel.id: CHANNEL}, time.time())
        self.transcript.say(who, f"{did}: {read}")
