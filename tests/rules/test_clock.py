"""What time is believed: wrong clocks, jumps, sleeps, restarts of desk and machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.clock import UNKNOWN, Anchor, Reading, begin, believe, contact

NOON = 1_795_000_000_000
DAY = 86_400_000


def at(wall: int, steady: int, boot: str = "one") -> Reading:
    return Reading(wall, steady, boot)


@pytest.mark.parametrize("off", [-2 * DAY, 2 * DAY, -90_000, 0])
def test_the_centres_word_is_carried_on_whatever_the_machines_clock_says(off: int) -> None:
    anchor = contact(at(NOON + off, 1_000), NOON, 600)
    later = believe(at(NOON + off + 3_600_000, 3_601_000), anchor, counts_sleep=True)
    assert (later.now, later.unsure) == (NOON + 300 + 3_600_000, 0)
    assert later.wall_off == off - 300


@pytest.mark.parametrize("jump", [-2 * DAY, 2 * DAY])
def test_a_clock_changed_while_the_desk_runs_changes_no_line(jump: int) -> None:
    anchor = contact(at(NOON, 0), NOON, 0)
    told = believe(at(NOON + 60_000 + jump, 60_000), anchor, counts_sleep=True)
    assert (told.now, told.unsure, told.wall_off) == (NOON + 60_000, 0, jump)


def test_a_laptop_that_slept_is_at_the_right_time_when_it_wakes() -> None:
    anchor = contact(at(NOON, 0), NOON, 0)
    slept = 9 * 3_600_000
    counted = believe(at(NOON + slept, slept), anchor, counts_sleep=True)
    assert counted.now == NOON + slept
    stood_still = believe(at(NOON + slept + 1_000, 1_000), anchor, counts_sleep=False)
    assert stood_still.now == NOON + slept + 1_000
    assert stood_still.unsure >= slept, "it may as well be a clock set forward"
    backwards = believe(at(NOON - DAY, 1_000), anchor, counts_sleep=False)
    assert backwards.now == NOON + 1_000


def test_long_without_contact_is_told_by_a_growing_doubt() -> None:
    anchor = contact(at(NOON, 0), NOON, 1_200)
    assert believe(at(NOON, 3_600_000), anchor, counts_sleep=True).unsure == 0
    assert believe(at(NOON, 7 * DAY), anchor, counts_sleep=True).unsure > 60_000


def test_a_desk_opened_again_in_the_same_run_of_the_machine_still_knows() -> None:
    kept = contact(at(NOON, 5_000), NOON, 0)
    assert begin(at(NOON - DAY, 9_000), kept, 0) == kept


def test_after_a_start_of_the_machine_nothing_proves_its_clock_and_no_line_goes_back() -> None:
    kept = contact(at(NOON, 5_000), NOON, 0)
    anchor = begin(at(NOON - 2 * DAY, 100, "two"), kept, NOON + 7)
    told = believe(at(NOON - 2 * DAY + 50, 150, "two"), anchor, counts_sleep=True)
    assert (told.now, told.unsure) == (NOON + 57, UNKNOWN)
    assert told.wall_off == -2 * DAY - 7


@given(
    st.lists(st.tuples(st.integers(0, DAY), st.integers(-3 * DAY, 3 * DAY)), min_size=1, max_size=20),
    st.booleans(),
)
def test_time_never_runs_backwards_between_contacts(steps: list[tuple[int, int]], sure: bool) -> None:
    anchor = Anchor(NOON, NOON, 0, "one", sure=sure)
    steady, last = 0, 0
    for gone, off in steps:
        steady += gone
        told = believe(at(NOON + steady + off, steady), anchor, counts_sleep=True)
        assert told.now >= last
        assert told.now == NOON + steady
        last = told.now
