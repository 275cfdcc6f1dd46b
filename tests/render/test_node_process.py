from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import imageio_ffmpeg
import psutil
import pytest
import typer
from patience import PATIENCE
from stage_bot import CODE, REVOKED, TOKEN, StageBot, serving
from stage_orders import OrderMaker

from render import membership
from render.contract import FailureKind
from render.screen import need_ffmpeg
from render.settings import Settings

pytest_plugins = ("stage_fixtures",)

UNWELCOME = 77


class Program:
    """`python -m render ARGUMENTS`, as an operator starts it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ended(self) -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE):
            _, said = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


@contextlib.asynccontextmanager
async def program(environment: dict[str, str], *arguments: str) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "render",
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("does", ["exit 3", None])
async def test_a_node_whose_ffmpeg_does_not_run_takes_no_work(
    local: dict[str, str], bot: StageBot, make_order: OrderMaker, tmp_path: Path, does: str | None
) -> None:
    broken = tmp_path / "ffmpeg"
    if does:
        broken.write_text(f"#!/bin/sh\n{does}\n")
        broken.chmod(0o755)
    job = await bot.hire(make_order())
    async with program(local | {"FFMPEG": str(broken)}, "node") as node:
        code, said = await node.ended()
    assert code == 1
    assert f"ffmpeg cannot be started ({broken}" in said.splitlines()[-1]
    assert job.failure is None
    assert not bot.claims


def test_where_no_ffmpeg_comes_along_one_is_to_be_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.delenv("FFMPEG", raising=False)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lacking)
    with pytest.raises(typer.Exit):
        need_ffmpeg(Settings(_env_file=None))  # type: ignore[call-arg]
    assert "let FFMPEG name it" in capsys.readouterr().err


@pytest.fixture
def bot(tmp_path: Path) -> StageBot:
    return StageBot(tmp_path)


@pytest.fixture
async def local(
    bot: StageBot, stage_environment: dict[str, str], tmp_path: Path
) -> AsyncIterator[dict[str, str]]:
    """The environment in which the bot starts its own node."""
    token = tmp_path / "token"
    token.write_text(TOKEN)
    async with serving(bot) as url:
        yield stage_environment | {
            "GREENLIGHT_NODE_URL": url,
            "GREENLIGHT_NODE_TOKEN_FILE": str(token),
            "GREENLIGHT_NODE_ENGINES": "leader,slow,halting",
            "GREENLIGHT_NODE_FREE_GB": "0",
        }


async def test_a_node_started_by_the_bot_shoots_and_delivers(
    bot: StageBot, local: dict[str, str], make_order: OrderMaker
) -> None:
    async with program(local, "node") as node:
        job = await bot.hire(make_order(1, 0.5))
        await bot.until(lambda: job.is_over)
        node.process.send_signal(signal.SIGTERM)
        code, _ = await node.ended()
    assert job.completions == 1
    assert code == 0


async def test_a_node_without_work_ends_with_ctrl_c(bot: StageBot, local: dict[str, str]) -> None:
    async with program(local, "node") as node:
        await bot.until(lambda: bool(bot.claims))
        node.process.send_signal(signal.SIGINT)
        code, said = await node.ended()
    assert code == 0, said


async def test_sigterm_hands_the_job_back_and_leaves_no_process(
    bot: StageBot, local: dict[str, str], make_order: OrderMaker
) -> None:
    async with program(local, "node") as node:
        job = await bot.hire(make_order(2, engine="halting"))
        await bot.until(lambda: any(beat.progress > 0 for beat in job.beats))
        family = psutil.Process(node.process.pid).children(recursive=True)
        node.process.send_signal(signal.SIGTERM)
        code, said = await node.ended()
    assert code == 0, said
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (FailureKind.CANCELLED, True)
    assert len(family) >= 3
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


async def test_a_node_that_is_killed_leaves_no_process_and_gets_its_job_again(
    bot: StageBot, local: dict[str, str], make_order: OrderMaker
) -> None:
    async with program(local, "node") as node:
        job = await bot.hire(make_order(2, 1.5, engine="slow"))
        await bot.until(lambda: bool(job.beats))
        family = psutil.Process(node.process.pid).children(recursive=True)
        os.kill(node.process.pid, signal.SIGKILL)
        await node.ended()
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    async with program(local, "node") as node:
        await bot.until(lambda: job.is_over)
    assert (job.attempt, job.completions) == (1, 1)


async def test_a_node_without_a_good_token_ends_with_its_own_code(
    bot: StageBot, local: dict[str, str]
) -> None:
    bot.is_token_good = False
    async with program(local, "node") as node:
        code, said = await node.ended()
    assert code == UNWELCOME
    assert said.strip().splitlines()[-1] == f"greenlight: {REVOKED}"


async def test_a_node_joins_with_a_line_and_keeps_its_token(
    bot: StageBot, local: dict[str, str], tmp_path: Path, make_order: OrderMaker
) -> None:
    url = local.pop("GREENLIGHT_NODE_URL")
    local.pop("GREENLIGHT_NODE_TOKEN_FILE")
    state = tmp_path / "friend" / "node.json"
    line = f"{url}/#{CODE}"
    async with program(local, "node", "--config", str(state), "--join", line) as node:
        job = await bot.hire(make_order(1, 0.5))
        await bot.until(lambda: job.is_over)
        node.process.send_signal(signal.SIGTERM)
        await node.ended()
    saved = json.loads(state.read_text())
    assert (saved["url"], saved["token"], saved["node"]) == (url, TOKEN, 7)
    assert job.completions == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--join", "hello"], 2, "that is not a join line"),
        (["--join", f"http://127.0.0.1:9/#{CODE}"], 1, "the bot could not be joined"),
        ([], 2, "this node has not joined a bot"),
    ],
)
async def test_a_node_that_cannot_join_says_why(
    stage_environment: dict[str, str],
    tmp_path: Path,
    arguments: list[str],
    code: int,
    sentence: str,
) -> None:
    own = {"GREENLIGHT_NODE_STATE": str(tmp_path / "node.json")}
    async with program(stage_environment | own, "node", *arguments) as node:
        ended, said = await node.ended()
    assert ended == code
    assert sentence in said


async def test_a_second_node_on_one_state_file_is_refused(
    bot: StageBot, local: dict[str, str]
) -> None:
    async with program(local, "node"):
        await bot.until(lambda: bool(bot.claims))
        async with program(local, "node") as second:
            code, said = await second.ended()
    assert code == 2
    assert "another node runs on" in said


async def test_a_code_is_not_spent_on_a_state_file_that_another_node_runs_on(
    local: dict[str, str], tmp_path: Path
) -> None:
    url = local["GREENLIGHT_NODE_URL"]
    own = {"GREENLIGHT_NODE_STATE": str(tmp_path / "node.json")}
    with membership.alone(tmp_path / "node.json"):
        async with program(local | own, "node", "--join", f"{url}/#{CODE}") as node:
            code, said = await node.ended()
    assert code == 2
    assert "another node runs on" in said
    assert not (tmp_path / "node.json").exists()


@pytest.mark.parametrize("name", [" ", "x" * 101])
async def test_a_name_that_is_none_is_refused_in_one_sentence(
    local: dict[str, str], name: str
) -> None:
    async with program(local | {"GREENLIGHT_NODE_NAME": name}, "node") as node:
        code, said = await node.ended()
    assert code == 2
    assert "GREENLIGHT_NODE_NAME is" in said


def draws(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "render.executors.child" in process.cmdline()
    return False


async def test_pause_frees_the_card_of_a_running_node_and_resume_lets_it_go_on(
    bot: StageBot, local: dict[str, str], make_order: OrderMaker, tmp_path: Path
) -> None:
    own = local | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    async with program(own, "node") as node:
        job = await bot.hire(make_order(2, engine="halting"))
        await bot.until(lambda: any(beat.progress > 0 for beat in job.beats))
        family = psutil.Process(node.process.pid).children(recursive=True)
        cameras = [child for child in family if draws(child)]
        assert cameras
        async with program(own, "node", "pause") as pausing:
            code, _ = await pausing.ended()
        assert code == 0
        await bot.until(lambda: job.is_over and bot.claims[-1].rests is not None)
        assert (await asyncio.to_thread(psutil.wait_procs, cameras, timeout=PATIENCE))[1] == []
        async with program(own, "node", "resume") as resuming:
            code, _ = await resuming.ended()
        assert code == 0
        following = await bot.hire(make_order(1, 0.5))
        await bot.until(lambda: following.is_over)
    assert job.failure is not None
    assert (job.failure.kind, job.failure.retryable) == (FailureKind.CANCELLED, True)
    assert following.completions == 1


@pytest.mark.parametrize(
    ("paused", "arguments", "code", "said"),
    [
        ((), ("node", "resume"), 0, "nothing was paused."),
        (("node", "pause"), ("node", "resume"), 0, "working again."),
        (("node", "--config", "NODE", "pause"), ("node", "--config", "NODE", "resume"), 0, "again"),
        (("node", "pause"), ("node", "--config", "NODE", "resume"), 1, "run `resume` without"),
    ],
)
async def test_a_pause_is_ended_the_way_it_was_begun(
    stage_environment: dict[str, str],
    tmp_path: Path,
    paused: tuple[str, ...],
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    own = stage_environment | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    ended, told = 0, ""
    for line in filter(None, (paused, arguments)):
        words = [str(tmp_path / "node.json") if word == "NODE" else word for word in line]
        async with program(own, *words) as node:
            ended, told = await _both(node)
    assert ended == code
    assert said in told


async def _both(node: Program) -> tuple[int, str]:
    """How a program ended, and all that it said."""
    async with asyncio.timeout(PATIENCE):
        out, errors = await node.process.communicate()
    assert node.process.returncode is not None
    return node.process.returncode, (out + errors).decode()
