"""The post of a finished take: the clip, who made it, and one line that leads on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

from bot.domain.scene import Take, TakeState
from bot.domain.wishes import WishKind
from bot.studio.views import ChapterView, SceneView, TakeView
from cogs.ui.colours import GREEN
from cogs.ui.quoting import alt_text
from cogs.ui.sheets import Sheet, Told, button, film
from cogs.ui.standing import given_up
from cogs.ui.text import chapter_name, escaped, member_name, plain, some

ALT_TEXT = 1000
TOLD = 80
"""People that one post pings at most: Discord takes 100, and a message has its length."""


def take_post(
    view: SceneView, take: TakeView, recipients: Iterable[int], unfilmed: ChapterView | None
) -> Sheet:
    """The message that a club waits for. The clip is attached as clip.mp4."""
    scene = view.scene
    chapter = escaped(chapter_name(scene.passage.chapter, scene.chapter_title), 70)
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    box.add_item(
        ui.TextDisplay(
            f"### Scene {scene.number} · {escaped(scene.direction.title, 120)}\n"
            f"-# *{escaped(view.novel.title, 80)}* · chapter {chapter} · take {take.take.slate}"
            + (", a draft" if take.take.is_draft else "")
        )
    )
    words = plain(alt_text(view, take.take.alt_text), ALT_TEXT)
    box.add_item(film("clip.mp4", words, is_spoiler=scene.rating.is_restricted))
    told = " ".join(f"<@{member}>" for member in list(recipients)[:TOLD])
    box.add_item(
        ui.TextDisplay(
            f"**{escaped(str(scene.shot_list.heading), 120)}**\n"
            f"Proposed by {member_name(scene.proposer_id)}, greenlit by {view.tally.for_} "
            f"to {view.tally.against} · {escaped(take.take.label, 200)}"
            + _kept(take.take)
            + (f"\n{short}" if (short := given_up(take.take)) else "")
            + (f"\n-# For {told}" if told else "")
        )
    )
    box.add_item(ui.Separator())
    box.add_item(Told(leading_on(unfilmed)))
    box.add_item(_deeds(take))
    row: ui.ActionRow[Any] = ui.ActionRow()
    if sum(other.take.state is TakeState.POSTED for other in view.takes if other != take):
        row.add_item(button("Compare", f"take:{take.take.id}:compare"))
    row.add_item(proposing(view.novel.id))
    box.add_item(row)
    return Sheet(box)


def _deeds(take: TakeView) -> ui.ActionRow[Any]:
    """What can be done about this take."""
    about, style = f"take:{take.take.id}", discord.ButtonStyle.success
    row: ui.ActionRow[Any] = ui.ActionRow()
    if take.take.is_draft:
        row.add_item(button("Film the final", f"{about}:final", style))
    else:
        row.add_item(button("Make canon", f"{about}:canon", style))
    row.add_item(button("Another take", f"{about}:another"))
    if not take.take.is_draft:
        row.add_item(button("Shoot a shot again", f"{about}:again"))
    row.add_item(button("Something looks wrong", f"{about}:wrong"))
    row.add_item(button("Report", f"{about}:report"))
    return row


def _kept(take: Take) -> str:
    """What of a take that members asked for was filmed for it, and what was there before."""
    if take.wish in ("", WishKind.FRESH) or not take.shots_reused:
        return ""
    filmed = some(take.shots_shot, "shot")
    return f"\n-# {filmed} filmed for this take, {take.shots_reused} kept from before"


def made_by(labels: Iterable[str]) -> list[str]:
    """A line that says how what is shown was made, each way once; none where nobody said."""
    said = " · ".join(dict.fromkeys(label for label in labels if label))
    return [f"-# How it was made: {escaped(said, 400)}"] if said else []


def proposing(novel_id: int) -> ui.Button[Any]:
    """The button that begins a scene of a novel."""
    return button("Propose a scene", f"board:propose:{novel_id}", discord.ButtonStyle.primary)


def leading_on(unfilmed: ChapterView | None) -> str:
    """The line that makes somebody propose the next scene."""
    if unfilmed is None:
        return "Every chapter has a scene by now: which one deserves another?"
    name = escaped(chapter_name(unfilmed.number, unfilmed.title), 120)
    comma = "," if "," in name else ""
    return f"Chapter {name}{comma} is still unfilmed: what do you see in it?"
