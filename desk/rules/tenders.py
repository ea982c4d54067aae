"""How a sum is paid: cash with change, card, transfer, cheque, or several together. Pure, whole satang.

Only cash gives change. What is not cash is taken to the satang; the cash that is left to pay is rounded by the office's
step, which no law sets (DOMAIN 4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from desk.model.errors import Refused
from desk.rules.cash import TenderedTooLittle, format_baht, round_cash
from desk.words import Words, same

Way = Literal["cash", "qr", "card", "transfer", "cheque", "deposit"]
WAY_WORDS: Final[dict[Way, Words]] = {
    "cash": Words("เงินสด", "cash"),
    "qr": Words("คิวอาร์ชำระบิล", "QR bill payment"),
    "card": Words("บัตร", "card"),
    "transfer": Words("โอนเงิน", "bank transfer"),
    "cheque": Words("เช็ค", "cheque"),
    "deposit": Words("เงินมัดจำที่รับไว้", "deposit held"),
}
CHEQUE_DAYS_MAX: Final = 180
"""A cheque older than this is not taken, while the office's policy `cheque_days` says nothing: banks refuse those."""
_REFERENCE: Final = Words("เลขอ้างอิง", "its reference")
_CHEQUE_NUMBER: Final = Words("เลขที่เช็ค", "its number")
_BANK: Final = Words("ชื่อธนาคาร", "the bank's name")
_CHEQUE_DATE: Final = Words("วันที่บนเช็ค", "its date")


class TendersWrong(Refused):
    """The pieces of a payment do not make its sum."""

    code = "E438"
    said = Words(
        "ยอดที่รับรวมกันไม่เท่ากับยอดชำระ {due} บาท ยังไม่ได้รับเงิน แก้จำนวนแล้วกดอีกครั้ง",
        "What was given does not make {due} baht; no money was taken. Correct the amounts",
    )


class TenderIncomplete(Refused):
    """A card, transfer or cheque needs its reference."""

    code = "E439"
    said = Words(
        "การรับด้วย{method}ต้องมี{what} ยังไม่ได้รับเงิน กรอกแล้วกดอีกครั้ง",
        "A payment by {method} needs {what}; no money was taken. Fill it in and press again",
    )


class ChequeDateWrong(Refused):
    """A cheque is dated today or before, and not too old."""

    code = "E440"
    said = Words(
        "วันที่บนเช็คไม่ถูกต้อง ต้องไม่ลงวันที่ล่วงหน้าและไม่เก่าเกิน {days} วัน ยังไม่ได้รับเงิน",
        "A cheque must not be dated ahead nor be older than {days} days; no money was taken",
    )


def way_words(way: str) -> Words:
    """A way of payment in words; one this version does not know keeps its own name."""
    return next((words for known, words in WAY_WORDS.items() if known == way), same(way))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a payment as given: of cash what was handed over, of all else what it is for. Satang."""

    way: Way
    satang: int
    reference: str = ""
    bank: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """How the sum is made up: the pieces (cash without its change), the cash handed over, the change, the rounding."""

    pieces: tuple[Piece, ...]
    tendered_satang: int
    change_satang: int
    rounding_satang: int


def settle(
    due_satang: int, given: Sequence[Piece], step_satang: int, today: date, cheque_days: int = CHEQUE_DAYS_MAX
) -> Settled:
    """How what was given pays the sum. Raises TendersWrong, TenderedTooLittle, TenderIncomplete, ChequeDateWrong."""
    cash = sum(piece.satang for piece in given if piece.way == "cash")
    others = [piece for piece in given if piece.way != "cash" and piece.satang]
    for piece in others:
        _complete(piece, today, cheque_days)
    left = due_satang - sum(piece.satang for piece in others)
    if left < 0 or due_satang < 1 or any(piece.satang < 0 for piece in given):
        raise TendersWrong(due=format_baht(due_satang))
    asked = round_cash(left, step_satang)
    if cash < asked:
        if others:
            raise TendersWrong(due=format_baht(due_satang))
        raise TenderedTooLittle(missing=format_baht(asked - cash))
    if not left and cash:
        raise TendersWrong(due=format_baht(due_satang))  # cash beside a sum that is paid: somebody mistyped
    pieces = (*others, Piece("cash", left)) if left else tuple(others)
    return Settled(pieces, cash, cash - asked, asked - left)


def _complete(piece: Piece, today: date, cheque_days: int) -> None:
    wanted = [(_CHEQUE_NUMBER if piece.way == "cheque" else _REFERENCE, piece.reference)]
    if piece.way == "cheque":
        wanted += [(_BANK, piece.bank), (_CHEQUE_DATE, "" if piece.dated is None else piece.dated.isoformat())]
    for what, told in wanted:
        if not told:
            raise TenderIncomplete(method=WAY_WORDS[piece.way], what=what)
    if piece.dated is not None and not today - timedelta(days=cheque_days) <= piece.dated <= today:
        raise ChequeDateWrong(days=cheque_days)
