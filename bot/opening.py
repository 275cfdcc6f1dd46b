"""What an operator reads when the house opens: how it stands, or why it cannot open."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.permissions import invite_link
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.script import Desk


class CannotStart(Exception):
    """The message says why, and what to do; the exit code is 1."""


def version() -> str:
    """This Greenlight's version."""
    try:
        return version_of("greenlight")
    except PackageNotFoundError:
        return "from a source folder"


def how_it_stands(
    settings: Settings,
    *,
    user: str,
    application_id: int,
    guilds: int,
    shoots: bool,
    desk: Desk | None = None,
) -> Iterator[str]:
    """The start in a few lines: Discord, who shoots, who may join, health."""
    servers = "no server yet" if not guilds else "1 server" if guilds == 1 else f"{guilds} servers"
    yield f"Greenlight {version()} is on Discord as {user}, in {servers}"
    if not guilds:
        yield f"invite it with {invite_link(application_id)}"
    if shoots:
        yield "this machine shoots; `node` begins its render node's lines"
    else:
        yield "this machine does not shoot: it was started without a render node"
    if settings.public_url:
        yield f"other machines join at {settings.public_url}: /studio node invite"
    else:
        yield "other machines cannot join: GREENLIGHT_PUBLIC_URL is unset"
    if desk is not None:
        yield f"the script supervisor, {desk.model} at {desk.place}, reads what members look at"
    if settings.health_port:
        yield f"health: http://127.0.0.1:{settings.health_port}/healthz and /metrics"
    else:
        yield "health: not served, GREENLIGHT_HEALTH_PORT is 0"


def checked_port(url: str) -> int:
    """The port of a public URL, 0 without one. Raises CannotStart unless it is https://HOST."""
    if not url:
        return 0
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise CannotStart(
            f"GREENLIGHT_PUBLIC_URL is {url!r}, where other machines cannot call: "
            "write it as https://HOST:PORT, such as https://film.example.org:8443."
        )
    return port


def no_data(settings: Settings, error: OSError) -> CannotStart:
    """The data folder is not this user's to write."""
    return CannotStart(
        f"The data folder {settings.data.absolute()} cannot be used ({reason(error)}): "
        "set GREENLIGHT_DATA to a folder that this user may write to."
    )


def no_database(settings: Settings, error: Exception) -> CannotStart:
    """The database is broken, or its disk is."""
    return CannotStart(
        f"The database {settings.database.absolute()} cannot be opened ({error}): "
        "move it away and put a backup in its place; `greenlight backup` makes them."
    )


def no_node_port(settings: Settings, port: int, error: OSError) -> CannotStart:
    """Other machines could not call."""
    remedy = "GREENLIGHT_NODE_BIND to an address of this machine"
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        remedy = "GREENLIGHT_NODE_PORT to a free port, and lead GREENLIGHT_PUBLIC_URL there"
    return CannotStart(
        f"Render nodes cannot be listened for on {settings.node_bind}, port {port} "
        f"({reason(error)}): set {remedy}."
    )


def no_health_port(settings: Settings, error: OSError) -> CannotStart:
    """Another program, or another Greenlight, has it."""
    return CannotStart(
        f"Port {settings.health_port} for /healthz and /metrics cannot be opened "
        f"({reason(error)}): set GREENLIGHT_HEALTH_PORT to another one, or to 0 for none."
    )


def reason(error: OSError) -> str:
    """The system's own words, without addresses and tuples."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno).lower()
    return (error.strerror or type(error).__name__).lower()
