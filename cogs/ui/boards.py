"""The board: the pinned message that shows what a club is at, and how to join in."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.studio.board import LISTED
from bot.studio.house_views import BoardView, OpenBallot, OpenLook, OpenTakes, ReelLine
from bot.studio.views import Waiting
from cogs.ui.colours import GOLD
from cogs.ui.components import custom_ids
from cogs.ui.posts import leading_on
from cogs.ui.sheets import Sheet
from cogs.ui.text import bar, behind_bars, escaped, jump, some, span, when, within

BALLOTS_ROOM, SHOOTING_ROOM = 1900, 1200
"""Characters: Discord takes 4,000 in a message."""


def board(view: BoardView) -> Sheet:
    """The pinned message: what is voted on, what is shot, and what leads on."""
    box: ui.Container[Any] = ui.Container(accent_colour=GOLD)
    facts = [some(view.novel.chapters, "chapter"), f"{some(view.filmed, 'scene')} filmed"]
    if view.novel.authors:
        facts.insert(0, f"by {escaped(view.novel.authors, 100)}")
    title = escaped(view.novel.title, 120)
    box.add_item(ui.TextDisplay(f"## {title}\n-# {' · '.join(facts)}"))
    box.add_item(ui.TextDisplay("### On the ballot\n" + _ballots(view)))
    box.add_item(ui.TextDisplay("### Now shooting\n" + _shooting(view)))
    if view.reels:
        reels = "\n".join(_reel(reel, view.novel.guild_id) for reel in view.reels)
        box.add_item(ui.TextDisplay("### Reels\n" + reels))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(leading_on(view.unfilmed)))
    row: ui.ActionRow[Any] = ui.ActionRow()
    row.add_item(
        ui.Button(
            label="Propose a scene",
            style=discord.ButtonStyle.primary,
            custom_id=f"board:propose:{view.novel.id}",
        )
    )
    box.add_item(row)
    return Sheet(box)


def is_board(message: discord.Message, novel_id: int) -> bool:
    """Whether a message is this novel's board: how it is found again.

    Posts of takes have its button, too, and others beside it.
    """
    return list(custom_ids(message.components)) == [f"board:propose:{novel_id}"]


def _ballots(view: BoardView) -> str:
    if not view.ballots and not view.looks and not view.takes:
        return "Nothing now." if view.filmed else "Nothing yet: the first scene is anybody's."
    lines = [_takes(takes, view) for takes in view.takes]
    lines += [_look(look, view.novel.guild_id) for look in view.looks]
    lines += [_ballot(ballot, view) for ballot in view.ballots]
    shown = list(within(lines[: LISTED * 2], BALLOTS_ROOM))
    more = len(lines) - len(shown)
    return "\n".join([*shown, *([f"-# and {more} more: /vote"] if more else [])])


def _ballot(ballot: OpenBallot, view: BoardView) -> str:
    name = f"Scene {ballot.scene_number} · {escaped(ballot.title, 60)}"
    linked = jump(name, view.novel.guild_id, ballot.channel_id, ballot.message_id)
    if ballot.scene_number in view.spoilers:
        linked = f"Spoiler {behind_bars(linked)}"
    tally = ballot.tally
    count = "" if tally is None else f"{tally.for_} for, {tally.against} against · "
    return f"{linked}\n-# {count}closes {when(ballot.closes_at)}"


def _look(look: OpenLook, guild_id: int) -> str:
    name = f"{escaped(look.character, 60)} · a look"
    linked = jump(name, guild_id, look.channel_id, look.message_id)
    return f"{linked}\n-# closes {when(look.closes_at)}"


def _takes(takes: OpenTakes, view: BoardView) -> str:
    name = f"Scene {takes.scene_number} · {escaped(takes.title, 60)} · which take"
    linked = jump(name, view.novel.guild_id, takes.channel_id, takes.message_id)
    if takes.scene_number in view.spoilers:
        linked = f"Spoiler {behind_bars(linked)}"
    return f"{linked}\n-# a blind vote, closes {when(takes.closes_at)}"


def _reel(reel: ReelLine, guild_id: int) -> str:
    """By its number alone: a chapter's title may tell too much."""
    name = f"Chapter {reel.chapter}"
    if reel.channel_id is not None:
        name = jump(name, guild_id, reel.channel_id, reel.message_id)
    if reel.posted == reel.parts and reel.posted_at is not None:
        return f"{name}\n-# joined, posted {when(reel.posted_at)}"
    so_far = f", {reel.posted} of {reel.parts} parts posted" if reel.parts > 1 else ""
    return f"{name}\n-# being joined{so_far}"


def _shooting(view: BoardView) -> str:
    lines = list(within((_job(job, view) for job in view.shooting[:LISTED]), SHOOTING_ROOM))
    if view.queued:
        lines.append(f"-# {view.queued} in the queue: /queue")
    return "\n".join(lines) or "The stage is empty."


def _job(waiting: Waiting, view: BoardView) -> str:
    title = escaped(waiting.title, 60)
    if waiting.scene_number in view.spoilers:
        title = f"spoiler {behind_bars(title)}"
    left = "" if waiting.eta is None else f" · {span(waiting.eta.total_seconds())} left"
    where = f" · on {escaped(waiting.node_name, 40)}" if waiting.node_name else ""
    return (
        f"**{waiting.slate}** {title}{where}\n{bar(waiting.progress)} {waiting.progress:.0%}{left}"
    )
