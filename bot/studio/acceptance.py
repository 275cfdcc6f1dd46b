"""Whether what a node delivers is what was ordered: files, report, and what is in the files."""

from __future__ import annotations

from pathlib import Path

from bot.studio.fencing import BadDelivery, TooLarge
from bot.studio.media import RESERVE
from bot.studio.mp4 import NotAClip, inspect_clip, picture_size
from render.contract import (
    MAX_SECONDS,
    MAX_SHOTS,
    JobKind,
    OutputName,
    SceneOrder,
    TakeReport,
    UploadRequest,
)

MAX_FILE = RESERVE
MAX_PICTURE = 20 * 2**20
TITLES = 30.0
"""Seconds that titles and credits may add to a take."""
MAX_REEL = 3600.0
OUTPUTS = {
    JobKind.STORYBOARD: frozenset({OutputName.CONTACT}),
    JobKind.TAKE: frozenset(
        {OutputName.CLIP, OutputName.MASTER, OutputName.POSTER, OutputName.CONTACT}
    ),
    JobKind.REFIT: frozenset({OutputName.CLIP}),
    JobKind.REEL: frozenset({OutputName.CLIP}),
    JobKind.COMPARISON: frozenset({OutputName.CLIP}),
    JobKind.PORTRAIT: frozenset({OutputName.PORTRAIT}),
}


def check_request(order: SceneOrder, request: UploadRequest) -> None:
    """Raises BadDelivery for a file that was not ordered, and TooLarge above its limit."""
    if request.name not in OUTPUTS[order.kind]:
        raise BadDelivery(f"name: a {order.kind} has no {request.name}.")
    limit = MAX_FILE if request.name is OutputName.MASTER else MAX_PICTURE
    if request.name is OutputName.CLIP:
        limit = min(order.max_bytes, MAX_FILE)
    if request.size > limit:
        raise TooLarge(
            f"{request.name} has {request.size} bytes; at most {limit} fit: make it smaller."
        )


def check_report(order: SceneOrder, report: TakeReport, names: list[str]) -> None:
    """Raises BadDelivery unless the report and the files are those of this very order."""
    if (report.kind, report.slate) != (order.kind, order.slate):
        raise BadDelivery(f"report: it is not of this job, the {order.kind} {order.slate}.")
    if report.seconds > _longest(order):
        raise BadDelivery(f"report: its clip is longer than what was ordered, {order.seconds:g} s.")
    if max(report.shots_shot, report.shots_reused) > MAX_SHOTS:
        raise BadDelivery(f"report: it is of more shots than an order has, {MAX_SHOTS}.")
    wanted = sorted(OUTPUTS[order.kind])
    if sorted(names) != wanted:
        raise BadDelivery(
            f"uploads: a {order.kind} has {', '.join(wanted)}; these are "
            f"{', '.join(sorted(names)) or 'none'}."
        )


def check_content(order: SceneOrder, name: OutputName, path: Path) -> None:
    """Raises NotAClip when a file is not what its name says, or does not play as it loads."""
    if name in (OutputName.POSTER, OutputName.CONTACT, OutputName.PORTRAIT):
        picture_size(path)
        return
    clip = inspect_clip(path)
    if clip.seconds > _longest(order):
        raise NotAClip(f"it runs {clip.seconds:.0f} s, longer than what was ordered")
    if clip.audio_codec is None:
        raise NotAClip("it has no sound track (silence will do)")
    if not clip.is_faststart:
        raise NotAClip("its index comes last, so it would not play while it loads (faststart)")


def _longest(order: SceneOrder) -> float:
    """Seconds that a clip of this order may run."""
    if order.kind is JobKind.REEL:
        return MAX_REEL
    return (order.seconds if order.shots else MAX_SECONDS) + TITLES
