"""Money at the counter: what is committed, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import pytest

from desk.catalogue.load import packaged
from desk.counter import cashier, fee_due, intake, receipts
from desk.counter.money_refusals import BankShort
from desk.counter.refusals import (
    AlreadyPaid,
    AmountOverPolicy,
    BankNotYet,
    CitizenDeceased,
    ClockBehindReceipt,
    FeeChanged,
    NoReceiptBook,
    NothingToPay,
    NotPayable,
    OrderUnknown,
    ShiftLeftOpen,
    ShiftNotOpen,
    WaitsForBank,
)
from desk.model.errors import DeskError
from desk.rules.cash import TenderedTooLittle
from desk.rules.roles import RoleForbids
from desk.rules.thai_qr import amount_of, parse, value_at
from local_db.journal import tip
from local_db.queries import money, requests
from tests.counter.days import copy_request, name_request, open_drawer, open_visit, party, pay
from tests.desks import BOOK, Desk, tell

DAY_MS = 86_400_000


def lines(desk: Desk) -> int:
    return tip(desk.office.read(), desk.office.file.identity().journal).n


def refused(desk: Desk, kind: type[DeskError], *refs: str, tendered: int = 100_00) -> DeskError:
    """Pay, see the refusal, and see that nothing was written."""
    before = lines(desk)
    with pytest.raises(kind) as caught:
        pay(desk, *refs, tendered=tendered)
    assert lines(desk) == before
    assert caught.value.line.th
    assert caught.value.line.en
    return caught.value


def test_cash_payment_is_one_commit_of_order_payment_receipt_and_finished_requests(desk: Desk) -> None:
    at = open_visit(desk)
    open_drawer(desk)
    first, second = copy_request(desk, 2, at), copy_request(desk, 3, at)
    before = lines(desk)
    paid = pay(desk, first, second)
    assert (paid.satang, paid.change_satang, paid.number) == (50_00, 50_00, f"{BOOK}/1")
    assert lines(desk) == before + 5
    kinds = [row[0] for row in desk.office.read().execute("SELECT k FROM journal ORDER BY n DESC LIMIT 5")]
    assert kinds == ["request.done", "request.done", "receipt.issued", "payment.taken", "order.opened"]
    for ref in (first, second):
        row = requests.rows(desk.office.read(), [ref])[0]
        assert (row.state, row.receipt) == ("done", paid.receipt)


def test_receipt_numbers_run_on_without_a_gap(desk: Desk) -> None:
    open_drawer(desk)
    numbers = [pay(desk, copy_request(desk)).number for _ in range(4)]
    assert numbers == [f"{BOOK}/{n}" for n in (1, 2, 3, 4)]


def test_a_second_press_takes_no_money_twice(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    pay(desk, ref)
    refused(desk, AlreadyPaid, ref)
    assert len(receipts.receipts_of(desk.office, desk.office.today())) == 1


def test_no_drawer_no_money(desk: Desk) -> None:
    refused(desk, ShiftNotOpen, copy_request(desk))


def test_a_drawer_left_open_overnight_is_closed_first(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    desk.clock.now += DAY_MS
    refused(desk, ShiftLeftOpen, ref)


def test_only_a_cashier_takes_money(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    with pytest.raises(RoleForbids):
        cashier.take_cash(desk.office, desk.session("darin"), [ref], party(desk), 100_00, None)


def test_too_little_cash(desk: Desk) -> None:
    open_drawer(desk)
    refused(desk, TenderedTooLittle, copy_request(desk, 2), tendered=19_99)


def test_amount_over_the_offices_limit(desk: Desk) -> None:
    open_drawer(desk)
    tell(desk, ("policy.put", {"name": "payment_limit_satang", "value": 15_00}))
    refused(desk, AmountOverPolicy, copy_request(desk, 2), tendered=20_00)


def test_what_waits_for_a_decision_is_not_paid_yet(desk: Desk) -> None:
    open_drawer(desk)
    refused(desk, NotPayable, name_request(desk))


def test_nothing_to_pay(desk: Desk) -> None:
    open_drawer(desk)
    refused(desk, NothingToPay)


def test_the_dead_do_not_pay(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    before = lines(desk)
    with pytest.raises(CitizenDeceased):
        cashier.take_cash(desk.office, desk.session("anan"), [ref], party(desk, 3), 100_00, None)
    assert lines(desk) == before


def test_a_fee_changed_by_the_centre_is_told_before_money_is_taken(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 2)
    body = packaged().get("CR-COPY", desk.office.today()).body()
    body["fee"]["satang"] = 15_00
    body["valid_from"] = desk.office.today().isoformat()
    tell(desk, ("catalogue.put", {"service": body}))
    fault = refused(desk, FeeChanged, ref)
    assert "20.00" in str(fault)
    assert "30.00" in str(fault)
    fee_due.accept_new_fees(desk.office, desk.session("anan"), [ref])
    assert pay(desk, ref).satang == 30_00


def test_no_number_left_no_money(desk: Desk) -> None:
    open_drawer(desk)
    tell(desk, ("book.closed", {"book": BOOK, "fiscal_year": 2570, "desk": "9901A", "epoch": 1}))
    refused(desk, NoReceiptBook, copy_request(desk))


def test_no_receipt_is_dated_before_the_last_one(desk: Desk) -> None:
    shift_ref = open_drawer(desk)
    pay(desk, copy_request(desk))
    desk.office.file.store.write(lambda c: c.execute("UPDATE receipts SET date = '2026-11-21'"))
    refused(desk, ClockBehindReceipt, copy_request(desk))
    assert shift_ref


def test_qr_order_has_the_order_as_ref1_and_no_receipt_before_the_banks_word(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 2)
    session = desk.session("anan")
    order = cashier.open_qr_order(desk.office, session, [ref], party(desk), None)
    tags = parse(order.payload)
    assert value_at(tags, "30", "02") == order.ref1 == order.ref.replace("-", "")
    assert amount_of(tags) == 20_00
    with pytest.raises(BankNotYet):
        cashier.receive_from_bank(desk.office, session, order.ref)
    refused(desk, WaitsForBank, ref)
    settled = {"ref1": order.ref1, "satang": 20_00, "at": desk.clock.now, "bank_ref": "B1"}
    tell(desk, ("payment.settled", settled))
    paid = cashier.receive_from_bank(desk.office, session, order.ref)
    assert money.receipt(desk.office.read(), paid.receipt).bank_ref == "B1"  # type: ignore[union-attr]
    with pytest.raises(OrderUnknown):
        cashier.receive_from_bank(desk.office, session, order.ref)


def test_a_wrong_amount_from_the_bank_issues_nothing(desk: Desk) -> None:
    open_drawer(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), None)
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": 19_99, "at": 1, "bank_ref": "B1"}))
    before = lines(desk)
    with pytest.raises(BankShort):
        cashier.receive_from_bank(desk.office, desk.session("anan"), order.ref)
    assert lines(desk) == before


def test_an_unused_qr_order_is_cancelled_and_cash_taken(desk: Desk) -> None:
    open_drawer(desk)
    ref, session = copy_request(desk), desk.session("anan")
    order = cashier.open_qr_order(desk.office, session, [ref], party(desk), None)
    cashier.cancel_order(desk.office, session, order.ref, "ผู้ชำระเปลี่ยนใจ")
    assert pay(desk, ref).satang == 20_00


def test_what_costs_nothing_is_finished_without_money(desk: Desk) -> None:
    at = open_visit(desk)
    made = intake.submit(desk.office, desk.session("anan"), _move(desk), at)
    before = requests.state_of(desk.office.read(), made)
    if before == "approved":
        cashier.finish_free(desk.office, desk.session("anan"), [made])
        assert requests.state_of(desk.office.read(), made) == "done"
    else:
        with pytest.raises(NotPayable):
            cashier.finish_free(desk.office, desk.session("anan"), [made])


def _move(desk: Desk):  # type: ignore[no-untyped-def]
    from tests.counter.days import draft

    answers: dict[str, object] = {"house": "99010000001", "moved": "2026-11-20", "destination": "1 ม.1"}
    return draft(desk, "CR-MOVE-OUT", answers)
