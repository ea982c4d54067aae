"""Where two rules of money meet: a remitted cheque, a fee lowered below what was paid, two ways of paying at once."""

from __future__ import annotations

import pytest

from desk.catalogue.load import packaged
from desk.counter import bank, basket, books, cashier, fee_due, refunds, treasury, undo, waivers
from desk.counter.money_papers import remittance_to_print, safe_to_print
from desk.counter.refusals import AlreadyPaid, WaitsForBank
from desk.model.kinds.money import OrderItem
from desk.paper.preview import preview
from desk.rules.tenders import Piece
from local_db.queries import ledger, requests
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.counter.test_undo import even
from tests.desks import Desk, tell


def by_cheque(desk: Desk, baht: int = 20) -> str:
    cheque = Piece("cheque", baht * 100, "0001", "ธนาคารตัวอย่าง", desk.office.today())
    ref = copy_request(desk, baht // 10)
    return cashier.take(desk.office, desk.session("anan"), [ref], party(desk), [cheque], None).receipt


def remitted(desk: Desk) -> str:
    """A receipt by cheque, the cheque sent on to the treasury."""
    receipt = by_cheque(desk)
    treasury.remit(desk.office, desk.session("anan"), 0, "คลังอำเภอ", desk.session("somying"))
    return receipt


def cheques(desk: Desk) -> int:
    return treasury.look_at_safe(desk.office, desk.session("anan")).cheques_satang


def pay_part(desk: Desk, ref: str, satang: int) -> None:
    tell(desk, ("policy.put", {"name": "part_payment", "value": ["CR-COPY 1000"]}))
    cashier.take(desk.office, desk.session("anan"), [ref], party(desk), [Piece("cash", satang)], None, {ref: satang})


def test_a_cheque_that_bounces_after_it_was_remitted_is_not_missed_among_those_in_hand(desk: Desk) -> None:
    open_drawer(desk)
    receipt = remitted(desk)
    refunds.bounce(desk.office, desk.session("anan"), receipt, None, "เงินไม่พอ")
    assert cheques(desk) == 0
    read = desk.office.read()
    assert (ledger.balance(read, "9901A", "receivable"), ledger.balance(read, "9901A", "remitted")) == (20_00, 0)
    by_cheque(desk, 30)
    assert cheques(desk) == 30_00
    even(desk)


def test_a_cheque_that_was_remitted_is_not_handed_back_by_a_void(desk: Desk) -> None:
    open_drawer(desk)
    receipt = remitted(desk)
    by_cheque(desk, 30)  # another cheque in hand is nobody's but its own payer's
    voided = undo.void(desk.office, desk.session("anan"), receipt, "ผิด", desk.session("somying"))
    assert (voided.back_satang, voided.owed_satang) == (0, 20_00)
    assert cheques(desk) == 30_00
    even(desk)


def test_what_a_waiver_left_being_paid_already_the_request_is_finished(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), copy_request(desk, 5)
    pay_part(desk, ref, 20_00)
    waivers.waive(desk.office, anan, ref, 20_00, "ผู้มีรายได้น้อย", "ระเบียบ", desk.session("somying"))
    assert [line.standing for line in basket.lines(desk.office, None, [ref])] == ["free"]
    cashier.finish_free(desk.office, anan, [ref])
    assert requests.rows(desk.office.read(), [ref])[0].state == "done"
    even(desk)


def test_a_fee_lowered_below_what_was_paid_asks_for_nothing(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), copy_request(desk, 5)
    pay_part(desk, ref, 40_00)
    cheaper = packaged().get("CR-COPY", desk.office.today()).body()
    cheaper["fee"]["satang"] = 5_00
    cheaper["valid_from"] = desk.office.today().isoformat()
    tell(desk, ("catalogue.put", {"service": cheaper}))
    fee_due.accept_new_fees(desk.office, anan, [ref])
    other = copy_request(desk, 1)
    assert pay(desk, other, ref).satang == 5_00
    cashier.finish_free(desk.office, anan, [ref])
    assert requests.rows(desk.office.read(), [ref])[0].state == "done"
    even(desk)


def test_what_waits_for_the_bank_is_not_entered_from_a_paper_book_beside_it(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), copy_request(desk)
    order = cashier.open_qr_order(desk.office, anan, [ref], party(desk), None)
    item = OrderItem(request=ref, label="สำเนา", satang=20_00)

    def enter() -> str:
        today = desk.office.today()
        return books.write_down(desk.office, anan, "P-1", 7, today, "09:15", "อนันต์", party(desk), [item])

    with pytest.raises(WaitsForBank):
        enter()
    cashier.cancel_order(desk.office, anan, order.ref, "จ่ายเงินสดไว้แล้ว")
    enter()
    told = {"ref1": order.ref1, "satang": 20_00, "at": desk.clock.now, "bank_ref": "B1"}
    tell(desk, ("payment.settled", told))
    assert [stray.may_be_receipted for stray in bank.strays(desk.office, anan)] == [False]
    with pytest.raises(AlreadyPaid):
        pay(desk, ref)
    even(desk)


def test_a_copy_bears_what_the_original_bore_whatever_became_of_the_cheques(desk: Desk) -> None:
    open_drawer(desk)
    anan, somying = desk.session("anan"), desk.session("somying")
    receipt = by_cheque(desk)
    counted = treasury.check_safe(desk.office, anan, {}, somying)
    sent = treasury.remit(desk.office, anan, 0, "คลังอำเภอ", somying)

    def drawn() -> list[list[str]]:
        papers = [
            safe_to_print(desk.office, anan, counted.ref, "หาย"),
            remittance_to_print(desk.office, anan, sent, "หาย"),
        ]
        return [preview(paper.document) for paper in papers]

    before = drawn()
    assert any("เช็คในมือ" in line and "20.00" in line for line in before[0])
    assert any("0001" in line for line in before[1])
    refunds.bounce(desk.office, anan, receipt, None, "เงินไม่พอ")
    by_cheque(desk, 30)
    assert drawn() == before
