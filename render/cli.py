"""The camera's commands, and the one that shoots an order by hand. Loads heavy parts lazily."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from render.models_cli import models_app
from render.node_cli import node_app
from render.screen import BAD_INPUT, end, need_node_extra, settings_at_hand

if TYPE_CHECKING:
    from render.contract import SceneOrder, TakeReport
    from render.progress import Progress
    from render.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.add_typer(node_app, name="node")
app.add_typer(models_app, name="models")
_SIZE = re.compile(r"^(\d{1,5})x(\d{1,5})$")


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
        end("give the path of an order; `greenlight shoot --example` prints one.", BAD_INPUT)
    need_node_extra()
    settings = settings_at_hand()
    from render.faults import BadOrder, Fault

    try:
        wanted = _overridden(order, engine, model, size, steps)
        _check_engine(wanted.engine, settings)
        _make(out)
        report = _shoot(wanted, out, inputs or [])
    except BadOrder as error:
        end(str(error), BAD_INPUT)
    except Fault as error:
        end(str(error))
    _tell(report, out)


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


def _make(out: Path) -> None:
    from render.faults import BadOrder

    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise BadOrder(f"--out {out} is a file; name a folder.") from None
    except OSError as error:
        raise BadOrder(f"--out {out} cannot be made: {error.strerror}.") from None


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
