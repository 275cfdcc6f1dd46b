"""Reference pictures: brought, carried by orders, and taken back with all that uses them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from casting_fixtures import HALE, cast
from conftest import CHANNEL, DIRECTION, GUILD, JO, MARA, TOM, Clock, member, showrunner, strand
from filming import order_of, shoot
from shooting import claimed_by, deliver, operators_node, png, take_up

from bot.domain.ballot import Choice
from bot.domain.look import Appearance
from bot.domain.pictures import Shows
from bot.domain.queue import Work
from bot.domain.wishes import Wish, WishKind
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store, jobs
from bot.studio import MediaFolder, Studio
from bot.studio.casting import LookView
from bot.studio.orders import KINDS
from render.contract import JobKind, SceneOrder

KIND_OF = {kind: work for work, kind in KINDS.items() if work is not Work.DRAFT}
FACE, HAT = png(64, 80), png(64, 96)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def draft(house: Studio, by: int = MARA) -> LookView:
    ids = await cast(house)
    return await house.looks.draft(member(by), ids["Captain Hale"], HALE)


async def bring(
    house: Studio, look: LookView, *pngs: bytes, shows: Shows = Shows.DRAWING, by: int = MARA
) -> LookView:
    return await house.pictures.add(
        member(by), look.look.id, pngs or (FACE,), shows, is_me=True, is_adult=True
    )


async def choose(house: Studio, clock: Clock, look: LookView) -> None:
    await house.looks.offer(member(look.look.member_id), look.look.id, CHANNEL)
    for voter in (TOM, JO):
        await house.looks.vote(member(voter), look.look.id, Choice.FOR)
    clock.forward(hours=49)
    await house.looks.close_due()


async def orders(store: Store) -> dict[str, SceneOrder]:
    """The orders that wait or are shot, by kind."""
    async with store.reading() as tx:
        rows = await jobs.of_guild(tx, GUILD, 100)
    found = [SceneOrder.model_validate_json(row["order_json"]) for row in rows]
    return {order.kind: order for order in found}


async def filmed_scene(house: Studio, clock: Clock) -> int:
    """A greenlit scene with Captain Hale in it; its id."""
    view = await house.proposals.propose(
        member(MARA),
        CHANNEL,
        strand(),
        replace(DIRECTION, action="Captain Hale waits on the strand."),
        age_restricted=False,
    )
    assert view.ballot is not None
    for voter in (TOM, JO):
        await house.ballots.vote(member(voter), view.ballot.id, Choice.FOR)
    clock.forward(hours=49)
    await house.ballots.close_due()
    return view.scene.id


def stored(media: MediaFolder, data: bytes) -> Path:
    return media.path(GUILD, sha(data), "reference.png")


# --- bringing ---


async def test_pictures_are_kept_with_a_draft(house: Studio, media: MediaFolder) -> None:
    look = await bring(house, await draft(house), FACE, HAT)
    assert [picture.file.sha256 for picture in look.references] == [sha(FACE), sha(HAT)]
    assert stored(media, FACE).read_bytes() == FACE
    await house.sweep()
    assert stored(media, FACE).exists()


@pytest.mark.parametrize(("is_me", "is_adult"), [(False, True), (True, False), (False, False)])
async def test_a_photograph_is_of_its_uploader_who_is_an_adult(
    house: Studio, media: MediaFolder, is_me: bool, is_adult: bool
) -> None:
    look = await draft(house)
    with pytest.raises(NotAllowed):
        await house.pictures.add(
            member(MARA), look.look.id, (FACE,), Shows.SELF, is_me=is_me, is_adult=is_adult
        )
    assert not stored(media, FACE).exists()


async def test_a_photographs_consent_is_written_down_in_its_words(house: Studio) -> None:
    await bring(house, await draft(house), shows=Shows.SELF)
    [consent] = (await house.members.kept(member(MARA)))["consents"]
    assert "I am over 18" in consent["words"]
    assert consent["withdrawn_at"] is None


async def test_a_drawing_needs_no_consent(house: Studio) -> None:
    await bring(house, await draft(house))
    assert (await house.members.kept(member(MARA)))["consents"] == []


async def test_a_look_has_four_pictures(house: Studio) -> None:
    look = await bring(house, await draft(house), *(png(64, 64 + n) for n in range(3)))
    with pytest.raises(Refusal, match="at most 4 pictures, and this one has 3"):
        await bring(house, look, FACE, HAT)


async def test_a_member_brings_twelve_pictures_a_day(house: Studio, clock: Clock) -> None:
    for number in range(3):
        await bring(house, await draft(house), *(png(64, 64 + number * 4 + n) for n in range(4)))
    with pytest.raises(Refusal, match="12 pictures a day"):
        await bring(house, await draft(house))
    clock.forward(hours=25)
    await bring(house, await draft(house))


async def test_pictures_are_brought_to_ones_own_draft_alone(house: Studio) -> None:
    look = await draft(house)
    with pytest.raises(NotFound):
        await bring(house, look, by=TOM)
    await house.looks.offer(member(MARA), look.look.id, CHANNEL)
    with pytest.raises(NotFound):
        await bring(house, look)


async def test_a_full_disk_takes_no_pictures(store: Store, clock: Clock, tmp_path: Path) -> None:
    full = Studio(store, MediaFolder(tmp_path / "media", budget=10, floor=0), now=clock)
    with pytest.raises(Refusal, match="disk is full"):
        await full.pictures.add(
            member(MARA), 1, (FACE,), Shows.DRAWING, is_me=False, is_adult=False
        )


async def test_a_discarded_draft_leaves_no_picture(house: Studio, media: MediaFolder) -> None:
    look = await bring(house, await draft(house))
    await house.looks.discard(member(MARA), look.look.id)
    assert not stored(media, FACE).exists()


# --- orders ---


async def test_every_order_with_the_character_carries_the_pictures(
    house: Studio, clock: Clock, store: Store, media: MediaFolder
) -> None:
    look = await bring(house, await draft(house), FACE, HAT)
    await choose(house, clock, look)
    await filmed_scene(house, clock)
    take = (await orders(store))[JobKind.TAKE]
    hale = next(one for shot in take.shots for one in shot.cast if one.name == "Captain Hale")
    assert hale.references == (sha(FACE), sha(HAT))
    assert [(item.sha256, item.size, item.role) for item in take.inputs] == [
        (sha(FACE), len(FACE), "reference"),
        (sha(HAT), len(HAT), "reference"),
    ]


async def test_a_shot_anew_shows_the_look_that_was_chosen_since(
    house: Studio, clock: Clock
) -> None:
    look = await draft(house)
    await house.cast.rename(showrunner(), look.look.character_id, "Nathaniel Hale")
    scene_id = await filmed_scene(house, clock)
    await shoot(house)
    await bring(house, look)
    await choose(house, clock, look)
    [filmed] = (await house.scenes.view(GUILD, scene_id)).takes
    asked = await house.takes.ask(showrunner(), filmed.take.id, Wish(WishKind.SHOT, 1))
    assert asked.take is not None
    old, new = await order_of(house, filmed.take.id), await order_of(house, asked.take.id)
    shown = [one for one in new.shots[0].cast if one.name == "Nathaniel Hale"]
    assert [("cropped" in one.description, one.references) for one in shown] == [
        (True, (sha(FACE),))
    ]
    assert [item.sha256 for item in new.inputs] == [sha(FACE)]
    assert new.shots[1:] == old.shots[1:]


async def test_orders_carry_the_pictures_of_the_place_until_they_are_taken_back(
    house: Studio, clock: Clock, store: Store
) -> None:
    place = Appearance(wardrobe="black stones, a wreck")
    look = await house.looks.draft(member(MARA), (await cast(house))["strand"], place)
    await choose(house, clock, await bring(house, look, FACE, HAT))
    await filmed_scene(house, clock)
    take = (await orders(store))[JobKind.TAKE]
    assert {shot.place.references for shot in take.shots} == {(sha(FACE), sha(HAT))}
    assert {item.sha256 for item in take.inputs} == {sha(FACE), sha(HAT)}
    first, _ = await house.pictures.of_member(member(MARA))
    await house.pictures.take_back(member(MARA), first.id)
    take = (await orders(store))[JobKind.TAKE]
    left = {item.sha256 for item in take.inputs}
    assert len(left) == 1
    assert {frozenset(shot.place.references) for shot in take.shots} == {frozenset(left)}


async def test_a_node_may_fetch_the_pictures_of_its_own_job(
    house: Studio, clock: Clock, media: MediaFolder
) -> None:
    look = await bring(house, await draft(house))
    await choose(house, clock, look)
    await filmed_scene(house, clock)
    node = await operators_node(house)
    while (claimed := await take_up(house, node, f"f{clock():%H%M%S%d}")) is not None:
        if claimed.order.inputs:
            break
        await deliver(house, node, claimed, KIND_OF[claimed.order.kind])
        clock.forward(seconds=1)
    assert claimed is not None
    path = await house.leases.deliveries.input_file(node.id, sha(FACE))
    assert path.read_bytes() == FACE


# --- taking back ---


async def test_what_is_taken_back_is_gone_everywhere(
    house: Studio, clock: Clock, media: MediaFolder, store: Store
) -> None:
    look = await bring(house, await draft(house), FACE, HAT, shows=Shows.SELF)
    await choose(house, clock, look)
    await filmed_scene(house, clock)
    for errand in await house.outbox.due():
        await house.outbox.done(errand)
    [mine] = [one for one in await house.pictures.of_member(member(MARA))
              if one.file.sha256 == sha(FACE)]  # fmt: skip
    taken = await house.pictures.take_back(member(MARA), mine.id)
    assert taken.character == "Captain Hale"
    assert not stored(media, FACE).exists()
    assert stored(media, HAT).exists()
    for order in (await orders(store)).values():
        assert sha(FACE) not in order.model_dump_json()
    shown = await house.looks.view(GUILD, look.look.id)
    assert [picture.file.sha256 for picture in shown.references] == [sha(HAT)]
    assert "look" in [errand.kind for errand in await house.outbox.due()]
    assert (await house.nodes.to_forget(0)).hashes == (sha(FACE),)
    consents = (await house.members.kept(member(MARA)))["consents"]
    assert [consent["withdrawn_at"] is not None for consent in consents] == [True, False]


async def test_a_take_that_is_being_shot_with_it_is_stopped_and_begun_anew(
    house: Studio, clock: Clock, store: Store
) -> None:
    look = await bring(house, await draft(house))
    await choose(house, clock, look)
    scene_id = await filmed_scene(house, clock)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "portrait")
    await deliver(house, node, claimed, KIND_OF[claimed.order.kind])
    claimed = await claimed_by(house, node, "first-claim")
    assert sha(FACE) in claimed.order.model_dump_json()
    [mine] = await house.pictures.of_member(member(MARA))
    await house.pictures.take_back(member(MARA), mine.id)
    with pytest.raises(Exception, match="not the latest"):
        await deliver(house, node, claimed, KIND_OF[claimed.order.kind])
    again = await claimed_by(house, node, "second-claim")
    assert again.order.inputs == ()
    assert (await house.scenes.view(GUILD, scene_id)).takes[-1].take.state != "cancelled"


async def test_takes_made_with_it_are_listed_for_removal(
    house: Studio, clock: Clock, store: Store
) -> None:
    look = await bring(house, await draft(house))
    await choose(house, clock, look)
    await filmed_scene(house, clock)
    node = await operators_node(house)
    number = 0
    while claimed := await take_up(house, node, f"take-{number}"):
        await deliver(house, node, claimed, KIND_OF[claimed.order.kind])
        number += 1
    [mine] = await house.pictures.of_member(member(MARA))
    taken = await house.pictures.take_back(member(MARA), mine.id)
    assert taken.takes == ("1-1",)
    notices = [errand for errand in await house.outbox.due() if errand.kind == "notice"]
    assert "Made with it, and yours to remove (/studio remove): 1-1." in str(notices[-1].body)
    [made] = notices[-1].body["takes"]  # type: ignore[misc]
    assert made[1] == "1-1"


async def test_only_whoever_brought_a_picture_takes_it_back(house: Studio) -> None:
    await bring(house, await draft(house))
    [mine] = await house.pictures.of_member(member(MARA))
    for other in (member(TOM), showrunner(), member(MARA, 2001)):
        with pytest.raises(NotFound):
            await house.pictures.take_back(other, mine.id)


async def test_the_same_photograph_in_two_looks_is_taken_back_from_both(
    house: Studio, media: MediaFolder
) -> None:
    for _ in range(2):
        await bring(house, await draft(house), shows=Shows.SELF)
    first, _ = await house.pictures.of_member(member(MARA))
    await house.pictures.take_back(member(MARA), first.id)
    assert await house.pictures.of_member(member(MARA)) == ()
    assert not stored(media, FACE).exists()


async def test_forgetting_a_member_takes_their_photographs_back_and_keeps_drawings(
    house: Studio, clock: Clock, media: MediaFolder
) -> None:
    photo = await bring(house, await draft(house), FACE, shows=Shows.SELF)
    await choose(house, clock, photo)
    drawing = await bring(house, await draft(house), HAT)
    await choose(house, clock, drawing)
    await bring(house, await draft(house), png(70, 70))
    await house.members.forget(member(MARA))
    assert not stored(media, FACE).exists()
    assert not stored(media, png(70, 70)).exists()
    assert stored(media, HAT).exists()
    assert await house.pictures.of_member(member(MARA)) == ()
