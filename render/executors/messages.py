"""What the processes of a film unit say to each other: a line of JSON for each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from render.contract import FailureKind
from render.faults import Fault, NotSetUp, Unforeseen
from render.progress import Progress

Message = dict[str, Any]
"""A task, by what it has one `do`, or the news of one, by its `event`."""
Voice = Callable[[Message], None]

LOG_END = b"\x04"
"""Ends what a process wrote to its log of a task that failed."""

_SORTS: dict[str, type[Fault]] = {sort.__name__: sort for sort in (NotSetUp, Unforeseen, Fault)}


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


def failed(fault: Fault) -> Message:
    """How a task failed."""
    return {
        "event": "failed",
        "sort": next(name for name, sort in _SORTS.items() if isinstance(fault, sort)),
        "kind": fault.kind.value,
        "retryable": fault.retryable,
        "message": str(fault),
    }


def fault_in(message: Message) -> Fault:
    """What `failed` told, to be raised."""
    return _SORTS[message["sort"]](
        message["message"],
        kind=FailureKind(message["kind"]),
        retryable=message["retryable"],
    )
