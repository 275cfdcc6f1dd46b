"""Reads an order that somebody wrote: every fault is one sentence that says where and what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from render import contract
from render.contract import SceneOrder
from render.faults import BadOrder

MAX_ORDER_BYTES = 2 * 2**20
_SHOWN_LENGTH = 60


def read_order(path: Path) -> SceneOrder:
    """Read an order from a JSON file. Raises BadOrder with one sentence."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise BadOrder(f"{path} is not a file; give the path of an order in JSON.")
        if size > MAX_ORDER_BYTES:
            raise BadOrder(
                f"{path.name} is {size / 2**20:.1f} MB; an order has at most "
                f"{MAX_ORDER_BYTES // 2**20} MB."
            )
        return parse_order(path.read_bytes())
    except FileNotFoundError:
        raise BadOrder(
            f"there is no file {path}; `greenlight shoot --example` prints an order to start from."
        ) from None
    except OSError as error:
        raise BadOrder(f"{path} cannot be read: {error.strerror}.") from None


def parse_order(data: bytes) -> SceneOrder:
    """Read an order from JSON. Raises BadOrder with one sentence."""
    try:
        form: object = json.loads(data)
    except UnicodeDecodeError:
        raise BadOrder("the order is not text in UTF-8.") from None
    except RecursionError:
        raise BadOrder("the order is nested too deep; an order needs six levels.") from None
    except json.JSONDecodeError as error:
        raise BadOrder(
            f"the order is not JSON: {error.msg.lower()} in line {error.lineno}, "
            f"column {error.colno}."
        ) from None
    except ValueError:
        raise BadOrder("the order holds a number that is too long to read.") from None
    if not isinstance(form, dict):
        raise BadOrder("the order must be a JSON object: { ... }.")
    return check_order(cast("dict[str, Any]", form))


def check_order(form: dict[str, Any]) -> SceneOrder:
    """Make an order of plain data. Raises BadOrder with one sentence."""
    try:
        # by way of JSON: tuples are lists there, and numbers and words stay what they are
        return SceneOrder.model_validate_json(json.dumps(form))
    except ValidationError as error:
        raise BadOrder(first_fault(error)) from None
    except (ValueError, RecursionError):
        raise BadOrder("the order is nested too deep; an order needs six levels.") from None


def first_fault(error: ValidationError) -> str:
    """The first fault that pydantic found, and how many more there are, as one sentence."""
    faults = error.errors(include_url=False)
    # an unknown field is most often the misspelt name of one that is missing
    first = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    more = len(faults) - 1
    tail = f" ({more} more after that)" if more else ""
    return f"{_sentence(first)}{tail}."


def _sentence(fault: ErrorDetails) -> str:
    loc, message, context = fault["loc"], fault["msg"], fault.get("ctx", {})
    place, shown = _place(loc), _shown(fault["input"])
    match fault["type"]:
        case "extra_forbidden":
            known = ", ".join(_fields_beside(loc))
            return f"unknown field {place}: allowed here are {known}"
        case "missing":
            return f"the field {place} is missing"
        case "enum" | "literal_error":
            return f"{place} is {shown}; it must be {context['expected']}"
        case "value_error":
            said = message.removeprefix("Value error, ")
            return said if not loc else f"{place}: {said}"
        case "string_pattern_mismatch":
            return f"{place} is {shown}; it must match {context['pattern']}"
        case _:
            rule = message[0].lower() + message[1:]
            return f"{place} is {shown}: {rule.replace('input should', 'it should')}"


def _place(loc: tuple[int | str, ...]) -> str:
    """`shots[2].place.name`: where in the order, counted as JSON counts."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return _clipped(text.removeprefix(".") or "the order")


def _shown(value: object) -> str:
    return _clipped(json.dumps(value, ensure_ascii=False, default=str))


def _clipped(text: str) -> str:
    flat = "".join(char if char.isprintable() else "?" for char in text)
    return flat if len(flat) <= _SHOWN_LENGTH else flat[: _SHOWN_LENGTH - 1] + "…"


_FORMS: dict[str, type[BaseModel]] = {
    "shots": contract.Shot,
    "place": contract.Place,
    "cast": contract.Performer,
    "lines": contract.Line,
    "picture": contract.Picture,
    "inputs": contract.Input,
    "bookends": contract.Bookends,
    "credits": contract.Credit,
}


def _fields_beside(loc: tuple[int | str, ...]) -> list[str]:
    """The fields of the form in which an unknown one was found."""
    above = [part for part in loc[:-1] if isinstance(part, str)]
    form = _FORMS.get(above[-1], SceneOrder) if above else SceneOrder
    return list(form.model_fields)
