"""Runs a module of ours on somebody's file in a child process: it can neither block nor kill us."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""All that a child learns of the bot's surroundings: it has no business with its token."""


class TooSlow(Exception):
    """The child did not end in time, and was killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended, and what it wrote."""

    code: int
    output: bytes
    errors: bytes


async def run_apart(module: str, *arguments: str, data: bytes, within: timedelta) -> Ended:
    """Run `python -m module` with `data` on its stdin.

    The child is killed when `within` has passed, which raises TooSlow, or the caller is cancelled.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_surroundings(),
    )
    try:
        async with asyncio.timeout(within.total_seconds()):
            output, errors = await process.communicate(data)
    except TimeoutError as error:
        raise TooSlow from error
    finally:
        await _end(process)
    return Ended(process.returncode or 0, output, errors)


def limit_this_process(memory: int, cpu_seconds: int) -> None:
    """Bound memory and time, and forbid to write files, where the system can (POSIX)."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _surroundings() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.communicate()
