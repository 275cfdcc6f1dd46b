"""Runs a node as a process: from its settings to its end by a signal."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from render import membership
from render.card import find_cards
from render.client import Client, register
from render.contract import Registration
from render.engines_file import node_devices
from render.executors.unit import Unit
from render.forgetting import Forgetting
from render.hours import Hours
from render.membership import Membership
from render.node import Node
from render.owner import Courtesy, Owner, PauseFiles
from render.rules import Rules
from render.settings import Settings, visible_cards
from render.shots import ShotStore

log = logging.getLogger(__name__)

NEVER = 100
"""Percent of the card at which a node makes way for nobody."""


async def join(line: str, settings: Settings) -> Membership:
    """Trade a join line for a token and keep it. Raises NotJoined, Unwelcome or NoAnswer."""
    invitation = membership.parse_join_line(line)
    registration = Registration(code=invitation.code, name=settings.node_name)
    # a node that runs would write its own place over the new one, and the code would be spent
    with membership.alone(settings.state_file):
        joined = await register(invitation.url, invitation.fingerprint, registration)
        member = Membership(invitation.url, joined.token, invitation.fingerprint, joined.node)
        membership.save(settings.state_file, member)
    return member


async def serve(settings: Settings, *, tied: bool = False) -> None:
    """Serve the bot that this node has joined until SIGTERM or Ctrl-C.

    A `tied` node ends when its standard input does: with the bot that started it, however that
    bot ended.

    Raises NotJoined when there is none, Unwelcome when the bot does not know this node.
    """
    with membership.alone(settings.state_file):
        member = membership.load(settings)
        cards = await asyncio.to_thread(find_cards, visible_cards(), node_devices(settings))
        unit = Unit(growth_mb=settings.node_growth_mb)
        owner = Owner(
            PauseFiles.of(settings),
            Hours.parse(settings.node_quiet),
            cards,
            Courtesy(settings.node_yield) if settings.node_yield < NEVER else None,
            is_idle=lambda: not unit.is_drawing,
        )
        try:
            if owner.rest() is None:
                unit.make_ready()
            async with Client(member) as client:
                node = Node(
                    client,
                    unit,
                    settings.state_file,
                    member,
                    work_folder(settings),
                    rules(settings),
                    rests=owner.rest,
                    cards=cards,
                    forget=forgetting(settings).forget,
                )
                _on_farewell(node.close)
                if tied:
                    _when_input_ends(node.close)
                log.info("serving %s with %s", member.url, ", ".join(settings.node_engines))
                await node.run()
        finally:
            await asyncio.to_thread(unit.close)


def _when_input_ends(close: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()

    def read() -> None:
        while sys.stdin.buffer.read(1024):
            continue
        loop.call_soon_threadsafe(close)

    threading.Thread(target=read, name="tie", daemon=True).start()


def rules(settings: Settings) -> Rules:
    """How the settings have this node behave."""
    return Rules(
        engines=settings.node_engines,
        free_bytes=int(settings.node_free_gb * 1e9),
        stall=settings.node_stall_minutes * 60,
    )


def forgetting(settings: Settings) -> Forgetting:
    """Where on this machine something of a picture or a scene may lie."""
    store = ShotStore(settings.cache / "shots", int(settings.cache_gb * 1e9))
    return Forgetting(store, settings.cache / "models")


def work_folder(settings: Settings) -> Path:
    """A folder for work in hand that no other node shares."""
    identity = hashlib.sha256(str(settings.state_file.absolute()).encode()).hexdigest()
    return settings.cache / "work" / identity[:16]


def _on_farewell(close: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(close))
        else:
            loop.add_signal_handler(number, close)
