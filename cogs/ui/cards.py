"""The scene card: one message that tells a scene's whole life, drawn anew at every change."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.domain.ballot import Verdict
from bot.domain.novel import quote
from bot.domain.scene import SceneState, TakeState
from bot.studio.views import SceneView, TakeView, Waiting
from cogs.ui.text import bar, escaped, jump, plain, some, span, when

COLOURS = {
    SceneState.PROPOSED: 0xC9A227,
    SceneState.GREENLIT: 0x3B82C4,
    SceneState.SCREENED: 0x2E9E5B,
    SceneState.CANON: 0x2E9E5B,
    SceneState.SHELVED: 0x7A7F87,
    SceneState.LAPSED: 0x7A7F87,
    SceneState.WITHDRAWN: 0x7A7F87,
    SceneState.CANCELLED: 0x8C4A4A,
}
QUOTED = 620
ACTION = 300
STAGES = {
    "fetch": "fetching what it needs",
    "draw": "drawing",
    "encode": "cutting",
    "upload": "sending it",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a card: its name says which content it has, so that an edit knows what is new."""

    name: str
    content: Path | bytes
    alt_text: str

    def file(self) -> discord.File:
        source = io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content
        return discord.File(source, self.name)


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A card to send, or to edit into place."""

    view: ui.LayoutView
    attached: tuple[Attached, ...]
    fingerprint: str
    """Of all that is visible: two cards that look the same have the same."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.attached)

    def files(self, wanted: Callable[[str], bool] = lambda _: True) -> list[discord.File]:
        """Freshly opened files: discord.py closes them when they are sent."""
        return [item.file() for item in self.attached if wanted(item.name)]


def scene_card(
    view: SceneView, now: datetime, *, pages: ui.ActionRow[Any] | None = None
) -> CardMessage:
    """A scene as everybody sees it. `pages` is a row that a private list adds."""
    attached = _attached(view)
    layout = ui.LayoutView(timeout=None)
    box: ui.Container[Any] = ui.Container(accent_colour=COLOURS[view.scene.state])
    box.add_item(_heading(view))
    quoted = quote(tuple(view.scene.text.split("\n\n")), view.novel.rights)
    box.add_item(ui.TextDisplay("> " + escaped(quoted, QUOTED)))
    if attached:
        gallery: ui.MediaGallery[Any] = ui.MediaGallery()
        for item in attached:
            gallery.add_item(media=f"attachment://{item.name}", description=item.alt_text)
        box.add_item(gallery)
    box.add_item(ui.TextDisplay(_direction(view)))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay("\n".join(_standing(view, now))))
    for row in _rows(view):
        box.add_item(row)
    layout.add_item(box)
    if pages is not None:
        layout.add_item(pages)
    visible = json.dumps([layout.to_components(), [item.name for item in attached]])
    return CardMessage(layout, tuple(attached), hashlib.sha256(visible.encode()).hexdigest())


# --- what it is ---


def _heading(view: SceneView) -> ui.Section[Any]:
    scene = view.scene
    menu: ui.Button[Any] = ui.Button(label="⋯", custom_id=f"scene:{scene.id}:menu")
    return ui.Section(
        ui.TextDisplay(
            f"### Scene {scene.number} · {escaped(scene.direction.title)}\n"
            f"-# *{escaped(view.novel.title, 100)}* · {escaped(scene.chapter_title, 100)} · "
            f"proposed by <@{scene.proposer_id}>"
        ),
        accessory=menu,
    )


def _direction(view: SceneView) -> str:
    shots, chosen = view.scene.shot_list, view.scene.direction
    cast = f" · with {escaped(', '.join(shots.cast), 160)}" if shots.cast else ""
    lines = [
        f"**{escaped(str(shots.heading), 160)}**",
        escaped(chosen.action, ACTION),
        (
            f"-# Light **{chosen.light}** · framing **{chosen.framing}** · pace **{chosen.pace}** · "
            f"{some(len(shots.shots), 'shot')}, {shots.seconds:.0f} s{cast}"
        ),
    ]
    if view.storyboard is None and view.storyboard_waits:
        lines.append("-# The storyboard is being drawn.")
    if view.neighbours:
        named = ", ".join(
            jump(f"scene {other.number}", view.scene.guild_id, other.channel_id, other.message_id)
            + f" ({other.state})"
            for other in view.neighbours[:4]
        )
        lines.append(f"-# On the same passage: {named}")
    return "\n".join(lines)


def _attached(view: SceneView) -> list[Attached]:
    """The draft where there is one, else the storyboard; and the preview of what is being shot."""
    found: list[Attached] = []
    title = f"scene {view.scene.number}, {view.scene.direction.title}"
    has_post = any(take.take.state is TakeState.POSTED for take in view.takes)
    if view.draft is not None and not has_post:
        found.append(
            Attached(
                f"draft-{view.draft.sha256[:10]}.mp4",
                view.draft.path,
                plain(f"Draft of {title}: an animatic, drawn by rules.", 1000),
            )
        )
    elif view.storyboard is not None:
        found.append(
            Attached(
                f"storyboard-{view.storyboard.sha256[:10]}.png",
                view.storyboard.path,
                plain(f"Storyboard of {title}: {_shots_in_words(view)}", 1000),
            )
        )
    if view.waiting is not None and view.waiting.place == 0 and view.waiting.preview:
        data = view.waiting.preview
        kind = "webp" if data[8:12] == b"WEBP" else "jpg"
        found.append(
            Attached(
                f"preview-{hashlib.sha256(data).hexdigest()[:10]}.{kind}",
                data,
                plain(f"Preview of {title}, shot {view.waiting.shot}.", 1000),
            )
        )
    return [item for item in found if isinstance(item.content, bytes) or item.content.exists()]


def _shots_in_words(view: SceneView) -> str:
    return "; ".join(
        f"{shot.number}, {shot.framing}: {shot.action}" for shot in view.scene.shot_list.shots
    )


# --- where it stands ---


def _standing(view: SceneView, now: datetime) -> list[str]:
    match view.scene.state:
        case SceneState.PROPOSED:
            return [_tally(view, now)]
        case SceneState.GREENLIT:
            return [_verdict(view, "Greenlit"), *_shooting(view)]
        case SceneState.SCREENED | SceneState.CANON:
            lines = [_verdict(view, "Filmed"), _takes(view)]
            return [*lines, *_queue(view.waiting)] if view.waiting else lines
        case SceneState.SHELVED:
            return [_verdict(view, "Shelved"), "-# Another scene of this passage can be proposed."]
        case SceneState.LAPSED:
            return [_verdict(view, "Lapsed: too few votes"), "-# Propose it again with /propose."]
        case SceneState.WITHDRAWN:
            return ["**Withdrawn** by its proposer."]
        case SceneState.CANCELLED:
            return [_verdict(view, "Cancelled"), "-# A showrunner can reopen it: /studio decide."]


def _tally(view: SceneView, now: datetime) -> str:
    ballot, tally = view.ballot, view.tally
    if ballot is None:
        return ""
    reached = "✓" if tally.turnout >= ballot.quorum else ""
    again = " · extended once" if ballot.extended else ""
    closes = "is being counted" if ballot.is_closed(now) else f"closes {when(ballot.closes_at)}"
    quorum = f"quorum {ballot.quorum} {reached}".rstrip()
    if view.hides_tally:
        return f"**{some(tally.turnout, 'vote')}** so far · {quorum} · {closes}{again}"
    share = tally.for_ / tally.turnout if tally.turnout else 0
    return (
        f"**Film it {tally.for_}** {bar(share)} {tally.against} **not this one** · {quorum} · "
        f"{closes}{again}"
    )


def _verdict(view: SceneView, word: str) -> str:
    ballot = view.ballot
    if ballot is not None and ballot.verdict is Verdict.WITHDRAWN:
        text = f"**{word}**"
    else:
        text = f"**{word}** {view.tally.for_} to {view.tally.against}"
    return text + (f" · a showrunner's word: {escaped(view.reason, 300)}" if view.reason else "")


def _shooting(view: SceneView) -> list[str]:
    if view.waiting is not None:
        return _queue(view.waiting)
    latest = view.takes[-1].take if view.takes else None
    if latest is None:
        return []
    if latest.state is TakeState.FAILED:
        return [f"Take {latest.slate} failed: {escaped(latest.reason, 300)}"]
    if latest.state is TakeState.DELIVERED:
        return [f"Take {latest.slate} is finished and comes up in a moment."]
    if latest.state is TakeState.CANCELLED:
        why = f": {escaped(latest.reason, 200)}" if latest.reason else ""
        return [f"Take {latest.slate} was cancelled{why}."]
    return []


def _queue(waiting: Waiting) -> list[str]:
    if waiting.place == 0:
        where = f" on {escaped(waiting.node_name, 60)}" if waiting.node_name else ""
        doing = STAGES.get(waiting.stage, "at work")
        shot = f" shot {waiting.shot}" if waiting.shot and waiting.stage == "draw" else ""
        left = f" · {span(waiting.eta.total_seconds())} left" if waiting.eta is not None else ""
        return [
            f"**Take {waiting.slate}** is being shot{where}",
            f"{bar(waiting.progress)} {waiting.progress:.0%} · {doing}{shot}{left}",
        ]
    place = "next in the queue" if waiting.place == 1 else f"number {waiting.place} in the queue"
    eta = f" · ready in about {span(waiting.eta.total_seconds())}" if waiting.eta else ""
    lines = [f"**Take {waiting.slate}** is {place}{eta}"]
    if waiting.held:
        lines.append("It is put aside by a showrunner.")
    if waiting.waits_for:
        lines.append(f"Waiting for {_waits_for(waiting)}")
    return lines


def _waits_for(waiting: Waiting) -> str:
    """`Anna's PC, last seen 18:40`: the time as each member's own clock shows it."""
    if waiting.node_is_away and waiting.node_name:
        name = escaped(waiting.node_name, 60)
        seen = waiting.node_seen_at
        return f"{name}, last seen {when(seen, 't')}" if seen else f"{name}, never seen yet"
    return escaped(waiting.waits_for, 200)


def _takes(view: SceneView) -> str:
    links = [_take_link(view, take) for take in view.takes if take.take.posted_at is not None]
    return "Takes: " + (" · ".join(links[-8:]) or "none is left")


def _take_link(view: SceneView, take: TakeView) -> str:
    mark = " (canon)" if view.scene.canon_take_id == take.take.id else ""
    channel = take.take.channel_id or view.scene.channel_id
    return jump(take.take.slate, view.scene.guild_id, channel, take.take.message_id) + mark


# --- what one can do ---


def _rows(view: SceneView) -> list[ui.ActionRow[Any]]:
    scene = view.scene
    row: ui.ActionRow[Any] = ui.ActionRow()
    is_open = view.ballot is not None and view.ballot.closed_at is None
    if scene.state is SceneState.PROPOSED and is_open and view.ballot is not None:
        row.add_item(
            ui.Button(
                label="Film it",
                style=discord.ButtonStyle.success,
                custom_id=f"ballot:{view.ballot.id}:for",
            )
        )
        row.add_item(ui.Button(label="Not this one", custom_id=f"ballot:{view.ballot.id}:against"))
    row.add_item(ui.Button(label="Discuss", custom_id=f"scene:{scene.id}:discuss"))
    if scene.state in (SceneState.PROPOSED, SceneState.GREENLIT):
        row.add_item(ui.Button(label="Tell me", custom_id=f"scene:{scene.id}:tell"))
    row.add_item(ui.Button(label="Report", custom_id=f"scene:{scene.id}:report"))
    rows = [row]
    if levers := _levers(view):
        rows.append(levers)
    return rows


def _levers(view: SceneView) -> ui.ActionRow[Any] | None:
    """What a showrunner can do about a take that waits in vain or failed."""
    latest = view.takes[-1].take if view.takes else None
    if latest is None or view.scene.state is not SceneState.GREENLIT:
        return None
    row: ui.ActionRow[Any] = ui.ActionRow()
    if latest.state is TakeState.FAILED:
        row.add_item(ui.Button(label="Try again", custom_id=f"take:{latest.id}:retry"))
    waits = view.waiting is not None and view.waiting.place > 0
    if latest.engine != "animatic" and (waits or latest.state is TakeState.FAILED):
        row.add_item(ui.Button(label="Film as animatic", custom_id=f"take:{latest.id}:animatic"))
    return row if row.children else None
