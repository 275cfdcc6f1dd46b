"""The size in which a model shoots what is ordered in another."""

from __future__ import annotations

import itertools
import math

from render.contract import Picture
from render.diffusion.ladder import Grid
from render.recipe import Recipe

_NEAR = 0.05
"""Shapes that differ by less are cropped rather than shot in a size the model was not made for."""


def native_size(picture: Picture, recipe: Recipe, grid: Grid) -> tuple[int, int]:
    """Width and height for a model: as ordered where that fits, else as large as the recipe allows.

    The shape stays as near as the model's rounding lets it; the edit crops the rest.
    """
    most = recipe.width * recipe.height
    shape = picture.width / picture.height
    if picture.width * picture.height >= most:
        width, height = (grid.length(side) for side in (recipe.width, recipe.height))
        if abs(width / height / shape - 1) < _NEAR:
            return width, height
    scale = min(1.0, math.sqrt(most / (picture.width * picture.height)))
    sides = [_around(side * scale, grid) for side in (picture.width, picture.height)]
    fitting = [size for size in itertools.product(*sides) if size[0] * size[1] <= most]
    if not fitting:
        return min(sides[0]), min(sides[1])
    width, height = min(fitting, key=lambda size: abs(math.log(size[0] / size[1] / shape)))
    return width, height


def drawn_size(picture: Picture, recipe: Recipe, grid: Grid) -> tuple[int, int]:
    """Width and height of a still: where `full_size` says so, all that the recipe allows."""
    if not recipe.full_size:
        return native_size(picture, recipe, grid)
    # the same shape, far larger than any recipe
    shape = picture.model_copy(update={"width": picture.width * 16, "height": picture.height * 16})
    return native_size(shape, recipe, grid)


def _around(pixels: float, grid: Grid) -> tuple[int, ...]:
    """The sides next to a length; one alone where it is a side itself."""
    below = max(grid.side, int(pixels // grid.side) * grid.side)
    return (below,) if below == pixels else (below, below + grid.side)
