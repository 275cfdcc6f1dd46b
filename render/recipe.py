"""What a model engine is made with: the model, and how it is made to fit the card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

EngineFamily = Literal["wan", "ltx", "keyframes"]
Quantisation = Literal["none", "fp8", "int8", "gguf"]
Offload = Literal["none", "model", "group", "disk"]
VaeDecoding = Literal["stream", "tiles"]
Words = Literal["card", "cpu"]
StepCache = Literal["none", "first block", "pyramid"]
Sampler = Literal["own", "euler"]
Precision = Literal["bfloat16", "float16", "float32"]
MOST_STEPS = 200

Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class Lora(BaseModel):
    """Weights laid over a model, most often to need fewer steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    """A `.safetensors` file of this machine, or of the hub id below."""
    model: str | None = None
    """A hub id, whose file is at hand at `revision`."""
    revision: Commit | None = None
    weight: float = Field(default=1.0, ge=-4, le=4)
    expert: Literal[1, 2] = 1
    """Wan 2.2 has two experts; 2 lays it over the low-noise one."""
    licence: str | None = None


class Recipe(BaseModel):
    """A model and its settings, complete: what a preset and its overrides come to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineFamily
    model: Annotated[str, StringConstraints(min_length=1)]
    """A folder in diffusers' layout, or a hub id, whose files are at hand at `revision`."""
    revision: Commit | None = None
    licence: str = "not known"
    quantisation: Quantisation = "none"
    gguf: tuple[Path, ...] = Field(default=(), max_length=2)
    """Quantised transformers, one for each expert, when `quantisation` is gguf."""
    offload: Offload = "none"
    offload_folder: Path | None = None
    """Where weights lie while offload is `disk`."""
    vae: VaeDecoding = "stream"
    words: Words = "card"
    """Where prompts are encoded; on `cpu`, those of the next job while the card films this one."""
    loras: tuple[Lora, ...] = Field(default=(), max_length=8)
    steps: int = Field(default=30, ge=1, le=MOST_STEPS)
    draft_steps: int = Field(default=8, ge=1, le=MOST_STEPS)
    guidance: float = Field(default=5.0, ge=0, le=30)
    guidance_2: float | None = Field(default=None, ge=0, le=30)
    """For the low-noise expert; the same as `guidance` when it is not given."""
    shift: float | None = Field(default=None, gt=0, le=100)
    """The flow shift of the sampler; the model's own when it is not given."""
    sampler: Sampler = "own"
    """`euler` looks at no step but the last, as models want that were distilled to a few."""
    distilled: bool = False
    """Whether an LTX model was distilled to a few steps, which are its own."""
    cache: StepCache = "none"
    cache_threshold: float = Field(default=0.1, ge=0, le=1)
    compile: bool = False
    full_size: bool = False
    """Whether stills are drawn in this size however small the picture is ordered."""
    width: int = Field(default=832, ge=64, le=1920)
    height: int = Field(default=480, ge=64, le=1920)
    """Pixels: the most that the card holds; smaller pictures are shot as they are ordered."""
    fps: float = Field(default=16, ge=4, le=60)
    """Frames a second that the model was trained on; the engine knows them of most."""
    max_frames: int = Field(default=81, ge=5, le=1001)
    """The most frames in one go; a longer shot is extended from its own last frame."""
    precision: Precision = "bfloat16"
    device: Annotated[str, StringConstraints(pattern=r"^(auto|cpu|cuda(:\d{1,2})?)$")] = "auto"
    """`auto` is the card with the most memory, `cuda:1` the second that CUDA shows."""
    keyframes: Recipe | None = None
    """The image model that draws the frames on which shots start; this model goes on from them."""
    colour_match: float = Field(default=0.5, ge=0, le=1)
    """How strongly a shot that continues takes on the colours of the one before."""

    def natively(self, **own: Any) -> Self:
        """With what a model was trained on, where its table says nothing else."""
        silent = {name: value for name, value in own.items() if name not in self.model_fields_set}
        return self.model_copy(update=silent)

    @property
    def devices(self) -> frozenset[str]:
        """Where all models that it films with lie."""
        drawn = self.keyframes.devices if self.keyframes else frozenset[str]()
        return drawn | {self.device}

    @property
    def every_licence(self) -> str:
        """Of all models that it films with, and of what is laid over them."""
        licences = [self.licence, *(lora.licence for lora in self.loras if lora.licence)]
        if self.keyframes:
            licences.append(self.keyframes.every_licence)
        return ", ".join(dict.fromkeys(licences))

    @model_validator(mode="after")
    def _draws_keyframes(self) -> Self:
        drawn = self.keyframes
        if drawn and (drawn.engine != "keyframes" or self.engine == "keyframes"):
            raise ValueError("keyframes is an image model's table, beside a video model")
        return self
