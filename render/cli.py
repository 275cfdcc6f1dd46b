"""The camera's commands: shoot an order, or serve a bot as a node. Loads heavy parts lazily."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from render.models_cli import models_app

if TYPE_CHECKING:
    from render.contract import SceneOrder, TakeReport
    from render.progress import Progress
    from render.settings import Settings

BAD_ORDER = 2
FAILED = 1

app = typer.Typer(no_args_is_help=True, add_completion=False)
node_app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    epilog="Joined once, [b]greenlight node[/b] alone starts it; [b]greenlight node setup[/b] has "
    "it start by itself.",
)
app.add_typer(node_app, name="node")
app.add_typer(models_app, name="models")
_SIZE = re.compile(r"^(\d{1,5})x(\d{1,5})$")
_NODE_MODULES = ("numpy", "cv2", "ffmpeg", "imageio_ffmpeg")


@app.callback()
def camera() -> None:
    """Shoot orders on this machine, by hand or for a bot."""


@app.command(
    epilog="Example: [b]greenlight shoot --example > order.json[/b], then "
    "[b]greenlight shoot order.json --out take[/b]"
)
def shoot(
    order: Annotated[
        Path | None,
        typer.Argument(metavar="ORDER", help="The order, a JSON file.", show_default=False),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the film and its report go.")
    ] = Path("take"),
    example: Annotated[
        bool, typer.Option("--example", help="Print a complete valid order and stop.")
    ] = False,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="Shoot with this engine, such as animatic.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="The engine's model: a name in engines.toml, or a folder of its files.",
        ),
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="WxH", help="Width and height in pixels, such as 854x480.")
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(metavar="N", help="Steps of a model for each shot: more are finer, slower."),
    ] = None,
    inputs: Annotated[
        list[Path] | None,
        typer.Option(
            "--input", metavar="FILE", help="A file that the order names by its hash; repeatable."
        ),
    ] = None,
) -> None:
    """Render an order without any bot: clip, master, poster, contact strip and report.

    `--example` prints an order to begin with. --engine, --model, --size and
    --steps come before what the order says. The exit code is 2 for an order
    that cannot be read, 1 for one that could not be shot.
    """
    if example:
        from render.example import example_order

        typer.echo(example_order().model_dump_json(indent=2, exclude_none=True))
        return
    if order is None:
        _end("give the path of an order; `greenlight shoot --example` prints one.", BAD_ORDER)
    _need_node_extra()
    settings = _settings()
    from render.faults import BadOrder, Fault

    try:
        wanted = _overridden(order, engine, model, size, steps)
        _check_engine(wanted.engine, settings)
        report = _shoot(wanted, out, inputs or [])
    except BadOrder as error:
        _end(str(error), BAD_ORDER)
    except Fault as error:
        _end(str(error), FAILED)
    _tell(report, out)


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
    _need_node_extra()
    import asyncio

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
        _end(str(error), BAD_ORDER)
    except Unwelcome as error:
        _end(f"{error}; ask for a new line with `/studio node invite`.", UNWELCOME_CODE)
    except (NoAnswer, Refused) as error:
        _end(f"the bot could not be joined: {error}.", FAILED)


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
    from render.logon import CannotStartAtLogon, carry_out, plan

    settings = context.obj
    if not dry_run and write_example(settings.engines_file):
        typer.echo(
            f"wrote {settings.engines_file}, which says how to film with a model on this machine."
        )
    try:
        steps = plan(settings.state_file, _of_node(context, "card"))
        typer.echo(f"writes {steps.file}:\n\n{steps.text}")
        for command in steps.commands:
            typer.echo(f"runs {' '.join(command)}")
        if not dry_run:
            carry_out(steps)
            typer.echo("done: the node starts at every logon.")
    except CannotStartAtLogon as error:
        _end(str(error), FAILED)


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
            _end("all nodes of this machine are paused: run `resume` without --config.", FAILED)
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
    settings = _settings()
    if config is None:
        return settings
    # a file that is named outright comes before what the environment says
    alone = {"node_state": config, "node_url": None, "node_token_file": None}
    return settings.model_copy(update=alone)


def _settings() -> Settings:
    from render.settings import BadSetting, read_settings

    try:
        return read_settings()
    except BadSetting as error:
        _end(str(error), BAD_ORDER)


def _start_log() -> None:
    import logging

    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )


def _overridden(
    path: Path, engine: str | None, model: str | None, size: str | None, steps: int | None
) -> SceneOrder:
    from render.faults import BadOrder
    from render.orders import check_order, read_order

    form = read_order(path).model_dump(mode="json")
    if size is not None:
        if not (match := _SIZE.match(size)):
            raise BadOrder(f"--size is {size!r}; write width x height, such as 854x480.")
        form["picture"] |= {"width": int(match[1]), "height": int(match[2])}
    if model is not None and Path(model).is_dir():
        # another process reads it, perhaps from elsewhere
        model = str(Path(model).resolve())
    given = {"engine": engine, "model": model, "steps": steps}
    form |= {name: value for name, value in given.items() if value is not None}
    return check_order(form)


def _check_engine(name: str, settings: Settings) -> None:
    from render.engines.registry import known_engines
    from render.faults import BadOrder

    known = known_engines(settings.extra_engines)
    if name not in known:
        raise BadOrder(f"there is no engine named {name!r}: this node has {', '.join(known)}.")


def _shoot(order: SceneOrder, out: Path, files: list[Path]) -> TakeReport:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from render.awake import awake
    from render.executors.local import LocalExecutor
    from render.faults import Fault

    columns = (
        TextColumn("[bold]{task.fields[slate]}[/]"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    # whoever types a command sits at this machine, and may name a folder
    executor = LocalExecutor({**os.environ, "GREENLIGHT_MODEL_FOLDERS": "1"})
    executor.make_ready()
    try:
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar, awake():
            task = bar.add_task("starting", total=1.0, slate=order.slate)

            def show(progress: Progress) -> None:
                doing = f"shot {progress.shot}" if progress.shot else progress.stage
                bar.update(task, completed=progress.share, description=doing)

            report = executor.shoot(order, out, _hashed(files), show)
    except Fault:
        sys.stderr.write(executor.log_tail and executor.log_tail + "\n")
        raise
    finally:
        executor.close()
    (out / "report.json").write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return report


def _hashed(files: list[Path]) -> dict[str, Path]:
    import hashlib

    from render.faults import BadOrder

    hashes: dict[str, Path] = {}
    for path in files:
        try:
            with path.open("rb") as file:
                hashes[hashlib.file_digest(file, "sha256").hexdigest()] = path
        except OSError as error:
            raise BadOrder(f"--input {path} cannot be read: {error.strerror}.") from None
    return hashes


def _tell(report: TakeReport, out: Path) -> None:
    made = ", ".join(sorted(path.name for path in out.iterdir() if not path.name.startswith(".")))
    typer.echo(f"{report.slate} is in {out}: {made}")
    if report.clip_bytes:
        typer.echo(
            f"{report.seconds:.1f} s, {report.width}x{report.height}, "
            f"{report.clip_bytes / 1e6:.2f} MB, shot in {report.stages.total:.1f} s "
            f"({report.shots_reused} of {report.shots_shot + report.shots_reused} shots reused)"
        )
    for note in report.notes:
        typer.echo(f"note: {note}")


def _need_node_extra() -> None:
    missing = [name for name in _NODE_MODULES if importlib.util.find_spec(name) is None]
    if missing:
        _end(
            "shooting needs the node's packages; in the clone: pip install -c constraints.txt "
            "-e '.[node]'.",
            FAILED,
        )


def _end(sentence: str, code: int) -> NoReturn:
    sys.stderr.write(f"greenlight: {sentence}\n")
    raise typer.Exit(code)
