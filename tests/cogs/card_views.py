"""Scenes in every state of their lives, as the studio would show them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.ballot import Ballot, Tally, Verdict
from bot.domain.direction import (
    CameraMove,
    Direction,
    Framing,
    Heading,
    Light,
    Pace,
    TimeOfDay,
    Weather,
)
from bot.domain.house_rules import Rating
from bot.domain.novel import Passage, Rights
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState, Take, TakeState
from bot.domain.shots import PlannedShot, ShotList
from bot.studio.views import Media, NovelView, SceneView, TakeView, Waiting

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
HEADING = Heading("strand below the keep", False, TimeOfDay.DUSK, Weather.STORM)
SHOT = PlannedShot(
    number=1,
    seconds=8,
    action="The keep over the strand; a boy looks up.",
    framing=Framing.WIDE,
    light=Light.BACKLIGHT,
    camera=CameraMove.PUSH_IN,
    pace=Pace.LINGERING,
    cast=("Wick",),
)
SHOTS = ShotList(HEADING, ("Wick", "Captain Hale"), tuple(replace(SHOT, number=n) for n in (1, 2)))
SCENE = Scene(
    id=112,
    guild_id=2000,
    number=12,
    passage=Passage(1, 3, 4, 6),
    chapter_title="The Strand",
    text="The tide had turned before he saw the light.\n\nBy then there was no going back.",
    proposer_id=41,
    direction=Direction(
        "The boy on the strand",
        "A boy looks up at the keep.",
        Light.BACKLIGHT,
        Framing.WIDE,
        Pace.LINGERING,
    ),
    shot_list=SHOTS,
    rating=Rating.GENERAL,
    state=SceneState.PROPOSED,
    created_at=NOW,
    channel_id=3000,
    message_id=5000,
)
NOVEL = NovelView(1, 2000, "The Lamp", "A. Writer", Rights.OWN_WORK, 67_000, 12, 3000)
BALLOT = Ballot(7, 3, 0.5, NOW - timedelta(hours=15), NOW + timedelta(hours=33))
PROPOSED = SceneView(
    scene=SCENE,
    novel=NOVEL,
    ballot=BALLOT,
    tally=Tally(4, 2),
    hides_tally=False,
    storyboard=None,
    storyboard_waits=False,
    draft=None,
    neighbours=(),
    takes=(),
    waiting=None,
)
TAKE = Take(5, 2000, 112, 12, 1, "wan", 7, TakeState.QUEUED, 41, NOW)
WAITING = Waiting(
    job_id=9,
    work=Work.TAKE,
    slate="12-1",
    title="The boy on the strand",
    scene_id=112,
    scene_number=12,
    member_id=41,
    engine="wan",
    place=3,
    eta=timedelta(minutes=42),
    held=False,
    waits_for="Anna's PC, with 2 jobs before it",
)
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)


def in_state(state: SceneState, verdict: Verdict | None = None, **changes: Any) -> SceneView:
    """A scene whose ballot is over."""
    ballot = replace(BALLOT, closed_at=NOW, verdict=verdict)
    return replace(PROPOSED, scene=replace(SCENE, state=state), ballot=ballot, **changes)


def queued(**changes: Any) -> SceneView:
    """Greenlit, with a take in the queue."""
    waiting = replace(WAITING, **changes)
    state = TakeState.QUEUED if waiting.place else TakeState.SHOOTING
    take = TakeView(replace(TAKE, state=state), None, waiting)
    return in_state(SceneState.GREENLIT, Verdict.GREENLIT, takes=(take,), waiting=waiting)


def shooting(**changes: Any) -> SceneView:
    facts: dict[str, Any] = {
        "place": 0,
        "eta": timedelta(minutes=4),
        "node_name": "Anna's PC",
        "waits_for": "",
        "progress": 0.46,
        "stage": "draw",
        "shot": 2,
    }
    return queued(**(facts | changes))


def with_take(state: TakeState, reason: str = "", **changes: Any) -> SceneView:
    take = TakeView(replace(TAKE, state=state, reason=reason, **changes), None, None)
    return in_state(SceneState.GREENLIT, Verdict.GREENLIT, takes=(take,))


def screened(*numbers: int, canon: int | None = None) -> SceneView:
    """Filmed, with a posted take of each number."""
    takes = [
        replace(
            TAKE,
            id=100 + number,
            number=number,
            state=TakeState.POSTED,
            posted_at=NOW,
            channel_id=3000,
            message_id=6000 + number,
        )
        for number in numbers
    ]
    view = in_state(
        SceneState.SCREENED if canon is None else SceneState.CANON,
        Verdict.GREENLIT,
        takes=tuple(TakeView(take, None, None) for take in takes),
    )
    chosen = None if canon is None else 100 + canon
    return replace(view, scene=replace(view.scene, canon_take_id=chosen))


def stored(folder: Path, name: str, content: bytes = b"picture") -> Media:
    """A file as the studio keeps it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / f"{sha256}{Path(name).suffix}"
    path.write_bytes(content)
    return Media(1, name, sha256, len(content), path)


EVERY_STATE = {
    "proposed": PROPOSED,
    "queued": queued(),
    "shooting": shooting(),
    "failed": with_take(TakeState.FAILED, "out of memory"),
    "screened": screened(1),
    "canon": screened(1, 2, canon=2),
    "shelved": in_state(SceneState.SHELVED, Verdict.SHELVED, tally=Tally(2, 4)),
    "lapsed": in_state(SceneState.LAPSED, Verdict.LAPSED, tally=Tally(1, 0)),
    "withdrawn": in_state(SceneState.WITHDRAWN, Verdict.WITHDRAWN),
    "cancelled": in_state(SceneState.CANCELLED, Verdict.WITHDRAWN, reason="the novel was removed"),
}
