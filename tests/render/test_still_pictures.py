from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np
import pytest
from stage_orders import OrderMaker

from render.edit.stills import STRIP_BYTES, contact_strip, filling, preview, write_contact
from render.engines.protocol import Frame
from render.floor import Floor
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)


def flat(value: int, width: int = 160, height: int = 90) -> Frame:
    return np.full((height, width, 3), value, np.uint8)


def rows_of(strip: Frame) -> list[int]:
    """How many frames each row of a strip of bright frames holds."""
    bright = strip[:, :, 0] > 60
    rows, counts, was = bright.any(axis=1), [], False
    for y, is_row in enumerate(rows):
        if is_row and not was:
            edges = np.diff(bright[y + 3].astype(int))
            counts.append(int((edges == 1).sum()))
        was = bool(is_row)
    return counts


@pytest.mark.parametrize(
    ("shots", "rows"),
    [
        (1, [1]),
        (3, [3]),
        (4, [4]),
        (5, [2, 3]),
        (6, [3, 3]),
        (7, [3, 4]),
        (8, [4, 4]),
        (9, [3, 3, 3]),
        (24, [4, 4, 4, 4, 4, 4]),
    ],
)
def test_a_contact_strip_lays_shots_out_in_full_rows(shots: int, rows: list[int]) -> None:
    strip = contact_strip([flat(200)] * shots)
    assert strip.shape[1] == 1200
    assert rows_of(strip) == rows


def test_frames_of_a_strip_keep_their_order() -> None:
    strip = contact_strip([flat(80), flat(160), flat(240)])
    middle = strip[strip.shape[0] // 2]
    assert [int(middle[x, 0]) for x in (200, 600, 1000)] == [80, 160, 240]


def test_a_strip_of_grain_stays_within_a_megabyte(tmp_path: Path) -> None:
    grain = np.random.default_rng(1).integers(0, 255, (480, 854, 3), np.uint8)
    write_contact([grain] * 8, tmp_path / "contact.png")
    assert (tmp_path / "contact.png").stat().st_size <= STRIP_BYTES


def test_a_preview_is_a_small_jpeg() -> None:
    data = base64.b64decode(preview(flat(90, 854, 480)))
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (180, 320, 3)


@pytest.mark.parametrize(("width", "height"), [(160, 90), (90, 160), (64, 64), (320, 90)])
def test_a_frame_fills_any_size_without_bars(width: int, height: int) -> None:
    filled = filling(flat(120), width, height)
    assert filled.shape == (height, width, 3)
    assert filled.min() == 120


def test_a_storyboard_is_one_strip_and_nothing_else(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    report = shoot(make_order(3, kind="storyboard", slate="12"), tmp_path / "out", floor)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["contact.png"]
    assert (report.kind, report.shots_shot, report.seconds) == ("storyboard", 3, 0)


def test_a_take_has_a_poster_and_a_strip(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(2), tmp_path / "out", floor)
    poster = cv2.imread(str(tmp_path / "out" / "poster.jpg"))
    strip = cv2.imread(str(tmp_path / "out" / "contact.png"))
    assert poster is not None
    assert poster.shape == (90, 160, 3)
    assert poster.mean() > 60  # not a frame of the fade
    assert strip is not None
    assert strip.shape[1] == 1200
