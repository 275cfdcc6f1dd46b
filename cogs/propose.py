"""/propose: from a few remembered words to a passage, and from a passage to a scene."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any, Self, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, explained, member_of
from bot.domain.direction import Direction
from bot.domain.novel import Passage
from bot.errors import NotFound, Refusal
from bot.studio.views import PassageView
from cogs.ui.checks import is_age_restricted, place_of
from cogs.ui.passages import (
    PASSAGE,
    direction_form,
    direction_of,
    passage_id,
    passage_of,
    passages_layout,
    passages_shown,
    typed_back,
)
from cogs.ui.text import escaped, plain, when

CHOSEN = re.compile(rf"passage:{PASSAGE}")
REMEMBERED = 500
"""Refused forms that *Edit again* opens as they were sent."""


class Propose(commands.Cog):
    """Nothing is kept between the steps: each button carries what it needs."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(
        words="A few words that you remember of the passage", chapter="Only look in this chapter"
    )
    async def propose(
        self, interaction: discord.Interaction, words: str | None = None, chapter: str | None = None
    ) -> None:
        """Propose a scene: find its passage by a few words, or leaf through a chapter."""
        await offer(self.bot, interaction, words or "", _number(chapter))

    @propose.autocomplete("words")
    async def _words(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or len(current.strip()) < 2:
            return []
        chapter = _number(getattr(interaction.namespace, "chapter", None))
        try:
            novel = await self.studio.novels.of_channel(interaction.guild_id, place_of(interaction))
            found = await self.studio.novels.search(
                interaction.guild_id, novel.id, current, chapter=chapter, limit=25
            )
        except Refusal:
            return []
        return [_snippet(view) for view in found]

    @propose.autocomplete("chapter")
    async def _chapters(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        try:
            novel = await self.studio.novels.of_channel(interaction.guild_id, place_of(interaction))
        except Refusal:
            return []
        wanted = current.strip().lower()
        chapters = await self.studio.novels.chapters(interaction.guild_id, novel.id)
        return [
            app_commands.Choice(
                name=plain(f"{chapter.number} · {chapter.title}", 100), value=str(chapter.number)
            )
            for chapter in chapters
            if wanted in f"{chapter.number} {chapter.title}".lower()
        ][:25]


def _number(chapter: str | None) -> int | None:
    if not chapter:
        return None
    digits = re.match(r"\s*(\d{1,6})\b", chapter)
    if digits is None:
        raise NotFound("Choose a chapter from the list that comes up, or give its number.")
    return int(digits[1])


def _snippet(view: PassageView) -> app_commands.Choice[str]:
    name = plain(f"{view.passage.chapter} · {view.snippet}", 100)
    return app_commands.Choice(name=name, value=f"passage:{passage_id(view.passage)}")


async def offer(
    bot: Greenlight, interaction: discord.Interaction, words: str, chapter: int | None
) -> None:
    """Show up to three passages, privately."""
    member = member_of(interaction)
    novels = bot.studio.novels
    chosen = CHOSEN.fullmatch(words)
    if chosen is not None:
        views = [await novels.passage(member.guild_id, passage_of(chosen))]
    else:
        novel = await novels.of_channel(member.guild_id, place_of(interaction))
        views = await novels.search(member.guild_id, novel.id, words[:300], chapter=chapter)
    if not views:
        where = f" in chapter {chapter}" if chapter else ""
        raise NotFound(
            f"Nothing{where} has the words “{escaped(words, 60)}”: try fewer or others, or leave "
            "them out to leaf through a chapter."
        )
    await interaction.response.send_message(view=passages_layout(views), ephemeral=True)


class PassageButton(
    ui.DynamicItem[ui.Button[Any]],
    template=rf"passage:{PASSAGE}:(?P<step>earlier|later|longer|shorter|this)",
):
    """Moves a passage, or takes it."""

    def __init__(self, item: ui.Item[Any], passage: Passage, step: str) -> None:
        super().__init__(cast("ui.Button[Any]", item))
        self.passage = passage
        self.step = step

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, passage_of(match), match["step"])

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            if self.step == "this":
                await self._open_form(interaction)
            else:
                await self._move(interaction)

    async def _open_form(self, interaction: discord.Interaction) -> None:
        bot = cast("Greenlight", interaction.client)
        draft = await bot.studio.scenes.draft(member_of(interaction).guild_id, self.passage)
        filled = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
        await interaction.response.send_modal(
            direction_form("Propose a scene", f"propose:{passage_id(self.passage)}", filled)
        )

    async def _move(self, interaction: discord.Interaction) -> None:
        """Move this passage where it stands; the others on the message stay as they are."""
        novels = cast("Greenlight", interaction.client).studio.novels
        guild_id = member_of(interaction).guild_id
        shown = passages_shown(interaction.message) if interaction.message else []
        views = [
            await novels.shifted(guild_id, passage, cast("Any", self.step))
            if passage == self.passage
            else await novels.passage(guild_id, passage)
            for passage in shown or [self.passage]
        ]
        await interaction.response.edit_message(view=passages_layout(views))


class BoardButton(ui.DynamicItem[ui.Button[Any]], template=r"board:propose:(?P<novel>\d+)"):
    """*Propose a scene*, on the board and under every finished take: asks for a few words."""

    def __init__(self, item: ui.Item[Any], novel_id: int) -> None:
        super().__init__(cast("ui.Button[Any]", item))
        self.novel_id = novel_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, int(match["novel"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            form = ui.Modal(title="Find a passage", custom_id="find", timeout=None)
            form.add_item(
                ui.Label(
                    text="A few words of it",
                    description="Leave it empty to begin with a chapter's first lines.",
                    component=ui.TextInput(custom_id="words", required=False, max_length=200),
                )
            )
            form.add_item(
                ui.Label(
                    text="Chapter",
                    description="Its number, if you know it.",
                    component=ui.TextInput(custom_id="chapter", required=False, max_length=6),
                )
            )
            await interaction.response.send_modal(form)


class EditAgain(ui.DynamicItem[ui.Button[Any]], template=r"again:(?P<form>[a-z]+:[\d:]+)"):
    """Opens a refused form again, as it was sent; after a restart, as it was first filled."""

    def __init__(self, form_id: str) -> None:
        self.form_id = form_id
        super().__init__(ui.Button(label="Edit again", custom_id=f"again:{form_id}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["form"])

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            direction = _refused.get((interaction.user.id, self.form_id))
            if direction is None:
                direction = await self._first_filling(interaction)
            await interaction.response.send_modal(
                direction_form("Edit the scene", self.form_id, direction)
            )

    async def _first_filling(self, interaction: discord.Interaction) -> Direction:
        scenes = cast("Greenlight", interaction.client).studio.scenes
        guild_id = member_of(interaction).guild_id
        kind, _, rest = self.form_id.partition(":")
        if kind == "amend":
            return (await scenes.view(guild_id, int(rest))).scene.direction
        match = re.fullmatch(PASSAGE, rest)
        if match is None:
            raise NotFound("That form is gone; /propose begins anew.")
        draft = await scenes.draft(guild_id, passage_of(match))
        return Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)


# convenience only: what is lost with a restart is also on the member's screen
_refused: OrderedDict[tuple[int, str], Direction] = OrderedDict()


async def on_proposed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: a scene is proposed."""
    bot = cast("Greenlight", interaction.client)
    direction = direction_of(fields)
    try:
        view = await bot.studio.scenes.propose(
            member_of(interaction),
            place_of(interaction),
            passage_of(match),
            direction,
            age_restricted=is_age_restricted(interaction),
        )
    except Refusal as refusal:
        await _give_back(interaction, refusal, match[0], direction)
        return
    assert view.ballot is not None, "a proposal opens a ballot"
    await interaction.response.send_message(
        f"Scene {view.scene.number}, **{escaped(view.scene.direction.title)}**, is on the ballot; "
        f"its card comes up here in a moment. It closes {when(view.ballot.closes_at)} and needs "
        f"{view.ballot.quorum} votes. You can amend or withdraw it with ⋯ on its card.",
        ephemeral=True,
    )


async def on_amended(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: a proposal is changed, and the votes on the old one are void."""
    bot = cast("Greenlight", interaction.client)
    direction = direction_of(fields)
    try:
        view, voided = await bot.studio.scenes.amend(
            member_of(interaction),
            int(match["scene"]),
            direction,
            age_restricted=is_age_restricted(interaction),
        )
    except Refusal as refusal:
        await _give_back(interaction, refusal, match[0], direction)
        return
    votes = {0: "No vote had been cast.", 1: "The one vote cast is void."}.get(
        voided, f"The {voided} votes cast are void."
    )
    await interaction.response.send_message(
        f"Scene {view.scene.number} is amended. {votes}", ephemeral=True
    )


async def on_find(
    interaction: discord.Interaction, _: re.Match[str], fields: dict[str, Any]
) -> None:
    """A few words came back from the board's form."""
    bot = cast("Greenlight", interaction.client)
    chapter = _number(str(fields.get("chapter") or "").strip() or None)
    await offer(bot, interaction, str(fields.get("words") or ""), chapter)


async def _give_back(
    interaction: discord.Interaction, refusal: Refusal, form_id: str, direction: Direction
) -> None:
    """Say no with the rule, and give every word back."""
    _refused[interaction.user.id, form_id] = direction
    while len(_refused) > REMEMBERED:
        _refused.popitem(last=False)
    view: ui.View = ui.View(timeout=None)
    view.add_item(EditAgain(form_id))
    await interaction.response.send_message(
        f"{refusal}\nYour words:\n{typed_back(direction)}", view=view, ephemeral=True
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(PassageButton, BoardButton, EditAgain)
    bot.add_form(rf"propose:{PASSAGE}", on_proposed)
    bot.add_form(r"amend:(?P<scene>\d+)", on_amended)
    bot.add_form(r"find", on_find)
    await bot.add_cog(Propose(bot))
