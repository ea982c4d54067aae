"""What waits with money as the rows of one list: what needs a person first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.rules.bank_match import SORT_WORDS
from desk.rules.request_life import ENDS
from desk.thai import date_words
from desk.words import Words, same
from screens.paged_table import Row
from screens.safe_text import money

if TYPE_CHECKING:
    from desk.counter.bank import Stray
    from desk.counter.money_waiting import Waiting
    from local_db.queries.deposits import DepositRow
    from local_db.queries.undo import RefundRow, UndoRow

    Entry = UndoRow | RefundRow | Stray | DepositRow

_UNDO = {
    ("void", "asked"): Words("ขอยกเลิกใบเสร็จ รออนุมัติ", "Void asked, to be confirmed"),
    ("refund", "asked"): Words("ขอคืนเงิน รออนุมัติ", "Refund asked, to be confirmed"),
    ("void", "confirmed"): Words("อนุมัติยกเลิกแล้ว ให้ดำเนินการ", "Void confirmed, to be carried out"),
    ("refund", "confirmed"): Words("อนุมัติคืนเงินแล้ว ให้ดำเนินการ", "Refund confirmed, to be carried out"),
}
_OWED = Words("เงินคืนรอจ่าย", "Refund to pay out")
_BANK = Words("ยอดธนาคาร: {sort}", "Bank: {sort}")
_SAFE = Words("เงินในตู้นิรภัย ส่งภายใน {date}", "Cash in the safe, due {date}")
_SAFE_LATE = Words("! เงินในตู้นิรภัย เกินกำหนด {days} วัน", "! Cash in the safe, {days} days overdue")
_SAFE_UNCHECKED = Words("ยังไม่ได้นับตู้นิรภัยเช้านี้", "Safe not counted this morning")
_YEAR_END = Words("ปิดเล่มปีงบ {year} ภายใน {due}", "Close books of {year} by {due}")
_LEFT = Words("เหลือ {n} เลข", "{n} unused")
_ASKED = Words("เหตุผล: {reason} · ขอโดย {who}", "Reason: {reason} · asked by {who}")
_RECEIPT = Words("ใบเสร็จ {number} ของ {payer}", "Receipt {number} of {payer}")
_DEPOSIT = Words("เงินมัดจำที่รับไว้", "Deposit held")
_DEPOSIT_ENDED = Words("! เงินมัดจำ เรื่องจบแล้ว ให้คืน", "! Deposit: request ended, give back")


def entries_of(found: Waiting) -> dict[str, Entry]:
    """What a line stands for, by the line's key: its sort, then what tells it from every other."""
    entries: dict[str, Entry] = {f"undo {row.ref}": row for row in found.undo}
    entries |= {f"owed {row.ref}": row for row in found.owed}
    entries |= {f"bank {' '.join(stray.key)}": stray for stray in found.strays}
    entries |= {f"deposit {row.receipt} {row.request}": row for row in found.deposits}
    return entries


def rows_of(found: Waiting) -> list[Row]:
    """What waits as rows: what needs a person first, then money to give back, the bank, the safe, the books."""
    rows = [
        Row(
            f"undo {row.ref}",
            (_UNDO[row.sort, row.state], row.ref, who_asked(found, row), money(row.satang)),
            "alert" if row.state == "asked" else "plain",
        )
        for row in found.undo
    ]
    rows += [Row(f"owed {row.ref}", (_OWED, row.ref, row.payee, money(row.satang))) for row in found.owed]
    rows += [
        Row(
            f"bank {' '.join(stray.key)}",
            (
                _BANK.fill(sort=SORT_WORDS[stray.sort]),
                stray.row.ref1,
                stray.row.payer_name or stray.row.bank_ref,
                money(stray.row.satang),
            ),
            "alert",
        )
        for stray in found.strays
    ]
    rows += [_deposit_row(row) for row in found.deposits]
    safe = found.safe
    if safe.due is not None:
        said = _SAFE_LATE.fill(days=safe.late_days) if safe.late_days else _SAFE.fill(date=date_words(safe.due.day))
        rows.append(Row("safe", (said, "", "", money(safe.cash_satang)), "alert" if safe.late_days else "plain"))
        if not safe.checked_today:
            rows.append(Row("unchecked", (_SAFE_UNCHECKED,), "quiet"))
    if found.books is not None:
        rows.append(Row("books", (Words("เลขใบเสร็จใกล้หมด", "Receipt numbers run low"),), "alert"))
    if found.year_end is not None:
        said = _YEAR_END.fill(year=found.year_end.year, due=date_words(found.year_end.due))
        rows.append(Row("year", (said, _LEFT.fill(n=f"{found.year_end.left:,}")), "alert"))
    return rows


def who_asked(found: Waiting, row: UndoRow) -> Words:
    """The name of whoever asked for it."""
    return found.names.get(row.asked_by) or same(row.asked_by)


def asked_words(found: Waiting, row: UndoRow) -> Words:
    """What whoever agrees to it reads first: which receipt, of whom, why, and who asks."""
    said = _ASKED.fill(reason=row.reason, who=who_asked(found, row))
    receipt = found.receipts.get(row.receipt)
    if receipt is None:
        return said
    named = _RECEIPT.fill(number=f"{receipt.book}/{receipt.number:06d}", payer=receipt.payer_name)
    return Words(f"{named.th} · {said.th}", f"{named.en} · {said.en}")


def _deposit_row(row: DepositRow) -> Row:
    ended = row.request_state in ENDS
    said = _DEPOSIT_ENDED if ended else _DEPOSIT
    return Row(
        f"deposit {row.receipt} {row.request}",
        (said, row.request, row.payer_name, money(row.held_satang)),
        "alert" if ended else "plain",
    )
