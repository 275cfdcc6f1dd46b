"""Scenes: what is proposed, voted on and filmed."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.direction import Direction, Framing, Light, Pace
from bot.domain.house_rules import Rating
from bot.domain.novel import Passage
from bot.domain.scene import Scene, SceneState
from bot.domain.shots import ShotList
from bot.store.connection import Row, Transaction
from bot.store.moments import maybe_moment, moment, stamp

SHOT_LIST = TypeAdapter(ShotList)

ADD = """
    INSERT INTO scene (guild_id, number, novel_id, chapter, chapter_title, first, last, passage,
                       proposer_id, title, action, light, framing, pace, rating, shot_list,
                       created_at, channel_id, alias)
    VALUES (:guild_id, :number, :novel_id, :chapter, :chapter_title, :first, :last, :passage,
            :proposer_id, :title, :action, :light, :framing, :pace, :rating, :shot_list,
            :now, :channel_id, lower(hex(randomblob(32))))
"""


async def add(
    tx: Transaction,
    *,
    guild_id: int,
    number: int,
    passage: Passage,
    chapter_title: str,
    text: str,
    proposer_id: int,
    direction: Direction,
    rating: Rating,
    shot_list: ShotList,
    channel_id: int,
    now: datetime,
) -> int:
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        number=number,
        novel_id=passage.novel_id,
        chapter=passage.chapter,
        chapter_title=chapter_title,
        first=passage.first,
        last=passage.last,
        passage=text,
        proposer_id=proposer_id,
        **_directed(direction, rating, shot_list),
        channel_id=channel_id,
        now=stamp(now),
    )


def _directed(direction: Direction, rating: Rating, shot_list: ShotList) -> dict[str, str]:
    return {
        "title": direction.title,
        "action": direction.action,
        "light": direction.light,
        "framing": direction.framing,
        "pace": direction.pace,
        "rating": rating,
        "shot_list": SHOT_LIST.dump_json(shot_list).decode(),
    }


BY_ID = "SELECT * FROM scene WHERE id = :id"
BY_NUMBER = "SELECT * FROM scene WHERE guild_id = :guild_id AND number = :number"


async def get(tx: Transaction, scene_id: int) -> Scene | None:
    row = await tx.one(BY_ID, id=scene_id)
    return None if row is None else scene_of(row)


async def numbered(tx: Transaction, guild_id: int, number: int) -> Scene | None:
    row = await tx.one(BY_NUMBER, guild_id=guild_id, number=number)
    return None if row is None else scene_of(row)


AMEND = """
    UPDATE scene
       SET title = :title, action = :action, light = :light, framing = :framing, pace = :pace,
           rating = :rating, shot_list = :shot_list, amended = amended + 1, revision = revision + 1,
           keeps_contradictions = 0
     WHERE id = :id
"""


async def amend(
    tx: Transaction, scene_id: int, direction: Direction, rating: Rating, shot_list: ShotList
) -> None:
    await tx.run(
        AMEND,
        id=scene_id,
        **_directed(direction, rating, shot_list),
    )


SET_SHOTS = """
    UPDATE scene SET shot_list = :shot_list, rating = :rating, revision = revision + 1,
                     keeps_contradictions = keeps_contradictions AND :says_no_more
     WHERE id = :id
"""


async def set_shots(
    tx: Transaction, scene_id: int, shot_list: ShotList, rating: Rating, *, says_more: bool
) -> None:
    """Where they say something else, their proposer has not kept it against a look yet."""
    await tx.run(
        SET_SHOTS,
        id=scene_id,
        shot_list=SHOT_LIST.dump_json(shot_list).decode(),
        rating=rating,
        says_no_more=int(not says_more),
    )


KEEP_CONTRADICTIONS = "UPDATE scene SET keeps_contradictions = 1 WHERE id = :id"


async def keep_contradictions(tx: Transaction, scene_id: int) -> None:
    """Its proposer saw what it says against a look, and keeps it; amending asks again."""
    await tx.run(KEEP_CONTRADICTIONS, id=scene_id)


SET_STATE = "UPDATE scene SET state = :state WHERE id = :id"


async def set_state(tx: Transaction, scene_id: int, state: SceneState) -> None:
    await tx.run(SET_STATE, id=scene_id, state=state)


MAKE_CANON = "UPDATE scene SET canon_take_id = :take_id, state = 'canon' WHERE id = :id"


async def make_canon(tx: Transaction, scene_id: int, take_id: int) -> None:
    """This take counts for its scene from now on."""
    await tx.run(MAKE_CANON, id=scene_id, take_id=take_id)


WITHOUT_TAKE = """
    UPDATE scene SET state = :state, canon_take_id = nullif(canon_take_id, :take_id) WHERE id = :id
"""


async def without_take(tx: Transaction, scene_id: int, take_id: int, state: SceneState) -> None:
    """This take counts no more, if it did."""
    await tx.run(WITHOUT_TAKE, id=scene_id, take_id=take_id, state=state)


SCREEN = "UPDATE scene SET state = 'screened' WHERE id = :id AND state = 'greenlit'"


async def screen(tx: Transaction, scene_id: int) -> None:
    """Its first take was posted."""
    await tx.run(SCREEN, id=scene_id)


REMOVE = """
    UPDATE scene
       SET removed_at = :now, message_id = NULL,
           state = CASE WHEN state IN ('proposed', 'greenlit') THEN 'cancelled' ELSE state END
     WHERE id = :id
"""


async def remove(tx: Transaction, scene_id: int, now: datetime) -> None:
    await tx.run(REMOVE, id=scene_id, now=stamp(now))


LINES = """
    SELECT scene.*, (SELECT count(*) FROM take
                      WHERE take.scene_id = scene.id AND take.state = 'posted'
                        AND take.removed_at IS NULL) AS takes,
           coalesce((SELECT reading.chapter FROM reading
                      WHERE reading.guild_id = scene.guild_id
                        AND reading.member_id = :member_id
                        AND reading.novel_id = scene.novel_id) < scene.chapter, 0) AS is_beyond
      FROM scene
     WHERE guild_id = :guild_id AND removed_at IS NULL
       AND (title LIKE :words ESCAPE '\\' OR number = :number)
     ORDER BY chapter, first, number LIMIT :limit
"""


async def lines(
    tx: Transaction,
    guild_id: int,
    *,
    words: str,
    number: int | None = None,
    member_id: int | None = None,
    limit: int,
) -> list[Row]:
    """A guild's scenes in story order, by words of the title or by number.

    `is_beyond` tells which are beyond what this member has read.
    """
    return await tx.all(
        LINES,
        guild_id=guild_id,
        words=f"%{_literal(words)}%",
        number=number,
        member_id=member_id,
        limit=limit,
    )


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


OF_NOVEL = "SELECT * FROM scene WHERE novel_id = :novel_id AND removed_at IS NULL"


async def of_novel(tx: Transaction, novel_id: int) -> list[Scene]:
    return [scene_of(row) for row in await tx.all(OF_NOVEL, novel_id=novel_id)]


ALIAS = "SELECT alias FROM scene WHERE id = :id"


async def alias(tx: Transaction, scene_id: int) -> str:
    """What nodes know a scene by."""
    row = await tx.one(ALIAS, id=scene_id)
    assert row is not None, "a scene is never deleted"
    return str(row["alias"])


def scene_of(row: Row) -> Scene:
    return Scene(
        id=row["id"],
        guild_id=row["guild_id"],
        number=row["number"],
        passage=Passage(row["novel_id"], row["chapter"], row["first"], row["last"]),
        chapter_title=row["chapter_title"],
        text=row["passage"],
        proposer_id=row["proposer_id"],
        direction=Direction(
            row["title"],
            row["action"],
            Light(row["light"]),
            Framing(row["framing"]),
            Pace(row["pace"]),
        ),
        shot_list=SHOT_LIST.validate_json(row["shot_list"]),
        rating=Rating(row["rating"]),
        state=SceneState(row["state"]),
        created_at=moment(row["created_at"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        canon_take_id=row["canon_take_id"],
        removed_at=maybe_moment(row["removed_at"]),
        keeps_contradictions=bool(row["keeps_contradictions"]),
        revision=row["revision"],
    )
