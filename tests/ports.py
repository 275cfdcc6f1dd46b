"""Ports for servers that a test starts later."""

from __future__ import annotations

import random
import socket

from bot.dispatch import QUIET_PORTS


def free_port() -> int:
    """One that nobody listens on, and that no outgoing connection is lent meanwhile."""
    for port in random.sample(QUIET_PORTS, 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("every port is taken")
