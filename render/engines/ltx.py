"""LTX-2 with its sound, and LTX-Video 0.9: films from words and from pictures at any place."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from render.diffusion import loading
from render.diffusion.decoding import statistics
from render.diffusion.embeddings import Meaning
from render.diffusion.filming import Films
from render.diffusion.folder import ModelFolder, open_folder
from render.diffusion.ladder import Grid, Rung
from render.diffusion.model import Can, Denoised, Loaded, OnStep, Wanted
from render.diffusion.sounding import brought
from render.diffusion.spans import frames_in_spans
from render.edit.stills import filling
from render.engines.protocol import Frame, Kit, Samples
from render.faults import NotSetUp

_FIRST, _FIRST_IMAGE = "LTXPipeline", "LTXImageToVideoPipeline"
_CONDITION, _SOUND = "LTXConditionPipeline", "LTX2ConditionPipeline"
_LOADED_AS = {
    _FIRST: _FIRST,
    _FIRST_IMAGE: _FIRST,
    _CONDITION: _CONDITION,
    "LTX2Pipeline": _SOUND,
    "LTX2ImageToVideoPipeline": _SOUND,
    _SOUND: _SOUND,
}
"""Which pipeline films with the parts of a folder: all of LTX-2's have the same ones."""
_SIDE = 32
_LOOKS_BACK = 9
"""Frames of the shot before that a shot goes on from: two latent frames, so that motion goes on."""
_TOKENS, _SOUND_TOKENS = 256, 1024
_DECODE_TIME, _DECODE_NOISE = 0.05, 0.025
"""For VAEs that take the last step of denoising: what LTX-Video 0.9.1 and later want."""
_STILL_NOISE, _OLD_STILL_NOISE = 0.025, 0.15
"""How much of a given picture is let go, so that it comes to move."""
_DISTILLED_TIMES = (1000, 993, 987, 981, 975, 909, 725, 0.03)
"""The steps of LTX-Video 0.9.7 distilled, as its page gives them."""
_GUIDED = {
    "stg_scale": 1.0,
    "modality_scale": 3.0,
    "guidance_rescale": 0.7,
    "audio_guidance_scale": 7.0,
    "audio_stg_scale": 1.0,
    "audio_modality_scale": 3.0,
    "audio_guidance_rescale": 0.7,
}
_UNGUIDED = {
    "stg_scale": 0.0,
    "modality_scale": 1.0,
    "guidance_rescale": 0.0,
    "audio_guidance_scale": 1.0,
    "audio_stg_scale": 0.0,
    "audio_modality_scale": 1.0,
    "audio_guidance_rescale": 0.0,
}
"""LTX-2's other kinds of guidance, each a further pass through the model; all of them or none."""
_GUIDED_BLOCK, _OLD_GUIDED_BLOCK = 28, 29
"""The block that spatio-temporal guidance skips, in LTX-2.3 and in LTX-2."""

_NATIVE = {"fps": 24, "max_frames": 121, "width": 768, "height": 512, "guidance": 3.0}
"""What the family was trained on."""

_ltx: Any = importlib.import_module("diffusers.pipelines.ltx.pipeline_ltx_condition")
_ltx2: Any = importlib.import_module("diffusers.pipelines.ltx2.pipeline_ltx2_condition")
_ltx2_utils: Any = importlib.import_module("diffusers.pipelines.ltx2.utils")


class Ltx(Films):
    """Films shots with one model, one after the other."""

    name = "ltx"
    number = "1"

    def __init__(self, kit: Kit) -> None:
        """Raises Fault when the folder is no LTX model, or cannot be used here."""
        folder = open_folder(kit.recipe)
        can, grid = abilities(folder), grid_of(folder)
        kit = replace(kit, recipe=kit.recipe.natively(**_NATIVE))
        if can.sound:
            # what joins words to LTX-2 is as large as a small model, and needed as rarely
            self.encoders = ("text_encoder", "tokenizer", "connectors")
        tokens = min(_SOUND_TOKENS if can.sound else _TOKENS, folder.most_tokens())
        super().__init__(kit, folder, can, grid, _LOADED_AS[folder.pipeline], tokens)

    def encode(
        self, pipe: loading.Pipeline, text: str, tokens: int, device: torch.device
    ) -> Meaning:
        embeds, mask, _, _ = pipe.encode_prompt(
            text, do_classifier_free_guidance=False, max_sequence_length=tokens, device=device
        )
        if not self.can.sound:
            return {"embeds": embeds, "mask": mask.to(torch.uint8)}
        seen, heard, mask = pipe.connectors(embeds, mask, padding_side=pipe.tokenizer_padding_side)
        return {"seen": seen, "heard": heard, "mask": mask.to(torch.uint8)}

    def denoise(self, loaded: Loaded, rung: Rung, wanted: Wanted, on_step: OnStep) -> Denoised:
        pipe = self._pipe(loaded.pipe, wanted)
        asked: dict[str, Any] = {
            "width": rung.width,
            "height": rung.height,
            "num_frames": wanted.count,
            "frame_rate": self.recipe.fps,
            "num_inference_steps": wanted.steps,
            "guidance_scale": self.recipe.guidance,
            "generator": torch.Generator("cpu").manual_seed(wanted.seed),
            "output_type": "latent",
            "return_dict": False,
            "callback_on_step_end": self._heard(on_step, rung, wanted.count),
        }
        asked |= self._words_for(pipe, wanted)
        asked |= self._pictures(pipe, wanted, rung)
        asked |= self._course(pipe, wanted.steps)
        try:
            latents, *sound = pipe(**asked)
            heard = self._sound(pipe, sound[0], wanted.count) if sound else None
        finally:
            # a step that raised would leave weights on the card, and caches of another shot
            loaded.pipe.maybe_free_model_hooks()
        if self.can.sound:
            return Denoised(latents, heard)
        latents = self._laid_out(pipe, latents, rung, wanted.count)
        mean, std = statistics(pipe.vae, latents)
        return Denoised(latents * std + mean)

    def decode(self, loaded: Loaded, rung: Rung, latents: Tensor) -> Iterator[Frame]:
        vae = loaded.pipe.vae
        z, time = latents.to(self.device, vae.dtype), None
        if vae.config.timestep_conditioning:
            # the same noise whenever these latents are decoded, on whatever rung
            noise = torch.randn(z.shape, generator=torch.Generator("cpu").manual_seed(0))
            z = (1 - _DECODE_NOISE) * z + _DECODE_NOISE * noise.to(z.device, z.dtype)
            time = torch.tensor([_DECODE_TIME], device=z.device, dtype=z.dtype)
        return frames_in_spans(vae, z, rung.vae, time)

    def _pipe(self, pipe: Any, wanted: Wanted) -> Any:
        """The pipeline that a stretch is asked of: the first LTX-Video has one for pictures."""
        if type(pipe).__name__ == _FIRST and 0 in wanted.known:
            parts = {name: pipe.components[name] for name in ("scheduler", "vae", "transformer")}
            pipe = getattr(loading.diffusers, _FIRST_IMAGE)(
                text_encoder=None, tokenizer=None, **parts
            )
            pipe.set_progress_bar_config(disable=True)
        return pipe

    def _words_for(self, pipe: Any, wanted: Wanted) -> dict[str, Any]:
        asked: dict[str, Any] = {}
        for name, meaning in zip(("", "negative_"), wanted.words, strict=True):
            if meaning is None:
                continue
            on_card = {part: tensor.to(self.device) for part, tensor in meaning.items()}
            embeds = on_card.get("embeds")
            if embeds is None:
                # the connectors have done their work: in their place the two are taken apart again
                seen, heard = on_card["seen"], on_card["heard"]
                embeds = torch.cat([seen, heard], dim=-1)
                pipe.connectors = functools.partial(_apart, seen.shape[-1])
            asked[f"{name}prompt_embeds"] = embeds
            asked[f"{name}prompt_attention_mask"] = on_card["mask"].bool()
        return asked

    def _pictures(self, pipe: Any, wanted: Wanted, rung: Rung) -> dict[str, Any]:
        """The pictures that a stretch starts on and passes through, as a pipeline takes them."""
        size = rung.width, rung.height
        if not wanted.known:
            return {}
        known = {
            place: Image.fromarray(filling(frame, *size)) for place, frame in wanted.known.items()
        }
        if not self.can.keyframes:
            return {"image": known[0]}
        run = self.grid.given(next(place for place in range(len(known) + 1) if place not in known))
        begins = [known[place] for place in range(run)]
        others = [(place, known[place]) for place in sorted(known) if place >= run]
        asked: dict[str, Any] = {"conditions": self._conditions(begins, others)}
        if not self.can.sound:
            is_new = pipe.vae.config.timestep_conditioning
            asked["image_cond_noise_scale"] = _STILL_NOISE if is_new else _OLD_STILL_NOISE
        return asked

    def _conditions(
        self, begins: Sequence[Image.Image], others: Sequence[tuple[int, Image.Image]]
    ) -> list[Any]:
        """What it begins on, as one run of frames, and each picture after that.

        LTX-2 counts latent frames, of which the first holds one frame; LTX-Video counts frames,
        and was trained on places that are whole latent frames.
        """
        step = self.grid.frame_step
        found: list[Any] = []
        if self.can.sound:
            if begins:
                found.append(_ltx2.LTX2VideoCondition(frames=list(begins), index=0, crf=0))
            for place, picture in others:
                index = (place - 1) // step + 1
                found.append(_ltx2.LTX2VideoCondition(frames=picture, index=index, crf=0))
            return found
        if len(begins) == 1:
            found.append(_ltx.LTXVideoCondition(image=begins[0], frame_index=0))
        elif begins:
            found.append(_ltx.LTXVideoCondition(video=list(begins), frame_index=0))
        for place, picture in others:
            index = max(1, round(place / step)) * step
            found.append(_ltx.LTXVideoCondition(image=picture, frame_index=index))
        return found

    def _course(self, pipe: Any, steps: int) -> dict[str, Any]:
        """Guidance beyond the words', and the steps of a model that was distilled to a few."""
        is_guided = self.recipe.guidance > 1
        if not self.can.sound:
            course: dict[str, Any] = {}
            if is_guided and self.can.keyframes:
                course["guidance_rescale"] = _GUIDED["guidance_rescale"]
            if self.recipe.distilled:
                course["timesteps"] = list(_some(_DISTILLED_TIMES, steps))
            return course
        is_23 = bool(self._folder.config("connectors").get("per_modality_projections"))
        block = _GUIDED_BLOCK if is_23 else _OLD_GUIDED_BLOCK
        course = dict(_GUIDED if is_guided else _UNGUIDED)
        if block >= len(pipe.transformer.transformer_blocks):
            course |= {"stg_scale": 0.0, "audio_stg_scale": 0.0}
        course["spatio_temporal_guidance_blocks"] = [block] if course["stg_scale"] else None
        course["use_cross_timestep"] = is_23
        if self.recipe.distilled:
            course["sigmas"] = list(_some(_ltx2_utils.DISTILLED_SIGMA_VALUES, steps))
            course["num_inference_steps"] = len(course["sigmas"])
        return course

    def _heard(
        self, on_step: OnStep, rung: Rung, count: int
    ) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
        def hear(pipe: Any, index: int, time: Any, given: dict[str, Any]) -> dict[str, Any]:
            on_step(self._laid_out(pipe, given["latents"], rung, count))
            return given

        return hear

    def _laid_out(self, pipe: Any, row: Tensor, rung: Rung, count: int) -> Tensor:
        """Latents as frames; a pipeline has them in one row, with those of pictures at an end."""
        if row.ndim == 5:
            return row
        side = pipe.vae_spatial_compression_ratio
        frames = (count - 1) // pipe.vae_temporal_compression_ratio + 1
        height, width = rung.height // side, rung.width // side
        across, along = pipe.transformer_spatial_patch_size, pipe.transformer_temporal_patch_size
        own = frames // along * (height // across) * (width // across)
        row = row[:, :own] if self.can.sound else row[:, -own:]
        return pipe._unpack_latents(row, frames, height, width, across, along)

    @torch.no_grad()
    def _sound(self, pipe: Any, latents: Tensor, count: int) -> Samples | None:
        vae, vocoder = pipe.audio_vae, pipe.vocoder
        mel = vae.decode(latents.to(self.device, vae.dtype), return_dict=False)[0]
        waves = vocoder(mel)[0].float().cpu().numpy()
        return brought(waves, vocoder.config.output_sampling_rate, count / self.recipe.fps)


def abilities(folder: ModelFolder) -> Can:
    """What an LTX folder can film. Raises Fault when it is none."""
    match _LOADED_AS.get(folder.pipeline):
        case "LTXPipeline":
            return Can(start=True, looks_back=1)
        case "LTXConditionPipeline":
            return Can(start=True, end=True, keyframes=True, looks_back=_LOOKS_BACK)
        case "LTX2ConditionPipeline":
            return Can(start=True, end=True, keyframes=True, looks_back=_LOOKS_BACK, sound=True)
        case _:
            raise NotSetUp(
                f"{folder.path.name} is a {folder.pipeline or 'nameless'} folder, and the ltx "
                f"engine films with {', '.join(_LOADED_AS)} only."
            )


def grid_of(folder: ModelFolder) -> Grid:
    """What a folder's frames are rounded to: 8n + 1 frames, sides by 32."""
    vae = folder.config("vae")
    scaling = vae.get("spatio_temporal_scaling") or (True, True, True)
    step = vae.get("temporal_compression_ratio") or vae.get("patch_size_t", 1) * 2 ** sum(scaling)
    return Grid(int(step), _SIDE)


def _some(course: Sequence[float], steps: int) -> Sequence[float]:
    """So many steps of a course, the first among them; no more than it has."""
    count = min(steps, len(course))
    return [course[round(place * len(course) / count)] for place in range(count)]


def _apart(
    width: int, embeds: Tensor, mask: Tensor, padding_side: str
) -> tuple[Tensor, Tensor, Tensor]:
    """In the connectors' place: what they made of the words, for the eye and for the ear."""
    return embeds[..., :width], embeds[..., width:], mask
