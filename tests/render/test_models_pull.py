"""Fetching a model: shown, asked about, resumed, verified and pinned, by real sockets."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from models_hub import COMMIT, MODEL, WEIGHTS, Hub, safetensors
from patience import PATIENCE
from pulls import pinned, pull, snapshot, start, storage

pytest.importorskip("huggingface_hub")
pytestmark = pytest.mark.diffusion
pytest_plugins = ("models_fixtures",)

OPEN = """
from render.diffusion.folder import open_folder
from render.engines_file import find_recipe
from render.settings import Settings
print(open_folder(find_recipe("wan", "wan-8gb", Settings())).path)
"""

OPEN_LORA = """
from render.diffusion.folder import lora_file
from render.engines_file import find_recipe
from render.settings import Settings
print(lora_file(find_recipe("wan", None, Settings()).loras[0]))
"""
LORAS = "lightx2v/Wan2.2-Lightning"


def read(path: Path) -> bytes:
    return path.read_bytes()


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_a_model_is_fetched_whole_and_its_commit_pinned(hub: Hub, tmp_path: Path) -> None:
    code, out, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert "apache-2.0" in out
    assert "3.00 MB" in out
    assert pinned(tmp_path) == {MODEL: COMMIT}
    assert (snapshot(tmp_path) / "transformer/weights.safetensors").read_bytes() == WEIGHTS


async def test_pickles_code_and_what_no_pipeline_reads_are_never_asked_for(
    hub: Hub, tmp_path: Path
) -> None:
    await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert files_of(snapshot(tmp_path)) == {
        "model_index.json",
        "tokenizer/tokenizer.json",
        "transformer/config.json",
        "transformer/weights.safetensors",
    }
    assert not [name for name in hub.asked if name.endswith((".bin", ".py", ".mp4", ".md"))]


async def test_what_was_fetched_is_what_the_engine_finds(hub: Hub, tmp_path: Path) -> None:
    await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    engine = await start(tmp_path, "http://127.0.0.1:9", program=("-c", OPEN))
    out, err = await engine.communicate()
    assert out.decode().strip() == str(snapshot(tmp_path)), err.decode()
    listed = await start(tmp_path, hub.url, program=("-m", "render", "models", "list"))
    out, _ = await listed.communicate()
    (line,) = [line for line in out.decode().splitlines() if line.startswith("wan-8gb ")]
    assert line.split()[-1] == "yes"


async def test_a_models_loras_are_fetched_with_it_and_pinned_and_nothing_else_of_theirs(
    hub: Hub, tmp_path: Path
) -> None:
    name = "4-steps/high_noise_model.safetensors"
    hub.models.add(LORAS)
    hub.files[name] = safetensors(500)
    (tmp_path / "engines.toml").write_text(
        f'[wan]\nmodel = "{MODEL}"\nloras = [{{model = "{LORAS}", path = "{name}"}}]\n'
    )
    code, _, err = await pull(tmp_path, hub.url, "wan", "--yes")
    assert code == 0, err
    assert pinned(tmp_path) == {MODEL: COMMIT, LORAS: COMMIT}
    engine = await start(tmp_path, "http://127.0.0.1:9", program=("-c", OPEN_LORA))
    out, err_bytes = await engine.communicate()
    found = Path(out.decode().strip())
    assert read(found) == hub.files[name], err_bytes.decode()
    assert hub.asked.count(name) == 1
    assert files_of(found.parents[1]) == {name}


async def test_the_image_model_beside_a_video_model_is_fetched_with_it(
    hub: Hub, tmp_path: Path
) -> None:
    drawn = "Qwen/Qwen-Image"
    hub.models.add(drawn)
    table = f'[wan]\npreset = "wan-8gb"\n[wan.keyframes]\nengine = "keyframes"\nmodel = "{drawn}"\n'
    (tmp_path / "engines.toml").write_text(table)
    code, out, err = await pull(tmp_path, hub.url, "wan", "--yes")
    assert code == 0, err
    assert pinned(tmp_path) == {MODEL: COMMIT, drawn: COMMIT}
    assert out.count("is here, verified") == 2


async def test_a_lora_that_its_model_does_not_have_is_named(hub: Hub, tmp_path: Path) -> None:
    hub.models.add(LORAS)
    (tmp_path / "engines.toml").write_text(
        f'[wan]\nmodel = "{MODEL}"\nloras = [{{model = "{LORAS}", path = "a.safetensors"}}]\n'
    )
    code, _, err = await pull(tmp_path, hub.url, "wan", "--yes")
    assert code == 1
    assert f"{LORAS} has no a.safetensors at commit 0123456789ab" in err
    assert pinned(tmp_path) == {}


async def test_a_connection_that_is_cut_is_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = 1_000_000
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert [wanted for wanted in hub.ranges if wanted != "bytes=0-"]
    assert (snapshot(tmp_path) / "transformer/weights.safetensors").read_bytes() == WEIGHTS


async def test_what_a_killed_pull_had_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after, hub.is_held = 1_000_000, True
    killed = await start(tmp_path, hub.url, "wan-8gb", "--yes")
    part = storage(tmp_path) / "blobs" / f"{hub.sha256('transformer/weights.safetensors')}.part"
    async with asyncio.timeout(PATIENCE):
        while killed.returncode is None and not (
            part.exists() and part.stat().st_size >= 1_000_000
        ):
            await asyncio.sleep(0.02)
    killed.kill()
    await killed.communicate()
    hub.let_go()
    assert pinned(tmp_path) == {}
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert hub.ranges == ["bytes=1000000-"]
    assert (snapshot(tmp_path) / "transformer/weights.safetensors").read_bytes() == WEIGHTS


async def test_weights_with_another_hash_are_not_kept(hub: Hub, tmp_path: Path) -> None:
    hub.announced["transformer/weights.safetensors"] = "ab" * 32
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "its SHA-256 is another" in err
    assert err.count("\n") == 1
    assert pinned(tmp_path) == {}
    assert not [path for path in storage(tmp_path).rglob("*") if "ab" * 32 in path.name]
    assert not (snapshot(tmp_path) / "transformer/weights.safetensors").exists()


async def test_weights_handed_out_under_another_hash_than_listed_are_not_kept(
    hub: Hub, tmp_path: Path
) -> None:
    hub.etags["transformer/weights.safetensors"] = "cd" * 32
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "another hash" in err
    assert pinned(tmp_path) == {}
    assert not (snapshot(tmp_path) / "transformer/weights.safetensors").exists()


async def test_two_commands_do_not_fetch_the_same_model_at_once(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after, hub.is_held = 1_000_000, True
    first = await start(tmp_path, hub.url, "wan-8gb", "--yes")
    async with asyncio.timeout(PATIENCE):
        while first.returncode is None and "transformer/weights.safetensors" not in hub.asked:
            await asyncio.sleep(0.02)
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "is being fetched by another command" in err
    hub.let_go()
    _, said = await first.communicate()
    assert first.returncode == 0, said.decode()


async def test_weights_that_were_damaged_since_are_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    weights = snapshot(tmp_path) / "transformer/weights.safetensors"
    weights.resolve().write_bytes(b"\x00" * len(WEIGHTS))
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert weights.read_bytes() == WEIGHTS


async def test_what_is_here_and_whole_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    hub.asked.clear()
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert hub.asked == [f"/api/models/{MODEL}/revision/{COMMIT}"]


async def test_without_a_network_it_ends_at_once_with_one_sentence(tmp_path: Path) -> None:
    code, out, err = await pull(tmp_path, "http://127.0.0.1:9", "wan-8gb", "--yes")
    assert (code, out) == (1, "")
    assert err == (
        "greenlight: 127.0.0.1:9 cannot be reached: check this machine's network and run the "
        "command again, it goes on where it was cut.\n"
    )


async def test_a_licence_with_conditions_is_not_accepted_by_yes(hub: Hub, tmp_path: Path) -> None:
    hub.licence = "ltx-2-community"
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert '--accept-licence "ltx-2-community"' in err
    assert "transformer/weights.safetensors" not in hub.asked
    words = ("wan-8gb", "--yes", "--accept-licence", "ltx-2-community")
    code, _, err = await pull(tmp_path, hub.url, *words)
    assert code == 0, err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("transformer/../../../../evil.safetensors", "did not answer as the hub does"),
        ("transformer\\evil.safetensors", "did not answer as the hub does"),
    ],
)
async def test_a_name_that_leads_out_of_the_folder_is_refused(
    hub: Hub, tmp_path: Path, name: str, words: str
) -> None:
    hub.files[name] = WEIGHTS
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert words in err
    assert not list(tmp_path.rglob("*evil*"))  # noqa: ASYNC240


async def test_a_component_with_pickled_weights_alone_is_refused(hub: Hub, tmp_path: Path) -> None:
    hub.files["transformer/weights.bin"] = hub.files.pop("transformer/weights.safetensors")
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "can run code when it is read" in err


async def test_a_model_that_brings_code_is_refused(hub: Hub, tmp_path: Path) -> None:
    index = {"_class_name": "WanPipeline", "transformer": ["run", "Mine"]}
    hub.files["model_index.json"] = json.dumps(index).encode()
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "code that comes with a model is never run" in err


@pytest.mark.parametrize("name", ["wan-9000gb", "../../etc", ""])
async def test_a_preset_that_is_not_there_is_named(hub: Hub, tmp_path: Path, name: str) -> None:
    code, _, err = await pull(tmp_path, hub.url, name, "--yes")
    assert code == 1
    assert "there is no preset" in err
    assert hub.asked == []
