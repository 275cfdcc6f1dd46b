"""Shots for tiny models, how they are filmed and compared, and memory that runs out on cue."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from render.contract import Picture, SceneOrder, Shot
from render.engines.protocol import Facts, Frame, Inputs, Progress

SIZE = Picture(width=96, height=64, fps=24)
PLACE = {"name": "strand", "interior": False, "time_of_day": "dusk", "weather": "rain"}

MakeWan = MakeLtx = MakeDrawer = Callable[..., Any]


def plan(seconds: float = 0.5, **changes: Any) -> Shot:
    """A shot of nine frames, unless told otherwise."""
    form: dict[str, Any] = {
        "number": 1,
        "seconds": seconds,
        "action": "a cat walks in the rain",
        "place": PLACE,
        "light": "low key",
        "framing": "wide",
        "seed": 7,
    }
    return Shot.model_validate(form | changes)


def scene(shots: int = 2, seconds: float = 0.5, **changes: Any) -> SceneOrder:
    """An order for a tiny model: shots of eight frames, unless told otherwise."""
    form: dict[str, Any] = {
        "kind": "take",
        "slate": "1-1",
        "novel": "The Lamp",
        "title": "The lamp is out",
        "engine": "wan",
        "model": "tiny",
        "picture": {"width": 96, "height": 64, "fps": 24},
        "shots": [
            {
                "number": number,
                "seconds": seconds,
                "action": f"the cat walks in the rain, {number}",
                "place": PLACE,
                "light": "low key",
                "framing": "wide",
                "seed": 40 * number,
            }
            for number in range(1, shots + 1)
        ],
    }
    return SceneOrder.model_validate(form | changes)


def photo(seed: int = 0, width: int = 120, height: int = 80) -> Frame:
    """A picture with soft shapes, other ones for each seed."""
    import cv2

    coarse = np.random.default_rng(seed).integers(0, 255, (5, 6, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def unheard(share: float) -> None:
    return None


def film(
    engine: Any,
    shot: Shot | None = None,
    inputs: Inputs | None = None,
    picture: Picture = SIZE,
    progress: Progress = unheard,
) -> tuple[list[Frame], Facts]:
    """All frames of a shot, and what the engine says of it."""
    footage = engine.shoot(shot or plan(), picture, inputs or Inputs(), progress)
    return list(footage.frames), footage.facts


def equal(some: list[Frame], others: list[Frame]) -> bool:
    return len(some) == len(others) and all(
        np.array_equal(one, other) for one, other in zip(some, others, strict=True)
    )


def apart(some: Frame, others: Frame) -> float:
    """The mean difference of two frames, in levels."""
    return float(np.abs(some.astype(int) - others.astype(int)).mean())


@contextlib.contextmanager
def short_of_memory(when: Callable[[Any], bool], at: str) -> Iterator[list[Any]]:
    """Have a part of diffusers run out of memory whenever a rule says so; gives what it saw.

    `at` is `denoise` (the rule sees the latents) or `decode` (it sees the latents of a chunk).
    """
    import diffusers
    import torch
    from diffusers.models.autoencoders.autoencoder_kl_wan import WanDecoder3d

    seen: list[Any] = []
    # parts that no offloading wraps: it would keep what stands here now
    owner, name = {
        "denoise": (diffusers.UniPCMultistepScheduler, "step"),
        "decode": (WanDecoder3d, "forward"),
    }[at]
    real = getattr(owner, name)

    def short(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = args[2] if at == "denoise" else args[0]
        seen.append(tuple(given.shape))
        if when(given):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return real(self, *args, **kwargs)

    setattr(owner, name, short)
    try:
        yield seen
    finally:
        setattr(owner, name, real)
