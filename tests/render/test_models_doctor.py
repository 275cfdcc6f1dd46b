"""What the doctor says of the card, of Discord that cannot be asked, and of addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.doctor import Finding, examine
from bot.doctor.card import CardReport
from bot.settings import Settings

TOKEN = f"{'x' * 24}.abcdef.{'y' * 27}"


def findings(tmp_path: Path, **settings: object) -> dict[str, Finding]:
    given = Settings.model_validate({"data": tmp_path, "_env_file": None} | settings)
    return {finding.name: finding for finding in examine(given)}


def test_an_address_in_the_clear_is_to_be_mended_before_the_bot_can_run(tmp_path: Path) -> None:
    found = findings(tmp_path, public_url="http://example.org")["Other machines"]
    assert (found.is_well, found.is_needed) == (False, True)


def test_a_network_that_is_down_is_not_mended_by_another_token(tmp_path: Path) -> None:
    given = {"DISCORD_TOKEN": TOKEN, "discord_api": "http://127.0.0.1:9"}
    found = findings(tmp_path, **given)["Discord token"]
    assert not found.is_well
    assert "could not be asked" in found.found
    assert "network" in found.remedy
    assert "setup" not in found.remedy


@pytest.mark.parametrize("program", ["", "/no/such/ffmpeg"])
def test_the_ffmpeg_fits_on_a_line(tmp_path: Path, program: str) -> None:
    found = findings(tmp_path, FFMPEG=program)["ffmpeg"]
    assert len(found.found) <= 58


def test_settings_that_the_camera_cannot_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLIGHT_CACHE_GB", "lots")
    card = CardReport()
    (finding,) = card.examine()
    assert finding.found.startswith("GREENLIGHT_CACHE_GB is 'lots'")
    assert not finding.is_needed
    assert card.text == ""


def test_a_camera_that_lacks_its_packages_gets_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "bot.doctor.card._CAMERA", (sys.executable, "-c", "import nothing_of_the_kind")
    )
    (finding,) = CardReport().examine()
    assert ".[node]" in finding.remedy


def test_the_office_knows_no_torch() -> None:
    code = "import sys, bot.doctor.card; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
