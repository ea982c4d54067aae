"""Signboard tax: assessment, late filing, late payment and instalments, each with its working shown. Whole satang.

The pattern for taxes an office assesses: rates and terms are data with dates (`SignboardLaw`), the arithmetic is here,
and what no source states stays empty: then nothing is added, and the working says so. Facts: signboard tax of the
Signboard Tax Act B.E. 2510; rates and terms are those of the service's definition (tx-sign.toml names their sources).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, Protocol, get_args

from desk.model.errors import Refused
from desk.rules.cash import format_baht
from desk.rules.working_days import HolidayCalendar
from desk.words import Words

Kind = Literal["thai", "thai_moving", "mixed", "mixed_moving", "foreign", "foreign_moving"]
KIND_WORDS: Final[dict[Kind, Words]] = {
    "thai": Words("อักษรไทยล้วน", "Thai only"),
    "thai_moving": Words("อักษรไทยล้วน เคลื่อนที่", "Thai only, moving"),
    "mixed": Words("ไทยปนอักษรอื่นหรือภาพ", "Thai mixed or pictures"),
    "mixed_moving": Words("ไทยปน เคลื่อนที่", "Thai mixed, moving"),
    "foreign": Words("ไม่มีไทย หรือไทยอยู่ต่ำกว่า", "no Thai, or Thai below"),
    "foreign_moving": Words("ไม่มีไทย เคลื่อนที่", "no Thai, moving"),
}
SIGNS_MAX: Final = 200
CM_MAX: Final = 100_000
SIDES_MAX: Final = 10
INSTALMENTS_MAX: Final = 12

_SIGN: Final = Words(
    "ป้าย {n} {kind}: {width} × {height} ซม. {sides} ด้าน = {units} หน่วย หน่วยละ {rate} บาท",
    "Sign {n}, {kind}: {width} × {height} cm, sides: {sides} = {units} units at {rate} baht",
)
_FIRST_YEAR: Final = Words(
    "ติดตั้งระหว่างปี เสียร้อยละ {percent} ของภาษีทั้งปี", "Put up during the year: {percent} per cent of the year's tax"
)
_LEAST: Final = Words("ป้าย {n} ให้ครบขั้นต่ำป้ายละ {least} บาท", "Sign {n}, up to the least of {least} baht a sign")
_LATE_FILING: Final = Words("ยื่นแบบเกินกำหนด ร้อยละ {percent} ของภาษี", "Filed late, {percent} per cent of the tax")
_LATE_PAYMENT: Final = Words(
    "งวด {n} ชำระเกินกำหนด {months} เดือน เดือนละร้อยละ {percent} ของ {tax} บาท",
    "Part {n}, months late: {months}; {percent} per cent of {tax} baht a month",
)
_NOT_SET: Final = Words(
    "งวด {n} ชำระเกินกำหนด {months} เดือน แต่สำนักงานยังไม่กำหนดอัตราเงินเพิ่ม จึงยังไม่คิด",
    "Part {n}, months late: {months}; the office has not set the rate, so nothing is added",
)
_NO_PARTS: Final = Words("ภาษีต่ำกว่าเกณฑ์ผ่อนชำระ จึงชำระครั้งเดียว", "The tax is too small for instalments: one payment")


class SignWrong(Refused):
    """A sign that cannot be measured so."""

    code = "E331"
    said = Words(
        "ขนาดหรือจำนวนด้านของป้ายที่ {n} ไม่ถูกต้อง ยังไม่ได้ประเมิน แก้แล้วลองใหม่",
        "Size or number of sides of sign {n} is not right; nothing was assessed. Correct it and try again",
    )


class InstalmentsRefused(Refused):
    """The law or the office knows no instalments for this sum."""

    code = "E332"
    said = Words(
        "ยอดนี้แบ่งชำระไม่ได้ ไม่มีอะไรเปลี่ยนแปลง รับชำระครั้งเดียวเต็มจำนวน",
        "This sum is not paid in instalments; nothing was changed. Take it in one payment",
    )


@dataclass(frozen=True, slots=True)
class SignboardLaw:
    """Rates and terms in force. Satang a unit by kind, satang the least for a sign; None where nothing is stated.

    A part of a unit counts as a unit when it is more than `part_counts_over_cm2`.
    """

    rates: Mapping[Kind, int]
    unit_cm2: int = 500
    part_counts_over_cm2: int = 0
    least_satang: int | None = None
    late_filing_percent: int | None = None
    late_payment_percent_a_month: int | None = None
    pay_within_days: int | None = None
    instalments: int | None = None
    instalments_from_satang: int | None = None


class SignboardTerms(Protocol):
    """What a service's definition says of the tax: its law, and which answers of the form it is reckoned from."""

    @property
    def signs(self) -> str: ...
    @property
    def filed_late(self) -> str | None: ...
    @property
    def in_parts(self) -> str | None: ...
    @property
    def put_up(self) -> str | None: ...
    @property
    def put_up_percent(self) -> Mapping[str, int]: ...
    @property
    def law(self) -> SignboardLaw: ...


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: centimetres, and how many of its sides bear words."""

    kind: Kind
    width_cm: int
    height_cm: int
    sides: int = 1


@dataclass(frozen=True, slots=True)
class Working:
    """One line of the working, as it stands on the assessment."""

    words: Words
    satang: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed, and how it came about; `tax_satang` without what was added for lateness."""

    lines: tuple[Working, ...]
    tax_satang: int

    @property
    def satang(self) -> int:
        """All of it."""
        return sum(line.satang for line in self.lines)


def assess(
    signs: Sequence[Sign], law: SignboardLaw, *, filed_late: bool = False, first_year_percent: int = 100
) -> Assessment:
    """The tax of these signs for a year, or for what is left of the first one, with what late filing adds.

    Raises SignWrong.
    """
    if not 1 <= len(signs) <= SIGNS_MAX:
        raise SignWrong(n=len(signs))
    lines: list[Working] = []
    for number, sign in enumerate(signs, 1):
        lines += _sign(number, sign, law)
    tax = sum(line.satang for line in lines)
    if first_year_percent != 100:
        share = tax * first_year_percent // 100
        lines.append(Working(_FIRST_YEAR.fill(percent=first_year_percent), share - tax))
        tax = share
    if filed_late and law.late_filing_percent:
        lines.append(Working(_LATE_FILING.fill(percent=law.late_filing_percent), tax * law.late_filing_percent // 100))
    return Assessment(tuple(lines), tax)


def assess_form(terms: SignboardTerms, form: Mapping[str, Any]) -> Assessment | None:
    """The same from the answers of a form; None while a sign lacks an answer. Raises SignWrong."""
    rows = form.get(terms.signs)
    asked = ("kind", "width", "height", "sides")
    if not isinstance(rows, (list, tuple)) or not rows:
        return None
    if any(not isinstance(row, Mapping) or row.get(each) in (None, "") for row in rows for each in asked):
        return None
    kinds: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    signs = [Sign(kinds[row["kind"]], row["width"], row["height"], row["sides"]) for row in rows]
    percent = terms.put_up_percent.get(str(form.get(terms.put_up or "")), 100)
    late = terms.filed_late is not None and form.get(terms.filed_late) is True
    return assess(signs, terms.law, filed_late=late, first_year_percent=percent)


def _sign(number: int, sign: Sign, law: SignboardLaw) -> list[Working]:
    sizes = 1 <= sign.width_cm <= CM_MAX and 1 <= sign.height_cm <= CM_MAX
    if not (sizes and 1 <= sign.sides <= SIDES_MAX and sign.kind in law.rates):
        raise SignWrong(n=number)
    whole, part = divmod(sign.width_cm * sign.height_cm * sign.sides, law.unit_cm2)
    units, rate = whole + (part > law.part_counts_over_cm2), law.rates[sign.kind]
    facts = {"n": number, "kind": KIND_WORDS[sign.kind], "width": sign.width_cm, "height": sign.height_cm}
    said = _SIGN.fill(**facts, sides=sign.sides, units=f"{units:,}", rate=format_baht(rate))
    lines = [Working(said, units * rate)]
    if law.least_satang is not None and units * rate < law.least_satang:
        least = _LEAST.fill(n=number, least=format_baht(law.least_satang))
        lines.append(Working(least, law.least_satang - units * rate))
    return lines


def months_late(due: date, paid: date) -> int:
    """Months and parts of one by which a payment is late; 0 in time. A month ends on the day it began on."""
    if paid <= due:
        return 0
    whole = (paid.year - due.year) * 12 + paid.month - due.month
    return whole + (paid.day > due.day)


def instalments(satang: int, law: SignboardLaw) -> tuple[int, ...]:
    """The sum in equal parts, what does not divide in the first. Raises InstalmentsRefused."""
    parts, least = law.instalments, law.instalments_from_satang
    if parts is None or not 2 <= parts <= INSTALMENTS_MAX or satang < max(least or 0, parts):
        raise InstalmentsRefused()
    each, left = divmod(satang, parts)
    return (each + left, *(each,) * (parts - 1))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the tax, the whole of it where it is not paid in instalments. Satang.

    `tax_satang` with what late filing added, all of that in the first part. `due` is None until the assessment was
    told. `surcharge_satang` as of the day the part was paid in full (`paid`), else as of the day asked about.
    """

    number: int
    due: date | None
    tax_satang: int
    surcharge_satang: int = 0
    months: int = 0
    paid: date | None = None

    @property
    def satang(self) -> int:
        """What the part comes to."""
        return self.tax_satang + self.surcharge_satang


@dataclass(frozen=True, slots=True)
class Bill:
    """An assessment on a day: its parts in order, what came in for it so far, and the whole working."""

    assessment: Assessment
    parts: tuple[Part, ...]
    working: tuple[Working, ...]
    received_satang: int = 0

    @property
    def satang(self) -> int:
        """All of it: tax, late filing, surcharges so far."""
        return sum(part.satang for part in self.parts)

    @property
    def steps(self) -> tuple[int, ...]:
        """What may be paid now: the next part, the next two, ... all that is left."""
        sums, reached = [], 0
        for part in self.parts:
            reached += part.satang
            if part.paid is None and reached > self.received_satang:
                sums.append(reached - self.received_satang)
        return tuple(sums)


Sort = Literal["tax", "late_filing", "late_payment"]


@dataclass(frozen=True, slots=True)
class Charge:
    """What some of a payment is for: the tax itself, or what lateness added to it, of the parts `first` to `last`."""

    sort: Sort
    first: int
    last: int
    satang: int


def charges(found: Bill, satang: int) -> list[Charge]:
    """What the next `satang` are for: the parts in their order, of each its tax first, then what lateness added."""
    added, before = found.assessment.satang - found.assessment.tax_satang, found.received_satang
    sums: dict[Sort, Charge] = {}
    for part in found.parts:
        late_filing = added if part.number == 1 else 0
        owed: dict[Sort, int] = {
            "tax": part.tax_satang - late_filing,
            "late_filing": late_filing,
            "late_payment": part.surcharge_satang,
        }
        for sort, whole in owed.items():
            held = min(whole, before)
            now = min(whole - held, satang)
            before, satang = before - held, satang - now
            if now:
                first = sums[sort].first if sort in sums else part.number
                sums[sort] = Charge(sort, first, part.number, now + (sums[sort].satang if sort in sums else 0))
    return [sums[sort] for sort in get_args(Sort) if sort in sums]


def bill(
    found: Assessment,
    law: SignboardLaw,
    today: date,
    calendar: HolidayCalendar,
    *,
    told: date | None = None,
    in_parts: bool = False,
    received: Sequence[tuple[date, int]] = (),
) -> Bill:
    """What an assessment comes to on a day: `told` is the day its payer was told, `received` (day, satang) in order.

    Money goes to the parts in their order. A part that is late bears its surcharge on its share of the tax alone, never
    on what was added to it, until the day it is paid in full. The parts fall due a month after each other, on the
    next working day where the office is closed (Civil and Commercial Code s.193/8).
    """
    taxes: tuple[int, ...] = (found.tax_satang,)
    working = list(found.lines)
    if in_parts:
        try:
            taxes = instalments(found.tax_satang, law)
        except InstalmentsRefused:
            working.append(Working(_NO_PARTS, 0))
    days = law.pay_within_days
    first_due = told + timedelta(days=days) if told is not None and days is not None else None
    added, before, parts = found.satang - found.tax_satang, 0, []
    for number, tax in enumerate(taxes, 1):
        due = calendar.working_from(_months_after(first_due, number - 1)) if first_due is not None else None
        part = _part(number, due, tax, added if number == 1 else 0, law, _reached(received, before), today)
        before += part.satang
        parts.append(part)
        working += _late_payment(part, tax, law)
    return Bill(found, tuple(parts), tuple(working), sum(satang for _day, satang in received))


def _part(
    number: int,
    due: date | None,
    tax: int,
    added: int,
    law: SignboardLaw,
    reached: Sequence[tuple[date, int]],
    today: date,
) -> Part:
    """One part as it stands; `reached` (day, satang left for it and what follows) after each sum that came in."""
    for day, satang in reached:
        part = _as_of(number, due, tax, added, law, day)
        if satang >= part.satang:
            return Part(number, due, part.tax_satang, part.surcharge_satang, part.months, day)
    return _as_of(number, due, tax, added, law, today)


def _as_of(number: int, due: date | None, tax: int, added: int, law: SignboardLaw, day: date) -> Part:
    months = 0 if due is None else months_late(due, day)
    return Part(number, due, tax + added, tax * (law.late_payment_percent_a_month or 0) * months // 100, months)


def _reached(received: Sequence[tuple[date, int]], before: int) -> list[tuple[date, int]]:
    sums, reached = [], -before
    for day, satang in received:
        reached += satang
        sums.append((day, reached))
    return sums


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _late_payment(part: Part, tax: int, law: SignboardLaw) -> list[Working]:
    if not part.months:
        return []
    percent, facts = law.late_payment_percent_a_month, {"n": part.number, "months": part.months}
    if percent is None:
        return [Working(_NOT_SET.fill(**facts), 0)]
    return [Working(_LATE_PAYMENT.fill(**facts, percent=percent, tax=format_baht(tax)), part.surcharge_satang)]
