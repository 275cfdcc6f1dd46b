"""The command line and the process: what an operator types, and how everything ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest
from typer.testing import CliRunner

from bot.backlot import Backlot
from bot.cli import app, build
from bot.logs import Lines, Readable
from bot.onboarding import TokenRefused, check_token, tidy_token, write_env
from bot.permissions import NEEDED, invite_link, permission_bits
from bot.settings import Settings
from bot.store import Store
from bot.supervisor import Supervisor
from render.settings import Settings as RenderSettings

ROOT = Path(__file__).parents[2]
EPUB = ROOT / "samples" / "the-lamp-at-carrow-keep.epub"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123"
runner = CliRunner()


def greenlight(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "command",
    ["run", "demo", "doctor", "setup", "backup", "novel check", "novel add", "shoot", "node"],
)
def test_every_command_has_help(command: str) -> None:
    shown = runner.invoke(build(), [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output


def test_a_novel_is_checked_as_json_on_one_line() -> None:
    shown = runner.invoke(app, ["novel", "check", str(EPUB), "--json"])
    assert shown.exit_code == 0
    assert shown.output.count("\n") == 1
    told = json.loads(shown.output)
    assert (told["title"], len(told["chapters"])) == ("The Lamp at Carrow Keep", 6)


def test_a_novel_is_checked_for_people_too() -> None:
    shown = runner.invoke(app, ["novel", "check", str(EPUB)])
    assert "The Yellow Hat" in shown.output


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.epub", b"PK\x03\x04broken"), ("a.txt", b""), ("a.pdf", b"%PDF-1.7 nothing")],
)
def test_what_is_no_novel_gets_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    told = greenlight("novel", "check", str(tmp_path / name))
    assert told.returncode == 2
    assert told.stderr.startswith("greenlight: ")
    assert "Traceback" not in told.stderr


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    told = greenlight("novel", "check", str(tmp_path / "none.epub"))
    assert told.returncode == 2
    assert "No such file" in told.stderr


async def test_a_novel_is_added_beside_the_running_bot(store: Store) -> None:
    data = str(store.path.parent)
    added = await asyncio.to_thread(
        greenlight,
        *("novel", "add", str(EPUB), "--guild", "77", "--rights", "own work"),
        GREENLIGHT_DATA=data,
    )
    assert added.returncode == 0, added.stderr
    again = await asyncio.to_thread(
        greenlight,
        *("novel", "add", str(EPUB), "--guild", "77", "--rights", "own work"),
        GREENLIGHT_DATA=data,
    )
    assert again.returncode == 1
    assert "already" in again.stderr


async def test_a_backup_is_made_and_never_overwrites(store: Store, tmp_path: Path) -> None:
    target = str(tmp_path / "copy.db")
    data = str(store.path.parent)
    first = await asyncio.to_thread(greenlight, "backup", target, GREENLIGHT_DATA=data)
    assert first.returncode == 0, first.stderr
    second = await asyncio.to_thread(greenlight, "backup", target, GREENLIGHT_DATA=data)
    assert second.returncode == 1
    assert "nothing was overwritten" in second.stderr


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    told = greenlight("backup", str(tmp_path / "x.db"), GREENLIGHT_DATA=str(tmp_path / "none"))
    assert told.returncode == 1
    assert "no database" in told.stderr


def test_without_a_token_it_says_how_to_get_one(tmp_path: Path) -> None:
    told = greenlight("run", GREENLIGHT_DATA=str(tmp_path), DISCORD_TOKEN="")
    assert told.returncode == 1
    assert "greenlight setup" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_the_node_packages_it_says_what_to_install(tmp_path: Path) -> None:
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: name != 'skia' and found(name, *rest)\n"
    )
    told = greenlight(
        "run", GREENLIGHT_DATA=str(tmp_path), DISCORD_TOKEN=TOKEN, PYTHONPATH=str(stub)
    )
    assert told.returncode == 1
    assert "greenlight[node]" in told.stderr
    assert "Traceback" not in told.stderr


async def test_a_second_bot_on_one_database_is_told_so(store: Store) -> None:
    told = await asyncio.to_thread(
        greenlight,
        *("run", "--without-node"),
        GREENLIGHT_DATA=str(store.path.parent),
        DISCORD_TOKEN=TOKEN,
    )
    assert told.returncode == 1
    assert "another Greenlight is running" in told.stderr


@pytest.mark.parametrize(
    ("text", "token"),
    [(TOKEN, TOKEN), (f"  Bot {TOKEN}\n", TOKEN), (f'"{TOKEN}"', TOKEN)],
)
def test_a_pasted_token_is_tidied(text: str, token: str) -> None:
    assert tidy_token(text) == token


@pytest.mark.parametrize("text", ["", "hello", "a.b.c", "my token please"])
def test_what_is_no_token_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(TokenRefused, match="three parts") as caught:
        tidy_token(text)
    assert not text or text not in str(caught.value)


async def test_a_token_is_checked_with_discord() -> None:
    async with Backlot(validate=False) as lot:
        application = await check_token(TOKEN, lot.api_base)
    assert application.id > 0


async def test_an_unreachable_discord_is_said_so() -> None:
    with pytest.raises(TokenRefused, match="could not be asked"):
        await check_token(TOKEN, "http://127.0.0.1:9/api/v10")


def test_setup_writes_a_private_file_and_keeps_the_rest(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("# mine\nGREENLIGHT_DATA=/srv\nDISCORD_TOKEN=old\n")
    write_env(env, {"DISCORD_TOKEN": "new"})
    assert env.read_text() == "# mine\nGREENLIGHT_DATA=/srv\nDISCORD_TOKEN=new\n"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_the_invite_asks_for_exactly_what_is_used() -> None:
    link = invite_link(42)
    assert f"permissions={permission_bits()}" in link
    assert "scope=bot+applications.commands" in link
    assert permission_bits().bit_count() == len(NEEDED)


@pytest.mark.parametrize("formatter", [Readable(), Lines()])
def test_no_token_reaches_the_logs(formatter: Readable | Lines) -> None:
    import logging

    secrets = f"{TOKEN} Authorization: Bearer {'x' * 43} /webhooks/123/{'y' * 60}"
    record = logging.LogRecord("bot.app", logging.INFO, "", 1, "%s", (secrets,), None)
    written = formatter.format(record)
    assert TOKEN not in written
    assert "x" * 43 not in written
    assert "y" * 60 not in written


def test_the_example_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    wanted: set[str] = set()
    for settings in (Settings, RenderSettings):
        for name, field in settings.model_fields.items():
            alias = field.validation_alias
            if alias is None:
                wanted.add(f"GREENLIGHT_{name.upper()}")
            else:
                wanted.add(alias if isinstance(alias, str) else str(alias.choices[0]))  # type: ignore[union-attr]
    assert named == wanted


def test_a_setting_that_is_not_right_is_named() -> None:
    told = greenlight("doctor", GREENLIGHT_MEDIA_GB="lots")
    assert told.returncode == 1
    assert "GREENLIGHT_MEDIA_GB" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_doctor_names_a_remedy_for_what_is_missing(tmp_path: Path) -> None:
    told = greenlight(
        "doctor", GREENLIGHT_DATA=str(tmp_path), DISCORD_TOKEN="", FFMPEG="/no/such/ffmpeg"
    )
    assert told.returncode == 1
    assert "run greenlight setup" in told.stdout
    assert "let FFMPEG name a working one" in told.stdout


def test_importing_the_bot_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.app, bot.studio, bot.dispatch, bot.launcher\n"
        "heavy = {'torch', 'diffusers', 'transformers', 'skia', 'numpy', 'cv2'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr


async def test_a_child_that_ends_is_started_again() -> None:
    supervisor = Supervisor([sys.executable, "-c", "pass"], {})
    task = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(20):
        while not supervisor.restarts:
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_node_that_the_bot_does_not_know_is_not_started_again() -> None:
    supervisor = Supervisor([sys.executable, "-c", "raise SystemExit(77)"], {})
    async with asyncio.timeout(20):
        await supervisor.run()
    assert supervisor.restarts == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


async def _running(
    lot: Backlot, data: Path, *arguments: str, health_port: int = 0
) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *arguments),
        cwd=data,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": "a.b.c",
            "GREENLIGHT_DATA": str(data),
            "GREENLIGHT_DISCORD_API": lot.api_base,
            "GREENLIGHT_DISCORD_GATEWAY": lot.gateway_url,
            "GREENLIGHT_DISCORD_CDN": lot.cdn_base,
            "GREENLIGHT_HEALTH_PORT": str(health_port),
            "GREENLIGHT_FREE_GB": "0",
        },
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    await lot.connected(30)
    return process


async def _family(process: asyncio.subprocess.Process) -> list[psutil.Process]:
    """The process and its children, once the local node is up."""
    root = psutil.Process(process.pid)
    async with asyncio.timeout(30):
        while len(root.children(recursive=True)) < 2:
            await asyncio.sleep(0.1)
    return root.children(recursive=True)


async def _gone(family: list[psutil.Process]) -> None:
    async with asyncio.timeout(15):
        while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family):
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_closes_everything_within_ten_seconds(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with Backlot(validate=False) as lot:
        await lot.add_guild("club")
        process = await _running(lot, tmp_path, "--json-logs")
        family = await _family(process)
        process.send_signal(number)
        async with asyncio.timeout(10):
            _, errors = await process.communicate()
        assert process.returncode == 0
        await _gone(family)
    lines = [line for line in errors.decode().splitlines() if line.startswith("{")]
    assert lines
    assert all(json.loads(line)["message"] for line in lines)


async def test_a_bot_that_is_killed_takes_its_local_node_along(tmp_path: Path) -> None:
    async with Backlot(validate=False) as lot:
        await lot.add_guild("club")
        process = await _running(lot, tmp_path)
        family = await _family(process)
        process.kill()
        await process.communicate()
        await _gone(family)


async def test_health_and_metrics_listen_on_loopback(tmp_path: Path) -> None:
    async with Backlot(validate=False) as lot:
        await lot.add_guild("club")
        port = _free_port()
        process = await _running(lot, tmp_path, "--without-node", health_port=port)
        async with aiohttp.ClientSession() as session, asyncio.timeout(20):
            status = 0
            while status != 200:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    status = answer.status
                await asyncio.sleep(0.1)
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                metrics = await answer.text()
        assert "greenlight_connected 1.0" in metrics
        process.terminate()
        await process.communicate()
