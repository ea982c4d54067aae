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

_STANDS = "verdict NOT IN ('refused', 'conflict')"
_OF_THIS = "FROM request_events e WHERE e.request = requests.ref"

RESTATE = f"""UPDATE requests SET
  state = coalesce((SELECT leads_to {_OF_THIS} AND e.leads_to != ''
    AND e.{_STANDS} ORDER BY e.seq DESC LIMIT 1), '{NOT_TAKEN}'),
  reason = coalesce((SELECT reason {_OF_THIS} AND e.leads_to != ''
    AND e.{_STANDS} ORDER BY e.seq DESC LIMIT 1), '')
  WHERE ref = ?"""

_SINCE_SUBMITTED = f"""e.seq > (SELECT max(s.seq) FROM request_events s WHERE s.request = requests.ref
    AND s.k IN ('request.submitted', 'request.resubmitted') AND s.{_STANDS})"""

RESTATE_REVIEW = f"""UPDATE requests SET
  assigned = coalesce((SELECT detail {_OF_THIS} AND e.k = 'request.reassigned'
    AND e.{_STANDS} ORDER BY e.seq DESC LIMIT 1), ''),
  reviewer = coalesce((SELECT officer {_OF_THIS} AND e.k = 'request.taken_up'
    AND e.{_STANDS} AND {_SINCE_SUBMITTED} ORDER BY e.seq DESC LIMIT 1), ''),
  endorsed = coalesce((SELECT officer {_OF_THIS} AND e.k = 'request.endorsed'
    AND e.{_STANDS} AND {_SINCE_SUBMITTED} ORDER BY e.seq DESC LIMIT 1), ''),
  question = coalesce((SELECT reason {_OF_THIS} AND e.k = 'request.asked' AND e.{_STANDS} AND {_SINCE_SUBMITTED}
    AND NOT EXISTS (SELECT 1 FROM request_events a WHERE a.request = requests.ref AND a.detail = e.ref
      AND a.k = 'request.answered' AND a.{_STANDS})
    ORDER BY e.t DESC, e.ref DESC LIMIT 1), ''),
  form = coalesce((SELECT v.form FROM request_versions v JOIN request_events e ON e.ref = v.ref
    WHERE v.request = requests.ref AND e.{_STANDS} ORDER BY v.seq DESC LIMIT 1), form),
  papers = coalesce((SELECT v.papers FROM request_versions v JOIN request_events e ON e.ref = v.ref
    WHERE v.request = requests.ref AND e.{_STANDS} ORDER BY v.seq DESC LIMIT 1), papers)
  WHERE ref = ?"""
"""Who is at the request, what was asked, and the form of the last submission that stands: after each step of a review
and each outcome; a plain submission and its payment do not pay for it."""


def event(
    entry: Entry, origin: Origin, reference: str, request: str, leads_to: str, detail: str = ""
) -> Iterator[Statement]:
    """One step of a request's life; `leads_to` is empty for one that does not move it."""
    reason = entry.b.get("reason") or entry.b.get("note") or ""
    yield (
        "INSERT INTO request_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        "coalesce((SELECT result FROM outcomes WHERE ref = ?), ''), ?, ?)",
        (reference, request, entry.k, leads_to, entry.o, entry.w, entry.t, reason, reference, origin.seq, detail),
    )
    yield "UPDATE requests SET changed = ? WHERE ref = ?", (entry.t, request)
    yield RESTATE, (request,)


def _state_taken_in(body: dict[str, Any]) -> str:
    """Where a submission leads (desk/rules/request_life.py): papers first, then whoever decides."""
    if any(paper["how"] == "missing" for paper in body["papers"]):
        return "waiting_papers"
    return "approved" if body["decided_by"] == "counter" else "submitted"


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
    yield from event(entry, origin, reference, reference, state)


def _resubmitted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    request = body["request"]
    yield (
        "INSERT OR IGNORE INTO request_versions SELECT ref, ref, form, papers, officer, opened, opened_seq"
        " FROM requests WHERE ref = ?",
        (request,),
    )
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
        "UPDATE requests SET fee_satang = ?, service_from = ? WHERE ref = ?",
        (body["fee_satang"], body["service_from"], body["request"]),
    )
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
