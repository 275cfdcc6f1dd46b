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
        SELECT character.name AS character, look_vote.choice, look_vote.cast_at,
               look.closed_at IS NULL AS is_open
          FROM look_vote JOIN look ON look.id = look_vote.look_id
          JOIN character ON character.id = look.character_id
         WHERE look.guild_id = :guild_id AND look_vote.member_id = :member_id
         ORDER BY look_vote.cast_at
    """,
    "pictures": """
        SELECT character.name AS character, reference.shows, reference.created_at, media.sha256
          FROM reference JOIN look ON look.id = reference.look_id
          JOIN character ON character.id = look.character_id
          JOIN media ON media.subject_id = reference.id AND media.name = 'reference.png'
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
    # a vote on an open ballot is taken back: without a name it could be cast twice
    """
    DELETE FROM look_vote WHERE member_id = :member_id AND look_id IN (
        SELECT id FROM look WHERE guild_id = :guild_id AND closed_at IS NULL)
    """,
    """
    UPDATE look_vote SET member_id = -1 - (random() & 4611686018427387903)
     WHERE member_id = :member_id AND look_id IN (SELECT id FROM look WHERE guild_id = :guild_id)
    """,
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
     WHERE guild_id = :guild_id AND opens_at IS NOT NULL
       AND (member_id = :member_id OR closed_at IS NULL AND id IN (
            SELECT look_id FROM look_vote WHERE member_id = :member_id))
"""
