"""The day's queue as a list: quick to read, quick to import, so that the first screen need not wait for more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from desk.rules.office_day import day_span
from desk.words import Words
from local_db import meta
from local_db.queries import office as office_data
from local_db.queries import requests, tickets
from local_db.queries.requests import RequestRow

if TYPE_CHECKING:
    from desk.counter.office import Office

QUEUE_MAX: Final = 2_000
SATURDAY: Final = 5

_OPEN: Final = frozenset({"submitted", "in_review", "waiting_papers", "returned", "approved"})
_ATTENTION: Final = frozenset({"returned", "waiting_papers", "not_taken"})

Notice = Literal["", "soon", "overdue", "attention"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where this desk stands: the office's name and the desk's own."""

    office: Words
    desk: str


def day_queue(office: Office, day: date, limit: int = QUEUE_MAX) -> tuple[list[RequestRow], int]:
    """The day's requests with older ones still open, newest first, and how many there are in all."""
    connection = office.read()
    since, until = day_span(day)
    total = requests.count_opened_between(connection, since, until)
    return requests.opened_between(connection, since, until, limit), total


def notice(state: str, due: str | None, today: date) -> Notice:
    """What an officer must not overlook about a request in this state with this due date (ISO); the gravest only."""
    if state in _OPEN and due is not None:
        by = date.fromisoformat(due)
        if by < today:
            return "overdue"
        if by <= next_weekday(today):
            return "attention" if state in _ATTENTION else "soon"
    return "attention" if state in _ATTENTION else ""


def next_weekday(today: date) -> date:
    """The day after, past Saturday and Sunday: what is due on Monday is due soon on Friday.

    Holidays are left to the case itself, which counts working days; a queue of 2,000 rows looks no calendar up.
    """
    day = today + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def open_counts(office: Office, today: date) -> tuple[int, dict[Notice, int]]:
    """How many requests wait for a decision, and how many of those not finished carry which notice."""
    waiting, notices = 0, dict[Notice, int]()
    for state, due, count in requests.open_by_due(office.read()):
        told = notice(state, due, today)
        notices[told] = notices.get(told, 0) + count
        waiting += count if state in ("submitted", "in_review") else 0
    return waiting, notices


def ticket_asked(office: Office) -> bool:
    """Whether another desk asks for a queue ticket that is this desk's to give."""
    connection = office.read()
    return bool(tickets.asks_to_answer(connection, meta.desk(connection)))


def service_names(office: Office) -> dict[str, Words]:
    """Name of every service by its code, the newest definition's.

    Read from the definitions as they are written: the catalogue with its models takes more time and memory than names
    are worth, and a desk that only looks and pays never needs it.
    """
    import tomllib
    from importlib import resources

    names: dict[str, Words] = {}
    for item in resources.files("desk.catalogue").joinpath("services").iterdir():
        if item.name.endswith(".toml"):
            written = tomllib.loads(item.read_text("utf-8"))
            names[written["code"]] = Words(written["name"]["th"], written["name"]["en"])
    for sent in office_data.services(office.read()):
        name = sent.get("name")
        if isinstance(name, dict):
            names[str(sent.get("code"))] = Words(str(name.get("th", "")), str(name.get("en", "")))
    return names


def officer_names(office: Office) -> dict[str, Words]:
    """Name of every officer of the branch by id."""
    return {row.officer: Words(row.name_th, row.name_en) for row in office_data.officers(office.read())}


def place(office: Office) -> Place:
    """The office's name as the centre gave it, or the branch's code."""
    connection = office.read()
    identity = meta.identity(connection)
    named = office_data.reference(connection, "office", {})
    thai = str(named.get("name_th") or identity.branch)
    return Place(Words(thai, str(named.get("name_en") or thai)), identity.desk)
