"""What a proposal says against a look that was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.characters import Character, Kind
from bot.domain.continuity import Contradiction, Dressed, contradictions, in_scene, seen_in
from bot.domain.direction import CameraMove, Direction, Framing, Light, Pace
from bot.domain.look import Appearance
from bot.domain.shots import Line, PlannedShot, ShotFraming

HALE = Dressed(
    "Captain Hale",
    ("Captain Hale", "Hale", "the captain"),
    Appearance(
        age="about fifty",
        build="stout",
        hair="black, cropped",
        face="a broad red face, clean-shaven",
        wardrobe="a long blue coat, a tricorne",
    ),
)
ORR = Dressed(
    "Mistress Orr",
    ("Mistress Orr", "Orr"),
    Appearance(age="65", build="thin, tall", hair="white, in a bun", wardrobe="a black dress"),
)
CAST = (HALE, ORR)
SHOT = PlannedShot(
    1, 6, "", ShotFraming.WIDE, Light.OVERCAST, CameraMove.STATIC, Pace.MEASURED, ("Hale",)
)


@pytest.mark.parametrize(
    ("text", "about", "said", "chosen"),
    [
        ("Captain Hale shakes his fair hair.", "hair", "fair hair", "black hair, cropped"),
        ("A blond Captain Hale waits.", "hair", "blond", "black hair, cropped"),
        ("The fair-haired captain, Hale, waits.", "hair", "fair-haired", "black hair, cropped"),
        (
            "Captain Hale, fair-haired and grim, waits.",
            "hair",
            "fair-haired",
            "black hair, cropped",
        ),
        ("Hale's golden hair blows about.", "hair", "golden hair", "black hair, cropped"),
        (
            "Hale stands up. His long hair is wet.",
            "length of hair",
            "long hair",
            "black hair, cropped",
        ),
        ("Hale is bald.", "hair", "bald", "black hair, cropped"),
        ("Hale, bearded, comes in.", "beard", "bearded", "clean-shaven"),
        ("Captain Hale strokes his beard.", "beard", "beard", "clean-shaven"),
        ("Old Hale looks up.", "age", "old", "about fifty"),
        ("Hale, a boy of ten, looks up.", "age", "boy", "about fifty"),
        ("Gaunt Captain Hale looks up.", "build", "gaunt", "stout"),
        ("Hale in a red coat looks up.", "coat", "red coat", "blue coat"),
        (
            "Hale pulls at the sleeve. He drops his scarlet jacket.",
            "coat",
            "scarlet jacket",
            "blue coat",
        ),
        ("Mistress Orr wears a white gown.", "dress", "white gown", "black dress"),
        ("The boy sees Orr, young and short, at the door.", "age", "young", "65"),
        ("Hale runs in a red coat.", "coat", "red coat", "blue coat"),
        ("Hale comes slowly up the wet path in a red coat.", "coat", "red coat", "blue coat"),
        ("Hale wraps himself in a green greatcoat.", "coat", "green greatcoat", "blue coat"),
        (
            "Mistress Orr walks along the strand in a white dress.",
            "dress",
            "white dress",
            "black dress",
        ),
        ("Hale strides on, red coat flapping.", "coat", "red coat", "blue coat"),
        ("Hale tosses back fair hair.", "hair", "fair hair", "black hair, cropped"),
        ("Hale shakes wet fair hair from his eyes.", "hair", "fair hair", "black hair, cropped"),
        ("Hale runs a hand through golden curls.", "hair", "golden curls", "black hair, cropped"),
        ("Fair hair blowing, Hale runs.", "hair", "fair hair", "black hair, cropped"),
        ("With fair hair flying, Captain Hale runs.", "hair", "fair hair", "black hair, cropped"),
        ("In a red coat, Hale waits.", "coat", "red coat", "blue coat"),
        ("Dressed in a long red coat, Hale waits.", "coat", "red coat", "blue coat"),
        ("Red coat open, fair hair wet, Hale waits.", "hair", "fair hair", "black hair, cropped"),
        ("Bearded, Hale comes in.", "beard", "bearded", "clean-shaven"),
        ("Hale is an old man.", "age", "old", "about fifty"),
        ("Hale, an old man, bald, waits.", "hair", "bald", "black hair, cropped"),
        ("Hale has fair hair.", "hair", "fair hair", "black hair, cropped"),
    ],
)
def test_what_contradicts_a_look_is_quoted_with_the_look(
    text: str, about: str, said: str, chosen: str
) -> None:
    found = {one.about: one for one in contradictions(text, CAST)}
    assert (found[about].said, found[about].chosen) == (said, chosen)


@pytest.mark.parametrize(
    "text",
    [
        "Captain Hale shakes his black hair.",
        "Hale, dark-haired, looks up.",  # a neighbour of black
        "Captain Hale meets an old woman with fair hair.",
        "Hale looks at the boy in the red coat.",
        "Hale draws his sword; the old dog barks.",
        "Hale and a thin man in a red coat ride along the strand.",
        "Mistress Orr strokes his beard.",  # whose ever it is, not hers
        "Hale is tall.",  # the look does not say
        "Orr's white hair is loose. The old woman smiles.",
        "A boy with fair hair runs along the strand.",
        "Hale's dress sword hangs by the door.",
        "Hale takes the long road in the grey light.",
        "Hale wears a coat of blue cloth, and a red scarf.",
        # what somebody else wears, or nobody
        "Hale chases a thief in a red coat.",
        "Hale runs past a man in a red coat.",
        "Hale dances with a girl in a red coat.",
        "Hale sees her in a red coat.",
        "Hale rummages in a red coat.",
        "Hale finds a letter in a red coat.",
        "Hale comes in with a red coat over his arm.",
        "Hale, a red coat over one arm, waits.",
        "Hale follows the boy, red coat flapping.",
        "Hale looks at the boy. His fair hair blows.",
        "Hale pats the boy and his fair hair.",
        "Hale sweeps fair hair off the floor.",
        "Hale brushes fair hair from the coat.",
        "Hale shakes the fair hair from the comb.",
        "Fair hair blowing, a boy runs to Hale.",
        "A boy with fair hair running ahead, Hale follows.",
        "Fair hair blowing, Hale beside her, the girl runs.",
        "Red coat flapping, Hale's brother runs.",
        "In the red room, Hale waits.",
        # what is old, thin or heavy, and is no person
        "Hale pats his old dog.",
        "Hale's old dog barks.",
        "Hale, an old friend of Orr, waits.",
        "Hale has an old lantern.",
        "Hale with a thin knife looks up.",
        "Hale waits in an old blue coat.",
        "Orr in a heavy black dress looks up.",
        "Orr, heavy chest in hand, comes in.",
        "Hale lifts a thin rope.",
        # people beside them
        "Hale with a child in his arms comes in.",
        "Hale has a boy with him.",
        "Hale, a boy at his side, rides on.",
        "Hale, the boy and the dog wait.",
        "Hale, bold now, calls the boy.",
        "Hale hugs his fair-haired daughter.",
        "Hale's fair-haired daughter waits.",
        "Hale calls his son in the red coat.",
        "Hale is watching the boy.",
        "Hale is with a fair-haired girl.",
        "Hale is not old.",
        # what is said to them
        "“You are a good lad, Hale,” says Orr.",
        "“The rations are short, very short, Orr.”",
        "“It is two hundred years old, Hale.”",
        "They are two, Hale and Orr, one as pale as the other.",
        "",
    ],
)
def test_what_does_not_contradict_a_look_is_left_alone(text: str) -> None:
    assert contradictions(text, CAST) == ()


def test_two_people_contradict_their_own_looks_only() -> None:
    found = contradictions("Fair-haired Hale and black-haired Orr sit down.", CAST)
    assert found == (
        Contradiction("Captain Hale", "hair", "fair-haired", "black hair, cropped"),
        Contradiction("Mistress Orr", "hair", "black-haired", "white hair, in a bun"),
    )


def test_a_look_that_says_nothing_is_never_contradicted() -> None:
    bare = Dressed("Wick", ("Wick",), Appearance(props="a lantern"))
    assert contradictions("Old Wick, bald, in a red coat, strokes his beard.", (bare,)) == ()


INN = Dressed(
    "the inn",
    ("the inn",),
    Appearance(wardrobe="Low whitewashed walls, a stone floor, red curtains, an oak door."),
    Kind.PLACE,
)


@pytest.mark.parametrize(
    ("text", "about", "said", "chosen"),
    [
        (
            "Black walls close in on Hale.",
            "colour of the walls",
            "black walls",
            "whitewashed walls",
        ),
        (
            "The walls are dark red.",
            "colour of the walls",
            "walls are dark red",
            "whitewashed walls",
        ),
        ("Sand blows over the wooden floor.", "floor", "wooden floor", "stone floor"),
        (
            "She draws the heavy blue curtains.",
            "colour of the curtains",
            "blue curtains",
            "red curtains",
        ),
        ("The door is of iron.", "door", "door is of iron", "oak door"),
    ],
)
def test_what_contradicts_the_look_of_its_place_is_quoted_too(
    text: str, about: str, said: str, chosen: str
) -> None:
    found = {one.about: one for one in contradictions(text, CAST, INN)}
    assert found[about].name == "the inn"
    assert found[about].said.endswith(said)
    assert found[about].chosen.endswith(chosen)


@pytest.mark.parametrize(
    "text",
    [
        "White walls and a black door.",  # the look says nothing of the door's colour
        "A floor of stone, and red velvet curtains.",
        "A man in black by the wall opens the wooden door.",
        "The roof is thatched.",
        "Blue with cold, Wick leans on the walls.",
    ],
)
def test_what_agrees_with_the_look_of_its_place_is_left_alone(text: str) -> None:
    assert contradictions(text, CAST, INN) == ()


def test_shots_are_read_for_what_is_not_the_passages_own() -> None:
    passage = ("Captain Hale shook his fair hair.", "Hale stroked his beard.")
    direction = Direction("Hale", "Hale waits.", Light.OVERCAST, Framing.WIDE, Pace.MEASURED)
    said = Line("Wick", "Bald Hale is coming.", 0, 2)
    shots = (
        replace(SHOT, action="Captain Hale shook his fair hair."),
        replace(SHOT, number=2, action="Hale, in a red coat.", lines=(said,)),
        replace(SHOT, number=3, action="Hale, in a red coat, by the black walls."),
        # what is typed may end without a full stop
        replace(SHOT, number=4, action="Wick waits", lines=(replace(said, text=passage[1]),)),
    )
    found = in_scene(direction, shots, passage, CAST, INN)
    assert [(one.about, one.said, one.shot) for one in found] == [
        ("coat", "red coat", 2),
        ("hair", "bald", 2),
        ("colour of the walls", "black walls", 3),
    ]


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_words_are_read(text: str, hair: str) -> None:
    person = Dressed("Hale", ("Hale",), Appearance(hair=hair))
    for one in contradictions(f"Hale {text} Hale's {text}", (person,)):
        assert one.said
        assert one.chosen


JORY = Character(1, 2, 3, Kind.PERSON, "Jory", (), 9, 1, pronoun="he")
DORCAS = Character(2, 2, 3, Kind.PERSON, "Aunt Dorcas", ("Dorcas",), 5, 1, pronoun="she")


@pytest.mark.parametrize(
    ("title", "action", "people", "seen"),
    [
        ("The strand", "Jory stands in his red scarf.", (JORY,), {"Jory": "red scarf"}),
        ("The boy on the strand", "Jory runs.", (JORY,), {"Jory": "a boy"}),
        (
            "The boy on the strand",
            "Jory stands in his red scarf.",
            (JORY,),
            {"Jory": "a boy, red scarf"},
        ),
        # somebody else, whom nobody names
        ("The girl in the boat", "Jory runs.", (JORY,), {}),
        ("The boy on the strand", "Jory runs to Dorcas.", (JORY, DORCAS), {}),
        (
            "Morning",
            "Aunt Dorcas, in her white apron, sees Jory.",
            (JORY, DORCAS),
            {"Aunt Dorcas": "white apron"},
        ),
        ("Morning", "A red scarf lies on the strand.", (JORY,), {}),
    ],
)
def test_a_proposal_tells_how_people_without_a_look_are_seen(
    title: str, action: str, people: tuple[Character, ...], seen: dict[str, str]
) -> None:
    direction = Direction(title, action, Light.OVERCAST, Framing.WIDE, Pace.MEASURED)
    assert seen_in(direction, people) == seen
