"""Due dates step over weekends, Thai holidays, special cabinet days, and what the centre says on top."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.working_days import (
    DayOutOfReach,
    HolidayCalendar,
    HolidayRule,
    due_date,
    legal_due_date,
    national_holidays,
    working_days_left,
)
from desk.words import Words

THAI = HolidayCalendar()


def plain(_year: int) -> Mapping[date, Words]:
    return {}


def test_songkran_and_the_special_cabinet_day_are_no_working_days() -> None:
    assert THAI.holiday(date(2026, 4, 14)) is not None
    assert THAI.holiday(date(2026, 1, 2)) is not None  # special cabinet day
    assert THAI.holiday(date(2025, 6, 2)) is not None  # special cabinet day
    assert due_date(date(2026, 4, 10), 1, THAI) == date(2026, 4, 16)


def test_government_offices_work_on_labour_day() -> None:
    assert THAI.is_working(date(2026, 5, 1))


def test_names_are_said_in_both_languages() -> None:
    for name in national_holidays(2026).values():
        assert any("\u0e01" <= letter <= "\u0e2e" for letter in name.th)
        assert not any("\u0e01" <= letter <= "\u0e2e" for letter in name.en)


def test_the_day_of_filing_is_not_counted() -> None:
    calendar = HolidayCalendar(national=plain)
    friday = date(2026, 11, 20)
    assert due_date(friday, 1, calendar) == date(2026, 11, 23)
    assert due_date(friday, 5, calendar) == date(2026, 11, 27)
    assert due_date(friday, 0, calendar) == friday
    assert due_date(date(2026, 11, 21), 0, calendar) == date(2026, 11, 23)


def test_the_centre_adds_and_takes_away_days() -> None:
    added = HolidayRule(date(2026, 11, 23), Words("วันหยุดพิเศษ", "Special holiday"))
    saturday = HolidayRule(date(2026, 11, 21), Words("ทำงานชดเชย", "Make-up day"), working=True)
    assert due_date(date(2026, 11, 20), 1, HolidayCalendar([added], plain)) == date(2026, 11, 24)
    assert due_date(date(2026, 11, 20), 1, HolidayCalendar([saturday], plain)) == date(2026, 11, 21)
    songkran = HolidayRule(date(2026, 4, 14), Words("เปิดทำการ", "Open"), working=True)
    assert due_date(date(2026, 4, 10), 1, HolidayCalendar([songkran])) == date(2026, 4, 14)


def test_a_legal_deadline_ending_on_a_closed_day_moves_on() -> None:
    assert legal_due_date(date(2026, 11, 5), 15, THAI) == date(2026, 11, 20)
    assert legal_due_date(date(2026, 11, 6), 15, THAI) == date(2026, 11, 23)


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(1, 60))
def test_a_due_date_is_a_working_day_with_so_many_days_to_go(start: date, days: int) -> None:
    due = due_date(start, days, THAI)
    assert THAI.is_working(due)
    assert working_days_left(start, due, THAI) == days
    assert working_days_left(due, due, THAI) == 0
    assert working_days_left(due, start, THAI) <= 0


@pytest.mark.parametrize("days", [-1, 401])
def test_limits(days: int) -> None:
    with pytest.raises(DayOutOfReach):
        due_date(date(2026, 1, 1), days, THAI)
    with pytest.raises(DayOutOfReach):
        THAI.holiday(date(2500, 1, 1))


def test_an_office_that_never_works_is_told_so_and_ends() -> None:
    closed = Words("ปิด", "Closed")
    with pytest.raises(DayOutOfReach):
        due_date(date(2026, 1, 1), 1, HolidayCalendar(national=lambda year: _every_day(year, closed)))


def _every_day(year: int, name: Words) -> Mapping[date, Words]:
    first = date(year, 1, 1).toordinal()
    return {date.fromordinal(first + n): name for n in range(366)}


def test_the_slow_package_is_loaded_only_when_a_day_is_asked_for() -> None:
    code = "import sys; from desk.rules.working_days import HolidayCalendar; HolidayCalendar()"
    code += "; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
