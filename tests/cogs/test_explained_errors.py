"""Whatever goes wrong, whoever asked is answered once: a refusal as it stands, else an incident."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from club import Club, filled

pytest_plugins = ("club_fixtures",)

SORRY = re.compile(
    r"Something went wrong here, and it was written down as (?P<id>[0-9a-f]{8}); "
    r"nothing was lost\. Try again\."
)


def broken(club: Club, monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    club.is_broken = True

    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone: /srv/greenlight.db")

    monkeypatch.setattr(room, name, fail)


def answers(shown: Any) -> list[str]:
    """Every message that one interaction was answered with."""
    first = [] if shown.response is None else [shown.response]
    return [message.content for message in (*first, *shown.followups)]


def explained_once(shown: Any, caplog: pytest.LogCaptureFixture) -> None:
    [answer] = answers(shown)
    said = SORRY.search(answer)
    assert said is not None
    logged = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.getMessage() for record in logged] == [f"incident {said['id']}"]
    assert "greenlight.db" not in answer


async def test_an_error_in_a_command(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken(club, monkeypatch, club.studio.film, "book")
    explained_once(await club.tom.slash(club.channel, "film"), caplog)


async def test_an_error_in_a_subcommand_of_a_group(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken(club, monkeypatch, club.studio.nodes, "of_guild")
    explained_once(await club.anna.slash(club.channel, "studio node list"), caplog)


async def test_an_error_after_an_answer_was_promised(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken(club, monkeypatch, club.studio.novels, "add")
    book = ("a.txt", b"CHAPTER I\n\n" + b"The sea was grey that day. " * 400)
    shown = await club.anna.slash(club.channel, "studio novel add", file=book, rights="own work")
    explained_once(shown, caplog)


@pytest.mark.parametrize(
    ("room", "name", "label"),
    [
        ("ballots", "vote", "Not this one"),
        ("scenes", "view", "Discuss"),
        ("scenes", "subscribe", "Tell me"),
        ("scenes", "view", "Report"),
        ("scenes", "view", "⋯"),
    ],
)
async def test_an_error_behind_a_button(
    club: Club,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    room: str,
    name: str,
    label: str,
) -> None:
    await club.proposed()
    broken(club, monkeypatch, getattr(club.studio, room), name)
    explained_once(await club.tom.click(club.card(), label=label), caplog)


async def test_an_answer_that_comes_too_late_is_no_error_and_is_tried_once(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await club.proposed()
    tries: list[str] = []

    async def too_late(_: discord.InteractionResponse[Any], said: str, **__: Any) -> None:
        tries.append(said)
        gone: Any = SimpleNamespace(status=404, reason="Not Found")
        raise discord.NotFound(gone, {"code": 10062, "message": "Unknown interaction"})

    monkeypatch.setattr(discord.InteractionResponse, "send_message", too_late)
    await club.tom.click(club.card(), label="Film it")
    assert len(tries) == 1
    assert [record.levelname for record in caplog.records if record.name == "bot.app"] == [
        "WARNING"
    ]
    assert (await club.studio.scenes.view(club.guild.id, 1)).tally.for_ == 1


async def test_an_error_behind_a_lever(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await club.anna.slash(club.channel, "queue")
    broken(club, monkeypatch, club.studio.queue, "pause")
    explained_once(await club.anna.click(shown.response, label="Pause the queue"), caplog)


async def test_an_error_behind_a_form_gives_the_words_back(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await club.proposed()
    shown = await club.tom.click(club.card(), label="Report")
    broken(club, monkeypatch, club.studio.scenes, "complain")
    sent = await club.tom.submit_modal(shown, {"reason": "A hand with six fingers."})
    explained_once(sent, caplog)
    assert "A hand with six fingers." in sent.response.content


async def test_an_error_behind_the_setup_form(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await club.anna.slash(club.channel, "studio setup")
    broken(club, monkeypatch, club.studio.settings, "setup")
    filled_in = {name: value for name, value in filled(shown.modal).items() if value}
    sent = await club.anna.submit_modal(shown, filled_in | {"channel": [club.channel]})
    explained_once(sent, caplog)


@pytest.mark.parametrize(
    ("command", "options"),
    [("film", {"what": "no number"}), ("propose", {"chapter": "99"})],
)
async def test_a_refusal_is_said_once_and_logged_never(
    club: Club, caplog: pytest.LogCaptureFixture, command: str, options: dict[str, str]
) -> None:
    [answer] = answers(await club.tom.slash(club.channel, command, **options))
    assert not SORRY.search(answer)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
