"""The stage: where things stand in a frame, and the layers and shading that sets are made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from render.contract import Framing, Picture, Shot
from render.engines.animatic.camera import MOST_PAN, NEAREST
from render.engines.animatic.layers import Element, Layer, blurred, rim_light
from render.engines.animatic.mood import Mood
from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.pen import (
    Card,
    Colour,
    Field,
    Point,
    Shape,
    bounds,
    image,
    light,
    polygon,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where people stand: a share across, a share down from the horizon, and the depth there."""

    across: float
    down: float
    depth: float = 0.72
    wet: float = 0.35
    """How much of a reflection the ground gives."""
    roam: bool = True
    """Whether there is room to walk about."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """A set, ready to be drawn: far to near, with the people in between."""

    behind: tuple[Element, ...]
    before: tuple[Element, ...]
    ground: Ground
    sea: float = 0.0
    """How far down from the horizon open water reaches, as a share of the ground; 0 is none."""
    afloat: Point | None = None
    """Where boats and swimmers are: a share across, and a share down the water; None: nowhere."""
    sky: bool = True
    roofed: bool = False
    """Whether what falls from the sky stays outside; the set draws it where it is seen."""
    panes: bool = False
    """Whether lightning is seen through windows."""
    lamp: Point | None = None
    """For interiors: where the fire is, in pixels; people are lit from there."""
    people: bool = True
    """Whether anybody can be seen from where the camera is."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What a framing does to a set: its size, its horizon, and how soft its distance is."""

    zoom: float
    horizon: float
    blur: float = 0.0


_LENSES: dict[str, Lens] = {
    "extreme wide": Lens(0.86, 0.60),
    "wide": Lens(1.0, 0.56),
    "full": Lens(1.16, 0.54, 0.0012),
    "medium": Lens(1.45, 0.55, 0.0042),
    "close": Lens(1.85, 0.56, 0.0085),
    "over the shoulder": Lens(1.35, 0.55, 0.0030),
    "point of view": Lens(1.25, 0.55, 0.0012),
    "insert": Lens(2.1, 0.50, 0.0130),
    "aerial": Lens(0.62, 0.31),
}
"""By the name of the framing."""


class Stage:
    """The frame in which one shot's set is laid out. Lengths are in pixels unless said."""

    def __init__(self, shot: Shot, picture: Picture, mood: Mood, set_name: str) -> None:
        self.width, self.height = picture.width, picture.height
        self.mood, self.palette = mood, mood.palette
        self.framing, self.seconds = shot.framing, shot.seconds
        self.lens = _LENSES[shot.framing.value]
        self.aerial = shot.framing is Framing.AERIAL
        self.unit = min(self.height, self.width * 0.66) * self.lens.zoom
        """The length to which heights of things refer."""
        self.horizon = self.height * self.lens.horizon
        self.layout_seed = seed_of(set_name, shot.place.name.casefold())
        self.layout = np.random.default_rng(self.layout_seed)
        """Chance that is the same for every shot of a place."""
        self.seed = seed_of(set_name, shot.seed)
        self.detail = np.random.default_rng(self.seed)
        """Chance that is this shot's own."""
        self.flipped = bool(self.layout.random() < 0.5)
        self.shift = float(self.detail.uniform(-0.03, 0.03))
        self.side = -1.0 if self.flipped else 1.0
        """1 when the light comes from the right, -1 from the left."""
        self.sun = self.across(0.67)
        margin = MOST_PAN / NEAREST * self.width + 0.02 * self.width
        self.margin = math.ceil(margin)
        self.bleed = math.ceil(0.04 * self.height)

    def across(self, share: float) -> float:
        """The x of a share of the frame's width, mirrored when the place is, zoomed by the lens."""
        from_middle = (share - 0.5 + self.shift) * self.lens.zoom
        return self.width * (0.5 + from_middle * self.side)

    def down(self, share: float) -> float:
        """The y of a share of the way from the horizon to the bottom of the frame."""
        return self.horizon + (self.height - self.horizon) * share

    def up(self, units: float) -> float:
        """The y so many units above the horizon."""
        return self.horizon - units * self.unit

    # --- making layers ---

    def card(self) -> Card:
        """A card that covers the frame and what the camera may see beyond it."""
        card = Card(self.width + 2 * self.margin, self.height + 2 * self.bleed)
        card.canvas.translate(self.margin, self.bleed)
        return card

    def spread(self, count: int) -> Field:
        """X positions from one edge of a card to the other."""
        return np.linspace(-self.margin, self.width + self.margin, count, dtype=np.float32)

    def outline(self, xs: Field, ys: Field, foot: float | None = None) -> Shape:
        """The shape below a line, down to `foot` or beyond the frame."""
        bottom = self.height + self.bleed + 2 if foot is None else foot
        points = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
        points += [(float(xs[-1]), bottom), (float(xs[0]), bottom)]
        return polygon(points)

    def soften(self, mask: Field, depth: float) -> Field:
        """Put a mask out of focus as the lens does at that depth."""
        sigma = self.lens.blur * self.height * min(1.6, max(0.5, depth))
        return blurred(mask, sigma) if sigma > 0.4 else mask

    def defocus(self, tone: Field, depth: float) -> Field:
        """Put what is painted out of focus as the lens does at that depth."""
        sigma = self.lens.blur * self.height * min(1.6, max(0.0, depth - 0.6))
        return (
            np.asarray(cv2.GaussianBlur(tone, (0, 0), sigma), np.float32) if sigma > 0.5 else tone
        )

    def solid(
        self,
        shapes: Sequence[Shape] | Card,
        base: Colour,
        top: Colour,
        depth: float,
        *,
        grain: tuple[int, int] = (10, 40),
        rough: float = 0.5,
        rim: float = 0.5,
        haze: float = 0.5,
        haze_from: float = 0.45,
        seed: int = 0,
        sway: float = 0.0,
        blur: float = 0.0,
        rim_width: float = 0.0035,
    ) -> Layer | None:
        """A mass as a matte painter does it: graded, textured, rimmed with light, hazy at its foot.

        `grain` is how many strokes the texture has down and across.
        """
        card = shapes if isinstance(shapes, Card) else self.card().cut(*shapes)
        whole = card.mask
        if blur:
            whole = blurred(whole, blur * self.height)
        whole = self.soften(whole, depth)
        place = bounds(whole)
        if place is None:
            return None
        mask = np.ascontiguousarray(whole[place])
        height, width = mask.shape
        tone = _graded(base, top, height, width)
        strokes = _texture(seed_of(self.layout_seed, seed), height, width, self, grain)
        tone *= (1 - 0.38 * rough + rough * (strokes - 0.42) * 1.7)[..., None]
        width_lit = rim_width * self.unit + 0.6
        # the far edge gets a little of the sky, or half of every tower is lost at night
        lit = rim_light(mask, self.side, width_lit)
        lit += np.float32(0.28) * rim_light(mask, -self.side, width_lit)
        facets = cv2.Sobel(blurred(strokes, 1.2), cv2.CV_32F, 1, 0, ksize=3) * (-self.side)
        lit = lit + np.clip(facets, 0, 1) * np.float32(0.22 * rough)
        tone += (lit * np.float32(rim))[..., None] * self.palette.rim
        if haze:
            down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
            veil = smooth(haze_from, 1.0, down) * np.float32(haze)
            tone += (self.palette.haze - tone) * veil
        left, upper = place[1].start - self.margin, place[0].start - self.bleed
        return Layer(image(self.defocus(tone, depth), mask), left, upper, depth, sway=sway)

    def flat(
        self, shapes: Sequence[Shape] | Card, tone: Colour, depth: float, **more: float
    ) -> Layer | None:
        """A plain silhouette; `blur` (share of the height), `alpha`, `sway` as wanted."""
        card = shapes if isinstance(shapes, Card) else self.card().cut(*shapes)
        mask = card.mask
        blur = more.get("blur", 0.0)
        if blur:
            mask = blurred(mask, blur * self.height)
        mask = self.soften(mask, depth) * np.float32(more.get("alpha", 1.0))
        place = bounds(mask)
        if place is None:
            return None
        cut = mask[place]
        left, top = place[1].start - self.margin, place[0].start - self.bleed
        return Layer(image(tone, cut), left, top, depth, sway=more.get("sway", 0.0))

    def lamps(self, shapes: Sequence[Shape], depth: float, strength: float = 1.0) -> Layer | None:
        """Lit windows and lanterns with their halo, as light; None by day."""
        power = self.mood.lamps * strength
        if power <= 0.02 or not shapes:
            return None
        mask = self.soften(self.card().cut(*shapes).mask, depth)
        halo = mask + 2.0 * blurred(mask, self.unit * 0.008) + 4.5 * blurred(mask, self.unit * 0.03)
        glow = np.clip(halo * np.float32(power), 0, 1)
        place = bounds(glow)
        if place is None:
            return None
        left, top = place[1].start - self.margin, place[0].start - self.bleed
        picture = light(self.palette.window, np.ascontiguousarray(glow[place]))
        return Layer(picture, left, top, depth, pulse=0.25)

    def painted(
        self, paint_it: Callable[[Field, Field], tuple[Field, Field]], depth: float
    ) -> Layer:
        """A layer from a function of x and y in pixels that gives its RGB and its coverage."""
        xs = np.arange(-self.margin, self.width + self.margin, dtype=np.float32)[None, :]
        ys = np.arange(-self.bleed, self.height + self.bleed, dtype=np.float32)[:, None]
        tone, mask = paint_it(xs, ys)
        place = bounds(mask) or (slice(0, 1), slice(0, 1))
        left, top = place[1].start - self.margin, place[0].start - self.bleed
        picture = image(self.defocus(tone[place], depth), np.ascontiguousarray(mask[place]))
        return Layer(picture, left, top, depth)


def _graded(base: Colour, top: Colour, height: int, width: int) -> Field:
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    tone = top * (1 - share) + base * share
    return np.broadcast_to(tone, (height, width, 3)).astype(np.float32)


def _texture(seed: int, height: int, width: int, stage: Stage, grain: tuple[int, int]) -> Field:
    """Strokes whose size refers to the frame, not to the mass."""
    down, across = height / stage.unit, width / (stage.unit * 1.8)
    strata = cloudy(
        seed,
        height,
        width,
        max(1, round(grain[0] * down)),
        max(1, round(grain[1] * across)),
        4,
        0.6,
    )
    ledges = cloudy(
        seed + 1, height, width, max(1, round(36 * down)), max(1, round(14 * across)), 3
    )
    return (strata * np.float32(0.62) + ledges * np.float32(0.38)).astype(np.float32)
