"""The door of the animatic: a shot in, its frames and what is heard in it out; who wears what."""

from __future__ import annotations

from collections.abc import Iterator

import cv2

from render.contract import Picture, Shot
from render.engines.animatic.film import Film
from render.engines.animatic.styles import style_for
from render.engines.protocol import Footage, Frame, Inputs, Progress


class Animatic:
    """Draws a shot's set, weather, light and people by rules; the same shot, the same bytes."""

    name = "animatic"
    version = "10"
    label = "animatic, drawn by rules"

    def __init__(self) -> None:
        # Shots are drawn side by side in processes of their own.
        cv2.setNumThreads(1)

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """Footage of seconds x fps frames, drawn as they are read, and what is heard in it."""
        progress(0.0)
        film = Film(shot, picture, style_for(inputs))
        return Footage(_frames(film, _count(shot, picture), progress), film.sound())

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """The middle of the shot, where its move and its people are well under way."""
        return Film(shot, picture, style_for(inputs)).frame(_count(shot, picture) // 2)


def _count(shot: Shot, picture: Picture) -> int:
    return max(1, round(shot.seconds * picture.fps))


def _frames(film: Film, count: int, progress: Progress) -> Iterator[Frame]:
    for index in range(count):
        yield film.frame(index)
        progress((index + 1) / count)
