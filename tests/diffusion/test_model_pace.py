from __future__ import annotations

import pytest

from render.diffusion import pace
from render.diffusion.pace import Pace, Teller
from render.draw import Drawing
from render.executors.tally import Tally
from render.progress import Meter, Progress


class Listens:
    """Hears what an engine tells, pictures and times as well."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.previews: list[str | None] = []
        self.left: list[float | None] = []

    def __call__(self, share: float) -> None:
        raise AssertionError("it can be shown more than a share")

    def show(self, share: float, preview: str | None, left_s: float | None) -> None:
        self.shares.append(share)
        self.previews.append(preview)
        self.left.append(left_s)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    return now


def teller(listens: object, steps: int = 10, frames: int = 20) -> Teller:
    return Teller(listens, stretches=1, steps=steps, frames=frames, pixels=100)  # type: ignore[arg-type]


def test_what_is_left_comes_from_the_steps_that_were_measured(clock: list[float]) -> None:
    listens = Listens()
    telling = teller(listens)
    telling.pace.measure_frame(0.5, 100)
    telling.begin()
    for _ in range(4):
        clock[0] += 3
        telling.step(lambda: "")
    assert listens.left[0] is None  # nothing was measured yet
    assert listens.left[-1] == pytest.approx(6 * 3 + 20 * 0.5)
    assert listens.shares[-1] == pytest.approx(12 / (30 + 10))


def test_the_pace_of_one_shot_is_known_to_the_next(clock: list[float]) -> None:
    kept = Pace()
    kept.measure_step(3.0, 100 * 20)
    kept.measure_frame(0.5, 100)
    listens = Listens()
    telling = teller(listens)
    telling.pace = kept
    telling.begin()
    assert listens.left == [pytest.approx(10 * 3 + 20 * 0.5)]


def test_shares_rise_to_one(clock: list[float]) -> None:
    listens = Listens()
    telling = teller(listens, steps=3, frames=5)
    telling.begin()
    for _ in range(3):
        clock[0] += 2
        telling.step(lambda: "")
    for _ in range(5):
        telling.frame(0.1)
    assert listens.shares[-1] == pytest.approx(1)
    assert listens.left[-1] == pytest.approx(0)


def test_a_picture_is_shown_every_few_seconds_and_made_only_then(clock: list[float]) -> None:
    made: list[int] = []

    def picture() -> str:
        made.append(1)
        return "a picture"

    listens = Listens()
    telling = teller(listens, steps=12)
    for _ in range(12):
        clock[0] += 2
        telling.step(picture)
    assert len(made) == sum(preview is not None for preview in listens.previews) == 4


def test_whoever_hears_shares_only_is_told_shares() -> None:
    shares: list[float] = []
    telling = teller(shares.append, steps=2, frames=2)
    telling.step(lambda: "")
    assert 0 < shares[0] < 1


def test_the_time_left_counts_the_shots_that_are_still_to_come() -> None:
    heard: list[Progress] = []
    tally = Tally({1: 2.0, 2: 4.0}, Meter({"draw": 1.0}, heard.append))
    tally.hear(1, Drawing(0.5, None, 10.0))
    # ten seconds for half of shot 1: forty for all of shot 2
    assert heard[-1].eta_s == pytest.approx(10 + 40)
    tally.hear(1, Drawing(1.0))
    tally.hear(2, Drawing(0.25, None, 30.0))
    assert heard[-1].eta_s == pytest.approx(30)


def test_what_comes_after_the_drawing_is_estimated_with_it() -> None:
    heard: list[Progress] = []
    meter = Meter({"draw": 30.0, "encode": 10.0}, heard.append)
    meter.tell("draw", 0.5, left_s=15.0)
    assert heard[-1].eta_s == pytest.approx(15 + 10)
