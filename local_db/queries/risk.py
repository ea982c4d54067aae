"""What the ranking of the review asks: each question for all references at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from local_db.connection import Connection

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A record opened, and nothing asked for in that visit."""

    ref: str
    citizen: str
    officer: str
    purpose: str
    t: int


@dataclass(frozen=True, slots=True)
class ReprintRow:
    """A receipt of which more than one came out."""

    ref: str
    book: str
    number: int
    payer_name: str
    satang: int
    officer: str
    copies: int
    t: int


@dataclass(frozen=True, slots=True)
class NearCloseRow:
    """A receipt voided shortly before its drawer was closed. `second` is who confirmed it."""

    ref: str
    book: str
    number: int
    payer_name: str
    satang: int
    reason: str
    officer: str
    second: str
    t: int


def voided_near_close(
    connection: Connection, since: int, until: int, before_ms: int, closing: str, limit: int
) -> list[NearCloseRow]:
    """Voids of a span (ms) at most `before_ms` before the drawer closed; while it is open, before the hour `closing`
    (`16:30`, at the counter). Not looked at yet; newest first."""
    rows = connection.execute(
        "SELECT v.ref, r.book, r.number, r.payer_name, v.satang, v.reason, v.officer, v.second, v.t FROM voids v"
        " JOIN receipts r ON r.ref = v.receipt LEFT JOIN shifts s ON s.ref = v.shift"
        " WHERE v.t >= ?1 AND v.t < ?2 AND CASE WHEN s.closed IS NOT NULL THEN v.t >= s.closed - ?3"
        " ELSE time(v.t / 1000, 'unixepoch', '+7 hours') >= time(?4, '-' || (?3 / 1000) || ' seconds') END"
        " AND NOT EXISTS (SELECT 1 FROM checks c WHERE c.subject = v.ref) ORDER BY v.t DESC LIMIT ?5",
        (since, until, before_ms, closing, limit),
    )
    return [NearCloseRow(*row) for row in rows]


def _in_parts(refs: Sequence[str]) -> list[tuple[str, list[str]]]:
    parts = [list(refs[start : start + AT_ONCE]) for start in range(0, len(refs), AT_ONCE)]
    return [(", ".join("?" * len(part)), part) for part in parts]


def edited_after_payment(connection: Connection, refs: Sequence[str]) -> set[str]:
    """Requests whose form or fee changed after their receipt was issued."""
    found: set[str] = set()
    for marks, part in _in_parts(refs):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT DISTINCT q.ref FROM requests q JOIN receipts r ON r.ref = q.receipt"
                f" JOIN request_events e ON e.request = q.ref AND e.t > r.t"
                f" AND e.k IN ('request.resubmitted', 'request.repriced') WHERE q.ref IN ({marks})",
                part,
            )
        )
    return found


def asked_before(connection: Connection, refs: Sequence[str], within_ms: int) -> set[str]:
    """Requests for somebody who asked for the same service not long before."""
    found: set[str] = set()
    for marks, part in _in_parts(refs):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT q.ref FROM requests q WHERE q.ref IN ({marks}) AND q.concerns_number IS NOT NULL"
                " AND EXISTS (SELECT 1 FROM requests o WHERE o.concerns_number = q.concerns_number"
                " AND o.service = q.service AND o.ref != q.ref AND o.opened <= q.opened AND o.opened > q.opened - ?"
                " AND o.state NOT IN ('withdrawn', 'not_taken'))",
                (*part, within_ms),
            )
        )
    return found


def of_own_people(connection: Connection, refs: Sequence[str]) -> dict[str, bool]:
    """Requests about whoever took them in (True), or about their family or household (False)."""
    found: dict[str, bool] = {}
    for marks, part in _in_parts(refs):
        rows = connection.execute(
            f"""SELECT q.ref, o.pin IN (q.concerns_number, q.applicant_number)
            FROM requests q JOIN officers o ON o.officer = q.officer AND o.pin IS NOT NULL
            LEFT JOIN citizens me ON me.id = CAST(o.pin AS INTEGER)
            LEFT JOIN citizens they ON they.id = CAST(q.concerns_number AS INTEGER)
            WHERE q.ref IN ({marks}) AND q.concerns_number IS NOT NULL AND (
              o.pin IN (q.concerns_number, q.applicant_number) OR they.house = me.house
              OR they.pin IN (me.father, me.mother) OR me.pin IN (they.father, they.mother)
              OR they.father = me.father OR they.mother = me.mother)""",
            part,
        )
        found.update({str(row[0]): bool(row[1]) for row in rows})
    return found


def late_ms(connection: Connection, desk: str, refs: Sequence[str], now_ms: int) -> dict[str, int]:
    """How long the request's first line had existed before anybody else could know it, ms.

    Of an own line until the centre's proof; of another desk's at least as long as the own clock had gone on by then.
    """
    found: dict[str, int] = {}
    for marks, part in _in_parts(refs):
        rows = connection.execute(
            f"""SELECT q.ref, q.opened, CASE WHEN q.desk = ? THEN
              (SELECT coalesce((SELECT min(a.at) FROM acks a WHERE a.desk = ? AND a.epoch = j.epoch
                AND a.through >= j.n), ?) FROM journal j WHERE j.seq = q.opened_seq)
              ELSE (SELECT max(j.t) FROM journal j WHERE j.seq < q.opened_seq AND j.seq > q.opened_seq - 200) END
            FROM requests q WHERE q.ref IN ({marks})""",
            (desk, desk, now_ms, *part),
        )
        found.update({str(ref): int(until) - int(opened) for ref, opened, until in rows if until is not None})
    return found


def looked_without_request(connection: Connection, since: int, until: int, limit: int) -> list[ViewRow]:
    """Records opened for a request, while no request was taken in for that visit and the visit is over; newest first.

    Own enquiries, payments and official duty are purposes of their own and no sign of anything.
    """
    rows = connection.execute(
        "SELECT v.ref, v.citizen, v.officer, v.purpose, v.t FROM views v JOIN visits s ON s.ref = v.visit"
        " WHERE v.t >= ? AND v.t < ? AND v.purpose IN ('request', 'correction') AND s.closed IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM requests q WHERE q.visit = v.visit)"
        " AND NOT EXISTS (SELECT 1 FROM checks c WHERE c.subject = v.ref) ORDER BY v.t DESC LIMIT ?",
        (since, until, limit),
    )
    return [ViewRow(*row) for row in rows]


def reprinted(connection: Connection, since: int, until: int, limit: int) -> list[ReprintRow]:
    """Receipts of a span (ms) that were printed more than once and not looked at yet; newest first."""
    rows = connection.execute(
        "SELECT ref, book, number, payer_name, satang, officer, copies, t FROM receipts WHERE t >= ? AND t < ?"
        " AND copies > 1 AND NOT EXISTS (SELECT 1 FROM checks c WHERE c.subject = receipts.ref)"
        " ORDER BY t DESC LIMIT ?",
        (since, until, limit),
    )
    return [ReprintRow(*row) for row in rows]


def decided_at_counter(connection: Connection, since: int, until: int, limit: int) -> list[str]:
    """Requests the counter decided alone in a span (ms) and nobody looked at yet: what a sample is drawn from."""
    rows = connection.execute(
        "SELECT ref FROM requests WHERE opened >= ? AND opened < ? AND decided_by = 'counter'"
        " AND state IN ('approved', 'done') AND NOT EXISTS (SELECT 1 FROM checks c WHERE c.subject = requests.ref)"
        " ORDER BY opened DESC LIMIT ?",
        (since, until, limit),
    )
    return [str(row[0]) for row in rows]


def tracks(connection: Connection, refs: Sequence[str]) -> dict[str, str]:
    """The tracking code of each request."""
    found: dict[str, str] = {}
    for marks, part in _in_parts(refs):
        found.update(
            {
                row[0]: row[1]
                for row in connection.execute(f"SELECT ref, track FROM requests WHERE ref IN ({marks})", part)
            }
        )
    return found
