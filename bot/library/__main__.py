"""The child process that reads one novel: the file on stdin, JSON lines on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from bot.children import limit_this_process
from bot.domain.novel import Novel
from bot.errors import UnreadableNovel
from bot.library.reading import read_novel

MEMORY_BYTES = 2**30
CPU_SECONDS = 60


def main() -> None:
    """Read the file on stdin and write a novel, or a refusal, to stdout."""
    limit_this_process(MEMORY_BYTES, CPU_SECONDS)
    data = sys.stdin.buffer.read()
    try:
        novel = read_novel(data, sys.argv[1])
    except UnreadableNovel as refusal:
        _write({"refusal": str(refusal)})
        return
    for line in _lines(novel):
        _write(line)


def _lines(novel: Novel) -> Iterator[dict[str, object]]:
    yield {"title": novel.title, "authors": novel.authors}
    for chapter in novel.chapters:
        yield asdict(chapter)


def _write(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
