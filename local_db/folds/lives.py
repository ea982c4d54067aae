"""Folds of queue tickets, complaints and public notices.

Every line leaves a step naming the state it leads to; what a row shows is what the last step says that the centre has
not refused, in the order of folds/order.py. So an outcome that refuses one puts the row back where it stood, and rows
are the same whatever order lines and outcomes arrived in.
"""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text
from local_db.folds.order import in_order

_STANDS = "e.verdict NOT IN ('refused', 'conflict')"


_SORTS = {"tickets": "ticket", "complaints": "complaint", "public_notices": "public_notice"}


def _step_of(table: str) -> str:
    """SQL: a step of a row's life that stands. Its name may have meant another thing to whoever wrote it: then it is a
    step of that sort of thing, and none of this one's."""
    return f"e.root = {table}.ref AND e.k GLOB '{_SORTS[table]}.*' AND {_STANDS}"


def _last(table: str, wanted: str, kinds: str = "", order: str = "DESC") -> str:
    """SQL: `wanted` of the last step that stands (of the first, with order ASC), of all kinds or of these."""
    of_kind = f" AND e.k IN ({kinds})" if kinds else ""
    return (
        f"(SELECT {wanted} FROM life_events e WHERE {_step_of(table)}{of_kind}"
        f" ORDER BY {in_order('e', order, 'root')} LIMIT 1)"
    )


def _state(table: str) -> str:
    leads = f"FROM life_events e WHERE {_step_of(table)} AND e.leads_to != ''"
    return f"state = coalesce((SELECT leads_to {leads} ORDER BY {in_order('e', 'DESC', 'root')} LIMIT 1), 'not_taken')"


_MOVED_COMPLAINT = "'complaint.forwarded', 'complaint.answered', 'complaint.reopened'"
_CALLED = "'ticket.called'"
RESTATE_TICKET = f"""UPDATE tickets SET {_state("tickets")},
  service_group = coalesce({_last("tickets", "json_extract(e.body, '$.group')", "'ticket.transferred'")}, first_group),
  holder = coalesce({_last("tickets", "json_extract(e.body, '$.desk')", "'ticket.given'")}, desk),
  counter = coalesce({_last("tickets", "json_extract(e.body, '$.counter')", _CALLED)}, ''),
  caller = coalesce({_last("tickets", "e.officer", _CALLED)}, ''),
  called = {_last("tickets", "e.t", _CALLED)},
  first_called = {_last("tickets", "e.t", _CALLED, "ASC")},
  calls = (SELECT count(*) FROM life_events e WHERE {_step_of("tickets")} AND e.k = {_CALLED}),
  ended = {_last("tickets", "e.t", "'ticket.served', 'ticket.missed', 'ticket.dropped'")}
  WHERE ref = ?"""
RESTATE_COMPLAINT = f"""UPDATE complaints SET {_state("complaints")},
  due = coalesce({_last("complaints", "json_extract(e.body, '$.due')", "'complaint.forwarded', 'complaint.reopened'")},
    first_due),
  agency = coalesce({_last("complaints", "json_extract(e.body, '$.agency')", "'complaint.forwarded'")}, ''),
  reason = coalesce({_last("complaints", "e.reason", _MOVED_COMPLAINT)}, ''),
  changed = coalesce((SELECT max(e.t) FROM life_events e WHERE {_step_of("complaints")}), received)
  WHERE ref = ?"""
RESTATE_NOTICE = f"""UPDATE public_notices SET {_state("public_notices")},
  objections = (SELECT count(*) FROM life_events e WHERE {_step_of("public_notices")}
    AND e.k = 'public_notice.objected'),
  reason = coalesce({_last("public_notices", "e.reason", "'public_notice.ended'")}, ''),
  changed = coalesce((SELECT max(e.t) FROM life_events e WHERE {_step_of("public_notices")}), changed)
  WHERE ref = ?"""
SEEN_BY = """UPDATE tickets SET visit = (SELECT v.ref FROM visits v WHERE v.ticket = tickets.ref
  ORDER BY v.opened DESC, v.ref DESC LIMIT 1) WHERE ref = ?"""
"""The visit of a ticket's holder: its line may come before the ticket's."""
LIFE_TABLES = (RESTATE_TICKET, RESTATE_COMPLAINT, RESTATE_NOTICE)
"""What follows an outcome: one statement a table, each for one row by reference."""


def _step(entry: Entry, origin: Origin, reference: str, root: str, leads_to: str, restate: str) -> Iterator[Statement]:
    reason = entry.b.get("reason") or ""
    yield (
        "INSERT INTO life_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " coalesce((SELECT result FROM outcomes WHERE ref = ?), ''), ?)",
        (
            reference,
            root,
            entry.k,
            leads_to,
            entry.o,
            origin.journal.desk,
            entry.t,
            reason,
            text({member: value for member, value in entry.b.items() if value != root}),  # which has a place of its own
            reference,
            origin.seq,
        ),
    )
    yield restate, (root,)


def _of(member: str, leads_to: str, restate: str) -> Fold:
    def fold(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
        yield from _step(entry, origin, reference, entry.b[member], leads_to, restate)

    return fold


def _issued(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body, desk = entry.b, origin.journal.desk
    yield (
        "INSERT INTO tickets (ref, desk, date, number, first_group, service_group, lane, services, issued, officer,"
        " seq, state, holder) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
        (
            reference,
            desk,
            body["date"],
            body["number"],
            body["group"],
            body["group"],
            body.get("lane", "ordinary"),
            text(body.get("services", [])),
            entry.t,
            entry.o,
            origin.seq,
            desk,
        ),
    )
    yield SEEN_BY, (reference,)
    yield from _step(entry, origin, reference, reference, "waiting", RESTATE_TICKET)


def _received(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    complainant = body.get("complainant")
    yield (
        "INSERT INTO complaints (ref, desk, officer, category, channel, anonymous, complainant, phone, subject, text,"
        " place, received, first_due, due, state, changed, track, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)",
        (
            reference,
            origin.journal.desk,
            entry.o,
            body["category"],
            body["channel"],
            int(body["anonymous"]),
            text(complainant) if complainant else None,
            body.get("phone") or "",
            body["subject"],
            body["text"],
            body.get("place", ""),
            entry.t,
            body.get("due"),
            body.get("due"),
            entry.t,
            body["track"],
            origin.seq,
        ),
    )
    yield from _step(entry, origin, reference, reference, "open", RESTATE_COMPLAINT)


def _answered(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    leads_to = "closed" if entry.b.get("final", True) else ""
    yield from _step(entry, origin, reference, entry.b["complaint"], leads_to, RESTATE_COMPLAINT)


def _posted(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO public_notices (ref, desk, officer, subject, text, place, request, posted, until, legal_basis,"
        " state, changed, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'posted', ?, ?)",
        (
            reference,
            origin.journal.desk,
            entry.o,
            body["subject"],
            body["text"],
            body["place"],
            body.get("request"),
            body["posted"],
            body["until"],
            body.get("legal_basis", ""),
            entry.t,
            origin.seq,
        ),
    )
    yield from _step(entry, origin, reference, reference, "posted", RESTATE_NOTICE)


LIFE_FOLDS: dict[str, Fold] = {
    "ticket.issued": _issued,
    "ticket.called": _of("ticket", "called", RESTATE_TICKET),
    "ticket.held": _of("ticket", "held", RESTATE_TICKET),
    "ticket.returned": _of("ticket", "waiting", RESTATE_TICKET),
    "ticket.missed": _of("ticket", "missed", RESTATE_TICKET),
    "ticket.transferred": _of("ticket", "waiting", RESTATE_TICKET),
    "ticket.served": _of("ticket", "served", RESTATE_TICKET),
    "ticket.dropped": _of("ticket", "dropped", RESTATE_TICKET),
    "ticket.asked": _of("ticket", "", RESTATE_TICKET),
    "ticket.given": _of("ticket", "", RESTATE_TICKET),
    "ticket.kept": _of("ticket", "", RESTATE_TICKET),
    "complaint.received": _received,
    "complaint.forwarded": _of("complaint", "forwarded", RESTATE_COMPLAINT),
    "complaint.answered": _answered,
    "complaint.reopened": _of("complaint", "open", RESTATE_COMPLAINT),
    "public_notice.posted": _posted,
    "public_notice.objected": _of("notice", "", RESTATE_NOTICE),
    "public_notice.logged": _of("notice", "", RESTATE_NOTICE),
    "public_notice.ended": _of("notice", "ended", RESTATE_NOTICE),
}
