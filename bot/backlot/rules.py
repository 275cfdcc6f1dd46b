"""Discord's limits that its OpenAPI description does not state: each breach is one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.backlot.world import COMPONENTS_V2, Json

NAME = re.compile(r"^[-_'\w]{1,32}$")
MESSAGE_KEYS = frozenset(
    {
        "content",
        "embeds",
        "components",
        "flags",
        "attachments",
        "allowed_mentions",
        "nonce",
        "enforce_nonce",
        "tts",
        "message_reference",
        "sticker_ids",
        "poll",
    }
)
ROW, BUTTON, TEXT_DISPLAY, GALLERY = 1, 2, 10, 12


def walk(components: Any) -> Iterator[Json]:
    """Every component, nested ones and accessories included."""
    for component in components or ():
        yield component
        yield from walk(component.get("components"))
        yield from walk([component[key] for key in ("accessory", "component") if key in component])


def message_faults(
    body: Json, files: Mapping[str, bytes], limit: int, old_flags: int = 0
) -> list[str]:
    """What is wrong with a message to be sent or edited."""
    faults = [f"unknown key {key!r}" for key in body if key not in MESSAGE_KEYS]
    if len(body.get("content") or "") > 2000:
        faults.append("content has more than 2,000 characters")
    flags = (body.get("flags") or 0) | (old_flags & COMPONENTS_V2)
    components: list[Json] = body.get("components") or []
    if flags & COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            faults.append("content or embeds beside the components V2 flag")
        faults += _v2_faults(components)
    else:
        if len(components) > 5:
            faults.append("more than 5 rows")
        if any(component["type"] != ROW for component in components):
            faults.append("a component V2 without the flag")
    faults += component_faults(components)
    faults += _embed_faults(body.get("embeds") or [])
    faults += _file_faults(body, files)
    if isinstance(body.get("nonce"), str) and len(body["nonce"]) > 25:
        faults.append("the nonce has more than 25 characters")
    return faults


def component_faults(components: Any) -> list[str]:
    faults: list[str] = []
    seen: set[str] = set()
    for component in walk(components):
        kind, custom_id = component["type"], component.get("custom_id")
        if custom_id is not None:
            if not 1 <= len(custom_id) <= 100:
                faults.append(f"a custom_id of {len(custom_id)} characters")
            if custom_id in seen:
                faults.append(f"the custom_id {custom_id!r} stands twice")
            seen.add(custom_id)
        if kind == ROW and not 1 <= len(component["components"]) <= 5:
            faults.append("a row with no button, or more than 5")
        if kind == BUTTON and len(component.get("label") or "") > 80:
            faults.append("a button's label has more than 80 characters")
        if kind == 3 and not 1 <= len(component.get("options", [])) <= 25:
            faults.append("a select without options, or with more than 25")
        if kind == GALLERY:
            faults += _gallery_faults(component)
    return faults


def _v2_faults(components: Any) -> list[str]:
    every = list(walk(components))
    faults: list[str] = []
    if not 1 <= len(every) <= 40:
        faults.append(f"{len(every)} components; 1 to 40 are allowed")
    texts = [component["content"] for component in every if component["type"] == TEXT_DISPLAY]
    if sum(map(len, texts)) > 4000:
        faults.append("the texts have more than 4,000 characters in all")
    if any(not text.strip() for text in texts):
        faults.append("an empty text")
    return faults


def _gallery_faults(gallery: Json) -> list[str]:
    faults: list[str] = []
    if not 1 <= len(gallery["items"]) <= 10:
        faults.append("a gallery without items, or with more than 10")
    for item in gallery["items"]:
        if len(item.get("description") or "") > 1024:
            faults.append("an alt text has more than 1,024 characters")
    return faults


def _embed_faults(embeds: Any) -> list[str]:
    total = 0
    for embed in embeds:
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        total += sum(len(item["name"]) + len(item["value"]) for item in embed.get("fields", []))
    return ["the embeds have more than 6,000 characters in all"] if total > 6000 else []


def _file_faults(body: Json, files: Mapping[str, bytes]) -> list[str]:
    faults: list[str] = []
    listed: list[Json] = body.get("attachments") or []
    if len(listed) > 10 or len(files) > 10:
        faults.append("more than 10 files")
    for item in listed:
        if len(item.get("description") or "") > 1024:
            faults.append("an alt text has more than 1,024 characters")
    return faults


def unreferenced(components: Any, names: list[str]) -> list[str]:
    """Files that a components V2 message carries and does not show."""
    shown = {
        place["url"]
        for component in walk(components)
        for place in [
            *(item["media"] for item in component.get("items", [])),
            *(component[key] for key in ("media", "file") if key in component),
        ]
    }
    return [name for name in names if f"attachment://{name}" not in shown]


def modal_faults(data: Json) -> list[str]:
    faults = component_faults(data["components"])
    if not 1 <= len(data["title"]) <= 45:
        faults.append("a form's title has 1 to 45 characters")
    if not 1 <= len(data["components"]) <= 5:
        faults.append("a form has 1 to 5 fields")
    if not 1 <= len(data["custom_id"]) <= 100:
        faults.append("a form's custom_id has 1 to 100 characters")
    for component in walk(data["components"]):
        if component["type"] == 18 and len(component["label"]) > 45:
            faults.append("a field's label has more than 45 characters")
        if component["type"] == 18 and len(component.get("description") or "") > 100:
            faults.append("a field's description has more than 100 characters")
        value, most = component.get("value"), component.get("max_length", 4000)
        if component["type"] == 4 and value is not None and len(value) > most:
            faults.append("a field is filled with more than it may hold")
    return faults


def choice_faults(choices: list[Json]) -> list[str]:
    faults: list[str] = []
    if len(choices) > 25:
        faults.append("more than 25 choices")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100:
            faults.append(f"a choice's name has {len(choice['name'])} characters")
        if isinstance(choice["value"], str) and not 1 <= len(choice["value"]) <= 100:
            faults.append(f"a choice's value has {len(choice['value'])} characters")
    return faults


def command_faults(commands: list[Json], depth: int = 0) -> list[str]:
    faults: list[str] = []
    if depth == 0 and len(commands) > 100:
        faults.append("more than 100 commands")
    for command in commands:
        name = command["name"]
        if not NAME.match(name) or name != name.lower():
            faults.append(f"the name {name!r}")
        if command.get("type", 1) in (1, 2) and not 1 <= len(command.get("description", "")) <= 100:
            faults.append(f"the description of {name!r}")
        options = command.get("options", [])
        if len(options) > 25:
            faults.append(f"more than 25 options of {name!r}")
        faults += command_faults(options, depth + 1)
    if depth == 0 and any(_length(command) > 8000 for command in commands):
        faults.append("a command with more than 8,000 characters")
    return faults


def _length(command: Json) -> int:
    own = len(command["name"]) + len(command.get("description", ""))
    choices = sum(
        len(item["name"]) + len(str(item["value"])) for item in command.get("choices", [])
    )
    return own + choices + sum(_length(option) for option in command.get("options", []))
