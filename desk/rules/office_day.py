"""The office's day: which Thai date a moment falls on, and its fiscal year. Thailand is UTC+7 all year round."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from desk.thai.dates import date_words
from desk.words import Words

THAI_TIME: Final = timezone(timedelta(hours=7))
DAY_MS: Final = 86_400_000
BUDDHIST_ERA: Final = 543
_FISCAL_MONTH: Final = 10


def moment(ms: int) -> datetime:
    """The Thai local time of a moment in ms since 1970 UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(THAI_TIME)


def office_date(ms: int) -> date:
    """The date on which a moment falls at the counter."""
    return moment(ms).date()


def clock_time(ms: int) -> str:
    """Hours and minutes at the counter, as `08:12`."""
    return moment(ms).strftime("%H:%M")


def moment_words(ms: int) -> Words:
    """Day and hour as papers say them."""
    day, hour = date_words(office_date(ms)), clock_time(ms)
    return Words(f"{day.th} {hour} น.", f"{day.en} {hour}")


def day_span(day: date) -> tuple[int, int]:
    """First and one-past-last ms of a date at the counter."""
    start = datetime(day.year, day.month, day.day, tzinfo=THAI_TIME)
    begin = int(start.timestamp() * 1000)
    return begin, begin + DAY_MS


def fiscal_year(day: date) -> int:
    """The fiscal year in the Buddhist Era: 1 October of the year before to 30 September."""
    return day.year + BUDDHIST_ERA + (1 if day.month >= _FISCAL_MONTH else 0)
