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
from cogs.ui.looks import looks_on_ballot
from cogs.ui.passages import walked
from cogs.ui.sheets import Sheet
from cogs.ui.standing import CHOICES
from cogs.ui.text import plain

NOTHING_OPEN = "No ballot is open here: /propose opens one."
LISTED = 25
"""Ballots that one list leads through: what Discord shows in a menu."""
MENU = "votes:choose"


class Ballots(commands.Cog):
    """/vote, private to each member."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.guild_only()
    async def vote(self, interaction: discord.Interaction) -> None:
        """Vote on the open scenes, one after the other; those you have not voted on come first."""
        views = await _open_here(interaction)
        looks = await self.bot.studio.looks.open_for(member_of(interaction))
        if not views:
            said = looks_on_ballot(looks, interaction.guild_id or 0) or NOTHING_OPEN
            await interaction.response.send_message(said, ephemeral=True)
            return
        card = _page(views[0], views)
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)
        if looks:
            said = looks_on_ballot(looks, interaction.guild_id or 0)
            await interaction.followup.send(said, ephemeral=True)


class VoteButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"ballot:(?P<ballot>\d{1,18}):(?P<choice>for|against)",
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
            assert interaction.message is not None, "a button is on a message"
            if interaction.message.flags.ephemeral:
                await _show_anew(interaction, voted.scene_id)
            else:
                await interaction.response.send_message(_confirmation(voted), ephemeral=True)


class PageButton(
    ui.DynamicItem[ui.Button[Any]], template=r"votes:(?P<way>back|next):(?P<scene>\d{1,18})"
):
    """Leafs from one open ballot to the next, in the order of the menu above it."""

    def __init__(self, item: ui.Item[Any], way: str, scene_id: int) -> None:
        super().__init__(cast("ui.Button[Any]", item))
        self.is_next = way == "next"
        self.scene_id = scene_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["way"], int(match["scene"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            listed = _listed(interaction)
            rest = listed
            if self.scene_id in listed:
                here = listed.index(self.scene_id)
                rest = [*listed[here + 1 :], *listed[:here]]
            await _turn_to(interaction, rest if self.is_next else rest[::-1])


class BallotMenu(ui.DynamicItem[ui.Select[Any]], template=MENU):
    """Jumps to one of the open ballots. It holds their order, so that no vote shuffles them."""

    def __init__(self, item: ui.Item[Any]) -> None:
        super().__init__(cast("ui.Select[Any]", item))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            await _turn_to(interaction, [int(self.item.values[0])])


def _confirmation(voted: Voted) -> str:
    count = (
        f"{voted.tally.turnout} voted so far"
        if voted.hides_tally
        else f"{voted.tally.for_} for, {voted.tally.against} against"
    )
    if voted.choice is None:
        return f"You took your vote back · {count}."
    return f"You voted *{CHOICES[voted.choice]}* · {count}. Click again to take it back."


async def _show_anew(interaction: discord.Interaction, scene_id: int) -> None:
    """A private card shows at once what the vote did; in a list, the list stays below it."""
    bot = cast("Greenlight", interaction.client)
    member = member_of(interaction)
    view = await bot.studio.scenes.view(member.guild_id, scene_id, member_id=member.id)
    listed = _listed(interaction)
    others = await _open_here(interaction, listed) if listed else []
    await _replace(interaction, _page(view, others))


async def _turn_to(interaction: discord.Interaction, wanted: Sequence[int]) -> None:
    """Show the first of these ballots that is still open; any other one if none is."""
    views = await _open_here(interaction, _listed(interaction))
    if not views:
        gone = Sheet(ui.TextDisplay(NOTHING_OPEN))
        await interaction.response.edit_message(view=gone, attachments=[])
        return
    still_open = {view.scene.id: view for view in views}
    here = next((scene_id for scene_id in wanted if scene_id in still_open), views[0].scene.id)
    await _replace(interaction, _page(still_open[here], views))


async def _replace(interaction: discord.Interaction, card: CardMessage) -> None:
    """Edit the message; a picture that it has already is not sent again."""
    assert interaction.message is not None, "a button is on a message"
    kept = {item.filename: item for item in interaction.message.attachments}
    await interaction.response.edit_message(
        view=card.view,
        attachments=[
            *(kept[name] for name in card.names if name in kept),
            *card.files(lambda name: name not in kept),
        ],
    )


async def _open_here(
    interaction: discord.Interaction, listed: Sequence[int] = ()
) -> list[SceneView]:
    """The member's open ballots that may be shown in this channel; those listed keep their order.

    Without a list, those that the member has not voted on come first.
    """
    bot = cast("Greenlight", interaction.client)
    views = await bot.studio.ballots.open_for(member_of(interaction))
    order = {scene_id: place for place, scene_id in enumerate(listed)}
    views.sort(key=lambda view: order.get(view.scene.id, len(order)))
    restricted = is_age_restricted(interaction.channel)
    return [view for view in views if restricted or not view.scene.rating.is_restricted][:LISTED]


def _listed(interaction: discord.Interaction) -> list[int]:
    """The scenes of the menu on this message, in its order."""
    components = () if interaction.message is None else interaction.message.components
    for component in walked(components):
        if isinstance(component, discord.SelectMenu) and component.custom_id == MENU:
            return [int(option.value) for option in component.options]
    return []


def _page(here: SceneView, views: Sequence[SceneView]) -> CardMessage:
    is_alone = all(view.scene.id == here.scene.id for view in views)
    below = () if is_alone else (_menu_row(here, views), _way_row(here.scene.id))
    return scene_card(here, datetime.now(UTC), below=below)


def _menu_row(here: SceneView, views: Sequence[SceneView]) -> ui.ActionRow[Any]:
    menu: ui.Select[Any] = ui.Select(custom_id=MENU, placeholder="The other open ballots")
    for place, view in enumerate(views, start=1):
        title = f"{view.scene.number} · {view.scene.direction.title}"
        mine = "not voted yet" if view.my_choice is None else f"you: {CHOICES[view.my_choice]}"
        menu.add_option(
            label=plain(f"Scene {title}", 100),
            description=f"{place} of {len(views)} · {mine}",
            value=str(view.scene.id),
            default=view.scene.id == here.scene.id,
        )
    return ui.ActionRow(menu)


def _way_row(scene_id: int) -> ui.ActionRow[Any]:
    return ui.ActionRow(
        ui.Button(label="Back", custom_id=f"votes:back:{scene_id}"),
        ui.Button(
            label="Next", custom_id=f"votes:next:{scene_id}", style=discord.ButtonStyle.primary
        ),
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(VoteButton, PageButton, BallotMenu)
    await bot.add_cog(Ballots(bot))
