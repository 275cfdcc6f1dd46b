"""Which model films on this machine, and how: what the operator lays over the presets.

`engines.toml` has a table for each name that an order may ask for; the table named as an engine is
that engine's default. What a preset says, the table overrides. Nothing is read of a model here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import ValidationError

from render.faults import Fault, NotSetUp
from render.pins import pinned_revisions
from render.presets import allowed_models, presets
from render.recipe import EngineFamily, Lora, Recipe
from render.settings import Settings

_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_HUB_ID = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_MAX_BYTES = 2**18
_LARGEST = 200


@dataclass(frozen=True, slots=True)
class Engines:
    """What `engines.toml` offers: recipes by the names that orders use."""

    recipes: Mapping[str, Recipe] = field(default_factory=dict[str, Recipe])

    def default(self, engine: str) -> Recipe | None:
        """The table of the engine's own name, or the only one for it."""
        mine = [recipe for recipe in self.recipes.values() if recipe.engine == engine]
        return self.recipes.get(engine) or (mine[0] if len(mine) == 1 else None)


def recipe_of(name: str, settings: Settings) -> Recipe:
    """What a table of engines.toml or a preset comes to, fetched or not. Raises Fault."""
    recipe = read_engines(settings.engines_file).recipes.get(name)
    if recipe is None and name not in presets():
        raise _fault(f"there is no preset {name[:60]!r}: there are {', '.join(presets())}")
    return recipe or _recipe(name, dict(presets()[name].settings))


def find_recipe(
    engine: str, model: str | None, settings: Settings, *, allow_folders: bool = False
) -> Recipe:
    """The recipe for an order. Raises Fault with one sentence.

    `model` is a name in engines.toml, a preset's name, or nothing for the engine's default. A
    folder is taken only where `allow_folders` says that whoever asks sits at this machine: no
    order that comes from elsewhere chooses what is read here.
    """
    engines = read_engines(settings.engines_file)
    if model is None:
        recipe = engines.default(engine)
        if recipe is None:
            raise _fault(
                f"no model is set up for the {engine} engine: name a preset for it in "
                f"{settings.engines_file} (`greenlight models recommend` says which)"
            )
        return _pinned(recipe, settings)
    if allow_folders and Path(model).expanduser().is_dir():
        return _of_folder(engine, model)
    recipe = engines.recipes.get(model)
    if recipe is None and model in presets():
        recipe = _recipe(model, dict(presets()[model].settings))
    if recipe is None and allow_folders:
        _check_path(Path(model).expanduser())
    if recipe is None or recipe.engine != engine:
        known = [name for name, recipe in engines.recipes.items() if recipe.engine == engine]
        known += [name for name, preset in presets().items() if preset.settings["engine"] == engine]
        raise _fault(
            f"there is no model named {model[:60]!r} for the {engine} engine: this node has "
            f"{', '.join(known) or 'none'}"
        )
    return _pinned(recipe, settings)


def offered_models(settings: Settings) -> list[str]:
    """The engines of a node that film with a model, in the order in which it offers them."""
    known = {*get_args(EngineFamily)} - settings.extra_engines.keys()
    return [name for name in settings.node_engines if name in known]


def node_devices(settings: Settings) -> frozenset[str]:
    """The devices that a node films with; none where no engine that it offers needs a model."""
    offered = offered_models(settings)
    if not offered:
        return frozenset()
    try:
        recipes = read_engines(settings.engines_file).recipes.values()
    except Fault:
        recipes = ()
    named = {it for recipe in recipes if recipe.engine in offered for it in recipe.devices}
    return frozenset(named or ("auto",))


def read_engines(path: Path) -> Engines:
    """Read engines.toml; nothing is offered where there is none. Raises Fault."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _fault(f"{path.name} is larger than {_MAX_BYTES // 1024} KB")
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Engines()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _fault(f"{path} cannot be read: {error}") from error
    recipes: dict[str, Recipe] = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise _fault(
                f"{path.name}: {name} stands alone; write it below a heading such as [wan]"
            )
        given = cast("dict[str, Any]", table)
        recipes[name] = _recipe(f"{path.name}, [{name}]", _with_preset(path.name, name, given))
    return Engines(recipes)


def _with_preset(file: str, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The preset's settings with the table's own over them."""
    given = dict(table)
    preset_name = given.pop("preset", None)
    base: dict[str, Any] = {}
    if preset_name is not None:
        preset = presets().get(str(preset_name))
        if preset is None:
            raise _fault(
                f"{file}, [{name}]: there is no preset {str(preset_name)[:60]!r}; there are "
                f"{', '.join(presets())}"
            )
        base = dict(preset.settings)
        if "model" in given:
            # another model is under another licence, and at another commit
            base = {key: value for key, value in base.items() if key not in ("licence", "revision")}
    if isinstance(given.get("keyframes"), dict):
        given["keyframes"] = _with_preset(file, "keyframes", given["keyframes"])
    return {"engine": name, **base, **given}


def _recipe(where: str, form: dict[str, Any]) -> Recipe:
    try:
        recipe = Recipe.model_validate(form)
    except ValidationError as error:
        raise _fault(f"{where}: {_first(error)}") from None
    _check_files(where, recipe)
    _check_model(where, recipe)
    if recipe.keyframes:
        _check_files(where, recipe.keyframes)
        _check_model(where, recipe.keyframes)
    return recipe


def _check_files(where: str, recipe: Recipe) -> None:
    files = [
        *(("loras", lora.path) for lora in recipe.loras),
        *(("gguf", it) for it in recipe.gguf),
    ]
    for key, path in files:
        wanted = ".safetensors" if key == "loras" else ".gguf"
        if path.suffix.lower() != wanted:
            what = "can run code when it is read" if path.suffix in _PICKLED else "is not read here"
            raise _fault(f"{where}: {key} names {path.name}, which {what}; give a {wanted} file")
    for lora in recipe.loras:
        _check_lora(where, lora)
    if recipe.quantisation == "gguf" and not recipe.gguf:
        raise _fault(f"{where}: quantisation is gguf, and gguf names no file")
    if recipe.offload == "disk" and recipe.offload_folder is None:
        raise _fault(f"{where}: offload is disk, and offload_folder is not given")


def _check_lora(where: str, lora: Lora) -> None:
    if lora.model is None:
        return
    if lora.model not in allowed_models():
        raise _fault(
            f"{where}: loras names {lora.model[:60]}, which is not on the list of models that are "
            "known to work; fetch the file yourself, and give its path"
        )
    if lora.path.is_absolute() or ".." in lora.path.parts:
        raise _fault(f"{where}: loras names {lora.path}; give a file of {lora.model}")


def _check_model(where: str, recipe: Recipe) -> None:
    model = recipe.model
    if Path(model).suffix.lower() in _PICKLED:
        raise _fault(
            f"{where}: model names {Path(model).name}; give a folder of .safetensors files"
        )
    if Path(model).expanduser().is_absolute() or Path(model).is_dir():
        return
    if not _HUB_ID.fullmatch(model):
        raise _fault(f"{where}: model is {model[:60]!r}, neither a folder here nor a hub id")
    if model not in allowed_models():
        raise _fault(
            f"{where}: {model} is not on the list of models that are known to work; fetch it "
            "yourself, look at it with `greenlight models check`, and give its folder"
        )


def _pinned(recipe: Recipe, settings: Settings) -> Recipe:
    """With the commits at which hub ids were fetched. Raises Fault when it never was."""
    if recipe.keyframes:
        drawn = _pinned(recipe.keyframes, settings)
        recipe = recipe.model_copy(update={"keyframes": drawn})
    loras = tuple(
        lora.model_copy(update={"revision": _commit(lora.model, settings)})
        if lora.model and not lora.revision
        else lora
        for lora in recipe.loras
    )
    recipe = recipe.model_copy(update={"loras": loras})
    if recipe.revision or Path(recipe.model).expanduser().is_dir():
        return recipe
    if Path(recipe.model).expanduser().is_absolute():
        raise _fault(f"the folder of the model {Path(recipe.model).name} is not on this machine")
    return recipe.model_copy(update={"revision": _commit(recipe.model, settings)})


def _commit(model: str, settings: Settings) -> str:
    commit = pinned_revisions(settings).get(model)
    if commit is None:
        raise _fault(
            f"{model} has no pinned revision: `greenlight models pull` fetches it and pins "
            "the commit, or give a revision of 40 hex digits"
        )
    return commit


def _check_path(path: Path) -> None:
    """Raise Fault for what was meant as a model's folder and is none."""
    if path.is_file():
        raise _fault(
            f"{path.name} is one file: give a whole folder in diffusers' layout, with a "
            "model_index.json"
        )
    if path.is_absolute():
        raise _fault(f"there is no folder {path}")


def _of_folder(engine: str, model: str) -> Recipe:
    """A folder that was named by hand: gentle settings for whatever device is there."""
    return _recipe(
        model,
        {
            "engine": engine,
            "model": str(Path(model).expanduser().resolve()),
            "precision": "float32",
        },
    )


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        form = Lora if "loras" in fault["loc"] else Recipe
        return f"unknown key {key[:60]}; there are {', '.join(form.model_fields)}"
    if fault["type"] == "missing":
        return f"{key} is missing; a preset would say it"
    if fault["type"] == "value_error":
        return fault["msg"].removeprefix("Value error, ")
    rule = re.sub(r"^\w+ should ", "", fault["msg"])
    return f"{key} is {str(fault['input'])[:_LARGEST]!r}; it must {rule}"


def _fault(sentence: str) -> Fault:
    return NotSetUp(f"{sentence}.")
