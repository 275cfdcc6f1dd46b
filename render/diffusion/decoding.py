"""From latents to frames, a few at a time: no clip is ever held in float.

The Wan VAE decodes one latent frame after the other inside, and keeps what it needs of the ones
before in `_feat_map`. Its own `decode` puts all of them together; here each is handed on. The
names with an underscore are diffusers 0.42's; a test holds the frames to `vae.decode`, bit for bit.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from render.diffusion.guards import NoNumbers
from render.engines.protocol import Frame
from render.recipe import VaeDecoding

_wan_vae: Any = importlib.import_module("diffusers.models.autoencoders.autoencoder_kl_wan")
Vae = Any
"""An AutoencoderKLWan, or another family's; diffusers comes without types."""


@torch.no_grad()
def frames_of(vae: Vae, latents: Tensor, way: VaeDecoding) -> Generator[Frame]:
    """Decode normalised latents of shape (1, channels, frames, height, width), frame by frame.

    Raises torch.OutOfMemoryError and NoNumbers.
    """
    parts = _tiled if way == "tiles" else _streamed
    try:
        wake(vae)
        for part in parts(vae, denormalised(vae, latents)):
            yield from as_frames(part)
    finally:
        vae.clear_cache()


def denormalised(vae: Vae, latents: Tensor) -> Tensor:
    """Latents as the VAE made them, from those that the transformer sees."""
    latents = latents.to(_device(vae), vae.dtype)
    mean, std = statistics(vae, latents)
    # divided by the inverse, as diffusers' pipelines do: anything else differs in the last bit
    return latents / (1.0 / std) + mean


def statistics(vae: Vae, like: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and spread of each channel of the latents."""
    if "latents_mean" in dict(vae.named_buffers()):
        # LTX keeps them with its weights
        mean = vae.latents_mean.view(1, -1, 1, 1, 1).to(like.device, like.dtype)
        std = vae.latents_std.view(1, -1, 1, 1, 1).to(like.device, like.dtype)
        return mean, std / vae.config.scaling_factor
    shape = (1, vae.config.z_dim, 1, 1, 1)
    mean = torch.tensor(vae.config.latents_mean).view(shape).to(like.device, like.dtype)
    std = torch.tensor(vae.config.latents_std).view(shape)
    return mean, std.to(like.device, like.dtype)


def _streamed(vae: Vae, z: Tensor) -> Iterator[Tensor]:
    vae.clear_cache()
    z = vae.post_quant_conv(z)
    for index in range(z.shape[2]):
        yield _finished(vae, _decoded(vae, z[:, :, index : index + 1], is_first=index == 0))


def _tiled(vae: Vae, z: Tensor) -> Iterator[Tensor]:
    """As `vae.tiled_decode`, but all tiles of a moment before the next moment.

    What each tile remembers waits in the host's memory meanwhile.
    """
    height, width = z.shape[3:]
    ratio, patch = vae.spatial_compression_ratio, vae.config.patch_size or 1
    tile, stride = _sides(vae, ratio, least=True), _sides(vae, ratio, least=False)
    step = tuple(side * ratio // patch for side in stride)
    blend = tuple((full - part) * ratio // patch for full, part in zip(tile, stride, strict=True))
    places = [
        [(top, left) for left in range(0, width, stride[1])] for top in range(0, height, stride[0])
    ]
    memories: dict[tuple[int, int], list[Any]] = {}
    for index in range(z.shape[2]):
        rows: list[list[Tensor]] = []
        for places_across in places:
            row: list[Tensor] = []
            for place in places_across:
                top, left = place
                part = z[:, :, index : index + 1, top : top + tile[0], left : left + tile[1]]
                vae.clear_cache()
                if index:
                    vae._feat_map = _moved(memories[place], z.device)
                row.append(_decoded(vae, vae.post_quant_conv(part), is_first=index == 0))
                memories[place] = _moved(vae._feat_map, torch.device("cpu"))
            rows.append(row)
        whole = _blended(vae, rows, blend, step)
        yield _finished(vae, whole[:, :, :, : height * ratio // patch, : width * ratio // patch])


def _blended(
    vae: Vae, rows: list[list[Tensor]], blend: tuple[int, ...], step: tuple[int, ...]
) -> Tensor:
    laid: list[Tensor] = []
    for down, row in enumerate(rows):
        for across, tile in enumerate(row):
            # both blend in place: the next tile sees this one as it was blended
            if down:
                vae.blend_v(rows[down - 1][across], tile, blend[0])
            if across:
                vae.blend_h(row[across - 1], tile, blend[1])
        laid.append(torch.cat([tile[..., : step[0], : step[1]] for tile in row], dim=-1))
    return torch.cat(laid, dim=3)


def _decoded(vae: Vae, z: Tensor, *, is_first: bool) -> Tensor:
    vae._conv_idx = [0]
    first = {"first_chunk": True} if is_first else {}
    return vae.decoder(z, feat_cache=vae._feat_map, feat_idx=vae._conv_idx, **first)


def _finished(vae: Vae, frames: Tensor) -> Tensor:
    if vae.config.patch_size is not None:
        frames = _wan_vae.unpatchify(frames, patch_size=vae.config.patch_size)
    return torch.clamp(frames, min=-1.0, max=1.0)


def as_frames(part: Tensor) -> Iterator[Frame]:
    """Frames of 8 bits, rounded as diffusers' `numpy_to_pil` does. Raises NoNumbers."""
    shares = (part[0].permute(1, 2, 3, 0) * 0.5 + 0.5).clamp(0, 1)
    if shares.isnan().any():
        raise NoNumbers
    scaled = (shares.float() * 255).round().to(torch.uint8)
    yield from cast("np.ndarray[Any, Any]", scaled.cpu().numpy())


def _sides(vae: Vae, ratio: int, *, least: bool) -> tuple[int, int]:
    """A tile's height and width, or the way from one to the next, in latents."""
    if least:
        return vae.tile_sample_min_height // ratio, vae.tile_sample_min_width // ratio
    return vae.tile_sample_stride_height // ratio, vae.tile_sample_stride_width // ratio


def _moved(memory: list[Any], device: torch.device) -> list[Any]:
    return [item.to(device) if isinstance(item, Tensor) else item for item in memory]


def wake(vae: Vae) -> None:
    """Have a VAE that is offloaded between uses come back, as its own `decode` would."""
    hook = getattr(vae, "_hf_hook", None)
    if hook is not None and hasattr(hook, "pre_forward"):
        hook.pre_forward(vae)


def _device(vae: Vae) -> torch.device:
    return next(vae.parameters()).device
