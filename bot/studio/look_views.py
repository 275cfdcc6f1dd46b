"""A look as its card shows it, read in one moment."""

from __future__ import annotations

from bot.domain.ballot import Tally
from bot.domain.characters import Character, Kind, known_by
from bot.domain.look import Look, LookState, covers, holds_at, holds_until
from bot.domain.pictures import Shows
from bot.domain.queue import Work
from bot.domain.reading import is_beyond
from bot.domain.scene import Scene, SceneState
from bot.store import (
    Row,
    Transaction,
    ballots,
    characters,
    guilds,
    looks,
    media,
    members,
    novels,
    readings,
    references,
    scenes,
    waiting_jobs,
)
from bot.studio.casting import LookView, ReferenceView, Touched
from bot.studio.house_views import OpenLook
from bot.studio.media import MediaFolder
from bot.studio.novels import novel_view
from bot.studio.views import Media

PORTRAIT = "portrait.png"


async def look_view(
    tx: Transaction,
    row: Row,
    folder: MediaFolder,
    *,
    member_id: int | None = None,
) -> LookView:
    look = looks.look_of(row)
    character = await characters.get(tx, look.guild_id, look.character_id)
    assert character is not None, "a look goes with its character"
    novel = await novels.get(tx, look.guild_id, character.novel_id)
    assert novel is not None, "a novel is never deleted"
    others = [
        looks.look_of(other)
        for other in await looks.of_character(tx, look.character_id)
        if other["id"] != look.id
    ]
    settings = await guilds.settings(tx, look.guild_id)
    is_open = look.state is LookState.OFFERED
    ballot = await ballots.of_look(tx, look.id)
    up_to = await readings.reading(tx, novel["channel_id"], character.novel_id)
    portrait = await media.of_subject(tx, look.id, PORTRAIT)
    read = await _read_by(tx, look.guild_id, member_id, character.novel_id)
    until = holds_until(look, others)
    return LookView(
        look=look,
        character=known_by(character, read) or character,
        novel=novel_view(novel),
        until=None if until is None or is_beyond(until + 1, read) else until,
        ballot=None if ballot is None else ballots.ballot_of(ballot),
        tally=Tally(0, 0) if ballot is None else await ballots.tally(tx, ballot["id"]),
        hides_tally=settings.hidden_tally and is_open,
        portrait=None if portrait is None else folder.stored(portrait),
        portrait_waits=await waiting_jobs.is_for(tx, Work.PORTRAIT, look.id),
        portrait_by=row["portrait_by"],
        references=tuple(
            reference_view(picture, folder) for picture in await references.of_look(tx, look.id)
        ),
        instead_of=holds_at(others, look.chapter),
        touches=tuple(
            Touched(
                scene.number,
                scene.direction.title,
                is_spoiler=is_beyond(scene.passage.chapter, up_to),
            )
            for scene in await _touched(tx, look, others, character)
            if not is_beyond(scene.passage.chapter, read)
        )
        if is_open
        else (),
        reason="" if ballot is None else ballot["reason"],
        my_choice=None
        if ballot is None or member_id is None
        else await ballots.choice_of(tx, ballot["id"], member_id),
    )


def open_look(row: Row) -> OpenLook:
    closes = ballots.ballot_of(row).closes_at
    return OpenLook(
        row["character"],
        row["channel_id"],
        row["message_id"],
        closes,
    )


async def scenes_with(tx: Transaction, character: Character) -> list[Scene]:
    """The scenes that a person is in, or that play at a place."""
    return [
        scene
        for scene in await scenes.of_novel(tx, character.novel_id)
        if any(map(character.answers_to, _who(scene, character.kind)))
    ]


def reference_view(row: Row, folder: MediaFolder) -> ReferenceView:
    path = folder.path(row["guild_id"], row["sha256"], references.FILE)
    file = Media(row["media_id"], references.FILE, row["sha256"], row["size"], path)
    return ReferenceView(
        row["id"], row["look_id"], row["member_id"], Shows(row["shows"]), row["character"], file
    )


def _who(scene: Scene, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.PLACE:
        return (scene.shot_list.heading.place,)
    return scene.shot_list.cast


async def _read_by(
    tx: Transaction, guild_id: int, member_id: int | None, novel_id: int
) -> int | None:
    """How far the member has read who looks; None for everybody, and for whoever did not say."""
    if member_id is None:
        return None
    return (await members.readings(tx, guild_id, member_id)).get(novel_id)


async def _touched(
    tx: Transaction, look: Look, others: list[Look], character: Character
) -> list[Scene]:
    """The canon scenes in which its character would look otherwise."""
    return [
        scene
        for scene in await scenes_with(tx, character)
        if scene.state is SceneState.CANON and covers(look, others, scene.passage.chapter)
    ]
