"""Drawers and days: one drawer in one cashier's charge, counted when it changes hands; a sheet that hides nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.counter import cashier, day, shift
from desk.counter.day import DaySheet
from desk.counter.day_paper import look_at_day
from desk.counter.money_refusals import CountNeedsSecond
from desk.counter.refusals import (
    DayAlreadyClosed,
    DifferenceUnexplained,
    DrawerTaken,
    ShiftAlreadyOpen,
    ShiftLeftOpen,
    ShiftNotOpen,
    ShiftsStillOpen,
    TextRefused,
)
from desk.counter.session import SamePerson
from desk.model.errors import DeskError
from desk.rules.cash import CountRefused
from local_db import meta, outbox
from local_db.journal import head_at
from tests.counter.days import FLOAT, copy_request, name_request, open_drawer, party, pay
from tests.desks import BOOK, Desk, tell
from tests.local_db.files import last_line, raw_lines

DAY_MS = 86_400_000
FLOAT_SATANG = 950_00


def refused(desk: Desk, kind: type[DeskError], act) -> DeskError:  # type: ignore[no-untyped-def]
    before = raw_lines(desk)
    with pytest.raises(kind) as caught:
        act()
    assert raw_lines(desk) == before
    return caught.value


def sheet(desk: Desk) -> DaySheet:
    return day.day_sheet(desk.office, desk.session("somying"), desk.office.today())


def close(desk: Desk, explanation: str = "") -> DaySheet:
    return day.close_day(desk.office, desk.session("somying"), desk.office.today(), explanation)


def close_drawer(desk: Desk, counts: dict[int, int], officer: str = "anan") -> shift.Counted:
    return shift.close_shift(desk.office, desk.session(officer), counts)


def test_a_shift_opens_with_its_float_counted_by_pieces(desk: Desk) -> None:
    ref = open_drawer(desk)
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert body["float_counts"] == {"10000": 5, "2000": 10, "1000": 20, "100": 50}
    assert (body["float_satang"], body["date"], body["cashier"]) == (FLOAT_SATANG, "2026-11-20", "anan")
    own = shift.own_shift(desk.office, desk.session("anan"))
    assert own is not None
    assert own.ref == ref


def test_one_cashier_one_drawer_one_drawer_one_cashier(desk: Desk) -> None:
    open_drawer(desk)
    refused(desk, ShiftAlreadyOpen, lambda: open_drawer(desk, drawer="2"))
    told = refused(desk, DrawerTaken, lambda: open_drawer(desk, "busaba", "1"))
    assert "anan" in told.line.th
    refused(desk, DrawerTaken, lambda: open_drawer(desk, "busaba", "  1 "))
    refused(desk, DrawerTaken, lambda: open_drawer(desk, "busaba", ""))
    open_drawer(desk, "busaba", "2")
    assert len(shift.open_shifts(desk.office)) == 2


@pytest.mark.parametrize("counts", [{3_00: 1}, {100_00: -1}, {100_00: 100_001}, {0: 1}])
def test_a_count_that_cannot_be_is_refused(desk: Desk, counts: dict[int, int]) -> None:
    session = desk.session("anan")
    refused(desk, CountRefused, lambda: shift.open_shift(desk.office, session, "1", counts))
    open_drawer(desk)
    refused(desk, CountRefused, lambda: close_drawer(desk, counts))


@pytest.mark.parametrize("drawer", ["\x1b[2J", "ก" * 21, "a\0"])
def test_a_drawer_has_a_name_that_can_be_written(desk: Desk, drawer: str) -> None:
    refused(desk, TextRefused, lambda: open_drawer(desk, drawer=drawer))


def test_a_drawer_changes_hands_by_being_counted(desk: Desk) -> None:
    ref = open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    busaba = desk.session("busaba")
    found = shift.count_over(desk.office, busaba, ref, {100_00: 9, 50_00: 1}, desk.session("anan"))
    assert (found.expected_satang, found.counted_satang, found.difference_satang) == (970_00, 950_00, -20_00)
    line = last_line(desk)
    assert (line["o"], line["w"], line["p"]) == ("busaba", "anan", ref)
    refused(desk, ShiftNotOpen, lambda: pay(desk, "9901A-2"))
    made = copy_request(desk, 3)
    cashier.take_cash(desk.office, busaba, [made], party(desk), 100_00, None)
    closed = close_drawer(desk, {100_00: 9, 50_00: 1, 10_00: 3}, "busaba")
    assert (closed.expected_satang, closed.difference_satang) == (980_00, 0)
    assert sheet(desk).cash_satang == 50_00


def test_a_drawer_counted_over_without_its_giver_is_marked_and_never_signed_in_their_name(desk: Desk) -> None:
    ref = open_drawer(desk)
    busaba, somying = desk.session("busaba"), desk.session("somying")
    refused(desk, CountNeedsSecond, lambda: shift.count_over(desk.office, busaba, ref, {100_00: 1}))
    refused(desk, SamePerson, lambda: shift.count_over(desk.office, busaba, ref, FLOAT, busaba))
    shift.count_over(desk.office, busaba, ref, {100_00: 1}, alone=True)
    assert "w" not in last_line(desk)
    remarks = look_at_day(desk.office, somying, desk.office.today()).remarks
    assert "counted over, nobody signed beside" in remarks[1].label.en


def test_nobody_counts_over_an_own_closed_unknown_or_second_drawer(desk: Desk) -> None:
    ref = open_drawer(desk)
    anan, busaba = desk.session("anan"), desk.session("busaba")
    refused(desk, ShiftNotOpen, lambda: shift.count_over(desk.office, anan, ref, FLOAT))
    refused(desk, ShiftNotOpen, lambda: shift.count_over(desk.office, busaba, "9901A-99", FLOAT))
    open_drawer(desk, "busaba", "2")
    refused(desk, ShiftAlreadyOpen, lambda: shift.count_over(desk.office, busaba, ref, FLOAT))
    close_drawer(desk, FLOAT)
    close_drawer(desk, FLOAT, "busaba")
    refused(desk, ShiftNotOpen, lambda: shift.count_over(desk.office, busaba, ref, FLOAT))
    refused(desk, ShiftNotOpen, lambda: close_drawer(desk, FLOAT))


def test_over_and_short_are_recorded_never_adjusted_away(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    found = close_drawer(desk, {1000_00: 1})
    assert (found.expected_satang, found.difference_satang) == (970_00, 30_00)
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    told = (body["counted_satang"], body["expected_satang"], body["difference_satang"], body["date"])
    assert told == (1000_00, 970_00, 30_00, "2026-11-20")
    assert sheet(desk).difference_satang == 30_00


def test_a_drawer_left_open_overnight_closes_on_its_own_date_before_money_of_the_new_day(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    yesterday = desk.office.today()
    desk.clock.now += DAY_MS
    ref = copy_request(desk, 2)
    told = refused(desk, ShiftLeftOpen, lambda: pay(desk, ref))
    assert "20 พ.ย. 2569" in told.line.th
    assert "20 Nov 2569 BE" in told.line.en
    refused(desk, ShiftAlreadyOpen, lambda: open_drawer(desk))
    close_drawer(desk, {100_00: 9, 10_00: 7})
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert body["date"] == yesterday.isoformat()
    open_drawer(desk)
    assert pay(desk, ref).number == f"{BOOK}/2"
    first = day.day_sheet(desk.office, desk.session("somying"), yesterday)
    assert (first.cash_satang, first.receipts_satang, sheet(desk).cash_satang) == (20_00, 20_00, 20_00)
    assert first.balances


def test_open_drawers_keep_the_day_open(desk: Desk) -> None:
    open_drawer(desk)
    open_drawer(desk, "busaba", "ข้างประตู")
    told = refused(desk, ShiftsStillOpen, lambda: close(desk))
    assert "1, ข้างประตู" in told.line.th
    close_drawer(desk, FLOAT)
    refused(desk, ShiftsStillOpen, lambda: close(desk))
    close_drawer(desk, FLOAT, "busaba")
    assert close(desk).closed


def test_a_difference_needs_an_explanation(desk: Desk) -> None:
    open_drawer(desk)
    close_drawer(desk, {500_00: 1})
    for empty in ("", "  "):
        told = refused(desk, DifferenceUnexplained, lambda said=empty: close(desk, said))
        assert "-450.00" in told.line.th
    refused(desk, TextRefused, lambda: close(desk, "ก" * 501))
    refused(desk, TextRefused, lambda: close(desk, "\x1b]0;x\x07"))
    assert close(desk, " นับ  สองครั้งแล้ว ").closed
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert (body["explanation"], body["difference_satang"]) == ("นับ สองครั้งแล้ว", -450_00)


def test_over_in_one_drawer_does_not_hide_short_in_another(desk: Desk) -> None:
    open_drawer(desk)
    open_drawer(desk, "busaba", "2")
    close_drawer(desk, {500_00: 2})  # 50 over
    close_drawer(desk, {100_00: 9}, "busaba")  # 50 short
    refused(desk, DifferenceUnexplained, lambda: close(desk))
    assert close(desk, "สลับลิ้นชัก").closed


def test_a_day_is_closed_once(desk: Desk) -> None:
    close(desk)
    told = refused(desk, DayAlreadyClosed, lambda: close(desk))
    assert "20 พ.ย. 2569" in told.line.th
    desk.clock.now += DAY_MS
    assert close(desk).closed


def test_the_sheet_names_what_is_unsent_unsettled_and_in_review(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    waiting = name_request(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk, 3)], party(desk), None)
    settled = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk, 4)], party(desk), None)
    tell(desk, ("payment.settled", {"ref1": settled.ref1, "satang": 40_00, "at": 1, "bank_ref": "B"}))
    cashier.receive_from_bank(desk.office, desk.session("anan"), settled.ref)
    close_drawer(desk, {100_00: 9, 10_00: 7})
    lines = len(raw_lines(desk))

    def acknowledge(connection) -> None:  # type: ignore[no-untyped-def]
        journal = meta.identity(connection).journal
        head = head_at(connection, journal, 4)
        connection.execute("INSERT INTO acks VALUES ('9901A', 1, 4, ?, 1, 'k', 's', 1)", (head,))
        assert outbox.acknowledged(connection, journal) == 4

    desk.office.file.store.write(acknowledge)
    told = close(desk)
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert (body["cash_satang"], body["qr_satang"]) == (20_00, 40_00)
    assert body["receipts"] == [{"book": BOOK, "first": 1, "last": 2, "count": 2, "voided": 0, "satang": 60_00}]
    assert (body["acknowledged"], body["unsent"]) == (4, lines - 4)
    assert body["unsent_refs"] == [f"9901A-{n}" for n in range(5, lines + 1)]
    assert body["waiting_for_bank"] == [order.ref]
    assert body["in_review"] == [waiting]
    assert told.balances
    assert [row.ref for row in told.waiting_for_bank] == [order.ref]


def test_a_day_without_work_is_closed_too_and_the_sheet_of_another_day_is_empty(desk: Desk) -> None:
    told = day.day_sheet(desk.office, desk.session("darin"), desk.office.today() - timedelta(days=1))
    assert (told.shifts, told.books, told.cash_satang, told.closed, told.balances) == ([], [], 0, False, True)
    assert close(desk).closed
