"""`greenlight models pull` as a process of its own, and where its files lie."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from models_hub import COMMIT, MODEL

ROOT = Path(__file__).resolve().parents[2]
PULL = ("-m", "render", "models", "pull")


async def start(
    tmp_path: Path, url: str, *words: str, program: tuple[str, ...] = PULL, **more: str
) -> Process:
    """A command of its own, which takes `url` for the hub; `more` goes into its environment."""
    environment = {
        **os.environ,
        "HF_ENDPOINT": url,
        "HF_HOME": str(tmp_path / "hf"),
        "GREENLIGHT_ENGINES": str(tmp_path / "engines.toml"),
        "COLUMNS": "80",
    }
    # a model engine that filmed in this process has put itself offline
    for name in ("HF_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        environment.pop(name, None)
    environment |= more
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *program, *words),
        cwd=ROOT,
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )


async def pull(tmp_path: Path, url: str, *words: str, **more: str) -> tuple[int, str, str]:
    """Its exit code, what it wrote, and the sentence with which it failed."""
    process = await start(tmp_path, url, *words, **more)
    out, err = await process.communicate()
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    return process.returncode, out.decode(), err.decode()


def storage(tmp_path: Path) -> Path:
    return tmp_path / "hf" / "hub" / f"models--{MODEL.replace('/', '--')}"


def snapshot(tmp_path: Path) -> Path:
    return storage(tmp_path) / "snapshots" / COMMIT


def pinned(tmp_path: Path) -> dict[str, str]:
    lock = tmp_path / "models.lock.json"
    return json.loads(lock.read_text()) if lock.exists() else {}
