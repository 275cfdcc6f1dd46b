"""How often Discord is written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import BETWEEN_EDITS, BETWEEN_WRITES, NOWHERE, RETRIES, Pacer, retry_after

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_message_rests_three_seconds_between_edits() -> None:
    pacer = Pacer()
    pacer.wrote(1, 10, NOW)
    assert pacer.pause(1, 10, NOW) == BETWEEN_EDITS
    assert pacer.pause(1, 10, NOW + BETWEEN_EDITS) == NOWHERE


def test_a_channel_rests_a_second_between_messages() -> None:
    pacer = Pacer()
    pacer.wrote(1, 10, NOW)
    assert pacer.pause(1, 11, NOW) == BETWEEN_WRITES
    assert pacer.pause(2, 11, NOW) == NOWHERE


def test_a_clock_that_is_set_back_silences_nobody() -> None:
    pacer = Pacer()
    pacer.wrote(1, 10, NOW)
    back = NOW - timedelta(hours=1)
    assert pacer.pause(1, 10, back) == BETWEEN_EDITS
    assert pacer.pause(1, 11, back + BETWEEN_WRITES) == NOWHERE
    assert pacer.pause(1, 10, back + BETWEEN_EDITS) == NOWHERE


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(0, 5000))))
def test_no_order_of_wishes_writes_too_often(wishes: list[tuple[int, int, int]]) -> None:
    pacer, now, last_edit, last_write = Pacer(), NOW, {}, {}
    for channel, message, gap in wishes:
        now += timedelta(milliseconds=gap)
        key = (channel, channel * 10 + message)
        if pacer.pause(channel, key[1], now):
            continue
        assert now - last_edit.get(key, NOW - timedelta(days=1)) >= BETWEEN_EDITS
        assert now - last_write.get(channel, NOW - timedelta(days=1)) >= BETWEEN_WRITES
        pacer.wrote(channel, key[1], now)
        last_edit[key] = last_write[channel] = now


def test_what_holds_nobody_back_is_forgotten() -> None:
    pacer = Pacer()
    for message in range(2500):
        pacer.wrote(1, message, NOW + timedelta(seconds=message * 10))
    assert len(pacer._messages) < 1100


def test_retries_grow_and_then_repeat() -> None:
    pauses = [retry_after(tries) for tries in range(10)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == RETRIES[-1]
