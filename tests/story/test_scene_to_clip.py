"""The whole path of one scene, from a few words to a clip that plays."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest
from story_club import CLIP, PATIENCE, Club, opened

pytestmark = pytest.mark.story


async def test_a_scene_becomes_a_clip_that_is_posted_once_and_plays_until_it_is_removed(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        board = await club.channel.see("On the ballot")
        await house.start_node()
        await club.propose(club.mara, "The boy on the strand")
        card = await club.storyboard()
        (strip,) = card.files
        assert strip.startswith("storyboard-")
        assert (await card.file(strip)).startswith((b"\x89PNG", b"RIFF", b"\xff\xd8"))
        assert all(card.alt_texts)
        await club.tom.click(card, "Tell me")
        await club.greenlight(card)
        await club.card(1, "**Greenlit 1 to 0**")
        post = await club.premiere("1-1")
        assert set(post.pings) == {club.mara.id, club.tom.id}
        assert post.alt_texts
        assert all(post.alt_texts)
        assert "Propose a scene" in post.buttons
        assert "unfilmed" in post.text
        _check_plays(await post.file(CLIP))
        told = await club.channel.see("1 scene filmed")
        assert told.id == board.id
        assert "The boy on the strand" not in told.text
        told = await club.tom.click(await club.card(1, "Scene 1"), "Discuss")
        await told.final(PATIENCE)
        await club.channel.thread("Scene 1 · The boy on the strand")
        kept = house.folder / "shots" / "shots"
        assert {path.suffix for path in kept.glob("*.*")} >= {".mkv", ".png"}
        await club.anna.slash(club.channel, "studio remove", scene="1", reason="reported")
        await club.until(lambda: not list(kept.glob("*.*")))
        assert [path for path in (house.data / "media").rglob("*") if path.is_file()] == []
        await club.until(lambda: shown_nowhere(club))


async def shown_nowhere(club: Club) -> bool:
    is_shown = any(message.files for message in await club.channel.messages())
    return not is_shown and [thread["name"] for thread in await club.channel.threads()] == [
        "Scene 1 · removed"
    ]


def _check_plays(clip: bytes) -> None:
    """H.264 High yuv420p with AAC, its index first, and as long as films are here."""
    assert clip.index(b"moov") < clip.index(b"mdat")
    with av.open(io.BytesIO(clip)) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        context = picture.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert sound.codec_context.name == "aac"
        frames = sum(1 for _ in film.decode(picture))
        assert 8 <= frames / float(picture.average_rate) <= 60
