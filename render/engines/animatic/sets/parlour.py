"""An inn parlour: a fire, a window on the weather, a table with a candle, a settle."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.pen import Shape, box, colour, mix, oval, tube
from render.engines.animatic.sets import fire, room
from render.engines.animatic.stage import Ground, Scenery, Stage


def build(stage: Stage) -> Scenery:
    """A low room, warm on one side and cold on the other."""
    floor = stage.down(0.30)
    wide, high = 0.30 * stage.unit, 0.30 * stage.unit
    left = stage.across(0.30) - wide / 2
    place = room.Room(
        stage,
        floor,
        (stage.across(0.79), floor - 0.12 * stage.unit),
        (left, floor - 0.20 * stage.unit - high, wide, high),
    )
    ink = mix(stage.palette.ink, colour("#0d0806"), 0.7)
    furniture = mix(ink, colour("#2a1a10"), 0.5)
    table_y = floor + 0.10 * stage.unit
    table_x = stage.across(0.17)
    near = [] if stage.aerial else _near_table(stage)
    return Scenery(
        behind=present(
            room.walls(place, colour("#8a6648"), colour("#6b4a33"), boards=0.15),
            *room.window(place),
            *room.hearth(place, 0.30, 0.30),
            room.beams(stage, ink, 4),
            stage.solid(
                _settle(stage, stage.across(0.50), floor + 0.02 * stage.unit),
                ink,
                furniture,
                1.15,
                rough=0.4,
                rim=0.25,
                haze=0,
                seed=81,
            ),
            stage.solid(
                _table(stage, table_x, table_y),
                ink,
                furniture,
                1.0,
                rough=0.4,
                rim=0.25,
                haze=0,
                seed=82,
            ),
            *fire.candle(
                table_x + 0.02 * stage.unit, table_y - 0.135 * stage.unit, 0.05 * stage.unit
            ),
            room.glow(place),
        ),
        before=present(stage.flat(near, ink, 0.5, blur=0.006)) if near else (),
        ground=Ground(0.62, 0.70, 0.80, wet=0.05),
        sky=False,
        lamp=place.fire,
    )


def _table(stage: Stage, x: float, y: float) -> list[Shape]:
    u = stage.unit
    shapes: list[Shape] = [box(x - 0.19 * u, y - 0.135 * u, 0.38 * u, 0.018 * u)]
    shapes += [box(x + off * u, y - 0.12 * u, 0.016 * u, 0.135 * u) for off in (-0.165, 0.15)]
    bottle = tube(
        [
            (x - 0.07 * u, y - 0.14 * u),
            (x - 0.07 * u, y - 0.175 * u),
            (x - 0.07 * u, y - 0.215 * u),
        ],
        (0.026 * u, 0.024 * u, 0.008 * u),
    )
    mug = box(x + 0.085 * u, y - 0.163 * u, 0.026 * u, 0.03 * u)
    stool = [
        box(x + 0.26 * u, y - 0.075 * u, 0.09 * u, 0.012 * u),
        box(x + 0.27 * u, y - 0.07 * u, 0.010 * u, 0.09 * u),
        box(x + 0.33 * u, y - 0.07 * u, 0.010 * u, 0.09 * u),
    ]
    return [*shapes, bottle, mug, *stool]


def _settle(stage: Stage, x: float, y: float) -> list[Shape]:
    u = stage.unit
    back = box(x - 0.13 * u, y - 0.21 * u, 0.26 * u, 0.15 * u)
    seat = box(x - 0.14 * u, y - 0.085 * u, 0.28 * u, 0.022 * u)
    legs = [box(x + off * u, y - 0.08 * u, 0.02 * u, 0.09 * u) for off in (-0.135, 0.115)]
    ears = [oval(x + off * u, y - 0.20 * u, 0.018 * u, 0.03 * u) for off in (-0.125, 0.125)]
    return [back, seat, *legs, *ears]


def _near_table(stage: Stage) -> list[Shape]:
    """A table edge with a jug, out of focus, in the dark corner before the lens."""
    h, w = stage.height, stage.width
    x = w * (0.06 if stage.side > 0 else 0.94)
    top = h * 0.93
    jug = tube(
        [(x, top), (x, top - h * 0.07), (x, top - h * 0.15)], (h * 0.075, h * 0.09, h * 0.05)
    )
    left = -stage.margin if stage.side > 0 else w * 0.66
    return [box(left, top, w * 0.34 + stage.margin, h * 0.2), jug]
