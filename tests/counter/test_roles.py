"""Deny by default: every act at the counter, by every role, is allowed exactly where the table of roles says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.counter import (
    bank,
    bank_file,
    book_year,
    books,
    cashier,
    day,
    deadlines,
    defects,
    deposits,
    fee_due,
    intake,
    lookup,
    money_papers,
    money_waiting,
    receipts,
    refunds,
    review,
    shift,
    shift_papers,
    slips,
    tax_bill,
    treasury,
    undo,
    visit,
    waivers,
)
from desk.counter.printing import Printers, print_now
from desk.counter.record import open_record
from desk.counter.session import Session
from desk.model.errors import DeskError
from desk.model.kinds.money import OrderItem
from desk.rules.roles import ACT_WORDS, PERMITTED, ROLE_WORDS, RoleForbids, may
from desk.rules.tenders import Piece
from desk.words import Words
from local_db.queries import requests
from tests.counter.days import copy_request, draft, name_request, open_drawer, open_visit, party, pay
from tests.desks import Desk, pin
from tests.local_db.files import raw_lines

EVERY_ROLE = [*ROLE_WORDS, "chief", "", "OFFICER"]
Doing = Callable[[Desk, Session], object]


class NoPrinter:
    """A printer whose paper always comes out."""

    def print_pdf(self, name: str, content: bytes) -> str:
        return name


def _submit(desk: Desk, session: Session) -> object:
    made = draft(desk, "CR-COPY", {"register": "birth", "copies": 1})
    return intake.submit(desk.office, session, made, None)


def _decide(desk: Desk, session: Session) -> object:
    return review.decide(desk.office, session, review.open_case(desk.office, name_request(desk)), "approve")


def _print(desk: Desk, session: Session) -> object:
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt
    return print_now(receipts.receipt_to_print(desk.office, session, ref), Printers(NoPrinter()))


def _answer_about_print(desk: Desk, session: Session) -> object:
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt
    return receipts.record_print(desk.office, session, ref, "found_printed", 1)


ACTS: dict[str, tuple[set[str], Doing]] = {
    "search": ({"look_up"}, lambda d, s: lookup.search(d.office, s, "สมใจ")),
    "open record": ({"look_up"}, lambda d, s: open_record(d.office, s, pin(1), open_visit(d))),
    "open visit": ({"look_up"}, lambda d, s: visit.open_visit(d.office, s, "request")),
    "close visit": ({"look_up"}, lambda d, s: visit.close_visit(d.office, s, open_visit(d))),
    "submit": ({"take_request"}, _submit),
    "resubmit": ({"take_request"}, lambda d, s: intake.resubmit(d.office, s, name_request(d), {}, ())),
    "withdraw": ({"take_request"}, lambda d, s: intake.withdraw(d.office, s, copy_request(d), "x")),
    "finish free": ({"take_request"}, lambda d, s: cashier.finish_free(d.office, s, [copy_request(d)])),
    "take cash": ({"take_payment"}, lambda d, s: cashier.take_cash(d.office, s, ["x"], party(d), 1, None)),
    "open qr": ({"take_payment"}, lambda d, s: cashier.open_qr_order(d.office, s, ["x"], party(d), None)),
    "receive": ({"take_payment"}, lambda d, s: cashier.receive_from_bank(d.office, s, "9901A-1")),
    "cancel order": ({"take_payment"}, lambda d, s: cashier.cancel_order(d.office, s, "9901A-1", "x")),
    "new fees": ({"take_payment"}, lambda d, s: fee_due.accept_new_fees(d.office, s, [copy_request(d)])),
    "print": ({"take_payment", "close_day"}, _print),
    "answer about a print": ({"take_payment", "close_day"}, _answer_about_print),
    "open shift": ({"keep_drawer"}, lambda d, s: shift.open_shift(d.office, s, "1", {})),
    "count over": ({"keep_drawer"}, lambda d, s: shift.count_over(d.office, s, open_drawer(d), {})),
    "close shift": ({"keep_drawer"}, lambda d, s: shift.close_shift(d.office, s, {})),
    "waiting": ({"review"}, lambda d, s: review.waiting(d.office, s)),
    "decide": ({"review"}, _decide),
    "day sheet": ({"see_day"}, lambda d, s: day.day_sheet(d.office, s, d.office.today())),
    "close day": ({"close_day"}, lambda d, s: day.close_day(d.office, s, d.office.today())),
}


@pytest.mark.parametrize("role", EVERY_ROLE)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_allowed_where_the_table_says_so_and_nowhere_else(desk: Desk, act: str, role: str) -> None:
    wanted, doing = ACTS[act]
    session = Session("stranger", Words("คนอื่น", "Somebody else"), frozenset({role}))
    lines = len(raw_lines(desk))
    try:
        doing(desk, session)
        forbidden = False
    except DeskError as fault:
        forbidden = isinstance(fault, RoleForbids)  # else let in, and refused for what it is
    assert forbidden == (not wanted & PERMITTED.get(role, frozenset()))
    if forbidden:
        by_stranger = [line for line in raw_lines(desk)[lines:] if b'"o":"stranger"' in line]
        assert by_stranger == []


def _of_tax(desk: Desk, session: Session) -> object:
    return tax_bill.tell(desk.office, session, "9901A-1", "x")


def _by_hand(desk: Desk, session: Session) -> object:
    item = OrderItem(request="9901A-1", label="x", satang=1)
    return books.write_down(desk.office, session, "P", 1, desk.office.today(), "09:00", "x", party(desk), [item])


def _late_notice(desk: Desk, session: Session) -> object:
    case = requests.one(desk.office.read(), copy_request(desk))
    assert case is not None
    return deadlines.notice_to_print(desk.office, session, case)


def _beside(desk: Desk) -> Session:
    return desk.session("somying")


CASH = [Piece("cash", 1)]
OF_MONEY: dict[str, tuple[set[str], Doing]] = {
    "several ways": ({"take_payment"}, lambda d, s: cashier.take(d.office, s, ["x"], party(d), CASH, None)),
    "deposit": ({"take_payment"}, lambda d, s: deposits.take(d.office, s, "x", "y", 1, party(d), CASH)),
    "late bill": ({"take_payment"}, lambda d, s: bank.receipt_for_late(d.office, s, "x", "y")),
    "place": ({"take_payment"}, lambda d, s: bank.place(d.office, s, "x", "y", "owed", "z")),
    "slip": ({"take_payment"}, lambda d, s: slips.see(d.office, s, "9901A-1", "x")),
    "void": ({"take_payment"}, lambda d, s: undo.void(d.office, s, "x", "y", _beside(d))),
    "refund": ({"take_payment"}, lambda d, s: refunds.refund(d.office, s, "x", 1, "", "y", _beside(d))),
    "pay a refund": ({"take_payment"}, lambda d, s: refunds.pay_refund(d.office, s, "x", "cash", "")),
    "bounce": ({"take_payment"}, lambda d, s: refunds.bounce(d.office, s, "x", None, "y")),
    "confirm": ({"approve_undo"}, lambda d, s: undo.confirm(d.office, s, "x")),
    "waive": ({"take_payment", "take_request"}, lambda d, s: waivers.waive(d.office, s, "x", 0, "y", "", _beside(d))),
    "tell a tax": ({"take_payment", "take_request"}, _of_tax),
    "by hand": ({"take_payment"}, _by_hand),
    "spoiled number": (
        {"close_day", "keep_drawer"},
        lambda d, s: books.end_numbers(d.office, s, "x", 2570, 1, 1, "cancelled", "y"),
    ),
    "end of year": ({"close_day"}, lambda d, s: book_year.close_year(d.office, s, 2569)),
    "cash out": ({"keep_drawer"}, lambda d, s: shift.move_cash(d.office, s, "paid_out", 1, "x")),
    "safe": ({"keep_safe"}, lambda d, s: treasury.check_safe(d.office, s, {})),
    "remit": ({"keep_safe"}, lambda d, s: treasury.remit(d.office, s, 0, "x", _beside(d))),
    "bank file": ({"keep_safe"}, lambda d, s: bank_file.take_in(d.office, s, b"x")),
    "what waits": ({"see_day"}, lambda d, s: money_waiting.waiting(d.office, s)),
    "Z": ({"see_day"}, lambda d, s: shift_papers.shift_to_print(d.office, s, "x")),
    "voucher": ({"see_day"}, lambda d, s: money_papers.to_print(d.office, s, "refund", "x")),
    "assessment": ({"see_day"}, lambda d, s: tax_bill.bill_to_print(d.office, s, "9901A-1")),
    "missing papers": ({"see_day"}, lambda d, s: defects.slip_to_print(d.office, s, "9901A-1")),
    "notice of delay": ({"see_day"}, _late_notice),
}


@pytest.mark.parametrize("act", OF_MONEY)
def test_money_and_its_papers_are_in_the_hands_of_whom_the_table_names(desk: Desk, act: str) -> None:
    wanted, doing = OF_MONEY[act]
    for role in EVERY_ROLE:
        session = Session("stranger", Words("คนอื่น", "Somebody else"), frozenset({role}))
        forbidden = False
        try:
            doing(desk, session)
        except DeskError as fault:
            forbidden = isinstance(fault, RoleForbids)
        assert forbidden == (not wanted & PERMITTED.get(role, frozenset())), role


def test_whoever_has_no_role_may_do_nothing() -> None:
    nobody = Session("nobody", Words("x", "x"), frozenset())
    assert not any(nobody.may(act) for act in ACT_WORDS)
    with pytest.raises(RoleForbids) as caught:
        nobody.require("look_up")
    assert (caught.value.code, caught.value.exit_code) == ("E801", 4)


def test_roles_add_up_and_unknown_ones_give_nothing() -> None:
    assert may({"officer", "cashier"}, "take_payment")
    assert may({"officer", "cashier"}, "take_request")
    assert not may({"officer", "chief"}, "close_day")
    assert set(PERMITTED) == set(ROLE_WORDS)
    assert {act for acts in PERMITTED.values() for act in acts} <= set(ACT_WORDS)
