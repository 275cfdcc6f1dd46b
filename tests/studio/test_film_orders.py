"""What every order of a guild's film carries besides its shots."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import CHANNEL, DIRECTION, GUILD, MARA, member, set_up, showrunner, strand
from filming import greenlit, order_of
from shooting import claimed_by, operators_node

from bot.domain.direction import CameraMove, Heading, Light, Pace, TimeOfDay, Weather
from bot.domain.house_rules import Rating
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState
from bot.domain.shots import Opens, PlannedShot, ShotFraming, ShotList
from bot.domain.style import Aspect, FilmSize, FilmStyle, StyleName
from bot.errors import HouseRule, NotAllowed, NotFound
from bot.studio import Studio
from bot.studio.orders import TAKE_PICTURES, seed_of, shooting_order
from render import contract


async def ordered(house: Studio, guild_id: int = GUILD, novel_id: int = 1) -> contract.SceneOrder:
    """The order for the storyboard of a scene that is proposed now."""
    await house.proposals.propose(
        member(MARA, guild_id), CHANNEL, strand(novel_id), DIRECTION, age_restricted=False
    )
    claimed = await claimed_by(house, await operators_node(house), f"order-{guild_id}")
    return claimed.order


async def test_an_order_carries_the_style_of_its_guilds_film(house: Studio) -> None:
    await house.settings.change(
        showrunner(), style_name=StyleName.NOIR, aspect=Aspect.ACADEMY, style_words=" rust,  slate "
    )
    order = await ordered(house)
    assert order.style_name is contract.StyleName.NOIR
    assert order.aspect is contract.Aspect.ACADEMY
    assert order.style == "rust, slate"


async def test_another_guilds_style_is_its_own(house: Studio) -> None:
    await house.settings.change(showrunner(), style_name=StyleName.NOIR)
    novel_id = await set_up(house, 2001, 3001)
    order = await ordered(house, 2001, novel_id)
    assert (order.style_name, order.aspect, order.style) == (None, None, "")


async def test_a_take_is_as_large_as_its_guild_films_and_a_storyboard_as_ever(
    house: Studio,
) -> None:
    await house.settings.change(showrunner(), film_size=FilmSize.TINY)
    [take] = (await greenlit(house)).takes
    assert (await order_of(house, take.take.id)).picture == contract.Picture(width=426, height=240)
    assert (await ordered(house)).picture == contract.Picture(width=480, height=270)


def test_every_size_is_a_picture_of_that_many_lines() -> None:
    assert list(TAKE_PICTURES) == list(FilmSize)
    assert all(f"{picture.height}p" == size for size, picture in TAKE_PICTURES.items())


def test_the_studio_and_the_camera_know_the_same_styles() -> None:
    assert list(map(str, StyleName)) == list(map(str, contract.StyleName))
    assert list(map(str, Aspect)) == list(map(str, contract.Aspect))


SHOT = PlannedShot(
    number=2,
    seconds=4.0,
    action="Will runs.",
    framing=ShotFraming.MEDIUM,
    light=Light.BACKLIGHT,
    camera=CameraMove.STATIC,
    pace=Pace.BRISK,
    cast=("Will",),
)


@pytest.mark.parametrize(
    ("own", "ordered_as"),
    [
        (FilmStyle(None, Aspect.SCOPE, " oak,  ivy "), (None, "2.39:1", "oak, ivy")),
        (FilmStyle(), ("noir", None, "rust")),
    ],
)
async def test_a_novels_own_style_stands_whole_before_its_guilds(
    house: Studio, own: FilmStyle, ordered_as: tuple[str | None, str | None, str]
) -> None:
    await house.settings.change(showrunner(), style_name=StyleName.NOIR, style_words="rust")
    await house.settings.style_novel(showrunner(), 1, FilmStyle(StyleName.WOODCUT))
    await house.settings.style_novel(showrunner(), 1, own)
    order = await ordered(house)
    assert (order.style_name, order.aspect, order.style) == ordered_as


async def test_showrunners_alone_style_a_novel_that_is_theirs(house: Studio) -> None:
    for who, novel, no in ((member(), 1, NotAllowed), (showrunner(), 9, NotFound)):
        with pytest.raises(no):
            await house.settings.style_novel(who, novel, FilmStyle(StyleName.NOIR))
    with pytest.raises(HouseRule):
        await house.settings.style_novel(showrunner(), 1, FilmStyle(words="hardcore porn"))


def test_to_a_model_whoever_is_alone_in_a_shot_has_a_seed_of_their_own() -> None:
    again = replace(SHOT, number=5)
    other = replace(SHOT, cast=("Mara",))
    both = replace(SHOT, cast=("Will", "Mara"))
    seeds = [seed_of(shot, 10, {}, by_character={}) for shot in (SHOT, again, other, both)]
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 3
    assert seed_of(SHOT, 11, {}, by_character={}) == seeds[0] + 1  # another take is another film


def test_to_a_model_it_follows_from_their_look_where_they_have_one() -> None:
    [name] = SHOT.cast
    other = replace(SHOT, number=5, cast=("Mara",))
    assert seed_of(SHOT, 10, {}, by_character={name: 5}) == 15
    assert seed_of(other, 10, {}, by_character={name: 5, "Mara": 6}) == 16
    assert seed_of(SHOT, 10, {}, by_character={"Mara": 6}) == seed_of(SHOT, 10, {}, by_character={})


def test_a_seed_that_a_shot_was_given_comes_first() -> None:
    assert seed_of(SHOT, 10, {2: 99}, by_character={}) == 99


def test_rules_have_one_seed_a_shot() -> None:
    assert seed_of(SHOT, 10, {}) != seed_of(replace(SHOT, number=5), 10, {})


def test_an_order_says_where_the_camera_goes_on() -> None:
    close = ShotFraming.CLOSE
    shots = (
        replace(SHOT, number=1),
        SHOT,
        replace(SHOT, number=3, framing=close),
    )
    strand_by_day = Heading("strand", False, TimeOfDay.DAY, Weather.CLEAR)
    scene = Scene(
        id=1,
        guild_id=GUILD,
        number=12,
        passage=strand(1),
        chapter_title="One",
        text="Will ran.",
        proposer_id=MARA,
        direction=DIRECTION,
        shot_list=ShotList(strand_by_day, ("Will",), shots),
        rating=Rating.GENERAL,
        state=SceneState.GREENLIT,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        channel_id=CHANNEL,
    )
    order = shooting_order(
        scene,
        "The Lamp",
        Work.TAKE,
        style=FilmStyle(),
        engine="wan",
        seed=1,
        max_bytes=10**7,
        take_number=1,
    )
    assert [shot.continues for shot in order.shots] == [False, True, False]


def test_the_studio_and_the_camera_join_shots_in_the_same_ways() -> None:
    assert list(map(str, Opens)) == list(map(str, contract.Opening))
