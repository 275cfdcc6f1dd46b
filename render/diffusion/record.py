"""What any pipeline's text encoder makes of what it is asked: recorded once, played back later.

Image pipelines differ in what their `encode_prompt` takes and gives, and in how often they call it;
all call it before `prepare_latents`. So one that has its text encoder and nothing else goes that
far, and another one that has all the rest is answered from the record.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Mapping
from typing import Any

import torch
from torch import Tensor

from render.diffusion import loading
from render.diffusion.embeddings import Meaning
from render.diffusion.folder import ModelFolder
from render.recipe import Recipe

_FORM = "form"
_ENCODES = ("text_encoder", "tokenizer", "processor")
"""How the names of parts begin that encoding takes."""


class _Heard(Exception):
    """All that was asked of the text encoder was asked."""


class _Outline:
    """A model without weights, which no pipeline takes for one that lies on a device."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def can_record(pipeline: type[Any]) -> bool:
    """Whether a pipeline encodes its words as others do."""
    return hasattr(pipeline, "encode_prompt") and hasattr(pipeline, "prepare_latents")


def encoding_parts(folder: ModelFolder) -> tuple[str, ...]:
    """The parts of a folder that encode what it is asked."""
    return tuple(sorted(name for name in folder.components if name.startswith(_ENCODES)))


def load_for_record(pipeline: type[Any], folder: ModelFolder, recipe: Recipe) -> Any:
    """A pipeline with its text encoder; of what denoises and decodes it has the outlines alone."""
    others = folder.components.difference(encoding_parts(folder))
    outlines = {name: model for name in others if (model := _outline(folder, name)) is not None}
    pipe = loading.load_encoder(pipeline, folder, recipe, encoding_parts(folder), outlines)
    for name, model in outlines.items():
        setattr(pipe, name, _Outline(model))
    return pipe


def record(pipe: Any, asked: Mapping[str, Any]) -> Meaning:
    """What is answered when a pipeline is asked for a picture."""
    answers: list[Any] = []
    encode = pipe.encode_prompt

    def heard(*args: Any, **kwargs: Any) -> Any:
        answers.append(encode(*args, **kwargs))
        return answers[-1]

    def enough(*args: Any, **kwargs: Any) -> Any:
        raise _Heard

    with _instead(pipe, encode_prompt=heard, prepare_latents=enough), contextlib.suppress(_Heard):
        pipe(**asked)
    return _packed(answers)


@contextlib.contextmanager
def played_back(pipe: Any, meaning: Meaning, device: torch.device) -> Generator[None]:
    """Have a pipeline without text encoder be answered from a record while it draws."""
    answers = iter(_unpacked(meaning, device))

    def answer(*args: Any, **kwargs: Any) -> Any:
        return next(answers)

    with _instead(pipe, encode_prompt=answer):
        yield


def _outline(folder: ModelFolder, name: str) -> Any:
    """A part of diffusers' own without weights; None where it is no model."""
    library, kind = folder.index[name]
    made: Any = getattr(loading.diffusers, kind, object) if library == "diffusers" else object
    if torch.nn.Module not in made.__mro__:
        return None
    with torch.device("meta"):
        return made.from_config(folder.config(name))


@contextlib.contextmanager
def _instead(pipe: Any, **methods: Any) -> Generator[None]:
    own: dict[str, Any] = pipe.__dict__
    own.update(methods)
    try:
        yield
    finally:
        for name in methods:
            del own[name]


def _packed(answers: list[Any]) -> Meaning:
    """Answers of any form as tensors by name, and their form among them."""
    tensors: dict[str, Tensor] = {}

    def place(part: Any) -> Any:
        if isinstance(part, Tensor):
            name = str(len(tensors))
            tensors[name] = part.to("cpu").clone()
            return name
        return [place(each) for each in _listed(part)] if isinstance(part, (list, tuple)) else part

    form = json.dumps(place(answers)).encode()
    return {**tensors, _FORM: torch.tensor([list(form)], dtype=torch.uint8)}


def _unpacked(meaning: Meaning, device: torch.device) -> list[Any]:
    def fill(part: Any) -> Any:
        if isinstance(part, str):
            return meaning[part].to(device)
        return [fill(each) for each in _listed(part)] if isinstance(part, list) else part

    return fill(json.loads(meaning[_FORM][0].numpy().tobytes()))


def _listed(part: Any) -> list[Any]:
    return list(part)
