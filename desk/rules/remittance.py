"""By when money in the safe has to be remitted.

Source: Ministry of Finance rules as told in DOMAIN 4.2: state revenue is remitted at least monthly; with more than
10,000 baht in hand, within 3 working days. Both figures are policies of the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desk.rules.working_days import HolidayCalendar, due_date

HELD_SATANG_MAX: Final = 10_000_00
WORKING_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Due:
    """By when, and whether because of the sum (3 working days) or of the month's end."""

    day: date
    by_sum: bool


def remittance_due(
    held_satang: int,
    since: date,
    calendar: HolidayCalendar,
    held_max_satang: int = HELD_SATANG_MAX,
    working_days: int = WORKING_DAYS,
) -> Due:
    """The last day for money that lies there since `since`. Raises DayOutOfReach for days no calendar has."""
    if held_satang > held_max_satang:
        return Due(due_date(since, working_days, calendar), by_sum=True)
    first_of_next = (since.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Due(first_of_next - timedelta(days=1), by_sum=False)
