"""The book as it is filmed: where its scenes lie, and a chapter with its scenes and its canon."""

from __future__ import annotations

from bot.store.connection import Row, Transaction

PLACES = """
    SELECT chapter, first, last, state FROM scene
     WHERE novel_id = :novel_id AND removed_at IS NULL
       AND state IN ('proposed', 'greenlit', 'screened', 'canon')
     ORDER BY chapter, first, last, number
"""


async def places(tx: Transaction, novel_id: int) -> list[Row]:
    """The scenes of a novel that are on their way or filmed, in story order."""
    return await tx.all(PLACES, novel_id=novel_id)


# A removed novel has no paragraphs any more: its scenes tell how far it went at least.
CHAPTERS = """
    SELECT number, title, words,
           (SELECT max(number) FROM paragraph
             WHERE novel_id = chapter.novel_id AND chapter = chapter.number) AS paragraphs
      FROM chapter WHERE novel_id = :novel_id ORDER BY number
"""


async def chapters(tx: Transaction, novel_id: int) -> list[Row]:
    """A novel's chapters with how many paragraphs each has."""
    return await tx.all(CHAPTERS, novel_id=novel_id)


SCENES = """
    SELECT scene.*, 0 AS is_beyond, canon.report AS canon_report,
           (SELECT count(*) FROM take WHERE take.scene_id = scene.id AND take.state = 'posted'
                                        AND take.removed_at IS NULL) AS takes
      FROM scene
      LEFT JOIN take AS canon ON canon.id = scene.canon_take_id AND canon.removed_at IS NULL
     WHERE scene.novel_id = :novel_id AND scene.chapter = :chapter AND scene.removed_at IS NULL
     ORDER BY scene.first, scene.last, scene.number
"""


async def scenes(tx: Transaction, novel_id: int, chapter: int) -> list[Row]:
    """A chapter's scenes in story order, each with its canon take's report."""
    return await tx.all(SCENES, novel_id=novel_id, chapter=chapter)


# A scene's picture: of its canon take, else of the latest that was posted, else its storyboard.
PICTURE = """
    SELECT media.*, take.number AS take_number FROM media
      JOIN scene ON scene.id = media.scene_id
      LEFT JOIN take ON take.id = media.take_id
     WHERE media.scene_id = :scene_id
       AND ((media.name = 'poster.jpg' AND take.state = 'posted' AND take.removed_at IS NULL)
            OR (media.name = 'contact.png' AND media.take_id IS NULL))
     ORDER BY media.take_id IS NULL, media.take_id IS NOT scene.canon_take_id, take.number DESC
     LIMIT 1
"""


async def picture(tx: Transaction, scene_id: int) -> Row | None:
    """The stored picture that stands for a scene, with its take's number if it is of one."""
    return await tx.one(PICTURE, scene_id=scene_id)


# Canon in story order; a take was filmed on the node that finished its job.
CANON = """
    SELECT scene.id AS scene_id, scene.number AS scene_number, scene.title, scene.proposer_id,
           scene.rating, take.id AS take_id, take.number AS take_number, take.report,
           master.sha256 AS master, master.size AS master_size, clip.size AS clip_size,
           node.name AS node, node.guild_id AS node_guild
      FROM scene
      JOIN take ON take.id = scene.canon_take_id AND take.removed_at IS NULL
      LEFT JOIN media AS master ON master.take_id = take.id AND master.name = 'master.mp4'
      LEFT JOIN media AS clip ON clip.take_id = take.id AND clip.name = 'clip.mp4'
      LEFT JOIN job ON job.id = (SELECT max(id) FROM job AS filmed
                                  WHERE filmed.take_id = take.id AND filmed.kind = 'take'
                                    AND filmed.outcome = 'done')
      LEFT JOIN node ON node.id = job.node_id
     WHERE scene.novel_id = :novel_id AND scene.chapter = :chapter AND scene.removed_at IS NULL
     ORDER BY scene.first, scene.last, scene.number
"""


async def canon(tx: Transaction, novel_id: int, chapter: int) -> list[Row]:
    """A chapter's canon takes in story order, with their scenes, files and machines."""
    return await tx.all(CANON, novel_id=novel_id, chapter=chapter)


VOTERS = """
    SELECT DISTINCT vote.member_id FROM vote
      JOIN ballot ON ballot.id = vote.ballot_id
      JOIN scene ON scene.id = ballot.scene_id
     WHERE scene.novel_id = :novel_id AND scene.chapter = :chapter AND scene.removed_at IS NULL
       AND scene.canon_take_id IS NOT NULL
     ORDER BY vote.member_id
"""


async def voters(tx: Transaction, novel_id: int, chapter: int) -> list[int]:
    """Who voted on a chapter's canon scenes, whichever way."""
    rows = await tx.all(VOTERS, novel_id=novel_id, chapter=chapter)
    return [int(row["member_id"]) for row in rows]
