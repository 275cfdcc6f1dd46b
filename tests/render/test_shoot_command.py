from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from stage_orders import OrderMaker, order_form
from typer.testing import CliRunner

from render.cli import app
from render.contract import SceneOrder, TakeReport

pytest_plugins = ("stage_fixtures",)


@pytest.fixture
def cli(
    stage: Path, stage_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> CliRunner:
    for name in ("GREENLIGHT_CACHE", "GREENLIGHT_EXTRA_ENGINES", "PYTHONPATH", "STAGE_LOG"):
        monkeypatch.setenv(name, stage_environment[name])
    monkeypatch.setenv("GREENLIGHT_WORKERS", "1")
    return CliRunner()


@pytest.fixture
def order_file(tmp_path: Path, make_order: OrderMaker) -> Path:
    path = tmp_path / "order.json"
    path.write_text(make_order(2, 0.5).model_dump_json())
    return path


def test_an_order_becomes_five_files(cli: CliRunner, order_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a new folder" / "out"
    result = cli.invoke(app, ["shoot", str(order_file), "--out", str(out)])
    assert result.exit_code == 0, result.stderr
    names = {"clip.mp4", "master.mp4", "poster.jpg", "contact.png", "report.json"}
    assert {path.name for path in out.iterdir()} == names
    report = TakeReport.model_validate_json((out / "report.json").read_text())
    assert (report.shots_shot, report.seconds) == (2, 1.0)
    assert "1-1 is in" in result.stdout


def test_options_override_the_order(cli: CliRunner, order_file: Path, tmp_path: Path) -> None:
    options = ["--engine", "odd", "--model", "m", "--size", "128x72", "--steps", "4"]
    result = cli.invoke(app, ["shoot", str(order_file), "--out", str(tmp_path / "o"), *options])
    assert result.exit_code == 0, result.stderr
    report = json.loads((tmp_path / "o" / "report.json").read_text())
    assert (report["engine"], report["model"]) == ("odd", "m")
    assert (report["width"], report["height"]) == (128, 72)


def test_the_example_that_is_printed_can_be_read_back(cli: CliRunner) -> None:
    result = cli.invoke(app, ["shoot", "--example"])
    assert result.exit_code == 0
    order = SceneOrder.model_validate_json(result.stdout)
    assert (len(order.shots), order.novel) == (3, "The Lamp at Carrow Keep")
    assert any(shot.lines for shot in order.shots)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--size", "big"], "--size is 'big'; write width x height, such as 854x480"),
        (["--size", "33x33"], "picture.width is 33: it should be"),
        (["--size", "9999x9998"], "picture.width is 9999: it should be"),
        (["--engine", "../evil"], 'engine is "../evil"; it must match'),
        (["--steps", "0"], "steps is 0: it should be greater than or equal to 1"),
        (["--input", "/nowhere.mp4"], "--input /nowhere.mp4 cannot be read"),
        (["--out", "/dev/null"], "--out /dev/null is a file; name a folder"),
        (["--out", "/dev/null/deep"], "--out /dev/null/deep cannot be made: Not a directory"),
    ],
)
def test_a_bad_option_ends_with_two_and_one_sentence(
    cli: CliRunner, order_file: Path, tmp_path: Path, options: list[str], sentence: str
) -> None:
    arguments = ["shoot", str(order_file), "--out", str(tmp_path / "o"), *options]
    result = cli.invoke(app, arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the order is not JSON"),
        ("{}", "the field kind is missing"),
        (json.dumps(order_form(color="red")), "unknown field color: allowed here are"),
    ],
)
def test_a_bad_order_ends_with_two_and_one_sentence(
    cli: CliRunner, tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "bad.json").write_text(text)
    result = cli.invoke(app, ["shoot", str(tmp_path / "bad.json"), "--out", str(tmp_path / "o")])
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_no_order_at_all_ends_with_a_hint(cli: CliRunner) -> None:
    result = cli.invoke(app, ["shoot"])
    assert result.exit_code == 2
    assert "--example" in result.stderr


def test_an_unknown_engine_is_named_with_those_that_there_are(
    cli: CliRunner, order_file: Path, tmp_path: Path
) -> None:
    arguments = ["shoot", str(order_file), "--out", str(tmp_path / "o"), "--engine", "wan9"]
    result = cli.invoke(app, arguments)
    assert result.exit_code == 2
    assert "there is no engine named 'wan9': this node has animatic," in result.stderr


def test_an_engine_that_fails_ends_with_one_and_its_reason(
    cli: CliRunner, order_file: Path, tmp_path: Path
) -> None:
    arguments = ["shoot", str(order_file), "--out", str(tmp_path / "o"), "--engine", "broken"]
    result = cli.invoke(app, arguments)
    assert result.exit_code == 1
    assert result.stderr.strip().splitlines()[-1].endswith("RuntimeError: the tripod fell over")


def test_an_order_for_a_refit_takes_its_master_by_hash(
    cli: CliRunner, tmp_path: Path, masters: dict[str, Path]
) -> None:
    data = masters["first"].read_bytes()
    item = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "role": "master"}
    order = order_form(shots=0, kind="refit", inputs=[item])
    (tmp_path / "refit.json").write_text(json.dumps(order))
    arguments = ["shoot", str(tmp_path / "refit.json"), "--out", str(tmp_path / "o")]
    result = cli.invoke(app, [*arguments, "--input", str(masters["first"])])
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "o" / "clip.mp4").read_bytes() == data


def test_an_ffmpeg_that_cannot_be_started_is_one_sentence(
    cli: CliRunner, order_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FFMPEG", "/no/such/ffmpeg")
    result = cli.invoke(app, ["shoot", str(order_file), "--out", str(tmp_path / "o")])
    assert result.exit_code == 1
    assert "ffmpeg cannot be started (/no/such/ffmpeg" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GREENLIGHT_WORKERS", "many"),
        ("GREENLIGHT_CACHE_GB", "-1"),
        ("GREENLIGHT_EXTRA_ENGINES", "{"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    cli: CliRunner,
    order_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    result = cli.invoke(app, ["shoot", str(order_file), "--out", str(tmp_path / "o")])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"greenlight: {name} ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_commands_load_nothing_heavy_until_they_run() -> None:
    code = (
        "import sys, render.cli;"
        "print([m for m in ('numpy', 'cv2', 'skia', 'aiohttp', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
