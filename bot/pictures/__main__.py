"""The child process that reads one picture: the file on stdin; JSON, then a PNG on stdout."""

from __future__ import annotations

import json
import sys

from bot.children import limit_this_process
from bot.pictures.reencode import CannotRead, reencode

MEMORY_BYTES = 2**30
CPU_SECONDS = 15


def main() -> None:
    """Write the picture on stdin anew, or say why not."""
    limit_this_process(MEMORY_BYTES, CPU_SECONDS)
    try:
        picture = reencode(sys.stdin.buffer.read())
    except CannotRead as refusal:
        _write({"refusal": str(refusal)})
        return
    _write({"width": picture.width, "height": picture.height}, picture.png)


def _write(facts: dict[str, object], png: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + png)


if __name__ == "__main__":
    main()
