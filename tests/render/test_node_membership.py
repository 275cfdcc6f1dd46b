from __future__ import annotations

import stat
from pathlib import Path

import pytest

from render import membership
from render.membership import JoinLine, Membership, NotJoined, parse_join_line
from render.settings import Settings

CODE = "AbCdEfGhIjKlMnOpQrSt_-"
PRINT = "0f" * 32


def settings(folder: Path, **facts: object) -> Settings:
    return Settings.model_validate({"node_state": folder / "node.json", **facts})


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            f"https://films.example:8443/#{CODE}.{PRINT}",
            JoinLine("https://films.example:8443", CODE, PRINT),
        ),
        (
            f"  https://films.example/bot/#{CODE}\n",
            JoinLine("https://films.example/bot", CODE, None),
        ),
        (f"http://127.0.0.1:8000/#{CODE}", JoinLine("http://127.0.0.1:8000", CODE, None)),
        (f"http://[::1]:8000#{CODE}", JoinLine("http://[::1]:8000", CODE, None)),
        (f"'https://films.example#{CODE}'", JoinLine("https://films.example", CODE, None)),
        (f"https://10.0.0.5:1#{CODE}.{PRINT.upper()}", JoinLine("https://10.0.0.5:1", CODE, PRINT)),
    ],
)
def test_a_join_line_says_where_with_what_and_whose(line: str, read: JoinLine) -> None:
    assert parse_join_line(line) == read


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "that is not a join line"),
        ("https://films.example/", "that is not a join line"),
        (f"https://films.example/#{CODE}.abc", "that is not a join line"),
        ("https://films.example/#short", "that is not a join line"),
        (f"http://films.example/#{CODE}.{PRINT}", "would send the node's token in the clear"),
        (f"http://127.0.0.1.evil.example/#{CODE}", "would send the node's token in the clear"),
        (f"ftp://films.example/#{CODE}", "is no address: it starts with https://"),
        (f"#{CODE}", "an empty address is no address"),
        (f"https://films.example:99999/#{CODE}", "has no valid port"),
        (f"https://[::1/#{CODE}.{PRINT}", "is no address"),
        (f"https://films\u2100.example/#{CODE}", "is no address"),
    ],
)
def test_any_other_line_is_refused_with_a_sentence(line: str, sentence: str) -> None:
    with pytest.raises(NotJoined, match=sentence):
        parse_join_line(line)


def test_a_membership_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    member = Membership("https://films.example", "secret", PRINT, 7, "claim-id")
    membership.save(tmp_path / "deep" / "node.json", member)
    mode = stat.S_IMODE((tmp_path / "deep" / "node.json").stat().st_mode)
    assert mode == 0o600
    assert membership.load_saved(tmp_path / "deep" / "node.json") == member


def test_a_node_that_never_joined_is_told_how(tmp_path: Path) -> None:
    with pytest.raises(NotJoined, match=r"greenlight node --join LINE"):
        membership.load(settings(tmp_path))


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"url": 1, "colour": 2}', "\x00"])
def test_a_damaged_state_file_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "node.json").write_text(text)
    with pytest.raises(NotJoined, match=r"join"):
        membership.load(settings(tmp_path))


def test_the_local_node_takes_its_token_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    local = settings(
        tmp_path, node_url="http://127.0.0.1:8000/", node_token_file=tmp_path / "token"
    )
    member = membership.load(local)
    assert (member.url, member.token) == ("http://127.0.0.1:8000", "secret")


def test_the_local_node_remembers_its_claims_for_the_same_bot_only(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret")
    saved = Membership("http://127.0.0.1:8000", "old", instance="me", claims=("first", "next"))
    membership.save(tmp_path / "node.json", saved)
    facts = {"node_token_file": tmp_path / "token"}
    same = settings(tmp_path, node_url="http://127.0.0.1:8000", **facts)
    other = settings(tmp_path, node_url="http://127.0.0.1:9000", **facts)
    assert membership.load(same).claims == ("first", "next")
    assert membership.load(same).instance == "me"
    assert membership.load(other).claims == ()


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    facts = {"node_url": "http://127.0.0.1:1", "node_token_file": tmp_path / "gone"}
    with pytest.raises(NotJoined, match="gone cannot be read"):
        membership.load(settings(tmp_path, **facts))


def test_a_state_file_that_cannot_be_is_named_with_what_to_do() -> None:
    with pytest.raises(NotJoined, match=r"/dev/null/node.json cannot be written .*--config"):
        with membership.alone(Path("/dev/null/node.json")):
            raise AssertionError


def test_two_nodes_cannot_be_one(tmp_path: Path) -> None:
    with membership.alone(tmp_path / "node.json"):
        with pytest.raises(NotJoined, match="another node runs on"):
            with membership.alone(tmp_path / "node.json"):
                raise AssertionError
    with membership.alone(tmp_path / "node.json"):
        assert [path.name for path in tmp_path.iterdir()] == ["node.json.lock"]


@pytest.mark.parametrize("value", ["animatic, leader", "animatic,leader,", "leader", ",leader"])
def test_engines_are_a_list_with_commas_and_any_node_draws_storyboards(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("GREENLIGHT_NODE_ENGINES", value)
    assert Settings().node_engines == ("animatic", "leader")


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
