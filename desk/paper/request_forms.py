"""The forms a service's definition names: the application as it was taken in, the certificate, the certified extract,
the order to pay. One layout for all services, both languages, A4.

They are the desk's own papers. Where the law prescribes a form of its own (a birth certificate, a house book) the
office makes that out on the prescribed paper; nothing here imitates one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal

from desk.paper.defect_slip import APPLICANT, OFFICER, REF, SERVICE, both
from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.receipt import record_json
from desk.thai import baht_text, date_words
from desk.words import Words, same

FormSort = Literal["application", "certificate", "copy", "order_to_pay"]
TITLES: Final[dict[FormSort, Words]] = {
    "application": Words("คำขอ", "Application"),
    "certificate": Words("หนังสือรับรอง", "Certificate"),
    "copy": Words("สำเนารับรอง", "Certified copy"),
    "order_to_pay": Words("ใบสั่งชำระ", "Order to pay"),
}
CONCERNS: Final = Words("ผู้ที่คำขอเกี่ยวข้อง", "Person concerned")
ACTING: Final = Words("กระทำการแทนโดย", "Acting by")
FILED: Final = Words("วันที่ยื่น", "Filed on")
DUE: Final = Words("กำหนดแล้วเสร็จ", "Due")
TRACK: Final = Words("รหัสติดตาม", "Tracking code")
BASIS: Final = Words("กฎหมาย", "Legal basis")
ANSWERS: Final = Words("รายการในคำขอ", "What is asked for")
PAPERS: Final = Words("เอกสาร", "Papers")
FEE: Final = Words("ค่าธรรมเนียม", "Fee")
NO_FEE_SET: Final = Words("ยังไม่กำหนด", "not set")
KEPT: Final = Words("เก็บรักษา", "Kept for")
YEARS: Final = Words("{n} ปีหลังเสร็จเรื่อง", "{n} years after it is decided")
TRUE: Final = Words("ข้าพเจ้าขอรับรองว่าข้อความข้างต้นเป็นความจริง", "I declare that the above is true")
DECIDED: Final = Words("อนุมัติเมื่อ", "Approved on")
CERTIFIED: Final = Words(
    "สำนักงานขอรับรองว่าได้ดำเนินการตามคำขอข้างต้นแล้ว โดยมีรายการดังต่อไปนี้",
    "The office certifies that the above request was granted, with these particulars",
)
ATTACHED: Final = Words(
    "ขอรับรองว่าสำเนาที่แนบกับใบนี้ตรงกับต้นฉบับที่สำนักงานเก็บไว้",
    "The copy attached to this paper is certified to agree with the original this office keeps",
)
EXTRACT: Final = Words(
    "ขอรับรองว่ารายการต่อไปนี้ตรงกับสำเนาทะเบียนของสำนักงาน ณ วันที่ {day}",
    "The following is certified to agree with this office's copy of the register of {day}",
)
PAY: Final = Words("จำนวนเงินที่ต้องชำระ", "To be paid")
PAY_HERE: Final = Words(
    "โปรดนำใบนี้มาชำระที่เคาน์เตอร์ และรับใบเสร็จรับเงินทุกครั้ง", "Pay at the counter with this paper, and always take a receipt"
)
APPROVER: Final = Words("ผู้มีอำนาจอนุมัติ", "Approving authority")

_BY_HAND: Final = "." * 40


@dataclass(frozen=True, slots=True)
class RequestPaper:
    """Everything these papers say of one request. `lines`, `register`: what is said, and what it says; sums in satang;
    `copy` is the number of a counted print, 0 where prints are not counted."""

    head: Letterhead
    ref: str
    service: Words
    applicant: str
    concerns: str
    acting: str
    filed: date
    made: date
    due: date | None
    track: str
    basis: Words | None
    lines: tuple[tuple[Words, Words], ...]
    papers: tuple[tuple[Words, Words], ...]
    fee_satang: int | None
    years: int | None
    officer: Words
    approver: Words | None = None
    decided: date | None = None
    decided_by: Words | None = None
    register: tuple[tuple[Words, Words], ...] = ()
    as_of: date | None = None
    copy: int = 0

    def record(self, sort: FormSort) -> bytes:
        """The record as JSON (UTF-8): what is attached to the PDF."""
        return record_json(sort, asdict(self))


def form_document(paper: RequestPaper, sort: FormSort) -> Document:
    """One of the papers of a request."""
    title = TITLES[sort]
    body = {"application": _application, "certificate": _certificate, "copy": _extract, "order_to_pay": _order}[sort]
    blocks = (
        *paper.head.over(both(title), both(date_words(paper.made))),
        Pair(both(REF), same(paper.ref), "bold"),
        *_two(SERVICE, paper.service),
        Pair(both(APPLICANT), same(paper.applicant)),
        *body(paper),
        foot(paper.ref, paper.copy),
    )
    return Document(sort, title, tuple(blocks), paper.record(sort), "A4", paper.head.sample, on_roll="never")


def _application(paper: RequestPaper) -> list[Block]:
    fee = both(NO_FEE_SET) if paper.fee_satang is None else baht(paper.fee_satang)
    blocks: list[Block] = [*_people(paper), Pair(both(FILED), both(date_words(paper.filed)))]
    if paper.due is not None:
        blocks.append(Pair(both(DUE), both(date_words(paper.due)), "bold"))
    blocks += [Pair(both(TRACK), same(paper.track), "bold"), Rule(), Paragraph(both(ANSWERS), weight="bold")]
    blocks += _told(paper.lines)
    if paper.papers:
        blocks += [Rule(), Paragraph(both(PAPERS), weight="bold"), *_told(paper.papers)]
    blocks += [Rule(), Pair(both(FEE), fee)]
    if paper.basis is not None:
        blocks += _two(BASIS, paper.basis)
    if paper.years is not None:
        blocks.append(Pair(both(KEPT), both(YEARS.fill(n=paper.years)), "small"))
    blocks += [
        Paragraph(same(TRUE.th), weight="small"),
        Paragraph(same(TRUE.en), weight="small"),
        Signatures(((paper.applicant, both(APPLICANT)), (paper.officer.th, both(OFFICER)))),
    ]
    return blocks


def _certificate(paper: RequestPaper) -> list[Block]:
    return [
        *_people(paper),
        *_decision(paper),
        Rule(),
        Paragraph(same(CERTIFIED.th)),
        Paragraph(same(CERTIFIED.en), weight="small"),
        *_told(paper.lines),
        Rule(),
        *(_two(BASIS, paper.basis) if paper.basis is not None else ()),
        _signed(paper),
    ]


def _extract(paper: RequestPaper) -> list[Block]:
    """What the desk's copy of the register says; of a register it holds no copy of, a photocopy is attached."""
    said = EXTRACT.fill(day=date_words(paper.as_of or paper.made)) if paper.register else ATTACHED
    return [
        *_people(paper),
        *_decision(paper),
        *_told(paper.lines),
        Rule(),
        Paragraph(same(said.th)),
        Paragraph(same(said.en), weight="small"),
        *_told(paper.register),
        Rule(),
        _signed(paper),
    ]


def _order(paper: RequestPaper) -> list[Block]:
    satang = paper.fee_satang or 0
    return [
        *_told(paper.lines),
        Rule(),
        Pair(both(PAY), baht(satang), "bold"),
        Paragraph(same(f"({baht_text(satang)})")),
        Rule(),
        Paragraph(same(PAY_HERE.th), weight="small"),
        Paragraph(same(PAY_HERE.en), weight="small"),
        Signatures(((paper.officer.th, both(OFFICER)),)),
    ]


def _people(paper: RequestPaper) -> list[Block]:
    found: list[Block] = []
    if paper.concerns != paper.applicant:
        found.append(Pair(both(CONCERNS), same(paper.concerns)))
    if paper.acting:
        found.append(Pair(both(ACTING), same(paper.acting)))
    return found


def _decision(paper: RequestPaper) -> list[Block]:
    return [Pair(both(DECIDED), both(date_words(paper.decided)))] if paper.decided is not None else []


def _signed(paper: RequestPaper) -> Signatures:
    """Whoever decided signs, as what the law calls them; a decision of the counter is signed by hand by whoever may."""
    who = paper.decided_by.th if paper.decided_by is not None else _BY_HAND
    return Signatures(((who, both(paper.approver or APPROVER)),))


def _told(lines: tuple[tuple[Words, Words], ...]) -> list[Block]:
    return [Pair(both(label), both(said)) for label, said in lines]


def _two(name: Words, value: Words) -> list[Block]:
    return [Pair(both(name), same(value.th)), Pair(same(""), same(value.en), "small")]
