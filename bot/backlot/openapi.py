"""Checks request bodies against Discord's own OpenAPI description, where that file is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from bot.backlot.holdings import Json

URN = "urn:discord:api:v10"
METHODS = ("get", "post", "put", "patch", "delete")
MOST_FAULTS = 3
_OWN_RULES_ONLY = "bodies are checked by the backlot's own rules only"
UNDESCRIBED = {
    "ApplicationCommandCreateRequest": ("nsfw",),
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "ApplicationCommandPatchRequestPartial": ("nsfw",),
    "MessageAttachmentRequest": (
        *("url", "proxy_url", "size", "spoiler", "width", "height", "content_type"),
    ),
    "MessageEditRequestPartial": ("tts",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
}
"""Keys that Discord documents or takes, and that its description leaves out."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a body, and whether it is only a key that Discord passes over."""

    sentence: str
    is_about_keys: bool = False

    def __str__(self) -> str:
        return self.sentence


class Description:
    """Discord's description of API v10, ready to check bodies with."""

    def __init__(
        self, make: Callable[[str], Any], routes: dict[str, list[tuple[list[str], str]]]
    ) -> None:
        self._make = make
        self._routes = routes
        self._validators: dict[str, Any] = {}

    @classmethod
    def read(cls, path: Path) -> Description | str:
        """The description; or, in a sentence, why there is none."""
        if not path.is_file():
            return f"{path} is not here: {_OWN_RULES_ONLY}"
        try:
            from jsonschema_rs import Draft202012, Draft202012Validator, Registry
        except ImportError:
            return f"jsonschema-rs is not installed: {_OWN_RULES_ONLY}"
        document = _strict(json.loads(path.read_bytes()))
        registry = Registry([(URN, document)], draft=Draft202012)

        def make(pointer: str) -> Any:
            # the braces of a path are escaped where they stand in an address
            return Draft202012Validator({"$ref": f"{URN}#{quote(pointer)}"}, registry=registry)

        return cls(make, _routes(document))

    def faults(self, method: str, path: str, body: Any) -> list[str]:
        """What the description says is wrong with a body; at most three sentences."""
        return [str(complaint) for complaint in self.complaints(method, path, body)]

    def complaints(self, method: str, path: str, body: Any) -> list[Complaint]:
        pointer = self._pointer(method, path.strip("/").split("/"))
        if pointer is None or body is None:
            return []
        if pointer not in self._validators:
            self._validators[pointer] = self._make(pointer)
        errors = sorted(self._validators[pointer].iter_errors(body), key=_path)
        return [_complaint(error) for error in errors[:MOST_FAULTS]]

    def _pointer(self, method: str, segments: list[str]) -> str | None:
        for template, pointer in self._routes.get(method, ()):
            if len(template) == len(segments) and all(
                part.startswith("{") or part == segment
                for part, segment in zip(template, segments, strict=True)
            ):
                return pointer
        return None


def _strict(document: Json) -> Json:
    """Refuse keys that nothing describes, and take what Discord takes beyond its description."""
    schemas: Json = document["components"]["schemas"]
    for name, keys in UNDESCRIBED.items():
        schemas[name]["properties"] |= dict.fromkeys(keys, True)
    for schema in schemas.values():
        _close(schema)
    # discord.py sends attachment ids as integers, and Discord takes them
    schemas["SnowflakeType"] = {"type": ["string", "integer"]}
    return document


def _close(schema: Any) -> None:
    if isinstance(schema, list):
        for item in cast("list[Any]", schema):
            _close(item)
    elif isinstance(schema, dict):
        inner = cast("Json", schema)
        for key, value in inner.items():
            if key not in ("enum", "const", "default", "examples"):
                _close(value)
        if isinstance(inner.get("properties"), dict) and "allOf" not in inner:
            inner.setdefault("additionalProperties", False)


def _routes(document: Json) -> dict[str, list[tuple[list[str], str]]]:
    """Method -> (path's segments, pointer to the body's schema); literal segments first."""
    routes: dict[str, list[tuple[list[str], str]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            request: Json = operation.get("requestBody") or {}
            content: Json = request.get("content", {})
            if "application/json" in content:
                escaped = path.replace("~", "~0").replace("/", "~1")
                pointer = f"/paths/{escaped}/{method}/requestBody/content/application~1json/schema"
                routes.setdefault(method.upper(), []).append((path.strip("/").split("/"), pointer))
    for found in routes.values():
        found.sort(key=lambda item: sum(part.startswith("{") for part in item[0]))
    return routes


def _complaint(error: Any) -> Complaint:
    """The innermost complaint: the top one of a union only says that nothing fitted."""
    while branches := getattr(error.kind, "context", None):
        error = max(max(branches, key=_nearness), key=_depth)
    where = ".".join(_path(error)) or "body"
    match error.kind.name:
        case "additionalProperties":
            return Complaint(f"{where}: {error.message}", is_about_keys=True)
        case "maxLength":
            what = f"{len(error.instance):,} characters; at most {error.kind.limit:,}"
        case "minLength":
            what = f"{len(error.instance):,} characters; at least {error.kind.limit:,}"
        case "maxItems":
            what = f"{len(error.instance):,}; at most {error.kind.limit:,}"
        case "minItems":
            what = f"{len(error.instance):,}; at least {error.kind.limit:,}"
        case _:
            what = error.message[:200]
    return Complaint(f"{where}: {what}")


def _nearness(branch: list[Any]) -> tuple[bool, int]:
    """A branch of a union whose `type` does not fit was not meant."""
    return (not any(map(_names_its_type, branch)), max(map(_depth, branch)))


def _names_its_type(error: Any) -> bool:
    return error.kind.name in ("enum", "const") and _path(error)[-1:] == ["type"]


def _depth(error: Any) -> int:
    return len(_path(error))


def _path(error: Any) -> list[str]:
    return [str(part) for part in error.instance_path]
