"""The script supervisor: a language model of the operator's that reads along, off by default."""

from bot.script.desk import Desk, NoNotes, NotADesk, desk_of
from bot.script.supervisor import ScriptSupervisor

__all__ = ["Desk", "NoNotes", "NotADesk", "ScriptSupervisor", "desk_of"]
