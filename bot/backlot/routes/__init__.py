"""Every route of Discord's API v10 that the backlot knows. What is not here is a loud 404."""

from bot.backlot.rest import Routes
from bot.backlot.routes import account, callbacks, channels, commands, guilds, messages, threads

ALL: tuple[Routes, ...] = (
    account.ROUTES,
    callbacks.ROUTES,
    channels.ROUTES,
    commands.ROUTES,
    guilds.ROUTES,
    messages.ROUTES,
    threads.ROUTES,
)

__all__ = ["ALL"]
