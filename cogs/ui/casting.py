"""/cast: the list of a novel's people and places, a character's page, a look before the vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.domain.characters import Kind
from bot.domain.look import LookState
from bot.domain.pictures import Shows
from bot.studio.casting import (
    CastView,
    CharacterLine,
    CharacterView,
    LookView,
    ReferenceView,
)
from cogs.ui.cards import Attached, CardMessage, gallery
from cogs.ui.colours import BRASS
from cogs.ui.looks import pictures, span, words
from cogs.ui.sheets import Sheet, button, leaf, leafing
from cogs.ui.text import escaped, jump, plain, some

PER_PAGE = 20
OWN_PER_PAGE = 8
"""Looks and pictures of a member's own page: each has a button, and Discord shows 40 components."""
SHOWN, ALIASES = 8, 8
"""Looks and other names of a page, which says how many more there are; a gallery holds ten
pictures."""
NOTHING_YET = "This novel is still being read for its people and places; look again in a minute."
NONE_OF_YOURS = (
    "No picture of yours is here, and no look of yours waits to be offered. /cast, *Offer a look* "
    "begins one."
)
NOBODY = "Nobody comes up often enough in this novel to be cast, or not yet where you have read."


def cast_sheet(view: CastView, page: int) -> Sheet:
    """A page of the list, with a menu that opens a character's own page."""
    box: ui.Container[Any] = ui.Container(accent_colour=BRASS)
    box.add_item(ui.TextDisplay(f"## The cast of *{escaped(view.novel.title, 80)}*"))
    page, pages, lines = leaf(page, view.lines, PER_PAGE)
    if not lines:
        box.add_item(ui.TextDisplay(NOBODY if view.is_read else NOTHING_YET))
        return Sheet(box)
    for kind, title in ((Kind.PERSON, "People"), (Kind.PLACE, "Places")):
        listed = [_line(line) for line in lines if line.character.kind is kind]
        if listed:
            box.add_item(ui.TextDisplay("\n".join([f"**{title}**", *listed])))
    sheet = Sheet(box, ui.ActionRow(_menu(lines)))
    if pages > 1:
        sheet.add_item(leafing(page, pages, lambda to: f"cast:{view.novel.id}:page:{to}"))
    return sheet


def character_page(view: CharacterView, *, is_showrunner: bool) -> CardMessage:
    """How a character looks from which chapter on, and what one can do about it."""
    one = view.character
    box: ui.Container[Any] = ui.Container(accent_colour=BRASS)
    box.add_item(ui.TextDisplay(_about(view)))
    chosen = [look for look in view.looks if look.look.state is LookState.CHOSEN]
    holding = chosen[-SHOWN:]
    attached = [picture for look in holding for picture in pictures(look)[:1]]
    attached += [p for look in holding[-1:] for p in pictures(look)[1:]]
    attached = attached[:10]
    if attached:
        box.add_item(gallery(attached))
    box.add_item(ui.TextDisplay(_looks(view, holding, len(chosen) - len(holding))))
    row: ui.ActionRow[Any] = ui.ActionRow(
        button("Offer a look", f"character:{one.id}:offer", discord.ButtonStyle.primary)
    )
    if is_showrunner:
        row.add_item(button("Rename", f"character:{one.id}:rename"))
        row.add_item(button("Merge", f"character:{one.id}:merge"))
        if one.aliases:
            row.add_item(button("Split", f"character:{one.id}:split"))
        hide = "show" if one.is_hidden else "hide"
        row.add_item(button(hide.capitalize(), f"character:{one.id}:{hide}"))
    return CardMessage(Sheet(box, row), tuple(attached))


def draft_page(view: LookView) -> CardMessage:
    """A look that only its member sees, until they put it to the vote."""
    look = view.look
    attached = pictures(view)
    box: ui.Container[Any] = ui.Container(accent_colour=BRASS)
    lines = [
        f"### Your look of {escaped(view.character.name, 80)}",
        f"-# {span(view)} · nobody else sees it yet",
        escaped(words(look, view.character.kind), 900),
    ]
    if look.accent:
        lines.append(f"-# Accent: **{look.accent}**")
    if view.instead_of is not None:
        until_now = escaped(words(view.instead_of, view.character.kind), 300)
        lines.append(f"-# Until now: {until_now}")
    box.add_item(ui.TextDisplay("\n".join(lines)))
    if attached:
        box.add_item(gallery(attached))
    row: ui.ActionRow[Any] = ui.ActionRow(
        button("Put it to the vote", f"look:{look.id}:offer", discord.ButtonStyle.success),
        button("Edit", f"look:{look.id}:edit"),
        button("More…", f"look:{look.id}:more"),
        button("Pictures…", f"look:{look.id}:pictures"),
        button("Discard", f"look:{look.id}:discard", discord.ButtonStyle.danger),
    )
    return CardMessage(Sheet(box, row), tuple(attached))


def own_pictures(
    brought: Sequence[ReferenceView], drafts: Sequence[LookView], page: int = 0
) -> CardMessage:
    """A member's own page: looks that they have not offered, and pictures that they brought."""
    box: ui.Container[Any] = ui.Container(accent_colour=BRASS)
    box.add_item(ui.TextDisplay("## Your looks and pictures"))
    page, pages, shown = leaf(page, [*drafts, *enumerate(brought, start=1)], OWN_PER_PAGE)
    attached: list[Attached] = []
    for one in shown:
        if isinstance(one, LookView):
            box.add_item(_draft_line(one))
            continue
        number, picture = one
        box.add_item(_picture_line(number, picture, page))
        if picture.file.path.exists():
            attached.append(_brought(number, picture))
    if attached:
        box.add_item(gallery(attached))
    if not shown:
        box.add_item(ui.TextDisplay(NONE_OF_YOURS))
    if pages > 1:
        box.add_item(ui.TextDisplay(f"-# Page {page + 1} of {pages}"))
        box.add_item(leafing(page, pages, lambda to: f"pictures:page:{to}"))
    return CardMessage(Sheet(box), tuple(attached))


def _draft_line(view: LookView) -> ui.Section[Any]:
    about = escaped(words(view.look, view.character.kind), 200)
    return ui.Section(
        ui.TextDisplay(f"**{escaped(view.character.name, 80)}** · not offered\n{about}"),
        accessory=button("Open", f"look:{view.look.id}:open"),
    )


def _picture_line(number: int, picture: ReferenceView, page: int) -> ui.Section[Any]:
    shows = "a photograph of you" if picture.shows is Shows.SELF else "drawn or generated"
    return ui.Section(
        ui.TextDisplay(f"Picture {number} · of **{escaped(picture.character, 80)}**, {shows}"),
        accessory=button("Take it back", f"pictures:back:{picture.id}:{page}"),
    )


def _brought(number: int, picture: ReferenceView) -> Attached:
    name = f"reference-{picture.id}-{picture.file.sha256[:10]}.png"
    alt_text = plain(f"Your picture {number}, of {picture.character}", 200)
    return Attached(name, picture.file.path, alt_text)


def _line(line: CharacterLine) -> str:
    one = line.character
    often = some(one.mentions, "mention" if one.kind is Kind.PERSON else "stay")
    looks = f" · {some(line.looks, 'look')}" if line.looks else ""
    hidden = " · hidden" if one.is_hidden else ""
    return f"- {escaped(one.name, 70)} · {often}, first in chapter {one.chapter}{looks}{hidden}"


def _menu(lines: Sequence[CharacterLine]) -> ui.Select[Any]:
    menu: ui.Select[Any] = ui.Select(custom_id="cast:open", placeholder="Open a page")
    for line in lines:
        menu.add_option(label=plain(line.character.name, 100), value=str(line.character.id))
    return menu


def _about(view: CharacterView) -> str:
    one = view.character
    aliases = ", ".join(escaped(alias, 60) for alias in one.aliases[:ALIASES])
    more = len(one.aliases) - ALIASES
    also = f"\n-# Also {aliases}" + (f" and {more} more" if more > 0 else "") if aliases else ""
    often = some(one.mentions, "mention" if one.kind is Kind.PERSON else "stay")
    hidden = " · hidden: in no list and no order" if one.is_hidden else ""
    return (
        f"## {escaped(one.name, 80)}{also}\n"
        f"-# *{escaped(view.novel.title, 80)}* · {often}, first in chapter {one.chapter} · "
        f"{some(view.scenes, 'scene')}{hidden}"
    )


def _looks(view: CharacterView, holding: Sequence[LookView], earlier: int) -> str:
    kind = view.character.kind
    lines = [f"-# {some(earlier, 'earlier look')}, then:"] if earlier else []
    lines += [
        f"**{span(look)[0].upper()}{span(look)[1:]}** {escaped(words(look.look, kind), 300)}"
        for look in holding
    ]
    if not lines:
        them = "It is" if kind is Kind.PLACE else "They are"
        lines = [f"No look is chosen yet. {them} filmed as the words of each scene have it."]
    for look in view.looks:
        if look.look.state is LookState.OFFERED:
            label = f"a look {span(look)}, by <@{look.look.member_id}>"
            where = look.look.channel_id or 0
            link = jump(label, look.look.guild_id, where, look.look.message_id)
            lines.append(f"-# On the ballot: {link}")
    return "\n".join(lines)
