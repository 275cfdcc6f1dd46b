from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)


def latents(frames: int, channels: int = 8) -> Any:
    import torch

    shape = 1, channels, frames, 8, 12
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def decoded(vae: Any, z: Any, way: str) -> NDArray[np.uint8]:
    from render.diffusion.spans import frames_in_spans

    return np.stack(list(frames_in_spans(vae, z, way)))  # type: ignore[arg-type]


def at_once(vae: Any, z: Any) -> NDArray[np.uint8]:
    """As diffusers does it: all frames, in float."""
    import torch

    from render.diffusion.decoding import as_frames

    with torch.no_grad():
        return np.stack(list(as_frames(vae.decode(z, None, return_dict=False)[0])))


@pytest.fixture
def vae() -> Any:
    """Four frames to a latent."""
    import tiny_ltx

    return tiny_ltx.vae()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans of eight latent frames, and five from one to the next."""
    from render.diffusion import spans

    monkeypatch.setattr(spans, "SPAN", 32)
    monkeypatch.setattr(spans, "STRIDE", 20)


@pytest.mark.parametrize("frames", [1, 2, 9])
def test_what_is_one_span_is_decoded_as_the_vae_does_it(vae: Any, frames: int, short: None) -> None:
    assert np.array_equal(decoded(vae, latents(frames), "stream"), at_once(vae, latents(frames)))


@pytest.mark.parametrize("frames", [10, 14, 20])
def test_spans_show_the_same_moments_as_the_whole(vae: Any, frames: int, short: None) -> None:
    whole, spans = at_once(vae, latents(frames)), decoded(vae, latents(frames), "stream")
    assert len(whole) == len(spans) == (frames - 1) * 4 + 1
    # a frame that came late or early would be nearer to its neighbour
    there, here = whole.astype(int), spans.astype(int)
    off = np.abs(there - here).mean(axis=(1, 2, 3))
    assert (off[1:] < np.abs(there[:-1] - here[1:]).mean(axis=(1, 2, 3))).all()
    assert (off[:-1] < np.abs(there[1:] - here[:-1]).mean(axis=(1, 2, 3))).all()


def test_tiles_are_taken_where_the_picture_is_large(vae: Any) -> None:
    vae.enable_tiling(32, 32, tile_sample_stride_height=24, tile_sample_stride_width=24)
    plain, tiled = decoded(vae, latents(3), "stream"), decoded(vae, latents(3), "tiles")
    assert plain.shape == tiled.shape
    assert not np.array_equal(plain, tiled)


def test_no_more_than_a_span_is_held_in_float(vae: Any, short: None) -> None:
    from render.diffusion import spans

    longest = max(part.shape[2] for part in spans.spans(vae, latents(40), None, in_tiles=False))
    assert longest <= 33
