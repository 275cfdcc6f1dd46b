"""How masks become height fields, and the weave of cloth."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.pen import Field


def inflated(mask: Field, scale: float, puff: float) -> Field:
    """The height of a cut-out that is blown up like a cushion."""
    height = np.zeros_like(mask)
    for reach, broad in ((0.7, False), (2.0, False), (6.0, True), (17.0, True)):
        sigma = max(0.7, reach * scale) if reach < 1 else max(1.2, reach * scale)
        share = sigma * (1.05 * puff if broad else 1.0 + 0.7 * puff)
        height += (2 * blur(mask, sigma) - 1) * np.float32(share)
    return height


def blur(mask: Field, sigma: float) -> Field:
    """A Gaussian; large ones are made on a smaller copy, which nobody sees."""
    if sigma < 0.25:
        return mask
    if sigma < 5:
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma), np.float32)
    height, width = mask.shape
    share = sigma / 2.5
    size = (max(2, round(width / share)), max(2, round(height / share)))
    small = cv2.GaussianBlur(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), (0, 0), 2.4)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    # The grid of the small copy would show in the slopes.
    return np.asarray(cv2.GaussianBlur(large, (0, 0), share * 0.7), np.float32)


@lru_cache(maxsize=1)
def _cloth() -> Field:
    raw = np.random.default_rng(77).standard_normal((512, 512), dtype=np.float32)
    total = np.zeros_like(raw)
    for sigma, share in ((1.2, 0.30), (4.0, 0.35), (14.0, 0.5)):
        bumps = cv2.GaussianBlur(raw, (0, 0), sigma)
        total += bumps * np.float32(share / float(bumps.std()))
    return np.clip(1 + 0.11 * total, 0.6, 1.4).astype(np.float32)


def woven(rows: Any, columns: Any) -> Field:
    """The unevenness of cloth and skin, about 1."""
    return _cloth()[rows & 511, columns & 511]
