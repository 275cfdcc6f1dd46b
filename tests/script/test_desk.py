"""The script supervisor's desk: what is sent there, and what becomes of any answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from pydantic import SecretStr
from script_stand import Said, Settings, Stand, answer, shot, standing

from bot.domain.direction import Pace, TimeOfDay
from bot.domain.notes import Notes
from bot.domain.shots import Purpose
from bot.script import NoNotes, NotADesk, desk_of
from bot.script.desk import MAX_ANSWER
from bot.script.form import schema


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with standing() as opened:
        yield opened


async def ask(stand: Stand, *says: Said, **changes: Any) -> Notes:
    stand.says = list(says)
    desk = stand.desk(**changes)
    async with desk.session() as session:
        return await desk.ask(session, "THE PASSAGE: Wick ran.")


async def test_a_good_answer_is_notes(stand: Stand) -> None:
    notes = await ask(stand, answer())
    assert notes.heading.time_of_day is TimeOfDay.DUSK
    assert notes.pace is Pace.BRISK
    assert [shot.purpose for shot in notes.shots][:2] == [Purpose.ESTABLISH, Purpose.FOLLOW]
    assert len(stand.asked) == 1


async def test_the_question_has_the_script_the_schema_and_the_key(stand: Stand) -> None:
    await ask(stand, answer(), script_key=SecretStr("k-123"))
    [asked] = stand.asked
    assert asked["model"] == "small"
    assert asked["messages"][-1]["content"] == "THE PASSAGE: Wick ran."
    assert asked["response_format"] == schema()
    assert stand.headers[0]["Authorization"] == "Bearer k-123"


async def test_without_a_key_none_is_sent(stand: Stand) -> None:
    await ask(stand, answer())
    assert "Authorization" not in stand.headers[0]


def test_a_good_answer_keeps_to_the_schema_and_a_bad_one_does_not() -> None:
    form = schema()["json_schema"]["schema"]
    jsonschema.validate(answer(), form)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer(pace="leisurely"), form)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer(quote="Come up out of that"), form)


def test_the_schema_sets_no_sizes_at_which_grammars_give_up() -> None:
    assert not {"maxLength", "maxItems", "minItems"} & set(json.dumps(schema()).split('"'))


BAD: list[tuple[Said, str]] = [
    ("I would love to help!", "on the form"),
    ("", "on the form"),
    ("[" * 5000, "on the form"),
    (answer(pace="leisurely"), "pace"),
    (answer(title="x" * 81), "title"),
    (answer(title=""), "title"),
    (answer(extra=1), "extra"),
    (answer(shots=[]), "shots"),
    (answer(shots=[shot("follow", "full", "static", "He runs.")] * 9), "shots"),
    (answer(shots=[shot("follow", "full", "zoom", "He runs.")] * 3), "shots.0.camera"),
    (answer(cast=["Wick"] * 9), "cast"),
    (answer(cast="Wick"), "cast"),
    (answer(speeches=[{"number": "0", "speaker": "Wick", "to": ""}]), "speeches.0.number"),
    (answer(heading={"place": "strand", "interior": "no"}), "heading"),
    ({"shots": None}, "on the form"),
    (web.json_response({"choices": []}), "no content"),
    (web.json_response({"choices": [{"message": {"content": None}}]}), "no content"),
    (web.json_response([1, 2]), "no content"),
    (web.Response(text="<html>Welcome</html>"), "no JSON"),
    (web.Response(body=b"\xff\xfe\x00"), "no JSON"),
    (web.Response(body=b"x" * (MAX_ANSWER + 1)), "too long"),
    (web.Response(status=500), "answered 500"),
]


@pytest.mark.parametrize(("said", "why"), BAD, ids=lambda value: str(value)[:24])
async def test_an_answer_that_is_not_on_the_form_is_asked_for_once_more(
    stand: Stand, said: Said, why: str
) -> None:
    again = said if not isinstance(said, web.Response) else _copy(said)
    with pytest.raises(NoNotes, match=why):
        await ask(stand, said, again)
    assert len(stand.asked) == 2


def _copy(response: web.Response) -> web.Response:
    return web.Response(
        body=response.body, status=response.status, content_type=response.content_type
    )


async def test_the_second_try_says_what_was_wrong_and_may_succeed(stand: Stand) -> None:
    notes = await ask(stand, answer(pace="leisurely"), answer())
    assert notes.title == "The boy and the sea"
    again = stand.asked[1]["messages"][-1]["content"]
    assert "pace" in again
    assert "leisurely" not in again


@pytest.mark.parametrize("status", [301, 400, 401, 404])
async def test_an_answer_that_will_not_change_is_not_asked_for_again(
    stand: Stand, status: int
) -> None:
    elsewhere = web.Response(status=status, headers={"Location": f"{stand.url}/other"})
    with pytest.raises(NoNotes, match=f"answered {status}"):
        await ask(stand, elsewhere)
    assert len(stand.asked) == 1


async def test_a_slow_answer_is_not_waited_for(stand: Stand) -> None:
    with pytest.raises(NoNotes, match=r"within 0\.1 s"):
        await ask(stand, 2.0, script_seconds=0.1)
    assert len(stand.asked) == 2


async def test_nobody_at_the_desk_is_no_notes() -> None:
    async with standing() as stand:
        stand.says = [answer()]
        desk = stand.desk()
    async with desk.session() as session:
        with pytest.raises(NoNotes, match="cannot be reached"):
            await desk.ask(session, "Wick ran.")


async def test_what_is_said_of_a_failure_has_none_of_its_words(stand: Stand) -> None:
    with pytest.raises(NoNotes) as caught:
        await ask(stand, answer(title="secret words " * 30))
    assert "secret" not in str(caught.value)


async def test_the_check_knows_the_model(stand: Stand) -> None:
    stand.models = ("large", "small:latest")
    await stand.desk().check()
    stand.models = ("large",)
    with pytest.raises(NoNotes, match="no model 'small'"):
        await stand.desk().check()


async def test_the_check_of_a_wrong_path_says_so(stand: Stand) -> None:
    desk = desk_of(Settings(script_url=stand.url.removesuffix("/v1")))
    assert desk is not None
    with pytest.raises(NoNotes, match="answered 404"):
        await desk.check()


def test_without_an_address_there_is_no_desk() -> None:
    assert desk_of(Settings()) is None


@pytest.mark.parametrize(
    "url",
    [
        *("127.0.0.1:11434", "file:///etc/passwd", "http://", "http://[::1", "http://h/v1?x=1"),
        "http://me:pw@10.0.0.2/v1",
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(NotADesk, match=r"such as http://127\.0\.0\.1:11434/v1"):
        desk_of(Settings(script_url=url))


def test_an_address_without_a_model_is_refused() -> None:
    with pytest.raises(NotADesk, match="GREENLIGHT_SCRIPT_MODEL"):
        desk_of(Settings(script_url="http://127.0.0.1:1/v1", script_model=""))


def test_people_are_told_the_host_and_nobody_the_key() -> None:
    desk = desk_of(Settings(script_url="http://10.0.0.2:8080/v1/", script_key=SecretStr("k-123")))
    assert desk is not None
    assert desk.place == "http://10.0.0.2:8080"
    assert "k-123" not in repr(desk)
