"""Tables that teach words: a line is `name | word, word, ...`."""

from __future__ import annotations


def by_word(listed: str) -> dict[str, str]:
    """The name that each word stands for; the first line that has a word keeps it."""
    words: dict[str, str] = {}
    for line in listed.strip().splitlines():
        name, _, row = line.partition("|")
        for word in row.split(","):
            words.setdefault(word.strip(), name.strip())
    return words
