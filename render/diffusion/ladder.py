"""What is given up, one thing after the other, when a shot does not fit into memory."""

from __future__ import annotations

from dataclasses import dataclass, replace

from render.engines.protocol import STEPPED_DOWN
from render.recipe import Offload, VaeDecoding

LEAST_FRAMES = 17
LEAST_PIXELS = 192 * 112
_FEWER, _SMALLER = 0.75, 0.8

_OFFLOADS: tuple[Offload, ...] = ("none", "model", "group", "disk")


@dataclass(frozen=True, slots=True)
class Rung:
    """How a shot is made to fit; what it asks of memory only ever falls on the way down."""

    vae: VaeDecoding
    offload: Offload
    frames: int
    """The most that are made in one go; 1 for a still."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What the model's frames are rounded to."""

    frame_step: int
    """Frames come as a multiple of it and one more."""
    side: int
    """Width and height are multiples of it, in pixels."""

    def frames(self, wanted: float) -> int:
        """The fewest frames that a model makes and that are at least `wanted`."""
        steps = -(-(wanted - 1) // self.frame_step)
        return int(max(1, steps) * self.frame_step + 1)

    def at_most(self, frames: float) -> int:
        """The most frames that a model makes and that are no more than `frames`."""
        return int(max(1, (frames - 1) // self.frame_step) * self.frame_step + 1)

    def given(self, frames: int) -> int:
        """The most frames, of so many, that are whole latent frames: what a model starts on."""
        return max(0, frames - 1) // self.frame_step * self.frame_step + min(frames, 1)

    def length(self, pixels: float) -> int:
        """The side next to one in pixels."""
        return max(self.side, round(pixels / self.side) * self.side)


def step_down(
    rung: Rung, grid: Grid, *, has_disk: bool = False, is_begun: bool = False
) -> tuple[Rung, str] | None:
    """The next rung, and what was given up, in words; None at the foot of the ladder.

    `has_disk` says whether weights may be laid on disk, `is_begun` that frames were given out
    already: their size stays.
    """
    # a still comes with the notes of the film that starts on it
    is_still = rung.frames == 1
    if rung.vae == "stream":
        what = "the still was" if is_still else "frames were"
        return replace(rung, vae="tiles"), f"{STEPPED_DOWN}{what} decoded in tiles"
    last = _OFFLOADS[-1 if has_disk else -2]
    if rung.offload not in (last, _OFFLOADS[-1]):
        offload = _OFFLOADS[_OFFLOADS.index(rung.offload) + 1]
        where = "on disk" if offload == "disk" else "in the host's memory"
        whose = "the image model's weights" if is_still else "weights"
        said = f"{STEPPED_DOWN}{whose} lay {where} ({offload} offload)"
        return replace(rung, offload=offload), said
    if rung.frames > LEAST_FRAMES:
        frames = max(LEAST_FRAMES, grid.at_most(rung.frames * _FEWER))
        return replace(rung, frames=frames), f"{STEPPED_DOWN}made {frames} frames at a time"
    if not is_begun and rung.width * rung.height > LEAST_PIXELS:
        width, height = (grid.length(side * _SMALLER) for side in (rung.width, rung.height))
        if (width, height) != (rung.width, rung.height):
            made = "the still was drawn" if is_still else "made"
            said = f"{STEPPED_DOWN}{made} at {width}x{height}"
            return replace(rung, width=width, height=height), said
    return None
