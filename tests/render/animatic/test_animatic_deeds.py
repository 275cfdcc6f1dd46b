"""The words of an action say what each of the people in it does."""

from __future__ import annotations

import pytest

from render.contract import Line, Performer
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


@pytest.mark.parametrize(
    ("action", "posture", "gesture"),
    [
        ("The harbour lay flat, and the gulls walked about.", "stand", ""),
        ("Wick rides along the strand.", "ride", ""),
        ("Wick is on a horse.", "ride", ""),
        ("Wick, on his black horse, waits.", "ride", ""),
        ("Wick mounts and is gone.", "ride", ""),
        ("Wick mounts his horse.", "ride", ""),
        ("He swings into the saddle.", "ride", ""),
        ("Wick gallops over the moor.", "ride", ""),
        ("Wick cantered down the lane.", "ride", ""),
        ("The rider spurs his horse.", "ride", ""),
        ("Wick dismounts.", "stand", ""),
        ("Wick leads his horse to the well.", "walk", ""),
        ("Wick mounts the stairs.", "climb", ""),
        ("Wick climbs the ladder.", "climb", ""),
        ("Wick goes up the old stair.", "climb", ""),
        ("Wick ran up the steps.", "climb", ""),
        ("Wick hauls himself up.", "climb", ""),
        ("Wick rows across the bay.", "row", ""),
        ("Wick pulls at the oars.", "row", "rope"),
        ("A row of houses, and Wick.", "stand", ""),
        ("Wick raises his lantern.", "stand", "lift"),
        ("Wick raised the old lantern.", "stand", "lift"),
        ("Wick lifts the lamp.", "stand", "lift"),
        ("Wick lifts a lamp from the table.", "stand", "lift"),
        ("Wick holds up a torch.", "stand", "lift"),
        ("Wick holds his candle high.", "stand", "lift"),
        ("Torch aloft, Wick walks down.", "walk", "lift"),
        ("Wick holds a lantern.", "stand", "lantern"),
        ("Wick comes with a candle.", "walk", "lantern"),
        ("A lamp burns on the table. Wick waits.", "stand", ""),
        ("Wick raises his hand.", "stand", "raise"),
        ("Wick raises his eyes to the lantern room.", "stand", "lantern"),
        ("Wick draws his sword.", "stand", "sword"),
        ("Wick drew a rusty cutlass.", "stand", "sword"),
        ("Wick raises his sword.", "stand", "brandish"),
        ("Wick waves a cutlass.", "stand", "brandish"),
        ("Wick draws near.", "walk", ""),
        ("Wick draws the curtain.", "stand", ""),
        ("A sword hangs on the wall; Wick waits.", "stand", ""),
        ("Wick levels a pistol.", "stand", "gun"),
        ("Wick takes aim.", "stand", "gun"),
        ("Wick hands her the letter.", "stand", "letter"),
        ("Wick gives her a key.", "stand", "key"),
        ("Wick gave her his coat.", "stand", "hold"),
        ("Her hands are cold.", "stand", ""),
        ("Wick unlocks the door.", "stand", "key"),
        ("Wick reads by the window.", "stand", "read"),
        ("A letter lies on the table. Wick waits.", "stand", ""),
        ("Wick falls to his knees.", "kneel", ""),
        ("Wick drops to one knee.", "kneel", ""),
        ("Rain falls. Wick waits.", "stand", ""),
        ("Night falls as Wick waits.", "stand", ""),
        ("The road climbs; Wick waits.", "stand", ""),
        ("The waves run in, and Wick waits.", "stand", ""),
        ("Wick fell from the wall.", "fall", ""),
        ("Wick takes her in his arms.", "embrace", "hold"),
        ("The clock strikes. Wick waits.", "stand", ""),
        ("Wick strikes at him.", "fight", ""),
        ("Wick bolts the door.", "stand", ""),
        ("Wick bolts for the door.", "run", ""),
        ("Wick flees.", "run", ""),
        ("Wick hurried down the lane.", "run", ""),
        ("Wick hides behind a barrel.", "crouch", ""),
        ("Wick hides his face.", "stand", "face"),
        ("Wick crawls along the wall.", "crawl", ""),
        ("Wick creeps along the wall.", "walk", ""),
        ("By the fire sits Wick.", "sit", ""),
        ("Wick takes a seat.", "sit", "hold"),
        ("Wick lies asleep.", "lie", ""),
        ("Wick waves.", "stand", "raise"),
        ("Wick points at the keep.", "stand", "point"),
        ("Wick is at the point of the bay.", "stand", ""),
        ("Wick knocks.", "stand", "knock"),
        ("Wick drinks.", "stand", "drink"),
        ("Wick buries the box.", "dig", ""),
        ("Wick hugs her.", "embrace", ""),
    ],
)
def test_plain_words_say_what_one_does(action: str, posture: str, gesture: str) -> None:
    (deed,) = deeds_of(action, (WICK,))

    assert (deed.posture, deed.gesture) == (posture, gesture)


@pytest.mark.parametrize(
    ("action", "wick", "orr"),
    [
        ("Wick hands Mistress Orr the letter.", ("stand", "letter"), ("stand", "")),
        ("Mistress Orr rides and Wick leads the horse.", ("walk", ""), ("ride", "")),
        ("Wick rows; Mistress Orr holds up a lamp.", ("row", ""), ("stand", "lift")),
        ("Wick draws his sword as Mistress Orr runs.", ("stand", "sword"), ("run", "")),
        ("Mistress Orr lifts her lantern and Wick climbs.", ("climb", ""), ("stand", "lift")),
        ("Rain falls on Wick and Mistress Orr.", ("stand", ""), ("stand", "")),
    ],
)
def test_plain_words_say_what_each_of_two_does(
    action: str, wick: tuple[str, str], orr: tuple[str, str]
) -> None:
    deeds = deeds_of(action, (WICK, ORR))

    assert [(deed.posture, deed.gesture) for deed in deeds] == [wick, orr]


@pytest.mark.parametrize(
    ("action", "thing"),
    [
        ("Wick holds up a torch.", "torch"),
        ("Wick comes with a candle.", "candle"),
        ("Wick lifts a candle lantern.", ""),
        ("Wick lifts the lamp.", ""),
        ("Wick waits by a torch that burns.", "torch"),
    ],
)
def test_what_burns_in_the_hand_is_what_is_told(action: str, thing: str) -> None:
    assert deeds_of(action, (WICK,))[0].thing == thing


@pytest.mark.parametrize(("speaker", "speaks"), [("Wick", True), ("", False)])
def test_who_is_told_about_does_not_speak(speaker: str, speaks: bool) -> None:
    line = Line(speaker=speaker, text="Nobody had come by night.", start=0.4, end=3)

    assert deeds_of("Wick waits.", (WICK,), (line,))[0].speaks is speaks


@pytest.mark.parametrize(
    ("action", "cast", "postures"),
    [
        ("I sat down and wept.", (WICK,), ["sit"]),
        ("It was Wick's voice; but I lay there, trembling.", (WICK,), ["stand"]),
        ("I knelt. Mistress Orr ran.", (WICK, ORR), ["kneel", "run"]),
        ("I lay asleep when Wick and Mistress Orr sat down.", (WICK, ORR), ["sit", "sit"]),
    ],
)
def test_what_i_do_is_done_by_whom_alone_the_action_does_not_name(
    action: str, cast: tuple[Performer, ...], postures: list[str]
) -> None:
    assert [deed.posture for deed in deeds_of(action, cast)] == postures


@pytest.mark.parametrize(
    ("action", "postures"),
    [
        ("Wick takes Mistress Orr by the hand and runs.", ["run", "run"]),
        ("Wick takes her by the hand and they run.", ["run", "run"]),
        ("Wick drags Mistress Orr along the road.", ["walk", "walk"]),
        ("Wick pulls Mistress Orr after him.", ["walk", "walk"]),
        ("Wick walks past Mistress Orr.", ["walk", "stand"]),
    ],
)
def test_who_is_taken_by_the_hand_goes_along(action: str, postures: list[str]) -> None:
    assert [deed.posture for deed in deeds_of(action, (WICK, ORR))] == postures


@pytest.mark.parametrize(
    ("action", "seen"),
    [
        ("Wick faces us.", "front"),
        ("Wick is half turned.", "quarter"),
        ("Wick stands in profile.", "side"),
        ("Wick stands with his back to us.", "back"),
        ("Wick turns away.", "back quarter"),
        ("Wick faces the sea.", ""),
    ],
)
def test_words_tell_from_which_side_somebody_is_seen(action: str, seen: str) -> None:
    assert deeds_of(action, (WICK,))[0].seen == seen


@pytest.mark.parametrize(
    ("action", "posture", "gesture"),
    [
        ("Wick dies.", "lie", ""),
        ("Wick opens the door.", "stand", "knock"),
        ("Wick leaps over the wall.", "run", ""),
        ("Wick writes a letter.", "sit", "letter"),
        ("Wick pours the soup.", "stand", "hold"),
    ],
)
def test_common_deeds_are_known(action: str, posture: str, gesture: str) -> None:
    (deed,) = deeds_of(action, (WICK,))

    assert (deed.posture, deed.gesture) == (posture, gesture)
