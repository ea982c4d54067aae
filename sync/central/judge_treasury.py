"""Rules for cash between drawer, safe and treasury, for numbers no receipt will use, and for paper books. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.model.kinds.money import ReceiptWritten, SettlementPlaced
from desk.model.kinds.treasury import CashMoved, DayCountersigned, NumbersEnded, RemittanceMade
from sync.central.adjudication import Case, Entered, ReceiptUsed, Rule, Verdict

NUMBERS_LOOKED_AT = 2_000
"""Numbers of one span looked up one by one: a book holds no more."""


def cash_moved(case: Case) -> Verdict:
    """Into or out of an open drawer."""
    body = case.body
    assert isinstance(body, CashMoved)
    life = case.life_of(body.shift)
    if isinstance(life, Verdict):
        return life
    if life.state != "open":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied()


def remittance_made(case: Case) -> Verdict:
    """Two sign for the office."""
    assert isinstance(case.body, RemittanceMade)
    return case.unseconded("witness") or case.applied()


def numbers_ended(case: Case) -> Verdict:
    """Numbers of a book of this desk, none of them used or ended before; lost ones are reported by two."""
    body = case.body
    assert isinstance(body, NumbersEnded)
    if body.fate == "lost" and (refusal := case.unseconded("witness")) is not None:
        return refusal
    if body.last < body.first or body.last - body.first >= NUMBERS_LOOKED_AT:
        return case.refused("numbers")
    book = case.known.book(body.fiscal_year, body.book)
    if book is not None and (book.desk != case.journal.desk or not book.first <= body.first <= body.last <= book.last):
        return case.conflict("outside-book", fields={"first": book.first, "last": book.last, "desk": book.desk})
    ended = []
    for number in range(body.first, body.last + 1):
        used = case.known.receipt(body.fiscal_year, body.book, number)
        if used is not None:
            return case.conflict("number-used", fields={"number": number, "other": used})
        name = f"{body.fiscal_year} {body.book} {number}"
        other = case.known.entered("numbers.ended", name)
        if other is not None and other.ref != case.ref:
            return case.conflict("number-used", fields={"number": number, "other": other.ref})
        ended.append(Entered("numbers.ended", name, case.ref, {"fate": body.fate}))
    return case.applied(*ended)


def receipt_written(case: Case) -> Verdict:
    """A number of a paper book, entered once; its requests are known."""
    body = case.body
    assert isinstance(body, ReceiptWritten)
    for item in body.items:
        if case.known.act(case.name(item.request)) is None:
            return case.waiting("unknown-reference", item.request)
    used = ReceiptUsed(body.fiscal_year, body.book, body.number, case.ref)
    facts: dict[str, Any] = {"satang": body.satang, "date": body.date}
    other = case.known.receipt(body.fiscal_year, body.book, body.number)
    if other is not None and other != case.ref:
        return case.conflict("duplicate-number", fields={"other": other}, **facts)
    if case.known.book(body.fiscal_year, body.book) is not None:
        return case.conflict("leased-book", used, **facts)
    if sum(item.satang for item in body.items) != body.satang:
        return case.conflict("sum", used, **facts)
    return case.applied(used, **facts)


def settlement_placed(case: Case) -> Verdict:
    """A sum of the bank gets its place once."""
    body = case.body
    assert isinstance(body, SettlementPlaced)
    name = f"{body.ref1} {body.bank_ref}"
    other = case.known.entered("settlement.placed", name)
    if other is not None and other.ref != case.ref:
        return case.conflict("already-placed", fields={"other": other.ref})
    return case.applied(Entered("settlement.placed", name, case.ref))


def settlement_read(case: Case) -> Verdict:
    """The bank's word by way of its file: from somebody who keeps the office's money."""
    return case.forbidden("keep_safe") or case.applied()


def day_countersigned(case: Case) -> Verdict:
    """The second signature is somebody else's."""
    body = case.body
    assert isinstance(body, DayCountersigned)
    day = case.known.act(case.name(body.day))
    if day is None:
        return case.waiting("unknown-reference", body.day)
    if day.kind != "day.closed":
        return case.refused("reference")
    return case.refused("same-person") if day.officer == case.entry.o else case.applied()


RULES: Mapping[str, Rule] = {
    "cash.moved": cash_moved,
    "remittance.made": remittance_made,
    "numbers.ended": numbers_ended,
    "receipt.written": receipt_written,
    "settlement.placed": settlement_placed,
    "settlement.read": settlement_read,
    "day.countersigned": day_countersigned,
}
