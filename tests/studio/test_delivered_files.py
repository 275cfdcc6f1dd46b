"""What delivered files really are, and where they are kept."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import pytest
from conftest import GUILD
from hypothesis import given, settings
from hypothesis import strategies as st
from shooting import announcement, claimed_by, deliver, film, jpeg, operators_node, png, queue

from bot.domain.scene import TakeState
from bot.store import Store
from bot.studio import MediaFolder, Studio
from bot.studio.acceptance import check_content
from bot.studio.fencing import NoRoom, Stop
from bot.studio.mp4 import Clip, NotAClip, inspect_clip, picture_size
from render.contract import OutputName, SceneOrder

H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac")
FASTSTART = ("-movflags", "+faststart")


def written(folder: Path, content: bytes, name: str = "clip.mp4") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


async def an_order(house: Studio) -> SceneOrder:
    await queue(house)
    claimed = await claimed_by(house, await operators_node(house), "one")
    return claimed.order


def test_a_clip_says_what_it_is(tmp_path: Path) -> None:
    clip = inspect_clip(written(tmp_path, film()))
    assert clip == Clip(64, 48, pytest.approx(1, abs=0.1), "avc1", "mp4a", True)


def test_a_clip_without_sound_says_so(tmp_path: Path) -> None:
    content = film(*H264, "-an", *FASTSTART)
    assert inspect_clip(written(tmp_path, content)).audio_codec is None


def test_an_index_at_the_end_is_noticed(tmp_path: Path) -> None:
    assert not inspect_clip(written(tmp_path, film(*H264, *AAC))).is_faststart


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("-c:v", "mpeg4", *AAC), "not H.264"),
        (("-c:v", "libx264", "-pix_fmt", "yuv444p", *AAC), "4:2:0"),
        (("-c:v", "libx264", "-pix_fmt", "yuv420p10le", *AAC), "8 bits"),
        ((*H264, "-c:a", "libopus"), "not AAC"),
        (("-vn", *AAC), "no picture"),
    ],
)
def test_a_film_that_would_not_play_everywhere_is_none(
    tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(NotAClip, match=sentence):
        inspect_clip(written(tmp_path, film(*options)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a whole MP4"),
        (film()[:-100], "cut short"),
        (film()[:40], "cut short|not a whole"),
        (b"\x00\x00\x00\x08free" * 3, "not a whole MP4"),
        (b"\x00\x00\x00\x00ftyp", "cut short"),
        (b"\x00\x00\x00\x10ftypqt  \x00\x00\x00\x00", "not an MP4"),
        (b"\x00\x00\x00\x08free" * 20_000, "more parts"),
        (b"\x00\x00\x00\x01ftyp" + b"\xff" * 8, "cut short"),
    ],
)
def test_a_broken_file_is_named_so(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(NotAClip, match=sentence):
        inspect_clip(written(tmp_path, content))


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def indexed(track: bytes) -> bytes:
    return box(b"ftyp", b"isom" * 3) + box(b"moov", box(b"trak", track)) + box(b"mdat", b"x")


def test_an_index_of_boxes_in_boxes_costs_no_more_memory_than_a_few_of_it(tmp_path: Path) -> None:
    track = box(b"free", bytes(2**20))
    for _ in range(5000):
        track = box(b"mdia", track)
    path = written(tmp_path, indexed(track))
    tracemalloc.start()
    try:
        with pytest.raises(NotAClip):
            inspect_clip(path)
        assert tracemalloc.get_traced_memory()[1] < 10 * path.stat().st_size
    finally:
        tracemalloc.stop()


def test_an_index_of_a_million_boxes_is_no_films(tmp_path: Path) -> None:
    with pytest.raises(NotAClip, match="more parts"):
        inspect_clip(written(tmp_path, indexed(b"\0\0\0\x08free" * 2**20)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=20))
def test_whatever_bytes_are_changed_the_answer_is_a_clip_or_a_no(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(film())
    for at, value in changes:
        content[at % len(content)] = value
    path = written(tmp_path_factory.getbasetemp(), bytes(content), "changed.mp4")
    try:
        clip = inspect_clip(path)
    except NotAClip:
        return
    assert clip.video_codec == "avc1"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_follows_a_jpegs_mark_the_answer_is_a_size_or_a_no(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), b"\xff\xd8\xff" + content, "changed.jpg")
    try:
        width, height = picture_size(path)
    except NotAClip:
        return
    assert width > 0 < height


@pytest.mark.parametrize(("content", "size"), [(png(32, 18), (32, 18)), (jpeg(), (64, 48))])
def test_a_picture_says_its_size(tmp_path: Path, content: bytes, size: tuple[int, int]) -> None:
    assert picture_size(written(tmp_path, content)) == size


def test_a_picture_of_absurd_size_is_none(tmp_path: Path) -> None:
    content = bytearray(png())
    content[16:20] = b"\x7f\xff\xff\xff"
    with pytest.raises(NotAClip, match="claims to be"):
        picture_size(written(tmp_path, bytes(content)))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((*H264, "-an", *FASTSTART), "no sound track"),
        ((*H264, *AAC), "faststart"),
    ],
)
async def test_a_clip_must_play_as_it_loads_and_have_sound(
    house: Studio, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    path = written(tmp_path, film(*options))
    with pytest.raises(NotAClip, match=sentence):
        check_content(await an_order(house), OutputName.CLIP, path)


async def test_a_clip_much_longer_than_ordered_is_refused(house: Studio, tmp_path: Path) -> None:
    long = film(*H264, *AAC, *FASTSTART, "-t", "40", "-vf", "tpad=stop=-1:stop_mode=clone",
                "-af", "apad")  # fmt: skip
    with pytest.raises(NotAClip, match="longer than what was ordered"):
        check_content(await an_order(house), OutputName.CLIP, written(tmp_path, long))


def test_a_file_is_adopted_under_its_guild_and_content(media: MediaFolder, tmp_path: Path) -> None:
    part = written(tmp_path, b"film")
    path = media.adopt(part, GUILD, "a" * 64, "clip.mp4")
    assert path == tmp_path / "media" / str(GUILD) / f"{'a' * 64}.mp4"
    assert (path.read_bytes(), part.exists(), media.usage()) == (b"film", False, 4)


def test_the_same_file_twice_is_counted_once(media: MediaFolder, tmp_path: Path) -> None:
    for _ in range(2):
        media.adopt(written(tmp_path, b"film"), GUILD, "a" * 64, "clip.mp4")
        assert media.usage() == 4


def test_a_folder_is_full_above_its_budget(tmp_path: Path) -> None:
    media = MediaFolder(tmp_path / "media", budget=10, floor=0)
    media.adopt(written(tmp_path, b"film"), GUILD, "a" * 64, "clip.mp4")
    assert not media.is_full(6)
    assert media.is_full(7)


def test_a_folder_is_full_when_the_disk_is(tmp_path: Path) -> None:
    assert MediaFolder(tmp_path / "media", floor=2**62).is_full()
    assert not MediaFolder(tmp_path / "media", floor=0).is_full()


async def test_a_sweep_takes_what_nothing_names_and_nothing_else(
    house: Studio, store: Store, media: MediaFolder, tmp_path: Path
) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await deliver(house, node, claimed)
    kept = media.usage()
    await queue(house)
    claimed = await claimed_by(house, node, "two")
    coming = await house.leases.deliveries.begin_upload(
        node.id, claimed.job, claimed.attempt, announcement("clip.mp4", film())
    )
    for path in (media.part(coming), media.part("0" * 32)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    media.adopt(written(tmp_path, b"orphan"), GUILD, "b" * 64, "clip.mp4")
    assert await media.sweep(store) == 2
    assert media.usage() == kept
    assert media.part(coming).exists()


async def test_what_a_model_was_told_is_held_to_the_house_rules(house: Studio) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    told = ("A boy on the strand, played by Tom Hanks.",)
    with pytest.raises(Stop):
        await deliver(house, node, claimed, prompts=told)
    take = (await house.scenes.numbered(GUILD, 1)).takes[0].take
    assert take.state is TakeState.FAILED
    assert "no real people" in take.reason
    assert [errand.kind for errand in await house.outbox.due() if errand.kind == "take"] == []


async def test_harmless_words_of_a_model_are_posted(house: Studio) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    assert await deliver(house, node, claimed, prompts=("A boy runs along the strand.",))


async def test_what_a_novel_says_in_passing_is_no_fault_of_the_model_that_films_it(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    async with store.transaction() as tx:
        text = "A naked savage stood on the hill. Stephen King, the miller, saw him."
        await tx.run("UPDATE scene SET passage = :text WHERE id = :id", text=text, id=job.scene_id)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    told = ("A naked savage and Stephen King, the miller, on the hill, wide shot, fixed camera.",)
    assert await deliver(house, node, claimed, prompts=told)


async def test_showrunners_hear_of_a_delivery_that_finds_no_room(
    house: Studio, media: MediaFolder
) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    media._budget = media.usage() + 10
    for _ in range(3):
        with pytest.raises(NoRoom):
            await deliver(house, node, claimed)
    notices = [errand for errand in await house.outbox.due() if errand.kind == "notice"]
    assert len(notices) == 1
    assert "disk is full" in str(notices[0].body["text"])
