"""The open ballots of every kind as one list, in the order in which a member is led through it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.store.ballots import TOLD
from bot.store.connection import Row, Transaction

SCENES = """
    SELECT 'scene' AS kind, 0 AS rank, scene.id, scene.number, scene.title AS name,
           ballot.closes_at, vote.choice AS mine, scene.novel_id, scene.chapter,
           scene.proposer_id AS author_id, scene.rating
      FROM ballot
      JOIN scene ON scene.id = ballot.scene_id
      LEFT JOIN vote ON vote.ballot_id = ballot.id AND vote.member_id = :member_id
     WHERE ballot.guild_id = :guild_id AND ballot.closed_at IS NULL
       AND scene.removed_at IS NULL
"""
LOOKS = """
    SELECT 'look', 1, look.id, NULL, character.name,
           ballot.closes_at, vote.choice, character.novel_id, told.chapter,
           look.member_id, 'general'
      FROM ballot
      JOIN look ON look.id = ballot.look_id
      JOIN told ON told.id = look.id
      JOIN character ON character.id = look.character_id
      LEFT JOIN vote ON vote.ballot_id = ballot.id AND vote.member_id = :member_id
     WHERE ballot.guild_id = :guild_id AND ballot.closed_at IS NULL
"""
TAKES = """
    SELECT 'takes', 2, canon_ballot.id, scene.number, scene.title,
           canon_ballot.closes_at, canon_vote.take_id, scene.novel_id, scene.chapter,
           NULL, scene.rating
      FROM canon_ballot
      JOIN scene ON scene.id = canon_ballot.scene_id
      LEFT JOIN canon_vote ON canon_vote.ballot_id = canon_ballot.id
                          AND canon_vote.member_id = :member_id
     WHERE canon_ballot.guild_id = :guild_id AND canon_ballot.closed_at IS NULL
       AND scene.removed_at IS NULL
"""
IN_ORDER = """
    SELECT open.kind, open.id, open.number, open.name, open.mine
      FROM open
      JOIN guild ON guild.id = :guild_id
      LEFT JOIN reading ON reading.guild_id = :guild_id AND reading.member_id = :member_id
                       AND reading.novel_id = open.novel_id
      LEFT JOIN json_each(:first) AS first ON first.value = open.kind || ':' || open.id
     WHERE (reading.chapter IS NULL OR open.chapter <= reading.chapter)
       AND (guild.proposers_vote OR open.author_id IS NOT :member_id)
       AND (:restricted OR open.rating = 'general')
     ORDER BY first.key IS NULL, first.key, open.mine IS NOT NULL, open.closes_at, open.rank,
              open.id
     LIMIT :limit
"""
LISTED = TOLD + ", open AS (" + " UNION ALL ".join((SCENES, LOOKS, TAKES)) + ")" + IN_ORDER


async def listed(
    tx: Transaction,
    guild_id: int,
    member_id: int,
    *,
    restricted: bool,
    first: Sequence[str],
    limit: int,
) -> list[Row]:
    """What the member may vote on and may read of; `first` by their keys, then not voted on first.

    Rows of kind (scene, look, takes), id, number, name, and mine: a choice, or a take's id.
    """
    return await tx.all(
        LISTED,
        guild_id=guild_id,
        member_id=member_id,
        restricted=restricted,
        first=json.dumps(list(first)),
        limit=limit,
    )
