"""engines.toml: what it offers, what it overrides, and what is refused with one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from render.cli import app
from render.engines_example import example, write_example
from render.engines_file import find_recipe, read_engines
from render.faults import Fault, NotSetUp
from render.pins import pin
from render.presets import allowed_models, presets
from render.recipe import Lora, Recipe
from render.settings import Settings

COMMIT = "0123456789abcdef" * 2 + "01234567"
WAN = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
OF = "model = 'lightx2v/Wan2.2-Lightning'"

MakeSettings = Callable[[str], Settings]


@pytest.fixture
def settings_with(tmp_path: Path) -> MakeSettings:
    """Settings whose engines.toml holds what a test writes."""

    def make(text: str) -> Settings:
        (tmp_path / "engines.toml").write_text(text)
        return Settings(engines=tmp_path / "engines.toml")

    return make


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_a_recipe_with_a_model_on_the_list(
    settings_with: MakeSettings, name: str
) -> None:
    engine = presets()[name].settings["engine"]
    settings = settings_with(f'[{engine}]\npreset = "{name}"')
    recipe = read_engines(settings.engines_file).recipes[engine]
    assert recipe.model in allowed_models()
    assert recipe.licence != "not known"
    assert presets()[name].about


def test_a_table_goes_over_its_preset(settings_with: MakeSettings) -> None:
    settings = settings_with('[wan]\npreset = "wan-8gb"\nsteps = 4\noffload = "none"')
    recipe = read_engines(settings.engines_file).recipes["wan"]
    assert (recipe.steps, recipe.offload, recipe.quantisation) == (4, "none", "fp8")


def test_another_model_is_not_under_the_presets_licence(settings_with: MakeSettings) -> None:
    text = '[wan]\npreset = "wan-8gb"\nmodel = "/models/mine"'
    settings = settings_with(text)
    assert read_engines(settings.engines_file).recipes["wan"].licence == "not known"


def test_licences_are_those_of_all_that_films(settings_with: MakeSettings) -> None:
    laid = '{path = "four.safetensors", licence = "MIT"}, {path = "mine.safetensors"}'
    text = f'[wan]\npreset = "wan-8gb"\nloras = [{laid}]\n[wan.keyframes]\npreset = "image-12gb"'
    recipe = read_engines(settings_with(text).engines_file).recipes["wan"]
    drawn = presets()["image-12gb"].licence
    assert recipe.every_licence.split(", ") == list(dict.fromkeys([recipe.licence, "MIT", drawn]))


def test_an_order_asks_for_a_table_a_preset_or_the_default(
    settings_with: MakeSettings, tmp_path: Path
) -> None:
    settings = settings_with(
        f'[wan]\npreset = "wan-8gb"\nrevision = "{COMMIT}"\n'
        f'[sketch]\nengine = "wan"\nmodel = "{tmp_path.as_posix()}"\nsteps = 2\n'
        '[gone]\nengine = "wan"\nmodel = "/models/gone"\n'
    )
    assert find_recipe("wan", None, settings).model == WAN
    assert find_recipe("wan", "sketch", settings).steps == 2
    with pytest.raises(
        Fault, match=r"no model named 'other' for the wan engine: .* wan, sketch, gone"
    ):
        find_recipe("wan", "other", settings)
    with pytest.raises(Fault, match="the folder of the model gone is not on this machine"):
        find_recipe("wan", "gone", settings)


def test_an_order_cannot_name_a_folder_of_this_machine(
    settings_with: MakeSettings, tmp_path: Path
) -> None:
    settings = settings_with("")
    with pytest.raises(Fault, match="there is no model named"):
        find_recipe("wan", str(tmp_path), settings)
    assert find_recipe("wan", str(tmp_path), settings, allow_folders=True).model == str(tmp_path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("wan.safetensors", "is one file: give a whole folder"), ("gone", "there is no folder")],
)
def test_a_path_that_is_no_folder_is_told_as_it_is(
    settings_with: MakeSettings, tmp_path: Path, name: str, sentence: str
) -> None:
    settings = settings_with("")
    (tmp_path / "wan.safetensors").write_bytes(b"")
    with pytest.raises(Fault, match=sentence):
        find_recipe("wan", str(tmp_path / name), settings, allow_folders=True)
    with pytest.raises(Fault, match="there is no model named"):
        find_recipe("wan", str(tmp_path / name), settings)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[wan]\npreset = 'wan-8gb'\nstepz = 3", r"\[wan\]: unknown key stepz; there are engine"),
        ("[wan]\npreset = 'wan-9gb'", "there is no preset 'wan-9gb'; there are wan-8gb"),
        ("[wan]\nsteps = 3", "model is missing; a preset would say it"),
        (
            "[wan]\npreset = 'wan-8gb'\nloras = [{path = 'a.safetensors', weigth = 1}]",
            "unknown key loras.0.weigth; there are path, model, revision, weight, expert, licence",
        ),
        (
            "[wan]\npreset = 'wan-8gb'\n[wan.keyframes]\nmodel = '/m'\nengine = 'keyframes'\na = 1",
            "unknown key keyframes.a; there are engine, model",
        ),
        ("[wan]\nmodel = ''", "model is ''; it must have at least 1 character"),
        (
            "[wan]\nmodel = '/m'\ngguf = ['a.gguf', 'b.gguf', 'c.gguf']",
            "it must have at most 2 items",
        ),
        (
            "[wan]\npreset = 'wan-8gb'\nkeyframes = {preset = 'wan-12gb'}",
            r"\[wan\]: keyframes is an image model's table, beside a video model\.$",
        ),
        ("[wan]\npreset = 'wan-8gb'\nsteps = 0", "steps is '0'; it must be greater than"),
        ("[wan]\npreset = 'wan-8gb'\noffload = 'all'", "offload is 'all'; it must be 'none', "),
        ("[wan]\npreset = 'wan-8gb'\nrevision = 'main'", "revision is 'main'; it must match "),
        ("[wan]\npreset = 'wan-8gb'\ndevice = 'gpu'", "device is 'gpu'; it must match "),
        ("[wan]\npreset = 'wan-8gb'\ncache = 'mag'", "cache is 'mag'; it must be 'none', 'first"),
        ("[wan]\npreset = 'wan-8gb'\noffload = 'disk'", "offload_folder is not given"),
        ("[wan]\npreset = 'wan-8gb'\nquantisation = 'gguf'", "gguf names no file"),
        ("[wan]\nmodel = '/m'\ngguf = ['/m/a.ckpt']", "a.ckpt, which can run code when it is read"),
        ("[wan]\nmodel = '/m'\nloras = [{path = '/m/a.pt'}]", "a.pt, which can run code when it"),
        (
            "[wan]\nmodel = '/m'\nloras = [{path = 'a.safetensors', model = 'b/c'}]",
            "loras names b/c, ",
        ),
        (f"[wan]\nmodel = '/m'\nloras = [{{path = '../a.safetensors', {OF}}}]", "give a file of "),
        ("[wan]\nmodel = '/m/wan.ckpt'", "model names wan.ckpt; give a folder of .safetensors"),
        ("[wan]\nmodel = 'a/b/c'", "'a/b/c', neither a folder here nor a hub id"),
        ("[wan]\nmodel = 'someone/else'", "someone/else is not on the list of models"),
        ("steps = 3", "steps stands alone; write it below a heading"),
        ("[wan", "cannot be read"),
        ("#" * 2**19, "is larger than 256 KB"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    settings_with: MakeSettings, text: str, sentence: str
) -> None:
    with pytest.raises(NotSetUp, match=sentence) as refused:
        read_engines(settings_with(text).engines_file)
    assert "\n" not in str(refused.value)


def test_a_hub_id_films_at_the_commit_that_was_fetched_and_at_no_other(
    settings_with: MakeSettings,
) -> None:
    settings = settings_with('[wan]\npreset = "wan-8gb"')
    with pytest.raises(Fault, match="has no pinned revision: `greenlight models pull`"):
        find_recipe("wan", None, settings)
    pin(settings, WAN, COMMIT)
    assert find_recipe("wan", None, settings).revision == COMMIT


def test_loras_of_a_preset_film_at_the_commit_that_was_fetched(settings_with: MakeSettings) -> None:
    settings = settings_with('[wan]\npreset = "wan-24gb-fast"')
    pin(settings, "Wan-AI/Wan2.2-T2V-A14B-Diffusers", COMMIT)
    with pytest.raises(Fault, match=r"lightx2v/Wan2\.2-Lightning has no pinned revision"):
        find_recipe("wan", None, settings)
    pin(settings, "lightx2v/Wan2.2-Lightning", COMMIT)
    loras = find_recipe("wan", None, settings).loras
    assert [(lora.expert, lora.revision) for lora in loras] == [(1, COMMIT), (2, COMMIT)]


def test_the_example_switches_nothing_on(tmp_path: Path) -> None:
    assert write_example(tmp_path / "deep" / "engines.toml")
    assert not read_engines(tmp_path / "deep" / "engines.toml").recipes


def switched_on(lines: list[str]) -> dict[str, str]:
    """Lines of the example without the sign before them, by their keys."""
    return {line[2:].split(" = ")[0]: line[2:] for line in lines if " = " in line}


def test_every_line_of_the_example_is_explained_and_can_be_switched_on(
    settings_with: MakeSettings,
) -> None:
    lines = example().splitlines()
    start, laid = (
        next(place for place, line in enumerate(lines) if line.startswith(sign))
        for sign in ("# preset = ", "# And of each LoRA")
    )
    keys, of_loras = switched_on(lines[start:laid]), switched_on(lines[laid:])
    assert keys.keys() == {"preset", *Recipe.model_fields}
    assert of_loras.keys() == set(Lora.model_fields)
    assert all("  # " in line for line in (*keys.values(), *of_loras.values()))
    recipe = read_engines(settings_with("\n".join(["[sketch]", *keys.values()])).engines_file)
    assert recipe.recipes["sketch"].model == "/models/Wan2.1-T2V-1.3B"
    hub = [line for key, line in of_loras.items() if key != "path"]
    path = 'path = "4-steps.safetensors"'
    text = "\n".join(['[wan]\nmodel = "/models/a"\n[[wan.loras]]', path, *hub])
    assert read_engines(settings_with(text).engines_file).recipes["wan"].loras[0].weight == 1


def test_setting_a_node_up_lays_the_example_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLIGHT_ENGINES", str(tmp_path / "engines.toml"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    setup = ["node", "--config", str(tmp_path / "node.json"), "setup"]
    CliRunner().invoke(app, [*setup, "--dry-run"])
    assert not (tmp_path / "engines.toml").exists()
    told = CliRunner().invoke(app, setup).stdout
    assert f"wrote {tmp_path / 'engines.toml'}" in told
    assert (tmp_path / "engines.toml").read_text() == example()
    (tmp_path / "engines.toml").write_text("[wan]\npreset = 'wan-8gb'\n")
    assert "wrote" not in CliRunner().invoke(app, setup).stdout
    assert "wan-8gb" in (tmp_path / "engines.toml").read_text()


def test_a_keyframes_table_names_the_image_model_beside_a_video_model(
    settings_with: MakeSettings, tmp_path: Path
) -> None:
    settings = settings_with(
        f'[wan]\npreset = "wan-12gb"\nrevision = "{COMMIT}"\n'
        f'[wan.keyframes]\npreset = "image-12gb"\nsteps = 6\nrevision = "{COMMIT}"\n'
    )
    drawn = find_recipe("wan", None, settings).keyframes
    assert drawn is not None
    assert (drawn.engine, drawn.model, drawn.steps) == (
        "keyframes",
        "black-forest-labs/FLUX.2-klein-4B",
        6,
    )
    pin(settings, drawn.model, COMMIT)
    later = settings_with(
        f'[wan]\npreset = "wan-12gb"\nrevision = "{COMMIT}"\nkeyframes = {{preset = "image-12gb"}}'
    )
    pinned = find_recipe("wan", None, later).keyframes
    assert pinned is not None
    assert pinned.revision == COMMIT


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('preset = "wan-8gb"', "an image model's table, beside a video model"),
        ('preset = "image-99gb"', "there is no preset 'image-99gb'"),
        ('model = "somebody/else"', "somebody/else is not on the list"),
        ('model = "/models/x.ckpt"', "give a folder of .safetensors files"),
        ('preset = "image-8gb"\ncolour = 3', "unknown key keyframes.colour"),
    ],
)
def test_a_keyframes_table_that_cannot_be_used_is_one_sentence(
    settings_with: MakeSettings, table: str, sentence: str
) -> None:
    settings = settings_with(f'[wan]\npreset = "wan-8gb"\n[wan.keyframes]\n{table}\n')
    with pytest.raises(Fault, match=sentence):
        read_engines(settings.engines_file)


def test_an_image_model_that_was_never_fetched_is_named(settings_with: MakeSettings) -> None:
    text = f'[wan]\npreset = "wan-12gb"\nrevision = "{COMMIT}"\n[wan.keyframes]\n'
    settings = settings_with(text + 'preset = "image-12gb"\n')
    with pytest.raises(Fault, match=r"FLUX\.2-klein-4B has no pinned revision: `greenlight models"):
        find_recipe("wan", None, settings)
