"""The supervisor's queue laid out: what is shown of each entry, and which filter shows it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from desk.rules.cash import format_baht
from desk.rules.risk import REASON_WORDS
from desk.thai import date_words
from desk.words import Words, same
from screens.bars import age
from screens.paged_table import Column, Row, Tone

if TYPE_CHECKING:
    from desk.counter.risk import Item

Filter = Literal["all", "decide", "reasons", "due", "clean", "check"]
FILTER_WORDS: Final[dict[Filter, Words]] = {
    "all": Words("ทั้งหมด", "everything"),
    "decide": Words("รอพิจารณา", "to be decided"),
    "reasons": Words("มีเหตุให้ดู", "with a reason to look"),
    "due": Words("ใกล้หรือเลยกำหนด", "due or overdue"),
    "clean": Words("ไม่มีข้อสังเกต", "nothing remarkable"),
    "check": Words("ทำไปแล้ว รอตรวจดู", "done already, to be looked at"),
}
FILTERS: Final[tuple[Filter, ...]] = ("all", "decide", "reasons", "due", "clean", "check")
DUE_CELLS: Final = 15
_OWN: Final = Words("ท่านรับเอง", "Your own")
_ASKED: Final = Words("? รอคำตอบ", "? asked")
REVIEWER: Final = Words("{officer} กำลังพิจารณา", "{officer} is at it")
_AT_IT: Final = Words("◐ มีผู้พิจารณาอยู่", "◐ somebody at it")
_TO_SIGN: Final = Words("รอนายทะเบียน", "registrar signs")
_WAITED: Final = Words("  รอมา {age}", "  waits {age}")
_DUE: Final = Words("  {day}", "  {day}")
_OVERDUE: Final = Words("! {day}", "! {day}")
_CHECK: Final = Words("○ ตรวจดู", "○ look at")
_VIEW: Final = Words("เปิดทะเบียน {citizen}", "Record of {citizen} opened")
_VOID: Final = Words("ยกเลิกใบเสร็จ {book}/{number}: {reason}", "Receipt {book}/{number} voided: {reason}")
_REPRINT: Final = Words("ใบเสร็จ {book}/{number} พิมพ์ {copies} ครั้ง", "Receipt {book}/{number} printed {copies} times")


def columns() -> list[Column]:
    """When it is owed, which, what, who asked, and why it stands where it stands."""
    return [
        Column(Words("  ครบกำหนด", "  Due"), DUE_CELLS),
        Column(Words("คำขอ", "Request"), 11),
        Column(Words("เรื่อง", "Service"), 0),
        Column(Words("ผู้ยื่น", "Applicant"), 14),
        Column(Words("เหตุที่ต้องดู", "Why"), 18),
    ]


def fits(item: Item, wanted: Filter, today: date, officer: str) -> bool:
    """Whether the filter shows it."""
    if wanted == "decide":
        return item.sort == "decide"
    if wanted == "check":
        return item.sort == "check"
    if wanted == "reasons":
        return bool(item.reasons)
    if wanted == "due":
        due = item.request.due if item.request is not None and item.sort == "decide" else None
        return due is not None and (date.fromisoformat(due) - today).days <= 1
    return wanted == "all" or item.is_clean(officer)


def row_of(item: Item, services: dict[str, Words], today: date, now: int, officer: str) -> Row:
    """One entry as a row; the first sign says what the colour says."""
    request = item.request
    why = why_words(item, officer)
    if request is None:
        return Row(item.ref, (_CHECK, item.ref, what_words(item, services), "", why), "plain")
    due = _due(item, today, now) if item.sort == "decide" else _CHECK
    cells = (due, item.ref, services.get(item.ref) or same(request.service), request.applicant_name, why)
    return Row(item.ref, cells, _tone(item, today, officer))


def why_words(item: Item, officer: str) -> Words:
    """Why it stands where it stands: the gravest reason and how many more, or what it waits for."""
    row = item.request
    if item.officer == officer:
        return _OWN
    if item.reasons:
        first = REASON_WORDS[item.reasons[0]]
        more = f" +{len(item.reasons) - 1}" if len(item.reasons) > 1 else ""
        return Words(f"{first.th}{more}", f"{first.en}{more}")
    if row is not None and row.question:
        return _ASKED
    if row is not None and row.reviewer not in ("", officer):
        return _AT_IT
    return _TO_SIGN if row is not None and row.endorsed else same("")


def all_reasons(item: Item) -> Words:
    """Every reason in one sentence."""
    said = [REASON_WORDS[reason] for reason in item.reasons]
    return Words(" · ".join(words.th for words in said), " · ".join(words.en for words in said))


def what_words(item: Item, services: dict[str, Words]) -> Words:
    """What it is: the service, the record opened, the receipt printed."""
    if item.view is not None:
        return _VIEW.fill(citizen=item.view.citizen)
    if item.void is not None:
        return _VOID.fill(book=item.void.book, number=item.void.number, reason=item.void.reason)
    if item.reprint is not None:
        return _REPRINT.fill(book=item.reprint.book, number=item.reprint.number, copies=item.reprint.copies)
    return services.get(item.ref) or same(item.ref)


def facts_of(item: Item) -> list[Words]:
    """What a supervisor reads of something done without them, besides its reasons."""
    if item.void is not None:
        said = Words(
            "ผู้ชำระ {payer} · {baht} บาท · ยืนยันโดย {second}", "Payer {payer} · {baht} baht · confirmed by {second}"
        )
        baht = format_baht(item.void.satang)
        return [said.fill(payer=item.void.payer_name, baht=baht, second=item.void.second)]
    if item.reprint is not None:
        said = Words("ผู้ชำระ {payer} · {baht} บาท", "Payer {payer} · {baht} baht")
        return [said.fill(payer=item.reprint.payer_name, baht=format_baht(item.reprint.satang))]
    if item.view is not None:
        from desk.counter.visit import PURPOSE_WORDS

        purpose = next((words for name, words in PURPOSE_WORDS.items() if name == item.view.purpose), same(""))
        return [Words("วัตถุประสงค์ที่แจ้ง: {purpose}", "Purpose given: {purpose}").fill(purpose=purpose)]
    return []


def _due(item: Item, today: date, now: int) -> Words:
    """The day it is owed, marked when that is past; how long it has waited where nobody set a day."""
    row = item.request
    if row is None or row.due is None:
        return _WAITED.fill(age=age((now - item.at) // 1000))
    day = date.fromisoformat(row.due)
    said = date_words(day)
    return (_OVERDUE if day < today else _DUE).fill(day=Words(said.th, said.en.removesuffix(" BE")))


def _tone(item: Item, today: date, officer: str) -> Tone:
    row = item.request
    if item.officer == officer:
        return "quiet"
    overdue = item.sort == "decide" and row is not None and row.due is not None and date.fromisoformat(row.due) < today
    return "alert" if overdue else "plain"
