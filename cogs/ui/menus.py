"""What ⋯ on a card opens, privately: the shot list, the whole quotation, and rarer deeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.studio.views import SceneView
from cogs.ui.colours import GREY
from cogs.ui.quoting import HELD, quoted, showable
from cogs.ui.sheets import Sheet
from cogs.ui.shots import shots_id
from cogs.ui.text import escaped

QUOTED_WORDS = 200
LABELS = {"shots": "Shots", "amend": "Amend", "withdraw": "Withdraw", "remove": "Remove"}
FINAL = ("withdraw", "remove")
NOTES = {
    "shots": "The shots can be changed one by one.",
    "amend": "Amending voids the votes cast.",
    "withdraw": "Withdrawing closes the ballot for good.",
    "remove": "Removing takes down the posts, the files and any running job.",
}


def scene_menu(view: SceneView, deeds: Sequence[str]) -> Sheet:
    """The scene in detail, and the deeds that this member may do."""
    scene = view.scene
    box: ui.Container[Any] = ui.Container(accent_colour=GREY)
    title = escaped(scene.direction.title, 120)
    box.add_item(ui.TextDisplay(f"### Scene {scene.number} · {title}\n-# {scene.state}"))
    shown = showable(view, [shot.action for shot in scene.shot_list.shots])
    passage = quoted(view, QUOTED_WORDS, beside=[scene.direction.title, *shown])
    if passage:
        box.add_item(ui.TextDisplay(f"> {escaped(passage, 1300)}"))
    box.add_item(ui.TextDisplay(_shot_list(view, shown)))
    if deeds:
        row: ui.ActionRow[Any] = ui.ActionRow()
        for deed in deeds:
            row.add_item(_button(scene.id, deed))
        box.add_item(ui.TextDisplay("-# " + " ".join(NOTES[deed] for deed in deeds)))
        box.add_item(row)
    return Sheet(box)


def _shot_list(view: SceneView, shown: Sequence[str]) -> str:
    lines = [
        f"**{shot.number}** {shot.framing}, {shot.camera}, {shot.seconds:.0f} s"
        + (f": {escaped(words, 170)}" if words else "")
        for shot, words in zip(view.scene.shot_list.shots, shown, strict=True)
    ]
    if not all(shown):
        lines.append(HELD)
    return "\n".join(lines) or "-# It has no shot list yet."


def _button(scene_id: int, deed: str) -> ui.Button[Any]:
    style = discord.ButtonStyle.danger if deed in FINAL else discord.ButtonStyle.secondary
    custom_id = shots_id(scene_id) if deed == "shots" else f"scene:{scene_id}:{deed}"
    return ui.Button(label=LABELS[deed], style=style, custom_id=custom_id)
