"""The help pages: what typer writes, without the words that tell a person nothing."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption


class Page(TyperCommand):
    """A command whose switches are not followed by `<bool>`, nor its arguments by `<path>`."""

    def get_params(self, ctx: Any) -> Any:
        return _plainer(super().get_params(ctx))


class Contents(TyperGroup):
    """A group of commands, in the same way."""

    def get_params(self, ctx: Any) -> Any:
        return _plainer(super().get_params(ctx))


def mount(app: typer.Typer, other: typer.Typer, panel: str) -> None:
    """Take another program's commands in, under a heading of their own."""
    for command in other.registered_commands:
        command.cls, command.rich_help_panel = Page, panel
    for group in other.registered_groups:
        group.cls, group.rich_help_panel = Contents, panel
        if group.typer_instance is not None:
            for command in group.typer_instance.registered_commands:
                command.cls = Page
    app.registered_commands += other.registered_commands
    app.registered_groups += other.registered_groups


def _plainer(params: list[Any]) -> list[Any]:
    for param in params:
        if isinstance(param, TyperOption) and param.is_flag and param.metavar is None:
            param.metavar = ""
        elif isinstance(param, TyperArgument):
            param.display_type_rich = _no_type
    return params


def _no_type(ctx: Any) -> None:
    """An argument's own name says what it is."""
