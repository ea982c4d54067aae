"""Steps of a counter day that many tests take."""

from __future__ import annotations

from desk.counter import cashier, intake, parties, shift, visit
from desk.counter.intake import Draft
from desk.counter.visit import Visit
from desk.model.kinds.body import Party
from desk.model.kinds.requests import PaperShown
from local_db.queries import citizens
from tests.desks import Desk, pin

FLOAT = {100_00: 5, 20_00: 10, 10_00: 20, 1_00: 50}  # 950 baht


def party(desk: Desk, number: int = 1) -> Party:
    found = citizens.by_pin(desk.office.read(), pin(number))
    assert found is not None
    return parties.of_citizen(found)


def draft(desk: Desk, code: str, answers: dict[str, object], number: int = 1) -> Draft:
    service = desk.office.catalogue(desk.office.read()).get(code, desk.office.today())
    who = party(desk, number)
    papers = tuple(PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen")
    return Draft(service, who, who, None, answers, papers)  # type: ignore[arg-type]


def copy_draft(desk: Desk, copies: int = 2, number: int = 1) -> Draft:
    """A certified copy as it was typed: decided at the counter, 10 baht each."""
    return draft(desk, "CR-COPY", {"register": "house", "house": "99010000001", "copies": copies}, number)


def copy_request(desk: Desk, copies: int = 2, at: Visit | None = None, number: int = 1) -> str:
    """The same, taken in."""
    return intake.submit(desk.office, desk.session("anan"), copy_draft(desk, copies, number), at)


def name_request(desk: Desk, at: Visit | None = None, new: str = "สมจิต") -> str:
    """A change of given name, decided by a supervisor, 50 baht."""
    answers = {"old_given": "สมใจ", "new_given": new, "minor": False}
    return intake.submit(desk.office, desk.session("anan"), draft(desk, "NM-GIVEN", answers), at)


def open_visit(desk: Desk) -> Visit:
    return visit.open_visit(desk.office, desk.session("anan"), "request")


def open_drawer(desk: Desk, officer: str = "anan", drawer: str = "1") -> str:
    return shift.open_shift(desk.office, desk.session(officer), drawer, FLOAT)


def pay(desk: Desk, *refs: str, tendered: int = 100_00) -> cashier.Paid:
    return cashier.take_cash(desk.office, desk.session("anan"), refs, party(desk), tendered, None)
