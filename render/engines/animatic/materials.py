"""What built things are made of: albedo, and light of their own, over a face in metres."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from render.engines.animatic.noise import cloudy, smooth
from render.engines.animatic.pen import Colour, Field, mix

Material = Callable[[Field, Field], tuple[Field, Field | None]]
"""From metres along and up a face: its colour in white light, and the light it gives, RGB."""
_TILE = 256
_TABLE = 2048


@lru_cache(maxsize=8)
def _tile(seed: int) -> Field:
    tile = cloudy(seed, _TILE, _TILE, 6, 6, 6, 0.6)
    return np.pad(tile, ((0, 1), (0, 1)), mode="wrap")


@lru_cache(maxsize=4)
def _chances(seed: int) -> Field:
    return np.random.default_rng(seed).random(_TABLE).astype(np.float32)


def noise(u: Field, v: Field, across: float, up: float, seed: int = 3) -> Field:
    """Fractal noise, 0 to 1, whose coarsest bumps are so many metres long and high."""
    x = (u * np.float32(_TILE / 6 / across)) % np.float32(_TILE)
    y = (v * np.float32(_TILE / 6 / up)) % np.float32(_TILE)
    x, y = np.broadcast_arrays(x, y)
    return np.asarray(
        cv2.remap(
            _tile(seed),
            np.ascontiguousarray(x, np.float32),
            np.ascontiguousarray(y, np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float32,
    )


def chance(column: Field, row: Field, seed: int = 0) -> Field:
    """A number, 0 to 1, that belongs to a cell."""
    key = column.astype(np.int32) * 73 + row.astype(np.int32) * 421 + seed * 97
    return _chances(7)[key % _TABLE]


def _tinted(tone: Colour, shade: Field) -> Field:
    return np.asarray(tone * shade[..., None], np.float32)


def plain(tone: Colour, rough: float = 0.25) -> Material:
    """Plaster, cloth, painted wood: a tone with stains."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        stains = noise(u, v, 2.4, 1.9)
        fine = noise(u, v, 0.30, 0.24)
        shade = 1 + np.float32(rough) * ((stains - 0.5) * 1.3 + (fine - 0.5) * 0.8)
        return _tinted(tone, shade), None

    return made


def planks(tone: Colour, wide: float = 0.22, *, upright: bool = True, seed: int = 1) -> Material:
    """Boards with seams, each of its own tone, grained along their length."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        across, along = (u, v) if upright else (v, u)
        number = np.floor(across / np.float32(wide))
        inside = across / np.float32(wide) - number
        own = chance(number, number * 0, seed)
        length = np.float32(2.6)
        shift = along + own * 7
        end = np.abs((shift / length) % 1 - 0.5)
        seam = smooth(0.0, 0.07, np.minimum(inside, 1 - inside)) * (
            0.55 + 0.45 * smooth(0.0, 0.008, 0.5 - end)
        )
        own = chance(number, np.floor(shift / length), seed)
        grain = noise(along + own * 31, across, 1.6, 0.05)
        shade = (0.72 + 0.36 * own + 0.42 * (grain - 0.5)) * (0.42 + 0.58 * seam)
        return _tinted(tone, shade), None

    return made


def stones(
    tone: Colour, long: float = 0.62, high: float = 0.30, *, worn: float = 0.5, seed: int = 2
) -> Material:
    """Courses of stone, every other one shifted, with mortar and a lit upper edge."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        wobble = (noise(u, v, 1.3, 1.1) - 0.5) * np.float32(0.16 * worn)
        row = np.floor(v / np.float32(high) + wobble)
        inside_v = v / np.float32(high) + wobble - row
        start = chance(row, row * 0 + 5, seed)
        place = u / np.float32(long) + start + wobble
        column = np.floor(place)
        inside_u = place - column
        own = chance(column, row, seed)
        edge_u = np.minimum(inside_u, 1 - inside_u) * np.float32(long / high)
        edge = np.minimum(edge_u, np.minimum(inside_v, 1 - inside_v))
        joint = smooth(0.0, 0.10, edge)
        bevel = smooth(0.78, 0.95, inside_v) * 0.14 - smooth(0.26, 0.04, inside_v) * 0.12
        fine = noise(u, v, 0.34, 0.22)
        stain = noise(u, v, 3.1, 4.2, 4)
        shade = 0.66 + 0.34 * own + 0.42 * (fine - 0.5) + bevel + 0.55 * (stain - 0.5) * worn
        return _tinted(tone, shade * (0.52 + 0.48 * joint)), None

    return made


def cobbles(tone: Colour, size: float = 0.22) -> Material:
    """Round stones of a street, worn to tracks."""
    laid = stones(tone, size * 1.25, size, worn=0.8, seed=6)

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        albedo, _ = laid(u, v)
        track = np.exp(-(((np.abs(u) - 0.75) / 0.28) ** 2)) * 0.16
        return albedo * (1 + track)[..., None], None

    return made


def tiles(tone: Colour, other: Colour, size: float = 0.6) -> Material:
    """A chequered floor."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        column, row = np.floor(u / np.float32(size)), np.floor(v / np.float32(size))
        odd = ((column + row) % 2)[..., None]
        iu, iv = u / np.float32(size) - column, v / np.float32(size) - row
        edge = np.minimum(np.minimum(iu, 1 - iu), np.minimum(iv, 1 - iv))
        shade = 0.8 + 0.25 * chance(column, row) + 0.3 * (noise(u, v, 0.9, 0.7) - 0.5)
        shade = shade * (0.7 + 0.3 * smooth(0.0, 0.03, edge))
        return np.asarray((tone * odd + other * (1 - odd)) * shade[..., None], np.float32), None

    return made


def panels(tone: Colour, wide: float = 0.8, high: float = 1.1) -> Material:
    """Wooden panelling: sunk fields with bevelled edges."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        iu, iv = (u / np.float32(wide)) % 1, (v / np.float32(high)) % 1
        left, top = smooth(0.10, 0.15, iu), smooth(0.90, 0.85, iv)
        right, low = smooth(0.90, 0.85, iu), smooth(0.10, 0.15, iv)
        field = left * top * right * low
        bevel = (smooth(0.08, 0.11, iu) - left) * 0.5 + (smooth(0.92, 0.89, iv) - top) * -0.5
        grain = noise(v, u, 1.5, 0.06)
        shade = 0.92 - 0.16 * field + bevel * 0.5 + 0.36 * (grain - 0.5)
        return _tinted(tone, np.maximum(shade, 0.1)), None

    return made


def books(wood: Colour, row: float = 0.40) -> Material:
    """Shelves full of books."""
    covers = np.array(
        [[112, 52, 40], [70, 62, 44], [48, 66, 58], [120, 92, 58], [58, 44, 62], [140, 122, 92]],
        np.float32,
    )

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        shelf = np.floor(v / np.float32(row))
        iv = v / np.float32(row) - shelf
        bay = np.abs((u / np.float32(1.25)) % 1 - 0.5)
        wide = np.float32(0.052)
        jitter = chance(np.floor(u / (wide * 4)), shelf, 3) * 0.3
        number = np.floor(u / wide + jitter)
        iu = u / wide + jitter - number
        own = chance(number, shelf, 1)
        tall = 0.52 + 0.34 * chance(np.floor(number / 3), shelf, 2) + 0.08 * own
        is_book = (iv < tall) & (iv > 0.09) & (own > 0.06)
        round_ = 0.55 + 0.45 * np.sin(np.clip(iu, 0, 1) * np.float32(np.pi))
        cover = covers[(own * 5.99).astype(np.int32)]
        band = 1 + 0.5 * (np.abs(iv - tall * 0.74) < 0.02) * (own > 0.5)
        book = cover * (round_ * band)[..., None]
        board = wood * (0.75 + 0.4 * (noise(u, v, 1.2, 0.05) - 0.5))[..., None]
        back = wood * np.float32(0.16)
        is_board = (iv <= 0.09) | (bay > 0.475)
        albedo = np.where(is_book[..., None], book, back)
        return np.asarray(np.where(is_board[..., None], board, albedo), np.float32), None

    return made


def shingles(tone: Colour, size: float = 0.26) -> Material:
    """Slates or tiles of a roof."""
    laid = stones(tone, size, size * 0.8, worn=0.6, seed=9)

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        albedo, _ = laid(u, v)
        lap = (v / np.float32(size * 0.8)) % 1
        return albedo * (0.72 + 0.4 * lap)[..., None], None

    return made


def front(
    wall: Material,
    *,
    frame: Colour,
    window: Colour,
    pane: Colour,
    lit: float,
    bay: float = 1.7,
    storey: float = 2.6,
    size: tuple[float, float] = (0.8, 1.15),
    sill: float = 0.95,
    bars: tuple[int, int] = (2, 3),
    door: int | None = 1,
    seed: int = 0,
) -> Material:
    """The front of a house: rows of windows, of which a share is lit, and a door in its bay."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        albedo, _ = wall(u, v)
        column, row = np.floor(u / np.float32(bay)), np.floor(v / np.float32(storey))
        x = u - (column + 0.5) * np.float32(bay)
        y = v - row * np.float32(storey) - np.float32(sill)
        half = size[0] / 2
        is_door = (row == 0) & (column == door) if door is not None else np.zeros(x.shape, bool)
        inside = (np.abs(x) < half) & (y > 0) & (y < size[1]) & ~is_door
        around = (np.abs(x) < half + 0.09) & (y > -0.12) & (y < size[1] + 0.10) & ~is_door
        step_u, step_v = size[0] / bars[0], size[1] / bars[1]
        bar = np.minimum(
            np.abs(((x + half) / step_u + 0.5) % 1 - 0.5) * step_u,
            np.abs((y / step_v + 0.5) % 1 - 0.5) * step_v,
        )
        glass = inside & (bar > 0.022)
        own = chance(column, row, seed + 11)
        shines = glass & (own < lit)
        albedo = np.where(around[..., None], frame * np.float32(0.9), albedo)
        depth = np.clip(0.5 + 0.6 * y / size[1], 0, 1)
        albedo = np.where(glass[..., None], pane * depth[..., None], albedo)
        leaf = is_door & (np.abs(x) < 0.52) & (v < 2.05)
        jamb = is_door & (np.abs(x) < 0.64) & (v < 2.17)
        wood = frame * (0.55 + 0.35 * (noise(v, u, 1.2, 0.1) - 0.3))[..., None]
        albedo = np.where(jamb[..., None], frame, albedo)
        albedo = np.where(leaf[..., None], wood, albedo)
        warm = 0.62 + 0.38 * np.sin(np.clip(y / size[1], 0, 1) * 2.6) + 0.3 * (own / max(lit, 0.01))
        shine = window * (shines * warm * 0.62)[..., None]
        return np.asarray(albedo, np.float32), np.asarray(shine, np.float32)

    return made


def timbered(wall: Colour, beam: Colour, bay: float = 1.7, storey: float = 2.6) -> Material:
    """Plaster between dark timbers, with braces."""
    filling, wood = plain(wall, 0.3), planks(beam, 0.6)

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        albedo, _ = filling(u, v)
        timber, _ = wood(u, v)
        x = np.abs((u / np.float32(bay) + 0.5) % 1 - 0.5) * np.float32(bay)
        y = np.abs((v / np.float32(storey) + 0.5) % 1 - 0.5) * np.float32(storey)
        column = np.floor(u / np.float32(bay))
        iu, iv = (u / np.float32(bay)) % 1, (v / np.float32(storey)) % 1
        slant = np.where(column % 2 == 0, iu, 1 - iu)
        brace = (np.abs(iv * 0.36 - slant) < 0.035) & (chance(column, np.floor(v), 4) < 2)
        is_beam = (x < 0.10) | (y < 0.12) | (brace & (v > storey))
        return np.asarray(np.where(is_beam[..., None], timber, albedo), np.float32), None

    return made


def towards(first: Colour, last: Colour, high: float) -> Material:
    """One colour at the foot that turns into another at the top, `high` metres up."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        share = np.clip(v / np.float32(high), 0, 1) + u * 0
        return np.asarray(first + (last - first) * share[..., None], np.float32), None

    return made


def glowing(tone: Colour, power: float) -> Material:
    """A lit lampshade, a screen: a tone that gives light of its own."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        whole = np.broadcast_to(tone, (*np.broadcast_shapes(u.shape, v.shape), 3))
        albedo = np.asarray(whole * np.float32(0.4), np.float32)
        return albedo, np.asarray(whole * np.float32(power), np.float32)

    return made


def skyline(low: Colour, high: Colour, wall: Colour, window: Colour, lit: float) -> Material:
    """What a city window shows: sky, towers in the haze, some of their windows lit."""

    def made(u: Field, v: Field) -> tuple[Field, Field | None]:
        sky = low + (high - low) * np.clip(v / 2.2, 0, 1)[..., None]
        tone = np.asarray(sky, np.float32)
        for row, wide, tall in ((0, 0.22, 1.35), (1, 0.31, 0.95), (2, 0.40, 0.62)):
            number = np.floor(u / np.float32(wide))
            top = tall * (0.35 + 0.65 * chance(number, number * 0 + row, 5))
            tower = v < top
            veil = mix(wall, low, 0.55 - 0.22 * row)
            own = chance(np.floor(u / 0.035), np.floor(v / 0.045), 9 + row)
            inside = ((u / 0.035) % 1 < 0.6) & ((v / 0.045) % 1 < 0.55)
            shines = (tower & inside & (own < lit))[..., None]
            tone = np.where(tower[..., None], veil, tone)
            tone = np.where(shines, window * np.float32(0.85), tone)
        return np.asarray(tone, np.float32), None

    return made
