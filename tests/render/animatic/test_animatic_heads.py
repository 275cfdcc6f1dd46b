"""Heads: one cut of hair is the same from every side, and a back of a head is not blank."""

from __future__ import annotations

import pytest

from render.contract import Performer
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.hair import hair_parts
from render.engines.animatic.figures.heads import head_parts
from render.engines.animatic.figures.looks import Look, look_of
from render.engines.animatic.figures.relief import Part

VIEWS = ("front", "quarter", "side", "back quarter", "back")


def look(words: str) -> Look:
    return look_of(Performer(name="Dan Webb", description=words))


def box(parts: list[Part]) -> tuple[float, float, float, float]:
    """Left, top, right and foot of what is cut out, in hundredths of a head."""
    bounds = [shape.getBounds() for part in parts for shape in part.shapes]
    return (
        min(one.left() for one in bounds),
        min(one.top() for one in bounds),
        max(one.right() for one in bounds),
        max(one.bottom() for one in bounds),
    )


@pytest.mark.parametrize("view", VIEWS)
def test_short_hair_lies_flat_from_every_side(view: str) -> None:
    left, top, right, _ = box(hair_parts(look("a man with short dark hair"), view, Breeze(0.1)))

    assert top > -70
    assert left > -60
    assert right < 56


@pytest.mark.parametrize("view", ["back", "back quarter"])
def test_short_hair_leaves_the_nape_bare(view: str) -> None:
    assert box(hair_parts(look("a man with short dark hair"), view, Breeze(0.1)))[3] < 46


@pytest.mark.parametrize("view", ["back", "back quarter"])
def test_long_hair_falls_over_the_shoulders_behind(view: str) -> None:
    parts = head_parts(look("a woman with long fair hair"), view, Breeze(0.0))

    assert box(parts[-1:])[3] > 84


@pytest.mark.parametrize("hair", ["in a plait", "in a queue"])
def test_tied_hair_hangs_over_the_back_of_the_head(hair: str) -> None:
    someone = look(f"a man with his hair {hair}")

    parts = head_parts(someone, "back", Breeze(0.0))

    assert box(parts[-2:])[3] > 60


@pytest.mark.parametrize("view", ["front", "quarter"])
def test_curls_leave_the_eyes_free(view: str) -> None:
    curls = hair_parts(look("a woman with curls"), view, Breeze(0.0))[0].shapes
    eye = (9.2, 2.2) if view == "quarter" else (16.5, 2.2)

    assert not any(shape.contains(*eye) for shape in curls)
