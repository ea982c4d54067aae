"""Undoing at the counter: who may, when, what stays, and that the books stay even."""

from __future__ import annotations

import json

import pytest

from desk.counter import cashier, day, refunds, shift, undo, waivers
from desk.counter.money_refusals import (
    AlreadyAsked,
    AlreadyVoid,
    CashShort,
    NotACheque,
    NotAsked,
    ReceiptTouched,
    RefundTooMuch,
    RefundUnknown,
    SecondMissing,
    VoidTooLate,
    WaiverWrong,
)
from desk.counter.refusals import NothingToPay, ReasonMissing
from desk.counter.session import SamePerson
from desk.model.kinds.body import Party
from desk.rules.roles import RoleForbids
from desk.rules.tenders import Piece
from local_db.queries import ledger, money
from local_db.queries import undo as undone
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.desks import Desk, tell
from tests.local_db.files import last_line, raw_lines

DAY_MS = 86_400_000


def even(desk: Desk) -> None:
    """What an auditor looks at first."""
    connection = desk.office.read()
    assert ledger.uneven(connection) == []
    assert ledger.balances_differ(connection) == []
    assert sum(row.satang for row in ledger.trial(connection, "9901A")) == 0
    assert ledger.balance(connection, "9901A", "unreceipted") == 0
    assert desk.office.file.store.write(rebuild).different == []


def drawer(desk: Desk) -> int:
    (row,) = shift.open_shifts(desk.office)
    return money.cash_expected(desk.office.read(), row.ref)


def receipt(desk: Desk, ref: str) -> money.ReceiptRow:
    row = money.receipt(desk.office.read(), ref)
    assert row is not None
    return row


def fellow_confirms(desk: Desk, officer: str, asked: str) -> None:
    """A line of desk 9901B arrives."""
    line = {"n": 1, "t": 5, "o": officer, "p": asked, "k": "undo.confirmed", "b": {"asked": asked, "note": ""}}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))


def test_a_void_keeps_the_number_gives_the_cash_back_and_the_request_is_paid_anew(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    paid = pay(desk, ref)
    before = drawer(desk)
    found = undo.void(desk.office, desk.session("anan"), paid.receipt, "ผิดคน", desk.session("somying"))
    assert (found.waits, found.back_satang, found.owed_satang) == (False, 20_00, 0)
    assert drawer(desk) == before - 20_00
    line = last_line(desk)
    assert (line["k"], line["o"], line["w"]) == ("receipt.voided", "anan", "somying")
    row = receipt(desk, paid.receipt)
    assert (row.voided, row.number, row.satang) == (found.ref, 1, 20_00)
    again = pay(desk, ref)
    assert again.number.endswith("/2")
    even(desk)
    sheet = day.day_sheet(desk.office, desk.session("somying"), desk.office.today())
    assert (sheet.cash_satang, sheet.receipts_satang, sheet.receipts) == (20_00, 20_00, 2)
    assert sheet.balances
    with pytest.raises(AlreadyVoid):
        undo.void(desk.office, desk.session("anan"), paid.receipt, "x", desk.session("somying"))


def test_nobody_voids_alone_as_themselves_without_a_reason_or_without_the_role(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    before = raw_lines(desk)
    both = desk.session("anan", "cashier", "supervisor")
    for second, fault in ((both, SamePerson), (desk.session("busaba"), RoleForbids)):
        with pytest.raises(fault):
            undo.void(desk.office, anan, paid.receipt, "x", second)
    with pytest.raises(ReasonMissing):
        undo.void(desk.office, anan, paid.receipt, " ", desk.session("somying"))
    with pytest.raises(RoleForbids):
        undo.void(desk.office, desk.session("somying"), paid.receipt, "x", desk.session("somying"))
    assert raw_lines(desk) == before


def test_voids_are_of_the_same_day_and_shift(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    open_drawer(desk, "busaba", "2")
    with pytest.raises(VoidTooLate):
        undo.void(desk.office, desk.session("busaba"), paid.receipt, "x", desk.session("somying"))
    shift.close_shift(desk.office, anan, {100_00: 9, 10_00: 7})
    open_drawer(desk)
    with pytest.raises(VoidTooLate):
        undo.void(desk.office, anan, paid.receipt, "x", desk.session("somying"))


def test_alone_a_void_stays_asked_the_receipt_stands_and_the_close_names_it(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    found = undo.void(desk.office, anan, paid.receipt, "ผิดคน")
    assert found.waits
    assert receipt(desk, paid.receipt).voided is None
    with pytest.raises(AlreadyAsked):
        undo.void(desk.office, anan, paid.receipt, "อีก", desk.session("somying"))
    with pytest.raises(RoleForbids):
        undo.confirm(desk.office, anan, found.ref)
    closed = shift.close_shift(desk.office, anan, {100_00: 9, 10_00: 7})
    assert closed.difference_satang == 0  # the cash is counted with it
    sheet = day.close_day(desk.office, desk.session("somying"), desk.office.today())
    assert [row.ref for row in sheet.asked] == [found.ref]
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert body["asked"] == [found.ref]
    # confirmed the next day it keeps its day, and its cash is owed: the drawer it was in is closed
    desk.clock.now += DAY_MS
    done = undo.confirm(desk.office, desk.session("somying"), found.ref)
    assert (done.waits, done.back_satang, done.owed_satang) == (False, 0, 20_00)
    void = undone.void_of(desk.office.read(), paid.receipt)
    assert void is not None
    assert (void.date, void.officer, void.second) == ("2026-11-20", "somying", "anan")
    next_day = day.day_sheet(desk.office, desk.session("somying"), desk.office.today())
    assert [(row.what, row.date) for row in next_day.late] == [("void", "2026-11-20")]
    (owed,) = refunds.owed(desk.office, anan)
    open_drawer(desk)
    refunds.pay_refund(desk.office, anan, owed.ref, "cash", "")
    assert drawer(desk) == 930_00
    assert ledger.balance(desk.office.read(), "9901A", "owed") == 0
    even(desk)


def test_another_desk_confirms_and_only_the_own_desk_moves_the_money(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    found = undo.void(desk.office, anan, paid.receipt, "ผิดคน")
    fellow_confirms(desk, "somying", found.ref)
    assert receipt(desk, paid.receipt).voided is None
    with pytest.raises(NotAsked):
        undo.drop(desk.office, anan, found.ref, "ไม่เอาแล้ว")
    done = undo.carry_out(desk.office, anan, found.ref)
    assert (done.back_satang, last_line(desk)["o"], last_line(desk)["w"]) == (20_00, "anan", "somying")
    assert undo.waiting(desk.office, anan) == []
    even(desk)


def test_whoever_asked_never_confirms_from_another_desk_either(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    found = undo.void(desk.office, desk.session("anan"), paid.receipt, "ผิดคน")
    fellow_confirms(desk, "anan", found.ref)
    with pytest.raises(NotAsked):
        undo.carry_out(desk.office, desk.session("anan"), found.ref)
    undo.drop(desk.office, desk.session("anan"), found.ref, "ไม่ผิด")
    assert undo.waiting(desk.office, desk.session("anan")) == []
    assert receipt(desk, paid.receipt).voided is None


def test_a_correction_voids_and_issues_again_over_the_same_money(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    before = drawer(desk)
    company = Party(kind="person", name="ผู้ชำระที่ถูกต้อง")
    with pytest.raises(SecondMissing):
        undo.correct(desk.office, anan, paid.receipt, company, "ชื่อผิด", None)
    found = undo.correct(desk.office, anan, paid.receipt, company, "ชื่อผิด", desk.session("somying"))
    new = receipt(desk, found.receipt)
    assert (new.payer_name, new.replaces, new.number, new.satang) == (company.name, paid.receipt, 2, 20_00)
    assert receipt(desk, paid.receipt).voided == found.ref
    assert drawer(desk) == before
    even(desk)


def test_a_qr_payment_voided_is_owed_until_a_refund_pays_it(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    order = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": 20_00, "at": 1, "bank_ref": "B1"}))
    paid = cashier.receive_from_bank(desk.office, anan, order.ref)
    found = undo.void(desk.office, anan, paid.receipt, "ผิด", desk.session("somying"))
    assert (found.back_satang, found.owed_satang) == (0, 20_00)
    (owed,) = refunds.owed(desk.office, anan)
    refunds.pay_refund(desk.office, anan, owed.ref, "transfer", "ผู้ชำระ", "T1")
    with pytest.raises(RefundUnknown):
        refunds.pay_refund(desk.office, anan, owed.ref, "cash", "ผู้ชำระ")
    even(desk)


def test_of_a_mixed_payment_only_the_cash_comes_out_of_the_drawer(desk: Desk) -> None:
    open_drawer(desk)
    given = [Piece("card", 5_00, "AP1"), Piece("transfer", 7_00, "T1"), Piece("cash", 10_00)]
    paid = cashier.take(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), given, None)
    before = drawer(desk)
    found = undo.void(desk.office, desk.session("anan"), paid.receipt, "ผิด", desk.session("somying"))
    assert before - drawer(desk) == found.back_satang == 8_00
    assert (found.card_satang, found.cheque_satang, found.owed_satang) == (5_00, 0, 7_00)
    even(desk)


def test_a_refund_is_approved_by_two_paid_on_its_own_voucher_and_never_more_than_was_paid(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan, somying = pay(desk, copy_request(desk, 3)), desk.session("anan"), desk.session("somying")
    with pytest.raises(RefundTooMuch):
        refunds.refund(desk.office, anan, paid.receipt, 30_01, "", "x", somying)
    first = refunds.refund(desk.office, anan, paid.receipt, 10_00, "", "คัดเกิน", somying)
    with pytest.raises(ReceiptTouched):
        undo.void(desk.office, anan, paid.receipt, "x", somying)
    asked = refunds.refund(desk.office, anan, paid.receipt, 20_00, "", "คัดเกิน")
    assert asked.waits
    with pytest.raises(AlreadyAsked):
        refunds.refund(desk.office, anan, paid.receipt, 1_00, "", "x", somying)
    undo.confirm(desk.office, somying, asked.ref)
    with pytest.raises(RefundTooMuch):
        refunds.refund(desk.office, anan, paid.receipt, 1, "", "x", somying)
    before = drawer(desk)
    refunds.pay_refund(desk.office, anan, first.ref, "cash", "ผู้รับ")
    assert drawer(desk) == before - 10_00
    assert receipt(desk, paid.receipt).voided is None
    even(desk)


def test_no_refund_out_of_an_empty_drawer(desk: Desk) -> None:
    ref = shift.open_shift(desk.office, desk.session("anan"), "1", {})
    paid, anan = pay(desk, copy_request(desk), tendered=20_00), desk.session("anan")
    shift.move_cash(desk.office, anan, "dropped", 20_00, "ส่งตู้")
    owed = refunds.refund(desk.office, anan, paid.receipt, 20_00, "", "x", desk.session("somying"))
    with pytest.raises(CashShort):
        refunds.pay_refund(desk.office, anan, owed.ref, "cash", "")
    assert money.cash_expected(desk.office.read(), ref) == 0


def test_a_bounced_cheque_is_owed_again_once_and_the_receipt_stays(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    cheque = Piece("cheque", 20_00, "0001", "ธนาคารตัวอย่าง", desk.office.today())
    paid = cashier.take(desk.office, anan, [copy_request(desk)], party(desk), [cheque], None)
    refunds.bounce(desk.office, anan, paid.receipt, 0, "เงินไม่พอ")
    with pytest.raises(NotACheque):
        refunds.bounce(desk.office, anan, paid.receipt, 0, "อีก")
    assert ledger.balance(desk.office.read(), "9901A", "receivable") == 20_00
    with pytest.raises(ReceiptTouched):
        undo.void(desk.office, anan, paid.receipt, "x", desk.session("somying"))
    even(desk)


def test_a_fee_is_waived_with_ground_and_second_person_and_stays_waived(desk: Desk) -> None:
    open_drawer(desk)
    anan, somying, ref = desk.session("anan"), desk.session("somying"), copy_request(desk, 3)
    with pytest.raises(SecondMissing):
        waivers.waive(desk.office, anan, ref, 0, "ผู้มีรายได้น้อย", "ระเบียบ", None)
    with pytest.raises(WaiverWrong):
        waivers.waive(desk.office, anan, ref, 30_00, "ผู้มีรายได้น้อย", "ระเบียบ", somying)
    waivers.waive(desk.office, anan, ref, 10_00, "ผู้มีรายได้น้อย", "ระเบียบ", somying)
    assert pay(desk, ref).satang == 10_00
    free = copy_request(desk, 2)
    waivers.waive(desk.office, anan, free, 0, "ผู้ประสบภัย", "คำสั่ง", somying)
    with pytest.raises(NothingToPay):
        pay(desk, free)
    cashier.finish_free(desk.office, anan, [free])
    even(desk)
