"""`python -m bot.backlot --port N`: a Discord of one's own, in a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
from pathlib import Path

from bot.backlot.server import OPENAPI, Backlot


async def serve(backlot: Backlot, port: int, state: Path | None) -> None:
    """Serve until SIGTERM; the first line on standard output, and `state`, say where."""
    await backlot.start(port)
    where = {
        "base": backlot.base,
        "api": backlot.api_base,
        "gateway": backlot.gateway_url,
        "cdn": backlot.cdn_base,
        "pid": os.getpid(),
    }
    print(json.dumps(where), flush=True)
    if state is not None:
        part = state.with_suffix(".part")
        part.write_text(json.dumps(where), encoding="utf-8")
        part.replace(state)
    if isinstance(backlot.description, str):
        print(backlot.description, flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    await stop.wait()
    await backlot.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.backlot", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, help="a file to write the addresses to")
    parser.add_argument("--requests", type=Path, help="a file to add every request to")
    parser.add_argument("--no-validation", action="store_true", help="check rules only")
    parser.add_argument("--openapi", type=Path, default=OPENAPI, help="Discord's description")
    parser.add_argument("--enforce-rates", action="store_true", help="answer 429 as Discord does")
    given = parser.parse_args()
    backlot = Backlot(
        validate=not given.no_validation,
        openapi=given.openapi,
        enforce_rates=given.enforce_rates,
        requests=given.requests,
    )
    asyncio.run(serve(backlot, given.port, given.state))


if __name__ == "__main__":
    main()
