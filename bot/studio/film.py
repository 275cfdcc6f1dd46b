"""The film as it grows: the book as a map, and a chapter with its scenes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from bot.domain.house_rules import Rating
from bot.domain.member import Member
from bot.domain.reading import is_beyond
from bot.domain.scene import SceneState, slate
from bot.store import Row, Store, Transaction, film, members, reels
from bot.studio import joining
from bot.studio.film_views import (
    BookOnFilm,
    ChapterOnFilm,
    ChapterPage,
    SceneOnFilm,
    ScenePlace,
)
from bot.studio.media import MediaFolder
from bot.studio.novels import present
from bot.studio.reels import require_read
from bot.studio.scenes import scene_line


class FilmRoom:
    """Reading only; every answer is for one member of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def book(self, member: Member, novel_id: int) -> BookOnFilm:
        """Every chapter with its scenes; nothing of those beyond what the member has read."""
        async with self._store.reading() as tx:
            novel = await present(tx, member.guild_id, novel_id)
            up_to = (await members.readings(tx, member.guild_id, member.id)).get(novel_id)
            places: dict[int, list[ScenePlace]] = {}
            for row in await film.places(tx, novel_id):
                place = ScenePlace(row["first"], row["last"], SceneState(row["state"]))
                places.setdefault(row["chapter"], []).append(place)
            rows = await film.chapters(tx, novel_id)
        return BookOnFilm(novel, tuple(_chapter(row, places, up_to) for row in rows), up_to)

    async def page(self, member: Member, novel_id: int, chapter: int) -> ChapterPage:
        """A chapter's scenes with their pictures, and its reel. Refuses what is beyond reading."""
        async with self._store.reading() as tx:
            novel = await present(tx, member.guild_id, novel_id)
            title = await require_read(tx, member, novel, chapter)
            rows = await film.scenes(tx, novel_id, chapter)
            reel = await reels.latest(tx, novel_id, chapter)
            return ChapterPage(
                novel=novel,
                number=chapter,
                title=title,
                scenes=tuple([await self._scene(tx, row) for row in rows]),
                reel=None
                if reel is None
                else await joining.current_view(tx, reel, self._folder, self._now()),
                chapters=novel.chapters,
            )

    async def _scene(self, tx: Transaction, row: Row) -> SceneOnFilm:
        found = await film.picture(tx, row["id"])
        picture, shows = None, ""
        if found is not None:
            picture = self._folder.stored(found)
            number = found["take_number"]
            shows = "storyboard" if number is None else f"take {slate(row['number'], number)}"
        report = json.loads(row["canon_report"] or "{}")
        return SceneOnFilm(
            line=scene_line(row),
            picture=picture,
            picture_shows=shows,
            action=row["action"],
            is_restricted=Rating(row["rating"]).is_restricted,
            seconds=report.get("seconds", 0.0),
        )


def _chapter(row: Row, places: dict[int, list[ScenePlace]], up_to: int | None) -> ChapterOnFilm:
    number = row["number"]
    hidden = is_beyond(number, up_to)
    scenes = () if hidden else tuple(places.get(number, ()))
    return ChapterOnFilm(
        number=number,
        title="" if hidden else row["title"],
        words=row["words"],
        paragraphs=max(row["paragraphs"] or 1, *(scene.last for scene in scenes), 1),
        scenes=scenes,
        is_beyond=hidden,
    )
