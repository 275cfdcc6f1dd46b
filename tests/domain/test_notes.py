"""The script supervisor's notes: what of them stands in a draft, and what its shots are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.breakdown import break_down
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
from bot.domain.draft import Draft, DraftedShot
from bot.domain.notes import NotedSpeech, Notes, corrected, meets_a_rule
from bot.domain.novel import Chapter
from bot.domain.plan import plan_scene
from bot.domain.script import BEFORE, digest, write_script
from bot.domain.shots import Purpose, ShotFraming, ShotList

PASSAGE = (
    "Martha Vane set the lamp on the table. Rain ran down the window behind her.",
    "“Who is still out?” she asked.",
    "“Nobody,” said the pedlar.",
    "“Then I will open,” said Martha Vane, and drew the bolt.",
)
DRAFT = break_down(Chapter("One", PASSAGE), 1, len(PASSAGE))
SCRIPT = write_script("One", (), PASSAGE, DRAFT)


def shot(action: str = "She waits.", *speeches: int, **changes: object) -> DraftedShot:
    drafted = DraftedShot(
        Purpose.FOLLOW, ShotFraming.MEDIUM, CameraMove.STATIC, action, ("Martha Vane",), speeches
    )
    return replace(drafted, **changes)  # type: ignore[arg-type]


NOTES = Notes(
    heading=Heading("toll house", True, TimeOfDay.NIGHT, Weather.RAIN),
    cast=("the pedlar", "Martha Vane"),
    title="The toll house",
    action="A woman sets down a lamp. A pedlar warms his hands.",
    light=Light.FIRELIGHT,
    framing=Framing.CLOSE,
    pace=Pace.MEASURED,
    speeches=(NotedSpeech(1, "Martha Vane", "the pedlar"),),
    shots=(
        shot("The house stands in the rain."),
        shot("She asks.", 0, 1),
        shot("Her hand is on the bolt.", 2, purpose=Purpose.INSERT, framing=ShotFraming.INSERT),
    ),
)


def as_noted(**changes: object) -> Draft:
    return corrected(DRAFT, replace(NOTES, **changes), SCRIPT)  # type: ignore[arg-type]


def planned(draft: Draft, **changes: object) -> ShotList:
    sent = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
    return plan_scene(draft, replace(sent, **changes), PASSAGE, (DRAFT.action,))  # type: ignore[arg-type]


def test_good_notes_correct_every_field() -> None:
    draft = as_noted()
    assert str(draft.heading) == "INT. TOLL HOUSE - NIGHT"
    assert draft.cast == ("the pedlar", "Martha Vane")
    assert (draft.title, draft.action) == (NOTES.title, NOTES.action)
    assert (draft.light, draft.framing, draft.pace) == (
        Light.FIRELIGHT,
        Framing.CLOSE,
        Pace.MEASURED,
    )
    assert (draft.speeches[1].speaker, draft.speeches[1].to) == ("Martha Vane", "the pedlar")
    assert draft.speeches[0] == DRAFT.speeches[0]


@pytest.mark.parametrize(
    "text",
    [
        "She says “Open it.”",
        "She says ‘Open it.’",
        'She says "open it" softly',
        "She says 'open it' softly",
        "— Open it, she says.",
        "„Öffne“, sagt sie.",
        "«Ouvre», dit-elle.",
        "Two\nlines",
        "Hidden\u200b marks",
        "Turned \u202e round",
        "Free films at https://example.org",
        "Ask @everyone",
        " ",
        "",
        "x" * 1001,
    ],
)
def test_words_that_quote_lead_away_or_are_unclean_give_way_to_the_rules(text: str) -> None:
    draft = as_noted(title=text, action=text)
    assert (draft.title, draft.action) == (DRAFT.title, DRAFT.action)


@pytest.mark.parametrize("text", ["Martha's dog barks at the boys' boat.", "It’s dark. She waits."])
def test_an_apostrophe_quotes_nobody(text: str) -> None:
    assert as_noted(action=text).action == text


@pytest.mark.parametrize(
    ("cast", "kept"),
    [
        (("Martha Vane", "Elvis"), ("Martha Vane",)),
        (("martha vane", "Martha Vane"), ("Martha Vane",)),
        (("Long John Silver",), DRAFT.cast),
        (("@everyone", "The Pedlar"), ("the pedlar",)),
        ((), ()),
    ],
)
def test_only_whom_the_text_names_is_in_the_cast(
    cast: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert as_noted(cast=cast).cast == kept


@pytest.mark.parametrize("place", ["[a](http://b.c)", "x" * 61, "@here", "a\nb", "-"])
def test_a_place_that_is_none_gives_way_to_the_rules(place: str) -> None:
    heading = replace(NOTES.heading, place=place)
    assert as_noted(heading=heading).heading.place == DRAFT.heading.place


def test_a_place_is_written_as_headings_write_it() -> None:
    heading = replace(NOTES.heading, place="The Toll House")
    assert as_noted(heading=heading).heading.place == "toll house"


def test_a_speaker_who_is_not_in_the_cast_changes_nothing() -> None:
    speeches = (NotedSpeech(0, "Elvis", ""), NotedSpeech(9, "Martha Vane", ""))
    assert as_noted(speeches=speeches).speeches == DRAFT.speeches


def test_a_part_of_a_name_is_enough() -> None:
    draft = as_noted(speeches=(NotedSpeech(1, "Martha", "pedlar"),))
    assert (draft.speeches[1].speaker, draft.speeches[1].to) == ("Martha Vane", "the pedlar")


def test_each_speech_is_heard_once_and_in_its_order() -> None:
    shots = (shot("One.", 1, 0), shot("Two.", 1, 7, -1), shot("Three.", 2, 2))
    assert [shot.speeches for shot in as_noted(shots=shots).shots] == [(1,), (), (2,)]


def test_a_shot_list_that_would_leave_the_talk_out_is_not_used() -> None:
    assert as_noted(shots=(shot(),) * 3).shots == ()


def test_the_shots_are_the_supervisors_with_the_novels_words() -> None:
    shots = planned(as_noted())
    assert [shot.action for shot in shots.shots][1:] == ["She asks.", "Her hand is on the bolt."]
    lines = [(line.speaker, line.text) for shot in shots.shots for line in shot.lines]
    assert lines == [
        ("Martha Vane", "Who is still out?"),
        ("Martha Vane", "Nobody."),
        ("Martha Vane", "Then I will open."),
    ]
    assert shots.shots[0].purpose is Purpose.ESTABLISH
    assert str(shots.heading) == "INT. TOLL HOUSE - NIGHT"


def test_the_proposers_light_framing_and_pace_come_before_the_supervisors() -> None:
    shots = planned(as_noted(), light=Light.LOW_KEY, framing=Framing.FULL, pace=Pace.FRANTIC)
    assert {shot.light for shot in shots.shots} == {Light.LOW_KEY}
    assert {shot.pace for shot in shots.shots} == {Pace.FRANTIC}
    framings = Counter(shot.framing for shot in shots.shots)
    assert framings.most_common(1)[0][0] is ShotFraming.FULL


def test_the_proposers_own_words_come_before_the_supervisors_shots() -> None:
    amended = f"{NOTES.action} A dog barks in the flooded yard."
    told = " ".join(shot.action for shot in planned(as_noted(), action=amended).shots)
    assert "A dog barks in the flooded yard" in told
    assert "Her hand is on the bolt" not in told


def test_a_form_that_was_opened_before_the_notes_came_has_their_shots() -> None:
    shots = planned(as_noted(), action=DRAFT.action)
    assert "Her hand is on the bolt." in [shot.action for shot in shots.shots]


def test_a_note_on_the_hour_leaves_the_supervisors_shots_as_they_are() -> None:
    shots = planned(as_noted(), action=f"{NOTES.action} At dawn.")
    assert shots.heading.time_of_day is TimeOfDay.DAWN
    assert "Her hand is on the bolt." in [shot.action for shot in shots.shots]


@pytest.mark.parametrize(
    ("words", "meets"),
    [
        ("She draws the bolt.", False),
        ("She is naked.", True),
        ("His entrails lie on the floor.", True),
        ("Donald Trump comes in.", True),
    ],
)
def test_notes_add_nothing_that_the_house_refuses(words: str, meets: bool) -> None:
    unfit = replace(NOTES, shots=(*NOTES.shots[:2], shot(words, 2)))
    assert bool(meets_a_rule(unfit, PASSAGE)) is meets


def test_the_script_has_the_passage_the_numbers_and_the_end_of_what_came_before() -> None:
    before = ("Far off. " + "It rained. " * 300, "It was a wet night.")
    script = write_script("One", before, PASSAGE, DRAFT)
    assert all(paragraph in script for paragraph in (*PASSAGE, before[1]))
    assert "Far off" not in script
    assert script.count("It rained.") > 200
    assert "1. the pedlar to Martha Vane: Nobody" in script
    assert len(script) < BEFORE + 2000
    assert digest(script) != digest(SCRIPT)


NUMBERS = st.integers(min_value=-2, max_value=9)
NAMES = st.sampled_from(["Martha Vane", "Martha", "the pedlar", "pedlar", "Elvis", "", "@here"])
ACTIONS = st.text(max_size=320) | st.sampled_from(["She runs.", "“No!” she says.", "x" * 400])
SHOTS = st.builds(
    DraftedShot,
    purpose=st.sampled_from(Purpose),
    framing=st.sampled_from(ShotFraming),
    camera=st.sampled_from(CameraMove),
    action=ACTIONS,
    cast=st.lists(NAMES, max_size=4).map(tuple),
    speeches=st.lists(NUMBERS, max_size=6).map(tuple),
)
ANY_NOTES = st.builds(
    Notes,
    heading=st.builds(
        Heading,
        place=st.text(max_size=80),
        interior=st.booleans(),
        time_of_day=st.sampled_from(TimeOfDay),
        weather=st.sampled_from(Weather),
    ),
    cast=st.lists(NAMES, max_size=8).map(tuple),
    title=ACTIONS,
    action=ACTIONS,
    light=st.sampled_from(Light),
    framing=st.sampled_from(Framing),
    pace=st.sampled_from(Pace),
    speeches=st.lists(st.builds(NotedSpeech, NUMBERS, NAMES, NAMES), max_size=6).map(tuple),
    shots=st.lists(SHOTS, min_size=2, max_size=9).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(ANY_NOTES)
def test_whatever_is_noted_the_shots_keep_to_their_limits_and_the_novels_words(
    notes: Notes,
) -> None:
    draft = corrected(DRAFT, notes, SCRIPT)
    shots = planned(draft)
    spoken = " ".join(speech.text for speech in DRAFT.speeches)
    assert [speech.text for speech in draft.speeches] == [speech.text for speech in DRAFT.speeches]
    assert set(draft.cast) <= {"Martha Vane", "the pedlar", "Martha", "pedlar"}
    assert 3 <= len(shots.shots) <= 8
    assert 7.9999 <= shots.seconds <= 60.0001
    framings = [shot.framing for shot in shots.shots]
    assert all(len(set(framings[at : at + 3])) > 1 for at in range(len(framings) - 2))
    for shot in shots.shots:
        assert 1 <= len(shot.action) <= 300
        assert [name for name in shots.cast if name in shot.cast] == list(shot.cast)
        for line in shot.lines:
            assert line.text.rstrip("…") in spoken
            assert line.end <= shot.seconds
