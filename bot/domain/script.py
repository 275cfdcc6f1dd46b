"""The script: a passage as the script supervisor reads it, with what the rules made of it."""

from __future__ import annotations

from hashlib import sha256

from bot.domain.breakdown import shorten
from bot.domain.draft import Draft
from bot.domain.prose import plain, sentences

BEFORE = 2500
"""Characters of what comes before the passage, counted from its end."""
BEGINNING = 60
"""Characters by which a numbered speech is found again in the passage."""


def write_script(
    title: str, before: tuple[str, ...], passage: tuple[str, ...], draft: Draft
) -> str:
    """All that is sent to a script supervisor about a passage: the novel's text and the draft."""
    speeches = [
        f"{number}. {speech.speaker or 'somebody'}"
        f"{f' to {speech.to}' if speech.to else ''}: {shorten(speech.text, BEGINNING)}"
        for number, speech in enumerate(draft.speeches)
    ]
    return "\n\n".join(
        [
            f"CHAPTER: {title}",
            f"BEFORE THE PASSAGE:\n{_end_of(before) or '(nothing)'}",
            "THE PASSAGE:\n" + "\n".join(map(plain, passage)),
            "ITS SPEECHES, BY NUMBER:\n" + ("\n".join(speeches) or "(nobody speaks)"),
            "THE DRAFT:\n" + "\n".join(_drafted(draft)),
        ]
    )


def digest(script: str) -> str:
    """By what notes are known to belong to a script: one that has changed is read anew."""
    return sha256(script.encode()).hexdigest()


def _end_of(before: tuple[str, ...]) -> str:
    text = " ".join(map(plain, before))
    return text if len(text) <= BEFORE else " ".join(sentences(text[-BEFORE:])[1:])


def _drafted(draft: Draft) -> list[str]:
    return [
        f"heading: {draft.heading}",
        f"cast: {', '.join(draft.cast) or 'nobody'}",
        f"title: {draft.title}",
        f"action: {draft.action}",
        f"light: {draft.light}; framing: {draft.framing}; pace: {draft.pace}",
    ]
