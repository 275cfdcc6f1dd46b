"""A reference picture is its pixels and nothing else, whatever file it came in."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picture_files import claiming, drawn, moving, noted, telling, with_text_bomb, zipped
from PIL import Image

from bot.domain.pictures import MAX_BYTES
from bot.pictures import UnreadablePicture, reencode_apart
from bot.pictures.form import LONGEST_SIDE
from bot.pictures.reencode import CannotRead, reencode

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><script/></svg>'
HTML = b"<!doctype html><script>fetch('//evil')</script>" + b" " * 400


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "PNG"), ("RGBA", "PNG"), ("L", "PNG"), ("RGB", "JPEG"), ("CMYK", "JPEG"),
     ("RGB", "WEBP"), ("RGBA", "WEBP")],
)  # fmt: skip
def test_every_kind_of_still_picture_becomes_a_plain_png(mode: str, kind: str) -> None:
    picture = reencode(drawn(mode=mode, kind=kind))
    image = opened(picture.png)
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (200, 150))
    assert (picture.width, picture.height) == (200, 150)


def test_a_large_picture_is_fitted_with_its_shape() -> None:
    picture = reencode(drawn(3000, 1500))
    assert (picture.width, picture.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_nothing_is_left_of_what_a_camera_wrote() -> None:
    picture = reencode(telling())
    image = opened(picture.png)
    assert image.size == (150, 200)  # upright
    assert not image.info
    assert not image.getexif()
    assert b"Mara" not in picture.png
    assert b"secret" not in picture.png


def test_nothing_is_left_of_what_a_program_wrote() -> None:
    assert b"Mara" not in reencode(noted()).png


def test_a_file_that_is_a_picture_and_something_else_is_a_picture_after() -> None:
    both = drawn() + zipped() + HTML
    picture = reencode(both)
    assert b"PK\x03\x04" not in picture.png
    assert b"script" not in picture.png
    assert opened(picture.png).size == (200, 150)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SVG, "no whole PNG, JPEG or WebP"),
        (HTML, "no whole PNG"),
        (b"", "no whole PNG"),
        (zipped(), "no whole PNG"),
        (b"GIF89a" + b"\0" * 100, "no whole PNG"),
        (drawn()[:-40], "no whole PNG"),
        (drawn(kind="JPEG")[:600], "no whole PNG"),
        (claiming(200, 200), "no whole PNG"),
        (claiming(12_500, 5_000), "It claims 12,500 x 5,000 pixels"),
        (claiming(50_000, 50_000), "larger than 50 million pixels"),
        (claiming(2**31 - 1, 2**31 - 1), "larger than 50 million pixels"),
        (claiming(13_000, 100), "12,000 on a side"),
        (claiming(10_000, 10_000), "larger than 50 million pixels"),
        (drawn(40, 40), "at least 64"),
        (moving(), "moves: send one still"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "file",
)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(CannotRead, match=sentence):
        reencode(data)


def test_a_comment_that_inflates_without_end_is_refused() -> None:
    with pytest.raises(CannotRead):
        reencode(with_text_bomb())


async def test_the_child_makes_the_same_picture() -> None:
    assert await reencode_apart(drawn()) == reencode(drawn())


@pytest.mark.parametrize("data", [SVG, claiming(50_000, 50_000), claiming(6_900, 7_000)])
async def test_the_childs_refusal_is_told_as_it_stands(data: bytes) -> None:
    with pytest.raises(UnreadablePicture, match="picture"):
        await reencode_apart(data)


async def test_the_child_refuses_a_comment_that_inflates_without_end() -> None:
    with pytest.raises(UnreadablePicture, match="picture"):
        await reencode_apart(with_text_bomb())


async def test_a_file_that_is_too_large_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.children.sys.executable", "/nowhere")
    with pytest.raises(UnreadablePicture, match="8 MB"):
        await reencode_apart(b"a" * (MAX_BYTES + 1))


async def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(UnreadablePicture, match="save it anew"):
        await reencode_apart(drawn(), within=timedelta(milliseconds=1))


async def test_a_child_that_breaks_off_is_told_as_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.pictures.apart.MODULE", "no_such_module")
    with pytest.raises(UnreadablePicture, match="save it anew"):
        await reencode_apart(drawn())


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=400), st.integers(0, 600))
def test_whatever_a_file_holds_it_is_a_picture_or_a_sentence(noise: bytes, at: int) -> None:
    whole = drawn(80, 70)
    try:
        picture = reencode(whole[:at] + noise + whole[at + len(noise) :])
    except CannotRead:
        return
    assert opened(picture.png).size == (picture.width, picture.height)
