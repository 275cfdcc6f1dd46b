"""`greenlight node`: serve a bot from this machine, and let its owner pause it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from render.screen import BAD_INPUT, end, need_ffmpeg, need_node_extra, settings_at_hand

if TYPE_CHECKING:
    from render.settings import Settings

node_app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    epilog="Joined once, [b]greenlight node[/b] alone starts it; [b]greenlight node setup[/b] has "
    "it start by itself.",
)


@node_app.callback()
def node(
    context: typer.Context,
    join: Annotated[
        str | None,
        typer.Option(metavar="LINE", help="Join a bot, with the line of /studio node invite."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The file that keeps this node's address and token, for a second node here.",
        ),
    ] = None,
    card: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="The card to film with where there are several, as nvidia-smi numbers them.",
        ),
    ] = None,
    tied: Annotated[
        bool, typer.Option("--tied", hidden=True, help="End when standard input does.")
    ] = False,
) -> None:
    """Serve a bot: claim scenes, shoot them here, deliver them.

    The first time with --join and the line that /studio node invite gives;
    from then on without. Ctrl-C hands the work in hand back.
    """
    if card is not None:
        # heard by CUDA in every process of this node, and by whoever asks the driver
        os.environ["CUDA_VISIBLE_DEVICES"] = card
    settings = _node_settings(config)
    context.obj = settings
    if context.invoked_subcommand:
        return
    need_node_extra()
    need_ffmpeg(settings)
    import asyncio

    from render.faults import NotSetUp
    from render.logon import UNWELCOME_CODE
    from render.membership import NotJoined
    from render.service import join as join_bot
    from render.service import serve
    from render.wire import NoAnswer, Refused, Unwelcome

    _start_log()
    try:
        if join:
            member = asyncio.run(join_bot(join, settings))
            typer.echo(f"joined {member.url}; the token is kept in {settings.state_file}")
        asyncio.run(serve(settings, tied=tied))
    except NotJoined as error:
        end(str(error), BAD_INPUT)
    except Unwelcome as error:
        end(_whole(str(error)), UNWELCOME_CODE)
    except NotSetUp as error:
        end(str(error))
    except (NoAnswer, Refused) as error:
        end(_whole(f"the bot could not be joined: {error}"))


@node_app.command("setup")
def node_setup(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be done.")
    ] = False,
) -> None:
    """Have the node start by itself whenever its owner logs on.

    It also writes engines.toml, to choose models in, where there is none yet.
    """
    from render.engines_example import write_example
    from render.logon import CannotStartAtLogon, as_typed, carry_out, plan

    settings = context.obj
    try:
        if not dry_run and write_example(settings.engines_file):
            typer.echo(
                f"wrote {settings.engines_file}, which says how to film with a model on this "
                "machine."
            )
        steps = plan(settings.state_file, _of_node(context, "card"))
        typer.echo(f"writes {steps.file}:\n\n{steps.text}")
        for command in steps.commands:
            typer.echo(f"runs {as_typed(command)}")
        if not dry_run:
            carry_out(steps)
            typer.echo("done: the node starts at every logon.")
    except CannotStartAtLogon as error:
        end(str(error))
    except OSError as error:
        end(f"{error.filename} cannot be written: {error.strerror}.")


@node_app.command("pause")
def node_pause(context: typer.Context) -> None:
    """Free this machine's card within seconds, and take no work until `resume`."""
    from render.owner import PauseFiles, pause

    files = PauseFiles.of(context.obj)
    pause(files.own if _is_named(context) else files.everywhere)
    which = "that node hands" if _is_named(context) else "your nodes on this machine hand"
    typer.echo(
        f"paused: {which} back what is being shot, and keep what is finished. "
        "`greenlight node resume` ends it."
    )


@node_app.command("resume")
def node_resume(context: typer.Context) -> None:
    """Let this machine work again."""
    from render.owner import PauseFiles, resume

    files = PauseFiles.of(context.obj)
    if _is_named(context):
        was_paused = resume(files.own)
        if files.everywhere.exists():
            end("all nodes of this machine are paused: run `resume` without --config.")
    else:
        was_paused = resume(files.own, files.everywhere)
    typer.echo("working again." if was_paused else "nothing was paused.")


def _is_named(context: typer.Context) -> bool:
    """Whether one node is meant, by `--config`, and not all of this user's on this machine."""
    return _of_node(context, "config") is not None


def _of_node(context: typer.Context, option: str) -> Any:
    """What was said before the command, as in `greenlight node --card 1 setup`."""
    return context.parent and context.parent.params.get(option)


def _node_settings(config: Path | None) -> Settings:
    settings = settings_at_hand()
    if config is None:
        return settings
    # a file that is named outright comes before what the environment says
    alone = {"node_state": config, "node_url": None, "node_token_file": None}
    return settings.model_copy(update=alone)


def _whole(sentence: str) -> str:
    """With a full stop; what the bot says has its own."""
    return sentence.rstrip(".") + "."


def _start_log() -> None:
    import logging

    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
