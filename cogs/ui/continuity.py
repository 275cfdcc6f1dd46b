"""What a proposal says against a chosen look, on its card: both sides quoted, before the vote."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.domain.continuity import Contradiction
from bot.domain.scene import SceneState
from bot.studio.views import SceneView
from cogs.ui.shots import shots_id
from cogs.ui.text import escaped

MOST = 4
"""Contradictions that a card quotes; one is enough to look twice."""


def contradicted(view: SceneView) -> list[ui.Item[Any]]:
    """The lines, and the proposer's buttons until they have chosen."""
    scene = view.scene
    if scene.state is not SceneState.PROPOSED or not view.contradictions:
        return []
    kept = "; its proposer keeps it" if scene.keeps_contradictions else ""
    lines = [f"**It contradicts the cast{kept}**"]
    lines += [_quoted(one) for one in view.contradictions[:MOST]]
    if len(view.contradictions) > MOST:
        lines.append(f"-# and {len(view.contradictions) - MOST} more")
    shown: list[ui.Item[Any]] = [ui.TextDisplay("\n".join(lines))]
    if not scene.keeps_contradictions:
        row: ui.ActionRow[Any] = ui.ActionRow(
            ui.Button(label="Change the proposal", custom_id=f"scene:{scene.id}:change"),
            ui.Button(label="Keep it", custom_id=f"scene:{scene.id}:keep"),
        )
        if any(one.shot for one in view.contradictions):
            row.add_item(ui.Button(label="Change the shots", custom_id=shots_id(scene.id)))
        shown.append(row)
    return shown


def _quoted(one: Contradiction) -> str:
    where = f"in shot {one.shot}" if one.shot else "here"
    return (
        f"-# {escaped(one.name, 60)}, {one.about}: {where} “{escaped(one.said, 60)}”, in the "
        f"chosen look “{escaped(one.chosen, 80)}”"
    )
