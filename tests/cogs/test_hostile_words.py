"""Nothing that a member types can break a card, a board or a post."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from card_views import (
    BALLOT,
    EVERY_STATE,
    NOW,
    PROPOSED,
    SHOT,
    queued,
    screened,
    shooting,
)
from club import bare, buttons, parts, texts
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Choice, Tally
from bot.domain.scene import SceneState
from bot.studio.house_views import BoardView, OpenBallot, OpenLook, OpenTakes, ReelLine
from bot.studio.views import ChapterView, Neighbour, SceneView
from cogs.ui.boards import board
from cogs.ui.cards import scene_card
from cogs.ui.menus import scene_menu
from cogs.ui.posts import take_post
from cogs.ui.text import chapter_name, escaped, plain

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_~`|<>@#[]()-+.:!\\\n\r\t 1\u202e\u200b\u2066\u0301\U0001f469\u200d"),
        st.characters(),
    ),
    max_size=1200,
)
LOOSE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>@#\[\]():]")


@given(NASTY)
def test_nothing_that_discord_reads_is_left_in_escaped_words(text: str) -> None:
    shown = escaped(text, 200)
    assert LOOSE.search(shown) is None
    assert not re.match(r"[-+]|\d+\.", shown)
    assert "\n" not in shown
    assert len(shown) <= 200
    assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", shown)


@given(NASTY)
def test_escaped_words_still_read_as_they_were_typed(text: str) -> None:
    assert bare(escaped(text, 4000)) == plain(text, 4000)


@pytest.mark.parametrize(
    "text",
    [
        "# heading",
        "- list",
        "1. list",
        "-# small",
        "> quote",
        "**bold** __under__ ~~gone~~ ||spoiler||",
        "[here](https://example.org)",
        "<@41> <@&7> <#9> @everyone </film:1> <t:0:R> <:x:1>",
        "```code```",
        "https://example.org",
    ],
)
def test_markdown_in_a_title_stays_what_was_typed(text: str) -> None:
    assert bare(escaped(text)) == text
    assert LOOSE.search(escaped(text)) is None


@pytest.mark.parametrize(
    ("number", "title", "name"),
    [
        (10, "X: The Voyage", "10, The Voyage"),
        (14, "XIV", "14"),
        (3, "Chapter 3. The Strand", "3, The Strand"),
        (3, "Ill Winds", "3, Ill Winds"),
        (1, "In the Parlour", "1, In the Parlour"),
        (1, "I Was Born", "1, I Was Born"),
        (5, "Mixed Company", "5, Mixed Company"),
        (2, "", "2"),
    ],
)
def test_a_chapters_number_is_said_once(number: int, title: str, name: str) -> None:
    assert chapter_name(number, title) == name


def test_letters_do_not_climb_out_of_their_line() -> None:
    assert len(plain("Z" + "\u0301" * 50)) == 5


def test_a_line_is_cut_at_the_end_of_a_word() -> None:
    assert plain("the quick brown fox jumps over it", 20) == "the quick brown fox…"
    assert plain("x" * 50, 10) == "x" * 9 + "…"


@st.composite
def hostile_views(draw: st.DrawFn) -> SceneView:
    """Any state, with the longest and worst words everywhere."""
    view = draw(st.sampled_from(list(EVERY_STATE.values())))
    words = draw(NASTY)
    filler = draw(st.sampled_from(["*", "x", "\U0001f3ac", "_[a](b) ", "\u0627\u202e"]))

    def long(limit: int) -> str:
        return (words + filler * limit)[:limit]

    shot = replace(SHOT, action=long(300))
    scene = replace(
        view.scene,
        number=10**8,
        chapter_title=long(300),
        text=long(6000),
        direction=replace(view.scene.direction, title=long(80), action=long(1000)),
        shot_list=replace(
            view.scene.shot_list,
            heading=replace(view.scene.shot_list.heading, place=long(200)),
            cast=tuple(long(60) for _ in range(12)),
            shots=(shot,) * 8,
        ),
    )
    others = tuple(Neighbour(10**8, long(80), SceneState.GREENLIT, 10**18, 10**18) for _ in "12345")
    takes = view.takes * 12
    waiting = view.waiting and replace(
        view.waiting, node_name=long(80), waits_for=long(200), title=long(80)
    )
    return replace(
        view,
        scene=scene,
        novel=replace(view.novel, title=long(300)),
        neighbours=others,
        takes=takes,
        waiting=waiting,
        reason=long(300),
        storyboard_waits=True,
        my_choice=Choice.FOR,
    )


@given(hostile_views())
def test_no_words_break_a_card(view: SceneView) -> None:
    card = scene_card(view, NOW)
    every = list(parts(card.view.to_components()))
    contents = [part["content"] for part in every if "content" in part]
    assert len(every) <= 40
    assert sum(map(len, contents)) <= 4000
    assert all(len(content) >= 1 for content in contents)
    assert all(len(part.get("custom_id", "x")) <= 100 for part in every)
    mentions = re.findall(r"(?<!\\)<[@#/].*?>", "\n".join(contents))
    assert mentions == ["<@41>"]
    links = re.findall(r"(?<!\\)\]\(([^)]*)\)", "\n".join(contents))
    assert all(link.startswith("https://discord.com/channels/2000/") for link in links)


@given(hostile_views())
def test_no_words_break_the_menu(view: SceneView) -> None:
    sheet = scene_menu(view, ["amend", "withdraw", "remove"])
    every = list(parts(sheet.to_components()))
    assert len(every) <= 40
    assert sum(len(part.get("content", "")) for part in every) <= 4000


# --- the board and the post of a take ---


@given(NASTY)
def test_no_words_break_the_board(text: str) -> None:
    words = (text + "*" * 300)[:300]
    node = replace(queued(place=0, node_name=words[:80], title=words[:80]).waiting)
    ballot = OpenBallot(10**8, words[:80], 10**18, 10**18, BALLOT.closes_at, Tally(10**4, 10**4))
    view = BoardView(
        novel=replace(PROPOSED.novel, title=words, authors=words),
        ballots=(ballot,) * 40,
        shooting=(node,) * 40,
        queued=10**4,
        filmed=10**4,
        unfilmed=ChapterView(10**4, words, words, 10**6, 10**4),
        looks=(OpenLook(words[:60], 10**18, 10**18, BALLOT.closes_at),) * 8,
        takes=(OpenTakes(10**8, words[:80], 10**18, 10**18, BALLOT.closes_at),) * 8,
        reels=(ReelLine(10**4, 9, 8, 10**18, 10**18, None),) * 3,
        spoilers=frozenset([10**8]),
    )
    every = list(parts(board(view).to_components()))
    assert "more: /vote" in texts(every)
    assert len(every) <= 40
    assert sum(len(part.get("content", "")) for part in every) <= 4000


@given(NASTY)
def test_no_words_break_the_post_of_a_take(text: str) -> None:
    words = (text + "*" * 1000)[:1000]
    view = screened(1)
    scene = replace(
        view.scene,
        chapter_title=words[:300],
        direction=replace(view.scene.direction, title=words[:80], action=words),
    )
    view = replace(view, scene=scene, novel=replace(view.novel, title=words[:300]))
    shown = replace(view.takes[0].take, label=words[:300], alt_text=words)
    sheet = take_post(view, replace(view.takes[0], take=shown), range(10**18, 10**18 + 200), None)
    every = list(parts(sheet.to_components()))
    assert len(every) <= 40
    assert sum(len(part.get("content", "")) for part in every) <= 4000
    assert max(len(part.get("description") or "") for part in every) <= 1024


def test_the_post_of_a_take_pings_its_recipients_and_leads_on() -> None:
    view = screened(1)
    unfilmed = ChapterView(7, "VII: The Lantern", "", 2000, 40)
    text = texts(take_post(view, view.takes[0], [41, 42], unfilmed).to_components())
    assert "-# For <@41> <@42>" in text
    assert text.endswith("Chapter 7, The Lantern, is still unfilmed: what do you see in it?")


def test_the_post_of_a_draft_says_so_and_leads_to_its_final() -> None:
    view = screened(1)
    draft = replace(view.takes[0], take=replace(view.takes[0].take, is_draft=True))
    whole = take_post(view, view.takes[0], [], None).to_components()
    shown = take_post(view, draft, [], None).to_components()
    assert "take 12-1, a draft" in texts(shown)
    assert buttons(shown)["Film the final"] == f"take:{draft.take.id}:final"
    assert "Film the final" not in buttons(whole)
    assert "draft" not in texts(whole)


def test_the_board_says_what_is_open_and_what_is_shot() -> None:
    node = shooting().waiting
    assert node is not None
    view = BoardView(
        novel=PROPOSED.novel,
        ballots=(
            OpenBallot(12, "The boy", 3000, 5000, BALLOT.closes_at, Tally(4, 2)),
            OpenBallot(13, "Boots", 3000, None, BALLOT.closes_at, None),
        ),
        shooting=(node,),
        queued=3,
        filmed=1,
        unfilmed=None,
    )
    text = texts(board(view).to_components())
    closes = f"closes <t:{int(BALLOT.closes_at.timestamp())}:R>"
    assert "-# by A. Writer · 12 chapters · 1 scene filmed" in text
    link = "https://discord.com/channels/2000/3000/5000"
    assert f"[Scene 12 · The boy]({link})\n-# 4 for, 2 against · {closes}" in text
    assert f"Scene 13 · Boots\n-# {closes}" in text
    assert "**12-1** The boy on the strand · on Anna's PC\n▰▰▰▰▰▱▱▱▱▱ 46% · 4 min left" in text
    assert "-# 3 in the queue: /queue" in text
