"""A service's form: which questions are asked, what is reckoned from the answers, what the record fills in, the check
of the whole at submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desk.counter.answers import Answer, check_kept
from desk.counter.refusals import AnswerMissing
from desk.rules.expressions import read
from desk.rules.reckoning import holds, value_of
from desk.rules.working_days import DayOutOfReach, HolidayCalendar, legal_due_date

if TYPE_CHECKING:
    from desk.catalogue.service import FormField, Service
    from local_db.queries.citizens import Citizen, Household

TODAY: Final = "today"
LATE_DAYS: Final = "late_days"


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as answered so far: the fields that apply, and every answer with those reckoned from them.

    `form` is what the fee is reckoned from and what is kept: answers by field, and `late_days` where the law counts.
    """

    fields: tuple[FormField, ...]
    form: dict[str, Answer]


def asked(service: Service, answers: Mapping[str, Answer | None], filed: date, calendar: HolidayCalendar) -> Asked:
    """Which questions these answers bring up on the day of filing; nothing is checked yet."""
    known: dict[str, object] = {TODAY: filed.isoformat()}
    form: dict[str, Answer] = {}
    fields = []
    for field in service.fields:
        if field.when is not None and not holds(field.when, known):
            continue
        fields.append(field)
        answer: Answer | None = answers.get(field.name) if field.value is None else value_of(read(field.value), known)
        if answer is not None and answer != "":
            form[field.name] = known[field.name] = answer
    late = late_days(service, form, filed, calendar)
    if late is not None:
        form[LATE_DAYS] = late
    return Asked(tuple(fields), form)


def late_days(service: Service, form: Mapping[str, Answer], filed: date, calendar: HolidayCalendar) -> int | None:
    """Calendar days by which the citizen is late by law, 0 in time; None where the law or the form gives no day.

    A last day on which the office is closed is the next working day (Civil and Commercial Code s.193/8).
    """
    deadline = service.deadline
    if deadline is None or deadline.days is None or deadline.event is None:
        return None
    event = form.get(deadline.event)
    days = value_of(read("days(event, today)"), {"event": event, TODAY: filed.isoformat()})
    if not isinstance(days, int) or isinstance(days, bool):
        return None
    if days <= deadline.days:
        return 0
    try:
        last = legal_due_date(filed - timedelta(days=days), deadline.days, calendar)
    except DayOutOfReach:  # before the calendar begins: late by decades, with a holiday or without
        return days - deadline.days
    return max(0, (filed - last).days)


def clean_form(
    service: Service, answers: Mapping[str, Answer | None], filed: date, calendar: HolidayCalendar
) -> dict[str, Answer]:
    """The whole form: only the fields that apply, every required one answered, every answer one the field can keep.

    Raises AnswerMissing, AnswerWrong.
    """
    now = asked(service, answers, filed, calendar)
    for field in now.fields:
        answer = now.form.get(field.name)
        if answer is None or answer == []:
            if field.required and field.value is None and not (field.type == "table" and field.least == 0):
                raise AnswerMissing(field=field.label)
        elif field.value is None:
            check_kept(field, answer)
    return now.form


def prefill(service: Service, citizen: Citizen | None, household: Household | None) -> dict[str, Answer]:
    """Answers the registry already has: the citizen is asked once."""
    if citizen is None:
        return {}
    known: dict[str, Answer] = {}
    for field in service.fields:
        if field.prefill is None:
            continue
        value = _member(field.prefill, citizen, household)
        if value:
            known[field.name] = value
    return known


def address_line(household: Household) -> str:
    """An address as one line."""
    bangkok = household.province.startswith("กรุงเทพ")
    tambon, amphoe = ("แขวง", "เขต") if bangkok else ("ต.", "อ.")
    parts = [
        household.number,
        f"หมู่ {household.moo}" if household.moo else "",
        _street(household.road),
        f"{tambon}{household.tambon}",
        f"{amphoe}{household.amphoe}",
        household.province if bangkok else f"จ.{household.province}",
        household.postcode,
    ]
    return " ".join(part for part in parts if part)


def _street(road: str) -> str:
    """A road with its short title; some registers write the whole word into the name."""
    return f"ถ.{road.removeprefix('ถนน').strip()}" if road else ""


def _member(name: str, citizen: Citizen, household: Household | None) -> str | None:
    if name == "address" and household is not None:
        return address_line(household)
    if name == "born" and citizen.born_year is not None:
        parts = [f"{citizen.born_year - 543:04d}"]
        parts += [f"{part:02d}" for part in (citizen.born_month, citizen.born_day) if part is not None]
        return "-".join(parts)
    if name.startswith("household.") and household is not None:
        return str(getattr(household, name.removeprefix("household."), "") or "")
    value = getattr(citizen, name, None)
    return None if value is None else str(value)
