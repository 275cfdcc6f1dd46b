"""Two takes side by side: which others there are, and the post of both."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.studio.take_views import ComparePage, ComparisonView
from bot.studio.views import ChapterView
from cogs.ui.colours import GREEN
from cogs.ui.posts import leading_on, made_by, proposing
from cogs.ui.quoting import alt_text
from cogs.ui.sheets import Sheet, Told, film
from cogs.ui.text import escaped, jump, member_name, plain

OFFERED = 25
"""Options of a menu: what Discord shows."""
MENUS = 19
"""Of one message at most; the latest takes."""
ALT_TEXT = 500
"""Characters of each take in words: Discord has room for 1,024."""


def compare_page(page: ComparePage) -> Sheet:
    """Which take to put beside this one."""
    firsts = range(0, len(page.others), OFFERED)[-MENUS:]
    return Sheet(*(ui.ActionRow(_menu(page, first)) for first in firsts))


def _menu(page: ComparePage, first: int) -> ui.Select[Any]:
    others = page.others[first : first + OFFERED]
    is_only = len(page.others) <= OFFERED
    one = "…" if is_only else f" one of {others[0].slate} to {others[-1].slate}"
    select: ui.Select[Any] = ui.Select(
        custom_id=f"compare:{page.take.id}:{first}",
        placeholder=f"Compare {page.take.slate} with{one}",
    )
    for other in others:
        select.add_option(
            label=f"Take {other.slate}", description=plain(other.label, 100), value=str(other.id)
        )
    return select


def clip_name(comparison_id: int) -> str:
    """By this name its post is found again."""
    return f"comparison-{comparison_id}.mp4"


def comparison_post(shown: ComparisonView, unfilmed: ChapterView | None) -> Sheet:
    """Both takes in one clip, and what one may do about either."""
    scene, left, right = shown.view.scene, shown.left, shown.right
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    slates = " and ".join(
        jump(take.slate, take.guild_id, take.channel_id or scene.channel_id, take.message_id)
        for take in (left, right)
    )
    box.add_item(
        ui.TextDisplay(
            f"### Scene {scene.number} · {escaped(scene.direction.title, 120)}\n"
            f"-# Takes {slates}, frame for frame, with the sound of {left.slate} · "
            f"asked for by {member_name(shown.asked_by)}"
        )
    )
    words = " ".join(
        plain(f"{side}, take {take.slate}: {alt_text(shown.view, take.alt_text)}", ALT_TEXT)
        for side, take in (("Left", left), ("Right", right))
    )
    box.add_item(film(clip_name(shown.id), words, is_spoiler=scene.rating.is_restricted))
    for line in made_by((left.label, right.label)):
        box.add_item(Told(line))
    box.add_item(ui.Separator())
    box.add_item(Told(leading_on(unfilmed)))
    row: ui.ActionRow[Any] = ui.ActionRow()
    for take in (left, right):
        if not take.is_draft:
            row.add_item(
                ui.Button(
                    label=f"Make {take.slate} canon",
                    style=discord.ButtonStyle.success,
                    custom_id=f"take:{take.id}:canon",
                )
            )
    row.add_item(ui.Button(label="Report", custom_id=f"scene:{scene.id}:report"))
    row.add_item(proposing(shown.view.novel.id))
    box.add_item(row)
    return Sheet(box)
