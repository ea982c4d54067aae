"""What a request's form says besides its questions: fee, due date, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desk.rules.cash import format_baht
from desk.words import Words

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from local_db.queries.requests import RequestRow

LABEL_LEAST, LABEL_MOST = 22, 39
"""Cells of the column of labels; one for every label, wide enough for both languages."""
DECIDES = {
    "counter": Words("พิจารณาที่เคาน์เตอร์", "decided at the counter"),
    "supervisor": Words("หัวหน้าพิจารณา", "decided by a supervisor"),
    "registrar": Words("นายทะเบียนพิจารณา", "decided by the registrar"),
}


def law_words(service: Service, form: Mapping[str, Any]) -> Words | None:
    """How late the citizen is by law, once the form tells; None while in time or not known."""
    late = form.get("late_days")
    if not isinstance(late, int) or late <= 0 or service.deadline is None:
        return None
    fine = service.deadline.late or Words("ตรวจผลตามกฎหมาย", "see what the law says")
    return Words("! เกินกำหนดตามกฎหมาย {n} วัน · {fine}", "! {n} days beyond the law's deadline · {fine}").fill(
        n=late, fine=fine
    )


def fee_words(service: Service, form: dict[str, Any]) -> Words:
    """What the request costs as answered so far, or the question it depends on."""
    from desk.rules.fees import FeeNeedsAnswer, fee_for

    try:
        quote = fee_for(service, form)
    except FeeNeedsAnswer as needs:
        return Words("ขึ้นกับ “{field}”", "depends on “{field}”").fill(field=needs.facts["field"])
    if quote.satang is None:
        return Words("สำนักงานยังไม่กำหนด รับคำขอได้ ยังรับเงินไม่ได้", "not set by the office: taken in, but not paid yet")
    if quote.satang == 0:
        return Words("ไม่มี", "none")
    return Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(quote.satang))


def due_words(service: Service, owed: date | None) -> Words:
    """By when the office owes an answer, as far as anybody has set a time."""
    if owed is not None:
        from desk.thai import date_words

        return date_words(owed)
    if service.minutes is not None:
        return Words("ภายใน {n} นาที", "within {n} minutes").fill(n=service.minutes)
    return Words("ไม่ได้กำหนดเวลา", "no time is set")


def next_step(row: RequestRow, missing: Sequence[Words]) -> Words:
    """What the officer or the citizen does next with a request just taken in."""
    if missing:
        names = Words(", ".join(label.th for label in missing), ", ".join(label.en for label in missing))
        return Words("ยังขาด {papers}", "missing: {papers}").fill(papers=names)
    if row.state != "approved":
        return Words("หัวหน้าจะพิจารณา", "a supervisor decides")
    if row.fee_satang:
        return Words("รับเงิน {baht} บาทที่ตะกร้า", "take {baht} baht at the basket").fill(baht=format_baht(row.fee_satang))
    return Words("ไม่มีค่าธรรมเนียม ปิดเรื่องได้ที่ตะกร้า", "no fee; finish it at the basket")
