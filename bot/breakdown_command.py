"""`greenlight breakdown`: see what the rules make of a passage, before anybody proposes it."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain.novel import MAX_NOVEL_BYTES, MAX_PASSAGE_WORDS, Novel, count_words
from bot.errors import Refusal
from bot.terminal import plain, screen, stop

if TYPE_CHECKING:
    from bot.domain.draft import Draft
    from bot.domain.shots import PlannedShot, ShotList

BAD_FILE, BAD_PASSAGE = 2, 3
"""The exit codes for a file that is no novel, and for a passage that is not in it."""

WIDTH = 78
_TONES = {
    "establish": "cyan",
    "follow": "white",
    "react": "magenta",
    "reveal": "yellow",
    "insert": "green",
}
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A passage of a novel: its chapter and its paragraphs, counted from 1."""

    chapter: int
    first: int
    last: int


def breakdown(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An EPUB or a text, up to 25 MB.")],
    chapter: Annotated[
        int, typer.Option(metavar="N", help="The chapter, as `greenlight novel check` counts.")
    ],
    paragraphs: Annotated[
        str, typer.Option(metavar="A-B", help="Its paragraphs, counted from 1; or a single one.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Break a passage down into a heading, a cast and a shot list.

    It is the draft that a proposer finds filled in: drawn up by rules, on
    this machine, to be corrected. Nothing is stored. The exit code is 2 for a
    file that is no novel, 3 for a passage that is not in it.
    """
    from bot.domain.breakdown import break_down
    from bot.domain.dialogue import find_narrator
    from bot.domain.direction import Direction
    from bot.domain.plan import plan_scene

    novel = _read(file)
    chosen = _find(novel, chapter, paragraphs)
    text = novel.chapters[chosen.chapter - 1]
    earlier = novel.chapters[chosen.chapter - 2].paragraphs if chosen.chapter > 1 else ()
    narrator = find_narrator(told.paragraphs for told in novel.chapters[: chosen.chapter])
    draft = break_down(text, chosen.first, chosen.last, earlier, narrator)
    unchanged = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
    shots = plan_scene(draft, unchanged, text.paragraphs[chosen.first - 1 : chosen.last])
    if as_json:
        typer.echo(json.dumps(_summary(draft, shots), ensure_ascii=False))
        return
    _show(novel, chosen, draft, shots)


def _read(file: Path) -> Novel:
    from bot.library import read_novel_apart

    try:
        with file.open("rb") as opened:
            # not by its size: a device or a pipe has none
            data = opened.read(MAX_NOVEL_BYTES + 1)
        return asyncio.run(read_novel_apart(data, file.name))
    except OSError as error:
        raise stop(f"{file} cannot be read: {error.strerror}.", BAD_FILE) from None
    except Refusal as refusal:
        raise stop(str(refusal), BAD_FILE) from None


def _find(novel: Novel, chapter: int, paragraphs: str) -> _Chosen:
    """The passage that was asked for. Ends the command where the novel has no such passage."""
    count = len(novel.chapters)
    if not 1 <= chapter <= count:
        has = "1 chapter" if count == 1 else f"the chapters 1 to {count}"
        raise stop(
            f"there is no chapter {chapter}: {novel.title} has {has}; greenlight novel check "
            "lists them.",
            BAD_PASSAGE,
        )
    named = _RANGE.fullmatch(paragraphs.strip())
    if not named:
        raise stop(
            f"{paragraphs[:40]!r} names no paragraphs: give the first and the last, such as 4-7.",
            BAD_PASSAGE,
        )
    first, last = int(named[1]), int(named[2] or named[1])
    texts = novel.chapters[chapter - 1].paragraphs
    if not 1 <= first <= last <= len(texts):
        raise stop(
            f"chapter {chapter} has no paragraphs {first}-{last}: they run from 1 to {len(texts)}, "
            "the first of a passage before its last.",
            BAD_PASSAGE,
        )
    words = sum(map(count_words, texts[first - 1 : last]))
    if words > MAX_PASSAGE_WORDS and last > first:
        raise stop(
            f"a passage has at most {MAX_PASSAGE_WORDS} words; this one has {words}: "
            "make it shorter.",
            BAD_PASSAGE,
        )
    return _Chosen(chapter, first, last)


def _summary(draft: Draft, shots: ShotList) -> dict[str, object]:
    heading = shots.heading
    return {
        "heading": {
            "slug": str(heading),
            "place": heading.place,
            "interior": heading.interior,
            "time_of_day": heading.time_of_day,
            "weather": heading.weather,
        },
        "cast": list(shots.cast),
        "title": draft.title,
        "light": draft.light,
        "framing": draft.framing,
        "pace": draft.pace,
        "seconds": round(shots.seconds, 1),
        "shots": [
            {
                "number": shot.number,
                "purpose": shot.purpose,
                "seconds": shot.seconds,
                "framing": shot.framing,
                "camera": shot.camera,
                "light": shot.light,
                "action": shot.action,
                "cast": list(shot.cast),
                "lines": [
                    {
                        "speaker": line.speaker,
                        "to": line.to,
                        "text": line.text,
                        "start": line.start,
                        "end": line.end,
                    }
                    for line in shot.lines
                ],
            }
            for shot in shots.shots
        ],
    }


# --- the page ---


def _show(novel: Novel, chosen: _Chosen, draft: Draft, shots: ShotList) -> None:
    title = novel.chapters[chosen.chapter - 1].title
    where = f"paragraphs {chosen.first} to {chosen.last}"
    if chosen.first == chosen.last:
        where = f"paragraph {chosen.first}"
    screen.print(f"[dim]{plain(novel.title)} · {plain(title)} · {where}[/]\n")
    screen.print(f"[b]{plain(str(shots.heading))}[/b]")
    screen.print(plain(draft.title))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", width=7)
    facts.add_column(overflow="fold", max_width=WIDTH - 9)
    facts.add_row("cast", plain(" · ".join(shots.cast)) or "nobody")
    facts.add_row("manner", f"{_lit(draft.light)}, {draft.framing}, {draft.pace}")
    count = len(shots.shots)
    facts.add_row("length", f"{shots.seconds:.0f} seconds in {count} shots")
    screen.print(Padding(facts, (1, 0)))
    screen.print(_strip(shots))
    for shot in shots.shots:
        screen.print(_card(shot))


def _lit(light: str) -> str:
    return light if light.endswith("light") or light == "golden hour" else f"{light} light"


def _strip(shots: ShotList) -> Text:
    """The scene as a bar: each shot as long as it lasts, in the colour of its purpose."""
    strip = Text()
    room = WIDTH - len(shots.shots) + 1
    for shot in shots.shots:
        cells = max(2, round(room * shot.seconds / shots.seconds))
        label = f" {shot.number}".ljust(cells)[:cells]
        strip.append(label, style=f"black on {_TONES[shot.purpose]}")
        strip.append(" ")
    return strip


def _card(shot: PlannedShot) -> Padding:
    """One shot: what it is for and how it is taken, what we see, and who says what."""
    card = Table.grid(padding=(0, 2, 0, 0))
    card.add_column(width=2, justify="right", style="b")
    card.add_column(width=WIDTH - 4, overflow="fold")
    tone = _TONES[shot.purpose]
    move = "still camera" if shot.camera == "static" else shot.camera
    head = Text.from_markup(f"[{tone}]{shot.purpose}[/]  {shot.framing}, {move}")
    head.append(f"{shot.seconds:g} s".rjust(WIDTH - 4 - cell_len(head.plain)), style="dim")
    card.add_row(str(shot.number), head)
    card.add_row("", plain(shot.action))
    for line in shot.lines:
        who = plain(line.speaker.upper() or "SOMEBODY")
        to = f" [dim]to {plain(line.to)}[/]" if line.to else ""
        card.add_row("", f"    [b]{who}[/b]{to}")
        card.add_row("", Padding(f"“{plain(line.text).strip('“”')}”", (0, 8, 0, 4)))
    return Padding(card, (1, 0, 0, 0))
