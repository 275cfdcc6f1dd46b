"""Discord's limits on components, which its OpenAPI description does not or not fully state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.backlot.holdings import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT = range(1, 8)
CHANNEL_SELECT, SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = range(8, 15)
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
TOP_LEVEL_V2 = (ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER)
LINK_STYLE, PREMIUM_STYLE = 5, 6
MOST_COMPONENTS, MOST_TEXT, MOST_ROWS, MOST_IN_ROW, MOST_FIELDS = 40, 4000, 5, 5, 5


def walk(components: Any) -> Iterator[Json]:
    """Every component, nested ones and accessories included."""
    for component in components or ():
        yield component
        yield from walk(component.get("components"))
        yield from walk(
            [component[key] for key in ("accessory", "component") if component.get(key)]
        )


def media(components: Any) -> Iterator[Json]:
    """Every place in a layout that shows a file: galleries, thumbnails, file components."""
    for component in walk(components):
        for item in component.get("items") or ():
            yield item["media"]
        for key in ("media", "file"):
            if component.get(key):
                yield component[key]


def texts(components: Any) -> list[str]:
    return [item["content"] for item in walk(components) if item["type"] == TEXT_DISPLAY]


def layout_faults(components: Any) -> list[str]:
    """A Components V2 message as a whole."""
    every = list(walk(components))
    faults = [
        f"components: a component of type {component['type']} cannot stand at the top"
        for component in components
        if component["type"] not in TOP_LEVEL_V2
    ]
    if not 1 <= len(every) <= MOST_COMPONENTS:
        faults.append(f"components: {len(every)} in all; 1 to {MOST_COMPONENTS} are allowed")
    written = texts(components)
    if sum(map(len, written)) > MOST_TEXT:
        faults.append(f"components: the texts have more than {MOST_TEXT:,} characters in all")
    if any(not text.strip() for text in written):
        faults.append("components: a text is empty")
    return faults


def rows_faults(components: Any) -> list[str]:
    """A message without the V2 flag: rows of buttons and selects."""
    faults: list[str] = []
    if len(components) > MOST_ROWS:
        faults.append(f"components: more than {MOST_ROWS} rows")
    if any(component["type"] != ROW for component in components):
        faults.append("components: a V2 component without the flag")
    return faults


def component_faults(components: Any) -> list[str]:
    """Each component by itself, and custom_ids that stand twice."""
    faults: list[str] = []
    seen: set[str] = set()
    for component in walk(components):
        faults += _of_one(component)
        custom_id = component.get("custom_id")
        if custom_id is None:
            continue
        if not 1 <= len(custom_id) <= 100:
            faults.append(f"components: a custom_id of {len(custom_id)} characters; 1 to 100")
        if custom_id in seen:
            faults.append(f"components: the custom_id {custom_id!r} stands twice")
        seen.add(custom_id)
    return faults


def _of_one(component: Json) -> Iterable[str]:
    match component["type"]:
        case 1:
            return _row_faults(component["components"])
        case 2:
            return _button_faults(component)
        case 3:
            return _select_faults(component)
        case 9:
            return _section_faults(component)
        case 12:
            return _gallery_faults(component)
        case 11:
            return _alt_faults([component])
        case 17 if any(child["type"] == CONTAINER for child in component["components"]):
            return ["components: a container in a container"]
        case _:
            return []


def _row_faults(children: list[Json]) -> list[str]:
    kinds = [child["type"] for child in children]
    if not 1 <= len(kinds) <= MOST_IN_ROW:
        return [f"components: a row with {len(kinds)} parts; 1 to {MOST_IN_ROW}"]
    if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
        return ["components: a select shares its row"]
    if any(kind not in (BUTTON, TEXT_INPUT, *SELECTS) for kind in kinds):
        return ["components: a row holds buttons or one select"]
    return []


def _button_faults(button: Json) -> list[str]:
    faults: list[str] = []
    label = button.get("label") or ""
    if len(label) > 80:
        faults.append(f"components: a button's label of {len(label)} characters; at most 80")
    style = button.get("style")
    if style == LINK_STYLE:
        if not button.get("url") or button.get("custom_id"):
            faults.append("components: a link button has a url and no custom_id")
    elif style != PREMIUM_STYLE and not button.get("custom_id"):
        faults.append("components: a button without a custom_id")
    if style != PREMIUM_STYLE and not label and not button.get("emoji"):
        faults.append("components: a button without label and emoji")
    return faults


def _select_faults(select: Json) -> list[str]:
    faults: list[str] = []
    options: list[Json] = select.get("options") or []
    if not 1 <= len(options) <= 25:
        faults.append(f"components: a select with {len(options)} options; 1 to 25")
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        faults.append("components: a select's value stands twice")
    for option in options:
        for key in ("label", "value", "description"):
            if len(option.get(key) or "") > 100:
                faults.append(f"components: an option's {key} of more than 100 characters")
        if not option["label"] or not option["value"]:
            faults.append("components: an option without label or value")
    most = select.get("max_values") or 1
    if most > len(options) > 0:
        faults.append(f"components: a select wants {most} of {len(options)} options")
    if sum(bool(option.get("default")) for option in options) > most:
        faults.append("components: a select has more options chosen than it allows")
    if len(select.get("placeholder") or "") > 150:
        faults.append("components: a select's placeholder of more than 150 characters")
    return faults


def _section_faults(section: Json) -> list[str]:
    children: list[Json] = section["components"]
    if not 1 <= len(children) <= 3 or any(child["type"] != TEXT_DISPLAY for child in children):
        return ["components: a section holds 1 to 3 texts"]
    if section.get("accessory", {"type": 0})["type"] not in (BUTTON, THUMBNAIL):
        return ["components: a section needs a button or a thumbnail beside its text"]
    return []


def _gallery_faults(gallery: Json) -> list[str]:
    items: list[Json] = gallery["items"]
    faults = _alt_faults(items)
    if not 1 <= len(items) <= 10:
        faults.append(f"components: a gallery with {len(items)} items; 1 to 10")
    return faults


def _alt_faults(items: list[Json]) -> list[str]:
    if any(len(item.get("description") or "") > 1024 for item in items):
        return ["components: an alt text of more than 1,024 characters"]
    return []


def form_faults(data: Json) -> list[str]:
    """A modal: its title, its 1 to 5 fields, and what they are filled with."""
    fields: list[Json] = data["components"]
    faults = component_faults(fields)
    if not 1 <= len(data["title"]) <= 45:
        faults.append(f"title: {len(data['title'])} characters; 1 to 45")
    if not 1 <= len(fields) <= MOST_FIELDS:
        faults.append(f"components: a form with {len(fields)} fields; 1 to {MOST_FIELDS}")
    if not 1 <= len(data["custom_id"]) <= 100:
        faults.append("custom_id: 1 to 100 characters")
    if any(field["type"] not in (ROW, LABEL, TEXT_DISPLAY) for field in fields):
        faults.append("components: a form holds labels, rows and texts")
    for component in walk(fields):
        faults += _field_faults(component)
    return faults


def _field_faults(component: Json) -> list[str]:
    faults: list[str] = []
    kind = component["type"]
    if kind in (LABEL, TEXT_INPUT) and len(component.get("label") or "") > 45:
        faults.append("components: a field's label of more than 45 characters")
    if kind == LABEL and not component.get("label"):
        faults.append("components: a field without a label")
    if kind == LABEL and len(component.get("description") or "") > 100:
        faults.append("components: a field's description of more than 100 characters")
    if kind == TEXT_INPUT:
        value, most = component.get("value") or "", component.get("max_length") or 4000
        if len(value) > most:
            faults.append(f"components: a field is filled with {len(value)} characters of {most}")
        if value and len(value) < (component.get("min_length") or 0):
            faults.append("components: a field is filled with less than it asks for")
        if len(component.get("placeholder") or "") > 100:
            faults.append("components: a field's placeholder of more than 100 characters")
    return faults
