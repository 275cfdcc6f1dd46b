"""The process: opens the house, keeps its clocks running, and closes everything in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from bot import health
from bot.app import Greenlight
from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.store import Store
from bot.studio import MediaFolder, Studio
from bot.supervisor import NOT_INSTALLED, Supervisor, node_is_installed

log = logging.getLogger(__name__)

CLOSE_BALLOTS_EVERY = 1.0
REAP_EVERY = 5.0
SWEEP_EVERY = 600.0
TOKEN_FILE = "local-node.token"  # noqa: S105 - the file's name


class CannotStart(Exception):
    """The message says why, and what to do; the exit code is 1."""


async def run(settings: Settings, *, without_node: bool = False) -> None:
    """Run the bot, the dispatch and the local node until SIGTERM or Ctrl-C.

    Raises CannotStart, and bot.store.StoreUnusable when another bot has the database.
    """
    if not settings.discord_token.get_secret_value():
        raise CannotStart(
            "There is no Discord token: run `greenlight setup`, or set DISCORD_TOKEN in .env."
        )
    with_node = settings.local_node and not without_node
    if with_node and not node_is_installed():
        raise CannotStart(NOT_INSTALLED)
    stop = asyncio.Event()
    _listen_for_signals(stop)
    async with _open(settings) as (studio, dispatch):
        bot = Greenlight(studio, settings, join_line=dispatch.join_line)
        token_file = await _keep_token(settings, studio)
        supervisor = (
            Supervisor.of_local_node(
                dispatch.local_url, token_file, cache=settings.data.absolute() / "shots"
            )
            if with_node
            else None
        )
        runner = await _serve_health(settings, bot, studio, supervisor)
        try:
            await _until_stopped(settings, stop, bot, studio, supervisor)
        finally:
            if runner is not None:
                await runner.cleanup()
            await bot.close()
    log.info("closed")


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncGenerator[tuple[Studio, Dispatch]]:
    settings.data.mkdir(parents=True, exist_ok=True)
    settings.data.chmod(0o700)
    async with await Store.open(settings.database) as store:
        media = MediaFolder(
            settings.media,
            budget=int(settings.media_gb * 1e9),
            floor=int(settings.free_gb * 1e9),
        )
        studio = Studio(store, media)
        dispatch = Dispatch(studio.leases, studio.nodes, folder=settings.data)
        port = settings.node_port or _port_of(settings.public_url)
        try:
            await dispatch.start(
                public_url=settings.public_url,
                bind=settings.node_bind,
                port=port,
                behind_proxy=settings.behind_proxy,
            )
        except OSError as error:
            raise CannotStart(
                f"Port {port} for render nodes cannot be opened ({error.strerror}): "
                "set GREENLIGHT_NODE_PORT to another one."
            ) from error
        try:
            yield studio, dispatch
        finally:
            await dispatch.close()


async def _keep_token(settings: Settings, studio: Studio) -> Path:
    """The local node's token, in a file that only this user reads; the same after a restart."""
    token_file = settings.data.absolute() / TOKEN_FILE
    kept = token_file.read_text(encoding="ascii").strip() if token_file.exists() else None
    token = await studio.nodes.local("this machine", kept)
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
) -> None:
    """Whatever ends first ends the rest: a signal, or a failure that nothing here can mend."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_raise_when(stop))
            group.create_task(bot.start(settings.discord_token.get_secret_value()))
            group.create_task(_every(CLOSE_BALLOTS_EVERY, studio.ballots.close_due))
            group.create_task(_every(REAP_EVERY, studio.leases.reap))
            group.create_task(_every(SWEEP_EVERY, studio.sweep))
            if supervisor is not None:
                group.create_task(supervisor.run())
    except* _Stopped:
        log.info("stopping")


class _Stopped(Exception):
    """A signal asked the process to end."""


async def _raise_when(stop: asyncio.Event) -> None:
    await stop.wait()
    raise _Stopped


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
            connected=bot.is_ready() and not bot.is_closed(),
            outbox=await studio.outbox.waiting(),
            jobs_waiting=waiting,
            jobs_shooting=shooting,
            nodes_present=present,
            media_bytes=studio.media.usage(),
            is_full=studio.media.is_full(),
            node_restarts=0 if supervisor is None else supervisor.restarts,
        )

    try:
        return await health.serve(look, settings.health_port)
    except OSError as error:
        raise CannotStart(
            f"Port {settings.health_port} for /healthz is taken ({error.strerror}): "
            "set GREENLIGHT_HEALTH_PORT to another one, or to 0."
        ) from error


def _listen_for_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, stop.set)
        except NotImplementedError:
            # Windows' loop has none: a plain handler wakes it from outside
            signal.signal(name, lambda _number, _frame: loop.call_soon_threadsafe(stop.set))


def _port_of(url: str) -> int:
    return urlsplit(url).port or 443 if url else 0
