"""The loop that works the outbox off, and what it does when Discord says no."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.app import Greenlight
from bot.domain.pacing import AFTER_30046, retry_after
from bot.studio.house_views import Errand
from cogs.delivery.boards import show_board
from cogs.delivery.cards import show_canon, show_card, show_look
from cogs.delivery.comparing import post_comparison
from cogs.delivery.posting import Posting, Trouble, forbidden
from cogs.delivery.reels import post_reel
from cogs.delivery.takes import post_take
from cogs.delivery.telling import NotTaken, tell
from cogs.ui.letters import letter

log = logging.getLogger(__name__)

TOO_MANY_EDITS = 30046
FORBIDDEN = 403
FILMS = ("take", "reel")
NOTICE_TRIES = 100
"""How often showrunners who take no messages are told something: for two days."""
REPORT_PAUSE = timedelta(hours=6)
"""Between tries of a report that nobody takes; a change of channels or settings comes first."""


class Delivery(commands.Cog):
    """One errand at a time in each channel, all channels at once."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        self.posting = Posting(bot)
        self._lanes: dict[object, asyncio.Task[None]] = {}
        self._told: dict[int | None, set[tuple[str, str]]] = defaultdict(set)

    async def cog_load(self) -> None:
        self.work.start()

    async def cog_unload(self) -> None:
        self.work.cancel()
        for lane in self._lanes.values():
            lane.cancel()

    @tasks.loop(seconds=0.5)
    async def work(self) -> None:
        """Begin wherever something is due and nothing is being written yet."""
        try:
            errands = await self.studio.outbox.due()
        except Exception:
            log.exception("the outbox could not be read; the next look follows")
            return
        lanes: dict[object, list[Errand]] = defaultdict(list)
        for errand in errands:
            lanes[errand.channel_id or (errand.guild_id, errand.kind)].append(errand)
        for place, lane in lanes.items():
            # a slow upload in one channel holds up no other one
            if place not in self._lanes:
                self._lanes[place] = asyncio.create_task(self._work_off(lane))
                self._lanes[place].add_done_callback(lambda _, at=place: self._lanes.pop(at, None))

    @work.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _work_off(self, errands: list[Errand]) -> None:
        """Whatever happens to one errand, the others go on."""
        for errand in errands:
            try:
                if not self._is_away(errand) and not self.posting.is_too_soon(errand):
                    await self._try(errand)
            except Exception:
                log.exception("%s %s stays due as it is", errand.kind, errand.subject_id)

    def _is_away(self, errand: Errand) -> bool:
        """Whether Discord has not shown its server's channels yet; it stays due."""
        guild = self.bot.get_guild(errand.guild_id)
        return guild is not None and guild.unavailable

    async def _try(self, errand: Errand) -> None:
        try:
            await self._carry_out(errand)
            self._told.pop(errand.channel_id, None)
        except Trouble as trouble:
            await self._keep(errand, str(trouble), retry_after(errand.tries), lasting=True)
        except NotTaken as refusal:
            await self._keep_letter(errand, str(refusal))
        except discord.HTTPException as error:
            pause = AFTER_30046 if error.code == TOO_MANY_EDITS else retry_after(errand.tries)
            is_lasting = error.status == FORBIDDEN
            await self._keep(errand, self._in_words(errand, error), pause, lasting=is_lasting)
        except (aiohttp.ClientError, OSError) as error:
            sentence = f"Discord cannot be reached ({type(error).__name__})"
            await self._keep(errand, sentence, retry_after(errand.tries))
        except Exception:
            log.exception("%s %s could not be delivered", errand.kind, errand.subject_id)
            await self._keep(errand, "an error in the bot; see its log", timedelta(minutes=5))

    async def _carry_out(self, errand: Errand) -> None:
        if self.bot.get_guild(errand.guild_id) is None:
            raise Trouble("the bot is not in this server (any more)")
        match errand.kind:
            case "card":
                await show_card(self.posting, errand)
            case "board":
                await show_board(self.posting, errand)
            case "look":
                await show_look(self.posting, errand)
            case "comparison":
                await post_comparison(self.posting, errand)
            case "canon":
                await show_canon(self.posting, errand)
            case "take":
                await post_take(self.posting, errand)
            case "reel":
                await post_reel(self.posting, errand)
            case "removal":
                await self._take_down(errand)
            case _:
                await tell(self.posting, errand)

    async def _take_down(self, errand: Errand) -> None:
        posts: Any = errand.body.get("posts", [])
        await self.posting.delete(posts)
        thread_id: Any = errand.body.get("thread")
        if thread_id is not None:
            await self.posting.close_thread(thread_id, f"Scene {errand.body['number']} · removed")
        await self.studio.outbox.done(errand)

    async def _keep(
        self, errand: Errand, sentence: str, retry_in: timedelta, *, lasting: bool = False
    ) -> None:
        """Try again later. Showrunners hear of it once, if a take waits or if they can help."""
        first = await self.studio.outbox.trouble(errand, sentence, retry_in)
        log.warning("%s %s is kept: %s", errand.kind, errand.subject_id, sentence)
        is_edited = errand.message_id is not None
        is_shown = (is_edited or errand.kind in ("card", "board", "look")) and lasting
        is_awaited = errand.kind in FILMS and not is_edited
        what = f"A finished {errand.kind} cannot be posted"
        if is_shown:
            what = "Cards and the board cannot be shown"
        told = self._told[errand.channel_id]
        if not first or not (is_shown or is_awaited) or (what, sentence) in told:
            return
        told.add((what, sentence))
        await self.studio.outbox.tell_showrunners(
            errand.guild_id, f"{what}: {sentence}. It is kept and tried again."
        )

    async def _keep_letter(self, errand: Errand, sentence: str) -> None:
        """A report is kept for as long as it takes, and what the bot itself has to say is not."""
        if errand.kind == "complaint":
            await self._keep(errand, sentence, REPORT_PAUSE)
        elif errand.tries >= NOTICE_TRIES:
            log.error("nobody takes this notice, and it is dropped: %s", letter(errand))
            await self.studio.outbox.done(errand)
        else:
            await self._keep(errand, sentence, retry_after(errand.tries))

    def _in_words(self, errand: Errand, error: discord.HTTPException) -> str:
        if error.code == TOO_MANY_EDITS:
            pause = AFTER_30046.total_seconds()
            return f"Discord wants the message left alone for {pause:.0f} s"
        if error.status != FORBIDDEN:
            return f"Discord answered {error.status} ({error.code})"
        channel = self.posting.text_channel(errand.channel_id)
        return "Discord forbids it" if channel is None else forbidden(channel)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        await self._forget(event.guild_id, {event.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        await self._forget(event.guild_id, event.message_ids)

    async def _forget(self, guild_id: int | None, messages: set[int]) -> None:
        """Whatever stood in these messages is gone from Discord."""
        if guild_id is None:
            return
        for message_id in messages:
            self.posting.shown.forget(message_id)
            await self.studio.scenes.message_deleted(guild_id, message_id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, _: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        await self.studio.outbox.try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:
        await self.studio.outbox.try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:
        if after == after.guild.me:
            await self.studio.outbox.try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.studio.outbox.try_again(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.studio.scenes.channel_deleted(channel.guild.id, channel.id)
