"""Weather is seen through the windows of rooms, and stays outside."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from animatic_stills import SMALL, a_shot, share_apart

from render.contract import Framing, TimeOfDay, Weather
from render.engines.animatic.film import Film
from render.engines.animatic.parts.panes import Glare, Panes
from render.engines.animatic.weather import Falling
from render.engines.protocol import Frame

ROOMS = (
    "inn parlour", "great hall", "ship's cabin", "library", "bedchamber", "prison cell",
    "tower stairs", "kitchen", "tent", "hotel room", "corridor",
)  # fmt: skip
FALLING = (Weather.RAIN, Weather.SNOW, Weather.STORM)


def _with_and_without(film: Film, element: type, frame: int) -> tuple[Frame, Frame]:
    shown = film.frame(frame)
    with mock.patch.object(element, "draw", autospec=True):
        return shown, film.frame(frame)


@pytest.mark.parametrize(
    ("room", "weather"), [(room, FALLING[at % 3]) for at, room in enumerate(ROOMS)]
)
def test_what_falls_is_seen_through_a_window_and_nowhere_else(room: str, weather: Weather) -> None:
    shot = a_shot(room, True, weather=weather, time_of_day=TimeOfDay.DUSK, framing=Framing.WIDE)
    shown, without = _with_and_without(Film(shot, SMALL), Panes, 6)

    assert 0.0001 < share_apart(shown, without, 3) < 0.15
    assert np.array_equal(shown[76:], without[76:])


def test_fog_drifts_behind_a_window() -> None:
    film = Film(a_shot("library", True, weather=Weather.FOG, time_of_day=TimeOfDay.DAY), SMALL)

    assert not np.array_equal(*_with_and_without(film, Panes, 6))


def test_lightning_lights_a_room_through_its_windows() -> None:
    shot = a_shot("bedchamber", True, weather=Weather.STORM, seconds=5)
    film = Film(shot, SMALL)
    strike = next(at for at in range(60) if film.frame(at).mean() > film.frame(at + 8).mean() + 2)
    shown, without = _with_and_without(film, Glare, strike)

    brighter = shown.mean(axis=2) - without.mean(axis=2)
    assert brighter.max() > 40
    assert (brighter > 1).mean() > 0.3


def test_rain_stays_outside_a_cave() -> None:
    film = Film(a_shot("cave", True, weather=Weather.STORM, time_of_day=TimeOfDay.NIGHT), SMALL)
    shown, without = _with_and_without(film, Falling, 6)

    apart = np.abs(shown.astype(int) - without).max(axis=2) > 3
    assert apart.mean() > 0.001
    assert not apart[:, :20].any()
    assert not apart[:, -20:].any()
    assert not apart[70:].any()
