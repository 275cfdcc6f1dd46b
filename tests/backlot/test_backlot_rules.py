"""The rules by themselves: every limit, just above and at it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.backlot.components import form_faults
from bot.backlot.permissions import PERMISSIONS, bits, overwritten
from bot.backlot.rules import choice_faults, command_faults, message_faults

V2 = 1 << 15
VIEW, SEND = PERMISSIONS["view_channel"], PERMISSIONS["send_messages"]


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def button(custom_id: str = "b", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "B", "custom_id": custom_id, **more}


def select(count: int, **more: Any) -> dict[str, Any]:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options, **more}


def text(words: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": words}


def gallery(count: int, **more: Any) -> dict[str, Any]:
    item = {"media": {"url": "attachment://a.png"}, **more}
    return {"type": 12, "items": [item] * count}


def laid_out(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components), **more}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"embeds": [{"description": "x" * 3000}] * 2},
        {"components": [row(*[button(f"{r}{b}") for b in range(5)]) for r in range(5)]},
        {"components": [row(button(custom_id="x" * 100, label="x" * 80))]},
        {"components": [row(select(25))]},
        {"components": [row({"type": 2, "style": 5, "label": "Go", "url": "https://x.y"})]},
        laid_out(*[text()] * 40),
        laid_out(text("x" * 4000)),
        laid_out(gallery(10, description="x" * 1024)),
        laid_out({"type": 17, "components": [text(), row(button())]}),
        laid_out({"type": 9, "components": [text()], "accessory": button()}),
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"content": "x", "nonce": "n" * 25},
    ],
)
def test_what_keeps_to_the_rules_is_sent(body: dict[str, Any]) -> None:
    assert message_faults(body, {}) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"content": "x" * 2001}, "content: 2001"),
        ({"content": "x", "colour": 3}, "colour: unknown key"),
        ({"embeds": [{"description": "x" * 3000}] * 2 + [{"title": "y"}]}, "6001"),
        ({"embeds": [{}] * 11}, "embeds: 11"),
        ({"components": [row(button(str(n))) for n in range(6)]}, "more than 5 rows"),
        ({"components": [row(*[button(str(n)) for n in range(6)])]}, "6 parts"),
        ({"components": [row()]}, "0 parts"),
        ({"components": [row(button(custom_id="x" * 101))]}, "101 characters"),
        ({"components": [row(button(custom_id=""))]}, "0 characters"),
        ({"components": [row(button("a"), button("a"))]}, "stands twice"),
        ({"components": [row(button(label="x" * 81))]}, "81 characters"),
        ({"components": [row(button(label=""))]}, "without label"),
        ({"components": [row({"type": 2, "style": 1, "label": "x"})]}, "without a custom_id"),
        ({"components": [row(button(style=5, url="https://x.y"))]}, "no custom_id"),
        ({"components": [row(select(26))]}, "26 options"),
        ({"components": [row(select(0))]}, "0 options"),
        ({"components": [row(select(2, max_values=3))]}, "3 of 2"),
        ({"components": [row(select(1), button())]}, "shares its row"),
        ({"components": [text()]}, "without the flag"),
        (laid_out(text(), content="x"), "content: cannot stand beside"),
        (laid_out(text(), embeds=[{"title": "x"}]), "embeds: cannot stand beside"),
        (laid_out(*[text()] * 41), "41 in all"),
        (laid_out({"type": 17, "components": [text()] * 40}), "41 in all"),
        (laid_out(), "0 in all"),
        (laid_out(text("x" * 2000), text("x" * 2001)), "4,000"),
        (laid_out(text(" ")), "empty"),
        (laid_out(gallery(11)), "11 items"),
        (laid_out(gallery(0)), "0 items"),
        (laid_out(gallery(1, description="x" * 1025)), "1,024"),
        (laid_out(button()), "cannot stand at the top"),
        (laid_out({"type": 17, "components": [{"type": 17, "components": []}]}), "in a container"),
        (laid_out({"type": 9, "components": [text()] * 4, "accessory": button()}), "1 to 3"),
        (laid_out({"type": 9, "components": [text()]}), "beside its text"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "at once"),
        ({"content": "x", "nonce": "n" * 26}, "nonce: 26"),
        ({"content": "x", "attachments": [{"id": n} for n in range(11)]}, "more than 10 files"),
    ],
)
def test_what_breaks_a_rule_is_told_which(body: dict[str, Any], says: str) -> None:
    assert says in "; ".join(message_faults(body, {}))


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"title": "x" * 46}, "46 characters"),
        ({"title": ""}, "0 characters"),
        ({"custom_id": "x" * 101}, "custom_id"),
        ({"components": []}, "0 fields"),
        ({"components": [{"type": 10, "content": "x"}] * 6}, "6 fields"),
        ({"components": [button()]}, "labels, rows and texts"),
        ({"label": "x" * 46}, "more than 45"),
        ({"description": "x" * 101}, "more than 100"),
        ({"value": "x" * 11, "max_length": 10}, "11 characters of 10"),
        ({"value": "x", "min_length": 2}, "less than it asks"),
    ],
)
def test_a_form_that_breaks_a_rule_is_told_which(form: dict[str, Any], says: str) -> None:
    field = {"type": 4, "custom_id": "t", "style": 1}
    field |= {key: form[key] for key in ("value", "max_length", "min_length") if key in form}
    label = {"type": 18, "label": form.get("label", "L"), "component": field}
    label |= {key: form[key] for key in ("description",) if key in form}
    data = {
        "title": form.get("title", "T"),
        "custom_id": form.get("custom_id", "f"),
        "components": form.get("components", [label]),
    }
    assert says in "; ".join(form_faults(data))


def command(name: str = "do", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x", **more}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x", "type": 3, **more}


def test_commands_in_any_script_keep_to_the_rules() -> None:
    names = ("do", "scène", "映画", "take-2", "a_b")
    assert command_faults([command(name) for name in names]) == []


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ([command("Do")], "small letters"),
        ([command("two words")], "small letters"),
        ([command("x" * 33)], "1 to 32"),
        ([command(description="")], "description"),
        ([command(description="x" * 101)], "1 to 100"),
        ([command(), command()], "twice"),
        ([command(str(n)) for n in range(101)], "101; at most 100"),
        ([command(options=[option(f"o{n}") for n in range(26)])], "at most 25"),
        ([command(options=[option("a"), option("b", required=True)])], "required ones come first"),
        ([command(options=[option("a"), option("b", type=1)])], "mixes"),
        ([command(options=[option("a", choices=[{"name": "", "value": "x"}])])], "1 to 100"),
        (
            [
                command(
                    options=[option("a", autocomplete=True, choices=[{"name": "x", "value": 1}])]
                )
            ],
            "autocompletion",
        ),
        (
            [
                command(
                    options=[
                        option(f"o{n}", choices=[{"name": "x" * 90, "value": "y" * 90}] * 25)
                        for n in range(2)
                    ]
                )
            ],
            "8,000",
        ),
    ],
)
def test_commands_that_break_a_rule_are_told_which(
    commands: list[dict[str, Any]], says: str
) -> None:
    assert says in "; ".join(command_faults(commands))


@pytest.mark.parametrize(
    ("choices", "is_sent"),
    [
        ([{"name": "x" * 100, "value": "y" * 100}] * 25, True),
        ([{"name": "x", "value": "y"}] * 26, False),
        ([{"name": "", "value": "y"}], False),
        ([{"name": "x" * 101, "value": "y"}], False),
        ([{"name": "x", "value": 3}], True),
    ],
)
def test_choices_of_an_autocompletion(choices: list[dict[str, Any]], *, is_sent: bool) -> None:
    assert (choice_faults(choices) == []) is is_sent


@pytest.mark.parametrize(
    ("overwrites", "result"),
    [
        ({}, VIEW | SEND),
        ({1: (0, 0, SEND)}, VIEW),  # everyone
        ({1: (0, 0, SEND), 5: (0, SEND, 0)}, VIEW | SEND),
        ({5: (0, 0, SEND), 6: (0, SEND, 0)}, VIEW | SEND),  # of roles, allowing wins
        ({5: (0, SEND, 0), 9: (1, 0, SEND)}, VIEW),  # the member's own comes last
        ({7: (0, 0, SEND)}, VIEW | SEND),  # somebody else's role
    ],
)
def test_overwrites_are_worked_out_in_discords_order(
    overwrites: dict[int, tuple[int, int, int]], result: int
) -> None:
    assert overwritten(VIEW | SEND, overwrites, 1, [5, 6], 9) == result


def test_a_permission_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fly"):
        bits(["fly"])
