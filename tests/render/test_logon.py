from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from render.awake import ES_SYSTEM_REQUIRED, awake, inhibit_command
from render.cli import app
from render.logon import CannotStartAtLogon, StartPlan, carry_out, systemd_plan, windows_plan


def test_a_unit_starts_this_python_with_this_state_file(tmp_path: Path) -> None:
    unit = systemd_plan(tmp_path / "node.json").text
    assert f'ExecStart="{sys.executable}" "-P" "-m" "render" "node" "--config"' in unit
    assert f'"{tmp_path / "node.json"}"' in unit
    assert "RestartPreventExitStatus=77" in unit


def test_a_unit_takes_odd_paths_literally() -> None:
    unit = systemd_plan(Path('/home/a "b" 100%/$HOME/node.json')).text
    assert '"/home/a \\"b\\" 100%%/$$HOME/node.json"' in unit


def test_a_second_node_is_a_unit_of_its_own_that_films_with_its_card(tmp_path: Path) -> None:
    first, second = (systemd_plan(tmp_path / f"{name}.json") for name in ("node", "my second"))
    assert (first.file.name, second.file.name) == (
        "greenlight-node.service",
        "greenlight-node-my-second.service",
    )
    assert second.commands[-1][-1] == second.file.name
    assert '"--card"' not in first.text
    assert '"--card" "1"' in systemd_plan(tmp_path / "second.json", "1").text
    task = windows_plan(tmp_path / "second.json", "1")
    assert "second.json&quot; --card 1" in task.text.replace('"', "&quot;")
    assert "Greenlight node second" in task.commands[0]


def test_a_unit_keeps_the_settings_of_the_folder_and_the_shell_that_it_is_set_up_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "my 100% clone"
    clone.mkdir()
    monkeypatch.chdir(clone)
    monkeypatch.setenv("GREENLIGHT_NODE_ENGINES", "animatic,wan")
    monkeypatch.setenv("FFMPEG", 'C:\\a "b"')
    monkeypatch.setenv("GREENLIGHT_DISCORD_TOKEN", "not the node's")
    lines = systemd_plan(tmp_path / "node.json").text.splitlines()
    assert f"WorkingDirectory=-{tmp_path}/my 100%% clone" in lines
    assert 'Environment="GREENLIGHT_NODE_ENGINES=animatic,wan"' in lines
    assert 'Environment="FFMPEG=C:\\\\a \\"b\\""' in lines
    assert not any("DISCORD" in line for line in lines)


def test_systemd_itself_accepts_the_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = shutil.which("systemd-analyze")
    if checker is None:
        pytest.skip("systemd-analyze is not on this machine")
    program = tmp_path / "a $b" / "python"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.chdir(program.parent)
    monkeypatch.setenv("GREENLIGHT_VOICE", "two\nlines")
    monkeypatch.setenv("GREENLIGHT_NODE_NAME", 'Ann "PC" 100% \\')
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    unit = tmp_path / "greenlight-node.service"
    unit.write_text(systemd_plan(tmp_path / "node 100%.json").text)
    done = subprocess.run(
        [checker, "verify", "--user", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_windows_task_is_well_formed_and_runs_at_its_owners_logon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USERDOMAIN", "DEN")
    monkeypatch.setenv("USERNAME", "Ann & Bob")
    monkeypatch.chdir(tmp_path)
    plan = windows_plan(tmp_path / "a & b" / "node.json")
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ET.fromstring(plan.text.encode("utf-16"))
    whose = task.findtext(f"{space}Triggers/{space}LogonTrigger/{space}UserId")
    as_whom = task.findtext(f"{space}Principals/{space}Principal/{space}UserId")
    assert (whose, as_whom) == ("DEN\\Ann & Bob", "DEN\\Ann & Bob")
    assert task.findtext(f"{space}Actions/{space}Exec/{space}WorkingDirectory") == str(tmp_path)
    arguments = task.findtext(f"{space}Actions/{space}Exec/{space}Arguments")
    assert arguments == f'-P -m render node --config "{tmp_path / "a & b" / "node.json"}"'
    assert plan.commands[0][0] == "schtasks"


def test_setting_up_writes_the_file_and_runs_the_commands(tmp_path: Path) -> None:
    made = tmp_path / "made"
    plan = StartPlan(tmp_path / "deep" / "x.service", "text", (("touch", str(made)),))
    carry_out(plan)
    assert (tmp_path / "deep" / "x.service").read_text() == "text"
    assert made.exists()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [(("no-such-program",), "no-such-program is not there"), (("false",), "`false` failed")],
)
def test_a_command_that_fails_is_named(
    tmp_path: Path, command: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CannotStartAtLogon, match=sentence):
        carry_out(StartPlan(tmp_path / "x.service", "text", (command,)))


@pytest.mark.skipif(sys.platform != "linux", reason="a systemd unit is for Linux")
def test_a_file_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    result = CliRunner().invoke(app, ["node", "--config", "/dev/null/node.json", "setup"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "greenlight: /dev/null" in result.stderr
    assert "cannot be written" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="a systemd unit is for Linux")
def test_a_dry_run_shows_the_file_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    state = tmp_path / "node.json"
    result = CliRunner().invoke(app, ["node", "--config", str(state), "setup", "--dry-run"])
    assert result.exit_code == 0
    assert "[Service]" in result.stdout
    assert "runs systemctl --user enable --now greenlight-node.service" in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="a systemd unit is for Linux")
def test_the_card_that_was_chosen_is_the_one_at_every_logon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    words = ["node", "--config", str(tmp_path / "two.json"), "--card", "1", "setup", "--dry-run"]
    assert '"--card" "1"' in CliRunner().invoke(app, words).stdout
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "1"


def test_on_windows_sleep_is_held_off_until_the_last_job_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[int] = []
    kernel = SimpleNamespace(SetThreadExecutionState=told.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    with awake():
        with awake():
            assert told[-1] & ES_SYSTEM_REQUIRED
        assert told[-1] & ES_SYSTEM_REQUIRED
    assert not told[-1] & ES_SYSTEM_REQUIRED


def test_holding_sleep_off_never_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with awake():
        pass
    monkeypatch.setenv("PATH", "")
    assert inhibit_command() is None
    with awake():
        pass
