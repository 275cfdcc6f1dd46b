"""Tiny random LTX pipelines: LTX-Video's first, the one with conditions, and LTX-2 with sound."""

from __future__ import annotations

from typing import Any

import diffusers
import torch
import transformers
from diffusers.pipelines.ltx2 import LTX2TextConnectors, LTX2Vocoder
from tiny_words import byte_tokenizer, tokenizer


def _encoder() -> Any:
    torch.manual_seed(0)
    config = transformers.T5Config(
        vocab_size=len(tokenizer()), d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4
    )
    return transformers.T5EncoderModel(config).eval()


def vae(**changes: Any) -> Any:
    """Four pixels a side and four frames to a latent, seen from both sides in time."""
    torch.manual_seed(0)
    shape: dict[str, Any] = {
        "latent_channels": 8,
        "block_out_channels": (8, 8, 8, 8),
        "decoder_block_out_channels": (8, 8, 8, 8),
        "layers_per_block": (1, 1, 1, 1, 1),
        "decoder_layers_per_block": (1, 1, 1, 1, 1),
        "spatio_temporal_scaling": (True, True, False, False),
        "decoder_spatio_temporal_scaling": (True, True, False, False),
        "patch_size": 1,
        "encoder_causal": True,
        "decoder_causal": False,
    }
    return _spread(diffusers.AutoencoderKLLTXVideo(**(shape | changes)).eval())


def _spread(made: Any) -> Any:
    """At random all pictures have nearly the same latents; here they spread as a real VAE's do."""
    torch.manual_seed(1)
    with torch.no_grad():
        z = made.encode(torch.rand(1, 3, 1, 64, 64) * 2 - 1).latent_dist.mode()
        made.latents_mean.copy_(z.mean(dim=(0, 2, 3, 4)))
        made.latents_std.copy_(z.std(dim=(0, 2, 3, 4)).clamp_min(1e-3))
    return made


def _parts(**changes: Any) -> dict[str, Any]:
    torch.manual_seed(0)
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=4,
        attention_head_dim=8,
        cross_attention_dim=32,
        num_layers=1,
        caption_channels=32,
    ).eval()
    common: dict[str, Any] = {
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(),
        "vae": vae(),
        "text_encoder": _encoder(),
        "tokenizer": tokenizer(),
        "transformer": transformer,
    }
    return common | changes


def ltx_first() -> Any:
    return diffusers.LTXPipeline(**_parts())


def ltx_condition() -> Any:
    return diffusers.LTXConditionPipeline(**_parts())


def ltx_timed() -> Any:
    """With a VAE that takes the last step of denoising, as from 0.9.1 on."""
    return diffusers.LTXConditionPipeline(**_parts(vae=vae(timestep_conditioning=True)))


def ltx2() -> Any:
    """The layout of LTX-2, with sound at 24 kHz."""
    encoder = _gemma()
    width, layers = 32, 2
    torch.manual_seed(0)
    transformer = diffusers.LTX2VideoTransformer3DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        audio_in_channels=4,
        audio_out_channels=4,
        audio_num_attention_heads=2,
        audio_attention_head_dim=4,
        audio_cross_attention_dim=8,
        num_layers=2,
        caption_channels=width,
        rope_double_precision=False,
        rope_type="split",
    ).eval()
    connectors = LTX2TextConnectors(
        caption_channels=width,
        text_proj_in_factor=layers + 1,
        video_connector_num_attention_heads=4,
        video_connector_attention_head_dim=8,
        video_connector_num_layers=1,
        video_connector_num_learnable_registers=8,
        audio_connector_num_attention_heads=4,
        audio_connector_attention_head_dim=8,
        audio_connector_num_layers=1,
        audio_connector_num_learnable_registers=8,
        connector_rope_base_seq_len=32,
        rope_double_precision=False,
        rope_type="split",
    ).eval()
    return diffusers.LTX2Pipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=_ltx2_vae(),
        audio_vae=_audio_vae(),
        text_encoder=encoder,
        tokenizer=byte_tokenizer(),
        connectors=connectors,
        transformer=transformer,
        vocoder=_vocoder(),
    )


def _gemma() -> Any:
    torch.manual_seed(0)
    text: dict[str, Any] = {
        "vocab_size": len(byte_tokenizer()),
        "hidden_size": 32,
        "intermediate_size": 37,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "max_position_embeddings": 1024,
        "sliding_window": 128,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": 2,
    }
    vision: dict[str, Any] = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
        "model_type": "siglip_vision_model",
        "vision_use_head": False,
    }
    config = transformers.Gemma3Config(
        text_config=text,
        vision_config=vision,
        mm_tokens_per_image=4,
        boi_token_index=4,
        eoi_token_index=5,
        image_token_index=6,
    )
    return transformers.Gemma3ForConditionalGeneration(config).eval()


def _ltx2_vae() -> Any:
    """Eight pixels a side and eight frames to a latent, as for LTX-2's own frame counts."""
    torch.manual_seed(0)
    return _spread(
        diffusers.AutoencoderKLLTX2Video(
            latent_channels=4,
            block_out_channels=(8, 8, 8),
            down_block_types=("LTX2VideoDownBlock3D",) * 3,
            decoder_block_out_channels=(8, 8, 8),
            layers_per_block=(1, 1, 1, 1),
            decoder_layers_per_block=(1, 1, 1, 1),
            spatio_temporal_scaling=(True, True, True),
            decoder_spatio_temporal_scaling=(True, True, True),
            decoder_inject_noise=(False,) * 4,
            downsample_type=("spatiotemporal",) * 3,
            upsample_residual=(False,) * 3,
            upsample_factor=(1, 1, 1),
            patch_size=1,
            decoder_causal=False,
        ).eval()
    )


def _audio_vae() -> Any:
    torch.manual_seed(0)
    return diffusers.AutoencoderKLLTX2Audio(
        base_channels=4,
        output_channels=2,
        ch_mult=(1,),
        num_res_blocks=1,
        attn_resolutions=None,
        in_channels=2,
        resolution=32,
        latent_channels=2,
        norm_type="pixel",
        causality_axis="height",
        dropout=0.0,
        mid_block_add_attention=False,
        sample_rate=16000,
        mel_hop_length=160,
        is_causal=True,
        mel_bins=8,
    ).eval()


def _vocoder() -> Any:
    """240 samples for each of a hundred moments a second: 24 kHz."""
    torch.manual_seed(0)
    made = LTX2Vocoder(
        in_channels=2 * 8,
        hidden_channels=32,
        out_channels=2,
        upsample_kernel_sizes=[16, 15],
        upsample_factors=[16, 15],
        resnet_kernel_sizes=[3],
        resnet_dilations=[[1, 3, 5]],
        output_sampling_rate=24000,
    ).eval()
    with torch.no_grad():
        # at random it hums too softly to be heard
        made.conv_out.weight.mul_(20)
    return made


BUILDERS = {
    "ltx-first": ltx_first,
    "ltx-condition": ltx_condition,
    "ltx-timed": ltx_timed,
    "ltx2": ltx2,
}
