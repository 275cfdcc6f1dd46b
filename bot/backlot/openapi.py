"""Checks request bodies against Discord's own OpenAPI description, where that file is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.backlot.world import Json

URN = "urn:discord"


class Description:
    """Discord's description of API v10, ready to check bodies with."""

    def __init__(self, validators: Any, routes: dict[str, list[tuple[list[str], str]]]) -> None:
        self._make = validators
        self._routes = routes
        self._validators: dict[str, Any] = {}

    @classmethod
    def read(cls, path: Path) -> Description | str:
        """The description; or, in a sentence, why there is none."""
        if not path.exists():
            return f"{path} is not here: bodies are checked by the backlot's own rules only"
        try:
            from jsonschema import Draft202012Validator
            from referencing import Registry, Resource
            from referencing.jsonschema import DRAFT202012
        except ImportError:
            return "jsonschema is not installed: bodies are checked by the backlot's own rules only"
        document = json.loads(path.read_bytes())
        # discord.py sends attachment ids as integers, and Discord takes them
        document["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
        resource: Any = Resource(contents=document, specification=DRAFT202012)
        make_registry: Any = Registry
        registry = make_registry().with_resource(URN, resource)

        def make(pointer: str) -> Any:
            return Draft202012Validator({"$ref": f"{URN}#{pointer}"}, registry=registry)

        return cls(make, _routes(document))

    def faults(self, method: str, path: str, body: Any) -> list[str]:
        """What the description says is wrong with a body; at most three sentences."""
        pointer = self._pointer(method, path.strip("/").split("/"))
        if pointer is None or body is None:
            return []
        if pointer not in self._validators:
            self._validators[pointer] = self._make(pointer)
        errors = sorted(self._validators[pointer].iter_errors(body), key=lambda error: error.path)
        return [_sentence(error) for error in errors[:3]]

    def _pointer(self, method: str, segments: list[str]) -> str | None:
        for template, pointer in self._routes.get(method, ()):
            if len(template) == len(segments) and all(
                part.startswith("{") or part == segment
                for part, segment in zip(template, segments, strict=True)
            ):
                return pointer
        return None


def _routes(document: Json) -> dict[str, list[tuple[list[str], str]]]:
    """Method -> (path's segments, pointer to the body's schema); literal segments first."""
    routes: dict[str, list[tuple[list[str], str]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "patch", "delete"):
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


def _sentence(error: Any) -> str:
    """The innermost complaint: the top one of a union only says that nothing fitted."""
    while error.context:
        error = min(error.context, key=lambda inner: (len(inner.context or ()), -len(inner.path)))
    where = ".".join(str(part) for part in error.absolute_path)
    return f"{where or 'body'}: {error.message[:200]}"
