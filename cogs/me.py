"""/me: one private page: how far a member has read, what is kept of them, and being forgotten."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, member_of
from bot.domain.ballot import Choice
from bot.errors import NotFound
from bot.studio.house_views import Reading
from cogs.ui.checks import place_of
from cogs.ui.clicks import Button
from cogs.ui.colours import BRASS
from cogs.ui.packing import ARCHIVE, RECORDS, pack
from cogs.ui.sheets import Form, Sheet
from cogs.ui.standing import CHOICES
from cogs.ui.text import escaped, some, within

COUNTED = {
    "scenes": ("scene that you proposed", "scenes that you proposed"),
    "votes": ("vote", "votes"),
    "subscriptions": ("scene that you are told of", "scenes that you are told of"),
    "takes asked for": ("take that was filmed for you", "takes that were filmed for you"),
    "votes on takes": ("vote on takes", "votes on takes"),
    "votes on takes opened": ("vote on takes that you opened", "votes on takes that you opened"),
    "comparisons": ("comparison of takes", "comparisons of takes"),
    "takes wished for": ("take that you asked for", "takes that you asked for"),
    "things found wrong": ("thing that you found wrong", "things that you found wrong"),
    "looks offered": ("look that you described", "looks that you described"),
    "votes on looks": ("vote on a look", "votes on looks"),
    "pictures": ("picture that you brought", "pictures that you brought"),
    "reports of looks": ("report of a look", "reports of looks"),
    "reports": ("report to the showrunners", "reports to the showrunners"),
    "machines": ("machine that you invited", "machines that you invited"),
    "invitations": ("invitation of a machine", "invitations of machines"),
    "clubs set up": ("club that you set up", "clubs that you set up"),
    "deeds as a showrunner": ("deed as a showrunner", "deeds as a showrunner"),
    "novels added": ("novel that you added", "novels that you added"),
    "reels asked for": ("reel that you asked for", "reels that you asked for"),
    "names in credits": ("reel that names you in its credits", "reels that name you in credits"),
}
NAMED = "The credits of reels name you, as a proposer or voter, by the name that you have here."
UNNAMED = "The credits of reels do not name you; you are counted among the others."
SCENES, FOLLOWED = 6, 12
"""Scenes of a member, and those that they are told of, that a page names; it counts the others."""
WARNING = (
    "### Take you out of the records?\n"
    "Votes on closed ballots stay as nameless counts, votes on open ones are taken back. Your "
    "scenes and takes stay, without your name: nobody can amend them then, and nobody is pinged. "
    "Photographs of you are taken back, drawings stay without your name. "
    "What you asked to be told of, what you wished for and found wrong, your reports, your name in "
    "the credits of coming reels and how far you have read are deleted. Cards and posts in the "
    "channels are edited; what stands in the film of a reel goes when it is joined anew, which "
    "showrunners are asked to do. Machines that you invited stay until they are revoked "
    "(/studio node revoke). This cannot be undone."
)


class Me(commands.Cog):
    """Private to each member."""

    def __init__(self, bot: Greenlight) -> None:
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    async def me(self, interaction: discord.Interaction) -> None:
        """How far you have read, your looks and pictures, what is kept of you: export, delete."""
        await interaction.response.send_message(view=await _page(interaction), ephemeral=True)


class MeButton(Button, template=r"me:(?P<deed>read|named|export|delete|forget|back)"):
    """One deed of the page."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        match self.deed:
            case "read":
                await _ask_how_far(interaction)
            case "named":
                bot = bot_of(interaction)
                await bot.studio.members.name_or_not(member_of(interaction))
                await interaction.response.edit_message(view=await _page(interaction))
            case "export":
                await _export(interaction)
            case "delete":
                await interaction.response.edit_message(view=_question())
            case "forget":
                await _forget(interaction)
            case _:
                await interaction.response.edit_message(view=await _page(interaction))


async def on_read(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: how far a member has read is kept, privately."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    await bot.studio.members.read_up_to(member, int(match["novel"]), str(fields["chapter"]))
    if interaction.message is None:
        await interaction.response.send_message(view=await _page(interaction), ephemeral=True)
    else:
        await interaction.response.edit_message(view=await _page(interaction))


async def _page(interaction: discord.Interaction) -> Sheet:
    bot = bot_of(interaction)
    member = member_of(interaction)
    kept = await bot.studio.members.kept(member)
    is_named = await bot.studio.members.is_named(member)
    box: ui.Container[Any] = ui.Container(
        ui.TextDisplay("## You, here\n" + _reading_in_words(await _reading(interaction))),
        ui.TextDisplay(NAMED if is_named else UNNAMED),
        ui.Separator(),
        *_scenes(kept["scenes"]),
        *_following(kept["votes"], kept["subscriptions"]),
        ui.TextDisplay("### What is kept of you on this server\n" + _counted(kept)),
        ui.TextDisplay(_sent_elsewhere(bot)),
        accent_colour=BRASS,
    )
    row: ui.ActionRow[Any] = ui.ActionRow(
        _button("I have read up to…", "read", discord.ButtonStyle.primary),
        ui.Button(label="Looks and pictures", custom_id="pictures:show:0"),
        _button("Do not name me" if is_named else "Name me in credits", "named"),
        _button("Export", "export"),
        _button("Delete…", "delete"),
    )
    return Sheet(box, row)


async def _reading(interaction: discord.Interaction) -> Reading | None:
    """Of the novel of this channel, or of the only one that is filmed here."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    try:
        novel = await bot.studio.novels.of_channel(member.guild_id, place_of(interaction))
    except NotFound:
        return None
    return await bot.studio.members.reading(member, novel)


def _reading_in_words(reading: Reading | None) -> str:
    if reading is None:
        return "Call /me in a novel's own channel to say how far you have read it."
    title = f"*{escaped(reading.novel.title, 80)}*"
    if reading.up_to is None:
        return f"You did not say how far you have read {title}: nothing is kept from you."
    return (
        f"You have read {title} up to chapter {reading.up_to} of {reading.novel.chapters}. What is "
        "beyond is left out for you in /propose, /vote, /queue, /film and /cast. Nobody else "
        "sees this."
    )


def _sent_elsewhere(bot: Greenlight) -> str:
    """What leaves this bot for a language model, and where to."""
    if bot.script_supervisor is None:
        return (
            "-# No language model reads along: nothing of the novel is sent to one. The machines "
            "that film get the shots that they film, and the pictures in them."
        )
    desk = bot.script_supervisor.desk
    left_out = "" if desk.reads_all else ", unless the novel is licensed or for personal use"
    return (
        "-# A language model corrects drafts: passages that you look at in /propose, with up to 30 "
        f"paragraphs before them, are sent to {escaped(desk.model, 60)} at "
        f"{escaped(desk.place, 80)}{left_out}. Nothing of you is."
    )


def _scenes(scenes: Sequence[Mapping[str, Any]]) -> list[ui.TextDisplay[Any]]:
    """The latest scenes that the member proposed, and what became of them."""
    lines = [
        f"**{scene['number']}** {escaped(scene['title'], 80)} · {scene['state']}"
        for scene in scenes[: -SCENES - 1 : -1]
    ]
    more = [f"-# and {len(scenes) - SCENES} more: /film"] if len(scenes) > SCENES else []
    return [ui.TextDisplay("\n".join(["### Your scenes", *lines, *more]))] if lines else []


def _following(
    votes: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> list[ui.TextDisplay[Any]]:
    """The latest scenes that the member voted on, and those that they are told of; by number."""
    lines: list[str] = []
    if votes:
        latest = votes[: -SCENES - 1 : -1]
        said = (f"scene {vote['scene']}, *{CHOICES[Choice(vote['choice'])]}*" for vote in latest)
        lines.append(f"**Your latest votes** {'; '.join(said)}")
    if told:
        numbers = ", ".join(str(scene["scene"]) for scene in told[: -FOLLOWED - 1 : -1])
        more = f", and {len(told) - FOLLOWED} more" if len(told) > FOLLOWED else ""
        scenes = "scene" if len(told) == 1 else "scenes"
        lines.append(f"**You are told of** {scenes} {numbers}{more}: *Tell me* on a card ends it")
    return [ui.TextDisplay("\n".join(lines))] if lines else []


def _counted(kept: Mapping[str, Sequence[object]]) -> str:
    """Only what there is, a line each."""
    lines = [f"- {some(len(kept[name]), *words)}" for name, words in COUNTED.items() if kept[name]]
    return "\n".join(lines) or "Nothing."


async def _ask_how_far(interaction: discord.Interaction) -> None:
    reading = await _reading(interaction)
    if reading is None:
        raise NotFound("Call /me in a novel's own channel: several are filmed here, or none.")
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id="chapter",
        max_length=9,
        required=False,
        default=str(reading.up_to) if reading.up_to else None,
        placeholder=f"1 to {reading.novel.chapters}; empty: nothing is kept from you",
    )
    label = ui.Label(text="The last chapter that you have read", component=field)
    await interaction.response.send_modal(
        Form("I have read up to…", f"me:read:{reading.novel.id}", label)
    )


async def _export(interaction: discord.Interaction) -> None:
    bot = bot_of(interaction)
    member = member_of(interaction)
    kept = await bot.studio.members.kept(member)
    about = {"server": member.guild_id, "member": member.id, **kept}
    text = json.dumps(about, ensure_ascii=False, indent=2)
    said = some(sum(map(len, kept.values())), "entry", "entries")
    said = f"Everything that is kept of you on this server: {said}"
    pictures = await bot.studio.members.pictures(member)
    if not pictures:
        file = discord.File(io.BytesIO(text.encode()), RECORDS)
        await interaction.response.send_message(f"{said}.", file=file, ephemeral=True)
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    packed, left_out = await asyncio.to_thread(pack, text, pictures, interaction.filesize_limit)
    with_them = f"{said}, with {some(len(pictures) - len(left_out), 'picture')}."
    if left_out:
        with_them += (
            f" No room was left for {', '.join(within(left_out, 1500))}: *Looks and pictures* on "
            "/me shows them, to be saved one by one."
        )
    await interaction.followup.send(
        with_them, file=discord.File(io.BytesIO(packed), ARCHIVE), ephemeral=True
    )


def _question() -> Sheet:
    row: ui.ActionRow[Any] = ui.ActionRow(
        _button("Delete what is kept of me", "forget", discord.ButtonStyle.danger),
        _button("Keep it", "back"),
    )
    return Sheet(ui.TextDisplay(WARNING), row)


async def _forget(interaction: discord.Interaction) -> None:
    bot = bot_of(interaction)
    await bot.studio.members.forget(member_of(interaction))
    await interaction.response.edit_message(
        view=Sheet(ui.TextDisplay("Done: you are no longer in this server's records here."))
    )


def _button(
    label: str, deed: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=f"me:{deed}", style=style)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(MeButton)
    bot.add_form(r"me:read:(?P<novel>\d{1,18})", on_read)
    await bot.add_cog(Me(bot))
