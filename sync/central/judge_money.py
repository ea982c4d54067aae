"""Rules for orders, payments, receipts and shifts. Pure. Facts of money are never refused, at most `conflict`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desk.model.kinds.money import OrderCancelled, OrderOpened, PaymentTaken, ReceiptIssued, ReceiptPrinted
from desk.model.kinds.shifts import ShiftClosed, ShiftHandedOver
from desk.model.line import parse_reference
from desk.rules.office_day import fiscal_year
from sync.central.adjudication import BillAsked, Case, Life, ReceiptUsed, Rule, Verdict


def order_opened(case: Case) -> Verdict:
    """The basket as one order; by QR the bank is asked."""
    body = case.body
    assert isinstance(body, OrderOpened)
    for item in body.items:
        if case.known.act(case.name(item.request)) is None:
            return case.waiting("unknown-reference", item.request)
    if sum(item.satang for item in body.items) != body.satang:
        return case.refused("sum")
    life = Life(case.ref, "open", case.ref, {"satang": body.satang, "method": body.method})
    if case.first_name != case.ref:
        life = replace(life, facts={**life.facts, "ref1": ref1_of(case.first_name)})
    if body.method == "qr":
        return case.applied(life, BillAsked(ref1_of(case.first_name), case.ref, body.satang))
    return case.applied(life)


def order_cancelled(case: Case) -> Verdict:
    """Not paid, no longer asked for."""
    body = case.body
    assert isinstance(body, OrderCancelled)
    life = case.life_of(body.order, needs="satang")
    if isinstance(life, Verdict):
        return life
    if case.stale(life):
        return case.stale_conflict(life)
    if life.state != "open":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied(replace(life, state="cancelled", latest=case.ref))


def payment_taken(case: Case) -> Verdict:
    """Money came in, whatever the centre thinks of it."""
    body = case.body
    assert isinstance(body, PaymentTaken)
    life = case.life_of(body.order, needs="satang")
    if isinstance(life, Verdict):
        return life
    if life.state != "open":
        code = "already-paid" if life.state == "paid" else "order-cancelled"
        return case.conflict(code, fields={"latest": life.latest, "state": life.state}, satang=body.satang)
    paid = replace(life, state="paid", latest=case.ref)
    if case.stale(life):
        return case.stale_conflict(life)
    if body.satang != life.facts["satang"] or not _adds_up(body):
        return case.conflict("sum", paid, fields={"order_satang": life.facts["satang"]}, satang=body.satang)
    # a list of pieces names the bank's sum by its reference: it may have been asked for by an order before
    asked = case.known.settled_satang(life.facts.get("ref1") or ref1_of(life.root))
    if body.method == "qr" and body.tenders is None and asked != body.satang + (body.surplus_satang or 0):
        return case.conflict("not-settled", paid, satang=body.satang)
    return case.applied(paid, satang=body.satang)


def _adds_up(body: PaymentTaken) -> bool:
    """What was handed over less the change is the sum, with what cash was rounded by; the pieces make the sum."""
    kept = body.tendered_satang - body.change_satang
    pieces = [piece.satang for piece in body.tenders] if body.tenders is not None else [body.satang]
    return kept == body.satang + (body.rounding_satang or 0) and sum(pieces) == body.satang


def receipt_issued(case: Case) -> Verdict:
    """A number of a leased book, used once."""
    body = case.body
    assert isinstance(body, ReceiptIssued)
    payment = case.known.act(case.name(body.payment))
    if payment is None:
        return case.waiting("unknown-reference", body.payment)
    used = ReceiptUsed(body.fiscal_year, body.book, body.number, case.ref)
    other = case.known.receipt(body.fiscal_year, body.book, body.number)
    if other is not None and other != case.ref:
        return case.conflict("duplicate-number", fields={"other": other})
    book = case.known.book(body.fiscal_year, body.book)
    if book is None:
        return case.conflict("unknown-book", used)
    # a book belongs to one epoch; a receipt carried over was written in the epoch of its first name
    written_in = parse_reference(case.first_name)[0]
    if (book.desk, book.epoch) != (written_in.desk, written_in.epoch) or not book.first <= body.number <= book.last:
        fields = {"first": book.first, "last": book.last, "desk": book.desk, "epoch": book.epoch}
        return case.conflict("outside-book", used, fields=fields)
    if fiscal_year(date.fromisoformat(body.date)) != body.fiscal_year:
        return case.conflict("fiscal-year", used, fields={"date": body.date})
    if sum(item.satang for item in body.items) != body.satang or payment.facts.get("satang") != body.satang:
        return case.conflict("sum", used, fields={"payment_satang": payment.facts.get("satang", 0)})
    return case.applied(used, satang=body.satang, date=body.date)


def receipt_printed(case: Case) -> Verdict:
    """What became of the paper."""
    body = case.body
    assert isinstance(body, ReceiptPrinted)
    if case.known.act(case.name(body.receipt)) is None:
        return case.waiting("unknown-reference", body.receipt)
    return case.applied()


def shift_opened(case: Case) -> Verdict:
    """A drawer in somebody's charge."""
    return case.applied(Life(case.ref, "open", case.ref))


def on_shift(case: Case) -> Verdict:
    """Counted over, or closed: once."""
    body = case.body
    assert isinstance(body, ShiftHandedOver | ShiftClosed)
    life = case.life_of(body.shift)
    if isinstance(life, Verdict):
        return life
    if case.stale(life):
        return case.stale_conflict(life)
    if life.state != "open":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    state = "closed" if isinstance(body, ShiftClosed) else "open"
    return case.applied(replace(life, state=state, latest=case.ref))


def ref1_of(ref: str) -> str:
    """The reference as a bill payment carries it."""
    journal, n = parse_reference(ref)
    return journal.compact_reference(n)


RULES: Mapping[str, Rule] = {
    "order.opened": order_opened,
    "order.cancelled": order_cancelled,
    "payment.taken": payment_taken,
    "receipt.issued": receipt_issued,
    "receipt.printed": receipt_printed,
    "shift.opened": shift_opened,
    "shift.handed_over": on_shift,
    "shift.closed": on_shift,
}
