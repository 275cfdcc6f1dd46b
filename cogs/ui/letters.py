"""What showrunners are told: reports of members, and troubles with machines and channels."""

from __future__ import annotations

from bot.studio.house_views import Errand
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
    subject = "a take of scene" if body.get("take_id") else "scene"
    return (
        f"<@{body['member_id']}> reports {subject} {body['number']}, "
        f"{escaped(str(body['title']), 200)} ({link}):\n> {escaped(str(body['reason']), 1300)}\n"
        f"-# /studio remove scene:{body['number']} takes it down."
    )
