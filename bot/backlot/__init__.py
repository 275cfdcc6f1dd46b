"""The backlot: a local stand-in for Discord at the wire, to try the bot and to test it."""

from bot.backlot.remote import Remote
from bot.backlot.seen import Message, Outcome
from bot.backlot.server import Backlot
from bot.backlot.stage import Channel, Guild, Member, NoAnswer, Stage

__all__ = [
    "Backlot",
    "Channel",
    "Guild",
    "Member",
    "Message",
    "NoAnswer",
    "Outcome",
    "Remote",
    "Stage",
]
