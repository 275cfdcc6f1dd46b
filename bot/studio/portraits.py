"""Portraits of looks: everybody in the same light, on the same ground.

A model draws them where the guild films with one and a node has one for stills; else rules do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.characters import Character, Kind
from bot.domain.look import Look
from bot.domain.queue import ANIMATIC, ANY_ENGINE, KEYFRAMES, LEASE
from bot.domain.settings import GuildSettings
from bot.domain.style import FilmStyle
from bot.store import Row, Transaction, jobs, nodes
from bot.studio.dressing import without_pictures
from bot.studio.orders import style_of
from render import contract

PORTRAIT_PICTURE = contract.Picture(width=560, height=480, fps=24)
PLACE_PICTURE = contract.Picture(width=854, height=480, fps=24)


async def engine_for(tx: Transaction, settings: GuildSettings, now: datetime) -> str:
    """What draws a guild's portraits now."""
    films_with_model = settings.filming_engine != ANIMATIC
    since = now - LEASE
    if films_with_model and await nodes.is_awake(tx, settings.guild_id, KEYFRAMES, since):
        return KEYFRAMES
    return ANY_ENGINE


async def leave_to_rules(tx: Transaction, job: Row) -> bool:
    """Have a portrait drawn by rules that no model drew; False where rules were to draw it."""
    if job["engine"] == ANY_ENGINE:
        return False
    order = contract.SceneOrder.model_validate_json(job["order_json"])
    plain = without_pictures(order, {item.sha256 for item in order.inputs})
    drawn = plain.model_copy(update={"engine": ANIMATIC})
    return await jobs.rework(tx, job["id"], ANY_ENGINE, drawn.model_dump_json())


def portrait_order(
    look: Look,
    character: Character,
    performer: contract.Performer,
    novel_title: str,
    style: FilmStyle,
    engine: str = ANY_ENGINE,
    pictures: Sequence[contract.Input] = (),
) -> contract.SceneOrder:
    """The order for a look's portrait; a place's is the place, by day."""
    is_place = character.kind is Kind.PLACE
    place = contract.Place(
        name=character.name if is_place else "backdrop",
        interior=not is_place,
        time_of_day=contract.TimeOfDay.DAY,
        weather=contract.Weather.CLEAR,
        description=look.appearance.wardrobe if is_place else "",
        references=tuple(item.sha256 for item in pictures) if is_place else (),
    )
    shot = contract.Shot(
        number=1,
        seconds=1,
        action=f"{character.name}, seen plainly."
        if is_place
        else f"{character.name} looks straight at us.",
        place=place,
        light=contract.Light.HIGH_KEY,
        framing=contract.Framing.WIDE if is_place else contract.Framing.CLOSE,
        cast=() if is_place else (performer,),
        seed=look.seed,
    )
    return contract.SceneOrder(
        kind=contract.JobKind.PORTRAIT,
        slate=str(look.id),
        novel=novel_title[:100],
        title=character.name,
        shots=(shot,),
        picture=PLACE_PICTURE if is_place else PORTRAIT_PICTURE,
        engine=ANIMATIC if engine == ANY_ENGINE else engine,
        inputs=tuple(pictures),
        **style_of(style),
    )
