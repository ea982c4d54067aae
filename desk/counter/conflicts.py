"""A conflict field by field: what was sent from here beside what stands at the centre, with who, when and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desk.counter.kind_words import kind_words
from desk.counter.queue import officer_names
from desk.model.line import Entry, LineFault, decode_line, parse_reference
from desk.rules.cash import format_baht
from desk.words import Words, same
from local_db.journal import line_of
from local_db.queries import requests, sync

if TYPE_CHECKING:
    from desk.counter.office import Office
    from local_db.connection import Connection

OTHERS: Final = ("latest", "other", "on")
"""Members of an outcome that name the line that stands."""
MEMBER_WORDS: Final[dict[str, Words]] = {
    "request": Words("คำขอ", "Request"),
    "reason": Words("เหตุผล", "Reason"),
    "note": Words("หมายเหตุ", "Note"),
    "satang": Words("จำนวนเงิน", "Sum"),
    "fee_satang": Words("ค่าธรรมเนียม", "Fee"),
    "before_satang": Words("ค่าธรรมเนียมเดิม", "Fee before"),
    "tendered_satang": Words("รับมา", "Given"),
    "change_satang": Words("เงินทอน", "Change"),
    "counted_satang": Words("นับได้", "Counted"),
    "expected_satang": Words("ควรมี", "Expected"),
    "difference_satang": Words("ต่าง", "Difference"),
    "order_satang": Words("ยอดตามใบสั่ง", "Sum of the order"),
    "payment_satang": Words("ยอดที่รับเงิน", "Sum of the payment"),
    "order": Words("ใบสั่งชำระ", "Order"),
    "payment": Words("การรับเงิน", "Payment"),
    "receipt": Words("ใบเสร็จ", "Receipt"),
    "shift": Words("ลิ้นชัก", "Drawer"),
    "book": Words("เล่มใบเสร็จ", "Receipt book"),
    "number": Words("เลขที่", "Number"),
    "fiscal_year": Words("ปีงบประมาณ", "Fiscal year"),
    "date": Words("วันที่", "Date"),
    "method": Words("วิธีชำระ", "Method"),
    "bank_ref": Words("เลขอ้างอิงธนาคาร", "Bank's reference"),
    "payer": Words("ผู้ชำระ", "Payer"),
    "applicant": Words("ผู้ยื่น", "Applicant"),
    "concerns": Words("ผู้ที่คำขอเกี่ยวข้อง", "Person concerned"),
    "service": Words("บริการ", "Service"),
    "due": Words("กำหนดเสร็จ", "Due"),
    "state": Words("สถานะ", "State"),
    "first": Words("เลขแรกของเล่ม", "First of the book"),
    "last": Words("เลขสุดท้ายของเล่ม", "Last of the book"),
    "desk": Words("โต๊ะที่ถือเล่ม", "Desk of the book"),
}
_HIDDEN: Final = frozenset({"shown", "track", "service_from", "visit", "decided_by", "seen", *OTHERS})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lines: who did what, when (ms) and at which desk."""

    ref: str
    what: Words
    who: Words
    at: int
    where: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both lines; empty where a line has none."""

    label: Words
    ours: Words
    theirs: Words

    @property
    def differs(self) -> bool:
        """Whether both say something and not the same."""
        return self.ours != self.theirs


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our line and the one that stands; `theirs` is None where the centre named none, or it is not here yet."""

    ours: Side
    theirs: Side | None
    fields: tuple[Field, ...]


def compare(office: Office, ref: str) -> Comparison | None:
    """Our line beside what the centre holds; None for a line this desk has not, or where the centre named nothing."""
    connection = office.read()
    raw = line_of(connection, ref)
    if raw is None:
        return None
    names = officer_names(office)
    ours, told = decode_line(raw), sync.fields_of(connection, ref)
    other = next((told[name] for name in OTHERS if isinstance(told.get(name), str)), None)
    theirs = _entry(connection, other) if other is not None else None
    labels = _form_labels(office, connection, ours)
    left = _members(ours, labels)
    right = (_members(theirs, labels) if theirs is not None else {}) | {
        name: (MEMBER_WORDS[name], _shown(name, value))
        for name, value in told.items()
        if name in MEMBER_WORDS and name not in _HIDDEN
    }
    if other is None and not right:
        return None  # the centre named nothing to compare with
    fields = tuple(
        Field((left.get(name) or right[name])[0], left.get(name, _NONE)[1], right.get(name, _NONE)[1])
        for name in [*left, *(name for name in right if name not in left)]
    )
    in_order = sorted(fields, key=lambda field: not field.differs)
    return Comparison(
        _side(ref, ours, names), _side(str(other), theirs, names) if theirs is not None else None, tuple(in_order)
    )


_NONE: Final = (same(""), same(""))


def _entry(connection: Connection, ref: str) -> Entry | None:
    try:
        raw = line_of(connection, ref)
        return None if raw is None else decode_line(raw)
    except LineFault:
        return None


def _side(ref: str, entry: Entry, names: Mapping[str, Words]) -> Side:
    who = names.get(entry.o) or same(entry.o)
    return Side(ref, kind_words(entry.k), who, entry.t, parse_reference(ref)[0].desk)


def _members(entry: Entry, labels: Mapping[str, Words]) -> dict[str, tuple[Words, Words]]:
    """(label, value) of every member a person may want to see, by a name both lines share."""
    found: dict[str, tuple[Words, Words]] = {"what": (Words("เรื่อง", "Act"), kind_words(entry.k))}
    for name, value in entry.b.items():
        if name == "form" and isinstance(value, dict):
            for field, answer in value.items():
                found[f"form.{field}"] = (labels.get(field) or same(str(field)), _shown("", answer))
        elif name not in _HIDDEN and name in MEMBER_WORDS:
            found[name] = (MEMBER_WORDS[name], _shown(name, value))
    return found


def _form_labels(office: Office, connection: Connection, entry: Entry) -> dict[str, Words]:
    """Labels of the form's fields by the definition the request was made under; none where that is not known here."""
    from desk.catalogue.load import ServiceUnknown

    code, since = entry.b.get("service"), entry.b.get("service_from")
    request = entry.b.get("request")
    if code is None and isinstance(request, str) and (case := requests.one(connection, request)) is not None:
        code, since = case.row.service, case.row.service_from
    if not isinstance(code, str) or not isinstance(since, str):
        return {}
    try:
        service = office.definition(connection, code, since)
    except (ServiceUnknown, ValueError):
        return {}
    return {field.name: field.label for field in service.fields}


def _shown(name: str, value: Any) -> Words:
    if name.endswith("satang") and type(value) is int:
        baht = format_baht(abs(value))
        return same(f"-{baht}" if value < 0 else baht)
    if name == "state" and isinstance(value, str):
        return _state(value)
    if isinstance(value, bool):
        return Words("ใช่", "Yes") if value else Words("ไม่ใช่", "No")
    if isinstance(value, dict):
        return same(str(value.get("name", "")))
    return same("" if value is None else str(value))


_MONEY_STATES: Final = {
    "open": Words("เปิดอยู่", "Open"),
    "paid": Words("ชำระแล้ว", "Paid"),
    "cancelled": Words("ยกเลิกแล้ว", "Cancelled"),
    "closed": Words("ปิดแล้ว", "Closed"),
}


def _state(value: str) -> Words:
    from desk.rules.request_life import STATE_WORDS

    named = next((words for state, words in STATE_WORDS.items() if state == value), None)
    return named or _MONEY_STATES.get(value) or same(value)
