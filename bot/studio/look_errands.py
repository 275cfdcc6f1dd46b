"""What a look sets in motion: its portrait, and what is shown anew when another one holds."""

from __future__ import annotations

from datetime import datetime

from bot.domain.look import Look
from bot.domain.queue import ANY_ENGINE, Work
from bot.domain.scene import SceneState
from bot.domain.settings import GuildSettings
from bot.domain.style import style_of_film
from bot.store import Transaction, jobs, novels, scene_posts, scenes
from bot.studio import board
from bot.studio.cast import character_of_guild
from bot.studio.dressing import performer_of, pictures_of
from bot.studio.portraits import engine_for, portrait_order


async def draw_portrait(
    tx: Transaction, look: Look, settings: GuildSettings, now: datetime
) -> None:
    """Queue the portrait of a look, in the fast lane."""
    character = await character_of_guild(tx, look.guild_id, look.character_id)
    novel = await novels.get(tx, look.guild_id, character.novel_id)
    assert novel is not None, "a novel is never deleted"
    engine = await engine_for(tx, settings, now)
    pictures = tuple(await pictures_of(tx, look)) if engine != ANY_ENGINE else ()
    performer = performer_of(character, look, pictures)
    style = style_of_film(novels.style_of(novel), settings.style)
    order = portrait_order(look, character, performer, novel["title"], style, engine, pictures)
    await jobs.enqueue(
        tx,
        guild_id=look.guild_id,
        scene_id=None,
        take_id=None,
        subject_id=look.id,
        name=f"Portrait of {character.name}",
        work=Work.PORTRAIT,
        engine=engine,
        member_id=look.member_id,
        votes=0,
        film_s=1.0,
        order_json=order.model_dump_json(),
        now=now,
    )


async def show_proposals(tx: Transaction, look: Look, now: datetime) -> None:
    """Another look holds now: the cards of open proposals say what contradicts it."""
    character = await character_of_guild(tx, look.guild_id, look.character_id)
    for scene in await scenes.of_novel(tx, character.novel_id):
        if scene.state is SceneState.PROPOSED:
            await scene_posts.touch(tx, scene.id, now)


async def show_board(tx: Transaction, look: Look, now: datetime) -> None:
    """The board lists what is on the ballot."""
    character = await character_of_guild(tx, look.guild_id, look.character_id)
    await board.show_board(tx, look.guild_id, character.novel_id, now)
