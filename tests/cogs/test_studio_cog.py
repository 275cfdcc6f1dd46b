"""/studio: setting the club up, its settings, decisions and their log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from club import Club, bare, filled, texts
from conftest import NOVEL, Clock, set_up, showrunner
from desk import Desk

from bot.domain.novel import Rights
from bot.domain.scene import SceneState
from bot.domain.settings import GuildSettings
from cogs.ui.cards import scene_card

pytest_plugins = ("club_fixtures", "desk_fixtures")


async def settings(club: Club) -> GuildSettings:
    return await club.studio.settings.get(club.guild.id)


async def open_setup(club: Club) -> Any:
    return await club.anna.slash(club.channel, "studio setup")


async def send(club: Club, **typed: Any) -> str:
    """The answer to the setup form, sent with these changes."""
    shown = await open_setup(club)
    values = filled(shown.modal) | {"channel": [club.channel]} | typed
    sent = await club.anna.submit_modal(
        shown, {name: value for name, value in values.items() if value}
    )
    assert sent.response.ephemeral
    return sent.response.content


# --- setup ---


async def test_the_setup_form_is_filled_with_what_is_known(club: Club) -> None:
    shown = await open_setup(club)
    values = filled(shown.modal)
    assert values["novel"] == [str(club.novel_id)]
    assert (values["quorum"], values["hours"]) == ("2", "2 days")


@pytest.mark.parametrize("earlier", [{}, {"hidden_tally": True}])
@pytest.mark.parametrize(("members", "quorum"), [(4, "1"), (5, "2")])  # the bot is one of them
async def test_a_new_club_is_offered_a_quorum_of_its_people(
    club: Club, members: int, quorum: str, earlier: dict[str, bool]
) -> None:
    guild = club.env.create_guild("new")
    role = guild.create_role("boss", permissions=discord.Permissions(manage_guild=True))
    boss = guild.add_member(club.env.create_user("boss"), roles=[role])
    channel = guild.create_text_channel("films")
    await club.studio.settings.joined(guild.id, "new")
    await club.studio.novels.add(showrunner(guild.id), NOVEL, Rights.OWN_WORK, "f" * 64)
    await club.studio.settings.change(showrunner(guild.id), **earlier)
    club.env.bot.get_guild(guild.id)._member_count = members
    shown = await boss.slash(channel, "studio setup")
    assert filled(shown.modal)["quorum"] == quorum


async def test_setup_without_a_novel_says_what_to_do_first(club: Club) -> None:
    await club.studio.novels.remove(club.member(club.anna), club.novel_id)
    shown = await open_setup(club)
    assert shown.modal is None
    assert "add one first with /studio novel add" in shown.response.content


async def test_the_setup_form_sets_the_club_up(club: Club) -> None:
    said = await send(club, quorum="5", hours="3 days")
    now = await settings(club)
    assert (now.quorum, now.open_for, now.set_up_by) == (5, timedelta(days=3), club.anna.id)
    assert said.startswith(f"*The Lamp* is filmed in <#{club.channel.id}>: a ballot needs 5 votes")
    assert "stays open for 3 days" in said


async def test_setup_binds_the_channel_and_has_the_board_posted(club: Club) -> None:
    other = club.guild.create_text_channel("films")
    await send(club, channel=[other])
    novel = await club.studio.novels.get(club.guild.id, club.novel_id)
    assert novel.channel_id == other.id
    errands = await club.studio.outbox.due(per_guild=100)
    assert [errand.channel_id for errand in errands if errand.kind == "board"] == [other.id]


async def test_setup_names_a_showrunner_role(club: Club) -> None:
    role = club.guild.create_role("directors")
    await send(club, showrunners=[role])
    assert (await settings(club)).showrunner_role == role.id


async def test_a_setup_form_sent_after_a_restart_counts(club: Club) -> None:
    shown = await open_setup(club)
    await club.restart()
    values = filled(shown.modal) | {"channel": [club.channel], "quorum": "4", "showrunners": []}
    await club.anna.submit_modal(shown, {name: value for name, value in values.items() if value})
    assert (await settings(club)).quorum == 4


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"quorum": "many"}, "The quorum is a number of votes; many is none."),
        ({"quorum": "0"}, "quorum must be between 1 and 1000; 0 is not."),
        ({"quorum": "-1"}, "The quorum is a number of votes"),
        ({"quorum": "9999"}, "quorum must be between 1 and 1000"),
        ({"hours": "soon"}, "'soon' is not a time"),
        ({"hours": "400 days"}, "10 seconds at least and 14 days at most"),
        ({"hours": "0"}, "10 seconds at least and 14 days at most"),
    ],
)
async def test_a_setup_that_does_not_work_says_why_and_changes_nothing(
    club: Club, typed: dict[str, str], reason: str
) -> None:
    before = await settings(club)
    said = await send(club, **typed)
    assert reason in said
    assert await settings(club) == before


async def test_setup_where_the_bot_may_not_post_names_what_is_missing(club: Club) -> None:
    mute = discord.PermissionOverwrite(send_messages=False, attach_files=False)
    quiet = club.guild.create_text_channel("quiet", overwrites={club.guild.me: mute})
    before = await settings(club)
    said = await send(club, channel=[quiet], quorum="9")
    assert said.startswith(
        f"In <#{quiet.id}> I may not post cards and clips, lay the cards out or post storyboards"
    )
    assert await settings(club) == before
    assert (await club.studio.novels.get(club.guild.id, club.novel_id)).channel_id != quiet.id


# --- settings ---


async def test_settings_alone_shows_them_all(club: Club) -> None:
    shown = await club.anna.slash(club.channel, "studio settings")
    said = shown.response.content
    assert shown.response.ephemeral
    assert "**Quorum** 2" in said
    assert "**Voters** everybody" in said
    assert "**Filming engine** animatic" in said


async def test_settings_change_what_is_given_and_nothing_else(club: Club) -> None:
    voters = club.guild.create_role("readers")
    before = await settings(club)
    shown = await club.anna.slash(
        club.channel,
        "studio settings",
        share=66,
        hidden_tally=True,
        hours_open="30 min",
        voter_role=voters,
        size="720p",
    )
    now = await settings(club)
    assert now.film_size == "720p"
    assert (now.share, now.hidden_tally, now.voter_role) == (0.66, True, voters.id)
    assert now.open_for == timedelta(minutes=30)
    assert now.quorum == before.quorum
    assert shown.response.content.startswith("Changed.\n")
    assert f"**Voters** <@&{voters.id}>" in shown.response.content


async def test_a_setting_is_cleared(club: Club) -> None:
    await club.anna.slash(club.channel, "studio settings", early_greenlight=3)
    assert (await settings(club)).early_net == 3
    await club.anna.slash(club.channel, "studio settings", clear="early greenlight")
    assert (await settings(club)).early_net is None


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ({"hours_open": "forever"}, "is not a time"),
        ({"filming_engine": "wan"}, "No node of this server offers an engine called 'wan'"),
    ],
)
async def test_a_setting_that_does_not_work_says_why_and_changes_nothing(
    club: Club, option: dict[str, str], reason: str
) -> None:
    before = await settings(club)
    shown = await club.anna.slash(club.channel, "studio settings", **option)
    assert reason in shown.response.content
    assert await settings(club) == before


async def test_the_films_style_is_chosen_and_emptied(club: Club) -> None:
    words = "anamorphic lenses, rust and slate"
    shown = await club.anna.slash(
        club.channel, "studio settings", style="noir", aspect="4:3", style_words=words
    )
    now = await settings(club)
    assert (now.style_name, now.aspect, now.style_words) == ("noir", "4:3", words)
    assert "**Style** noir" in shown.response.content
    for clear in ("style", "aspect", "style in words"):
        await club.anna.slash(club.channel, "studio settings", clear=clear)
    now = await settings(club)
    assert (now.style_name, now.aspect, now.style_words) == (None, None, "")


async def test_one_novel_has_a_style_of_its_own_until_it_is_given_up(club: Club) -> None:
    novel = str(club.novel_id)
    style = await club.anna.slash(
        club.channel, "studio novel style", novel=novel, style="woodcut", words="oak *and* ivy"
    )
    assert style.response.content == (
        "*The Lamp* is filmed in a style of its own: woodcut, “oak \\*and\\* ivy”."
    )
    again = await club.anna.slash(club.channel, "studio novel style", novel=novel, aspect="4:3")
    assert "woodcut, 4:3, “oak" in again.response.content
    shown = await club.anna.slash(club.channel, "studio settings")
    assert "**Style of this novel** woodcut, 4:3" in shown.response.content
    gone = await club.anna.slash(
        club.channel, "studio novel style", novel=novel, like_the_server=True
    )
    assert "in the style that /studio settings holds" in gone.response.content


async def test_the_words_of_a_style_keep_the_house_rules(club: Club) -> None:
    shown = await club.anna.slash(club.channel, "studio settings", style_words="hardcore porn")
    assert "meets a house rule" in shown.response.content
    assert (await settings(club)).style_words == ""


async def test_a_premiere_channel_is_one_where_the_bot_may_post(club: Club) -> None:
    mute = discord.PermissionOverwrite(attach_files=False)
    quiet = club.guild.create_text_channel("quiet", overwrites={club.guild.me: mute})
    shown = await club.anna.slash(club.channel, "studio settings", premiere_channel=quiet)
    assert "I may not post storyboards and clips" in shown.response.content
    assert (await settings(club)).premiere_channel is None


@pytest.mark.parametrize("is_away", [False, True])
async def test_showrunners_hear_that_the_role_that_votes_was_deleted(
    club: Club, is_away: bool
) -> None:
    role = club.guild.create_role("voters")
    await club.env.settle()
    anna = club.member(club.anna)
    await club.studio.settings.change(anna, voter_role=12345 if is_away else role.id)
    if is_away:
        await club.restart()
    else:
        await club.env.bot.get_guild(club.guild.id).get_role(role.id).delete()
    await club.env.settle()
    due = await club.studio.outbox.due()
    [told] = [errand.body["text"] for errand in due if errand.kind == "notice"]
    assert str(told).startswith("The role that votes here was deleted, so nobody can vote")


async def test_engines_autocomplete_with_what_nodes_offer(club: Club) -> None:
    offered = await club.anna.autocomplete(club.channel, "studio settings", "filming_engine", "a")
    assert [choice["value"] for choice in offered] == ["animatic"]


async def test_members_do_not_even_see_studio(club: Club) -> None:
    assert not [name for name in club.tom.available_commands(club.channel) if "studio" in name]


async def test_who_may_use_the_command_and_is_no_showrunner_changes_nothing(club: Club) -> None:
    await club.admit(club.tom, "studio")
    before = await settings(club)
    shown = await club.tom.slash(club.channel, "studio settings", quorum=9)
    assert shown.response.content.startswith("Only showrunners do this")
    assert await settings(club) == before


# --- decide, remove, log ---


async def test_a_showrunner_greenlights_over_the_vote_with_a_reason(club: Club) -> None:
    scene = await club.proposed()
    shown = await club.anna.slash(
        club.channel, "studio decide", scene=1, deed="greenlight", reason="the sea is calm"
    )
    view = await club.view(scene)
    assert view.scene.state is SceneState.GREENLIT
    assert view.reason == "the sea is calm"
    assert shown.response.content == "Scene 1, The boy on the strand, is now greenlit."


async def test_a_reopened_scene_says_why_until_it_is_voted_on(club: Club, clock: Clock) -> None:
    scene = await club.proposed()
    for deed, reason in (("shelve", "too dark"), ("reopen", "*it grew on us*")):
        await club.anna.slash(club.channel, "studio decide", scene=1, deed=deed, reason=reason)
    view = await club.view(scene)
    assert view.scene.state is SceneState.PROPOSED
    said = texts(scene_card(view, datetime.now(UTC)).view.to_components())
    assert r"-# Reopened · a showrunner: \*it grew on us\*" in said
    clock.forward(days=3)
    for _ in range(2):
        await club.studio.ballots.close_due()
        clock.forward(days=3)
    said = texts(scene_card(await club.view(scene), datetime.now(UTC)).view.to_components())
    assert "**Lapsed" in said
    assert "it grew on us" not in said


async def test_a_greenlit_scene_that_is_shelved_says_why(club: Club) -> None:
    scene = await club.proposed()
    for deed, reason in (("greenlight", "the pilot"), ("shelve", "the mast is wrong")):
        await club.anna.slash(club.channel, "studio decide", scene=1, deed=deed, reason=reason)
    card = scene_card(await club.view(scene), datetime.now(UTC))
    assert "a showrunner: the mast is wrong" in texts(card.view.to_components())


async def test_a_decision_that_is_made_already_is_refused(club: Club) -> None:
    await club.proposed()
    shown = await club.anna.slash(
        club.channel, "studio decide", scene=1, deed="reopen", reason="again"
    )
    assert shown.response.ephemeral
    assert "Changed" not in shown.response.content
    assert (await club.studio.settings.log(club.guild.id))[0].deed != "reopened"


async def test_a_scene_that_is_not_there_is_said(club: Club) -> None:
    shown = await club.anna.slash(
        club.channel, "studio decide", scene=7, deed="greenlight", reason="x"
    )
    assert "/film lists the scenes" in shown.response.content


async def test_a_showrunner_removes_a_scene(club: Club) -> None:
    await club.proposed()
    shown = await club.anna.slash(club.channel, "studio remove", scene="1", reason="not ours")
    said = shown.response.content
    assert said == "Scene 1 is removed: its posts, its files and its work."
    assert await club.studio.scenes.find(club.guild.id, "") == []


async def test_a_showrunner_removes_one_take(desk: Desk) -> None:
    club = desk.club
    await desk.filmed(title="The boy")
    await desk.work_off()
    found = await club.anna.autocomplete(club.channel, "studio remove", "scene", "1-")
    assert found == [{"name": "Take 1-1, posted", "value": "1-1"}]
    shown = await club.anna.slash(club.channel, "studio remove", scene="1-1", reason="no")
    said = shown.response.content
    assert "Take 1-1 is removed" in said
    assert "Scene 1 has no take left and is cancelled" in said
    await desk.work_off()
    assert desk.posts("1-1 ·") == []
    assert "take 1-1 was removed: no" in bare(texts(desk.posts("Scene 1")[0].components))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("the boy", "or one take of it by its slate (12-3)"), ("1-7", "has no take 7")],
)
async def test_what_is_no_scene_and_no_take_removes_nothing(
    club: Club, typed: str, said: str
) -> None:
    await club.proposed()
    shown = await club.anna.slash(club.channel, "studio remove", scene=typed, reason="no")
    answers = [shown.response, *shown.followups]
    assert said in answers[-1].content
    assert len(await club.studio.scenes.find(club.guild.id, "")) == 1


async def test_scenes_autocomplete_by_number(club: Club) -> None:
    await club.proposed(title="The boy on the strand")
    found = await club.anna.autocomplete(club.channel, "studio decide", "scene", "1")
    assert found == [{"name": "1 · The boy on the strand", "value": 1}]


async def test_the_log_says_who_did_what_and_why(club: Club) -> None:
    await club.proposed()
    await club.anna.slash(
        club.channel, "studio decide", scene=1, deed="shelve", reason="*too* wet @everyone"
    )
    shown = await club.anna.slash(club.channel, "studio log")
    said = shown.response.content
    assert f"<@{club.anna.id}> shelved: " in said
    assert "\\*too\\* wet \\@everyone" in said
    assert shown.response.ephemeral


async def test_a_channel_in_the_log_can_be_clicked(club: Club) -> None:
    await club.studio.novels.bind(club.member(club.anna), club.novel_id, club.channel.id)
    shown = await club.anna.slash(club.channel, "studio log")
    assert f"bound a novel: The Lamp to <#{club.channel.id}>" in shown.response.content


async def test_a_long_log_fits_one_message(club: Club) -> None:
    await club.proposed()
    anna = club.member(club.anna)
    for _ in range(10):
        await club.studio.ballots.decide(anna, 1, "shelve", "_" * 300)
        await club.studio.ballots.decide(anna, 1, "reopen", "*" * 300)
    shown = await club.anna.slash(club.channel, "studio log")
    assert 1000 < len(shown.response.content) <= 2000


# --- of another server ---


async def test_a_novel_of_another_server_cannot_be_set_up_here(club: Club) -> None:
    elsewhere = await set_up(club.studio, 999, 998)
    shown = await club.anna.slash(
        club.channel, "studio novel bind", novel=str(elsewhere), channel=club.channel
    )
    assert "That novel is not here" in shown.response.content
