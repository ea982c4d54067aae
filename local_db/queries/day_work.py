"""What the daily review counts: requests by officer, service and state; waiting and service times; what is overdue."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class Count:
    """How many, of what."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A card from one shift to the next; `open` names what was under way. Times in ms."""

    ref: str
    date: str
    desk: str
    officer: str
    recipient: str
    note: str
    open: dict[str, Any]
    t: int
    taken_by: str
    taken: int | None


def opened_by(connection: Connection, column: str, since: int, until: int) -> list[Count]:
    """Requests taken in within a span (ms), counted by `officer`, `service`, `state` or `desk`; most first."""
    if column not in ("officer", "service", "state", "desk"):
        raise ValueError(column)
    found = connection.execute(
        f"SELECT {column}, count(*) FROM requests WHERE opened >= ? AND opened < ? GROUP BY 1 ORDER BY 2 DESC, 1",
        (since, until),
    )
    return [Count(str(row[0]), int(row[1])) for row in found]


def decided_by(connection: Connection, since: int, until: int) -> list[Count]:
    """Decisions within a span (ms) by officer, those the centre refused left out."""
    found = connection.execute(
        "SELECT officer, count(*) FROM request_events WHERE t >= ? AND t < ? AND k IN ('request.approved',"
        " 'request.signed', 'request.returned', 'request.refused') AND verdict NOT IN ('refused', 'conflict')"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        (since, until),
    )
    return [Count(str(row[0]), int(row[1])) for row in found]


def finished(connection: Connection, since: int, until: int) -> int:
    """Requests handed over within a span (ms)."""
    row = connection.execute(
        "SELECT count(*) FROM request_events WHERE t >= ? AND t < ? AND k = 'request.done'"
        " AND verdict NOT IN ('refused', 'conflict')",
        (since, until),
    ).fetchone()
    return int(row[0])


def waits_s(connection: Connection, date: str) -> list[int]:
    """Seconds from ticket to first call, of a day (ISO)."""
    found = connection.execute(
        "SELECT (first_called - issued) / 1000 FROM tickets WHERE date = ? AND first_called IS NOT NULL", (date,)
    )
    return [int(row[0]) for row in found]


def services_s(connection: Connection, date: str, since: int, until: int) -> list[int]:
    """Seconds at the counter: from the last call of a served ticket to its end, else a visit of the span (ms)."""
    found = connection.execute(
        "SELECT (ended - called) / 1000 FROM tickets WHERE date = ? AND state = 'served' AND called IS NOT NULL"
        " UNION ALL SELECT (closed - opened) / 1000 FROM visits WHERE opened >= ? AND opened < ?"
        " AND closed IS NOT NULL AND ticket IS NULL",
        (date, since, until),
    )
    return [int(row[0]) for row in found]


def ticket_states(connection: Connection, date: str) -> dict[str, int]:
    """How many tickets of a day are in each state."""
    found = connection.execute("SELECT state, count(*) FROM tickets WHERE date = ? GROUP BY 1", (date,))
    return {str(row[0]): int(row[1]) for row in found}


def overdue(connection: Connection, today: str, limit: int) -> list[tuple[str, str, str, str]]:
    """(reference, service, state, due) of requests in somebody's hands whose day is past; the oldest first."""
    found = connection.execute(
        "SELECT ref, service, state, due FROM requests WHERE due < ?"
        " AND state IN ('submitted', 'in_review', 'waiting_papers', 'returned', 'approved') ORDER BY due, ref LIMIT ?",
        (today, limit),
    )
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in found]


def day_review(connection: Connection, date: str) -> tuple[str, str, int] | None:
    """(reference, officer, ms) of the first signature under a day's figures."""
    row = connection.execute(
        "SELECT ref, officer, t FROM day_reviews WHERE date = ? ORDER BY t, ref LIMIT 1", (date,)
    ).fetchone()
    return None if row is None else (str(row[0]), str(row[1]), int(row[2]))


def handovers(connection: Connection, since: str, limit: int) -> list[HandoverRow]:
    """Hand-over cards of a date (ISO) and later, the newest first."""
    found = connection.execute(
        "SELECT ref, date, desk, officer, recipient, note, open, t, taken_by, taken FROM handovers WHERE date >= ?"
        " ORDER BY t DESC, ref LIMIT ?",
        (since, limit),
    )
    return [replace(HandoverRow(*row), open=json.loads(row[6])) for row in found]


def handover(connection: Connection, ref: str) -> HandoverRow | None:
    """One card."""
    found = connection.execute(
        "SELECT ref, date, desk, officer, recipient, note, open, t, taken_by, taken FROM handovers WHERE ref = ?",
        (ref,),
    ).fetchone()
    return None if found is None else replace(HandoverRow(*found), open=json.loads(found[6]))
