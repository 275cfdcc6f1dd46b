"""Every "no" that a person can get: the message is the reply, shown as it stands."""

from __future__ import annotations


class Refusal(Exception):
    """A request that a rule forbids. The message says what is wrong, which rule, and what to do."""


class NotFound(Refusal):
    """What was asked for is not there, or not in this guild."""


class NotAllowed(Refusal):
    """Somebody else may do this."""


class BallotClosed(Refusal):
    """The vote is over."""


class UnreadableNovel(Refusal):
    """A file that cannot be read as a novel."""


class Outdated(Refusal):
    """Somebody changed what a page shows; nothing was done."""


class HouseRule(Refusal):
    """A proposal that the hard rules forbid; names the rule and the word."""


class NodeRefused(Refusal):
    """A node asked for what it may not have."""
