from __future__ import annotations

import pytest

from render.contract import Picture
from render.diffusion.ladder import Grid
from render.diffusion.sizes import native_size
from render.recipe import Recipe

RECIPE = Recipe(engine="wan", model="m", width=832, height=480)


@pytest.mark.parametrize(
    ("ordered", "shot"),
    [
        ((854, 480), (832, 480)),  # as the model was trained; twelve rows are cropped
        ((1280, 720), (832, 480)),
        ((832, 480), (832, 480)),
        ((208, 112), (208, 112)),
        ((96, 64), (96, 64)),
        ((200, 120), (208, 128)),
        ((720, 1280), (464, 832)),
    ],
)
def test_a_model_shoots_the_nearest_size_that_the_card_holds(
    ordered: tuple[int, int], shot: tuple[int, int]
) -> None:
    picture = Picture(width=ordered[0], height=ordered[1])
    assert native_size(picture, RECIPE, Grid(4, 16)) == shot


@pytest.mark.parametrize("ordered", [(640, 360), (1920, 1080), (90, 160), (1000, 300)])
def test_sides_are_the_models_own_and_no_larger_than_the_recipe(
    ordered: tuple[int, int],
) -> None:
    picture = Picture(width=ordered[0], height=ordered[1])
    width, height = native_size(picture, RECIPE, Grid(4, 32))
    assert (width % 32, height % 32) == (0, 0)
    assert width * height <= 832 * 480
