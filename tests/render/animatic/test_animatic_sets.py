"""Every set holds in every framing, weather and light, and is no other."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path
from typing import Any

import cv2
import imageio_ffmpeg
import numpy as np
import pytest
from animatic_stills import (
    CAST,
    LEAST_SEEN,
    SMOOTH,
    difference,
    share_apart,
    shoot,
    steps_between,
    still,
    with_and_without_people,
    without_grain,
)
from animatic_stills import a_shot as a_shot_of

from render.contract import (
    Aspect,
    CameraMove,
    Framing,
    Light,
    Picture,
    Shot,
    StyleName,
    TimeOfDay,
    Weather,
)
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg, graphs
from render.engines.animatic.engine import Animatic
from render.engines.animatic.grade import Grade, matted
from render.engines.animatic.medium import Ink
from render.engines.animatic.mood import mood_of
from render.engines.animatic.places import EXTERIORS, INTERIORS
from render.engines.animatic.sets import SETS
from render.engines.animatic.styles import STYLES, style_for
from render.engines.protocol import Inputs

NAMES = tuple(SETS)
FIGURES = tuple(CAST)[: len(Framing)]
FRAMINGS, WEATHERS, LIGHTS, HOURS = (
    tuple(Framing),
    tuple(Weather),
    tuple(Light),
    tuple(TimeOfDay),
)


def _place_names() -> dict[str, tuple[str, bool]]:
    """For each set, a place that finds it, and whether that is indoors."""
    found: dict[str, tuple[str, bool]] = {}
    for listed, interior in ((EXTERIORS, False), (INTERIORS, True)):
        for line in listed.strip().splitlines():
            name, _, words = line.partition("|")
            found.setdefault(name.strip(), (words.split(",")[0].strip(), interior))
    return found


PLACES = _place_names()


def a_shot(set_name: str, **changes: Any) -> Shot:
    fields: dict[str, Any] = {"time_of_day": TimeOfDay.DAY, "weather": Weather.CLOUD}
    return a_shot_of(*PLACES[set_name], **{**fields, **changes})


def test_every_set_has_words_that_find_it() -> None:
    assert set(PLACES) == set(SETS)


CLEAR = (Framing.WIDE, Framing.FULL, Framing.MEDIUM, Framing.CLOSE, Framing.OVER_THE_SHOULDER)
"""Framings in which people stand out well in any light."""
Row = tuple[str, Framing, Weather, Light, TimeOfDay, str]


def _rows() -> list[Row]:
    """Every pair of set, framing, weather, light, hour and figure, each in some row.

    A set meets each framing and figure once, and each weather, light and hour on the way; turning
    by the set's number brings the others together.
    """
    return [
        (
            name,
            FRAMINGS[at],
            WEATHERS[(at + number) % len(WEATHERS)],
            LIGHTS[(2 * at + 3 * number + number // len(LIGHTS)) % len(LIGHTS)],
            HOURS[(at + number + number // len(HOURS)) % len(HOURS)],
            FIGURES[(at + number // 2) % len(FIGURES)],
        )
        for number, name in enumerate(NAMES)
        for at in range(len(FRAMINGS))
    ]


def test_every_pair_of_what_a_shot_can_have_is_drawn() -> None:
    columns = (NAMES, FRAMINGS, WEATHERS, LIGHTS, HOURS, FIGURES)
    rows = _rows()

    missing = [
        (one, other)
        for first, second in combinations(range(len(columns)), 2)
        for one, other in set(product(columns[first], columns[second]))
        - {(row[first], row[second]) for row in rows}
    ]
    assert missing == []


@pytest.mark.parametrize(("name", "framing", "weather", "light", "time_of_day", "who"), _rows())
def test_a_set_is_a_picture_with_its_figure_in_any_framing_weather_and_light(
    name: str, framing: Framing, weather: Weather, light: Light, time_of_day: TimeOfDay, who: str
) -> None:
    shot = a_shot(
        name,
        framing=framing,
        weather=weather,
        light=light,
        time_of_day=time_of_day,
        cast=(CAST[who],),
        action="Somebody stands there.",
    )
    peopled, empty = with_and_without_people(shot)

    assert empty.shape == (90, 160, 3)
    assert without_grain(empty).std() > 5
    assert 3 < empty.mean() < 235
    assert (empty.max(axis=2) > 250).mean() < 0.45
    deserted = framing is Framing.AERIAL and name in ("sea", "ship")
    apart = 24 if framing in CLEAR else 14
    assert deserted or share_apart(peopled, empty, apart) > LEAST_SEEN.get(framing, 0.05)


OUTDOORS = tuple(name for name, (_, interior) in PLACES.items() if not interior)


@pytest.mark.parametrize("name", [name for name in OUTDOORS if name not in ("space", "backdrop")])
def test_people_and_place_are_read_at_night(name: str) -> None:
    shot = a_shot(name, time_of_day=TimeOfDay.NIGHT, weather=Weather.CLEAR, light=Light.LOW_KEY,
                  cast=(CAST["traveller"],), action="Rook stands.")  # fmt: skip
    peopled, empty = with_and_without_people(shot)
    ground, seen = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (empty, peopled))
    figure = np.abs(peopled.astype(int) - empty).max(axis=2) > 14

    assert 27 < np.median(ground) < 100
    assert np.ptp(np.percentile(ground, (10, 90))) > 45
    assert cv2.absdiff(ground, seen)[figure].mean() > 20
    assert empty[..., 2].mean() > empty[..., 0].mean()


def test_no_two_of_all_the_sets_look_alike() -> None:
    frames = [without_grain(still(a_shot(name))) for name in NAMES]

    near = {
        (one, other): difference(a, b)
        for at, (one, a) in enumerate(zip(NAMES, frames, strict=True))
        for other, b in zip(NAMES[at + 1 :], frames[at + 1 :], strict=True)
    }
    closest = min(near, key=lambda pair: near[pair])
    assert near[closest] > (2.0 if closest == ("sea", "ship") else 5.0), closest


@pytest.mark.parametrize("name", ["parlour", "deck", "village", "space"])
def test_a_set_moves_without_a_jump(name: str) -> None:
    shot = a_shot(name, camera=CameraMove.PUSH_IN, weather=Weather.WIND)
    steps = steps_between(shoot(shot, SMOOTH))

    assert max(steps) < 2.5 * float(np.median(steps)) + 0.6


@pytest.mark.parametrize(
    ("name", "time_of_day", "light", "style"),
    [
        ("keep", TimeOfDay.NIGHT, Light.LOW_KEY, ""),
        ("sea", TimeOfDay.DUSK, Light.BACKLIGHT, ""),
        ("modern room", TimeOfDay.NIGHT, Light.LOW_KEY, ""),
        ("cabin", TimeOfDay.DUSK, Light.BACKLIGHT, "anamorphic epic"),
        ("sea", TimeOfDay.NIGHT, Light.LOW_KEY, "film noir"),
        ("sea", TimeOfDay.DUSK, Light.BACKLIGHT, "silent film"),
        ("sea", TimeOfDay.NIGHT, Light.LOW_KEY, "woodcut"),
        ("sea", TimeOfDay.DUSK, Light.BACKLIGHT, "watercolour"),
    ],
)
def test_a_storm_does_not_flicker_harmfully(
    name: str, time_of_day: TimeOfDay, light: Light, style: str, tmp_path: Path
) -> None:
    shot = a_shot(
        name, weather=Weather.STORM, time_of_day=time_of_day, light=light, seconds=5, seed=3
    )
    told = tmp_path / "told.txt"
    graph = (
        encode.raw_frames(SMOOTH)
        .filter("photosensitivity", bypass=1)
        .filter("metadata", mode="print", file=str(told))
    )
    footage = Animatic().shoot(shot, SMOOTH, Inputs(style=style), lambda share: None)
    brightness: list[float] = []
    ffmpeg = Ffmpeg(imageio_ffmpeg.get_ffmpeg_exe())
    with ffmpeg.writing(graphs.output(graph, "-", format="null")) as write:
        for frame in footage.frames:
            brightness.append(float(frame.mean()))
            write(frame)

    # the filter looks back 30 frames; before that it still counts the change from black
    badness = re.findall(r"photosensitivity\.badness=([\d.]+)", told.read_text())[31:]
    assert len(badness) == 120 - 31
    assert max(float(value) for value in badness) < 1
    assert max(np.diff(brightness)) > 2


@pytest.mark.parametrize(
    ("words", "name", "aspect"),
    [
        ("", "matte", None),
        ("hand-painted silhouettes, muted", "matte", None),
        ("Film noir, black and white", "noir", None),
        ("a silent film of the 1920s, sepia", "silent", 4 / 3),
        ("loose watercolour storybook", "watercolour", None),
        ("woodcut with one red", "woodcut", None),
        ("anamorphic epic", "widescreen", 2.39),
        ("noir, 2.39:1", "noir", 2.39),
        ("watercolour in 4:3", "watercolour", 4 / 3),
        ("an inkling of noirish drawl", "matte", None),
    ],
)
def test_words_choose_the_style(words: str, name: str, aspect: float | None) -> None:
    style = style_for(Inputs(style=words))

    assert (style.name, style.aspect) == (name, aspect)


def test_a_style_s_name_and_aspect_outweigh_its_words() -> None:
    style = style_for(
        Inputs(style="anamorphic epic", style_name=StyleName.NOIR, aspect=Aspect.ACADEMY)
    )

    assert (style.name, style.aspect) == (StyleName.NOIR, 4 / 3)


def test_every_style_looks_its_own_way() -> None:
    shot = a_shot("keep", time_of_day=TimeOfDay.GOLDEN_HOUR)
    frames = [without_grain(still(shot, style=name)) for name in STYLES]

    closest = min(
        difference(one, other) for at, one in enumerate(frames) for other in frames[at + 1 :]
    )
    assert closest > 6


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["snowfield", "desert"])
def test_people_stand_dark_before_bright_ground_in_every_style(name: str, style: StyleName) -> None:
    shot = a_shot(name, framing=Framing.FULL, weather=Weather.CLEAR, light=Light.HIGH_KEY,
                  cast=(CAST["widow"],), action="Mrs Hale waits.")  # fmt: skip
    peopled, empty = with_and_without_people(shot, look=STYLES[style])
    darker = (empty.astype(int) - peopled).mean(axis=2)

    assert float(darker[darker > 24].mean()) > 110
    assert float((darker > 24).mean()) > 0.044


@pytest.mark.parametrize(
    ("tone", "printed"), [((130, 52, 58), True), ((255, 87, 11), False), ((60, 44, 46), False)]
)
def test_a_woodcut_prints_a_scarf_red_however_small(
    tone: tuple[int, int, int], printed: bool
) -> None:
    frame = np.full((90, 160, 3), 235, np.uint8)
    frame[40:42, 80:82] = tone
    print_ = Ink(160, 90, 1).render(frame).astype(int)
    red = print_[..., 0] - print_[..., 1:].max(axis=2) > 60

    assert (red.sum() >= 9) == printed
    assert red[:36].sum() == red[46:].sum() == 0


@pytest.mark.parametrize(
    ("words", "bars"), [("epic", "above"), ("silent", "beside"), ("matte", "none")]
)
def test_another_aspect_is_framed_in_black(words: str, bars: str) -> None:
    frame = still(a_shot("shore", light=Light.HIGH_KEY), style=words)

    assert frame.shape == (90, 160, 3)
    assert (frame[:6].max() == 0) == (bars == "above")
    assert (frame[:, :10].max() == 0) == (bars == "beside")


@pytest.mark.parametrize("name", list(STYLES))
@pytest.mark.parametrize(("width", "height"), [(64, 64), (66, 640), (640, 66)])
def test_a_style_takes_any_shape_of_frame(name: str, width: int, height: int) -> None:
    picture = Picture(width=width, height=height)
    style = STYLES[name]
    inner = style.window(picture)
    grade = Grade(mood_of(a_shot("moor"), style), inner.width, inner.height, 1)
    frame = grade.develop(np.full((inner.height, inner.width, 4), 128, np.uint8), 0)

    assert matted(frame, picture).shape == (height, width, 3)
