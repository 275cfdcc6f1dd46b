"""Who sits at which table: one between two, each of whom has half of it, or a small one alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.tables import ALONE

_LOW = 0.9
"""How much lower a table is at which a child sits."""


def at_their_tables(actors: Sequence[Actor]) -> list[Actor]:
    """Two who face each other sit at one table; who sits alone has a small one."""
    made = list(actors)
    places = sorted(
        (at for at, actor in enumerate(made) if actor.deed.table), key=lambda at: made[at].x
    )
    pair = next(((a, b) for a, b in pairwise(places) if made[a].facing > 0 > made[b].facing), None)
    if pair is not None:
        one, other = (made[at] for at in pair)
        half, feet = (other.x - one.x) / 2 / one.scale, (one.feet + other.feet) / 2
        high = _LOW if "child" in (one.look.age, other.look.age) else 1.0
        for at in pair:
            made[at] = replace(made[at], feet=feet, board=(half, high))
    elif places:
        first = made[places[0]]
        made[places[0]] = replace(first, board=(ALONE, first.look.tall))
    for at in places:
        if made[at].board[0] == 0:
            made[at] = replace(made[at], deed=replace(made[at].deed, table=""))
    return made
