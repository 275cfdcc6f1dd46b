"""A small picture of what is being denoised, by a linear projection: no VAE is run for it."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from render.diffusion.decoding import statistics

_SIDE = 8
_CARD = 24
"""Latents across the card that is encoded to find the projection: more than LTX has channels."""
_WIDTH = 320
_QUALITY = 60


class Projection:
    """Latents to colours: a matrix and an offset, fitted to one VAE."""

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self._matrix = matrix
        """Shape (channels + 1, 3); the last row is the offset."""

    @classmethod
    def of(cls, vae: Any) -> Projection:
        """Encode a card of soft colours once, and solve for the colours by least squares."""
        rng = np.random.default_rng(1)
        coarse = rng.uniform(0, 1, (_SIDE, _SIDE, 3)).astype(np.float32)
        side = _CARD * max(8, vae.spatial_compression_ratio)
        card = np.clip(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), 0, 1)
        with torch.no_grad():
            pixels = torch.tensor(card * 2 - 1).permute(2, 0, 1)[None, :, None]
            pixels = pixels.to(next(vae.parameters()).device, vae.dtype)
            latents = vae.encode(pixels).latent_dist.mode()
            mean, std = statistics(vae, latents)
            seen = ((latents - mean) / std)[0, :, 0].float().cpu().numpy()
        size = seen.shape[2], seen.shape[1]
        colours = cv2.resize(card, size, interpolation=cv2.INTER_AREA).reshape(-1, 3)
        known = np.vstack([seen.reshape(seen.shape[0], -1), np.ones((1, colours.shape[0]))]).T
        matrix, *_ = np.linalg.lstsq(known, colours, rcond=1e-3)
        return cls(matrix.astype(np.float32))

    def picture(self, latents: Tensor) -> str:
        """The middle frame of latents (1, channels, frames, height, width) as WebP, base64."""
        middle = latents[0, :, latents.shape[2] // 2].float().cpu().numpy()
        flat = np.moveaxis(np.nan_to_num(middle), 0, -1) @ self._matrix[:-1] + self._matrix[-1]
        small = np.clip(flat * 255, 0, 255).astype(np.uint8)
        height = max(2, round(small.shape[0] * _WIDTH / small.shape[1]))
        shown = cv2.resize(
            np.asarray(small, np.uint8), (_WIDTH, height), interpolation=cv2.INTER_CUBIC
        )
        bgr = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
        _, data = cv2.imencode(".webp", bgr, (cv2.IMWRITE_WEBP_QUALITY, _QUALITY))
        return base64.b64encode(data.tobytes()).decode("ascii")
