"""Folds of a request's life.

Every line on a request leaves an event naming the state it leads to. The state shown is that of the last event the
centre has not refused, so an outcome that refuses one line puts the request back where it stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text

NOT_TAKEN = "not_taken"
"""State of a request whose very first line the centre refused: kept for ever, with its reason, in a list of its own."""

RESTATE = f"""UPDATE requests SET
  state = coalesce((SELECT leads_to FROM request_events e WHERE e.request = requests.ref AND e.leads_to != ''
    AND e.verdict NOT IN ('refused', 'conflict') ORDER BY e.seq DESC LIMIT 1), '{NOT_TAKEN}'),
  reason = coalesce((SELECT reason FROM request_events e WHERE e.request = requests.ref AND e.leads_to != ''
    AND e.verdict NOT IN ('refused', 'conflict') ORDER BY e.seq DESC LIMIT 1), '')
  WHERE ref = ?"""


def _event(entry: Entry, origin: Origin, reference: str, request: str, leads_to: str) -> Iterator[Statement]:
    reason = entry.b.get("reason") or entry.b.get("note") or ""
    yield (
        "INSERT INTO request_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        "coalesce((SELECT result FROM outcomes WHERE ref = ?), ''), ?)",
        (reference, request, entry.k, leads_to, entry.o, entry.w, entry.t, reason, reference, origin.seq),
    )
    yield "UPDATE requests SET changed = ? WHERE ref = ?", (entry.t, request)
    yield RESTATE, (request,)


def _state_taken_in(body: dict[str, Any]) -> str:
    """Where a submission leads (desk/rules/request_life.py): papers first, then whoever decides."""
    if any(paper["how"] == "missing" for paper in body["papers"]):
        return "waiting_papers"
    return "submitted" if body["decided_by"] == "supervisor" else "approved"


def _submitted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    applicant, concerns, acting = body["applicant"], body["concerns"], body.get("acting")
    state = _state_taken_in(body)
    yield (
        "INSERT INTO requests (ref, desk, service, service_from, state, applicant_name, applicant_number, applicant,"
        " concerns_name, concerns_number, concerns, acting, form, papers, fee_satang, due, visit, decided_by, officer,"
        " opened, opened_seq, changed, track) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            reference,
            origin.journal.desk,
            body["service"],
            body["service_from"],
            state,
            applicant["name"],
            applicant.get("number"),
            text(applicant),
            concerns["name"],
            concerns.get("number"),
            text(concerns),
            text(acting) if acting else None,
            text(body["form"]),
            text(body["papers"]),
            body.get("fee_satang"),
            body.get("due"),
            body.get("visit"),
            body["decided_by"],
            entry.o,
            entry.t,
            origin.seq,
            entry.t,
            body["track"],
        ),
    )
    yield from _event(entry, origin, reference, reference, state)


def _resubmitted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "UPDATE requests SET form = ?, papers = ? WHERE ref = ?",
        (text(body["form"]), text(body["papers"]), body["request"]),
    )
    yield from _event(entry, origin, reference, body["request"], _state_taken_in(body))


def _repriced(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "UPDATE requests SET fee_satang = ?, service_from = ? WHERE ref = ?",
        (body["fee_satang"], body["service_from"], body["request"]),
    )
    yield from _event(entry, origin, reference, body["request"], "")


def _leads_to(state: str) -> Fold:
    def fold(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
        yield from _event(entry, origin, reference, entry.b["request"], state)

    return fold


REQUEST_FOLDS: dict[str, Fold] = {
    "request.submitted": _submitted,
    "request.resubmitted": _resubmitted,
    "request.repriced": _repriced,
    "request.approved": _leads_to("approved"),
    "request.returned": _leads_to("returned"),
    "request.refused": _leads_to("refused"),
    "request.withdrawn": _leads_to("withdrawn"),
    "request.done": _leads_to("done"),
}
