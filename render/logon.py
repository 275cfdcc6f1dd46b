"""Makes a node start by itself when its owner logs on: a systemd user unit, or a Windows task."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from render.settings import account, set_in_shell

UNWELCOME_CODE = 77
"""How a node exits that its bot no longer knows: starting it again would not help."""
_NAME = "greenlight-node"
_FIRST = "node"
"""How the state file of a machine's first node is called."""


class CannotStartAtLogon(Exception):
    """This platform offers no way that is known here; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class StartPlan:
    """A file to write, and the commands that make the system follow it."""

    file: Path
    text: str
    commands: tuple[tuple[str, ...], ...]


def plan(state_file: Path, card: str | None = None) -> StartPlan:
    """What `carry_out` would do on this platform. Raises CannotStartAtLogon.

    Each state file is a node of its own; `card` is the one that it is to film with.
    """
    if sys.platform == "win32":
        return windows_plan(state_file, card)
    if sys.platform == "linux":
        return systemd_plan(state_file, card)
    raise CannotStartAtLogon(
        "starting at logon is set up on Linux and Windows only; add `greenlight node` to this "
        "system's login items."
    )


def carry_out(steps: StartPlan) -> None:
    """Write the file and run the commands. Raises CannotStartAtLogon with the failing one."""
    steps.file.parent.mkdir(parents=True, exist_ok=True)
    encoding = "utf-16" if steps.file.suffix == ".xml" else "utf-8"
    steps.file.write_text(steps.text, encoding=encoding)
    for command in steps.commands:
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise CannotStartAtLogon(
                f"{command[0]} is not there, so this system cannot start the node by itself; "
                f"{steps.file} was written all the same."
            ) from None
        except subprocess.CalledProcessError as error:
            said = (error.stderr or error.stdout).strip()
            raise CannotStartAtLogon(f"`{as_typed(command)}` failed: {said}") from None


def as_typed(command: tuple[str, ...]) -> str:
    """A command as one would type it here, odd paths and all."""
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)


def systemd_plan(state_file: Path, card: str | None = None) -> StartPlan:
    """A unit of the user's own systemd, restarted when it fails.

    It goes by the `.env` of this folder, and by what is set in this shell.
    """
    unit = f"{_name(state_file)}.service"
    command = [sys.executable, "-P", "-m", "render", "node", "--config", str(state_file.absolute())]
    command += ["--card", card] if card else []
    program, *arguments = command
    exec_start = " ".join((_quoted(program), *map(_argument, arguments)))
    chosen = "".join(f"Environment={_quoted(f'{n}={v}')}\n" for n, v in set_in_shell().items())
    text = f"""[Unit]
Description=Greenlight render node
Wants=network-online.target
After=network-online.target

[Service]
WorkingDirectory=-{_plain(str(Path.cwd()))}
{chosen}ExecStart={exec_start}
Restart=on-failure
RestartSec=10
RestartPreventExitStatus={UNWELCOME_CODE}
TimeoutStopSec=15

[Install]
WantedBy=default.target
"""
    return StartPlan(
        Path.home() / ".config" / "systemd" / "user" / unit,
        text,
        (
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "enable", "--now", unit),
        ),
    )


def windows_plan(state_file: Path, card: str | None = None) -> StartPlan:
    """A task of Windows' own scheduler, run at its owner's logon without a window.

    It goes by the `.env` of this folder. Without a user named, it would be for every user's logon,
    which administrators alone may set up.
    """
    python = Path(sys.executable).with_name("pythonw.exe")
    arguments = f'-P -m render node --config "{state_file.absolute()}"'
    arguments += f" --card {card}" if card else ""
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <LogonTrigger><Enabled>true</Enabled><UserId>{escape(account())}</UserId></LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Owner">
      <UserId>{escape(account())}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Owner">
    <Exec>
      <Command>{escape(str(python))}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(str(Path.cwd()))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    name = _name(state_file)
    file = state_file.absolute().with_name(f"{name}.xml")
    task = name.replace("-", " ").capitalize()
    return StartPlan(file, text, (("schtasks", "/Create", "/TN", task, "/XML", str(file), "/F"),))


def _name(state_file: Path) -> str:
    """What a node is called to the system; a second one's state file gives it its name."""
    second = re.sub(r"[^\w-]+", "-", state_file.stem)
    return _NAME if second == _FIRST else f"{_NAME}-{second}"


def _argument(word: str) -> str:
    """A word after the program in ExecStart: variables are set in there, so they are made plain."""
    return _quoted(word.replace("$", "$$"))


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{_plain(escaped)}"'


def _plain(text: str) -> str:
    """Without what systemd would take for its own specifiers."""
    return text.replace("%", "%%")
