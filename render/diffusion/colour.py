"""Matches the colours of a shot to the one that it continues."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from render.engines.protocol import Frame

Recolour = Callable[[Frame], Frame]

_LEAST_SPREAD = 0.25
"""Of L*a*b* squared: what spreads less is flat, and is moved but not stretched."""


def matching(like: Sequence[Frame], seen: Sequence[Frame], strength: float) -> Recolour:
    """What brings frames that look as `seen` towards the look of `like`.

    The linear map between two Gaussian distributions in L*a*b* that moves colours least, from
    mean and covariance (Pitie and Kokaram, 2007, "The linear Monge-Kantorovitch linear colour
    mapping for example-based colour transfer"); `strength` 0 changes nothing, 1 all.
    """
    if strength <= 0:
        return lambda frame: frame
    there, here = _look(like), _look(seen)
    map_ = (1 - strength) * np.eye(3) + strength * _between(here[1], there[1])
    mean, shift = here[0], strength * (there[0] - here[0])

    def recolour(frame: Frame) -> Frame:
        lab = _lab(frame)
        moved = (lab - mean) @ map_.T + mean + shift
        rgb = cv2.cvtColor(moved.astype(np.float32), cv2.COLOR_LAB2RGB)
        return np.clip(np.rint(rgb * 255), 0, 255).astype(np.uint8)

    return recolour


def _lab(frame: Frame) -> NDArray[np.float32]:
    """CIE L*a*b*, L from 0 to 100."""
    scaled = np.asarray(frame, np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB), np.float32)


def _look(frames: Sequence[Frame]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and covariance of all pixels."""
    pixels = np.concatenate([_lab(frame).reshape(-1, 3) for frame in frames]).astype(np.float64)
    spread = np.cov(pixels, rowvar=False)
    return pixels.mean(axis=0), spread


def _between(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    root, inverse = _roots(here)
    target, _ = _roots(there)
    middle, _ = _roots(root @ target @ target @ root)
    return inverse @ middle @ inverse


def _roots(
    spread: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The square root of a covariance, and its inverse."""
    values, vectors = np.linalg.eigh(spread)
    lengths = np.sqrt(np.maximum(values, _LEAST_SPREAD))
    return (vectors * lengths) @ vectors.T, (vectors / lengths) @ vectors.T
