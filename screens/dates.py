"""Days and moments as screens show them: Buddhist Era in both languages, as on every paper of the office."""

from __future__ import annotations

from datetime import date

from desk.rules.office_day import clock_time, office_date
from desk.thai.dates import date_words, format_date, parse_date
from desk.words import Words


def iso_words(iso: str) -> Words:
    """The same for a day as data keeps it."""
    return date_words(date.fromisoformat(iso))


def moment_words(ms: int) -> Words:
    """Day and time at the counter."""
    return Words("{day} {time}", "{day} {time}").fill(day=date_words(office_date(ms)), time=clock_time(ms))


def day_of(text: str) -> date | None:
    """The day a field names, as any way of writing one; None for an empty field. Raises what `parse_date` raises."""
    return parse_date(text).as_date() if text.strip() else None


def typed_day(text: str) -> str:
    """`clean` of a field that holds a day, or nothing: the day in full, so that nobody mistakes its era."""
    day = day_of(text)
    return "" if day is None else format_date(day)


def day_month(day: date) -> str:
    """`24/11`, for narrow columns; the year stands elsewhere on the screen."""
    return f"{day.day}/{day.month}"


def short_moment(ms: int) -> str:
    """`24/11 08:12`, likewise."""
    return f"{day_month(office_date(ms))} {clock_time(ms)}"
