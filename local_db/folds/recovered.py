"""Folding of recovered lines: the act stays one act, under its new name; the old name stays an alias.

Where the line was folded here before, its rows are renamed; where it never arrived, the line inside is folded. After a
fork two lines bear the same old name: a desk's own later lines mean the one it carried over, everybody else the one the
centre holds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from desk.model.line import Entry, Journal, LineFault, parse_reference, read_recovered, unwrapped
from local_db import meta
from local_db.connection import Connection
from local_db.folds import Origin, fold_as, restate_subject
from local_db.folds.order import move_waiting

_MEMBERS: Final = (
    *("visit", "viewed", "request", "order", "payment", "receipt", "shift"),
    *("proposal", "asked", "ticket", "ask", "complaint", "notice", "subject", "handover"),
    *("refund", "replaces", "day"),
)
"""Members of a body that name a line; items name their request."""

_NAMING_A_RECEIPT: Final = (
    ("receipts", "replaces"),
    *((table, "receipt") for table in ("requests", "prints", "undo", "voids", "refunds")),
)
_NAMED_BY: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "officer.signed_in": (("sign_ins", "ref"),),
    "visit.opened": (
        ("visits", "ref"),
        ("views", "visit"),
        ("requests", "visit"),
        ("orders", "visit"),
        ("tickets", "visit"),
    ),
    "record.viewed": (("views", "ref"), ("reveals", "viewed"), ("checks", "subject")),
    "record.revealed": (("reveals", "ref"),),
    "looks.extended": (("look_allowances", "ref"),),
    "request.submitted": (
        ("requests", "ref"),
        ("request_events", "request"),
        ("order_items", "request"),
        ("request_versions", "ref"),
        ("request_versions", "request"),
        ("public_notices", "request"),
        ("checks", "subject"),
        ("waivers", "request"),
        ("request_prices", "request"),
        ("assessments_told", "request"),
    ),
    "request.repriced": (("request_prices", "ref"),),
    "request.resubmitted": (("request_versions", "ref"), ("request_events", "detail")),
    "request.asked": (("request_events", "detail"),),
    "ticket.issued": (("tickets", "ref"), ("life_events", "root"), ("visits", "ticket")),
    "complaint.received": (("complaints", "ref"), ("life_events", "root")),
    "public_notice.posted": (("public_notices", "ref"), ("life_events", "root")),
    "review.checked": (("checks", "ref"),),
    "day.reviewed": (("day_reviews", "ref"),),
    "handover.written": (("handovers", "ref"), ("handovers_taken", "handover")),
    "handover.taken": (("handovers_taken", "ref"),),
    "shift.opened": (
        ("shifts", "ref"),
        *((table, "shift") for table in ("shift_counts", "orders", "payments", "receipts", "undo", "voids")),
        *((table, "shift") for table in ("postings", "balances", "cash_moves")),
        ("refunds", "paid_shift"),
    ),
    "shift.handed_over": (("shift_counts", "ref"),),
    "order.opened": (
        ("orders", "ref"),
        ("order_items", "order_ref"),
        ("payments", "order_ref"),
        ("receipts", "order_ref"),
        ("slips_seen", "order_ref"),
    ),
    "payment.taken": (("payments", "ref"), ("receipts", "payment_ref"), ("tenders", "payment")),
    "receipt.issued": (("receipts", "ref"), ("checks", "subject"), *_NAMING_A_RECEIPT),
    "receipt.written": (
        *(("orders", "ref"), ("order_items", "order_ref"), ("payments", "ref"), ("payments", "order_ref")),
        *(("receipts", "ref"), ("receipts", "order_ref"), ("receipts", "payment_ref")),
        *_NAMING_A_RECEIPT,
    ),
    "receipt.printed": (("prints", "ref"),),
    "paper.printed": (("prints", "ref"),),
    "receipt.voided": (("voids", "ref"), ("receipts", "voided"), ("undo_steps", "ref")),
    "undo.asked": (("undo", "ref"), ("undo_steps", "asked")),
    "undo.confirmed": (("undo", "answer"), ("undo_steps", "ref")),
    "undo.dropped": (("undo", "answer"), ("undo_steps", "ref")),
    "refund.approved": (("refunds", "ref"), ("undo_steps", "ref")),
    "refund.paid": (("refunds", "paid"),),
    "cheque.bounced": (("tenders", "bounced"),),
    "fee.waived": (("waivers", "ref"),),
    "cash.moved": (("cash_moves", "ref"),),
    "safe.checked": (("safe_checks", "ref"),),
    "remittance.made": (("remittances", "ref"),),
    "numbers.ended": (("numbers_ended", "ref"),),
    "settlement.placed": (("placements", "ref"),),
    "slip.seen": (("slips_seen", "ref"),),
    "assessment.told": (("assessments_told", "ref"),),
    "day.closed": (("days", "ref"),),
}
"""Where the rows of other lines name a line of this kind."""


def fold_recovered(connection: Connection, entry: Entry, origin: Origin) -> None:
    """Fold a `line.recovered`. Raises LineFault for one that carries no line."""
    found, reference = read_recovered(entry), origin.journal.reference(entry.n)
    if any(parse_reference(name)[0].desk != origin.journal.desk for name in found.names):
        raise LineFault("a line of another desk")
    inner = found.entry
    held = next((name for name in reversed(found.names) if _folded(connection, name, inner.raw, origin.seq)), None)
    for name in found.names:
        _name_anew(connection, name, origin.journal, reference)
    if held is not None:
        _rename(connection, inner, held, reference)
        if move_waiting(connection, reference):  # somebody spoke of it by its new name before that was known here
            restate_subject(connection, reference)
        return
    for name in found.names:
        # whoever had it from the hub may have spoken of it before it came here
        if _bytes_of(connection, name, None) is None:
            _rename(connection, inner, name, reference)
    # the first name is the one the line was written under: bank references on paper were made of it
    first = Origin(parse_reference(found.names[0])[0], origin.seq)
    fold_as(connection, with_names_of_today(connection, inner, origin), first, reference)


def current_name(connection: Connection, reference: str) -> str:
    """The name a line goes by: for questions of people, who may hold paper with an old one."""
    row = connection.execute("SELECT new FROM aliases WHERE old = ?", (reference,)).fetchone()
    return reference if row is None else str(row[0])


def by_any_name(connection: Connection, question: str, reference: str) -> tuple[Any, ...] | None:
    """The row a question by reference finds, by the name given, else by the one the line goes by now."""
    row: tuple[Any, ...] | None = connection.execute(question, (reference,)).fetchone()
    if row is not None:
        return row
    today = current_name(connection, reference)
    found: tuple[Any, ...] | None = connection.execute(question, (today,)).fetchone() if today != reference else None
    return found


def with_names_of_today(connection: Connection, entry: Entry, origin: Origin) -> Entry:
    """The line with every reference in it replaced by the name that line goes by."""
    if connection.execute("SELECT 1 FROM aliases LIMIT 1").fetchone() is None:
        return entry

    def named(value: object) -> object:
        return _meant(connection, value, origin) if isinstance(value, str) else value

    body = {member: named(value) if member in _MEMBERS else value for member, value in entry.b.items()}
    items = body.get("items")
    if isinstance(items, list):
        body["items"] = [
            item | {"request": named(item["request"])} if isinstance(item, dict) and "request" in item else item
            for item in items
        ]
    tenders = body.get("tenders")
    if isinstance(tenders, list):  # a piece out of a deposit names the deposit's receipt
        body["tenders"] = [
            piece | {"reference": named(piece["reference"])} if piece.get("method") == "deposit" else piece
            for piece in tenders
        ]
    return replace(entry, p=None if entry.p is None else _meant(connection, entry.p, origin), b=body)


def already_folded(connection: Connection, journal: Journal, n: int, raw: bytes) -> bool:
    """Whether a line that arrives late was folded already, as the one carried over from it."""
    row = connection.execute("SELECT new FROM aliases WHERE old = ?", (journal.reference(n),)).fetchone()
    return row is not None and _bytes_of(connection, str(row[0]), None) == unwrapped(raw)


def was_taken_for_another(connection: Connection, journal: Journal, n: int, raw: bytes) -> bool:
    """Whether lines folded before this one came speak of its name and were understood as speaking of another act that
    bore it: the one another machine of a copied desk carried over."""
    reference = journal.reference(n)
    today = current_name(connection, reference)
    if today == reference or _bytes_of(connection, today, None) == unwrapped(raw):
        return False
    named = f'"{reference}"'.encode()
    question = "SELECT 1 FROM received WHERE instr(raw, ?) AND NOT (desk = ? AND epoch >= ?) LIMIT 1"
    at = parse_reference(today)[0]
    return connection.execute(question, (named, at.desk, at.epoch)).fetchone() is not None


def _name_anew(connection: Connection, name: str, journal: Journal, reference: str) -> None:
    """An old name means the line carried over last: by epochs, in whatever order they came."""
    row = connection.execute("SELECT new FROM aliases WHERE old = ?", (name,)).fetchone()
    if row is None or parse_reference(str(row[0]))[0].epoch < journal.epoch:
        connection.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (name, reference))


def _meant(connection: Connection, reference: str, origin: Origin) -> str:
    row = connection.execute("SELECT new FROM aliases WHERE old = ?", (reference,)).fetchone()
    if row is None:
        return reference
    today = str(row[0])
    carried_over = parse_reference(today)[0]
    if origin.journal.desk == carried_over.desk and origin.journal.epoch >= carried_over.epoch:
        return today
    other = _received(connection, reference, None)
    return today if other is None or other == _bytes_of(connection, today, None) else reference


def _folded(connection: Connection, reference: str, raw: bytes, before: int) -> bool:
    return _bytes_of(connection, reference, before) == raw


def _bytes_of(connection: Connection, reference: str, before: int | None) -> bytes | None:
    """The act a line of ours, or one received before `before`, carries."""
    journal, n = parse_reference(reference)
    if journal.desk == meta.get(connection, "desk"):
        row = connection.execute("SELECT raw FROM journal WHERE epoch = ? AND n = ?", (journal.epoch, n)).fetchone()
        if row is not None:
            return unwrapped(bytes(row[0]))
    return _received(connection, reference, before)


def _received(connection: Connection, reference: str, before: int | None) -> bytes | None:
    journal, n = parse_reference(reference)
    row = connection.execute(
        "SELECT raw FROM received WHERE desk = ? AND epoch = ? AND n = ? AND (? IS NULL OR seq < ?)",
        (journal.desk, journal.epoch, n, before, before),
    ).fetchone()
    return None if row is None else unwrapped(bytes(row[0]))


def _rename(connection: Connection, inner: Entry, old: str, new: str) -> None:
    connection.execute("UPDATE subjects SET ref = ? WHERE ref = ?", (new, old))
    connection.execute("UPDATE subjects SET root = ? WHERE root = ?", (new, old))  # also of lines that wait for it
    from desk.rules.ledger import POSTING_KINDS  # late: the first screen needs no ledger

    columns = _NAMED_BY.get(inner.k, ())
    if inner.k.startswith("request."):
        columns = (*columns, ("request_events", "ref"))
    if inner.k.startswith(("ticket.", "complaint.", "public_notice.")):
        columns = (*columns, ("life_events", "ref"))
    if inner.k in POSTING_KINDS:
        connection.execute("UPDATE postings SET ref = ? WHERE seq = ?", (new, _seq_of(connection, old)))
    for table, column in columns:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))
    if inner.k in ("receipt.issued", "receipt.written"):
        connection.execute("UPDATE tenders SET reference = ? WHERE reference = ? AND method = 'deposit'", (new, old))


def _seq_of(connection: Connection, reference: str) -> int | None:
    """The place in the order of arrival at which a line was folded here."""
    journal, n = parse_reference(reference)
    question = "SELECT seq FROM received WHERE desk = ? AND epoch = ? AND n = ?"
    values: tuple[object, ...] = (journal.desk, journal.epoch, n)
    if journal.desk == meta.get(connection, "desk"):
        question, values = "SELECT seq FROM journal WHERE epoch = ? AND n = ?", values[1:]
    row = connection.execute(question, values).fetchone()
    return None if row is None else int(row[0])
