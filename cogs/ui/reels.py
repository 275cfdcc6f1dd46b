"""The post of a reel, and how one stands until then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from bot.studio.film_views import ReelPart, ReelState, ReelView
from bot.studio.views import ChapterView, Waiting
from cogs.ui.colours import GREEN
from cogs.ui.posts import leading_on, made_by, proposing
from cogs.ui.sheets import Sheet, Told, film
from cogs.ui.standing import waits_for
from cogs.ui.text import (
    bar,
    chapter_name,
    escaped,
    jump,
    member_name,
    plain,
    some,
    span,
    timecode,
    when,
    within,
)

FILE = "reel.mp4"
OFFERED = 25
"""Options of a menu: what Discord shows; and 19 menus are in a message at most."""
NAMES = "-# The credits name who says so in /me."
LISTED = 1200
"""Characters in which a post names its scenes."""


def reel_post(reel: ReelView, part: ReelPart, unfilmed: ChapterView | None) -> Sheet:
    """One part of a reel, attached as reel.mp4; the first one names who asked for it."""
    name = escaped(chapter_name(reel.chapter, reel.chapter_title), 120)
    facts = ["the reel", some(len(part.scenes), "scene"), timecode(part.seconds)]
    if len(reel.parts) > 1:
        facts.insert(1, f"part {part.number} of {len(reel.parts)}")
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    heading = f"### Chapter {name}\n-# *{escaped(reel.novel.title, 80)}* · {' · '.join(facts)}"
    box.add_item(ui.TextDisplay(heading))
    box.add_item(film(FILE, _alt_text(reel, part), is_spoiler=reel.is_restricted))
    box.add_item(ui.TextDisplay("\n".join(within(_scenes(part), LISTED))))
    if part.number == 1:
        box.add_item(Told(f"Asked for by {member_name(reel.asked_by)}"))
    box.add_item(Told("\n".join([*made_by(scene.label for scene in part.scenes), NAMES])))
    box.add_item(ui.Separator())
    box.add_item(Told(leading_on(unfilmed)))
    row: ui.ActionRow[Any] = ui.ActionRow()
    row.add_item(ui.Button(label="The chapter", custom_id=f"reel:{part.id}:open"))
    row.add_item(ui.Button(label="Report", custom_id=f"reel:{part.id}:report"))
    row.add_item(proposing(reel.novel.id))
    box.add_item(row)
    return Sheet(box)


def which_scene(part: ReelPart) -> Sheet:
    """Of which scene a report is: a reel's scenes, each with its take."""
    menus = [_menu(part, first) for first in range(0, len(part.scenes), OFFERED)]
    return Sheet(
        ui.TextDisplay("A reel is made of takes: choose the scene that you report."),
        *(ui.ActionRow(menu) for menu in menus),
    )


def _menu(part: ReelPart, first: int) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=f"reel:{part.id}:which:{first}", placeholder="Which scene do you mean?"
    )
    for scene in part.scenes[first : first + OFFERED]:
        select.add_option(label=plain(f"{scene.number} · {scene.title}", 100), value=str(scene.id))
    return select


def reel_standing(reel: ReelView, now: datetime) -> list[str]:
    """Where a reel is: in the queue, on its way, in the channel, or why not; a line or two."""
    match reel.state:
        case ReelState.WAITING:
            return [_waits(waiting, now) for waiting in reel.waiting[:3]]
        case ReelState.JOINED:
            return [f"**Joined**; it comes up in {_place(reel)} in a moment."]
        case ReelState.FAILED:
            return [f"**Joining failed**: {escaped(reel.reason, 300)}"]
        case ReelState.POSTED:
            lines = [f"**Joined**: {_links(reel)}"]
            changed = "-# Its canon has changed since: it can be joined anew."
            return [*lines, changed] if reel.is_outdated else lines


def _waits(waiting: Waiting, now: datetime) -> str:
    name = f"**{escaped(waiting.title, 60)}**"
    if waiting.place == 0:
        left = f" · {span(waiting.eta.total_seconds())} left" if waiting.eta is not None else ""
        where = f" on {escaped(waiting.node_name, 60)}" if waiting.node_name else ""
        done = f"{bar(waiting.progress)} {waiting.progress:.0%}"
        return f"{name} is being joined{where} {done}{left}"
    place = "next in the queue" if waiting.place == 1 else f"number {waiting.place} in the queue"
    ready = "" if waiting.eta is None else f" · ready about {when(now + waiting.eta)}"
    waits = f" · waits for {waits_for(waiting, now)}" if waiting.waits_for else ""
    return f"{name} is {place}{ready}{waits}"


def _links(reel: ReelView) -> str:
    guild_id = reel.novel.guild_id
    parts: Sequence[ReelPart] = reel.parts
    if not reel.is_standing:
        return "it was posted, and deleted since."
    return " · ".join(
        jump(
            f"part {part.number}" if len(parts) > 1 else "watch it",
            guild_id,
            part.channel_id or 0,
            part.message_id,
        )
        for part in parts
    )


def _place(reel: ReelView) -> str:
    return "the novel's channel" if reel.place_id is None else f"<#{reel.place_id}>"


def _scenes(part: ReelPart) -> list[str]:
    return [f"**{scene.number}** {escaped(scene.title, 80)}" for scene in part.scenes]


def _alt_text(reel: ReelView, part: ReelPart) -> str:
    is_free = reel.novel.rights.is_free_to_quote
    scenes = " ".join(
        f"{scene.title}: {scene.action.rstrip('.')}." if is_free else f"{scene.title}."
        for scene in part.scenes
    )
    return plain(f"Chapter {reel.chapter} as a film. {scenes}", 1000)
