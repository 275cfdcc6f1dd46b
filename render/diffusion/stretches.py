"""Divides a shot into stretches that a model makes in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from render.diffusion.ladder import Grid

CONTEXT = 4
"""Frames that stay on either side of a part that is made anew, where there are as many."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames that are made together; only some of them are new."""

    start: int
    """Where it lies in the shot, in frames; negative where it begins on the shot before."""
    count: int
    fresh: range
    """The new ones, counted from the stretch's own start."""


def next_stretch(done: int, wanted: int, lead: int, most: int, grid: Grid) -> Stretch:
    """The stretch that goes on after `done` frames of a shot.

    It begins with `lead` frames that are known; what it makes beyond `wanted` is the model's
    rounding.
    """
    count = min(grid.at_most(most), grid.frames(lead + wanted - done))
    return Stretch(done - lead, count, range(lead, count))


def stretches_over(part: range, total: int, most: int, grid: Grid) -> Iterator[Stretch]:
    """The stretches that make a part of `total` frames anew, each as wide as there is room for.

    A shot shorter than the least that a model makes is followed by places that are not its own.
    """
    count = grid.at_most(min(most, total))
    context = 0 if count >= total else min(CONTEXT, (count - 1) // 4)
    done = part.start
    while done < part.stop:
        stop = min(part.stop, done + count - 2 * context)
        start = max(0, min((done + stop - count) // 2, total - count))
        yield Stretch(start, count, range(done - start, stop - start))
        done = stop


def seed_of(seed: int, number: int) -> int:
    """The seed of a shot's nth stretch; the first one has the shot's own."""
    # steps of the golden ratio: no two stretches of a shot share one, nor neighbouring seeds
    return (seed + 0x9E3779B9 * number) % 2**32
