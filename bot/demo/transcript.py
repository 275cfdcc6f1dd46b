"""What happens in the demo, on the terminal and in a file."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.markup import escape

COLOURS = {"Anna": "magenta", "Mara": "cyan", "Tom": "yellow", "Jo": "green", "Ilse": "blue"}


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
