"""The scene card: one message that tells a scene's whole life, drawn anew at every change."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.domain.queue import ANIMATIC
from bot.domain.scene import SceneState, Take, TakeState
from bot.domain.wishes import FILMABLE
from bot.studio.views import SceneView
from cogs.ui.colours import BLUE, GOLD, GREEN, GREY, RED
from cogs.ui.continuity import contradicted
from cogs.ui.quoting import quoted, untold, within_rights
from cogs.ui.sheets import Sheet, Told, button
from cogs.ui.standing import CHOICES, standing
from cogs.ui.text import chapter_name, escaped, jump, member_name, plain, some

COLOURS = {
    SceneState.PROPOSED: GOLD,
    SceneState.GREENLIT: BLUE,
    SceneState.SCREENED: GREEN,
    SceneState.CANON: GREEN,
    SceneState.SHELVED: GREY,
    SceneState.LAPSED: GREY,
    SceneState.WITHDRAWN: GREY,
    SceneState.CANCELLED: RED,
}
QUOTED_WORDS = 110
QUOTED = 200
"""Characters of the passage on a card: three lines; its menu shows all of it."""
ACTION = 240
ALT_TEXT = 1000
PICTURES = 10
"""Of a gallery at most."""
NAMED = 3
"""Neighbours that a card names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a card: its name says which content it has, so that an edit knows what is new."""

    name: str
    content: Path | bytes
    alt_text: str

    def file(self) -> discord.File:
        # in memory: discord.py leaves the files of an interaction's answer open
        read = self.content if isinstance(self.content, bytes) else self.content.read_bytes()
        return discord.File(io.BytesIO(read), self.name)


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A card to send, or to edit into place."""

    view: Sheet
    attached: tuple[Attached, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.attached)

    def files(self, wanted: Callable[[str], bool] = lambda _: True) -> list[discord.File]:
        """Made anew at each call: discord.py closes what it sent."""
        return [item.file() for item in self.attached if wanted(item.name)]


def gallery(pictures: Sequence[Attached]) -> ui.MediaGallery[Any]:
    """Pictures side by side, as many as Discord shows."""
    shown: ui.MediaGallery[Any] = ui.MediaGallery()
    for picture in pictures[:PICTURES]:
        shown.add_item(media=f"attachment://{picture.name}", description=picture.alt_text)
    return shown


def scene_card(
    view: SceneView, now: datetime, *, below: Sequence[ui.ActionRow[Any]] = ()
) -> CardMessage:
    """A scene as everybody sees it: one picture, one line of numbers, one row of buttons.

    `below` are rows that a private list adds.
    """
    picture = _picture(view)
    box: ui.Container[Any] = ui.Container(accent_colour=_colour(view))
    box.add_item(_heading(view))
    direction = view.scene.direction
    passage = quoted(view, QUOTED_WORDS, beside=(direction.title, direction.action))
    shown = escaped(passage, QUOTED)
    if shown:
        box.add_item(ui.TextDisplay("> " + shown))
    if picture is not None:
        box.add_item(gallery([picture]))
    box.add_item(ui.TextDisplay(_direction(view, shown.replace("\\", ""))))
    if view.storyboard_failed:
        box.add_item(_failed_storyboard(view))
    for item in contradicted(view):
        box.add_item(item)
    box.add_item(ui.Separator())
    box.add_item(Told(standing(view, now)))
    box.add_item(_buttons(view))
    attached = () if picture is None else (picture,)
    return CardMessage(Sheet(box, *below), attached)


# --- what it is ---


def _colour(view: SceneView) -> int:
    latest = view.takes[-1].take.state if view.takes else None
    failed = view.scene.state is SceneState.GREENLIT and latest is TakeState.FAILED
    return COLOURS[SceneState.CANCELLED if failed else view.scene.state]


def _heading(view: SceneView) -> ui.Section[Any]:
    scene = view.scene
    chapter = escaped(chapter_name(scene.passage.chapter, scene.chapter_title), 70)
    return ui.Section(
        ui.TextDisplay(
            f"### Scene {scene.number} · {escaped(scene.direction.title, 120)}\n"
            f"-# *{escaped(view.novel.title, 80)}* · chapter {chapter} · "
            f"proposed by {member_name(scene.proposer_id)}"
        ),
        accessory=button("⋯", f"scene:{scene.id}:menu"),
    )


def _direction(view: SceneView, quotation: str) -> str:
    """What is filmed and how; what a draft took from the passage is not said again below it."""
    shots, chosen = view.scene.shot_list, view.scene.direction
    cast = f" · with {escaped(', '.join(shots.cast), 120)}" if shots.cast else ""
    chosen_words = (
        f"Light **{chosen.light}** · framing **{chosen.framing}** · pace **{chosen.pace}**"
    )
    action = escaped(within_rights(view, untold(chosen.action, quotation)), ACTION)
    lines = [
        f"**{escaped(str(shots.heading), 120)}**",
        *([action] if action else []),
        f"-# {chosen_words} · {some(len(shots.shots), 'shot')}, {shots.seconds:.0f} s{cast}",
    ]
    if _preview(view) is None and _draft(view) is not None:
        lines.append("-# Above, until a take is posted: a draft, an animatic drawn by rules.")
    if view.storyboard_waits:
        anew = "" if view.storyboard is None else " anew"
        lines.append(f"-# The storyboard is being drawn{anew}.")
    lines += _changed(view)
    if view.neighbours:
        lines.append(f"-# On the same passage: {_neighbours(view)}")
    return "\n".join(lines)


def _failed_storyboard(view: SceneView) -> ui.Section[Any]:
    anew = "" if view.storyboard is None else " anew"
    why = escaped(view.storyboard_failed, 200)
    return ui.Section(
        ui.TextDisplay(f"-# The storyboard could not be drawn{anew}. {why}"),
        accessory=button("Draw it again", f"scene:{view.scene.id}:redraw"),
    )


def _changed(view: SceneView) -> list[str]:
    """Whether the shots are others than those that were voted on or filmed."""
    if not view.scene.revision:
        return []
    if view.scene.state is SceneState.PROPOSED:
        return ["-# Changed since it was proposed; votes cast before that are void."]
    latest = view.takes[-1].take if view.takes else None
    if latest is None or latest.revision == view.scene.revision:
        return []
    return [f"-# The shots were changed since take {latest.slate}: another take films them."]


def _neighbours(view: SceneView) -> str:
    named = [
        jump(
            f"scene {other.number}, {escaped(other.title, 50)}",
            view.scene.guild_id,
            other.channel_id,
            other.message_id,
        )
        + f" ({other.state})"
        for other in view.neighbours[:NAMED]
    ]
    more = len(view.neighbours) - NAMED
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


def _picture(view: SceneView) -> Attached | None:
    """What is being shot, else the draft until a take is posted, else the storyboard."""
    found = _preview(view) or _draft(view) or _storyboard(view)
    is_there = found is not None and (isinstance(found.content, bytes) or found.content.exists())
    return found if is_there else None


def _preview(view: SceneView) -> Attached | None:
    waiting = view.waiting
    if waiting is None or waiting.place > 0 or waiting.preview is None:
        return None
    kind = "webp" if waiting.preview[8:12] == b"WEBP" else "jpg"
    name = f"preview-{hashlib.sha256(waiting.preview).hexdigest()[:10]}.{kind}"
    return Attached(name, waiting.preview, _described(view, f"Preview of shot {waiting.shot}"))


def _draft(view: SceneView) -> Attached | None:
    is_posted = any(take.take.state is TakeState.POSTED for take in view.takes)
    if view.draft is None or is_posted:
        return None
    alt_text = _described(view, "Draft, an animatic drawn by rules")
    return Attached(f"draft-{view.draft.sha256[:10]}.mp4", view.draft.path, alt_text)


def _storyboard(view: SceneView) -> Attached | None:
    board = view.storyboard
    if board is None:
        return None
    alt_text = _described(view, "Storyboard")
    return Attached(f"storyboard-{board.sha256[:10]}{board.path.suffix}", board.path, alt_text)


def _described(view: SceneView, what: str) -> str:
    """The picture in words, for those who cannot see it; not in a novel's own that may not be."""
    is_free = view.novel.rights.is_free_to_quote
    shots = "; ".join(
        f"{shot.number}, {shot.framing}" + (f": {shot.action.rstrip('.')}" if is_free else "")
        for shot in view.scene.shot_list.shots
    )
    return plain(f"{what}. {view.scene.direction.title}: {shots}", ALT_TEXT)


# --- what one can do ---


def _buttons(view: SceneView) -> ui.ActionRow[Any]:
    scene, ballot = view.scene, view.ballot
    row: ui.ActionRow[Any] = ui.ActionRow()
    if scene.state is SceneState.PROPOSED and ballot is not None and ballot.closed_at is None:
        styles = (discord.ButtonStyle.success, discord.ButtonStyle.secondary)
        for (choice, label), style in zip(CHOICES.items(), styles, strict=True):
            row.add_item(button(label, f"ballot:{ballot.id}:{choice}:{scene.revision}", style))
    row.add_item(button("Discuss", f"scene:{scene.id}:discuss"))
    if scene.state in (SceneState.PROPOSED, *FILMABLE):
        row.add_item(button("Tell me", f"scene:{scene.id}:tell"))
    row.add_item(button("Report", f"scene:{scene.id}:report"))
    for label, custom_id in _levers(view) or _takes(view):
        row.add_item(button(label, custom_id))
    return row


def _takes(view: SceneView) -> list[tuple[str, str]]:
    """What can be done about a scene's takes, once one was posted."""
    take = latest_shown(view)
    if take is None:
        return []
    choose = [] if view.scene.canon_take_id else [("Make canon", f"take:{take.id}:canon")]
    return [*choose, ("Another take", f"take:{take.id}:another")]


def latest_shown(view: SceneView) -> Take | None:
    """The take that was posted last."""
    posted = [take.take for take in view.takes if take.take.state is TakeState.POSTED]
    return posted[-1] if posted else None


def _levers(view: SceneView) -> list[tuple[str, str]]:
    """What can be done about a take that waits in vain or failed."""
    latest = view.takes[-1].take if view.takes else None
    if latest is None or view.scene.state not in FILMABLE:
        return []
    levers: list[tuple[str, str]] = []
    failed = latest.state is TakeState.FAILED
    if failed:
        levers.append(("Try again", f"take:{latest.id}:retry"))
    waits = view.waiting is not None and view.waiting.place > 0
    if latest.engine != ANIMATIC and waits and not failed and not latest.is_draft:
        levers.append(("Draft first", f"take:{latest.id}:draft"))
    if latest.engine != ANIMATIC and (waits or failed):
        levers.append(("Film as animatic", f"take:{latest.id}:animatic"))
    return levers
