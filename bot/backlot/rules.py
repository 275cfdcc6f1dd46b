"""Discord's limits that its OpenAPI description does not state: each breach is one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.backlot.components import component_faults, layout_faults, media, rows_faults
from bot.backlot.holdings import COMPONENTS_V2, Json, several

MESSAGE_KEYS = frozenset(
    {
        *("content", "embeds", "components", "flags", "attachments", "allowed_mentions"),
        *("nonce", "enforce_nonce", "tts", "message_reference", "sticker_ids", "poll"),
        *("username", "avatar_url", "thread_name", "applied_tags"),
    }
)
MOST_CONTENT, MOST_EMBEDS, MOST_EMBED_TEXT, MOST_FILES, MOST_NONCE = 2000, 10, 6000, 10, 25
MOST_COMMANDS, MOST_OPTIONS, MOST_CHOICES, MOST_COMMAND_TEXT = 100, 25, 25, 8000
SUBCOMMAND, GROUP = 1, 2


def message_faults(body: Json, files: Mapping[str, bytes], old_flags: int = 0) -> list[str]:
    """What is wrong with a message to be sent or edited."""
    faults = [f"{key}: unknown key" for key in body if key not in MESSAGE_KEYS]
    content = body.get("content") or ""
    if len(content) > MOST_CONTENT:
        faults.append(f"content: {len(content)} characters; at most {MOST_CONTENT:,}")
    was_laid_out = bool(old_flags & COMPONENTS_V2)
    is_laid_out = was_laid_out or bool((body.get("flags") or 0) & COMPONENTS_V2)
    if was_laid_out and body.get("flags") is not None and not body["flags"] & COMPONENTS_V2:
        faults.append("flags: the components V2 flag cannot be taken back")
    components = several(body, "components")
    if is_laid_out:
        faults += [
            f"{key}: cannot stand beside the components V2 flag"
            for key in ("content", "embeds", "sticker_ids", "poll")
            if body.get(key)
        ]
        if "components" in body or not was_laid_out:
            faults += layout_faults(components)
    else:
        faults += rows_faults(components)
    faults += component_faults(components)
    faults += _embed_faults(several(body, "embeds"))
    faults += _file_faults(body, files)
    faults += _mention_faults(body.get("allowed_mentions") or {})
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > MOST_NONCE:
        faults.append(f"nonce: {len(nonce)} characters; at most {MOST_NONCE}")
    return faults


def unreferenced(components: Any, attachments: Iterable[Json]) -> list[str]:
    """Files that a components V2 message carries and does not show."""
    shown = {place["url"] for place in media(components)}
    return [
        f"attachments: the file {item['filename']} is not shown by any component"
        for item in attachments
        if f"attachment://{item['filename']}" not in shown and item["url"] not in shown
    ]


def _embed_faults(embeds: list[Json]) -> list[str]:
    if len(embeds) > MOST_EMBEDS:
        return [f"embeds: {len(embeds)}; at most {MOST_EMBEDS}"]
    total = 0
    for embed in embeds:
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        total += len((embed.get("footer") or {"text": ""})["text"])
        total += len((embed.get("author") or {"name": ""})["name"])
        total += sum(len(item["name"]) + len(item["value"]) for item in several(embed, "fields"))
    if total > MOST_EMBED_TEXT:
        return [f"embeds: {total} characters in all; at most {MOST_EMBED_TEXT:,}"]
    return []


def _file_faults(body: Json, files: Mapping[str, bytes]) -> list[str]:
    faults: list[str] = []
    listed: list[Json] = body.get("attachments") or []
    if len(listed) > MOST_FILES or len(files) > MOST_FILES:
        faults.append(f"attachments: more than {MOST_FILES} files")
    if any(len(item.get("description") or "") > 1024 for item in listed):
        faults.append("attachments: an alt text of more than 1,024 characters")
    return faults


def _mention_faults(allowed: Json) -> list[str]:
    parse: list[str] = allowed.get("parse") or []
    return [
        f"allowed_mentions: {kind} are parsed and listed at once"
        for kind in ("users", "roles")
        if kind in parse and allowed.get(kind)
    ]


def choice_faults(choices: list[Json]) -> list[str]:
    """The answer to an autocompletion."""
    faults: list[str] = []
    if len(choices) > MOST_CHOICES:
        faults.append(f"choices: {len(choices)}; at most {MOST_CHOICES}")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100:
            faults.append(f"choices: a name of {len(choice['name'])} characters; 1 to 100")
        if isinstance(choice["value"], str) and not 1 <= len(choice["value"]) <= 100:
            faults.append(f"choices: a value of {len(choice['value'])} characters; 1 to 100")
    return faults


def command_faults(commands: list[Json]) -> list[str]:
    """Everything that a bot registers at once."""
    faults = _level_faults(commands, 0)
    slash = [command for command in commands if command.get("type", 1) == 1]
    if len(slash) > MOST_COMMANDS:
        faults.append(f"commands: {len(slash)}; at most {MOST_COMMANDS}")
    for command in commands:
        if (length := _length(command)) > MOST_COMMAND_TEXT:
            faults.append(
                f"commands: {command['name']!r} has {length} characters;"
                f" at most {MOST_COMMAND_TEXT:,} in all"
            )
    return faults


def _level_faults(items: list[Json], depth: int) -> list[str]:
    faults: list[str] = []
    names = [(item["name"], item.get("type", 1)) for item in items]
    if depth:
        names = [(name, 0) for name, _ in names]
    if len(set(names)) != len(names):
        faults.append("name: a name stands twice")
    for item in items:
        faults += _named_faults(item, depth)
        options: list[Json] = item.get("options") or []
        faults += _option_faults(item, options)
        faults += _level_faults(options, depth + 1)
    return faults


def _named_faults(item: Json, depth: int) -> list[str]:
    faults: list[str] = []
    name: str = item["name"]
    is_typed = depth > 0 or item.get("type", 1) == 1
    if is_typed and not is_command_name(name):
        faults.append(f"name: {name!r}; 1 to 32 small letters, digits, - and _")
    if not is_typed and not 1 <= len(name) <= 32:
        faults.append(f"name: {name!r}; 1 to 32 characters")
    if is_typed and not 1 <= len(item.get("description") or "") <= 100:
        faults.append(f"description: of {name!r}; 1 to 100 characters")
    return faults


def is_command_name(name: str) -> bool:
    """Discord's own pattern: letters of any script without capitals, digits, `-`, `_` and `'`."""
    return (
        1 <= len(name) <= 32
        and name == name.lower()
        and all(letter.isalnum() or letter in "-_'" for letter in name)
    )


def _option_faults(item: Json, options: list[Json]) -> list[str]:
    faults: list[str] = []
    name = item["name"]
    if len(options) > MOST_OPTIONS:
        faults.append(f"options: {len(options)} of {name!r}; at most {MOST_OPTIONS}")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        faults.append(f"options: of {name!r}, required ones come first")
    nested = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        faults.append(f"options: {name!r} mixes subcommands and options")
    choices: list[Json] = item.get("choices") or []
    if len(choices) > MOST_CHOICES:
        faults.append(f"choices: {len(choices)} of {name!r}; at most {MOST_CHOICES}")
    if choices and item.get("autocomplete"):
        faults.append(f"choices: {name!r} cannot have them and autocompletion")
    return faults + choice_faults(choices[:MOST_CHOICES])


def _length(item: Json) -> int:
    own = len(item["name"]) + len(item.get("description") or "")
    choices = sum(
        len(choice["name"]) + len(str(choice["value"])) for choice in several(item, "choices")
    )
    return own + choices + sum(_length(option) for option in several(item, "options"))
