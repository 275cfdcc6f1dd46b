"""The book as one picture: every chapter a bar, with a light where a scene of it is filmed."""

from __future__ import annotations

import functools
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.scene import SceneState
from bot.studio.film_views import BookOnFilm, ChapterOnFilm, ScenePlace
from cogs.ui.canvas import Canvas, Colour, mixed, number_width
from cogs.ui.text import chapter_name, plain, some

WIDTH = 1280
ON_A_SHELF = 40
"""Chapters side by side; more stand on several shelves."""
SHELVES = 6
ALT_TEXT = 1024
"""Characters: Discord's limit."""
MOST = 4000
"""Characters that are looked at before it is known to be too much."""

COLOURS: dict[SceneState, Colour] = {
    SceneState.PROPOSED: (226, 182, 66),
    SceneState.GREENLIT: (70, 142, 226),
    SceneState.SCREENED: (70, 196, 118),
    SceneState.CANON: (86, 214, 132),
}
"""In the order in which they are drawn, the later over the earlier."""
_SKY: Colour = (19, 22, 33)
_DUSK: Colour = (38, 39, 56)
_BAR: Colour = (58, 64, 84)
_EMPTY: Colour = (46, 50, 66)
_VEILED: Colour = (36, 39, 52)
_TRACK: Colour = (54, 58, 76)
_SHELF: Colour = (88, 92, 112)
_INK: Colour = (206, 210, 222)
_FAINT: Colour = (116, 121, 140)
_SIDE = 36
_TOP = 34
_FOOT = 66
"""Pixels below a shelf: progress, and the number."""
_WIDEST = 132
_LEAST_LIGHT = 9
_DIGITS = 28
"""Pixels that numbers are tall: on a phone a quarter of that is left."""
_SHORTEST = 0.34
"""Of the tallest bar: how tall that of an empty chapter is."""


@functools.lru_cache(32)
def draw_book(book: BookOnFilm) -> bytes:
    """A PNG of a book; it takes some tenths of a second, so draw it in a thread."""
    chapters = book.chapters
    shelves = min(SHELVES, max(1, math.ceil(len(chapters) / ON_A_SHELF)))
    on_one = max(1, math.ceil(len(chapters) / shelves))
    tall = {1: 430, 2: 270, 3: 220}.get(shelves, 180)
    canvas = Canvas(WIDTH, shelves * (_TOP + tall + _FOOT), _SKY, _DUSK)
    longest = max((chapter.words for chapter in chapters), default=1) or 1
    for shelf in range(shelves):
        row = chapters[shelf * on_one : (shelf + 1) * on_one]
        base = shelf * (_TOP + tall + _FOOT) + _TOP + tall
        _draw_shelf(canvas, row, on_one, base, tall, longest)
    return canvas.png()


def _draw_shelf(
    canvas: Canvas,
    chapters: Sequence[ChapterOnFilm],
    on_one: int,
    base: int,
    tall: int,
    longest: int,
) -> None:
    pitch = min((WIDTH - 2 * _SIDE) / on_one, _WIDEST * 1.25)
    start = (WIDTH - pitch * on_one) / 2
    wide = min(pitch - max(1.5, pitch * 0.2), _WIDEST)
    every = _every(chapters, pitch)
    canvas.box(start - 8, base + 1, WIDTH - start + 8, base + 3, _SHELF, cover=0.7)
    for place, chapter in enumerate(chapters):
        left = start + place * pitch + (pitch - wide) / 2
        high = tall * (_SHORTEST + (1 - _SHORTEST) * chapter.words / longest)
        _draw_bar(canvas, chapter, left, base - high, left + wide, base)
        _draw_progress(canvas, chapter, left, left + wide, base + 10)
        if chapter.number % every == 0 or every == 1:
            ink = _FAINT if chapter.is_beyond or not chapter.scenes else _INK
            canvas.number(chapter.number, left + wide / 2, base + 25, _DIGITS, ink)


def _every(chapters: Sequence[ChapterOnFilm], pitch: float) -> int:
    """Which chapters have room for their numbers: all, every fifth, every tenth ..."""
    widest = number_width(max((chapter.number for chapter in chapters), default=1), _DIGITS) + 7
    return next(step for step in (1, 5, 10, 20, 50, 100, 1000) if pitch * step >= widest)


def _draw_bar(
    canvas: Canvas,
    chapter: ChapterOnFilm,
    left: float,
    top: float,
    right: float,
    base: float,
) -> None:
    round_ = min(6.0, (right - left) / 4)
    if chapter.is_beyond:
        canvas.box(left, top, right, base, _VEILED, radius=round_)
        return
    canvas.box(left, top, right, base, _BAR if chapter.scenes else _EMPTY, radius=round_)
    if right - left >= 8:
        canvas.box(left + 1, top + round_, left + 2.5, base, (255, 255, 255), cover=0.10)
    order = list(COLOURS)
    for scene in sorted(chapter.scenes, key=lambda scene: order.index(scene.state)):
        _draw_light(canvas, chapter, scene, left, top + round_, right, base - 3)


def _draw_light(
    canvas: Canvas,
    chapter: ChapterOnFilm,
    scene: ScenePlace,
    left: float,
    top: float,
    right: float,
    base: float,
) -> None:
    """Where in its chapter a scene lies: full when canon, an outline while nothing is chosen."""
    room = base - top
    share = room / chapter.paragraphs
    high = min(max(share * (scene.last - scene.first + 1) - 1, _LEAST_LIGHT), room)
    y = min(top + share * (scene.first - 1), base - high)
    edge = min(4.0, (right - left) * 0.12)
    inner = (left + edge, y, right - edge, y + high)
    colour = COLOURS[scene.state]
    round_ = min(3.0, (right - left) / 6)
    match scene.state:
        case SceneState.CANON:
            for glow, cover in ((10, 0.05), (6, 0.08), (3, 0.12)):
                spread = min(glow, (right - left) / 3)
                canvas.box(
                    inner[0] - spread,
                    y - glow,
                    inner[2] + spread,
                    y + high + glow,
                    colour,
                    cover=cover,
                    radius=spread,
                )
            canvas.box(*inner, colour, radius=round_)
            light = mixed(colour, (255, 255, 255), 0.55)
            canvas.box(inner[0] + 1, y + 1, inner[2] - 1, y + 2.5, light, cover=0.6)
        case SceneState.GREENLIT:
            canvas.box(*inner, colour, cover=0.9, radius=round_)
        case _:
            canvas.box(*inner, colour, cover=0.22, radius=round_)
            canvas.frame(*inner, colour, line=2 if right - left > 12 else 1.5, radius=round_)


def _draw_progress(
    canvas: Canvas, chapter: ChapterOnFilm, left: float, right: float, top: float
) -> None:
    """How far along a chapter is: its scenes by state, side by side under its bar."""
    canvas.box(left, top, right, top + 6, _TRACK, radius=2, cover=0.5 if chapter.is_beyond else 1)
    states = [
        state for state in reversed(COLOURS) for scene in chapter.scenes if scene.state is state
    ]
    for place, state in enumerate(states):
        start = left + (right - left) * place / len(states)
        end = left + (right - left) * (place + 1) / len(states)
        canvas.box(start, top, end - 1, top + 6, COLOURS[state])


def tally_in_words(states: Iterable[SceneState]) -> str:
    """`2 canon, 1 greenlit`; `unfilmed` where there is none."""
    counted = Counter(states)
    words = {SceneState.SCREENED: "filmed"}
    counts = [(counted[state], words.get(state, str(state))) for state in reversed(COLOURS)]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "unfilmed"


def book_in_words(book: BookOnFilm) -> str:
    """What the picture shows, for those who cannot see it.

    Where it is too much, chapters are told in ranges; and what is too much even so is in the menu
    below the picture, which says the same of each chapter.
    """
    open_ = [chapter for chapter in book.chapters if not chapter.is_beyond]
    facts = [f"{some(len(book.chapters), 'chapter')} as bars."]
    if unfilmed := sum(not chapter.scenes for chapter in open_):
        facts.append(f"{unfilmed} of them unfilmed.")
    if book.up_to is not None and len(open_) < len(book.chapters):
        facts.append(f"Those after chapter {book.up_to}, which you have read, are veiled.")
    told = [_told(chapter) for chapter in open_ if chapter.scenes]
    whole = plain(" ".join([*facts, *told]), MOST)
    if len(whole) <= ALT_TEXT:
        return whole
    return _fitted(facts, list(_ranges(open_)))


def _fitted(facts: Sequence[str], ranges: Sequence[tuple[int, str]]) -> str:
    """As many ranges as fit, and where the others are told."""
    words = " ".join([*facts, *(said for _, said in ranges)])
    shown = len(ranges)
    while len(words) > ALT_TEXT:
        shown -= 1
        rest = f"From chapter {ranges[shown][0]} on, the menu below tells it."
        words = " ".join([*facts, *(said for _, said in ranges[:shown]), rest])
    return words


def _ranges(chapters: Sequence[ChapterOnFilm]) -> Iterator[tuple[int, str]]:
    """`Chapters 12–30: unfilmed.`, with the first one's number."""
    for states, alike in itertools.groupby(
        chapters, key=lambda chapter: tally_in_words(scene.state for scene in chapter.scenes)
    ):
        first, *others = (chapter.number for chapter in alike)
        if others:
            each = " each" if states != "unfilmed" else ""
            yield first, f"Chapters {first}–{others[-1]}: {states}{each}."
        else:
            yield first, f"Chapter {first}: {states}."


def _told(chapter: ChapterOnFilm) -> str:
    states = tally_in_words(scene.state for scene in chapter.scenes)
    return f"Chapter {chapter_name(chapter.number, chapter.title)}: {states}."
