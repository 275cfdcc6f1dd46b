"""The process: opens the house, keeps its clocks running, and closes everything in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from bot import health
from bot.app import Greenlight, why_discord_ended
from bot.closing import listen_for_signals
from bot.dispatch import Dispatch
from bot.opening import (
    CannotStart,
    checked_port,
    how_it_stands,
    no_data,
    no_database,
    no_health_port,
    no_node_port,
)
from bot.script import NotADesk, ScriptSupervisor, desk_of
from bot.settings import Settings
from bot.store import Store
from bot.studio import MediaFolder, Studio
from bot.supervisor import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    NOT_INSTALLED,
    Supervisor,
    missing_packages,
)

__all__ = ["CannotStart", "run"]

log = logging.getLogger(__name__)

CLOSE_BALLOTS_EVERY = 1.0
REAP_EVERY = 5.0
SHOW_WAITING_EVERY = 15.0
SWEEP_EVERY = 600.0
READ_NOVELS_EVERY = 10.0
TOKEN_FILE = "local-node.token"  # noqa: S105 - the file's name
FAREWELL = 2.0
"""Seconds that Discord has to answer the goodbye: it is said, and not worth waiting for."""


async def run(settings: Settings, *, without_node: bool = False) -> None:
    """Run the bot, the dispatch and the local node until SIGTERM or Ctrl-C.

    Raises CannotStart, and bot.store.StoreUnusable when another bot has the database.
    """
    if not settings.discord_token.get_secret_value():
        raise CannotStart(
            "There is no Discord token: run `greenlight setup`, or set DISCORD_TOKEN in .env."
        )
    with_node = settings.local_node and not without_node
    if with_node and missing_packages():
        raise CannotStart(NOT_INSTALLED)
    try:
        desk = desk_of(settings)
    except NotADesk as error:
        raise CannotStart(str(error)) from error
    stop = asyncio.Event()
    listen_for_signals(stop)
    async with _open(settings) as (studio, dispatch):
        if desk is None:
            await studio.script.forget()
        bot = Greenlight(
            studio,
            settings,
            join_line=dispatch.join_line,
            script_supervisor=None if desk is None else ScriptSupervisor(studio, desk),
        )
        token_file = await _keep_token(settings, studio)
        supervisor = (
            Supervisor.of_local_node(
                dispatch.local_url,
                token_file,
                cache=(settings.cache or settings.data / "shots").absolute(),
            )
            if with_node
            else None
        )
        runner = await _serve_health(settings, bot, studio, supervisor)
        _tell_when_ready(settings, bot, shoots=with_node)
        await _until_stopped(settings, stop, bot, studio, supervisor, runner)
    log.info("closed")


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncGenerator[tuple[Studio, Dispatch]]:
    public_port = checked_port(settings.public_url)
    port = settings.node_port or public_port
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            settings.data.chmod(0o700)
        store = await Store.open(settings.database)
    except OSError as error:
        raise no_data(settings, error) from error
    except sqlite3.Error as error:
        raise no_database(settings, error) from error
    async with store:
        media = MediaFolder(
            settings.media,
            budget=int(settings.media_gb * 1e9),
            floor=int(settings.free_gb * 1e9),
        )
        studio = Studio(store, media)
        dispatch = Dispatch(studio.leases, studio.nodes, folder=settings.data)
        try:
            await dispatch.start(
                public_url=settings.public_url,
                bind=settings.node_bind,
                port=port,
                behind_proxy=settings.behind_proxy,
            )
        except OSError as error:
            await dispatch.close()
            # only errors of files name one
            raise (
                no_data(settings, error) if error.filename else no_node_port(settings, port, error)
            ) from error
        try:
            yield studio, dispatch
        finally:
            await dispatch.close()


async def _keep_token(settings: Settings, studio: Studio) -> Path:
    """The local node's token, in a file that only this user reads; the same after a restart."""
    token_file = settings.data.absolute() / TOKEN_FILE
    kept = None
    if token_file.exists():
        kept = token_file.read_text(encoding="ascii", errors="replace").strip()
    token = await studio.nodes.local("the bot's machine", kept)
    part = token_file.with_name(f"{TOKEN_FILE}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_text(token, encoding="ascii")
    part.replace(token_file)
    return token_file


async def _until_stopped(
    settings: Settings,
    stop: asyncio.Event,
    bot: Greenlight,
    studio: Studio,
    supervisor: Supervisor | None,
    runner: health.web.AppRunner | None,
) -> None:
    """Whatever ends first ends the rest: a signal, or a failure that nothing here can mend.

    Node, Discord and health take leave of each other side by side; the dispatch is closed after
    them, since the node hands its work back there.
    """
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_raise_when(stop))
            group.create_task(_be_on_discord(bot, settings.discord_token.get_secret_value()))
            group.create_task(_every(CLOSE_BALLOTS_EVERY, studio.ballots.close_due))
            group.create_task(_every(REAP_EVERY, studio.leases.reap))
            group.create_task(_every(REAP_EVERY, studio.looks.have_portraits_drawn))
            group.create_task(_every(SHOW_WAITING_EVERY, studio.waiting_cards.show_changed))
            group.create_task(_every(SWEEP_EVERY, studio.sweep))
            group.create_task(_every(CLOSE_BALLOTS_EVERY, studio.looks.close_due))
            group.create_task(_every(CLOSE_BALLOTS_EVERY, studio.canon.close_due))
            group.create_task(_every(READ_NOVELS_EVERY, studio.read_added))
            if supervisor is not None:
                group.create_task(supervisor.run())
            if runner is not None:
                group.create_task(_at_the_end(runner.cleanup))
            if bot.script_supervisor is not None:
                group.create_task(bot.script_supervisor.run())
    except BaseExceptionGroup as ended:
        foreseen, unforeseen = ended.split((_Stopped, CannotStart))
        if unforeseen is not None or foreseen is None:
            raise
        for error in foreseen.exceptions:
            if isinstance(error, CannotStart):
                raise error from None


async def _be_on_discord(bot: Greenlight, token: str) -> None:
    try:
        await bot.login(token)
        await _keep_connected(bot)
    except Exception as error:
        if sentence := why_discord_ended(error):
            raise CannotStart(sentence) from error
        raise
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bot.close(), FAREWELL)


async def _keep_connected(bot: Greenlight) -> None:
    """As discord.py does it, and also before its first socket: there 2.7.1 trips over its own."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await bot.connect()
        except AttributeError:
            if getattr(bot, "ws", None) is not None:
                raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _tell_when_ready(settings: Settings, bot: Greenlight, *, shoots: bool) -> None:
    """Log once how the house stands; Discord says `ready` again after each lost session."""
    log.info("data is in %s; calling Discord", settings.data.absolute())

    async def tell() -> None:
        bot.remove_listener(tell, "on_ready")
        for line in how_it_stands(
            settings,
            user=str(bot.user),
            application_id=bot.application_id or 0,
            guilds=len(bot.guilds),
            shoots=shoots,
            desk=bot.script_supervisor and bot.script_supervisor.desk,
        ):
            log.info("%s", line)

    bot.add_listener(tell, "on_ready")


class _Stopped(Exception):
    """A signal asked the process to end."""


async def _raise_when(stop: asyncio.Event) -> None:
    await stop.wait()
    log.info("stopping")
    raise _Stopped


async def _at_the_end(close: Callable[[], Awaitable[object]]) -> None:
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        await close()


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """One failed round must not end the rounds that follow."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("a round of %s failed; the next one follows", work.__qualname__)
        await asyncio.sleep(seconds)


async def _serve_health(
    settings: Settings, bot: Greenlight, studio: Studio, supervisor: Supervisor | None
) -> health.web.AppRunner | None:
    if not settings.health_port:
        return None

    async def look() -> health.Health:
        waiting, shooting, present = await studio.leases.counts()
        return health.Health(
            connected=_hears_discord(bot),
            outbox=await studio.outbox.waiting(),
            jobs_waiting=waiting,
            jobs_shooting=shooting,
            nodes_present=present,
            media_bytes=studio.media.usage(),
            is_full=studio.media.is_short(),
            node_restarts=0 if supervisor is None else supervisor.restarts,
        )

    try:
        return await health.serve(look, settings.health_port)
    except OSError as error:
        raise no_health_port(settings, error) from error


def _hears_discord(bot: Greenlight) -> bool:
    """Ready, and the socket is open: `is_ready` alone stays true while the connection is lost."""
    return bot.is_ready() and not bot.is_closed() and bot.ws.open
