"""Which take counts: the page that decides it, the blind screening, and what everybody sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.domain.canon import CanonVerdict
from bot.domain.scene import Take
from bot.studio.take_views import CanonPage, CanonView, Screening
from cogs.ui.cards import CardMessage
from cogs.ui.colours import GOLD, GREY
from cogs.ui.quoting import alt_text
from cogs.ui.sheets import Sheet, button, film
from cogs.ui.takes import faults_in_words
from cogs.ui.text import escaped, jump, listed, plain, some, when

ALT_TEXT = 1000
_PRIMARY, _SUCCESS = discord.ButtonStyle.primary, discord.ButtonStyle.success


def canon_page(page: CanonPage, note: str = "") -> Sheet:
    """What is wrong with a take, and the ways in which it becomes canon."""
    scene, take = page.view.scene, page.take
    is_canon = scene.canon_take_id == take.id
    box: ui.Container[Any] = ui.Container(accent_colour=GOLD)
    title = escaped(scene.direction.title, 100)
    head = f"### {take.slate} as canon · {title}\n-# {_meaning(page, is_canon=is_canon)}"
    box.add_item(ui.TextDisplay(head + (f"\n**{note}**" if note else "")))
    box.add_item(ui.TextDisplay(faults_in_words(take.slate, page.faults)))
    row: ui.ActionRow[Any] = ui.ActionRow()
    if page.is_showrunner and not is_canon:
        row.add_item(button(f"Make {take.slate} canon", f"canon:{take.id}:make", _SUCCESS))
    if page.ballot is not None:
        row.add_item(button("See the takes and vote", see_id(page.ballot.id), _PRIMARY))
    elif len(page.candidates) > 1:
        row.add_item(button("Hold a blind vote", f"canon:{take.id}:hold"))
    if row.children:
        box.add_item(row)
    return Sheet(box)


def screening_sheet(shown: Screening, note: str = "") -> Sheet:
    """One take of a blind vote: the clip is attached as its letter, and nothing says more."""
    scene, ballot = shown.view.scene, shown.ballot
    box: ui.Container[Any] = ui.Container(accent_colour=GOLD)
    mine = "" if shown.mine is None else f"\nYou voted for **{shown.mine}**."
    box.add_item(
        ui.TextDisplay(
            f"### Which take of scene {scene.number} counts? Take {shown.letter}\n"
            f"-# {shown.count} takes, in an order of your own; which is which is told when the "
            f"vote closes, {when(ballot.terms.closes_at)}.{mine}"
            + (f"\n**{note}**" if note else "")
        )
    )
    if shown.clip is None:
        box.add_item(ui.TextDisplay("-# This clip is gone from the disk."))
    else:
        told = plain(f"Take {shown.letter}. {alt_text(shown.view, shown.alt_text)}", ALT_TEXT)
        name = clip_name(shown.letter)
        box.add_item(film(name, told, is_spoiler=scene.rating.is_restricted))
    letters: ui.ActionRow[Any] = ui.ActionRow()
    for letter in ballot.letters:
        see = button(f"Take {letter}", see_id(ballot.id, letter))
        see.disabled = letter == shown.letter
        letters.add_item(see)
    box.add_item(letters)
    is_mine = shown.mine == shown.letter
    label = f"Take my vote for {shown.letter} back" if is_mine else f"Vote for {shown.letter}"
    style = discord.ButtonStyle.secondary if is_mine else _SUCCESS
    box.add_item(ui.ActionRow(button(label, f"screen:{ballot.id}:{shown.letter}:vote", style)))
    return Sheet(box)


def clip_name(letter: str) -> str:
    return f"{letter}.mp4"


def canon_post(
    view: CanonView, now: datetime, *, below: Sequence[ui.ActionRow[Any]] = ()
) -> CardMessage:
    """What everybody sees: that a vote is open and how many voted; then what it came to.

    `below` are rows that a private list adds.
    """
    scene, ballot = view.view.scene, view.ballot
    is_open = ballot.verdict is None
    box: ui.Container[Any] = ui.Container(accent_colour=GOLD if is_open else GREY)
    title = escaped(scene.direction.title, 120)
    head = f"### Which take of scene {scene.number} counts?\n-# {title}"
    box.add_item(ui.TextDisplay(head))
    box.add_item(ui.TextDisplay(_open(view, now) if is_open else _outcome(view)))
    label, style = ("See the takes and vote", _PRIMARY) if is_open else ("The vote is over", None)
    # it stays when the vote is over: the post is found again by it
    see = button(label, see_id(ballot.id), style or discord.ButtonStyle.secondary)
    see.disabled = not is_open
    box.add_item(ui.ActionRow(see))
    return CardMessage(Sheet(box, *below), ())


def see_id(ballot_id: int, letter: str = "A") -> str:
    return f"screen:{ballot_id}:{letter}:see"


def _meaning(page: CanonPage, *, is_canon: bool) -> str:
    if is_canon:
        return "It is canon: it counts for its scene, and the film is made of canon takes."
    if page.ballot is not None:
        return f"A blind vote is open; it closes {when(page.ballot.terms.closes_at)}."
    if len(page.candidates) > 1:
        among = listed(page.candidates)
        return f"A showrunner makes it canon, or a blind vote does: {among}."
    return "A showrunner makes it canon; with a second take (*Another take*) a blind vote can."


def _open(view: CanonView, now: datetime) -> str:
    terms = view.ballot.terms
    reached = view.turnout >= terms.quorum
    quorum = f"quorum {terms.quorum} ✓" if reached else f"quorum {view.turnout}/{terms.quorum}"
    closes = "being counted" if terms.is_closed(now) else f"closes {when(terms.closes_at)}"
    again = ", extended once" if terms.extended else ""
    mine = "" if view.mine is None else f"\nYou voted for **{view.mine}**."
    return (
        f"A blind vote between {len(view.ballot.candidates)} takes: each sees them as A, B… in an "
        "order of their own.\n"
        f"**{some(view.turnout, 'vote')}** · {quorum} · {closes}{again}{mine}"
    )


def _outcome(view: CanonView) -> str:
    chosen = next((take for take, _ in view.results if take.id == view.ballot.chosen), None)
    slate = "" if chosen is None else chosen.slate
    verdict = {
        CanonVerdict.CHOSEN: f"**{slate} is canon.**",
        CanonVerdict.OVERRULED: f"**A showrunner made {slate} canon.**",
        CanonVerdict.LAPSED: "**Too few votes;** *Make canon* under a take opens another vote.",
    }.get(
        view.ballot.verdict or CanonVerdict.LAPSED,
        "**The vote was called off:** a take of it was removed.",
    )
    rows = sorted(view.results, key=lambda row: (-row[1], row[0].number))
    return "\n".join([verdict, *(_row(view, take, votes) for take, votes in rows)])


def _row(view: CanonView, take: Take, votes: int) -> str:
    """A take with what was hidden: its number, its engine, its seed."""
    if take.removed_at is not None:
        return f"- {take.slate}: {some(votes, 'vote')} · removed"
    slate = jump(
        take.slate, take.guild_id, take.channel_id or view.view.scene.channel_id, take.message_id
    )
    engine = escaped(take.label or take.engine, 80)
    return f"- {slate}: {some(votes, 'vote')} · {engine} · seed {take.seed}"
