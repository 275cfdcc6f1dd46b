"""Builds tiny random pipelines of every layout, saved as real ones are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import diffusers
import tiny_images
import tiny_ltx
import torch
import transformers
from tiny_words import tokenizer


def build(name: str, folder: Path) -> Path:
    """Build the pipeline of that name, unless it is there."""
    target = folder / name
    if not target.exists():
        BUILDERS[name]().save_pretrained(target)
    return target


def text_encoder(layers: int = 2) -> Any:
    torch.manual_seed(0)
    config = transformers.UMT5Config(
        vocab_size=len(tokenizer()),
        d_model=32,
        d_kv=8,
        d_ff=37,
        num_layers=layers,
        num_heads=4,
        is_encoder_decoder=False,
        tie_word_embeddings=False,
    )
    return transformers.UMT5EncoderModel(config).eval()


def vae(**changes: Any) -> Any:
    torch.manual_seed(0)
    shape: dict[str, Any] = {
        "base_dim": 3,
        "z_dim": 16,
        "dim_mult": [1, 1, 1, 1],
        "num_res_blocks": 1,
        "temperal_downsample": [False, True, True],
    }
    made = diffusers.AutoencoderKLWan(**(shape | changes)).eval()
    # at random all pictures have nearly the same latents; here they spread as a real VAE's do
    with torch.no_grad():
        grey = made.encode(torch.zeros(1, 3, 1, 64, 64)).latent_dist.parameters
        mean = grey.mean(dim=(0, 2, 3, 4)) - made.quant_conv.bias
        made.quant_conv.weight.mul_(60)
        made.quant_conv.bias.copy_(-60 * mean)
    return made


def transformer(in_channels: int = 16, seed: int = 0, **changes: Any) -> Any:
    torch.manual_seed(seed)
    shape: dict[str, Any] = {
        "patch_size": (1, 2, 2),
        "num_attention_heads": 2,
        "attention_head_dim": 12,
        "in_channels": in_channels,
        "out_channels": 16,
        "text_dim": 32,
        "freq_dim": 256,
        "ffn_dim": 32,
        "num_layers": 2,
        "cross_attn_norm": True,
        "qk_norm": "rms_norm_across_heads",
        "rope_max_seq_len": 1024,
    }
    return diffusers.WanTransformer3DModel(**(shape | changes)).eval()


def scheduler() -> Any:
    return diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction",
        use_flow_sigmas=True,
        num_train_timesteps=1000,
        flow_shift=3.0,
    )


def parts(**changes: Any) -> dict[str, Any]:
    common: dict[str, Any] = {
        "tokenizer": tokenizer(),
        "text_encoder": text_encoder(),
        "vae": vae(),
        "scheduler": scheduler(),
        "transformer": transformer(),
    }
    return common | changes


def wan21_text() -> Any:
    return diffusers.WanPipeline(**parts())


def wan22_text() -> Any:
    """Two experts: one for high noise, one for low."""
    return diffusers.WanPipeline(**parts(), transformer_2=transformer(seed=1), boundary_ratio=0.875)


def wan22_small() -> Any:
    """The layout of TI2V-5B: its own VAE, and a time for every token."""
    own = vae(
        z_dim=48,
        patch_size=2,
        in_channels=12,
        out_channels=12,
        is_residual=True,
        scale_factor_spatial=16,
        latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48,
    )
    model = transformer(48, out_channels=48)
    return diffusers.WanPipeline(**parts(vae=own, transformer=model), expand_timesteps=True)


def wan21_image() -> Any:
    """With CLIP's view of the picture."""
    return _image_pipeline(transformer(36, image_dim=4))


def wan21_first_last() -> Any:
    """With CLIP's view of two pictures, each of 64 patches and the whole."""
    return _image_pipeline(transformer(36, image_dim=4, pos_embed_seq_len=2 * 65))


def _image_pipeline(model: Any) -> Any:
    torch.manual_seed(0)
    config = transformers.CLIPVisionConfig(
        hidden_size=4,
        projection_dim=4,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        intermediate_size=16,
        patch_size=4,
    )
    return diffusers.WanImageToVideoPipeline(
        **parts(transformer=model),
        image_encoder=transformers.CLIPVisionModel(config).eval(),
        image_processor=transformers.CLIPImageProcessor(
            crop_size={"height": 32, "width": 32}, size={"shortest_edge": 32}
        ),
    )


def wan22_image() -> Any:
    """Two experts, and no CLIP."""
    return diffusers.WanImageToVideoPipeline(
        **parts(transformer=transformer(36)),
        transformer_2=transformer(36, seed=1),
        boundary_ratio=0.9,
    )


def wan21_vace() -> Any:
    torch.manual_seed(0)
    model = diffusers.WanVACETransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=16,
        out_channels=16,
        text_dim=32,
        freq_dim=32,
        ffn_dim=16,
        num_layers=3,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
        rope_max_seq_len=1024,
        vace_layers=[0, 2],
        vace_in_channels=96,
    ).eval()
    # at random these layers add as good as nothing; what they are given must show
    with torch.no_grad():
        for block in model.vace_blocks:
            block.proj_out.weight.mul_(1000)
    return diffusers.WanVACEPipeline(**parts(transformer=model))


def slow_words(seconds: float) -> Any:
    """Wan 2.1 with as many layers in its text encoder as run for so long, on one thread."""
    tried = 16
    words = torch.ones(1, 512, dtype=torch.long)
    encoder = text_encoder(tried)
    with torch.no_grad():
        encoder(words)
        started = time.process_time()
        encoder(words)
    each = (time.process_time() - started) / tried
    return diffusers.WanPipeline(**parts(text_encoder=text_encoder(max(2, round(seconds / each)))))


BUILDERS = {
    "wan21-text": wan21_text,
    "wan22-text": wan22_text,
    "wan22-small": wan22_small,
    "wan21-image": wan21_image,
    "wan21-first-last": wan21_first_last,
    "wan22-image": wan22_image,
    "wan21-vace": wan21_vace,
    **tiny_ltx.BUILDERS,
    **tiny_images.BUILDERS,
}
