"""A small picture of what is being denoised, by a linear projection: no VAE is run for it."""

from __future__ import annotations

import base64
import contextlib
import math
from collections.abc import Generator
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from render.diffusion.decoding import statistics, wake

_SIDE = 8
_CARD = 24
"""Patches of latents across the card that is encoded to find the projection: more than enough for
as many unknowns as a patch has numbers."""
_WIDTH = 320
_QUALITY = 60

Numbers = NDArray[np.float32]


class Projection:
    """Latents to colours: a matrix and an offset, fitted to one VAE."""

    def __init__(self, matrix: Numbers) -> None:
        self._matrix = matrix
        """Shape (channels + 1, 3); the last row is the offset."""

    @classmethod
    def of(cls, vae: Any, patch: int = 1) -> Projection:
        """Encode a card of soft colours once, and solve for the colours by least squares.

        `patch` is how many latents across an image model takes as one.
        """
        rng = np.random.default_rng(1)
        coarse = rng.uniform(0, 1, (_SIDE, _SIDE, 3)).astype(np.float32)
        side = _CARD * max(8, _ratio(vae)) * patch
        card = np.clip(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), 0, 1)
        seen = _seen(vae, torch.tensor(card * 2 - 1).permute(2, 0, 1)[None], patch)
        size = seen.shape[2], seen.shape[1]
        colours = cv2.resize(card, size, interpolation=cv2.INTER_AREA).reshape(-1, 3)
        known = np.vstack([seen.reshape(seen.shape[0], -1), np.ones((1, colours.shape[0]))]).T
        matrix, *_ = np.linalg.lstsq(known, colours, rcond=1e-3)
        return cls(matrix.astype(np.float32))

    def picture(self, latents: Tensor, shape: float = 1.0) -> str:
        """The middle frame of latents as WebP, base64.

        They are (1, channels, frames, height, width), without frames where there is one, or all
        patches in a row (1, patches, numbers): then `shape` tells their width against their height.
        """
        middle = _laid_out(latents, shape).float().cpu().numpy()
        flat = np.moveaxis(np.nan_to_num(middle), 0, -1) @ self._matrix[:-1] + self._matrix[-1]
        small = np.clip(flat * 255, 0, 255).astype(np.uint8)
        height = max(2, round(small.shape[0] * _WIDTH / small.shape[1]))
        shown = cv2.resize(
            np.asarray(small, np.uint8), (_WIDTH, height), interpolation=cv2.INTER_CUBIC
        )
        bgr = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
        _, data = cv2.imencode(".webp", bgr, (cv2.IMWRITE_WEBP_QUALITY, _QUALITY))
        return base64.b64encode(data.tobytes()).decode("ascii")


@torch.no_grad()
def _seen(vae: Any, pixels: Tensor, patch: int) -> Numbers:
    """What a denoiser would see of a picture, as (numbers of a patch, height, width)."""
    wake(vae)
    with _exact(vae):
        weight = next(part for part in vae.parameters() if part.ndim > 3)
        pixels = pixels.to(weight.device, weight.dtype)
        # VAEs of films take a picture for a film of one frame
        encoded = vae.encode(pixels.unsqueeze(2) if weight.ndim > 4 else pixels)
        latents = encoded.latent_dist.mode() if hasattr(encoded, "latent_dist") else encoded[0]
        latents = _normalised(vae, latents.float())
        if latents.ndim > 4:
            latents = latents[:, :, 0]
        patches = torch.nn.functional.pixel_unshuffle(latents, patch)
        if hasattr(vae, "bn"):
            # FLUX.2 has the statistics of its patches, not of its latents
            spread = torch.sqrt(vae.bn.running_var + vae.config.batch_norm_eps)
            patches = (patches - vae.bn.running_mean.view(1, -1, 1, 1)) / spread.view(1, -1, 1, 1)
        return patches[0].float().cpu().numpy()


@contextlib.contextmanager
def _exact(vae: Any) -> Generator[None]:
    """Have a VAE that is none in half precision encode in single, as pipelines have it decode."""
    dtype = vae.dtype
    if dtype != torch.float16:
        yield
        return
    vae.to(torch.float32)
    try:
        yield
    finally:
        vae.to(dtype)


def _normalised(vae: Any, latents: Tensor) -> Tensor:
    config = vae.config
    if getattr(config, "latents_mean", None) or "latents_mean" in dict(vae.named_buffers()):
        mean, std = statistics(vae, latents)
        return (latents - mean) / std
    shift = getattr(config, "shift_factor", None) or 0.0
    return (latents - shift) * (getattr(config, "scaling_factor", None) or 1.0)


def _ratio(vae: Any) -> int:
    """Pixels across a latent."""
    known = getattr(vae, "spatial_compression_ratio", None)
    return known or 2 ** (len(vae.config.block_out_channels) - 1)


def _laid_out(latents: Tensor, shape: float) -> Tensor:
    """The middle frame as (numbers, height, width)."""
    if latents.ndim > 4:
        return latents[0, :, latents.shape[2] // 2]
    if latents.ndim > 3:
        return latents[0]
    count = latents.shape[1]
    rows = min(
        (rows for rows in range(1, count + 1) if count % rows == 0),
        key=lambda rows: abs(math.log(count / rows / rows / shape)),
    )
    return latents[0].T.reshape(-1, rows, count // rows)
