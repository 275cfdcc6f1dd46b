"""What becomes of a direction form: a scene, an amended scene, or every word given back."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain.direction import Direction
from bot.studio.proposals import Amended
from cogs.ui.checks import is_age_restricted, place_of
from cogs.ui.clicks import Button
from cogs.ui.passages import PASSAGE, direction_form, direction_of, passage_of
from cogs.ui.refused import AGAIN, refused_sheet, typed_in
from cogs.ui.text import escaped, some, when


class EditAgain(Button, template=AGAIN):
    """Opens a refused form again, with the words that stand above the button."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        direction = typed_in(interaction.message, self.match)
        await interaction.response.send_modal(
            direction_form("Edit the scene", self.match["form"], direction)
        )


async def on_proposed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: a scene is proposed, in the channel that its novel is bound to."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    passage = passage_of(match)
    direction = direction_of(fields)
    try:
        novel = await bot.studio.novels.get(member.guild_id, passage.novel_id)
        channel_id = novel.channel_id or place_of(interaction)
        view = await bot.studio.proposals.propose(
            member,
            channel_id,
            passage,
            direction,
            age_restricted=is_age_restricted(bot.get_channel(channel_id)),
        )
    except Exception as error:
        await _give_back(interaction, error, match[0], direction)
        return
    assert view.ballot is not None, "a proposal opens a ballot"
    number = view.scene.number
    await interaction.response.send_message(
        f"**Scene {number} · {escaped(view.scene.direction.title)}** is on the ballot: its card "
        f"comes up in <#{channel_id}>, the storyboard as soon as it is drawn. The ballot needs "
        f"{some(view.ballot.quorum, 'vote')} and closes {when(view.ballot.closes_at)}; what is "
        "greenlit is filmed, and you are pinged when it is there.\n"
        "-# ⋯ on the card amends or withdraws it.",
        ephemeral=True,
    )


async def on_amended(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: a proposal is changed, and the votes on the old one are void."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    scene_id = int(match["scene"])
    direction = direction_of(fields)
    try:
        scene = (await bot.studio.scenes.view(member.guild_id, scene_id)).scene
        amended = await bot.studio.proposals.amend(
            member,
            scene_id,
            direction,
            age_restricted=is_age_restricted(bot.get_channel(scene.channel_id)),
        )
    except Exception as error:
        await _give_back(interaction, error, match[0], direction)
        return
    await interaction.response.send_message(_amended_in_words(amended), ephemeral=True)


def _amended_in_words(amended: Amended) -> str:
    number = amended.view.scene.number
    if not amended.is_changed:
        return f"Nothing was changed: scene {number} and its votes stand as they were."
    votes = {0: "No vote had been cast.", 1: "The one vote cast on it is void."}.get(
        amended.voided, f"The {amended.voided} votes cast on it are void."
    )
    shots = " The shots that you changed were planned anew." if amended.is_replanned else ""
    return f"Scene {number} is amended, and its storyboard is drawn anew.{shots} {votes}"


async def _give_back(
    interaction: discord.Interaction, error: Exception, form_id: str, direction: Direction
) -> None:
    """Say no with the rule, and give every word back."""
    await interaction.response.send_message(
        view=refused_sheet(in_words(error), form_id, direction), ephemeral=True
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(EditAgain)
    bot.add_form(rf"propose:{PASSAGE}", on_proposed)
    bot.add_form(r"amend:(?P<scene>\d{1,18})", on_amended)
