"""What tests of casting start from: a house whose novel was read, and looks in any state."""

from __future__ import annotations

from conftest import CHANNEL, GUILD, JO, MARA, TOM, Clock, member

from bot.domain.ballot import Choice
from bot.domain.characters import Found, Kind, Named
from bot.domain.look import Appearance
from bot.store import characters
from bot.studio import Studio
from bot.studio.casting import LookView

HALE = Appearance(age="about fifty", hair="black, cropped", wardrobe="a long blue coat")
FOUND = (
    Found(
        Kind.PERSON,
        "Captain Hale",
        ("Hale", "the captain"),
        9,
        1,
        {"Captain Hale": Named(1, 2), "Hale": Named(2, 4), "the captain": Named(1, 3)},
    ),
    Found(Kind.PERSON, "Wick", (), 7, 1),
    Found(Kind.PERSON, "Mistress Orr", ("Orr",), 5, 2),
    Found(Kind.PLACE, "strand", (), 4, 1),
)


async def cast(studio: Studio, guild_id: int = GUILD, novel_id: int = 1) -> dict[str, int]:
    """The novel's characters by name."""
    async with studio.looks._store.transaction() as tx:
        await characters.keep(tx, guild_id, novel_id, FOUND, studio.looks._now())
    view = await studio.cast.of_novel(member(MARA, guild_id), novel_id)
    return {line.character.name: line.character.id for line in view.lines}


async def offered(
    studio: Studio,
    character_id: int,
    appearance: Appearance = HALE,
    *,
    by: int = MARA,
    chapter: int | None = None,
    accent: str | None = None,
) -> LookView:
    """A look that is on the ballot."""
    draft = await studio.looks.draft(member(by), character_id, appearance)
    await studio.looks.change(member(by), draft.look.id, chapter=chapter, accent=accent)
    return await studio.looks.offer(member(by), draft.look.id, CHANNEL)


async def chosen(
    studio: Studio,
    clock: Clock,
    character_id: int,
    appearance: Appearance = HALE,
    *,
    by: int = MARA,
    chapter: int | None = None,
    accent: str | None = None,
) -> LookView:
    """A look that was chosen."""
    view = await offered(studio, character_id, appearance, by=by, chapter=chapter, accent=accent)
    for voter in (TOM, JO):
        await studio.looks.vote(member(voter), view.look.id, Choice.FOR)
    clock.forward(hours=49)
    await studio.looks.close_due()
    return await studio.looks.view(GUILD, view.look.id)
