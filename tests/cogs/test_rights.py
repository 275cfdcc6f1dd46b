"""Of a novel that is not free to quote, no message shows more than sixty words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from card_views import BALLOT, NOW, PROPOSED, SHOT, screened, stored
from discord import ui

from bot.domain.canon import CanonBallot
from bot.domain.novel import Rights
from bot.domain.scene import SceneState
from bot.domain.shots import Line
from bot.studio.film_views import (
    ChapterPage,
    ReelPart,
    ReelScene,
    ReelState,
    ReelView,
    SceneOnFilm,
)
from bot.studio.take_views import ComparisonView, FilmedShot, Screening, TakePage
from bot.studio.views import SceneLine, SceneView
from cogs.ui.canon import screening_sheet
from cogs.ui.cards import scene_card
from cogs.ui.comparisons import comparison_post
from cogs.ui.film import chapter_page
from cogs.ui.menus import scene_menu
from cogs.ui.posts import take_post
from cogs.ui.reels import reel_post
from cogs.ui.shots import shots_page
from cogs.ui.takes import another_page

WORDS = [f"word{number}" for number in range(400)]


def prose(first: int, count: int) -> str:
    return " ".join(WORDS[first : first + count])


TOLD = prose(0, 150)
"""What a node makes of an order, in words."""
SHOTS = tuple(
    replace(
        SHOT,
        number=number,
        action=prose(number * 25, 20),
        lines=(Line("Wick", prose(250 + number * 12, 12), 0, 2),),
    )
    for number in range(1, 9)
)


def of_the_novel(view: SceneView, rights: Rights) -> SceneView:
    """A scene whose shots, direction and takes are told in nothing but the novel's words."""
    scene = view.scene
    return replace(
        view,
        scene=replace(
            scene,
            text=prose(0, 400),
            direction=replace(scene.direction, action=prose(0, 30)),
            shot_list=replace(scene.shot_list, shots=SHOTS),
        ),
        novel=replace(view.novel, rights=rights),
        takes=tuple(replace(take, take=replace(take.take, alt_text=TOLD)) for take in view.takes),
    )


def card(view: SceneView, folder: Path) -> ui.LayoutView:
    return scene_card(replace(view, storyboard=stored(folder, "contact.png")), NOW).view


def menu(view: SceneView, folder: Path) -> ui.LayoutView:
    return scene_menu(view, [])


def first_shot(view: SceneView, folder: Path) -> ui.LayoutView:
    return shots_page(view, 1)


def last_shot(view: SceneView, folder: Path) -> ui.LayoutView:
    return shots_page(view, 8)


def another(view: SceneView, folder: Path) -> ui.LayoutView:
    shots = tuple(FilmedShot(shot.number, 3, "wide", shot.action) for shot in SHOTS)
    nobody: frozenset[str] = frozenset()
    page = TakePage(view, view.takes[0].take, shots, (), {}, nobody, 2, 0, 4, is_showrunner=False)
    return another_page(page)


def post(view: SceneView, folder: Path) -> ui.LayoutView:
    return take_post(view, view.takes[0], [], None)


def screening(view: SceneView, folder: Path) -> ui.LayoutView:
    ballot = CanonBallot(BALLOT, 112, (101, 102))
    clip = stored(folder, "clip.mp4")
    return screening_sheet(Screening(view, ballot, "A", clip, TOLD, None, 2))


def comparison(view: SceneView, folder: Path) -> ui.LayoutView:
    left, right = (take.take for take in view.takes)
    return comparison_post(ComparisonView(1, view, left, right, None, 41, None), None)


def reel(view: SceneView, folder: Path) -> ui.LayoutView:
    scenes = tuple(
        ReelScene(number, number, "The boy", prose(number * 20, 20), 1, 8, is_restricted=False)
        for number in range(1, 9)
    )
    part = ReelPart(1, 1, scenes, None, False, None, None)
    state = ReelState.JOINED
    whole = ReelView(1, view.novel, 3, "The Strand", 41, state, (part,), (), "", 3000)
    return reel_post(whole, part, None)


def chapter(view: SceneView, folder: Path) -> ui.LayoutView:
    picture = stored(folder, "poster.jpg")
    scenes = tuple(
        SceneOnFilm(
            SceneLine(number, number, "The boy", 3, "The Strand", SceneState.CANON, 1, 3000, 5000),
            picture,
            "take 12-1",
            prose(number * 20, 20),
            is_restricted=False,
            seconds=8,
        )
        for number in range(1, 9)
    )
    page = ChapterPage(view.novel, 3, "The Strand", scenes, None, 12)
    return chapter_page(page, NOW, age_restricted=False)[0]


SHEETS = [
    card,
    menu,
    first_shot,
    last_shot,
    another,
    post,
    screening,
    comparison,
    reel,
    chapter,
]


@pytest.mark.parametrize("rights", [Rights.LICENSED, Rights.PERSONAL_USE])
@pytest.mark.parametrize("sheet", SHEETS)
def test_no_message_shows_more_than_sixty_words_of_it(
    sheet: Callable[[SceneView, Path], ui.LayoutView], rights: Rights, tmp_path: Path
) -> None:
    view = of_the_novel(PROPOSED if sheet in (card, menu) else screened(1, 2), rights)
    shown = json.dumps(sheet(view, tmp_path).to_components())
    assert len(set(re.findall(r"word\d+", shown))) <= 60


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_free_is_shown(
    sheet: Callable[[SceneView, Path], ui.LayoutView], tmp_path: Path
) -> None:
    view = of_the_novel(PROPOSED if sheet in (card, menu) else screened(1, 2), Rights.OWN_WORK)
    shown = json.dumps(sheet(view, tmp_path).to_components())
    assert len(set(re.findall(r"word\d+", shown))) > 60


def test_the_shots_that_are_told_come_first_and_a_line_says_what_is_left_out() -> None:
    view = of_the_novel(PROPOSED, Rights.LICENSED)
    shown = json.dumps(scene_menu(view, []).to_components())
    assert [f"word{number * 25}" in shown for number in range(1, 9)] == [*3 * [True], *5 * [False]]
    assert "At most 60 words of this novel are shown at once" in shown
    assert ">" not in shown


def test_where_nothing_parts_words_a_card_shows_no_more_characters(tmp_path: Path) -> None:
    passage = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))
    view = of_the_novel(PROPOSED, Rights.LICENSED)
    direction = replace(view.scene.direction, action=passage[:200])
    view = replace(view, scene=replace(view.scene, text=passage, direction=direction))
    shown = json.dumps(card(view, tmp_path).to_components(), ensure_ascii=False)
    assert 0 < len(set(shown) & set(passage)) <= 60
