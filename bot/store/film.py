"""The book as it is filmed: where its scenes lie, and the scenes of one chapter."""

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
