"""Whether what a person types and chooses fits an option or a field. Raises ValueError if not."""

from __future__ import annotations

from typing import Any, cast

from bot.backlot.holdings import Json, several

(
    SUBCOMMAND,
    GROUP,
    STRING,
    INTEGER,
    BOOLEAN,
    USER,
    CHANNEL,
    ROLE,
    MENTIONABLE,
    NUMBER,
    ATTACHMENT,
) = range(1, 12)
MOST_TYPED, MOST_FILLED = 6000, 4000
"""Characters of a command's option, and of a form's field, that name no limit of their own."""


def named(items: list[Json], name: str) -> Json:
    for item in items:
        if item["name"] == name:
            return item
    raise ValueError(f"there is no /{name}")


def paths(command: Json) -> list[str]:
    inner = [option for option in several(command, "options") if option["type"] in (1, 2)]
    if not inner:
        return [command["name"]]
    return [f"{command['name']} {path}" for option in inner for path in paths(option)]


def chosen_of(option: Json, choices: list[Json], value: Any) -> Any:
    """A choice is picked by what it is called, or by its value."""
    for choice in choices:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    names = [choice["name"] for choice in choices]
    raise ValueError(f"{option['name']} is one of {', '.join(map(str, names))}")


def require_kind(option: Json, value: Any) -> None:
    fits = {
        STRING: isinstance(value, str),
        INTEGER: isinstance(value, int) and not isinstance(value, bool),
        BOOLEAN: isinstance(value, bool),
        NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
    }
    if not fits[option["type"]]:
        raise ValueError(f"{option['name']} cannot be {value!r}")


def typed(item: Json, text: str) -> str:
    name = item["custom_id"]
    is_required = item.get("required") is not False
    if not text.strip():
        if is_required:
            raise ValueError(f"{name} must be filled in")
        return text
    low, high = item.get("min_length") or 0, item.get("max_length") or MOST_FILLED
    if not low <= len(text) <= high:
        raise ValueError(f"{name} holds {low} to {high} characters")
    return text


def require_count(item: Json, chosen: list[Any]) -> None:
    is_required = item.get("required") is not False
    low, high = item.get("min_values"), item.get("max_values") or 1
    low = 1 if low is None else low
    if not chosen and not is_required:
        return
    if not low <= len(chosen) <= high:
        raise ValueError(f"of {item['custom_id']}, {low} to {high} must be chosen")


def require_offered(item: Json, chosen: list[str]) -> None:
    offered = {option["value"] for option in item["options"]}
    if missing := [value for value in chosen if value not in offered]:
        raise ValueError(f"{item['custom_id']} has no option {', '.join(missing)}")


def as_list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def defaults_of(item: Json) -> list[str]:
    if "options" in item:
        return [option["value"] for option in item["options"] if option.get("default")]
    items: list[Json] = item.get("default_values") or []
    return [str(default["id"]) for default in items]
