"""Tables as they are seen from the side, and the meals on them."""

from __future__ import annotations

from typing import NamedTuple

from render.engines.animatic.figures.drawing import blob, oval, polygon, tube
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import Shape, colour

EDGE = 26.0
"""How far before one's middle the edge of the table is."""
ALONE = 300.0
"""How far ahead the table of one who sits alone goes."""


class Board(NamedTuple):
    """What one has of a table: how far ahead it goes, how high it is, in figure units and shares.

    A table behind which others sit has a panel before their knees.
    """

    reach: float = 0.0
    high: float = 1.0
    panelled: bool = False


NO_BOARD = Board()


_TOP = 272.0
_WOOD = colour("#6b4c30")
_CLAY = colour("#8a6a4c")
_BREAD = colour("#a5773f")


def table_parts(board: Board, *, laid: bool) -> list[Part]:
    """A table from the side and a little from above; `laid` with a meal."""
    reach, high, panelled = board
    whole = reach == ALONE
    near, far = EDGE, reach - (14 if whole else 0)
    top = -_TOP * high
    under = top + 17
    end = far + (0 if whole else 9)
    legs = [near + 34, far - 30] if whole else [near + 34]
    posts = [tube([complex(x, top + 20), complex(x, -3)], (19, 14), flat=True) for x in legs]
    edge = polygon((near - 6, top), (end, top), (end, under), (near - 6, under))
    above = polygon((near + 8, top - 20), (end - 14 * whole, top - 20), (end, top), (near - 6, top))
    rail = polygon(
        (near + 12, top + 17), (end - 8, top + 17), (end - 8, top + 42), (near + 12, top + 42)
    )
    grain = Mark(tube([complex(near, top + 9), complex(end, top + 8)], (1, 2, 1)), -3, 1.0)
    gleam = Stain(
        tube([complex(near + 20, top - 9), complex(end, top - 10)], (4, 9, 5)), _WOOD * 1.5, 0.5, 4
    )
    parts = [
        Part((*posts, rail), _WOOD * 0.7, gloss=0.8),
        Part((above,), _WOOD * 1.2, stains=(gleam,), puff=0.2, gloss=1.2, shade=0.2),
        Part((edge,), _WOOD, (grain,), puff=0.5, gloss=1.1),
    ]
    if panelled:
        parts[0] = Part((*posts, *_panel(near + 12, end, top + 17)), _WOOD * 0.62, gloss=0.5)
    return [*parts, *_meal(complex((near + far) / 2 + 26, top - 12))] if laid else parts


def _panel(left: float, right: float, top: float) -> tuple[Shape, ...]:
    """Boards below the top, with a gap of shadow between them."""
    return tuple(
        polygon((left, y), (right, y), (right, y + 58), (left, y + 58)) for y in (top, top + 62)
    )


def _meal(at: complex) -> list[Part]:
    """A bowl, and bread beside it."""
    bowl = blob([at + p for p in (-30 - 20j, 30 - 20j, 20 + 2j, -20 + 2j)])
    within = Stain(oval(at.real, at.imag - 20, 26, 5), _CLAY * 0.4, 0.9, 1.0)
    loaf = blob([at + p for p in (40 + 0j, 44 - 18j, 66 - 24j, 86 - 16j, 88 + 0j)])
    cuts = tuple(Mark(tube([at + x - 20j, at + x + 8 - 12j], (2, 3, 1)), -4, 1.2) for x in (54, 66))
    return [Part((bowl,), _CLAY, stains=(within,), gloss=1.2), Part((loaf,), _BREAD, cuts)]
