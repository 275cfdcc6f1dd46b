"""What an owner wants: paused by hand, in quiet hours, and whenever they use the card."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from render.card import Cards
from render.contract import Rest
from render.hours import BadHours, Hours
from render.owner import CALM_S, PATIENCE_S, Courtesy, Owner, PauseFiles, in_words, pause, resume

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Hours.parse("22:00-07:00")
NOBODY = 2**22 + 1
"""No process here has that number; a driver outside of a container may name it."""


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute)


@pytest.mark.parametrize(
    ("hours", "now", "left"),
    [
        ("22:00-07:00", at(1, 21, 59), None),
        ("22:00-07:00", at(1, 22), timedelta(hours=9)),
        ("22:00-07:00", at(1, 3), timedelta(hours=4)),
        ("22:00-07:00", at(1, 7), None),
        ("9:00 - 17:30", at(1, 9), timedelta(hours=8.5)),
        ("9:00–17:30", at(1, 8, 59), None),
        ("20:00-24:00", at(1, 23), timedelta(hours=1)),
        ("20:00-24:00", at(2, 0), None),
        # spans that touch are one
        ("20:00-24:00, 00:00-06:00", at(1, 23), timedelta(hours=7)),
        ("12:00-13:00,22:00-07:00", at(1, 12, 30), timedelta(minutes=30)),
        ("00:00-00:00", at(1, 12), timedelta(hours=12)),
        ("", at(1, 3), None),
    ],
)
def test_quiet_hours(hours: str, now: datetime, left: timedelta | None) -> None:
    assert Hours.parse(hours).left(now, BERLIN) == left


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at(28, 23, month=3), timedelta(hours=7)),  # the clock goes forward at 2:00
        (at(24, 23, month=10), timedelta(hours=9)),  # and back at 3:00
        (at(25, 2, 10, month=10).replace(fold=1), timedelta(hours=4, minutes=50)),
    ],
)
def test_quiet_is_counted_in_real_hours_when_the_clocks_change(
    now: datetime, left: timedelta
) -> None:
    assert NIGHT.left(now, BERLIN) == left


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_comes_twice_is_quiet_twice(fold: int) -> None:
    left = Hours.parse("22:00-02:30").left(at(25, 2, 10, month=10).replace(fold=fold), BERLIN)
    assert left == timedelta(minutes=20)


def test_this_machines_own_zone_counts_the_same_way() -> None:
    program = (
        "from datetime import datetime\nfrom render.hours import Hours\n"
        "print(Hours.parse('22:00-07:00').left(datetime(2026, 3, 28, 23)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": "Europe/Berlin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "7:00:00"


@pytest.mark.parametrize("text", ["22", "22:00", "25:00-07:00", "22:00-07:60", "night", "1:00-2"])
def test_hours_that_cannot_be_read_say_how_they_are_written(text: str) -> None:
    with pytest.raises(BadHours, match="write 22:00-07:00"):
        Hours.parse(text)


@pytest.fixture
def courtesy() -> Courtesy:
    return Courtesy(30)


def test_the_node_makes_way_after_a_moment_of_use(courtesy: Courtesy) -> None:
    assert not courtesy.makes_way(80, 0)
    assert not courtesy.makes_way(80, PATIENCE_S - 0.1)
    assert courtesy.makes_way(80, PATIENCE_S)


def test_a_flicker_of_use_is_none(courtesy: Courtesy) -> None:
    for second in range(30):
        assert not courtesy.makes_way(90 if second % 3 else 10, second)


def test_the_node_comes_back_when_the_card_is_left_alone_for_a_while(courtesy: Courtesy) -> None:
    courtesy.makes_way(80, 0)
    assert courtesy.makes_way(80, 10)
    assert courtesy.makes_way(5, 20)
    assert courtesy.makes_way(5, 20 + CALM_S - 1)
    assert not courtesy.makes_way(5, 20 + CALM_S)


def test_a_pause_in_a_game_does_not_bring_the_node_back(courtesy: Courtesy) -> None:
    courtesy.makes_way(80, 0)
    courtesy.makes_way(80, 10)
    assert courtesy.makes_way(5, 20)
    # below what made it go, above what lets it come back
    assert courtesy.makes_way(20, 50)
    assert courtesy.makes_way(5, 90)
    assert courtesy.makes_way(5, 90 + CALM_S - 1)


def test_what_nobody_knows_changes_nothing(courtesy: Courtesy) -> None:
    assert not courtesy.makes_way(None, 0)
    courtesy.makes_way(80, 0)
    assert courtesy.makes_way(80, 5)
    assert courtesy.makes_way(None, 500)


class Trouble(Exception):
    """What NVML raises."""


class NotFound(Trouble):
    """There is nothing to tell."""


@dataclass
class Driver:
    """The calls of nvidia-ml-py that are used, as a driver with one card answers them."""

    samples: Any = ()
    load: int = 0
    tells: bool = True
    NVMLError = Trouble
    NVMLError_NotFound = NotFound

    def nvmlDeviceGetCount(self) -> int:
        return 1

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetName(self, handle: int) -> str:
        return "RTX 4090"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:
        return SimpleNamespace(used=6 * 2**30, free=18 * 2**30, total=24 * 2**30)

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:
        return SimpleNamespace(gpu=self.load)

    def nvmlDeviceGetPowerUsage(self, handle: int) -> int:
        self._check()
        return 310_400

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: int) -> int:
        self._check()
        return 7_200_000

    def nvmlDeviceGetProcessUtilization(self, handle: int, since: int) -> Any:
        if not self.samples:
            raise (NotFound if self.tells else Trouble)
        return [sample for sample in self.samples if sample.timeStamp > since]

    def _check(self) -> None:
        if not self.tells:
            raise Trouble


def sample(pid: int, share: int, time: int) -> Any:
    return SimpleNamespace(pid=pid, smUtil=share, timeStamp=time)


def test_other_programs_are_told_from_the_nodes_own() -> None:
    own, game, viewer = NOBODY, os.getpid(), os.getppid()
    samples = [
        *(sample(own, 95, 10), sample(game, 20, 10), sample(game, 40, 11)),
        sample(viewer, 5, 11),
    ]
    cards = Cards(Driver(samples))
    assert cards.used_by_others({own}, is_idle=False) == 45
    assert cards.used_by_others({own}, is_idle=False) == 0


def test_in_a_container_a_node_takes_its_own_use_for_nobodys() -> None:
    cards = Cards(Driver([sample(NOBODY, 95, 10)]))
    assert cards.used_by_others({os.getpid()}, is_idle=False) is None
    idle = Cards(Driver([sample(NOBODY, 95, 10)]))
    assert idle.used_by_others({os.getpid()}, is_idle=True) == 95


def test_where_programs_are_not_told_apart_the_load_is_theirs_while_the_node_is_idle() -> None:
    cards = Cards(Driver(load=77, tells=False))
    assert cards.used_by_others({1}, is_idle=True) == 77
    assert cards.used_by_others({1}, is_idle=False) is None


def test_a_card_is_described_by_what_its_driver_tells() -> None:
    cards = Cards(Driver(load=97))
    assert cards.note() == "RTX 4090, 97 %, 6.0 of 24 GB, 310 W"
    assert (cards.names(), cards.free_bytes(), cards.joules()) == (("RTX 4090",), 18 * 2**30, 7200)
    silent = Cards(Driver(tells=False))
    assert silent.note() == "RTX 4090, 0 %, 6.0 of 24 GB"
    assert silent.joules() is None


@pytest.fixture
def files(tmp_path: Path) -> PauseFiles:
    return PauseFiles(tmp_path / "here" / "node.json.paused", tmp_path / "everywhere" / "paused")


def test_an_owner_who_wants_nothing_lets_the_node_work(files: PauseFiles) -> None:
    assert Owner(files, NIGHT, wall=lambda: at(1, 12)).rest() is None


@pytest.mark.parametrize("which", ["own", "everywhere"])
def test_a_paused_node_rests_until_it_is_resumed(files: PauseFiles, which: str) -> None:
    owner = Owner(files)
    pause(getattr(files, which))
    assert owner.rest() == Rest(why="paused")
    assert resume(files.own, files.everywhere)
    assert owner.rest() is None
    assert not resume(files.own, files.everywhere)


def test_in_quiet_hours_the_node_says_how_long(files: PauseFiles) -> None:
    rest = Owner(files, NIGHT, wall=lambda: at(1, 6, 30)).rest()
    assert rest == Rest(why="quiet", for_s=1800)
    assert "GREENLIGHT_NODE_QUIET" in in_words(rest)


def test_a_card_in_use_makes_the_node_rest(files: PauseFiles) -> None:
    seconds = iter((0.0, PATIENCE_S))
    driver = Driver(load=90, tells=False)
    owner = Owner(
        files,
        cards=Cards(driver),
        courtesy=Courtesy(30),
        is_idle=lambda: True,
        clock=lambda: next(seconds),
    )
    assert owner.rest() is None
    assert owner.rest() == Rest(why="busy")
