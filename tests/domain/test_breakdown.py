"""The breakdown by rules: heading, cast and direction of passages written for these tests."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.breakdown import LOOK_BACK, break_down
from bot.domain.direction import MAX_ACTION, MAX_TITLE, Framing, Light, Pace
from bot.domain.novel import Chapter


@dataclass(frozen=True)
class Annotated:
    """A passage, what stands before it, and what a reader would note of it."""

    slug: str
    cast: frozenset[str]
    passage: tuple[str, ...]
    before: tuple[str, ...] = ()


def annotated(slug: str, cast: str, *passage: str, before: tuple[str, ...] = ()) -> Annotated:
    names = frozenset(name.strip() for name in cast.split(",") if name.strip())
    return Annotated(slug, names, passage, before)


PASSAGES = [
    annotated(
        "INT. PARLOUR - NIGHT",
        "Martha Vane, the pedlar",
        "That night the parlour of the Three Herons was full of steam. Martha Vane set the lamp "
        "on the table and barred the door.",
        "“Who is still out?” she asked.",
        "“Nobody,” said the pedlar, and warmed his hands at the hearth.",
    ),
    annotated(
        "EXT. STRAND BELOW THE KEEP - DAWN, FOG",
        "Osric",
        "At daybreak Osric walked along the strand. Above him the keep stood in the mist like a "
        "broken tooth, and not a gull cried.",
    ),
    annotated(
        "EXT. SHIP'S DECK - DAY, STORM",
        "Captain Brandt, Lowe",
        "By noon the gale had torn the topsail to ribbons. Captain Brandt held on to the rail "
        "of the deck with both arms.",
        "“Cut it away!” he roared, and Lowe ran forward with an axe.",
    ),
    annotated(
        "INT. SHIP'S CABIN - NIGHT",
        "Captain Brandt, Lowe",
        "“Shut it behind you,” said Captain Brandt.",
        "Lowe looked at the chart. “We are forty miles out,” he said.",
        before=(
            (
                "It was past midnight when Lowe went down into the cabin. A candle burned on the "
                "table, and the captain sat behind it in his coat."
            ),
        ),
    ),
    annotated(
        "EXT. FOREST - DUSK",
        "Annis, Peter Rook",
        "The sun had set when they came into the forest. Annis went first, between the black "
        "trunks, and Peter Rook followed with the horse.",
    ),
    annotated(
        "EXT. FOREST CLEARING - MOONLIGHT",
        "Annis, Peter Rook",
        "They reached the clearing. The moon stood over it, and Annis sat down on a stump.",
        "“Not here,” said Peter Rook.",
        before=("All evening Annis and Peter Rook had gone through the wood without a word.",),
    ),
    annotated(
        "EXT. MOOR - DAY, SNOW",
        "the shepherd",
        "In the morning the snow lay on the moor without a mark. The shepherd leaned on his "
        "staff and counted.",
    ),
    annotated(
        "EXT. VILLAGE STREET - DAY, RAIN",
        "Mrs. Pargeter, the blacksmith",
        "It rained all forenoon on the village street. Mrs. Pargeter crossed it under a sack, "
        "and the blacksmith laughed at her from his doorway.",
    ),
    annotated(
        "INT. GREAT HALL - NIGHT",
        "Queen Aldith, Wulf",
        "Torches burned along the walls of the great hall. Queen Aldith rose from her chair.",
        "“Bring him in,” she said, and Wulf opened the doors.",
    ),
    annotated(
        "EXT. MOUNTAINS - DAWN, WIND",
        "Ines",
        "The sun rose as Ines came to the summit. The wind pulled at her cloak, and the peaks "
        "went on for ever, red on one side and blue on the other.",
    ),
    annotated(
        "EXT. CLIFF - DAY",
        "Tamsin, Hugh",
        "They stood on the cliff at noon. Tamsin looked down once and took Hugh by the sleeve.",
    ),
    annotated(
        "EXT. BOAT AT SEA - NIGHT",
        "Hugh, the ferryman",
        "Nobody spoke in the boat. It was a night without stars; the ferryman pulled slowly, "
        "and Hugh listened to the water.",
    ),
    annotated(
        "INT. KITCHEN - DAY",
        "Doctor Ames, the cook",
        "Doctor Ames came into the kitchen before breakfast and put his bag on the table.",
        "“She will live,” said the doctor. The cook sat down and wept.",
    ),
    annotated(
        "EXT. QUAY - DAY",
        "Jonas",
        "It was the brightest afternoon of the year, and the whole town was on the quay. Jonas "
        "pushed through with the letter in his teeth.",
    ),
    annotated(
        "INT. LIBRARY - DUSK",
        "Lady Ravel, Finch",
        "At dusk Lady Ravel climbed the ladder in the library. Finch held it with both hands.",
    ),
    annotated(
        "EXT. GRAVEYARD - NIGHT, FOG",
        "Elias Crane, the sexton",
        "Fog filled the graveyard by night. Elias Crane lifted his lantern, and the sexton "
        "stopped digging.",
    ),
    annotated(
        "INT. BEDROOM - NIGHT",
        "Clara",
        "Clara woke in the dead of night. There was somebody in the bedroom. She lay still, "
        "with her hand under the pillow.",
    ),
    annotated(
        "EXT. OPEN ROAD - DAY",
        "Sir Gawl, Dickon",
        "All that morning they rode along the road without meeting a soul. Sir Gawl slept in "
        "the saddle. Dickon sang.",
    ),
    annotated(
        "EXT. OPEN SEA - DAY",
        "",
        "There was nothing on the open sea that day but light. One sail stood on the edge of "
        "it, and did not move.",
    ),
    annotated(
        "EXT. MARSH - DAY, FOG",
        "Bell, Cutter",
        "‘You’re lost,’ said Bell.",
        "‘I’m never lost,’ said Cutter, ‘though the marsh may be.’",
        before=(
            ("Mist lay over the marsh all morning. Bell and Cutter waded from tussock to tussock."),
        ),
    ),
    annotated(
        "INT. CASTLE CHAMBER - NIGHT",
        "Squire Holt, the page-boy",
        "“Is it done?” asked the squire.",
        "The page-boy nodded.",
        before=(
            (
                "Squire Holt had the room at the top of the castle. That night he sat there "
                "with his boots on, and a lamp on the floor."
            ),
        ),
    ),
]


def broken_down(row: Annotated) -> tuple[int, int]:
    first = len(row.before) + 1
    return first, len(row.before) + len(row.passage)


@pytest.mark.parametrize("row", PASSAGES, ids=lambda row: row.slug)
def test_the_heading_is_what_a_reader_would_say(row: Annotated) -> None:
    chapter = Chapter("A Chapter", row.before + row.passage)
    draft = break_down(chapter, *broken_down(row))
    assert str(draft.heading) == row.slug


@pytest.mark.parametrize("row", PASSAGES, ids=lambda row: row.slug)
def test_the_cast_is_whom_a_reader_would_name(row: Annotated) -> None:
    chapter = Chapter("A Chapter", row.before + row.passage)
    draft = break_down(chapter, *broken_down(row))
    assert frozenset(draft.cast) == row.cast


@pytest.mark.parametrize(
    ("text", "cast"),
    [
        ("Jim ran. “Here!” cried Jim Hawkes. Old Hawkes laughed.", ("Jim Hawkes",)),
        (
            "Squire Penn came in. “Sit,” said the squire. Mr. Penn was tired.",
            ("Squire Penn",),
        ),
        ("Dr. Ines Moura sat down. “Yes,” said the doctor. Moura smiled.", ("Dr. Ines Moura",)),
        ("Queen Aldith rose. “Sit,” said the queen. Aldith was pale.", ("Queen Aldith",)),
        ("Mr. Pell and Mrs. Pell came in. Mrs. Pell wept.", ("Mr. Pell", "Mrs. Pell")),
        ("Sergeant Kay sat. “He’s hit, Sarge,” said Pickett.", ("Sergeant Kay", "Pickett")),
        ("“Come, Captain,” said Ann. Captain Brandt rose.", ("Captain Brandt", "Ann")),
        ("“Lord, what a night,” said Ann.", ("Ann",)),
        ("“Hello,” said the fox. The fox bowed.", ("the fox",)),
        ("A fox came by. “Hello, Fox,” said the hedgehog.", ("Fox", "the hedgehog")),
        ("“We are full,” said the hotel manager with a cough.", ("the manager",)),
        ("“No,” said the old Morgan. “Never,” said the same.", ("Morgan",)),
        ("“Hush,” I said. I held my breath.", ()),
        ("We sailed in the Cormorant from Bristol to England on Monday.", ()),
        ("Ann sat with Peter. Thereupon Peter rose. “No,” Peter said.", ("Ann", "Peter")),
        ("The Hispaniola turned. She lay to in the Hispaniola’s lee.", ()),
        ("Hope rose in him, for there was hope yet.", ()),
        ("“Tell Mother,” he said. My mother wept.", ("the mother",)),
        ("—Wait there, said Molly.", ("Molly",)),
        ("Suddenly the rain stopped. Slowly the gate opened.", ()),
        ("Jim Orme ran. “Jim!” said Mrs. Orme.", ("Jim Orme", "Mrs. Orme")),
    ],
)
def test_aliases_are_one_and_things_are_nobody(text: str, cast: tuple[str, ...]) -> None:
    assert set(break_down(Chapter("", (text,)), 1, 1).cast) == set(cast)


@pytest.mark.parametrize(
    ("narrator", "called"),
    [("Jim Hawkins", "Jim"), ("Jim Hawkins", "Hawkins"), ("Hawkins", "Jim Hawkins")],
)
def test_who_tells_the_story_is_one_person_whatever_they_are_called(
    narrator: str, called: str
) -> None:
    passage = (
        f"“{called},” said the doctor, “come here.” I stood still by the door.",
        f"“Is that you, {called}?” cried the squire. “Well, {called}, speak up!”",
    )
    cast = break_down(Chapter("I", passage), 1, 2, narrator=narrator).cast
    assert cast == ("Jim Hawkins", "the doctor", "the squire")


def test_a_narrators_mother_is_not_the_narrator() -> None:
    passage = ("I sat down. “Come,” said Mrs. Orme, and took my hand.", "“Jim,” she said. I rose.")
    cast = break_down(Chapter("I", passage), 1, 2, narrator="Jim Orme").cast
    assert set(cast) == {"Mrs. Orme", "Jim Orme"}


def test_a_hearth_by_night_is_lit_by_its_fire() -> None:
    draft = break_down(Chapter("", PASSAGES[0].passage), 1, 3)
    assert draft.light is Light.FIRELIGHT
    assert draft.framing is Framing.MEDIUM


@pytest.mark.parametrize(
    ("sky", "light"), [("The stars were out.", Light.MOONLIGHT), ("A storm rose.", Light.LOW_KEY)]
)
def test_a_night_out_of_doors_is_lit_by_the_moon_unless_it_storms(sky: str, light: Light) -> None:
    text = f"That night Ann stood on the moor. {sky}"
    assert break_down(Chapter("", (text,)), 1, 1).light is light


def test_a_chase_through_a_storm_is_frantic() -> None:
    text = (
        "Lightning burst over the deck. Marl ran, leaped the fallen mast and fired; the others "
        "rushed after him with drawn swords, screaming, and he plunged into the waves."
    )
    assert break_down(Chapter("", (text,)), 1, 1).pace is Pace.FRANTIC


def test_a_still_evening_lingers() -> None:
    text = "The lake lay still in the silence of evening. Slowly a pale shadow drifted over it."
    assert break_down(Chapter("", (text,)), 1, 1).pace is Pace.LINGERING


def test_the_action_is_narration_as_it_stands_in_the_text() -> None:
    text = (
        "“Go!” said Ann. The lantern swung in her hand and went out. “Go now, I tell you,” she "
        "said. A tall figure stood in the door with rain on its shoulders."
    )
    assert break_down(Chapter("", (text,)), 1, 1).action == (
        "The lantern swung in her hand and went out. "
        "A tall figure stood in the door with rain on its shoulders."
    )


def test_a_passage_of_mere_speech_still_has_an_action() -> None:
    draft = break_down(Chapter("", ("“No,” said Ann.", "“Yes,” said Bob.")), 1, 2)
    assert "Ann" in draft.action
    assert "“" not in draft.action


TALK = ("“I cannot say,” said Ann.",)
TALE = (
    (
        "Ann said what she thought of her brother and his friends, whom she had never liked, and "
        "she went on counting the coins that her aunt had given her for the two of them that year."
    ),
)


@pytest.mark.parametrize(
    ("told", "since", "slug"),
    [
        ("It was dusk and raining when they crossed the moor.", TALK, "EXT. MOOR - DUSK, RAIN"),
        ("That night they came into the great hall.", TALK, "INT. GREAT HALL - NIGHT"),
        ("That night they came into the great hall.", TALE, "INT. GREAT HALL - NIGHT"),
        ("At dawn they crossed the moor.", TALE, "EXT. MOOR - DAWN"),
    ],
)
@pytest.mark.parametrize("paragraphs", [1, 12, LOOK_BACK - 1])
def test_place_hour_and_weather_hold_until_something_else_is_told(
    told: str, since: tuple[str, ...], slug: str, paragraphs: int
) -> None:
    chapter = Chapter("", (told, *since * paragraphs, "“Well?” said Ann."))
    last = len(chapter.paragraphs)
    assert str(break_down(chapter, last, last).heading) == slug


def test_an_hour_that_is_plainly_told_outweighs_the_night_before_and_its_lanterns() -> None:
    night = ("That night the gale blew.", *["They sat by the lamp in the dark night."] * 3)
    morning = (
        "Dorcas was on the strand. It was a bright, washed morning. She had a lantern in her hand.",
        "She put the lantern down on the sand. There was lamp oil on her sleeves.",
        "She took up the lantern, and blew the lantern out.",
    )
    draft = break_down(Chapter("", morning), 1, 3, night)

    assert str(draft.heading) == "EXT. STRAND - DAY"


def test_what_happened_before_the_look_back_is_forgotten() -> None:
    paragraphs = ("They came into the great hall.", *["Ann said nothing at all then."] * 31)
    assert break_down(Chapter("", paragraphs), 32, 32).heading.place != "great hall"


@settings(max_examples=60)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_any_text_has_a_draft_within_the_forms_limits(paragraphs: list[str]) -> None:
    draft = break_down(Chapter("", tuple(paragraphs)), 1, len(paragraphs))
    assert 1 <= len(draft.title) <= MAX_TITLE
    assert 1 <= len(draft.action) <= MAX_ACTION
    assert 1 <= len(draft.heading.place) <= 100
