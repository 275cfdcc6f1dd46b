"""The breakdown by rules in other genres and centuries than the one it was first tried on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.domain.breakdown import break_down
from bot.domain.dialogue import find_narrator
from bot.domain.novel import Chapter


@dataclass(frozen=True)
class Scene:
    """A passage, what stands before it, and what a reader would note: heading and who speaks."""

    slug: str
    speakers: tuple[str, ...]
    before: tuple[str, ...]
    passage: tuple[str, ...]


SCENES = [
    Scene(
        "INT. COCKPIT - DAY",
        ("Okafor", "Lindqvist"),
        ("Okafor strapped himself in. The cockpit was cold, and every screen was dark.",),
        (
            "“How long?” he asked.",
            "“Nine minutes to the burn,” said Lindqvist. She did not look up from the checklist.",
            "“And if we miss it?”",
            "“Then we have a very long time to talk about it.”",
        ),
    ),
    Scene(
        "EXT. RANCH - DUSK",
        ("Dell", "Ma Tolliver"),
        ("At sundown the riders came in to the ranch, four of them, on blown horses.",),
        (
            "“They took the lot,” said Dell. He got down and held on to the saddle.",
            "Ma Tolliver stood in the dust with her hands in her apron. “And Joe?” she asked.",
            "Nobody answered her.",
        ),
    ),
    Scene(
        "INT. LIFT - NIGHT",
        ("Mrs. Abernathy", "the porter"),
        ("It was past midnight when Mrs. Abernathy stepped into the lift and shut the grille.",),
        (
            "“Seventh,” said Mrs. Abernathy.",
            "“There is no seventh, madam,” said the porter.",
        ),
    ),
    Scene(
        "EXT. ROOFTOP - NIGHT, RAIN",
        (),
        (),
        (
            "It had rained since nightfall. Vega came out on the rooftop with the case.",
            "The city lay below her like a switchboard.",
            "Somebody had got there first. A man in a yellow coat lay face down by the water tank.",
        ),
    ),
    Scene(
        "INT. COURTROOM - DAY",
        ("Judge Amara", "Mr. Pell"),
        ("The courtroom was full that morning. Judge Amara looked over her spectacles.",),
        (
            "“You may sit, Mr. Pell,” said the judge.",
            "“I would rather stand,” said Mr. Pell.",
        ),
    ),
    Scene(
        "EXT. PLATFORM - DAWN, FOG",
        ("Ilse", "the stationmaster"),
        (),
        (
            "At dawn the fog still lay on the platform. Ilse walked up and down beside her trunk.",
            "“Late again?” she asked.",
            "“Late?” said the stationmaster. “It has not run since the war.”",
        ),
    ),
    Scene(
        "INT. HOSPITAL - NIGHT",
        ("Nurse Adeyemi", "Tom Farrow"),
        ("All night the rain beat on the windows of the hospital. Tom Farrow could not sleep.",),
        (
            "“You should be in bed,” said Nurse Adeyemi.",
            "“I heard her,” he said. “I heard her calling, down the corridor.”",
        ),
    ),
    Scene(
        "EXT. DESERT - DAY",
        ("Halim", "Yusra"),
        ("They had crossed half of the desert by noon, and the water was gone.",),
        (
            "“Look,” cried Halim, “a well!”",
            "Yusra shaded her eyes. “A grave,” she said.",
        ),
    ),
    Scene(
        "INT. THRONE ROOM - DAY",
        ("Princess Ysolde", "the king"),
        (),
        (
            "Princess Ysolde walked the length of the throne room in her muddy boots.",
            "“You sent for me,” said the princess.",
            "“A week ago,” said the king.",
        ),
    ),
    Scene(
        "INT. KITCHEN - DAY",
        ("Marta", "Aunt Bea"),
        ("Marta kneaded the dough on the kitchen table. It was not yet breakfast time.",),
        (
            "“He asked me, Aunt Bea,” she said.",
            "“And what did you say?”",
            "“That I would think about it.”",
            "“Good,” said Aunt Bea, and floured the board.",
        ),
    ),
    Scene(
        "INT. OBSERVATION DOME - DAY",
        ("Commander Reyes", "Tanaka"),
        ("Commander Reyes floated into the observation dome. Earth filled it, blue and silent.",),
        (
            "“Report,” she said.",
            "“Hull breach in section nine,” Tanaka answered. His hands flew over the console.",
            "“Seal it.”",
            "“Captain Osei is still inside.”",
            "Reyes looked at the red light. “Seal it,” she said again.",
        ),
    ),
    Scene(
        "INT. SALOON - DAY",
        ("the stranger", "the barkeep", "Judge Harlan Pruitt"),
        ("Nobody in the saloon looked up when the stranger walked in.",),
        (
            "“Whiskey,” he said to the barkeep.",
            "“We’re closed.”",
            "“Don’t look closed.”",
            "Judge Harlan Pruitt stood up, the way a man lays down a sleeping child.",
            "“He said closed, son,” said the judge.",
        ),
    ),
    Scene(
        "INT. ORANGERY - NIGHT",
        ("Lord Ashcombe", "Miss Thornbury"),
        ("That night Miss Thornbury was found in the orangery by Lord Ashcombe.",),
        (
            "“You have been avoiding me,” he said.",
            "“I have been avoiding the heat, my lord.”",
            "“In an orangery?”",
            "She laughed in spite of herself.",
            "“My mother will be wanting me,” said Miss Thornbury.",
        ),
    ),
    Scene(
        "EXT. BRIDGE - MOONLIGHT, SNOW",
        ("the stranger", "Anselm"),
        ("Snow had fallen all day, and now the moon stood over the river.",),
        (
            "Anselm stopped in the middle of the bridge. A stranger leaned on the rail there.",
            "“You are late,” said the stranger.",
            "“I am not coming,” said Anselm.",
        ),
    ),
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.slug)
def test_the_heading_fits_the_genre(scene: Scene) -> None:
    assert str(_draft(scene).heading) == scene.slug


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.slug)
def test_those_who_speak_are_found(scene: Scene) -> None:
    spoken = [speech.speaker for speech in _draft(scene).speeches]
    assert tuple(dict.fromkeys(spoken)) == scene.speakers


def _draft(scene: Scene):
    chapter = Chapter("A Chapter", scene.before + scene.passage)
    return break_down(chapter, len(scene.before) + 1, len(chapter.paragraphs))


@pytest.mark.parametrize(
    ("told", "present"),
    [
        ("He laid it down the way one lays down a sleeping child.", False),
        ("He told me I was a good boy.", False),
        ("There was a ghost on the stairs. The ghost bowed.", True),
        ("A tall boy leaned on the gate.", True),
    ],
)
def test_somebody_of_whom_there_is_only_talk_is_not_there(told: str, present: bool) -> None:
    assert bool(break_down(Chapter("", (told,)), 1, 1).cast) is present


@pytest.mark.parametrize(
    ("talk", "spoken"),
    [
        (
            ("“Tea,” said Ann to the porter.", "“None left.”"),
            [("Ann", "the porter"), ("the porter", "Ann")],
        ),
        (
            ("“Who’s there?”", "“Mrs. Gray.”", "“Come in,” said Tom."),
            [("Tom", "Mrs. Gray"), ("Mrs. Gray", "Tom"), ("Tom", "Mrs. Gray")],
        ),
        (
            ("“One,” said Ann.", "“Two.”", "“Three.”", "“Four,” said Bob."),
            [("Ann", "Bob"), ("Bob", "Ann"), ("Ann", "Bob"), ("Bob", "Ann")],
        ),
    ],
)
def test_who_speaks_to_whom(talk: tuple[str, ...], spoken: list[tuple[str, str]]) -> None:
    told = break_down(Chapter("", talk), 1, len(talk)).speeches
    assert [(speech.speaker, speech.to) for speech in told] == spoken


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("“Two sacks,” said Ann.", "Two sacks."),
        (
            "“If you would wait,” he said, “I should be glad.”",
            "If you would wait, I should be glad.",
        ),
        ("“I did wait,” he said. “I was glad.”", "I did wait. I was glad."),
        ("“Wait!” he said. “I will.”", "Wait! I will."),
    ],
)
def test_a_speech_is_whole_on_both_sides_of_its_tag(told: str, heard: str) -> None:
    (speech,) = break_down(Chapter("", (told,)), 1, 1).speeches
    assert speech.text == heard


def test_whoever_spoke_last_is_not_who_answers() -> None:
    talk = (
        "The visitor came in. “Well?” said Holmes.",
        "“You may speak here,” said Holmes.",
        "The man sprang up. “You are right,” he cried.",
    )
    told = break_down(Chapter("", talk), 1, len(talk)).speeches
    assert [speech.speaker for speech in told] == ["Holmes", "Holmes", "the visitor"]


def test_where_three_people_talk_nobody_is_made_to_speak() -> None:
    talk = (
        "“One,” said Ann.",
        "“Two,” said Bob.",
        "“Three,” said Cat.",
        "It rained.",
        "“No, Bob.”",
    )
    assert break_down(Chapter("", talk), 1, 5).speeches[-1].speaker == ""


def test_three_in_the_morning_is_night() -> None:
    told = "She called at three in the morning."
    assert str(break_down(Chapter("", (told,)), 1, 1).heading) == "EXT. OPEN COUNTRY - NIGHT"


TOLD_BY_NELL = (
    "I found my uncle in the garden.",
    "“Nell,” he said, “you are early.”",
    "“I walked,” said I.",
    "“Sit down, Nell, and say nothing,” said my uncle.",
    "“I never do,” I said.",
)


def test_who_says_i_is_whom_the_others_call_by_name() -> None:
    draft = break_down(Chapter("", TOLD_BY_NELL), 1, len(TOLD_BY_NELL))
    assert {speech.speaker for speech in draft.speeches} == {"Nell", "the uncle"}
    assert find_narrator([TOLD_BY_NELL]) == "Nell"


def test_a_known_narrator_is_in_the_cast_of_what_happens_to_them() -> None:
    draft = break_down(Chapter("", ("I ran down the hill.",)), 1, 1, (), "Nell Bray")
    assert draft.cast == ("Nell Bray",)


def test_a_chapter_whose_title_says_who_tells_it_is_told_by_them() -> None:
    chapter = Chapter("Mina Harker’s Journal", ("“No,” I said, and took his hand.",))
    assert break_down(chapter, 1, 1, (), "Nell").speeches[0].speaker == "Mina Harker"


def test_somebody_of_whom_the_prose_tells_does_not_tell_it() -> None:
    chapter = Chapter("", ("Nell came up the stairs. “No,” I said.",))
    assert break_down(chapter, 1, 1, (), "Nell").speeches[0].speaker == "the narrator"


def test_a_narrator_who_goes_by_a_role_is_not_told_of_by_another_role() -> None:
    chapter = Chapter("", ("The porter came in.", "“No,” I said."))
    draft = break_down(chapter, 1, 2, (), "the professor")
    assert draft.speeches[0].speaker == "the professor"


@pytest.mark.parametrize(
    "told",
    [
        "“Yes, in Ireland, Saxony, Bohemia, and France,” said Ann.",
        "“We shall have Lobster, Chicken Newberg, and Peche Melba!” said Ann.",
        "“They camp near Brighton now,” said Ann. “Brighton, and a whole campful of soldiers!”",
        "Ann put down Dr. Seward’s Diary and wept.",
        "Ann walked over from Thrushcross Grange.",
    ],
)
def test_places_and_things_with_capitals_are_not_in_the_cast(told: str) -> None:
    assert "Ann" in (cast := break_down(Chapter("", (told,)), 1, 1).cast)
    assert set(cast) <= {"Ann", "Dr. Seward"}


def test_a_thought_is_no_action() -> None:
    told = "Ann crossed the yard. “Well,” I thought to myself. I thought of home."
    assert break_down(Chapter("", (told,)), 1, 1).action == "Ann crossed the yard."


def test_a_chapter_carries_on_where_the_one_before_ended() -> None:
    earlier = ("That night they broke into the museum.",)
    draft = break_down(Chapter("", ("“Hush,” said Ada.",)), 1, 1, earlier)
    assert str(draft.heading) == "INT. MUSEUM - NIGHT"


@pytest.mark.parametrize(
    ("told", "slug"),
    [
        ("She ran out of the house. The wind took her hat.", "EXT. OPEN COUNTRY - DAY"),
        ("They stood at the inn door and looked down the road.", "EXT. INN DOOR - DAY"),
        ("From the chapel window he saw the boats on the lake.", "INT. CHAPEL - DAY"),
        ("She remembered the great hall of her father.", "EXT. OPEN COUNTRY - DAY"),
        ("He had a train of thought that led nowhere.", "EXT. OPEN COUNTRY - DAY"),
        ("They sat in the back room of the tavern.", "INT. TAVERN - DAY"),
    ],
)
def test_a_place_that_is_left_seen_or_thought_of_is_not_where_we_are(told: str, slug: str) -> None:
    assert str(break_down(Chapter("", (told,)), 1, 1).heading) == slug


@pytest.mark.parametrize(
    ("speech", "speaker"),
    [
        ("“My name is Odo,” he said.", "Odo"),
        ("“Here!” cried one.", "one of the guards"),
        ("“Here!” cried another.", "another guard"),
        ("The crowd came. “Here!” cried another.", "another of the crowd"),
        ("Children came. The children sang. “Here!” cried another.", "another child"),
        ("“Here!” answered a voice.", "the voice"),
    ],
)
def test_a_speaker_without_a_name_has_one_all_the_same(speech: str, speaker: str) -> None:
    chapter = Chapter("", ("The guards ran up and down the wall.", speech))
    assert break_down(chapter, 2, 2).speeches[0].speaker == speaker
