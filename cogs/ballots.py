"""Voting: the buttons on every card, and /vote, which leads through the open ballots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, explained, member_of
from bot.domain.ballot import Choice
from bot.studio.views import SceneView, Voted
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.checks import is_age_restricted

NOTHING_OPEN = "No ballot is open here: /propose opens one."
NO_ONE = discord.AllowedMentions.none()


class Ballots(commands.Cog):
    """/vote, private to each member."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    async def vote(self, interaction: discord.Interaction) -> None:
        """Vote on the open scenes, one after the other; those you have not voted on come first."""
        views = await _open_here(interaction)
        if not views:
            await interaction.response.send_message(NOTHING_OPEN, ephemeral=True)
            return
        card = _page(views, 0)
        await interaction.response.send_message(
            view=card.view, files=card.files(), ephemeral=True, allowed_mentions=NO_ONE
        )


class VoteButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"ballot:(?P<ballot>\d+):(?P<choice>for|against)",
):
    """A vote on a scene card. Its state is its custom_id, so it outlives restarts."""

    def __init__(self, item: ui.Item[Any], ballot_id: int, choice: Choice) -> None:
        super().__init__(cast("ui.Button[Any]", item))
        self.ballot_id = ballot_id
        self.choice = choice

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, int(match["ballot"]), Choice(match["choice"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            bot = cast("Greenlight", interaction.client)
            voted = await bot.studio.ballots.vote(
                member_of(interaction), self.ballot_id, self.choice
            )
            await interaction.response.send_message(_confirmation(voted), ephemeral=True)


def _confirmation(voted: Voted) -> str:
    count = (
        f"{voted.tally.turnout} voted so far"
        if voted.hides_tally
        else f"{voted.tally.for_} for, {voted.tally.against} against"
    )
    if voted.choice is None:
        return f"You took your vote back · {count}."
    said = "Film it" if voted.choice is Choice.FOR else "Not this one"
    return f"You voted *{said}* · {count}. Click again to take it back."


class PageButton(
    ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<way>before|after):(?P<scene>\d+)"
):
    """Leafs from one open ballot to the next. It names where it stands, not a page's number."""

    def __init__(self, way: str, scene_id: int) -> None:
        self.way = way
        self.scene_id = scene_id
        label = "Next" if way == "after" else "Back"
        super().__init__(ui.Button(label=label, custom_id=f"vote:{way}:{scene_id}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["way"], int(match["scene"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            views = await _open_here(interaction)
            if not views:
                layout = ui.LayoutView(timeout=None)
                layout.add_item(ui.TextDisplay(NOTHING_OPEN))
                await interaction.response.edit_message(view=layout, attachments=[])
                return
            card = _page(views, self._next(views))
            await interaction.response.edit_message(
                view=card.view, attachments=card.files(), allowed_mentions=NO_ONE
            )

    def _next(self, views: Sequence[SceneView]) -> int:
        """Voting moves a ballot to the end: then the first that waits for a vote is next."""
        ids = [view.scene.id for view in views]
        here = ids.index(self.scene_id) if self.scene_id in ids else -1
        if here >= 0 and views[here].my_choice is not None and views[0].my_choice is None:
            return 0 if self.way == "after" else len(ids) - 1
        return (here + (1 if self.way == "after" else -1)) % len(ids)


async def _open_here(interaction: discord.Interaction) -> list[SceneView]:
    """The member's open ballots that may be shown in this channel."""
    bot = cast("Greenlight", interaction.client)
    views = await bot.studio.ballots.open_for(member_of(interaction))
    restricted = is_age_restricted(interaction)
    return [view for view in views if restricted or not view.scene.rating.is_restricted]


def _page(views: Sequence[SceneView], place: int) -> CardMessage:
    view = views[place]
    row: ui.ActionRow[Any] = ui.ActionRow()
    row.add_item(PageButton("before", view.scene.id))
    mine = {None: "not voted", Choice.FOR: "you: film it", Choice.AGAINST: "you: not this one"}
    row.add_item(
        ui.Button(
            label=f"{place + 1} of {len(views)} · {mine[view.my_choice]}",
            disabled=True,
            custom_id=f"vote:here:{view.scene.id}",
        )
    )
    row.add_item(PageButton("after", view.scene.id))
    return scene_card(view, datetime.now(UTC), pages=row)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(VoteButton, PageButton)
    await bot.add_cog(Ballots(bot))
