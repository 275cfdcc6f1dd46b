"""Reference pictures: a form with files and ticks, the card, and one's own page."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from club import Club, buttons, texts
from desk import Desk
from shooting import png
from test_looks_cog import drafted, look, people

from bot.domain.look import Appearance
from bot.domain.pictures import MAX_BYTES, Shows
from cogs.ui.packing import RECORDS, pack

sys.path.append(str(Path(__file__).parents[1] / "pictures"))
from picture_files import claiming, drawn, telling

pytest_plugins = ("club_fixtures", "desk_fixtures")

ME = ["me", "adult"]
NAME = "mistress-orr-from-chapter-1-1.png"


async def bring(
    club: Club,
    actor: Any,
    draft: Any,
    *files: tuple[str, bytes],
    shows: str = "drawing",
    ticks: list[str] | None = None,
) -> Any:
    form = await actor.click(draft.response, label="Pictures…")
    values: dict[str, Any] = {"files": list(files), "shows": shows}
    return await actor.submit_modal(form, values | ({"ticks": ticks} if ticks else {}))


async def stored(club: Club) -> int:
    return len((await look(club)).references)


async def test_pictures_come_up_on_the_draft(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    shown = await bring(club, club.mara, draft, ("face.jpg", telling()), ("hat.png", drawn()))
    assert await stored(club) == 2
    names = [item.filename for item in shown.response.message.attachments]
    assert [name.split("-")[0] for name in names] == ["reference", "reference"]
    kept = (await look(club)).references[0].file.path.read_bytes()
    assert kept.startswith(b"\x89PNG")
    assert b"Mara" not in kept


@pytest.mark.parametrize("ticks", [[], ["me"], ["adult"]])
async def test_a_photograph_needs_both_ticks(club: Club, ticks: list[str]) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    refused = await bring(
        club, club.mara, draft, ("me.jpg", drawn(kind="JPEG")), shows="self", ticks=ticks
    )
    assert "hotograph" in refused.response.content
    assert await stored(club) == 0


async def test_a_photograph_with_both_ticks_is_taken_and_its_consent_kept(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    await bring(club, club.mara, draft, ("me.jpg", drawn(kind="JPEG")), shows="self", ticks=ME)
    [consent] = (await club.studio.members.kept(club.member(club.mara)))["consents"]
    assert "shows me and nobody else" in consent["words"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("face.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no whole PNG"),
        ("face.png", claiming(50_000, 50_000), "larger than 50 million"),
        ("face.png", b"\0" * (MAX_BYTES + 1), "a picture may have 8"),
    ],
)
async def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
    club: Club, name: str, data: bytes, reason: str
) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    refused = await bring(club, club.mara, draft, (name, data))
    said = refused.followups[-1] if refused.followups else refused.response
    assert reason in said.content
    assert await stored(club) == 0


async def test_the_pictures_are_on_the_card_until_they_are_taken_back(desk: Desk) -> None:
    club = desk.club
    await people(club)
    draft = await drafted(club, club.mara)
    await bring(club, club.mara, draft, ("me.jpg", drawn(kind="JPEG")), shows="self", ticks=ME)
    await club.mara.click(draft.response, label="Put it to the vote")
    await desk.work_off()
    [card] = desk.posts("· offered by <@")
    assert [item.filename.split("-")[0] for item in card.attachments] == ["reference"]
    me = await club.mara.slash(club.channel, "me")
    page = await club.mara.click(me.response, label="Looks and pictures")
    assert "a photograph of you" in texts(page.response.message.components)
    gone = await club.mara.click(page.response, label="Take it back")
    assert "It is taken back" in gone.followups[-1].content
    assert "Take it back" not in buttons(page.response.message.components)
    await desk.work_off()
    [card] = desk.posts("· offered by <@")
    assert card.attachments == []
    assert await stored(club) == 0


async def test_ones_own_page_opens_a_draft_again(club: Club) -> None:
    await people(club)
    await drafted(club, club.mara)
    me = await club.mara.slash(club.channel, "me")
    page = await club.mara.click(me.response, label="Looks and pictures")
    assert "Mistress Orr** · not offered" in texts(page.response.message.components)
    draft = await club.mara.click(page.response, label="Open")
    assert "Your look of Mistress Orr" in texts(draft.response.message.components)


async def test_without_any_the_page_says_where_to_begin(club: Club) -> None:
    me = await club.tom.slash(club.channel, "me")
    page = await club.tom.click(me.response, label="Looks and pictures")
    assert "/cast, *Offer a look* begins one" in texts(page.response.message.components)


async def test_the_export_holds_the_pictures_by_their_names(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    await bring(club, club.mara, draft, ("hat.png", drawn()))
    me = await club.mara.slash(club.channel, "me")
    shown = await club.mara.click(me.response, label="Export")
    assert "with 1 picture." in shown.response.content
    [sent] = shown.response.message.attachments
    with zipfile.ZipFile(io.BytesIO(await sent.read())) as archive:
        assert archive.namelist() == [RECORDS, f"pictures/{NAME}"]
        [listed] = json.loads(archive.read(RECORDS))["pictures"]
        picture = archive.read(f"pictures/{NAME}")
    assert (listed["file"], listed["character"], listed["chapter"]) == (NAME, "Mistress Orr", 1)
    assert picture == (await look(club)).references[0].file.path.read_bytes()


def test_pictures_that_find_no_room_are_named(tmp_path: Path) -> None:
    (tmp_path / "small.png").write_bytes(bytes(1000))
    (tmp_path / "large.png").write_bytes(bytes(200_000))
    pictures = {name: tmp_path / name for name in ("large.png", "small.png")}
    packed, left_out = pack("{}", pictures, 100_000)
    assert left_out == ["large.png"]
    assert len(packed) < 100_000
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [RECORDS, "pictures/small.png"]


async def test_nobody_takes_another_members_picture_back(desk: Desk) -> None:
    club = desk.club
    await people(club)
    draft = await drafted(club, club.mara)
    await bring(club, club.mara, draft, ("hat.png", drawn()))
    await club.show_button("pictures:back:1:0")
    refused = await club.tom.click(club.card(), label="Found")
    assert "not here (any more)" in refused.followups[-1].content
    assert await stored(club) == 1


async def test_every_picture_can_be_leafed_to_and_taken_back(club: Club) -> None:
    await people(club)
    member = club.member(club.mara)
    for row in range(3):
        view = await club.studio.looks.draft(member, 1, Appearance(hair="white"))
        pngs = [png(8, 8 + 4 * row + column) for column in range(4)]
        await club.studio.pictures.add(
            member, view.look.id, pngs, Shows.DRAWING, is_me=False, is_adult=False
        )
    me = await club.mara.slash(club.channel, "me")
    page = await club.mara.click(me.response, label="Looks and pictures")
    assert "Picture 6" not in texts(page.response.message.components)
    page = await club.mara.click(page.response, label="Next")
    assert "Picture 12" in texts(page.response.message.components)
    gone = await club.mara.click(page.response, custom_id="pictures:back:1:1")
    assert [one.id for one in await club.studio.pictures.of_member(member)] == [*range(12, 1, -1)]
    assert "Page 2 of 2" in texts(gone.response.message.components)
