"""Clubs on real processes: the backlot in this one, the bot and its nodes in others."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import story_engines
from patience import PATIENCE

from bot.backlot import Backlot, Channel, Guild, Member, Message
from bot.demo.club import NOVEL, SAMPLES
from bot.demo.processes import House

SEARCH = "tide turned light in the high window"
CLIP = "clip.mp4"
STORIES = Path(story_engines.__file__).parent


@contextlib.asynccontextmanager
async def opened(folder: Path, **variables: str) -> AsyncIterator[House]:
    """A backlot and a bot before it; at the end nothing was asked that Discord would not take."""
    async with Backlot() as backlot:
        extra = {
            "GREENLIGHT_EXTRA_ENGINES": json.dumps({"animatic": "story_engines:Held"}),
            # the bot of this tree, wherever another is installed
            "PYTHONPATH": os.pathsep.join([str(STORIES), str(STORIES.parents[1])]),
            "STORY_FOLDER": str(folder),
            **variables,
        }
        house = House(backlot, folder, folder, extra)
        try:
            await house.start_bot()
            yield house
        finally:
            await house.close()
        record = backlot.record
        assert [*record.rule_errors, *record.openapi_errors, *record.unknown_routes] == []


def hold(house: House, shot: int) -> Path:
    """Let shots from this one on wait in the middle, until the file is removed."""
    file = house.folder / story_engines.HOLD
    file.write_text(str(shot))
    return file


def begun(house: House) -> list[int]:
    """The numbers of the shots that were begun, in their order."""
    file = house.folder / story_engines.BEGUN
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@dataclass
class Club:
    """One guild that films a novel: what its members do and see, and what is written down."""

    house: House
    backlot: Backlot
    guild: Guild
    channel: Channel
    anna: Member
    """The owner, who set it up: troubles are told to her."""
    mara: Member
    tom: Member
    proposed: int = 0

    @classmethod
    async def found(cls, house: House, name: str = "The Carrow Film Club") -> Club:
        """A guild with the sample novel, where the first vote for a scene greenlights it."""
        backlot = house.stage
        assert isinstance(backlot, Backlot)
        guild = await backlot.add_guild(name)
        channel = await guild.add_channel("carrow-keep")
        anna = await guild.add_member("Anna", "manage_guild", owner=True)
        mara, tom = [await guild.add_member(name) for name in ("Mara", "Tom")]
        book = (SAMPLES / NOVEL).read_bytes()
        added = await anna.slash(channel, "studio novel add", file=(NOVEL, book), rights="own work")
        await added.final(PATIENCE)
        form = await anna.slash(channel, "studio setup")
        await anna.submit(form, quorum="1", hours="1 h")
        await anna.slash(channel, "studio settings", early_greenlight=1, proposals_per_day=50)
        return cls(house, backlot, guild, channel, anna, mara, tom)

    async def propose(self, proposer: Member, title: str = "The boy on the strand") -> Message:
        """From a few words to the card, with the shortest film that a direction makes."""
        found = await proposer.slash(self.channel, "propose", words=SEARCH)
        this_one = next(name for name in found.message.custom_ids if name.endswith(":this"))
        form = await proposer.click(found.message, this_one)
        await proposer.submit(form, title=title, pace=["frantic"])
        self.proposed += 1
        return await self.card(self.proposed, title)

    async def shots_of(self, member: Member, card: Message) -> Message:
        """The private page of a scene's shots, from ⋯ on its card."""
        menu = await member.click(card, "⋯")
        return (await member.click(menu.message, "Shots")).message

    async def shorten(self, card: Message) -> None:
        """Mara deletes her scene's first shots until four are left: ten seconds of film."""
        page = await self.shots_of(self.mara, card)
        while "**5**" in page.text:
            page = (await self.mara.click(page, "Delete")).message

    async def greenlight(self, card: Message | None = None) -> str:
        """Vote a scene through at once, a new one of Mara's if none is given; its take's slate."""
        card = card or await self.propose(self.mara)
        await self.vote(self.anna, card)
        return f"{self.proposed}-1"

    async def vote(self, member: Member, card: Message) -> None:
        """Vote for a scene, as soon as its card shows what was changed last."""

        async def current() -> Message | None:
            seen = await card.now()
            assert seen is not None, "the card is gone"
            _, ballot, _, shown = seen.buttons["Film it"].split(":")
            return seen if int(shown) == self.revision(int(ballot)) else None

        await member.click(await self.until(current), "Film it")

    def revision(self, ballot: int) -> int:
        """How often the shots of the scene on this ballot were changed."""
        uri = f"file:{self.house.data / 'greenlight.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            (revision,) = connection.execute(
                "SELECT revision FROM scene JOIN ballot ON scene_id = scene.id WHERE ballot.id = ?",
                (ballot,),
            ).fetchone()
        return int(revision)

    async def storyboard(self) -> Message:
        """The latest scene's card, as soon as its storyboard is on it."""

        async def look() -> Message | None:
            card = await self.card(self.proposed, "Scene")
            return card if card.files else None

        return await self.until(look)

    async def card(self, number: int, words: str) -> Message:
        """A scene's card, as soon as it says these words."""

        async def look() -> Message | None:
            for message in await self.channel.messages():
                is_card = f"### Scene {number} ·" in message.text and CLIP not in message.files
                if is_card and words in message.text:
                    return message
            return None

        return await self.until(look)

    async def posts(self, slate: str) -> list[Message]:
        """The messages with this take's clip."""
        return [
            message
            for message in await self.channel.messages()
            if CLIP in message.files and f"take {slate}" in message.text
        ]

    async def post(self, slate: str) -> Message:
        """The one post of a take, as soon as it is there."""
        await self.until(lambda: self.take(slate)["state"] == "posted")
        (post,) = await self.posts(slate)
        return post

    async def premiere(self, slate: str) -> Message:
        """The one post of a take; waits until the card links to it, and the bot is at rest."""
        post = await self.post(slate)
        await self.card(int(slate.split("-")[0]), f"/{post.id})")
        assert len(await self.posts(slate)) == 1
        assert self.take(slate)["message_id"] == post.id
        return post

    async def until(self, look: Callable[[], Any]) -> Any:
        """Wait until `look` finds something, and give that back."""

        async def ask() -> Any:
            found = look()
            return await found if inspect.isawaitable(found) else found

        return await self.backlot.until(ask, PATIENCE, every=0.1)

    def take(self, slate: str) -> dict[str, Any]:
        """The take and its job, as the bot's database has them."""
        uri = f"file:{self.house.data / 'greenlight.db'}?mode=ro"
        scene, number = slate.split("-")
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            row = connection.execute(
                """
                SELECT job.attempt, job.failures, job.node_id, job.order_json, take.* FROM take
                  JOIN scene ON scene.id = take.scene_id
                  JOIN job ON job.take_id = take.id AND job.kind = 'take'
                 WHERE scene.guild_id = ? AND scene.number = ? AND take.number = ?
                """,
                (self.guild.id, scene, number),
            ).fetchone()
        assert row is not None, f"there is no take {slate}"
        return dict(row)
