"""What films with a model: has the camera look at its card, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from bot.doctor.finding import INSTALL_NODE, Finding

_CAMERA = (sys.executable, "-P", "-m", "render", "models", "report")


class CardReport:
    """The findings one by one as they come; then `text`, the report to post.

    A brief one loads nothing and shoots nothing, has no report, and nothing to say where nothing
    is set up to film with a model.
    """

    def __init__(self, *, is_brief: bool = False) -> None:
        self.text = ""
        self._is_brief = is_brief

    def examine(self) -> Iterator[Finding]:
        """Ask the camera; a bot needs no card, so nothing of this keeps it from running."""
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log,
            subprocess.Popen(
                (*_CAMERA, "--brief") if self._is_brief else _CAMERA,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as camera,
        ):
            assert camera.stdout is not None
            try:
                for line in camera.stdout:
                    if finding := self._read(line):
                        yield finding
            finally:
                if camera.poll() is None:
                    camera.terminate()
            camera.wait()
            log.seek(0)
            said = log.read()
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        is_lacking = "No module named" in last
        # what a node lacks is found before, and by others
        is_silent = self._is_brief and (is_lacking or not camera.returncode)
        if not self.text and not is_silent:
            yield Finding(
                "GPU",
                False,
                last.removeprefix("greenlight: ").rstrip(".")[:300],
                INSTALL_NODE if is_lacking else "mend that, and look again",
                is_needed=False,
            )

    def _read(self, line: str) -> Finding | None:
        told: dict[str, Any] = {}
        with suppress(ValueError):
            told = cast("dict[str, Any]", json.loads(line))
        if "report" in told:
            self.text = str(told["report"])
        if "found" not in told:
            return None
        return Finding(
            str(told["name"]),
            bool(told["is_well"]),
            str(told["found"]),
            str(told["remedy"]),
            is_needed=False,
        )
