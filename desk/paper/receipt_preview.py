"""The receipt as the screen shows it before and after printing: 48 cells wide, in the language in force."""

from __future__ import annotations

from datetime import date
from typing import Final

from desk.paper.columns import PREVIEW_CELLS, centred, spread
from desk.paper.receipt import METHOD_WORDS, SAMPLE_LINE, ReceiptPaper, clean_items
from desk.rules.cash import format_baht
from desk.rules.office_day import BUDDHIST_ERA
from desk.thai import baht_text, format_date
from desk.words import Language, Words, language

RULE: Final = "─" * PREVIEW_CELLS

TITLE: Final = Words("ใบเสร็จรับเงิน", "Official receipt")
BOOK: Final = Words("เล่มที่ {book}", "Book {book}")
NUMBER: Final = Words("เลขที่ {number}", "No. {number}")
FISCAL_YEAR: Final = Words("ปีงบประมาณ {year}", "Fiscal year {year}")
DATE: Final = Words("วันที่ {date}", "Date {date}")
PAYER: Final = Words("ได้รับเงินจาก {payer}", "Received from {payer}")
TOTAL: Final = Words("รวมเงิน", "Total")
METHOD: Final = Words("ชำระโดย", "Paid by")
TENDERED: Final = Words("รับมา", "Given")
CHANGE: Final = Words("เงินทอน", "Change")
CASHIER: Final = Words("ผู้รับเงิน {name}", "Received by {name}")
REQUESTS: Final = Words("คำขอ {refs}", "Request {refs}")
PAYMENT: Final = Words("อ้างอิงการชำระ {ref}", "Payment {ref}")
ACKNOWLEDGED: Final = Words("ไว้เป็นการถูกต้องแล้ว", "The sum above was duly received")


_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_words(day: date) -> Words:
    """A day in the Buddhist Era, said in each language."""
    return Words(format_date(day), f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year + BUDDHIST_ERA} BE")


def receipt_preview(paper: ReceiptPaper, in_language: Language | None = None) -> list[str]:
    """The lines of the receipt, each at most 48 cells wide; amounts stand at the right edge."""
    speech = in_language or language()

    def say(words: Words, **facts: object) -> str:
        return (words.fill(**facts) if facts else words).in_language(speech)

    lines = centred(say(SAMPLE_LINE)) if paper.sample else []
    lines += [*centred(paper.office), *centred(paper.branch), *centred(say(TITLE))]
    lines += spread(say(BOOK, book=paper.book), say(NUMBER, number=paper.number_text))
    lines += spread(say(FISCAL_YEAR, year=paper.fiscal_year), say(DATE.fill(date=date_words(paper.date))))
    lines += [RULE, *spread(say(PAYER, payer=paper.payer), ""), RULE]
    for label, satang in clean_items(paper.items):
        lines += spread(label, format_baht(satang))
    lines += [
        RULE,
        *spread(say(TOTAL), format_baht(paper.total_satang)),
        *centred(f"({baht_text(paper.total_satang)})"),
        RULE,
    ]
    lines += spread(say(METHOD), say(METHOD_WORDS[paper.method]))
    if paper.method == "cash":
        lines += spread(say(TENDERED), format_baht(paper.tendered_satang))
        lines += spread(say(CHANGE), format_baht(paper.change_satang))
    lines += centred(say(ACKNOWLEDGED))
    lines += spread(say(CASHIER, name=paper.cashier), say(paper.copy_words))
    if paper.request_refs:
        lines += spread(say(REQUESTS, refs=", ".join(paper.request_refs)), "")
    lines += spread(say(PAYMENT, ref=paper.payment_ref), paper.receipt_ref)
    return [line.rstrip() for line in lines]
