"""What can go wrong between a hub and this machine, by real sockets: kept, told, never a trace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from models_hub import COMMIT, WEIGHTS, Hub
from pulls import pinned, pull, snapshot, storage

from render.pins import pin
from render.settings import Settings

pytest.importorskip("huggingface_hub")
pytestmark = pytest.mark.diffusion
pytest_plugins = ("models_fixtures",)

LARGE = "transformer/weights.safetensors"
SMALL = "tokenizer/tokenizer.json"
LOGIN = "<html>Welcome to the hotel. Log in to go on.</html>"


@asynccontextmanager
async def listening(gives: Handler) -> AsyncIterator[int]:
    """The port on which somebody gives `/weights`."""
    app = web.Application()
    app.router.add_get("/weights", gives)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def begun(tmp_path: Path, hub: Hub) -> Path:
    """The first million bytes of the large file, which an earlier pull left."""
    part = storage(tmp_path) / "blobs" / f"{hub.sha256(LARGE)}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:1_000_000])
    return part


async def test_a_login_page_is_not_taken_for_what_is_missing_of_a_file(
    hub: Hub, tmp_path: Path
) -> None:
    part = begun(tmp_path, hub)
    hub.pages[LARGE] = LOGIN
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "such as a login page" in err
    assert part.stat().st_size == 1_000_000
    hub.pages.clear()
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert hub.ranges == ["bytes=1000000-"]
    assert (snapshot(tmp_path) / LARGE).read_bytes() == WEIGHTS


async def test_a_login_page_before_anything_arrived_leaves_nothing_behind(
    hub: Hub, tmp_path: Path
) -> None:
    hub.pages[LARGE] = LOGIN
    code, _, _ = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    hub.pages.clear()
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert (snapshot(tmp_path) / LARGE).read_bytes() == WEIGHTS


@pytest.mark.parametrize("damaged", [b"", b"\x00\x00"])
async def test_a_small_file_that_was_damaged_since_is_fetched_anew(
    hub: Hub, tmp_path: Path, damaged: bytes
) -> None:
    await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    path = snapshot(tmp_path) / SMALL
    path.resolve().write_bytes(damaged)
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert path.read_bytes() == b"{}"


async def test_a_small_file_that_is_another_than_listed_is_not_kept(
    hub: Hub, tmp_path: Path
) -> None:
    hub.pages[SMALL] = "[]"
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert err.count("\n") == 1
    assert pinned(tmp_path) == {}
    assert not (snapshot(tmp_path) / SMALL).exists()


@pytest.mark.parametrize("name", ["", SMALL, LARGE])
@pytest.mark.parametrize(
    ("status", "words"), [(401, "log in anew with `hf auth login`"), (403, "answered 403 for")]
)
async def test_what_a_hub_refuses_is_told_as_it_is(
    hub: Hub, tmp_path: Path, name: str, status: int, words: str
) -> None:
    hub.refused[name] = status
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes", HF_TOKEN="hf_of_nobody")
    assert code == 1
    assert words in err
    assert err.count("\n") == 1


async def test_files_that_lead_in_a_circle_end_in_one_sentence(hub: Hub, tmp_path: Path) -> None:
    hub.moved[LARGE] = f"{hub.url}/Wan-AI/Wan2.1-T2V-1.3B-Diffusers/resolve/main/{LARGE}"
    code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert err.count("\n") == 1


async def test_another_host_is_asked_for_files_and_never_shown_the_token(
    hub: Hub, tmp_path: Path
) -> None:
    asked: list[dict[str, str]] = []

    async def store(request: web.Request) -> web.Response:
        asked.append(dict(request.headers))
        begin = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        span = f"bytes {begin}-{len(WEIGHTS) - 1}/{len(WEIGHTS)}"
        return web.Response(body=WEIGHTS[begin:], status=206, headers={"Content-Range": span})

    begun(tmp_path, hub)
    async with listening(store) as port:
        hub.moved[LARGE] = f"http://localhost:{port}/weights"
        code, out, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes", HF_TOKEN="hf_a_secret")
    assert code == 0, err
    assert (snapshot(tmp_path) / LARGE).read_bytes() == WEIGHTS
    assert [it["Range"] for it in asked] == ["bytes=1000000-"]
    assert "hf_a_secret" not in f"{asked}{out}{err}"


@pytest.mark.parametrize("begin", [0, 999_999])
async def test_bytes_from_another_place_than_asked_for_are_not_appended(
    hub: Hub, tmp_path: Path, begin: int
) -> None:
    async def store(request: web.Request) -> web.Response:
        span = f"bytes {begin}-{len(WEIGHTS) - 1}/{len(WEIGHTS)}"
        return web.Response(body=WEIGHTS[begin:], status=206, headers={"Content-Range": span})

    part = begun(tmp_path, hub)
    async with listening(store) as port:
        hub.moved[LARGE] = f"http://127.0.0.1:{port}/weights"
        code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 1
    assert "did not answer as the hub does" in err
    assert part.read_bytes() == WEIGHTS[:1_000_000]


async def test_a_server_that_gives_a_part_at_a_time_is_asked_for_the_next(
    hub: Hub, tmp_path: Path
) -> None:
    asked: list[int] = []

    async def store(request: web.Request) -> web.Response:
        begin = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        asked.append(begin)
        end = min(begin + 900_000, len(WEIGHTS))
        span = f"bytes {begin}-{end - 1}/{len(WEIGHTS)}"
        return web.Response(body=WEIGHTS[begin:end], status=206, headers={"Content-Range": span})

    begun(tmp_path, hub)
    async with listening(store) as port:
        hub.moved[LARGE] = f"http://127.0.0.1:{port}/weights"
        code, _, err = await pull(tmp_path, hub.url, "wan-8gb", "--yes")
    assert code == 0, err
    assert asked == [1_000_000, 1_900_000, 2_800_000]
    assert (snapshot(tmp_path) / LARGE).read_bytes() == WEIGHTS


def test_models_that_are_fetched_at_the_same_time_are_all_pinned(tmp_path: Path) -> None:
    settings = Settings(engines=tmp_path / "engines.toml")
    names = [f"owner/model-{place}" for place in range(24)]
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda name: pin(settings, name, COMMIT), names))
    assert pinned(tmp_path) == dict.fromkeys(names, COMMIT)
