"""What happens in the demo, on the terminal and in a file."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.markup import escape

COLOURS = {"Anna": "magenta", "Mara": "cyan", "Tom": "yellow", "Jo": "green", "Ilse": "blue"}


def as_read(text: str, channels: Mapping[int, str], now: float) -> str:
    """Discord's markup as its readers see it; `channels` are names by ids, `now` a timestamp."""
    named = re.sub(r"<#(\d+)>", lambda found: f"#{channels[int(found[1])]}", text)
    timed = re.sub(r"<t:(\d+):R>", lambda found: f"in {int(found[1]) - now:.0f} s", named)
    return timed.replace("*", "")


@dataclass
class Transcript:
    """One line for each thing that happens, with the seconds since the beginning."""

    screen: Console
    file: TextIO
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def say(self, who: str, what: str) -> None:
        clock = f"{self.seconds:5.1f} s"
        self.file.write(f"{clock}  {who:<7} {what}\n")
        self.file.flush()
        colour = COLOURS.get(who, "white")
        self.screen.print(
            f"[dim]{clock}[/dim]  [{colour}]{who:<7}[/{colour}] {escape(what)}", soft_wrap=True
        )
