"""Wan 2.1 and 2.2: films from words, from pictures, from references, and parts of a shot anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import torch
from PIL import Image
from torch import Tensor

from render.diffusion import loading
from render.diffusion.decoding import frames_of
from render.diffusion.embeddings import Meaning
from render.diffusion.filming import Films
from render.diffusion.folder import ModelFolder, open_folder
from render.diffusion.ladder import Grid, Rung
from render.diffusion.model import Can, Denoised, Loaded, OnStep, Wanted
from render.edit.stills import filling
from render.engines.protocol import Frame, Kit
from render.faults import NotSetUp

_TOKENS = 512
"""Wan was trained on that many; its pipelines cut off what is longer."""
_LOOKS_BACK = 5
"""Frames of the shot before that VACE is given: two latent frames, so that motion goes on."""
_UNKNOWN = (128, 128, 128)
"""What stands in VACE's video for frames that are to be made."""
_TEXT, _IMAGE, _VACE = "WanPipeline", "WanImageToVideoPipeline", "WanVACEPipeline"


class Wan(Films):
    """Films shots with one model, one after the other."""

    name = "wan"
    number = "1"

    def __init__(self, kit: Kit) -> None:
        """Raises Fault when the folder is no Wan model, or cannot be used here."""
        folder = open_folder(kit.recipe)
        can, grid = abilities(folder), grid_of(folder)
        _check_experts(folder)
        kit = replace(kit, recipe=kit.recipe.natively(**native(folder)))
        super().__init__(kit, folder, can, grid, folder.pipeline, _TOKENS)

    def encode(
        self, pipe: loading.Pipeline, text: str, tokens: int, device: torch.device
    ) -> Meaning:
        embeds, _ = pipe.encode_prompt(
            text, do_classifier_free_guidance=False, max_sequence_length=tokens, device=device
        )
        return {"embeds": embeds}

    def denoise(self, loaded: Loaded, rung: Rung, wanted: Wanted, on_step: OnStep) -> Denoised:
        pipe = _as(loaded.pipe, self._mode(wanted))
        positive, negative = wanted.words
        asked: dict[str, Any] = {
            "prompt_embeds": positive["embeds"].to(self.device),
            "negative_prompt_embeds": negative and negative["embeds"].to(self.device),
            "width": rung.width,
            "height": rung.height,
            "num_frames": wanted.count,
            "num_inference_steps": wanted.steps,
            "guidance_scale": self.recipe.guidance,
            "generator": torch.Generator("cpu").manual_seed(wanted.seed),
            "output_type": "latent",
            "callback_on_step_end": _heard(on_step),
        }
        if pipe.config.boundary_ratio is not None:
            asked["guidance_scale_2"] = self.recipe.guidance_2
        asked |= _given(pipe, wanted, rung)
        if wanted.references:
            asked["reference_images"] = [_image(frame) for frame in wanted.references]
        try:
            latents = pipe(**asked).frames
        finally:
            # a step that raised would leave weights on the card, and caches of another shot
            loaded.pipe.maybe_free_model_hooks()
        if wanted.references:
            latents = latents[:, :, len(wanted.references) :]
        return Denoised(latents)

    def decode(self, loaded: Loaded, rung: Rung, latents: Tensor) -> Iterator[Frame]:
        return frames_of(loaded.pipe.vae, latents, rung.vae)

    def most_references(self, count: int) -> int:
        """How many pictures go into so many frames."""
        # diffusers 0.42 lays out no more of them than there are latent frames
        return min(super().most_references(count), (count - 1) // self.grid.frame_step + 1)

    def _mode(self, wanted: Wanted) -> str:
        if self._folder.pipeline == _VACE:
            return _VACE
        return _IMAGE if 0 in wanted.known else _TEXT


def native(folder: ModelFolder) -> dict[str, Any]:
    """What TI2V-5B was trained on, unlike all others (https://github.com/Wan-Video/Wan2.2)."""
    return {"fps": 24, "max_frames": 121, "width": 1280, "height": 704} if _is_5b(folder) else {}


def abilities(folder: ModelFolder) -> Can:
    """What a Wan folder can film. Raises Fault when it is none."""
    is_5b = _is_5b(folder)
    match folder.pipeline:
        case "WanPipeline":
            return Can(start=is_5b, looks_back=1 if is_5b else 0)
        case "WanImageToVideoPipeline":
            config = folder.config("transformer") or folder.config("transformer_2")
            if config.get("pos_embed_seq_len"):
                # CLIP's view of two pictures, neither of which may be missing
                return Can(text=False, start=True, end=True, needs_end=True)
            has_room = not config.get("image_dim")
            return Can(text=is_5b, start=True, end=has_room and not is_5b, looks_back=1)
        case "WanVACEPipeline":
            return Can(
                start=True,
                end=True,
                keyframes=True,
                references=True,
                parts=True,
                looks_back=_LOOKS_BACK,
            )
        case other:
            raise NotSetUp(
                f"{folder.path.name} is a {other or 'nameless'} folder, and the wan engine films "
                f"with {_TEXT}, {_IMAGE} and {_VACE} only."
            )


def grid_of(folder: ModelFolder) -> Grid:
    """What a folder's frames are rounded to: 4n + 1 frames; sides by 16, for TI2V-5B by 32."""
    vae = folder.config("vae")
    transformer = folder.config("transformer") or folder.config("transformer_2")
    patch = max(transformer.get("patch_size", (1, 2, 2))[1:])
    side = int(vae.get("scale_factor_spatial") or 8) * patch
    return Grid(int(vae.get("scale_factor_temporal") or 4), side)


def _check_experts(folder: ModelFolder) -> None:
    """Raise Fault where the expert for high noise, or the one for low noise, is missing."""
    ratio = folder.index.get("boundary_ratio")
    is_needed = {
        "transformer": ratio is None or ratio < 1,
        "transformer_2": ratio is not None and ratio > 0,
    }
    for name, needed in is_needed.items():
        if needed and not folder.has(name):
            raise NotSetUp(f"{folder.path.name} has no {name}: fetch the model whole.")


def _is_5b(folder: ModelFolder) -> bool:
    """Whether it is TI2V-5B, which has a time for every token."""
    return bool(folder.index.get("expand_timesteps"))


def _given(pipe: Any, wanted: Wanted, rung: Rung) -> dict[str, Any]:
    """The pictures that a stretch starts on, ends on, or lies among, as a pipeline takes them."""
    size = rung.width, rung.height
    known = {place: _image(filling(frame, *size)) for place, frame in wanted.known.items()}
    if isinstance(pipe, _class(_IMAGE)):
        last = known.get(wanted.count - 1) if wanted.count > 1 else None
        return {"image": known[0], "last_image": last}
    if not isinstance(pipe, _class(_VACE)):
        return {}
    given: dict[str, Any] = {}
    if known:
        blank, stays, comes = (Image.new("RGB", size, _UNKNOWN), *_masks(size))
        places = range(wanted.count)
        given["video"] = [known.get(place, blank) for place in places]
        given["mask"] = [stays if place in known else comes for place in places]
    return given


def _masks(size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """VACE keeps what is black, and makes what is white."""
    return Image.new("L", size, 0), Image.new("L", size, 255)


def _image(frame: Frame) -> Image.Image:
    return Image.fromarray(frame)


def _heard(on_step: OnStep) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
    def hear(pipe: Any, index: int, time: Any, given: dict[str, Any]) -> dict[str, Any]:
        on_step(cast("Tensor", given["latents"]))
        return given

    return hear


def _as(pipe: Any, name: str) -> Any:
    """The same parts as another pipeline: TI2V-5B films from words and from pictures."""
    kind = _class(name)
    if isinstance(pipe, kind):
        return pipe
    parts = {part: pipe.components.get(part) for part in ("tokenizer", "text_encoder", "vae")}
    parts |= {part: pipe.components.get(part) for part in ("scheduler", *loading.DENOISERS)}
    other = kind(
        **parts,
        boundary_ratio=pipe.config.boundary_ratio,
        expand_timesteps=pipe.config.expand_timesteps,
    )
    other.set_progress_bar_config(disable=True)
    return other


def _class(name: str) -> Any:
    return getattr(loading.diffusers, name)
