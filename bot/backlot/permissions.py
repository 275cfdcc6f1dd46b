"""Discord's permissions by name, and the order in which they are worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PERMISSIONS = {
    "create_instant_invite": 1 << 0,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "send_tts_messages": 1 << 12,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "change_nickname": 1 << 26,
    "manage_nicknames": 1 << 27,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_events": 1 << 33,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "use_external_stickers": 1 << 37,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "send_polls": 1 << 49,
    "use_external_apps": 1 << 50,
    "pin_messages": 1 << 51,
}
ALL = sum(PERMISSIONS.values())
EVERYBODY = sum(
    PERMISSIONS[name]
    for name in (
        "create_instant_invite",
        "add_reactions",
        "view_channel",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "mention_everyone",
        "use_external_emojis",
        "change_nickname",
        "use_application_commands",
        "create_public_threads",
        "create_private_threads",
        "use_external_stickers",
        "send_messages_in_threads",
        "send_polls",
        "use_external_apps",
    )
)
"""What @everyone may do in a new guild."""
BOT_PERMISSIONS = EVERYBODY | PERMISSIONS["pin_messages"]

Overwrites = Mapping[int, tuple[int, int, int]]
"""Role or member -> (type, allow, deny)."""


def bits(names: Iterable[str]) -> int:
    """The sum of named permissions. Raises ValueError for a name that Discord does not have."""
    total = 0
    for name in names:
        if name not in PERMISSIONS:
            raise ValueError(f"Discord has no permission called {name}")
        total |= PERMISSIONS[name]
    return total


def overwritten(
    base: int, overwrites: Overwrites, guild_id: int, roles: Iterable[int], user_id: int
) -> int:
    """Everyone's overwrite, then all roles' together (allow wins), then the member's own."""
    _, allow, deny = overwrites.get(guild_id, (0, 0, 0))
    base = (base & ~deny) | allow
    allowed = denied = 0
    for role in roles:
        _, allow, deny = overwrites.get(role, (0, 0, 0))
        allowed, denied = allowed | allow, denied | deny
    base = (base & ~denied) | allowed
    _, allow, deny = overwrites.get(user_id, (1, 0, 0))
    return (base & ~deny) | allow
