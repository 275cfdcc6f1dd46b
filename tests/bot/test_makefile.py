"""What `make` says on a machine that lacks something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from patience import PATIENCE
from typed import ROOT

OLD = """#!/bin/sh
[ "$1" = --version ] && echo Python 3.10.12
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("python", "found"),
    [(OLD, "Python 3.10.12"), (None, "not here")],
)
def test_an_old_python_is_named_before_anything_is_made(
    tmp_path: Path, python: str | None, found: str
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    old = tmp_path / "python3.10"
    if python is not None:
        old.write_text(python)
        old.chmod(0o755)
    told = subprocess.run(
        # the tests themselves may have been started by a make
        ["make", "--no-print-directory", "setup", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert told.returncode == 2
    (line,) = told.stdout.splitlines()
    assert f"{old} is {found}" in line
    assert "PYTHON=python3.12" in line
    assert not (tmp_path / ".venv").exists()
