"""A look on its way: offered with a photograph, chosen, contradicted, filmed, and taken back."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from story_club import SEARCH, Club, begun, hold, opened

from bot.backlot import Member, Message

pytestmark = pytest.mark.story

BLACK, FAIR = "Jory Venn runs along the strand.", "Jory Venn, fair-haired, runs along the strand."
STYLE = "woodcut"
LOOK = {"age": "twelve", "hair": "black, cropped", "wardrobe": "a man's green coat"}
WORN = "twelve, black hair, cropped, wearing a man's green coat"


async def test_a_photograph_is_filmed_with_until_its_owner_takes_it_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        await house.start_node()
        club = await Club.found(house)
        await style_the_novel(club)
        await split(club)
        await choose_a_look(club)
        await contradict(club)
        await film(club, 1)
        await club.premiere("1-1")
        (sha256,) = pictures_in(club, "1-1")
        assert made_with(house.folder, sha256)
        held, before = hold(house, 1), len(begun(house))
        await film(club, 2)
        await club.until(lambda: len(begun(house)) > before)
        await house.kill_bot()
        await house.start_bot()
        await take_back(club)
        held.unlink()
        await club.premiere("2-1")
        assert not pictures_in(club, "2-1")
        await club.until(lambda: not made_with(house.folder, sha256))
        assert not list(house.data.rglob(f"*{sha256}*"))


async def style_the_novel(club: Club) -> None:
    """The novel is filmed in a style of its own, and its orders say so."""
    offered = await club.anna.autocomplete(club.channel, "studio novel style", "novel", "")
    novel = offered.choices[0]["value"]
    said = await club.anna.slash(club.channel, "studio novel style", novel=novel, style=STYLE)
    assert f"in a style of its own: {STYLE}" in said.text


async def page_of(club: Club, member: Member, name: str) -> Message:
    """A character's page, as soon as the novel is read for its people."""

    async def look() -> Message | None:
        shown = await member.slash(club.channel, "cast", character=name)
        return shown.message if "Offer a look" in shown.message.buttons else None

    return await club.until(look)


async def split(club: Club) -> None:
    """Sallow the burner and his daughter Tib were taken for one, and are two by a showrunner."""
    page = await page_of(club, club.anna, "Tib Sallow")
    assert "Also Tib, Sallow" in page.text
    form = await club.anna.click(page, "Split")
    burner = (await club.anna.submit(form, names=["Sallow"])).message
    assert burner.text.startswith("## Sallow")
    again = await page_of(club, club.anna, "Tib Sallow")
    assert "Also Tib\n" in again.text


async def choose_a_look(club: Club) -> None:
    """Mara offers herself as Jory: black hair, and a photograph with both ticks."""
    form = await club.mara.click(await page_of(club, club.mara, "Jory Venn"), "Offer a look")
    draft = await club.mara.submit(form, **LOOK)
    form = await club.mara.click(draft.message, "Pictures…")
    photograph: dict[str, Any] = {"files": [("me.jpg", picture())], "shows": "self"}
    refused = await club.mara.submit(form, photograph | {"ticks": ["me"]})
    assert "photograph" in refused.text.lower()
    await (await club.mara.submit(form, photograph | {"ticks": ["me", "adult"]})).final()
    now = await draft.message.now()
    assert now is not None
    assert len(now.files) == 1
    await club.mara.click(now, "Put it to the vote")
    card = await club.channel.see("· offered by <@")

    async def portrayed() -> Message | None:
        seen = await card.now()
        return seen if seen and any(name.startswith("portrait-") for name in seen.files) else None

    card = await club.until(portrayed)
    assert all(card.alt_texts)
    await club.tom.click(card, "look:1:for")
    await club.channel.see("**Chosen 1 to 0**")


async def contradict(club: Club) -> None:
    """Two proposals give Jory fair hair; one is changed, of the other it is kept."""
    first = await propose(club, FAIR)
    assert "“fair-haired”" in first.text
    assert "in the chosen look “black" in first.text
    form = await club.mara.click(first, "Change the proposal")
    await club.mara.submit(form, action=BLACK)
    changed = await club.card(1, BLACK)
    assert "It contradicts the cast" not in changed.text
    second = await propose(club, FAIR)
    stranger = await club.tom.click(second, "Keep it")
    assert "proposer" in stranger.text
    await club.mara.click(second, "Keep it")
    kept = await club.card(2, "It contradicts the cast; its proposer keeps it")
    assert "Keep it" not in kept.buttons


async def propose(club: Club, action: str) -> Message:
    found = await club.mara.slash(club.channel, "propose", words=SEARCH)
    this_one = next(name for name in found.message.custom_ids if name.endswith(":this"))
    form = await club.mara.click(found.message, this_one)
    await club.mara.submit(form, title="Jory", action=action, pace=["frantic"])
    club.proposed += 1
    return await club.card(club.proposed, "It contradicts the cast")


async def film(club: Club, number: int) -> None:
    await club.shorten(await club.card(number, "Jory"))
    await club.vote(club.tom, await club.card(number, "Jory"))


async def take_back(club: Club) -> None:
    """On Mara's own page: the picture goes, and the take that was made with it is named."""
    page = (await club.mara.slash(club.channel, "me")).message
    own = (await club.mara.click(page, "Looks and pictures")).message
    assert "a photograph of you" in own.text
    archive = (await (await club.mara.click(page, "Export")).final()).message
    packed = zipfile.ZipFile(io.BytesIO(await archive.file("what-is-kept-of-me.zip")))
    assert any(name.endswith(".png") for name in packed.namelist())
    clicked = await club.mara.click(own, "Take it back")
    (said,) = await clicked.follow_ups()
    assert "Made with it: 1-1;" in said.text

    async def told() -> bool:
        return any(
            "yours to remove" in dm.text and "1-1" in dm.text for dm in await club.anna.dms()
        )

    await club.until(told)
    exported = (await club.mara.click(page, "Export")).message
    kept = json.loads(await exported.file("what-is-kept-of-me.json"))
    assert kept["pictures"] == []
    assert len(kept["consents"]) == 1, "that it was consented to, and withdrawn"

    async def bare() -> bool:
        card = await club.channel.find("**Chosen 1 to 0**")
        return card is not None and not any(name.startswith("reference") for name in card.files)

    await club.until(bare)


def pictures_in(club: Club, slate: str) -> set[str]:
    """The pictures in a take's order, which has the chosen look and the novel's own style."""
    order = json.loads(club.take(slate)["order_json"])
    assert order["style_name"] == STYLE
    worn = [one for shot in order["shots"] for one in shot["cast"] if one["name"] == "Jory Venn"]
    assert {one["description"] for one in worn} == {WORN}
    return {picture for one in worn for picture in one["references"]}


def made_with(folder: Path, sha256: str) -> list[Path]:
    """What a node keeps of shots and stills that a picture went into."""
    shots = folder / "shots" / "shots"
    keys = (shots / "made-with" / sha256).read_text(encoding="ascii").split()
    return [path for key in keys for path in shots.glob(f"{key}.*")]


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (200, 200), "#446655").save(written, "JPEG")
    return written.getvalue()
