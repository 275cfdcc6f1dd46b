"""The shot list by rules: lengths by pace, framings that vary, lines that fit, and who leads."""

from __future__ import annotations

import re
from collections import Counter

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
from bot.domain.novel import Chapter
from bot.domain.plan import direct, plan_shots
from bot.domain.prose import plain
from bot.domain.shots import Line, Purpose, ShotFraming, ShotList
from bot.domain.subtitles import fit_line, line_seconds

INN = Heading("inn parlour", interior=True, time_of_day=TimeOfDay.NIGHT, weather=Weather.RAIN)
STRAND = Heading("strand", interior=False, time_of_day=TimeOfDay.DAY, weather=Weather.CLEAR)
PASSAGE = (
    "Martha Vane set the lamp on the table. Rain ran down the window behind her.",
    "“Who is still out?” she asked.",
    (
        "“Nobody,” said the pedlar. “Nobody that I would open to, at any rate, in such a night as "
        "this one, with the river over the road and the dogs all silent.”"
    ),
    "“Then I will open,” said Martha Vane, and drew the bolt. The flame lay flat.",
)
CAST = ("Martha Vane", "the pedlar")


def direction(
    action: str = "Martha Vane set the lamp on the table.",
    *,
    light: Light = Light.FIRELIGHT,
    framing: Framing = Framing.MEDIUM,
    pace: Pace = Pace.MEASURED,
) -> Direction:
    return Direction("The bolt", action, light, framing, pace)


def lines_of(shots: ShotList) -> list[Line]:
    return [line for shot in shots.shots for line in shot.lines]


TEXT = (
    "the sea Jory ran “Stop,” said she I ‘No!’ — moor. night; captain “Never, in snow hall. “ ” ' !"
    " the captain 雪が降る。 لا"
)
WORDS = st.sampled_from([*TEXT.split(), "\n", "x" * 90])
PROSE = st.lists(WORDS, max_size=80).map(" ".join)
PARAGRAPHS = st.lists(PROSE | st.text(max_size=120), max_size=6).map(tuple)
DIRECTIONS = st.builds(
    Direction,
    title=st.just("Title"),
    action=PROSE | st.text(min_size=1, max_size=1000),
    light=st.sampled_from(Light),
    framing=st.sampled_from(Framing),
    pace=st.sampled_from(Pace),
)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS, DIRECTIONS, st.lists(st.sampled_from([*CAST, "Jory", "Zoë"]), max_size=4))
def test_any_shot_list_keeps_to_its_limits(
    passage: tuple[str, ...], directed: Direction, cast: list[str]
) -> None:
    shots = plan_shots(INN, tuple(dict.fromkeys(cast)), directed, passage)
    assert [shot.number for shot in shots.shots] == list(range(1, len(shots.shots) + 1))
    assert 3 <= len(shots.shots) <= 8
    assert 8 <= shots.seconds <= 60.0001
    for shot in shots.shots:
        assert 0.5 <= shot.seconds <= 30
        assert 1 <= len(shot.action) <= 300
        assert set(shot.cast) <= set(shots.cast)
        at = 0.0
        for line in shot.lines:
            assert at <= line.start < line.end <= shot.seconds
            assert 1 <= len(line.text) <= 84
            assert len(line.text) <= 17 * (line.end - line.start) + 0.5
            at = line.end
    framings = [shot.framing for shot in shots.shots]
    assert all(len(set(framings[at : at + 3])) > 1 for at in range(len(framings) - 2))
    others = Counter(framing for framing in framings if framing != directed.framing)
    assert framings.count(ShotFraming(directed.framing)) >= max(others.values(), default=0)
    moves = [shot.camera for shot in shots.shots]
    thrice = [set(moves[at : at + 3]) for at in range(len(moves) - 2)]
    assert all(len(alike) > 1 or alike == {CameraMove.STATIC} for alike in thrice)
    assert [shot.purpose is Purpose.ESTABLISH for shot in shots.shots].index(True) == 0


@settings(max_examples=100, deadline=None)
@given(PARAGRAPHS, DIRECTIONS, st.permutations([*CAST, "Jory", "Zoë"]))
def test_the_camera_never_crosses_the_line_between_two_people(
    passage: tuple[str, ...], directed: Direction, cast: list[str]
) -> None:
    shots = plan_shots(INN, tuple(cast), directed, passage)
    for shot in shots.shots:
        places = [shots.cast.index(name) for name in shot.cast]
        assert places == sorted(places)
        talking = {name for line in shot.lines for name in (line.speaker, line.to)}
        assert talking & set(shots.cast) <= set(shot.cast)


@settings(max_examples=100, deadline=None)
@given(PARAGRAPHS, DIRECTIONS)
def test_no_word_of_a_speech_is_changed_or_moved(
    passage: tuple[str, ...], directed: Direction
) -> None:
    quoted = f" {' '.join(plain(' '.join(passage)).split())} {plain(directed.action)} "
    for line in lines_of(plan_shots(INN, CAST, directed, passage)):
        spoken = re.findall(r"\w+", line.text)
        assert is_part_of(spoken, re.findall(r"\w+", quoted))


def is_part_of(some: list[str], words: list[str]) -> bool:
    """Whether these words stand among those in this order: a tag may have stood in between."""
    left = iter(words)
    return all(word in left for word in some)


@settings(max_examples=40)
@given(PARAGRAPHS, DIRECTIONS)
def test_the_same_scene_has_the_same_shots(passage: tuple[str, ...], directed: Direction) -> None:
    assert plan_shots(INN, CAST, directed, passage) == plan_shots(INN, CAST, directed, passage)


@pytest.mark.parametrize("framing", Framing)
def test_the_chosen_framing_dominates(framing: Framing) -> None:
    shots = plan_shots(INN, CAST, direction(framing=framing, pace=Pace.FRANTIC), PASSAGE).shots
    counts = Counter(shot.framing for shot in shots)
    assert counts.most_common(1)[0][0] == framing
    assert shots[0].framing in (ShotFraming.WIDE, ShotFraming.AERIAL)


def test_faster_paces_have_more_and_shorter_shots() -> None:
    lists = [plan_shots(INN, CAST, direction(pace=pace), PASSAGE) for pace in Pace]
    counts = [len(shots.shots) for shots in lists]
    shortest = [min(shot.seconds for shot in shots.shots) for shots in lists]
    assert counts == sorted(counts)
    assert shortest == sorted(shortest, reverse=True)


def test_dialogue_becomes_lines_with_their_speakers() -> None:
    lines = lines_of(plan_shots(INN, CAST, direction(), PASSAGE))
    assert [(line.speaker, line.text) for line in lines] == [
        ("Martha Vane", "Who is still out?"),
        ("the pedlar", "Nobody."),
        ("Martha Vane", "Then I will open."),
    ]


def test_what_is_said_by_nobody_knows_whom_stands_in_quotes() -> None:
    passage = ("The strand lay empty in the fog.", "“Up where?”")
    lines = lines_of(plan_shots(STRAND, (), direction(passage[0]), passage))

    assert [(line.speaker, line.text) for line in lines] == [("", "“Up where?”")]


def test_a_speaker_who_only_takes_turns_is_named() -> None:
    passage = ("“Cold,” said Ann.", "“Very,” said Bob.", "“Snow?”", "“Soon.”")
    lines = lines_of(plan_shots(INN, ("Ann", "Bob"), direction("Ann and Bob."), passage))
    assert [line.speaker for line in lines] == ["Ann", "Bob", "Ann", "Bob"]


def test_speech_by_a_role_goes_by_the_name_in_the_cast() -> None:
    passage = ("“Lower away!” cried the captain.",)
    lines = lines_of(plan_shots(INN, ("Captain Brandt",), direction("A boat."), passage))
    assert [line.speaker for line in lines] == ["Captain Brandt"]


@pytest.mark.parametrize(
    ("paragraph", "spoken"),
    [
        ("“Stay,” she said.", ["Stay."]),
        ('"Stay," she said.', ["Stay."]),
        ("‘I shan’t stay,’ she said.", ["I shan’t stay."]),
        ("'I shan't stay,' she said; the boys' hats were gone.", ["I shan't stay."]),
        ("— Stay here, she said.", ["Stay here."]),
        ("« Stay, » she said.", ["Stay."]),
        ("„Stay,“ she said.", ["Stay."]),
        ("She had a ship called the “Heron” once.", []),
        ("'Twas a dark night, and 'tis darker now.", []),
        ("The boys’ boat and the girls’ boat.", []),
        ("“It never closed and went on.", ["It never closed and went on."]),
        ("“Quick,” said Ann, “the boat!”", ["Quick, the boat!"]),
        ("“I am here,” said Ann. “You are not.”", ["I am here. You are not."]),
    ],
)
def test_quotation_marks_of_many_kinds(paragraph: str, spoken: list[str]) -> None:
    shots = plan_shots(INN, ("Ann",), direction("The boat.", pace=Pace.MEASURED), (paragraph,))
    assert [line.text.strip("“”") for line in lines_of(shots)] == spoken


@pytest.mark.parametrize(
    ("text", "seconds", "fitted"),
    [
        ("Go home.", 5, "Go home."),
        ("Go home. Go now. " * 9, 4, "Go home. Go now. Go home. Go now. Go home."),
        (
            "If you open that door, which I do not advise, the river will come in and sit with us",
            5,
            "If you open that door, which I do not advise…",
        ),
        ("I never said a word of it to anybody in this house", 2, "I never said a word…"),
        ("x" * 200, 9, ""),
        ("", 9, ""),
    ],
)
def test_a_line_is_cut_between_sentences_clauses_or_words(
    text: str, seconds: float, fitted: str
) -> None:
    assert fit_line(text, seconds) == fitted


@given(PROSE, st.floats(min_value=0, max_value=13))
def test_a_fitted_line_can_be_said_in_its_time(text: str, seconds: float) -> None:
    fitted = fit_line(text, seconds)
    assert not fitted or line_seconds(fitted) <= max(1.0, seconds) + 0.1


@pytest.mark.parametrize(
    ("action", "slug"),
    [
        ("At night, in the snow.", "EXT. STRAND - NIGHT, SNOW"),
        ("The same at dawn, in thick fog.", "EXT. STRAND - DAWN, FOG"),
        ("She waits in the great hall.", "INT. GREAT HALL - DAY"),
        ("A dragon lands on the moor by moonlight.", "EXT. MOOR - MOONLIGHT"),
        ("A storm over the mountains at dusk", "EXT. MOUNTAINS - DUSK, STORM"),
        ("She laughs.", "EXT. STRAND - DAY"),
        (
            "She stands on a beach. Carrow Keep is black behind her.",
            "EXT. STRAND BELOW THE KEEP - DAY",
        ),
        ("The sea breaks white along the bar.", "EXT. OPEN SEA - DAY"),
        ("She waits in the bar.", "INT. BAR - DAY"),
        ("On the beach they wait. Sailors keep to the boats.", "EXT. STRAND - DAY"),
    ],
)
def test_the_proposers_words_override_place_time_and_weather(action: str, slug: str) -> None:
    directed = direction(action, light=Light.HIGH_KEY)
    assert str(direct(STRAND, directed, ("She stood on the strand.",))) == slug


def test_a_vaguer_word_for_the_same_place_keeps_the_heading() -> None:
    heading = Heading(
        "strand below the keep", interior=False, time_of_day=TimeOfDay.DUSK, weather=Weather.STORM
    )
    assert direct(heading, direction("He waits on the beach."), ()).place == heading.place


def test_the_passages_own_sentence_does_not_override_its_heading() -> None:
    passage = ("Rain ran down the window. They spoke of the sea by night.",)
    directed = direction("They spoke of the sea by night.")
    assert direct(INN, directed, passage) == INN


@pytest.mark.parametrize(
    ("light", "slug"),
    [
        (Light.MOONLIGHT, "EXT. STRAND - MOONLIGHT"),
        (Light.GOLDEN_HOUR, "EXT. STRAND - GOLDEN HOUR"),
        (Light.OVERCAST, "EXT. STRAND - DAY, CLOUD"),
        (Light.BACKLIGHT, "EXT. STRAND - DAY"),
    ],
)
def test_the_chosen_light_reaches_the_heading(light: Light, slug: str) -> None:
    passage = ("She stood on the strand.",)
    assert str(direct(STRAND, direction(passage[0], light=light), passage)) == slug


def test_amended_action_drives_the_shots_and_keeps_the_speech_that_fits() -> None:
    amended = "Martha Vane kicks the lamp over and laughs. The pedlar hides under the table."
    shots = plan_shots(INN, CAST, direction(amended), PASSAGE)
    told = " ".join(shot.action for shot in shots.shots)
    assert "kicks the lamp over" in told
    assert "hides under the table" in told
    assert "Rain ran down" not in told
    assert "Who is still out?" in [line.text for line in lines_of(shots)]


def test_an_action_that_has_nothing_to_do_with_the_passage_leaves_its_people_out() -> None:
    amended = "A dragon circles the burning city. King Olaf shouts: “Archers, to the walls!”"
    shots = plan_shots(INN, CAST, direction(amended), PASSAGE)
    assert shots.cast == ("King Olaf",)
    assert [(line.speaker, line.text) for line in lines_of(shots)] == [
        ("King Olaf", "Archers, to the walls!")
    ]


def test_a_note_on_the_weather_leaves_the_passage_as_it_is() -> None:
    shots = plan_shots(INN, CAST, direction("At dawn, in the snow."), PASSAGE)
    assert shots.heading.time_of_day is TimeOfDay.DAWN
    assert "The flame lay flat" in " ".join(shot.action for shot in shots.shots)
    assert shots.cast == CAST


def test_a_draft_sent_unchanged_films_its_passage() -> None:
    draft = break_down(Chapter("", PASSAGE), 1, len(PASSAGE))
    unchanged = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
    shots = plan_shots(draft.heading, draft.cast, unchanged, PASSAGE)
    assert shots.heading == draft.heading
    assert shots.cast == draft.cast
    assert len(lines_of(shots)) >= 2


COVERED = (
    "Martha Vane crossed the parlour and barred the door.",
    "She took a letter from the drawer and unfolded it under the lamp.",
    "Suddenly there was a face at the window, white and wet.",
    "The pedlar turned pale and shuddered.",
    "“Open,” said the pedlar to Martha Vane. “It is only the miller.”",
)


def test_each_shot_has_a_purpose_that_its_beat_calls_for() -> None:
    shots = plan_shots(INN, CAST, direction(COVERED[0], pace=Pace.BRISK), COVERED).shots
    assert [shot.purpose for shot in shots] == [
        Purpose.ESTABLISH,
        Purpose.INSERT,
        Purpose.REVEAL,
        Purpose.REACT,
        Purpose.FOLLOW,
    ]
    assert shots[1].framing is ShotFraming.INSERT
    assert shots[3].framing is ShotFraming.CLOSE
    assert shots[1].seconds < shots[0].seconds


@pytest.mark.parametrize(
    ("told", "is_insert"),
    [
        ("He drew a folded letter from his coat.", True),
        ("A rusty key lay on the sill.", True),
        ("A fog lay across the road as high as his chest.", False),
        ("We turned round the corner, and it was as great a contrast as a picture's back.", False),
        ("He opened his eyes. There was a lamp in the next house.", False),
    ],
)
def test_an_insert_shows_what_somebody_handles(told: str, is_insert: bool) -> None:
    passage = ("The rain fell on the roof.", told, "Ann and Bob waited by the wall.")
    shots = plan_shots(INN, ("Ann", "Bob"), direction("They wait."), passage).shots
    assert (Purpose.INSERT in [shot.purpose for shot in shots]) is is_insert


def test_what_the_first_of_the_cast_sees_is_shown_as_they_see_it() -> None:
    passage = (
        "Martha Vane went to the window of the parlour.",
        "Martha saw the river lying over the road as far as the mill.",
        "The dogs were silent. Nobody came.",
        "She let the curtain fall and went back to her chair by the wall.",
    )
    shots = plan_shots(INN, CAST, direction(passage[0]), passage).shots
    seen = [shot for shot in shots if shot.framing is ShotFraming.POINT_OF_VIEW]
    assert [shot.purpose for shot in seen] == [Purpose.REVEAL]


def test_a_great_landscape_opens_very_wide_where_there_is_time() -> None:
    slow, fast = (
        plan_shots(STRAND, CAST, direction("They walk.", pace=pace), ("They walk.",)).shots
        for pace in (Pace.LINGERING, Pace.FRANTIC)
    )
    assert slow[0].framing is ShotFraming.EXTREME_WIDE
    assert fast[0].framing is ShotFraming.WIDE


def test_a_shot_that_would_repeat_the_one_before_shows_who_listens() -> None:
    passage = ("“" + "I have waited for this a long while. " * 6 + "” said Ann to Bob.",)
    shots = plan_shots(INN, ("Ann", "Bob"), direction("Ann and Bob."), passage).shots
    listening = [shot for shot in shots if shot.action == "Bob listens."]
    assert {shot.cast for shot in listening} == {("Ann", "Bob")}
    assert len(listening) == 2


def test_a_long_speech_goes_on_over_the_shots_that_follow() -> None:
    said = (
        "We have a right to be proud. The peoples came down on us. Who held the river? It was we. "
    )
    passage = (f"“{said * 2}” said Ann.",)
    alone = plan_shots(INN, ("Ann",), direction("Ann."), passage).shots
    assert [len(shot.lines) for shot in alone] == [1, 1, 1, 1]
    assert "looks on" not in " ".join(shot.action for shot in alone)
    heard = plan_shots(INN, ("Ann", "Bob"), direction("Ann."), passage).shots
    assert [shot.action == "Bob listens." for shot in heard] == [False, True, False, True]
    assert {line.speaker for line in heard[1].lines} == {"Ann"}


def test_one_short_action_is_seen_from_all_sides() -> None:
    action = "Ann, in tears, lights two candles at the inn."
    shots = plan_shots(INN, ("Ann", "Bob", "Cat"), direction(action), ("It rained.",)).shots
    told = [shot.action.removeprefix("The inn, night. ") for shot in shots]
    assert told[1:4] == ["Bob looks on.", action, "Cat looks on."]
    assert told[0].endswith(action)


def test_nobody_listens_to_themselves() -> None:
    shots = plan_shots(INN, ("Ann",), direction("Ann."), ("“Yes,” said Ann.",)).shots
    assert "Ann listens." not in [shot.action for shot in shots]


def test_a_line_says_whom_it_is_said_to() -> None:
    passage = ("“Who is it?” asked Ann.", "“The miller, Ann,” said Bob.")
    lines = lines_of(plan_shots(INN, ("Ann", "Bob"), direction("Ann and Bob."), passage))
    assert [(line.speaker, line.to) for line in lines] == [("Ann", "Bob"), ("Bob", "Ann")]
