"""How a bot answers interactions: the callback, follow-ups, and edits of both."""

from __future__ import annotations

from bot.backlot.holdings import Json
from bot.backlot.interactions import UPDATE
from bot.backlot.rest import Call, Rest, Routes


async def callback(rest: Rest, call: Call) -> Json | None:
    interaction = rest.interactions.answer(
        call.id("interaction"), call.parts["token"], call.body, call.files
    )
    if interaction.original is not None and interaction.original is not interaction.source:
        rest.tell("MESSAGE_CREATE", interaction.place, interaction.original)
    elif interaction.answer == UPDATE and interaction.original is not None:
        rest.edited(interaction.place, interaction.original)
    if call.query.get("with_response", "").lower() in ("1", "true"):
        return rest.interactions.payload(interaction)
    return None


async def follow_up(rest: Rest, call: Call) -> Json:
    interaction = rest.interactions.living(call.parts["token"])
    post, is_new = rest.interactions.follow_up(interaction, call.body, call.files)
    rest.tell("MESSAGE_CREATE" if is_new else "MESSAGE_UPDATE", interaction.place, post)
    return post.payload


async def read(rest: Rest, call: Call) -> Json:
    interaction = rest.interactions.living(call.parts["token"])
    return rest.interactions.written(interaction, call.parts["name"]).payload


async def edit(rest: Rest, call: Call) -> Json:
    interaction = rest.interactions.living(call.parts["token"])
    post = rest.interactions.written(interaction, call.parts["name"])
    rest.guard_old_edit(post)
    rest.interactions.edit(interaction, post, call.body, call.files)
    rest.edited(interaction.place, post)
    return post.payload


async def delete(rest: Rest, call: Call) -> None:
    interaction = rest.interactions.living(call.parts["token"])
    post = rest.interactions.written(interaction, call.parts["name"])
    rest.remove(interaction.place, post.id)
    interaction.finished.set()


ROUTES: Routes = {
    "POST interactions/{interaction}/{token}/callback": callback,
    "POST webhooks/{app}/{token}": follow_up,
    "GET webhooks/{app}/{token}/messages/{name}": read,
    "PATCH webhooks/{app}/{token}/messages/{name}": edit,
    "DELETE webhooks/{app}/{token}/messages/{name}": delete,
}
