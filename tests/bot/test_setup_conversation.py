"""`greenlight setup` on a real terminal: what is asked, hidden, written and left alone."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typed import TOKEN, terminal
from typer.testing import CliRunner, Result

from bot.backlot import Backlot
from bot.cli import app
from bot.onboarding import (
    CannotWrite,
    TokenRefused,
    Unreachable,
    check_token,
    tidy_token,
    write_env,
)
from bot.permissions import NEEDED, invite_link, permission_bits

OTHER = TOKEN[:-1] + "9"


@pytest.fixture
async def lot() -> AsyncIterator[Backlot]:
    async with Backlot(validate=False, token=TOKEN) as backlot:
        yield backlot


def _files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_bad_answers_are_explained_and_the_right_one_is_kept_unseen(
    lot: Backlot, tmp_path: Path
) -> None:
    async with terminal("setup", folder=tmp_path, GREENLIGHT_DISCORD_API=lot.api_base) as tty:
        await tty.answer("Token: ", "hello\n")
        await tty.answer("three parts", "")
        await tty.answer("Token: ", f"{OTHER}\n")
        await tty.answer("does not know this token", "")
        await tty.answer("Token: ", f"{TOKEN}\n")
        assert await tty.end() == 0
        shown = tty.screen
    assert "hello" not in shown
    assert TOKEN not in shown
    assert OTHER not in shown
    assert f"permissions={permission_bits()}" in shown
    assert f"DISCORD_TOKEN={TOKEN}\n" in (tmp_path / ".env").read_text()
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


async def test_ctrl_c_leaves_everything_as_it_was(lot: Backlot, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"# mine\nDISCORD_TOKEN={OTHER}\n")
    async with terminal("setup", folder=tmp_path, GREENLIGHT_DISCORD_API=lot.api_base) as tty:
        await tty.answer("needs a new one", "")
        await tty.answer("Token: ", f"{TOKEN}\x03")
        assert await tty.end() == 130
        assert "nothing was written" in tty.screen
    assert env.read_text() == f"# mine\nDISCORD_TOKEN={OTHER}\n"
    assert _files(tmp_path) == [".env"]


async def test_a_token_that_is_there_stays_unless_it_is_to_go(lot: Backlot, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"GREENLIGHT_MEDIA_GB=5\nDISCORD_TOKEN='{TOKEN}'\n")
    async with terminal("setup", folder=tmp_path, GREENLIGHT_DISCORD_API=lot.api_base) as tty:
        await tty.answer("Replace it? [y/N]: ", "\n")
        assert await tty.end() == 0
        assert f"permissions={permission_bits()}" in tty.screen
    assert env.read_text() == f"GREENLIGHT_MEDIA_GB=5\nDISCORD_TOKEN='{TOKEN}'\n"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


async def _piped(lot: Backlot, env: Path, token: str, **variables: str) -> Result:
    return await asyncio.to_thread(
        CliRunner().invoke,
        app,
        ["setup", "--env", str(env)],
        input=f"{token}\n",
        env={"GREENLIGHT_DISCORD_API": lot.api_base, **variables},
    )


async def test_a_script_gives_the_token_on_standard_input(lot: Backlot, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    told = await _piped(lot, env, TOKEN)
    assert told.exit_code == 0, told.output
    assert f"DISCORD_TOKEN={TOKEN}" in env.read_text()


async def test_a_script_with_a_wrong_token_is_told_once(lot: Backlot, tmp_path: Path) -> None:
    told = await _piped(lot, tmp_path / ".env", OTHER)
    assert told.exit_code == 1
    assert "does not know this token" in " ".join(told.output.split())
    assert not (tmp_path / ".env").exists()


async def test_another_token_in_the_environment_is_pointed_out(
    lot: Backlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = await _piped(lot, Path(".env"), TOKEN, DISCORD_TOKEN=OTHER)
    assert "comes before this one" in " ".join(told.output.split())
    assert OTHER not in told.output


async def test_where_nothing_can_be_written_it_says_so(lot: Backlot, tmp_path: Path) -> None:
    told = await _piped(lot, tmp_path / "none" / ".env", TOKEN)
    assert told.exit_code == 1
    assert "cannot be written" in " ".join(told.output.split())


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (TOKEN, TOKEN),
        (f"  Bot {TOKEN}\n", TOKEN),
        (f'"{TOKEN}"', TOKEN),
        (f"DISCORD_TOKEN={TOKEN}", TOKEN),
    ],
)
def test_a_pasted_token_is_tidied(text: str, token: str) -> None:
    assert tidy_token(text) == token


@pytest.mark.parametrize("text", ["", "hello", "a.b.c", "my token please", TOKEN.replace("G", "Ğ")])
def test_what_is_no_token_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(TokenRefused, match="three parts") as caught:
        tidy_token(text)
    assert not text or text not in str(caught.value)


async def test_a_token_is_checked_with_discord(lot: Backlot) -> None:
    application = await check_token(TOKEN, lot.api_base)
    assert application.id > 0


async def test_an_unreachable_discord_is_said_so() -> None:
    with pytest.raises(Unreachable, match="could not be asked"):
        await check_token(TOKEN, "http://127.0.0.1:9/api/v10")


async def test_trouble_at_discord_is_no_fault_of_the_token(lot: Backlot) -> None:
    await lot.fail_next("GET", "applications/@me", status=503)
    with pytest.raises(Unreachable, match="answered 503"):
        await check_token(TOKEN, lot.api_base)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# mine\nDISCORD_TOKEN=old\nGREENLIGHT_DATA=/srv\n",
            "# mine\nDISCORD_TOKEN=new\nGREENLIGHT_DATA=/srv\n",
        ),
        ("export DISCORD_TOKEN = old\nDISCORD_TOKEN=older\n", "DISCORD_TOKEN=new\n"),
        ("A=1", "A=1\nDISCORD_TOKEN=new\n"),
        ("# DISCORD_TOKEN=\r\nA=1\r\n", "# DISCORD_TOKEN=\nA=1\nDISCORD_TOKEN=new\n"),
    ],
)
def test_setup_changes_its_own_line_alone(tmp_path: Path, before: str, after: str) -> None:
    env = tmp_path / ".env"
    env.write_bytes(before.encode())
    env.chmod(0o644)
    write_env(env, {"DISCORD_TOKEN": "new"})
    assert env.read_text() == after
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_a_linked_file_of_settings_stays_a_link(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("A=1\n")
    (tmp_path / ".env").symlink_to(kept)
    write_env(tmp_path / ".env", {"DISCORD_TOKEN": "new"})
    assert kept.read_text() == "A=1\nDISCORD_TOKEN=new\n"
    assert (tmp_path / ".env").is_symlink()


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotWrite, match="not UTF-8"):
        write_env(env, {"DISCORD_TOKEN": "new"})
    assert env.read_bytes() == b"\xff\xfe\x00"


def test_the_invite_asks_for_exactly_what_is_used() -> None:
    link = invite_link(42)
    assert f"permissions={permission_bits()}" in link
    assert "scope=bot+applications.commands" in link
    assert permission_bits().bit_count() == len(NEEDED)
