"""What goes over the wire between a node and its bot: every answer that says no has a name."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

import aiohttp
from pydantic import BaseModel, ValidationError

ANSWER_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
_SENTENCE_LENGTH = 300
_Form = TypeVar("_Form", bound=BaseModel)


class NoAnswer(Exception):
    """The bot cannot be reached or is in trouble; the same call may go through later."""


class LeaseLost(Exception):
    """409 or 410: the job is somebody else's, or gone."""


class Unwelcome(Exception):
    """401 or 403: the node's token is not, or no longer, good."""


class NotAsAnnounced(Exception):
    """422: what was delivered is not what was announced; upload it again."""


class TooLarge(Exception):
    """413: the bot does not take a file of that size."""


class NoRoom(Exception):
    """507: the bot's disk is full."""


class NoCommonContract(Exception):
    """426: this node is too old or too new for its bot."""


class Paused(Exception):
    """423: this node was paused in Discord."""


class Refused(Exception):
    """Any other answer that says no."""


class OffsetWrong(Exception):
    """409 to a part of an upload; `offset` is where the bot wants it to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class NotThere(Refused):
    """404: the bot does not know what was asked for."""


_ANSWERS: dict[int, type[Exception]] = {
    401: Unwelcome,
    403: Unwelcome,
    409: LeaseLost,
    410: LeaseLost,
    413: TooLarge,
    422: NotAsAnnounced,
    423: Paused,
    426: NoCommonContract,
    507: NoRoom,
}
_TROUBLE = (408, 425, 429, 500, 502, 503, 504)


def session(fingerprint: str | None, headers: dict[str, str]) -> aiohttp.ClientSession:
    """A session that trusts one certificate, or any that the system trusts."""
    pinned = aiohttp.Fingerprint(bytes.fromhex(fingerprint)) if fingerprint else True
    connector = aiohttp.TCPConnector(ssl=pinned)
    return aiohttp.ClientSession(connector=connector, headers=headers)


@asynccontextmanager
async def calling(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    attempt: int | None = None,
    body: BaseModel | None = None,
    data: bytes | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = ANSWER_SECONDS,
    hear: Callable[[Mapping[str, str]], None] = lambda headers: None,
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Make a call; anything but a success is raised under its name.

    `hear` is told the answer's headers, whatever it is.
    """
    sent = dict(headers or {})
    if attempt is not None:
        sent["Attempt"] = str(attempt)
    if body is not None:
        data = body.model_dump_json().encode()
        sent["Content-Type"] = "application/json"
    patience = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=timeout)
    try:
        async with session.request(
            method, url, data=data, headers=sent, timeout=patience, allow_redirects=False
        ) as answer:
            hear(answer.headers)
            if answer.status >= 300:
                raise await _named(answer)
            yield answer
    except aiohttp.ServerFingerprintMismatch:
        raise Unwelcome(
            "the bot shows another certificate than the one in the join line; if it was set up "
            "anew, join again with a new line."
        ) from None
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error


async def _named(answer: aiohttp.ClientResponse) -> Exception:
    offset = answer.headers.get("Upload-Offset", "")
    if answer.status == 409 and offset.isdigit():
        return OffsetWrong(int(offset))
    sentence = f"the bot answered {answer.status}"
    if answer.method != "HEAD":
        with suppress(ValueError, KeyError, TypeError):
            sentence = _plain(str((await answer.json(content_type=None))["error"]))
    if answer.status in _TROUBLE:
        return NoAnswer(sentence)
    if answer.status == 404:
        return NotThere(sentence)
    return _ANSWERS.get(answer.status, Refused)(sentence)


async def json_of(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """The JSON object of an answer. Raises Refused when it is none."""
    try:
        form = await answer.json(content_type=None)
    except ValueError:
        form = None
    if not isinstance(form, dict):
        raise Refused("the bot's answer is not what was asked for; is the address right?")
    return cast("dict[str, Any]", form)


def form_of(form: type[_Form], data: dict[str, Any]) -> _Form:
    """Read data on a form of the contract. Raises Refused when it does not fit."""
    try:
        return form.model_validate_json(json.dumps(data))
    except ValidationError:
        raise Refused("the bot's answer is on no form that this node knows") from None


def _plain(sentence: str) -> str:
    """Another machine's words, fit for a terminal."""
    return "".join(c if c.isprintable() else " " for c in sentence)[:_SENTENCE_LENGTH].strip()
