"""What `greenlight doctor` prints: a line for each finding, and what that comes to."""

from __future__ import annotations

from itertools import chain

from rich.markup import escape
from rich.table import Table

from bot.doctor import examine
from bot.doctor.card import CardReport
from bot.doctor.finding import Finding
from bot.settings import Settings
from bot.terminal import plain, screen


def show_all(settings: Settings) -> bool:
    """Everything that the bot needs; whether nothing is missing without which it cannot work."""
    missing, advised = 0, 0
    for finding in chain(examine(settings), CardReport(is_brief=True).examine()):
        _show(finding)
        missing += finding.is_missing
        advised += finding.is_advice
    if missing:
        screen.print(f"\n[red]{missing} to mend before the bot can run.[/]")
    elif advised:
        screen.print(
            "\nWhat is marked -- does not keep the bot from running. With --gpu the card is tried."
        )
    else:
        screen.print("\n[green]All is well.[/] Start it with [b]greenlight run[/b].")
    return not missing


def show_card() -> bool:
    """What films with a model, and a report to post; whether all of it is well."""
    card = CardReport()
    is_well = True
    for finding in card.examine():
        _show(finding)
        is_well = is_well and finding.is_well
    if card.text:
        screen.print("\n[dim]To post, as it stands:[/]\n")
        screen.print("\n".join(map(plain, card.text.splitlines())), soft_wrap=True)
    return is_well


def _show(finding: Finding) -> None:
    mark = "[green]ok[/]" if finding.is_well else "[red]no[/]"
    if finding.is_advice:
        mark = "[yellow]--[/]"
    words = escape(finding.found)
    if not finding.is_well:
        words += f" [yellow]→ {escape(finding.remedy)}[/]"
    if not screen.is_terminal:
        screen.print(f"{mark}  {finding.name:<17} {words}", soft_wrap=True)
        return
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=2)
    row.add_column(width=17)
    row.add_column(overflow="fold")
    row.add_row(mark, finding.name, words)
    screen.print(row)
