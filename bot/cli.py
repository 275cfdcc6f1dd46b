"""The commands: greenlight run, demo, doctor, setup, backup, novel; node, shoot from render."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.domain.member import Member
from bot.domain.novel import MAX_NOVEL_BYTES, Novel, Rights
from bot.errors import Refusal
from bot.settings import Settings

app = typer.Typer(
    name="greenlight",
    help="A Discord bot with which a community films the novel that nobody will greenlight.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
novel_app = typer.Typer(help="Look into a novel, or add a large one.", no_args_is_help=True)
app.add_typer(novel_app, name="novel")

screen = Console()
errors = Console(stderr=True)


def build() -> typer.Typer:
    """All commands; those of the render node are mounted here, its packages loaded when run."""
    from render.cli import app as render_app

    app.registered_commands.extend(render_app.registered_commands)
    app.registered_groups.extend(render_app.registered_groups)
    return app


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "GREENLIGHT_" + "_".join(str(part) for part in first["loc"]).upper()
        raise _stop(f"{name} is not right: {first['msg'].lower()}; see .env.example.") from None


def _stop(sentence: str, code: int = 1) -> typer.Exit:
    errors.print(f"[red]greenlight:[/red] {escape(sentence)}", soft_wrap=True)
    return typer.Exit(code)


@app.command()
def run(
    without_node: Annotated[
        bool, typer.Option("--without-node", help="Run the bot without a render node of its own.")
    ] = False,
    json_logs: Annotated[
        bool, typer.Option("--json-logs", help="One JSON object a line, for machines.")
    ] = False,
) -> None:
    """Run the bot, with one local render node. Ctrl-C or SIGTERM closes everything cleanly."""
    from bot import logs
    from bot.launcher import CannotStart
    from bot.launcher import run as launch
    from bot.store import StoreUnusable

    settings = _settings()
    logs.set_up(settings.log_level, as_json=json_logs or settings.json_logs)
    try:
        asyncio.run(launch(settings, without_node=without_node))
    except (CannotStart, StoreUnusable) as error:
        raise _stop(str(error)) from None


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End when the clip is posted (as `make demo` does).")
    ] = False,
    out: Annotated[Path, typer.Option(help="Where the film and the transcript go.")] = Path(
        "demo-out"
    ),
) -> None:
    """Watch the whole loop on real processes, with a local stand-in for Discord."""
    from bot.demo import perform

    raise typer.Exit(asyncio.run(perform(out, once=once)))


@app.command()
def setup(
    env: Annotated[Path, typer.Option(help="The file to write.")] = Path(".env"),
) -> None:
    """Ask for the bot's token, check it, write .env and print the invite link."""
    from bot.onboarding import DISCORD_API, TokenRefused, check_token, tidy_token, write_env
    from bot.permissions import NEEDED, invite_link

    settings = _settings()
    screen.print(
        "Create an application at https://discord.com/developers/applications, open [b]Bot[/b], "
        "press [b]Reset Token[/b] and paste the token here. It is not shown."
    )
    try:
        token = tidy_token(typer.prompt("Token", hide_input=True))
        application = asyncio.run(check_token(token, settings.discord_api or DISCORD_API))
    except TokenRefused as refused:
        raise _stop(str(refused)) from None
    write_env(env, {"DISCORD_TOKEN": token})
    screen.print(f"\nThis is [b]{escape(application.name)}[/b]; its token is in {env} (mode 0600).")
    screen.print("\nInvite it to your server with exactly what it needs:")
    screen.print(f"  {invite_link(application.id)}", soft_wrap=True)
    for name, (_, use) in NEEDED.items():
        screen.print(f"  [dim]{name.replace('_', ' ')}: to {use}[/dim]")
    screen.print("\nThen: [b]greenlight run[/b], and /studio setup in your server.")


@app.command()
def doctor() -> None:
    """Check everything that the bot needs; one line each, with the remedy."""
    from bot.doctor import examine

    well = True
    for finding in examine(_settings()):
        mark = "[green]ok[/green]  " if finding.is_well else "[red]no[/red]  "
        remedy = "" if finding.is_well else f" [yellow]→ {escape(finding.remedy)}[/yellow]"
        screen.print(f"{mark}{finding.name:<17} {escape(finding.found)}{remedy}", soft_wrap=True)
        well = well and (finding.is_well or not finding.is_needed)
    raise typer.Exit(0 if well else 1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Copy the database, while the bot runs or not."""
    from bot.store import copy_database

    settings = _settings()
    if not settings.database.exists():
        raise _stop(f"There is no database at {settings.database} yet; nothing was copied.")
    if file.exists():
        raise _stop(f"{file} is there already; name a new file, nothing was overwritten.")
    try:
        copy_database(settings.database, file)
    except OSError as error:
        raise _stop(f"{file} cannot be written: {error.strerror}.") from None
    screen.print(f"{file}: {file.stat().st_size / 1e6:.1f} MB", soft_wrap=True)


@novel_app.command("check")
def novel_check(
    file: Annotated[Path, typer.Argument(help="An EPUB or a text file.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Read a novel as the bot would, and print what it found."""
    novel, _ = _read_novel(file)
    if as_json:
        typer.echo(json.dumps(_summary(novel), ensure_ascii=False))
        return
    table = Table(box=None, header_style="dim")
    table.add_column("", justify="right", style="dim")
    table.add_column("chapter")
    table.add_column("words", justify="right")
    part = ""
    for number, chapter in enumerate(novel.chapters, 1):
        if chapter.part != part:
            part = chapter.part
            table.add_row("", f"[i]{escape(part)}[/i]", "")
        table.add_row(str(number), escape(chapter.title), f"{chapter.words:,}")
    by = f" by {escape(', '.join(novel.authors))}" if novel.authors else ""
    screen.print(f"[b]{escape(novel.title)}[/b]{by}: {novel.words:,} words", soft_wrap=True)
    screen.print(table)


@novel_app.command("add")
def novel_add(
    file: Annotated[Path, typer.Argument(help="An EPUB or a text file.")],
    guild: Annotated[int, typer.Option(help="The server's id (Copy Server ID in Discord).")],
    rights: Annotated[Rights, typer.Option(help="By what right it is filmed.")],
) -> None:
    """Add a novel to a server from this machine: for books above Discord's upload limit."""
    from bot.store import Store, StoreUnusable
    from bot.studio import MediaFolder, Studio

    settings = _settings()
    novel, sha256 = _read_novel(file)
    operator = Member.of(0, guild, manages_guild=True)

    async def add() -> int:
        async with await Store.open(settings.database, beside_the_bot=True) as store:
            studio = Studio(store, MediaFolder(settings.media))
            await studio.settings.joined(guild, "")
            return (await studio.novels.add(operator, novel, rights, sha256)).id

    try:
        asyncio.run(add())
    except (Refusal, StoreUnusable) as error:
        raise _stop(str(error)) from None
    screen.print(
        f"[b]{escape(novel.title)}[/b] is added; bind it to a channel with /studio novel bind."
    )


def _read_novel(file: Path) -> tuple[Novel, str]:
    from bot.library import read_novel

    try:
        if file.stat().st_size > MAX_NOVEL_BYTES:
            raise _stop(
                f"{file.name} has {file.stat().st_size / 2**20:.0f} MB; "
                f"a novel may have {MAX_NOVEL_BYTES / 2**20:.0f} MB: leave its pictures out.",
                2,
            )
        data = file.read_bytes()
        return read_novel(data, file.name), hashlib.sha256(data).hexdigest()
    except OSError as error:
        raise _stop(f"{file} cannot be read: {error.strerror}.", 2) from None
    except Refusal as refusal:
        raise _stop(str(refusal), 2) from None


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
