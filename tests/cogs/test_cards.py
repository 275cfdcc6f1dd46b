"""The scene card: what it says in each state, and that nothing a member types can break it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from card_views import (
    BALLOT,
    EVERY_STATE,
    JPEG,
    NOW,
    PROPOSED,
    SCENE,
    in_state,
    queued,
    screened,
    shooting,
    stored,
    with_take,
)
from club import buttons, parts, texts

from bot.domain.ballot import Choice, Tally, Verdict
from bot.domain.continuity import Contradiction
from bot.domain.novel import Rights
from bot.domain.scene import SceneState, TakeState
from bot.studio.views import Neighbour, SceneView
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.menus import scene_menu
from cogs.ui.posts import take_post


def said(view: SceneView) -> str:
    """The last text on a card: where the scene stands."""
    card = scene_card(view, NOW)
    return [part for part in parts(card.view.to_components()) if "content" in part][-1]["content"]


def components(card: CardMessage) -> list[dict[str, Any]]:
    return list(parts(card.view.to_components()))


# --- what it says ---


def test_a_proposal_shows_its_tally_its_quorum_and_when_it_closes() -> None:
    closes = int(BALLOT.closes_at.timestamp())
    assert said(PROPOSED) == (
        f"**Film it 4** ▰▰▰▰▰▰▰▱▱▱ 2 **not this one** · quorum 3 ✓ · closes <t:{closes}:R>"
    )


@pytest.mark.parametrize(
    ("tally", "quorum"),
    [
        (Tally(0, 0), "quorum 0/3"),
        (Tally(1, 1), "quorum 2/3"),
        (Tally(2, 1), "quorum 3 ✓"),
        (Tally(0, 3), "quorum 3 ✓"),
    ],
)
def test_the_quorum_is_counted_down(tally: Tally, quorum: str) -> None:
    assert f" · {quorum} · " in said(replace(PROPOSED, tally=tally))


def test_a_hidden_tally_tells_the_turnout_alone() -> None:
    text = said(replace(PROPOSED, hides_tally=True))
    assert text.startswith("**6 votes**, shown when it closes · quorum 3 ✓ · closes")
    assert "4" not in text.split("closes <t")[0]


def test_an_extended_ballot_says_so() -> None:
    assert said(replace(PROPOSED, ballot=replace(BALLOT, extended=True))).endswith(
        ", extended once"
    )


def test_a_ballot_past_its_time_is_being_counted() -> None:
    card = scene_card(PROPOSED, BALLOT.closes_at + timedelta(seconds=1))
    assert "· being counted" in texts(card.view.to_components())


def test_a_private_card_says_how_its_reader_voted() -> None:
    assert "You voted *Not this one*" in said(replace(PROPOSED, my_choice=Choice.AGAINST))


def test_a_storyboard_that_waits_is_announced() -> None:
    card = scene_card(replace(PROPOSED, storyboard_waits=True), NOW)
    assert "The storyboard is being drawn." in texts(card.view.to_components())


@pytest.mark.parametrize("name", ["proposed", "queued", "screened"])
def test_a_storyboard_that_was_given_up_says_why_and_has_a_way_back(
    tmp_path: Path, name: str
) -> None:
    view = replace(EVERY_STATE[name], storyboard_failed="The engine failed.")
    shown = scene_card(view, NOW).view.to_components()
    assert "The storyboard could not be drawn. The engine failed." in texts(shown)
    assert buttons(shown)["Draw it again"] == "scene:112:redraw"
    older = replace(view, storyboard=stored(tmp_path, "contact.png"))
    assert "could not be drawn anew." in texts(scene_card(older, NOW).view.to_components())


def test_neighbours_on_the_passage_are_named_and_linked() -> None:
    others = tuple(
        Neighbour(number, f"Other {number}", SceneState.PROPOSED, 3000, 900 + number)
        for number in range(1, 6)
    )
    text = texts(scene_card(replace(PROPOSED, neighbours=others), NOW).view.to_components())
    assert "[scene 1, Other 1](https://discord.com/channels/2000/3000/901) (proposed)" in text
    assert "; and 2 more" in text


def test_a_queued_take_tells_its_place_when_it_is_ready_and_what_it_waits_for() -> None:
    ready = int((NOW + timedelta(minutes=42)).timestamp())
    assert said(queued()) == (
        "**Greenlit 4 to 2** · take **12-1** is number 3 in the queue · "
        f"ready about <t:{ready}:R>\nWaiting for Anna's PC, with 2 jobs before it"
    )


def test_a_take_that_waits_for_an_absent_machine_names_it_and_when_it_was_seen() -> None:
    seen = NOW - timedelta(hours=2)
    view = queued(node_name="Anna's *PC*", node_is_away=True, node_seen_at=seen, eta=None, place=1)
    assert said(view).splitlines() == [
        "**Greenlit 4 to 2** · take **12-1** is next in the queue",
        f"Waiting for Anna's \\*PC\\*, last seen <t:{int(seen.timestamp())}:t>",
    ]


def test_a_machine_that_was_not_seen_today_is_named_with_the_date() -> None:
    seen = NOW - timedelta(days=3)
    view = queued(node_name="PC", node_is_away=True, node_seen_at=seen)
    assert f"<t:{int(seen.timestamp())}:f>" in said(view)


def test_a_take_put_aside_says_so() -> None:
    assert "put aside by a showrunner" in said(queued(held=True, waits_for=""))


def test_a_take_that_is_shot_shows_machine_progress_and_time_left() -> None:
    assert said(shooting()).splitlines() == [
        "**Greenlit 4 to 2** · take **12-1** is being shot on Anna's PC",
        "▰▰▰▰▰▱▱▱▱▱ 46% · drawing shot 2 · 4 min left",
    ]


def test_a_finished_take_is_on_its_way() -> None:
    assert "**Take 12-1** is finished and comes up in a moment" in said(
        with_take(TakeState.DELIVERED)
    )


def test_a_failed_take_says_why_and_who_tries_again() -> None:
    view = with_take(TakeState.FAILED, "the machine ran out of memory")
    assert said(view).splitlines()[1:] == [
        "**Take 12-1 failed**: the machine ran out of memory",
        "-# Its proposer or a showrunner can try again.",
    ]
    card = scene_card(view, NOW)
    shown = buttons(card.view.to_components())
    assert shown["Try again"] == "take:5:retry"
    assert shown["Film as animatic"] == "take:5:animatic"


def test_a_take_that_waits_for_a_model_can_be_drafted_first() -> None:
    drafted = replace(queued().takes[0], take=replace(queued().takes[0].take, is_draft=True))
    waits = buttons(scene_card(queued(), NOW).view.to_components())
    assert waits["Draft first"] == "take:5:draft"
    assert "Film as animatic" in waits
    for view in (replace(queued(), takes=(drafted,)), shooting(), with_take(TakeState.FAILED)):
        assert "Draft first" not in buttons(scene_card(view, NOW).view.to_components())


def test_a_machine_in_quiet_hours_is_waited_for_with_the_time_of_each_members_clock() -> None:
    view = queued(node_rests_until=NOW, node_name="Anna's PC")
    assert f"Waiting for Anna's PC, quiet until <t:{int(NOW.timestamp())}:t>" in said(view)


def test_a_take_that_was_claimed_ahead_says_what_comes_before_it() -> None:
    view = shooting(stage="ready", progress=0, shot=0)
    assert "ready; the shot before it comes first" in said(view)


def test_an_animatic_is_not_offered_to_be_filmed_as_one() -> None:
    view = with_take(TakeState.FAILED, "no", engine="animatic")
    assert "Film as animatic" not in buttons(scene_card(view, NOW).view.to_components())


def test_takes_are_linked_and_canon_is_marked() -> None:
    assert said(screened(1, 2, canon=2)) == (
        "**Greenlit 4 to 2** · **Takes** "
        "[12-1](https://discord.com/channels/2000/3000/6001) · "
        "[12-2](https://discord.com/channels/2000/3000/6002) (canon)"
    )


def test_what_a_node_was_short_of_memory_for_is_said() -> None:
    view = screened(1, 2)
    short = ("shots 1, 2: memory ran out: made at 208x112", "shot 2: memory ran out: <b>")
    takes = [replace(take, take=replace(take.take, stepped_down=short)) for take in view.takes]
    assert "Memory was short" not in said(view)
    told = r"-# Memory was short: shots 1, 2\: made at 208x112; shot 2\: \<b\>"
    assert told in said(replace(view, takes=tuple(takes)))
    canon = replace(view, scene=replace(view.scene, canon_take_id=101))
    assert told not in said(replace(canon, takes=(view.takes[0], takes[1])))
    assert "gone" in said(replace(view, takes=()))
    assert told in texts(take_post(view, takes[0], [], None).to_components())


def test_another_take_in_the_queue_stands_beside_the_links() -> None:
    view = replace(screened(1), waiting=queued(slate="12-2", place=1).waiting)
    assert "Another one · take **12-2** is next in the queue" in said(view)


@pytest.mark.parametrize(
    ("state", "heading", "remedy"),
    [
        ("shelved", "**Shelved 2 to 4**", "/propose"),
        ("lapsed", "**Lapsed 1 to 0**", "Too few votes; propose it again"),
        ("withdrawn", "**Withdrawn** by its proposer", "/propose"),
        ("cancelled", "**Cancelled** · a showrunner: the novel was removed", "/studio decide"),
    ],
)
def test_a_scene_that_is_not_filmed_says_why_and_what_to_do(
    state: str, heading: str, remedy: str
) -> None:
    first, second = said(EVERY_STATE[state]).splitlines()
    assert heading in first
    assert remedy in second


@pytest.mark.parametrize("state", ["shelved", "lapsed", "withdrawn", "cancelled"])
def test_nothing_is_promised_of_a_scene_whose_novel_was_removed(state: str) -> None:
    view = EVERY_STATE[state]
    archived = replace(view, novel=replace(view.novel, is_removed=True))
    assert said(archived).splitlines()[1].endswith("the scene stays in the archive.")


def test_a_showrunners_reason_is_shown() -> None:
    view = in_state(SceneState.SHELVED, Verdict.SHELVED, reason="We shot **this** before.")
    assert "a showrunner: We shot \\*\\*this\\*\\* before." in said(view)


def test_what_may_not_be_shown_is_quoted_with_sixty_words_at_most() -> None:
    long = " ".join(f"word{number}" for number in range(300))
    view = replace(
        PROPOSED,
        scene=replace(SCENE, text=long),
        novel=replace(PROPOSED.novel, rights=Rights.PERSONAL_USE),
    )
    for sheet in (scene_card(view, NOW).view, scene_menu(view, [])):
        shown = texts(sheet.to_components())
        assert len(re.findall(r"word\d+", shown)) <= 60
        assert "word0" in shown


FIRST = "The tide had turned before the boy saw the light move in the high window."
LAST = (
    "Carrow Keep lay black on its headland, with a storm going up behind its towers and one pane "
    "of it yellow, and the sea at the rocks below it."
)


@pytest.mark.parametrize(
    ("action", "left"),
    [
        (FIRST, ""),
        (f"{FIRST} He runs.", "He runs."),
        # the quotation breaks off in it
        (LAST, ""),
        (f"{LAST[:60]} fog.", f"{LAST[:60]} fog."),
        ("Carrow Keep is dark.", "Carrow Keep is dark."),
    ],
)
def test_what_the_quotation_shows_is_not_said_again_below_it(action: str, left: str) -> None:
    direction = replace(SCENE.direction, action=action)
    view = replace(PROPOSED, scene=replace(SCENE, text=f"{FIRST} {LAST}", direction=direction))
    _, below = texts(scene_card(view, NOW).view.to_components()).split("**EXT.")
    assert below.splitlines()[1].startswith(left or "-# Light")


def test_what_we_see_counts_where_it_is_the_novels_own_words() -> None:
    words = [f"word{number}" for number in range(300)]
    action = " ".join(words[200:230])
    view = replace(
        PROPOSED,
        scene=replace(
            SCENE,
            text=" ".join(words),
            direction=replace(SCENE.direction, action=action),
            shot_list=replace(
                SCENE.shot_list,
                shots=tuple(replace(shot, action=action) for shot in SCENE.shot_list.shots),
            ),
        ),
        novel=replace(PROPOSED.novel, rights=Rights.LICENSED),
    )
    everything = json.dumps(scene_card(view, NOW).view.to_components())
    assert len(re.findall(r"word\d+", everything)) == 60
    assert "word29" in everything


# --- what one can do ---


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("proposed", ["⋯", "Film it", "Not this one", "Discuss", "Tell me", "Report"]),
        ("queued", ["⋯", "Discuss", "Tell me", "Report", "Draft first", "Film as animatic"]),
        ("shooting", ["⋯", "Discuss", "Tell me", "Report"]),
        ("failed", ["⋯", "Discuss", "Tell me", "Report", "Try again", "Film as animatic"]),
        ("screened", ["⋯", "Discuss", "Tell me", "Report", "Make canon", "Another take"]),
        ("canon", ["⋯", "Discuss", "Tell me", "Report", "Another take"]),
        ("shelved", ["⋯", "Discuss", "Report"]),
        ("withdrawn", ["⋯", "Discuss", "Report"]),
    ],
)
def test_each_state_has_its_one_row_of_buttons(state: str, labels: list[str]) -> None:
    card = scene_card(EVERY_STATE[state], NOW)
    assert sorted(buttons(card.view.to_components())) == sorted(labels)
    assert len([part for part in components(card) if part.get("type") == 1]) == 1


def test_states_are_told_apart_by_their_colour() -> None:
    colours = {
        name: scene_card(view, NOW).view.to_components()[0]["accent_color"]
        for name, view in EVERY_STATE.items()
    }
    assert len({colours[name] for name in ("proposed", "queued", "screened", "shelved")}) == 4
    assert colours["failed"] == colours["cancelled"]


# --- its picture ---


def pictures(view: SceneView) -> list[str]:
    return [name.split("-")[0] for name in scene_card(view, NOW).names]


def test_a_card_has_one_picture_the_most_telling_one(tmp_path: Path) -> None:
    board = stored(tmp_path, "contact.png")
    draft = stored(tmp_path, "draft.mp4", b"film")
    assert pictures(PROPOSED) == []
    assert pictures(replace(PROPOSED, storyboard=board)) == ["storyboard"]
    assert pictures(replace(queued(), storyboard=board, draft=draft)) == ["draft"]
    told = "a draft, an animatic drawn by rules"
    drafted = scene_card(replace(queued(), storyboard=board, draft=draft), NOW)
    assert told in texts(drafted.view.to_components())
    assert told not in texts(
        scene_card(replace(queued(), storyboard=board), NOW).view.to_components()
    )
    assert pictures(replace(shooting(preview=JPEG), storyboard=board, draft=draft)) == ["preview"]
    assert pictures(replace(screened(1), storyboard=board, draft=draft)) == ["storyboard"]


def test_a_picture_is_described_and_referenced(tmp_path: Path) -> None:
    card = scene_card(replace(PROPOSED, storyboard=stored(tmp_path, "contact.png")), NOW)
    [gallery] = [part for part in components(card) if part.get("type") == 12]
    [item] = gallery["items"]
    assert item["media"]["url"] == f"attachment://{card.names[0]}"
    assert item["description"].startswith("Storyboard. The boy on the strand: 1, wide: The keep")
    [file] = card.files()
    assert file.fp.read() == b"picture"
    file.close()


def test_a_picture_that_is_gone_from_the_disk_leaves_the_card_whole(tmp_path: Path) -> None:
    board = stored(tmp_path, "contact.png")
    board.path.unlink()
    assert scene_card(replace(PROPOSED, storyboard=board), NOW).names == ()


def test_a_new_picture_has_a_new_name(tmp_path: Path) -> None:
    one = scene_card(replace(PROPOSED, storyboard=stored(tmp_path, "contact.png")), NOW)
    two = scene_card(replace(PROPOSED, storyboard=stored(tmp_path, "contact.png", b"else")), NOW)
    assert one.names != two.names


# --- when it is drawn anew ---


def test_a_card_that_looks_the_same_has_the_same_fingerprint() -> None:
    later = NOW + timedelta(seconds=20)
    assert (
        scene_card(PROPOSED, NOW).view.fingerprint == scene_card(PROPOSED, later).view.fingerprint
    )
    assert (
        scene_card(queued(), NOW).view.fingerprint == scene_card(queued(), later).view.fingerprint
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(PROPOSED, tally=Tally(5, 2)),
        replace(PROPOSED, storyboard_waits=True),
        replace(PROPOSED, hides_tally=True),
        in_state(SceneState.SHELVED, Verdict.SHELVED),
    ],
)
def test_a_card_that_looks_different_has_another_fingerprint(changed: SceneView) -> None:
    assert scene_card(changed, NOW).view.fingerprint != scene_card(PROPOSED, NOW).view.fingerprint


def test_a_cards_files_are_read_at_once_and_hold_nothing_open(tmp_path: Path) -> None:
    view = replace(PROPOSED, storyboard=stored(tmp_path, "contact.png"))
    [storyboard] = scene_card(view, NOW).files()
    assert isinstance(storyboard.fp, io.BytesIO)


@pytest.mark.parametrize(("shot", "offers"), [(0, False), (2, True)])
def test_what_a_shot_says_against_a_look_is_changed_where_it_stands(
    shot: int, offers: bool
) -> None:
    said = Contradiction("Wick", "coat", "red coat", "blue coat", shot)
    card = scene_card(replace(PROPOSED, contradictions=(said,)), NOW)
    shown = card.view.to_components()
    assert ("Change the shots" in buttons(shown)) is offers
    assert ("in shot 2 “red coat”" in texts(shown)) is offers


def test_a_card_links_its_canon_take_and_the_latest_ones_and_counts_the_others() -> None:
    line = said(screened(*range(1, 13), canon=2)).splitlines()[0]
    slates = re.findall(r"\[(12-\d+)\]", line)
    assert slates == ["12-2", *(f"12-{number}" for number in range(5, 13))]
    assert "(canon)" in line
    assert line.endswith("and 3 earlier: /film 12-1")
