"""A club on a Discord in this process, and what its members read there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import simcord
from conftest import DIRECTION, strand

from bot.app import Greenlight
from bot.domain.member import Member
from bot.domain.novel import Passage
from bot.studio import Studio
from bot.studio.views import SceneView
from cogs.ui.cards import scene_card
from cogs.ui.components import custom_ids

ADDRESSES = SimpleNamespace(discord_api="", discord_gateway="", discord_cdn="")


@dataclass
class Club:
    """Three members, one of them a showrunner, and a novel bound to their channel."""

    env: simcord.Env
    studio: Studio
    guild: Any
    channel: Any
    mara: Any
    tom: Any
    anna: Any
    novel_id: int
    admitted: dict[Any, bool] = field(default_factory=dict[Any, bool])
    """Who was let use a command beside those whose permissions do."""
    is_broken: bool = False
    """The test breaks something: what the bot raises then is no surprise."""

    def member(self, actor: Any) -> Member:
        joined = datetime(2020, 1, 1, tzinfo=UTC)
        return Member.of(
            actor.id, self.guild.id, joined_at=joined, manages_guild=actor is self.anna
        )

    async def proposed(
        self, by: Any = None, passage: Passage | None = None, **changes: Any
    ) -> SceneView:
        """A scene on the ballot, its card posted as the delivery posts it."""
        view = await self.studio.proposals.propose(
            self.member(by or self.mara),
            self.channel.id,
            passage or strand(self.novel_id),
            replace(DIRECTION, **changes),
            age_restricted=False,
        )
        return await self.post(view)

    async def post(self, view: SceneView) -> SceneView:
        channel = self.env.bot.get_channel(self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        card = scene_card(view, datetime.now(UTC))
        message = await channel.send(view=card.view, files=card.files())
        await self.studio.scenes.keep_card(view.scene.id, channel.id, message.id)
        return await self.studio.scenes.view(self.guild.id, view.scene.id)

    def card(self) -> discord.Message:
        """The message last posted for everybody."""
        return self.channel.last_message

    async def submit(self, actor: Any, shown: Any, typed: dict[str, Any] | None = None) -> Any:
        """Send a form: what it was filled with, but for what is typed over."""
        values = filled(shown.modal) | (typed or {})
        return await actor.submit_modal(
            shown, {name: value for name, value in values.items() if value}
        )

    async def admit(self, actor: Any, command: str) -> None:
        """Let somebody use a command, as an admin does under Server Settings, Integrations."""
        bot: Any = self.env.bot
        [found] = [known for known in await bot.tree.fetch_commands() if known.name == command]
        self.admitted[actor] = True
        self.guild.set_command_permissions(found, self.admitted)

    async def show_button(self, custom_id: str) -> None:
        """A button where it should not be, labelled `Found`."""
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Found", custom_id=custom_id))
        channel: Any = self.env.bot.get_channel(self.channel.id)
        await channel.send("hm", view=view)

    async def view(self, view: SceneView) -> SceneView:
        return await self.studio.scenes.view(self.guild.id, view.scene.id)

    async def restart(self) -> None:
        await self.env.restart_bot(Greenlight(self.studio, ADDRESSES))


def texts(components: Any) -> str:
    """Everything that can be read in a message's components, a line each."""
    return "\n".join(part["content"] for part in parts(components) if "content" in part)


def parts(components: Any) -> Iterator[dict[str, Any]]:
    """Every component in a payload, nested ones too."""
    for component in components:
        if not isinstance(component, dict):
            component = component.to_dict()
        yield component
        for name in ("components", "items"):
            yield from parts(component.get(name, []))
        for name in ("component", "accessory"):
            if name in component:
                yield from parts([component[name]])


def buttons(components: Any) -> dict[str, str]:
    """Label -> custom_id of every button."""
    return {
        part["label"]: part["custom_id"]
        for part in parts(components)
        if part.get("type") == 2 and part.get("label")
    }


def filled(modal: dict[str, Any]) -> dict[str, Any]:
    """What a form has in its fields before anybody types."""
    values: dict[str, Any] = {}
    for part in parts(modal["components"]):
        if part.get("type") == 4:
            values[part["custom_id"]] = part.get("value", "")
        elif part.get("type") == 3:
            chosen = [option["value"] for option in part["options"] if option.get("default")]
            values[part["custom_id"]] = chosen
    return values


def menu(message: Any) -> list[tuple[str, str, bool]]:
    """The options of a list of ballots: label, description, whether it is shown now."""
    [select] = [part for part in parts(message.components) if part.get("type") == 3]
    return [
        (option["label"], option["description"], bool(option.get("default")))
        for option in select["options"]
    ]


def bare(text: str) -> str:
    """A text without the backslashes that make it harmless."""
    return re.sub(r"\\(.)", r"\1", text)


def passage_button(response: Any, name: str, place: str = "a") -> str:
    """The custom_id of a passage's button."""
    [found] = [
        custom_id
        for custom_id in custom_ids(response.message.components)
        if custom_id.startswith(f"passage:{place}:") and custom_id.endswith(f":{name}")
    ]
    return found


def is_disabled(response: Any, name: str) -> bool:
    [button] = [
        part
        for part in parts(response.components)
        if part.get("custom_id", "").endswith(f":{name}")
    ]
    return bool(button.get("disabled"))
