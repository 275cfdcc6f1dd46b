"""The client: who the bot is on Discord, which cogs it has, and how it explains itself."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from importlib import import_module
from typing import Any, Protocol

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.domain.member import Member
from bot.domain.novel import Passage
from bot.errors import NotFound, Refusal
from bot.opening import reason
from bot.script import ScriptSupervisor
from bot.studio import Studio

log = logging.getLogger(__name__)

COGS = (
    "cogs.propose",
    "cogs.directions",
    "cogs.ballots",
    "cogs.scenes",
    "cogs.filming",
    "cogs.reports",
    "cogs.shots",
    "cogs.takes",
    "cogs.cast",
    "cogs.looks",
    "cogs.canon",
    "cogs.pictures",
    "cogs.queue",
    "cogs.film",
    "cogs.me",
    "cogs.studio",
    "cogs.delivery",
)
TOO_LATE = 10062
"""Discord's code for an interaction that was not answered within three seconds."""
SORRY = "Something went wrong here, and it was written down as {id}; nothing was lost. Try again."

FormHandler = Callable[[discord.Interaction, re.Match[str], dict[str, Any]], Awaitable[None]]


class Addresses(Protocol):
    """Where Discord is: empty strings for the real one."""

    @property
    def discord_api(self) -> str: ...
    @property
    def discord_gateway(self) -> str: ...
    @property
    def discord_cdn(self) -> str: ...


class Tree(app_commands.CommandTree["Greenlight"]):
    """Answers for the errors of all commands."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """A command may come before the bot has been told that it is ready."""
        bot = bot_of(interaction)
        if interaction.guild_id is not None:
            await bot.welcome(interaction.guild_id)
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await explain(interaction, cause)


class Greenlight(commands.Bot):
    """The bot. It knows the studio; the cogs know the bot."""

    def __init__(
        self,
        studio: Studio,
        addresses: Addresses,
        *,
        join_line: Callable[[str], str | None] | None = None,
        script_supervisor: ScriptSupervisor | None = None,
    ) -> None:
        point_at(addresses)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            # messages, to hear that a card was deleted; their content stays hidden from the bot
            intents=discord.Intents(guilds=True, guild_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
        )
        self.studio = studio
        self.join_line = join_line
        self.script_supervisor = script_supervisor
        self._welcomed: set[int] = set()
        self._forms: list[tuple[re.Pattern[str], FormHandler]] = []

    async def setup_hook(self) -> None:
        for name in COGS:
            # load_extension would execute the module anew for each bot of a process
            await import_module(name).setup(self)
        await self._tell_commands()

    async def _tell_commands(self) -> None:
        """Discord limits how often it is told its commands: it is, when it has not these."""
        forms = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(forms, sort_keys=True).encode()).hexdigest()
        application_id = self.application_id or 0
        if digest == await self.studio.settings.synced_commands(application_id):
            known = {command.name for command in await self.tree.fetch_commands()}
            if known == {command.name for command in self.tree.get_commands()}:
                return
        await self.tree.sync()
        await self.studio.settings.keep_synced(application_id, digest)

    def add_form(self, template: str, handler: FormHandler) -> None:
        """Handle a form by its custom_id, however old it is.

        discord.py drops the submission of a form that it did not send itself since the start;
        this one is handled all the same, so that nobody's text is lost. The handler is given the
        fields by their custom_id: text, or a list of what was selected.
        """
        self._forms.append((re.compile(template), handler))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data
        for template, handler in self._forms:
            if match := template.fullmatch(data["custom_id"]):
                async with explained(interaction):
                    await handler(interaction, match, dict(_fields(data["components"])))

    def read_along(self, guild_id: int, passages: Iterable[Passage]) -> None:
        """Have the script supervisor, where there is one, read what a member looks at."""
        if self.script_supervisor is not None:
            self.script_supervisor.look_at(guild_id, passages)

    async def welcome(self, guild_id: int, name: str = "") -> None:
        """Have a guild in the records, once in each life of the bot."""
        if guild_id not in self._welcomed:
            await self.studio.settings.joined(guild_id, name)
            self._welcomed.add(guild_id)

    async def on_ready(self) -> None:
        for guild in self.guilds:
            await self.welcome(guild.id, guild.name)
        await self.studio.settings.present({guild.id for guild in self.guilds})

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.welcome(guild.id, guild.name)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._welcomed.discard(guild.id)
        await self.studio.settings.left(guild.id)


def point_at(addresses: Addresses) -> None:
    """Talk to another Discord than the real one, where the settings name one."""
    if addresses.discord_api:
        Route.BASE = addresses.discord_api
    if addresses.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(addresses.discord_gateway)
    if addresses.discord_cdn:
        setattr(Asset, "BASE", addresses.discord_cdn)  # noqa: B010 - typed as a constant


def bot_of(interaction: discord.Interaction) -> Greenlight:
    """Who is acted upon: the client that an interaction came to is always ours."""
    assert isinstance(interaction.client, Greenlight)
    return interaction.client


def member_of(interaction: discord.Interaction) -> Member:
    """Who acts, as the rules need to know them. Raises NotFound outside of a server."""
    user = interaction.user
    if interaction.guild_id is None or not isinstance(user, discord.Member):
        raise NotFound("Greenlight works in servers: use this in one.")
    return Member.of(
        user.id,
        interaction.guild_id,
        # everybody has the role that has the server's id; ids need no cache
        (interaction.guild_id, *user._roles),  # pyright: ignore[reportPrivateUsage]
        user.joined_at,
        manages_guild=interaction.permissions.manage_guild,
    )


@contextlib.asynccontextmanager
async def explained(interaction: discord.Interaction) -> AsyncGenerator[None]:
    """Errors of buttons and forms reach no handler of discord.py: they explain themselves."""
    try:
        yield
    except Exception as error:
        await explain(interaction, error)


async def explain(interaction: discord.Interaction, error: Exception) -> None:
    """Answer with what went wrong, whether or not something was answered before."""
    if isinstance(error, discord.NotFound) and error.code == TOO_LATE:
        # what was done is done; asking Discord once more would be in vain, and is counted there
        log.warning("a member was answered too late; what they did counts")
        return
    sentence = in_words(error)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True)
        else:
            await interaction.response.send_message(sentence, ephemeral=True)
    except discord.HTTPException:
        log.warning("a member could not be answered; the interaction is over")


def in_words(error: Exception) -> str:
    """A refusal as it stands; anything else is logged once, and admitted."""
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, app_commands.CheckFailure | app_commands.TransformerError):
        return "That does not work here, or not with what was given."
    incident = secrets.token_hex(4)
    log.error("incident %s", incident, exc_info=error)
    return SORRY.format(id=incident)


def why_discord_ended(error: Exception) -> str | None:
    """One sentence for what a bot's owner can do something about; None for all else."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return (
                "Discord does not know this bot's token, which was reset or is not whole: take a "
                "new one from the developer portal (your application, Bot, Reset Token) and run "
                "`greenlight setup`."
            )
        case discord.PrivilegedIntentsRequired() | discord.ConnectionClosed(code=4013 | 4014):
            return (
                "Discord does not grant this bot an intent that it asks for: switch it on in the "
                "developer portal (your application, Bot, Privileged Gateway Intents)."
            )
        case discord.ConnectionClosed():
            return (
                f"Discord closed the connection for good, with code {error.code}: start again, and "
                "look at https://discordstatus.com if it goes on."
            )
        case discord.HTTPException(status=429):
            return (
                "Discord turns this machine away for asking too much (429): "
                "wait a quarter of an hour, then start again."
            )
        case discord.DiscordServerError() | discord.GatewayNotFound():
            return (
                "Discord itself has trouble (https://discordstatus.com): "
                "start again in a few minutes."
            )
        case aiohttp.ClientConnectorDNSError():
            return _unreachable("its name was not found")
        case aiohttp.ClientOSError():
            return _unreachable(reason(error))
        case aiohttp.ClientError() | asyncio.TimeoutError():
            return _unreachable("no answer")
        case _:
            return None


def _unreachable(why: str) -> str:
    return f"Discord cannot be reached ({why}): check this machine's network, then start again."


def _fields(components: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The fields of a submitted form, wherever they are nested."""
    found: list[tuple[str, Any]] = []
    for component in components:
        if "component" in component:
            found += _fields([component["component"]])
        found += _fields(component.get("components", []))
        if "custom_id" in component:
            found.append((component["custom_id"], component.get("value", component.get("values"))))
    return found
