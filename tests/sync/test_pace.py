"""How much goes in one request and how long silence is borne: every line speed ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.pace import (
    LINES_BYTES_LEAST,
    PAGE_BYTES_LEAST,
    PAGE_BYTES_MOST,
    REQUEST_BYTES,
    REQUEST_BYTES_LEAST,
    REQUEST_BYTES_MOST,
    STALL_S,
    STALL_S_MOST,
    Pace,
    stall_s,
)


def test_halved_on_failure_doubled_on_success_within_their_bounds() -> None:
    pace = Pace()
    assert pace.request == REQUEST_BYTES
    assert pace.after_failure(stalled=False).request == REQUEST_BYTES // 2
    assert pace.after_success(60_000, 15_000, 500, 2.0).request == REQUEST_BYTES * 2
    for _ in range(20):
        pace = pace.after_success(pace.lines_bytes, pace.request, 500, 1.0)
    assert pace.request == REQUEST_BYTES_MOST
    for _ in range(40):
        pace = pace.after_failure(stalled=True)
    assert pace.request == REQUEST_BYTES_LEAST
    assert pace.lines_bytes >= LINES_BYTES_LEAST


def test_small_requests_say_nothing_of_the_line() -> None:
    after = Pace(rate=8_000).after_success(300, 200, 150, 3.0)
    assert after == Pace(rate=8_000)
    assert Pace().after_success(60_000, 6_000, 100, 1.0).packed == 1_000


def test_a_page_that_was_cut_is_asked_for_smaller() -> None:
    pace = Pace()
    for _ in range(9):
        pace = pace.after_no_page()
    assert pace.page == PAGE_BYTES_LEAST
    for _ in range(9):
        pace = pace.after_page()
    assert pace.page == PAGE_BYTES_MOST


def test_what_is_named_too_large_is_not_sent_again() -> None:
    assert Pace().after_too_large(10_000).lines_bytes <= 10_000
    assert Pace().after_too_large(0).lines_bytes < Pace().lines_bytes


@pytest.mark.parametrize(("bytes_up", "rate", "seconds"), [(100, 8_000, 20), (128 * 1024, 8_000, 49), (10**7, 25, 600)])
def test_a_stall_follows_the_rate_and_is_never_short(bytes_up: int, rate: int, seconds: float) -> None:
    assert stall_s(bytes_up, rate) == pytest.approx(seconds, rel=0.01)
    assert STALL_S <= stall_s(bytes_up, rate) <= STALL_S_MOST


@given(
    rate=st.integers(25, 2_000_000),
    packs=st.integers(100, 900),
    lines=st.integers(1, 3_000),
    believed=st.integers(0, 2_000_000),
    delay=st.floats(0, 3),
)
def test_every_line_speed_ends(rate: int, packs: int, lines: int, believed: int, delay: float) -> None:
    """A line of `rate` bytes a second on which nothing is heard before all is through, and two requests share it."""
    pace, left, tries, wire = Pace(rate=believed), lines * 1_000, 0, 0
    while left > 0:
        tries += 1
        batch = min(left, pace.lines_bytes)
        up = batch * 100 // packs
        took = 2 * up / rate + delay
        if took > pace.stall_s(up):
            wire += int(pace.stall_s(up) * rate)
            pace = pace.after_failure(stalled=True)
        else:
            wire += up
            left -= batch
            pace = pace.after_success(batch, up, 300, took)
        assert tries < 60 + lines * 2
    assert wire <= 12 * (lines * 1_000 * 100 // packs) + 40 * 600 * 25 + 8 * REQUEST_BYTES_MOST
