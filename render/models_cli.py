"""`greenlight models`: which model fits this machine, which are here, and how to get one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from render.screen import end, plain, say, settings_at_hand

if TYPE_CHECKING:
    from render.gpu import Machine
    from render.models import Checked

UNVERIFIED = "The presets come from the models' documentation: unverified on hardware."

models_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    epilog="Begin with [b]greenlight models recommend[/b]; docs/gpu.md goes on from there.",
)


@models_app.callback()
def models() -> None:
    """Choose, fetch and check the models that film on this machine's card."""


@models_app.command()
def recommend() -> None:
    """Name the preset for this machine's card and memory, and say why."""
    from render.faults import Fault
    from render.gpu import look
    from render.models import recommend as advise

    settings = settings_at_hand()
    machine = look()
    say(_described(machine))
    try:
        advice = advise(machine)
    except Fault as error:
        end(str(error))
    if advice.preset is None:
        say(f"\nNo preset: {plain(advice.reason)}.")
        return
    preset = advice.preset
    say(f"\n[b]{preset.name}[/b]: {preset.about}")
    say(f"because {plain(advice.reason)}.\n")
    say(f"  greenlight models pull {preset.name}")
    say(f"  and in {_short(settings.engines_file)}:")
    say(plain(f"      [{preset.settings['engine']}]"))
    say(plain(f'      preset = "{preset.name}"'))
    say("  and where the node's settings are:")
    say(f"      GREENLIGHT_NODE_ENGINES=animatic,{preset.settings['engine']}")
    say(f"\n[dim]{UNVERIFIED}[/dim]")


@models_app.command("list")
def list_presets() -> None:
    """Show the presets: memory, licence, whether its files are here, and the model.

    `card` and `host` are the memory of the graphics card and of the machine
    that a preset is made for.
    """
    from render.faults import Fault
    from render.pins import pinned_revisions
    from render.presets import presets

    settings = settings_at_hand()
    try:
        pinned = pinned_revisions(settings)
    except Fault as error:
        end(str(error))
    say(f"[dim]{_in_columns('preset', 'card', 'host', 'licence', 'here')}[/dim]")
    for preset in presets().values():
        commit = pinned.get(preset.model)
        loras = preset.settings.get("loras", ())
        has_loras = all(lora["model"] in pinned for lora in loras)
        is_here = bool(commit) and has_loras and _is_here(preset.model, commit)
        memory = (f"{preset.memory_gb:g} GB", f"{preset.host_gb:g} GB")
        say(_in_columns(preset.name, *memory, preset.licence, "yes" if is_here else "no"))
        say(f"[dim]  {plain(preset.model)}[/dim]")
    say(f"\n[dim]{UNVERIFIED}[/dim]")


@models_app.command(epilog="Example: [b]greenlight models pull wan-8gb[/b]")
def pull(
    preset: Annotated[
        str, typer.Argument(metavar="PRESET", help="A preset, or a name in engines.toml.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Fetch without asking.")] = False,
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept-licence",
            metavar="NAME",
            help="Accept this licence, which you have read, without being asked.",
        ),
    ] = None,
    newest: Annotated[
        bool,
        typer.Option(
            "--newest", help="Fetch the newest commit, not the one that was fetched before."
        ),
    ] = False,
) -> None:
    """Fetch a model, after showing its licence and its size.

    A download that was cut goes on where it was, every file is verified, and
    the model stays at the commit that was fetched.
    """
    from render.faults import Fault

    settings = settings_at_hand()
    _need_hub()
    from render.pulling import pull as fetch

    try:
        fetch(preset, settings, accept, yes=yes, newest=newest)
    except Fault as error:
        end(str(error))
    except typer.Abort:
        end("stopped; nothing was fetched.")
    except KeyboardInterrupt:
        end("stopped; run it again, and it goes on where it was.", 130)


@models_app.command(
    epilog="Example: [b]greenlight models check ~/models/Wan2.1-T2V-1.3B-Diffusers[/b]"
)
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder in diffusers' layout.")],
) -> None:
    """Say what a model's folder is and where it fits, without loading any weights."""
    from render.faults import Fault
    from render.models import check as read

    try:
        checked = read(path.expanduser())
    except Fault as error:
        end(str(error))
    _show_checked(checked)


@models_app.command(hidden=True)
def report(
    brief: Annotated[
        bool, typer.Option("--brief", help="Load nothing, and shoot nothing.")
    ] = False,
) -> None:
    """Look at the card and at torch, shoot for ten seconds, and tell in JSON lines."""
    from render.gpu_report import tell, tell_briefly

    (tell_briefly if brief else tell)(settings_at_hand())


def _show_checked(checked: Checked) -> None:
    from rich.table import Table

    made_for = f"the {checked.engine} engine" if checked.engine else "no engine of Greenlight's"
    say(f"[b]{plain(checked.name)}[/b]: {plain(checked.pipeline)}, for {made_for}")
    if checked.films_from:
        say(f"  films from {checked.films_from}")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for part in checked.components:
        size = _count(part.weights.parameters)
        table.add_row("", plain(part.name), f"{size} parameters", part.weights.dtype)
    say(table)
    if checked.engine:
        names = ", ".join(preset.name for preset in checked.fitting)
        say(f"  fits as {names}" if names else "  fits no preset's memory")
        say("[dim]  by its weights alone; unverified on hardware[/dim]")


def _in_columns(preset: str, card: str, host: str, licence: str, here: str) -> str:
    return plain(f"{preset:<15}{card:<8}{host:<8}{licence:<20}{here}")


def _described(machine: Machine) -> str:
    lines = [
        f"{plain(card.name)}: {card.memory_gb:.0f} GB, {card.free_gb:.1f} GB of it free"
        for card in machine.cards
    ]
    if machine.driver:
        lines.append(f"driver {plain(machine.driver)}, for CUDA {machine.cuda or 'unknown'}")
    lines.append(f"host memory: {machine.host_gb:.0f} GB, {machine.free_host_gb:.1f} GB of it free")
    return "\n".join(lines)


def _is_here(model: str, commit: str) -> bool:
    import importlib.util

    if importlib.util.find_spec("huggingface_hub") is None:
        return False
    from render.fetching import found_here

    return found_here(model, commit) is not None


def _need_hub() -> None:
    import importlib.util

    if importlib.util.find_spec("huggingface_hub") is None:
        end(
            "fetching models needs its packages; in the clone: pip install -c constraints.txt "
            "-e '.[diffusion]'"
        )


def _count(number: int) -> str:
    for unit, size in (("billion", 1e9), ("million", 1e6), ("thousand", 1e3)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return str(number)


def _short(path: Path) -> str:
    """A path with ~ for the user's own folder."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
