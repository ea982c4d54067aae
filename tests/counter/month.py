"""A month of a branch's money as it comes: cash, cards, cheques, bills, voids, refunds, drops, closes, remittances.

    python -m tests.counter.month [DAYS] [PAYMENTS-A-DAY] [FOLDER]

Made of the real acts on a real file, the same for the same seed; the desk is left in FOLDER.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from desk.counter import cashier, day, deposits, refunds, shift, tax_bill, treasury, undo
from desk.counter.audit import walk
from desk.rules.tenders import Piece
from local_db import meta
from local_db.queries import money
from tests.counter.days import FLOAT, copy_request, party
from tests.counter.test_tax_bill import tax_request
from tests.desks import Desk, make_desk, tell

DAY_MS = 86_400_000


def play(desk: Desk, days: int, a_day: int, seed: int = 1) -> None:
    """Play so many working days with so many payments each."""
    chance = Random(seed)
    for number in range(days):
        lease = {"book": f"M-{number}", "fiscal_year": 2570, "desk": "9901A", "epoch": 1, "first": 1, "last": a_day * 2}
        tell(desk, ("book.leased", lease))
        play_day(desk, a_day, chance)
        night(desk)


def play_day(desk: Desk, a_day: int, chance: Random) -> None:
    """One day: the safe, a drawer, payments of every kind, undoing, the count, the sheet, perhaps a remittance."""
    office, anan, somying = desk.office, desk.session("anan"), desk.session("somying")
    held = treasury.look_at_safe(office, anan).cash_satang
    treasury.check_safe(office, anan, {25: held // 25}, somying)
    ref = shift.open_shift(office, anan, "1", FLOAT, somying)
    for _ in range(a_day):
        pay_somehow(desk, chance)
    shift.move_cash(office, anan, "dropped", 10_00, "ส่งตู้", somying)
    for held in deposits.held(office, anan):
        refunds.refund(office, anan, held.receipt, held.held_satang, "", "คืนส่วนที่เหลือ", somying)
    for row in refunds.owed(office, anan):
        refunds.pay_refund(office, anan, row.ref, "transfer", "ผู้ชำระ", "T9")
    off = chance.choice([0, 0, 0, 25, -25])
    shift.close_shift(office, anan, {25: (money.cash_expected(office.read(), ref) + off) // 25})
    day.close_day(office, somying, office.today(), "นับสองครั้ง", anan)
    if chance.random() < 0.3:
        held = treasury.look_at_safe(office, anan).cash_satang
        treasury.remit(office, anan, held, "คลังอำเภอ", somying)


def pay_somehow(desk: Desk, chance: Random) -> None:
    """One payment; now and then it is undone."""
    office, anan, somying, who = desk.office, desk.session("anan"), desk.session("somying"), party(desk)
    request, today = copy_request(desk, 2), desk.office.today()
    way = chance.random()
    if way < 0.6:
        paid = cashier.take_cash(office, anan, [request], who, 100_00, None)
    elif way < 0.75:
        paid = cashier.take(office, anan, [request], who, [Piece("card", 20_00, "AP1")], None)
    elif way < 0.8:
        cheque = Piece("cheque", 15_00, "77", "ธนาคารตัวอย่าง", today)
        paid = cashier.take(office, anan, [request], who, [cheque, Piece("cash", 5_00)], None)
    elif way < 0.84:
        deposits.take(office, anan, request, "มัดจำ", 25_00, who, [Piece("transfer", 25_00, "T1")])
        given = [*deposits.pieces(office, [request], 15_00), Piece("cash", 5_00)]
        paid = cashier.take(office, anan, [request], who, given, None)
    elif way < 0.86:
        tax = tax_request(desk, in_parts=True)
        tax_bill.tell(office, anan, tax, "")
        part = {tax: tax_bill.look(office, tax).bill.steps[0]}
        paid = cashier.take(office, anan, [tax], who, [Piece("cash", 2000_00)], None, part)
    else:
        order = cashier.open_qr_order(office, anan, [request], who, None)
        over = chance.choice([0, 0, 0, 5_00])
        body = {"ref1": order.ref1, "satang": 20_00 + over, "at": 1, "bank_ref": f"B{order.ref1}"}
        tell(desk, ("payment.settled", body))
        paid = cashier.receive_from_bank(office, anan, order.ref)
    undoing = chance.random()
    if undoing < 0.03:
        undo.void(office, anan, paid.receipt, "ผิดรายการ", somying)
    elif undoing < 0.05:
        asked = undo.void(office, anan, paid.receipt, "ผิดรายการ")
        undo.confirm(office, somying, asked.ref)
    elif undoing < 0.07:
        refunds.refund(office, anan, paid.receipt, 10_00, "", "คัดเกิน", somying)


def night(desk: Desk) -> None:
    """The next working day; the centre was heard meanwhile."""
    desk.clock.now += DAY_MS
    while date.weekday(desk.office.today()) > 4:
        desk.clock.now += DAY_MS
    desk.office.file.store.write(lambda c: meta.put(c, "copy_as_of", desk.clock.now))


def main(days: int, a_day: int, folder: Path) -> int:
    """Play, then walk it as an auditor would; 0 when it closes to nought."""
    desk = make_desk(folder / "desk")
    play(desk, days, a_day)
    found = walk(desk.office.read())
    print(f"{found.receipts} receipts, {found.voided} void, {found.satang} satang in force, trial {found.trial_satang}")
    for each in found.findings:
        print(f"! {each.code} {each.said.en}: {', '.join(each.about)}")
    desk.office.close()
    return 0 if found.holds else 1


if __name__ == "__main__":
    given = [*sys.argv[1:], "", "", ""]
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(int(given[0] or 22), int(given[1] or 20), Path(given[2] or scratch)))
