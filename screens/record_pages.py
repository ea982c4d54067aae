"""The pages of a record behind the first: identity and addresses, papers on file, what is to be told, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desk.counter.looks import Told
from desk.counter.lookup import CARD_EXPIRED, card_expired
from desk.counter.papers import HOW_WORDS
from desk.counter.record import Record
from desk.counter.states import state_words
from desk.rules.register_words import role_words
from desk.words import Words
from local_db.queries.citizens import Citizen
from screens.dates import iso_words, moment_words, short_moment
from screens.paged_table import Column, Row
from screens.safe_text import safe, wrapped

PAGES: Final[tuple[Words, ...]] = (
    Words("ภาพรวม", "Overview"),
    Words("ตัวบุคคล ที่อยู่", "Person, addresses"),
    Words("เอกสาร", "Papers"),
    Words("แจ้งให้ทราบ", "Notices"),
    Words("ผู้เปิดดู", "Who looked"),
)
OVERVIEW, PERSON, PAPERS, NOTICES, LOOKS = range(len(PAGES))
HIDDEN_WORDS: Final = Words("ปิดไว้ · กด V เพื่อดู", "hidden · V shows it")
_NOW: Final = Words("ปัจจุบัน", "now")
_SINCE: Final = Words("ตั้งแต่ {day}", "since {day}")
VALUE_CELLS: Final = 38
PAPER_CELLS: Final = 35
NOTICE_CELLS: Final = 75
HOW_CELLS: Final = 20
"""Cells of what may be long, on 80 columns: it goes on in the row below."""
_TO_CHANGE: Final = Words("⇢ รอเปลี่ยน", "⇢ To change")
_UNTIL: Final = Words("ถึง {day}", "until {day}")
Cells = tuple[object, ...]
_NAMES: Final = (Words("ชื่อ", "Name"), Words("ชื่อเดิม", "Earlier name"))
_ADDRESSES: Final = (Words("ที่อยู่", "Address"), Words("ที่อยู่เดิม", "Earlier address"))
_NOTHING: Final = Words("ไม่มี", "None")

COLUMNS: Final[dict[int, list[Column]]] = {
    PERSON: [
        Column(Words("รายการ", "What"), 15),
        Column(Words("ตามทะเบียน", "In the registry"), 0),
        Column(Words("เมื่อ", "When"), 20),
    ],
    PAPERS: [
        Column(Words("เอกสาร", "Paper"), 0),
        Column(Words("สถานะ", "State"), 16),
        Column(Words("คำขอ", "Request"), 10),
        Column(Words("วันที่", "Date"), 12, "right"),
    ],
    NOTICES: [Column(Words("เรื่องที่ต้องบอกหรือต้องระวัง", "To tell, or to beware of"), 0)],
    LOOKS: [
        Column(Words("เมื่อ", "When"), 20),
        Column(Words("ผู้เปิดดู", "By"), 15),
        Column(Words("เพื่อ", "For"), 17),
        Column(Words("วิธี", "How"), 0),
    ],
}


def rows_of(page: int, record: Record, today: date, address: str) -> list[Row]:
    """The rows of a page; a page without any says so in one."""
    made = {PERSON: _person, PAPERS: _papers, LOOKS: _looks}
    lines = _notices(record, today) if page == NOTICES else made[page](record, address)
    rows = [Row(f"{page}-{place}", cells) for place, cells in enumerate(lines)]
    return rows or [Row("none", (_NOTHING,) + ("",) * (len(COLUMNS[page]) - 1))]


def _person(record: Record, address: str) -> list[tuple[object, ...]]:
    citizen = record.citizen
    earlier = citizen.earlier
    lines = _in_turn(_NAMES, citizen.name, [(one.name, one.until) for one in earlier if one.name])
    if english := f"{citizen.given_en} {citizen.family_en}".strip():
        lines.append((Words("ชื่ออังกฤษ", "In English"), english, ""))
    named = {one.pin: one for one in record.members}
    for label, number in ((Words("บิดา", "Father"), citizen.father), (Words("มารดา", "Mother"), citizen.mother)):
        if number:
            lines.append((label, HIDDEN_WORDS if "parents" in record.hidden else _who(named.get(number), number), ""))
    hidden = "address" in record.hidden
    lived = [(HIDDEN_WORDS if hidden else one.address, one.until) for one in earlier if one.address]
    lines += _in_turn(_ADDRESSES, address, lived)
    for change in record.pending:
        lines += _over_lines(_TO_CHANGE, f"{change.label} → {change.after} ({change.ref})", state_words(change.state))
    return lines


def _in_turn(labels: tuple[Words, Words], now: object, before: Sequence[tuple[object, str]]) -> list[Cells]:
    """What holds now with the day since when, then what held before, the latest first, with the day until when."""
    since = _SINCE.fill(day=iso_words(before[0][1])) if before else _NOW
    told = [(labels[0], now, since)]
    told += [(labels[1], value, _UNTIL.fill(day=iso_words(until))) for value, until in before]
    lines: list[Cells] = []
    for label, value, when in told:
        lines += [(label, value, when)] if isinstance(value, Words) else _over_lines(label, value, when)
    return lines


def _over_lines(label: object, value: object, when: object) -> list[Cells]:
    first, *rest = wrapped(value, VALUE_CELLS, 3) or [safe("")]
    return [(label, first, when), *(("", line, "") for line in rest)]


def _who(person: Citizen | None, number: str) -> str:
    return f"{person.name} · {number}" if person is not None else number


def _papers(record: Record, _address: str) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    for one in record.papers:
        first, *rest = wrapped(one.label, PAPER_CELLS, 2)
        lines.append((first, HOW_WORDS[one.how], one.request, short_moment(one.at)))
        lines += [(line, "", "", "") for line in rest]
    return lines


def _looks(record: Record, _address: str) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    for look in record.looks.looks:
        how = look.how
        if look.revealed:
            shown = Words("+ดูที่ปิด", "+hidden fields")
            how = Words(f"{how.th} {shown.th}".strip(), f"{how.en} {shown.en}".strip())
        first, *rest = wrapped(how, HOW_CELLS, 3) or [safe("")]
        lines.append((moment_words(look.at), look.officer, look.purpose, first))
        lines += [("", "", "", line) for line in rest]
    return lines


def _notices(record: Record, today: date) -> list[tuple[object, ...]]:
    return [(line,) for words in notices(record, today) for line in wrapped(words, NOTICE_CELLS, 3)]


def covers(looks: Told) -> Words:
    """Whose looks the page of looks tells, and where the others are to be had."""
    here, others = ", ".join(looks.covered), ", ".join(looks.elsewhere)
    if others:
        said = Words("เฉพาะโต๊ะ {here} · โต๊ะ {others} ขอจากส่วนกลาง", "Desk {here} alone · ask the centre for {others}")
    else:
        said = Words("ที่โต๊ะ {here} รวมขณะสายขาด", "At desk {here}, with the line down as well")
    return said.fill(here=here, others=others)


def notices(record: Record, today: date) -> list[Words]:
    """What must not be overlooked about this person, the gravest first."""
    citizen, found = record.citizen, []
    if citizen.status == "deceased":
        found.append(Words("! ทะเบียนระบุว่าเสียชีวิต", "! Deceased, as the registry has it"))
    if citizen.status == "merged":
        into = citizen.merged_into or "-"
        found.append(
            Words("! รวมเข้ากับเลข {number} กด M เปิดรายการนั้น", "! Merged into {number}: M opens that record").fill(
                number=into
            )
        )
    if citizen.status == "suspended":
        found.append(Words("! รายการถูกระงับ แจ้งหัวหน้า", "! Suspended: call the supervisor"))
    for other in record.alike:
        said = Words("! คนในบ้านที่อาจเข้าใจผิด: {name}", "! Alike in this house: {name}")
        found.append(said.fill(name=_told_apart(other)))
    if citizen.status == "moved_out":
        found.append(Words("~ ย้ายออกจากเขตนี้แล้ว", "~ Moved out of this district"))
    if card_expired(citizen, today):
        day = iso_words(citizen.card_expires or "")
        found.append(Words("~ บัตรหมดอายุ {day}", "~ Card lapsed {day}").fill(day=day))
    for change in record.pending:
        said = Words("⇢ รอเปลี่ยน{what} เป็น {after} ({ref})", "⇢ {what} to become {after} ({ref})")
        found.append(said.fill(what=change.label, after=change.after, ref=change.ref))
    ready = [row for row in record.requests if row.state == "approved"]
    if ready:
        found.append(Words("✓ อนุมัติแล้ว รอดำเนินการ {n} คำขอ", "✓ {n} approved, to be finished").fill(n=len(ready)))
    for row in record.requests:
        if row.state in ("returned", "waiting_papers"):
            said = Words("! คำขอ {ref} {state}", "! Request {ref}: {state}")
            found.append(said.fill(ref=row.ref, state=state_words(row.state)))
    return found


def _told_apart(other: Citizen) -> Words:
    year = other.born_year or "-"
    return Words("{name} เกิด {year} เลขท้าย {digits}", "{name}, born {year}, number ends {digits}").fill(
        name=other.name, year=year, digits=other.pin[-4:]
    )


def status_shown(citizen: Citizen, today: date) -> str:
    """The state as lists show it: as registered, or CARD_EXPIRED."""
    return CARD_EXPIRED if card_expired(citizen, today) else citizen.status


def relation(of: Citizen, to: Citizen) -> Words:
    """What `of` is to `to`, by the parents the registry names; the role in the house where they say nothing."""
    if of.pin == to.pin:
        return role_words(of.role)
    if of.pin in (to.father, to.mother):
        return Words("บิดา", "father") if of.pin == to.father else Words("มารดา", "mother")
    if to.pin in (of.father, of.mother):
        return Words("บุตร", "child")
    shared = {of.father, of.mother} & {to.father, to.mother} - {None}
    if shared:
        born = (of.born_year, of.born_month, of.born_day)
        twin = None not in born and born == (to.born_year, to.born_month, to.born_day)
        return Words("ฝาแฝด", "twin") if twin else Words("พี่น้อง", "sibling")
    return role_words(of.role)
