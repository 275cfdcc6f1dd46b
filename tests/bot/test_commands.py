"""What an operator types: help, novels, backups, the doctor, and settings that are not right."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import GUILD, NOVEL
from typed import EPUB, ROOT
from typer.testing import CliRunner, Result

from bot.cli import app, build
from bot.domain.novel import Rights
from bot.settings import Settings
from bot.store import Store
from bot.studio import MediaFolder, Studio
from render.settings import Settings as RenderSettings

runner = CliRunner()


def typed(*arguments: str, **environment: str) -> Result:
    """A command in this process; in a thread, where a test has a loop."""
    return runner.invoke(app, arguments, env={"DISCORD_TOKEN": "", **environment})


def sentence(result: Result) -> str:
    """What it ended with, on one line."""
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize(
    "command",
    [
        *("", "run", "demo", "doctor", "setup", "backup", "breakdown", "shoot"),
        *("novel", "novel check", "novel add", "node", "node setup", "models pull", "models check"),
    ],
)
def test_every_command_has_a_help_page_for_80_columns(command: str) -> None:
    shown = runner.invoke(build(), [*command.split(), "--help"], env={"COLUMNS": "80"})
    assert shown.exit_code == 0
    assert "Usage" in shown.output
    assert not {"<bool>", "<path>", "<str>"} & set(shown.output.split())
    assert max(len(line) for line in shown.output.splitlines()) <= 80


def test_it_says_its_version() -> None:
    assert re.fullmatch(r"greenlight \S.*\n", runner.invoke(app, ["--version"]).output)


def test_a_novel_is_checked_as_json_on_one_line() -> None:
    shown = typed("novel", "check", str(EPUB), "--json")
    assert shown.exit_code == 0
    assert shown.output.count("\n") == 1
    told = json.loads(shown.output)
    assert (told["title"], len(told["chapters"])) == ("The Lamp at Carrow Keep", 6)


def test_a_novel_is_checked_for_people_too() -> None:
    shown = typed("novel", "check", str(EPUB))
    assert "The Yellow Hat" in shown.output
    assert "6 chapters" in shown.output


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.epub", b"PK\x03\x04broken"), ("a.txt", b""), ("a.pdf", b"%PDF-1.7 nothing")],
)
def test_what_is_no_novel_gets_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    told = typed("novel", "check", str(tmp_path / name))
    assert told.exit_code == 2
    assert sentence(told).startswith("greenlight: ")


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.epub", "No such file"), ("", "Is a directory"), ("/dev/zero", "larger than 25 MB")],
)
def test_what_is_no_file_gets_one_sentence(tmp_path: Path, name: str, words: str) -> None:
    told = typed("novel", "check", str(tmp_path / name))
    assert told.exit_code == 2
    assert words in sentence(told)


def test_a_hostile_novel_does_not_steer_the_terminal(tmp_path: Path) -> None:
    page = "CHAPTER I\n\n\x1b[2J[red]The Strand[/red]\x07\n\n" + "The tide had turned. " * 300
    (tmp_path / "[b]x\x1b]0;mine\x07.txt").write_text(page * 2)
    (file,) = tmp_path.iterdir()
    shown = typed("novel", "check", str(file))
    assert shown.exit_code == 0, shown.output
    assert "[red]The Strand[/red]" in shown.output
    assert not set(shown.output) & {"\x1b", "\x07"}


async def test_a_novel_is_added_once_beside_the_running_bot(store: Store, studio: Studio) -> None:
    await studio.settings.joined(GUILD, "The Club")
    words = ("novel", "add", str(EPUB), "--guild", str(GUILD), "--rights", "own work")
    data = str(store.path.parent)
    added = await asyncio.to_thread(typed, *words, GREENLIGHT_DATA=data)
    assert added.exit_code == 0, added.output
    again = await asyncio.to_thread(typed, *words, GREENLIGHT_DATA=data)
    assert again.exit_code == 1
    assert "already" in sentence(again)
    assert [novel.title for novel in await studio.novels.of_guild(GUILD)] == [
        "The Lamp at Carrow Keep"
    ]
    async with store.reading() as tx:
        (guild,) = await tx.all("SELECT name FROM guild")
    assert guild["name"] == "The Club"


@pytest.mark.parametrize("guild", ["77", "-1", "99999999999999999999999"])
async def test_a_novel_is_not_added_where_the_bot_never_was(store: Store, guild: str) -> None:
    told = await asyncio.to_thread(
        typed,
        *("novel", "add", str(EPUB), "--guild", guild, "--rights", "own work"),
        GREENLIGHT_DATA=str(store.path.parent),
    )
    assert told.exit_code == 1
    assert f"no server with the id {guild}" in sentence(told)


def test_a_novel_is_not_added_to_a_house_that_is_not_there(tmp_path: Path) -> None:
    told = typed(
        *("novel", "add", str(EPUB), "--guild", "77", "--rights", "own work"),
        GREENLIGHT_DATA=str(tmp_path / "none"),
    )
    assert told.exit_code == 1
    assert "GREENLIGHT_DATA" in sentence(told)
    assert not (tmp_path / "none").exists()


async def test_a_backup_restores_what_was_committed_while_the_bot_worked(
    store: Store, house: Studio, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with store.transaction() as tx:
        await tx.run("UPDATE guild SET name = 'half done'")
        told = await asyncio.to_thread(
            typed, "backup", str(copy), GREENLIGHT_DATA=str(store.path.parent)
        )
    assert told.exit_code == 0, told.output
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = tmp_path / "restored" / "greenlight.db"
    restored.parent.mkdir()
    shutil.copyfile(copy, restored)
    async with await Store.open(restored) as opened:
        again = Studio(opened, MediaFolder(restored.parent / "media", floor=0))
        (novel,) = await again.novels.of_guild(GUILD)
        assert novel.title == NOVEL.title
        async with opened.reading() as tx:
            (guild,) = await tx.all("SELECT name FROM guild")
        assert guild["name"] == "club"
        added = await asyncio.to_thread(
            typed,
            *("novel", "add", str(EPUB), "--guild", str(GUILD), "--rights", Rights.OWN_WORK),
            GREENLIGHT_DATA=str(restored.parent),
        )
    assert added.exit_code == 0, added.output
    assert len(await house.novels.of_guild(GUILD)) == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("greenlight.db", "nothing was overwritten"),
        (".", "name a file in it"),
        ("none/copy.db", "cannot be copied"),
    ],
)
async def test_a_backup_that_cannot_be_made_says_why(store: Store, target: str, words: str) -> None:
    folder = store.path.parent
    before = store.path.stat().st_size
    told = await asyncio.to_thread(
        typed, "backup", str(folder / target), GREENLIGHT_DATA=str(folder)
    )
    assert told.exit_code == 1
    assert words in sentence(told)
    assert store.path.stat().st_size == before


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    told = typed("backup", str(tmp_path / "x.db"), GREENLIGHT_DATA=str(tmp_path / "none"))
    assert told.exit_code == 1
    assert "no database" in sentence(told)


def test_a_demo_clears_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    told = typed("demo", "--once", "--out", str(tmp_path))
    assert told.exit_code == 1
    assert "name a new folder" in sentence(told)
    assert (tmp_path / "thesis.txt").exists()


def test_the_doctor_names_a_remedy_for_what_is_missing(tmp_path: Path) -> None:
    told = typed("doctor", GREENLIGHT_DATA=str(tmp_path), FFMPEG="/no/such/ffmpeg")
    assert told.exit_code == 1
    lines = told.output.splitlines()
    assert [line for line in lines if re.match(r"no  Discord token +none → run greenlight", line)]
    assert [line for line in lines if re.match(r"--  ffmpeg .*let FFMPEG name a working", line)]


@pytest.mark.parametrize(("mode", "is_told"), [(0o640, True), (0o600, False)])
def test_the_doctor_says_when_others_may_read_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, *, is_told: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("GREENLIGHT_DATA=data\n")
    Path(".env").chmod(mode)
    assert ("chmod 600 .env" in sentence(typed("doctor"))) is is_told


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="there is no fontconfig")
def test_the_doctor_names_the_packages_for_scripts_without_a_font(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    told = typed("doctor", GREENLIGHT_DATA=str(tmp_path), FONTCONFIG_FILE=str(bare))
    said = " ".join(told.output.split())
    assert "no font for Arabic, Hebrew, Chinese, Japanese, Korean" in said
    assert "sudo apt-get install fonts-noto-cjk fonts-noto-core" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [("GREENLIGHT_MEDIA_GB", "lots"), ("GREENLIGHT_LOG_LEVEL", "loud")],
)
def test_a_setting_that_is_not_right_is_named(tmp_path: Path, name: str, value: str) -> None:
    told = typed("run", GREENLIGHT_DATA=str(tmp_path), **{name: value})
    assert told.exit_code == 1
    assert name in sentence(told)


def test_a_setting_left_empty_has_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("GREENLIGHT_NODE_PORT=\nGREENLIGHT_DATA=\n")
    monkeypatch.chdir(tmp_path)
    assert "no database at data/greenlight.db" in sentence(typed("backup", "copy.db"))


def test_a_file_of_settings_that_is_no_text_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe")
    monkeypatch.chdir(tmp_path)
    told = typed("doctor")
    assert told.exit_code == 1
    assert ".env in this folder cannot be read" in sentence(told)


def test_the_example_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    wanted: set[str] = set()
    for settings in (Settings, RenderSettings):
        for name, field in settings.model_fields.items():
            alias = field.validation_alias
            if alias is None:
                wanted.add(f"GREENLIGHT_{name.upper()}")
            else:
                wanted.add(alias if isinstance(alias, str) else str(alias.choices[0]))  # type: ignore[union-attr]
    assert named == wanted


@pytest.mark.parametrize("settings", [Settings, RenderSettings])
def test_the_example_shows_the_defaults(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    file.write_text(re.sub(r"^# (?=[A-Z_]+=)", "", example, flags=re.M), encoding="utf-8")
    assert settings(_env_file=file, _env_ignore_empty=True) == settings(_env_file=None)


def test_importing_the_bot_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.app, bot.studio, bot.dispatch, bot.launcher, bot.cli\n"
        "heavy = {'torch', 'diffusers', 'transformers', 'skia', 'numpy', 'cv2', 'PIL'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
