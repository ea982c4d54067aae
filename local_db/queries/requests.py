"""Reading requests: the queue, one case, a citizen's or a visit's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from desk.rules.request_life import DecidedBy
from local_db.connection import Connection
from local_db.folds.order import in_order
from local_db.folds.recovered import by_any_name


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request as lists show it. Times in ms, fee in satang, due an ISO date."""

    ref: str
    desk: str
    service: str
    service_from: str
    state: str
    applicant_name: str
    applicant_number: str | None
    concerns_name: str
    concerns_number: str | None
    fee_satang: int | None
    due: str | None
    visit: str | None
    decided_by: str
    officer: str
    opened: int
    changed: int
    reason: str
    receipt: str | None
    assigned: str = ""
    """Who is in charge at the counter after a supervisor said so; else whoever took it in."""
    reviewer: str = ""
    endorsed: str = ""
    question: str = ""
    """A supervisor's question the counter has not answered."""


@dataclass(frozen=True, slots=True)
class RequestCase:
    """One request whole."""

    row: RequestRow
    applicant: dict[str, Any]
    concerns: dict[str, Any]
    acting: dict[str, Any] | None
    form: dict[str, Any]
    papers: list[dict[str, Any]]
    track: str

    @property
    def decided_by(self) -> DecidedBy:
        """Who decides, as the kinds know it."""
        return cast(DecidedBy, self.row.decided_by)


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """One step of a request's life; `verdict` is the centre's word on it, '' while none."""

    ref: str
    kind: str
    leads_to: str
    officer: str
    second: str | None
    t: int
    reason: str
    verdict: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody's work on a request that came too late: the form and papers they had brought, kept beside those that
    count until it is taken over or set aside."""

    ref: str
    officer: str
    t: int
    form: dict[str, Any]
    papers: list[dict[str, Any]]


_COLUMNS = ", ".join(RequestRow.__slots__)
_WAITING = "'submitted', 'in_review', 'waiting_papers', 'returned', 'approved'"


def one(connection: Connection, ref: str) -> RequestCase | None:
    """One request by its reference."""
    row = by_any_name(
        connection,
        f"SELECT {_COLUMNS}, applicant, concerns, acting, form, papers, track FROM requests WHERE ref = ?",
        ref,
    )
    if row is None:
        return None
    head, (applicant, concerns, acting, form, papers, track) = RequestRow(*row[:-6]), row[-6:]
    return RequestCase(
        head,
        json.loads(applicant),
        json.loads(concerns),
        json.loads(acting) if acting else None,
        json.loads(form),
        _with_answers(connection, head.ref, json.loads(papers)),
        track,
    )


def _with_answers(connection: Connection, ref: str, papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The papers as they stand now: what another agency was asked for and has answered since counts as answered."""
    if all(paper["how"] != "agency_asked" for paper in papers):
        return papers
    found = connection.execute(
        "SELECT detail, reason FROM request_events WHERE request = ? AND k = 'request.agency_answered'"
        " AND verdict NOT IN ('refused', 'conflict') ORDER BY seq",
        (ref,),
    )
    proofs = dict(found.fetchall())
    return [
        {**paper, "how": "agency", "proof": proofs[paper["paper"]]}
        if paper["how"] == "agency_asked" and paper["paper"] in proofs
        else paper
        for paper in papers
    ]


def rows(connection: Connection, refs: list[str]) -> list[RequestRow]:
    """Several by reference, each once, in the order asked for; unknown ones are left out."""
    marks = ", ".join("?" * len(refs))
    found = {
        row[0]: RequestRow(*row)
        for row in connection.execute(f"SELECT {_COLUMNS} FROM requests WHERE ref IN ({marks})", refs)
    }
    return [found[ref] for ref in dict.fromkeys(refs) if ref in found]


def not_done(connection: Connection, refs: list[str]) -> list[str]:
    """Those of these that are not handed over yet, each once, in the order asked for."""
    marks = ", ".join("?" * len(refs))
    left = f"SELECT ref FROM requests WHERE ref IN ({marks}) AND state != 'done'"
    found = {str(row[0]) for row in connection.execute(left, refs)}
    return [ref for ref in dict.fromkeys(refs) if ref in found]


def opened_between(connection: Connection, since: int, until: int, limit: int, offset: int = 0) -> list[RequestRow]:
    """The day's queue: requests opened in a span (ms), and older ones still waiting for a decision; newest first."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM requests WHERE opened >= ? AND opened < ?"
        f" UNION SELECT {_COLUMNS} FROM requests WHERE state IN ({_WAITING}) AND opened < ?"
        " ORDER BY opened DESC, ref DESC LIMIT ? OFFSET ?",
        (since, until, since, limit, offset),
    )
    return [RequestRow(*row) for row in found]


def count_opened_between(connection: Connection, since: int, until: int) -> int:
    """How many the day's queue holds."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM requests WHERE opened >= ? AND opened < ?) + (SELECT count(*) FROM requests"
        f" WHERE state IN ({_WAITING}) AND opened < ?)",
        (since, until, since),
    ).fetchone()
    return int(row[0])


def open_by_due(connection: Connection) -> list[tuple[str, str | None, int]]:
    """(state, due date, how many) of every request that is not finished, the centre's refusals among them."""
    found = connection.execute(
        f"SELECT state, due, count(*) FROM requests WHERE state IN ({_WAITING}, 'not_taken') GROUP BY state, due"
    )
    return [(str(row[0]), row[1], int(row[2])) for row in found]


def in_states(connection: Connection, states: tuple[str, ...], limit: int) -> list[RequestRow]:
    """Requests in any of these states, the longest waiting first."""
    marks = ", ".join("?" * len(states))
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM requests WHERE state IN ({marks}) ORDER BY coalesce(due, '9999'), opened, ref LIMIT ?",
        (*states, limit),
    )
    return [RequestRow(*row) for row in found]


def to_be_signed(connection: Connection, limit: int) -> list[RequestRow]:
    """Requests a supervisor has endorsed and the registrar has not signed; the longest waiting first."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM requests WHERE state = 'in_review' AND endorsed != '' AND decided_by = 'registrar'"
        " ORDER BY changed LIMIT ?",
        (limit,),
    )
    return [RequestRow(*row) for row in found]


def asking_agencies(connection: Connection, limit: int) -> list[RequestRow]:
    """Requests in somebody's hands for which another agency was asked and has not answered; the oldest first."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM requests r WHERE state IN ({_WAITING}) AND EXISTS (SELECT 1 FROM json_each(r.papers) p"
        " WHERE json_extract(p.value, '$.how') = 'agency_asked' AND NOT EXISTS (SELECT 1 FROM request_events e"
        " WHERE e.request = r.ref AND e.k = 'request.agency_answered' AND e.detail = json_extract(p.value, '$.paper')"
        " AND e.verdict NOT IN ('refused', 'conflict'))) ORDER BY opened_seq LIMIT ?",
        (limit,),
    )
    return [RequestRow(*row) for row in found]


def of_citizen(connection: Connection, pin: str, limit: int = 50) -> list[RequestRow]:
    """Requests a citizen made or that concern them, newest first."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM requests WHERE applicant_number = ? OR concerns_number = ?"
        " ORDER BY opened DESC LIMIT ?",
        (pin, pin, limit),
    )
    return [RequestRow(*row) for row in found]


def of_visit(connection: Connection, visit: str) -> list[RequestRow]:
    """Requests taken in during a visit, in their order."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM requests WHERE visit = ? ORDER BY opened, ref", (visit,))
    return [RequestRow(*row) for row in found]


def events(connection: Connection, ref: str) -> list[RequestEvent]:
    """The life of one request so far, oldest first."""
    found = connection.execute(
        "SELECT ref, k, leads_to, officer, second, t, reason, verdict, detail FROM request_events e WHERE request = ?"
        f" ORDER BY {in_order('e', about='request')}",
        (ref,),
    )
    return [RequestEvent(*row) for row in found]


def proposals(connection: Connection, ref: str) -> list[Proposal]:
    """Corrections the centre found to have come too late, neither taken over nor set aside yet; oldest first."""
    found = connection.execute(
        "SELECT v.ref, v.officer, v.t, v.form, v.papers FROM request_versions v JOIN request_events e ON e.ref = v.ref"
        " WHERE v.request = ? AND e.verdict = 'conflict' AND NOT EXISTS (SELECT 1 FROM request_events s"
        " WHERE s.request = v.request AND s.detail = v.ref AND s.verdict NOT IN ('refused', 'conflict'))"
        f" ORDER BY {in_order('v', about='request')}",
        (ref,),
    )
    return [Proposal(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4])) for row in found]


def with_proposals(connection: Connection, limit: int) -> list[str]:
    """Requests beside which somebody's late work lies."""
    found = connection.execute(
        "SELECT DISTINCT v.request FROM request_versions v JOIN request_events e ON e.ref = v.ref"
        " WHERE e.verdict = 'conflict' AND NOT EXISTS (SELECT 1 FROM request_events s WHERE s.request = v.request"
        " AND s.detail = v.ref AND s.verdict NOT IN ('refused', 'conflict')) LIMIT ?",
        (limit,),
    )
    return [str(row[0]) for row in found]


def hands(connection: Connection, ref: str) -> set[str]:
    """Everybody whose work is in the request as it stands: who took it in, corrected it, whose proposal was used."""
    found = connection.execute(
        "SELECT officer FROM requests WHERE ref = ? UNION SELECT v.officer FROM request_versions v"
        " JOIN request_events e ON e.ref = v.ref WHERE v.request = ? AND e.verdict NOT IN ('refused', 'conflict')"
        " UNION SELECT p.officer FROM request_events e JOIN request_events p ON p.ref = e.detail"
        " WHERE e.request = ? AND e.k = 'request.resubmitted' AND e.verdict NOT IN ('refused', 'conflict')",
        (ref, ref, ref),
    )
    return {str(row[0]) for row in found}


def open_question(connection: Connection, ref: str) -> str | None:
    """The line of the latest question nobody has answered."""
    row = connection.execute(
        "SELECT e.ref FROM request_events e WHERE e.request = ? AND e.k = 'request.asked'"
        " AND e.verdict NOT IN ('refused', 'conflict') AND NOT EXISTS (SELECT 1 FROM request_events a"
        " WHERE a.request = e.request AND a.detail = e.ref AND a.k = 'request.answered'"
        " AND a.verdict NOT IN ('refused', 'conflict')) ORDER BY e.t DESC, e.ref DESC LIMIT 1",
        (ref,),
    ).fetchone()
    return None if row is None else str(row[0])


def state_of(connection: Connection, ref: str) -> str | None:
    """The state of one request."""
    row = connection.execute("SELECT state FROM requests WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else str(row[0])
