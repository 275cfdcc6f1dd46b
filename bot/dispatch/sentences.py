"""One sentence for a body that is not of the form, or for a refusal: what nodes get as an error."""

from __future__ import annotations

from aiohttp import web
from pydantic import ValidationError

from bot.errors import NodeRefused
from bot.studio.fencing import BadDelivery, Gone, NoRoom, Paused, Revoked, Stop, TooLarge

STATUSES: dict[type[NodeRefused], int] = {
    Revoked: 401,
    Stop: 409,
    Gone: 410,
    TooLarge: 413,
    BadDelivery: 422,
    Paused: 423,
    NoRoom: 507,
}
LONGEST = 200


def sentence_of(error: ValidationError) -> str:
    """The first thing that is wrong, by the name of its field; never the value, which may be long.

    An unknown field is named as such: it is meant for another version.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])[:LONGEST]
    if first["type"] == "extra_forbidden":
        return f"{field}: this contract knows no such field."
    message = first["msg"].removeprefix("Value error, ")[:LONGEST]
    return f"{field or 'body'}: {message[:1].lower()}{message[1:].rstrip('.')}."


def refusal(status: int, sentence: str, **headers: str) -> web.Response:
    """An error as nodes read it."""
    return web.json_response({"error": sentence}, status=status, headers=headers)


def status_of(error: NodeRefused) -> int:
    return STATUSES.get(type(error), 403)
