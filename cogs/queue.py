"""/queue: what shoots where, what waits for what, yours first; and the showrunners' levers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, member_of
from bot.domain.member import Member
from bot.domain.queue import ANY_ENGINE, Work
from bot.studio.views import Waiting
from cogs.ui.clicks import Button, Menu
from cogs.ui.sheets import Buttons, Sheet, leaf, leafing
from cogs.ui.standing import waits_for
from cogs.ui.text import bar, escaped, plain, span, when

NOTHING = "Nothing waits to be filmed: /vote on a scene or /propose one."
SHOWN = 12
"""Jobs on a page, which fits one message on a phone."""
GROUPS = ("Now shooting", "Yours", "Then", "Waiting")
BLUE = 0x4F6D9E
WORDS = {
    Work.STORYBOARD: "storyboard",
    Work.TAKE: "take",
    Work.DRAFT: "draft",
    Work.REFIT: "smaller clip",
    Work.REEL: "reel",
    Work.COMPARISON: "comparison",
    Work.PORTRAIT: "portrait",
}


class Queue(commands.Cog):
    """Nothing is kept here: each look reads the studio anew."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    async def queue(self, interaction: discord.Interaction) -> None:
        """What is being shot and on whose machine, and what waits for what; yours first."""
        await interaction.response.send_message(
            view=await queue_layout(self.bot, member_of(interaction)), ephemeral=True
        )


async def queue_layout(bot: Greenlight, member: Member, page: int = 0) -> Sheet:
    """A page of the queue as one member sees it: what is shooting, theirs, then the others'."""
    lines = await bot.studio.queue.lines(member.guild_id, member_id=member.id)
    settings = await bot.studio.settings.get(member.guild_id)
    box: ui.Container[Any] = ui.Container(accent_colour=BLUE)
    heading = "## The queue" + (" · paused" if settings.queue_paused else "")
    box.add_item(ui.TextDisplay(heading))
    names = _names(lines, member)
    ordered = sorted(lines, key=lambda line: GROUPS.index(names[line.job_id]))
    page, pages, shown = leaf(page, ordered, SHOWN)
    for name, group in groupby(shown, key=lambda line: names[line.job_id]):
        box.add_item(ui.TextDisplay("\n".join([f"### {name}", *map(line_in_words, group)])))
    if not lines:
        box.add_item(ui.TextDisplay(NOTHING))
    if pages > 1:
        box.add_item(ui.TextDisplay(f"-# page {page + 1} of {pages} · {len(lines)} jobs"))
        box.add_item(leafing(page, pages, lambda to: f"queue:page:{to}"))
    if member.is_showrunner(settings):
        _add_levers(box, shown, is_paused=settings.queue_paused)
    return Sheet(box)


def _names(lines: Sequence[Waiting], member: Member) -> dict[int, str]:
    """Under which heading each job stands, by its id."""
    is_alone = all(line.place and line.member_id != member.id for line in lines)

    def name(line: Waiting) -> str:
        if line.place == 0:
            return "Now shooting"
        if line.member_id == member.id:
            return "Yours"
        return "Waiting" if is_alone else "Then"

    return {line.job_id: name(line) for line in lines}


def line_in_words(line: Waiting) -> str:
    """One job: what it is, then in small print where it stands and what it waits for."""
    kind = "" if line.work is Work.TAKE else f" · {WORDS[line.work]}"
    title = escaped(line.title, 60)
    name = f"**{line.slate}** {title}{kind}" if line.scene_id else f"**{title}**{kind}"
    if line.place == 0:
        where = f" · on {escaped(line.node_name, 40)}" if line.node_name else ""
        left = f" · {span(line.eta.total_seconds())} left" if line.eta is not None else ""
        return f"{name}{where}\n{bar(line.progress)} {line.progress:.0%}{left}"
    now = datetime.now(UTC)
    place = "next" if line.place == 1 else f"number {line.place}"
    ready = "" if line.eta is None else f" · ready {when(now + line.eta)}"
    waits = f" · waits for {waits_for(line, now)}" if line.waits_for else ""
    return f"{name}\n-# {place}{ready}{waits}"


def _add_levers(box: ui.Container[Any], lines: Sequence[Waiting], *, is_paused: bool) -> None:
    box.add_item(ui.Separator())
    if lines:
        row: ui.ActionRow[Any] = ui.ActionRow()
        row.add_item(_choice(lines))
        box.add_item(row)
    levers: ui.ActionRow[Any] = ui.ActionRow()
    levers.add_item(_lever("resume" if is_paused else "pause", 0))
    box.add_item(levers)


def _choice(lines: Sequence[Waiting]) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id="queue:choose", placeholder="Move, hold or cancel a job"
    )
    for line in lines:
        engine = "" if line.engine == ANY_ENGINE else f" with {line.engine}"
        select.add_option(
            label=plain(f"{line.slate} · {line.title}" if line.scene_id else line.title, 100),
            description=plain(WORDS[line.work] + engine, 100),
            value=str(line.job_id),
        )
    return select


def _lever(deed: str, job_id: int) -> ui.Button[Any]:
    label, style = LEVERS[deed]
    return ui.Button(label=label, style=style, custom_id=f"queue:{deed}:{job_id}")


class Choose(Menu, template=r"queue:choose"):
    """Which job a showrunner wants to do something about."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        job_id = int(self.value)
        bot = bot_of(interaction)
        member = member_of(interaction)
        lines = await bot.studio.queue.lines(member.guild_id, member_id=member.id)
        line = next((line for line in lines if line.job_id == job_id), None)
        if line is None:
            await interaction.response.send_message(
                "That job is done or gone; /queue shows what is left.", ephemeral=True
            )
            return
        moves = ("first", "last") if line.place and not line.held else ()
        aside = "release" if line.held else "hold"
        view = Buttons(*(_lever(deed, job_id) for deed in (*moves, aside, "cancel")))
        await interaction.response.send_message(line_in_words(line), view=view, ephemeral=True)


class Page(Button, template=r"queue:page:(?P<page>\d{1,4})"):
    """*Back* and *Next* through a long queue."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot, member = bot_of(interaction), member_of(interaction)
        sheet = await queue_layout(bot, member, int(self.match["page"]))
        await interaction.response.edit_message(view=sheet)


LEVERS = {
    "first": ("Shoot it next", discord.ButtonStyle.primary),
    "last": ("Shoot it last", discord.ButtonStyle.secondary),
    "hold": ("Put it aside", discord.ButtonStyle.secondary),
    "release": ("Let it go on", discord.ButtonStyle.primary),
    "cancel": ("Cancel it", discord.ButtonStyle.danger),
    "pause": ("Pause the queue", discord.ButtonStyle.secondary),
    "resume": ("Resume the queue", discord.ButtonStyle.success),
}
SAID = {
    "first": "It is shot next.",
    "last": "It is shot last.",
    "hold": "It is put aside until somebody lets it go on.",
    "release": "It is in the queue again.",
    "cancel": "It is cancelled.",
}


class Lever(Button, template=rf"queue:(?P<deed>{'|'.join(LEVERS)}):(?P<job>\d{{1,18}})"):
    """One thing that a showrunner does to the queue or to one job."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.deed = match["deed"]
        self.job_id = int(match["job"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot, member = bot_of(interaction), member_of(interaction)
        await self._pull(bot, member)
        if self.job_id:
            await interaction.response.edit_message(content=SAID[self.deed], view=None)
        else:
            await interaction.response.edit_message(view=await queue_layout(bot, member))

    async def _pull(self, bot: Greenlight, member: Member) -> None:
        queue = bot.studio.queue
        match self.deed:
            case "first" | "last":
                await queue.move(member, self.job_id, self.deed)
            case "hold":
                await queue.hold(member, self.job_id)
            case "release":
                await queue.release(member, self.job_id)
            case "cancel":
                await queue.cancel(member, self.job_id, "cancelled by a showrunner")
            case "pause":
                await queue.pause(member, "paused by a showrunner")
            case _:
                await queue.resume(member)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(Choose, Page, Lever)
    await bot.add_cog(Queue(bot))
