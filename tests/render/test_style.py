from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stage_orders import order_form

from render.contract import Aspect, SceneOrder, StyleName
from render.edit.stills import masked
from render.inputs import plain_inputs
from render.style import PROMPTS, RATIOS, order_aspect, prompt_words


def styled(**style: Any) -> SceneOrder:
    return SceneOrder.model_validate(order_form(**style))


def test_every_style_has_words_for_models() -> None:
    assert set(PROMPTS) == set(StyleName)


def test_a_model_is_told_the_named_style_and_then_the_novel_s_own_words() -> None:
    order = styled(style_name="noir", style="rain on every window")

    assert prompt_words(order) == f"{PROMPTS[StyleName.NOIR]}, rain on every window"
    assert plain_inputs(order).style == prompt_words(order)


def test_without_a_name_a_model_is_told_the_words_alone() -> None:
    assert prompt_words(styled(style="woodcut in red")) == "woodcut in red"
    assert prompt_words(styled()) == ""


@pytest.mark.parametrize(
    ("style", "ratio"),
    [
        ({}, None),
        ({"style_name": "silent"}, RATIOS[Aspect.ACADEMY]),
        ({"style": "an anamorphic epic"}, RATIOS[Aspect.SCOPE]),
        ({"style": "an anamorphic epic", "aspect": "4:3"}, RATIOS[Aspect.ACADEMY]),
        ({"style_name": "silent", "aspect": "16:9"}, RATIOS[Aspect.WIDE]),
    ],
)
def test_an_order_says_what_is_seen_of_the_frame(
    style: dict[str, str], ratio: float | None
) -> None:
    assert order_aspect(styled(**style)) == ratio


@pytest.mark.parametrize(
    ("aspect", "black", "seen"),
    [
        (RATIOS[Aspect.SCOPE], (10, 80), (45, 0)),
        (RATIOS[Aspect.ACADEMY], (45, 10), (0, 80)),
    ],
)
def test_what_an_aspect_does_not_show_is_black(
    aspect: float, black: tuple[int, int], seen: tuple[int, int]
) -> None:
    frame = masked(np.full((90, 160, 3), 200, np.uint8), aspect)

    assert frame[black].max() == 0
    assert frame[seen].min() == 200


def test_a_frame_that_is_seen_whole_is_left_alone() -> None:
    frame = np.full((90, 160, 3), 200, np.uint8)

    assert masked(frame, None) is frame
    assert masked(frame, RATIOS[Aspect.WIDE]).min() == 200


@pytest.mark.parametrize(
    ("kind", "is_draft"), [("storyboard", True), ("portrait", False), ("take", False)]
)
def test_a_strip_is_drawn_as_a_draft_and_a_portrait_in_full(kind: str, is_draft: bool) -> None:
    order = SceneOrder.model_validate(order_form(1, kind=kind))
    assert plain_inputs(order).is_draft is is_draft
