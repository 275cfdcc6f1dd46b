"""A club around its book: its cast put in order, and members spared what they have not read."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from story_club import SEARCH, Club, opened

from bot.backlot import Member, Message, Outcome
from bot.backlot.components import walk

pytestmark = pytest.mark.story

BEYOND = "beyond chapter 1, which you have read; /me says how far you are."
SPOILER = "Chapter 3: spoiler\n-# This channel has not read that far."
STYLE = "woodcut"
TITLE = "The boy on the strand"


async def test_the_cast_is_put_in_order_and_what_is_not_read_is_kept_from_members(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        club = await Club.found(house)
        await put_in_order(club)
        await dress_the_quay(club)
        await style_the_film(club)
        card = await club.propose(club.mara, TITLE)
        await check_bad_chapters(club, club.tom)
        await read_up_to(club, club.tom, "1")
        await check_veil(club)
        await club.anna.slash(club.channel, "studio settings", channel_chapter=1)
        await house.kill_bot()
        await house.start_bot()
        await check_cast(club)
        await check_veil(club)
        card = await club.until(lambda: says(card, SPOILER))
        assert f"||Scene 1 · {TITLE}||" in card.text
        second = await propose_beyond(club, "The light in the window")
        assert second.text.startswith(SPOILER)
        assert drawn_in(club) == STYLE
        refused = await club.anna.slash(club.channel, "studio settings", channel_chapter=99)
        assert "give one of them, or 0" in refused.text
        await read_up_to(club, club.tom, "")
        await check_seen(club)
        await check_export(club, second)
        await check_forgotten(club, second)


async def put_in_order(club: Club) -> None:
    """A showrunner renames Hob, who is the father too, and hides somebody."""
    form = await club.anna.click(await cast_page(club, "Hob Tull"), "Rename")
    renamed = await club.anna.submit(form, name="Hob the ferryman")
    assert renamed.text.startswith("## Hob the ferryman\n-# Also Hob Tull, Hob")
    form = await club.anna.click(await cast_page(club, "the father"), "Merge")
    merged = await club.anna.submit(form, into=[option(form, "Hob the ferryman")])
    assert "-# Also Hob Tull, Hob, the father" in merged.text
    hidden = await club.anna.click(await cast_page(club, "Captain Lund"), "Hide")
    assert "hidden: in no list" in hidden.text


async def cast_page(club: Club, name: str) -> Message:
    return (await club.anna.slash(club.channel, "cast", character=name)).message


def option(form: Outcome, label: str) -> str:
    """What a form sends where this is chosen."""
    menus = [item for item in walk(form.modal["components"]) if "options" in item]
    return next(one["value"] for item in menus for one in item["options"] if one["label"] == label)


async def check_cast(club: Club) -> None:
    listed = (await club.mara.slash(club.channel, "cast")).text
    assert "Hob the ferryman · 22 mentions" in listed
    assert "the father" not in listed
    assert "Captain Lund" not in listed


async def dress_the_quay(club: Club) -> None:
    """A place has a look like a person: offered, voted on, chosen."""
    form = await club.anna.click(await cast_page(club, "quay"), "Offer a look")
    draft = await club.anna.submit(form, wardrobe="Black stones under green weed, no rail.")
    await club.anna.click(draft.message, "Put it to the vote")
    card = await club.channel.see("· offered by <@")
    assert "green weed" in card.text
    await club.tom.click(card, "look:1:for")
    await club.channel.see("**Chosen 1 to 0**")


async def style_the_film(club: Club) -> None:
    said = await club.anna.slash(club.channel, "studio settings", style=STYLE)
    assert f"**Style** {STYLE}" in said.text


def drawn_in(club: Club) -> str:
    """The style that the latest storyboard was ordered in."""
    with read(club.house.data) as connection:
        (style,) = connection.execute(
            "SELECT order_json ->> '$.style_name' FROM job WHERE kind = 'storyboard'"
            " ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return style


async def page(club: Club, member: Member) -> Message:
    return (await member.slash(club.channel, "me")).message


async def read_up_to(club: Club, member: Member, chapter: str) -> Outcome:
    form = await member.click(await page(club, member), "I have read up to…")
    return await member.submit(form, chapter=chapter)


async def check_bad_chapters(club: Club, member: Member) -> None:
    for typed in ("99", "the third"):
        refused = await read_up_to(club, member, typed)
        assert "Give the number of the last chapter" in refused.text


async def check_veil(club: Club) -> None:
    """Tom has read one chapter, and the only scene is of the third; Mara said nothing."""
    tom, place = club.tom, club.channel
    found = await tom.slash(place, "propose", words=SEARCH)
    assert not any(":3:" in name for name in found.message.custom_ids)
    assert "No ballot is open here" in (await tom.slash(place, "vote")).text
    queue = (await tom.slash(place, "queue")).text
    assert "beyond what you have read" in queue
    assert TITLE not in queue
    assert BEYOND in (await tom.slash(place, "film", what="1")).text
    book = (await (await tom.slash(place, "film")).final()).message
    assert any("which you have read, are veiled" in str(text) for text in book.alt_texts)
    assert TITLE in (await club.mara.slash(place, "queue")).text


async def check_seen(club: Club) -> None:
    """Nothing is kept from Tom any more."""
    assert TITLE in (await club.tom.slash(club.channel, "film", what="1")).text
    assert TITLE in (await club.tom.slash(club.channel, "vote")).text


async def propose_beyond(club: Club, title: str) -> Message:
    """A second scene of Mara's; its card is a spoiler, its title behind bars."""
    found = await club.mara.slash(club.channel, "propose", words=SEARCH)
    this_one = next(name for name in found.message.custom_ids if name.endswith(":this"))
    form = await club.mara.click(found.message, this_one)
    await club.mara.submit(form, title=title, pace=["frantic"])
    return await club.channel.see(f"### ||Scene 2 · {title}||")


async def says(card: Message, words: str) -> Message | None:
    now = await card.now()
    return now if now is not None and words in now.text else None


async def check_export(club: Club, card: Message) -> None:
    await club.mara.click(card, "Tell me")
    exported = (await club.mara.click(await page(club, club.mara), "Export")).message
    assert exported.is_private
    kept = json.loads(await exported.file("what-is-kept-of-me.json"))
    assert kept["member"] == club.mara.id
    assert [scene["title"] for scene in kept["scenes"]] == [TITLE, "The light in the window"]


async def check_forgotten(club: Club, card: Message) -> None:
    """A closed ballot keeps its count; of Mara herself nothing is left, on disk neither."""
    await club.tom.click(card, "Film it")
    await club.until(lambda: says(card, "**Greenlit 1 to 0**"))
    asked = await club.mara.click(await page(club, club.mara), "Delete…")
    await club.mara.click(asked.message, "Delete what is kept of me")
    nameless = await club.until(lambda: says(card, "proposed by a former member"))
    assert "**Greenlit 1 to 0**" in nameless.text
    assert "Nothing." in (await page(club, club.mara)).text
    assert str(club.mara.id) not in written_down(club.house.data)


def written_down(data: Path) -> str:
    """All that the bot's tables hold."""
    with read(data) as connection:
        return "\n".join(connection.iterdump())


def read(data: Path) -> contextlib.closing[sqlite3.Connection]:
    uri = f"file:{data / 'greenlight.db'}?mode=ro"
    return contextlib.closing(sqlite3.connect(uri, uri=True))
