"""The one thing in the header that must not be overlooked: code and a few words, the gravest only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desk.words import Words

if TYPE_CHECKING:
    from desk.counter.book_stock import Stock
    from desk.counter.print_queue import PrintJob
    from desk.counter.status import Status

ALARMS: Final[dict[str, Words]] = {
    "E632": Words("E632 โต๊ะถูกทำซ้ำ", "E632 desk was copied"),
    "E633": Words("E633 ไม่ตรงส่วนกลาง", "E633 not as the centre"),
    "E635": Words("E635 แฟ้มถูกย้อน", "E635 file put back"),
    "E637": Words("E637 นาฬิกาผิด", "E637 clock is wrong"),
}
"""By the code of what is amiss; the sync view tells the whole of it."""


def alarm_words(status: Status) -> Words | None:
    """What the header says instead of the line's state; None where all is well."""
    if status.integrity or status.doubt:
        return ALARMS.get(status.integrity or status.doubt)
    if status.ending:
        return ENDING[status.ending]
    if status.clock_is_wrong:
        return ALARMS["E637"]
    return _bound(status.bounds[0]) if status.bounds else None


def books_words(stock: Stock) -> Words:
    """What is lacking of receipt numbers, in the few words a header has."""
    return BOOKS_WORDS[stock.lack].fill(left=stock.left, year=stock.year + 1)


def prints_words(jobs: list[PrintJob]) -> Words | None:
    """How many papers failed or hang; None while all of them come out."""
    stuck = sum(job.state in ("failed", "unsure") for job in jobs)
    return Words("พิมพ์ค้าง {n} แผ่น กด O", "{n} not printed: O").fill(n=stuck) if stuck else None


def _bound(named: str) -> Words:
    name, _, level = named.partition(":")
    what = BOUND_WORDS.get(name, Words(name, name))
    if level == "stop":
        return Words(f"E638 หยุดรับงาน {what.th}", f"E638 stopped: {what.en}")
    return Words(f"ใกล้เกณฑ์ {what.th}", f"near bound: {what.en}")


BOUND_WORDS: Final[dict[str, Words]] = {
    "disk_mb": Words("ดิสก์", "disk"),
    "roster_days": Words("สิทธิ์ผู้ใช้", "roster"),
    "copy_days": Words("สำเนาเก่า", "old copy"),
    "unsent_lines": Words("รอส่งมาก", "unsent"),
    "unsent_days": Words("รอส่งนาน", "unsent age"),
    "unsent_baht": Words("เงินรอส่ง", "unsent money"),
}
BOOKS_WORDS: Final[dict[str, Words]] = {
    "none": Words("ไม่มีเลขใบเสร็จ", "no receipt numbers"),
    "low": Words("เหลือใบเสร็จ {left} เลข", "{left} receipt numbers left"),
    "next_year": Words("ไม่มีเล่มปี {year}", "no book for {year}"),
}
ENDING: Final[dict[str, Words]] = {
    "retiring": Words("กำลังเลิกใช้โต๊ะ", "being retired"),
    "retired": Words("โต๊ะเลิกใช้แล้ว", "desk is retired"),
}
