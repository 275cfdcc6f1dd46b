"""Furniture and vessels, each a handful of boxes and drums that stand in a room."""

from __future__ import annotations

from render.engines.animatic.materials import Material, plain, planks
from render.engines.animatic.pen import Point, colour
from render.engines.animatic.solids import Face, Solid, block, drum

OAK = planks(colour("#6b4a30"), 0.16)
DARK_OAK = planks(colour("#46301f"), 0.18)
IRON = plain(colour("#3a3a3c"), 0.3)
PEWTER = plain(colour("#8e8c86"), 0.2)
GLASS = plain(colour("#35483c"), 0.2)
CLAY = plain(colour("#8a5a3c"), 0.3)
LINEN = plain(colour("#c9bda6"), 0.22)


def table(
    x: float, z: float, wide: float, deep: float, *, high: float = 0.76, wood: Material = OAK
) -> tuple[Face, ...]:
    """A table around a place on the floor."""
    legs = [
        block(
            (x + sx * (wide / 2 - 0.10) - 0.045, 0, z + sz * (deep / 2 - 0.1) - 0.045),
            (x + sx * (wide / 2 - 0.10) + 0.045, high - 0.05, z + sz * (deep / 2 - 0.1) + 0.045),
            wood,
        )
        for sz in (1, -1)
        for sx in (-1, 1)
    ]
    apron = block(
        (x - wide / 2 + 0.08, high - 0.16, z - deep / 2 + 0.08),
        (x + wide / 2 - 0.08, high - 0.05, z + deep / 2 - 0.08),
        wood,
    )
    top = block((x - wide / 2, high - 0.06, z - deep / 2), (x + wide / 2, high, z + deep / 2), wood)
    return (*(face for leg in legs for face in leg), *apron, *top)


def bench(
    x: float, z: float, wide: float, *, deep: float = 0.34, wood: Material = DARK_OAK
) -> tuple[Face, ...]:
    """A bench."""
    feet = [
        block(
            (x + side * (wide / 2 - 0.2) - 0.04, 0, z - deep * 0.4),
            (x + side * (wide / 2 - 0.2) + 0.04, 0.40, z + deep * 0.4),
            wood,
        )
        for side in (-1, 1)
    ]
    seat = block((x - wide / 2, 0.40, z - deep / 2), (x + wide / 2, 0.46, z + deep / 2), wood)
    return (*feet[0], *feet[1], *seat)


def chair(
    x: float, z: float, *, turned: float = 1.0, wood: Material = DARK_OAK, back: float = 1.0
) -> tuple[Face, ...]:
    """A chair whose back is to the right (1), to the left (-1), or away (0)."""
    legs = [
        block(
            (x + sx * 0.19 - 0.025, 0, z + sz * 0.19 - 0.025),
            (x + sx * 0.19 + 0.025, 0.44, z + sz * 0.19 + 0.025),
            wood,
        )
        for sz in (1, -1)
        for sx in (-1, 1)
    ]
    seat = block((x - 0.23, 0.43, z - 0.23), (x + 0.23, 0.48, z + 0.23), wood)
    if turned:
        edge = x + turned * 0.20
        rest = block((edge - 0.025, 0.48, z - 0.22), (edge + 0.025, back, z + 0.22), wood)
    else:
        rest = block((x - 0.22, 0.48, z + 0.17), (x + 0.22, back, z + 0.22), wood)
    parts = (*(face for leg in legs for face in leg), *seat)
    return (*rest, *parts) if turned <= 0 else (*parts, *rest)


def settle(x: float, z: float, wide: float = 1.7, wood: Material = DARK_OAK) -> tuple[Face, ...]:
    """A bench with a high back against the wall, and cheeks."""
    back = block((x - wide / 2, 0, z + 0.2), (x + wide / 2, 1.35, z + 0.28), wood)
    seat = block((x - wide / 2, 0, z - 0.25), (x + wide / 2, 0.46, z + 0.22), wood)
    cheeks = [
        block(
            (x + side * wide / 2 - 0.04, 0, z - 0.28),
            (x + side * wide / 2 + 0.04, 0.98, z + 0.3),
            wood,
        )
        for side in (-1, 1)
    ]
    return (*back, *seat, *cheeks[0], *cheeks[1])


def barrel(x: float, z: float, high: float = 0.9) -> tuple[Face, ...]:
    """A barrel standing."""
    staves = planks(colour("#5f432b"), 0.12)
    wide = high * 0.33
    return drum((x, z), ((wide * 0.82, 0), (wide, high * 0.5), (wide * 0.82, high)), staves, 11)


def crate(x: float, z: float, size: float = 0.7, floor: float = 0.0) -> tuple[Face, ...]:
    """A box of boards."""
    boards = planks(colour("#7a5c3c"), size / 4, upright=False)
    return block(
        (x - size / 2, floor, z - size / 2),
        (x + size / 2, floor + size * 0.8, z + size / 2),
        boards,
    )


def bottle(at: Solid, high: float = 0.30, glass: Material = GLASS) -> tuple[Face, ...]:
    """A bottle standing on something."""
    x, y, z = at
    rings = ((0.045, y), (0.045, y + high * 0.55), (0.016, y + high * 0.75), (0.016, y + high))
    return drum((x, z), rings, glass, 7)


def mug(at: Solid, high: float = 0.13, made: Material = PEWTER) -> tuple[Face, ...]:
    """A mug standing on something."""
    x, y, z = at
    return drum((x, z), ((0.05, y), (0.045, y + high)), made, 7)


def bowl(at: Solid, wide: float = 0.14, made: Material = CLAY) -> tuple[Face, ...]:
    """A bowl standing on something."""
    x, y, z = at
    return drum((x, z), ((wide * 0.5, y), (wide, y + wide * 0.6)), made, 9)


def bed(x: float, z: float, cover: Material, *, posts: bool = True) -> tuple[Face, ...]:
    """A bed with its head away from the camera."""
    head = block((x - 0.8, 0, z + 1.0), (x + 0.8, 1.25, z + 1.08), DARK_OAK)
    frame = block((x - 0.8, 0.12, z - 1.0), (x + 0.8, 0.42, z + 1.0), DARK_OAK)
    mattress = block((x - 0.76, 0.42, z - 0.97), (x + 0.76, 0.64, z + 0.98), LINEN)
    blanket = block((x - 0.80, 0.30, z - 1.0), (x + 0.80, 0.68, z + 0.35), cover)
    pillow = block((x - 0.62, 0.64, z + 0.52), (x + 0.62, 0.80, z + 0.95), LINEN)
    parts: list[Face] = [*head]
    if posts:
        for depth in (1.04, -1.0):
            if depth < 0:
                parts += [*frame, *mattress, *blanket, *pillow]
            for side in (-0.8, 0.8):
                parts += drum(
                    (x + side, z + depth),
                    ((0.055, 0), (0.055, 0.9), (0.035, 1.0), (0.05, 1.5), (0.035, 2.1)),
                    DARK_OAK,
                    6,
                )
        return tuple(parts)
    return (*head, *frame, *mattress, *pillow, *blanket)


def shelf(x: float, y: float, z: float, wide: float, wood: Material = DARK_OAK) -> tuple[Face, ...]:
    """A board on the back wall."""
    return block((x - wide / 2, y, z - 0.28), (x + wide / 2, y + 0.05, z), wood)


def cupboard(
    x: float, z: float, wide: float, high: float, made: Material, deep: float = 0.5
) -> tuple[Face, ...]:
    """A cupboard, chest or bookcase: a box with a front."""
    return block((x - wide / 2, 0, z - deep / 2), (x + wide / 2, high, z + deep / 2), made)


def along(corners: tuple[Point, ...], made: Material, origin: Solid) -> Face:
    """A flat cut-out that faces the camera."""
    return Face(origin, (1, 0, 0), (0, 1, 0), corners, made)
