"""What of casting is kept of one member: looks, votes and pictures; and how it is forgotten."""

from __future__ import annotations

KEPT = {
    "looks offered": """
        SELECT character.name AS character, look.chapter, look.appearance, look.accent, look.state,
               look.created_at
          FROM look JOIN character ON character.id = look.character_id
         WHERE look.guild_id = :guild_id AND look.member_id = :member_id ORDER BY look.id
    """,
    "votes on looks": """
        SELECT character.name AS character, vote.choice, vote.cast_at,
               ballot.closed_at IS NULL AS is_open
          FROM vote JOIN ballot ON ballot.id = vote.ballot_id
          JOIN look ON look.id = ballot.look_id
          JOIN character ON character.id = look.character_id
         WHERE ballot.guild_id = :guild_id AND vote.member_id = :member_id ORDER BY vote.cast_at
    """,
    # as long as it is remembered that the showrunners were told
    "reports of looks": """
        SELECT json_extract(body, '$.character') AS character,
               json_extract(body, '$.reason') AS reason, created_at
          FROM outbox
         WHERE guild_id = :guild_id AND kind = 'complaint'
           AND json_extract(body, '$.member_id') = :member_id
           AND json_extract(body, '$.look_id') IS NOT NULL ORDER BY id
    """,
    "pictures": """
        SELECT reference.id, character.name AS character, look.chapter, reference.shows,
               reference.created_at
          FROM reference JOIN look ON look.id = reference.look_id
          JOIN character ON character.id = look.character_id
         WHERE reference.guild_id = :guild_id AND reference.member_id = :member_id
         ORDER BY reference.id
    """,
    "consents": """
        SELECT words, given_at, withdrawn_at FROM consent
         WHERE guild_id = :guild_id AND member_id = :member_id ORDER BY id
    """,
}

# photographs of the member are taken back before this, drawings stay without a name
FORGET = (
    """
    DELETE FROM media WHERE name = 'reference.png' AND subject_id IN (
        SELECT reference.id FROM reference JOIN look ON look.id = reference.look_id
         WHERE look.guild_id = :guild_id AND look.member_id = :member_id AND look.state = 'draft')
    """,
    """
    DELETE FROM look WHERE guild_id = :guild_id AND member_id = :member_id AND state = 'draft'
    """,
    "UPDATE look SET member_id = :nobody WHERE guild_id = :guild_id AND member_id = :member_id",
    """
    UPDATE reference SET member_id = :nobody
     WHERE guild_id = :guild_id AND member_id = :member_id
    """,
    "DELETE FROM consent WHERE guild_id = :guild_id AND member_id = :member_id",
)

# whose cards change by it
LOOKS = """
    SELECT look.* FROM look
     WHERE guild_id = :guild_id AND state <> 'draft'
       AND (member_id = :member_id OR id IN (
            SELECT ballot.look_id FROM vote JOIN ballot ON ballot.id = vote.ballot_id
             WHERE vote.member_id = :member_id AND ballot.closed_at IS NULL))
"""
