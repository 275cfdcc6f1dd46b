"""The camera by itself: `python -m render`."""

from __future__ import annotations

from render.cli import app

if __name__ == "__main__":
    app(prog_name="python -m render")
