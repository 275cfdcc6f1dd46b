"""What the posted cards say once their novel was removed."""

from __future__ import annotations

from club import texts
from desk import Desk

from bot.domain.characters import Found, Kind
from bot.domain.look import Appearance
from bot.store import characters

pytest_plugins = ("club_fixtures", "desk_fixtures")


async def lapse(desk: Desk) -> None:
    """Nobody votes, also not once the ballots are extended."""
    studio = desk.club.studio
    for _ in range(2):
        await desk.pass_time(hours=49)
        await studio.ballots.close_due()
        await studio.looks.close_due()
    await desk.work_off()


async def remove_novel(desk: Desk) -> None:
    club = desk.club
    await club.studio.novels.remove(club.member(club.anna), club.novel_id)
    await desk.work_off()


async def test_a_lapsed_scenes_card_says_that_it_is_an_archive(desk: Desk) -> None:
    await desk.proposed()
    await lapse(desk)
    [card] = desk.posts("propose it again")
    await remove_novel(desk)
    [archived] = desk.posts("the scene stays in the archive")
    assert archived.id == card.id


async def test_a_lapsed_looks_card_says_that_its_novel_was_removed(desk: Desk) -> None:
    club, member = desk.club, desk.club.member(desk.club.mara)
    async with club.studio.looks._store.transaction() as tx:
        found = (Found(Kind.PERSON, "Wick", (), 7, 1),)
        await characters.keep(tx, club.guild.id, club.novel_id, found, desk.clock())
    draft = await club.studio.looks.draft(member, 1, Appearance(hair="white"))
    await club.studio.looks.offer(member, draft.look.id, club.channel.id)
    await lapse(desk)
    [card] = desk.posts("offer it again with /cast")
    await remove_novel(desk)
    [archived] = desk.posts("too few votes; its novel was removed")
    assert archived.id == card.id
    assert "/cast" not in texts(archived.components)
