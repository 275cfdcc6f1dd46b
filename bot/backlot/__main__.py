"""`python -m bot.backlot --port N`: a Discord of one's own, in a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
from pathlib import Path

from bot.backlot.server import OPENAPI, Backlot


async def serve(port: int, *, validate: bool, openapi: Path) -> None:
    """Serve until SIGTERM; the first line on standard output says where."""
    backlot = Backlot(validate=validate, openapi=openapi)
    await backlot.start(port)
    print(json.dumps({"base": backlot.base}), flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    await stop.wait()
    await backlot.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.backlot", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-validation", action="store_true")
    parser.add_argument("--openapi", type=Path, default=OPENAPI)
    given = parser.parse_args()
    asyncio.run(serve(given.port, validate=not given.no_validation, openapi=given.openapi))


if __name__ == "__main__":
    main()
