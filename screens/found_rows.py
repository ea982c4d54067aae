"""What a search found as rows and in words: states with their sign, papers, how many, how old, who said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desk.counter.lookup import CARD_EXPIRED, Found, FoundRow
from desk.rules.office_day import clock_time, office_date
from desk.words import Words, same
from screens.dates import moment_words
from screens.paged_table import Row, Tone

if TYPE_CHECKING:
    from desk.counter.centre_registry import CentreAnswer
    from local_db.queries.found_papers import FoundPaper

STATUS_WORDS: Final[dict[str, Words]] = {
    "alive": Words("", ""),
    "deceased": Words("! เสียชีวิต", "! deceased"),
    "moved_out": Words("~ ย้ายออก", "~ moved out"),
    "suspended": Words("! ถูกระงับ", "! suspended"),
    "merged": Words("! รวมรายการ", "! merged"),
    CARD_EXPIRED: Words("~ บัตรหมดอายุ", "~ ID expired"),
}
"""The sign before the word says without colour what must not be overlooked."""

CALM: Final = frozenset({"alive", "moved_out", CARD_EXPIRED})

PAPER_WORDS: Final[dict[str, Words]] = {
    "request": Words("คำขอ", "request"),
    "receipt": Words("ใบเสร็จ", "receipt"),
    "ticket": Words("บัตรคิว", "ticket"),
}
BEFORE_TYPING: Final = Words(
    "พิมพ์แล้วรายชื่อจะขึ้นเอง การพิมพ์ค้นไม่ถูกบันทึก", "Rows come while you type; typing is not journalled"
)
NOT_ASKED: Final = Words(
    "ถามส่วนกลางไม่ได้ ยังไม่ทราบว่ามีหรือไม่ · F8 ถามใหม่", "The centre could not be asked: nothing is known · F8 asks again"
)
NO_NUMBER: Final = Words("เลขนี้ยังใช้ค้นไม่ได้", "This number cannot be looked up")


def person_row(row: FoundRow) -> Row:
    """One person, masked; a namesake with what tells them apart."""
    tone: Tone = "plain" if row.status in CALM else "alert"
    # long names are cut, so what tells namesakes apart stands in the next column, in place of the tambon
    where = row.apart or row.tambon
    status = STATUS_WORDS.get(row.status, same(row.status))
    return Row(row.pin, (row.masked_pin, row.name, row.born_year or "-", where, status), tone)


def paper_row(paper: FoundPaper) -> Row:
    """A request or a receipt."""
    return Row(paper.ref, (paper.number, paper.name, "-", "", PAPER_WORDS[paper.kind]))


def copy_words(as_of: int, now: int) -> Words:
    """How old the copy is: the time of today, or day and time of an older one."""
    if not as_of:
        return Words("สำเนาที่ยังไม่ทราบเวลา", "a copy of unknown age")
    return Words("สำเนา ณ {when}", "copy of {when}").fill(when=when_words(as_of, now))


def when_words(at: int, now: int) -> Words:
    """The time of a moment of today, day and time of any other."""
    return same(clock_time(at)) if office_date(at) == office_date(now) else moment_words(at)


def found_words(found: Found, now: int, *, may_ask: bool) -> Words:
    """How many there are and how old the copy is; where nobody is, what can be done."""
    copy = copy_words(found.as_of, now)
    if found.fault is not None:
        return NO_NUMBER
    if not found.rows and found.papers:
        said = Words("พบเอกสาร {papers} รายการ · Enter เปิดดู", "{papers} papers found · Enter opens one")
    elif not found.rows and may_ask:
        said = Words(
            "ไม่พบใน{copy} · F8 ถามส่วนกลาง · F10 คนนอกทะเบียน",
            "Not found in {copy} · F8 asks the centre · F10 not registered",
        )
    elif not found.rows:
        said = Words(
            "ไม่พบใน{copy} · F10 รับคำขอของคนนอกทะเบียน", "Not found in {copy} · F10 serves somebody not registered"
        )
    elif found.more:
        said = Words(
            "แสดง {shown} จากมากกว่า {total} คน · พิมพ์เพิ่มให้แคบลง · {copy}",
            "{shown} shown of more than {total} · type more · {copy}",
        )
    elif found.total > len(found.rows):
        said = Words("แสดง {shown} จาก {total} คน · {copy}", "{shown} shown of {total} · {copy}")
    elif found.near:
        said = Words("พบ {total} คน ชื่อใกล้เคียง {near} คน · {copy}", "{total} found, {near} by a name nearly so · {copy}")
    else:
        said = Words("พบ {total} คน · {copy}", "{total} found · {copy}")
    counts = {"papers": len(found.papers), "near": f"{found.near:,}", "shown": f"{len(found.rows):,}"}
    return said.fill(**counts, total=f"{found.total:,}", copy=copy)


def centre_words(answer: CentreAnswer, now: int) -> Words:
    """What the centre said and when; nobody is an answer, and says so."""
    if not answer.rows:
        said = Words(
            "ส่วนกลางตอบเมื่อ {when}: ไม่มีในทะเบียน · F10 คนนอกทะเบียน",
            "The centre said at {when}: not in the registry · F10 not registered",
        )
    elif answer.truncated:
        said = Words(
            "ส่วนกลางตอบเมื่อ {when}: แสดง {n} คน มีมากกว่านี้ พิมพ์เพิ่ม",
            "The centre said at {when}: {n} shown of more, type more",
        )
    elif answer.kept:
        said = Words("ส่วนกลางตอบไว้เมื่อ {when}: พบ {n} คน", "The centre had said at {when}: {n} found")
    else:
        said = Words("ส่วนกลางตอบเมื่อ {when}: พบ {n} คน", "The centre said at {when}: {n} found")
    return said.fill(when=when_words(answer.as_of, now), n=len(answer.rows))
