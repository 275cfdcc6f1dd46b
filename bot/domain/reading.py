"""How far a member has read, and what is kept from them until then."""

from __future__ import annotations

from bot.errors import Refusal


def is_beyond(chapter: int, read_up_to: int | None) -> bool:
    """Whether a chapter would spoil the book for somebody who said how far they have read."""
    return read_up_to is not None and chapter > read_up_to


def require_read(chapter: int, read_up_to: int | None) -> None:
    """Raises Refusal for a chapter that would spoil the book."""
    if is_beyond(chapter, read_up_to):
        raise Refusal(
            f"Chapter {chapter} is beyond chapter {read_up_to}, which you have read; "
            "/me says how far you are."
        )


def chapter_of(typed: str, chapters: int) -> int | None:
    """The chapter that a member typed; None for nothing, which veils nothing. Raises Refusal."""
    word = typed.strip()
    if not word:
        return None
    if not (word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= chapters):
        raise Refusal(
            f"Give the number of the last chapter that you have read, 1 to {chapters}; "
            "leave it empty to have nothing kept from you."
        )
    return int(word)
