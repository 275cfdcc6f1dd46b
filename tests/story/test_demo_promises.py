"""The demo fails when anything that it promises did not happen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.demo.report import FILES, broken_promises, timing
from bot.demo.transcript import as_read

KEPT: dict[str, Any] = {
    "posted": 1,
    "greenlit": 1,
    "shelved": 1,
    "votes": 7,
    "ack_ms_p50": 6.5,
    "ack_ms_p99": 34.7,
    "openapi_errors": 0,
    "rule_errors": 0,
    "film_seconds": 24.0,
    "shoot_seconds": 37.5,
    "wall_seconds": 65.1,
    "in_time": True,
    "bot_rss_mb": 93.4,
    "restarts": 1,
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text("something")
    return tmp_path


@pytest.mark.parametrize("openapi_errors", [0, None])
def test_a_demo_in_which_everything_happened_passes(out: Path, openapi_errors: int | None) -> None:
    assert broken_promises({**KEPT, "openapi_errors": openapi_errors}, out) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("posted", 0),
        ("posted", 2),
        ("greenlit", 0),
        ("greenlit", 2),
        ("shelved", 0),
        ("shelved", 2),
        ("restarts", 0),
        ("restarts", 2),
        ("votes", 0),
        ("rule_errors", 1),
        ("openapi_errors", 1),
        ("film_seconds", 7.9),
        ("film_seconds", 60.1),
        ("ack_ms_p99", None),
        ("shoot_seconds", None),
        ("bot_rss_mb", 0),
    ],
)
def test_a_demo_in_which_something_did_not_happen_fails(
    out: Path, name: str, value: float | None
) -> None:
    (broken,) = broken_promises({**KEPT, name: value}, out)
    assert name in broken or "the film" in broken


@pytest.mark.parametrize("name", FILES)
def test_a_demo_without_one_of_its_files_fails(out: Path, name: str) -> None:
    (out / name).unlink()
    assert broken_promises(KEPT, out) == [f"{name} is missing"]


@pytest.mark.parametrize(
    ("took", "in_time", "said"),
    [
        (65.1, True, "It took 65.1 s in all, within the 90 s that two idle cores need at most."),
        (
            120.4,
            False,
            "It took 120.4 s in all, more than the 90 s of two idle cores: this machine was busy.",
        ),
    ],
)
def test_a_demo_says_whether_it_was_in_time_and_a_slow_machine_breaks_no_promise(
    out: Path, took: float, in_time: bool, said: str
) -> None:
    report = {**KEPT, "wall_seconds": took, "in_time": in_time}
    assert timing(report) == said
    assert broken_promises(report, out) == []


def test_the_transcript_says_what_readers_of_discord_see() -> None:
    said = "**Scene 1** comes up in <#7>, and closes <t:112:R>."
    assert as_read(said, {7: "carrow-keep"}, 100.0) == (
        "Scene 1 comes up in #carrow-keep, and closes in 12 s."
    )
