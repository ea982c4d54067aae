"""An auditor's walk: every receipt number explained, the ledger even, and desk and centre agreed to the last number.

The chain head proves the agreement: the centre's signed head at a line is our own head there only if every line up to
it, receipts among them, is the same. What lies beyond it is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from desk.counter.books import BookState, register_of
from desk.rules.books import in_figures
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import head_at, tip
from local_db.queries import audit as audit_data
from local_db.queries import ledger, sync

NAMED_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class CentreHead:
    """What the centre says it holds of this desk now: through which line, and the chain hash there."""

    epoch: int
    through: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, with the numbers or references it is about."""

    code: str
    said: Words
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What the walk found. `asked` tells whether the centre answered now, or its last signed word was taken."""

    desk: str
    books: list[BookState]
    receipts: int
    satang: int
    voided: int
    through: int
    last: int
    asked: bool
    unsent: tuple[str, ...]
    troubled: tuple[str, ...]
    trial_satang: int
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found; receipts not sent yet are no fault."""
        return not self.findings

    def told(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "ok": self.holds,
            "desk": self.desk,
            "receipts": self.receipts,
            "satang": self.satang,
            "voided": self.voided,
            "centre": {"asked": self.asked, "through": self.through, "last": self.last},
            "unsent": list(self.unsent),
            "troubled": list(self.troubled),
            "trial_satang": self.trial_satang,
            "books": [_book_told(book) for book in self.books],
            "findings": [
                {"code": found.code, "said": found.said.en, "about": list(found.about)} for found in self.findings
            ],
        }


_UNEXPLAINED = Words("เลขใบเสร็จไม่มีที่มาที่ไป", "Numbers nobody can explain")
_TWICE = Words("เลขใบเสร็จซ้ำ", "Numbers used twice")
_OUTSIDE = Words("เลขใบเสร็จอยู่นอกเล่ม", "Numbers outside their book")
_LINES = Words("ใบเสร็จในตารางไม่ตรงกับสมุดรายการ", "Receipts in the tables are not those of the journal")
_UNEVEN = Words("บัญชีสองด้านไม่เท่ากัน", "The ledger is not even")
_MONEY = Words("เงินที่รับกับใบเสร็จไม่ตรงกัน", "Money taken and receipts differ")
_HEAD = Words("สมุดรายการต่างจากที่ส่วนกลางเก็บ", "The journal is not the one the centre holds")
_CENTRE = Words("ส่วนกลางไม่รับตามที่ใบเสร็จบอก", "The centre does not take the receipt as it stands")


def walk(connection: Connection, centre: CentreHead | None = None) -> Audit:
    """Walk this desk's receipts, books and ledger; `centre` is what it said just now, None for its last signed word."""
    identity = meta.identity(connection)
    journal = identity.journal
    proof = sync.last_ack(connection, identity.desk, identity.epoch)
    through = proof.through if proof is not None else 0
    head: bytes | None = proof.head if proof is not None else None
    if centre is not None and centre.epoch == identity.epoch:
        through, head = centre.through, centre.head
    last = tip(connection, journal).n
    books = register_of(connection)
    held = audit_data.receipts(connection, identity.desk)
    unsent = tuple(f"{row.book}/{row.number:06d}" for row in held if row.epoch == identity.epoch and row.n > through)
    troubled = audit_data.troubled(connection, identity.desk)
    findings = [*_of_books(books), *_of_tables(connection, identity.desk), *_of_ledger(connection, identity.desk)]
    if through > last or (head is not None and through and head_at(connection, journal, through) != head):
        findings.append(Finding("centre-head", _HEAD, (journal.reference(min(through, last)),)))
    if troubled:
        findings.append(Finding("centre-outcome", _CENTRE, troubled[:NAMED_MAX]))
    return Audit(
        desk=identity.desk,
        books=books,
        receipts=len(held),
        satang=sum(row.satang for row in held if not row.voided),
        voided=sum(row.voided for row in held),
        through=through,
        last=last,
        asked=centre is not None,
        unsent=unsent,
        troubled=troubled,
        trial_satang=sum(row.satang for row in ledger.trial(connection, identity.desk)),
        findings=findings,
    )


def _of_books(books: list[BookState]) -> list[Finding]:
    found = []
    gaps, twice, outside = (
        tuple(
            f"{book.book}/{in_figures(*span)}"
            for book in books
            if not (book.paper and code == "gap")  # a paper book's other numbers are on paper, in another's hand
            for span in _spans(book, code)
        )
        for code in ("gap", "twice", "outside")
    )
    for code, said, about in (("gap", _UNEXPLAINED, gaps), ("twice", _TWICE, twice), ("outside", _OUTSIDE, outside)):
        if about:
            found.append(Finding(code, said, about[:NAMED_MAX]))
    return found


def _spans(book: BookState, code: str) -> list[tuple[int, int]]:
    if code == "gap":
        return [(gap.first, gap.last) for gap in book.explained.gaps]
    return [(n, n) for n in (book.explained.twice if code == "twice" else book.explained.outside)]


def _of_tables(connection: Connection, desk: str) -> list[Finding]:
    lost = audit_data.lines_without_rows(connection, desk)
    return [Finding("tables", _LINES, tuple(lost[:NAMED_MAX]))] if lost else []


def _of_ledger(connection: Connection, desk: str) -> list[Finding]:
    found = []
    wrong = [*ledger.uneven(connection), *ledger.balances_differ(connection)]
    if wrong or sum(row.satang for row in ledger.trial(connection, desk)):
        found.append(Finding("ledger", _UNEVEN, tuple(wrong[:NAMED_MAX])))
    if ledger.balance(connection, desk, "unreceipted"):
        found.append(Finding("unreceipted", _MONEY, tuple(audit_data.payments_without_receipt(connection, desk))))
    return found


def _book_told(book: BookState) -> dict[str, Any]:
    explained = book.explained
    return {
        "book": book.book,
        "fiscal_year": book.fiscal_year,
        "paper": book.paper,
        "first": book.first,
        "last": book.last,
        "used": explained.count("issued", "written", "voided"),
        "voided": explained.count("voided"),
        "returned": explained.count("returned"),
        "lost": explained.count("lost"),
        "cancelled": explained.count("cancelled"),
        "left": sum(gap.count for gap in explained.unused),
        "gaps": [[gap.first, gap.last] for gap in explained.gaps],
    }
