"""What every order of a guild's film carries besides its shots."""

from __future__ import annotations

from conftest import CHANNEL, DIRECTION, GUILD, MARA, member, set_up, showrunner, strand
from shooting import operators_node, take_up

from bot.domain.style import Aspect, StyleName
from bot.studio import Studio
from render import contract


async def ordered(house: Studio, guild_id: int = GUILD, novel_id: int = 1) -> contract.SceneOrder:
    """The order for the storyboard of a scene that is proposed now."""
    await house.proposals.propose(
        member(MARA, guild_id), CHANNEL, strand(novel_id), DIRECTION, age_restricted=False
    )
    claimed = await take_up(house, await operators_node(house), f"order-{guild_id}")
    assert claimed is not None
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


def test_the_studio_and_the_camera_know_the_same_styles() -> None:
    assert list(map(str, StyleName)) == list(map(str, contract.StyleName))
    assert list(map(str, Aspect)) == list(map(str, contract.Aspect))
