"""The form that makes a scene or amends one, and what is given back when it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from club import Club, bare, buttons, filled, parts, passage_button, texts

from bot.domain.ballot import Tally
from bot.domain.direction import Framing, Light, Pace
from bot.domain.novel import Passage
from bot.domain.scene import SceneState
from bot.domain.shot_edits import moved
from cogs.ui.components import custom_ids

pytest_plugins = ("club_fixtures",)

REAL_PERSON = "A deepfake of the mayor runs along the strand."
AWKWARD = "Wick says ```run``` \\ and `waits`,\n\n  # not a heading\n@everyone <@1> ```"


async def choose(club: Club, member: Any, words: str = "lantern high window") -> Any:
    """The form of the first passage that these words find."""
    shown = await member.slash(club.channel, "propose", words=words)
    custom_id = next(
        custom_id
        for custom_id in custom_ids(shown.response.message.components)
        if custom_id.endswith(":this")
    )
    return await member.click(shown.response, custom_id=custom_id)


# --- the form ---


async def test_the_form_comes_filled_in_from_the_breakdown(club: Club) -> None:
    form = await choose(club, club.mara)
    draft = await club.studio.proposals.draft(club.guild.id, Passage(club.novel_id, 1, 1, 4))
    assert form.modal is not None
    assert filled(form.modal) == {
        "title": draft.title,
        "action": draft.action,
        "light": [draft.light],
        "framing": [draft.framing],
        "pace": [draft.pace],
    }


async def test_the_form_offers_the_whole_film_vocabulary(club: Club) -> None:
    form = await choose(club, club.mara)
    assert form.modal is not None
    offered = {
        part["custom_id"]: [option["value"] for option in part["options"]]
        for part in parts(form.modal["components"])
        if part.get("type") == 3
    }
    assert offered == {"light": list(Light), "framing": list(Framing), "pace": list(Pace)}


async def test_the_form_sent_unchanged_is_a_scene_on_the_ballot(club: Club) -> None:
    form = await choose(club, club.mara)
    sent = await club.submit(club.mara, form, {})
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.state is SceneState.PROPOSED
    assert view.scene.proposer_id == club.mara.id
    assert sent.response is not None
    assert sent.response.ephemeral
    assert "is on the ballot" in sent.response.content
    assert "needs 2 votes" in sent.response.content


async def test_what_is_typed_is_what_is_filmed(club: Club) -> None:
    form = await choose(club, club.mara)
    await club.submit(
        club.mara,
        form,
        {
            "title": "Boots",
            "action": "Hale hauls the boy up by his collar.",
            "light": ["moonlight"],
            "framing": ["over the shoulder"],
            "pace": ["frantic"],
        },
    )
    direction = (await club.studio.scenes.numbered(club.guild.id, 1)).scene.direction
    assert direction.title == "Boots"
    assert direction.action == "Hale hauls the boy up by his collar."
    assert (direction.light, direction.framing, direction.pace) == (
        Light.MOONLIGHT,
        Framing.OVER_THE_SHOULDER,
        Pace.FRANTIC,
    )


async def test_a_form_sent_after_a_restart_counts(club: Club) -> None:
    form = await choose(club, club.mara)
    await club.restart()
    sent = await club.submit(club.mara, form, {"title": "After the storm"})
    assert sent.response is not None
    assert "After the storm" in sent.response.content
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.direction.title == "After the storm"


async def test_a_form_is_answered_once(club: Club) -> None:
    form = await choose(club, club.mara)
    await club.submit(club.mara, form, {})
    scenes = await club.studio.scenes.find(club.guild.id, "")
    assert len(scenes) == 1


async def test_a_scene_proposed_elsewhere_comes_up_in_the_novels_channel(club: Club) -> None:
    elsewhere = club.guild.create_text_channel("general")
    shown = await club.mara.slash(elsewhere, "propose", words="lantern high window")
    form = await club.mara.click(shown.response, custom_id=passage_button(shown.response, "this"))
    sent = await club.submit(club.mara, form, {})
    assert sent.response is not None
    assert f"<#{club.channel.id}>" in sent.response.content
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.channel_id == club.channel.id


# --- refusals: nothing typed is lost ---


async def test_a_refusal_names_the_rule_and_gives_every_word_back(club: Club) -> None:
    form = await choose(club, club.mara)
    sent = await club.submit(club.mara, form, {"title": "The mayor", "action": REAL_PERSON})
    assert sent.response is not None
    shown = texts(sent.response.components)
    assert "no real people" in shown
    assert "deepfake" in shown.splitlines()[0]
    assert REAL_PERSON in shown
    assert "The mayor" in shown
    assert await club.studio.scenes.find(club.guild.id, "") == []


async def test_edit_again_opens_the_form_as_it_was_sent(club: Club) -> None:
    typed = {
        "title": "The ```mayor```",
        "action": REAL_PERSON + AWKWARD,
        "light": ["high key"],
        "framing": ["aerial"],
        "pace": ["frantic"],
    }
    form = await choose(club, club.mara)
    refused = await club.submit(club.mara, form, typed)
    again = await club.mara.click(refused.response, label="Edit again")
    assert again.modal is not None
    assert filled(again.modal) == typed


async def test_edit_again_works_after_a_restart(club: Club) -> None:
    form = await choose(club, club.mara)
    refused = await club.submit(club.mara, form, {"title": "Mine", "action": REAL_PERSON})
    await club.restart()
    again = await club.mara.click(refused.response, label="Edit again")
    assert again.modal is not None
    assert filled(again.modal)["action"] == REAL_PERSON
    sent = await club.submit(club.mara, again, {"action": "A boy runs along the strand."})
    assert sent.response is not None
    assert "is on the ballot" in sent.response.content


async def test_the_daily_limit_gives_the_words_back_too(club: Club) -> None:
    await club.studio.settings.change(club.member(club.anna), proposals_per_day=1)
    await club.proposed(by=club.mara)
    form = await choose(club, club.mara)
    refused = await club.submit(club.mara, form, {"title": "One more"})
    assert refused.response is not None
    assert "at most 1 a day" in texts(refused.response.components)
    assert "One more" in texts(refused.response.components)


async def test_an_error_of_ours_loses_no_words_either(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone")

    form = await choose(club, club.mara)
    monkeypatch.setattr(club.studio.proposals, "propose", fail)
    sent = await club.submit(club.mara, form, {"title": "Kept"})
    assert sent.response is not None
    shown = texts(sent.response.components)
    assert "Something went wrong" in shown
    assert "disk" not in shown
    assert "Kept" in shown
    assert "the disk is gone" in caplog.text


async def test_gore_is_refused_outside_of_age_restricted_channels(club: Club) -> None:
    form = await choose(club, club.mara)
    sent = await club.submit(club.mara, form, {"action": "Gore and entrails cover the strand."})
    assert sent.response is not None
    assert "age-restricted" in texts(sent.response.components)


# --- amending ---


async def amend(club: Club, member: Any) -> Any:
    menu = await member.click(club.card(), label="⋯")
    return await member.click(menu.response, label="Amend")


async def test_the_proposer_amends_with_the_form_filled_as_it_stands(club: Club) -> None:
    await club.proposed(title="First thoughts")
    form = await amend(club, club.mara)
    assert form.modal is not None
    assert filled(form.modal)["title"] == "First thoughts"
    sent = await club.submit(club.mara, form, {"title": "Second thoughts"})
    assert sent.response is not None
    assert sent.response.content == (
        "Scene 1 is amended, and its storyboard is drawn anew. No vote had been cast."
    )
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.direction.title == "Second thoughts"


async def test_an_amendment_sent_unchanged_says_that_it_changed_nothing(club: Club) -> None:
    await club.proposed()
    sent = await club.submit(club.mara, await amend(club, club.mara))
    assert sent.response.content == "Nothing was changed: scene 1 and its votes stand as they were."


async def test_amending_voids_the_votes_and_says_how_many(club: Club) -> None:
    scene = await club.proposed()
    await club.tom.click(club.card(), label="Film it")
    await club.anna.click(club.card(), label="Film it")
    form = await amend(club, club.mara)
    sent = await club.submit(club.mara, form, {"title": "Second thoughts"})
    assert sent.response is not None
    assert "The 2 votes cast on it are void." in sent.response.content
    assert (await club.view(scene)).tally == Tally(0, 0)


async def test_amending_says_that_changed_shots_were_planned_anew(club: Club) -> None:
    scene = (await club.proposed()).scene
    await club.studio.shots.change(
        club.member(club.mara), scene.id, scene.revision, lambda shots: moved(shots, 1, 1)
    )
    form = await amend(club, club.mara)
    sent = await club.submit(club.mara, form, {"action": "A boy runs."})
    assert sent.response is not None
    assert "The shots that you changed were planned anew." in sent.response.content


async def test_an_amendment_sent_after_a_restart_counts(club: Club) -> None:
    await club.proposed()
    form = await amend(club, club.mara)
    await club.restart()
    await club.submit(club.mara, form, {"title": "Second thoughts"})
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.direction.title == "Second thoughts"


async def test_a_refused_amendment_gives_every_word_back(club: Club) -> None:
    await club.proposed()
    form = await amend(club, club.mara)
    refused = await club.submit(club.mara, form, {"action": REAL_PERSON})
    again = await club.mara.click(refused.response, label="Edit again")
    assert again.modal is not None
    assert filled(again.modal)["action"] == REAL_PERSON
    await club.submit(club.mara, again, {"action": "A boy runs.", "title": "Mended"})
    view = await club.studio.scenes.numbered(club.guild.id, 1)
    assert view.scene.direction.title == "Mended"


async def test_hostile_titles_do_nothing_in_the_confirmation(club: Club) -> None:
    form = await choose(club, club.mara)
    title = "**[free](http://x.y)** @everyone <@&1>"
    sent = await club.submit(club.mara, form, {"title": title})
    assert sent.response is not None
    assert title not in sent.response.content
    assert title in bare(sent.response.content)
    assert "Edit again" not in buttons(sent.response.components)
