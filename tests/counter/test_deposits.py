"""Deposits: held and not earned, set against a fee of their request, given back; never more than is held."""

from __future__ import annotations

import pytest

from desk.counter import cashier, deposits, refunds, undo
from desk.counter.audit import walk
from desk.counter.money_refusals import DepositShort, ReceiptTouched, RefundTooMuch
from desk.counter.refusals import NotPayable
from desk.rules.tenders import Piece
from local_db.queries import ledger
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.counter.test_undo import even
from tests.desks import Desk


def held(desk: Desk) -> list[int]:
    return [row.held_satang for row in deposits.held(desk.office, desk.session("anan"))]


def test_a_deposit_is_held_not_earned_and_pays_no_fee(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), copy_request(desk, 2)
    deposits.take(desk.office, anan, ref, "ค่าประกัน", 100_00, party(desk), [Piece("cash", 100_00)])
    read = desk.office.read()
    assert ledger.balance(read, "9901A", "deposit.CR-COPY") == -100_00
    assert held(desk) == [100_00]
    assert pay(desk, ref).satang == 20_00
    with pytest.raises(Exception, match="E406"):
        pay(desk, ref)
    with pytest.raises(NotPayable):
        deposits.take(desk.office, anan, ref, "อีกครั้ง", 1_00, party(desk), [Piece("cash", 1_00)])
    even(desk)


def test_a_deposit_is_set_against_the_fee_and_what_is_left_is_given_back(desk: Desk) -> None:
    open_drawer(desk)
    anan, somying, ref = desk.session("anan"), desk.session("somying"), copy_request(desk, 3)
    made = deposits.take(desk.office, anan, ref, "มัดจำ", 20_00, party(desk), [Piece("cash", 20_00)])
    too_much, other = [*deposits.pieces(desk.office, [ref], 25_00), Piece("cash", 5_00)], copy_request(desk, 2)
    with pytest.raises(DepositShort):
        cashier.take(desk.office, anan, [ref], party(desk), too_much, None)
    with pytest.raises(DepositShort):  # of another request
        cashier.take(desk.office, anan, [other], party(desk), [Piece("deposit", 20_00, made.receipt)], None)
    given = [*deposits.pieces(desk.office, [ref], 15_00), Piece("cash", 20_00)]
    paid = cashier.take(desk.office, anan, [ref], party(desk), given, None)
    assert (paid.satang, paid.change_satang, held(desk)) == (30_00, 5_00, [5_00])
    read = desk.office.read()
    assert ledger.balance(read, "9901A", "fee.CR-COPY") == -30_00
    assert ledger.balance(read, "9901A", "deposit.CR-COPY") == -5_00
    with pytest.raises(ReceiptTouched):  # its money was used
        undo.void(desk.office, anan, made.receipt, "ผิด", somying)
    with pytest.raises(RefundTooMuch):
        refunds.refund(desk.office, anan, made.receipt, 6_00, "", "คืน", somying)

    voided = undo.void(desk.office, anan, paid.receipt, "ผิดรายการ", somying)
    assert (voided.back_satang, voided.owed_satang, held(desk)) == (15_00, 0, [20_00])  # held again, cash handed back
    cashier.take(desk.office, anan, [ref], party(desk), given, None)
    back = refunds.refund(desk.office, anan, made.receipt, 5_00, "", "คืนส่วนที่เหลือ", somying)
    refunds.pay_refund(desk.office, anan, back.ref, "cash", "")
    assert held(desk) == []
    assert ledger.balance(desk.office.read(), "9901A", "deposit.CR-COPY") == 0
    even(desk)
    assert walk(desk.office.read()).findings == []
    assert desk.office.file.store.write(rebuild).different == []
