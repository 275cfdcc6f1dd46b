"""`greenlight novel`: see how a file is read, or add it to a server from this machine."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.domain.member import Member
from bot.domain.novel import MAX_NOVEL_BYTES, Novel, Rights
from bot.errors import Refusal
from bot.pages import Contents, Page
from bot.terminal import plain, read_settings, screen, stop

BAD_FILE = 2
"""The exit code for a file that is no novel."""

app = typer.Typer(
    cls=Contents, help="See how a novel is read, or add a large one.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="An EPUB or a text, up to 25 MB.")]


@app.command("check", cls=Page)
def novel_check(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Read a novel as the bot would, and list its chapters with their words.

    Nothing is stored, and no bot is needed. The exit code is 2 for a file
    that cannot be read as a novel.
    """
    novel, _ = _read_novel(file)
    if as_json:
        typer.echo(json.dumps(_summary(novel), ensure_ascii=False))
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("", justify="right", style="dim")
    table.add_column("chapter")
    table.add_column("words", justify="right")
    part = ""
    for number, chapter in enumerate(novel.chapters, 1):
        if chapter.part != part:
            part = chapter.part
            table.add_row("", f"[i]{plain(part)}[/i]", "")
        table.add_row(str(number), plain(chapter.title), f"{chapter.words:,}")
    by = f" by {plain(', '.join(novel.authors))}" if novel.authors else ""
    count = len(novel.chapters)
    chapters = "1 chapter" if count == 1 else f"{count} chapters"
    screen.print(f"[b]{plain(novel.title)}[/b]{by}: {chapters}, {novel.words:,} words\n")
    screen.print(table)


@app.command(
    "add",
    cls=Page,
    epilog='Example: [b]greenlight novel add moby.epub --guild 81384788765712384 --rights "public '
    'domain"[/b]',
)
def novel_add(
    file: File,
    guild: Annotated[
        int, typer.Option(metavar="ID", help="The server's id: Copy Server ID in Discord.")
    ],
    rights: Annotated[
        Rights,
        typer.Option(
            metavar="RIGHTS",
            help='By what right it is filmed: "public domain", "own work", "licensed" or '
            '"personal use"; of the last two a card quotes at most 60 words.',
        ),
    ],
) -> None:
    """Add a novel to a server from this machine: for books above Discord's upload limit.

    The bot must have been in that server; it may be running. Bind the novel
    to a channel there with /studio setup or /studio novel bind.
    """
    from bot.store import Store, StoreUnusable
    from bot.studio import MediaFolder, Studio

    settings = read_settings()
    if not settings.database.exists():
        raise stop(
            f"There is no database at {settings.database}: start the bot once, or name its data "
            "folder with GREENLIGHT_DATA."
        )
    novel, sha256 = _read_novel(file)
    operator = Member.of(0, guild, manages_guild=True)

    async def add() -> None:
        async with await Store.open(settings.database, beside_the_bot=True) as store:
            studio = Studio(store, MediaFolder(settings.media))
            await studio.novels.add(operator, novel, rights, sha256)

    try:
        asyncio.run(add())
    except (Refusal, StoreUnusable) as error:
        raise stop(str(error)) from None
    except (sqlite3.IntegrityError, OverflowError):
        raise stop(
            f"The bot is in no server with the id {guild}: invite it and start it once; the id is "
            "under Copy Server ID in Discord (Settings, Advanced, Developer Mode)."
        ) from None
    except sqlite3.Error as error:
        raise stop(f"The database {settings.database} cannot be written: {error}.") from None
    screen.print(
        f"[b]{plain(novel.title)}[/b] is added, {novel.words:,} words; give it a channel with "
        "/studio setup or /studio novel bind."
    )


def _read_novel(file: Path) -> tuple[Novel, str]:
    from bot.library import read_novel_apart

    try:
        with file.open("rb") as opened:
            # not by its size: a device or a pipe has none
            data = opened.read(MAX_NOVEL_BYTES + 1)
        novel = asyncio.run(read_novel_apart(data, file.name))
    except OSError as error:
        raise stop(f"{file} cannot be read: {error.strerror}.", BAD_FILE) from None
    except Refusal as refusal:
        raise stop(str(refusal), BAD_FILE) from None
    return novel, hashlib.sha256(data).hexdigest()


def _summary(novel: Novel) -> dict[str, object]:
    return {
        "title": novel.title,
        "authors": list(novel.authors),
        "chapters": [
            {"title": chapter.title, "part": chapter.part, "words": chapter.words}
            for chapter in novel.chapters
        ],
        "words": novel.words,
    }
