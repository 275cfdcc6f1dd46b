"""What the demo amounted to: counts taken from the bot's requests, and the promises they keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.demo.club import Club
from bot.studio.mp4 import inspect_clip

Report = dict[str, Any]
SHORTEST, LONGEST = 8, 60
"""Seconds of a film."""
WHOLE_EVENING = 90
"""Seconds that all of it takes at most on two cores that have nothing else to do."""
MEASURED = (
    "votes",
    "ack_ms_p50",
    "ack_ms_p99",
    "shoot_seconds",
    "wall_seconds",
    "bot_rss_mb",
)
FILES = ("premiere.mp4", "storyboard.png", "transcript.txt", "requests.jsonl", "report.json")


async def write_report(club: Club) -> Report:
    """Write requests.jsonl and report.json, and tell what Discord would have objected to."""
    stage, out = club.house.stage, club.out
    path = out / "requests.jsonl"
    await stage.call("write_requests", path=str(path.absolute()))
    requests = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    stats = await stage.stats()
    if stats["openapi_notice"]:
        club.transcript.say("backlot", stats["openapi_notice"])
    for fault in [*stats["openapi"], *stats["rules"], *stats["unknown_routes"]]:
        club.transcript.say("backlot", f"Discord would object: {fault}")
    report: Report = {
        **_counts(requests),
        "ack_ms_p50": stats["ack_ms_p50"],
        "ack_ms_p99": stats["ack_ms_p99"],
        "openapi_errors": stats["openapi_errors"],
        "rule_errors": len(stats["rules"]) + len(stats["unknown_routes"]),
        "film_seconds": round(inspect_clip(out / "premiere.mp4").seconds, 2),
        "shoot_seconds": _shoot_seconds(requests),
        "wall_seconds": round(club.transcript.seconds, 1),
        "in_time": club.transcript.seconds <= WHOLE_EVENING,
        "bot_rss_mb": club.bot_rss_mb,
        "restarts": club.house.restarts,
    }
    (out / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return report


def timing(report: Mapping[str, Any]) -> str:
    """How long it took, and whether that was in time. A busy machine breaks no promise."""
    took = f"It took {report['wall_seconds']} s in all"
    if report["in_time"]:
        return f"{took}, within the {WHOLE_EVENING} s that two idle cores need at most."
    return f"{took}, more than the {WHOLE_EVENING} s of two idle cores: this machine was busy."


def broken_promises(report: Mapping[str, Any], out: Path) -> list[str]:
    """What should have happened and did not, a few words each; empty when all is well."""
    broken = [
        f"{name} is {report[name]} and not {wanted}"
        for name, wanted in (
            *(("posted", 1), ("greenlit", 1), ("shelved", 1), ("restarts", 1)),
            *(("rule_errors", 0), ("openapi_errors", 0)),
        )
        # without the description at hand nothing was checked against it
        if report[name] != wanted and not (name == "openapi_errors" and report[name] is None)
    ]
    if not SHORTEST <= report["film_seconds"] <= LONGEST:
        broken.append(f"the film is {report['film_seconds']} s long")
    broken += [f"{name} was not measured" for name in MEASURED if not report[name]]
    broken += [
        f"{name} is missing"
        for name in FILES
        if not (out / name).exists() or not (out / name).stat().st_size
    ]
    return broken


def _counts(requests: list[dict[str, Any]]) -> dict[str, int]:
    """Posted clips, verdicts on cards, votes confirmed: of requests that succeeded."""
    done = [request for request in requests if request["status"] in (200, 204)]
    cards = {"Greenlit": set[str](), "Shelved": set[str]()}
    votes = 0
    for request in done:
        text = json.dumps(request["json"], ensure_ascii=False)
        for word, messages in cards.items():
            if request["method"] == "PATCH" and f"**{word}" in text:
                messages.add(request["path"])
        votes += request["path"].endswith("/callback") and "You voted" in text
    return {
        "posted": sum(map(_is_premiere, done)),
        "greenlit": len(cards["Greenlit"]),
        "shelved": len(cards["Shelved"]),
        "votes": votes,
    }


def _shoot_seconds(requests: list[dict[str, Any]]) -> float | None:
    """From the first card that says so to the posted clip."""
    began = [
        item["at"]
        for item in requests
        if item["method"] == "PATCH" and "is being shot" in json.dumps(item["json"])
    ]
    ended = [item["at"] for item in requests if _is_premiere(item)]
    return round(ended[0] - began[0], 1) if began and ended else None


def _is_premiere(request: Mapping[str, Any]) -> bool:
    return request["method"] == "POST" and '"clip.mp4"' in json.dumps(request["json"])
