"""What is kept of one member of one guild, wherever it lies: read, given out, and forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store import kept_of_cast
from bot.store.connection import Row, Transaction

NOBODY = 0
"""Stands where a member stood who asked to be forgotten."""

KEPT = {
    "scenes": """
        SELECT number, title, action, chapter, state, created_at FROM scene
         WHERE guild_id = :guild_id AND proposer_id = :member_id ORDER BY number
    """,
    "votes": """
        SELECT scene.number AS scene, vote.choice, vote.cast_at, ballot.closed_at IS NULL AS is_open
          FROM vote JOIN ballot ON ballot.id = vote.ballot_id
          JOIN scene ON scene.id = ballot.scene_id
         WHERE scene.guild_id = :guild_id AND vote.member_id = :member_id ORDER BY vote.cast_at
    """,
    "subscriptions": """
        SELECT scene.number AS scene, scene.title FROM subscription
          JOIN scene ON scene.id = subscription.scene_id
         WHERE scene.guild_id = :guild_id AND subscription.member_id = :member_id
         ORDER BY scene.number
    """,
    "takes asked for": """
        SELECT scene.number AS scene, take.number AS take, take.engine, take.created_at FROM take
          JOIN scene ON scene.id = take.scene_id
         WHERE take.guild_id = :guild_id AND take.asked_by = :member_id ORDER BY take.id
    """,
    "reports": """
        SELECT scene.number AS scene, complaint.reason, complaint.created_at FROM complaint
          JOIN scene ON scene.id = complaint.scene_id
         WHERE complaint.guild_id = :guild_id AND complaint.member_id = :member_id
         ORDER BY complaint.id
    """,
    "votes on takes": """
        SELECT scene.number AS scene, canon_vote.cast_at,
               -- blind as long as it is open, for the member too
               iif(canon_ballot.closed_at IS NULL, NULL, take.number) AS take
          FROM canon_vote JOIN canon_ballot ON canon_ballot.id = canon_vote.ballot_id
          JOIN scene ON scene.id = canon_ballot.scene_id
          JOIN take ON take.id = canon_vote.take_id
         WHERE canon_ballot.guild_id = :guild_id AND canon_vote.member_id = :member_id
         ORDER BY canon_vote.cast_at
    """,
    "votes on takes opened": """
        SELECT scene.number AS scene, canon_ballot.opens_at
          FROM canon_ballot JOIN scene ON scene.id = canon_ballot.scene_id
         WHERE canon_ballot.guild_id = :guild_id AND canon_ballot.opened_by = :member_id
         ORDER BY canon_ballot.id
    """,
    "comparisons": """
        SELECT scene.number AS scene, one.number AS take, other.number AS beside,
               comparison.created_at
          FROM comparison JOIN scene ON scene.id = comparison.scene_id
          JOIN take AS one ON one.id = comparison.left_id
          JOIN take AS other ON other.id = comparison.right_id
         WHERE comparison.guild_id = :guild_id AND comparison.asked_by = :member_id
         ORDER BY comparison.id
    """,
    "takes wished for": """
        SELECT scene.number AS scene, take.number AS take, take_wish.wish, take_wish.asked_at
          FROM take_wish JOIN take ON take.id = take_wish.take_id
          JOIN scene ON scene.id = take.scene_id
         WHERE take.guild_id = :guild_id AND take_wish.member_id = :member_id
         ORDER BY take_wish.asked_at
    """,
    "things found wrong": """
        SELECT scene.number AS scene, take.number AS take, seam.kind, seam.start_s, seam.end_s,
               seam.region, seam.note, seam.created_at
          FROM seam JOIN take ON take.id = seam.take_id JOIN scene ON scene.id = take.scene_id
         WHERE seam.guild_id = :guild_id AND seam.member_id = :member_id ORDER BY seam.id
    """,
    "machines": """
        SELECT name, created_at FROM node
         WHERE guild_id = :guild_id AND owner_id = :member_id AND revoked_at IS NULL ORDER BY id
    """,
    "invitations": """
        SELECT expires_at, used_at FROM node_invitation
         WHERE guild_id = :guild_id AND owner_id = :member_id ORDER BY expires_at
    """,
    "clubs set up": """
        SELECT id AS server FROM guild WHERE id = :guild_id AND set_up_by = :member_id
    """,
    "deeds as a showrunner": """
        SELECT at, deed, subject, reason FROM record
         WHERE guild_id = :guild_id AND actor_id = :member_id ORDER BY id
    """,
    "novels added": """
        SELECT title, added_at FROM novel
         WHERE guild_id = :guild_id AND added_by = :member_id AND is_whole ORDER BY id
    """,
    "reels asked for": """
        SELECT novel.title, reel.chapter, reel.asked_at FROM reel
          JOIN novel ON novel.id = reel.novel_id
         WHERE reel.guild_id = :guild_id AND reel.asked_by = :member_id ORDER BY reel.id
    """,
    "names in credits": """
        SELECT novel.title, reel.chapter, reel_name.name FROM reel_name
          JOIN reel ON reel.id = reel_name.reel_id JOIN novel ON novel.id = reel.novel_id
         WHERE reel.guild_id = :guild_id AND reel_name.member_id = :member_id ORDER BY reel.id
    """,
    "named in credits": """
        SELECT 'yes' AS wanted FROM named
         WHERE guild_id = :guild_id AND member_id = :member_id
    """,
    "read up to": """
        SELECT novel.title, reading.chapter FROM reading JOIN novel ON novel.id = reading.novel_id
         WHERE reading.guild_id = :guild_id AND reading.member_id = :member_id ORDER BY novel.id
    """,
}
"""What is kept of a member, each by its name for people."""


async def kept(tx: Transaction, guild_id: int, member_id: int) -> dict[str, list[Row]]:
    whose = {"guild_id": guild_id, "member_id": member_id}
    return {name: await tx.all(sql, **whose) for name, sql in (KEPT | kept_of_cast.KEPT).items()}


OPEN_SCENES = """
    SELECT ballot.scene_id FROM vote JOIN ballot ON ballot.id = vote.ballot_id
      JOIN scene ON scene.id = ballot.scene_id
     WHERE scene.guild_id = :guild_id AND vote.member_id = :member_id AND ballot.closed_at IS NULL
    UNION SELECT id FROM scene WHERE guild_id = :guild_id AND proposer_id = :member_id
       AND removed_at IS NULL
"""
FORGET = (
    # a vote on an open ballot is taken back: without a name it could be cast twice
    """
    DELETE FROM vote WHERE member_id = :member_id AND ballot_id IN (
        SELECT id FROM ballot WHERE guild_id = :guild_id AND closed_at IS NULL)
    """,
    # on a closed one it stays as a count: a number below zero is nobody
    """
    UPDATE vote SET member_id = -1 - (random() & 4611686018427387903)
     WHERE member_id = :member_id
       AND ballot_id IN (SELECT id FROM ballot WHERE guild_id = :guild_id)
    """,
    """
    DELETE FROM subscription WHERE member_id = :member_id AND scene_id IN (
        SELECT id FROM scene WHERE guild_id = :guild_id)
    """,
    """
    UPDATE scene SET proposer_id = :nobody
     WHERE guild_id = :guild_id AND proposer_id = :member_id
    """,
    "UPDATE take SET asked_by = :nobody WHERE guild_id = :guild_id AND asked_by = :member_id",
    "UPDATE job SET member_id = :nobody WHERE guild_id = :guild_id AND member_id = :member_id",
    """
    DELETE FROM canon_vote WHERE member_id = :member_id AND ballot_id IN (
        SELECT id FROM canon_ballot WHERE guild_id = :guild_id AND closed_at IS NULL)
    """,
    """
    UPDATE canon_vote SET member_id = -1 - (random() & 4611686018427387903)
     WHERE member_id = :member_id
       AND ballot_id IN (SELECT id FROM canon_ballot WHERE guild_id = :guild_id)
    """,
    """
    UPDATE canon_ballot SET opened_by = :nobody
     WHERE guild_id = :guild_id AND opened_by = :member_id
    """,
    """
    UPDATE canon_ballot SET decided_by = :nobody
     WHERE guild_id = :guild_id AND decided_by = :member_id
    """,
    """
    UPDATE comparison SET asked_by = :nobody
     WHERE guild_id = :guild_id AND asked_by = :member_id
    """,
    "DELETE FROM seam WHERE guild_id = :guild_id AND member_id = :member_id",
    """
    DELETE FROM take_wish WHERE member_id = :member_id
       AND take_id IN (SELECT id FROM take WHERE guild_id = :guild_id)
    """,
    "DELETE FROM complaint WHERE guild_id = :guild_id AND member_id = :member_id",
    "DELETE FROM reading WHERE guild_id = :guild_id AND member_id = :member_id",
    "DELETE FROM named WHERE guild_id = :guild_id AND member_id = :member_id",
    """
    DELETE FROM reel_name WHERE member_id = :member_id AND reel_id IN (
        SELECT id FROM reel WHERE guild_id = :guild_id)
    """,
    "UPDATE reel SET asked_by = :nobody WHERE guild_id = :guild_id AND asked_by = :member_id",
    # what still goes out, or went out lately, of their reports; and who was to be written to
    """
    DELETE FROM outbox WHERE guild_id = :guild_id AND kind = 'complaint'
       AND json_extract(body, '$.member_id') = :member_id
    """,
    """
    UPDATE outbox SET body = json_remove(body, '$.member_id') WHERE guild_id = :guild_id
       AND kind = 'notice' AND json_extract(body, '$.member_id') = :member_id
    """,
    "UPDATE record SET actor_id = :nobody WHERE guild_id = :guild_id AND actor_id = :member_id",
    "UPDATE novel SET added_by = :nobody WHERE guild_id = :guild_id AND added_by = :member_id",
    "UPDATE guild SET set_up_by = NULL WHERE id = :guild_id AND set_up_by = :member_id",
    """
    UPDATE ballot SET decided_by = :nobody
     WHERE guild_id = :guild_id AND decided_by = :member_id
    """,
    "DELETE FROM node_invitation WHERE guild_id = :guild_id AND owner_id = :member_id",
)


async def forget(tx: Transaction, guild_id: int, member_id: int) -> list[int]:
    """Take a member out of a guild's records; the scenes whose cards change by it."""
    whose = {"guild_id": guild_id, "member_id": member_id}
    changed = [int(row["scene_id"]) for row in await tx.all(OPEN_SCENES, **whose)]
    for sql in (*FORGET, *kept_of_cast.FORGET):
        await tx.run(sql, **whose, **({"nobody": NOBODY} if ":nobody" in sql else {}))
    return changed


async def looks_of(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """The looks whose cards change when a member is forgotten."""
    return await tx.all(kept_of_cast.LOOKS, guild_id=guild_id, member_id=member_id)


READ = """
    INSERT INTO reading (guild_id, member_id, novel_id, chapter)
    VALUES (:guild_id, :member_id, :novel_id, :chapter)
    ON CONFLICT DO UPDATE SET chapter = excluded.chapter
"""
UNREAD = """
    DELETE FROM reading
     WHERE guild_id = :guild_id AND member_id = :member_id AND novel_id = :novel_id
"""


async def read_up_to(
    tx: Transaction, guild_id: int, member_id: int, novel_id: int, chapter: int | None
) -> None:
    """Keep how far a member has read; None forgets it."""
    whose = {"guild_id": guild_id, "member_id": member_id, "novel_id": novel_id}
    if chapter is None:
        await tx.run(UNREAD, **whose)
    else:
        await tx.run(READ, **whose, chapter=chapter)


READINGS = """
    SELECT novel_id, chapter FROM reading WHERE guild_id = :guild_id AND member_id = :member_id
"""


async def readings(tx: Transaction, guild_id: int, member_id: int) -> Mapping[int, int]:
    """Novel -> the last chapter that a member has read, where they said so."""
    rows = await tx.all(READINGS, guild_id=guild_id, member_id=member_id)
    return {row["novel_id"]: row["chapter"] for row in rows}


NAME = "INSERT OR IGNORE INTO named (guild_id, member_id) VALUES (:guild_id, :member_id)"
UNNAME = "DELETE FROM named WHERE guild_id = :guild_id AND member_id = :member_id"
NAMED = "SELECT member_id FROM named WHERE guild_id = :guild_id"


async def toggle_named(tx: Transaction, guild_id: int, member_id: int) -> bool:
    """Whether the member is named in credits from now on."""
    if await tx.run(UNNAME, guild_id=guild_id, member_id=member_id):
        return False
    await tx.run(NAME, guild_id=guild_id, member_id=member_id)
    return True


async def named(tx: Transaction, guild_id: int) -> set[int]:
    """Who wants to be named in credits."""
    return {int(row["member_id"]) for row in await tx.all(NAMED, guild_id=guild_id)}
