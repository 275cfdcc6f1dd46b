"""What showrunners are told: reports of members, and troubles with machines and channels."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.domain.scene import SceneState
from bot.studio.house_views import Errand
from bot.studio.removals import Removed
from cogs.ui.sheets import Buttons
from cogs.ui.text import escaped

LONGEST = 2000
"""Discord's limit of a message."""


def letter(errand: Errand) -> str:
    """A complaint or a notice, in words."""
    if errand.kind == "notice":
        return str(errand.body.get("text", ""))[:LONGEST]
    body = errand.body
    link = (
        f"https://discord.com/channels/{errand.guild_id}/{body['channel_id']}/{body['message_id']}"
        if body.get("message_id")
        else f"<#{body['channel_id']}>"
    )
    if body.get("look_id"):
        subject = f"a look of {escaped(str(body['character']), 200)}"
        remedy = "*Take back* on its card takes it out."
    else:
        slate = body.get("slate")
        named = f"take {slate}" if slate else f"scene {body['number']}"
        subject = f"{named}, {escaped(str(body['title']), 200)}"
        remedy = f"/studio remove scene:{slate or body['number']} takes it down."
    return (
        f"<@{body['member_id']}> reports {subject} ({link}):\n"
        f"> {escaped(str(body['reason']), 1300)}\n-# {remedy}"
    )


def waits(errand: Errand) -> str:
    """That a complaint waits; it is read by everybody, so nothing of what it says is in it."""
    body = errand.body
    if body.get("look_id"):
        subject = "a look"
    else:
        subject = f"take {body['slate']}" if body.get("slate") else f"scene {body['number']}"
    return (
        f"A report of {subject} waits for the showrunners, and none of them takes messages from "
        "me: name a channel for reports with /studio settings, and it is told there."
    )


def levers(errand: Errand) -> Buttons | None:
    """What one can do about it right there: remove the scene, takes or look that it is about."""
    if look_id := errand.body.get("look_id"):
        return Buttons(_button("Take the look out", f"look:{look_id}:withdraw"))
    takes: Any = errand.body.get("takes") or []
    if errand.body.get("slate"):
        takes = [(errand.body["take_id"], errand.body["slate"])]
    found = [_button(f"Remove {slate}", f"take:{id_}:remove") for id_, slate in takes]
    if errand.kind == "complaint":
        number, scene_id = errand.body["number"], errand.body["scene_id"]
        found.append(_button(f"Remove scene {number}", f"scene:{scene_id}:remove"))
    return Buttons(*found) if found else None


def removed_in_words(removed: Removed) -> str:
    """What removing a take did, and what is left to do."""
    slate, number = removed.take.slate, removed.take.scene_number
    said = [f"Take {slate} is removed: its posts, its files and its work."]
    if removed.was_canon and removed.state is not SceneState.CANCELLED:
        said.append(f"Scene {number} has no canon take now: *Make canon* on its card chooses one.")
    if removed.state is SceneState.CANCELLED:
        said.append(
            f"Scene {number} has no take left and is cancelled: /studio decide films it anew."
        )
    if removed.reels:
        reels = ", ".join(f"the reel of chapter {chapter}" for chapter in removed.reels)
        said.append(f"Taken down with it: {reels}; /film joins a chapter anew.")
    return " ".join(said)


def _button(label: str, custom_id: str) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=custom_id, style=discord.ButtonStyle.danger)
