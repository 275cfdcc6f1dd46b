"""Taking turns: who speaks where no tag says so, and to whom, by the speeches around it."""

from __future__ import annotations

from dataclasses import dataclass

NEAR = 6
"""Turns before and after one that tell who takes part in the talk."""


@dataclass(slots=True)
class Turn:
    """One paragraph's speech while its speaker is looked for."""

    paragraph: int
    speaker: str
    addressed: list[str]
    texts: list[str]
    since: int
    """Paragraphs of mere narration between the turn before and this one."""


def take_turns(turns: list[Turn]) -> None:
    """Fill in who is left open: of two who talk in turns, the one whose turn it is."""
    for order in (range(len(turns)), range(len(turns) - 1, -1, -1)):
        step = order.step
        for at in order:
            one, two = at - step, at - 2 * step
            if turns[at].speaker or not 0 <= one < len(turns):
                continue
            asked = turns[one].addressed if step > 0 and not turns[at].since else []
            if asked and asked[0] not in (turns[one].speaker, *turns[at].addressed):
                turns[at].speaker = asked[0]
                continue
            if not 0 <= two < len(turns):
                continue
            close = turns[max(at, one)].since == 0 and turns[max(one, two)].since == 0
            guess = turns[two].speaker
            if close and guess and guess != turns[one].speaker and guess not in turns[at].addressed:
                turns[at].speaker = guess
    for order in (range(1, len(turns)), range(len(turns) - 2, -1, -1)):
        for at in order:
            if not turns[at].speaker:
                turns[at].speaker = _other_of_two(turns, at, at - order.step)


def _other_of_two(turns: list[Turn], at: int, beside: int) -> str:
    """Where only two people talk, the one who does not speak in the turn beside this one."""
    known = turns[beside].speaker
    if not known or turns[max(at, beside)].since > 1:
        return ""
    near = turns[max(0, at - NEAR) : at + NEAR + 1]
    talking = {turn.speaker for turn in near} - {""}
    others = talking - {known, *turns[at].addressed}
    return others.pop() if len(talking) == 2 and len(others) == 1 else ""


def listener(turns: list[Turn], at: int) -> str:
    """Whom a turn is said to: who is called by name, else who spoke before, or answers."""
    turn = turns[at]
    for person in turn.addressed:
        if person != turn.speaker:
            return person
    before = turns[at - 1] if at and not turn.since else None
    after = turns[at + 1] if at + 1 < len(turns) and not turns[at + 1].since else None
    for other in (before, after):
        if other and other.speaker and other.speaker != turn.speaker:
            return other.speaker
    return ""
