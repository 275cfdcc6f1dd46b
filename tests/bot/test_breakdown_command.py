"""`greenlight breakdown`: one line for machines, a page for people, and kind errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

SAMPLE = Path(__file__).parents[2] / "samples/the-lamp-at-carrow-keep.txt"


def typed(file: Path, chapter: str, paragraphs: str, *more: str) -> Result:
    asked = ["breakdown", str(file), "--chapter", chapter, "--paragraphs", paragraphs, *more]
    return CliRunner().invoke(app, asked, env={"COLUMNS": "80"})


def sentence(result: Result) -> str:
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def test_a_passage_is_broken_down_on_one_line() -> None:
    shown = typed(SAMPLE, "1", "1-6", "--json")
    assert shown.exit_code == 0
    assert shown.output.count("\n") == 1
    told = json.loads(shown.output)
    assert told["heading"]["slug"].startswith(("INT. ", "EXT. "))
    assert 3 <= len(told["shots"]) <= 8
    assert told["shots"][0]["purpose"] == "establish"
    assert told["seconds"] == pytest.approx(sum(shot["seconds"] for shot in told["shots"]), abs=0.1)


def test_the_page_fits_80_columns_and_says_what_the_line_says() -> None:
    told = json.loads(typed(SAMPLE, "1", "1-6", "--json").output)
    page = typed(SAMPLE, "1", "1-6").output
    assert told["heading"]["slug"] in page
    assert all(shot["purpose"] in page for shot in told["shots"])
    assert max(len(line) for line in page.splitlines()) <= 80


def test_a_single_paragraph_is_a_passage() -> None:
    assert typed(SAMPLE, "1", "2", "--json").exit_code == 0


@pytest.mark.parametrize(
    ("chapter", "paragraphs", "words"),
    [
        ("99", "1-2", "there is no chapter 99"),
        ("0", "1-2", "there is no chapter 0"),
        ("1", "4-", "names no paragraphs: give the first and the last, such as 4-7"),
        ("1", "[red]x", "names no paragraphs"),
        ("1", "6-2", "the first of a passage before its last"),
        ("1", "1-999999", "they run from 1 to"),
        ("1", "0-2", "they run from 1 to"),
    ],
)
def test_a_passage_that_is_not_there_is_refused_with_the_remedy(
    chapter: str, paragraphs: str, words: str
) -> None:
    refused = typed(SAMPLE, chapter, paragraphs)
    assert refused.exit_code == 3
    assert words in sentence(refused)


def test_more_than_a_passage_is_refused(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("CHAPTER 1\n\n" + "\n\n".join(["A word and another one. " * 60] * 4))
    refused = typed(long, "1", "1-4")
    assert refused.exit_code == 3
    assert "at most 600 words" in sentence(refused)


@pytest.mark.parametrize("name", ["missing.epub", "broken.epub"])
def test_a_file_that_is_no_novel_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.epub").write_bytes(b"PK\x03\x04 nothing")
    refused = typed(tmp_path / name, "1", "1-2")
    assert refused.exit_code == 2
    assert sentence(refused).startswith("greenlight:")
