"""From latents to frames in spans of time that overlap, for VAEs that look ahead as well as back.

Such a decoder cannot go frame by frame as Wan's does. Each span is decoded on its own and gives way
to the next while both show the same moments; no more of a clip than one span is held in float.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import torch
from torch import Tensor

from render.diffusion.decoding import Vae, as_frames, wake
from render.engines.protocol import Frame
from render.recipe import VaeDecoding

SPAN, STRIDE = 64, 40
"""Frames of a span, and from one to the next: what Lightricks' own tiling does by default."""


@torch.no_grad()
def frames_in_spans(
    vae: Vae, z: Tensor, way: VaeDecoding, time: Tensor | None = None
) -> Generator[Frame]:
    """Decode a VAE's own latents of shape (1, channels, frames, height, width).

    `time` is for VAEs that take the last step of denoising themselves. Where all is one span, its
    frames are those of `vae.decode`.
    """
    wake(vae)
    for part in spans(vae, z, time, in_tiles=way == "tiles"):
        yield from as_frames(part)


def spans(vae: Vae, z: Tensor, time: Tensor | None, *, in_tiles: bool) -> Iterator[Tensor]:
    """Frames in float, each once, one span after the other.

    A span that begins on latent frame s has its first frame at s times the compression: what a
    latent frame holds ends there.
    """
    ratio = vae.temporal_compression_ratio
    span, stride = max(1, SPAN // ratio), max(1, STRIDE // ratio)
    last = z.shape[2] - 1
    before: Tensor | None = None
    start = 0
    while True:
        part = z[:, :, start : start + span + 1]
        frames = _decoded(vae, part, time, in_tiles=in_tiles)
        if before is not None:
            frames = _crossed(before, frames)
        if start + span >= last:
            yield frames
            return
        yield frames[:, :, : stride * ratio]
        before = frames[:, :, stride * ratio :]
        start += stride


def _decoded(vae: Vae, part: Tensor, time: Tensor | None, *, in_tiles: bool) -> Tensor:
    side = vae.spatial_compression_ratio
    is_large = (
        part.shape[3] * side > vae.tile_sample_min_height
        or part.shape[4] * side > vae.tile_sample_min_width
    )
    if in_tiles and is_large:
        return vae.tiled_decode(part, time, return_dict=False)[0]
    return vae.decoder(part, time)


def _crossed(before: Tensor, frames: Tensor) -> Tensor:
    """The same moments of two spans, from all of the one to all of the other."""
    both = min(before.shape[2], frames.shape[2])
    share = torch.arange(both, device=frames.device, dtype=frames.dtype).view(1, 1, -1, 1, 1) / both
    mixed = before[:, :, :both] * (1 - share) + frames[:, :, :both] * share
    return torch.cat([mixed, frames[:, :, both:]], dim=2)
