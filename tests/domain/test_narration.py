"""Narration: a strong sentence between speeches is told over a shot in which nobody speaks."""

from __future__ import annotations

import pytest

from bot.domain.direction import Direction, Framing, Heading, Light, Pace, TimeOfDay, Weather
from bot.domain.narration import AFTER_TITLE
from bot.domain.plan import plan_shots
from bot.domain.shots import PlannedShot, ShotList
from bot.domain.subtitles import line_seconds

STRAND = Heading("strand", interior=False, time_of_day=TimeOfDay.DUSK, weather=Weather.STORM)
PASSAGE = (
    "The tide ran up the strand and over the old rope. Jory walked along the wall of the keep.",
    "“Who is there?” asked Jory.",
    "Nobody had come to the keep by night in nine years.",
    "A lamp moved in the high window, and then it was still. Jory climbed on the black rock.",
    "“It is only me,” said Hester.",
)
CAST = ("Jory", "Hester")
STRONG = "Nobody had come to the keep by night in nine years."


def shots_of(
    passage: tuple[str, ...] = PASSAGE,
    *,
    pace: Pace = Pace.MEASURED,
    action: str = "Jory walked along the wall of the keep.",
) -> ShotList:
    direction = Direction("The lamp", action, Light.LOW_KEY, Framing.WIDE, pace)
    return plan_shots(STRAND, CAST, direction, passage)


def told_in(shots: ShotList) -> list[tuple[PlannedShot, str]]:
    lines = [(shot, line) for shot in shots.shots for line in shot.lines]
    return [(shot, line.text) for shot, line in lines if not line.speaker]


@pytest.mark.parametrize("pace", [Pace.LINGERING, Pace.MEASURED])
def test_a_strong_sentence_is_told_over_a_shot_in_which_nobody_speaks(pace: Pace) -> None:
    ((shot, text),) = told_in(shots_of(pace=pace))

    assert text == STRONG
    assert len(shot.lines) == 1
    assert shot.lines[0].end - shot.lines[0].start >= line_seconds(STRONG) - 0.01
    assert shot.lines[0].end <= shot.seconds


@pytest.mark.parametrize(
    "passage",
    [
        ("The tide ran up the strand. Jory walked along the wall.", *PASSAGE[1:2], *PASSAGE[4:]),
        ("“Nobody had come to the keep by night in nine years,” said Jory. “Never.”",),
        (f"{PASSAGE[0]} Nobody had come to the keep {'by night or by day ' * 6}in nine years.",),
        (),
    ],
    ids=["nothing strong", "said, not told", "too long to read", "nothing"],
)
def test_a_passage_without_a_short_strong_sentence_has_nothing_told(
    passage: tuple[str, ...],
) -> None:
    assert told_in(shots_of(passage)) == []


def test_what_the_proposer_made_of_it_is_not_told_over() -> None:
    own = "A dragon burns the ships, and the harbour flees over the ice with all its children."
    elsewhere = shots_of(action=own)

    assert told_in(elsewhere) == []


def test_the_first_shot_tells_after_the_title_has_gone() -> None:
    passage = (STRONG, "“Who is there?” asked Jory.", "Jory climbed on the black rock. He waited.")
    ((shot, _),) = told_in(
        shots_of(passage, pace=Pace.LINGERING, action="Jory climbed on the black rock.")
    )

    assert shot.number > 1 or shot.lines[0].start >= AFTER_TITLE
