"""*Shots* from the card: picked, changed, added and moved, by two people, after restarts."""

from __future__ import annotations

from typing import Any

import discord
from club import Club, buttons, filled, parts, texts

from bot.domain import shot_edits
from bot.domain.shots import PlannedShot, ShotFraming
from bot.studio.views import SceneView

pytest_plugins = ("club_fixtures",)


async def open_shots(club: Club, member: Any) -> Any:
    """The page of the shots, from ⋯ on the last card."""
    menu = await member.click(club.card(), label="⋯")
    return (await member.click(menu.response, label="Shots")).response


async def shots(club: Club, view: SceneView) -> tuple[PlannedShot, ...]:
    return (await club.view(view)).scene.shot_list.shots


def menu_id(page: Any, what: str) -> str:
    [custom_id] = [
        part["custom_id"]
        for part in parts(page.components)
        if part.get("custom_id", "").endswith(f":{what}")
    ]
    return custom_id


async def choose(member: Any, page: Any, what: str, value: str) -> Any:
    return await member.select(page, [value], custom_id=menu_id(page, what))


async def test_the_page_lists_every_shot_and_opens_on_the_first(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    page = await open_shots(club, club.mara)
    shown = texts(page.components)
    for shot in view.scene.shot_list.shots:
        assert f"**{shot.number}** {shot.framing}, {shot.camera}" in shown
    assert "▸ **1**" in shown
    assert "Changing the shots voids the votes cast." in shown
    assert page.ephemeral


async def test_a_shot_is_picked_and_seen_otherwise(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    page = await open_shots(club, club.mara)
    await choose(club.mara, page, "pick", "2")
    assert "▸ **2**" in texts(page.components)
    for what, value in (("framing", "aerial"), ("camera", "crane up"), ("light", "firelight")):
        await choose(club.mara, page, what, value)
    shot = (await shots(club, view))[1]
    assert (shot.framing, shot.camera, shot.light) == ("aerial", "crane up", "firelight")
    assert "▸ **2** aerial, crane up, firelight" in texts(page.components)


async def test_the_form_is_filled_in_and_changes_words_and_length(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    page = await open_shots(club, club.mara)
    form = await club.mara.click(page, label="Words and length…")
    assert filled(form.modal)["action"] == view.scene.shot_list.shots[0].action
    typed = {"seconds": "9", "action": "Wick stops.", "said": "Wick: Who is there?"}
    await club.submit(club.mara, form, typed)
    shot = (await shots(club, view))[0]
    assert (shot.seconds, shot.action) == (9, "Wick stops.")
    assert [(line.speaker, line.text) for line in shot.lines] == [("Wick", "Who is there?")]
    assert "Wick: Who is there?" in texts(page.components).replace("\\", "")


async def test_a_shot_is_added_moved_and_deleted(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    count = len(view.scene.shot_list.shots)
    page = await open_shots(club, club.mara)
    await club.mara.click(page, label="Add one after")
    await club.mara.click(page, label="Later")
    marks = [shot.mark for shot in await shots(club, view)]
    assert marks == [1, 2, count + 1, *range(3, count + 1)]
    assert "▸ **3**" in texts(page.components)
    await club.mara.click(page, label="Delete")
    assert [shot.mark for shot in await shots(club, view)] == [*range(1, count + 1)]


async def test_everything_works_after_a_restart(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    page = await open_shots(club, club.mara)
    form = await club.mara.click(page, label="Words and length…")
    await club.restart()
    await choose(club.mara, page, "pick", "2")
    await choose(club.mara, page, "framing", "aerial")
    await club.restart()
    await club.mara.click(page, label="Earlier")
    assert (await shots(club, view))[0].framing is ShotFraming.AERIAL
    await club.restart()
    given_back = await club.submit(club.mara, form, {"action": "Too late for this."})
    assert "Too late for this." in given_back.followups[0].content


async def test_an_old_page_is_turned_to_the_shots_as_they_are_now(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    old = await open_shots(club, club.mara)
    await club.studio.shots.change(
        club.member(club.mara),
        view.scene.id,
        0,
        lambda listed: shot_edits.reframed(listed, 1, framing=ShotFraming.EXTREME_WIDE),
    )
    await choose(club.mara, old, "framing", "insert")
    assert "Somebody changed the shots since you opened them" in texts(old.components)
    assert (await shots(club, view))[0].framing is ShotFraming.EXTREME_WIDE
    await choose(club.mara, old, "framing", "insert")
    assert (await shots(club, view))[0].framing is ShotFraming.INSERT


async def test_a_form_that_breaks_a_rule_gives_every_word_back(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    page = await open_shots(club, club.mara)
    form = await club.mara.click(page, label="Words and length…")
    typed = {"seconds": "90", "action": "He waits ``` @everyone", "said": "Wick: Yes."}
    sent = await club.submit(club.mara, form, typed)
    assert sent.response.content.startswith("A shot runs 1 to 30 seconds")
    assert "He waits" in sent.response.content
    assert "Wick: Yes." in sent.response.content
    assert (await club.view(view)).scene.revision == 0


async def test_only_those_who_may_change_the_shots_find_the_button(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    for member, finds in ((club.mara, True), (club.tom, False), (club.anna, False)):
        menu = await member.click(club.card(), label="⋯")
        assert ("Shots" in buttons(menu.response.components)) is finds
    await club.show_button(f"shots:{view.scene.id}:0:1:delete")
    shown = await club.tom.click(club.card(), label="Found")
    assert "Only its proposer changes the shots" in shown.response.content


async def test_the_card_says_that_the_shots_were_changed_since_they_were_filmed(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    await club.studio.ballots.decide(club.member(club.anna), 1, "greenlight", "yes")
    await club.post(await club.view(view))
    page = await open_shots(club, club.anna)
    assert "another take films the changed shots" in texts(page.components)
    await choose(club.anna, page, "light", "high key")
    await club.post(await club.view(view))
    assert "The shots were changed since take 1-1" in texts(club.card().components)


async def test_the_rows_fit_what_discord_shows(club: Club) -> None:
    view = await club.proposed(by=club.mara)
    member, revision = club.member(club.mara), 0
    while len(await shots(club, view)) < 8:
        changed = await club.studio.shots.change(
            member, view.scene.id, revision, lambda listed: shot_edits.added(listed, 1)
        )
        revision = changed.scene.revision
    page = await open_shots(club, club.mara)
    components: list[Any] = page.components
    assert sum(1 for _ in parts(components)) <= 40
    assert len(texts(components)) <= 4000
    assert isinstance(club.card(), discord.Message)
