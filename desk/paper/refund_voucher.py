"""The refund voucher: money given back after its shift, on a paper of its own that whoever is paid signs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.receipt import PaperContradicts, PaperItem, record_json
from desk.thai import baht_text, date_words
from desk.words import Words, same

TITLE: Final = Words("ใบสำคัญจ่ายเงินคืน", "Refund voucher")
NUMBER: Final = Words("เลขที่ {ref}", "No. {ref}")
PAYEE: Final = Words("จ่ายให้ {payee}", "Paid to {payee}")
OF_RECEIPT: Final = Words("คืนจากใบเสร็จ เล่มที่ {book} เลขที่ {number}", "Of receipt book {book}, No. {number}")
OF_DAY: Final = Words("ลงวันที่ {date} ยอด {baht} บาท", "of {date}, {baht} baht")
NO_RECEIPT: Final = Words("เงินที่ธนาคารส่งเกินหรือเงินรับฝาก", "Money the bank sent too much, or held as a deposit")
REASON: Final = Words("เหตุผล: {reason}", "Reason: {reason}")
TOTAL: Final = Words("จำนวนเงินที่คืน", "Given back")
PAID_CASH: Final = Words("จ่ายเป็นเงินสดจากลิ้นชัก", "Paid in cash from the drawer")
PAID_TRANSFER: Final = Words("จ่ายโดยโอนเงิน อ้างอิง {reference}", "Paid by transfer, reference {reference}")
RECEIVED: Final = Words("ได้รับเงินตามจำนวนข้างต้นแล้ว", "The sum above was received")
PAYER: Final = Words("ผู้จ่ายเงิน", "Paid by")
ASKED: Final = Words("ผู้เสนอคืนเงิน", "Asked by")
APPROVED: Final = Words("ผู้อนุมัติ", "Approved by")
RECEIVER: Final = Words("ผู้รับเงินคืน", "Received by")


@dataclass(frozen=True, slots=True)
class Refund:
    """Everything that stands on the voucher. Money in satang; `book` is empty for money no receipt was written for."""

    head: Letterhead
    ref: str
    day: date
    payee: str
    satang: int
    items: tuple[PaperItem, ...]
    reason: str
    method: str
    reference: str
    payer: str
    asked_by: str
    approved_by: str
    signed_by: str
    book: str = ""
    number: int = 0
    receipt_date: date | None = None
    receipt_satang: int = 0
    copy: int = 0

    def __post_init__(self) -> None:
        if self.satang < 1 or (self.items and sum(item.satang for item in self.items) != self.satang):
            raise PaperContradicts(why=TOTAL)

    def record(self) -> bytes:
        """The record of the voucher as JSON (UTF-8): what is attached to the PDF."""
        return record_json("refund_voucher", asdict(self))


def refund_document(voucher: Refund) -> Document:
    """The voucher as a paper: A5, or a strip of the roll."""
    paid = PAID_CASH if voucher.method == "cash" else PAID_TRANSFER.fill(reference=voucher.reference)
    blocks: list[Block] = [
        *voucher.head.over(TITLE, date_words(voucher.day)),
        Paragraph(NUMBER.fill(ref=voucher.ref), weight="bold"),
        Rule(),
        Paragraph(PAYEE.fill(payee=voucher.payee)),
        *_receipt(voucher),
        Paragraph(REASON.fill(reason=voucher.reason)),
        Rule(),
        *(Pair(same(item.label), baht(item.satang)) for item in voucher.items),
        Pair(TOTAL, baht(voucher.satang), "bold"),
        Paragraph(same(f"({baht_text(voucher.satang)})"), centred=True),
        Paragraph(paid),
        Rule(),
        Paragraph(RECEIVED, centred=True),
        Signatures(
            (
                (voucher.signed_by, RECEIVER),
                (voucher.payer, PAYER),
                (voucher.asked_by, ASKED),
                (voucher.approved_by, APPROVED),
            )
        ),
        foot(voucher.ref, voucher.copy),
    ]
    return Document("refund_voucher", TITLE, tuple(blocks), voucher.record(), "A5", voucher.head.sample)


def _receipt(voucher: Refund) -> list[Block]:
    if not voucher.book:
        return [Paragraph(NO_RECEIPT)]
    of = OF_RECEIPT.fill(book=voucher.book, number=f"{voucher.number:06d}")
    if voucher.receipt_date is None:
        return [Paragraph(of)]
    day = OF_DAY.fill(date=date_words(voucher.receipt_date), baht=baht(voucher.receipt_satang))
    return [Paragraph(of), Paragraph(day)]
