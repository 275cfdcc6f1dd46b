"""Who sits at which table: two at its ends, the others behind it, or one alone at a small one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.tables import ALONE, Board

_LOW = 0.9
"""How much lower a table is at which a child sits."""
_BEHIND = 14.0
"""How much further up the frame they sit who sit behind a table, in figure units."""


def at_their_tables(actors: Sequence[Actor]) -> list[Actor]:
    """Those at a table face each other over its ends, or us from behind it; one alone has half."""
    made = list(actors)
    places = sorted(
        (at for at, actor in enumerate(made) if actor.deed.table), key=lambda at: made[at].x
    )
    if len(places) < 2:
        for at in places:
            made[at] = replace(made[at], board=Board(ALONE, made[at].look.tall))
        return made
    first, last = made[places[0]], made[places[-1]]
    half, feet = (last.x - first.x) / 2 / first.scale, (first.feet + last.feet) / 2
    high = _LOW if "child" in (first.look.age, last.look.age) else 1.0
    for at, facing in ((places[0], 1.0), (places[-1], -1.0)):
        board = Board(half, high, panelled=len(places) > 2)
        made[at] = replace(made[at], feet=feet, board=board, facing=facing)
    for at in places[1:-1]:
        one = made[at]
        up = (_BEHIND + _child_s_cushion(one) * high) * one.scale
        made[at] = replace(one, view="front", feet=feet - up, facing=1.0)
    return made


def _child_s_cushion(actor: Actor) -> float:
    """How much higher a child sits, so that its chin is above a table for grown-ups."""
    return 150.0 * max(0.0, 0.9 - actor.look.tall)
