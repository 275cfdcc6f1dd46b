"""Wan 2.1 and 2.2: films from words, from pictures, from references, and parts of a shot anew."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import torch
from PIL import Image
from torch import Tensor

from render.contract import Picture, Shot
from render.diffusion import loading
from render.diffusion.decoding import frames_of
from render.diffusion.folder import ModelFolder, open_folder
from render.diffusion.ladder import Grid, Rung
from render.diffusion.shooting import (
    MOST_REFERENCES,
    Can,
    Loaded,
    OnStep,
    Shooting,
    Wanted,
)
from render.diffusion.sizes import native_size
from render.diffusion.warm import Warm
from render.diffusion.words import Words
from render.edit.stills import filling
from render.engines.protocol import Facts, Footage, Frame, Inputs, Kit, Progress
from render.faults import Fault

_VERSION = "1"
_TOKENS = 512
"""Wan was trained on that many; its pipelines cut off what is longer."""
_LOOKS_BACK = 5
"""Frames of the shot before that VACE is given: two latent frames, so that motion goes on."""
_UNKNOWN = (128, 128, 128)
"""What stands in VACE's video for frames that are to be made."""
_NOT_IN_KEY = {"model", "licence", "steps", "draft_steps", "offload", "offload_folder", "device"}
"""Settings that change no frame, or that a shot's key has otherwise."""
_TEXT, _IMAGE, _VACE = "WanPipeline", "WanImageToVideoPipeline", "WanVACEPipeline"

_warm: Warm[Loaded] = Warm()
"""The card is one, and so is what lies on it: all engines of this process share it."""


class Wan:
    """Films shots with one model, one after the other."""

    name = "wan"

    def __init__(self, kit: Kit) -> None:
        """Raises Fault when the folder is no Wan model, or cannot be used here."""
        self.recipe = kit.recipe
        self.device = loading.device_of(kit.recipe)
        self._folder = open_folder(kit.recipe)
        self.can = abilities(self._folder)
        self.grid = grid_of(self._folder)
        self._fingerprint = self._folder.fingerprint()
        self.version = f"{_VERSION}-{self._digest()}"
        self.label = f"AI-generated with {self._folder.title(kit.recipe)}"
        kept = kit.folder / "prompts"
        kind = _class(self._folder.pipeline)
        self._words = Words(kind, self._folder, kit.recipe, kept, _TOKENS)
        self._lowered: dict[Rung, tuple[Rung, list[str]]] = {}

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Encode the words of shots ahead, and forget what had to be given up for memory."""
        self._lowered.clear()
        self._words.prepare(shots, style)

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """The first frames are made here, the others as they are read.

        Frames have the model's own size and rate. Raises Fault when the model cannot do what the
        shot asks for.
        """
        facts = Facts()
        self._check(shot, inputs, facts)
        first = self._first_rung(shot.seconds, picture)
        rung, said = self._lowered.get(first, (first, []))
        facts.notes += said
        shooting = self._shooting(shot, inputs, rung, progress, facts)
        frames = shooting.part_anew() if shot.reshoot else shooting.whole()
        if shooting.rung != rung:
            self._lowered[first] = (
                shooting.rung,
                [note for note in facts.notes if note.startswith("memory ran out")],
            )
        return Footage(frames, None, shooting.fps, facts)

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """The shot's start picture, or one frame in as few steps as a draft has."""
        if inputs.start is not None:
            return filling(inputs.start, picture.width, picture.height)
        if not self.can.text:
            raise self._needs_picture(shot)
        rung = self._first_rung(shot.seconds, picture)
        sketch = Inputs(inputs.references, style=inputs.style, is_draft=True)
        shooting = self._shooting(shot, sketch, rung, lambda share: None, Facts())
        return shooting.still()

    def loaded(self, rung: Rung) -> Loaded:
        """The pipeline as a rung wants it, warm or loaded now."""
        disk = self.recipe.offload_folder if rung.offload == "disk" else None

        def load() -> Loaded:
            kind = _class(self._folder.pipeline)
            return Loaded(
                loading.load_pipeline(kind, self._folder, self.recipe, rung.offload, disk)
            )

        loaded = _warm.get(
            self._key(rung),
            load,
            needs_bytes=self._folder.weight_bytes(*loading.DENOISERS, "vae", "image_encoder"),
            device=self.device,
        )
        loaded.pipe.vae.use_tiling = rung.vae == "tiles"
        return loaded

    def make_room(self, rung: Rung) -> bool:
        """Let go of every pipeline but the one of this rung."""
        return _warm.drop(self.device, but=self._key(rung))

    def denoise(self, loaded: Loaded, rung: Rung, wanted: Wanted, on_step: OnStep) -> Tensor:
        """The latents of a stretch, of shape (1, channels, frames, height, width)."""
        pipe = _as(loaded.pipe, self._mode(wanted))
        # diffusers 0.42 lays out no more references than there are latent frames
        references = wanted.references[: (wanted.count - 1) // self.grid.frame_step + 1]
        positive, negative = wanted.words
        asked: dict[str, Any] = {
            "prompt_embeds": positive.to(self.device),
            "negative_prompt_embeds": None if negative is None else negative.to(self.device),
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
        if references:
            asked["reference_images"] = [_image(frame) for frame in references]
        try:
            latents = pipe(**asked).frames
        finally:
            # a step that raised would leave weights on the card, and caches of another shot
            loaded.pipe.maybe_free_model_hooks()
        if references:
            latents = latents[:, :, len(references) :]
        return latents

    def decode(self, loaded: Loaded, rung: Rung, latents: Tensor) -> Iterator[Frame]:
        """The frames of latents, one after the other."""
        return frames_of(loaded.pipe.vae, latents, rung.vae)

    def _mode(self, wanted: Wanted) -> str:
        if self._folder.pipeline == _VACE:
            return _VACE
        return _IMAGE if 0 in wanted.known else _TEXT

    def _shooting(
        self, shot: Shot, inputs: Inputs, rung: Rung, progress: Progress, facts: Facts
    ) -> Shooting:
        prompt = self._words.prompt(shot, inputs.style)
        words = self._words.embeds(prompt)
        facts.prompt = prompt.positive
        facts.seconds["text"] = self._words.seconds()
        facts.notes += [said.removeprefix(f"shot {shot.number}: ") for said in prompt.dropped]
        return Shooting(self, shot, inputs, words, rung, progress, facts)

    def _first_rung(self, seconds: float, picture: Picture) -> Rung:
        recipe = self.recipe
        width, height = native_size(picture, recipe, self.grid)
        needed = self.grid.frames(math.ceil(seconds * recipe.fps - 1e-6) + self.can.looks_back)
        frames = self.grid.at_most(min(recipe.max_frames, needed))
        return Rung(recipe.vae, recipe.offload, frames, width, height)

    def _check(self, shot: Shot, inputs: Inputs, facts: Facts) -> None:
        """Raise Fault for what the model cannot do; note what the shot can do without."""
        title = self._folder.path.name
        if shot.reshoot and not self.can.parts:
            raise Fault(
                f"{title} cannot make a part of shot {shot.number} anew: that takes a VACE model; "
                "shoot the whole shot again instead.",
                retryable=False,
            )
        if shot.reshoot and not inputs.footage:
            raise Fault(f"shot {shot.number} was not filmed yet: shoot it first.", retryable=False)
        for name, has, can in (
            ("start", inputs.start is not None, self.can.start),
            ("end", inputs.end is not None, self.can.end),
        ):
            if has and not can:
                raise Fault(
                    f"{title} cannot {name} on a picture, as shot {shot.number} asks: choose a "
                    "model that can, or leave the picture out.",
                    retryable=False,
                )
        goes_on = bool(inputs.before) and self.can.looks_back > 0
        if not self.can.text and inputs.start is None and not goes_on:
            raise self._needs_picture(shot)
        if inputs.references and not self.can.references:
            facts.notes.append("this model takes no reference pictures; looks come from words")
        if sum(map(len, inputs.references.values())) > MOST_REFERENCES and self.can.references:
            facts.notes.append(f"only the first {MOST_REFERENCES} reference pictures were used")
        if inputs.before and not self.can.looks_back:
            facts.notes.append("this model cannot go on from a frame: the shot starts anew")

    def _needs_picture(self, shot: Shot) -> Fault:
        return Fault(
            f"{self._folder.path.name} films from a picture only, and shot {shot.number} has none "
            "to start on: give it one, or choose a model that films from words.",
            retryable=False,
        )

    def _key(self, rung: Rung) -> tuple[str, str, str]:
        """What a loaded pipeline is kept under; steps and sizes are no part of it."""
        loose = {"steps", "draft_steps", "width", "height", "fps", "max_frames", "licence"}
        loose |= {"guidance", "guidance_2", "colour_match", "vae", "offload"}
        return self._fingerprint, self.recipe.model_dump_json(exclude=loose), rung.offload

    def _digest(self) -> str:
        made_with = self.recipe.model_dump_json(exclude=_NOT_IN_KEY)
        parts = made_with, self.device.type, self._fingerprint, str(torch.__version__)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def abilities(folder: ModelFolder) -> Can:
    """What a Wan folder can film. Raises Fault when it is none."""
    is_5b = bool(folder.index.get("expand_timesteps"))
    match folder.pipeline:
        case "WanPipeline":
            return Can(start=is_5b, looks_back=1 if is_5b else 0)
        case "WanImageToVideoPipeline":
            config = folder.config("transformer") or folder.config("transformer_2")
            # with CLIP, only first-last-frame models have places for two pictures
            has_room = not config.get("image_dim") or bool(config.get("pos_embed_seq_len"))
            return Can(text=is_5b, start=True, end=has_room and not is_5b, looks_back=1)
        case "WanVACEPipeline":
            return Can(start=True, end=True, references=True, parts=True, looks_back=_LOOKS_BACK)
        case other:
            raise Fault(
                f"{folder.path.name} is a {other or 'nameless'} folder, and the wan engine films "
                f"with {_TEXT}, {_IMAGE} and {_VACE} only.",
                retryable=False,
            )


def grid_of(folder: ModelFolder) -> Grid:
    """What a folder's frames are rounded to: 4n + 1 frames; sides by 16, for TI2V-5B by 32."""
    vae = folder.config("vae")
    transformer = folder.config("transformer") or folder.config("transformer_2")
    patch = max(transformer.get("patch_size", (1, 2, 2))[1:])
    side = int(vae.get("scale_factor_spatial") or 8) * patch
    return Grid(int(vae.get("scale_factor_temporal") or 4), side)


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
