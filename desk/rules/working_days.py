"""Working days of a Thai government office, and the day by which something is due.

Holidays are data: the national ones with the special cabinet days come from the `holidays` package, whose import is
slow and therefore put off until a day is asked for; what the centre sends (`holiday.put`) overrides them, because new
cabinet days are announced late.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from desk.model.errors import Misused
from desk.words import Words

_MOST_DAYS: Final = 400
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_SATURDAY: Final = 5
_LABOUR_DAY: Final = re.compile("^(ชดเชย)?วันแรงงานแห่งชาติ$")


class DayOutOfReach(Misused):
    """A due date was asked too far away, or in a year the holidays are not kept for."""

    code = "E308"
    said = Words(
        "คำนวณวันทำการไม่ได้ ({what}) ยังไม่มีอะไรเปลี่ยนแปลง ตรวจวันที่ของเครื่องและกำหนดเวลาของบริการ",
        "Working days cannot be reckoned ({what}). Nothing was changed; check the date of this machine and the "
        "service's time limit",
    )


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """The centre's word on one day: a holiday, or with `working` a day the office works after all."""

    day: date
    name: Words
    working: bool = False


@cache
def national_holidays(year: int) -> Mapping[date, Words]:
    """Public and government holidays of one year (AD) with Thai and English names, from the `holidays` package.

    Labour Day is left out: it is a day off for employees under the labour law, not one of the government holidays the
    cabinet lists. An office that closes all the same is told so by a rule.
    """
    from holidays import country_holidays  # slow import, needed only once a day is asked for

    categories = ("public", "government")
    thai = country_holidays("TH", years=year, language="th", categories=categories)
    english = country_holidays("TH", years=year, language="en_US", categories=categories)
    return {day: Words(str(name), str(english[day])) for day, name in thai.items() if not _LABOUR_DAY.search(name)}


class HolidayCalendar:
    """Which days the office works: Monday to Friday but for holidays; a later rule on the same day counts."""

    def __init__(
        self,
        rules: Iterable[HolidayRule] = (),
        national: Callable[[int], Mapping[date, Words]] = national_holidays,
    ) -> None:
        self._rules = {rule.day: rule for rule in rules}
        self._national = national

    def holiday(self, day: date) -> Words | None:
        """The holiday of that day, if it is one. Raises `DayOutOfReach` outside 2000-2100."""
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise DayOutOfReach(what=Words("ปี {year}", "year {year}").fill(year=day.year))
        rule = self._rules.get(day)
        if rule is not None:
            return None if rule.working else rule.name
        return self._national(day.year).get(day)

    def is_working(self, day: date) -> bool:
        """Whether the office works that day; a rule may make even a Saturday a working day."""
        rule = self._rules.get(day)
        if rule is not None and rule.working:
            return True
        return self.holiday(day) is None and day.weekday() < _SATURDAY

    def working_from(self, day: date) -> date:
        """That day if it is a working day, else the next one."""
        for later in range(_MOST_DAYS):
            if self.is_working(day + timedelta(days=later)):
                return day + timedelta(days=later)
        raise DayOutOfReach(what=Words("ไม่มีวันทำการ", "there is no working day"))


def due_date(start: date, working_days: int, calendar: HolidayCalendar) -> date:
    """The last day of a service time of so many working days.

    The day of filing is not counted (Civil and Commercial Code s.193/3); 0 means the same day, or the next working
    day when the office is closed. Raises `DayOutOfReach` for less than 0 or more than 400 days.
    """
    if not 0 <= working_days <= _MOST_DAYS:
        raise DayOutOfReach(what=Words("{days} วัน", "{days} days").fill(days=working_days))
    if working_days == 0:
        return calendar.working_from(start)
    day = start
    for _ in range(working_days):
        day = calendar.working_from(day + timedelta(days=1))
    return day


def legal_due_date(event: date, days: int, calendar: HolidayCalendar) -> date:
    """The last day of a legal deadline in calendar days, moved to the next working day when the office is closed
    (Civil and Commercial Code s.193/3 and s.193/8). Raises `DayOutOfReach`."""
    if not 0 <= days <= 10 * _MOST_DAYS:
        raise DayOutOfReach(what=Words("{days} วัน", "{days} days").fill(days=days))
    return calendar.working_from(event + timedelta(days=days))


def working_days_left(today: date, due: date, calendar: HolidayCalendar) -> int:
    """Working days after today up to the due date; 0 on the day itself, negative when it has passed.

    Counts to 400 either way and no further.
    """
    step = 1 if due >= today else -1
    left, day = 0, today
    while day != due and abs(left) < _MOST_DAYS:
        day += timedelta(days=step)
        left += step if calendar.is_working(day) else 0
    return left
