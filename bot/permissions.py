"""The permissions and scopes that the bot asks for: no more than it uses, each with its use."""

from __future__ import annotations

from urllib.parse import urlencode

NEEDED: dict[str, tuple[int, str]] = {
    "view_channel": (1 << 10, "see the novel's channel"),
    "send_messages": (1 << 11, "post cards and clips"),
    "embed_links": (1 << 14, "lay the cards out"),
    "attach_files": (1 << 15, "post storyboards and clips"),
    "read_message_history": (1 << 16, "look before posting again"),
    "create_public_threads": (1 << 35, "open a scene's discussion"),
    "send_messages_in_threads": (1 << 38, "greet in that discussion"),
    "pin_messages": (1 << 51, "pin the board"),
}
"""Name in Discord's API -> (bit, what it is used for)."""

SCOPES = ("bot", "applications.commands")


def permission_bits() -> int:
    return sum(bit for bit, _ in NEEDED.values())


def invite_link(application_id: int) -> str:
    """The link with which an admin adds the bot, with exactly what it needs."""
    query = urlencode(
        {
            "client_id": application_id,
            "permissions": permission_bits(),
            "scope": " ".join(SCOPES),
        }
    )
    return f"https://discord.com/oauth2/authorize?{query}"
