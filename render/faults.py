"""What can go wrong with an order, each as one sentence for a person."""

from __future__ import annotations

import errno

from render.contract import FailureKind

_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


class BadOrder(Exception):
    """The order cannot be read; the message says which part, and what is allowed."""


class Fault(Exception):
    """The work failed; `retryable` says whether another attempt could go better."""

    def __init__(
        self, message: str, *, kind: FailureKind = FailureKind.RENDER, retryable: bool = True
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retryable = retryable


class NotSetUp(Fault):
    """This machine cannot work with an engine, whatever is ordered; another one may."""


class Unforeseen(Fault):
    """Nobody knows what went wrong, nor whether the process in which it did is sound."""


def disk_fault(error: OSError) -> Fault | None:
    """A full disk as a fault of its own kind; None for any other error."""
    if error.errno not in _DISK_ERRORS:
        return None
    return Fault(
        f"the disk is full ({error.filename or 'while writing'}): free some space, or move the "
        "shot store with GREENLIGHT_CACHE.",
        kind=FailureKind.DISK,
    )
