"""Bas-relief: parts are inflated into a height field, and one set of lamps models them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.inflating import blur, inflated, woven
from render.engines.animatic.noise import smooth
from render.engines.animatic.pen import Colour, Field, Pixels, Shape, skia

Box = tuple[int, int, int, int]
"""Left, top, right, foot, in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something raised or sunk on a part: a fold, an eye socket, a knuckle."""

    shape: Shape
    height: float
    blur: float


@dataclass(frozen=True, slots=True)
class Stain:
    """Something painted on a part: a lash line, a brow, a button."""

    shape: Shape
    tone: Colour
    alpha: float = 0.9
    blur: float = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a figure: what is cut out, what it is made of, and its relief."""

    shapes: tuple[Shape, ...]
    tone: Colour
    marks: tuple[Mark, ...] = ()
    stains: tuple[Stain, ...] = ()
    gloss: float = 1.0
    """How brightly its edges catch the light."""
    shade: float = 0.55
    """How dark the shadow is that it casts on what lies behind it."""
    puff: float = 1.0
    """How far it is inflated; thin things such as hair: little."""
    glow: float = 0.0
    """How much of its brightness is its own."""
    melt: tuple[complex, float] | None = None
    """A joint, and how far around it the part melts into what lies below, as a sleeve does."""
    seat: Seat = field(default_factory=Seat)

    def placed(self, seat: Seat) -> Part:
        """The part, moved."""
        return replace(self, seat=self.seat.within(seat))


def placed(parts: Sequence[Part], seat: Seat) -> list[Part]:
    """The parts, moved together."""
    return [part.placed(seat) for part in parts]


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light: far away `towards` a direction, or near by `at` a point in pixels."""

    tone: Colour
    power: float
    z: float
    """-0.5 stands behind the figure and gives a rim, 0 models it, above 0 fills it from before."""
    towards: complex = 1 + 0j
    at: complex | None = None
    reach: float = 1.0
    """For near ones: the distance, in pixels, at which it has half its power."""


@dataclass(frozen=True, slots=True)
class Lighting:
    """All the light that falls on a figure. Colours are those of a white sheet, 0 to 255."""

    lamps: tuple[Lamp, ...]
    above: Colour
    """What falls from all sides, from the sky."""
    below: Colour
    """What comes back from the ground."""
    wrap: Colour
    """What bleeds round the edges from the bright air behind."""
    wrap_share: float = 0.2
    red: float = 0.0
    """How much of the brightness of what is red and nothing else is its own: an accent in ink."""


@dataclass(slots=True)
class Plate:
    """A baked picture: premultiplied BGRA, with its corner in pixels."""

    pixels: Pixels
    left: int
    top: int


_GX, _GY, _RED, _BLUE, _GLOSS, _GLOW, _OPEN, _PLANES = 0, 1, 2, 4, 5, 6, 7, 8


class Sheet:
    """Parts are laid on it back to front; then it is lit as a whole."""

    def __init__(self, box: Box) -> None:
        self._left, self._top = box[0], box[1]
        self._width, self._height = box[2] - box[0], box[3] - box[1]
        self._planes: Field = np.zeros((self._height, self._width, _PLANES), np.float32)
        self.cover: Field = np.zeros((self._height, self._width), np.float32)
        """What the parts cover, 0 to 1."""

    def lay(self, part: Part) -> None:
        """Lay one part over what is there."""
        scale = part.seat.scale
        box = self._reach(part, 3 + 16 * scale)
        if box is None:
            return
        mask = self._cut([(shape, 1.0) for shape in part.shapes], part.seat, box)
        area = np.s_[box[1] : box[3], box[0] : box[2]]
        planes = self._planes[area]
        if part.shade:
            self._cast(part, mask, planes, scale)
        height = inflated(mask, scale, part.puff)
        self._raise(part, height, box, scale)
        piece = np.empty((*mask.shape, _PLANES), np.float32)
        piece[..., _GX] = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
        piece[..., _GY] = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
        piece[..., _RED : _BLUE + 1] = part.tone
        for stain in part.stains:
            self._stain(stain, part.seat, box, piece)
        piece[..., _GLOSS], piece[..., _GLOW], piece[..., _OPEN] = part.gloss, part.glow, 1.0
        if part.melt is not None:
            solid = self._melted(part, part.melt, box)
            mask = mask * (1 - (1 - solid) * self.cover[area])
        piece -= planes
        piece *= mask[..., None]
        planes += piece
        cover = self.cover[area]
        cover += mask * (1 - cover)

    def lit(self, lighting: Lighting, scale: float) -> tuple[Field, Field]:
        """The figure under its light: premultiplied RGB, 0 to 255, and its coverage."""
        rows, columns = np.nonzero(self.cover > 0.003)
        # Only what is covered is lit: a figure fills a third of its box.
        planes, cover = self._planes[rows, columns], self.cover[rows, columns]
        gx, gy = planes[:, _GX], planes[:, _GY]
        upright = 1 / np.sqrt(1 + gx * gx + gy * gy)
        edge = np.power(np.clip(1 - upright, 0, 1), 1.4)
        tone = planes[:, _RED : _BLUE + 1]
        weave = woven(rows, columns)
        # Skin is smoother than cloth, and less glossy.
        weave = 1 + (weave - 1) * np.clip(planes[:, _GLOSS] * 1.6 - 0.6, 0.2, 1.0)
        gloss = planes[:, _GLOSS] * weave * np.float32(0.76)
        up = (0.5 + 0.5 * gy * upright)[:, None]
        fill = lighting.below + (lighting.above - lighting.below) * up
        fill *= (weave * (0.75 + 0.25 * upright) / 255)[:, None]
        shine = np.zeros_like(tone)
        for lamp in lighting.lamps:
            fall, across, down = self._from(lamp, rows, columns)
            lambert = (lamp.z - gx * across - gy * down) * upright
            # A little light creeps round the turn, as it does through skin and wool.
            lambert = np.clip(lambert * np.float32(0.9) + np.float32(0.05), 0, 1) * fall
            fill += (lambert * np.float32(1.25 / 255))[:, None] * lamp.tone
            shine += (lambert * edge * gloss)[:, None] * lamp.tone
        colour = tone * fill
        colour += shine
        colour *= planes[:, _OPEN, None]
        own = planes[:, _GLOW]
        if lighting.red:
            own = np.maximum(own, _redness(tone) * np.float32(lighting.red))
        colour += (tone * np.float32(1.15) - colour) * own[:, None]
        if lighting.wrap_share:
            around = blur(self.cover, 1.5 + 4 * scale)[rows, columns]
            outside = np.clip(1 - around, 0, 1) * np.float32(lighting.wrap_share)
            colour += outside[:, None] * lighting.wrap
        colour *= cover[:, None]
        whole = np.zeros((self._height, self._width, 3), np.float32)
        whole[rows, columns] = colour
        return whole, self.cover

    def _from(
        self, lamp: Lamp, rows: Any, columns: Any
    ) -> tuple[Field | float, Field | float, Field | float]:
        """A lamp's power at pixels, and the direction towards it."""
        if lamp.at is None:
            way = lamp.towards / abs(lamp.towards)
            return lamp.power, way.real, way.imag
        across = (np.float32(lamp.at.real - self._left) - columns).astype(np.float32)
        down = (np.float32(lamp.at.imag - self._top) - rows).astype(np.float32)
        away = np.sqrt(across * across + down * down) + 1
        fall = np.float32(lamp.power) / (1 + (away / np.float32(lamp.reach)) ** 2)
        return fall, across / away, down / away

    def _reach(self, part: Part, pad: float) -> Box | None:
        matrix = part.seat.matrix(self._left, self._top)
        rects = [matrix.mapRect(shape.getBounds()) for shape in part.shapes]
        box = (
            max(0, int(min(rect.left() for rect in rects) - pad)),
            max(0, int(min(rect.top() for rect in rects) - pad)),
            min(self._width, int(max(rect.right() for rect in rects) + pad) + 1),
            min(self._height, int(max(rect.bottom() for rect in rects) + pad) + 1),
        )
        return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None

    def _cut(self, shapes: Sequence[tuple[Shape, float]], seat: Seat, box: Box) -> Field:
        width, height = box[2] - box[0], box[3] - box[1]
        pixels: Pixels = np.zeros((height, width), np.uint8)
        info = skia.ImageInfo.MakeA8(width, height)
        surface = skia.Surface.MakeRasterDirect(info, pixels, width)
        canvas = surface.getCanvas()
        canvas.setMatrix(seat.matrix(self._left + box[0], self._top + box[1]))
        pen = skia.Paint(AntiAlias=True)
        for shape, alpha in shapes:
            pen.setAlphaf(alpha)
            canvas.drawPath(shape, pen)
        return pixels.astype(np.float32) * np.float32(1 / 255)

    def _melted(self, part: Part, melt: tuple[complex, float], box: Box) -> Field:
        joint, reach = part.seat(melt[0]), melt[1] * part.seat.scale
        across = np.arange(box[0], box[2], dtype=np.float32) + np.float32(self._left - joint.real)
        down = np.arange(box[1], box[3], dtype=np.float32) + np.float32(self._top - joint.imag)
        away = np.sqrt(across[None] ** 2 + down[:, None] ** 2)
        return smooth(0.45 * reach, reach, away)

    def _cast(self, part: Part, mask: Field, planes: Field, scale: float) -> None:
        """A soft contact shadow upon the parts already laid."""
        drop = np.array([[1, 0, 0], [0, 1, (4 if part.shade < 0.7 else 12) * scale]], np.float32)
        moved = np.asarray(cv2.warpAffine(mask, drop, mask.shape[::-1]), np.float32)
        planes[..., _OPEN] *= 1 - blur(moved, max(0.8, 6 * scale)) * np.float32(part.shade)

    def _raise(self, part: Part, height: Field, box: Box, scale: float) -> None:
        """Add the part's marks to its height field; those of like softness share one blur."""
        if scale < 0.1:
            return
        bands = (
            ((0.0, 1.05), (1.05, 2.6), (2.6, 6.0), (6.0, 99.0))
            if scale > 0.6
            else ((0.0, 4.5), (4.5, 99.0))
        )
        for sign in (1, -1):
            for low, high in bands:
                here = [m for m in part.marks if m.height * sign > 0 and low <= m.blur < high]
                if here:
                    drawn = [(mark.shape, min(1.0, abs(mark.height) / 12)) for mark in here]
                    soft = sum(mark.blur for mark in here) / len(here) * scale
                    raised = blur(self._cut(drawn, part.seat, box), soft)
                    height += raised * np.float32(sign * 12 * scale)

    def _stain(self, stain: Stain, seat: Seat, box: Box, piece: Field) -> None:
        soft = stain.blur * seat.scale
        share = blur(self._cut([(stain.shape, stain.alpha)], seat, box), soft)[..., None]
        tone = piece[..., _RED : _BLUE + 1]
        tone += (stain.tone - tone) * share


def _redness(tone: Field) -> Field:
    """How far tones, in rows of RGB, are red and nothing else."""
    red = np.maximum(tone[:, 0], 1)
    return smooth(0.46, 0.60, (red - tone[:, 1:].max(1)) / red)


def bounds_of(parts: Sequence[Part], frame: Box, pad: float = 2.0) -> Box | None:
    """The box of the frame that parts take, or None."""
    rects = [
        part.seat.matrix().mapRect(shape.getBounds()) for part in parts for shape in part.shapes
    ]
    if not rects:
        return None
    box = (
        max(frame[0], int(min(rect.left() for rect in rects) - pad)),
        max(frame[1], int(min(rect.top() for rect in rects) - pad)),
        min(frame[2], int(max(rect.right() for rect in rects) + pad) + 1),
        min(frame[3], int(max(rect.bottom() for rect in rects) + pad) + 1),
    )
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def pixels_of(colour: Field, cover: Field) -> Pixels:
    """Premultiplied BGRA."""
    whole = np.empty((*cover.shape, 4), np.uint8)
    limit = (cover * 255)[..., None]
    shown = np.minimum(colour, limit)
    whole[..., 0] = cv2.convertScaleAbs(shown[..., 2])
    whole[..., 1] = cv2.convertScaleAbs(shown[..., 1])
    whole[..., 2] = cv2.convertScaleAbs(shown[..., 0])
    whole[..., 3] = cv2.convertScaleAbs(cover, alpha=255)
    return whole
