"""What a report says of the words that models were told, and of what was left out of them."""

from __future__ import annotations

import pytest

from render.contract import MAX_SHOTS
from render.engines.protocol import Facts
from render.faults import Fault
from render.job import noted, told

MOST = 4000


def words(count: int, of: str = "w") -> str:
    return " ".join(f"{of}{place}" for place in range(count))


def test_words_beyond_what_one_entry_holds_are_in_the_next() -> None:
    prompt = words(1500)
    found = told([Facts(prompt="The keep."), Facts(), Facts(prompt=prompt)])
    assert found[0] == "The keep."
    assert len(found) > 2
    assert max(map(len, found)) <= MOST
    assert " ".join(found[1:]) == prompt


def test_the_words_of_many_shots_share_entries() -> None:
    prompts = [words(430, f"s{shot}w") for shot in range(MAX_SHOTS)]
    prompts[0] = words(1000, "s0w")
    found = told([Facts(prompt=prompt) for prompt in prompts])
    assert len(found) <= MAX_SHOTS
    assert max(map(len, found)) <= MOST
    assert " ".join(found).split() == " ".join(prompts).split()


def test_more_words_than_a_report_holds_are_no_film_that_could_be_posted() -> None:
    with pytest.raises(Fault, match="more words than a report holds") as refused:
        told([Facts(prompt=words(2000))] * MAX_SHOTS)
    assert not refused.value.retryable


def test_notes_beyond_the_twentieth_are_counted() -> None:
    notes = [f"how {name} looks did not fit" for name in range(25)]
    found = noted(notes)
    assert found[:19] == tuple(notes[:19])
    assert found[19:] == ("6 more notes like these",)
    assert noted(notes[:20]) == tuple(notes[:20])
    assert noted(["n" * 400]) == ("n" * 300,)
