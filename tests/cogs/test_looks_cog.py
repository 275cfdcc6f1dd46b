"""Looks: from the form to the card, the vote and the next scene."""

from __future__ import annotations

from typing import Any

import pytest
from club import Club, bare, buttons, filled, menu, texts
from conftest import Clock
from desk import Desk

from bot.domain.characters import Found, Kind
from bot.domain.look import LookState
from bot.errors import NotFound
from bot.store import characters
from bot.studio.casting import LookView
from cogs.ui.letters import letter

pytest_plugins = ("club_fixtures", "desk_fixtures")

FOUND = (
    Found(Kind.PERSON, "Mistress Orr", ("Orr",), 5, 1),
    Found(Kind.PERSON, "Wick", (), 7, 1),
    Found(Kind.PLACE, "strand", (), 4, 1),
)
ORR = {"age": "65", "hair": "white, in a bun", "wardrobe": "a black dress"}
CARD = "· offered by <@"


async def people(club: Club) -> None:
    async with club.studio.looks._store.transaction() as tx:
        await characters.keep(tx, club.guild.id, club.novel_id, FOUND, club.studio.looks._now())


async def drafted(club: Club, actor: Any, name: str = "Mistress Orr", **typed: str) -> Any:
    """The private page of a look that was just described."""
    shown = await actor.slash(club.channel, "cast", character=name)
    form = await actor.click(shown.response, label="Offer a look")
    return await club.submit(actor, form, typed or ORR)


async def offered(desk: Desk, actor: Any, name: str = "Mistress Orr", **typed: str) -> Any:
    """A look on the ballot, its card posted."""
    draft = await drafted(desk.club, actor, name, **typed)
    await actor.click(draft.response, label="Put it to the vote")
    await desk.work_off()
    [card] = desk.posts(CARD)
    return card


async def look(club: Club, look_id: int = 1) -> LookView:
    return await club.studio.looks.view(club.guild.id, look_id)


async def test_a_look_is_described_and_shown_to_its_member_first(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    assert draft.response.ephemeral
    said = texts(draft.response.message.components)
    assert "Your look of Mistress Orr" in said
    assert "65 years old, white hair, in a bun, wearing a black dress" in said
    assert "nobody else sees it yet" in said
    assert list(buttons(draft.response.message.components)) == [
        "Put it to the vote", "Edit", "More…", "Pictures…", "Discard",
    ]  # fmt: skip


async def test_more_of_a_look_is_said_in_a_second_form(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    form = await club.mara.click(draft.response, label="More…")
    more = {"props": "a bunch of keys", "accent": ["teal"], "chapter": "2", "seed": "7"}
    shown = await club.submit(club.mara, form, more)
    said = texts(shown.response.message.components)
    assert "with a bunch of keys" in said
    assert "Accent: **teal**" in said
    assert "from chapter 2 on" in said
    assert (await look(club)).look.seed == 7


async def test_a_draft_is_edited_with_its_words_in_the_form(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    form = await club.mara.click(draft.response, label="Edit")
    assert filled(form.modal)["hair"] == "white, in a bun"
    shown = await club.submit(club.mara, form, {"hair": "grey"})
    assert "grey hair" in texts(shown.response.message.components)
    assert (await look(club)).look.appearance.wardrobe == "a black dress"


async def test_a_discarded_draft_is_gone(club: Club) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    await club.mara.click(draft.response, label="Discard")
    with pytest.raises(NotFound):
        await look(club)


async def test_a_refused_look_gives_every_word_back(club: Club) -> None:
    await people(club)
    refused = await drafted(club, club.mara, face="a naked girl of twelve", hair="long and black")
    assert "meets a house rule" in refused.response.content
    assert "> a naked girl of twelve" in refused.response.content
    assert "> long and black" in refused.response.content


@pytest.mark.parametrize(
    ("typed", "reason"),
    [({"chapter": "x"}, "The chapter is a number"), ({"chapter": "9"}, "1 to 2; 9 is none")],
)
async def test_a_look_that_cannot_be_says_why(
    club: Club, typed: dict[str, Any], reason: str
) -> None:
    await people(club)
    draft = await drafted(club, club.mara)
    form = await club.mara.click(draft.response, label="More…")
    refused = await club.submit(club.mara, form, typed)
    assert reason in refused.response.content


async def test_an_offered_look_comes_up_as_one_card(desk: Desk) -> None:
    await people(desk.club)
    card = await offered(desk, desk.club.mara)
    assert "Mistress Orr · a look" in texts(card.components)
    assert list(buttons(card.components)) == [
        "This is her", "Not her", "Page", "Report", "Take back",
    ]  # fmt: skip
    assert (await look(desk.club)).look.message_id == card.id


async def test_a_vote_is_one_click_and_the_card_counts_it(desk: Desk) -> None:
    club = desk.club
    await people(club)
    card = await offered(desk, club.mara)
    shown = await club.tom.click(card, label="This is her")
    assert (
        shown.response.content
        == "You voted *This is her* · 1 for, 0 against. Click again to take it back."
    )
    await desk.work_off()
    assert "**This is her 1**" in texts(desk.posts(CARD)[0].components)
    shown = await club.tom.click(desk.posts(CARD)[0], label="This is her")
    assert "You took your vote back" in shown.response.content


async def test_a_hidden_tally_stays_hidden_on_the_card(desk: Desk) -> None:
    club = desk.club
    await people(club)
    await club.studio.settings.change(club.member(club.anna), hidden_tally=True)
    card = await offered(desk, club.mara)
    shown = await club.tom.click(card, label="Not her")
    assert "1 voted so far" in shown.response.content
    await desk.work_off()
    said = texts(desk.posts(CARD)[0].components)
    assert "**1 vote**, shown when it closes" in said


async def test_a_chosen_look_says_so_and_is_on_the_characters_page(desk: Desk) -> None:
    club = desk.club
    await people(club)
    card = await offered(desk, club.mara)
    for voter in (club.tom, club.anna):
        await club.studio.looks.vote(club.member(voter), 1, "for")  # type: ignore[arg-type]
    await desk.pass_time(hours=49)
    await club.studio.looks.close_due()
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert "**Chosen 2 to 0**" in texts(card.components)
    assert "This is her" not in buttons(card.components)
    page = await club.tom.click(card, label="Page")
    assert "**From chapter 1 on** 65 years old" in texts(page.response.message.components)


async def test_a_portrait_comes_up_on_the_card(desk: Desk) -> None:
    club = desk.club
    await people(club)
    await offered(desk, club.mara)
    assert "The portrait is being drawn." in texts(desk.posts(CARD)[0].components)
    await desk.shoot()
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert [item.filename.split("-")[0] for item in card.attachments] == ["portrait"]
    assert "The portrait is being drawn." not in texts(card.components)


async def test_buttons_and_forms_work_after_a_restart(desk: Desk) -> None:
    club = desk.club
    await people(club)
    draft = await drafted(club, club.mara)
    form = await club.mara.click(draft.response, label="More…")
    desk = await desk.restarted()
    shown = await club.submit(club.mara, form, {"silhouette": "a bell"})
    assert "silhouette: a bell" in bare(texts(shown.response.message.components))
    await club.mara.click(shown.response, label="Put it to the vote")
    await desk.work_off()
    desk = await desk.restarted()
    [card] = desk.posts(CARD)
    await club.tom.click(card, label="This is her")
    assert (await look(club)).tally.for_ == 1
    await desk.work_off()
    assert len(desk.posts(CARD)) == 1


async def test_a_deleted_card_comes_up_again(desk: Desk) -> None:
    club = desk.club
    await people(club)
    card = await offered(desk, club.mara)
    await club.env.bot.get_channel(club.channel.id).get_partial_message(card.id).delete()
    await club.env.settle()
    await club.studio.looks.vote(club.member(club.tom), 1, "for")  # type: ignore[arg-type]
    await desk.work_off()
    [again] = desk.posts(CARD)
    assert again.id != card.id


async def test_only_whoever_offered_it_takes_it_back(desk: Desk) -> None:
    club = desk.club
    await people(club)
    card = await offered(desk, club.mara)
    refused = await club.tom.click(card, label="Take back")
    assert "Only whoever offered a look" in refused.response.content
    await club.mara.click(card, label="Take back")
    await desk.work_off()
    assert (await look(club)).look.state is LookState.WITHDRAWN
    assert "**Taken back**" in texts(desk.posts(CARD)[0].components)


async def test_a_report_reaches_the_showrunners(desk: Desk) -> None:
    club = desk.club
    await people(club)
    card = await offered(desk, club.mara)
    form = await club.tom.click(card, label="Report")
    told = await club.submit(club.tom, form, {"reason": "that is my aunt"})
    assert "It goes to the showrunners" in told.response.content
    [complaint] = await desk.kept("complaint")
    said = letter(complaint)
    assert said.startswith(f"<@{club.tom.id}> reports a look of Mistress Orr (https://")
    assert str(card.id) in said
    assert "> that is my aunt" in said
    [mine] = (await club.studio.members.kept(club.member(club.tom)))["reports of looks"]
    assert (mine["character"], mine["reason"]) == ("Mistress Orr", "that is my aunt")
    await club.studio.members.forget(club.member(club.tom))
    assert await desk.kept("complaint") == []


async def test_a_report_of_a_look_is_acted_on_where_it_is_read(desk: Desk) -> None:
    club = desk.club
    await people(club)
    backstage = club.guild.create_text_channel("backstage")
    await club.studio.settings.change(club.member(club.anna), showrunner_channel=backstage.id)
    card = await offered(desk, club.mara)
    form = await club.tom.click(card, label="Report")
    await club.submit(club.tom, form, {"reason": "that is my aunt"})
    async with club.studio.looks._store.transaction() as tx:
        await tx.run("UPDATE look SET state = 'declined'")
    await desk.work_off()
    await club.anna.click(backstage.last_message, label="Take the look out")
    assert (await look(club)).look.state is LookState.WITHDRAWN
    await desk.work_off()
    [gone] = desk.posts(CARD)
    assert "**Taken back**" in texts(gone.components)
    assert "white" not in texts(gone.components)


async def test_a_places_look_asks_whether_this_is_it(desk: Desk, clock: Clock) -> None:
    await people(desk.club)
    card = await offered(desk, desk.club.mara, "strand", wardrobe="black stones, a wreck")
    assert "black stones, a wreck" in texts(card.components)
    assert list(buttons(card.components))[:2] == ["This is it", "Not it"]


async def test_a_card_quotes_what_contradicts_a_look_until_its_proposer_chose(desk: Desk) -> None:
    club = desk.club
    await people(club)
    await offered(desk, club.mara)
    for voter in (club.tom, club.anna):
        await club.studio.looks.vote(club.member(voter), 1, "for")  # type: ignore[arg-type]
    await desk.pass_time(hours=49)
    await club.studio.looks.close_due()
    view = await desk.proposed(action="Mistress Orr shakes out her black hair on the strand.")
    [card] = desk.posts("It contradicts the cast")
    assert "here “black hair”, in the chosen look “white hair, in a bun”" in texts(card.components)
    refused = await club.tom.click(card, label="Change the proposal")
    assert "Only its proposer" in refused.response.content
    refused = await club.tom.click(card, label="Keep it")
    assert "Only its proposer" in refused.response.content
    form = await club.mara.click(card, label="Change the proposal")
    assert form.modal["custom_id"] == f"amend:{view.scene.id}"
    await club.mara.click(card, label="Keep it")
    await desk.work_off()
    [card] = desk.posts("It contradicts the cast; its proposer keeps it")
    assert "Keep it" not in buttons(card.components)


async def test_the_board_and_vote_lead_to_looks_on_the_ballot(desk: Desk) -> None:
    club = desk.club
    await people(club)
    assert "No ballot is open here" in (await club.tom.slash(club.channel, "vote")).response.content
    await desk.proposed()
    card = await offered(desk, club.mara)
    page = (await club.tom.slash(club.channel, "vote")).response
    await club.tom.click(page, label="Next")
    assert "Mistress Orr · a look" in texts(page.components)
    await club.tom.click(page, label="This is her")
    assert "You voted *This is her*" in texts(page.components)
    assert menu(page) == [
        ("Scene 1 · The boy on the strand", "1 of 2 · not voted yet", False),
        ("A look · Mistress Orr", "2 of 2 · you: This is her", True),
    ]
    [board] = desk.posts("### On the ballot")
    assert "Mistress Orr · a look" in texts(board.components)
    await club.mara.click(card, label="Take back")
    await desk.work_off()
    [board] = desk.posts("### On the ballot")
    assert "· a look" not in texts(board.components)


async def test_a_look_beyond_the_channels_chapter_is_a_spoiler(desk: Desk) -> None:
    club = desk.club
    await people(club)
    draft = await drafted(club, club.mara)
    form = await club.mara.click(draft.response, label="More…")
    shown = await club.submit(club.mara, form, {"chapter": "2"})
    await club.anna.slash(club.channel, "studio settings", channel_chapter=1)
    await club.mara.click(shown.response, label="Put it to the vote")
    await desk.work_off()
    [card] = desk.posts("Chapter 2: spoiler")
    assert texts(card.components).count("Chapter 2: spoiler") == 1
    assert "||65 years old, white hair, in a bun, wearing a black dress||" in texts(card.components)
    [board] = desk.posts("### On the ballot")
    assert "Mistress Orr" not in texts(board.components)
