"""Which requests are past the time their definition says papers are kept, and which have no such time yet.

Nothing here deletes: lines of the journal stay for ever, and what becomes of papers and scans is decided by the office,
by its order, at the centre (`desk central erase`). The list says what that decision is about.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.rules.office_day import office_date
from desk.rules.request_life import ENDS, STATE_WORDS
from desk.words import Words
from local_db.queries import attachments, requests

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.office import Office
    from local_db.queries.requests import RequestRow

LISTED_MAX: Final = 200_000


@dataclass(frozen=True, slots=True)
class Due:
    """One request whose papers need no longer be kept. `ended` and `until` are days; `scans` files attached to it."""

    ref: str
    service: Words
    state: Words
    ended: date
    until: date
    years: int
    ground: Words | None
    scans: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is due on a day, the longest first; how many more requests ended, with a time to go and without any set."""

    day: date
    due: tuple[Due, ...]
    running: int
    no_time_set: int

    def to_json(self) -> str:
        """The same for a program: days ISO, words in both languages."""
        body = asdict(self)
        return json.dumps(body, ensure_ascii=False, default=str)


def due(office: Office, day: date | None = None) -> Kept:
    """What is due on a day (today's where none is named), by the definition each request was made under."""
    from desk.catalogue.load import ServiceUnknown

    connection, on = office.read(), day or office.today()
    catalogue = office.catalogue(connection)
    found: list[Due] = []
    running = no_time = 0
    for row in requests.in_states(connection, tuple(ENDS), LISTED_MAX):
        try:
            service = catalogue.version(row.service, date.fromisoformat(row.service_from))
        except ServiceUnknown:
            no_time += 1  # a fellow desk's, under a definition that has not come here: nobody said how long
            continue
        until = _until(service, row)
        if until is None:
            no_time += 1
        elif until > on:
            running += 1
        else:
            scans = len(attachments.of_request(connection, row.ref))
            found.append(_due(service, row, until, scans))
    return Kept(on, tuple(sorted(found, key=lambda each: (each.until, each.ref))), running, no_time)


def _until(service: Service, row: RequestRow) -> date | None:
    """The first day on which its papers need not be kept any more: so many years after it ended."""
    years = service.retention.years if service.retention else None
    if years is None:
        return None
    ended = office_date(row.changed)
    try:
        return ended.replace(year=ended.year + years)
    except ValueError:
        return ended.replace(year=ended.year + years, day=28)  # the 29th of February


def _due(service: Service, row: RequestRow, until: date, scans: int) -> Due:
    assert service.retention is not None
    assert service.retention.years is not None
    return Due(
        row.ref,
        service.name,
        STATE_WORDS[row.state],  # type: ignore[index]
        office_date(row.changed),
        until,
        service.retention.years,
        service.retention.ground,
        scans,
    )
