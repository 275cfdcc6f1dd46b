"""Fetches what a preset films with: shows it, asks what must be asked, and brings it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from render.diffusion.folder import ModelFolder
from render.engines_file import recipe_of
from render.faults import Fault
from render.fetching import fetch
from render.hub import Listing, ask, ask_files
from render.models import is_free
from render.pins import pin, pinned_revisions
from render.recipe import Recipe
from render.screen import console, plain, say
from render.settings import Settings


def pull(name: str, settings: Settings, accept: str | None, *, yes: bool, newest: bool) -> None:
    """Fetch the models and the LoRAs of a preset or of a table of engines.toml.

    `accept` is the licence that was accepted beforehand. Raises Fault, and Abort when the answer
    is no: before anything was fetched.
    """
    listings = _asked(name, settings, newest=newest)
    for listing, licence in listings:
        _show(listing, licence)
        _agree(listing, licence, accept, yes=yes)
    for listing, _ in listings:
        _bring(listing, settings)


def _asked(name: str, settings: Settings, *, newest: bool) -> list[tuple[Listing, str]]:
    """What the hub says of all that a preset films with, each with the licence named here."""
    recipe = recipe_of(name, settings)
    pinned = {} if newest else pinned_revisions(settings)
    found = _of_recipe(recipe, pinned, newest=newest)
    if recipe.keyframes:
        found += _of_recipe(recipe.keyframes, pinned, newest=newest)
    if not found:
        raise Fault(f"{name} films with a folder of this machine: {recipe.model}.", retryable=False)
    return found


def _of_recipe(
    recipe: Recipe, pinned: Mapping[str, str], *, newest: bool
) -> list[tuple[Listing, str]]:
    """What the hub says of a model and of its LoRAs."""
    found: list[tuple[Listing, str]] = []
    if not Path(recipe.model).expanduser().is_dir():
        revision = None if newest else recipe.revision or pinned.get(recipe.model)
        found.append((ask(recipe.model, revision), recipe.licence))
    for model in dict.fromkeys(lora.model for lora in recipe.loras if lora.model):
        loras = [lora for lora in recipe.loras if lora.model == model]
        revision = None if newest else loras[0].revision or pinned.get(model)
        files = ask_files(model, [lora.path.as_posix() for lora in loras], revision)
        found.append((files, "not known"))
    return found


def _bring(listing: Listing, settings: Settings) -> None:
    """Fetch what was agreed on, and pin it."""
    folder = _fetch(listing)
    if (folder / "model_index.json").exists():
        ModelFolder(folder).check_weights(*(path.name for path in folder.iterdir()))
    pin(settings, listing.model, listing.commit)
    say(f"{listing.model} is here, verified, at commit {listing.commit[:12]}.")


def _show(listing: Listing, licence: str) -> None:
    large = sum(1 for file in listing.files if file.sha256)
    say(f"[b]{plain(listing.model)}[/b] at commit {listing.commit[:12]}")
    say(f"  licence  {plain(listing.licence or licence)}")
    say(f"  page     {plain(listing.page)}")
    say(
        f"  files    {len(listing.files)}, {_gigabytes(listing.size)}; "
        f"{large} with a hash to verify; {listing.left_out} others are not needed\n"
    )


def _agree(listing: Listing, licence: str, accept: str | None, *, yes: bool) -> None:
    """Ask what must be asked. Raises Fault or Abort."""
    named = listing.licence or licence.lower()
    if not is_free(named):
        if accept is not None:
            if accept.lower() != named:
                raise Fault(
                    f"{listing.model} is under {named}, not under {accept[:60]}.", retryable=False
                )
        elif not sys.stdin.isatty():
            raise Fault(
                f"{listing.model} is under {named}, which has conditions of its own: read it at "
                f'{listing.page}, then add --accept-licence "{named}".',
                retryable=False,
            )
        else:
            typer.confirm(
                f"{named} has conditions of its own. Have you read it, and do you accept it?",
                abort=True,
            )
    if not yes:
        typer.confirm("Fetch it?", default=True, abort=True)


def _fetch(listing: Listing) -> Path:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    screen = console(stderr=True)
    is_shown = screen.is_terminal
    with Progress(*columns, console=screen, transient=True, disable=not is_shown) as bar:
        task = bar.add_task(listing.model.split("/")[-1], total=listing.size)
        return fetch(listing, lambda count: bar.advance(task, count))


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.2f} MB"
