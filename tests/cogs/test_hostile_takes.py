"""Nothing that a member types can break the pages and posts about shots and takes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from card_views import NOW, SHOT, SHOTS, screened
from club import parts, texts
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Ballot
from bot.domain.canon import CanonBallot, CanonVerdict
from bot.domain.scene import Take
from bot.domain.seam import Gathered, Part, SeamKind
from bot.domain.shots import Line
from bot.studio.take_views import (
    CanonPage,
    CanonView,
    ComparisonView,
    FilmedShot,
    Screening,
    TakePage,
)
from bot.studio.views import Media, SceneView
from cogs.ui.canon import canon_page, canon_post, screening_sheet
from cogs.ui.comparisons import comparison_post
from cogs.ui.shots import shots_page, words_form
from cogs.ui.takes import another_page

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_~`|<>@#[]()-+.:!\\\n\r\t 1\u202e\u200b\u2066\u0301\U0001f469\u200d"),
        st.characters(),
    ),
    max_size=400,
)
CLIP = Media(1, "clip.mp4", "a" * 64, 10, Path("clip.mp4"))
BALLOT = CanonBallot(Ballot(7, 3, 1, NOW, NOW), 112, (101, 102))


def filled(text: str) -> tuple[str, SceneView, Take]:
    """Words that fill every field, and a scene with two takes that is made of them."""
    words = (text + "*" * 1000)[:1000]
    view = screened(1, 2)
    line = Line(words[:40], words[:160], 0.4, 1.4)
    shot = replace(SHOT, action=words[:300], lines=(line,) * 4)
    shots = replace(SHOTS, shots=tuple(replace(shot, number=n) for n in range(1, 9)))
    direction = replace(view.scene.direction, title=words[:80], action=words)
    scene = replace(view.scene, direction=direction, shot_list=shots)
    takes = tuple(
        replace(item, take=replace(item.take, label=words[:200], alt_text=words), clip=CLIP)
        for item in view.takes
    )
    view = replace(view, scene=scene, takes=takes)
    return words, view, takes[0].take


def faults(words: str) -> tuple[Gathered, ...]:
    one = Gathered(SeamKind.CONTINUITY, 59.5, 60, 8, 9, (words[:200],) * 9, Part.BOTTOM_RIGHT)
    return (one,) * 40


def assert_whole(sheet: Any) -> None:
    """Within what Discord takes, and with nothing in it that mentions anybody unasked."""
    every = list(parts(sheet.to_components()))
    assert len(every) <= 40
    assert sum(len(part.get("content", "")) for part in every) <= 4000
    assert max((len(part.get("description") or "") for part in every), default=0) <= 1024
    assert not re.search(r"(?<!\\)@everyone", texts(sheet.to_components()))


@given(NASTY)
def test_no_words_break_the_page_of_the_shots(text: str) -> None:
    _, view, _ = filled(f"@everyone{text}")
    assert_whole(shots_page(view, 8, "x" * 90))
    form = words_form(view, view.scene.shot_list.shots[0]).to_dict()
    for part in parts(form["components"]):
        assert len(part.get("value") or "") <= part.get("max_length", 4000)


@given(NASTY)
def test_no_words_break_the_page_of_another_take(text: str) -> None:
    words, view, take = filled(f"@everyone{text}")
    shots = tuple(FilmedShot(n, 7.5, "over the shoulder", words) for n in range(1, 9))
    page = TakePage(
        view, take, shots, faults(words), {"fresh": 1}, frozenset(), 2, 1, 5, is_showrunner=False
    )
    assert_whole(another_page(page, "x" * 100))


@given(NASTY)
def test_no_words_break_the_pages_and_the_post_of_a_vote(text: str) -> None:
    words, view, take = filled(f"@everyone{text}")
    slates = tuple(f"123456789-{number}" for number in range(5))
    assert_whole(canon_page(CanonPage(view, take, faults(words), slates, None, True)))
    assert_whole(screening_sheet(Screening(view, BALLOT, "A", CLIP, words, "B", 2), "x" * 100))
    assert_whole(canon_post(CanonView(view, BALLOT, 3, ()), NOW).view)
    over = replace(BALLOT, verdict=CanonVerdict.CHOSEN, chosen=101)
    results = tuple((item.take, 2) for item in view.takes)
    assert_whole(canon_post(CanonView(view, over, 3, results), NOW).view)


@given(NASTY)
def test_no_words_break_the_post_of_a_comparison(text: str) -> None:
    _, view, _ = filled(f"@everyone{text}")
    left, right = (item.take for item in view.takes)
    assert_whole(comparison_post(ComparisonView(1, view, left, right, CLIP, 41, None), None))
