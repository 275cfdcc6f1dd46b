"""Makes a node start by itself when its owner logs on: a systemd user unit, or a Windows task."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

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
            raise CannotStartAtLogon(f"`{' '.join(command)}` failed: {said}") from None


def systemd_plan(state_file: Path, card: str | None = None) -> StartPlan:
    """A unit of the user's own systemd, restarted when it fails."""
    unit = f"{_name(state_file)}.service"
    command = [sys.executable, "-m", "render", "node", "--config", str(state_file.absolute())]
    command += ["--card", card] if card else []
    text = f"""[Unit]
Description=Greenlight render node
Wants=network-online.target
After=network-online.target

[Service]
ExecStart={" ".join(_systemd_word(word) for word in command)}
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
    """A task of Windows' own scheduler, run at logon without a window."""
    python = Path(sys.executable).with_name("pythonw.exe")
    arguments = f'-m render node --config "{state_file.absolute()}"'
    arguments += f" --card {card}" if card else ""
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(str(python))}</Command>
      <Arguments>{escape(arguments)}</Arguments>
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


def _systemd_word(word: str) -> str:
    """A word as ExecStart wants it: quoted, its specifiers and variables made plain."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"'
