"""Takes pictures in safely: re-encoded in a child process, their metadata left behind."""

from bot.pictures.apart import UnreadablePicture, reencode_apart
from bot.pictures.form import Picture

__all__ = ["Picture", "UnreadablePicture", "reencode_apart"]
