"""Medians, ninetieth percentiles and bars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk.rules.day_figures import Times, bar, times


def test_median_and_p90_by_nearest_rank() -> None:
    assert times([]) == Times(0)
    assert times([60]) == Times(1, 60, 60)
    assert times(range(1, 11)) == Times(10, 5, 9)
    assert times([-5, 30]) == Times(2, 0, 30)


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_both_were_measured_and_stand_in_order(seconds: list[int]) -> None:
    found = times(seconds)
    assert found.median_s in seconds
    assert found.p90_s in seconds
    assert found.median_s <= found.p90_s
    assert sum(each <= found.p90_s for each in seconds) >= 0.9 * len(seconds)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 40))
def test_a_bar_keeps_its_room_and_shows_whatever_is_there(value: int, most: int, width: int) -> None:
    drawn = bar(value, most, width)
    assert len(drawn) <= width
    assert bool(drawn) == (value > 0 and most > 0 and width > 0)
    if value >= most > 0 and width:
        assert drawn == "█" * width
