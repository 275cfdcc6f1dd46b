"""The private page on which a scene's shots are changed, and the form for what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.domain.direction import CameraMove, Light
from bot.domain.plan import MAX_SECONDS, MAX_SHOTS, MIN_SECONDS, MIN_SHOTS
from bot.domain.scene import SceneState
from bot.domain.shot_edits import shot_of
from bot.domain.shot_words import MAX_ACTION, MAX_LINES, MAX_SAID, MAX_SPEAKER, said_in
from bot.domain.shots import PlannedShot, ShotFraming, ShotList
from bot.studio.views import SceneView
from cogs.ui.colours import BLUE
from cogs.ui.quoting import HELD, showable
from cogs.ui.sheets import Form, Sheet
from cogs.ui.text import escaped, plain, some

SEEN: dict[str, type[StrEnum]] = {"framing": ShotFraming, "camera": CameraMove, "light": Light}
"""What of a shot is chosen from a menu, and among which words."""
DEEDS = {
    "words": "Words and length…",
    "add": "Add one after",
    "delete": "Delete",
    "earlier": "Earlier",
    "later": "Later",
}
VOIDS = "Changing the shots voids the votes cast."
STAYS = "What was filmed stays as it is: another take films the changed shots."


def shots_id(scene_id: int, revision: int = 0, number: int = 1, deed: str = "open") -> str:
    """A deed to one shot of the list as it was at that revision."""
    return f"shots:{scene_id}:{revision}:{number}:{deed}"


def shots_page(view: SceneView, number: int, note: str = "") -> Sheet:
    """The whole list, and what can be changed of one of its shots."""
    scene = view.scene
    shots = scene.shot_list
    picked = shot_of(shots, min(max(number, 1), max(len(shots.shots), 1)))
    box: ui.Container[Any] = ui.Container(accent_colour=BLUE)
    head = f"### Shots of scene {scene.number} · {escaped(scene.direction.title, 100)}"
    box.add_item(ui.TextDisplay(f"{head}\n{_limits(shots)}" + (f"\n**{note}**" if note else "")))
    own, told = _told(view, picked)
    lines = [_line(shot, picked, told[shot.number]) for shot in shots.shots]
    box.add_item(ui.TextDisplay("\n".join(lines)))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(_picked(picked, own)))
    if not all([*own, *told.values()]):
        box.add_item(ui.TextDisplay(HELD))
    box.add_item(ui.ActionRow(_pick(view, picked, told)))
    for what in SEEN:
        box.add_item(ui.ActionRow(_seen(view, picked, what)))
    box.add_item(_buttons(view, picked))
    note = VOIDS if scene.state is SceneState.PROPOSED else STAYS
    box.add_item(ui.TextDisplay(f"-# {note}"))
    return Sheet(box)


def words_form(view: SceneView, shot: PlannedShot) -> Form:
    """Length, what we see and what is said, as they are now."""
    seconds: ui.TextInput[Any] = ui.TextInput(
        custom_id="seconds", max_length=8, default=f"{shot.seconds:g}"
    )
    action: ui.TextInput[Any] = ui.TextInput(
        custom_id="action",
        style=discord.TextStyle.paragraph,
        max_length=MAX_ACTION,
        default=shot.action[:MAX_ACTION],
    )
    said: ui.TextInput[Any] = ui.TextInput(
        custom_id="said",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_LINES * (MAX_SAID + MAX_SPEAKER + 3),
        default=said_in(shot) or None,
        placeholder="Wick: Who is there?",
    )
    scene = view.scene
    return Form(
        f"Shot {shot.number} of scene {scene.number}",
        shots_id(scene.id, scene.revision, shot.number, "words"),
        ui.Label(text="Seconds", component=seconds),
        ui.Label(text="What we see", component=action),
        ui.Label(
            text="What is said",
            description=f"A line each, {MAX_LINES} at most: the speaker, a colon, the words.",
            component=said,
        ),
    )


def _limits(shots: ShotList) -> str:
    return (
        f"-# {some(len(shots.shots), 'shot')}, {shots.seconds:g} s · a scene has {MIN_SHOTS} to "
        f"{MAX_SHOTS} and runs {MIN_SECONDS:g} to {MAX_SECONDS:g} s"
    )


def _told(view: SceneView, picked: PlannedShot) -> tuple[list[str], dict[int, str]]:
    """As far as it may be told: what the picked shot shows and says; what each shows, by number."""
    others = [shot for shot in view.scene.shot_list.shots if shot is not picked]
    own = [picked.action, *(line.text for line in picked.lines)]
    shown = showable(view, [*own, *(shot.action for shot in others)])
    numbers = [shot.number for shot in others]
    told = dict(zip(numbers, shown[len(own) :], strict=True))
    return shown[: len(own)], {picked.number: shown[0], **told}


def _line(shot: PlannedShot, picked: PlannedShot, words: str) -> str:
    number = f"▸ **{shot.number}**" if shot is picked else f"**{shot.number}**"
    said = f" · {some(len(shot.lines), 'line')}" if shot.lines else ""
    what = f"{shot.framing}, {shot.camera}, {shot.light}"
    told = f": {escaped(words, 110)}" if words else ""
    return f"{number} {what}, {shot.seconds:g} s{said}{told}"


def _picked(shot: PlannedShot, own: Sequence[str]) -> str:
    """The picked shot; `own` is what is told of its action and its lines."""
    action, *said = own
    lines = [f"**Shot {shot.number}** · {shot.seconds:g} s"]
    lines += [escaped(action, 600)] if action else []
    lines += [
        f"> {escaped(line.speaker, 60)}: {escaped(words or '…', 300)}"
        if line.speaker
        else f"> {escaped(words or '…', 300)}"
        for line, words in zip(shot.lines, said, strict=True)
    ]
    return "\n".join(lines)


def _pick(view: SceneView, picked: PlannedShot, told: Mapping[int, str]) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=shots_id(view.scene.id, view.scene.revision, picked.number, "pick")
    )
    for shot in view.scene.shot_list.shots:
        select.add_option(
            label=plain(f"Shot {shot.number} · {shot.framing}, {shot.seconds:g} s", 100),
            description=plain(told[shot.number], 100) or None,
            value=str(shot.number),
            default=shot is picked,
        )
    return select


def _seen(view: SceneView, shot: PlannedShot, what: str) -> ui.Select[Any]:
    scene = view.scene
    select: ui.Select[Any] = ui.Select(
        custom_id=shots_id(scene.id, scene.revision, shot.number, what)
    )
    for word in SEEN[what]:
        label = f"{what.capitalize()}: {word}"
        select.add_option(label=label, value=word, default=word == getattr(shot, what))
    return select


def _buttons(view: SceneView, shot: PlannedShot) -> ui.ActionRow[Any]:
    scene = view.scene
    count = len(scene.shot_list.shots)
    stuck: Iterable[str] = [
        deed
        for deed, is_stuck in (
            ("add", count >= MAX_SHOTS),
            ("delete", count <= MIN_SHOTS),
            ("earlier", shot.number == 1),
            ("later", shot.number == count),
        )
        if is_stuck
    ]
    row: ui.ActionRow[Any] = ui.ActionRow()
    for deed, label in DEEDS.items():
        style = discord.ButtonStyle.secondary
        if deed in ("words", "delete"):
            style = discord.ButtonStyle[{"words": "primary", "delete": "danger"}[deed]]
        row.add_item(
            ui.Button(
                label=label,
                style=style,
                custom_id=shots_id(scene.id, scene.revision, shot.number, deed),
                disabled=deed in stuck,
            )
        )
    return row
