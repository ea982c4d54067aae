"""Identity numbers: the person's 13 digits, the juristic person's, and the 11 of a house.

A number is taken in any spelling (Thai or full-width digits, dashes, blanks, unseen marks, typed under the Thai
layout) and handed back as plain ASCII digits, or refused with the fault named. The check digit of the 13-digit
numbers leaves their third digit unprotected (its weight is 11, the sum is taken mod 11): a typed number must still be
confirmed by name or year of birth before anything is committed (DOMAIN 0.1).
"""

from __future__ import annotations

from typing import Final

from desk.model.errors import Refused
from desk.thai.digits import squeeze_number
from desk.thai.keyboard import recover_number
from desk.thai.refusals import require_text
from desk.words import Words

__all__ = [
    "HouseOfficeUnknown",
    "NumberCheckDigitWrong",
    "NumberHasOtherSigns",
    "NumberLengthWrong",
    "NumberRefused",
    "PinFirstDigitRefused",
    "check_house_code",
    "check_juristic",
    "check_pin",
    "format_house_code",
    "format_juristic",
    "format_pin",
    "mask_pin",
    "pin_check_digit",
    "pin_warnings",
    "recover_number",
]

PIN_LENGTH: Final = 13
HOUSE_CODE_LENGTH: Final = 11
# Room for 13 digits with blanks and dashes between all of them; a longer text is no number.
LONGEST_TYPED: Final = 64

_PIN: Final = Words("เลขประจำตัวประชาชน", "citizen number")
_JURISTIC: Final = Words("เลขทะเบียนนิติบุคคล", "juristic person number")
_HOUSE: Final = Words("เลขรหัสประจำบ้าน", "house code")

# The 77 provinces in the registration codes, as ranges of their two digits.
_PROVINCES: Final = frozenset(
    f"{code:02d}"
    for first, last in ((10, 27), (30, 49), (50, 58), (60, 67), (70, 77), (80, 86), (90, 96))
    for code in range(first, last + 1)
)
SAMPLE_PROVINCE: Final = "99"
"""No province has it: offices of training and of the demo stand under it, and so do their houses."""

TYPE_ZERO_WARNING: Final = Words(
    "เลขขึ้นต้นด้วย 0 เป็นบุคคลที่ไม่มีสถานะทางทะเบียนหรือผู้ถือบัตรแรงงาน ตรวจเอกสารประกอบก่อนรับเรื่อง",
    "The number begins with 0: a person without civil status or the holder of a worker's card. Check the papers first",
)


class NumberRefused(Refused):
    """The text is not the number it should be; the subclass says why."""

    code = "E210"
    said = Words(
        "เลขนี้ไม่ถูกต้อง ไม่มีอะไรเปลี่ยนแปลง ตรวจแล้วพิมพ์ใหม่", "This number is not right; nothing was changed. Check and retype"
    )


class NumberHasOtherSigns(NumberRefused):
    """Something in it is not a digit."""

    code = "E211"
    said = Words(
        "{what}ต้องเป็นตัวเลขเท่านั้น แต่ตำแหน่งที่ {place} เป็น “{sign}” ไม่มีอะไรเปลี่ยนแปลง แก้แล้วพิมพ์ใหม่",
        "A {what} has digits only, but place {place} is “{sign}”; nothing was changed. Correct it and retype",
    )


class NumberLengthWrong(NumberRefused):
    """It has too few or too many digits."""

    code = "E212"
    said = Words(
        "{what}ต้องมี {wanted} หลัก แต่พิมพ์มา {typed} หลัก ไม่มีอะไรเปลี่ยนแปลง พิมพ์ให้ครบ",
        "A {what} has {wanted} digits, but {typed} were typed; nothing was changed. Type all of them",
    )


class PinFirstDigitRefused(NumberRefused):
    """Its first digit is one that such numbers do not have."""

    code = "E213"
    said = Words(
        "{what}ขึ้นต้นด้วย {digit} ไม่ได้ หลักแรกต้องเป็น {wanted} ไม่มีอะไรเปลี่ยนแปลง ตรวจแล้วพิมพ์ใหม่",
        "A {what} cannot begin with {digit}; its first digit is {wanted}. Nothing was changed. Check and retype",
    )


class NumberCheckDigitWrong(NumberRefused):
    """The last digit does not follow from the others: one of them is mistyped."""

    code = "E214"
    said = Words(
        "{what}พิมพ์ผิดอย่างน้อยหนึ่งหลัก เพราะหลักสุดท้ายควรเป็น {expected} แต่พิมพ์ {typed} ไม่มีอะไรเปลี่ยนแปลง ตรวจกับเอกสารแล้วพิมพ์ใหม่",
        "At least one digit of the {what} is mistyped: the last should be {expected} but is {typed}. "
        "Nothing was changed. Compare with the paper and retype",
    )


class HouseOfficeUnknown(NumberRefused):
    """The first four digits of a house code are no registration office."""

    code = "E215"
    said = Words(
        "เลขรหัสประจำบ้านขึ้นต้นด้วยรหัสสำนักทะเบียน แต่ไม่มีสำนักทะเบียน {office} ไม่มีอะไรเปลี่ยนแปลง ตรวจแล้วพิมพ์ใหม่",
        "A house code begins with its registration office, but there is no office {office}. Nothing was changed. "
        "Check and retype",
    )


def _digits(text: str, what: Words, wanted: int) -> str:
    """The digits of a typed number of `wanted` digits; refuses other signs and another length."""
    require_text(text)
    if len(text) > LONGEST_TYPED:
        raise NumberLengthWrong(what=what, wanted=wanted, typed=len(text))
    number = squeeze_number(recover_number(text))
    if not number.isdigit():
        number = squeeze_number(text)  # Thai words, not the wrong layout: name the sign that was typed
    for place, sign in enumerate(number, 1):
        if not "0" <= sign <= "9":
            shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
            raise NumberHasOtherSigns(what=what, place=place, sign=shown)
    if len(number) != wanted:
        raise NumberLengthWrong(what=what, wanted=wanted, typed=len(number))
    return number


def pin_check_digit(first12: str) -> str:
    """The 13th digit that belongs to twelve ASCII digits: (11 - sum of digit x weight 13..2 mod 11) mod 10.

    Source: python-stdnum stdnum/th/pin.py, as fact. Raises ValueError unless given twelve ASCII digits.
    """
    if len(first12) != PIN_LENGTH - 1 or not (first12.isascii() and first12.isdigit()):
        raise ValueError("twelve ASCII digits are needed")
    total = sum(int(digit) * weight for digit, weight in zip(first12, range(PIN_LENGTH, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def _require_check_digit(number: str, what: Words) -> None:
    expected = pin_check_digit(number[:-1])
    if number[-1] != expected:
        raise NumberCheckDigitWrong(what=what, expected=expected, typed=number[-1])


def check_pin(text: str) -> str:
    """A citizen number in any spelling as 13 ASCII digits, type 0 to 8 (for 0 see `pin_warnings`).

    Raises NumberHasOtherSigns, NumberLengthWrong, PinFirstDigitRefused (type 9 is not given out) or
    NumberCheckDigitWrong, which names the digit that would fit.
    """
    number = _digits(text, _PIN, PIN_LENGTH)
    if number[0] == "9":
        raise PinFirstDigitRefused(what=_PIN, digit=9, wanted="0-8")
    _require_check_digit(number, _PIN)
    return number


def pin_warnings(pin: str) -> tuple[Words, ...]:
    """What an officer should be told of a right citizen number; empty for most."""
    return (TYPE_ZERO_WARNING,) if pin.startswith("0") else ()


def check_juristic(text: str) -> str:
    """A juristic person's number (its tax number) in any spelling as 13 ASCII digits, the first being 0.

    Source: python-stdnum stdnum/th/moa.py, as fact. Raises as `check_pin` does.
    """
    number = _digits(text, _JURISTIC, PIN_LENGTH)
    if number[0] != "0":
        raise PinFirstDigitRefused(what=_JURISTIC, digit=number[0], wanted="0")
    _require_check_digit(number, _JURISTIC)
    return number


def check_house_code(text: str) -> str:
    """A house code in any spelling as 11 ASCII digits.

    Length and province of the registration office are checked, no more: no check digit rule is published (DOMAIN 9).
    Raises NumberHasOtherSigns, NumberLengthWrong or HouseOfficeUnknown.
    """
    number = _digits(text, _HOUSE, HOUSE_CODE_LENGTH)
    if number[:2] not in (*_PROVINCES, SAMPLE_PROVINCE) or number[2:4] == "00":
        raise HouseOfficeUnknown(office=number[:4])
    return number


def _grouped(number: str, *sizes: int) -> str:
    groups, start = [], 0
    for size in sizes:
        groups.append(number[start : start + size])
        start += size
    return "-".join(groups)


def _require_digits(number: str, wanted: int) -> None:
    if len(number) != wanted or not (number.isascii() and number.isdigit()):
        raise ValueError(f"{wanted} ASCII digits are needed")


def format_pin(pin: str) -> str:
    """Thirteen digits as the card prints them: 1-2345-67890-12-3. Raises ValueError for anything else."""
    _require_digits(pin, PIN_LENGTH)
    return _grouped(pin, 1, 4, 5, 2, 1)


def format_juristic(number: str) -> str:
    """Thirteen digits in the groups of a juristic person: 0-99-4-000-61772-1. Raises ValueError for anything else."""
    _require_digits(number, PIN_LENGTH)
    return _grouped(number, 1, 2, 1, 3, 5, 1)


def format_house_code(number: str) -> str:
    """Eleven digits with office and check digit set apart: 1234-567890-1. Raises ValueError for anything else."""
    _require_digits(number, HOUSE_CODE_LENGTH)
    return _grouped(number, 4, 6, 1)


def mask_pin(pin: str) -> str:
    """A citizen number with all but its last four digits hidden: x-xxxx-xxxx0-12-3. Raises ValueError as above."""
    _require_digits(pin, PIN_LENGTH)
    return _grouped("x" * 9 + pin[9:], 1, 4, 5, 2, 1)
