"""Deny by default: every act at the counter, by every role, is allowed exactly where the table of roles says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.counter import cashier, day, fee_due, intake, lookup, receipts, review, shift, visit
from desk.counter.printing import Printers, print_now
from desk.counter.record import open_record
from desk.counter.session import Session
from desk.model.errors import DeskError
from desk.rules.roles import ACT_WORDS, PERMITTED, ROLE_WORDS, RoleForbids, may
from desk.words import Words
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
