"""The receipt on paper: A5, the prescribed elements, Thai shaped, the record attached as receipt.json."""

from __future__ import annotations

from datetime import datetime

from desk.paper.columns import one_line
from desk.paper.receipt import METHOD_WORDS, ReceiptPaper, clean_items
from desk.paper.receipt_preview import (
    ACKNOWLEDGED,
    BOOK,
    CHANGE,
    DATE,
    FISCAL_YEAR,
    METHOD,
    NUMBER,
    PAYER,
    PAYMENT,
    REQUESTS,
    TENDERED,
    TITLE,
    TOTAL,
)
from desk.paper.sheet import Sheet
from desk.rules.cash import format_baht
from desk.thai import baht_text, format_date
from desk.words import Words

_ITEM = Words("รายการ", "Item")
_BAHT = Words("จำนวนเงิน (บาท)", "Amount (baht)")
_CASHIER = Words("ผู้รับเงิน", "Received by")


def receipt_pdf(paper: ReceiptPaper, made_at: datetime) -> bytes:
    """The receipt as PDF bytes, the same for the same paper and time. Official paper is Thai; the title says it in
    English too. `made_at` must know its time zone (ValueError)."""
    title = f"{TITLE.th} {paper.book}/{paper.number_text}"
    sheet = Sheet("A5", title, made_at, sample=paper.sample)
    sheet.text(paper.office, 14, align="C", bold=True)
    sheet.text(paper.branch, 11, align="C")
    sheet.y += 1
    sheet.text(TITLE.th, 17, align="C", bold=True)
    sheet.text(TITLE.en, 9, align="C")
    sheet.pair(BOOK.th.format(book=one_line(paper.book)), NUMBER.th.format(number=paper.number_text), 11, bold=True)
    sheet.pair(FISCAL_YEAR.th.format(year=paper.fiscal_year), DATE.th.format(date=format_date(paper.date, "long")), 11)
    sheet.y += 1
    sheet.text(PAYER.th.format(payer=paper.payer), 11)
    sheet.rule()
    sheet.pair(_ITEM.th, _BAHT.th, 10, bold=True)
    sheet.rule()
    for label, satang in clean_items(paper.items):
        sheet.pair(label, format_baht(satang), 11)
    sheet.room_for(70)
    sheet.rule()
    sheet.pair(TOTAL.th, format_baht(paper.total_satang), 12, bold=True)
    sheet.text(f"({baht_text(paper.total_satang)})", 11, align="C")
    sheet.rule()
    sheet.pair(METHOD.th, METHOD_WORDS[paper.method].th, 11)
    if paper.method == "cash":
        sheet.pair(TENDERED.th, format_baht(paper.tendered_satang), 11)
        sheet.pair(CHANGE.th, format_baht(paper.change_satang), 11)
    sheet.y += 1
    sheet.text(ACKNOWLEDGED.th, 11, align="C")
    sheet.signatures([(one_line(paper.cashier), _CASHIER.th)])
    sheet.y += 1
    if paper.request_refs:
        sheet.text(REQUESTS.th.format(refs=", ".join(paper.request_refs)), 9)
    sheet.pair(f"{PAYMENT.th.format(ref=paper.payment_ref)}  {paper.receipt_ref}", paper.copy_words.th, 9)
    return sheet.finish(paper.record(), "receipt.json")
