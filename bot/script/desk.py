"""Where the script supervisor sits: an OpenAI-compatible endpoint, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
import pydantic_core
from pydantic import SecretStr
from yarl import URL

from bot.domain.notes import Notes
from bot.script.form import INSTRUCTIONS, Unfit, read_answer, schema

TRIES = 2
MAX_ANSWER = 256 * 1024
"""Bytes of an answer; notes have about 3,000."""
MAX_TOKENS = 3000
CHECKING = 10.0
"""Seconds that the doctor waits for the list of models."""


class NoNotes(Exception):
    """The message says why there are none, without a word of what was sent or answered."""


class NotADesk(Exception):
    """The settings name no endpoint that could be asked; the message says what to set."""


class DeskSettings(Protocol):
    """What the operator sets of it."""

    @property
    def script_url(self) -> str: ...
    @property
    def script_model(self) -> str: ...
    @property
    def script_key(self) -> SecretStr: ...
    @property
    def script_all_novels(self) -> bool: ...
    @property
    def script_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """One endpoint with one model."""

    url: URL
    model: str
    seconds: float
    key: str = field(default="", repr=False)
    reads_all: bool = False
    """Also novels that are not free to quote."""

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return str(self.url.origin())

    def session(self) -> aiohttp.ClientSession:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        return aiohttp.ClientSession(headers=headers, timeout=timeout)

    async def ask(self, session: aiohttp.ClientSession, script: str) -> Notes:
        """The notes on a script, by the second try at the latest. Raises NoNotes."""
        wrong = why = ""
        for _ in range(TRIES):
            try:
                return read_answer(await self._answer(session, script, wrong))
            except Unfit as unfit:
                wrong = str(unfit)
                why = f"its answer is not on the form ({wrong})"
            except TimeoutError:
                why = f"it did not answer within {self.seconds:g} s"
            except aiohttp.ClientError as error:
                why = f"it cannot be reached ({type(error).__name__})"
            except _Answered as answered:
                why = str(answered)
                if answered.for_good:
                    break
        raise NoNotes(why)

    async def check(self) -> None:
        """Ask whether it knows its model. Raises NoNotes."""
        try:
            timeout = aiohttp.ClientTimeout(total=min(CHECKING, self.seconds))
            async with self.session() as session:
                request = session.get(self.url / "models", timeout=timeout, allow_redirects=False)
                async with request as answer:
                    listed = await _body(answer)
            names = [str(model["id"]) for model in listed["data"]]
        except TimeoutError:
            raise NoNotes("it did not answer") from None
        except aiohttp.ClientError as error:
            raise NoNotes(f"it cannot be reached ({type(error).__name__})") from None
        except _Answered as answered:
            raise NoNotes(str(answered)) from None
        except (KeyError, TypeError):
            raise NoNotes("it lists no models: is the path /v1 missing?") from None
        if self.model not in names and f"{self.model}:latest" not in names:
            raise NoNotes(f"it has no model {self.model!r}")

    async def _answer(self, session: aiohttp.ClientSession, script: str, wrong: str) -> str:
        request = session.post(
            self.url / "chat/completions",
            json=self._question(script, wrong),
            # a redirect would send the novel somewhere that nobody has set
            allow_redirects=False,
        )
        async with request as answer:
            body = await _body(answer)
        try:
            content = body["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            content = None
        if not isinstance(content, str):
            raise Unfit("the answer: it has no content")
        return content

    def _question(self, script: str, wrong: str) -> Mapping[str, object]:
        told = f"\n\nYOUR LAST ANSWER WAS REFUSED. Mend this: {wrong}" if wrong else ""
        return {
            "model": self.model,
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {"role": "user", "content": script + told},
            ],
            "response_format": schema(),
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "stream": False,
        }


class _Answered(Exception):
    """It answered something else than 200."""

    def __init__(self, status: int) -> None:
        self.for_good = 300 <= status < 500 and status not in (408, 429)
        super().__init__(f"it answered {status}")


async def _body(answer: aiohttp.ClientResponse) -> Any:
    """The JSON of an answer. Raises Unfit where it is none, or larger than any answer is."""
    if answer.status != 200:
        raise _Answered(answer.status)
    data = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        data += chunk
        if len(data) > MAX_ANSWER:
            raise Unfit("the answer: it is too long")
    try:
        return pydantic_core.from_json(bytes(data))
    except ValueError:
        raise Unfit("the answer: it is no JSON") from None


def desk_of(settings: DeskSettings) -> Desk | None:
    """The desk that the operator set up, None without one. Raises NotADesk."""
    if not settings.script_url:
        return None
    try:
        url = URL(settings.script_url.rstrip("/"))
        is_http = url.scheme in ("http", "https") and bool(url.host)
        is_whole = is_http and url.user is None and not url.query_string
    except ValueError:
        url, is_whole = URL(), False
    if not is_whole:
        raise NotADesk(
            "GREENLIGHT_SCRIPT_URL is no address that can be asked: write it as "
            "http://HOST:PORT/v1, such as http://127.0.0.1:11434/v1."
        )
    if not settings.script_model:
        raise NotADesk(
            "GREENLIGHT_SCRIPT_URL is set without a model: name one in GREENLIGHT_SCRIPT_MODEL."
        )
    key = settings.script_key.get_secret_value()
    return Desk(
        url, settings.script_model, settings.script_seconds, key, settings.script_all_novels
    )
