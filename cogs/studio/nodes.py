"""/studio node: the machines that render."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.app import Greenlight, member_of
from bot.errors import NotFound, Refusal
from bot.studio.house_views import NodeView
from cogs.ui.text import escaped, plain, when, within

ID = re.compile(r"[0-9]{1,18}")
LONGEST = 1990
"""Characters of a message; Discord takes 2,000."""


class NodeGroup(app_commands.Group):
    """The machines that render for this server."""

    def __init__(self, bot: Greenlight) -> None:
        super().__init__(name="node", description="The machines that render for this server.")
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    async def invite(self, interaction: discord.Interaction) -> None:
        """One line to paste on a machine that shall render for this server."""
        if self.bot.join_line is None or self.bot.join_line("") is None:
            raise Refusal(
                "Other machines cannot reach this bot yet: its operator sets "
                "GREENLIGHT_PUBLIC_URL (the address and a free port) and restarts it."
            )
        invitation = await self.studio.nodes.invite(member_of(interaction))
        line = self.bot.join_line(invitation.code)
        await interaction.response.send_message(
            "Paste this on the machine, once, within the hour:\n"
            f"```\n{line}\n```\n-# Run it in a clone of Greenlight, after `make setup` and "
            "`source .venv/bin/activate`. The node serves this server alone, dials out only, and "
            "holds no Discord token.",
            ephemeral=True,
        )

    @app_commands.command(name="list")
    async def show(self, interaction: discord.Interaction) -> None:
        """The machines, what they offer, and what they do now."""
        member = member_of(interaction)
        nodes = await self.studio.nodes.of_guild(member.guild_id)
        text = "\n".join(within(map(_line, nodes), LONGEST))
        await interaction.response.send_message(
            text or "No machine renders for this server yet: /studio node invite.", ephemeral=True
        )

    @app_commands.command()
    @app_commands.describe(node="The machine", reason="Why; shown in the list")
    async def pause(
        self,
        interaction: discord.Interaction,
        node: str,
        reason: app_commands.Range[str, 1, 200] = "paused by a showrunner",
    ) -> None:
        """Give a machine no more work; what it holds goes back to the queue."""
        await self.studio.nodes.pause(member_of(interaction), _id(node), reason)
        await interaction.response.send_message("It is paused.", ephemeral=True)

    @app_commands.command()
    @app_commands.describe(node="The machine")
    async def resume(self, interaction: discord.Interaction, node: str) -> None:
        """Let a paused machine work again."""
        await self.studio.nodes.resume(member_of(interaction), _id(node))
        await interaction.response.send_message("It works again.", ephemeral=True)

    @app_commands.command()
    @app_commands.describe(node="The machine")
    async def revoke(self, interaction: discord.Interaction, node: str) -> None:
        """Part with a machine: its token is void at once."""
        await self.studio.nodes.revoke(member_of(interaction), _id(node))
        await interaction.response.send_message(
            "It is out; what it was shooting goes to another machine.", ephemeral=True
        )

    @app_commands.command(name="open")
    @app_commands.describe(node="Your machine", to_all="Whether it serves other servers, too")
    async def open_up(self, interaction: discord.Interaction, node: str, to_all: bool) -> None:
        """Let your own machine serve every server of this bot, or this one alone."""
        await self.studio.nodes.open(member_of(interaction), _id(node), is_open=to_all)
        whom = "every server of this bot" if to_all else "this server alone"
        await interaction.response.send_message(f"It serves {whom}.", ephemeral=True)

    @pause.autocomplete("node")
    @resume.autocomplete("node")
    @revoke.autocomplete("node")
    @open_up.autocomplete("node")
    async def _nodes(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        nodes = await self.studio.nodes.of_guild(interaction.guild_id)
        return [
            app_commands.Choice(name=plain(node.name, 100), value=str(node.id))
            for node in nodes
            if current.lower() in node.name.lower()
        ][:25]


def _id(text: str) -> int:
    if not ID.fullmatch(text):
        raise NotFound("Choose a machine from the list that comes up while you type.")
    return int(text)


def _line(node: NodeView) -> str:
    if node.paused_reason is not None:
        doing = f"paused: {escaped(node.paused_reason, 120)}"
    elif node.is_outdated:
        doing = "speaks another version than the bot: update whichever is older"
    elif node.is_away and node.shooting is None:
        seen = when(node.seen_at or datetime.fromtimestamp(0, UTC))
        doing = f"away, last seen {seen}" if node.seen_at else "never seen yet"
    elif node.rests:
        doing = _rest(node)
    elif node.shooting is not None:
        card = f" ({escaped(node.card, 120)})" if node.card else ""
        doing = f"shooting {node.shooting}{card}"
    else:
        doing = "ready"
    whose = f" (<@{node.owner_id}>)" if node.owner_id else " (the operator's)"
    opened = ", serves other servers too" if node.is_open and node.guild_id else ""
    offers = escaped(", ".join(node.engines), 200) or "nothing yet"
    return f"**{escaped(node.name, 100)}**{whose} · {doing} · offers {offers}{opened}"


def _rest(node: NodeView) -> str:
    if node.rests == "busy":
        return "in use by its owner"
    if node.rests == "paused":
        return "paused by its owner"
    return f"quiet until {when(node.rests_until, 't')}" if node.rests_until else "in quiet hours"
