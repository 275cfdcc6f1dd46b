"""A backlot with a genuine discord.py client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands
from discord.http import Route

from bot.backlot import Backlot, Channel, Guild, Member, Message

TOKEN = "wire.test.token"


class Hands:
    """Runs like the wall's clock, and jumps when told."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Press(ui.DynamicItem[ui.Button[Any]], template=r"press:(?P<what>\w+)"):
    """A button whose custom_id says which answer it gets."""

    def __init__(self, what: str) -> None:
        super().__init__(ui.Button(label=what, custom_id=f"press:{what}"))
        self.what = what

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any) -> Press:
        return cls(match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.answers[self.what](interaction)


Answer = Callable[[discord.Interaction[Any]], Awaitable[Any]]


class WireBot(commands.Bot):
    """Buttons and one command whose answers a test sets; what it heard of is in `heard`."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__("!", intents=intents, help_command=None, chunk_guilds_at_startup=False)
        self.answers: dict[str, Answer] = {}
        self.heard: list[tuple[str, Any]] = []
        self.submitted: list[dict[str, Any]] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)

        @self.tree.command(description="Do what the test says")
        @app_commands.describe(what="Which answer", who="Somebody")
        @app_commands.choices(tone=[app_commands.Choice(name="Kind", value="k")])
        async def do(
            interaction: discord.Interaction[Any],
            what: str,
            number: app_commands.Range[int, 1, 9] = 1,
            tone: str = "k",
            who: discord.Member | None = None,
        ) -> None:
            await self.answers[what](interaction)

        @do.autocomplete("what")
        async def offer(interaction: discord.Interaction[Any], current: str) -> list[Any]:
            if current == "bad":
                await interaction.response.send_message("no")
            return [app_commands.Choice(name=name, value=name) for name in self.answers]

        await self.tree.sync()

    async def on_socket_event_type(self, kind: str) -> None:
        self.heard.append((kind, None))

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(("message", message.content))

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.heard.append(("edit", event.message.content))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            self.submitted.append(dict(interaction.data or {}))
            if "form" in self.answers:
                await self.answers["form"](interaction)


class Wire:
    """A backlot, a guild with one channel and two members, and the bot."""

    def __init__(self, lot: Backlot, clock: Hands) -> None:
        self.lot = lot
        self.clock = clock
        self.stack = AsyncExitStack()
        self.bot: WireBot
        self.guild: Guild
        self.channel: Channel
        self.mara: Member
        self.anna: Member

    @property
    def text(self) -> discord.TextChannel:
        found = self.bot.get_channel(self.channel.id)
        assert isinstance(found, discord.TextChannel)
        return found

    async def start_bot(self, **intents: bool) -> WireBot:
        """A new life of the bot; intents are those of guilds and messages and these."""
        chosen = discord.Intents(**{"guilds": True, "guild_messages": True, **intents})
        self.bot = await self.stack.enter_async_context(running(WireBot(chosen)))
        await self.lot.connected()
        await self.told(lambda: self.bot.get_channel(self.channel.id))
        return self.bot

    async def told(self, what: Callable[[], Any]) -> Any:
        """Wait until the bot knows something."""

        async def ask() -> Any:
            return what()

        return await self.lot.until(ask, every=0.02)

    def answer(self, name: str, how: Answer) -> None:
        self.bot.answers[name] = how

    async def button(self, *names: str) -> Message:
        """Post a message with buttons, as the bot."""
        view = ui.View(timeout=None)
        for name in names:
            view.add_item(Press(name))
        sent = await self.text.send("buttons", view=view)
        return await self.message(sent.id)

    async def message(self, id_: int) -> Message:
        return next(m for m in await self.channel.messages() if m.id == id_)

    async def request(self, method: str, path: str, **kwargs: Any) -> Any:
        return await self.bot.http.request(Route(method, path), **kwargs)


@asynccontextmanager
async def running(bot: WireBot) -> AsyncIterator[WireBot]:
    task = asyncio.ensure_future(bot.start(TOKEN))
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
