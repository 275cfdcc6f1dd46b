"""Whom a message names, and whom it really notifies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.backlot.holdings import Json, Place
from bot.backlot.permissions import PERMISSIONS
from bot.backlot.world import World

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)\b")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pings:
    """`named` and `roles` are shown as mentions; `notified` are the members who were pinged."""

    named: list[int]
    roles: list[int]
    everyone: bool
    notified: list[int]


def pinged(
    world: World,
    place: Place,
    author_id: int,
    words: str,
    allowed: Json | None,
    answered: int | None,
) -> Pings:
    """By `allowed_mentions`, and by the author's right to mention everyone.

    Without `allowed_mentions` everything that is written fires. Mentions in code do not.
    """
    if "@" not in words and answered is None:
        return Pings([], [], False, [])
    words = CODE.sub("", words)
    rules: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}
    rules = rules if allowed is None else allowed
    named = [int(found) for found in USER.findall(words) if int(found) in world.users]
    users = [user for user in named if _fires(rules, "users", user)]
    if answered is not None and rules.get("replied_user"):
        users.append(answered)
        named.append(answered)
    club = world.clubs.get(place.guild_id)
    if club is None:
        return Pings(_once(named), [], False, _once(users))
    may_all = bool(world.permissions(place, author_id) & PERMISSIONS["mention_everyone"])
    roles = [
        role
        for role in (int(found) for found in ROLE.findall(words))
        if role in club.roles
        and (may_all or club.roles[role].is_mentionable)
        and _fires(rules, "roles", role)
    ]
    everyone = bool(EVERYONE.search(words)) and may_all and "everyone" in (rules.get("parse") or [])
    reached = [
        member.user.id
        for member in club.members.values()
        if everyone or member.user.id in users or set(member.roles) & set(roles)
    ]
    notified = [user for user in reached if user != author_id and world.sees(place, user)]
    return Pings(_once(named), _once(roles), everyone, notified)


def _fires(rules: Json, kind: str, id_: int) -> bool:
    return kind in (rules.get("parse") or []) or str(id_) in map(str, rules.get(kind) or [])


def _once(ids: list[int]) -> list[int]:
    return list(dict.fromkeys(ids))
