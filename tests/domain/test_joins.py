"""Shots are cut together, unless the story says that time has passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.direction import CameraMove, Light, Pace
from bot.domain.joins import join
from bot.domain.shots import Opens, PlannedShot, ShotFraming

SHOT = PlannedShot(
    number=1,
    seconds=4.0,
    action="Will ran along the strand.",
    framing=ShotFraming.WIDE,
    light=Light.LOW_KEY,
    camera=CameraMove.STATIC,
    pace=Pace.MEASURED,
    cast=("Will",),
)


@pytest.mark.parametrize(
    ("action", "opens"),
    [
        ("Will looked up at the tower.", Opens.CUT),
        ("The next morning the keep was gone.", Opens.FADE),
        ("Three weeks later he came back.", Opens.FADE),
        ("That night Will lay awake.", Opens.DISSOLVE),
        ("By dawn the rain had stopped.", Opens.DISSOLVE),
        ("When he awoke, the fire was out.", Opens.DISSOLVE),
        ("He came the day before.", Opens.CUT),
        ("The night was cold.", Opens.CUT),
    ],
)
def test_a_shot_opens_as_its_words_tell_of_time(action: str, opens: Opens) -> None:
    assert join((SHOT, replace(SHOT, action=action)))[1].opens is opens


@pytest.mark.parametrize(
    ("pace", "framings", "cast", "opens"),
    [
        (Pace.LINGERING, ("medium", "close"), ("Will",), Opens.MATCH),
        (Pace.LINGERING, ("close", "medium"), ("Will",), Opens.MATCH),
        (Pace.MEASURED, ("medium", "close"), ("Will",), Opens.CUT),
        (Pace.LINGERING, ("medium", "medium"), ("Will",), Opens.CUT),
        (Pace.LINGERING, ("medium", "close"), ("Will", "Ann"), Opens.CUT),
        (Pace.LINGERING, ("wide", "close"), ("Will",), Opens.CUT),
    ],
)
def test_a_lingering_scene_matches_a_face_seen_nearer(
    pace: Pace, framings: tuple[str, str], cast: tuple[str, ...], opens: Opens
) -> None:
    one, other = (
        replace(SHOT, pace=pace, cast=cast, framing=ShotFraming(framing)) for framing in framings
    )
    assert join((one, other))[1].opens is opens


def test_the_first_shot_always_cuts_in() -> None:
    first = replace(SHOT, action="The next day Will came back.")

    assert [shot.opens for shot in join((first, SHOT))] == [Opens.CUT, Opens.CUT]
