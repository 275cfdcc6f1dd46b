"""The private pages about one take: another one of its scene, a shot anew, and what looks wrong."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.domain.seam import MAX_NOTE, Gathered, Part, SeamKind, clock
from bot.domain.wishes import WishKind
from bot.studio.take_views import TakePage
from cogs.ui.colours import GREEN
from cogs.ui.quoting import showable
from cogs.ui.sheets import Form, Sheet
from cogs.ui.text import escaped, plain, some

LISTED = 12
"""Things that look wrong which a page names; it says how many more there are."""


def another_page(page: TakePage, note: str = "", *, only_shots: bool = False) -> Sheet:
    """How one asks for another take, or for one shot anew, with what is wrong with this one."""
    scene, take = page.view.scene, page.take
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    what = f"A shot of {take.slate} anew" if only_shots else f"Another take of scene {scene.number}"
    head = f"### {what} · {escaped(scene.direction.title, 100)}"
    box.add_item(ui.TextDisplay(f"{head}\n-# {_rule(page)}" + (f"\n**{note}**" if note else "")))
    box.add_item(ui.TextDisplay(faults_in_words(take.slate, page.faults)))
    if not only_shots:
        box.add_item(_asks(page))
    if page.shots and not take.is_draft:
        box.add_item(ui.ActionRow(_shots(page)))
        box.add_item(ui.TextDisplay("-# A shot anew leaves the others as they are, to the frame."))
    return Sheet(box)


def faults_in_words(slate: str, faults: Sequence[Gathered]) -> str:
    """What members found wrong with a take, a line each."""
    if not faults:
        return f"-# Nobody found anything wrong with {slate}."
    lines = [f"**What looks wrong in {slate}**", *map(_fault, faults[:LISTED])]
    if len(faults) > LISTED:
        lines.append(f"-# and {len(faults) - LISTED} more")
    return "\n".join(lines)


def seam_form(take_id: int, slate: str) -> Form:
    """Kind, moment, place and a few words."""
    moment: ui.TextInput[Any] = ui.TextInput(
        custom_id="moment", max_length=20, placeholder="7, or 0:07, or 7-9"
    )
    note: ui.TextInput[Any] = ui.TextInput(custom_id="note", required=False, max_length=MAX_NOTE)
    return Form(
        f"Something looks wrong in {slate}",
        f"seam:{take_id}",
        ui.Label(text="What", component=_choice("kind", SeamKind)),
        ui.Label(
            text="When",
            description="Seconds from the beginning of the clip; from-to if it lasts.",
            component=moment,
        ),
        ui.Label(text="Where in the picture", component=_choice("part", Part, is_required=False)),
        ui.Label(text="In a few words", component=note),
    )


def _rule(page: TakePage) -> str:
    needed = some(page.needed, "member")
    asks = "asks" if page.needed == 1 else "ask"
    return (
        f"It is filmed once {needed} {asks} for it, or a showrunner does · "
        f"{page.today} of {page.per_day} further takes in the last 24 hours"
    )


def _fault(fault: Gathered) -> str:
    span = clock(fault.start) + (f"–{clock(fault.end)}" if fault.end is not None else "")
    where = f", {fault.part}" if fault.part else ""
    shot = f" · shot {fault.shot}" if fault.shot else ""
    who = f" · {some(fault.members, 'member')}" if fault.members > 1 else ""
    notes = f": {escaped('; '.join(fault.notes), 160)}" if fault.notes else ""
    return f"- {fault.kind.capitalize()} at {span}{where}{shot}{who}{notes}"


def _asks(page: TakePage) -> ui.ActionRow[Any]:
    row: ui.ActionRow[Any] = ui.ActionRow()
    is_changed = page.take.revision != page.view.scene.revision
    if is_changed:
        row.add_item(_wish_button(page, WishKind.CHANGED, "Film what was changed", is_first=True))
    row.add_item(_wish_button(page, WishKind.FRESH, "All of it anew", is_first=not is_changed))
    return row


def _wish_button(page: TakePage, kind: WishKind, label: str, *, is_first: bool) -> ui.Button[Any]:
    asked = page.asked.get(kind, 0)
    if not page.is_showrunner:
        mine = "✓ " if kind in page.mine else ""
        label = f"{mine}{label} · {asked} of {page.needed}"
    return ui.Button(
        label=label,
        style=discord.ButtonStyle.primary if is_first else discord.ButtonStyle.secondary,
        custom_id=f"wish:{page.take.id}:{kind}",
    )


def _shots(page: TakePage) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=f"wish:{page.take.id}:{WishKind.SHOT}",
        placeholder=f"Shoot one shot of {page.take.slate} again",
    )
    shown = showable(page.view, [shot.action for shot in page.shots])
    for shot, words in list(zip(page.shots, shown, strict=True))[:25]:
        wish = f"{WishKind.SHOT}:{shot.number}"
        wrong = sum(fault.shot == shot.number for fault in page.faults)
        said = [
            f"{page.asked[wish]} of {page.needed} ask" if page.asked.get(wish) else "",
            f"{some(wrong, 'thing')} wrong" if wrong else "",
            words,
        ]
        select.add_option(
            label=plain(f"Shot {shot.number} · {shot.framing}, {shot.seconds:g} s", 100),
            description=plain(" · ".join(part for part in said if part), 100) or None,
            value=str(shot.number),
        )
    return select


def _choice(custom_id: str, words: type[StrEnum], *, is_required: bool = True) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=custom_id, required=is_required, min_values=1 if is_required else 0
    )
    for word in words:
        select.add_option(label=word.capitalize(), value=word)
    return select
