"""From the domain's planned shots to the form that render nodes take orders on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict
from zlib import crc32

from bot.domain.novel import bare_title
from bot.domain.queue import ANIMATIC, Work
from bot.domain.reel import CanonTake, Entry
from bot.domain.scene import Scene, slate
from bot.domain.shots import Line, PlannedShot, goes_on
from bot.domain.style import FilmSize, FilmStyle
from bot.errors import Refusal
from bot.studio.views import Media, NovelView
from render import contract

TAKE_PICTURES = {
    FilmSize.TINY: contract.Picture(width=426, height=240, fps=24),
    FilmSize.SMALL: contract.Picture(width=640, height=360, fps=24),
    FilmSize.STANDARD: contract.Picture(width=854, height=480, fps=24),
    FilmSize.HIGH: contract.Picture(width=1280, height=720, fps=24),
    FilmSize.FULL: contract.Picture(width=1920, height=1080, fps=24),
}
SMALLEST_CLIP = 64 * 1024
"""Bytes: what an order may ask for at least."""
DRAFT_PICTURE = contract.Picture(width=480, height=272, fps=24)
STORYBOARD_PICTURE = contract.Picture(width=480, height=270, fps=24)

KINDS = {
    Work.STORYBOARD: contract.JobKind.STORYBOARD,
    Work.TAKE: contract.JobKind.TAKE,
    Work.DRAFT: contract.JobKind.TAKE,
    Work.REFIT: contract.JobKind.REFIT,
    Work.REEL: contract.JobKind.REEL,
    Work.COMPARISON: contract.JobKind.COMPARISON,
    Work.PORTRAIT: contract.JobKind.PORTRAIT,
}


class StyleParts(TypedDict):
    """The fields of an order that say how the film looks."""

    style: str
    style_name: contract.StyleName | None
    aspect: contract.Aspect | None


def shooting_order(
    scene: Scene,
    novel_title: str,
    work: Work,
    *,
    style: FilmStyle,
    engine: str,
    seed: int,
    max_bytes: int,
    size: FilmSize = FilmSize.STANDARD,
    take_number: int | None = None,
    seeds: Mapping[int, int] | None = None,
    looks: Mapping[str, int] | None = None,
) -> contract.SceneOrder:
    """The order for a scene's storyboard, take or draft, in the style of its film.

    `seeds` are those of shots that go their own way, by their marks; `looks` those of the looks
    that hold for its people, by the names that the scene uses.
    """
    heading, planned = scene.shot_list.heading, scene.shot_list.shots
    by_character = None if engine == ANIMATIC else looks or {}
    place = contract.Place(
        name=heading.place,
        interior=heading.interior,
        time_of_day=contract.TimeOfDay(heading.time_of_day),
        weather=contract.Weather(heading.weather),
    )
    return contract.SceneOrder(
        kind=KINDS[work],
        slate=str(scene.number) if take_number is None else slate(scene.number, take_number),
        novel=novel_title[:100],
        chapter=scene.chapter_title[:200],
        title=scene.direction.title,
        shots=tuple(
            _shot(
                shot,
                place,
                seed_of(shot, seed, seeds or {}, by_character=by_character),
                continues=goes_on(before, shot),
            )
            for before, shot in zip((None, *planned), planned, strict=False)
        ),
        picture=STORYBOARD_PICTURE if work is Work.STORYBOARD else TAKE_PICTURES[size],
        engine=engine,
        **style_of(style),
        max_bytes=max_bytes,
    )


def style_of(style: FilmStyle) -> StyleParts:
    """A film's style as an order carries it."""
    return {
        "style": style.words,
        "style_name": contract.StyleName(style.name) if style.name else None,
        "aspect": contract.Aspect(style.aspect) if style.aspect else None,
    }


def as_draft(order: contract.SceneOrder) -> contract.SceneOrder:
    """The same order with the same seeds, small and with few steps."""
    picture = min(DRAFT_PICTURE, order.picture, key=lambda it: it.width * it.height)
    return order.model_copy(update={"is_draft": True, "picture": picture})


def as_final(draft: contract.SceneOrder, slate: str, size: FilmSize) -> contract.SceneOrder:
    """The order for what was tried out in a draft, with its seeds, as another take."""
    whole = {"is_draft": False, "picture": TAKE_PICTURES[size], "slate": slate}
    return draft.model_copy(update=whole)


def require_room_for_clip(max_bytes: int) -> None:
    """Raises Refusal where no order may ask for so little."""
    if max_bytes < SMALLEST_CLIP:
        raise Refusal("Discord finds even the smallest clip too large for this channel")


def refit_order(
    scene: Scene, novel_title: str, take_number: int, master: Media, max_bytes: int
) -> contract.SceneOrder:
    """The order to make a posted clip smaller, from its stored master."""
    return contract.SceneOrder(
        kind=contract.JobKind.REFIT,
        slate=slate(scene.number, take_number),
        novel=novel_title[:100],
        chapter=scene.chapter_title[:200],
        title=scene.direction.title,
        max_bytes=max_bytes,
        inputs=(contract.Input(sha256=master.sha256, size=master.size, role="master"),),
    )


def comparison_order(
    scene: Scene, novel_title: str, masters: Sequence[tuple[str, Media]], max_bytes: int
) -> contract.SceneOrder:
    """The order to put two masters side by side, each with its slate on it."""
    return contract.SceneOrder(
        kind=contract.JobKind.COMPARISON,
        slate=str(scene.number),
        novel=novel_title[:100],
        chapter=scene.chapter_title[:200],
        title=scene.direction.title,
        max_bytes=max_bytes,
        inputs=tuple(
            contract.Input(sha256=master.sha256, size=master.size, role="master", label=name)
            for name, master in masters
        ),
    )


def reel_order(
    novel: NovelView,
    chapter: int,
    chapter_title: str,
    part: int,
    takes: Sequence[CanonTake],
    max_bytes: int,
    *,
    opens: bool,
    entries: Iterable[Entry] = (),
) -> contract.SceneOrder:
    """The order to join masters: a part of a chapter, with the titles and credits due to it."""
    credits_ = tuple(contract.Credit(role=role, names=names) for role, names in entries)
    bookends = contract.Bookends(author=novel.authors[:200], opens=opens, credits=credits_)
    return contract.SceneOrder(
        kind=contract.JobKind.REEL,
        slate=slate(chapter, part),
        novel=novel.title[:100],
        chapter=bare_title(chapter, chapter_title)[:200],
        title=f"Chapter {chapter}",
        max_bytes=max_bytes,
        inputs=tuple(
            contract.Input(
                sha256=take.master, size=take.master_size, role="master", loudness=take.loudness
            )
            for take in takes
        ),
        bookends=bookends if opens or credits_ else None,
    )


def seed_of(
    shot: PlannedShot,
    seed: int,
    seeds: Mapping[int, int],
    *,
    by_character: Mapping[str, int] | None = None,
) -> int:
    """One seed a shot, so that a shot keeps its own when its neighbours change.

    A model draws somebody more alike from the same seed: `by_character`, all shots of a take in
    which the same one is alone have one, which follows from their look's, or else from their name.
    """
    mark = shot.mark or shot.number
    step = mark * 7919
    if by_character is not None and len(shot.cast) == 1:
        [name] = shot.cast
        step = by_character.get(name, crc32(name.encode()))
    return seeds.get(mark, (seed + step) % 2**32)


def _shot(shot: PlannedShot, place: contract.Place, seed: int, *, continues: bool) -> contract.Shot:
    return contract.Shot(
        number=shot.number,
        seconds=shot.seconds,
        action=shot.action,
        place=place,
        light=contract.Light(shot.light),
        framing=contract.Framing(shot.framing),
        camera=contract.CameraMove(shot.camera),
        pace=contract.Pace(shot.pace),
        opens=contract.Opening(shot.opens),
        cast=tuple(contract.Performer(name=name) for name in shot.cast[:12]),
        lines=tuple(_line(line) for line in shot.lines[:12]),
        seed=seed,
        continues=continues,
    )


def _line(line: Line) -> contract.Line:
    return contract.Line(speaker=line.speaker[:100], text=line.text, start=line.start, end=line.end)
