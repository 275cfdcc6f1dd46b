"""The card's other buttons: Discuss, Tell me, Report, and the menu with what is rarer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import shooting
from club import Club, buttons, texts
from conftest import DIRECTION, member, set_up, strand

from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from bot.errors import NotFound
from bot.store import Store, jobs, takes
from bot.studio import mishaps
from bot.studio.house_views import Errand

pytest_plugins = ("club_fixtures",)

NOW = datetime.now(UTC)


async def errands(club: Club, kind: str) -> list[Errand]:
    return [errand for errand in await club.studio.outbox.due(per_guild=100) if errand.kind == kind]


async def open_menu(club: Club, member: Any) -> Any:
    return (await member.click(club.card(), label="⋯")).response


# --- Discuss ---


async def test_discuss_opens_a_thread_on_the_card_and_leads_to_it(club: Club) -> None:
    scene = await club.proposed(title="The boy on the strand")
    shown = await club.tom.click(club.channel.history()[0], label="Discuss")
    [thread] = club.channel.threads
    assert thread.name == "Scene 1 · The boy on the strand"
    assert shown.response is not None
    assert shown.response.content == f"Over here: <#{thread.id}>"
    assert shown.response.ephemeral
    assert (await club.view(scene)).scene.thread_id == thread.id


async def test_discuss_leads_to_the_thread_that_is_there(club: Club) -> None:
    await club.proposed()
    card = club.channel.history()[0]
    await club.tom.click(card, label="Discuss")
    shown = await club.mara.click(card, label="Discuss")
    [thread] = club.channel.threads
    assert shown.response is not None
    assert shown.response.content == f"Over here: <#{thread.id}>"


async def test_discuss_finds_a_thread_that_was_opened_in_the_same_moment(club: Club) -> None:
    scene = await club.proposed()
    card = club.channel.history()[0]
    await club.tom.click(card, label="Discuss")
    await club.studio.scenes.keep_thread(scene.scene.id, None)
    await club.mara.click(card, label="Discuss")
    [thread] = club.channel.threads
    assert (await club.view(scene)).scene.thread_id == thread.id


async def test_discuss_opens_anew_what_was_deleted_while_the_bot_was_away(club: Club) -> None:
    scene = await club.proposed()
    await club.studio.scenes.keep_thread(scene.scene.id, 987654321)
    shown = await club.tom.click(club.channel.history()[0], label="Discuss")
    [thread] = club.channel.threads
    said = [message.content for message in shown.followups] or [shown.response.content]
    assert said == [f"Over here: <#{thread.id}>"]
    assert (await club.view(scene)).scene.thread_id == thread.id


async def test_discuss_without_the_permission_says_which_one_is_missing(club: Club) -> None:
    await club.proposed()
    club.env.inject_error(
        "POST", "/channels/*/messages/*/threads", status=403, code=50013, message="no"
    )
    shown = await club.tom.click(club.channel.history()[0], label="Discuss")
    said = [message.content for message in shown.followups] or [shown.response.content]
    assert "Create Public Threads" in said[0]


async def test_a_deleted_thread_is_forgotten(club: Club) -> None:
    scene = await club.proposed()
    await club.tom.click(club.channel.history()[0], label="Discuss")
    [thread] = club.channel.threads
    opened: Any = await club.env.bot.fetch_channel(thread.id)
    await opened.delete()
    await club.env.settle()
    assert (await club.view(scene)).scene.thread_id is None


async def test_discuss_waits_for_the_card(club: Club) -> None:
    scene = await club.proposed()
    card = club.channel.history()[0]
    await club.studio.scenes.keep_card(scene.scene.id, club.channel.id, None)
    shown = await club.tom.click(card, label="Discuss")
    assert shown.response is not None
    assert shown.response.content == "Its card is being posted; press Discuss again in a moment."


# --- Tell me ---


async def test_tell_me_is_switched_on_and_off(club: Club) -> None:
    await club.proposed()
    on = await club.tom.click(club.card(), label="Tell me")
    off = await club.tom.click(club.card(), label="Tell me")
    assert on.response is not None
    assert on.response.content == "You are pinged when a take of it is posted. Click again to undo."
    assert off.response is not None
    assert off.response.content == "You are not told of it any more."


# --- Draw it again ---


async def give_up_storyboard(club: Club, store: Store, scene_id: int) -> None:
    async with store.transaction() as tx:
        job = await jobs.latest_of_scene(tx, scene_id, Work.STORYBOARD)
        assert job is not None
        await mishaps.give_up(tx, job, "It cannot be shot: the engine failed.", NOW)


async def test_a_storyboard_that_was_given_up_is_drawn_again(club: Club, store: Store) -> None:
    scene = await club.proposed()
    assert not scene.storyboard_failed
    await give_up_storyboard(club, store, scene.scene.id)
    given_up = await club.post(await club.view(scene))
    assert given_up.storyboard_failed == "It cannot be shot: the engine failed."
    answers: list[str] = []
    for who in (club.tom, club.mara, club.anna):
        shown = await who.click(club.card(), label="Draw it again")
        assert shown.response is not None
        answers.append(shown.response.content)
    assert answers == [
        "Its proposer or a showrunner has the storyboard drawn again.",
        "The storyboard is queued again.",
        "Its storyboard is there or on its way: the card shows it.",
    ]
    drawn = await club.view(scene)
    assert (drawn.storyboard_waits, drawn.storyboard_failed) == (True, "")
    await give_up_storyboard(club, store, scene.scene.id)
    await club.studio.shots.draw_again(club.member(club.anna), scene.scene.id)
    assert (await club.view(scene)).storyboard_waits


# --- Report ---


async def test_a_report_reaches_the_showrunners_with_its_reason(club: Club) -> None:
    await club.proposed()
    form = await club.tom.click(club.card(), label="Report")
    sent = await club.submit(club.tom, form, {"reason": "This is from another book."})
    assert sent.response is not None
    assert sent.response.ephemeral
    [errand] = await errands(club, "complaint")
    assert errand.body["reason"] == "This is from another book."
    assert errand.body["member_id"] == club.tom.id


async def test_a_report_sent_after_a_restart_arrives(club: Club) -> None:
    await club.proposed()
    form = await club.tom.click(club.card(), label="Report")
    await club.restart()
    await club.submit(club.tom, form, {"reason": "Still wrong."})
    [errand] = await errands(club, "complaint")
    assert errand.body["reason"] == "Still wrong."


async def test_a_report_that_says_nothing_is_asked_for_words(club: Club) -> None:
    await club.proposed()
    form = await club.tom.click(club.card(), label="Report")
    sent = await club.submit(club.tom, form, {"reason": "  "})
    assert sent.response is not None
    assert sent.response.content.startswith("Say in a few words what is wrong")
    assert await errands(club, "complaint") == []


async def test_a_report_over_the_limit_gives_its_words_back(club: Club) -> None:
    await club.proposed()
    for number in range(11):
        form = await club.tom.click(club.card(), label="Report")
        sent = await club.submit(club.tom, form, {"reason": f"Reason {number}"})
    assert sent.response is not None
    assert "which is the limit" in sent.response.content
    assert "> Reason 10" in sent.response.content


# --- the menu ---


async def test_the_menu_shows_everybody_the_shot_list_and_the_passage(club: Club) -> None:
    scene = await club.proposed()
    shown = texts((await open_menu(club, club.tom)).components)
    assert "The tide had turned" in shown
    for shot in scene.scene.shot_list.shots:
        assert f"**{shot.number}** {shot.framing}" in shown


async def test_a_member_finds_no_deeds_of_others_in_the_menu(club: Club) -> None:
    await club.proposed(by=club.mara)
    assert buttons((await open_menu(club, club.tom)).components) == {}


async def test_the_proposer_may_amend_and_withdraw(club: Club) -> None:
    await club.proposed(by=club.mara)
    assert list(buttons((await open_menu(club, club.mara)).components)) == [
        "Shots",
        "Amend",
        "Withdraw",
    ]


async def test_a_showrunner_may_remove(club: Club) -> None:
    await club.proposed(by=club.mara)
    assert list(buttons((await open_menu(club, club.anna)).components)) == ["Remove"]


async def test_a_closed_ballot_leaves_the_proposer_nothing_to_change(club: Club) -> None:
    await club.proposed(by=club.mara)
    await club.studio.ballots.decide(club.member(club.anna), 1, "shelve", "not yet")
    assert buttons((await open_menu(club, club.mara)).components) == {}


async def test_withdrawing_closes_the_ballot_and_shows_it(club: Club) -> None:
    scene = await club.proposed(by=club.mara)
    menu = await open_menu(club, club.mara)
    await club.mara.click(menu, label="Withdraw")
    assert (await club.view(scene)).scene.state is SceneState.WITHDRAWN
    assert "withdrawn" in texts(menu.components)
    assert buttons(menu.components) == {}


async def test_withdrawing_works_after_a_restart(club: Club) -> None:
    scene = await club.proposed(by=club.mara)
    menu = await open_menu(club, club.mara)
    await club.restart()
    await club.mara.click(menu, label="Withdraw")
    assert (await club.view(scene)).scene.state is SceneState.WITHDRAWN


async def test_a_showrunner_removes_with_a_reason(club: Club) -> None:
    scene = await club.proposed()
    menu = await open_menu(club, club.anna)
    form = await club.anna.click(menu, label="Remove")
    await club.submit(club.anna, form, {"reason": "It is not ours to film."})
    with pytest.raises(NotFound):
        await club.view(scene)
    [errand] = await errands(club, "removal")
    assert errand.body["posts"] == [[club.channel.id, scene.scene.message_id]]
    [deed] = [
        deed for deed in await club.studio.settings.log(club.guild.id) if deed.deed == "removed"
    ]
    assert deed.reason == "It is not ours to film."


async def test_only_a_showrunner_removes_whoever_found_the_button(club: Club) -> None:
    scene = await club.proposed()
    await show_button(club, f"scene:{scene.scene.id}:remove")
    form = await club.tom.click(club.card(), label="Found")
    sent = await club.submit(club.tom, form, {"reason": "Away with it!"})
    assert sent.response is not None
    assert sent.response.ephemeral
    assert "Only showrunners do this" in sent.response.content
    assert "> Away with it!" in sent.response.content
    assert (await club.view(scene)).scene.state is SceneState.PROPOSED


async def test_only_the_proposer_withdraws_whoever_found_the_button(club: Club) -> None:
    scene = await club.proposed(by=club.mara)
    await show_button(club, f"scene:{scene.scene.id}:withdraw")
    shown = await club.tom.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content == "Only its proposer withdraws a scene."
    assert (await club.view(scene)).scene.state is SceneState.PROPOSED


async def test_a_scene_of_another_guild_is_not_here(club: Club) -> None:
    novel_id = await set_up(club.studio, 77, 78)
    foreign = await club.studio.proposals.propose(
        member(guild_id=77), 78, strand(novel_id), DIRECTION, age_restricted=False
    )
    await show_button(club, f"scene:{foreign.scene.id}:tell")
    shown = await club.tom.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content == "That scene is not here (any more); /film lists the scenes."


async def show_button(club: Club, custom_id: str) -> None:
    """A button where it should not be."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Found", custom_id=custom_id))
    channel: Any = club.env.bot.get_channel(club.channel.id)
    await channel.send("hm", view=view)


# --- takes ---


async def failed_take(club: Club, store: Store) -> int:
    job = await shooting.queue(club.studio, guild_id=club.guild.id, engine="wan")
    assert job.take_id is not None
    async with store.transaction() as tx:
        await takes.set_state(tx, job.take_id, TakeState.FAILED, reason="no")
        await jobs.cancel_of_scene(tx, job.scene_id, NOW, "it failed")
    return job.take_id


async def test_a_take_is_reported_by_itself(club: Club, store: Store) -> None:
    take_id = await failed_take(club, store)
    await show_button(club, f"take:{take_id}:report")
    form = await club.tom.click(club.card(), label="Found")
    await club.submit(club.tom, form, {"reason": "A hand with six fingers."})
    [errand] = await errands(club, "complaint")
    assert errand.body["take_id"] == take_id


async def test_a_showrunner_tries_a_failed_take_again(club: Club, store: Store) -> None:
    take_id = await failed_take(club, store)
    await show_button(club, f"take:{take_id}:retry")
    shown = await club.anna.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content == "It is queued again."
    _, take = await club.studio.scenes.of_take(club.guild.id, take_id)
    assert take.take.state is TakeState.QUEUED


async def test_who_may_not_try_again_is_told_who_may(club: Club, store: Store) -> None:
    take_id = await failed_take(club, store)
    await show_button(club, f"take:{take_id}:retry")
    shown = await club.tom.click(club.card(), label="Found")
    assert shown.response is not None
    assert "or a showrunner tries it again" in shown.response.content


async def test_a_showrunner_has_a_take_filmed_as_an_animatic(club: Club, store: Store) -> None:
    take_id = await failed_take(club, store)
    await show_button(club, f"take:{take_id}:animatic")
    await club.anna.click(club.card(), label="Found")
    _, take = await club.studio.scenes.of_take(club.guild.id, take_id)
    assert take.take.engine == "animatic"


async def test_a_take_that_waits_for_a_model_is_drafted_first_and_then_filmed(
    club: Club, store: Store
) -> None:
    job = await shooting.queue(club.studio, guild_id=club.guild.id, engine="wan")
    assert job.take_id is not None
    await show_button(club, f"take:{job.take_id}:draft")
    shown = await club.anna.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content.startswith("A draft comes first")
    async with store.transaction() as tx:
        await takes.deliver(tx, job.take_id, "{}", NOW)
        await takes.post(tx, job.take_id, 1, 2, NOW)
    await show_button(club, f"take:{job.take_id}:final")
    shown = await club.anna.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content == "Take 1-2 is queued: the same seeds, at full size."
    shown = await club.anna.click(club.card(), label="Found")
    assert shown.response is not None
    assert shown.response.content == "Its final is take 1-2, which is queued."
