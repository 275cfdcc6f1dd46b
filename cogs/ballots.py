"""Voting: the buttons on every card, and /vote, which leads through the open ballots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, member_of
from bot.domain.ballot import Choice, Tally
from bot.errors import Outdated
from bot.studio.open_ballots import Listed
from cogs.ui.cards import CardMessage
from cogs.ui.checks import is_age_restricted
from cogs.ui.clicks import NONE, Button, Menu
from cogs.ui.looks import choices
from cogs.ui.sheets import Sheet
from cogs.ui.standing import CHOICES
from cogs.ui.voting import MENU, ballot_page, listed_on

NOTHING_OPEN = "No ballot is open here: /propose opens one."
LISTED = 25
"""Ballots that one menu has room for."""
MOST = 1000
"""Ballots that *Next* leads through, menu after menu."""


class Ballots(commands.Cog):
    """/vote, private to each member."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.unheard: set[tuple[str, int]] = set()
        """Votes that were counted and answered too late, by button and member: they look failed."""

    @app_commands.command()
    @app_commands.guild_only()
    async def vote(self, interaction: discord.Interaction) -> None:
        """Vote on open scenes, looks and takes, one after the other; the new ones come first."""
        found = await _open_here(interaction)
        if not found:
            await interaction.response.send_message(NOTHING_OPEN, ephemeral=True)
            return
        here = await self.bot.studio.open_ballots.one(member_of(interaction), found[0].key)
        card = ballot_page(here, found, datetime.now(UTC))
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


class _Vote(Button, template=NONE):
    """A vote by one click. One that looks failed is clicked again, and not to take it back."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        cog = cast("Ballots", bot_of(interaction).get_cog(Ballots.__name__))
        click = (str(self.custom_id), interaction.user.id)
        repeats = click in cog.unheard
        cog.unheard.discard(click)
        key, said = await self.voted(interaction, repeats=repeats)
        try:
            await _answer(interaction, key, said)
        except discord.NotFound:
            cog.unheard.add(click)
            raise

    async def voted(self, interaction: discord.Interaction, *, repeats: bool) -> tuple[str, str]:
        """Which ballot it was, and what is said of the vote."""
        raise NotImplementedError


class VoteButton(
    _Vote,
    template=r"ballot:(?P<ballot>\d{1,18}):(?P<choice>for|against)(?::(?P<revision>\d{1,9}))?",
):
    """A vote on a scene card, for the scene as it was at the revision that the card shows.

    Its state is its custom_id, so it outlives restarts. Cards of earlier versions say no revision.
    """

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.ballot_id = int(match["ballot"])
        self.choice = Choice(match["choice"])
        self.read = int(match["revision"]) if match["revision"] else None

    async def clicked(self, interaction: discord.Interaction) -> None:
        try:
            await super().clicked(interaction)
        except Outdated:
            await self._show_anew(interaction)
            raise

    async def voted(self, interaction: discord.Interaction, *, repeats: bool) -> tuple[str, str]:
        bot = bot_of(interaction)
        voted = await bot.studio.ballots.vote(
            member_of(interaction), self.ballot_id, self.choice, read=self.read, repeats=repeats
        )
        said = _said(
            CHOICES,
            voted.choice,
            voted.tally,
            is_hidden=voted.hides_tally,
            is_greenlit=voted.is_greenlit,
        )
        return f"scene:{voted.scene_id}", said

    async def _show_anew(self, interaction: discord.Interaction) -> None:
        """A private card that is outdated; those for everybody are edited by the delivery."""
        assert interaction.message is not None, "a button is on a message"
        if not interaction.message.flags.ephemeral:
            return
        guild_id = member_of(interaction).guild_id
        scene_id = await bot_of(interaction).studio.ballots.scene_of(guild_id, self.ballot_id)
        await _show(interaction, f"scene:{scene_id}")


class LookVote(_Vote, template=r"look:(?P<look>\d{1,18}):(?P<choice>for|against)"):
    """*This is them* or *Not them*. Its state is its custom_id, so it outlives restarts."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.look_id = int(match["look"])
        self.choice = Choice(match["choice"])

    async def voted(self, interaction: discord.Interaction, *, repeats: bool) -> tuple[str, str]:
        bot, member = bot_of(interaction), member_of(interaction)
        voted = await bot.studio.looks.vote(member, self.look_id, self.choice, repeats=repeats)
        labels = choices(await bot.studio.looks.view(member.guild_id, self.look_id))
        said = _said(labels, voted.choice, voted.tally, is_hidden=voted.hides_tally)
        return f"look:{self.look_id}", said


class PageButton(
    Button, template=r"votes:(?P<way>back|next):(?P<key>(?:scene|look|takes):\d{1,18})"
):
    """Leafs from one open ballot to the next, in the order of the menu above it."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.is_next = match["way"] == "next"
        self.key = match["key"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        rest = listed = listed_on(interaction.message)
        if self.key in listed:
            here = listed.index(self.key)
            rest = [*listed[here + 1 :], *listed[:here]]
        edge = listed[-1 if self.is_next else 0 :][:1]
        if len(listed) == LISTED and edge == [self.key]:
            listed = await self._beyond(interaction, listed) or listed
            rest = listed
        await _turn_to(interaction, rest if self.is_next else rest[::-1], listed)

    async def _beyond(self, interaction: discord.Interaction, listed: Sequence[str]) -> list[str]:
        """The ballots after or before a full menu, as many as a menu has room for."""
        keys = [one.key for one in await _open_here(interaction, limit=MOST)]
        here = keys.index(self.key) if self.key in keys else 0
        others = [key for key in [*keys[here:], *keys[:here]] if key not in listed]
        return others[:LISTED] if self.is_next else others[-LISTED:]


class BallotMenu(Menu, template=MENU):
    """Jumps to one of the open ballots."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _turn_to(interaction, [self.value], listed_on(interaction.message))


def _said(
    labels: dict[Choice, str],
    choice: Choice | None,
    tally: Tally,
    *,
    is_hidden: bool,
    is_greenlit: bool = False,
) -> str:
    count = (
        f"{tally.turnout} voted so far"
        if is_hidden
        else f"{tally.for_} for, {tally.against} against"
    )
    if choice is None:
        return f"You took your vote back · {count}."
    after = "That greenlights the scene." if is_greenlit else "Click again to take it back."
    return f"You voted *{labels[choice]}* · {count}. {after}"


async def _answer(interaction: discord.Interaction, key: str, said: str) -> None:
    """Say what a vote did; a private card shows it at once."""
    assert interaction.message is not None, "a button is on a message"
    if not interaction.message.flags.ephemeral:
        await interaction.response.send_message(said, ephemeral=True)
        return
    await _show(interaction, key)


async def _show(interaction: discord.Interaction, key: str) -> None:
    """A private card's ballot as it stands now, in a list above the rest of it."""
    bot = bot_of(interaction)
    here = await bot.studio.open_ballots.one(member_of(interaction), key)
    listed = listed_on(interaction.message)
    others = await _open_here(interaction, listed) if listed else []
    await _replace(interaction, ballot_page(here, others, datetime.now(UTC)))


async def _turn_to(
    interaction: discord.Interaction, wanted: Sequence[str], listed: Sequence[str]
) -> None:
    """Show the first of these ballots that is still open; any other one if none is."""
    found = await _open_here(interaction, listed)
    if not found:
        gone = Sheet(ui.TextDisplay(NOTHING_OPEN))
        await interaction.response.edit_message(view=gone, attachments=[])
        return
    still_open = [one.key for one in found]
    key = next((key for key in wanted if key in still_open), still_open[0])
    bot = bot_of(interaction)
    here = await bot.studio.open_ballots.one(member_of(interaction), key)
    await _replace(interaction, ballot_page(here, found, datetime.now(UTC)))


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
    interaction: discord.Interaction, listed: Sequence[str] = (), limit: int = LISTED
) -> list[Listed]:
    """The member's open ballots that may be shown in this channel; those listed keep their order.

    Without a list, those that the member has not voted on come first.
    """
    bot = bot_of(interaction)
    return await bot.studio.open_ballots.open_for(
        member_of(interaction),
        restricted=is_age_restricted(interaction.channel),
        first=listed,
        limit=limit,
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(VoteButton, LookVote, PageButton, BallotMenu)
    await bot.add_cog(Ballots(bot))
