"""Signboard tax: assessment, late filing, late payment and instalments, each with its working shown. Whole satang.

The pattern for taxes an office assesses: rates and terms are data with dates (`SignboardLaw`), the arithmetic is here,
and what no source states stays empty: then nothing is added, and the working says so. Facts: signboard tax of the
Signboard Tax Act B.E. 2510 with the rates from 1 January 2564 (data of TX-SIGN: third party and local offices).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desk.model.errors import Refused
from desk.rules.cash import format_baht
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
    "Sign {n}, {kind}: {width} × {height} cm, {sides} sides = {units} units at {rate} baht",
)
_LEAST: Final = Words("ป้าย {n} ให้ครบขั้นต่ำป้ายละ {least} บาท", "Sign {n}, up to the least of {least} baht a sign")
_LATE_FILING: Final = Words("ยื่นแบบเกินกำหนด ร้อยละ {percent} ของภาษี", "Filed late, {percent} per cent of the tax")
_LATE_PAYMENT: Final = Words(
    "ชำระเกินกำหนด {months} เดือน เดือนละร้อยละ {percent} ของภาษี",
    "Paid {months} months late, {percent} per cent of the tax a month",
)
_NOT_SET: Final = Words(
    "ชำระเกินกำหนด {months} เดือน แต่สำนักงานยังไม่กำหนดอัตราเงินเพิ่ม จึงยังไม่คิด",
    "Paid {months} months late; the office has not set the rate, so nothing is added",
)


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

    rates: dict[Kind, int]
    unit_cm2: int = 500
    part_counts_over_cm2: int = 0
    least_satang: int | None = None
    late_filing_percent: int | None = None
    late_payment_percent_a_month: int | None = None
    instalments: int | None = None
    instalments_from_satang: int | None = None


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


def assess(signs: Sequence[Sign], law: SignboardLaw, *, filed_late: bool = False, months_late: int = 0) -> Assessment:
    """The tax of these signs for a year, with what lateness adds. Raises SignWrong."""
    if not 1 <= len(signs) <= SIGNS_MAX:
        raise SignWrong(n=len(signs))
    lines: list[Working] = []
    for number, sign in enumerate(signs, 1):
        lines += _sign(number, sign, law)
    tax = sum(line.satang for line in lines)
    if filed_late and law.late_filing_percent:
        lines.append(Working(_LATE_FILING.fill(percent=law.late_filing_percent), tax * law.late_filing_percent // 100))
    if months_late > 0:
        lines.append(_late_payment(tax, months_late, law))
    return Assessment(tuple(lines), tax)


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


def _late_payment(tax: int, months: int, law: SignboardLaw) -> Working:
    percent = law.late_payment_percent_a_month
    if percent is None:
        return Working(_NOT_SET.fill(months=months), 0)
    return Working(_LATE_PAYMENT.fill(months=months, percent=percent), tax * percent * months // 100)


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
