"""Portraits of looks: everybody in the same light, on the same ground."""

from __future__ import annotations

from bot.domain.characters import Character, Kind
from bot.domain.look import Look
from bot.domain.settings import GuildSettings
from bot.studio.orders import style_of
from render import contract

PORTRAIT_PICTURE = contract.Picture(width=560, height=480, fps=24)
PLACE_PICTURE = contract.Picture(width=854, height=480, fps=24)


def portrait_order(
    look: Look,
    character: Character,
    performer: contract.Performer,
    novel_title: str,
    settings: GuildSettings,
) -> contract.SceneOrder:
    """The order for a look's portrait; a place's is the place, by day."""
    is_place = character.kind is Kind.PLACE
    place = contract.Place(
        name=character.name if is_place else "backdrop",
        interior=not is_place,
        time_of_day=contract.TimeOfDay.DAY,
        weather=contract.Weather.CLEAR,
        description=look.appearance.wardrobe if is_place else "",
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
        **style_of(settings),
    )
