"""Reading queue tickets: those of a day, the ones this desk may call, what others ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from local_db.connection import Connection

_COLUMNS = (
    "ref, desk, date, number, service_group, lane, services, issued, state, holder, counter, called, first_called,"
    " calls, caller, ended, visit, seq"
)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket. Times in ms; `holder` is the desk it belongs to."""

    ref: str
    desk: str
    date: str
    number: str
    service_group: str
    lane: str
    services: tuple[str, ...]
    issued: int
    state: str
    holder: str
    counter: str
    called: int | None
    first_called: int | None
    calls: int
    caller: str
    ended: int | None
    visit: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class AskRow:
    """Another desk asks for a ticket that is ours."""

    ref: str
    ticket: str
    desk: str
    counter: str


def _rows(connection: Connection, where: str, values: tuple[object, ...]) -> list[TicketRow]:
    found = connection.execute(f"SELECT {_COLUMNS} FROM tickets WHERE {where}", values)
    return [replace(TicketRow(*row), services=tuple(json.loads(row[6]))) for row in found]


def one(connection: Connection, ref: str) -> TicketRow | None:
    """One ticket by its reference."""
    return next(iter(_rows(connection, "ref = ?", (ref,))), None)


def of_day(connection: Connection, date: str) -> list[TicketRow]:
    """Every ticket of a date (ISO), in the order they were issued."""
    return _rows(connection, "date = ? ORDER BY issued, ref", (date,))


def in_state(connection: Connection, date: str, state: str) -> list[TicketRow]:
    """Tickets of a date in one state, in the order they were issued."""
    return _rows(connection, "date = ? AND state = ? ORDER BY issued, ref", (date, state))


def issued_here(connection: Connection, desk: str, date: str, group: str) -> int:
    """How many this desk has issued for a group that day."""
    row = connection.execute(
        "SELECT count(*) FROM tickets WHERE date = ? AND desk = ? AND first_group = ?", (date, desk, group)
    ).fetchone()
    return int(row[0])


def lanes_called(connection: Connection, date: str, limit: int) -> list[str]:
    """Lanes of the tickets first called last, the latest first."""
    found = connection.execute(
        "SELECT lane FROM tickets WHERE date = ? AND first_called IS NOT NULL ORDER BY first_called DESC LIMIT ?",
        (date, limit),
    )
    return [str(row[0]) for row in found]


def calls(connection: Connection, date: str, limit: int) -> list[TicketRow]:
    """Tickets at a counter now or called before, the latest call first: what the board shows."""
    return _rows(
        connection, "date = ? AND called IS NOT NULL AND state IN ('called', 'served') ORDER BY called DESC LIMIT ?",
        (date, limit),
    )  # fmt: skip


def asks_to_answer(connection: Connection, desk: str) -> list[AskRow]:
    """What other desks ask of this one and nobody has answered: neither this desk, nor the centre with a no."""
    found = connection.execute(
        "SELECT e.ref, e.root, e.desk, json_extract(e.body, '$.counter') FROM tickets t JOIN life_events e"
        " ON e.root = t.ref WHERE t.holder = ? AND e.k = 'ticket.asked' AND e.desk != ?"
        " AND e.verdict NOT IN ('refused', 'conflict') AND NOT EXISTS (SELECT 1 FROM life_events a"
        " WHERE a.root = e.root AND a.k IN ('ticket.given', 'ticket.kept') AND json_extract(a.body, '$.ask') = e.ref)"
        " AND t.date >= (SELECT max(date) FROM tickets) ORDER BY e.t, e.ref",
        (desk, desk),
    )
    return [AskRow(*row) for row in found]


def asked_by(connection: Connection, desk: str, date: str) -> dict[str, str]:
    """Tickets of others this desk has asked for that day: ticket to the centre's word so far ('' while none)."""
    found = connection.execute(
        "SELECT e.root, e.verdict FROM life_events e JOIN tickets t ON t.ref = e.root"
        " WHERE t.date = ? AND e.k = 'ticket.asked' AND e.desk = ? ORDER BY e.t, e.ref",
        (date, desk),
    )
    return {str(row[0]): str(row[1]) for row in found}
