"""What a node says of the time that is left: as measured, or nothing."""

from __future__ import annotations

import math

import pytest
from stage_orders import OrderMaker

from render.contract import Claimed
from render.progress import Meter, Progress
from render.work import Work

pytest_plugins = ("stage_fixtures",)


def test_a_stage_that_is_done_leaves_the_time_of_those_to_come() -> None:
    heard: list[Progress] = []
    meter = Meter({"draw": 30.0, "encode": 10.0}, heard.append)
    meter.tell("draw", 0.5, left_s=15.0)
    meter.tell("draw", 1.0, left_s=0.2)
    assert heard[-1].eta_s is None or heard[-1].eta_s < 60


@pytest.mark.parametrize("told", [1e12, math.inf])
async def test_an_estimate_that_no_calendar_holds_is_not_told(
    make_order: OrderMaker, told: float
) -> None:
    claimed = Claimed(job=1, attempt=1, lease_s=60, order=make_order(1))
    work = Work(claimed, "claim-id", 600)
    work.hear(Progress(0.5, "draw", 1, told))
    assert work.beat(with_preview=False).eta_s is None
