"""What the processes of a film unit say to each other: a line of JSON for each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from render.contract import FailureKind
from render.faults import Fault
from render.progress import Progress

Message = dict[str, Any]
"""A task, by what it has one `do`, or the news of one, by its `event`."""
Voice = Callable[[Message], None]


class Unforeseen(Fault):
    """Nobody knows what went wrong, nor whether the process in which it did is sound."""


def progressed(progress: Progress) -> Message:
    return {"event": "progress", **asdict(progress)}


def progress_in(message: Message) -> Progress:
    """What `progressed` told."""
    return Progress(
        message["share"],
        message["stage"],
        message["shot"],
        message["eta_s"],
        message["preview"],
    )


def failed(fault: Fault, *, is_unforeseen: bool = False) -> Message:
    """How a task failed; `is_unforeseen` where whoever says so is better not used again."""
    return {
        "event": "failed",
        "kind": fault.kind.value,
        "retryable": fault.retryable,
        "message": str(fault),
        "is_unforeseen": is_unforeseen,
    }


def fault_in(message: Message) -> Fault:
    """What `failed` told, to be raised."""
    kind = Unforeseen if message["is_unforeseen"] else Fault
    return kind(
        message["message"],
        kind=FailureKind(message["kind"]),
        retryable=message["retryable"],
    )
