"""Cash: amounts as typed, notes and coins, change. Money is whole satang, everywhere and always."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.model.errors import Refused
from desk.thai.digits import to_ascii_digits
from desk.thai.keyboard import recover_number
from desk.thai.normalise import UNSEEN
from desk.words import Words

# Notes and coins in use, in satang, highest first.
DENOMINATIONS: Final = (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25)
SMALLEST_NOTE: Final = 2_000
SMALLEST_COIN: Final = 25

# One amount at a counter: 100 million baht.
LIMIT_SATANG: Final = 10_000_000_000
# Pieces of one note or coin in one count of a drawer.
LIMIT_PIECES: Final = 100_000
LONGEST_TYPED: Final = 40


class AmountRefused(Refused):
    """An amount that cannot be worked with; the subclass says why."""

    code = "E450"
    said = Words(
        "จำนวนเงินนี้อ่านไม่ได้ ไม่มีอะไรเปลี่ยนแปลง พิมพ์เป็นตัวเลข เช่น 1250 หรือ 1,250.50",
        "This amount cannot be read; nothing was changed. Type it in figures, such as 1250 or 1,250.50",
    )


class AmountHasOtherSigns(AmountRefused):
    """Letters or signs stand in the amount, or its commas are not between thousands."""

    code = "E451"
    said = Words(
        "จำนวนเงินต้องเป็นตัวเลข มีจุลภาคคั่นหลักพันและจุดทศนิยมได้ เช่น 1,250.50 ไม่มีอะไรเปลี่ยนแปลง พิมพ์ใหม่",
        "An amount has figures, commas at thousands and one point, such as 1,250.50. Nothing was changed. Retype",
    )


class AmountTooFine(AmountRefused):
    """More than two decimals: there is nothing below a satang."""

    code = "E452"
    said = Words(
        "จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง ไม่มีอะไรเปลี่ยนแปลง พิมพ์ใหม่",
        "An amount has two decimals at most; nothing was changed. Retype it",
    )


class AmountNegative(AmountRefused):
    """Below zero."""

    code = "E453"
    said = Words(
        "จำนวนเงินติดลบไม่ได้ ไม่มีอะไรเปลี่ยนแปลง พิมพ์จำนวนที่เป็นบวก",
        "An amount cannot be negative; nothing was changed. Type a positive one",
    )


class AmountOverLimit(AmountRefused):
    """Above what one entry may hold."""

    code = "E454"
    said = Words(
        "จำนวนเงินเกิน {limit} บาท ไม่มีอะไรเปลี่ยนแปลง ตรวจจำนวนอีกครั้ง",
        "The amount is over {limit} baht; nothing was changed. Check it",
    )


class TenderedTooLittle(AmountRefused):
    """The cash handed over does not cover the amount."""

    code = "E455"
    said = Words(
        "รับเงินมายังขาดอีก {missing} บาท ยังไม่ได้บันทึกการรับเงิน รับเพิ่มหรือแก้จำนวนที่รับ",
        "The cash handed over is {missing} baht short; no payment was recorded. Take the rest or correct the amount",
    )


class NoCoinsForIt(AmountRefused):
    """Notes and coins cannot make the amount: the smallest coin is 25 satang."""

    code = "E456"
    said = Words(
        "จ่าย {amount} บาทด้วยธนบัตรและเหรียญไม่ได้ เพราะเหลือเศษ {left} สตางค์ ไม่มีอะไรเปลี่ยนแปลง ปัดเศษตามระเบียบก่อน",
        "Notes and coins cannot make {amount} baht: {left} satang are left. Nothing was changed. "
        "Round by the office's rule first",
    )


class CountRefused(AmountRefused):
    """A count of the drawer that cannot be: no such note or coin, or an impossible number of pieces."""

    code = "E457"
    said = Words(
        "นับเงินไม่ได้ รายการ {denomination} จำนวน {pieces} ไม่ถูกต้อง ไม่มีอะไรเปลี่ยนแปลง ตรวจแล้วนับใหม่",
        "This count cannot be: {pieces} pieces of {denomination}. Nothing was changed. Check and count again",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What goes back over the counter."""

    satang: int
    pieces: dict[int, int]
    """How many of each note or coin (satang: pieces), highest first."""


_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<part>[0-9]*))?")
_SILENT = re.compile(f"[{UNSEEN}\\s]+")
_MINUSES: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"


def parse_amount(text: str, limit_satang: int = LIMIT_SATANG) -> int:
    """An amount of baht as typed, in satang: `1250`, `1,250.50`, `๑,๒๕๐`, `.75`, also typed under the Thai layout.

    Commas may only stand between thousands, so that a comma meant as a point is never read as one. Raises
    AmountRefused (empty), AmountHasOtherSigns, AmountTooFine, AmountNegative or AmountOverLimit.
    """
    if len(text) > LONGEST_TYPED:
        raise AmountRefused
    plain = _SILENT.sub("", to_ascii_digits(recover_number(text)))
    if not plain:
        raise AmountRefused
    if plain[0] in _MINUSES and _AMOUNT.fullmatch(plain[1:]):
        raise AmountNegative
    found = _AMOUNT.fullmatch(plain)
    if not found:
        raise AmountHasOtherSigns
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if not whole and not part:
        raise AmountRefused
    if len(part) > 2:
        raise AmountTooFine
    satang = int(whole or "0") * 100 + int(part.ljust(2, "0"))
    if satang > limit_satang:
        raise AmountOverLimit(limit=format_baht(limit_satang))
    return satang


def _require_satang(satang: int) -> None:
    if type(satang) is not int:
        raise TypeError(f"satang must be int, not {type(satang).__name__}")


def format_baht(satang: int) -> str:
    """Satang as baht with commas and two decimals: 125000 is `1,250.00`. Raises TypeError for anything but int."""
    _require_satang(satang)
    baht, left = divmod(abs(satang), 100)
    return f"{'-' if satang < 0 else ''}{baht:,}.{left:02d}"


def denomination_name(denomination: int) -> Words:
    """A note or coin by name. Raises CountRefused when there is none of that worth."""
    if denomination not in DENOMINATIONS:
        raise CountRefused(denomination=denomination, pieces=1)
    if denomination < 100:
        return Words(f"เหรียญ {denomination} สตางค์", f"{denomination} satang coin")
    kind = Words("ธนบัตร", "note") if denomination >= SMALLEST_NOTE else Words("เหรียญ", "coin")
    return Words(f"{kind.th} {denomination // 100:,} บาท", f"{denomination // 100:,} baht {kind.en}")


def by_denomination(satang: int) -> dict[int, int]:
    """The fewest notes and coins that make the amount (satang: pieces), highest first, those not needed left out.

    Raises AmountNegative, AmountOverLimit, or NoCoinsForIt when less than the smallest coin is left over.
    """
    _require_satang(satang)
    if satang < 0:
        raise AmountNegative
    if satang > LIMIT_SATANG:
        raise AmountOverLimit(limit=format_baht(LIMIT_SATANG))
    pieces, left = {}, satang
    for denomination in DENOMINATIONS:
        count, left = divmod(left, denomination)
        if count:
            pieces[denomination] = count
    if left:
        raise NoCoinsForIt(amount=format_baht(satang), left=left)
    return pieces


def change(amount_satang: int, tendered_satang: int) -> Change:
    """What to give back on cash tendered for an amount.

    Raises TenderedTooLittle, AmountNegative, AmountOverLimit, or NoCoinsForIt when the amount was not rounded to what
    coins can make.
    """
    _require_satang(amount_satang)
    _require_satang(tendered_satang)
    if amount_satang < 0:
        raise AmountNegative
    if tendered_satang < amount_satang:
        raise TenderedTooLittle(missing=format_baht(amount_satang - tendered_satang))
    back = tendered_satang - amount_satang
    return Change(back, by_denomination(back))


def count_total(counts: Mapping[int, int]) -> int:
    """The worth in satang of a counted drawer (satang of the piece: pieces).

    Raises CountRefused for a note or coin that does not exist, a negative number of pieces or more than 100,000, and
    TypeError for a number of pieces that is not whole.
    """
    total = 0
    for denomination, pieces in counts.items():
        _require_satang(denomination)
        _require_satang(pieces)
        if denomination not in DENOMINATIONS or not 0 <= pieces <= LIMIT_PIECES:
            raise CountRefused(denomination=format_baht(denomination), pieces=pieces)
        total += denomination * pieces
    return total


def round_cash(satang: int, step_satang: int = SMALLEST_COIN) -> int:
    """An amount rounded to what coins can make: to the nearest step, the half down, in the payer's favour.

    No law sets a rounding of cash (DOMAIN 4.2): the step is the office's policy, 1 for none. Raises AmountNegative,
    and ValueError for a step below 1.
    """
    _require_satang(satang)
    if satang < 0:
        raise AmountNegative
    if step_satang < 1:
        raise ValueError("the step is at least one satang")
    below = satang // step_satang * step_satang
    return below if (satang - below) * 2 <= step_satang else below + step_satang
