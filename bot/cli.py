"""The commands: greenlight run, demo, doctor, setup, backup, novel, breakdown; and render's."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import breakdown_command, novel_commands
from bot.pages import Contents, Page, mount
from bot.terminal import plain, read_settings, screen, stop

OFFICE, NOVELS, CAMERA = "The bot", "Novels", "A render node"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DEMO_FILES = re.compile(r".*\.log|premiere\.mp4|storyboard\.png|transcript\.txt|re\w+\.jsonl?")

app = typer.Typer(
    name="greenlight",
    cls=Contents,
    epilog="Begin with [b]greenlight demo[/b], which needs no Discord, or with "
    "[b]greenlight setup[/b] and [b]greenlight run[/b] for a server of your own. "
    "Settings are read from the environment and from .env; .env.example lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(novel_commands.app, name="novel", rich_help_panel=NOVELS)


def build() -> typer.Typer:
    """All commands; those of the render node are mounted here, its packages loaded when run."""
    from render.cli import app as render_app

    mount(app, render_app, CAMERA)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        from bot.opening import version

        typer.echo(f"greenlight {version()}")
        raise typer.Exit


@app.callback()
def greenlight(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """A Discord bot with which a community films the novel that nobody will greenlight."""


@app.command(cls=Page, rich_help_panel=OFFICE)
def setup(
    env: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")] = Path(".env"),
) -> None:
    """Give the bot its Discord token, and get the link that invites it.

    Asks for the token without showing it, checks it with Discord, writes it
    to .env (readable by you alone, every other line kept) and prints the
    invite link with exactly the permissions that are used. Run it again for
    the link.
    """
    from bot.onboarding import DISCORD_API, CannotWrite, TokenRefused, converse

    settings = read_settings()
    try:
        token = converse(env, settings.discord_api or DISCORD_API, screen)
    except (TokenRefused, CannotWrite) as refused:
        raise stop(str(refused)) from None
    except (KeyboardInterrupt, typer.Abort):
        raise stop("stopped; nothing was written.", 130) from None
    is_read_here = env.resolve() == Path(".env").resolve()
    if is_read_here and read_settings().discord_token.get_secret_value() != token:
        screen.print(
            "\n[yellow]The environment has another DISCORD_TOKEN, which comes before this one: "
            "unset it.[/yellow]"
        )


@app.command(cls=Page, rich_help_panel=OFFICE)
def doctor(
    gpu: Annotated[
        bool, typer.Option("--gpu", help="Look at this machine's card and shoot for ten seconds.")
    ] = False,
) -> None:
    """Check everything that the bot needs: one line each, with the remedy.

    The exit code is 1 when something is missing without which the bot cannot
    work. With --gpu it looks at what films with a model instead, ends with a
    report to post, and the exit code is 1 when anything there is not well.
    """
    from bot.doctor import page

    is_well = page.show_card() if gpu else page.show_all(read_settings())
    raise typer.Exit(0 if is_well else 1)


@app.command(
    cls=Page,
    rich_help_panel=OFFICE,
    epilog="Health is at http://127.0.0.1:8089/healthz, Prometheus' metrics at /metrics "
    "(GREENLIGHT_HEALTH_PORT).",
)
def run(
    without_node: Annotated[
        bool, typer.Option("--without-node", help="Do not shoot on this machine.")
    ] = False,
    json_logs: Annotated[
        bool, typer.Option("--json-logs", help="Write logs as JSON, one object a line.")
    ] = False,
) -> None:
    """Run the bot, and a render node on this machine.

    Ctrl-C or SIGTERM closes everything cleanly; nothing is lost when it is
    killed instead. Logs go to standard error.
    """
    from bot import logs
    from bot.launcher import CannotStart
    from bot.launcher import run as launch
    from bot.store import StoreUnusable

    settings = read_settings()
    as_json = json_logs or settings.json_logs
    if settings.log_level.upper() not in LEVELS:
        raise stop(f"GREENLIGHT_LOG_LEVEL must be one of {', '.join(LEVELS)}.")
    token = settings.discord_token.get_secret_value()
    secrets = [token, settings.script_key.get_secret_value()]
    logs.set_up(settings.log_level, as_json=as_json, secrets=secrets)
    try:
        asyncio.run(launch(settings, without_node=without_node))
    except (CannotStart, StoreUnusable) as error:
        if as_json:
            logging.getLogger("bot").error("%s", error)
            raise typer.Exit(1) from None
        raise stop(str(error)) from None
    except Exception:
        logging.getLogger("bot").critical("an unforeseen end; what is kept is safe", exc_info=True)
        raise typer.Exit(1) from None


@app.command(
    cls=Page,
    rich_help_panel=OFFICE,
    epilog="Example: [b]greenlight backup ~/greenlight-2026-03-01.db[/b]",
)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write; a new file.")],
) -> None:
    """Copy the database, while the bot runs or not.

    To restore it: stop the bot, remove greenlight.db-wal and
    greenlight.db-shm from the data folder if they are there, and put the copy
    in the place of greenlight.db. Clips and masters are files: copy the
    folder media/ as well.
    """
    from bot.store import copy_database

    settings = read_settings()
    if not settings.database.exists():
        raise stop(f"There is no database at {settings.database} yet; nothing was copied.")
    if file.is_dir():
        raise stop(f"{file} is a folder: name a file in it, such as {file / _dated()}.")
    if file.exists():
        raise stop(f"{file} is there already; name a new file, nothing was overwritten.")
    try:
        copy_database(settings.database, file)
    except (OSError, sqlite3.Error) as error:
        file.with_name(f"{file.name}.part").unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise stop(f"{settings.database} cannot be copied to {file}: {why}.") from None
    size = file.stat().st_size / 1e6
    screen.print(f"{plain(str(file))}: the database, {size:.1f} MB", soft_wrap=True)
    screen.print(f"Clips and masters are files: copy {settings.media} too.", soft_wrap=True)


app.command(
    cls=Page,
    rich_help_panel=NOVELS,
    epilog="Example: [b]greenlight breakdown samples/the-lamp-at-carrow-keep.txt --chapter 1 "
    "--paragraphs 1-6[/b]",
)(breakdown_command.breakdown)


@app.command(cls=Page, rich_help_panel="To look around")
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End when the clip is posted (as `make demo` does).")
    ] = False,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the film and the transcript go.")
    ] = Path("demo-out"),
) -> None:
    """Watch a club film a scene, in a minute and without Discord.

    On real processes: five members propose and vote, the bot is killed and
    comes back, a node shoots, the clip is posted. Discord is a local stand-in;
    nothing is sent anywhere.
    """
    from bot.demo import perform
    from bot.supervisor import NO_DEMO, missing_packages

    if missing_packages():
        raise stop(NO_DEMO)
    # what is in the folder is cleared away
    if out.exists() and not (
        out.is_dir() and all(DEMO_FILES.fullmatch(file.name) for file in out.iterdir())
    ):
        raise stop(f"{out} has other things in it than a demo's: name a new folder with --out.")
    raise typer.Exit(asyncio.run(perform(out, once=once)))


def _dated() -> str:
    return f"greenlight-{date.today().isoformat()}.db"
