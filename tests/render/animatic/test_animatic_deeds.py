"""The words of an action say what each of the people in it does."""

from __future__ import annotations

import pytest

from render.contract import Performer
from render.engines.animatic.figures.deeds import deeds_of

WICK = Performer(name="Wick", description="a man with a lamp")
ORR = Performer(name="Mistress Orr", description="a widow")
HALE = Performer(name="Captain Hale", description="a man in a blue coat")


@pytest.mark.parametrize(
    ("action", "wick", "orr"),
    [
        ("Wick and Mistress Orr sit by the fire.", "sit", "sit"),
        ("Wick sits and Mistress Orr sits.", "sit", "sit"),
        ("Both sit.", "sit", "sit"),
        ("They sit, facing each other.", "sit", "sit"),
        ("Mistress Orr kneels while Wick stands.", "stand", "kneel"),
        ("Wick sits by the fire and Mistress Orr stands by the fire.", "sit", "stand"),
        ("Wick sits by the fire with Mistress Orr.", "sit", "sit"),
        ("Wick sits opposite Mistress Orr, who reads a letter.", "sit", "sit"),
        ("Mistress Orr kneels beside Wick, who lies on the sand.", "lie", "kneel"),
        ("Wick kneels beside Mistress Orr.", "kneel", "stand"),
        ("She sits; he stands.", "stand", "sit"),
        ("Seated by the fire, Mistress Orr speaks to Wick.", "stand", "sit"),
        ("Wick watches as Mistress Orr climbs the stair.", "stand", "climb"),
        ("Wick runs to Mistress Orr and embraces her.", "embrace", "embrace"),
        ("Wick warms himself by the fire.", "sit", "sit"),
    ],
)
def test_each_of_two_does_what_the_words_say_of_them(action: str, wick: str, orr: str) -> None:
    assert [deed.posture for deed in deeds_of(action, (WICK, ORR))] == [wick, orr]
    assert [deed.posture for deed in deeds_of(action, (ORR, WICK))] == [orr, wick]


@pytest.mark.parametrize(
    ("action", "postures"),
    [
        ("Wick, Hale and Mistress Orr sit at the table.", ["sit", "sit", "sit"]),
        ("Wick and Hale sit, Mistress Orr stands at the door.", ["sit", "sit", "stand"]),
        ("Wick watches as Hale digs and Mistress Orr prays.", ["stand", "dig", "pray"]),
        ("Wick watches as Hale and Mistress Orr fight.", ["stand", "fight", "fight"]),
        ("Wick looks on. Mistress Orr embraces Hale.", ["stand", "embrace", "embrace"]),
        ("Everyone kneels.", ["kneel", "kneel", "kneel"]),
    ],
)
def test_each_of_three_does_what_the_words_say_of_them(action: str, postures: list[str]) -> None:
    assert [deed.posture for deed in deeds_of(action, (WICK, HALE, ORR))] == postures


def test_what_one_holds_is_not_in_the_other_s_hand() -> None:
    wick, orr = deeds_of("Wick takes the lantern and Mistress Orr reads a letter.", (WICK, ORR))

    assert (wick.gesture, orr.gesture) == ("lantern", "letter")
