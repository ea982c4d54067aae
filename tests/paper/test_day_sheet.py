"""The sheet of a closed day names what is unfinished, and its sums agree or it is not made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from desk.paper.columns import PREVIEW_CELLS, cells
from desk.paper.day_sheet import BookRun, DaySheet, Named, day_sheet_document
from desk.paper.pdf import pdf
from desk.paper.pieces import Pieces
from desk.paper.preview import preview
from desk.paper.receipt import PaperContradicts

MADE = datetime(2026, 11, 20, 17, 0, tzinfo=timezone(timedelta(hours=7)))
DAY = DaySheet(
    office="ที่ว่าการอำเภอทดสอบ",
    branch="จุดบริการตำบลบ้านใหม่",
    desk="5701A",
    date=date(2026, 11, 20),
    shifts=("5701A-12",),
    cash=(Pieces(100000, 2), Pieces(2000, 7), Pieces(500, 0), Pieces(25, 2)),
    float_satang=100000,
    counted_satang=214050,
    expected_satang=216050,
    cash_satang=116050,
    qr_satang=5000,
    books=(BookRun("ก12", 7, 12, 6, 121050),),
    waiting_for_bank=(Named("5701A-77", "นางปิ่นแก้ว น้ำผึ้ง", 3000),),
    unsent=(Named("5701A-80", "ใบเสร็จ ก12/000012", 5000), Named("5701A-81", "คำขอ")),
    in_review=(),
    acknowledged=79,
    cashier="นางอัญชลี ที่ปรึกษา",
    supervisor="นายผู้ใหญ่ ยิ่งดี",
    explanation="ทอนผิด",
)


def test_the_preview_names_cash_receipts_and_everything_unfinished() -> None:
    text = "\n".join(preview(day_sheet_document(DAY), "th"))
    for element in (
        "1,000 บาท × 2", "20 บาท × 7", "0.25 บาท × 2", "2,140.50", "เงินขาด", "20.00", "ทอนผิด", "000007 ถึง 000012",
        "6 ฉบับ", "5701A-77", "5701A-80", "5701A-81", "ยืนยันแล้วถึงรายการที่ 79", DAY.cashier, DAY.supervisor, "ตัวอย่าง",
    ):  # fmt: skip
        assert element in text.replace("\n", " "), element
    assert "5 บาท × 0" not in text


@pytest.mark.parametrize(("counted", "word"), [(216050, "agrees"), (218050, "Over"), (214050, "Short")])
def test_over_and_short_are_said(counted: int, word: str) -> None:
    day = replace(DAY, cash=(Pieces(50, counted // 50),), counted_satang=counted)
    assert word in "\n".join(preview(day_sheet_document(day), "en"))


def test_no_line_is_too_wide() -> None:
    for speech in ("th", "en"):
        assert max(map(cells, preview(day_sheet_document(DAY), speech))) == PREVIEW_CELLS


WRONG: list[dict[str, Any]] = [
    {"counted_satang": 214051},
    {"qr_satang": 0},
    {"books": (BookRun("ก12", 7, 12, 7, 121050),)},
    {"books": ()},
    {"cash": (Pieces(100000, -2), Pieces(414050, 1))},
    {"unsent": tuple(Named(f"5701A-{n}", "x") for n in range(1, 202))},
]


@pytest.mark.parametrize("change", WRONG)
def test_a_sheet_whose_sums_disagree_is_not_made(change: dict[str, Any]) -> None:
    with pytest.raises(PaperContradicts):
        replace(DAY, **change)


def test_the_pdf_repeats_and_takes_a_long_list_over_pages() -> None:
    assert pdf(day_sheet_document(DAY), MADE) == pdf(day_sheet_document(DAY), MADE)
    many = replace(DAY, unsent=tuple(Named(f"5701A-{n}", "ยังไม่ส่ง") for n in range(1, 201)))
    assert pdf(day_sheet_document(many), MADE).count(b"/Type /Page\n") >= 4


def test_a_day_without_receipts_says_so() -> None:
    quiet = replace(
        DAY,
        books=(),
        cash_satang=0,
        qr_satang=0,
        expected_satang=100000,
        counted_satang=100000,
        cash=(Pieces(100000, 1),),
    )
    assert "No receipts today" in "\n".join(preview(day_sheet_document(quiet), "en"))
