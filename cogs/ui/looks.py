"""The look card, which asks whether this is them; and the forms in which a look is described."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.domain.ballot import Choice
from bot.domain.characters import Kind
from bot.domain.look import (
    ACCENTS,
    LIMITS,
    PLACE_WORDS,
    Appearance,
    Look,
    LookState,
    describe,
    pronoun,
)
from bot.studio.casting import LookView
from cogs.ui.cards import Attached, CardMessage, gallery
from cogs.ui.colours import GOLD, GREEN, GREY
from cogs.ui.sheets import Form, Sheet, button
from cogs.ui.standing import count_line, voted_for
from cogs.ui.text import escaped, member_name, plain, some

COLOURS = {LookState.OFFERED: GOLD, LookState.CHOSEN: GREEN}
NAMED = 6
"""Canon scenes that a card names; it says how many more there are."""
FIELDS = {
    "age": ("Age", "about fifty; twelve"),
    "build": ("Build", "stout, broad-shouldered"),
    "hair": ("Hair", "black, cropped; grey, in a bun"),
    "face": ("Face", "a broad red face, a scar over one eye, clean-shaven"),
    "wardrobe": ("Wardrobe", "a long blue coat, a tricorne, boots"),
}
STATES = {
    LookState.CHOSEN: "**Chosen {tally}**: every new shot from here on shows it",
    LookState.DECLINED: "**Not chosen {tally}**",
    LookState.LAPSED: "**Lapsed**: too few votes",
    LookState.WITHDRAWN: "**Taken back**",
}


def look_card(
    view: LookView, now: datetime, *, below: Sequence[ui.ActionRow[Any]] = ()
) -> CardMessage:
    """A look as everybody sees it: portrait, words, the count, and what it would change.

    `below` are rows that a private list adds.
    """
    look = view.look
    # what was taken back is shown no more
    attached = () if look.state is LookState.WITHDRAWN else pictures(view)
    box: ui.Container[Any] = ui.Container(accent_colour=COLOURS.get(look.state, GREY))
    box.add_item(ui.TextDisplay(_heading(view)))
    if attached:
        box.add_item(gallery(attached))
    if look.state is not LookState.WITHDRAWN:
        box.add_item(ui.TextDisplay("\n".join(_described(view))))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(standing(view, now)))
    box.add_item(_buttons(view))
    return CardMessage(Sheet(box, *below), attached)


def choices(view: LookView) -> dict[Choice, str]:
    """`This is her`, `Not her`: by the pronoun that the words give."""
    whom = pronoun(
        view.character.kind,
        view.character.name,
        view.look.appearance,
        view.character.pronoun,
    )
    return choices_on(whom)


def choices_on(whom: str) -> dict[Choice, str]:
    """What a vote on a look says of her, him, them or it."""
    return {Choice.FOR: f"This is {whom}", Choice.AGAINST: f"Not {whom}"}


def pictures(view: LookView) -> tuple[Attached, ...]:
    """The portrait, then the reference pictures."""
    name = view.character.name
    found: list[Attached] = []
    if view.portrait is not None and view.portrait.path.exists():
        alt = plain(f"Portrait of {name}: {words(view.look, view.character.kind)}", 1000)
        found.append(Attached(f"portrait-{view.portrait.sha256[:10]}.png", view.portrait.path, alt))
    for number, picture in enumerate(view.references, start=1):
        if picture.file.path.exists():
            alt = f"Reference picture {number} of {plain(name, 80)}, brought by a member"
            file_name = f"reference-{picture.id}-{picture.file.sha256[:10]}.png"
            found.append(Attached(file_name, picture.file.path, alt))
    return tuple(found)


def words(look: Look, kind: Kind) -> str:
    """A look in one line."""
    return look.appearance.wardrobe if kind is Kind.PLACE else describe(look.appearance)


def span(view: LookView) -> str:
    """`from chapter 5`, `chapters 5 to 11`, `chapter 5 alone`."""
    first, last = view.look.chapter, view.until
    if last is None or last < first:
        return f"from chapter {first} on"
    return f"chapter {first} alone" if first == last else f"chapters {first} to {last}"


def standing(view: LookView, now: datetime) -> str:
    """Where the ballot on it stands, in a line."""
    if view.ballot is None:
        return "-# Nobody else sees it yet."
    if view.look.state is LookState.OFFERED:
        labels = choices(view)
        count = count_line(
            view.ballot,
            view.tally,
            (labels[Choice.FOR], labels[Choice.AGAINST].lower()),
            now,
            is_hidden=view.hides_tally,
        )
        mine = "" if view.my_choice is None else f"\n{voted_for(labels[view.my_choice])}"
        return count + mine
    tally = f"{view.tally.for_} to {view.tally.against}"
    said = STATES[view.look.state].format(tally=tally)
    if view.look.state is LookState.LAPSED:
        said += (
            "; its novel was removed" if view.novel.is_removed else "; offer it again with /cast"
        )
    return f"{said} · {escaped(view.reason, 200)}" if view.reason else said


def _heading(view: LookView) -> str:
    return (
        f"### {escaped(view.character.name, 80)} · a look\n"
        f"-# *{escaped(view.novel.title, 80)}* · {span(view)} · "
        f"offered by {member_name(view.look.member_id)}"
    )


def _described(view: LookView) -> list[str]:
    look, kind = view.look, view.character.kind
    lines = [escaped(words(look, kind), 900)]
    if look.accent:
        lines.append(f"-# Accent: **{look.accent}**")
    if view.portrait is None and view.portrait_waits:
        lines.append("-# The portrait is being drawn.")
    if view.portrait is not None and view.portrait_by:
        lines.append(f"-# Portrait: {escaped(view.portrait_by, 200)}")
    if view.instead_of is not None and look.state is LookState.OFFERED:
        lines.append(f"-# Until now: {escaped(words(view.instead_of, kind), 300)}")
    if view.touches:
        lines.append(
            f"-# It would change {_touched(view)}; what is filmed stays as it is until retaken."
        )
    return lines


def _touched(view: LookView) -> str:
    named = [
        f"scene {one.number}, {'a spoiler' if one.is_spoiler else escaped(one.title, 50)}"
        for one in view.touches[:NAMED]
    ]
    more = len(view.touches) - NAMED
    listed = "; ".join(named) + (f"; and {more} more" if more > 0 else "")
    return f"{some(len(view.touches), 'canon scene')}: {listed}"


def _buttons(view: LookView) -> ui.ActionRow[Any]:
    look = view.look
    row: ui.ActionRow[Any] = ui.ActionRow()
    if look.state is LookState.OFFERED:
        styles = (discord.ButtonStyle.success, discord.ButtonStyle.secondary)
        for (choice, label), style in zip(choices(view).items(), styles, strict=True):
            row.add_item(button(label, f"look:{look.id}:{choice}", style))
    row.add_item(button("Page", f"character:{view.character.id}:page"))
    row.add_item(button("Report", f"look:{look.id}:report"))
    if look.state in (LookState.OFFERED, LookState.CHOSEN):
        row.add_item(button("Take back", f"look:{look.id}:withdraw"))
    return row


# --- the forms ---


def look_form(kind: Kind, name: str, custom_id: str, filled: Appearance) -> Form:
    """What one sees: five lines for a person, one paragraph for a place."""
    title = plain(f"A look of {name}", 45)
    if kind is Kind.PLACE:
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id="wardrobe",
            style=discord.TextStyle.paragraph,
            max_length=PLACE_WORDS,
            default=filled.wardrobe or None,
        )
        label = ui.Label(
            text="What one sees", description="Walls, light, things, weather-wear.", component=field
        )
        return Form(title, custom_id, label)
    return Form(title, custom_id, *(_field(name, filled) for name in FIELDS))


def more_form(look: Look, kind: Kind, chapters: int) -> Form:
    """From which chapter on, the accent, the seed; of a person also props and silhouette."""
    chapter: ui.TextInput[Any] = ui.TextInput(
        custom_id="chapter", max_length=6, default=str(look.chapter)
    )
    seed: ui.TextInput[Any] = ui.TextInput(
        custom_id="seed", max_length=10, default=str(look.seed), required=False
    )
    labels = [
        ui.Label(text="From which chapter on", description=f"1 to {chapters}", component=chapter),
        ui.Label(
            text="Seed",
            description="What chance draws by where the words are silent; a number.",
            component=seed,
        ),
    ]
    if kind is Kind.PERSON:
        labels += [_accents(look.accent)]
        labels += [_more("props", look), _more("silhouette", look)]
    return Form("More of this look", f"look:more:{look.id}", *labels)


def _field(name: str, filled: Appearance) -> ui.Label[Any]:
    text, example = FIELDS[name]
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        max_length=LIMITS[name],
        required=False,
        default=getattr(filled, name) or None,
        placeholder=example,
    )
    return ui.Label(text=text, component=field)


def _more(name: str, look: Look) -> ui.Label[Any]:
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        max_length=LIMITS[name],
        required=False,
        default=getattr(look.appearance, name) or None,
    )
    return ui.Label(text=name.capitalize(), component=field)


def _accents(chosen: str) -> ui.Label[Any]:
    select: ui.Select[Any] = ui.Select(custom_id="accent", required=False, min_values=0)
    for name in ACCENTS:
        select.add_option(label=name.capitalize(), value=name, default=name == chosen)
    return ui.Label(
        text="Accent",
        description="The one saturated colour that they are known by.",
        component=select,
    )
