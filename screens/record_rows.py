"""Lines of a record: what is said of the person, of each of the household, of each receipt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.masking import masked_phone
from desk.counter.record import Record
from desk.rules.cash import format_baht
from desk.rules.register_words import nationality_words, role_words
from desk.thai import PartialDate, age_on, partial_words
from desk.words import Words, same
from screens.dates import iso_words
from screens.found_rows import CALM, STATUS_WORDS
from screens.paged_table import Row, Tone
from screens.record_pages import relation

if TYPE_CHECKING:
    from local_db.queries.citizens import Citizen
    from local_db.queries.money import ReceiptRow

SEX_WORDS: Final = {"m": Words("ชาย", "male"), "f": Words("หญิง", "female"), "u": Words("ไม่ระบุเพศ", "sex not recorded")}


def more_parts(record: Record) -> list[str]:
    """Role, nationality, telephone and card in one line; what is hidden is masked."""
    citizen = record.citizen
    parts = [str(role_words(citizen.role)) if citizen.role else "-", str(nationality_words(citizen.nationality))]
    if citizen.phone:
        phone = masked_phone(citizen.phone) if "phone" in record.hidden else citizen.phone
        parts.append(str(Words("โทร. {phone}", "tel. {phone}").fill(phone=phone)))
    if citizen.card_expires and "card" not in record.hidden:
        said = Words("บัตรหมดอายุ {day}", "card to {day}").fill(day=iso_words(citizen.card_expires))
        parts.append(str(said))
    return parts


def born_line(citizen: Citizen, today: date, *, hidden: bool = False) -> str:
    """Day of birth as far as it is known (the year alone where it is hidden), age in whole years, sex."""
    sex = str(SEX_WORDS.get(citizen.sex, SEX_WORDS["u"]))
    if citizen.born_year is None:
        return sex
    born = PartialDate(citizen.born_year, citizen.born_month, citizen.born_day)
    parts: list[object] = [partial_words(PartialDate(citizen.born_year) if hidden else born)]
    if hidden and citizen.born_month is not None:
        parts.append(Words("ปิดวันเดือน", "day hidden"))
    if citizen.status != "deceased":
        parts.append(Words("อายุ {age} ปี", "{age} years").fill(age=age_on(born, today).years))
    return " · ".join(str(part) for part in [*parts, sex])


def _tone(citizen: Citizen) -> Tone:
    return "plain" if citizen.status in CALM else "alert"


def member_row(citizen: Citizen, opened: Citizen, today: date) -> Row:
    """One of the household, and what they are to the person on view."""
    age: object = "-"
    if citizen.born_year is not None and citizen.status != "deceased":
        age = age_on(PartialDate(citizen.born_year, citizen.born_month, citizen.born_day), today).years
    status = STATUS_WORDS.get(citizen.status, same(citizen.status))
    name = f"{citizen.name} ◂" if citizen.pin == opened.pin else citizen.name
    return Row(
        citizen.pin, (name, _role_words(citizen, opened), age, status), "plain" if citizen.status in CALM else "alert"
    )


def receipt_row(row: ReceiptRow) -> Row:
    """A receipt of the person."""
    number = f"{row.book} {row.number:06d}"
    return Row(row.ref, (number, iso_words(row.date), row.payer_name, format_baht(row.satang)))


def _role_words(citizen: Citizen, opened: Citizen) -> Words:
    """The role in the house and, where it says more, what they are to the person on view."""
    known = relation(citizen, opened)
    if citizen.pin == opened.pin or known.th == citizen.role:
        return role_words(citizen.role)
    if not citizen.role:
        return known
    role = role_words(citizen.role)
    return Words(f"{role.th} ({known.th})", f"{role.en} ({known.en})")
