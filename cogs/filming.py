"""The buttons of a take: film it again, as an animatic, as a draft, in full; Report, and Remove."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, member_of
from bot.domain.member import Member
from cogs.ui.clicks import Button
from cogs.ui.sheets import reason_form


class TakeButton(
    Button, template=r"take:(?P<take>\d{1,18}):(?P<deed>report|remove|retry|animatic|draft|final)"
):
    """Something about one take."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        member = member_of(interaction)
        if self.deed in _ASKED:
            await self._ask_why(interaction)
        else:
            said = await _DONE[self.deed](bot, member, self.take_id)
            await interaction.response.send_message(said, ephemeral=True)

    async def _ask_why(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        guild_id = member_of(interaction).guild_id
        view, take = await bot.studio.scenes.of_take(guild_id, self.take_id)
        title, form, question = _ASKED[self.deed]
        custom_id = form.format(scene=view.scene.id, take=self.take_id)
        await interaction.response.send_modal(
            reason_form(f"{title} {take.take.slate}", custom_id, question)
        )


_ASKED = {
    "report": ("Report take", "report:{scene}:{take}", "What is wrong with it?"),
    "remove": ("Remove take", "remove:take:{take}", "Why? It is kept in the log."),
}
"""Deeds that want a reason: title, form and question."""


async def _retry(bot: Greenlight, member: Member, take_id: int) -> str:
    await bot.studio.queue.retry(member, take_id)
    return "It is queued again."


async def _animatic(bot: Greenlight, member: Member, take_id: int) -> str:
    await bot.studio.queue.film_as_animatic(member, take_id)
    return "It is filmed as an animatic."


async def _draft(bot: Greenlight, member: Member, take_id: int) -> str:
    await bot.studio.queue.draft_first(member, take_id)
    return "A draft comes first: small, in few steps. *Film the final* is on its post."


async def _final(bot: Greenlight, member: Member, take_id: int) -> str:
    final = await bot.studio.queue.film_final(member, take_id)
    return f"Take {final.slate} is queued: the same seeds, at full size."


_DONE: dict[str, Callable[[Greenlight, Member, int], Awaitable[str]]] = {
    "retry": _retry,
    "animatic": _animatic,
    "draft": _draft,
    "final": _final,
}


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(TakeButton)
