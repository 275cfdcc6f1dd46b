"""What a proposal says against a chosen look, on its card: both sides quoted, before the vote."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.domain.scene import SceneState
from bot.studio.views import SceneView
from cogs.ui.text import escaped

MOST = 4
"""Contradictions that a card quotes; one is enough to look twice."""


def contradicted(view: SceneView) -> list[ui.Item[Any]]:
    """The lines, and the proposer's two buttons until they have chosen."""
    scene = view.scene
    if scene.state is not SceneState.PROPOSED or not view.contradictions:
        return []
    kept = "; its proposer keeps it" if scene.keeps_contradictions else ""
    lines = [f"**It contradicts the cast{kept}**"]
    lines += [
        f"-# {escaped(one.name, 60)}, {one.about}: here “{escaped(one.said, 60)}”, in the chosen "
        f"look “{escaped(one.chosen, 80)}”"
        for one in view.contradictions[:MOST]
    ]
    shown: list[ui.Item[Any]] = [ui.TextDisplay("\n".join(lines))]
    if not scene.keeps_contradictions:
        row: ui.ActionRow[Any] = ui.ActionRow(
            ui.Button(label="Change the proposal", custom_id=f"scene:{scene.id}:change"),
            ui.Button(label="Keep it", custom_id=f"scene:{scene.id}:keep"),
        )
        shown.append(row)
    return shown
