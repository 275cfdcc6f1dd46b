from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)


def make_vae(layout: str) -> Any:
    import tiny_models

    if layout == "plain":
        return tiny_models.vae()
    return tiny_models.wan22_small().vae


def latents(layout: str, frames: int, height: int = 8, width: int = 12) -> Any:
    import torch

    channels = 16 if layout == "plain" else 48
    shape = 1, channels, frames, height, width
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def decoded(vae: Any, z: Any, way: str) -> NDArray[np.uint8]:
    from render.diffusion.decoding import frames_of

    return np.stack(list(frames_of(vae, z, way)))  # type: ignore[arg-type]


def at_once(vae: Any, z: Any) -> NDArray[np.uint8]:
    """As diffusers does it: all frames, in float."""
    import torch
    from diffusers.video_processor import VideoProcessor

    mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1, 1)
    std = 1.0 / torch.tensor(vae.config.latents_std).view(1, -1, 1, 1, 1)
    with torch.no_grad():
        video = vae.decode(z / std + mean, return_dict=False)[0]
    frames = VideoProcessor(vae_scale_factor=8).postprocess_video(video, output_type="np")[0]
    return (frames * 255).round().astype(np.uint8)


@pytest.mark.parametrize("layout", ["plain", "residual"])
@pytest.mark.parametrize("frames", [1, 2, 5])
def test_frames_one_after_the_other_are_those_of_decode_bit_for_bit(
    layout: str, frames: int
) -> None:
    vae, z = make_vae(layout), latents(layout, frames)
    assert np.array_equal(decoded(vae, z, "stream"), at_once(vae, z))


@pytest.mark.parametrize("layout", ["plain", "residual"])
def test_tiles_moment_by_moment_are_those_of_tiled_decode_bit_for_bit(layout: str) -> None:
    vae, z = make_vae(layout), latents(layout, 3, 10, 13)
    vae.enable_tiling(64, 64, 48, 48)
    assert np.array_equal(decoded(vae, z, "tiles"), at_once(vae, z))


def test_a_decoding_that_was_left_does_not_show_in_the_next() -> None:
    from render.diffusion.decoding import frames_of

    vae, z = make_vae("plain"), latents("plain", 4)
    for way in ("stream", "tiles"):
        before = decoded(vae, z, way)
        half = frames_of(vae, z, way)  # type: ignore[arg-type]
        for _ in range(3):
            next(half)
        half.close()
        assert np.array_equal(before, decoded(vae, z, way))


def test_gradients_stay_off_and_nothing_leaks_to_whoever_reads() -> None:
    import torch

    from render.diffusion.decoding import frames_of

    frames = frames_of(make_vae("plain"), latents("plain", 2), "stream")
    next(frames)
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


@pytest.mark.parametrize("way", ["stream", "tiles"])
def test_numbers_that_are_none_are_told(way: str) -> None:
    from render.diffusion.guards import NoNumbers

    z = latents("plain", 3)
    z[:, :, 2, 1, 1] = float("nan")
    with pytest.raises(NoNumbers):
        decoded(make_vae("plain"), z, way)


def test_memory_does_not_grow_with_length() -> None:
    """The most float frames that are alive at once, counted where they are made."""
    import weakref

    from render.diffusion import decoding

    vae = make_vae("plain")
    alive: set[int] = set()
    most: list[int] = []
    real = decoding._finished

    def counted(vae: Any, frames: Any) -> Any:
        made = real(vae, frames)
        alive.add(id(made))
        weakref.finalize(made, alive.discard, id(made))
        most.append(len(alive))
        return made

    decoding._finished = counted
    try:
        for _ in decoding.frames_of(vae, latents("plain", 8), "stream"):
            pass
    finally:
        decoding._finished = real
    assert len(most) == 8
    assert max(most) <= 2


def test_a_glimpse_has_the_colours_of_the_picture() -> None:
    import base64

    import cv2
    import torch

    from render.diffusion.glimpse import Projection

    vae = make_vae("plain")
    data = base64.b64decode(Projection.of(vae).picture(torch.zeros(1, 16, 3, 8, 12)))
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert data[:4] == b"RIFF"
    assert picture.shape == (213, 320, 3)
    assert len(data) < 20_000
