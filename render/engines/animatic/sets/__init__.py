"""The sets, one file each, and the words by which a place finds its own."""

from __future__ import annotations

from collections.abc import Callable

from render.engines.animatic.sets import (
    deck,
    forest,
    hall,
    keep,
    moor,
    mountains,
    parlour,
    sea,
    shore,
    village,
)
from render.engines.animatic.stage import Scenery, Stage

SETS: dict[str, Callable[[Stage], Scenery]] = {
    "sea": sea.build,
    "shore": shore.build,
    "keep": keep.build,
    "moor": moor.build,
    "forest": forest.build,
    "mountains": mountains.build,
    "village": village.build,
    "deck": deck.build,
    "parlour": parlour.build,
    "hall": hall.build,
}
"""Each set by its name. A new one is a file with a `build`, a line here and words in places.py."""
