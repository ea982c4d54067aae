"""The payment slip: what is to be paid, with the QR code for a telephone and the barcode for a counter of the bank.

It is no receipt; the receipt comes when the bank has confirmed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from desk.paper.document import Bars, Block, Code, Document, Pair, Paragraph, Rule, baht
from desk.paper.letterhead import Letterhead
from desk.paper.receipt import PaperContradicts, PaperItem, record_json
from desk.thai import baht_text
from desk.words import Words, same

TITLE: Final = Words("ใบแจ้งการชำระเงิน", "Payment slip")
NO_RECEIPT: Final = Words(
    "เอกสารนี้ไม่ใช่ใบเสร็จรับเงิน ใบเสร็จออกเมื่อธนาคารยืนยันแล้ว", "This is no receipt; that comes when the bank has confirmed"
)
PAYER: Final = Words("ผู้ชำระ {payer}", "Payer {payer}")
TOTAL: Final = Words("จำนวนเงินที่ต้องชำระ", "To be paid")
BILLER: Final = Words("รหัสผู้รับชำระ", "Biller")
REF1: Final = Words("อ้างอิง 1", "Ref. 1")
SCAN: Final = Words("สแกนด้วยแอปธนาคาร ยอดและอ้างอิงขึ้นเอง", "Scan with a banking app: sum and reference fill in")
BARS: Final = Words("ยื่นที่เคาน์เตอร์ธนาคาร", "For the counter of a bank")


@dataclass(frozen=True, slots=True)
class PaymentSlip:
    """Everything that stands on the slip. Money in satang; `qr` and `barcode` are the texts of the two codes."""

    head: Letterhead
    order: str
    made: Words
    payer: str
    items: tuple[PaperItem, ...]
    satang: int
    biller: str
    ref1: str
    qr: str
    barcode: str

    def __post_init__(self) -> None:
        if self.satang < 1 or sum(item.satang for item in self.items) != self.satang:
            raise PaperContradicts(why=TOTAL)

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("payment_slip", asdict(self))


def payment_document(slip: PaymentSlip) -> Document:
    """The slip as a paper: a strip of the roll where there is one, else A5; the barcode on sheets alone."""
    blocks: list[Block] = [
        *slip.head.over(TITLE, slip.made),
        Paragraph(NO_RECEIPT, centred=True, weight="small"),
        Rule(),
        Paragraph(PAYER.fill(payer=slip.payer)),
        *(Pair(same(item.label), baht(item.satang)) for item in slip.items),
        Rule(),
        Pair(TOTAL, baht(slip.satang), "bold"),
        Paragraph(same(f"({baht_text(slip.satang)})"), centred=True),
        Rule(),
        Pair(BILLER, same(slip.biller)),
        Pair(REF1, same(slip.ref1), "bold"),
        Code(slip.qr, SCAN),
        Bars(slip.barcode, BARS),
        Pair(same(slip.order), weight="small"),
    ]
    return Document("payment_slip", TITLE, tuple(blocks), slip.record(), "A5", slip.head.sample, on_roll="best")
