"""A tax from its form to its receipts: assessed, told, paid by parts, dearer when it is late; desk and paper agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desk.counter import bank, cashier, fee_due, intake, receipts, revenue, review, shift, tax_bill, undo
from desk.counter.audit import walk
from desk.counter.money_refusals import NoTaxBill, PartNotAllowed, SettlementGone
from desk.counter.paper_book import written_for_requests
from desk.counter.refusals import FeeChanged, WaitsForBank
from desk.paper.assessment import assessment_document
from desk.paper.preview import preview
from desk.rules.tenders import Piece
from local_db.queries import ledger, requests
from local_db.rebuild import rebuild
from tests.counter.days import draft, open_drawer, party
from tests.desks import Desk, make_desk, tell

DAY_MS = 86_400_000
SIGNS: list[dict[str, object]] = [
    {"kind": "mixed", "width": 400, "height": 150, "sides": 1},  # 60,000 / 500 = 120 units of 26 baht = 3,120
    {"kind": "thai", "width": 50, "height": 50, "sides": 1},  # 5 units of 5 baht = 25, up to 200
]


def filed(desk: Desk, signs: list[dict[str, object]], **answers: object) -> str:
    """A return as it is taken in."""
    told = {"tax_year": 2570, "place": "หน้าตลาด", "signs": signs, **answers}
    return intake.submit(desk.office, desk.session("anan"), draft(desk, "TX-SIGN", told), None)


def tax_request(desk: Desk, *, in_parts: bool = False, late: bool = False, put_up: str = "before") -> str:
    """A return of two signs, approved by the supervisor."""
    ref = filed(desk, SIGNS, filed_late=late, put_up=put_up, in_parts=in_parts)
    case = review.open_case(desk.office, ref)
    assert case.taxed
    assert any("120" in line.after for line in case.lines)
    review.decide(desk.office, desk.session("somying"), case, "approve")
    return ref


def left(desk: Desk, ref: str) -> int:
    return tax_bill.look(desk.office, ref).left_satang


def open_next_day(desk: Desk) -> None:
    """Yesterday's drawer is closed and one of today opened."""
    shift.close_shift(desk.office, desk.session("anan"), {25: 1}, alone=True)
    open_drawer(desk)


def pay_part(desk: Desk, ref: str, satang: int) -> cashier.Paid:
    given = [Piece("cash", 2000_00)]
    return cashier.take(desk.office, desk.session("anan"), [ref], party(desk), given, None, {ref: satang})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path / "desk")
    open_drawer(made)
    return made


def test_the_form_says_what_the_tax_is(desk: Desk) -> None:
    for late, put_up, tax in ((False, "before", 3320_00), (True, "before", 3652_00), (False, "jul_sep", 1660_00)):
        ref = tax_request(desk, late=late, put_up=put_up)
        assert requests.rows(desk.office.read(), [ref])[0].fee_satang == tax
        assert left(desk, ref) == tax
    paid = cashier.take_cash(desk.office, desk.session("anan"), [ref], party(desk), 2000_00, None)
    assert (paid.satang, paid.change_satang) == (1660_00, 340_00)
    assert ledger.balance(desk.office.read(), "9901A", "tax.TX-SIGN") == -1660_00


def test_three_parts_each_whole_and_the_late_one_dearer(desk: Desk) -> None:
    ref = tax_request(desk, in_parts=True)
    with pytest.raises(PartNotAllowed):
        pay_part(desk, ref, 1000_00)
    tax_bill.tell(desk.office, desk.session("anan"), ref, "")
    with pytest.raises(NoTaxBill):
        tax_bill.tell(desk.office, desk.session("anan"), ref, "")
    first, second, third = (part.satang for part in tax_bill.look(desk.office, ref).bill.parts)
    assert (first, second, third) == (1106_68, 1106_66, 1106_66)
    pay_part(desk, ref, first)
    assert requests.rows(desk.office.read(), [ref])[0].state == "approved"
    assert left(desk, ref) == second + third

    desk.clock.now += 60 * DAY_MS  # the 5th of December, January, February; today is 19 January
    open_next_day(desk)
    now = tax_bill.look(desk.office, ref).bill
    assert [part.due for part in now.parts] == [date(2026, 12, 8), date(2027, 1, 5), date(2027, 2, 5)]
    assert [part.surcharge_satang for part in now.parts] == [0, 22_13, 0]  # 2 per cent of 1,106.66, one month
    with pytest.raises(FeeChanged):
        pay_part(desk, ref, second)
    fee_due.accept_new_fees(desk.office, desk.session("anan"), [ref])
    pay_part(desk, ref, second + 22_13)
    whole = cashier.take_cash(desk.office, desk.session("anan"), [ref], party(desk), 2000_00, None)
    assert whole.satang == third
    row = requests.rows(desk.office.read(), [ref])[0]
    assert (row.state, row.fee_satang, left(desk, ref)) == ("done", 3320_00 + 22_13, 0)

    undo.void(desk.office, desk.session("anan"), whole.receipt, "ผิดคน", desk.session("somying"))
    assert left(desk, ref) == third
    assert sum(row.satang for row in ledger.trial(desk.office.read(), "9901A")) == 0
    assert desk.office.file.store.write(rebuild).different == []


def test_a_last_day_the_office_is_closed_on_is_the_next_working_day(desk: Desk) -> None:
    ref = tax_request(desk)
    tax_bill.tell(desk.office, desk.session("anan"), ref, "")
    desk.clock.now += 18 * DAY_MS  # fifteen days end on Saturday, 5 December; Monday is the holiday in its place
    assert tax_bill.look(desk.office, ref).bill.satang == 3320_00
    desk.clock.now += DAY_MS
    assert tax_bill.look(desk.office, ref).bill.satang == 3320_00 + 66_40


def test_paid_whole_and_late_it_bears_the_surcharge_of_every_month_begun(desk: Desk) -> None:
    ref = tax_request(desk, late=True)
    tax_bill.tell(desk.office, desk.session("anan"), ref, "นาง ทดสอบ")
    desk.clock.now += 50 * DAY_MS  # due 8 December, today 9 January: two months begun
    found = tax_bill.look(desk.office, ref)
    assert found.bill.satang == 3320_00 + 332_00 + 132_80
    assert found.told is not None
    assert found.told.received_by == "นาง ทดสอบ"
    for speech in ("th", "en"):
        lines = preview(assessment_document(tax_bill.paper_of(desk.office, desk.session("anan"), found)), speech)
        assert any("3,784.80" in line for line in lines)
        assert any("132.80" in line for line in lines)


def test_what_lateness_added_stands_on_lines_and_in_an_account_of_its_own(desk: Desk) -> None:
    ref = tax_request(desk, in_parts=True, late=True)
    tax_bill.tell(desk.office, desk.session("anan"), ref, "")
    desk.clock.now += 60 * DAY_MS  # the first part two months late, the second one
    open_next_day(desk)
    fee_due.accept_new_fees(desk.office, desk.session("anan"), [ref])
    steps = tax_bill.look(desk.office, ref).bill.steps
    first = pay_part(desk, ref, steps[0])
    paper = receipts.receipt_paper(desk.office, first.receipt)
    tax = "ภาษีป้าย (ยื่นแบบ ภ.ป.1)"
    assert [(item.label, item.satang) for item in paper.items] == [
        (f"{tax} งวดที่ 1", 1106_68),
        ("เงินเพิ่ม ยื่นแบบเกินกำหนด", 332_00),
        ("เงินเพิ่ม ชำระเกินกำหนด งวดที่ 1", 44_26),
    ]
    assert paper.request_refs == (ref,)
    last = cashier.take_cash(desk.office, desk.session("anan"), [ref], party(desk), 3000_00, None)
    assert [(item.label, item.satang) for item in receipts.receipt_paper(desk.office, last.receipt).items] == [
        (f"{tax} งวดที่ 2-3", 2 * 1106_66),
        ("เงินเพิ่ม ชำระเกินกำหนด งวดที่ 2", 22_13),
    ]
    added = 332_00 + 44_26 + 22_13
    read = desk.office.read()
    assert ledger.balance(read, "9901A", "tax.TX-SIGN") == -3320_00
    assert ledger.balance(read, "9901A", "surcharge.TX-SIGN") == -added
    today = desk.office.today()
    by_kind = revenue.revenue_report(desk.office, today, today, "kind")
    assert {line.code: line.satang for line in by_kind.lines} == {"tax": 3320_00, "surcharge": added}
    assert by_kind.satang == first.satang + last.satang
    assert requests.rows(read, [ref])[0].state == "done"
    assert not walk(read).findings

    undo.void(desk.office, desk.session("anan"), last.receipt, "ผิดคน", desk.session("somying"))
    assert ledger.balance(desk.office.read(), "9901A", "surcharge.TX-SIGN") == -332_00 - 44_26
    assert left(desk, ref) == last.satang


def test_a_late_tax_written_down_from_a_paper_book_stands_in_the_same_accounts(desk: Desk) -> None:
    ref = tax_request(desk, late=True)
    day = desk.office.today().strftime("%d/%m/") + str(desk.office.today().year + 543)
    written_for_requests(desk.office, desk.session("anan"), "P-1", "7", day, "09:15", "อนันต์", ref)
    read = desk.office.read()
    assert ledger.balance(read, "9901A", "tax.TX-SIGN") == -3320_00
    assert ledger.balance(read, "9901A", "surcharge.TX-SIGN") == -332_00
    assert requests.rows(read, [ref])[0].state == "done"
    assert desk.office.file.store.write(rebuild).different == []


def test_a_bill_of_one_instalment_is_paid_on_the_day_the_bank_had_it(desk: Desk) -> None:
    ref = tax_request(desk, in_parts=True)
    anan = desk.session("anan")
    tax_bill.tell(desk.office, anan, ref, "")
    with pytest.raises(PartNotAllowed):
        cashier.open_qr_order(desk.office, anan, [ref], party(desk), None, {ref: 1000_00})
    first, second, third = (part.satang for part in tax_bill.look(desk.office, ref).bill.parts)
    order = cashier.open_qr_order(desk.office, anan, [ref], party(desk), None, {ref: first})
    assert order.satang == first
    with pytest.raises(WaitsForBank):
        pay_part(desk, ref, first)

    desk.clock.now += 18 * DAY_MS  # 8 December, the last day
    at = desk.clock.now
    desk.clock.now += DAY_MS
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": first, "at": at, "bank_ref": "B1"}))
    open_next_day(desk)
    cashier.receive_from_bank(desk.office, anan, order.ref)
    found = tax_bill.look(desk.office, ref)
    assert found.row.state == "approved"
    assert found.bill.parts[0].paid == date(2026, 12, 8)
    assert (found.left_satang, found.bill.steps[0]) == (second + third, second)
    assert desk.office.file.store.write(rebuild).different == []


def test_a_sum_for_an_instalment_paid_meanwhile_is_never_a_receipt(desk: Desk) -> None:
    ref = tax_request(desk, in_parts=True)
    anan = desk.session("anan")
    first = tax_bill.look(desk.office, ref).bill.steps[0]
    order = cashier.open_qr_order(desk.office, anan, [ref], party(desk), None, {ref: first})
    cashier.cancel_order(desk.office, anan, order.ref, "จ่ายเงินสด")
    at = desk.clock.now
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": first, "at": at, "bank_ref": "B1"}))
    assert [stray.may_be_receipted for stray in bank.strays(desk.office, anan)] == [True]
    pay_part(desk, ref, first)
    assert [stray.may_be_receipted for stray in bank.strays(desk.office, anan)] == [False]
    with pytest.raises(SettlementGone):
        bank.receipt_for_late(desk.office, anan, order.ref1, "B1")


def test_a_bill_cancelled_too_early_was_paid_on_the_day_the_bank_had_it(desk: Desk) -> None:
    ref = tax_request(desk, in_parts=True)
    anan = desk.session("anan")
    tax_bill.tell(desk.office, anan, ref, "")
    first = tax_bill.look(desk.office, ref).bill.steps[0]
    order = cashier.open_qr_order(desk.office, anan, [ref], party(desk), None, {ref: first})
    cashier.cancel_order(desk.office, anan, order.ref, "ไม่มา")
    at = desk.clock.now + 15 * DAY_MS
    desk.clock.now += 17 * DAY_MS
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": first, "at": at, "bank_ref": "B1"}))
    open_next_day(desk)
    bank.receipt_for_late(desk.office, anan, order.ref1, "B1")
    assert tax_bill.look(desk.office, ref).bill.parts[0].paid == date(2026, 12, 5)


def test_too_small_for_parts_is_one_part_and_says_so(desk: Desk) -> None:
    ref = filed(desk, SIGNS[1:], filed_late=False, put_up="before", in_parts=True)
    found = tax_bill.look(desk.office, ref)
    assert len(found.bill.parts) == 1
    assert "one payment" in found.bill.working[-1].words.en
    with pytest.raises(NoTaxBill):
        tax_bill.tell(desk.office, desk.session("anan"), ref, "")  # nobody approved it
    assert replace(found.bill.parts[0], due=None) == found.bill.parts[0]
