"""A counter day as lines of one journal, for benches: visits with a request, a payment and a receipt each.

One visit is five acts (opened and looked at; request; payment with receipt; printed; closed), eleven lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desk.model.line import Journal, encode_line, genesis, link

PARTY = {"kind": "person", "name": "สมชาย ตัวอย่าง"}
FEE = 2000
ACTS_A_VISIT = 5
DAY = "2026-11-20"


@dataclass
class CounterDay:
    """One desk's lines so far, as they would be sent; `book` a leased book's name and fiscal year."""

    journal: Journal
    valid_from: str
    book: tuple[str, int]
    now: int
    lines: list[bytes] = field(default_factory=list)
    head: bytes = b""
    receipts: int = 0
    shift: str = ""

    def __post_init__(self) -> None:
        self.head = genesis(self.journal)

    def visit(self) -> list[int]:
        """One visit; how many lines each of its acts has."""
        before = len(self.lines)
        marks = []
        if not self.shift:
            self.shift = self._line("shift.opened", {"drawer": "1", "cashier": "anan", "float_counts": {},
                                                     "float_satang": 0, "date": DAY})  # fmt: skip
        visit = self._line("visit.opened", {"purpose": "request"})
        self._line("record.viewed", {"citizen": "1570100000001", "purpose": "request", "as_of": self.now}, p=visit)
        marks.append(len(self.lines))
        request = self._line("request.submitted", {
            "service": "CR-COPY", "service_from": self.valid_from, "applicant": PARTY,
            "concerns": {"kind": "citizen", "name": "สมชาย ตัวอย่าง", "number": "1570100000001"},
            "form": {"copies": 1, "reason": "ใช้ประกอบการสมัครงานและเปิดบัญชีธนาคาร"}, "papers": [],
            "decided_by": "counter", "track": "ABCD2345",
        })  # fmt: skip
        marks.append(len(self.lines))
        items = [{"request": request, "label": "ค่าธรรมเนียมคัดสำเนาทะเบียน", "satang": FEE}]
        money = {"satang": FEE, "shift": self.shift}
        order = self._line("order.opened", money | {"items": items, "payer": PARTY, "method": "cash"})
        paid = money | {"order": order, "method": "cash", "tendered_satang": 10_000, "change_satang": 8_000}
        payment = self._line("payment.taken", paid, p=order)
        self.receipts += 1
        paper = {"book": self.book[0], "fiscal_year": self.book[1], "number": self.receipts, "payer": PARTY}
        paper |= money | {"order": order, "payment": payment, "items": items, "date": DAY}
        receipt = self._line("receipt.issued", paper, p=payment)
        self._line("request.done", {"request": request}, p=request)
        marks.append(len(self.lines))
        printed = {"receipt": receipt, "result": "printed", "copy_number": 1}
        self._line("receipt.printed", printed, p=receipt)
        marks.append(len(self.lines))
        self._line("visit.closed", {"visit": visit}, p=visit)
        marks.append(len(self.lines))
        return [after - earlier for earlier, after in zip([before, *marks], marks, strict=False)]

    def _line(self, kind: str, body: dict[str, Any], p: str | None = None) -> str:
        n = len(self.lines) + 1
        raw = encode_line(n=n, t=self.now + n, o="anan", k=kind, b=body, p=p)
        self.lines.append(raw)
        self.head = link(self.head, raw)
        return self.journal.reference(n)
