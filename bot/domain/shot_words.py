"""What people type about a shot: its length, what we see in it, and what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.shots import Line, PlannedShot
from bot.errors import Refusal

MAX_ACTION = 300
MAX_LINES = 4
MAX_SAID = 160
MAX_SPEAKER = 40
_NUMBER = re.compile(r"\s*([0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*(?:s|sec|seconds?)?\s*", re.IGNORECASE)
_SAID = re.compile(rf"(?P<speaker>[^:\n]{{1,{MAX_SPEAKER}}}):\s*(?P<words>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed about a shot: its length, what we see, and what is said in it."""

    seconds: float
    action: str
    said: tuple[tuple[str, str], ...] = ()
    """Speaker and words, in order; the speaker is empty where nobody is named."""

    @property
    def typed(self) -> tuple[str, ...]:
        return self.action, *(f"{speaker} {words}" for speaker, words in self.said)


def read_seconds(text: str) -> float:
    """A length in seconds: `4`, `4.5`, `4,5 s`. Raises Refusal."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Refusal(f"{text.strip()[:40]!r} is not a length: write seconds, as `4` or `4.5`.")
    return float(match[1].replace(",", "."))


def read_action(text: str) -> str:
    """What we see, on one line. Raises Refusal."""
    action = " ".join(text.split())
    if not 1 <= len(action) <= MAX_ACTION:
        raise Refusal(f"Say what we see in 1 to {MAX_ACTION} characters; these are {len(action)}.")
    return action


def read_said(text: str) -> tuple[tuple[str, str], ...]:
    """What is said, a line each: `Wick: Who is there?`, or words alone. Raises Refusal."""
    said = [spoken(line) for line in text.splitlines() if line.strip()]
    if len(said) > MAX_LINES:
        raise Refusal(f"At most {MAX_LINES} lines are said in one shot; these are {len(said)}.")
    for _, words in said:
        if len(words) > MAX_SAID:
            raise Refusal(
                f"A line has {MAX_SAID} characters at most; “{words[:40]}…” has {len(words)}."
            )
    return tuple(said)


def said_in(shot: PlannedShot) -> str:
    """A shot's dialogue as `read_said` reads it."""
    return "\n".join(map(typed, shot.lines))


def typed(line: Line) -> str:
    """A line as somebody would type it: `Wick: Who is there?`, or the words alone."""
    return f"{line.speaker[:MAX_SPEAKER]}: {line.text}" if line.speaker else line.text


def spoken(line: str) -> tuple[str, str]:
    """Speaker and words of a line that somebody typed; the speaker may be empty."""
    match = _SAID.fullmatch(" ".join(line.split()))
    if match is None:
        return "", " ".join(line.split())
    return match["speaker"].strip(), match["words"].strip()
