"""Folds of a request's life.

Every line on a request leaves an event naming the state it leads to. The state shown is that of the last event the
centre has not refused, in the order of folds/order.py, so an outcome that refuses one line puts the request back where
it stood. What is shown follows from the lines and outcomes held alone: a line may come before the request it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text
from local_db.folds.order import depth, in_order

NOT_TAKEN = "not_taken"
"""State of a request whose very first line the centre refused: kept for ever, with its reason, in a list of its own."""

_STANDS = "verdict NOT IN ('refused', 'conflict')"
_OF_THIS = "FROM request_events e WHERE e.request = requests.ref"

_LAST = f"ORDER BY {in_order('e', 'DESC', about='request')} LIMIT 1"

_STATE = f"""
  (state, reason) = (SELECT coalesce(max(l.leads_to), '{NOT_TAKEN}'), coalesce(max(l.reason), '') FROM
    (SELECT leads_to, reason {_OF_THIS} AND e.leads_to != '' AND e.{_STANDS} {_LAST}) l),
  changed = coalesce((SELECT max(e.t) {_OF_THIS}), changed)"""
RESTATE = f"UPDATE requests SET {_STATE} WHERE ref = ?"

_SINCE_SUBMITTED = f"""{depth("e")} > (SELECT max({depth("b")}) FROM request_events b WHERE b.request = requests.ref
    AND b.k IN ('request.submitted', 'request.resubmitted') AND b.{_STANDS})"""

_REVIEW = f"""
  assigned = coalesce((SELECT detail {_OF_THIS} AND e.k = 'request.reassigned'
    AND e.{_STANDS} {_LAST}), ''),
  reviewer = coalesce((SELECT officer {_OF_THIS} AND e.k = 'request.taken_up'
    AND e.{_STANDS} AND {_SINCE_SUBMITTED} {_LAST}), ''),
  endorsed = coalesce((SELECT officer {_OF_THIS} AND e.k = 'request.endorsed'
    AND e.{_STANDS} AND {_SINCE_SUBMITTED} {_LAST}), ''),
  question = coalesce((SELECT reason {_OF_THIS} AND e.k = 'request.asked' AND e.{_STANDS} AND {_SINCE_SUBMITTED}
    AND NOT EXISTS (SELECT 1 FROM request_events a WHERE a.request = requests.ref AND a.detail = e.ref
      AND a.k = 'request.answered' AND a.{_STANDS})
    ORDER BY e.t DESC, e.ref DESC LIMIT 1), ''),
  form = coalesce((SELECT v.form FROM request_versions v JOIN request_events e ON e.ref = v.ref
    WHERE v.request = requests.ref AND e.{_STANDS} {_LAST}), form),
  papers = coalesce((SELECT v.papers FROM request_versions v JOIN request_events e ON e.ref = v.ref
    WHERE v.request = requests.ref AND e.{_STANDS} {_LAST}), papers)"""
RESTATE_REVIEW = f"UPDATE requests SET {_REVIEW} WHERE ref = ?"
"""Who is at the request, what was asked, and the form of the last submission that stands: after each step of a review
and each outcome; a plain submission and its payment do not pay for it."""


_PRICE = f"""
  fee_satang = (SELECT fee_satang FROM (SELECT ref, request, t, fee_satang FROM request_prices
    WHERE request = requests.ref UNION ALL SELECT ref, request, t, satang FROM waivers WHERE request = requests.ref
    UNION ALL SELECT ref, ref, opened, first_fee_satang FROM requests first WHERE first.ref = requests.ref) e {_LAST}),
  service_from = coalesce((SELECT service_from FROM request_prices e WHERE e.request = requests.ref {_LAST}),
    first_service_from)"""
RESTATE_PRICE = f"UPDATE requests SET {_PRICE} WHERE ref = ?"
"""What it costs: as it was priced last, or waived."""

_RECEIPT = """
  receipt = (SELECT r.ref FROM order_items i JOIN receipts r ON r.order_ref = i.order_ref WHERE i.request = requests.ref
    AND i.part = 0 AND i.account NOT LIKE 'deposit%' AND r.voided IS NULL ORDER BY r.t DESC, r.ref DESC LIMIT 1)"""
RESTATE_RECEIPT = f"UPDATE requests SET {_RECEIPT} WHERE ref = ?"
"""The receipt that pays it whole (no part of it, no deposit) and was not voided."""

REQUEST_TABLE = (RESTATE, RESTATE_REVIEW)
"""What follows an outcome, or another order of its lines."""

_CAUGHT_UP = f"""UPDATE requests SET {_STATE}, {_REVIEW}, {_PRICE}, {_RECEIPT} WHERE ref = ?1
  AND EXISTS (SELECT 1 FROM request_events WHERE request = ?1 AND ref != ?1
  UNION ALL SELECT 1 FROM outcomes WHERE ref = ?1 UNION ALL SELECT 1 FROM order_items WHERE request = ?1
  UNION ALL SELECT 1 FROM waivers WHERE request = ?1)"""
"""All of it at once, where other lines on the request, or what the centre said of it, came before it."""


def event(
    entry: Entry, origin: Origin, reference: str, request: str, leads_to: str, detail: str = "", said: str = ""
) -> Iterator[Statement]:
    """One step of a request's life; `leads_to` is empty for one that does not move it. `said` where the body has
    neither reason nor note."""
    yield _event(entry, origin, reference, request, leads_to, detail, said)
    yield RESTATE, (request,)


def _event(
    entry: Entry, origin: Origin, reference: str, request: str, leads_to: str, detail: str = "", said: str = ""
) -> Statement:
    reason = entry.b.get("reason") or entry.b.get("note") or said
    return (
        "INSERT INTO request_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        "coalesce((SELECT result FROM outcomes WHERE ref = ?), ''), ?, ?)",
        (reference, request, entry.k, leads_to, entry.o, entry.w, entry.t, reason, reference, origin.seq, detail),
    )


def _state_taken_in(body: dict[str, Any]) -> str:
    """Where a submission leads (desk/rules/request_life.py): papers first, then whoever decides."""
    if any(paper["how"] == "missing" for paper in body["papers"]):
        return "waiting_papers"
    return "approved" if body["decided_by"] == "counter" else "submitted"


_FIRST_FORM = """INSERT OR IGNORE INTO request_versions SELECT ref, ref, form, papers, officer, opened, opened_seq
  FROM requests WHERE ref = ?1"""


def _submitted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    applicant, concerns, acting = body["applicant"], body["concerns"], body.get("acting")
    state = _state_taken_in(body)
    yield (
        "INSERT INTO requests (ref, desk, service, service_from, state, applicant_name, applicant_number, applicant,"
        " concerns_name, concerns_number, concerns, acting, form, papers, fee_satang, due, visit, decided_by, officer,"
        " opened, opened_seq, changed, track, first_fee_satang, first_service_from)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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
            body.get("fee_satang"),
            body["service_from"],
        ),
    )
    yield _event(entry, origin, reference, reference, state)
    yield f"{_FIRST_FORM} AND EXISTS (SELECT 1 FROM request_versions WHERE request = ?1)", (reference,)
    yield _CAUGHT_UP, (reference,)


def _resubmitted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    request = body["request"]
    yield _FIRST_FORM, (request,)
    yield (
        "INSERT INTO request_versions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (reference, request, text(body["form"]), text(body["papers"]), entry.o, entry.t, origin.seq),
    )
    state = _state_taken_in(body)
    yield from event(entry, origin, reference, request, state, body.get("proposal") or "")
    yield RESTATE_REVIEW, (request,)


def _repriced(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO request_prices VALUES (?, ?, ?, ?, ?)",
        (reference, body["request"], body["fee_satang"], body["service_from"], entry.t),
    )
    yield RESTATE_PRICE, (body["request"],)
    yield from event(entry, origin, reference, body["request"], "")


def _leads_to(state: str) -> Fold:
    def fold(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
        yield from event(entry, origin, reference, entry.b["request"], state)

    return fold


def _in_review(state: str, detail: str = "") -> Fold:
    """A step of the review: it may leave the state as it is, and says something beside it in the member `detail`."""

    def fold(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
        request = entry.b["request"]
        yield from event(entry, origin, reference, request, state, str(entry.b[detail]) if detail else "")
        yield RESTATE_REVIEW, (request,)

    return fold


REQUEST_FOLDS: dict[str, Fold] = {
    "request.submitted": _submitted,
    "request.resubmitted": _resubmitted,
    "request.repriced": _repriced,
    "request.taken_up": _in_review("in_review"),
    "request.asked": _in_review(""),
    "request.answered": _in_review("", "asked"),
    "request.endorsed": _in_review("in_review"),
    "request.signed": _leads_to("approved"),
    "request.reassigned": _in_review("", "to"),
    "request.proposal_set_aside": _in_review("", "proposal"),
    "request.approved": _leads_to("approved"),
    "request.returned": _leads_to("returned"),
    "request.refused": _leads_to("refused"),
    "request.withdrawn": _leads_to("withdrawn"),
    "request.done": _leads_to("done"),
}
