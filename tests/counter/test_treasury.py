"""Drawer, safe, treasury, books and strays of the bank: every satang and every number has its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk.counter import bank, book_stock, book_year, books, cashier, day, receipts, shift, treasury, undo
from desk.counter.money_refusals import (
    BankShort,
    CashShort,
    CountNeedsSecond,
    DayNotClosed,
    DaySigned,
    MoveNeedsSecond,
    NumberNotOurs,
    NumberTaken,
    PaperDateWrong,
    PartNotAllowed,
    ReprintReasonMissing,
    SafeShort,
    SecondMissing,
    SettlementGone,
)
from desk.counter.printing import Printers, print_now
from desk.counter.refusals import BankNotYet, NotPayable
from desk.counter.session import SamePerson
from desk.counter.shift_report import shift_report
from desk.model.kinds.money import OrderItem
from desk.rules.tenders import Piece
from local_db import meta
from local_db.queries import ledger, money
from tests.counter.days import FLOAT, copy_request, open_drawer, party, pay
from tests.counter.test_undo import DAY_MS, drawer, even
from tests.desks import BOOK, MORNING, Desk, TestClock, make_desk, tell
from tests.local_db.files import last_line

FLOAT_SATANG = 950_00


def settle(desk: Desk, ref1: str, satang: int, bank_ref: str = "B1") -> None:
    tell(desk, ("payment.settled", {"ref1": ref1, "satang": satang, "at": 1, "bank_ref": bank_ref}))


# ---- drawer and safe


def test_a_float_has_a_witness_or_is_marked_without(desk: Desk) -> None:
    open_drawer(desk)
    assert "w" not in last_line(desk)
    with pytest.raises(SamePerson):
        shift.open_shift(desk.office, desk.session("busaba"), "2", FLOAT, desk.session("busaba"))
    shift.open_shift(desk.office, desk.session("busaba"), "2", FLOAT, desk.session("somying"))
    assert last_line(desk)["w"] == "somying"


def test_cash_in_out_and_dropped_moves_what_should_be_there(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    shift.move_cash(desk.office, anan, "paid_in", 100_00, "แลกเหรียญ")
    shift.move_cash(desk.office, anan, "paid_out", 30_00, "ค่าแสตมป์")
    shift.move_cash(desk.office, anan, "dropped", 500_00, "ส่งตู้")
    assert drawer(desk) == FLOAT_SATANG + 100_00 - 30_00 - 500_00
    with pytest.raises(CashShort):
        shift.move_cash(desk.office, anan, "dropped", 520_01, "ส่งตู้")
    shift.move_cash(desk.office, anan, "paid_in", 2_000_00, "แลกเหรียญ")
    with pytest.raises(MoveNeedsSecond):
        shift.move_cash(desk.office, anan, "paid_out", 1_000_01, "ค่าของ")
    shift.move_cash(desk.office, anan, "paid_out", 1_000_01, "ค่าของ", desk.session("somying"))
    even(desk)


def test_a_count_far_off_is_made_by_two_or_marked_alone_and_z_runs_on(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    with pytest.raises(CountNeedsSecond) as told:
        shift.close_shift(desk.office, anan, {1_00: 1})
    assert "950" not in told.value.line.th  # nobody is told what should be there
    first = shift.close_shift(desk.office, anan, {1_00: 1}, second=desk.session("busaba"))
    assert (first.z, last_line(desk)["w"]) == (1, "busaba")
    open_drawer(desk)
    second = shift.close_shift(desk.office, anan, {1_00: 1}, alone=True)
    assert (second.z, second.difference_satang) == (2, 1_00 - FLOAT_SATANG)
    even(desk)


def test_the_safe_is_counted_and_remitted_with_three_signatures(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 3))
    anan, somying = desk.session("anan"), desk.session("somying")
    shift.close_shift(desk.office, anan, {100_00: 9, 10_00: 8})
    safe = treasury.look_at_safe(desk.office, anan)
    assert (safe.cash_satang, safe.checked_today, safe.late_days) == (30_00, False, 0)
    assert safe.due is not None
    assert safe.due.day == date(2026, 11, 30)
    assert treasury.check_safe(desk.office, anan, {10_00: 3}, somying).difference_satang == 0
    with pytest.raises(SecondMissing):
        treasury.remit(desk.office, anan, 30_00, "คลังอำเภอ", None)
    with pytest.raises(SafeShort):
        treasury.remit(desk.office, anan, 30_01, "คลังอำเภอ", somying)
    treasury.remit(desk.office, anan, 30_00, "คลังอำเภอ", somying)
    after = treasury.look_at_safe(desk.office, anan)
    assert (after.cash_satang, after.due, len(after.remittances)) == (0, None, 1)
    desk.clock.now += DAY_MS
    assert treasury.check_safe(desk.office, anan, {1_00: 1}).difference_satang == 1_00  # recorded, never adjusted
    even(desk)


def test_x_any_time_without_telling_its_cashier_what_should_be_there_and_z_once_counted(desk: Desk) -> None:
    ref = open_drawer(desk)
    anan, darin = desk.session("anan"), desk.session("darin")
    pay(desk, copy_request(desk, 3))
    undo.void(desk.office, anan, pay(desk, copy_request(desk)).receipt, "ผิด", desk.session("somying"))
    shift.move_cash(desk.office, anan, "paid_in", 100_00, "แลกเหรียญ")
    hidden = shift_report(desk.office, anan, ref)
    assert (hidden.blind, hidden.expected_satang, hidden.taken[0].satang) == (True, None, None)
    for _ in range(2):
        seen = shift_report(desk.office, darin, ref)
        assert (seen.taken[0].satang, [line.satang for line in seen.revenue]) == (30_00, [30_00])
        assert [(book.count, book.voided, book.satang) for book in seen.books] == [(2, 1, 30_00)]
        assert seen.expected_satang == FLOAT_SATANG + 130_00
        if seen.z is None:
            shift.close_shift(desk.office, anan, {100_00: 10, 10_00: 8})
    assert shift_report(desk.office, anan, ref).z == 1


# ---- the day


def test_no_money_after_the_day_was_signed_but_as_a_late_item_under_a_supervisors_eyes(desk: Desk) -> None:
    day.close_day(desk.office, desk.session("somying"), desk.office.today())
    anan, somying = desk.session("anan"), desk.session("somying")
    with pytest.raises(DaySigned):
        open_drawer(desk)
    with pytest.raises(DaySigned):
        shift.open_shift(desk.office, anan, "1", FLOAT, late=True)
    shift.open_shift(desk.office, anan, "1", FLOAT, somying, late=True)
    paid = pay(desk, copy_request(desk))
    row = money.receipt(desk.office.read(), paid.receipt)
    assert row is not None
    assert row.late == 1
    sheet = day.day_sheet(desk.office, somying, desk.office.today())
    assert [item.ref for item in sheet.late] == [paid.receipt]
    even(desk)


def test_a_day_has_two_signatures_of_two_people(desk: Desk) -> None:
    today, somying = desk.office.today(), desk.session("somying")
    with pytest.raises(DayNotClosed):
        day.countersign(desk.office, desk.session("anan"), today)
    with pytest.raises(SamePerson):
        day.close_day(desk.office, somying, today, second=somying)
    day.close_day(desk.office, somying, today)
    with pytest.raises(SamePerson):
        day.countersign(desk.office, somying, today)
    day.countersign(desk.office, desk.session("anan"), today)
    with pytest.raises(DayNotClosed):
        day.countersign(desk.office, desk.session("busaba"), today)


def test_the_sheet_names_what_could_explain_a_difference(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk, 2))
    pay(desk, copy_request(desk, 3))
    shift.close_shift(desk.office, desk.session("anan"), {100_00: 9, 10_00: 6})  # 20 short
    sheet = day.day_sheet(desk.office, desk.session("somying"), desk.office.today())
    assert sheet.difference_satang == -40_00
    shift_items = {(suspect.ref, suspect.why) for suspect in sheet.suspects}
    assert (paid.receipt, "double") in shift_items


# ---- numbers


def test_every_number_ends_and_lost_ones_are_reported_by_two(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    anan, somying = desk.session("anan"), desk.session("somying")
    with pytest.raises(SecondMissing):
        books.end_numbers(desk.office, anan, BOOK, 2570, 2, 3, "lost", "น้ำท่วม")
    with pytest.raises(NumberTaken):
        books.end_numbers(desk.office, anan, BOOK, 2570, 1, 3, "lost", "น้ำท่วม", somying)
    with pytest.raises(NumberNotOurs):
        books.end_numbers(desk.office, anan, BOOK, 2570, 40, 51, "returned", "x")
    books.end_numbers(desk.office, anan, BOOK, 2570, 2, 3, "lost", "น้ำท่วม", somying)
    assert pay(desk, copy_request(desk)).number == f"{BOOK}/4"  # lost numbers are passed over
    books.end_numbers(desk.office, somying, BOOK, 2570, 5, 50, "returned", "ส่งคืน")
    (state,) = books.register(desk.office, somying)
    assert state.explained.whole
    assert (state.explained.count("issued"), state.explained.count("lost")) == (2, 2)
    assert stock_of(desk).left == 0
    assert stock_of(desk).lack == "none"


def stock_of(desk: Desk) -> book_stock.Stock:
    return book_stock.stock(desk.office, desk.office.read())


def test_numbers_running_out_are_told_before_they_are_gone(desk: Desk) -> None:
    assert stock_of(desk).words is None
    tell(desk, ("policy.put", {"name": "book_low_numbers", "value": 50}))
    assert stock_of(desk).lack == "low"
    assert "50" in str(stock_of(desk).words)
    lease = {"book": "69A-2", "fiscal_year": 2570, "desk": "9901A", "epoch": 1, "first": 1, "last": 50}
    tell(desk, ("book.leased", lease))
    assert stock_of(desk).words is None  # the next one is here already


def test_a_year_that_ends_without_a_book_of_the_next_is_told(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk", TestClock(MORNING + 299 * DAY_MS))
    assert desk.office.today() == date(2027, 9, 15)
    assert stock_of(desk).lack == ""
    desk.clock.now += DAY_MS
    assert stock_of(desk).lack == "next_year"
    assert "2571" in str(stock_of(desk).words)
    lease = {"book": "70A-1", "fiscal_year": 2571, "desk": "9901A", "epoch": 1, "first": 1, "last": 50}
    tell(desk, ("book.leased", lease))
    assert stock_of(desk).lack == ""


def test_next_years_book_sleeps_until_the_first_of_october_and_the_old_one_is_closed(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk", TestClock(MORNING + 314 * DAY_MS))
    desk.office.file.store.write(lambda c: c.execute("UPDATE officers SET valid_until = ?", (desk.clock.now * 2,)))
    assert desk.office.today() == date(2027, 9, 30)
    lease = {"book": "70A-1", "fiscal_year": 2571, "desk": "9901A", "epoch": 1, "first": 1, "last": 50}
    tell(desk, ("book.leased", lease))
    desk.office.file.store.write(lambda c: meta.put(c, "copy_as_of", desk.clock.now))
    open_drawer(desk)
    assert pay(desk, copy_request(desk)).number == f"{BOOK}/1"
    shift.close_shift(desk.office, desk.session("anan"), {100_00: 9, 10_00: 7})
    with pytest.raises(PaperDateWrong):
        book_year.close_year(desk.office, desk.session("somying"), 2570)
    desk.clock.now += DAY_MS
    assert desk.office.today() == date(2027, 10, 1)
    open_drawer(desk)
    assert pay(desk, copy_request(desk)).number == "70A-1/1"
    assert len(book_year.close_year(desk.office, desk.session("somying"), 2570)) == 1
    first, second = books.register(desk.office, desk.session("somying"))
    assert (first.explained.count("returned"), first.explained.whole, second.explained.whole) == (49, True, True)
    assert book_year.close_year(desk.office, desk.session("somying"), 2570) == []
    desk.office.close()


def test_a_receipt_written_by_hand_is_entered_afterwards_and_closes_with_its_day(desk: Desk) -> None:
    open_drawer(desk)
    ref, anan = copy_request(desk), desk.session("anan")
    items = [OrderItem(request=ref, label="คัดสำเนา", satang=20_00)]
    yesterday = date(2026, 11, 19)

    def write(book: str, number: int, day_: date = yesterday) -> str:
        return books.write_down(desk.office, anan, book, number, day_, "10:05", "อนันต์", party(desk), items)

    with pytest.raises(NumberTaken):
        write(BOOK, 7)  # a leased book is no paper book
    with pytest.raises(PaperDateWrong):
        write("ก-12", 7, date(2026, 11, 21))
    made = write("ก-12", 7)
    with pytest.raises(NumberTaken):
        write("ก-12", 7)
    row = money.receipt(desk.office.read(), made)
    assert row is not None
    assert (row.written, row.date, row.late) == (1, "2026-11-19", 0)
    assert drawer(desk) == FLOAT_SATANG + 20_00
    sheet = day.day_sheet(desk.office, desk.session("somying"), yesterday)
    assert (sheet.receipts_satang, sheet.cash_satang, sheet.balances) == (20_00, 20_00, True)
    with pytest.raises(Exception, match="E406"):
        pay(desk, ref)
    even(desk)


# ---- the bank


def test_what_the_bank_paid_too_much_is_owed_and_too_little_is_made_up_in_cash(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    over = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    settle(desk, over.ref1, 25_00)
    cashier.receive_from_bank(desk.office, anan, over.ref)
    assert ledger.balance(desk.office.read(), "9901A", "owed") == -5_00
    short = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    with pytest.raises(BankNotYet):
        cashier.receive_from_bank(desk.office, anan, short.ref)
    settle(desk, short.ref1, 15_00)
    assert [stray.sort for stray in bank.strays(desk.office, anan)] == ["short"]
    with pytest.raises(BankShort):
        cashier.receive_from_bank(desk.office, anan, short.ref)
    paid = cashier.receive_from_bank(desk.office, anan, short.ref, [Piece("cash", 10_00)])
    assert paid.change_satang == 5_00
    assert bank.strays(desk.office, anan) == []
    even(desk)


def test_late_twice_and_unknown_sums_each_get_a_place(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    late = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    cashier.cancel_order(desk.office, anan, late.ref, "ไม่ได้สแกน")
    settle(desk, late.ref1, 20_00, "L1")
    twice = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    settle(desk, twice.ref1, 20_00, "T1")
    settle(desk, twice.ref1, 20_00, "T2")
    cashier.receive_from_bank(desk.office, anan, twice.ref)
    settle(desk, "9901A999", 7_00, "U1")
    found = {stray.row.bank_ref: stray for stray in bank.strays(desk.office, anan)}
    assert {ref: stray.sort for ref, stray in found.items()} == {"L1": "late", "T2": "twice", "U1": "unknown"}
    assert found["L1"].may_be_receipted
    assert not found["T2"].may_be_receipted
    bank.receipt_for_late(desk.office, anan, late.ref1, "L1")
    bank.place(desk.office, anan, twice.ref1, "T2", "owed", "จ่ายซ้ำ")
    bank.place(desk.office, anan, "9901A999", "U1", "suspense", "ไม่ทราบผู้โอน")
    with pytest.raises(SettlementGone):
        bank.place(desk.office, anan, "9901A999", "U1", "owed", "อีกครั้ง")
    assert bank.strays(desk.office, anan) == []
    read = desk.office.read()
    assert (ledger.balance(read, "9901A", "owed"), ledger.balance(read, "9901A", "suspense")) == (-20_00, -7_00)
    assert ledger.balance(read, "9901A", "qr") == 67_00
    even(desk)


# ---- payments


def test_part_payment_where_the_service_allows_and_the_rest_later(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), copy_request(desk, 5)
    part = {ref: 20_00}
    with pytest.raises(PartNotAllowed):
        cashier.take(desk.office, anan, [ref], party(desk), [Piece("cash", 20_00)], None, part)
    tell(desk, ("policy.put", {"name": "part_payment", "value": ["CR-COPY 1000"]}))
    cashier.take(desk.office, anan, [ref], party(desk), [Piece("cash", 20_00)], None, part)
    assert pay(desk, ref).satang == 30_00
    with pytest.raises(Exception, match="E406"):
        pay(desk, ref)
    even(desk)


def test_something_free_and_done_is_not_paid(desk: Desk) -> None:
    open_drawer(desk)
    from desk.counter import intake
    from tests.counter.days import draft

    answers: dict[str, object] = {"house": "99010000001", "moved": "2026-11-01", "destination": "12 หมู่ 3"}
    ref = intake.submit(desk.office, desk.session("anan"), draft(desk, "CR-MOVE-OUT", answers), None)
    cashier.finish_free(desk.office, desk.session("anan"), [ref])
    with pytest.raises(NotPayable):
        pay(desk, ref)


def test_a_copy_is_printed_for_a_reason_and_moves_no_money(desk: Desk) -> None:
    class Paper:
        def print_pdf(self, name: str, content: bytes) -> str:
            return name

    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    print_now(receipts.receipt_to_print(desk.office, anan, paid.receipt), Printers(Paper()))
    before = ledger.trial(desk.office.read(), "9901A")
    with pytest.raises(ReprintReasonMissing):
        print_now(receipts.receipt_to_print(desk.office, anan, paid.receipt), Printers(Paper()))
    copy = receipts.receipt_to_print(desk.office, anan, paid.receipt, "ผู้ชำระทำหาย")
    printed = print_now(copy, Printers(Paper()))
    assert printed.copy_number == 2
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert body["reason"] == "ผู้ชำระทำหาย"
    assert ledger.trial(desk.office.read(), "9901A") == before
